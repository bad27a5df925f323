"""The template as builders see it: named bodies, bones, one skin with nearest place, rays and plane cuts (millimetres, LPS).

Bodies are worked out in double precision.  In single precision the last digit depends on the machine (0.0003 mm), and where two places of a
search are as good as each other that digit chose between them: a rerun moved the hollow of the sole by 3.9 mm.
"""

from __future__ import annotations

import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tongren.body.pose import bone_transforms
from tongren.body.pose import skin as posed_skin
from tongren.body.shape import PHENOTYPE, RestState, axis_weights, nearest_rotation
from tongren.body.template import FloatArray, IntArray, template
from tongren.geometry.mesh import nearest_on_triangles

ROOT = Path(__file__).resolve().parents[1]
T = template()
FACES = T.faces
SKIN = np.flatnonzero(T.is_skin)
F = T.faces[T.is_skin]
EDGE = 1e-9  # a ray that meets an edge meets both its triangles
TIE = 1e-9  # scores that differ by less are as good as each other
TIE_MM = 1e-6
CANDIDATES = 400  # triangles with the nearest middles, among which the nearest place is sought
# gender, age, muscle, weight, height, proportions (Anny's axes)
BODIES = {
    "male": (0, 0.67, 0.5, 0.5, 0.5, 0.5),
    "female": (1, 0.8, 0.5, 0.5, 0.5, 0.5),
    "heavy_man": (0, 0.8, 0.3, 0.95, 0.5, 0.5),
    "heavy_woman": (1, 0.85, 0.3, 0.95, 0.4, 0.5),
    "thin_woman": (1, 0.78, 0.4, 0.1, 0.6, 0.5),
    "thin_old_man": (0, 0.93, 0.3, 0.1, 0.4, 0.5),
    "tall_man": (0, 0.78, 0.7, 0.5, 0.95, 0.5),
    "short_woman": (1, 0.9, 0.5, 0.6, 0.05, 0.5),
}
# bodies on which muscles and tendons show; they vote on nothing else
LEAN = {"muscular_lean": (0, 0.67, 1, 0.2, 0.5, 0.5), "thin": (0, 0.8, 0.5, 0.1, 0.5, 0.5)}


class Site(NamedTuple):
    """A place of the skin: face, weights (3,), position (3,), and how far it is (from the place sought, or along the ray)."""

    face: int
    weights: FloatArray
    place: FloatArray
    way: float


