"""A guided session: from a complaint, the warning signs and the answers of the gate to steps in order, and all that was left out and why.

It is worked out from rows alone (`taken`, `rows`), the same that `table` sends to a page; web/src/state/table.ts is this file once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tongren.errors import InputError
from tongren.findings.sentences import Line
from tongren.guidance.complaints import complaint_of, flags
from tongren.guidance.gate import BOTH, Answers, answers_of, cautions, forbidden, is_light, removed_tools, stops
from tongren.guidance.lines import behind
from tongren.guidance.practice import language_of, practice
from tongren.guidance.rows import complaint_row, joiner_of, point_row, pressure_row, shared_lines, technique_row, tool_row
from tongren.guidance.shapes import Dropped, Reach, Session, Side, Step
from tongren.guidance.table_shapes import SharedLines, TableChoice, TableFit, TablePoint

SIDES: tuple[Literal["L", "R"], ...] = ("L", "R")


@dataclass(frozen=True)
class _Room:
    """What a session has to work with: answers, tools that may be used, whether anybody helps, language, the lines that all share."""

    answers: Answers
    tools: frozenset[str]
    alone: bool
    language: str
    shared: SharedLines


def session(
    text: str,
    red_flags: Iterable[str] | None,
    answers: Iterable[str] | None,
    all_answered: bool = True,
    tools: Iterable[str] = (),
    alone: bool = True,
    language: str = "en",
) -> Session:
    """Return the session of a complaint, or one that says to see someone first.

    red_flags: the warning signs of the complaint that were answered with yes; answers: ids of the gate answered with yes, with `id@place`
    where a place is known; nothing was answered where either is None or `all_answered` is False.  tools: what is at hand beside one's own
    body.  Raises InputError for what was not answered, and for a complaint, sign, answer, place, tool or language that there is not.
    """
    language_of(language)
    key = complaint_of(text)
    yes = _red_flags(key, red_flags)
    if answers is None or not all_answered:
        raise InputError("the questions of the safety gate are not all answered; give those that hold, or say that none does")
    given = answers_of(answers)
    why = (*(f.line for f in complaint_row(key, language).flags if f.id in yes), *stops(given, language))
    if why:
        return _stopped(key, why, language)
    things = tuple(tools)
    at_hand = _at_hand(things)
    gone = removed_tools(given, language)
    room = _Room(given, at_hand - {t.id for t in gone}, alone, language, shared_lines(language))
    steps, dropped = _points(key, room)
    return _session(key, room, steps, (*dropped, *_tools_lost(key, room, gone, at_hand, things)))


def _red_flags(key: str, given: Iterable[str] | None) -> set[str]:
    if given is None:
        raise InputError(f"the warning signs of {key} are not answered; give those that hold, or say that none does")
    allowed = [f.id for f in flags(key)]
    yes = set(given)
    for sign in yes:
        if sign not in allowed:
            raise InputError(f'"{sign}" is no warning sign of {key}; allowed: {", ".join(allowed)}')
    return yes


def _at_hand(tools: tuple[str, ...]) -> frozenset[str]:
    rows = practice()["tools"]
    for tool in tools:
        if tool not in rows:
            raise InputError(f'"{tool}" is no tool of the list; allowed: {", ".join(k for k, r in rows.items() if r.body == "no")}')
    return frozenset([*tools, *(k for k, r in rows.items() if r.body == "yes")])


def _stopped(key: str, why: tuple[Line, ...], language: str) -> Session:
    """Return the session that says to see someone first."""
    shared = shared_lines(language)
    return Session(complaint_row(key, language).complaint, language, (shared.stop_head, *why), shared.head, (), (), (), shared.pace, 0,
                   shared.rating, (), shared.foot)  # fmt: skip


def _session(key: str, room: _Room, steps: tuple[Step, ...], dropped: tuple[Dropped, ...]) -> Session:
    """Return a session with its steps, if any are left."""
    shared, row = room.shared, complaint_row(key, room.language)
    head = shared.head if steps else (*shared.head, shared.nothing_left)
    seconds = sum(s.seconds * len(s.sides) for s in steps)
    return Session(row.complaint, room.language, (), head, cautions(room.answers, room.language), steps, dropped, shared.pace, seconds,
                   shared.rating, row.evidence, shared.foot)  # fmt: skip


def _tools_lost(key: str, room: _Room, gone: tuple[Dropped, ...], at_hand: frozenset[str], things: tuple[str, ...]) -> list[Dropped]:
    """Return the tools that the answers take away and that would have been used, and those at hand that no session uses."""
    fits = [fit for c in complaint_row(key, room.language).points if (fit := point_row(c.code, room.language).fit)]
    suited = {tool for fit in fits for tool in fit.tools}
    lost = [t for t in gone if t.id in at_hand and (t.id in things or t.id in suited)]
    rows = [tool_row(t, room.language) for t in practice()["tools"] if t in room.tools]
    unused = [row.named for row in rows if not row.is_suited]
    return [*lost, *(Dropped("tool", t.id, t.name, "", (behind(room.shared.tool_not_used, f"tools:{t.id}"),)) for t in unused)]


def _points(key: str, room: _Room) -> tuple[tuple[Step, ...], tuple[Dropped, ...]]:
    """Return the steps that are left, numbered anew, and each point or side that is not, with why."""
    steps: list[Step] = []
    dropped: list[Dropped] = []
    for choice in complaint_row(key, room.language).points:
        point = point_row(choice.code, room.language)
        name = f"{point.code} {point.name}"
        why = forbidden(point.code, room.answers, room.language)
        made = why[BOTH] if BOTH in why else _step(point, choice, len(steps) + 1, tuple(s for s in SIDES if s not in why), room)
        if not isinstance(made, Step):
            dropped.append(Dropped("point", point.code, name, "", made if isinstance(made, tuple) else (made,)))
            continue
        dropped += [Dropped("side", point.code, name, side, why[side]) for side in SIDES if side in why]
        steps.append(made)
    return tuple(steps), tuple(dropped)


def _step(point: TablePoint, choice: TableChoice, n: int, sides: tuple[Side, ...], room: _Room) -> Step | Line:
    """Return a point as a step, or the line that says why nobody here can press it."""
    if point.fit is None:
        return behind(room.shared.by_none, f"points:{point.code}")
    found = _reached(point, point.fit, room)
    if isinstance(found, Line):
        return found
    reach, tools = found
    tool, *others = [tool_row(t, room.language) for t in tools]
    technique = technique_row(tool.technique or point.fit.technique, room.language)
    pressure = pressure_row(room.shared.light_pressure if is_light(room.answers) else point.fit.pressure, room.language)
    where: tuple[Side, ...] = (BOTH,) if point.median else sides
    said = (reach.posture.text, reach.text, tool.said, technique.said, pressure.said, point.long["".join(where)])
    return Step(n, point.code, point.name, point.characters, where, point.where, (choice.reason,), reach, technique.named, tool.named,
                tuple(t.named for t in others), pressure.named, point.fit.seconds, joiner_of(room.language).join(said), ())  # fmt: skip


def _reached(point: TablePoint, fit: TableFit, room: _Room) -> tuple[Reach, list[str]] | Line:
    """Return how a point is reached here and with what, the best tool first; or the line that says why it is not."""
    reach, shared = point.reach, room.shared
    usable = [t for t in fit.tools if t in room.tools]
    things = [t for t in usable if not tool_row(t, room.language).body]
    if reach.by == "person" and room.alone:
        return behind(shared.needs_person, f"points:{point.code}")
    if reach.by == "tool" and room.alone and not things:
        return point.needs_tool
    if not usable:
        return behind(shared.no_tool_left, f"points:{point.code}")
    if reach.by == "tool" and things:
        return reach, things
    return (reach if reach.by == "hand" else shared.helped), usable
