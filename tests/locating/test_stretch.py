"""Measured, not carried: skin stretched between landmarks that stand still leaves every point at its cun fraction."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from tongren.body.person import Body
from tongren.body.template import template
from tongren.locating.engine import locate_rest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.stretch import SEGMENTS, Segment, ends_of, fraction, stretched, tried  # noqa: E402

KEPT = 0.02
AT_LEAST = {"forearm": 25, "chest_abdomen": 20, "leg": 20, "back_loin": 30}


@pytest.fixture(scope="module")
def pair(reference_bodies: dict[str, Body]) -> dict[str, Body]:
    return {n: reference_bodies[n] for n in ("woman_average", "man_heavy")}


@pytest.mark.parametrize("segment", SEGMENTS, ids=[s.name for s in SEGMENTS])
def test_every_point_keeps_its_fraction(segment: Segment, pair: dict[str, Body]) -> None:
    rows, _ = tried(segment, pair)
    assert len({r.code for r in rows}) >= AT_LEAST[segment.chart]
    wrong = {(r.code, r.body): f"{r.before:.3f} -> {r.after:.3f}" for r in rows if r.off > KEPT}
    assert not wrong


@pytest.mark.parametrize("segment", SEGMENTS, ids=[s.name for s in SEGMENTS])
def test_a_point_carried_with_the_skin_would_miss(segment: Segment, pair: dict[str, Body]) -> None:
    rows, _ = tried(segment, pair)
    carried = [r for r in rows if abs(r.carried - r.before) > KEPT]
    assert len(carried) > len(rows) / 3
    assert max(r.carried_mm for r in carried) > 7


def test_u_cun_is_kept_too(pair: dict[str, Body]) -> None:
    forearm = SEGMENTS[0]
    body = pair["woman_average"].vertices_mm.astype(np.float32)
    one, two = (locate_rest(v[None].astype(np.float32), np.array([True])) for v in (body, stretched(forearm, body)))
    for code in ("PC6", "PC4", "LU7", "HT4"):
        i = one.index(code, "L")
        assert abs(float(one.u_cun[0, i]) - float(two.u_cun[0, i])) < KEPT * 12, code


@pytest.mark.parametrize("segment", SEGMENTS, ids=[s.name for s in SEGMENTS])
def test_the_stretch_is_what_it_says(segment: Segment, pair: dict[str, Body]) -> None:
    vertices = pair["man_heavy"].vertices_mm
    start, end = ends_of(segment, vertices)
    length = float(np.linalg.norm(end - start))
    moved = np.linalg.norm(stretched(segment, vertices) - vertices, axis=1)
    assert 0.95 * 0.05 * length < moved.max() <= 0.05 * length + 1e-6
    outside = (fraction(vertices, start, end) <= 0) | (fraction(vertices, start, end) >= 1)
    assert moved[outside].max() == 0
    faces = template().faces[template().is_skin]
    before, after = (np.cross(v[faces[:, 1]] - v[faces[:, 0]], v[faces[:, 2]] - v[faces[:, 0]])
                     for v in (vertices, stretched(segment, vertices)))  # fmt: skip
    area = np.linalg.norm(before, axis=1)
    turned = ((before * after).sum(1) < 0) & (area > 1)
    assert turned.sum() <= 4, "the stretch tears or folds the skin"
