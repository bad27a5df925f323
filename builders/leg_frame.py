"""The left leg of the template in polar form (level, angle), its relief on several bodies, and how its roads become a binding.

Levels are heights in the rest stance; angles turn around the middle of the horizontal cut: 0 lateral, 90 anterior,
180 medial, 270 posterior.  Relief is the radius less its smooth course around the limb, at the same template sites on
an average, a muscular lean and a thin body: muscles and tendons show on the second that the first hides.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from road_ledger import Decision, Road, mean_of
from road_tables import Window
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter, gaussian_filter1d
from template_tools import FACES, SKIN, F, Site, Skin, body, bone_file, bones, even, length, resample, skin_of

from tongren.body.template import FloatArray

MAN = skin_of()
V = MAN.vertices
BONES = bones()
HIP, KNEE, ANKLE = (BONES[f"{n}.L"] for n in ("upperleg01", "lowerleg01", "foot"))
LEVELS = np.arange(-132.0, -985.0, -4.0)
ANGLES = np.arange(0.0, 360.0, 3.0)
RELIEF_BODIES = {"male": 1.0, "muscular_lean": 1.0, "thin": 0.5}
STEP_MM = 6.0
Line = FloatArray
Stations = Sequence[tuple[float, float]]


@cache
def left() -> Skin:
    """The skin of the left leg."""
    f = V[F]
    return Skin(V, SKIN[(f[:, :, 0] > 2).all(1) & (f[:, :, 2] < 140).all(1) & (f[:, :, 0] < 330).all(1)])


@cache
def _centres() -> FloatArray:
    """Middle of the bounding box of the leg's horizontal cut at each level (L, 3)."""
    out = []
    for z in LEVELS:
        loops = [c for c in MAN.cut(np.array([0, 0, z]), np.array([0, 0, 1.0])) if c[:, 0].mean() > 40]
        out.append(max(loops, key=len))
    return np.array([(c.min(0) + c.max(0)) / 2 for c in out])


def centre(z: float) -> FloatArray:
    """Middle of the leg (3,) at a height."""
    c = _centres()
    return np.array([np.interp(-z, -LEVELS, c[:, 0]), np.interp(-z, -LEVELS, c[:, 1]), z])


def ray(origin: FloatArray, direction: FloatArray, outermost: bool = True) -> Site:
    """Skin of the left leg met from origin along direction, outermost or first."""
    hits = left().hits(origin, direction)
    if not hits:
        raise ValueError(f"no skin from {origin} along {direction}")
    return hits[-1 if outermost else 0]


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
    faces = np.empty((len(LEVELS), len(ANGLES)), int)
    weights = np.empty((*faces.shape, 3))
    for i, z in enumerate(LEVELS):
        for j, a in enumerate(ANGLES):
            faces[i, j], weights[i, j], _, _ = ray(centre(z), direction(a))
    total = np.zeros(faces.shape)
    for name, share in RELIEF_BODIES.items():
        vertices = body(name)
        p = (vertices[FACES[faces]] * weights[..., None]).sum(2)
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


def relief_line(windows: Sequence[Window], what: str, **height: float) -> list[tuple[float, float]]:
    """Stations (z, angle) where the relief has the feature inside each window; `height` is that of landmarks from which levels count."""
    levels = [(w, w.level + height.get(w.level_from, 0.0)) for w in windows]
    return [(z, feature(z, w.low, w.high, what)) for w, z in levels]


def line(stations: Stations, step: float = 4.0) -> Line:
    """Skin curve (N, 3) through stations (z, angle) in falling z, smooth in between."""
    z = np.array([s[0] for s in stations])
    course = PchipInterpolator(-z, np.array([s[1] for s in stations]))
    heights = np.linspace(z[0], z[-1], int(abs(z[-1] - z[0]) / step) + 2)
    return np.array([polar(h, float(course(-h))) for h in heights])


def bone(name: str, side: str = "left") -> FloatArray:
    """Place (3,) of the bone file on the default body."""
    return np.array(bone_file()[(name, side)]["rest"])


def skin_near(p: FloatArray) -> FloatArray:
    """Nearest skin position (3,)."""
    return MAN.nearest(p).place


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


class Leg:
    """How roads of the leg become a binding: their weighted mean, pushed out of the limb, on the nearest skin."""

    def site(self, roads: Sequence[Road], **how: object) -> Decision:
        """Choose the skin nearest to the weighted mean."""
        chosen = MAN.nearest(_outward(mean_of(roads), np.array([r.place for r in roads])))
        return Decision([chosen], [MAN.nearest(r.place) for r in roads], chosen.place)

    def curve(self, roads: Sequence[Road], **how: object) -> Decision:
        """Choose the weighted mean, node by node, traced on the skin."""
        lines = [resample(r.place, 101) for r in roads]
        mean = mean_of(roads, lines)
        dense = np.array([skin_near(p) for p in resample(mean, max(3, int(length(mean) / 2)))])
        nodes = even(dense, STEP_MM)
        return Decision([MAN.nearest(p) for p in nodes], [MAN.nearest(x[50]) for x in lines], nodes)


def _outward(p: FloatArray, roads: FloatArray) -> FloatArray:
    """A mean of distant places lies inside the limb: push it out from the axis to their mean distance."""
    if not -980 < p[2] < -132:
        return p
    c = centre(float(p[2]))
    d = (p - c) * np.array([1.0, 1.0, 0.0])
    r = np.mean([np.linalg.norm((q - centre(float(np.clip(q[2], -984, -132))))[:2]) for q in roads])
    return c + d / max(float(np.linalg.norm(d)), 1e-6) * r if np.linalg.norm(d) > 5 else p


def cited(landmark: str, roads: Sequence[Road]) -> str:
    """Source of a binding of the leg."""
    return "tongren_decision"
