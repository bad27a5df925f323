"""What points can be located on: a Body, bodies, a scan, a fit, vertices, or a file of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tongren.allowed import file_path, shown, text
from tongren.body.person import Bodies, Body
from tongren.body.stance import posed, poses
from tongren.errors import InputError
from tongren.fitting.scanned import ScanFit, from_file, is_scanned
from tongren.geometry.backend import Array
from tongren.geometry.mesh import FloatArray
from tongren.scans.reading import Scan, read_scan

if TYPE_CHECKING:
    from trimesh import PointCloud, Trimesh

    Subject = Body | Bodies | Sequence[Body] | Scan | ScanFit | Array | str | Path | Trimesh | PointCloud

NAMED = {
    "standard_woman": ("female", 40.0, 163.0, 60.0),
    "standard_man": ("male", 40.0, 175.0, 75.0),
}
DEFAULT = "standard_woman"
ALLOWED = "a Body, Bodies, a list of Body, a Scan, a ScanFit, template vertices, a trimesh mesh, or the path of a scan or a saved person"
NOT_FOR = {
    ("a Body", "sex"): "a Body has its own",
    ("a Body", "at_rest"): "it tells of vertices; a Body is built at rest",
    ("several bodies", "sex"): "bodies have their own",
    ("several bodies", "at_rest"): "it tells of vertices; bodies are built at rest",
    ("several bodies", "pose"): "they are located at rest; take one, such as bodies[0]",
    ("a scan", "at_rest"): "it tells of vertices",
    ("a fitted scan", "sex"): "the fit has taken one; give it to fit_scan: Measures(sex=...)",
    ("a fitted scan", "at_rest"): "it tells of vertices",
    ("vertices", "pose"): "vertices keep the pose that they came in",
}


def named_body(name: str = DEFAULT) -> Body:
    """Return one of the named bodies.  Raises InputError for another name."""
    if text("body", name, f'"{DEFAULT}"') not in NAMED:
        raise InputError(f'body is "{name}"; allowed: {", ".join(NAMED)}')
    sex, age, height_cm, weight_kg = NAMED[name]
    return Body("female" if sex == "female" else "male", age, height_cm, weight_kg, name)


def refuse(what: str, **given: object) -> None:
    """Raise InputError, with the reason, for an option that was given and does not apply."""
    for name, value in given.items():
        if value is not None:
            raise InputError(f"{name} is {shown(value)}, which does not apply to {what}: {NOT_FOR[what, name]}")


def pose_of(pose: object, more: Sequence[str] = ()) -> str:
    """Return the name of a pose; `rest` where none was given.  Raises InputError for one that there is not."""
    known = [*poses(), "rest", *more]
    if pose is not None and (not isinstance(pose, str) or pose not in known):
        raise InputError(f"pose is {shown(pose)}; allowed: {', '.join(dict.fromkeys(known))}")
    return pose if isinstance(pose, str) else "rest"


def opened(path: str | Path) -> tuple[Body | ScanFit | Scan, str | None]:
    """Return what a file holds, a saved person (.npz) or a scan, and the pose that a person was saved in."""
    file = file_path("path", path)
    return load_person(file) if file.suffix.lower() == ".npz" else (read_scan(file), None)


def load_person(path: Path) -> tuple[Body | ScanFit, str]:
    """Return the person saved in a .npz file, and the pose: `scan` for a body fitted to a scan.

    Raises InputError where the file is no such person.
    """
    try:
        data = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    except (ValueError, OSError, EOFError):
        raise InputError(f"{path}: not a NumPy file of plain numbers; save a person with `tongren body … --out person.npz`") from None
    if is_scanned(data):
        return from_file(data, path), "scan"
    try:
        sex, name, pose = str(data["sex"]), str(data["name"]), str(data["pose"])
        numbers = [float(data[k]) for k in ("age", "height_cm", "weight_kg")]
    except (KeyError, IndexError, TypeError, ValueError):
        raise InputError(f"{path}: not a person saved by `tongren body … --out person.npz`") from None
    return Body(sex, numbers[0], numbers[1], numbers[2], name), pose  # type: ignore[arg-type]


def vertices_in(subject: Body | ScanFit, pose: str) -> FloatArray:
    """Return the vertices (13718, 3) of a body or a fit in a named pose, LPS millimetres."""
    return subject.in_pose(pose) if isinstance(subject, ScanFit) else posed(subject, pose)
