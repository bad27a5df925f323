"""The one source of a body that a command takes: measures, vertices, a saved person, a scan, or the named default."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from tongren.body.person import Body, Measures, check_sex
from tongren.errors import InputError
from tongren.fitting.scanned import ScanFit
from tongren.front.places import locate
from tongren.front.subjects import DEFAULT, load_person, named_body
from tongren.geometry.backend import Array
from tongren.locating.located import Located
from tongren.scans.reading import ScanFrame

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
class Asked:
    """What the options of a command say of a body."""

    measures: Measures = Measures()
    vertices: Path | None = None
    person: Path | None = None
    scan: Path | None = None
    frame: ScanFrame = ScanFrame()


@dataclass(frozen=True)
class Subject:
    """A body to work on: a Body, template vertices with a sex, or a body fitted to a scan."""

    ground: Body | ScanFit | Array
    said: str = ""
    sex: str = ""
    pose: str = "rest"

    @property
    def fit(self) -> ScanFit | None:
        """The body fitted to a scan, where it is one."""
        return self.ground if isinstance(self.ground, ScanFit) else None

    @property
    def body(self) -> Body | None:
        """The body by its measures, where it is one."""
        return self.ground if isinstance(self.ground, Body) else None

    @property
    def notes(self) -> list[str]:
        """What a reader should know of the body, as lines."""
        if self.fit is not None:
            return fit_lines(self.fit)
        return [f"note: {note}" for note in self.body.notes] if self.body else []

    def located(self, codes: list[str], pose: str | None, alternatives: bool) -> Located:
        """Return where points lie on it, only the wanted ones where any are given."""
        if isinstance(self.ground, Body | ScanFit):
            found = locate(self.ground, pose=pose or self.pose, alternatives=alternatives)
        elif pose is not None:
            raise InputError("--pose wants a body by its measures or --body; vertices keep the pose they came in")
        else:
            found = locate(self.ground, sex=check_sex(self.sex), alternatives=alternatives)
        if found.n_bodies > 1:
            raise InputError(f"{found.n_bodies} bodies in one file; `tongren locate` answers one, the Python library many")
        return found.only(codes) if codes else found


def measures_of(sex: str | None, age: float | None, height: float | None, weight: float | None) -> Measures:
    """Return the measures of the options.  Raises InputError for one that no adult has."""
    return Measures(None if sex is None else check_sex(sex), age, height, weight)


def subject_from(asked: Asked) -> Subject:
    """Return the body that the options ask for; measures beside a scan tell of the person scanned.

    Raises InputError where they ask for two, for half of one, or for what does not go with the source.
    """
    if asked.scan is None and any(asked.frame):
        raise InputError("--unit, --up and --front tell of a scan: give --scan as well")
    if sum(x is not None for x in (asked.vertices, asked.person, asked.scan)) > 1:
        raise InputError("give one source of a body: --scan, or --vertices, or --body")
    if asked.scan is not None:
        return fitted_to(asked.scan, asked.frame, asked.measures)
    if asked.vertices is not None:
        return _of_vertices(asked.vertices, asked.measures)
    if asked.person is not None:
        if asked.measures.given:
            given = ", ".join(f"--{name.split('_')[0]}" for name in asked.measures.given)
            raise InputError(f"{given} beside --body: the person saved in {asked.person} has measures and sex of its own; leave {given} out")
        ground, pose = load_person(asked.person)
        saved = "" if isinstance(ground, ScanFit) else f" (saved in pose {pose})"
        return Subject(ground, ground.describe() + saved, ground.sex, pose)
    return _of_measures(asked.measures)


def _of_measures(measures: Measures) -> Subject:
    """A body by all four measures, or the named one of a sex, or the default."""
    if set(measures.given) - {"sex"}:
        if len(measures.given) < 4:
            raise InputError("a body by its measures wants all four: --sex --age --height --weight")
        body = measures.body()
        return Subject(body, body.describe(), body.sex)
    body = named_body(DEFAULT if measures.sex is None else "standard_woman" if measures.sex == "female" else "standard_man")
    default = "" if measures.sex else " (the default; say --sex --age --height --weight for another)"
    return Subject(body, body.describe() + default, body.sex)


def _of_vertices(path: Path, measures: Measures) -> Subject:
    """Template vertices of a .npy file, whose sex must be said, and nothing else."""
    if set(measures.given) - {"sex"}:
        raise InputError("give one source of a body: --sex --age --height --weight, or --vertices --sex, or --body")
    if measures.sex is None:
        raise InputError("--vertices wants --sex female or --sex male as well")
    try:
        array = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    except (ValueError, OSError, EOFError):
        raise InputError(f"{path}: not a NumPy file of plain numbers; write one with numpy.save(path, vertices)") from None
    if not isinstance(array, np.ndarray):
        raise InputError(f"{path}: holds several arrays; --vertices wants one (.npy), --body a saved person (.npz)")
    return Subject(array, f"vertices of {path}, {measures.sex}", measures.sex)


def fitted_to(scan: Path, frame: ScanFrame, measures: Measures) -> Subject:
    """Return the body fitted to a scan file, what is known of the person narrowing it, with one progress bar on the terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from tongren.fitting.fit import fit_scan
    from tongren.scans.reading import read_scan

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True, quiet=not sys.stderr.isatty()), transient=True) as bar:
        task = bar.add_task("read", total=1.1)
        read = read_scan(scan, *frame)
        bar.advance(task, 0.1)
        fit = fit_scan(read, measures, progress=lambda word, share: bar.update(task, advance=share, description=word))
    return Subject(fit, fit.describe(), fit.sex, "scan")


def fit_lines(fit: ScanFit) -> list[str]:
    """Return what a reader should know of a fit before trusting it: its notes, and each region's agreement and coverage."""
    rows = [f"note: {note}" for note in fit.notes]
    for r in fit.regions:
        far = "the scan shows none of it" if r.median_mm != r.median_mm else f"median {r.median_mm:.1f} mm, 90th percentile {r.p90_mm:.1f} mm"
        rows.append(f"fit: {r.name.replace('_', ' ')}: {far}, {r.coverage:.0%} seen")
    return [*rows, f"fit: {fit.seconds:.0f} s"]
