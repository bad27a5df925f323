"""Skin of the left side of the head and the book in which the roads to each landmark of the head are written."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import template_tools as tt
from scipy.spatial import ConvexHull

from tongren.body.template import FloatArray
from tongren.geometry.mesh import nearest_on_triangles

V, _ = tt.body()
BONE = tt.bones()
EYE = BONE["eye.L"]  # centre of the left eye
STEP_MM = 5.0  # node distance of curves
EAR_CENTRE = (-12.0, 744.0)  # (y, z) inside the left auricle


def unit(v: Sequence[float] | FloatArray) -> FloatArray:
    """Vector of length one."""
    return np.asarray(v, float) / np.linalg.norm(v)


def bone(name: str) -> FloatArray:
    """Place of the bone file (3,): the mean of both sides mirrored to the left, or the midline site moved to x = 0."""
    file = tt.bone_file()
    if (name, "midline") in file:
        return np.array(file[name, "midline"]["rest"], float) * (0, 1, 1)
    sides = [np.array(file[name, s]["rest"], float) for s in ("left", "right") if (name, s) in file]
    return np.mean([np.abs(p) * (1, 0, 0) + p * (0, 1, 1) for p in sides], axis=0)


@cache
def ear_vertices() -> frozenset[int]:
    """Vertices of the left auricle: what stands 2.5 mm off a smooth surface fitted to the skin around it."""
    used = np.unique(tt.F)
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
def faces_of(kind: str) -> np.ndarray:
    """Numbers of the skin faces of the head: all of them, or `bare`: without the left auricle."""
    z = V[tt.FACES[tt.SKIN], 2].max(1)
    chosen = tt.SKIN[z > 560]
    if kind == "bare":
        ear = np.isin(tt.FACES[chosen], list(ear_vertices())).any(1)
        chosen = chosen[~ear]
    return chosen


def rays(origins: FloatArray, direction: FloatArray, kind: str = "all") -> FloatArray:
    """First skin place (N, 3) of parallel rays; NaN where nothing is hit."""
    d, faces = unit(direction), faces_of(kind)
    a, b, c = (V[tt.FACES[faces, i]] for i in range(3))
    e1, e2 = b - a, c - a
    h = np.cross(d, e2)
    det = (e1 * h).sum(1)
    out = np.full((len(origins), 3), np.nan)
    for i, o in enumerate(np.asarray(origins, float)):
        s = o - a
        with np.errstate(all="ignore"):
            u = (s * h).sum(1) / det
            q = np.cross(s, e1)
            v = (q @ d) / det
            t = (e2 * q).sum(1) / det
        ok = (u >= -1e-9) & (v >= -1e-9) & (u + v <= 1 + 1e-9) & (t > 0) & (np.abs(det) > 1e-12)
        if ok.any():
            out[i] = o + t[ok].min() * d
    return out


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


def place(p: FloatArray, kind: str = "all") -> tuple[int, FloatArray, FloatArray]:
    """Nearest skin of the head: face, weights (3,), position (3,)."""
    faces = faces_of(kind)
    corners = V[tt.FACES[faces]]
    near = np.argsort(((corners.mean(1) - p) ** 2).sum(1))[:400]
    k = corners[near]
    w = nearest_on_triangles(np.asarray(p, float)[None], k[:, 0], k[:, 1], k[:, 2])
    q = (k * w[:, :, None]).sum(1)
    i = int(((q - p) ** 2).sum(1).argmin())
    return int(faces[near[i]]), w[i], q[i]


def on_midline(p: FloatArray, kind: str = "all") -> tuple[int, FloatArray, FloatArray]:
    """Skin on the midline (x = 0 exactly) next to p."""
    face, w, q = place(p * np.array([0.0, 1, 1]), kind)
    a, b, c = V[tt.FACES[face]]
    out = np.cross(b - a, c - a) * np.array([0.0, 1, 1])
    hit = rays((q * np.array([0.0, 1, 1]) + 2 * unit(out))[None], -out, kind)[0]
    return place(hit, kind) if np.isfinite(hit).all() and np.linalg.norm(hit - q) < 3 else (face, w, q)


def vertex(low: Sequence[float], high: Sequence[float], direction: Sequence[float]) -> FloatArray:
    """The skin vertex of a box that lies farthest in a direction."""
    used = np.unique(tt.F)
    p = V[used]
    p = p[((p >= np.array(low)) & (p <= np.array(high))).all(1)]
    return p[int((p @ np.asarray(direction, float)).argmax())]


def pockets(z: float, deep: float = 1.5) -> list[tuple[float, FloatArray]]:
    """Hollows of the left half's outline at height z: (depth under the taut line, deepest place), deepest first."""
    outline = max(tt.slice(V, np.array([0, 0, z]), np.array([0, 0, 1.0])), key=lambda x: float(np.ptp(x[:, 0])))
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


