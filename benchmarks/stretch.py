"""Stretch the skin inside a segment, its landmarks held still: a measured point keeps its cun fraction, a carried one slides.

A segment has a start and an end (means of landmarks), an axis, and a length.  Skin at the fraction u of it moves along
the axis by 0.2 u (1 - u) of the length: nothing at both ends, 5 % of the length in the middle, and the skin is
stretched by 20 % at the start.  On the back the midline with its spines stands still too, and the move grows from
there to its full size 40 mm to the side.  Only the left arm and leg are stretched.
Points that lean on a landmark inside the segment (which would slide with the skin) are left out and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from tongren.body.template import template
from tongren.knowledge.atlas import Atlas, read_atlas
from tongren.locating.engine import locate_rest
from tongren.rules.book import POINT, RuleBook, base_code, read_rules
from tongren.rules.tree import curves, references

AMOUNT = 0.2
STILL = 0.06  # a landmark nearer to an end than this part of the segment counts as held still (it moves by 1 % at most)
SIDE_MM = 40.0


@dataclass(frozen=True)
class Segment:
    """A stretch of skin between landmarks: which chart's points lie on it and which bones' skin is moved."""

    name: str
    chart: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    bones: tuple[str, ...]
    side: str = ".L"
    plumb: bool = False
    midline_held: bool = False


TRUNK = ("spine", "root", "pelvis", "upperleg01", "breast")
SEGMENTS = (
    Segment("forearm, crease to crease", "forearm", ("cubital_crease_midpoint",), ("palmar_wrist_crease_midpoint",),
            ("upperarm", "lowerarm", "wrist", "metacarpal", "finger")),
    Segment("abdomen, navel to pubis", "chest_abdomen", ("umbilicus_centre",), ("pubic_symphysis_superior_border",),
            TRUNK, "", plumb=True),
    Segment("leg, knee to ankle", "leg", ("patella_apex",), ("medial_malleolus_prominence",),
            ("upperleg", "lowerleg", "foot", "toe")),
    Segment("back, T2 to L4, midline held", "back_loin", ("T2_spinous_process_inferior_border",),
            ("L4_spinous_process_inferior_border",), (*TRUNK, "clavicle", "shoulder01"), "", plumb=True,
            midline_held=True),
)  # fmt: skip


@dataclass(frozen=True)
class Stretched:
    """One point of one body: its fraction of the segment before and after, and how far a carried one would miss."""

    segment: str
    body: str
    code: str
    before: float
    after: float
    carried: float
    length_mm: float
    status: str

    @property
    def off(self) -> float:
        """How much the fraction of the measured point changed."""
        return abs(self.after - self.before)

    @property
    def carried_mm(self) -> float:
        """Millimetres along the segment by which the point carried with the skin misses."""
        return abs(self.carried - self.before) * self.length_mm


@cache
def _book() -> tuple[Atlas, RuleBook]:
    atlas = read_atlas()
    return atlas, read_rules(atlas)


def site(name: str, vertices: np.ndarray) -> np.ndarray:
    """Where a landmark lies (3,) on a body (V, 3); the mean of a curve's nodes."""
    faces = template().faces
    nodes = _book()[0].bindings[name]
    return np.asarray(np.mean([np.array([n.w0, n.w1, n.w2]) @ vertices[faces[n.face]] for n in nodes], axis=0))


def mean_site(names: tuple[str, ...], vertices: np.ndarray) -> np.ndarray:
    """Mean place (3,) of landmarks."""
    return np.asarray(np.mean([site(n, vertices) for n in names], axis=0))


