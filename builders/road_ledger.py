"""The ledger of roads: every way to a landmark, what was chosen, and the rows of the atlas that change by it.

A region's claims call `site` and `curve` in the order in which landmarks lean on each other; a `Manner` says how that region brings a mean of
roads to the skin.  The rest is the same for all: the words for the roads, twice the sigma where there is one kind of road only, how far
apart the roads lie, and that a row which still says the same stays as it is, to the byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from road_tables import ATLAS, Row, Table, reasons_of
from template_tools import Site

from tongren.body.template import FloatArray

DIGITS = 5  # of a written weight


@dataclass(frozen=True)
class Road:
    """One independent way to a landmark: its kind and the place (3,) or polyline (N, 3) it leads to.

    weight: its share in the mean, 0 where it is only recorded.  name: the road's id in the table, else its number.  source: id of
    atlas/sources.  counts: whether its kind stands among the roads of the binding; not where the road itself failed.
    """

    kind: str
    place: FloatArray
    note: str = ""
    weight: float = 1.0
    name: str = ""
    source: str = ""
    counts: bool = True


Roads = Mapping[str, FloatArray] | Sequence[Road]
Weights = Mapping[str, float] | Sequence[int] | Sequence[str]


@dataclass(frozen=True)
class Decision:
    """What was chosen: the nodes of a landmark, one for a site, and for each road the place by which it is recorded."""

    nodes: Sequence[Site]
    middles: Sequence[Site]
    place: FloatArray  # (3,) or (N, 3), on which later landmarks lean


class Manner(Protocol):
    """How a region brings roads to the skin; more keywords of `site` and `curve` are its own."""

    def site(self, roads: Sequence[Road], **how: object) -> Decision:
        """Choose a site."""

    def curve(self, roads: Sequence[Road], **how: object) -> Decision:
        """Choose the nodes of a curve."""


@dataclass(frozen=True)
class Apart:
    """How far a road lies from what was chosen, and how far the roads of its landmark, or the used ones, lie from each other (mm)."""

    from_choice: float
    roads: float
    used: float


def as_roads(roads: Roads, use: Weights | None = None) -> list[Road]:
    """Return roads as a list; a mapping is {kind: place}, or {kind/word: place} where a kind comes twice.

    use: the kinds or numbers of the roads that count, or {kind: weight} where one that is not named weighs 1.
    """
    named = isinstance(roads, Mapping)
    keys: list[str | int] = list(roads) if named else list(range(len(roads)))
    rows = [Road(k.split("/")[0], p) for k, p in roads.items()] if named else list(roads)
    if isinstance(use, Mapping):
        return [replace(r, weight=float(use.get(str(k), 1.0))) for k, r in zip(keys, rows, strict=True)]
    return rows if not use else [replace(r, weight=float(k in use)) for k, r in zip(keys, rows, strict=True)]


def mean_of(roads: Sequence[Road], places: Sequence[FloatArray] | None = None) -> FloatArray:
    """Return the weighted mean of the roads' places, or of what stands for them."""
    places = [r.place for r in roads] if places is None else places
    used = [(np.asarray(p, float), r.weight) for p, r in zip(places, roads, strict=True) if r.weight > 0]
    return np.average([p for p, _ in used], axis=0, weights=[w for _, w in used])


def words_of(roads: Sequence[Road]) -> tuple[str, float]:
    """Return the kinds of the roads in words, and by what sigma is multiplied: two roads of one kind are one."""
    kinds = list(dict.fromkeys(r.kind for r in roads if r.counts))
    return ("+".join(kinds), 1.0) if len(kinds) > 1 else (f"one_road:{kinds[0]}", 2.0)


class Done(Exception):
    """The one landmark that was asked for is bound."""


