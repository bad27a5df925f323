"""What sessions are looked up in, as plain frozen records: one for each answer, point, tool, complaint, and one for the whole table.

Where a sentence names places or answers, `{place}` or `{names}` stands in its text.  The order of the fields is that of the JSON.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongren.findings.sentences import Line
from tongren.guidance.shapes import Complaint, Named, Pace, Pressure, Rating, Reach, Side


@dataclass(frozen=True)
class TableSign:
    """A warning sign of a complaint, and the line that stops a session."""

    id: str
    line: Line


@dataclass(frozen=True)
class TableChoice:
    """A point of a complaint, and why it stands there."""

    code: str
    reason: Line


@dataclass(frozen=True)
class TableComplaint:
    """A complaint: its warning signs, its points in their order, what is known."""

    complaint: Complaint
    flags: tuple[TableSign, ...]
    points: tuple[TableChoice, ...]
    evidence: tuple[Line, ...]


@dataclass(frozen=True)
class TableAnswer:
    """What a yes takes away.  `stop`: why there is no session; `tools`: those it removes, each with why; `cautions`: what is said before.

    places: where it can be, none where it has no place; `asks`: whether a person says which of them.  `at_place` and `everywhere` say why
    a place is left alone, where it was named and where it was not.
    """

    id: str
    name: str
    light: bool
    places: tuple[str, ...]
    asks: bool
    stop: tuple[Line, ...]
    cautions: tuple[Line, ...]
    tools: dict[str, tuple[Line, ...]]
    at_place: tuple[Line, ...]
    everywhere: tuple[Line, ...]


@dataclass(frozen=True)
class TablePlace:
    """A place on the body that an answer can name."""

    name: str
    side: Side


@dataclass(frozen=True)
class TableFit:
    """What suits a point: tools, the best first, the way of pressing, how hard, how long on each side."""

    tools: tuple[str, ...]
    technique: str
    pressure: str
    seconds: int


@dataclass(frozen=True)
class TablePoint:
    """A point: what is said of it, and what takes it away.  `never`: why it is never pressed; `forbidden`: answers that take all of it, with why.

    places: those that hold it.  `fit`: None where nothing presses it.  `long`: how long, by the sides that are pressed: L, R, LR, or M.
    """

    code: str
    name: str
    characters: str
    median: bool
    where: tuple[str, ...]
    never: tuple[Line, ...]
    forbidden: dict[str, tuple[Line, ...]]
    places: tuple[str, ...]
    reach: Reach
    fit: TableFit | None
    long: dict[str, str]
    needs_tool: Line


@dataclass(frozen=True)
class TableTool:
    """A tool with the sentence of a step.  `technique`: its own way of pressing, or nothing; `is_suited`: some point can be pressed with it."""

    named: Named
    said: str
    body: bool
    technique: str
    is_suited: bool


@dataclass(frozen=True)
class TableTechnique:
    """A way of pressing, with the sentence of a step."""

    named: Named
    said: str


@dataclass(frozen=True)
class TablePressure:
    """How hard, with the sentence of a step."""

    named: Pressure
    said: str


@dataclass(frozen=True)
class TableRows:
    """Every row of a language.  `joiner` stands between the sentences of a step; `answers` are in the order of the one list."""

    language: str
    joiner: str
    complaints: dict[str, TableComplaint]
    answers: tuple[TableAnswer, ...]
    places: dict[str, TablePlace]
    points: dict[str, TablePoint]
    tools: tuple[TableTool, ...]
    techniques: dict[str, TableTechnique]
    pressures: dict[str, TablePressure]


@dataclass(frozen=True)
class SharedLines:
    """What all sessions of a language share.  Rows that a session adds to `light_only`, `by_none` and their like go behind the first one."""

    light_pressure: str
    light_only: Line
    by_none: Line
    needs_person: Line
    no_tool_left: Line
    tool_not_used: Line
    stop_head: Line
    nothing_left: Line
    helped: Reach
    pace: Pace
    rating: Rating
    head: tuple[Line, ...]
    foot: tuple[Line, ...]


@dataclass(frozen=True)
class Table(SharedLines, TableRows):
    """Everything that sessions of a language are looked up in.  (The fields of the last base come first.)"""
