"""The words in which a rule is told: terms, sentence patterns and assumptions in five languages, read from the atlas.

`atlas/words/terms.csv` names landmarks, curves, directions, units, measures and meridians.  Spanish nouns
stand there with their article, English nouns without; the kind `space` is a curve that one is in, not on.
`sentences.csv` holds one pattern per form of the rule language, and `assumed.csv` says every assumption of the rule
files in each language.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tongren.errors import AtlasError

LANGUAGES = ("en", "zh", "ko", "ja", "es")


def _table(path: Path, key: str) -> dict[str, dict[str, str]]:
    """Return the rows of a CSV file by their key column.  Raises AtlasError naming all bad rows at once."""
    if not path.is_file():
        raise AtlasError(f"{path}: the file of words is missing")
    rows: dict[str, dict[str, str]] = {}
    problems = []
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        lacking = [c for c in (key, *LANGUAGES) if c not in (reader.fieldnames or ())]
        if lacking:
            raise AtlasError(f"{path.name}: lacks the columns {', '.join(lacking)}")
        for row in reader:
            if row[key] in rows:
                problems.append(f"{path.name}:{reader.line_num}: `{row[key]}` stands there twice")
            rows[row[key]] = row
    if problems:
        raise AtlasError("\n".join(problems))
    return rows


class Words:
    """The word tables of one atlas; every look-up that finds nothing raises AtlasError with the file to mend."""

    def __init__(self, atlas: Path) -> None:
        """Read the three tables of `atlas`/words."""
        folder = atlas / "words"
        self._terms = _table(folder / "terms.csv", "id")
        self._sentences = _table(folder / "sentences.csv", "id")
        self._assumed = _table(folder / "assumed.csv", "text")

    def has_term(self, term: str) -> bool:
        """Whether the table of terms knows this id."""
        return term in self._terms

    def kind(self, term: str) -> str:
        """Return the kind of a term (landmark, curve, median_line, direction, unit, measure …), or nothing."""
        return self._terms[term].get("kind", "") if term in self._terms else ""

    def term(self, term: str, language: str) -> str:
        """Return a term in one language, as it stands in the table."""
        return self._cell(self._terms, "terms.csv", term, language)

    def sentence(self, pattern: str, language: str) -> str:
        """Return the pattern of one form in one language."""
        return self._cell(self._sentences, "sentences.csv", pattern, language)

    def assumed(self, text: str, language: str) -> str:
        """Return the assumption of a rule, given as its rule file writes it, in one language."""
        return self._cell(self._assumed, "assumed.csv", text, language)

    @staticmethod
    def _cell(table: dict[str, dict[str, str]], file: str, key: str, language: str) -> str:
        if language not in LANGUAGES:
            raise AtlasError(f"no words in the language `{language}`; there are {', '.join(LANGUAGES)}")
        text = table[key][language].strip() if key in table else ""
        if not text:
            raise AtlasError(f"atlas/words/{file}: no word for `{key}` in `{language}`")
        return text
