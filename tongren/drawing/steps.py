"""A point's construction told in steps, each with a short title and its lines or places: what a picture can show one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np

from tongren.drawing.closeup import chained
from tongren.drawing.construction import Construction, Lines
from tongren.geometry.mesh import FloatArray
from tongren.knowledge.about_point import words
from tongren.knowledge.tables import atlas_path
from tongren.rules.words import Words

TABLE = "words/steps"
SHORTEST_MM = 0.5  # contours along a symmetric mesh leave crumbs
Kind = Literal["anchor", "base", "line", "chord", "ticks", "level", "point"]


@dataclass(frozen=True)
class Step:
    """One step: what it is, its title, its polylines (N, 3) and its places (N, 3) with their labels; millimetres, LPS."""

    kind: Kind
    title: str
    polylines: list[FloatArray] = field(default_factory=list)
    places: list[FloatArray] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


@cache
def _words() -> Words:
    return Words(atlas_path())


def _term(name: str, language: str) -> str:
    """Return the word for a landmark or a curve; point codes stay as they are."""
    return _words().term(name, language) if _words().has_term(name) else name.replace("_", " ")


def polylines_of(line: Lines) -> list[FloatArray]:
    """Return the pieces of a line, crumbs left out."""
    return [c for c in chained(line.segments) if np.linalg.norm(np.diff(c, axis=0), axis=1).sum() > SHORTEST_MM]


def counts(ticks: list[tuple[FloatArray, str]]) -> list[list[tuple[FloatArray, str]]]:
    """Return ticks in the runs in which they are counted: each begins where the number falls back."""
    out: list[list[tuple[FloatArray, str]]] = []
    for tick in ticks:
        if not out or float(tick[1]) <= float(out[-1][-1][1]):
            out.append([])
        out[-1].append(tick)
    return [run for run in out if len(run) > 1]


def _lines(built: Construction, role: str, language: str) -> list[Step]:
    out = []
    for line in built.lines:
        pieces = polylines_of(line) if line.role == role else []
        if pieces:
            title = ("median" if role == "base" else "curve") if line.name else role
            name = _term(line.name, language) if line.name else ""
            out.append(Step(role, words(TABLE, title, language).format(name=name), pieces))  # type: ignore[arg-type]
    return out


def steps_of(built: Construction, code: str, sigma_mm: float, language: str) -> list[Step]:
    """Return the steps in which a point is found: references, lines, what is counted, the level, and the point.

    Titles come from atlas/words/steps.csv.
    """
    out = []
    if built.references:
        names = [_term(n, language) for n in built.references]
        joined = ("、" if language in ("zh", "ja") else ", ").join(names)
        out.append(Step("anchor", words(TABLE, "anchor", language).format(names=joined), [], list(built.references.values()), names))
    out += _lines(built, "base", language)
    out += _lines(built, "line", language)
    if built.chords:
        out.append(Step("chord", words(TABLE, "chord", language), list(built.chords)))
    for run in counts(built.ticks):
        title = words(TABLE, "ticks", language).format(n=run[-1][1])
        out.append(Step("ticks", title, [np.stack([p for p, _ in run])], [p for p, _ in run], [s for _, s in run]))
    out += _lines(built, "level", language)
    sure = np.isfinite(sigma_mm) and sigma_mm >= 0.5
    title = words(TABLE, "point" if sure else "point_bare", language).format(code=code, mm=f"{sigma_mm:.0f}")
    return [*out, Step("point", title, [], [built.place], [code])]
