"""The tables of atlas/practice for use: names and sentences in a language, each line with the rows behind it."""

from __future__ import annotations

from functools import cache
from typing import Any

from tongren.errors import AtlasError, InputError
from tongren.findings.claims import Evidence, evidence
from tongren.findings.sentences import Kind, Line
from tongren.guidance.shapes import Named
from tongren.knowledge.folder_tables import Tables
from tongren.knowledge.practice_tables import LANGUAGES, practice_tables


@cache
def practice() -> Tables:
    """Return the tables of this installation.  Raises AtlasError, naming every bad row, where they cannot be used."""
    tables = practice_tables()
    if tables.problems:
        raise AtlasError("\n".join(str(p) for p in tables.problems))
    return tables


def language_of(text: str) -> str:
    """Return a language that sessions speak.  Raises InputError for another."""
    if text not in LANGUAGES:
        raise InputError(f'language is "{text}"; allowed: {", ".join(LANGUAGES)}')
    return text


def name(table: str, key: str, language: str) -> str:
    """Return the name of a row in a language."""
    return str(getattr(practice()[table][key], language))


def named(table: str, key: str, language: str) -> Named:
    """Return a row as id, name and, where it has one, its sentence."""
    row = practice()[table][key]
    return Named(key, getattr(row, language), getattr(row, f"text_{language}", ""))


def phrase(key: str, language: str, /, **places: Any) -> str:
    """Return a fixed sentence in a language with its places filled.  Raises AtlasError where the table has no such row or place."""
    row = practice()["words"].get(key)
    if row is None:
        raise AtlasError(f'practice/words.csv: no row "{key}"')
    try:
        return str(getattr(row, language).format(**places))
    except (KeyError, IndexError, ValueError) as e:
        raise AtlasError(f'practice/words.csv: row "{key}": place {e} is unknown; allowed: {", ".join(places) or "none"}') from e


def say(key: str, language: str, /, *rows: str, level: int = 0, kind: Kind = "body", **places: Any) -> Line:
    """Return a fixed sentence as a line that names its own row and those it was filled from."""
    return Line(phrase(key, language, **places), (f"practice_words:{key}", *rows), level, kind)


def person_name(key: str, language: str) -> str:
    """Return the name of an item of the one list of what a person is asked about."""
    return str(getattr(evidence().plain("person")[key], language))


def knowledge(language: str = "en") -> Evidence:
    """Return what may be shown of the evidence, in a language."""
    return evidence(language=language)
