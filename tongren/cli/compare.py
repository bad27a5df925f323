"""`tongren compare`: acupuncture beside acupressure, as a table or for one condition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tongren.findings.claims import Evidence
    from tongren.findings.sentences import Line

NAME = "compare"
EXAMPLE = 'tongren compare --condition "tension-type headache"   (or: tongren compare, for the whole table)'


def _cell(lines: list[Line], columns: int) -> Any:
    from rich.text import Text

    from tongren.cli.printing import STYLES, wrapped

    out = Text()
    for i, line in enumerate(lines):
        out.append("\n" if i else "")
        out.append("\n".join(wrapped(line.text, columns)), style=STYLES[line.kind])
    return out


def _table(first: int, each: int, padding: tuple[int, int, int, int], heads: list[str]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=padding, header_style="bold")
    for head, columns in zip(heads, (first, each, each), strict=True):
        table.add_column(head, width=columns)
    return table


def _print_table(known: Evidence) -> None:
    from tongren.cli.printing import console, show
    from tongren.findings.compare import grade_table, legend, whole_table
    from tongren.findings.sentences import say

    out = console()
    heads = ["", *(say(known, f"practice_{p}").text for p in ("acupuncture", "acupressure"))]
    first, second = 14, 40
    each, words = (out.width - first - 4) // 2, (out.width - second - 2) // 2
    show([say(known, "table_title", kind="title")])
    table = _table(first, each, (0, 1, 1, 0), heads)
    for title, left, right in whole_table(known):
        table.add_row(_cell([title], first), _cell(left, each), _cell(right, each))
    out.print(table)
    show([say(known, "grades_title", kind="title")])
    table = _table(second, words, (0, 1, 0, 0), heads)
    for name, *both in grade_table(known):
        table.add_row(_cell([name], second), *(_cell([x], words) for x in both))
    out.print(table)
    out.print()
    show([*legend(known), say(known, "table_foot", kind="foot")])


def _sources(known: Evidence, lines: list[Line]) -> list[Any]:
    keys = dict.fromkeys(r.removeprefix("sources:") for x in lines for r in x.rows if r.startswith("sources:"))
    found = [known.citation(k) for k in keys]
    return [c for c in found if c.identified]


def command(
    condition: Annotated[str, typer.Option(help="A condition in any of five languages; none: the whole table.")] = "",
    language: Annotated[str, typer.Option(help="en, zh, ko, ja or es.")] = "en",
    csv: Annotated[bool, typer.Option("--csv", help="The lines as CSV, each with the rows behind it.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The lines as JSON, each with the rows behind it.")] = False,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="The sources as BibTeX.")] = False,
    ris: Annotated[bool, typer.Option("--ris", help="The sources as RIS.")] = False,
) -> None:
    """Lay acupuncture beside acupressure: the whole table, or each against sham, usual care and the other for one condition."""
    from tongren.cli.printing import as_csv, as_json, line_rows, one_of, print_data, show
    from tongren.findings import cite
    from tongren.findings.claims import evidence
    from tongren.findings.compare import compared, grade_table, whole_table
    from tongren.findings.lookup import subject_of

    output, known = one_of(csv=csv, json=json, bibtex=bibtex, ris=ris), evidence(language=language)
    if not output and not condition:
        _print_table(known)
        return
    cells = [] if condition else [*whole_table(known), *((t, [a], [b]) for t, a, b in grade_table(known))]
    lines = compared(subject_of(condition), known) if condition else [x for title, a, b in cells for x in (title, *a, *b)]
    if output in ("bibtex", "ris"):
        print_data((cite.bibtex if output == "bibtex" else cite.ris)(_sources(known, lines)))
        return
    rows = line_rows(lines)
    if not condition:
        rows = [x | {"aspect": t.text, "practice": p} for t, a, b in cells
                for p, cell in (("acupuncture", a), ("acupressure", b)) for x in line_rows(cell)]  # fmt: skip
    if output == "json":
        as_json(rows)
    elif output == "csv":
        columns = ("aspect", "practice", "text", "rows") if not condition else ("kind", "text", "rows")
        as_csv([x | {"rows": ";".join(x["rows"])} for x in rows], columns)
    else:
        show(lines)
