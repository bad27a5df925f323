"""Scans with a known truth, made from bodies: random people in poses of people being scanned, spoiled, turned, in any unit.

`made(seed, kind)` is deterministic.  The damage kinds are those a scan has: noise, holes, missing parts, floor, chair, hair, clothes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tongren.body.person import Body
from tongren.body.population import people
from tongren.body.pose import bone_transforms, skin
from tongren.body.stance import turn_about, turns_of
from tongren.body.template import FloatArray, IntArray, template
from tongren.scans.models import scan_poses, spread_over

UNITS_MM = {"m": 1000.0, "cm": 10.0, "mm": 1.0, "inch": 25.4}
KINDS = ("whole", "cloud", "noise", "holes", "no_hands", "no_feet", "no_head", "no_back", "no_front", "floor", "chair", "hair", "skirt", "loose")
JITTERED = ("upperleg01", "lowerleg01", "upperarm01", "lowerarm01", "shoulder01", "neck01", "spine03")


@dataclass(frozen=True)
class Made:
    """A made scan: points (N, 3) and faces (F, 3) or None in its own unit and axes, and the truth it came from.

    upright (V, 3): the whole body's vertices, LPS millimetres; turn, shift: own = (upright @ turn.T) / factor + shift.
    """

    points: FloatArray
    faces: IntArray | None
    upright: FloatArray
    turn: FloatArray
    shift: FloatArray
    unit: str
    pose: str
    person: tuple[Any, ...]


def random_rotation(rng: np.random.Generator) -> FloatArray:
    """Return a rotation (3, 3), uniform."""
    q, r = np.linalg.qr(rng.normal(size=(3, 3)))
    q = q * np.sign(np.diag(r))
    return q * np.linalg.det(q)


def random_body(rng: np.random.Generator, pose: str | None = None) -> tuple[FloatArray, str, tuple[Any, ...]]:
    """Return the vertices of a random adult standing or sitting in about a pose, the pose's name, and the person."""
    female, age, height, weight = people(1, int(rng.integers(1 << 30)))
    person = ("female" if female[0] else "male", float(age[0]), float(height[0]), float(weight[0]))
    body = Body(*person)
    name = pose or str(rng.choice(list(scan_poses())))
    turns = turns_of(scan_poses()[name], body.rest)[0]
    labels = template().bone_labels
    for bone in JITTERED:
        for side in (".L", ".R"):
            if bone + side in labels:
                turns[labels.index(bone + side)] = turns[labels.index(bone + side)] @ turn_about(list(rng.normal(0, 6, 3)))
        if bone in labels:
            turns[labels.index(bone)] = turn_about(list(rng.normal(0, 4, 3)))
    t = template()
    vertices = skin(t, body.rest.vertices, bone_transforms(t, body.rest, turns[None].astype(np.float32)))[0].astype(float)
    return vertices - [0, 0, vertices[:, 2].min()], str(scan_poses()[name]["pose"]), person


def box(low: tuple[float, float, float], high: tuple[float, float, float]) -> FloatArray:
    """Return points (N, 3) strewn over a box, one for each 150 mm2."""
    lo, hi = np.array(low, float), np.array(high, float)
    rng, out = np.random.default_rng(1), []
    for axis in range(3):
        size = np.delete(hi - lo, axis)
        for side in (lo, hi):
            p = lo + rng.random((int(size.prod() / 150) + 4, 3)) * (hi - lo)
            p[:, axis] = side[axis]
            out.append(p)
    return np.concatenate(out)


def _regions(vertices: FloatArray) -> dict[str, FloatArray]:
    """Return for hands, feet and head which vertices (V,) hang on them."""
    t = template()
    bone = np.array(t.bone_labels)[t.skinning.argmax(1)]
    return {"hands": np.char.startswith(bone, "finger") | np.char.startswith(bone, "metacarpal") | np.char.startswith(bone, "wrist"),
            "feet": np.char.startswith(bone, "foot") | np.char.startswith(bone, "toe"),
            "head": np.isin(bone, ["head", "neck03", "neck02", "eye.L", "eye.R"])}  # fmt: skip


