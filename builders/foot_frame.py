"""The left foot of the template: its skin, its own measures and views, and how roads to a landmark of the foot become a binding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from road_ledger import Apart, Decision, Road, mean_of
from template_tools import FACES, SKIN, Site, Skin, bones, resample, steps, unit

from tongren.body.template import FloatArray
from tongren.geometry.mesh import vertex_normals

DOWN, UP = np.array([0, 0, -1.0]), np.array([0, 0, 1.0])
BACK, FRONT = np.array([0, 1.0, 0]), np.array([0, -1.0, 0])
OUT, IN = np.array([1.0, 0, 0]), np.array([-1.0, 0, 0])
TOLD_MM = 10.0
REACH_MM = 190.0  # the foot and the lower fifth of the leg


class Foot:
    """The left foot of one body: skin, ground, length, and places given in shares of the foot's length."""

    def __init__(self, vertices: FloatArray, name: str = "male") -> None:
        self.v = vertices
        centre = vertices[FACES[SKIN]].mean(1)
        low = vertices[np.unique(FACES[SKIN]), 2].min()
        self.ids = SKIN[(centre[:, 0] > 0) & (centre[:, 2] < low + REACH_MM)]
        self.skin = Skin(vertices, self.ids)
        self.f = self.skin.faces
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

    def near(self, p: FloatArray) -> Site:
        """Nearest skin of the foot."""
        return self.skin.nearest(p)

    def hits(self, origin: FloatArray, direction: FloatArray) -> list[Site]:
        """All crossings of a ray with the skin of the foot, nearest first."""
        return self.skin.hits(origin, direction)

    def row(self, site: Site) -> int:
        """Row of a site's face among the faces of the foot."""
        return int(np.searchsorted(self.ids, site.face))

    def hit(self, p: FloatArray, toward: FloatArray, start_mm: float = 150.0) -> FloatArray:
        """The first skin seen when looking `toward` through p from outside; p's nearest skin if the ray misses."""
        toward = unit(toward)
        first = self.skin.ray(np.asarray(p, float) - start_mm * toward, toward)
        return self.near(p).place if first is None else first.place

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
        face, w, _, _ = self.near(p)
        n = (self.normals[FACES[face]] * w[:, None]).sum(0)
        return n / np.linalg.norm(n)

    def cut(self, point: FloatArray, normal: FloatArray) -> FloatArray:
        """Places (N, 3) in which a plane cuts the edges of the mesh."""
        return self.skin.segments(point, normal)[0].reshape(-1, 3)

    def half_breadths(self, share: float, top_mm: float = 70.0) -> tuple[float, float]:
        """Innermost and outermost x of the foot at a share of its length."""
        p = self.cut(np.array([0, self.y(share), 0]), BACK)
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
    t = steps(points)
    return PchipInterpolator(t, points)(np.linspace(0, t[-1], n))


def middle(points: FloatArray) -> FloatArray:
    """The middle node of a line, or the place itself."""
    p = np.reshape(points, (-1, 3))
    return p[len(p) // 2]


class FootManner:
    """How roads of the foot become a binding: their mean, seen from a direction or brought to the nearest skin."""

    def __init__(self, foot: Foot) -> None:
        self.foot = foot

    def _lay(self, wanted: Sequence[FloatArray], direction: FloatArray | None) -> list[Site]:
        return [self.foot.near(p if direction is None else self.foot.hit(p, direction)) for p in wanted]

    def site(self, roads: Sequence[Road], direction: FloatArray | None = None) -> Decision:
        """Choose the mean of the used roads; `direction` is that in which it is looked at."""
        (chosen,) = self._lay([mean_of(roads, [np.reshape(r.place, 3) for r in roads])], direction)
        return Decision([chosen], self._lay([middle(r.place) for r in roads], None), chosen.place)

    def curve(self, roads: Sequence[Road], direction: FloatArray | None = None, exact: bool = False) -> Decision:
        """Choose the mean of the used roads, node by node; `exact`: the nodes of the first used road, which lie on the skin."""
        used = [r for r in roads if r.weight > 0]
        n = max(len(r.place) for r in used)
        wanted = used[0].place if exact else dense(mean_of(used, [resample(r.place, n) for r in used]))
        nodes = self._lay(wanted, direction)
        return Decision(nodes, self._lay([middle(r.place) for r in roads], None), np.array([s.place for s in nodes]))


def cited(landmark: str, roads: Sequence[Road]) -> str:
    """Source of a binding of the foot that names none."""
    return "tongren_decision"


def remark(note: str, road: Road, apart: Apart) -> str:
    """The note of a road, and how far the roads lie apart where that is more than 10 mm."""
    if apart.roads <= TOLD_MM:
        return note
    return f"{note + '; ' if note else ''}roads {apart.roads:.0f} mm apart, the used ones {apart.used:.0f}"
