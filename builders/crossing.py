"""Where the skin cuts itself: crossings of edges with triangles, for the test that ends the path of builds."""

from __future__ import annotations

import numpy as np

from tongren.body.template import FloatArray, IntArray, template

BLOCK = 400
TOUCHING_MM = 0.5


def body_faces() -> IntArray:
    """Return the skin triangles (F, 3) of trunk, neck's root and thighs: bones spine, clavicle, pelvis and upper leg lead all corners."""
    t = template()
    lead = np.array([t.bone_labels[j].startswith(("spine", "clavicle", "pelvis", "upperleg")) for j in t.skinning.argmax(1)])
    return np.asarray(t.faces[t.is_skin & lead[t.faces].all(1)])


def folds(vertices: FloatArray) -> IntArray:
    """Return the crossings (N, 2) of the left half's skin with itself; vertices (V, 3), millimetres, median plane x = 0.

    Triangles that reach the median plane are left out: there the halves of a body lie against each other.
    """
    faces = body_faces()
    return crossings(vertices, faces[(vertices[faces][:, :, 0] > TOUCHING_MM).all(1)])


def crossings(vertices: FloatArray, faces: IntArray) -> IntArray:
    """Return pairs (N, 2) of triangles of which an edge of the first pierces the second; they share no corner.

    vertices: (V, 3), any unit; faces: (F, 3).  Only triangles whose bounding spheres meet are compared.
    """
    corners = np.asarray(vertices, float)[faces]
    pairs = _near(corners)
    shared = (faces[pairs[:, 0]][:, :, None] == faces[pairs[:, 1]][:, None, :]).any((1, 2))
    pairs = pairs[~shared]
    both = np.concatenate([pairs, pairs[:, ::-1]])
    a, b, c = (corners[both[:, 1], i] for i in range(3))
    hit = np.zeros(len(both), bool)
    for i in range(3):
        o, d = corners[both[:, 0], i], corners[both[:, 0], (i + 1) % 3] - corners[both[:, 0], i]
        hit |= _pierced(o, d, a, b - a, c - a)
    return np.asarray(both[hit])


def _near(corners: FloatArray) -> IntArray:
    """Pairs (N, 2), first below second, of triangles whose bounding spheres meet."""
    from scipy.spatial import cKDTree

    centre = corners.mean(1)
    reach = np.linalg.norm(corners - centre[:, None], axis=2).max(1)
    tree, out = cKDTree(centre), [np.empty((0, 2), np.int64)]
    for start in range(0, len(centre), BLOCK):
        here = np.arange(start, min(start + BLOCK, len(centre)))
        lists = tree.query_ball_point(centre[here], reach[here] + reach.max())
        first = np.repeat(here, [len(x) for x in lists])
        second = np.concatenate([np.asarray(x, np.int64) for x in lists])
        far = np.linalg.norm(centre[first] - centre[second], axis=1) > reach[first] + reach[second]
        keep = (first < second) & ~far
        out.append(np.stack([first[keep], second[keep]], -1))
    return np.concatenate(out)


def _pierced(o: FloatArray, d: FloatArray, a: FloatArray, e1: FloatArray, e2: FloatArray) -> np.ndarray:
    """Whether segments o to o + d pierce triangles a, a + e1, a + e2 (Moeller and Trumbore 1997)."""
    h = np.cross(d, e2)
    det = (e1 * h).sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        s = o - a
        u = (s * h).sum(1) / det
        q = np.cross(s, e1)
        w, along = (q * d).sum(1) / det, (q * e2).sum(1) / det
        return np.asarray((np.abs(det) > 1e-9) & (u > 0) & (w > 0) & (u + w < 1) & (along > 0) & (along < 1))
