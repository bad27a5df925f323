"""The single gate: every row of atlas/evidence passes here on its way to a reader, or stays behind.

Doubt counts in one direction only.
* A result that speaks for a treatment, and any figure, passes only if it was seen: the row, the fields that carry it, and
  its citation.  A field that is only recalled is emptied.
* A result that speaks against (no clear difference, the control did better, advised against) passes in words, without
  figures, where it is unchecked; the ending says so.
* A warning or a custom of caution always passes, unchecked ones with the same ending.
* Reassurance and rates are figures and benefits: unchecked, they stay behind.
* ICD-11 codes pass once someone has checked them.
* A translation is no figure and no claim: that it is recalled changes nothing of this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tongren.errors import AtlasError
from tongren.findings.translation import Translation, translation_of
from tongren.knowledge.evidence_records import Publication, Review, SafetyFact
from tongren.knowledge.evidence_tables import evidence_tables
from tongren.knowledge.folder_tables import Tables

CARRIES = ("summary", "direction", "measure", "estimate", "ci_low", "ci_high", "favours_if")
EMPTY: dict[str, Any] = {"k": None, "n": None, "i2": None, "certainty": "", "certainty_words": "", "year": None, "outcome": ""}


@dataclass(frozen=True)
class Citation:
    """What may be shown of a source: parts that were only recalled are empty.  `became`: its status in words, empty if current."""

    id: str
    kind: str
    authors: str
    title: str
    journal: str
    year: int | None
    doi: str
    pmid: str
    pmcid: str
    status: str
    status_note: str
    became: str = ""

    @property
    def identified(self) -> bool:
        """Whether a reader can find the source by what was seen of it."""
        return bool(self.doi or self.pmid or self.pmcid or self.title)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a result and a safety fact have in common.  `verified`: row, figures and citation were seen; else words only."""

    id: str
    text: str
    speaks: str
    points: tuple[str, ...]
    citation: Citation
    verified: bool
    measure: str = ""
    ci_low: float | None = None
    ci_high: float | None = None
    caveat: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim(Shown):
    """One result as a reader may see it."""

    condition: str
    practice: str
    technique: str
    intervention: str
    comparator: str
    comparator_text: str
    outcome: str
    outcome_group: str
    estimate: float | None = None
    favours_if: str = ""
    k: int | None = None
    n: int | None = None
    i2: float | None = None
    certainty: str = ""
    certainty_words: str = ""
    risk_of_bias: str = ""
    study_type: str = ""
    year: int | None = None
    direction: str = ""
    computed_by_us: bool = False

    @property
    def status(self) -> str:
        """Current, superseded, withdrawn or retracted: of the source."""
        return self.citation.status

    @property
    def counts(self) -> bool:
        """Whether it may be counted: verified, neither withdrawn nor retracted."""
        return self.verified and self.status not in ("withdrawn", "retracted")


@dataclass(frozen=True, kw_only=True)
class Fact(Shown):
    """A warning, a custom, a rate or a reassurance as a reader may see it."""

    group: str
    practices: tuple[str, ...]
    asks: tuple[str, ...]
    effect: str
    areas: tuple[str, ...]
    value: float | None = None
    unit: str = ""
    evidence_type: str = ""
    points_checked: bool = True


@dataclass(frozen=True)
class Evidence:
    """Everything that may be shown, and the ids of what may not."""

    tables: Tables
    claims: tuple[Claim, ...]
    facts: tuple[Fact, ...]
    withheld: tuple[str, ...]
    translation: Translation
    _by_id: dict[str, Claim] = field(default_factory=dict)
    _facts: dict[str, Fact] = field(default_factory=dict)

    def claim(self, key: str) -> Claim | None:
        """Return the result of an id, if it may be shown."""
        return self._by_id.get(key)

    def fact(self, key: str) -> Fact | None:
        """Return the safety fact of an id, if it may be shown."""
        return self._facts.get(key)

    def plain(self, table: str) -> dict[str, Any]:
        """Return a table that holds neither results nor safety facts: grades, words, names, rules."""
        if table in ("reviews", "safety", "sources"):
            raise AtlasError(f"evidence/{table}.csv reaches nobody but through claims, facts and citations")
        return self.tables[table]

    @property
    def first_grade(self) -> int:
        """Return the number of the line of the grading that means: no row."""
        return min(line.n for line in self.tables["grades"].values() if line.rows == "none")

    def citation(self, key: str) -> Citation:
        """Return what may be shown of a source."""
        return cited(self.tables["sources"][key], self.translation)

    def hidden(self, conditions: Iterable[str] = (), point: str = "", practice: str = "") -> int:
        """Return how many results about conditions, or with a point, stay behind; of one practice where it is named."""
        wanted = set(conditions)
        rows = [self.tables["reviews"][k.removeprefix("reviews:")] for k in self.withheld if k.startswith("reviews:")]
        about = [r for r in rows if r.condition in wanted or point in r.points]
        return sum(practice in ("", r.practice) for r in about)


