"""`tongren show`: everything known of a point, in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tongren.cli.locate import wanted_codes
from tongren.front.places import explain, locate, named_body
from tongren.knowledge.about_point import doubt, names_of, rows_of, source_title, words

NAME = "show"
EXAMPLE = "tongren show ST36"
FORMS = (("pinyin", "pinyin"), ("simplified", "simplified Chinese"), ("traditional", "traditional Chinese"), ("korean", "Korean"),
         ("kana", "Japanese"), ("romaji", "Japanese in letters"), ("vietnamese", "Vietnamese"), ("english", "English"))


def _lines(code: str) -> list[tuple[str, str]]:
    names = names_of(code)
    out = [(title, names[column] + doubt(names, column)) for column, title in FORMS]
    for row in rows_of("points", code):
        out.append(("region", f"{row['region']}, {row['subregion']} ({row['surface']})"))
    for row in rows_of("classes", code):
        detail = f": {row['detail']}" if row["detail"] else ""
        out.append(("class", words("class_kinds", row["class"]) + detail + doubt(row)))
    for row in rows_of("first_named", code):
        where = ", ".join(x for x in (source_title(row["book"]) if row["book"] else "", row["chapter"]) if x)
        if where:
            out.append(("first named in", where + doubt(row)))
    for row in rows_of("tradition", code):
        out.append(("traditionally used for", f"{words('uses', row['use'])} ({source_title(row['book'])}){doubt(row)}"))
    return out


def command(codes: Annotated[list[str], typer.Argument(help="Points by code or any name.")]) -> None:
    """Show everything that the atlas knows of a point."""
    console = Console(highlight=False)
    body = named_body()
    for code in wanted_codes(codes):
        console.print(f"[bold]{code}[/bold]")
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for sentence in explain(code, "en"):
            table.add_row("where", sentence)
        for title, text in _lines(code):
            table.add_row(title, text)
        found = locate(body, alternatives=True).only([code])
        for row in found.rows():
            place = "no answer" if row["x_mm"] is None else f"x {row['x_mm']:.0f}, y {row['y_mm']:.0f}, z {row['z_mm']:.0f} mm"
            table.add_row(f"on {body.name}", f"{row['code']} {row['side']}: {place}, sigma {row['sigma_mm']:.0f} mm, {row['status']}")
        console.print(table)
        console.print("Tradition is what books say it was used for; it is not evidence that it helps.", style="dim")