@dataclass
class Ledger:
    """Everything decided for one region, by landmark, and the tables it will be written to.

    remark: the note of a road, given its own note, the road and how far it lies.  cite: the sources of a binding that names none.
    only: stop after this landmark and leave the rows of all others.  atlas: the folder of the tables.
    """

    region: str
    manner: Manner
    cite: Callable[[str, Sequence[Road]], str]
    remark: Callable[[str, Road, Apart], str]
    only: str = ""
    atlas: Path = ATLAS
    places: dict[str, FloatArray] = field(default_factory=dict)
    gaps: dict[str, float] = field(default_factory=dict)
    nodes: dict[str, Sequence[Site]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=lambda: {"bindings": [], "roads": [], "shares": []})

    def __post_init__(self) -> None:
        self.reasons = reasons_of(self.region)

    def __getitem__(self, landmark: str) -> FloatArray:
        """Return what was decided for a landmark: a place (3,) or the nodes (N, 3) of a curve."""
        return self.places[landmark]

    def site(self, landmark: str, roads: Roads, sigma: float, how: str, source: str = "", use: Weights | None = None, **manner: object) -> FloatArray:
        """Bind a site by its roads and return its place (3,)."""
        given = as_roads(roads, use)
        return self._record(landmark, given, self.manner.site(given, **manner), (sigma, how, source))

    def curve(
        self, landmark: str, roads: Roads, sigma: float, how: str, source: str = "", use: Weights | None = None, **manner: object
    ) -> FloatArray:
        """Bind a curve by its roads and return its nodes (N, 3)."""
        given = as_roads(roads, use)
        return self._record(landmark, given, self.manner.curve(given, **manner), (sigma, how, source))

    def share(self, landmark: str, ends: tuple[str, str], share: float, how: str, source: str) -> None:
        """Record that on every body a landmark keeps its share of the height between two others."""
        row = {"landmark": landmark, "from": ends[0], "to": ends[1], "share": f"{share:.4f}", "how": how, "source": source}
        self.rows["shares"].append(row | {"known_by": "derived", "recalled_fields": ""})

    def _record(self, landmark: str, roads: list[Road], chosen: Decision, said: tuple[float, str, str]) -> FloatArray:
        if landmark in self.nodes:
            raise ValueError(f"{self.region}: {landmark} is bound twice")
        sigma, how, source = said
        words, doubt = words_of(roads)
        tail = {"road": words, "sigma_mm": f"{sigma * doubt:g}", "how": how, "source": source or self.cite(landmark, roads), "known_by": "derived"}
        for n, node in enumerate(chosen.nodes):
            self.rows["bindings"].append({"landmark": landmark, "n": str(n), **cells(node), **tail})
        self.nodes[landmark], self.places[landmark] = chosen.nodes, chosen.place
        self._record_roads(landmark, roads, chosen)
        if landmark == self.only:
            raise Done
        return chosen.place

    def _record_roads(self, landmark: str, roads: list[Road], chosen: Decision) -> None:
        places = [s.place for s in chosen.middles]
        used = [p for p, r in zip(places, roads, strict=True) if r.weight > 0]
        centre = chosen.nodes[len(chosen.nodes) // 2].place
        apart = Apart(0.0, spread(places), spread(used))
        self.gaps[landmark] = apart.roads
        for number, (road, site) in enumerate(zip(roads, chosen.middles, strict=True), 1):
            name = road.name or str(number)
            known = self.reasons.get((landmark, name)) or self.reasons.get((landmark, ""), "")
            far = replace(apart, from_choice=float(np.linalg.norm(site.place - centre)))
            text = self.remark(road.note or known, road, far)
            row = {"landmark": landmark, "road": name, "kind": road.kind, **cells(site), "used": "yes" if road.weight else "no", "note": text}
            self.rows["roads"].append(row)

    def tables(self) -> list[Table]:
        """Return the tables of this region, each with the rows that stand and those that change."""
        return [Table(room, self.region, rows, self.only, self.atlas) for room, rows in self.rows.items() if rows]


def spread(places: Sequence[FloatArray]) -> float:
    """Return the largest distance between places (mm)."""
    return max((float(np.linalg.norm(a - b)) for i, a in enumerate(places) for b in places[i + 1 :]), default=0.0)


def cells(site: Site) -> Row:
    """Return face and weights as cells; the weights are rounded so that they still add up to one."""
    w = np.clip(site.weights, 0, 1)
    w = np.round(w / w.sum(), DIGITS)
    k = int(w.argmax())
    w[k] = 1 - (w.sum() - w[k])
    return {"face": str(site.face), **{f"w{i}": f"{x:.{DIGITS}f}" for i, x in enumerate(w)}}


def plain_remark(note: str, road: Road, apart: Apart) -> str:
    """The note of a road as it is."""
    return note
