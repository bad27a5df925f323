"""The complaints: found by any of their names, each with its warning signs first, then points with reasons, then one line of evidence."""

from __future__ import annotations

import difflib
from functools import cache
from typing import Any

from tongren.errors import InputError
from tongren.findings.sentences import Line
from tongren.guidance.practice import knowledge, name, phrase, practice, say
from tongren.guidance.shapes import Card, Complaint, Flag
from tongren.guidance.studied import evidence_of
from tongren.knowledge.about_point import source_title, words
from tongren.knowledge.index import plain
from tongren.knowledge.practice_tables import LANGUAGES
from tongren.knowledge.tables import table as atlas_table


def complaint(key: str, language: str = "en") -> Complaint:
    """Return a complaint of the list by its id."""
    row = practice()["complaints"][key]
    other = [getattr(row, x) for x in LANGUAGES if x != language]
    return Complaint(key, name("complaints", key, language), tuple(dict.fromkeys([*row.aliases, *other])))


def complaints(language: str = "en") -> tuple[Complaint, ...]:
    """Return every complaint that sessions know, in the order of the table."""
    return tuple(complaint(k, language) for k in practice()["complaints"])


@cache
def _names() -> dict[str, str]:
    """Return every name of a complaint, plain, and its id; where two complaints share one, the first has it."""
    out: dict[str, str] = {}
    for key, row in practice()["complaints"].items():
        for n in (key, *(getattr(row, x) for x in LANGUAGES), *row.aliases):
            out.setdefault(plain(n), key)
    return out


def complaint_of(text: str) -> str:
    """Return the id of the complaint that a text names, in any of five languages.

    Raises InputError for a text that names none, with what comes near, or with the whole list.
    """
    names, wanted = _names(), plain(text)
    if wanted in names:
        return names[wanted]
    inside = [k for n, k in names.items() if len(wanted) > 2 and wanted in n]
    close = [names[n] for n in difflib.get_close_matches(wanted, list(names), n=3, cutoff=0.7)]
    near = list(dict.fromkeys([*inside, *close]))[:4]
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise InputError(f'"{text}" is no complaint of the list{hint}; allowed: {", ".join(practice()["complaints"])}')


def flags(key: str, language: str = "en") -> tuple[Flag, ...]:
    """Return the warning signs of a complaint: those that need help now first; each with its guideline and the mark where it was not read."""
    rows = [f for f in practice()["flags"].values() if f.complaint == key]
    return tuple(_flag(f, language) for f in sorted(rows, key=lambda f: f.care != "urgent"))


def _flag(row: Any, language: str) -> Flag:
    guideline = source_title(row.source).split(", named from memory")[0]
    text = str(getattr(row, language))
    care = phrase(f"care_{row.care}", language)
    said = phrase("flag_line", language, text=text, care=care, guideline=guideline)
    if row.known_by == "recalled":
        said = f"{said} {phrase('unchecked', language)}"
    rows = (f"flags:{row.id}", "practice_words:flag_line", f"practice_words:care_{row.care}")
    return Flag(row.sign, text, row.care, guideline, Line(said, rows, 1, "caution"))


def choices(key: str) -> list[Any]:
    """Return the rows of a complaint's points, in their order."""
    return sorted((c for c in practice()["complaint_points"].values() if c.complaint == key), key=lambda c: c.n)


def reason(row: Any, language: str = "en") -> Line:
    """Return why a point stands in a complaint: tradition with its book, a named verse, a trial, or that it is only taught."""
    mine = f"complaint_points:{row.id}"
    if row.reason == "tradition":
        told = next(r for r in atlas_table("tradition") if r["code"] == row.point and r["use"] == row.use)
        rows = (mine, f"tradition:{row.point}-{row.use}", f"uses:{row.use}")
        doubtful = told["known_by"] == "recalled"
        line = say("reason_tradition", language, *rows, use=words("uses", row.use, language), book=name("books", told["book"], language), level=2)
    elif row.reason == "classic":
        verse = practice()["classics"][row.classic]
        doubtful = verse.known_by == "recalled"
        places = {"text": getattr(verse, language), "book": name("books", verse.source, language)}
        line = say("reason_classic", language, mine, f"classics:{row.classic}", level=2, kind="body", **places)
    elif row.reason == "trial":
        return _trial(row, mine, language)
    else:
        doubtful = True
        line = say("reason_custom", language, mine, level=2)
    return Line(f"{line.text} {phrase('unchecked', language)}", line.rows, line.level, "dim") if doubtful else line


def _trial(row: Any, mine: str, language: str) -> Line:
    known = knowledge(language)
    claims = [c for r in row.reviews if (c := known.claim(r))]
    conditions = dict.fromkeys(c.condition for c in claims)
    names = ", ".join(getattr(known.plain("conditions")[c], language) for c in conditions)
    sources = ", ".join(dict.fromkeys(c.citation.id for c in claims))
    rows = (mine, *(f"reviews:{c.id}" for c in claims), *(f"conditions:{c}" for c in conditions))
    return say("reason_trial", language, *rows, condition=names, sources=sources, level=2)


def card(text: str, language: str = "en") -> Card:
    """Return a complaint before its session.  Raises InputError for a text that names none."""
    key = complaint_of(text)
    one = complaint(key, language)
    lines = (say("flags_head", language, kind="head"), say("not_reviewed", language, kind="caution"), say("adults", language, kind="dim"))
    rows = choices(key)
    reasons = tuple(reason(r, language) for r in rows)
    return Card(key, one.name, one.aliases, lines, flags(key, language), tuple(r.point for r in rows), reasons, evidence_of(key, language))
