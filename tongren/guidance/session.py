"""A guided session: from a complaint, the warning signs and the answers of the gate to steps in order, and all that was left out and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tongren.errors import InputError
from tongren.findings.sentences import Line
from tongren.guidance.complaints import choices, complaint, complaint_of, flags, reason
from tongren.guidance.gate import BOTH, Answers, answers_of, cautions, forbidden, is_light, removed_tools, stops
from tongren.guidance.practice import language_of, name, named, phrase, practice, say
from tongren.guidance.reach import fit_of, helped, is_median, pressure_of, reach_of
from tongren.guidance.shapes import Dropped, Named, Pace, Pressure, Rating, Reach, Session, Step
from tongren.guidance.studied import evidence_of
from tongren.knowledge.about_point import names_of
from tongren.rules.sentences import sentences_of

SIDES = ("L", "R")
NAME_COLUMNS = {"en": "pinyin", "es": "pinyin", "zh": "simplified", "ko": "korean", "ja": "kana"}
CHARACTERS = {"ko": "traditional", "ja": "traditional"}


@dataclass(frozen=True)
class _Room:
    """What a session has to work with: answers, tools that may be used, whether anybody helps, language."""

    answers: Answers
    tools: frozenset[str]
    alone: bool
    language: str


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
    why = (*(f.line for f in flags(key, language) if f.id in yes), *stops(given, language))
    if why:
        return _stopped(key, why, language)
    things = tuple(tools)
    at_hand = _at_hand(things)
    gone = removed_tools(given, language)
    room = _Room(given, at_hand - {t.id for t in gone}, alone, language)
    steps, dropped = _points(key, room)
    lost = tuple(t for t in gone if t.id in at_hand and (t.id in things or _suits(t.id, key)))
    suited = {t for f in practice()["fits"].values() for t in f.tools}
    unused = tuple(_unused(t, language) for t in practice()["tools"] if t in room.tools - suited)
    head = (*head_lines(language), *(() if steps else (say("nothing_left", language, kind="strong"),)))
    return Session(complaint(key, language), language, (), head, cautions(given, language), steps, (*dropped, *lost, *unused), pace_of(language),
                   sum(s.seconds * len(s.sides) for s in steps), rating_of(language), evidence_of(key, language), foot_lines(language))  # fmt: skip


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


def _suits(tool: str, key: str) -> bool:
    """Return whether a tool suits a point of a complaint."""
    return any(fit and tool in fit.tools for fit in (fit_of(c.point) for c in choices(key)))


def _unused(tool: str, language: str) -> Dropped:
    return Dropped("tool", tool, name("tools", tool, language), "", (say("tool_not_used", language, f"tools:{tool}", level=1, kind="dim"),))


def _stopped(key: str, why: tuple[Line, ...], language: str) -> Session:
    lines = (say("stop_head", language, kind="strong"), *why)
    return Session(complaint(key, language), language, lines, head_lines(language), (), (), (),
                   pace_of(language), 0, rating_of(language), (), foot_lines(language))  # fmt: skip


def head_lines(language: str) -> tuple[Line, ...]:
    """Return what stands above every session: for whom it is, that nobody reviewed it, and to look at the skin."""
    kinds = {"adults": "dim", "not_reviewed": "caution", "look": "caution"}
    return tuple(say(k, language, kind=kind) for k, kind in kinds.items())


def foot_lines(language: str) -> tuple[Line, ...]:
    """Return what stands below every session: when to stop."""
    return (say("halt", language, kind="foot"),)


def pace_of(language: str) -> Pace:
    """Return the breathing pace of sessions, seconds in and out."""
    row = next(iter(practice()["paces"].values()))
    return Pace(row.in_s, row.out_s, phrase("pace", language, in_s=row.in_s, out_s=row.out_s))


def rating_of(language: str) -> Rating:
    """Return the question before and after, from 0 to 10, and that it is no proof."""
    note = say("rating_note", language, kind="foot")
    return Rating(0, 10, phrase("rating_before", language), phrase("rating_after", language), note)


def _points(key: str, room: _Room) -> tuple[tuple[Step, ...], tuple[Dropped, ...]]:
    """Return the steps that are left, numbered anew, and each point or side that is not, with why."""
    steps: list[Step] = []
    dropped: list[Dropped] = []
    for row in choices(key):
        code, why = row.point, forbidden(row.point, room.answers, room.language)
        if BOTH in why:
            dropped.append(_lost(code, "", why[BOTH], room))
            continue
        made = _step(row, len(steps) + 1, tuple(s for s in SIDES if s not in why), room)
        if isinstance(made, Line):
            dropped.append(_lost(code, "", (made,), room))
            continue
        dropped += [_lost(code, side, lines, room) for side, lines in why.items()]
        steps.append(made)
    return tuple(steps), tuple(dropped)


def _lost(code: str, side: str, why: tuple[Line, ...], room: _Room) -> Dropped:
    return Dropped("side" if side else "point", code, f"{code} {_name(code, room.language)}", side, why)


def _name(code: str, language: str) -> str:
    return names_of(code)[NAME_COLUMNS[language]]


def _step(row: Any, n: int, sides: tuple[str, ...], room: _Room) -> Step | Line:
    """Return a point as a step, or the line that says why nobody here can press it."""
    code, language = row.point, room.language
    found = _reached(code, room)
    if isinstance(found, Line):
        return found
    reach, tools = found
    fit = fit_of(code)
    tool, *others = [named("tools", t, language) for t in tools]
    technique = named("techniques", practice()["tools"][tool.id].technique or fit.techniques[0], language)
    pressure = pressure_of("light" if is_light(room.answers) else fit.pressure, language)
    where = ("M",) if is_median(code) else sides
    text = _text(reach, tool, technique, pressure, fit.seconds, where, language)
    names = names_of(code)
    return Step(n, code, _name(code, language), names[CHARACTERS.get(language, "simplified")], where, tuple(sentences_of(code, language)),
                (reason(row, language),), reach, technique, tool, tuple(others), pressure, fit.seconds, text, ())  # fmt: skip


def _reached(code: str, room: _Room) -> tuple[Reach, list[str]] | Line:
    """Return how a point is reached here and with what, the best tool first; or the line that says why it is not."""
    reach, fit = reach_of(code, room.language), fit_of(code)
    rows = practice()["tools"]
    if fit is None:
        return say("by_none", room.language, f"points:{code}", level=1)
    usable = [t for t in fit.tools if t in room.tools]
    things = [t for t in usable if rows[t].body == "no"]
    if reach.by == "person" and room.alone:
        return say("needs_person", room.language, f"points:{code}", level=1)
    if reach.by == "tool" and room.alone and not things:
        names = ", ".join(name("tools", t, room.language) for t in fit.tools if rows[t].body == "no")
        return say("needs_tool", room.language, f"points:{code}", tools=names, level=1)
    if not usable:
        return say("no_tool_left", room.language, f"points:{code}", level=1)
    if reach.by == "tool" and things:
        return reach, things
    return (helped(room.language) if reach.by != "hand" else reach), usable


def _text(reach: Reach, tool: Named, technique: Named, pressure: Pressure, seconds: int, sides: tuple[str, ...], language: str) -> str:
    """Return how a point is pressed as sentences: posture, hand, tool, way, strength, time."""
    word = {"M": "long_middle", "L": "long_left", "R": "long_right"}.get("".join(sides), "long_both")
    parts = (
        reach.posture.text,
        reach.text,
        phrase("step_tool", language, tool=tool.name, text=tool.text),
        phrase("step_how", language, technique=technique.name, text=technique.text),
        phrase("step_hard", language, pressure=pressure.name, low=pressure.low, high=pressure.high, text=pressure.text),
        phrase(word, language, seconds=seconds),
    )
    return ("" if language in ("zh", "ja") else " ").join(parts)
