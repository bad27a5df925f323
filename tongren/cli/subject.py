"""The one source of a body that a command takes: measures, vertices, a saved person, or the named default."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from tongren.body.person import Body
from tongren.errors import InputError
from tongren.fitting.scanned import ScanFit, from_file, is_scanned
from tongren.front.places import DEFAULT, named_body

Sex = Annotated[str | None, typer.Option(help="female or male: the build of body to use.")]
Age = Annotated[float | None, typer.Option(help="Years, 18 to 90.")]
Height = Annotated[float | None, typer.Option(help="Centimetres, 140 to 210.")]
Weight = Annotated[float | None, typer.Option(help="Kilograms; body mass index 15 to 45.")]
Vertices = Annotated[Path | None, typer.Option(help="A .npy of (13718, 3) template vertices in millimetres; wants --sex.")]
Person = Annotated[Path | None, typer.Option("--body", help="A person saved with `tongren body … --out person.npz`.")]
ScanFile = Annotated[Path | None, typer.Option("--scan", help="A 3D scan of a person: .ply .obj .stl .glb .gltf .off .xyz .npy.")]
Unit = Annotated[str | None, typer.Option(help="Unit of the scan: m, cm, mm or inch; found where not given.")]
Up = Annotated[str | None, typer.Option(help="The scan's axis towards the head, such as +z; found where not given.")]
Front = Annotated[str | None, typer.Option(help="The scan's axis towards the face, such as -y; found where not given.")]


@dataclass(frozen=True)
class Subject:
    """A body to work on: a Body, vertices with a sex, or a body fitted to a scan."""

    body: Body | None
    vertices: Any = None
    sex: str = ""
    said: str = ""
    pose: str = "rest"
    scanned: ScanFit | None = None

    @property
    def notes(self) -> list[str]:
        """What a reader should know of the body, as lines."""
        if self.scanned is not None:
            return fit_lines(self.scanned)
        return [f"note: {note}" for note in self.body.notes] if self.body else []


def load_array(path: Path) -> Any:
    """Return the array of a .npy file.  Raises InputError where it cannot be read as plain numbers."""
    try:
        array = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    except (ValueError, OSError, EOFError):
        raise InputError(f"{path}: not a NumPy file of plain numbers; write one with numpy.save(path, vertices)") from None
    return array


def load_person(path: Path) -> tuple[Body, str]:
    """Return the body saved in a person file and the pose it was saved in."""
    data = load_array(path)
    try:
        sex, name, pose = str(data["sex"]), str(data["name"]), str(data["pose"])
        numbers = [float(data[k]) for k in ("age", "height_cm", "weight_kg")]
    except (KeyError, IndexError, TypeError, ValueError):
        raise InputError(f"{path}: not a person saved by `tongren body … --out person.npz`") from None
    return Body(sex, numbers[0], numbers[1], numbers[2], name), pose  # type: ignore[arg-type]


def subject_of(
    sex: str | None, age: float | None, height: float | None, weight: float | None, vertices: Path | None, person: Path | None
) -> Subject:
    """Return the body that the options ask for.  Raises InputError where they ask for two, or for half of one."""
    measures = [m is not None for m in (age, height, weight)]
    sources = [any(measures), vertices is not None, person is not None]
    if sum(sources) > 1:
        raise InputError("give one source of a body: --sex --age --height --weight, or --vertices --sex, or --body")
    if vertices is not None:
        if sex is None:
            raise InputError("--vertices wants --sex female or --sex male as well")
        array = load_array(vertices)
        if not isinstance(array, np.ndarray):
            raise InputError(f"{vertices}: holds several arrays; --vertices wants one (.npy), --body a saved person (.npz)")
        return Subject(None, array, sex, f"vertices of {vertices}, {sex}")
    if person is not None:
        data = load_array(person)
        if is_scanned(data):
            fit = from_file(data, person)
            return Subject(None, None, fit.sex, fit.describe(), "scan", fit)
        body, pose = load_person(person)
        return Subject(body, None, body.sex, f"{body.describe()} (saved in pose {pose})", pose)
    if any(measures):
        if not all(measures) or sex is None:
            raise InputError("a body by its measures wants all four: --sex --age --height --weight")
        assert age is not None and height is not None and weight is not None
        body = Body(sex, age, height, weight)  # type: ignore[arg-type]
        return Subject(body, None, sex, body.describe())
    if sex not in (None, "female", "male"):
        raise InputError(f'sex is "{sex}"; allowed: female or male (the build of body to use)')
    if sex is not None:
        body = named_body("standard_woman" if sex == "female" else "standard_man")
        return Subject(body, None, sex, body.describe())
    body = named_body(DEFAULT)
    return Subject(body, None, body.sex, f"{body.describe()} (the default; say --sex --age --height --weight for another)")


def subject_from(
    sex: str | None, age: float | None, height: float | None, weight: float | None, vertices: Path | None, person: Path | None,
    scan: Path | None, unit: str | None, up: str | None, front: str | None,
) -> Subject:  # fmt: skip
    """Return the body that the options ask for, fitted to a scan where one is given; measures then tell of the person scanned."""
    if scan is None:
        if unit or up or front:
            raise InputError("--unit, --up and --front tell of a scan: give --scan as well")
        return subject_of(sex, age, height, weight, vertices, person)
    if vertices is not None or person is not None:
        raise InputError("give one source of a body: --scan, or --vertices, or --body")
    return fitted_to(scan, unit, up, front, sex, age, height, weight)


def fitted_to(
    scan: Path, unit: str | None, up: str | None, front: str | None, sex: str | None, age: float | None, height: float | None,
    weight: float | None,
) -> Subject:  # fmt: skip
    """Return the body fitted to a scan file, what is known of the person narrowing it, with one progress bar on the terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from tongren.fitting.fit import fit_scan
    from tongren.scans.reading import read_scan

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("read", total=1.1)
        read = read_scan(scan, unit, up, front)
        bar.advance(task, 0.1)
        fit = fit_scan(read, sex, age, height, weight, progress=lambda word, share: bar.update(task, advance=share, description=word))
    return Subject(None, None, fit.sex, fit.describe(), "scan", fit)


def fit_lines(fit: ScanFit) -> list[str]:
    """Return what a reader should know of a fit before trusting it: its notes, and each region's agreement and coverage."""
    rows = [f"note: {note}" for note in fit.notes]
    for r in fit.regions:
        far = "the scan shows none of it" if r.median_mm != r.median_mm else f"median {r.median_mm:.1f} mm, 90th percentile {r.p90_mm:.1f} mm"
        rows.append(f"fit: {r.name.replace('_', ' ')}: {far}, {r.coverage:.0%} seen")
    return [*rows, f"fit: {fit.seconds:.0f} s"]
