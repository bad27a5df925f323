"""The tree of a location rule: what was said, before any body is known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Unit = Literal["cun", "F-cun", "fingerbreadth"]


@dataclass(frozen=True)
class Length:
    """An amount in a unit; `measure` names the proportional measure where the rule does."""

    value: str
    unit: Unit
    measure: str | None = None

    @property
    def number(self) -> float:
        """The amount as a number."""
        return float(self.value)


@dataclass(frozen=True)
class Level:
    """The level of a reference, shifted by a length towards a direction."""

    ref: str
    length: Length | None = None
    direction: str = ""


@dataclass(frozen=True)
class Offset:
    """All that lies a length away from a line or curve, towards a direction."""

    length: Length
    direction: str
    line: str


@dataclass(frozen=True)
class On:
    """A bound curve."""

    curve: str


@dataclass(frozen=True)
class OnSegment:
    """The line, straight in the chart, between two references."""

    a: str
    b: str


@dataclass(frozen=True)
class Through:
    """The line along the body's or limb's axis through a reference; `word` is above or below."""

    word: str
    ref: str


Constraint = Level | Offset | On | OnSegment | Through


@dataclass(frozen=True)
class At:
    """One place that the standard itself names."""

    ref: str


@dataclass(frozen=True)
class Cross:
    """The crossing of two constraints."""

    first: Constraint
    second: Constraint


@dataclass(frozen=True)
class Advance:
    """On the line a..b: a length from a reference, or a fraction of the line from one end."""

    a: str
    b: str
    start: str
    length: Length | None = None
    direction: str = ""
    fraction: Fraction | None = None


@dataclass(frozen=True)
class Along:
    """Along a bound curve from a to b: a fraction of it, or a length, counted from an end."""

    curve: str
    a: str
    b: str
    start: str
    length: Length | None = None
    fraction: Fraction | None = None


@dataclass(frozen=True)
class Step:
    """A length along the skin from a reference; with `on`, that level on a curve."""

    ref: str
    length: Length
    direction: str
    on: str | None = None


@dataclass(frozen=True)
class Between:
    """A fraction of the straight way between two references, then the nearest skin."""

    a: str
    b: str
    fraction: Fraction
    start: str


Form = At | Cross | Advance | Along | Step | Between


@dataclass(frozen=True)
class Rule:
    """One rule: which site of which point, for whom, its form, and what it assumes beyond the standard."""

    code: str  # ST36, EX-B2.3
    form: Form
    alternative: bool = False
    sex: Literal["female", "male", ""] = ""
    assumed: str = ""
    file: str = ""
    line: int = 0
    text: str = ""

    @property
    def key(self) -> str:
        """The rule's own name: code, with /alt for a second place and [sex] for one sex."""
        return self.code + ("/alt" if self.alternative else "") + (f"[{self.sex}]" if self.sex else "")


def references(form: Form) -> list[str]:
    """Return every reference (point code or site landmark) that a form leans on, in reading order."""
    if isinstance(form, Cross):
        return [r for c in (form.first, form.second) for r in _of_constraint(c)]
    return [str(getattr(form, name)) for name in ("ref", "a", "b", "start") if hasattr(form, name)]


def _of_constraint(c: Constraint) -> list[str]:
    if isinstance(c, OnSegment):
        return [c.a, c.b]
    return [c.ref] if isinstance(c, Level | Through) else []


def curves(form: Form) -> list[str]:
    """Return every curve that a form names."""
    if isinstance(form, Cross):
        parts = [c for c in (form.first, form.second) if isinstance(c, Offset | On)]
        return [c.line if isinstance(c, Offset) else c.curve for c in parts]
    if isinstance(form, Along):
        return [form.curve]
    return [form.on] if isinstance(form, Step) and form.on else []


def lengths(form: Form) -> list[Length]:
    """Return every length that a form names."""
    parts = (form.first, form.second) if isinstance(form, Cross) else (form,)
    return [p.length for p in parts if getattr(p, "length", None) is not None]  # type: ignore[union-attr, misc]
