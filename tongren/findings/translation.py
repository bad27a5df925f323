"""The language a reader reads: names, fixed sentences, and the sentences of rows, which are translated by their English wording.

A sentence is looked up by the English that stands in its row, so a row that is reworded loses its translations instead of keeping
stale ones.  What has no translation is shown in English and says so: a missing translation hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tongren.errors import AtlasError, InputError
from tongren.knowledge.evidence_records import InFive, Phrase
from tongren.knowledge.evidence_words import LANGUAGES, TRANSLATIONS, worded
from tongren.knowledge.folder_tables import Tables

UNSPACED = ("zh", "ja")
THOUSAND = {"es": "\N{NO-BREAK SPACE}"}  # in Spanish a comma is a decimal one


@dataclass(frozen=True)
class Translation:
    """One language, with the fixed sentences and the translations of rows."""

    language: str
    phrases: Mapping[str, Phrase]
    rows: Mapping[str, InFive]

    def name(self, row: InFive) -> str:
        """Return the name of a condition or of an answer."""
        return str(getattr(row, self.language))

    def phrase(self, key: str, /, **places: Any) -> str:
        """Return a fixed sentence with its places filled.  Raises AtlasError where the table has no such row or the row another place."""
        row = self.phrases.get(key)
        if row is None:
            raise AtlasError(f'evidence/words.csv: no row "{key}"')
        try:
            return self.name(row).format(**places)
        except (KeyError, IndexError, ValueError) as e:
            raise AtlasError(f'evidence/words.csv: row "{key}": place {e} is unknown; allowed: {", ".join(places) or "none"}') from e

    def translated(self, text: str) -> str:
        """Return a sentence of a row, given in English; one without a translation says that it is English."""
        if self.language == "en" or not worded(text):
            return text
        row = self.rows.get(text)
        return self.name(row) if row else self.phrase("untranslated", text=text)

    def caution(self, text: str) -> str:
        """Return an unchecked warning with the ending that says so."""
        return self.phrase("with_ending", text=text, ending=self.phrase("unchecked"))

    def joined(self, texts: Iterable[str]) -> str:
        """Return words one after the other, as the language lists them."""
        return ("\N{IDEOGRAPHIC COMMA}" if self.language in UNSPACED else ", ").join(texts)

    def count(self, n: int) -> str:
        """Return a whole number with its thousands apart."""
        return f"{n:,}".replace(",", THOUSAND.get(self.language, ","))


def translation_of(language: str, tables: Tables) -> Translation:
    """Return a language of an atlas.  Raises InputError for one that there is not."""
    if language not in LANGUAGES:
        raise InputError(f'language is "{language}"; allowed: {", ".join(LANGUAGES)}')
    rows = {text: row for table in TRANSLATIONS for text, row in tables[table].items()}
    return Translation(language, tables["words"], rows)
