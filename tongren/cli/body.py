"""`tongren body`: a body of given measures as a mesh or as a person file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from tongren.body.person import Body
from tongren.body.stance import posed
from tongren.cli.subject import Age, Asked, Front, Height, Person, ScanFile, Sex, Subject, Unit, Up, Weight, measures_of, subject_from
from tongren.errors import InputError
from tongren.fitting.scanned import ScanFit
from tongren.front.subjects import pose_of
from tongren.outfile import write_arrays
from tongren.scans.reading import ScanFrame

NAME = "body"
EXAMPLE = "tongren body --sex female --age 60 --height 158 --weight 70 --pose standing --out body.glb"
MESHES = (".ply", ".obj", ".glb")


def save_person(body: Body, pose: str, path: Path) -> None:
    """Write what is needed to have the same person again: measures, shape, pose, sex.  Raises OutputError where it cannot be written."""
    write_arrays(
        path, sex=body.sex, name=body.name, age=body.age, height_cm=body.height_cm, weight_kg=body.weight_kg, pose=pose,
        phenotype=body.solved.phenotype[0], vertices_mm=posed(body, pose).astype(np.float32),
    )


def _write(subject: Subject, pose: str, out: Path) -> None:
    """Write a body by the ending of the file's name."""
    ground = subject.ground
    assert isinstance(ground, Body | ScanFit)
    if out.suffix == ".npz" and subject.fit is not None:
        subject.fit.save(out)
    elif out.suffix == ".npz" and subject.body is not None:
        save_person(subject.body, pose, out)
    elif out.suffix in MESHES:
        from tongren.drawing.mesh import save_body
        from tongren.front.subjects import vertices_in

        save_body(vertices_in(ground, pose), out)
    else:
        raise InputError(f"{out}: a body is written as .ply, .obj, .glb or .npz")


def command(
    sex: Sex = None, age: Age = None, height: Height = None, weight: Weight = None, person: Person = None,
    scan: ScanFile = None, unit: Unit = None, up: Up = None, front: Front = None,
    pose: Annotated[str | None, typer.Option(help="rest, standing, seated or prone; of a scan also scan.")] = None,
    out: Annotated[Path | None, typer.Option(help="body.ply, .obj, .glb (mesh) or .npz (person).")] = None,
) -> None:
    """Build a body, or fit one to a scan, and say what it measures."""
    subject = subject_from(Asked(measures_of(sex, age, height, weight), None, person, scan, ScanFrame(unit, up, front)))
    if pose is not None and out is None:
        raise InputError(f'--pose {pose} changes nothing without --out: the measures are those of the person, whatever the pose')
    pose = pose_of(pose or subject.pose, ["scan"] if subject.fit is not None else [])
    print(f"body: {subject.said}")
    if subject.body is not None:
        solved = subject.body.solved
        print(f"reached: {float(solved.height_mm[0]) / 10:.1f} cm, {float(solved.mass_kg[0]):.1f} kg")
    for line in subject.notes:
        print(line)
    if out is not None:
        _write(subject, pose, out)
        print(f"{out}: written in pose {pose}")
