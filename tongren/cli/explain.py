"""`tongren explain`: the rule of a point said back as a sentence."""

from __future__ import annotations

from typing import Annotated

import typer

from tongren.cli.locate import wanted_codes

NAME = "explain"
EXAMPLE = "tongren explain ST36 --language ko"


def command(
    codes: Annotated[list[str], typer.Argument(help="Points by code or any name.")],
    language: Annotated[str, typer.Option(help="en, zh, ko, ja or es.")] = "en",
) -> None:
    """Say where a point lies, in words, from its rule."""
    from tongren.front.known import explain

    for code in wanted_codes(codes):
        for sentence in explain(code, language):
            print(sentence)
