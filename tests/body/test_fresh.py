"""The built files are those that the builders as they stand would make."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np

from tongren.body.template import DATA, template

ROOT = Path(__file__).resolve().parents[2]


def test_template_is_of_its_builder() -> None:
    builder = hashlib.sha256((ROOT / "builders" / "bake_template.py").read_bytes()).hexdigest()[:16]
    assert template().meta["builder"] == builder, "stale: run python builders/bake_template.py"


def test_template_is_small() -> None:
    assert (DATA / "template.npz").stat().st_size < 12e6


def test_calibration_is_of_its_makers() -> None:
    sys.path.insert(0, str(ROOT / "builders"))
    try:
        from calibrate_body import made_of
    finally:
        sys.path.pop(0)
    with np.load(DATA / "calibration.npz") as z:
        assert str(z["made_of"]) == made_of(), "stale: run python builders/calibrate_body.py"


def test_template_cannot_be_written_to() -> None:
    t = template()
    assert not t.mean.flags.writeable and not t.skinning.flags.writeable
