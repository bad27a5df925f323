"""`tongren evidence`: what is known of a condition or a point, with its grade, figures and sources."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tongren.errors import InputError

if TYPE_CHECKING:
    from tongren.findings.claims import Evidence
    from tongren.findings.lookup import Subject

NAME = "evidence"
EXAMPLE = ('tongren evidence PONV   (or: tongren evidence "low back pain" --csv, tongren evidence PC6 --bibtex, '
           "tongren evidence PONV --plot f.svg, tongren evidence PONV --language ja)")  # fmt: skip
COLUMNS = ("id", "condition", "practice", "technique", "intervention", "comparator", "comparator_text", "outcome", "points", "measure",
           "estimate", "ci_low", "ci_high", "favours_if", "k", "n", "i2", "certainty", "certainty_words", "study_type", "year", "status",
           "counts", "computed_by_us", "text", "caveat", "source", "doi", "pmid", "citation")  # fmt: skip


def _json(subject: Subject, known: Evidence) -> dict[str, Any]:
    from tongren.cli.printing import line_rows
    from tongren.findings.claims import newest_first
    from tongren.findings.known import grades_of, page
    from tongren.findings.lookup import claims_of, icd11
    from tongren.front.known import record
    from tongren.knowledge.evidence_words import LANGUAGES

    claims = newest_first(claims_of(subject, known))
    c, word = subject.condition, known.translation.translated
    grades = {} if subject.point else grades_of(claims, known)
    return {
        "subject": subject.name_in(known.translation.language), "point": subject.point or None,
        "names": {x: getattr(c, x) for x in LANGUAGES} if c else {}, "icd11": (icd11(c) or None) if c else None,
        "grades": {p: {"word": word(g.word), "line": g.line, "reasons": [asdict(r) for r in g.reasons]} for p, g in grades.items()},
        "results": [{k: record(x)[k] for k in COLUMNS} for x in claims],
        "lines": line_rows(page(subject, known)),
    }  # fmt: skip


def command(
    text: Annotated[list[str], typer.Argument(help="A condition in any of five languages, or a point.")],
    language: Annotated[str, typer.Option(help="en, zh, ko, ja or es.")] = "en",
    csv: Annotated[bool, typer.Option("--csv", help="The results as CSV.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Everything as JSON, each line with the rows behind it.")] = False,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="The sources as BibTeX.")] = False,
    ris: Annotated[bool, typer.Option("--ris", help="The sources as RIS.")] = False,
    plot: Annotated[Path | None, typer.Option(help="A forest plot of the study-level table: .png, .svg or .pdf.")] = None,
    funnel: Annotated[Path | None, typer.Option(help="A funnel plot of the same: .png, .svg or .pdf.")] = None,
) -> None:
    """Say what is known: grade with reasons, results newest and most certain first, disputes, sources."""
    from tongren.cli.printing import as_csv, as_json, one_of, only_with, print_data, show
    from tongren.findings import cite
    from tongren.findings.claims import evidence, newest_first
    from tongren.findings.known import citations_of, page
    from tongren.findings.lookup import claims_of, subject_of
    from tongren.front.known import record

    output, known = one_of(csv=csv, json=json, bibtex=bibtex, ris=ris), evidence(language=language)
    subject = subject_of(" ".join(text))
    if plot or funnel:
        only_with("the results as text, not with --plot or --funnel", csv=csv, json=json, bibtex=bibtex, ris=ris)
        _plots(subject, plot, funnel, known)
        return
    claims = newest_first(claims_of(subject, known))
    if output == "csv":
        as_csv([record(c) for c in claims], COLUMNS)
    elif output == "json":
        as_json(_json(subject, known))
    elif output:
        print_data((cite.bibtex if output == "bibtex" else cite.ris)(citations_of(claims)))
    else:
        show(page(subject, known))


def _plots(subject: Subject, plot: Path | None, funnel: Path | None, known: Evidence) -> None:
    from tongren.findings.plots import draw

    for path in (plot, funnel):
        if path is not None and path.suffix.lower() not in (".png", ".svg", ".pdf"):
            raise InputError(f"{path}: plots are written as .png, .svg or .pdf")
    for made in draw(subject, plot, funnel, known):
        print(f"plot: {made}")