def ends_of(segment: Segment, vertices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Start (3,) and end (3,) of a segment, the end brought onto the chart's axis through the start."""
    start, end = mean_site(segment.start, vertices), mean_site(segment.end, vertices)
    if segment.plumb:
        return start, np.array([start[0], start[1], end[2]])
    chart = _book()[0].charts[segment.chart]
    axis = mean_site(chart.axis_to, vertices) - mean_site(chart.axis_from, vertices)
    axis /= np.linalg.norm(axis)
    return start, np.asarray(start + axis * float((end - start) @ axis))


def fraction(places: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Fraction (...) of places (..., 3) along the segment."""
    run = end - start
    return np.asarray((places - start) @ run / (run @ run))


def stretched(segment: Segment, vertices: np.ndarray) -> np.ndarray:
    """The body's vertices (V, 3) with the segment's skin stretched."""
    t = template()
    bone = np.array(t.bone_labels)[t.skinning.argmax(1)]
    on = np.array([b.startswith(segment.bones) and b.endswith(segment.side) for b in bone])
    start, end = ends_of(segment, vertices)
    u = np.clip(fraction(vertices, start, end), 0.0, 1.0)
    amount = AMOUNT * u * (1 - u) * on
    if segment.midline_held:
        s = np.clip(np.abs(vertices[:, 0]) / SIDE_MM, 0.0, 1.0)
        amount = amount * s * s * (3 - 2 * s)
    return np.asarray(vertices + amount[:, None] * (end - start))


@cache
def leans_on(code: str) -> frozenset[str]:
    """Every landmark that a point's place along a segment rests on, through other points too."""
    atlas, book = _book()
    out: set[str] = set()
    for rule in book.rules:
        if rule.code == code and not rule.alternative:
            if curves(rule.form) and not references(rule.form):
                out.add(code)  # a crossing of two curves: its own place along the segment is what counts
            for ref in references(rule.form):
                out |= leans_on(ref) if POINT.match(ref) else {ref}
    return frozenset(out)


def chosen(segment: Segment, vertices: np.ndarray, place: dict[str, np.ndarray]) -> tuple[set[str], set[str]]:
    """Codes of the chart's points whose landmarks stand still, and of those that lean on a landmark that slides.

    place: where each point lies on the body, for those that are a landmark themselves (two curves cross there).
    """
    atlas, book = _book()
    start, end = ends_of(segment, vertices)
    moved = stretched(segment, vertices)
    most = AMOUNT * STILL * (1 - STILL)

    def slide(name: str) -> float:
        if name in place:
            u = float(np.clip(fraction(place[name], start, end), 0, 1))
            return AMOUNT * u * (1 - u)
        return float(np.linalg.norm(site(name, moved) - site(name, vertices)) / np.linalg.norm(end - start))

    codes = {r.code for r in book.rules if atlas.points[base_code(r.code)].chart == segment.chart}
    still = {c for c in codes if all(slide(n) <= most for n in leans_on(c) if n in atlas.bindings or n in place)}
    return still, codes - still


def tried(segment: Segment, bodies: dict[str, Any]) -> tuple[list[Stretched], list[str]]:
    """The fractions of every point inside the segment on each body, and the points left out."""
    names = list(bodies)
    before = np.stack([bodies[n].vertices_mm for n in names]).astype(np.float32)
    female = np.array([bodies[n].sex == "female" for n in names])
    after = np.stack([stretched(segment, v) for v in before]).astype(np.float32)
    one, two = (locate_rest(v, female) for v in (before, after))
    sides = ("L",) if segment.midline_held or not segment.plumb else ("L", "M")
    entries = [(e, c) for e, (c, s) in enumerate(zip(one.codes, one.sides, strict=True)) if s in sides]
    still, sliding = chosen(segment, before[0], {c: one.position_mm[0, e] for e, c in entries})
    out, left_out = [], set()
    for i, name in enumerate(names):
        start, end = ends_of(segment, before[i])
        length = float(np.linalg.norm(end - start))
        for e, code in entries:
            u = float(fraction(one.position_mm[i, e], start, end))
            if not 0 < u < 1 or code not in still | sliding:
                continue
            if code in sliding:
                left_out.add(code)
                continue
            carried = one.weights[i, e] @ after[i][template().faces[one.face[i, e]]]
            u_after, u_carried = fraction(np.stack([two.position_mm[i, e], carried]), start, end).tolist()
            out.append(Stretched(segment.name, name, code, u, u_after, u_carried, length, str(two.status_words[i, e])))
    return out, sorted(left_out)
