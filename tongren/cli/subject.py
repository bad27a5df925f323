"""The one source of a body that a command takes: measures, vertices, a saved person, or the named default."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from tongren.api import DEFAULT, named_body
from tongren.body.person import Body
from tongren.errors import InputError

Sex = Annotated[str | None, typer.Option(help="female or male: the build of body to use.")]
Age = Annotated[float | None, typer.Option(help="Years, 18 to 90.")]
Height = Annotated[float | None, typer.Option(help="Centimetres, 140 to 210.")]
Weight = Annotated[float | None, typer.Option(help="Kilograms; body mass index 15 to 45.")]
Vertices = Annotated[Path | None, typer.Option(help="A .npy of (13718, 3) template vertices in millimetres; wants --sex.")]
Person = Annotated[Path | None, typer.Option("--body", help="A person saved with `tongren body … --out person.npz`.")]


@dataclass(frozen=True)
class Subject:
    """A body to work on: either a Body, or vertices with a sex."""

    body: Body | None
    vertices: Any = None
    sex: str = ""
    said: str = ""
    pose: str = "rest"


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
