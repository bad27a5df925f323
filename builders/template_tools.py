"""Tools of the binding builders: named template bodies, bones, nearest skin, rays and plane cuts (millimetres, LPS)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tongren.body.pose import bone_transforms, skin
from tongren.body.shape import rest_state
from tongren.body.template import FloatArray, template
from tongren.geometry.mesh import nearest_on_triangles

ROOT = Path(__file__).resolve().parents[1]
T = template()
FACES = T.faces
SKIN = np.flatnonzero(T.is_skin)
F = T.faces[T.is_skin]
# gender, age, muscle, weight, height, proportions (Anny's axes)
BODIES = {
    "male": (0, 0.67, 0.5, 0.5, 0.5, 0.5),
    "female": (1, 0.8, 0.5, 0.5, 0.5, 0.5),
    "heavy_man": (0, 0.8, 0.3, 0.95, 0.5, 0.5),
    "heavy_woman": (1, 0.85, 0.3, 0.95, 0.4, 0.5),
    "thin_woman": (1, 0.78, 0.4, 0.1, 0.6, 0.5),
    "thin_old_man": (0, 0.93, 0.3, 0.1, 0.4, 0.5),
    "tall_man": (0, 0.78, 0.7, 0.5, 0.95, 0.5),
    "short_woman": (1, 0.9, 0.5, 0.6, 0.05, 0.5),
}
Site = tuple[int, FloatArray, FloatArray, float]


@cache
def _state(name: str) -> tuple[FloatArray, FloatArray]:
    rest = rest_state(T, np.array([BODIES[name]], float))
    transforms = bone_transforms(T, rest)
    vertices = skin(T, rest.vertices, transforms)[0].astype(float)
    heads = np.einsum("jkl,jl->jk", transforms[0, :, :, :3], rest.heads[0]) + transforms[0, :, :, 3]
    return vertices, heads


def body(name: str = "male") -> tuple[FloatArray, Any]:
    """Vertices (V, 3) of a named body in the rest stance and the faces of its skin."""
    return _state(name)[0], F


def bones(name: str = "male") -> dict[str, FloatArray]:
    """Head of each bone (3,) in the rest stance."""
    return dict(zip(T.bone_labels, _state(name)[1], strict=True))


def at(vertices: FloatArray, face: int, weights: FloatArray) -> FloatArray:
    """Position (3,) of a site."""
    return (vertices[FACES[face]] * np.asarray(weights)[:, None]).sum(0)


def nearest(vertices: FloatArray, p: FloatArray) -> Site:
    """Nearest skin point to p: face, weights (3,), position (3,), distance."""
    p = np.asarray(p, float)
    a, b, c = (vertices[F[:, i]] for i in range(3))
    k = np.argsort((((a + b + c) / 3 - p) ** 2).sum(1))[:400]
    w = nearest_on_triangles(p[None], a[k], b[k], c[k])
    q = (np.stack([a[k], b[k], c[k]], 1) * w[:, :, None]).sum(1)
    d = np.linalg.norm(q - p, axis=1)
    i = d.argmin()
    return int(SKIN[k[i]]), w[i].round(5), q[i], float(d[i])


def ray(vertices: FloatArray, origin: FloatArray, direction: FloatArray) -> Site | None:
    """First skin hit from origin along direction: face, weights, position, distance; None if nothing is hit."""
    o, d = np.asarray(origin, float), np.asarray(direction, float)
    d = d / np.linalg.norm(d)
    a, b, c = (vertices[F[:, i]] for i in range(3))
    e1, e2, s = b - a, c - a, o - a
    h = np.cross(d, e2)
    det = (e1 * h).sum(1)
    with np.errstate(all="ignore"):
        u = (s * h).sum(1) / det
        q = np.cross(s, e1)
        v = (q @ d) / det
        t = (e2 * q).sum(1) / det
    ok = np.flatnonzero((u >= 0) & (v >= 0) & (u + v <= 1) & (t > 0) & (np.abs(det) > 1e-12))
    if len(ok) == 0:
        return None
    i = ok[t[ok].argmin()]
    return int(SKIN[i]), np.array([1 - u[i] - v[i], u[i], v[i]]).round(5), o + t[i] * d, float(t[i])


def slice(vertices: FloatArray, point: FloatArray, normal: FloatArray) -> list[FloatArray]:
    """Polylines (N, 3) in which a plane cuts the skin."""
    import trimesh

    cut = trimesh.Trimesh(vertices, F, process=False).section(plane_origin=point, plane_normal=normal)
    return [] if cut is None else [np.asarray(x) for x in cut.discrete]


@cache
def bone_file() -> dict[tuple[str, str], dict[str, Any]]:
    """The bone landmarks carried to the template, by (id, side); side is left, right or midline."""
    data = json.loads((ROOT / "atlas" / "bindings" / "bone_landmarks.json").read_text())
    return {(x["id"], x["side"]): x for x in data["landmarks"]}
