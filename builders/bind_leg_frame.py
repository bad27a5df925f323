"""The left leg of the template in polar form (level, angle), its relief on several bodies, and the book of its roads.

Levels are heights in the rest stance; angles turn around the middle of the horizontal cut: 0 lateral, 90 anterior,
180 medial, 270 posterior.  Relief is the radius less its smooth course around the limb, at the same template sites on
an average, a muscular lean and a thin body: muscles and tendons show on the second that the first hides.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import template_tools as tt
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from tongren.body.template import FloatArray

V, _ = tt.body()
BONES = tt.bones()
HIP, KNEE, ANKLE = (BONES[f"{n}.L"] for n in ("upperleg01", "lowerleg01", "foot"))
LEVELS = np.arange(-132.0, -985.0, -4.0)
ANGLES = np.arange(0.0, 360.0, 3.0)
RELIEF_BODIES = {"male": 1.0, "muscular_lean": 1.0, "thin": 0.5}
AXES = {"muscular_lean": (0, 0.67, 1, 0.2, 0.5, 0.5), "thin": (0, 0.8, 0.5, 0.1, 0.5, 0.5)}
STEP_MM = 6.0
Line = FloatArray
Stations = Sequence[tuple[float, float]]


@cache
def _left() -> Any:
    """Rows of the skin's faces on the left leg."""
    f = V[tt.F]
    return np.flatnonzero((f[:, :, 0] > 2).all(1) & (f[:, :, 2] < 140).all(1) & (f[:, :, 0] < 330).all(1))


@cache
def _centres() -> FloatArray:
    """Middle of the bounding box of the leg's horizontal cut at each level (L, 3)."""
    out = []
    for z in LEVELS:
        loops = [c for c in tt.slice(V, np.array([0, 0, z]), np.array([0, 0, 1.0])) if c[:, 0].mean() > 40]
        out.append(max(loops, key=len))
    return np.array([(c.min(0) + c.max(0)) / 2 for c in out])


def centre(z: float) -> FloatArray:
    """Middle of the leg (3,) at a height."""
    c = _centres()
    return np.array([np.interp(-z, -LEVELS, c[:, 0]), np.interp(-z, -LEVELS, c[:, 1]), z])


def ray(origin: FloatArray, direction: FloatArray, outermost: bool = True) -> tuple[int, FloatArray, FloatArray]:
    """Skin of the left leg met from origin along direction: face, weights, position; outermost or first."""
    rows = _left()
    d = np.asarray(direction, float) / np.linalg.norm(direction)
    a, b, c = (V[tt.F[rows][:, k]] for k in range(3))
    e1, e2, s = b - a, c - a, np.asarray(origin, float) - a
    h = np.cross(d, e2)
    det = (e1 * h).sum(1)
    with np.errstate(all="ignore"):
        u = (s * h).sum(1) / det
        q = np.cross(s, e1)
        v = (q @ d) / det
        t = (e2 * q).sum(1) / det
    ok = np.flatnonzero((u >= -1e-9) & (v >= -1e-9) & (u + v <= 1 + 1e-9) & (t > 0) & (np.abs(det) > 1e-12))
    if len(ok) == 0:
        raise ValueError(f"no skin from {origin} along {direction}")
    i = ok[t[ok].argmax() if outermost else t[ok].argmin()]
    return int(tt.SKIN[rows[i]]), np.array([1 - u[i] - v[i], u[i], v[i]]), np.asarray(origin) + t[i] * d


def direction(angle: float) -> FloatArray:
    """Horizontal direction of an angle in degrees."""
    a = np.radians(angle)
    return np.array([np.cos(a), -np.sin(a), 0.0])


def polar(z: float, angle: float) -> FloatArray:
    """Skin (3,) at a height in the direction of an angle."""
    return ray(centre(z), direction(angle))[2]


def angle_of(p: FloatArray) -> float:
    """Angle (0 to 360) of a place around the middle of its level."""
    q = np.asarray(p) - centre(float(p[2]))
    return float(np.degrees(np.arctan2(-q[1], q[0])) % 360)


def front(x: float, z: float) -> FloatArray:
    """Skin (3,) met from the front at x and height z."""
    return ray(np.array([x, -400.0, z]), np.array([0.0, 1.0, 0.0]), outermost=False)[2]


