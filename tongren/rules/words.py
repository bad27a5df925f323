"""The words in which a rule is told: terms, sentence patterns and assumptions in five languages, read from the atlas.

`atlas/words/terms.csv` names landmarks, curves, directions, units, measures and meridians.  Spanish nouns
stand there with their article, English nouns without; the kind `space` is a curve that one is in, not on.
`sentences.csv` holds one pattern per form of the rule language, and `assumed.csv` says every assumption of the rule
files in each language.
"""

from __future__ import annotations

from pathlib import Path

from tongren.errors import AtlasError
from tongren.knowledge.tables import Placed, Row, files_of, read_sheet

LANGUAGES = ("en", "zh", "ko", "ja", "es")


class _Table:
    """A table of words by its key column.  Raises AtlasError naming all bad rows at once."""

    def __init__(self, atlas: Path, name: str, key: str) -> None:
        files = files_of(atlas, name)
        if not files:
            raise AtlasError(f"{atlas.name}/{name}:1: the file of words is missing")
        sheet = read_sheet(atlas, files[0])
        self.file, self.last_line = f"{atlas.name}/{sheet.file}", sheet.last_line
        lacking = [c for c in (key, *LANGUAGES) if c not in sheet.columns]
        problems = [f"{self.file}:1: lacks the columns {', '.join(lacking)}"] if lacking and sheet.columns else []
        problems += [f"{atlas.name}/{p}" for p in sheet.problems]
        self.rows: dict[str, Placed[Row]] = {}
        for placed in () if lacking else sheet.rows:
            if placed.row[key] in self.rows:
                problems.append(f"{self.file}:{placed.line}: `{placed.row[key]}` stands there twice")
            self.rows[placed.row[key]] = placed
        if problems:
            raise AtlasError("\n".join(problems))


class Words:
    """The word tables of one atlas; every look-up that finds nothing raises AtlasError with the file to mend."""

    def __init__(self, atlas: Path) -> None:
        """Read the three tables of `atlas`/words."""
        self._terms = _Table(atlas, "words/terms.csv", "id")
        self._sentences = _Table(atlas, "words/sentences.csv", "id")
        self._assumed = _Table(atlas, "words/assumed.csv", "text")

    def has_term(self, term: str) -> bool:
        """Whether the table of terms knows this id."""
        return term in self._terms.rows

    def kind(self, term: str) -> str:
        """Return the kind of a term (landmark, curve, median_line, direction, unit, measure …), or nothing."""
        return self._terms.rows[term].row.get("kind", "") if term in self._terms.rows else ""

    def term(self, term: str, language: str) -> str:
        """Return a term in one language, as it stands in the table."""
        return self._cell(self._terms, term, language)

    def sentence(self, pattern: str, language: str) -> str:
        """Return the pattern of one form in one language."""
        return self._cell(self._sentences, pattern, language)

    def assumed(self, text: str, language: str) -> str:
        """Return the assumption of a rule, given as its rule file writes it, in one language."""
        return self._cell(self._assumed, text, language)

    @staticmethod
    def _cell(table: _Table, key: str, language: str) -> str:
        if language not in LANGUAGES:
            raise AtlasError(f"no words in the language `{language}`; there are {', '.join(LANGUAGES)}")
        placed = table.rows.get(key)
        text = placed.row[language].strip() if placed else ""
        if not text:
            raise AtlasError(f"{table.file}:{placed.line if placed else table.last_line}: no word for `{key}` in `{language}`")
        return text
