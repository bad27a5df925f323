"""The `tongren` command: one file a subcommand; mistakes end in one line and exit code 2, never in a traceback."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from tongren.cli import about, body, cautions, check, compare, draw, evidence, explain, find, guide, locate, serve, show
from tongren.errors import TongrenError
from tongren.version import __version__

cli = typer.Typer(
    name="tongren", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Where every acupuncture point lies on a given body, in millimetres, why, and how surely.",
)
for module in (locate, body, show, explain, find, draw, serve, evidence, compare, cautions, guide, check, about):
    cli.command(name=module.NAME, epilog=f"Example:  {module.EXAMPLE}")(module.command)


@cli.callback(invoke_without_command=True)
def version(show_version: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:
    """Where every acupuncture point lies on a given body, in millimetres, why, and how surely."""
    if show_version:
        print(f"tongren {__version__}")
        raise typer.Exit


def app() -> None:
    """Run the command line; exit codes: 0 done, 1 something was found wrong, 2 a mistake in what was asked."""
    try:
        cli()
    except TongrenError as e:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"tongren: {e}", markup=False)
        sys.exit(2)
    except (OSError, MemoryError) as e:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"tongren: {e}", markup=False)
        sys.exit(2)


if __name__ == "__main__":
    app()
