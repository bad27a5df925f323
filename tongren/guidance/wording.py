"""A session told line by line, in the order in which it is read: for a terminal, and for whoever reads it aloud."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tongren.findings.sentences import Line
from tongren.guidance.practice import knowledge, phrase, say
from tongren.guidance.shapes import Dropped, Session, Step


def minutes_of(made: Session) -> int:
    """Return how long the points of a session take, in whole minutes, at least one."""
    return max(1, round(made.seconds / 60))


def title_of(made: Session) -> Line:
    """Return the title of a session: the complaint alone where there are no points."""
    if not made.steps:
        return Line(made.complaint.name, (f"complaints:{made.complaint.id}",), kind="title")
    row = f"complaints:{made.complaint.id}"
    places: dict[str, Any] = {"complaint": made.complaint.name, "n": len(made.steps), "minutes": minutes_of(made)}
    return say("session_title", made.language, row, kind="title", **places)


def called(step: Step) -> str:
    """Return the name of a step's point, with its characters where they say something more."""
    return step.name if step.name == step.characters else f"{step.name} {step.characters}"


def left_out(dropped: Iterable[Dropped], language: str) -> list[Line]:
    """Return what was left out, each with why; what goes for the same reasons is named together."""
    together: dict[tuple[Line, ...], list[Dropped]] = {}
    for d in dropped:
        together.setdefault(d.reasons, []).append(d)
    out: list[Line] = []
    for reasons, items in together.items():
        sides = {x: phrase(f"side_{word}", language) for x, word in (("L", "left"), ("R", "right"))}
        names = knowledge(language).translation.joined(d.name + (f" ({sides[d.side]})" if d.side else "") for d in items)
        rows = tuple(f"{'tools' if d.kind == 'tool' else 'points'}:{d.id}" for d in items)
        out += [Line(names, rows, 1, "strong"), *(Line(r.text, r.rows, 2, r.kind) for r in reasons)]
    return out


def _step(step: Step, language: str) -> list[Line]:
    row = f"points:{step.code}"
    name = called(step)
    title = say("point_title", language, row, n=step.n, code=step.code, name=name, level=1, kind="strong")
    where = [say("where", language, f"rules:{step.code}", text=w, level=2, kind="dim") for w in step.where]
    why = [say("why", language, *r.rows, text=r.text, level=2, kind=r.kind) for r in step.reasons]
    return [title, *where, *why, Line(step.text, (row,), 2), *step.lines]


def lines_of(made: Session) -> list[Line]:
    """Return a session as lines: what stops it, or head, cautions, what is left out, steps, rating, evidence, foot."""
    language = made.language
    if made.stop:
        return [title_of(made), *made.head, *made.stop, *made.foot]
    out = [title_of(made), *made.head]
    if made.cautions:
        out += [say("cautions_head", language, kind="head"), *made.cautions]
    if made.dropped:
        out += [say("dropped_head", language, kind="head"), *left_out(made.dropped, language)]
    if made.steps:
        before = Line(made.rating.before, ("practice_words:rating_before",), 1)
        pace = Line(made.pace.text, ("practice_words:pace", "paces:calm"), 1)
        out += [say("points_head", language, kind="head"), before, pace]
        out += [line for s in made.steps for line in _step(s, language)]
        out += [Line(made.rating.after, ("practice_words:rating_after",), 1), made.rating.note]
    return [*out, say("evidence_head", language, kind="head"), *made.evidence, *made.foot]
