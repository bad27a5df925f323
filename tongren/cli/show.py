"""`tongren show`: everything known of a point, in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tongren.cli.locate import wanted_codes

NAME = "show"
EXAMPLE = "tongren show ST36"


def command(codes: Annotated[list[str], typer.Argument(help="Points by code or any name.")]) -> None:
    """Show everything that the atlas knows of a point."""
    from tongren.front.known import TRADITION, show
    from tongren.front.places import locate
    from tongren.front.subjects import named_body

    console = Console(highlight=False)
    body = named_body()
    for code in wanted_codes(codes):
        console.print(f"[bold]{code}[/bold]")
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        facts = show(code)
        for sentence in facts.sentences:
            table.add_row("where", sentence)
        for title, text in facts.facts:
            table.add_row(title, text)
        found = locate(body, alternatives=True).only([code])
        for row in found.rows():
            place = "no answer" if row["x_mm"] is None else f"x {row['x_mm']:.0f}, y {row['y_mm']:.0f}, z {row['z_mm']:.0f} mm"
            table.add_row(f"on {body.name}", f"{row['code']} {row['side']}: {place}, sigma {row['sigma_mm']:.0f} mm, {row['status']}")
        console.print(table)
        console.print(TRADITION, style="dim")
