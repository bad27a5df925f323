"""`tongren find`: points by any name."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tongren.errors import InputError
from tongren.knowledge.about_point import names_of
from tongren.knowledge.index import find

NAME = "find"
EXAMPLE = 'tongren find "hegu"   (or 合谷, "large intestine 4", LI-4, SJ5)'


def command(text: Annotated[list[str], typer.Argument(help="A code, old code or name in any of eight forms.")]) -> None:
    """Find points by code or name, forgiving spelling."""
    wanted = " ".join(text)
    codes = find(wanted)
    if not codes:
        raise InputError(f'nothing is called "{wanted}" or nearly so; codes look like ST36, names like Zusanli or 足三里')
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("code", "pinyin", "characters", "English"):
        table.add_column(column)
    for code in codes:
        n = names_of(code)
        table.add_row(code, n["pinyin"], n["simplified"], n["english"])
    Console(highlight=False).print(table)
