"""The safety gate: what is asked before each session, and what each yes takes away, with the rows that say so.

There is one list, atlas/evidence/person.csv, and one set of facts about it, atlas/evidence/safety.csv; `atlas/practice/gate.csv` asks it
and knows places and tools.  `taken` has what a single yes takes away; here several are put together.  Doubt takes away: a yes without a
place counts for every place where it may be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tongren.errors import InputError
from tongren.findings.cautions import FORBIDS, PRESSING, answer_of, facts_for, never_pressed, points_of
from tongren.findings.sentences import Line
from tongren.guidance.lines import behind, filled
from tongren.guidance.practice import knowledge, name, named, phrase, practice, say
from tongren.guidance.reach import is_median
from tongren.guidance.shapes import Dropped, Gate, Question, Side
from tongren.guidance.taken import answer_row, facts_of, from_point, never_of, place_row, places_of, removed_by, told_of
from tongren.knowledge.index import all_codes

BOTH: Side = "M"
AT = "@"
LIGHT = "light"


@dataclass(frozen=True)
class Answers:
    """What was answered with yes: ids of the one list in its order, and the places given for each (none: wherever it can be)."""

    has: tuple[str, ...] = ()
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)


def gate(language: str = "en") -> Gate:
    """Return what is asked before each session."""
    rows = sorted(practice()["gate"].values(), key=lambda r: r.n)
    groups = tuple(named("words", g, language) for g in dict.fromkeys(r.group for r in rows))
    lines = (say("gate_head", language, kind="head"), say("not_reviewed", language, kind="caution"))
    return Gate(lines, groups, tuple(_question(r, language) for r in rows))


def _question(row: Any, language: str) -> Question:
    helps = " ".join(phrase(f"help_{h}", language) for h in row.helps)
    places = tuple(named("places", p, language) for p in row.places)
    stop, asks = row.stops == "yes", row.placing == "ask"
    tools = tuple(named("tools", t, language) for t in practice()["tools"] if row.id in removed_by(t))
    lines = tuple(told_of(row.id, facts_of(row.id, language), language))
    return Question(row.id, getattr(row, language), helps, row.group, stop, places if asks else (), () if stop else named_points(row.id),
                    () if asks else places, tools, row.light == "yes", lines)  # fmt: skip


@cache
def named_points(key: str) -> tuple[str, ...]:
    """Return the points that the facts about an answer take away, in the standard's order, beside those never pressed."""
    never = never_pressed()
    facts = [f for f in facts_for([key]) if PRESSING in f.practices and f.effect in FORBIDS]
    gone = {c for f in facts for c in points_of(f)} - set(never)
    return tuple(c for c in all_codes() if c in gone)


def answers_of(texts: Iterable[str]) -> Answers:
    """Return answers given as ids or names of the one list, with a place behind an @ where one is asked for.

    Raises InputError for what is not in the list, and for a place that is not among those of its question.
    """
    found: dict[str, tuple[str, ...]] = {}
    bare: set[str] = set()
    for text in texts:
        item, at, place = str(text).partition(AT)
        key = item if item in knowledge().plain("person") else answer_of(item).id
        found.setdefault(key, ())
        if at:
            found[key] = (*found[key], _place(key, place))
        else:
            bare.add(key)
    given = {k: () if k in bare else tuple(dict.fromkeys(v)) for k, v in found.items()}
    order = [k for k in knowledge().plain("person") if k in given]
    return Answers(tuple(order), {k: given[k] for k in order})


def _place(key: str, text: str) -> str:
    row = practice()["gate"].get(key)
    allowed = row.places if row and row.placing == "ask" else ()
    if text not in allowed:
        hint = f"allowed: {', '.join(f'{key}{AT}{p}' for p in allowed)}" if allowed else f'no place is asked for; allowed: "{key}"'
        raise InputError(f'"{key}{AT}{text}": found the place "{text}"; {hint}')
    return text


def stops(answers: Answers, language: str = "en") -> tuple[Line, ...]:
    """Return why there is no session, or nothing where these answers do not stop it."""
    return tuple(line for key in answers.has for line in answer_row(key, language).stop)


def forbidden(code: str, answers: Answers, language: str = "en") -> dict[Side, tuple[Line, ...]]:
    """Return why a point is not offered, by side: L, R, or M for the whole point; empty where it may be offered."""
    never = never_of(code, language)
    out: dict[Side, tuple[Line, ...]] = {BOTH: never} if never else {}
    for key in answers.has:
        why = from_point(key, code, language)
        if why:
            out[BOTH] = out.get(BOTH, ()) + why
        for side, lines in by_place(code, key, answers, language).items():
            out[side] = out.get(side, ()) + lines
    if "L" in out and "R" in out:
        out[BOTH] = (*out.get(BOTH, ()), *dict.fromkeys((*out.pop("L"), *out.pop("R"))))
    return out


def by_place(code: str, key: str, answers: Answers, language: str) -> dict[Side, tuple[Line, ...]]:
    """Return the sides on which a place that was answered takes a point away, and the lines that say why."""
    row, chosen = answer_row(key, language), answers.places.get(key)
    here = [place_row(p, language) for p in chosen or row.places if p in places_of(code)]
    lines = row.everywhere if row.asks and not chosen else row.at_place
    names: dict[Side, list[str]] = {}
    for place in here:
        names.setdefault(BOTH if is_median(code) else place.side, []).append(place.name)
    return {side: tuple(filled(line, "place", ", ".join(those)) for line in lines) for side, those in names.items()}


def is_light(answers: Answers) -> tuple[str, ...]:
    """Return the answers because of which only light pressure may be; empty where none asks for it."""
    return tuple(k for k in answers.has if k in practice()["gate"] and practice()["gate"][k].light == "yes")


def removed_tools(answers: Answers, language: str = "en") -> tuple[Dropped, ...]:
    """Return the tools that these answers take away, each with why."""
    given = [answer_row(key, language).tools for key in answers.has]
    why = {tool: tuple(line for tools in given for line in tools.get(tool, ())) for tool in practice()["tools"]}
    return tuple(Dropped("tool", tool, name("tools", tool, language), "", lines) for tool, lines in why.items() if lines)


def light_only(language: str) -> Line:
    """Return that only light pressure may be, with a place for the names of the answers that ask for it."""
    row = practice()["pressures"][LIGHT]
    return say("light_only", language, f"pressures:{LIGHT}", low=row.low, high=row.high, names="{names}", level=1, kind="caution")


def cautions(answers: Answers, language: str = "en") -> tuple[Line, ...]:
    """Return what is said to a person with these answers before the first point."""
    said = tuple(line for key in answers.has for line in answer_row(key, language).cautions)
    light = is_light(answers)
    if not light:
        return said
    names = ", ".join(answer_row(key, language).name for key in light)
    return (behind(filled(light_only(language), "names", names), *(f"gate:{key}" for key in light)), *said)
