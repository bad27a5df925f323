"""The checker of the whole atlas: tables, rules, names, sources; every problem at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tongren.knowledge.atlas import EXTRA, Atlas, point_order, read_atlas
from tongren.knowledge.evidence_tables import check_evidence, nameable
from tongren.knowledge.evidence_words import LANGUAGES
from tongren.knowledge.folder_tables import Tables
from tongren.knowledge.practice_tables import check_practice
from tongren.knowledge.tables import Problem, Sheet, read_sheet
from tongren.rules.book import RuleBook, base_code, read_rules
from tongren.rules.tree import At, Rule

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
    most_at: int = 0
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


def _sources_and_doubts(path: Path, known: set[str], report: Report) -> None:
    """Every row of every table names a source that exists; rows and fields that are recalled are counted by kind."""
    for file in sorted(path.rglob("*.csv")):
        _one_table(read_sheet(path, file), known, report)


def _one_table(sheet: Sheet, known: set[str], report: Report) -> None:
    kind = sheet.file.split("/")[0].removesuffix(".csv")
    named = "source" in sheet.columns and not sheet.file.startswith(CITED_IN_WORDS)
    report.problems += sheet.problems
    for file, line, row in sheet.rows:
        unknown = [x for x in row["source"].split(";") if x not in known] if named else []
        report.problems += [Problem(file, line, f'source "{source}" is in no table of atlas/sources') for source in unknown]
        if row.get("known_by") == "recalled":
            report.recalled.append(kind)
        for column in filter(None, row.get("recalled_fields", "").split(";")):
            report.recalled.append(f"{kind} ({'translations' if column in LANGUAGES else 'single fields'})")


def _beside(atlas: Atlas, table: str, code: str) -> tuple[str, int]:
    """Where the row of a point belongs that is not there: file and line of the point before it, in the standard's order."""
    earlier = [c for (name, c) in atlas.places if name == table and point_order(c) < point_order(code)]
    return atlas.place(table, max(earlier, key=point_order, default=code))


def _beside_rule(atlas: Atlas, book: RuleBook, code: str) -> tuple[str, int]:
    """Where the rule of a point belongs: in the file of its region, after the rule of the point before it."""
    file = Path(atlas.place("points", code)[0]).with_suffix(".rule").name
    there = sorted((point_order(r.code), r.line) for r in book.rules if r.file == file)
    return f"rules/{file}", max((line for order, line in there if order < point_order(code)), default=1)


def _completeness(atlas: Atlas, book: RuleBook, report: Report) -> None:
    """Whoever has names has a row and a rule, and the other way round; no point of a source that has its number is missing."""
    answered = {base_code(r.code) for r in book.rules}
    for code in atlas.names:
        if code not in atlas.points:
            report.problems.append(Problem(*_beside(atlas, "points", code), f"{code} has names but no row in atlas/points"))
        elif code not in answered:
            report.problems.append(Problem(*_beside_rule(atlas, book, code), f"{code} has no rule that can be worked out"))
    for code in atlas.points:
        if code not in atlas.names:
            report.problems.append(Problem(*_beside(atlas, "names", code), f"{code} has a row in atlas/points but no names"))
    standard = [c for c in atlas.names if not is_extra(c)]
    report.standard, report.extra = len(standard), len(atlas.names) - len(standard)
    report.problems += atlas.counts.wrong("standard_points", len(standard), *_last(atlas, standard))
    for key, (_, _, count) in atlas.counts.rows.items():
        if key == "extra_points" or key in EXTRA:
            of_source = [c for c, p in atlas.points.items() if p.source == count.source and is_extra(c) and (key not in EXTRA or c.startswith(key))]
            report.problems += atlas.counts.wrong(key, len(of_source), *atlas.place("points", max(of_source, key=point_order, default="")))


def _last(atlas: Atlas, codes: list[str]) -> tuple[str, int]:
    """File and line of the last of these points in the tables of names."""
    return max((atlas.place("names", c) for c in codes), default=atlas.place("names", ""))


def _landmarks(atlas: Atlas, report: Report) -> None:
    for name, nodes in atlas.bindings.items():
        mark, numbers = atlas.landmarks.get(name), [n.n for n in nodes]
        said = []
        if mark is None:
            said.append(f'"{name}" is bound but stands in no table of atlas/landmarks')
        elif mark.kind == "site" and len(nodes) != 1:
            said.append(f'"{name}" is a site but has {len(nodes)} nodes')
        elif mark.kind == "curve" and len(nodes) < 2:
            said.append(f'"{name}" is a curve but has one node')
        report.problems += [Problem(*atlas.place("bindings", name), text) for text in said]
        odd = next((n for i, n in enumerate(numbers) if n != i), None)
        if odd is not None:
            text = f'"{name}" has nodes {numbers[:4]}…; wanted 0, 1, 2 …'
            report.problems.append(Problem(*atlas.place("bindings", f"{name},{odd}"), text))
    report.landmarks = len(atlas.bindings)
    report.one_road = sum(nodes[0].road.startswith("one_road") for nodes in atlas.bindings.values())
    report.problems += atlas.counts.wrong("landmarks", report.landmarks, *atlas.place("bindings", ""))


def _shares(atlas: Atlas, report: Report) -> None:
    """Landmarks that keep a share are bound sites, as are the ends of their way, and there is one way."""
    way = next(((s.from_, s.to) for s in atlas.shares.values()), None)
    for s in atlas.shares.values():
        said = [f'"{s.landmark}" has a share, but "{name}" is not a bound site'
                for name in (s.landmark, s.from_, s.to) if len(atlas.bindings.get(name, ())) != 1]  # fmt: skip
        if (s.from_, s.to) != way:
            said.append(f'"{s.landmark}" keeps a share of the way {s.from_} to {s.to}; the program knows one way, that of the first row: {way}')
        report.problems += [Problem(*atlas.place("shares", s.landmark), text) for text in said]


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


def _few_at(atlas: Atlas, standard: list[Rule], report: Report) -> None:
    """Rules stay rules: few points of the standard only stand at a site.  The last one too many is where to begin."""
    at = [r for r in standard if isinstance(r.form, At) and not r.alternative]
    key, report.at = "standard_points_at_a_site", len({r.code for r in at})
    report.most_at = atlas.counts.rows[key].row.number if key in atlas.counts.rows else 0
    if at:
        last = max(at, key=lambda r: point_order(r.code))
        report.problems += atlas.counts.wrong(key, report.at, f"rules/{last.file}", last.line)


def checked(path: Path) -> Report:
    """Return the report on the atlas in a folder."""
    atlas = read_atlas(path)
    book = read_rules(atlas)
    report = Report(problems=[*atlas.problems, *book.problems])
    standard = [r for r in book.rules if not is_extra(r.code)]
    report.rules = len(book.rules)
    report.answered = len({r.code for r in book.rules})
    report.assumed = len({r.code for r in standard if r.assumed})
    report.sources = len(atlas.sources)
    _few_at(atlas, standard, report)
    tables = check_evidence(path, set(atlas.sources))
    _evidence(tables, report)
    _practice(check_practice(path, tables), report)
    _sources_and_doubts(path, {*atlas.sources, *tables["sources"]}, report)
    _completeness(atlas, book, report)
    _landmarks(atlas, report)
    _shares(atlas, report)
    report.problems = list(dict.fromkeys(report.problems))
    return report
