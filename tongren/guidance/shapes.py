"""What a guided session is made of, as it leaves this room: plain frozen records that become JSON field by field.

Every sentence is a `Line` (text, the rows behind it, level, kind), in the language asked for.  Ids are those of the tables.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from tongren.findings.sentences import Line

Side = Literal["L", "R", "M"]


@dataclass(frozen=True)
class Named:
    """A row of a table with its name and, where it has one, its sentence."""

    id: str
    name: str
    text: str = ""


@dataclass(frozen=True)
class Complaint:
    """A complaint in the list: id, name, and every other name it is found by in this language."""

    id: str
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Flag:
    """A warning sign of a complaint.  `care`: `urgent` (now) or `doctor` (soon); `line` has it with the guideline and the mark."""

    id: str
    text: str
    care: Literal["urgent", "doctor"]
    guideline: str
    line: Line


@dataclass(frozen=True)
class Question:
    """One question of the safety gate, and what a yes takes away: `points`, whole `areas`, `tools`, or the session (`stops`); `lines` say why.

    places: where it may be, to be asked after a yes; answered as `id@place`, several allowed.  Without a place it counts for all of them.
    """

    id: str
    text: str
    help: str
    group: str
    stops: bool
    places: tuple[Named, ...]
    points: tuple[str, ...]
    areas: tuple[Named, ...]
    tools: tuple[Named, ...]
    light: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Gate:
    """What is asked at the start of each session, in order, and what is said above it."""

    lines: tuple[Line, ...]
    groups: tuple[Named, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Card:
    """A complaint before its session: warning signs first, then the points that a session would choose from, then evidence."""

    id: str
    name: str
    aliases: tuple[str, ...]
    lines: tuple[Line, ...]
    red_flags: tuple[Flag, ...]
    points: tuple[str, ...]
    reasons: tuple[Line, ...]
    evidence: tuple[Line, ...]


@dataclass(frozen=True)
class Tool:
    """A tool or a part of one's own body that presses.  `body`: always at hand.  `removed_by`: answers of the gate that take it away."""

    id: str
    name: str
    text: str
    body: bool
    removed_by: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Tools:
    """Everything that a session presses with and the ways of doing so."""

    tools: tuple[Tool, ...]
    techniques: tuple[Named, ...]
    pressures: tuple[Pressure, ...]


@dataclass(frozen=True)
class Pressure:
    """How hard: a word and a range of the scale from 0 (nothing) to 10 (as hard as one can)."""

    id: str
    low: int
    high: int
    name: str
    text: str


@dataclass(frozen=True)
class Reach:
    """How a point is reached.  `by`: `hand`, `tool` (lying or leaning on it) or `person` (another one); `hand`: opposite, same, either, none."""

    by: Literal["hand", "tool", "person", "none"]
    hand: Literal["opposite", "same", "either", "none"]
    posture: Named
    text: str


@dataclass(frozen=True)
class Step:
    """One point of a session: where, why, how, how hard, how long.  `sides`: L, R, or M for the median plane."""

    n: int
    code: str
    name: str
    characters: str
    sides: tuple[Side, ...]
    where: tuple[str, ...]
    reasons: tuple[Line, ...]
    reach: Reach
    technique: Named
    tool: Named
    other_tools: tuple[Named, ...]
    pressure: Pressure
    seconds: int
    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Dropped:
    """What a session leaves out and why.  `kind`: point, side or tool; `side`: L or R where only one goes, else nothing."""

    kind: Literal["point", "side", "tool"]
    id: str
    name: str
    side: Literal["", "L", "R"]
    reasons: tuple[Line, ...]


@dataclass(frozen=True)
class Pace:
    """How to breathe meanwhile, in seconds."""

    in_s: int
    out_s: int
    text: str


@dataclass(frozen=True)
class Rating:
    """What is asked before and after, on 0 to 10, and the line that belongs to it."""

    low: int
    high: int
    before: str
    after: str
    note: Line


@dataclass(frozen=True)
class Session:
    """A session.  `stop`: not empty where the answer is to see someone first; then there are no steps."""

    complaint: Complaint
    language: str
    stop: tuple[Line, ...]
    head: tuple[Line, ...]
    cautions: tuple[Line, ...]
    steps: tuple[Step, ...]
    dropped: tuple[Dropped, ...]
    pace: Pace
    seconds: int
    rating: Rating
    evidence: tuple[Line, ...]
    foot: tuple[Line, ...]


def as_record(item: Any) -> dict[str, Any]:
    """Return a record of this module as plain dictionaries and lists, ready for JSON."""
    return asdict(item)
