"""Bodies at the ends of what can be asked for: the skin does not cut itself, and the halves stay on their own sides."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "builders"))

import calibrate_body  # noqa: E402
import crossing  # noqa: E402

from tongren.body.person import Body  # noqa: E402
from tongren.body.template import template  # noqa: E402

SEED = 20


def test_a_crossing_is_seen() -> None:
    v = np.array([[0, 0, 0], [10, 0, 0], [0, 10, 0], [2, 2, -5], [3, 2, 5], [2, 3, 5.0]])
    faces = np.array([[0, 1, 2], [3, 4, 5]])
    assert len(crossing.crossings(v, faces)) > 0
    v[3:] += (0, 0, 20)
    assert len(crossing.crossings(v, faces)) == 0


def test_a_fold_is_seen() -> None:
    v = Body("female", 40, 163, 60).vertices_mm.copy()
    assert len(crossing.folds(v)) == 0
    on_back = np.unique(crossing.body_faces())
    on_back = on_back[(v[on_back, 1] > 0) & (v[on_back, 0] > 20) & (v[on_back, 0] < 60) & (v[on_back, 2] > 1000)]
    v[on_back, 1] -= 400  # a part of the back pushed out through the front
    assert len(crossing.folds(v)) > 0


@pytest.mark.parametrize("sex", ["female", "male"])
def test_the_fattest_and_thinnest_bodies_do_not_cut_themselves(sex: str) -> None:
    rng = np.random.default_rng(SEED)
    side = np.sign(template().mean[:, 0]) * (template().mirror_vertex != np.arange(len(template().mirror_vertex)))
    for bmi in (45.0, 45.0, 45.0, 45.0, 45.0, 45.0, 40.0, 15.0):
        age, height = rng.uniform(18, 90), rng.uniform(140, 210)
        body = Body(sex, age, height, bmi * (height / 100) ** 2)  # type: ignore[arg-type]
        n = len(crossing.folds(body.vertices_mm))
        assert n <= calibrate_body.FOLDS_ALLOWED, f"seed {SEED}: {n} crossings on {body.describe()}"
        assert (side * body.vertices_mm[:, 0] >= 0).all(), f"seed {SEED}: a half crosses the median plane on {body.describe()}"
