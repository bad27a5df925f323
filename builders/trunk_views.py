"""Sheet of the trunk's bindings: collects roads, chooses a site or traces a curve on the skin, writes the tables."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from template_tools import ROOT, Site, at, body, bone_file, nearest, ray

from tongren.body.template import FloatArray

V = body("male")[0]
STEP_MM = 7.0


@dataclass
class Road:
    """One way to a place: its kind, the place (3,), how much it weighs (0: recorded only) and a remark."""

    kind: str
    place: FloatArray
    weight: float = 1.0
    note: str = ""


@dataclass
class Sheet:
    """Rows of the binding table and of the roads table; `places` keeps what was decided."""

    rows: list[list[str]] = field(default_factory=list)
    roads: list[list[str]] = field(default_factory=list)
    places: dict[str, FloatArray] = field(default_factory=dict)

    def _site(self, spot: Site) -> list[str]:
        weights = np.round(np.clip(spot[1], 0.0, 1.0), 4)
        return [str(spot[0]), *(f"{w:.4f}" for w in weights)]

    def _roads(self, name: str, roads: dict[str, Road], chosen: FloatArray) -> str:
        for key, road in sorted(roads.items()):
            spot = nearest(V, road.place)
            far = float(np.linalg.norm(spot[2] - chosen))
            note = "; ".join(x for x in (road.note, f"{far:.0f} mm from the choice") if x)
            self.roads.append([name, key, road.kind, *self._site(spot), "yes" if road.weight else "no", note])
        kinds = list(dict.fromkeys(r.kind for r in roads.values()))
        return "+".join(kinds) if len(roads) > 1 else f"one_road:{kinds[0]}"

    def site(
        self, name: str, roads: dict[str, Road], sigma: float, how: str, source: str, median: bool = False
    ) -> FloatArray:
        """Weighted mean of the roads, brought to the nearest skin (a median site exactly onto the midline)."""
        total = sum(r.weight for r in roads.values())
        mean = sum((r.weight / total * np.asarray(r.place, float) for r in roads.values()), np.zeros(3))
        spot = nearest(V, mean * [0.0, 1.0, 1.0] if median else mean)
        place = at(V, spot[0], spot[1])
        road = self._roads(name, roads, place)
        sigma *= 2.0 if len(roads) == 1 else 1.0
        self.rows.append([name, "0", *self._site(spot), road, f"{sigma:g}", how, source, "derived"])
        self.places[name] = place
        return place

    def curve(
        self, name: str, points: FloatArray, roads: dict[str, Road], sigma: float, how: str, source: str
    ) -> FloatArray:
        """A polyline (N, 3) near the skin, resampled every 7 mm and brought to the skin."""
        dense = resample(points, STEP_MM)
        spots = [nearest(V, p) for p in dense]
        line = np.array([s[2] for s in spots])
        middle = line[len(line) // 2]
        road = self._roads(name, roads, middle)
        sigma *= 2.0 if len(roads) == 1 else 1.0
        for n, spot in enumerate(spots):
            self.rows.append([name, str(n), *self._site(spot), road, f"{sigma:g}", how, source, "derived"])
        self.places[name] = line
        return line

    def write(self, stem: str) -> None:
        """Write atlas/bindings/STEM.csv and atlas/roads/STEM.csv, sorted."""
        head = ["landmark", "n", "face", "w0", "w1", "w2", "road", "sigma_mm", "how", "source", "known_by"]
        _table(ROOT / "atlas" / "bindings" / f"{stem}.csv", head, sorted(self.rows, key=lambda r: (r[0], int(r[1]))))
        head = ["landmark", "road", "kind", "face", "w0", "w1", "w2", "used", "note"]
        _table(ROOT / "atlas" / "roads" / f"{stem}.csv", head, sorted(self.roads, key=lambda r: (r[0], r[1])))


def _table(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def resample(points: FloatArray, step: float) -> FloatArray:
    """Equally spaced points along a polyline (N, 3)."""
    s = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    t = np.linspace(0.0, s[-1], max(2, int(np.ceil(s[-1] / step)) + 1))
    return np.column_stack([np.interp(t, s, points[:, i]) for i in range(3)])


def front(x: float, z: float) -> FloatArray:
    """Skin (3,) seen from the front at breadth x and height z."""
    hit = ray(V, np.array([x, -600.0, z]), np.array([0.0, 1.0, 0.0]))
    assert hit is not None, (x, z)
    return hit[2]


def around(degrees: float, z: float, y: float = 0.0) -> FloatArray:
    """Skin (3,) met from inside at height z, going from (0, y) so many degrees from straight forward to the left."""
    a = np.radians(degrees)
    hit = ray(V, np.array([0.0, y, z]), np.array([np.sin(a), -np.cos(a), 0.0]))
    assert hit is not None, (degrees, z)
    return hit[2]


def side(y: float, z: float) -> FloatArray:
    """Skin (3,) of the flank met from inside at depth y and height z."""
    hit = ray(V, np.array([0.0, y, z]), np.array([1.0, 0.0, 0.0]))
    assert hit is not None, (y, z)
    return hit[2]


def bone(name: str, where: str = "left") -> FloatArray:
    """Skin place (3,) of a bone landmark; the two sides are averaged where both are given."""
    found = bone_file()
    p = np.array(found[name, where]["rest"])
    if where == "midline":
        return p * [0.0, 1.0, 1.0]
    if (name, "right") in found:
        p = (p + np.array(found[name, "right"]["rest"]) * [-1.0, 1.0, 1.0]) / 2.0
    return p


def along(points: Sequence[Sequence[float]] | FloatArray, share: float) -> FloatArray:
    """Place (3,) at a share of the length of a polyline."""
    p = np.asarray(points, float)
    s = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
    return np.array([np.interp(share * s[-1], s, p[:, i]) for i in range(3)])