def cited(source: Publication, translation: Translation) -> Citation:
    """Return a source without the parts that are only recalled; of one that is recalled altogether nothing stays."""
    recalled = set(source.recalled_fields)
    parts = ("authors", "title", "journal", "year", "doi", "pmid", "pmcid")
    gone = parts if source.known_by == "recalled" else tuple(p for p in parts if p in recalled)
    kept: dict[str, Any] = {p: (None if p == "year" else "") if p in gone else getattr(source, p) for p in parts}
    note = translation.translated(source.status_note)
    became = "" if source.status == "current" else translation.phrase(f"status_{source.status}", note=note)
    return Citation(id=source.id, kind=source.kind, status=source.status, status_note=note, became=became, **kept)


def passed(row: Review, source: Publication, translation: Translation) -> Claim | None:
    """Return a result as it may be shown, or None where it has to stay behind."""
    citation = cited(source, translation)
    recalled = set(row.recalled_fields)
    doubtful = row.known_by == "recalled" or bool(recalled & set(CARRIES)) or not citation.identified
    same: dict[str, Any] = {f: getattr(row, f) for f in ("id", "condition", "practice", "technique", "comparator", "outcome_group", "points",
                                                         "speaks", "study_type")}  # fmt: skip
    same |= {f: translation.translated(getattr(row, f)) for f in ("intervention", "comparator_text")}
    text = translation.translated(row.summary)
    if doubtful:
        if row.speaks != "against" or ("summary" in recalled and row.known_by != "recalled") or any(c.isdigit() for c in row.summary):
            return None
        return Claim(**same, outcome="", text=translation.caution(text), citation=citation, verified=False)
    figures = ("measure", "estimate", "ci_low", "ci_high", "favours_if", "risk_of_bias", "direction", "caveat")
    optional: dict[str, Any] = {f: EMPTY[f] if f in recalled else getattr(row, f) for f in EMPTY}
    optional["year"] = None if citation.year is None else optional["year"]
    kept: dict[str, Any] = {f: "" if f in recalled else getattr(row, f) for f in figures}
    said = {f: translation.translated(v) for f, v in (optional | kept).items() if f in ("outcome", "certainty_words", "caveat")}
    ours = row.computed_by_us == "yes"
    return Claim(**(same | optional | kept | said), text=text, citation=citation, verified=True, computed_by_us=ours)


def fact_of(row: SafetyFact, source: Publication, translation: Translation) -> Fact | None:
    """Return a safety fact as it may be shown, or None where it has to stay behind."""
    citation = cited(source, translation)
    recalled = set(row.recalled_fields)
    doubtful = row.known_by == "recalled" or bool(recalled & {"statement", "value", "ci_low", "ci_high", "unit"})
    same: dict[str, Any] = {f: getattr(row, f) for f in ("id", "group", "speaks", "practices", "asks", "effect", "points", "areas", "evidence_type")}
    text = translation.translated(row.statement)
    if row.speaks in ("rate", "reassures"):
        if doubtful or not citation.identified:
            return None
    elif doubtful:
        return Fact(**same, text=translation.caution(text), citation=citation, verified=False, points_checked=False)
    figures: dict[str, Any] = {f: getattr(row, f) for f in ("measure", "value", "ci_low", "ci_high")}
    said: dict[str, Any] = {f: translation.translated(getattr(row, f)) for f in ("unit", "caveat")}
    return Fact(**same, **figures, **said, text=text, citation=citation, verified=True, points_checked="points" not in recalled)


def _gathered(tables: Tables, translation: Translation) -> Evidence:
    sources = tables["sources"]
    claims = {k: passed(r, sources[r.source], translation) for k, r in tables["reviews"].items()}
    facts = {k: fact_of(r, sources[r.source], translation) for k, r in tables["safety"].items()}
    behind = [*(f"reviews:{k}" for k, c in claims.items() if c is None), *(f"safety:{k}" for k, f in facts.items() if f is None)]
    shown = {k: c for k, c in claims.items() if c is not None}
    said = {k: f for k, f in facts.items() if f is not None}
    return Evidence(tables, tuple(shown.values()), tuple(said.values()), tuple(behind), translation, shown, said)


@cache
def evidence(path: Path | None = None, language: str = "en") -> Evidence:
    """Return what may be shown of an atlas' evidence, by default that of this installation, in English.

    language: en, zh, ko, ja or es; whatever is made of the answer is in it.
    Raises AtlasError, naming every bad row, where the tables cannot be used; InputError for another language.
    """
    tables = evidence_tables(path)
    if tables.problems:
        raise AtlasError("\n".join(str(p) for p in tables.problems))
    return _gathered(tables, translation_of(language, tables))


def newest_first(claims: Iterable[Claim]) -> list[Claim]:
    """Return results with the newest and, within a year, the most certain first; a year that is not known stands last."""
    rank = {"high": 4, "moderate": 3, "low": 2, "very low": 1}
    return sorted(claims, key=lambda c: (-(c.year or 0), -rank.get(c.certainty, 0), -(c.n or 0), c.id))