class Skin:
    """Skin of one body, or the part of it that a region looks at: its vertices (V, 3) and the numbers of its faces."""

    def __init__(self, vertices: FloatArray, ids: IntArray = SKIN) -> None:
        self.vertices, self.ids, self.faces = vertices, ids, FACES[ids]

    @cached_property
    def _planes(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
        """First corner and two edges of each triangle, its middle and the square of its radius."""
        a, b, c = (self.vertices[self.faces[:, i]] for i in range(3))
        middle = (a + b + c) / 3
        radius2 = np.max([((x - middle) ** 2).sum(1) for x in (a, b, c)], axis=0)
        return a, b - a, c - a, middle, radius2 * 1.001 + 1e-6

    def nearest(self, p: FloatArray) -> Site:
        """Return the skin nearest to p (3,); of faces as near as each other within a millionth the last."""
        p = np.asarray(p, float)
        a, e1, e2, middle, _ = self._planes
        off = ((middle - p) ** 2).sum(1)
        k = np.argpartition(off, CANDIDATES)[:CANDIDATES] if len(off) > CANDIDATES else np.arange(len(off))
        k.sort()
        corners = np.stack([a[k], a[k] + e1[k], a[k] + e2[k]], 1)
        w = nearest_on_triangles(p[None], corners[:, 0], corners[:, 1], corners[:, 2])
        q = (corners * w[:, :, None]).sum(1)
        d = np.linalg.norm(q - p, axis=1)
        i = int(np.flatnonzero(d <= d.min() + TIE_MM)[-1])
        return Site(int(self.ids[k[i]]), w[i], q[i], float(d[i]))

    def hits(self, origin: FloatArray, direction: FloatArray) -> list[Site]:
        """Return all crossings of a ray with the skin, nearest first (Moeller and Trumbore 1997)."""
        o, d = np.asarray(origin, float), np.asarray(direction, float) / np.linalg.norm(direction)
        a, e1, e2, middle, radius2 = self._planes
        off = middle - o
        rows = np.flatnonzero((off**2).sum(1) - (off @ d) ** 2 <= radius2)
        e1, e2, s = e1[rows], e2[rows], o - a[rows]
        h, q = np.cross(d, e2), np.cross(s, e1)
        det = (e1 * h).sum(1)
        with np.errstate(all="ignore"):
            u, v, t = (s * h).sum(1) / det, (q @ d) / det, (e2 * q).sum(1) / det
        ok = np.flatnonzero((u >= -EDGE) & (v >= -EDGE) & (u + v <= 1 + EDGE) & (t > 0) & (np.abs(det) > 1e-12))
        return [
            Site(int(self.ids[rows[i]]), np.array([1 - u[i] - v[i], u[i], v[i]]), o + t[i] * d, float(t[i]))
            for i in ok[np.argsort(t[ok], kind="stable")]
        ]

    def ray(self, origin: FloatArray, direction: FloatArray) -> Site | None:
        """Return the first skin that a ray meets; None if it meets none."""
        hits = self.hits(origin, direction)
        return hits[0] if hits else None

    def segments(self, point: FloatArray, normal: FloatArray) -> tuple[FloatArray, IntArray]:
        """Return the segments (N, 2, 3) in which a plane cuts the skin, and the edge of the mesh (N, 2) that each end lies on."""
        d = (self.vertices - point) @ np.asarray(normal, float)
        above = d[self.faces] >= 0
        rows = self.faces[above.any(1) & ~above.all(1)]
        ends = np.sort(np.stack([rows, np.roll(rows, -1, axis=1)], 2), axis=2)  # the three edges of each triangle
        cut = (d[ends] >= 0).any(2) & ~(d[ends] >= 0).all(2)
        low, high = ends[cut].T
        share = d[low] / (d[low] - d[high])
        places = self.vertices[low] + (self.vertices[high] - self.vertices[low]) * share[:, None]
        return places.reshape(-1, 2, 3), (low.astype(np.int64) * len(d) + high).reshape(-1, 2)

    def cut(self, point: FloatArray, normal: FloatArray) -> list[FloatArray]:
        """Return the polylines (N, 3) in which a plane cuts the skin; a closed one ends where it begins."""
        places, keys = self.segments(point, normal)
        at: dict[int, list[tuple[int, int]]] = {}
        for row, pair in enumerate(keys.tolist()):
            for end, key in enumerate(pair):
                at.setdefault(key, []).append((row, end))
        left = set(range(len(keys)))
        loose = [x[0] for x in at.values() if len(x) == 1]
        lines = []
        for row, end in [*loose, *((r, 0) for r in range(len(keys)))]:
            if row not in left:
                continue
            line = [places[row, end]]
            while row in left:
                left.remove(row)
                line.append(places[row, 1 - end])
                row, end = next((x for x in at[int(keys[row, 1 - end])] if x[0] in left), (row, end))
            lines.append(np.array(line))
        return lines


@cache
def rest(name: str) -> RestState:
    """Rest state of a named body in double precision, a batch of one."""
    axes = np.array([(BODIES | LEAN)[name]], float)
    w = np.ones((1, 1))
    for i, axis in enumerate(PHENOTYPE):
        w = (w[:, :, None] * axis_weights(axes[:, i], tuple(T.meta["axes"][axis]))[:, None, :]).reshape(1, -1)

    def mixed(corners: FloatArray) -> FloatArray:
        return (w @ corners.astype(float).reshape(len(corners), -1)).reshape(1, *corners.shape[1:])

    vertices = (mixed(T.corner_coeffs) @ T.basis.astype(float) + T.mean.astype(float).reshape(-1)).reshape(1, -1, 3)
    turned = nearest_rotation(mixed(T.corner_orientations))
    turned[:, 0] = np.eye(3)
    return RestState(vertices, mixed(T.corner_heads), turned)


@cache
def _state(name: str) -> tuple[FloatArray, FloatArray]:
    transforms = bone_transforms(T, rest(name))
    heads = np.einsum("jkl,jl->jk", transforms[0, :, :, :3], rest(name).heads[0]) + transforms[0, :, :, 3]
    return posed_skin(T, rest(name).vertices, transforms)[0], heads


def body(name: str = "male") -> FloatArray:
    """Vertices (V, 3) of a named body in the rest stance."""
    return _state(name)[0]


@cache
def skin_of(name: str = "male") -> Skin:
    """Skin of a named body in the rest stance."""
    return Skin(body(name))


def bones(name: str = "male") -> dict[str, FloatArray]:
    """Head of each bone (3,) in the rest stance."""
    return dict(zip(T.bone_labels, _state(name)[1], strict=True))


def at(vertices: FloatArray, face: int, weights: FloatArray) -> FloatArray:
    """Position (3,) of a site on a body; weights (3,) are brought to the sum 1, from which four written digits may be off."""
    w = np.asarray(weights, float)
    return (vertices[FACES[face]] * (w / w.sum())[:, None]).sum(0)


@cache
def bone_file() -> dict[tuple[str, str], dict[str, Any]]:
    """The bone landmarks carried to the template, by (id, side); side is left, right or midline."""
    data = json.loads((ROOT / "atlas" / "bindings" / "bone_landmarks.json").read_text(encoding="utf-8"))
    return {(x["id"], x["side"]): x for x in data["landmarks"]}


def unit(v: FloatArray) -> FloatArray:
    """Vector of length one."""
    return np.asarray(v, float) / np.linalg.norm(v)


def steps(line: FloatArray) -> FloatArray:
    """Way (N,) along a polyline (N, 3) from its start to each node."""
    return np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]


