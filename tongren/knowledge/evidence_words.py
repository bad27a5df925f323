"""What of atlas/evidence a reader sees in words, and whether every language says it: same figures, same places, nothing missing.

Names (`conditions.csv`, `person.csv`) and fixed sentences (`words.csv`) have a column for each language.  The sentences of all other rows
are translated in three tables by their English wording, so that a row that is reworded loses its translations instead of keeping stale ones.
"""

from __future__ import annotations

import re
from string import Formatter

from tongren.knowledge.folder_tables import Tables

LANGUAGES = ("en", "zh", "ko", "ja", "es")
TRANSLATIONS = ("translations_results", "translations_cautions", "translations_rules")
SAID = {
    "reviews": ("intervention", "comparator_text", "outcome", "outcome_group", "certainty", "certainty_words", "summary", "caveat"),
    "safety": ("statement", "caveat", "unit"), "sources": ("status_note",), "never_pressed": ("reason",), "grades": ("word", "text"),
    "verdicts": ("text",), "comparison": ("title", "text"), "disputes": ("statement",), "indirect": ("outcome", "through", "warning"),
    "baselines": ("said",), "search": ("text",),
}  # fmt: skip


def places_of(text: str) -> list[str]:
    """Return the {places} of a fixed sentence in alphabetical order."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


def worded(text: str) -> bool:
    """Return whether a text has words, so that it differs from language to language."""
    return bool(re.search(r"[^\W\d_]", text))


def figures_of(text: str) -> list[str]:
    """Return the numbers of a text in ascending order, thousands together: the same in every language."""
    together = re.sub("(?<=\\d)[,\N{NO-BREAK SPACE}](?=\\d{3}(?!\\d))", "", text)
    return sorted(re.findall(r"\d+(?:\.\d+)?", together))


def translated(t: Tables) -> None:
    """Note every sentence without a translation, every translation without its sentence, and every one with other figures or places."""
    used = _untranslated(t)
    for table in (*TRANSLATIONS, "words"):
        for key in t[table]:
            if table != "words" and key not in used:
                t.blame(table, key, f'en: found "{key}", which no row says; correct it or take the row out')
            for language in LANGUAGES[1:]:
                _alike(t, table, key, language)


def _untranslated(t: Tables) -> set[str]:
    known = {text for table in TRANSLATIONS for text in t[table]}
    said: set[str] = set()
    for table, columns in SAID.items():
        for key, row in t[table].items():
            for text in (getattr(row, column) for column in columns):
                if text not in said and worded(text) and text not in known:
                    t.blame(table, key, f'"{text}" has no translation; add a row to one of evidence/{", ".join(TRANSLATIONS)}.csv')
                said.add(text)
    return said


def _alike(t: Tables, table: str, key: str, language: str) -> None:
    row = t[table][key]
    first, other = row.en, getattr(row, language)
    if figures_of(first) != figures_of(other):
        t.blame(table, key, f"{language}: found the figures {figures_of(other)}; allowed: those of en, {figures_of(first)}")
    if table == "words" and places_of(first) != places_of(other):
        t.blame(table, key, f"{language}: found the places {places_of(other)}; allowed: those of en, {places_of(first)}")
