"""The tables of atlas/evidence in memory, and every bad row or reference in them at once.

Nothing here decides what a reader may see: that is `tongren.findings.claims`, the only room that reads these rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tongren.knowledge import evidence_records as rec
from tongren.knowledge.evidence_words import translated
from tongren.knowledge.folder_tables import Table, must_exist, read_tables
from tongren.knowledge.folder_tables import Tables as Tables
from tongren.knowledge.records import Point
from tongren.knowledge.tables import atlas_path, read_records

FOLDER = "evidence"
TABLES: tuple[Table, ...] = (
    ("sources", rec.Publication, "id"), ("conditions", rec.Disease, "id"), ("reviews", rec.Review, "id"),
    ("safety", rec.SafetyFact, "id"), ("person", rec.PersonCondition, "id"), ("never_pressed", rec.NeverPressed, "code"),
    ("areas", rec.Area, "area"), ("grades", rec.GradeLine, "n"), ("outcomes", rec.Outcome, "id"),
    ("verdicts", rec.Verdict, "n"), ("comparison", rec.Cell, "n"), ("disputes", rec.Dispute, "id"),
    ("excluded", rec.Excluded, "id"), ("indirect", rec.IndirectPair, "id"), ("baselines", rec.Baseline, "id"), ("plots", rec.PlotTable, "id"),
    ("search", rec.Search, "id"),
    ("words", rec.Phrase, "id"), ("translations_results", rec.Translation, "en"), ("translations_cautions", rec.Translation, "en"),
    ("translations_rules", rec.Translation, "en"),
)  # fmt: skip
# a length or an angle in a sentence would be read as how to needle
NEEDLING = re.compile(r"\b\d+(?:\.\d+)?\s?(?:mm|cm|cun|inch|°|degrees?)(?![\w³3])|\b(?:oblique|perpendicular)ly\b", re.I)
TEXTS = {"reviews": ("summary", "caveat"), "safety": ("statement", "caveat", "unit"), "comparison": ("text",),
         "disputes": ("statement",), "words": ("en",)}  # fmt: skip


def _references(t: Tables, points: set[str], extra_sources: set[str]) -> None:
    sources = set(t["sources"]) | extra_sources
    for table in t.rows:
        if table != "sources":
            must_exist(t, table, "source", sources, "an id of evidence/sources.csv or atlas/sources")
    for table in ("reviews", "disputes", "excluded", "indirect", "baselines", "plots"):
        must_exist(t, table, "condition", t["conditions"], "an id of evidence/conditions.csv")
    must_exist(t, "conditions", "part_of", t["conditions"], "an id of evidence/conditions.csv, or nothing")
    must_exist(t, "conditions", "see_also", t["conditions"], "ids of evidence/conditions.csv, or nothing")
    for table in ("reviews", "baselines"):
        must_exist(t, table, "outcome_group", t["outcomes"], "an id of evidence/outcomes.csv")
    must_exist(t, "safety", "asks", t["person"], "an id of evidence/person.csv")
    must_exist(t, "safety", "areas", t["areas"], "an area of evidence/areas.csv")
    must_exist(t, "comparison", "rows", {*t["reviews"], *t["safety"]}, "an id of evidence/reviews.csv or evidence/safety.csv")
    must_exist(t, "disputes", "rows", t["reviews"], "an id of evidence/reviews.csv")
    for column in ("acupuncture", "acupressure"):
        must_exist(t, "indirect", column, t["reviews"], "an id of evidence/reviews.csv")
    if points:
        for table, column in (("reviews", "points"), ("safety", "points"), ("areas", "points"), ("never_pressed", "code")):
            must_exist(t, table, column, points, "a code of atlas/points")


def _figures(t: Tables) -> None:
    """An estimate has its measure and lies in its interval; ratios are above zero; an interval has both ends."""
    for key, r in t["reviews"].items():
        low, high = r.ci_low, r.ci_high
        if (low is None) != (high is None):
            t.blame("reviews", key, f'ci_low, ci_high: found "{low}" and "{high}"; allowed: both or neither')
        if r.estimate is not None and not (r.measure and r.favours_if):
            t.blame("reviews", key, "estimate: found without measure or favours_if; allowed: all three or none")
        if r.estimate is not None and low is not None and high is not None and not low <= r.estimate <= high:
            t.blame("reviews", key, f"estimate: found {r.estimate} outside its interval {low} to {high}")
        if r.measure in ("RR", "OR") and any(x is not None and x <= 0 for x in (r.estimate, low, high)):
            t.blame("reviews", key, f"{r.measure}: found a value of 0 or less; allowed: ratios above 0 (not their logarithms)")
    for key, b in t["baselines"].items():
        if b.events > b.n:
            t.blame("baselines", key, f"events: found {b.events} of n = {b.n}; allowed: at most n")


def _honesty(t: Tables) -> None:
    """Recalled fields name columns; nothing says how deep or how slanted a needle goes; a withdrawn source says why."""
    for table, key, row in t.each():
        for column in row.recalled_fields:
            if column not in type(row).model_fields:
                t.blame(table, key, f'recalled_fields: found "{column}"; allowed: names of the columns of this table')
        for column in TEXTS.get(table, ()):
            found = NEEDLING.search(getattr(row, column))
            if found:
                t.blame(table, key, f'{column}: found "{found[0]}"; allowed: no angle, depth or dose of needling')
    for key, s in t["sources"].items():
        if s.status != "current" and not s.status_note:
            t.blame("sources", key, f'status_note: found nothing beside "{s.status}"; say what happened and who says so')


def _points(path: Path) -> set[str]:
    return {r.code for _, _, r in read_records(path, "points", Point)[0]}


CHECKS: tuple[Callable[[Tables], None], ...] = (_figures, _honesty, translated)


def check_evidence(path: Path, sources: set[str]) -> Tables:
    """Return all tables of an atlas' folder `evidence` with every problem in them; no folder, no tables and no problem.

    sources: ids of atlas/sources that rows may name beside those of evidence/sources.csv.
    """
    if not (path / FOLDER).is_dir():
        return Tables(FOLDER, {name: {} for name, _, _ in TABLES})
    t = read_tables(path, FOLDER, TABLES)
    _references(t, _points(path), sources)
    for check in CHECKS:
        check(t)
    return t


def nameable(source: rec.Publication) -> bool:
    """Return whether a reader could find a source by the parts of its citation that were seen."""
    seen = {"title", "doi", "pmid", "pmcid"} - set(source.recalled_fields)
    return source.known_by != "recalled" and any(getattr(source, part) for part in seen)


@cache
def evidence_tables(path: Path | None = None) -> Tables:
    """Return the tables as they are read for use, by default those of this installation."""
    return read_tables(path or atlas_path(), FOLDER, TABLES)
