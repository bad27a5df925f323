"""`tongren cautions`: who should not, which points not, and what studies say; tradition and evidence apart."""

from __future__ import annotations

from typing import Annotated

import typer

NAME = "cautions"
EXAMPLE = "tongren cautions --has pregnancy --has anticoagulants ST36 SP6   (or: tongren cautions, for the whole list)"


def command(
    codes: Annotated[list[str] | None, typer.Argument(help="Points by code or any name.")] = None,
    has: Annotated[list[str] | None, typer.Option(help="What the person has; once for each (see `tongren cautions`).")] = None,
    language: Annotated[str, typer.Option(help="en, zh, ko, ja or es.")] = "en",
    csv: Annotated[bool, typer.Option("--csv", help="The lines as CSV, each with the rows behind it.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The lines as JSON, each with the rows behind it.")] = False,
) -> None:
    """Say who should not, and where not: red flags first, then the person, then each point."""
    from tongren.cli.locate import wanted_codes
    from tongren.cli.printing import as_csv, as_json, line_rows, one_of, show
    from tongren.findings.cautions import answer_of, sheet

    output = one_of(csv=csv, json=json)
    lines = sheet(list(dict.fromkeys(wanted_codes(codes or []))), list(dict.fromkeys(map(answer_of, has or []))), language=language)
    if output == "json":
        as_json(line_rows(lines))
    elif output == "csv":
        as_csv([x | {"rows": ";".join(x["rows"])} for x in line_rows(lines)], ("kind", "text", "rows"))
    else:
        show(lines)
