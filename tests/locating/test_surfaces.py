"""A point of the front looks forward and one of the back looks back, on every body: a level and a distance cannot see that."""

from __future__ import annotations

import numpy as np
import pytest

from tongren.knowledge.atlas import read_atlas
from tongren.locating.located import Located
from tongren.rules.book import base_code

UPRIGHT = ("scalp", "face", "neck", "chest_abdomen", "back_loin")  # charts whose front is the body's front in the rest pose
FORWARD = {"anterior": -1.0, "posterior": 1.0}
LEAST = -0.5  # of the unit normal; folds under a heavy breast turn away by up to 60 degrees


@pytest.mark.parametrize("name", ["young_woman_slim", "woman_average", "woman_heavy", "old_woman_short", "young_man_slim",
                                  "man_average", "man_heavy", "old_man_tall"])  # fmt: skip
def test_points_look_where_their_surface_does(located: dict[str, Located], name: str) -> None:
    found, atlas = located[name], read_atlas()
    wrong, tried = [], 0
    for i, code in enumerate(found.codes):
        row = atlas.points[base_code(code.split("/")[0])]
        if row.chart not in UPRIGHT or row.surface not in FORWARD or found.status_words[0][i] != "found":
            continue
        tried += 1
        facing = float(found.normal[0, i, 1]) * FORWARD[row.surface]
        if facing < LEAST:
            wrong.append(f"{code} {found.sides[i]} {facing:+.2f}")
    assert tried > 150
    assert not wrong, f"{name}: {wrong}"


def test_front_points_lie_in_front_of_back_points(located: dict[str, Located]) -> None:
    atlas = read_atlas()
    for name, found in located.items():
        y = {c: float(p[1]) for c, s, p in zip(found.codes, found.sides, found.position_mm[0], strict=True) if s in "LM"}
        front = [c for c in y if "/" not in c and "." not in c and atlas.points[base_code(c)].chart == "chest_abdomen"
                 and atlas.points[base_code(c)].surface == "anterior"]  # fmt: skip
        back = [c for c in y if "/" not in c and "." not in c and atlas.points[base_code(c)].chart == "back_loin"]
        assert front and back
        least = np.quantile([y[c] for c in back], 0.02)
        over = [c for c in front if y[c] > least]
        assert not over, f"{name}: {over} lie behind the back's foremost points at y = {least:.0f}"
