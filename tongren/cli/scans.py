"""Many scans on the command line: `tongren locate --scan scans/*.ply --out points.parquet`, with one bar, going on where it stopped."""

from __future__ import annotations

import glob
import sys
from pathlib import Path
from typing import Annotated

import typer

from tongren.errors import InputError
from tongren.locating.many_scans import ScanOptions

Workers = Annotated[int, typer.Option(help="For many scans: how many are worked on at once.")]
Engine = Annotated[str, typer.Option(help="For many scans: processes (this machine), or dask (its scheduler's machines).")]
MOST_FAILURES_SHOWN = 20


def scans_among(scan: Path | None, words: list[str]) -> tuple[list[Path], list[str]]:
    """Return the scan files that --scan and the words after it name, and the words that are left.

    A shell turns `--scan scans/*.ply` into one file for the option and the others as words; a pattern in quotes and a folder
    stand for the scans in them.  Raises InputError where a pattern or a folder holds none.
    """
    from tongren.scans.guard import ENDINGS

    if scan is None:
        return [], words
    files = [w for w in words if Path(w).suffix.lower() in ENDINGS]
    out: list[Path] = []
    for word in (str(scan), *files):
        path = Path(word)
        if path.is_dir():
            found = sorted(p for p in path.iterdir() if p.suffix.lower() in ENDINGS)
        elif not path.exists() and glob.has_magic(word):
            found = sorted(Path(path.anchor or ".").glob(str(path.relative_to(path.anchor)) if path.anchor else word))
        else:
            found = [path]
        if not found:
            raise InputError(f"{word}: no scan there; a scan ends in {', '.join(ENDINGS)}")
        out += found
    return list(dict.fromkeys(out)), [w for w in words if w not in files]


def run_many(
    scans: list[Path], out: Path | None, codes: list[str], options: ScanOptions, workers: int, engine: str
) -> None:
    """Locate the points of many scans, tell what came of them, and end with exit code 1 where some failed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from tongren.locating.many_scans import locate_many

    if out is None:
        raise InputError(f"{len(scans)} scans: say where their points go: --out points.parquet or points.csv")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    quiet = not sys.stderr.isatty()  # where nobody watches, a bar leaves an empty line
    with Progress(*columns, console=Console(stderr=True, quiet=quiet), transient=True) as bar:
        task = bar.add_task("scans", total=len(scans))

        def told(n: int, of: int, name: str) -> None:
            bar.update(task, completed=n, total=of, description=Path(name).name[-30:])

        try:
            report = locate_many(scans, out, options, workers, engine, codes or None, told)
        except KeyboardInterrupt:
            raise InputError(f"stopped; what is finished is kept in {out}.parts; the same command goes on from there") from None
    print(f"{out}: {report.rows:,} places on {len(scans) - len(report.failed)} scans")
    print(f"{report.done} scans done in {report.seconds:.0f} s, {report.before} were done before, {len(report.failed)} failed")
    for name in list(report.failed)[:MOST_FAILURES_SHOWN]:
        print(f"failed: {name}: {report.failed[name]}")
    if len(report.failed) > MOST_FAILURES_SHOWN:
        print(f"failed: {len(report.failed) - MOST_FAILURES_SHOWN} more; all reasons are in {out}.meta.json")
    if report.failed:
        raise typer.Exit(1)
