"""`tongren locate`: where points lie on a body, as a table for people or a file for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from tongren.cli.scans import Engine, Workers, run_many, scans_among
from tongren.cli.subject import Age, Asked, Front, Height, Person, ScanFile, Sex, Unit, Up, Vertices, Weight, measures_of, subject_from
from tongren.errors import InputError
from tongren.knowledge.index import find
from tongren.locating.located import Located
from tongren.locating.many_scans import ScanOptions
from tongren.scans.reading import ScanFrame

NAME = "locate"
EXAMPLE = "tongren locate ST36 PC6 --sex male --age 30 --height 180 --weight 75 --out points.csv"


def wanted_codes(words: list[str]) -> list[str]:
    """Return the code each word stands for.  Raises InputError for one that stands for none or for several."""
    out = []
    for word in words:
        found = find(word)
        if len(found) != 1:
            hint = f"; did you mean {', '.join(found[:5])}?" if found else "; `tongren find` searches all names"
            raise InputError(f'"{word}" names no single point{hint}')
        out += found
    return out


def print_table(found: Located, said: str, frame: str) -> None:
    """Print one body's points as a table."""
    console = Console(highlight=False)
    console.print(f"body: {said}", soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, side in (("point", "left"), ("side", "left"), ("x mm", "right"), ("y mm", "right"), ("z mm", "right"),
                       ("sigma mm", "right"), ("chart", "left"), ("status", "left")):
        table.add_column(name, justify=side)  # type: ignore[arg-type]
    for row in found.rows():
        xyz = ["–" if row[k] is None else f"{row[k]:.1f}" for k in ("x_mm", "y_mm", "z_mm")]
        table.add_row(row["code"], row["side"], *xyz, f"{row['sigma_mm']:.0f}", row["chart"], row["status"])
    console.print(table)
    console.print(f"frame: {frame}; +x left, +y back, +z up; sigma: radius that should hold the place 68 times in 100", soft_wrap=True)


def write(found: Located, out: Path) -> None:
    """Write points by the ending of the file's name."""
    writers: dict[str, Any] = {".csv": found.to_csv, ".json": found.to_json}
    if out.suffix.lower() not in writers:
        raise InputError(f"{out}: points are written as .csv or .json")
    writers[out.suffix.lower()](out)


def command(
    codes: Annotated[list[str] | None, typer.Argument(help="Points by code or any name; none means all.")] = None,
    sex: Sex = None, age: Age = None, height: Height = None, weight: Weight = None, vertices: Vertices = None, person: Person = None,
    pose: Annotated[str | None, typer.Option(help="rest, standing, seated or prone.")] = None,
    alternatives: Annotated[bool, typer.Option("--alternatives", help="Also the second places the standard left open.")] = False,
    scan: ScanFile = None, unit: Unit = None, up: Up = None, front: Front = None,
    out: Annotated[Path | None, typer.Option(help="points.csv or points.json; of many scans .parquet or .csv.")] = None,
    workers: Workers = 1, engine: Engine = "processes",
) -> None:
    """Locate points on a body, on a scan or on many, in millimetres."""
    scans, words = scans_among(scan, codes or [])
    wanted, frame = wanted_codes(words), ScanFrame(unit, up, front)
    measures = measures_of(sex, age, height, weight)
    if len(scans) > 1 or (out is not None and out.suffix.lower() == ".parquet" and scans):
        if vertices or person or pose or set(measures.given) - {"sex"}:
            raise InputError("many scans take --sex, --unit, --up, --front and --alternatives; measures are those of one person")
        run_many(scans, out, wanted, ScanOptions(measures.sex, frame.checked(), alternatives), workers, engine)
        return
    if workers != 1 or engine != "processes":
        raise InputError("--workers and --engine are for many scans; one body is one piece of work")
    subject = subject_from(Asked(measures, vertices, person, scans[0] if scans else None, frame))
    found = subject.located(wanted, pose, alternatives)
    if out is None:
        print_table(found, subject.said, found.meta["frame"])
    else:
        write(found, out)
        print(f"body: {subject.said}")
        print(f"{out}: {len(found.codes)} places of {len(set(found.codes))} points")
    for line in subject.notes:
        print(line)
