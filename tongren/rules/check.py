"""The checker of the whole atlas: tables, rules, names, sources; every problem at once."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from tongren.knowledge.atlas import Atlas, read_atlas
from tongren.knowledge.evidence_tables import check_evidence, nameable
from tongren.knowledge.evidence_words import LANGUAGES
from tongren.knowledge.folder_tables import Tables
from tongren.knowledge.practice_tables import check_practice
from tongren.knowledge.tables import Problem
from tongren.rules.book import RuleBook, base_code, read_rules
from tongren.rules.tree import At

STANDARD, EXTRA, MOST_AT = 361, 48, 60
CITED_IN_WORDS = "evidence/trials"  # study-level tables name study and archive in words, not by id


@dataclass
class Report:
    """What the checker found and counted."""

    problems: list[Problem] = field(default_factory=list)
    recalled: list[str] = field(default_factory=list)
    standard: int = 0
    extra: int = 0
    answered: int = 0
    rules: int = 0
    at: int = 0
    assumed: int = 0
    landmarks: int = 0
    one_road: int = 0
    sources: int = 0
    results: int = 0
    publications: int = 0
    safety_facts: int = 0
    complaints: int = 0
    warning_signs: int = 0
    questions: int = 0
    unchecked_cautions: list[str] = field(default_factory=list)
    unchecked_results: list[str] = field(default_factory=list)


def is_extra(code: str) -> bool:
    """Whether a code is one of the extra points."""
    return code.startswith("EX-")


def _csv_files(path: Path) -> list[Path]:
    return sorted(p for p in path.rglob("*.csv"))


def _sources_and_doubts(path: Path, known: set[str], report: Report) -> None:
    """Every row of every table names a source that exists; rows and fields that are recalled are counted by kind."""
    for file in _csv_files(path):
        name = file.relative_to(path).as_posix()
        try:
            _one_table(file, name, known, report)
        except (UnicodeDecodeError, csv.Error) as e:
            report.problems.append(Problem(name, 0, f"found {e}; allowed: a table with commas, saved as UTF-8"))


def _one_table(file: Path, name: str, known: set[str], report: Report) -> None:
    kind = name.split("/")[0].removesuffix(".csv")
    with file.open(newline="", encoding="utf-8") as f:
        reader = csv.DictReader(f)
        for row in reader:
            if None in row or None in row.values():
                text = f"has another number of columns than its header ({len(reader.fieldnames or [])})"
                report.problems.append(Problem(name, reader.line_num, text))
                continue
            named = "source" in row and not name.startswith(CITED_IN_WORDS)
            unknown = [x for x in (row.get("source") or "").split(";") if x not in known] if named else []
            for source in unknown:
                text = f'source "{source}" is in no table of atlas/sources'
                report.problems.append(Problem(name, reader.line_num, text))
            if row.get("known_by") == "recalled":
                report.recalled.append(kind)
            for field in filter(None, (row.get("recalled_fields") or "").split(";")):
                report.recalled.append(f"{kind} ({'translations' if field in LANGUAGES else 'single fields'})")


def _completeness(atlas: Atlas, book: RuleBook, report: Report) -> None:
    answered = {base_code(r.code) for r in book.rules}
    for code in atlas.names:
        if code not in atlas.points:
            report.problems.append(Problem("points", 0, f"{code} has names but no row in atlas/points"))
        elif code not in answered:
            report.problems.append(Problem("rules", 0, f"{code} has no rule that can be worked out"))
    for code in atlas.points:
        if code not in atlas.names:
            report.problems.append(Problem("names", 0, f"{code} has a row in atlas/points but no names"))
    report.standard = sum(not is_extra(c) for c in atlas.names)
    report.extra = sum(is_extra(c) for c in atlas.names)
    for found, wanted, what in ((report.standard, STANDARD, "standard"), (report.extra, EXTRA, "extra")):
        if found != wanted:
            report.problems.append(Problem("names", 0, f"{found} {what} points; there are {wanted}"))


def _landmarks(atlas: Atlas, report: Report) -> None:
    for name, nodes in atlas.bindings.items():
        mark = atlas.landmarks.get(name)
        if mark is None:
            report.problems.append(Problem("bindings", 0, f'"{name}" is bound but stands in no table of atlas/landmarks'))
        elif mark.kind == "site" and len(nodes) != 1:
            report.problems.append(Problem("bindings", 0, f'"{name}" is a site but has {len(nodes)} nodes'))
        elif mark.kind == "curve" and len(nodes) < 2:
            report.problems.append(Problem("bindings", 0, f'"{name}" is a curve but has one node'))
        numbers = [n.n for n in nodes]
        if numbers != list(range(len(nodes))):
            report.problems.append(Problem("bindings", 0, f'"{name}" has nodes {numbers[:4]}…; wanted 0, 1, 2 …'))
    report.landmarks = len(atlas.bindings)
    report.one_road = sum(nodes[0].road.startswith("one_road") for nodes in atlas.bindings.values())


def _shares(atlas: Atlas, report: Report) -> None:
    """Landmarks that keep a share are bound sites, as are the ends of their way, and there is one way."""
    ways = {(s.from_, s.to) for s in atlas.shares.values()}
    if len(ways) > 1:
        report.problems.append(Problem("shares", 0, f"shares of {len(ways)} ways {sorted(ways)}; the program knows one"))
    for s in atlas.shares.values():
        for name in (s.landmark, s.from_, s.to):
            if len(atlas.bindings.get(name, ())) != 1:
                report.problems.append(Problem("shares", 0, f'"{s.landmark}" has a share, but "{name}" is not a bound site'))


def _evidence(tables: Tables, report: Report) -> None:
    """Count the evidence and list what in it is not yet checked: cautions with their words, results by their ids alone."""
    report.problems += tables.problems
    report.results, report.safety_facts = len(tables["reviews"]), len(tables["safety"])
    report.publications = len(tables["sources"])
    for table, text in (("safety", "statement"), ("never_pressed", "reason")):
        for key, row in tables[table].items():
            doubtful = row.known_by == "recalled" or {text, "points"} & set(row.recalled_fields)
            if doubtful and getattr(row, "speaks", "warns") in ("warns", "tradition"):
                report.unchecked_cautions.append(f"{key}: {getattr(row, text)}")
    for table in ("reviews", "safety"):
        for key, row in tables[table].items():
            source = tables["sources"].get(row.source)
            doubtful = row.known_by == "recalled" or row.recalled_fields or (source and not nameable(source))
            if doubtful and getattr(row, "speaks", "") not in ("warns", "tradition"):
                report.unchecked_results.append(key)


def _practice(tables: Tables, report: Report) -> None:
    """Count what guided sessions rest on; warning signs of a guideline that was not read are cautions not yet checked."""
    report.problems += tables.problems
    report.complaints, report.warning_signs, report.questions = (len(tables[x]) for x in ("complaints", "flags", "gate"))
    report.unchecked_cautions += [f"{key}: {f.en} [{f.source}]" for key, f in tables["flags"].items() if f.known_by == "recalled"]


def checked(path: Path) -> Report:
    """Return the report on the atlas in a folder."""
    atlas = read_atlas(path)
    book = read_rules(atlas)
    report = Report(problems=[*atlas.problems, *book.problems])
    standard = [r for r in book.rules if not is_extra(r.code)]
    report.rules = len(book.rules)
    report.answered = len({r.code for r in book.rules})
    report.at = len({r.code for r in standard if isinstance(r.form, At) and not r.alternative})
    report.assumed = len({r.code for r in standard if r.assumed})
    report.sources = len(atlas.sources)
    if report.at > MOST_AT:
        text = f"{report.at} points of the standard use `at`; at most {MOST_AT}, so that rules stay rules"
        report.problems.append(Problem("rules", 0, text))
    tables = check_evidence(path, set(atlas.sources))
    _evidence(tables, report)
    _practice(check_practice(path, tables), report)
    _sources_and_doubts(path, {*atlas.sources, *tables["sources"]}, report)
    _completeness(atlas, book, report)
    _landmarks(atlas, report)
    _shares(atlas, report)
    return report
