"""The safety gate: what is asked before each session, and what each yes takes away, with the rows that say so.

There is one list, atlas/evidence/person.csv, and one set of facts about it, atlas/evidence/safety.csv; `atlas/practice/gate.csv` asks it
and knows places and tools.  Doubt takes away: a yes without a place counts for every place where it may be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tongren.errors import InputError
from tongren.findings.cautions import FORBIDS, PRESSING, answer_of, facts_for, never_pressed, points_of
from tongren.findings.claims import Fact
from tongren.findings.sentences import Line, fact_line
from tongren.guidance.practice import knowledge, name, named, person_name, phrase, practice, say
from tongren.guidance.reach import is_median, zone_of
from tongren.guidance.shapes import Dropped, Gate, Question
from tongren.knowledge.index import all_codes

BOTH = "M"
AT = "@"


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


def told_of(key: str, facts: Iterable[Fact | None], language: str, word: str = "answer_fact", kind: str = "caution", **more: str) -> tuple[Line, ...]:
    """Return facts as lines that begin with the answer which brings them up."""
    known = knowledge(language)
    out = []
    for fact in dict.fromkeys(f.id for f in facts if f):
        line = fact_line(known, known.fact(fact))  # type: ignore[arg-type]
        rows = (f"person:{key}", f"gate:{key}", *line.rows)
        out.append(say(word, language, *rows, name=person_name(key, language), fact=line.text, level=1, kind=kind, **more))
    return tuple(out)


def facts_of(key: str, language: str) -> list[Fact]:
    """Return the facts that a question rests on."""
    row = practice()["gate"].get(key)
    return [f for x in (row.facts if row else ()) if (f := knowledge(language).fact(x))]


def stops(answers: Answers, language: str = "en") -> tuple[Line, ...]:
    """Return why there is no session, or nothing where these answers do not stop it."""
    out: tuple[Line, ...] = ()
    for key in answers.has:
        row = practice()["gate"].get(key)
        if row and row.stops == "yes":
            out += told_of(key, facts_of(key, language), language)
    return out


def forbidden(code: str, answers: Answers, language: str = "en") -> dict[str, tuple[Line, ...]]:
    """Return why a point is not offered, by side: L, R, or M for the whole point; empty where it may be offered."""
    out: dict[str, tuple[Line, ...]] = {}
    known = knowledge(language)
    if code in never_pressed(known):
        out[BOTH] = (say("never_pressed", language, f"never_pressed:{code}", level=1, kind="caution"),)
    for key in answers.has:
        facts = [f for f in facts_for([key], known) if PRESSING in f.practices]
        here = [f for f in facts if f.effect == "urgent" or (f.effect in FORBIDS and (not points_of(f, known) or code in points_of(f, known)))]
        if here:
            out[BOTH] = out.get(BOTH, ()) + told_of(key, here, language)
        for side, lines in by_place(code, key, answers, language).items():
            out[side] = out.get(side, ()) + lines
    if "L" in out and "R" in out:
        out[BOTH] = (*out.get(BOTH, ()), *dict.fromkeys((*out.pop("L"), *out.pop("R"))))
    return out


def by_place(code: str, key: str, answers: Answers, language: str) -> dict[str, tuple[Line, ...]]:
    """Return the sides on which a place that was answered takes a point away, and the lines that say why."""
    row = practice()["gate"].get(key)
    if row is None or not row.places:
        return {}
    chosen = answers.places.get(key) or row.places
    places = [practice()["places"][p] for p in chosen]
    here = [p for p in places if zone_of(code) in p.zones]
    guessed = row.placing == "ask" and not answers.places.get(key)
    out: dict[str, tuple[Line, ...]] = {}
    for side in dict.fromkeys(BOTH if is_median(code) else p.side for p in here):
        names = ", ".join(name("places", p.id, language) for p in here if is_median(code) or p.side == side)
        word = "answer_everywhere" if guessed else "answer_place"
        out[side] = told_of(key, facts_of(key, language), language, word, place=names)
    return out


def is_light(answers: Answers) -> tuple[str, ...]:
    """Return the answers because of which only light pressure may be; empty where none asks for it."""
    return tuple(k for k in answers.has if k in practice()["gate"] and practice()["gate"][k].light == "yes")


def removed_by(tool: str) -> tuple[str, ...]:
    """Return the answers that take a tool away."""
    hard = practice()["tools"][tool].hard == "yes"
    return tuple(k for k, g in practice()["gate"].items() if tool in g.tools or (hard and g.light == "yes"))


def removed_tools(answers: Answers, language: str = "en") -> tuple[Dropped, ...]:
    """Return the tools that these answers take away, each with why."""
    out = []
    for key, row in practice()["tools"].items():
        why: tuple[Line, ...] = ()
        for answer in answers.has:
            if answer in removed_by(key):
                facts = facts_of(answer, language)
                own = [f for f in facts if row.practice in f.practices] or [f for f in facts if PRESSING in f.practices] or facts
                why += told_of(answer, own, language)
        if why:
            out.append(Dropped("tool", key, name("tools", key, language), "", why))
    return tuple(out)


def cautions(answers: Answers, language: str = "en") -> tuple[Line, ...]:
    """Return what is said to a person with these answers before the first point."""
    out: tuple[Line, ...] = ()
    light = is_light(answers)
    if light:
        row = practice()["pressures"]["light"]
        names = ", ".join(person_name(k, language) for k in light)
        rows = (*(f"gate:{k}" for k in light), "pressures:light")
        out += (say("light_only", language, *rows, low=row.low, high=row.high, names=names, level=1, kind="caution"),)
    for key in answers.has:
        facts = [f for f in facts_for([key], knowledge(language)) if PRESSING in f.practices and f.speaks in ("warns", "tradition")]
        lines = [fact_line(knowledge(language), f, 2) for f in facts or facts_of(key, language)]
        who = {"name": person_name(key, language)}
        head = say("answer_name", language, f"person:{key}", level=1, kind="strong", **who)
        out += (head, *lines) if lines else (say("nothing_follows", language, f"person:{key}", level=1, kind="dim", **who),)
    return out
