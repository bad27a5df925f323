"""Tools of the foot's bindings: the left foot's skin, its own measures, rays, cuts, traced lines and claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from template_tools import FACES, SKIN, bones
from tongren.body.template import FloatArray
from tongren.geometry.mesh import nearest_on_triangles, vertex_normals

DOWN, UP = np.array([0, 0, -1.0]), np.array([0, 0, 1.0])
BACK, FRONT = np.array([0, 1.0, 0]), np.array([0, -1.0, 0])
OUT, IN = np.array([1.0, 0, 0]), np.array([-1.0, 0, 0])
REACH_MM = 190.0  # the foot and the lower fifth of the leg


@dataclass
class Road:
    """One way to a landmark: its kind, its place or line (N, 3), whether it counts, and why."""

    kind: str
    points: FloatArray
    note: str = ""
    used: bool = True


@dataclass
class Claim:
    """A landmark with its roads; the decision is the mean of the used ones brought back to the skin."""

    id: str
    roads: list[Road]
    sigma_mm: float
    how: str
    sources: str = "tongren_decision"
    line: bool = False
    direction: FloatArray | None = None  # the side from which a mean is brought back to the skin
    exact: bool = False  # a line whose nodes are already on the skin
    places: list[tuple[int, FloatArray, FloatArray]] = field(default_factory=list)


class Foot:
    """The left foot of one body: skin, ground, length, and places given in shares of the foot's length."""

    def __init__(self, vertices: FloatArray, name: str = "male") -> None:
        self.v = vertices
        centre = vertices[FACES[SKIN]].mean(1)
        low = vertices[np.unique(FACES[SKIN]), 2].min()
        self.ids = SKIN[(centre[:, 0] > 0) & (centre[:, 2] < low + REACH_MM)]
        self.f = FACES[self.ids]
        self.bones = bones(name)
        points = vertices[np.unique(self.f)]
        self.ground = float(low)
        heel = points[points[:, 2] < low + 90]
        self.heel_y = float(heel[:, 1].max())
        self.pternion = heel[heel[:, 1].argmax()]
        self.length = self.heel_y - float(points[:, 1].min())

    @cached_property
    def normals(self) -> FloatArray:
        """Unit normals (V, 3) of the foot's skin."""
        return vertex_normals(self.v, self.f)

    def y(self, share: float) -> float:
        """Where a share of the foot's length, counted from the heel, lies."""
        return self.heel_y - share * self.length

    def z(self, share: float) -> float:
        """Height over the ground, as a share of the foot's length."""
        return self.ground + share * self.length

    def share(self, p: FloatArray) -> float:
        """Share of the foot's length at which a place lies."""
        return float((self.heel_y - p[1]) / self.length)

    def bone(self, name: str) -> FloatArray:
        """Head of one of the left foot's bones."""
        return self.bones[f"{name}.L"]

    def near(self, p: FloatArray) -> tuple[int, FloatArray, FloatArray]:
        """Nearest skin: face, weights, position."""
        a, b, c = (self.v[self.f[:, i]] for i in range(3))
        k = np.argsort((((a + b + c) / 3 - p) ** 2).sum(1))[:300]
        w = nearest_on_triangles(np.asarray(p, float)[None], a[k], b[k], c[k])
        q = (np.stack([a[k], b[k], c[k]], 1) * w[:, :, None]).sum(1)
        i = int(np.linalg.norm(q - p, axis=1).argmin())
        return int(self.ids[k[i]]), w[i], q[i]

    def hits(self, origin: FloatArray, direction: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """All crossings of a ray with the skin, nearest first: face rows, weights (N, 3), positions (N, 3)."""
        o, d = np.asarray(origin, float), np.asarray(direction, float) / np.linalg.norm(direction)
        a, b, c = (self.v[self.f[:, i]] for i in range(3))
        e1, e2, s = b - a, c - a, o - a
        h = np.cross(d, e2)
        det = (e1 * h).sum(1)
        with np.errstate(all="ignore"):
            u = (s * h).sum(1) / det
            q = np.cross(s, e1)
            w, t = (q @ d) / det, (e2 * q).sum(1) / det
        ok = np.flatnonzero((u >= -1e-9) & (w >= -1e-9) & (u + w <= 1 + 1e-9) & (t > 0) & (np.abs(det) > 1e-12))
        ok = ok[np.argsort(t[ok])]
        return ok, np.c_[1 - u - w, u, w][ok], o + t[ok, None] * d

    def hit(self, p: FloatArray, toward: FloatArray, start_mm: float = 150.0) -> FloatArray:
        """The first skin seen when looking `toward` through p from outside; p's nearest skin if the ray misses."""
        toward = np.asarray(toward, float) / np.linalg.norm(toward)
        _, _, where = self.hits(np.asarray(p, float) - start_mm * toward, toward)
        return where[0] if len(where) else self.near(p)[2]

    def dorsal(self, share: float, x: float) -> FloatArray:
        """Upper skin at a share of the length and a sideways place."""
        return self.hit(np.array([x, self.y(share), self.ground]), DOWN)

    def plantar(self, share: float, x: float) -> FloatArray:
        """Lower skin at a share of the length and a sideways place."""
        return self.hit(np.array([x, self.y(share), self.ground]), UP)

    def medial(self, share: float, height: float) -> FloatArray:
        """Inner skin at a share of the length and a height (both shares of the length)."""
        return self.hit(np.array([200.0, self.y(share), self.z(height)]), OUT)

    def lateral(self, share: float, height: float) -> FloatArray:
        """Outer skin at a share of the length and a height (both shares of the length)."""
        return self.hit(np.array([200.0, self.y(share), self.z(height)]), IN)

    def front(self, x: float, z: float) -> FloatArray:
        """Front skin of the ankle and leg."""
        return self.hit(np.array([x, 0.0, z]), BACK, 260.0)

    def normal(self, p: FloatArray) -> FloatArray:
        """Smooth unit normal at a place of the skin."""
        face, w, _ = self.near(p)
        n = (self.normals[FACES[face]] * w[:, None]).sum(0)
        return n / np.linalg.norm(n)

    def cut(self, point: FloatArray, normal: FloatArray) -> FloatArray:
        """Segments (N, 2, 3) in which a plane cuts the skin."""
        d = (self.v - point) @ np.asarray(normal, float)
        s = d[self.f]
        rows = np.flatnonzero((s.min(1) < 0) & (s.max(1) >= 0))
        out = []
        for r in rows:
            ends = []
            for i, j in ((0, 1), (1, 2), (2, 0)):
                a, b = s[r, i], s[r, j]
                if (a < 0) != (b < 0):
                    p, q = self.v[self.f[r, i]], self.v[self.f[r, j]]
                    ends.append(p + (q - p) * (a / (a - b)))
            if len(ends) == 2:
                out.append(ends)
        return np.array(out).reshape(-1, 2, 3)

    def half_breadths(self, share: float, top_mm: float = 70.0) -> tuple[float, float]:
        """Innermost and outermost x of the foot at a share of its length."""
        p = self.cut(np.array([0, self.y(share), 0]), BACK).reshape(-1, 3)
        p = p[p[:, 2] < self.ground + top_mm]
        return float(p[:, 0].min()), float(p[:, 0].max())


def dense(points: FloatArray, step_mm: float = 4.0) -> FloatArray:
    """A polyline (N, 3) with a node at least every step."""
    out = [points[0]]
    for a, b in zip(points[:-1], points[1:], strict=True):
        n = max(1, int(np.ceil(np.linalg.norm(b - a) / step_mm)))
        out += [a + (b - a) * k / n for k in range(1, n + 1)]
    return np.array(out)


def smooth_curve(points: FloatArray, n: int = 24) -> FloatArray:
    """A rounded line (n, 3) through control points, by their chord lengths (monotone cubic per coordinate)."""
    from scipy.interpolate import PchipInterpolator

    points = np.asarray(points, float)
    t = np.r_[0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    return PchipInterpolator(t, points)(np.linspace(0, t[-1], n))


def resample(points: FloatArray, n: int) -> FloatArray:
    """A polyline (n, 3) with nodes at equal lengths."""
    t = np.r_[0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    u = np.linspace(0, t[-1], n)
    return np.stack([np.interp(u, t, points[:, i]) for i in range(3)], 1)


def decide(foot: Foot, claim: Claim) -> Claim:
    """Fill the places of a claim: the mean of its used roads, on the skin."""
    used = [r.points for r in claim.roads if r.used]
    if not claim.line:
        mean = np.mean([np.reshape(p, 3) for p in used], axis=0)
        wanted = [mean]
    elif claim.exact:
        wanted = list(used[0])
    else:
        n = max(len(p) for p in used)
        wanted = list(dense(np.mean([resample(np.asarray(p), n) for p in used], axis=0), 4.0))
    for p in wanted:
        q = foot.hit(p, claim.direction) if claim.direction is not None else p
        claim.places.append(foot.near(q))
    return claim
