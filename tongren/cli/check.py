"""`tongren check`: every bad row of the atlas at once, and what is only recalled."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tongren.rules.check import Report

NAME = "check"
EXAMPLE = "tongren check --unverified"


def _print_counts(report: Report) -> None:
    print(f"points: {report.standard} standard, {report.extra} extra; codes answered: {report.answered} with all sites")
    share = f"{report.at} stand `at` a site (at most {report.most_at}), {report.assumed} assume something"
    print(f"rules: {report.rules}; of the standard's {report.standard}: {share}")
    print(f"landmarks bound: {report.landmarks}, of which {report.one_road} by one road only; sources: {report.sources}")
    print(f"evidence: {report.results} results, {report.safety_facts} safety facts, {report.publications} publications")
    print(f"practice: {report.complaints} complaints, {report.warning_signs} warning signs, {report.questions} questions of the safety gate")


def _print_unverified(report: Report) -> None:
    print("recalled, not yet checked:")
    for kind, number in sorted(Counter(report.recalled).items()):
        print(f"  {kind}: {number}")
    print(f"cautions not yet checked, shown all the same: {len(report.unchecked_cautions)}")
    for caution in report.unchecked_cautions:
        print(f"  {caution}")
    print(f"results and rates not yet checked, or with fields that are not: {len(report.unchecked_results)}")
    for key in report.unchecked_results:
        print(f"  {key}")


def command(
    atlas: Annotated[Path | None, typer.Option(help="Folder of another atlas.")] = None,
    unverified: Annotated[bool, typer.Option("--unverified", help="Count what is recalled and not yet checked, by kind.")] = False,
) -> None:
    """Check the atlas: report every bad row at once, with file, line, what was found and what is allowed."""
    from tongren.knowledge.tables import atlas_path
    from tongren.rules.check import checked

    report = checked(atlas or atlas_path())
    for problem in report.problems:
        print(problem)
    _print_counts(report)
    if unverified:
        _print_unverified(report)
    if report.problems:
        print(f"{len(report.problems)} problems")
        raise typer.Exit(1)
    print("no problems")
