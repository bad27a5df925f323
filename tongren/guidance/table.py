"""Everything a session can say, as one table of a language: what each answer takes away from each point and tool, and why.

A page that has lost its server works a session out of it by looking up rows, and comes to the same as `session`: for each point the
answers and places that forbid it, for each tool the answers that remove it, for each fixed sentence its text.  Where a sentence names
places or answers, `{place}` or `{names}` stands in its text.  tests/web/test_table.py compares both.
"""

from __future__ import annotations

from typing import Any

from tongren.findings.cautions import never_pressed
from tongren.guidance import gate, session
from tongren.guidance.complaints import choices, complaint, flags, reason
from tongren.guidance.gate import BOTH, Answers
from tongren.guidance.practice import language_of, name, named, person_name, phrase, practice, say
from tongren.guidance.reach import fit_of, helped, is_median, pressure_of, reach_of, zone_of
from tongren.guidance.shapes import as_record
from tongren.guidance.studied import evidence_of
from tongren.knowledge.about_point import names_of
from tongren.rules.sentences import sentences_of

LONG = {"M": "long_middle", "L": "long_left", "R": "long_right", "LR": "long_both"}


def table(language: str = "en") -> dict[str, Any]:
    """Return the table of a language as plain dictionaries and lists.  Raises InputError for a language that there is not."""
    language_of(language)
    codes = dict.fromkeys(row.point for key in practice()["complaints"] for row in choices(key))
    return {
        "language": language,
        "joiner": "" if language in ("zh", "ja") else " ",
        "complaints": {key: _complaint(key, language) for key in practice()["complaints"]},
        "answers": [_answer(key, language) for key in gate.answers_of(practice()["gate"]).has],
        "places": {key: {"name": name("places", key, language), "side": row.side} for key, row in practice()["places"].items()},
        "points": {code: _point(code, language) for code in codes},
        "tools": [_tool(key, language) for key in practice()["tools"]],
        "techniques": {key: _technique(key, language) for key in practice()["techniques"]},
        "pressures": {key: _pressure(key, language) for key in practice()["pressures"]},
        **_fixed(language),
    }


def _fixed(language: str) -> dict[str, Any]:
    """Return the sentences that every session shares."""
    light = practice()["pressures"]["light"]
    lines = {
        "light_only": say("light_only", language, "pressures:light", low=light.low, high=light.high, names="{names}", level=1, kind="caution"),
        "by_none": say("by_none", language, level=1),
        "needs_person": say("needs_person", language, level=1),
        "no_tool_left": say("no_tool_left", language, level=1),
        "tool_not_used": say("tool_not_used", language, level=1, kind="dim"),
        "stop_head": say("stop_head", language, kind="strong"),
        "nothing_left": say("nothing_left", language, kind="strong"),
        "helped": helped(language),
        "pace": session.pace_of(language),
        "rating": session.rating_of(language),
    }
    heads = {"head": session.head_lines(language), "foot": session.foot_lines(language)}
    return {
        "light_pressure": "light",
        **{key: as_record(line) for key, line in lines.items()},
        **{key: [as_record(line) for line in those] for key, those in heads.items()},
    }


def _complaint(key: str, language: str) -> dict[str, Any]:
    return {
        "complaint": as_record(complaint(key, language)),
        "flags": [{"id": f.id, "line": as_record(f.line)} for f in flags(key, language)],
        "points": [{"code": row.point, "reason": as_record(reason(row, language))} for row in choices(key)],
        "evidence": [as_record(line) for line in evidence_of(key, language)],
    }


def _answer(key: str, language: str) -> dict[str, Any]:
    """Return an answer: whether it stops, what it says, the tools it takes, and what is said of the places it names."""
    row, alone = practice()["gate"][key], Answers((key,))
    facts = gate.facts_of(key, language)
    at_place, everywhere = (gate.told_of(key, facts, language, word, place="{place}") for word in ("answer_place", "answer_everywhere"))
    said = gate.cautions(alone, language)
    return {
        "id": key,
        "name": person_name(key, language),
        "light": row.light == "yes",
        "places": list(row.places),
        "asks": row.placing == "ask",
        "stop": [as_record(x) for x in gate.stops(alone, language)],
        "cautions": [as_record(x) for x in (said[1:] if row.light == "yes" else said)],
        "tools": {t.id: [as_record(x) for x in t.reasons] for t in gate.removed_tools(alone, language)},
        "at_place": [as_record(x) for x in at_place],
        "everywhere": [as_record(x) for x in everywhere],
    }


def _point(code: str, language: str) -> dict[str, Any]:
    names, fit, zone = names_of(code), fit_of(code), zone_of(code)
    never = say("never_pressed", language, f"never_pressed:{code}", level=1, kind="caution")
    return {
        "code": code,
        "name": names[session.NAME_COLUMNS[language]],
        "characters": names[session.CHARACTERS.get(language, "simplified")],
        "median": is_median(code),
        "where": list(sentences_of(code, language)),
        "never": [as_record(never)] if code in never_pressed() else [],
        "forbidden": {key: lines for key in practice()["gate"] if (lines := _forbidden(code, key, language))},
        "places": [key for key, row in practice()["places"].items() if zone in row.zones],
        "reach": as_record(reach_of(code, language)),
        "fit": fit and {"tools": list(fit.tools), "technique": fit.techniques[0], "pressure": fit.pressure, "seconds": fit.seconds},
        "long": {sides: phrase(word, language, seconds=fit.seconds) for sides, word in LONG.items()} if fit else {},
        "needs_tool": as_record(_needs_tool(code, fit, language)),
    }


def _forbidden(code: str, key: str, language: str) -> list[dict[str, Any]]:
    """Return why an answer takes a whole point away, wherever it may be: what is told beside its places."""
    why = gate.forbidden(code, Answers((key,)), language).get(BOTH, ())
    placed = gate.by_place(code, key, Answers((key,)), language)
    beside = [line for lines in placed.values() for line in lines]
    return [as_record(line) for line in why if line not in beside and f"never_pressed:{code}" not in line.rows]


def _needs_tool(code: str, fit: Any, language: str) -> Any:
    rows = practice()["tools"]
    names = ", ".join(name("tools", t, language) for t in (fit.tools if fit else ()) if rows[t].body == "no")
    return say("needs_tool", language, f"points:{code}", tools=names, level=1)


def _tool(key: str, language: str) -> dict[str, Any]:
    row, told = practice()["tools"][key], named("tools", key, language)
    said = phrase("step_tool", language, tool=told.name, text=told.text)
    is_suited = any(key in f.tools for f in practice()["fits"].values())
    return {"named": as_record(told), "said": said, "body": row.body == "yes", "technique": row.technique or "", "is_suited": is_suited}


def _technique(key: str, language: str) -> dict[str, Any]:
    told = named("techniques", key, language)
    return {"named": as_record(told), "said": phrase("step_how", language, technique=told.name, text=told.text)}


def _pressure(key: str, language: str) -> dict[str, Any]:
    told = pressure_of(key, language)
    return {"named": as_record(told), "said": phrase("step_hard", language, pressure=told.name, low=told.low, high=told.high, text=told.text)}