@cache
def relief() -> FloatArray:
    """Relief (levels, angles) in millimetres, the mean over the bodies that show it."""
    tt.BODIES.update(AXES)
    faces = np.empty((len(LEVELS), len(ANGLES)), int)
    weights = np.empty((*faces.shape, 3))
    for i, z in enumerate(LEVELS):
        for j, a in enumerate(ANGLES):
            faces[i, j], weights[i, j], _ = ray(centre(z), direction(a))
    total = np.zeros(faces.shape)
    for name, share in RELIEF_BODIES.items():
        vertices = tt.body(name)[0]
        p = (vertices[tt.FACES[faces]] * weights[..., None]).sum(2)
        middle = (p.min(1, keepdims=True) + p.max(1, keepdims=True)) / 2
        r = np.linalg.norm(p - middle, axis=2)
        total += share * (r - gaussian_filter(r, (0, 10), mode=("nearest", "wrap")))
    return gaussian_filter(total / sum(RELIEF_BODIES.values()), (2, 1), mode=("nearest", "wrap"))


def feature(z: float, low: float, high: float, what: str) -> float:
    """Angle from low to high (degrees, may pass 360) where the relief has a ridge, groove, rise or fall."""
    row = np.array([np.interp(-z, -LEVELS, relief()[:, j]) for j in range(len(ANGLES))])
    fine = np.arange(low, high + 0.1, 1.0)
    r = np.interp(fine % 360, np.r_[ANGLES, 360.0], np.r_[row, row[0]])
    slope = np.gradient(gaussian_filter1d(r, 3))
    score = {"ridge": r, "groove": -r, "rise": slope, "fall": -slope}[what]
    return float(fine[score.argmax()])


def relief_line(windows: Sequence[tuple[float, float, float]], what: str) -> list[tuple[float, float]]:
    """Stations (z, angle) where the relief has the feature inside each window (z, low, high)."""
    return [(z, feature(z, low, high, what)) for z, low, high in windows]


def line(stations: Stations, step: float = 4.0) -> Line:
    """Skin curve (N, 3) through stations (z, angle) in falling z, smooth in between."""
    z = np.array([s[0] for s in stations])
    course = PchipInterpolator(-z, np.array([s[1] for s in stations]))
    heights = np.linspace(z[0], z[-1], int(abs(z[-1] - z[0]) / step) + 2)
    return np.array([polar(h, float(course(-h))) for h in heights])


def bone(name: str, side: str = "left") -> FloatArray:
    """Place (3,) of the bone file on the default body."""
    return np.array(tt.bone_file()[(name, side)]["rest"])


def skin_near(p: FloatArray) -> FloatArray:
    """Nearest skin position (3,)."""
    return tt.nearest(V, p)[2]


def resample(x: Line, n: int) -> Line:
    """Line (n, 3) with nodes at equal distances."""
    d = np.r_[0, np.cumsum(np.linalg.norm(np.diff(x, axis=0), axis=1))]
    return np.stack([np.interp(np.linspace(0, d[-1], n), d, x[:, k]) for k in range(3)], 1)


def length(x: Line) -> float:
    """Length of a line."""
    return float(np.linalg.norm(np.diff(x, axis=0), axis=1).sum())


def chord(points: Sequence[FloatArray]) -> Line:
    """Skin line that follows the straight pieces between places, seen from outside."""
    dense = resample(np.array(points), 120)
    return np.array([skin_near(p) for p in dense])


def straight(a: FloatArray, b: FloatArray, toward: float, shift: float = 0.0) -> Line:
    """Skin beside the straight bone from a to b, seen from the direction of an angle; shift forward in millimetres."""
    out = []
    for s in np.linspace(0, 1, 100):
        p = a + s * (b - a) + np.array([0, -shift, 0])
        c = centre(float(p[2]))
        d = direction(toward)
        out.append(ray(p - d * ((p - c) @ d), d)[2])
    return np.array(out)


def a_at(x: Line, z: float) -> float:
    """Angle of a line where it passes a height."""
    return angle_of(x[np.abs(x[:, 2] - z).argmin()])


def a_signed(x: Line, z: float) -> float:
    """Angle of a line at a height, between -180 and 180."""
    a = a_at(x, z)
    return a - 360 if a > 180 else a