def length(line: FloatArray) -> float:
    """Length of a line."""
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def resample(line: FloatArray, n: int) -> FloatArray:
    """Line (n, 3) with nodes at equal distances."""
    d = np.r_[0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    return np.stack([np.interp(np.linspace(0, d[-1], n), d, line[:, k]) for k in range(3)], 1)


def smooth(line: Sequence[FloatArray], n: int = 80) -> FloatArray:
    """A smooth line (n, 3) through stations."""
    from scipy.interpolate import PchipInterpolator

    p = np.asarray(line, float)
    d = np.r_[0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
    return np.asarray(PchipInterpolator(d, p)(np.linspace(0, d[-1], n)))


def mean_line(a: FloatArray, b: FloatArray, n: int = 80) -> FloatArray:
    """The line half way between two lines."""
    return (resample(np.asarray(a), n) + resample(np.asarray(b), n)) / 2


def midline() -> FloatArray:
    """Outer skin of the face on the midline (N, 2) as (y, z), from the forehead down to the chin, 0.5 mm apart in z."""
    z = np.arange(830.0, 638.0, -0.5)
    hits = rays(np.stack([np.zeros_like(z), np.full_like(z, -400.0), z], 1), np.array([0, 1.0, 0]))
    return hits[:, 1:]


def farthest(profile: FloatArray, top: float, bottom: float, outward: bool) -> FloatArray:
    """Place (3,) of a profile between two heights that lies farthest before (or behind) their chord."""
    part = profile[(profile[:, 1] <= top) & (profile[:, 1] >= bottom)]
    chord = unit(part[-1] - part[0])
    behind = (part - part[0]) @ np.array([-chord[1], chord[0]])  # down the face: -chord_z points backward
    return np.array([0, *part[int(behind.argmin() if outward else behind.argmax())]])


@dataclass
class Ledger:
    """Bindings and roads, in the order in which they are decided."""

    bindings: list[list[object]] = field(default_factory=list)
    roads: list[list[object]] = field(default_factory=list)
    at: dict[str, FloatArray] = field(default_factory=dict)

    def site(
        self, name: str, roads: Sequence[tuple[str, FloatArray, str]], sigma: float, how: str,
        use: Sequence[int] | None = None, kind: str = "all", median: bool = False, source: str = "tongren_decision",
    ) -> FloatArray:
        """Bind a site at the mean of the used roads, brought to the skin."""
        use = list(range(len(roads))) if use is None else list(use)
        put = on_midline if median else place
        places = [put(np.asarray(p, float), kind) for _, p, _ in roads]
        chosen = put(np.mean([places[i][2] for i in use], axis=0), kind)
        self._roads(name, roads, places, use)
        self._binding(name, 0, chosen, self._road_words(roads), sigma * self._doubt(roads), how, source)
        self.at[name] = chosen[2]
        return chosen[2]

    def curve(
        self, name: str, roads: Sequence[tuple[str, FloatArray, str]], sigma: float, how: str,
        use: Sequence[int] | None = None, kind: str = "all", ends: tuple[FloatArray | None,
            FloatArray | None] = (None, None),
        median: bool = False, source: str = "tongren_decision",
    ) -> FloatArray:
        """Bind a curve at the mean of the used roads (lines (N, 3)), traced on the skin."""
        use = list(range(len(roads))) if use is None else list(use)
        line = np.mean([resample(np.asarray(roads[i][1]), 160) for i in use], axis=0)
        dense = np.array([place(p, kind)[2] for p in resample(line, max(3, int(length(line) / 2)))])
        nodes = resample(dense, max(2, int(np.ceil(length(dense) / STEP_MM)) + 1))
        for i, end in ((0, ends[0]), (-1, ends[1])):
            if end is not None:
                nodes[i] = end
        places = [place(resample(np.asarray(r[1]), 3)[1], kind) for r in roads]
        self._roads(name, roads, places, use)
        words, one = self._road_words(roads), self._doubt(roads)
        bound = [(on_midline if median else place)(p, kind) for p in nodes]
        for n, node in enumerate(bound):
            self._binding(name, n, node, words, sigma * one, how, source)
        self.at[name] = np.array([b[2] for b in bound])
        return self.at[name]

    @staticmethod
    def _road_words(roads: Sequence[tuple[str, FloatArray, str]]) -> str:
        kinds = list(dict.fromkeys(k for k, _, _ in roads))
        return "+".join(kinds) if len(kinds) > 1 else f"one_road:{kinds[0]}"

    @staticmethod
    def _doubt(roads: Sequence[tuple[str, FloatArray, str]]) -> int:
        """Two roads of one kind count as one, and what has one road gets twice the sigma."""
        return 1 if len({k for k, _, _ in roads}) > 1 else 2

    def _roads(self, name: str, roads: Sequence, places: Sequence, use: Sequence[int]) -> None:
        for i, ((kind, _, note), (face, w, _)) in enumerate(zip(roads, places, strict=True)):
            self.roads.append([name, str(i + 1), kind, face, *w.round(5), "yes" if i in use else "no", note])

    def _binding(self, name: str, n: int, at: tuple, road: str, sigma: float, how: str, source: str) -> None:
        face, w, _ = at
        self.bindings.append([name, n, face, *w.round(5), road, round(sigma, 1), how, source, "derived"])

    def write(self, stem: str) -> None:
        """Write atlas/bindings and atlas/roads, sorted."""
        heads = {
            "bindings": "landmark,n,face,w0,w1,w2,road,sigma_mm,how,source,known_by",
            "roads": "landmark,road,kind,face,w0,w1,w2,used,note",
        }
        for room, rows in (("bindings", self.bindings), ("roads", self.roads)):
            with (tt.ROOT / "atlas" / room / f"{stem}.csv").open("w", newline="", encoding="utf-8") as f:
                w = csv.writer(f, lineterminator="\n")
                w.writerow(heads[room].split(","))
                w.writerows(sorted(rows, key=lambda r: (str(r[0]), int(str(r[1])))))