def length(line: FloatArray) -> float:
    """Length of a polyline (N, 3)."""
    return float(steps(np.asarray(line))[-1])


def resample(line: FloatArray, n: int) -> FloatArray:
    """Polyline (n, 3) with nodes at equal distances along a polyline."""
    p = np.asarray(line, float)
    d = steps(p)
    return np.stack([np.interp(np.linspace(0, d[-1], n), d, p[:, k]) for k in range(3)], 1)


def even(line: FloatArray, step_mm: float) -> FloatArray:
    """Polyline (N, 3) with nodes at equal distances of at most `step_mm`."""
    return resample(line, max(2, int(np.ceil(length(line) / step_mm)) + 1))


def along(line: FloatArray, way: float) -> FloatArray:
    """Place (3,) on a polyline `way` millimetres from its start."""
    p = np.asarray(line, float)
    d = steps(p)
    return np.array([np.interp(way, d, p[:, k]) for k in range(3)])


def peak(score: FloatArray) -> int:
    """Return the number of the highest of scores (N,) along a line; of a plateau its middle, the later of two.

    Skin is flat within a triangle: the slope behind the ball is the same to 14 digits over eleven steps, and chance chose among them.
    """
    score = np.asarray(score, float)
    top = int(score.argmax())
    level = score >= score[top] - TIE * max(abs(float(score[top])), 1.0)
    first = top - int((~level[top::-1]).argmax() if not level[: top + 1].all() else top + 1) + 1
    after = level[top:]
    last = top + (int((~after).argmax()) if not after.all() else len(after)) - 1
    return (first + last + 1) // 2
