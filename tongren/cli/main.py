"""The `tongren` command: one file a subcommand; mistakes end in one line and exit code 2, never in a traceback."""

from __future__ import annotations

import os
import sys

import typer
from rich.console import Console

from tongren.cli import about, body, cautions, check, compare, completion, draw, evidence, explain, find, guide, locate, serve, show
from tongren.errors import TongrenError
from tongren.version import __version__

cli = typer.Typer(
    name="tongren", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Where every acupuncture point lies on a given body, in millimetres, why, and how surely.",
    epilog="Exit codes:  0 done; 1 done, and something is wrong; 2 not done, and why.",
)
for module in (locate, body, show, explain, find, draw, serve, evidence, compare, cautions, guide, check, about, completion):
    cli.command(name=module.NAME, epilog=f"Example:  {module.EXAMPLE}")(module.command)


@cli.callback(invoke_without_command=True)
def version(context: typer.Context, show_version: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:
    """Where every acupuncture point lies on a given body, in millimetres, why, and how surely."""
    if show_version:
        print(f"tongren {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


def app() -> None:
    """Run the command line; exit codes: 0 done, 1 done and something was found wrong, 2 not done (docs/errors.md)."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a character shows another in its place
    try:
        try:
            cli()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # `tongren find … | head -1`: whoever read has enough
        _close_output()
        sys.exit(1)  # as click does when it happens earlier
    except (TongrenError, OSError, MemoryError) as e:
        _close_output()
        text = " ".join(str(e).split()) or type(e).__name__
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"tongren: {text}", markup=False)
        sys.exit(2)


def _close_output() -> None:
    """Let go of what cannot be written to standard output any more, so that leaving does not try again."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    app()
