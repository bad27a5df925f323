"""Skin of the left side of the head as it is seen from outside, and how roads to a landmark of the head become a binding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from road_ledger import Decision, Road, mean_of
from scipy.spatial import ConvexHull
from template_tools import FACES, SKIN, F, Site, Skin, bone_file, bones, even, length, resample, skin_of, steps, unit

from tongren.body.template import FloatArray

MAN = skin_of()
V = MAN.vertices
EYE = bones()["eye.L"]  # centre of the left eye
Ends = tuple[FloatArray | None, FloatArray | None]
STEP_MM = 5.0  # node distance of curves
EAR_CENTRE = (-12.0, 744.0)  # (y, z) inside the left auricle


def bone(name: str) -> FloatArray:
    """Place of the bone file (3,): the mean of both sides mirrored to the left, or the midline site moved to x = 0."""
    file = bone_file()
    if (name, "midline") in file:
        return np.array(file[name, "midline"]["rest"], float) * (0, 1, 1)
    sides = [np.array(file[name, s]["rest"], float) for s in ("left", "right") if (name, s) in file]
    return np.mean([np.abs(p) * (1, 0, 0) + p * (0, 1, 1) for p in sides], axis=0)


@cache
def ear_vertices() -> frozenset[int]:
    """Vertices of the left auricle: what stands 2.5 mm off a smooth surface fitted to the skin around it."""
    used = np.unique(F)
    p = V[used]
    near = used[(p[:, 0] > 35) & (p[:, 2] > 672) & (p[:, 2] < 830) & (p[:, 1] > -80) & (p[:, 1] < 62)]
    p = V[near]
    ellipse = ((p[:, 1] - EAR_CENTRE[0]) / 30) ** 2 + ((p[:, 2] - EAR_CENTRE[1]) / 42) ** 2
    y, z = (p[:, 1] + 10) / 60, (p[:, 2] - 750) / 60
    terms = np.stack([y**i * z**j for i in range(5) for j in range(5 - i)], 1)
    trusted = ellipse > 1
    for _ in range(8):
        c, *_ = np.linalg.lstsq(terms[trusted], p[trusted, 0], rcond=None)
        off = p[:, 0] - terms @ c
        trusted = (ellipse > 0.85) & (np.abs(off) < 2.5)
    return frozenset(near[(off > 2.5) & (ellipse < 1.6)].tolist())


@cache
def skin(kind: str) -> Skin:
    """Skin of the head: all of it, or `bare`: without the left auricle."""
    chosen = SKIN[V[FACES[SKIN], 2].max(1) > 560]
    if kind == "bare":
        chosen = chosen[~np.isin(FACES[chosen], list(ear_vertices())).any(1)]
    return Skin(V, chosen)


def rays(origins: FloatArray, direction: FloatArray, kind: str = "all") -> FloatArray:
    """First skin place (N, 3) of parallel rays; NaN where nothing is hit."""
    hits = [skin(kind).ray(o, direction) for o in origins]
    return np.array([np.full(3, np.nan) if h is None else h.place for h in hits])


def front(x: float, z: float) -> FloatArray:
    """Skin seen from the front at (x, z)."""
    return rays(np.array([[x, -400.0, z]]), np.array([0, 1.0, 0]))[0]


def side(y: float, z: float, kind: str = "bare") -> FloatArray:
    """Skin seen from the left at (y, z), by default without the auricle."""
    return rays(np.array([[400.0, y, z]]), np.array([-1.0, 0, 0]), kind)[0]


def oblique(p: Sequence[float], azimuth: float, kind: str = "bare") -> FloatArray:
    """Skin met from outside on the horizontal line through p; azimuth 0 = from the front, 90 = from the left."""
    a = np.radians(azimuth)
    out = np.array([np.sin(a), -np.cos(a), 0.0])
    return rays((np.asarray(p, float) + 300 * out)[None], -out, kind)[0]


def place(p: FloatArray, kind: str = "all") -> Site:
    """Nearest skin of the head."""
    return skin(kind).nearest(p)


def on_midline(p: FloatArray, kind: str = "all") -> Site:
    """Skin on the midline (x = 0 exactly) next to p."""
    found = place(p * np.array([0.0, 1, 1]), kind)
    q, (a, b, c) = found.place, V[FACES[found.face]]
    out = np.cross(b - a, c - a) * np.array([0.0, 1, 1])
    hit = rays((q * np.array([0.0, 1, 1]) + 2 * unit(out))[None], -out, kind)[0]
    return place(hit, kind) if np.isfinite(hit).all() and np.linalg.norm(hit - q) < 3 else found


def vertex(low: Sequence[float], high: Sequence[float], direction: Sequence[float]) -> FloatArray:
    """The skin vertex of a box that lies farthest in a direction."""
    used = np.unique(F)
    p = V[used]
    p = p[((p >= np.array(low)) & (p <= np.array(high))).all(1)]
    return p[int((p @ np.asarray(direction, float)).argmax())]


def pockets(z: float, deep: float = 1.5) -> list[tuple[float, FloatArray]]:
    """Hollows of the left half's outline at height z: (depth under the taut line, deepest place), deepest first."""
    outline = max(MAN.cut(np.array([0, 0, z]), np.array([0, 0, 1.0])), key=lambda x: float(np.ptp(x[:, 0])))
    q = outline[:, :2]
    hull = np.sort(ConvexHull(q).vertices)
    found = []
    for a, b in zip(hull, np.r_[hull[1:], hull[0] + len(q)], strict=True):
        idx = np.arange(a, b + 1) % len(q)
        chord = q[idx[-1]] - q[idx[0]]
        depth = np.abs((q[idx] - q[idx[0]]) @ np.array([-chord[1], chord[0]])) / max(float(np.linalg.norm(chord)), 1e-9)
        k = int(depth.argmax())
        if depth[k] > deep and outline[idx[k], 0] > 0:
            found.append((float(depth[k]), outline[idx[k]]))
    return sorted(found, key=lambda x: -x[0])


