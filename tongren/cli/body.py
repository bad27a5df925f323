"""`tongren body`: a body of given measures as a mesh or as a person file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from tongren.body.person import Body
from tongren.body.stance import posed
from tongren.cli.subject import Age, Height, Person, Sex, Weight, subject_of
from tongren.errors import InputError

NAME = "body"
EXAMPLE = "tongren body --sex female --age 60 --height 158 --weight 70 --pose standing --out body.glb"
MESHES = (".ply", ".obj", ".glb")


def save_person(body: Body, pose: str, path: Path) -> None:
    """Write what is needed to have the same person again: measures, shape, pose, sex."""
    np.savez_compressed(
        path, sex=body.sex, name=body.name, age=body.age, height_cm=body.height_cm, weight_kg=body.weight_kg, pose=pose,
        phenotype=body.solved.phenotype[0], vertices_mm=posed(body, pose).astype(np.float32),
    )


def command(
    sex: Sex = None, age: Age = None, height: Height = None, weight: Weight = None, person: Person = None,
    pose: Annotated[str | None, typer.Option(help="rest, standing, seated or prone.")] = None,
    out: Annotated[Path | None, typer.Option(help="body.ply, .obj, .glb (mesh) or .npz (person).")] = None,
) -> None:
    """Build a body and say what it measures."""
    subject = subject_of(sex, age, height, weight, None, person)
    body, pose = subject.body, pose or subject.pose
    assert body is not None
    solved = body.solved
    print(f"body: {subject.said}")
    print(f"reached: {float(solved.height_mm[0]) / 10:.1f} cm, {float(solved.mass_kg[0]):.1f} kg")
    for note in body.notes:
        print(f"note: {note}")
    if out is None:
        return
    if out.suffix == ".npz":
        save_person(body, pose, out)
    elif out.suffix in MESHES:
        from tongren.draw.mesh import save_body

        save_body(posed(body, pose), out)
    else:
        raise InputError(f"{out}: a body is written as .ply, .obj, .glb or .npz")
    print(f"{out}: written in pose {pose}")
