"""At the ends of the path the skin of the trunk does not cut itself."""

from __future__ import annotations

import numpy as np
import pytest

from tongren.body.path import H_RANGE, S_RANGE, built, phenotype_on_path
from tongren.body.template import FloatArray, IntArray, template


def trunk_faces() -> IntArray:
    """Skin triangles whose corners are led by the trunk: spine, pelvis, clavicles, upper thighs' roots excluded."""
    t = template()
    lead = np.array([t.bone_labels[j].startswith(("spine", "clavicle")) for j in t.skinning.argmax(1)])
    return t.faces[t.is_skin & lead[t.faces].all(1)]


def crossing_pairs(v: FloatArray, faces: IntArray) -> int:
    """Number of (edge, triangle) crossings of triangles that lie near in space and share no corner."""
    from scipy.spatial import cKDTree

    corners = v[faces]
    centre, reach = corners.mean(1), np.linalg.norm(corners - corners.mean(1, keepdims=True), axis=2).max()
    pairs = cKDTree(centre).query_pairs(2 * reach, output_type="ndarray")
    shared = (faces[pairs[:, 0]][:, :, None] == faces[pairs[:, 1]][:, None, :]).any((1, 2))
    pairs = pairs[~shared]
    both = np.concatenate([pairs, pairs[:, ::-1]])
    a, b, c = (corners[both[:, 1], i] for i in range(3))
    hits = 0
    for i in range(3):
        o, d = corners[both[:, 0], i], corners[both[:, 0], (i + 1) % 3] - corners[both[:, 0], i]
        hits += int(_pierced(o, d, a, b - a, c - a).sum())
    return hits


def _pierced(o: FloatArray, d: FloatArray, a: FloatArray, e1: FloatArray, e2: FloatArray) -> np.ndarray:
    """Whether segments o to o + d pierce triangles (Moeller and Trumbore 1997)."""
    h = np.cross(d, e2)
    det = (e1 * h).sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        s = o - a
        u = (s * h).sum(1) / det
        q = np.cross(s, e1)
        w, along = (q * d).sum(1) / det, (q * e2).sum(1) / det
        return (np.abs(det) > 1e-9) & (u > 0) & (w > 0) & (u + w < 1) & (along > 0) & (along < 1)


def test_a_crossing_is_seen() -> None:
    v = np.array([[0, 0, 0], [10, 0, 0], [0, 10, 0], [2, 2, -5], [3, 2, 5], [2, 3, 5.0]])
    assert crossing_pairs(v, np.array([[0, 1, 2], [3, 4, 5]])) > 0
    v[3:] += (0, 0, 20)
    assert crossing_pairs(v, np.array([[0, 1, 2], [3, 4, 5]])) == 0


@pytest.mark.parametrize("female", [0.0, 1.0])
@pytest.mark.parametrize("s", S_RANGE)
def test_trunk_does_not_cut_itself_at_the_ends_of_the_path(female: float, s: float) -> None:
    faces = trunk_faces()
    assert len(faces) > 1000
    for years in (18.0, 90.0):
        for h in H_RANGE:
            one = np.ones(1)
            body = built(template(), phenotype_on_path(template(), one * female, one * years, one * h, one * s))
            n = crossing_pairs(body.vertices[0].astype(float), faces)
            assert n == 0, f"{n} crossings at female {female:g}, {years:g} years, height {h:g}, build {s:g}"