def bend(line: FloatArray, sign: int) -> int:
    """Number of the node where a plane profile (N, 2), run top to bottom, front left, bends most: +1 out, -1 in."""
    a, b = line[1:-1] - line[:-2], line[2:] - line[1:-1]
    turn = np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(1))
    return int((sign * turn).argmax()) + 1


def smooth(line: Sequence[FloatArray], n: int = 80) -> FloatArray:
    """A smooth line (n, 3) through stations."""
    from scipy.interpolate import PchipInterpolator

    p = np.asarray(line, float)
    d = steps(p)
    return np.asarray(PchipInterpolator(d, p)(np.linspace(0, d[-1], n)))


def mean_line(a: FloatArray, b: FloatArray, n: int = 80) -> FloatArray:
    """The line half way between two lines."""
    return (resample(np.asarray(a), n) + resample(np.asarray(b), n)) / 2


def midline() -> FloatArray:
    """Outer skin of the face on the midline (N, 2) as (y, z), from the forehead down to the chin, 0.5 mm apart in z."""
    z = np.arange(830.0, 638.0, -0.5)
    hits = rays(np.stack([np.zeros_like(z), np.full_like(z, -400.0), z], 1), np.array([0, 1.0, 0]))
    return hits[:, 1:]


def farthest(profile: FloatArray, bottom: float, top: float, outward: bool) -> FloatArray:
    """Place (3,) of a profile between two heights that lies farthest before (or behind) their chord."""
    part = profile[(profile[:, 1] <= top) & (profile[:, 1] >= bottom)]
    chord = unit(part[-1] - part[0])
    behind = (part - part[0]) @ np.array([-chord[1], chord[0]])  # down the face: -chord_z points backward
    return np.array([0, *part[int(behind.argmin() if outward else behind.argmax())]])


class Head:
    """How roads of the head become a binding: the mean of their places on the skin, all of it or `bare`: without the auricle."""

    def site(self, roads: Sequence[Road], kind: str = "all", median: bool = False) -> Decision:
        """Choose the skin nearest to the mean of the used roads' places; a median site lies on x = 0."""
        put = on_midline if median else place
        middles = [put(r.place, kind) for r in roads]
        chosen = put(mean_of(roads, [m.place for m in middles]), kind)
        return Decision([chosen], middles, chosen.place)

    def curve(self, roads: Sequence[Road], kind: str = "all", ends: Ends = (None, None), median: bool = False) -> Decision:
        """Choose the mean of the used roads, node by node, traced on the skin; `ends` (3,) take the place of the end nodes."""
        line = mean_of(roads, [resample(r.place, 160) for r in roads])
        dense = np.array([place(p, kind).place for p in resample(line, max(3, int(length(line) / 2)))])
        nodes = even(dense, STEP_MM)
        for i, end in ((0, ends[0]), (-1, ends[1])):
            if end is not None:
                nodes[i] = end
        bound = [(on_midline if median else place)(p, kind) for p in nodes]
        return Decision(bound, [place(resample(r.place, 3)[1], kind) for r in roads], np.array([b.place for b in bound]))


def cited(landmark: str, roads: Sequence[Road]) -> str:
    """Source of a binding of the head that names none."""
    return "tongren_decision"