def spoiled(vertices: FloatArray, kind: str, rng: np.random.Generator) -> tuple[FloatArray, IntArray | None]:
    """Return points and faces of a body (V, 3) with one kind of damage."""
    t = template()
    faces = t.faces[t.is_skin]
    if kind in ("no_hands", "no_feet", "no_head"):
        gone = _regions(vertices)[kind[3:]]
        return vertices, faces[~gone[faces].any(1)]
    if kind == "holes":
        centres = vertices[rng.integers(0, len(vertices), 12)]
        gone = (np.linalg.norm(vertices[:, None] - centres, axis=2) < rng.uniform(30, 90, 12)).any(1)
        return vertices, faces[~gone[faces].any(1)]
    if kind == "whole":
        return vertices, faces
    points, normals = spread_over(vertices, faces, 20_000, int(rng.integers(1 << 30)))
    low, high = points.min(0), points.max(0)
    if kind in ("no_back", "no_front"):
        return points[(normals[:, 1] < 0.15) if kind == "no_back" else (normals[:, 1] > -0.15)], None
    if kind == "noise":
        points = points + rng.normal(0, 5, points.shape)
    elif kind == "floor":
        size = rng.uniform(400, 1500)
        flat = rng.uniform(-size, size, (int(size * size * 4 / 150), 3)) * (1, 1, 0) + rng.normal(0, 1.5, (1, 3))
        points = np.concatenate([points, flat + rng.normal(0, 1.0, flat.shape)])
    elif kind == "chair":
        seat = points[np.abs(points[:, 1] - points[:, 1].mean()) < 120][:, 2]
        top = float(np.percentile(seat, 5)) - 5 if high[2] < 1450 else 450.0
        at = float(high[1]) - 150 if high[2] < 1450 else float(high[1]) + 60
        parts = [box((-220, at - 220, top - 30), (220, at + 220, top)), box((-220, at + 200, top), (220, at + 230, top + 400))]
        parts += [box((x - 15, y - 15, 0), (x + 15, y + 15, top)) for x in (-200, 200) for y in (at - 200, at + 200)]
        points = np.concatenate([points, *parts])
    elif kind == "hair":
        head = points[points[:, 2] > high[2] - 60].mean(0) + (0, 20, -60)
        ball = rng.normal(size=(3000, 3))
        ball = ball / np.linalg.norm(ball, axis=1, keepdims=True) * (110, 130, 120) + head + rng.normal(0, 6, (3000, 3))
        points = np.concatenate([points, ball[ball[:, 1] > head[1] - 40]])
    elif kind == "skirt":
        waist = 0.55 * high[2] if high[2] > 1450 else 0.4 * high[2]
        inside = (points[:, 2] < waist) & (points[:, 2] > waist - 350)
        middle = points[inside].mean(0)
        points = points.copy()
        points[inside, :2] = middle[:2] + (points[inside, :2] - middle[:2]) * (1.25, 1.25)
    elif kind == "loose":
        points = np.concatenate([points, *(rng.normal(0, 40, (200, 3)) + rng.uniform(low - 300, high + 300) for _ in range(5))])
    return points, None


def made(seed: int, kind: str, pose: str | None = None, unit: str | None = None, turned: bool = True) -> Made:
    """Return the scan of a seed with a kind of damage; pose (a name of atlas/scan_poses.toml) and unit are drawn where not given."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    vertices, name, person = random_body(rng, pose)
    points, faces = spoiled(vertices, kind, rng)
    unit = unit or str(rng.choice(list(UNITS_MM)))
    turn = random_rotation(rng) if turned else np.eye(3)
    shift = rng.normal(0, 2000, 3) / UNITS_MM[unit]
    return Made(points @ turn.T / UNITS_MM[unit] + shift, faces, vertices, turn, shift, unit, name, person)


def write(scan: Made, path: Path) -> Path:
    """Write a made scan by the ending of the path: ply, obj, stl, glb, off, xyz or npy."""
    import trimesh

    if path.suffix == ".npy":
        np.save(path, scan.points)
    elif path.suffix == ".xyz":
        np.savetxt(path, scan.points, fmt="%.6g")
    elif scan.faces is None:
        trimesh.PointCloud(scan.points).export(path)
    else:
        used = np.unique(scan.faces)
        number = np.full(len(scan.points), -1)
        number[used] = np.arange(len(used))
        trimesh.Trimesh(scan.points[used], number[scan.faces], process=False).export(path)
    return path
