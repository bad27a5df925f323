"""What a single yes takes away and why: the one place where the facts behind an answer become a session, a point, a side or a tool less.

Sessions and the table that a page is sent both read these rows; `gate` puts several answers together.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from tongren.findings.cautions import FORBIDS, PRESSING, facts_for, never_pressed, points_of
from tongren.findings.claims import Fact
from tongren.findings.sentences import Line, fact_line
from tongren.guidance.practice import knowledge, name, person_name, practice, say
from tongren.guidance.reach import zone_of
from tongren.guidance.table_shapes import TableAnswer, TablePlace


@cache
def answer_row(key: str, language: str) -> TableAnswer:
    """Return an answer of the one list: whether it stops, what it says, the tools it takes, and what is said of the places it names.

    An answer that the gate does not ask for has no places, takes no tool and never stops.
    """
    row = practice()["gate"].get(key)
    facts = facts_of(key, language)
    at_place, everywhere = (told_of(key, facts, language, word, place="{place}") for word in ("answer_place", "answer_everywhere"))
    tools = {tool: why for tool in practice()["tools"] if (why := _from_tool(key, tool, language))}
    return TableAnswer(
        id=key, name=person_name(key, language), light=bool(row and row.light == "yes"), places=tuple(row.places) if row else (),
        asks=bool(row and row.placing == "ask"), stop=told_of(key, facts, language) if row and row.stops == "yes" else (),
        cautions=_cautions(key, language), tools=tools, at_place=at_place, everywhere=everywhere,
    )  # fmt: skip


def told_of(key: str, facts: Iterable[Fact], language: str, word: str = "answer_fact", **more: str) -> tuple[Line, ...]:
    """Return facts as lines that begin with the answer which brings them up."""
    known = knowledge(language)
    out = []
    for fact in dict.fromkeys(f.id for f in facts):
        line = fact_line(known, known.fact(fact))  # type: ignore[arg-type]
        rows = (f"person:{key}", f"gate:{key}", *line.rows)
        out.append(say(word, language, *rows, name=person_name(key, language), fact=line.text, level=1, kind="caution", **more))
    return tuple(out)


def facts_of(key: str, language: str) -> list[Fact]:
    """Return the facts that a question rests on."""
    row = practice()["gate"].get(key)
    return [f for x in (row.facts if row else ()) if (f := knowledge(language).fact(x))]


@cache
def never_of(code: str, language: str) -> tuple[Line, ...]:
    """Return that a point is never pressed, whatever was answered; nothing where it may be."""
    if code not in never_pressed(knowledge(language)):
        return ()
    return (say("never_pressed", language, f"never_pressed:{code}", level=1, kind="caution"),)


@cache
def from_point(key: str, code: str, language: str) -> tuple[Line, ...]:
    """Return why an answer takes a whole point away, wherever it may be; nothing where it does not."""
    known = knowledge(language)
    facts = [f for f in facts_for([key], known) if PRESSING in f.practices]
    here = [f for f in facts if f.effect == "urgent" or (f.effect in FORBIDS and (not points_of(f, known) or code in points_of(f, known)))]
    return told_of(key, here, language)


@cache
def places_of(code: str) -> tuple[str, ...]:
    """Return the places that hold a point."""
    return tuple(key for key, row in practice()["places"].items() if zone_of(code) in row.zones)


@cache
def place_row(key: str, language: str) -> TablePlace:
    """Return a place that an answer can name."""
    return TablePlace(name("places", key, language), practice()["places"][key].side)


def removed_by(tool: str) -> tuple[str, ...]:
    """Return the answers that take a tool away."""
    hard = practice()["tools"][tool].hard == "yes"
    return tuple(k for k, g in practice()["gate"].items() if tool in g.tools or (hard and g.light == "yes"))


def _from_tool(key: str, tool: str, language: str) -> tuple[Line, ...]:
    """Return why an answer takes a tool away; nothing where it does not."""
    if key not in removed_by(tool):
        return ()
    facts = facts_of(key, language)
    own = [f for f in facts if practice()["tools"][tool].practice in f.practices] or [f for f in facts if PRESSING in f.practices] or facts
    return told_of(key, own, language)


def _cautions(key: str, language: str) -> tuple[Line, ...]:
    """Return what is said to a person with this answer before the first point."""
    facts = [f for f in facts_for([key], knowledge(language)) if PRESSING in f.practices and f.speaks in ("warns", "tradition")]
    lines = [fact_line(knowledge(language), f, 2) for f in facts or facts_of(key, language)]
    row, who = f"person:{key}", person_name(key, language)
    if not lines:
        return (say("nothing_follows", language, row, name=who, level=1, kind="dim"),)
    return (say("answer_name", language, row, name=who, level=1, kind="strong"), *lines)
