"""The NumPy body against Anny's own answers: archived ones in every run, live ones where Anny is installed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from tongren.body.pose import bone_transforms, skin
from tongren.body.posed_model import turned
from tongren.body.shape import rest_state
from tongren.body.template import FloatArray, template

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = ROOT / "tests" / "authorities" / "anny" / "answers.npz"
WORST_MM = 0.5


def ours(phenotype: FloatArray, axis_angle: FloatArray) -> FloatArray:
    """Our vertices (B, V, 3) for phenotypes (B, 6) and axis-angle turns (B, J, 3)."""
    t = template()
    turns = turned(axis_angle.reshape(-1, 3).astype(float)).reshape(*axis_angle.shape[:2], 3, 3)
    rest = rest_state(t, phenotype)
    return skin(t, rest.vertices, bone_transforms(t, rest, turns))


def test_archived_answers_agree() -> None:
    with np.load(ARCHIVE) as z:
        meta = json.loads(str(z["meta"]))
        answers = z["vertices"] * meta["step_mm"]
        off = np.abs(ours(z["phenotype"], z["axis_angle"])[:, z["vertex"]] - answers).max()
    assert answers.shape[0] == 40
    assert meta["anny"] == template().meta["anny"]
    assert off < 0.1, f"worst coordinate {off:.3f} mm off (half a step of the archive is {meta['step_mm'] / 2} mm)"
    assert off < WORST_MM


def test_archive_is_small() -> None:
    assert ARCHIVE.stat().st_size < 2_000_000


def test_live_answers_agree() -> None:
    pytest.importorskip("anny", reason="anny not installed")
    sys.path.insert(0, str(ROOT / "builders"))
    try:
        from archive_anny import asked, drawn
    finally:
        sys.path.pop(0)
    d = drawn(len(template().bone_labels), len(template().mean))
    few = slice(0, 6)
    off = np.abs(ours(d["phenotype"][few], d["axis_angle"][few]) - asked(d["phenotype"][few], d["axis_angle"][few])).max()
    assert off < WORST_MM, f"worst coordinate {off:.3f} mm off"
    with np.load(ARCHIVE) as z:
        assert (z["vertex"] == d["vertex"]).all() and np.allclose(z["phenotype"], d["phenotype"]), "the archive is stale"
