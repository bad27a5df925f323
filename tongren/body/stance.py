"""Named poses: from directions of the limbs (atlas/poses.toml) to the bones' turns on a given body."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

import numpy as np

from tongren.allowed import shown
from tongren.body.person import Body, origin_of
from tongren.body.pose import bone_transforms, skin
from tongren.body.shape import RestState
from tongren.body.template import FloatArray, template
from tongren.errors import InputError
from tongren.knowledge.tables import atlas_path


@cache
def poses() -> dict[str, dict[str, Any]]:
    """Return the named poses."""
    return tomllib.loads((atlas_path() / "poses.toml").read_text(encoding="utf-8"))


def turn_between(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the smallest rotation (3, 3) that carries direction a to direction b (Rodrigues' formula)."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    v, c = np.cross(a, b), float(a @ b)
    k = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
    return np.eye(3) + k + k @ k / (1 + c)


def turn_about(degrees: list[float]) -> FloatArray:
    """Return the rotation (3, 3) by angles about x, then y, then z."""
    out = np.eye(3)
    for axis, angle in enumerate(np.radians(degrees)):
        i, j = [(1, 2), (2, 0), (0, 1)][axis]
        r = np.eye(3)
        r[i, i] = r[j, j] = np.cos(angle)
        r[i, j], r[j, i] = -np.sin(angle), np.sin(angle)
        out = r @ out
    return out


def rotations_of(name: str, rest: RestState) -> FloatArray:
    """Return bone turns (1, J, 3, 3) that bring a body (batch of one) into a named pose.

    Raises InputError for a name that is not in atlas/poses.toml.
    """
    if name not in poses():
        raise InputError(f'pose is "{name}"; allowed: {", ".join(poses())}')
    return turns_of(poses()[name], rest)


def turns_of(pose: dict[str, Any], rest: RestState) -> FloatArray:
    """Return bone turns (1, J, 3, 3) of a pose as a pose file writes it, for a body (batch of one).

    A fourth word of an aim, ".L" or ".R", says that it holds for that side only.
    """
    t = template()
    labels, parents = t.bone_labels, t.bone_parents
    at_rest = bone_transforms(t, rest)[0]
    heads = np.einsum("jkl,jl->jk", at_rest[:, :, :3], rest.heads[0]) + at_rest[:, :, 3]
    aims = {}
    for bone, child, direction, *only in pose["aims"]:
        for side, sign in ((".L", 1), (".R", -1)):
            if only and side not in only:
                continue
            aims[labels.index(bone + side)] = (labels.index(child + side), np.array(direction) * (sign, 1, 1))
    whole = turn_about(pose["turn"])
    world = np.empty((len(labels), 3, 3))
    delta = np.tile(np.eye(3), (len(labels), 1, 1))
    world[0] = np.eye(3)
    for j in range(1, len(labels)):
        parent = world[parents[j]]
        world[j] = parent
        if j in aims:
            child, wanted = aims[j]
            world[j] = turn_between(parent @ (heads[child] - heads[j]), wanted) @ parent
            delta[j] = parent.T @ world[j]
    delta[0] = whole
    return delta[None].astype(np.float32)


def _turns(pose: object) -> FloatArray:
    """The turns (1, J, 3, 3) of all bones.  Raises InputError for what are none."""
    n = len(template().bone_labels)
    try:
        turns = np.asarray(pose, np.float32)
    except (TypeError, ValueError, OverflowError):
        turns = np.zeros(0, np.float32)
    if turns.shape != (n, 3, 3) or not np.isfinite(turns).all():
        raise InputError(f"pose is {shown(pose)}; allowed: a word ({', '.join(poses())}) or turns ({n}, 3, 3), one for each bone")
    return turns[None]


def posed(body: Body, pose: str | FloatArray) -> FloatArray:
    """Return the vertices (13718, 3) of a body in a named pose, or with bone turns (J, 3, 3), LPS millimetres.

    The origin is on the floor: between the soles in the rest pose and standing, below the pelvis otherwise.
    """
    if not isinstance(body, Body):
        raise InputError(f"body is {shown(body)}; allowed: a Body")
    t = template()
    if isinstance(pose, str) and pose == "rest":
        return body.vertices_mm
    turns = rotations_of(pose, body.rest) if isinstance(pose, str) else _turns(pose)
    vertices = skin(t, body.rest.vertices, bone_transforms(t, body.rest, turns))
    if isinstance(pose, str) and pose == "standing":
        return (vertices - origin_of(vertices)[:, None])[0]
    return (vertices - np.array([0, 0, vertices[:, :, 2].min()], np.float32))[0]
