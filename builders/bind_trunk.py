"""Bindings of the trunk: front, side, front of neck, armpit, groin, perineum.  Run: python builders/bind_trunk.py"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bind_trunk_front import STATURE, bind_breast, bind_clavicle, bind_midline  # noqa: E402
from bind_trunk_groin import bind_groin, bind_perineum, bind_spine  # noqa: E402
from bind_trunk_neck import bind_larynx, bind_muscle  # noqa: E402
from bind_trunk_ribs import bind_arch, bind_armpit, bind_floating, bind_levels, bind_lines, bind_spaces  # noqa: E402
from bind_trunk_sheet import Sheet  # noqa: E402


def sheet() -> Sheet:
    """Every binding of the region, in the order in which they lean on each other."""
    s = Sheet()
    bind_midline(s)
    bind_clavicle(s)
    bind_breast(s)
    bind_armpit(s)
    bind_lines(s)
    bind_levels(s)
    bind_spaces(s)
    bind_arch(s)
    bind_floating(s)
    bind_larynx(s)
    bind_muscle(s)
    bind_spine(s)
    bind_groin(s)
    bind_perineum(s, STATURE / 1740.0)
    return s


if __name__ == "__main__":
    sheet().write("trunk")