@dataclass
class Book:
    """Bindings and roads of the leg, in the order in which they are decided."""

    bindings: list[dict[str, object]] = field(default_factory=list)
    roads: list[dict[str, object]] = field(default_factory=list)
    positions: dict[str, FloatArray] = field(default_factory=dict)
    gaps: dict[str, float] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)  # why roads to a landmark disagree

    def __getitem__(self, landmark: str) -> FloatArray:
        return self.positions[landmark]

    def _roads(self, landmark: str, middles: Mapping[str, FloatArray], weights: Mapping[str, float], note: str) -> None:
        for k, (kind, p) in enumerate(middles.items(), 1):
            face, w, _, _ = tt.nearest(V, p)
            row = {"landmark": landmark, "road": k, "kind": kind.split("/")[0], **_site(face, w)}
            used = weights.get(kind, 1.0) > 0
            self.roads.append(row | {"used": "yes" if used else "no", "note": note or self.reasons.get(landmark, "")})
        m = list(middles.values())
        self.gaps[landmark] = max(
            (float(np.linalg.norm(a - b)) for i, a in enumerate(m) for b in m[i + 1 :]), default=0.0
        )

    def _add(self, landmark: str, nodes: Line, kinds: Sequence[str], sigma: float, how: str) -> None:
        names = list(dict.fromkeys(k.split("/")[0] for k in kinds))
        single = len(kinds) == 1
        road = f"one_road:{names[0]}" if single else "+".join(names)
        for n, p in enumerate(nodes):
            face, w, _, _ = tt.nearest(V, p)
            row = {
                "landmark": landmark,
                "n": n,
                **_site(face, w),
                "road": road,
                "sigma_mm": sigma * (2 if single else 1),
            }
            self.bindings.append(row | {"how": how, "source": "tongren_decision", "known_by": "derived"})

    def site(
        self,
        landmark: str,
        roads: Mapping[str, FloatArray],
        sigma: float,
        how: str,
        weights: Mapping[str, float] | None = None,
        note: str = "",
    ) -> FloatArray:
        """Decide a site: the skin nearest to the weighted mean of its roads (weight 1 where none is given)."""
        shares = {k: (weights or {}).get(k, 1.0) for k in roads}
        self._roads(landmark, {k: skin_near(p) for k, p in roads.items()}, shares, note)
        mean = sum(shares[k] * roads[k] for k in roads) / sum(shares.values())
        p = skin_near(_outward(np.asarray(mean), np.array([roads[k] for k in roads])))
        self._add(landmark, p[None], list(roads), sigma, how)
        self.positions[landmark] = p
        return p

    def curve(
        self,
        landmark: str,
        roads: Mapping[str, Line],
        sigma: float,
        how: str,
        weights: Mapping[str, float] | None = None,
        note: str = "",
    ) -> Line:
        """Decide a curve: the weighted mean of its roads, node by node, traced on the skin."""
        shares = {k: (weights or {}).get(k, 1.0) for k in roads}
        lines = {k: resample(np.asarray(x, float), 101) for k, x in roads.items()}
        self._roads(landmark, {k: skin_near(x[50]) for k, x in lines.items()}, shares, note)
        mean = np.asarray(sum(shares[k] * lines[k] for k in lines) / sum(shares.values()))
        dense = resample(mean, max(3, int(length(mean) / 2)))
        dense = np.array([skin_near(p) for p in dense])
        nodes = resample(dense, max(2, int(np.ceil(length(dense) / STEP_MM)) + 1))
        self._add(landmark, nodes, list(roads), sigma, how)
        self.positions[landmark] = nodes
        return nodes

    def write(self, stem: str) -> None:
        """Write atlas/bindings/STEM.csv and atlas/roads/STEM.csv, sorted by landmark."""
        for room, rows, order in (("bindings", self.bindings, "n"), ("roads", self.roads, "road")):
            path = tt.ROOT / "atlas" / room / f"{stem}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", newline="", encoding="utf-8") as f:
                out = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
                out.writeheader()
                out.writerows(sorted(rows, key=lambda r: (str(r["landmark"]), int(str(r[order])))))


def _outward(p: FloatArray, roads: FloatArray) -> FloatArray:
    """A mean of distant places lies inside the limb: push it out from the axis to their mean distance."""
    if not -980 < p[2] < -132:
        return p
    c = centre(float(p[2]))
    d = (p - c) * np.array([1.0, 1.0, 0.0])
    r = np.mean([np.linalg.norm((q - centre(float(np.clip(q[2], -984, -132))))[:2]) for q in roads])
    return c + d / max(float(np.linalg.norm(d)), 1e-6) * r if np.linalg.norm(d) > 5 else p


def _site(face: int, w: FloatArray) -> dict[str, object]:
    """Face and weights as cells; the weights add up to one after rounding."""
    a, b = round(float(w[0]), 5), round(float(w[1]), 5)
    return {"face": face, "w0": a, "w1": b, "w2": round(1 - a - b, 5)}
