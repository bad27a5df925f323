"""Triangle meshes as arrays: normals, volume, points on faces and the nearest point of a set of candidate faces."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]
IntArray = npt.NDArray[np.integer[Any]]


def face_normals(vertices: FloatArray, faces: IntArray) -> FloatArray:
    """Return (..., F, 3) normals, twice the face's area long, outward for faces that turn anticlockwise seen from outside."""
    a, b, c = (vertices[..., faces[:, i], :] for i in range(3))
    return np.cross(b - a, c - a)


def vertex_normals(vertices: FloatArray, faces: IntArray) -> FloatArray:
    """Return (V, 3) unit normals, the area-weighted mean of the faces around each vertex; zero where there is none."""
    n = face_normals(vertices, faces)
    out = np.zeros_like(vertices)
    for k in range(3):
        for i in range(3):
            out[:, k] += np.bincount(faces[:, i], weights=n[:, k], minlength=len(vertices))
    length = np.linalg.norm(out, axis=1, keepdims=True)
    return out / np.where(length > 0, length, 1)


def volume(vertices: FloatArray, faces: IntArray) -> FloatArray:
    """Return the enclosed volume (...) of closed meshes (..., V, 3), in the cube of the vertices' unit.

    Each face adds its area as seen from above times its mean height.
    """
    x, y, z = (np.ascontiguousarray(vertices[..., i]) for i in range(3))
    a, b, c = (faces[:, i] for i in range(3))

    def at(values: FloatArray, corner: IntArray) -> FloatArray:
        return np.take(values, corner, axis=-1)

    ax, ay = at(x, a), at(y, a)
    seen = (at(x, b) - ax) * (at(y, c) - ay) - (at(x, c) - ax) * (at(y, b) - ay)
    height = at(z, a) + at(z, b) + at(z, c)
    return np.einsum("...f,...f->...", seen, height, dtype=float) / 6


def points_on(vertices: FloatArray, faces: IntArray, face: IntArray, weights: FloatArray) -> FloatArray:
    """Return points (..., P, 3) on `face` (P,) with barycentric `weights` (P, 3), for vertices (..., V, 3)."""
    corners = vertices[..., faces[face], :]
    return (corners * weights[..., None]).sum(-2)


def nearest_on_triangles(p: FloatArray, a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """Return barycentric weights (..., 3) of the point of triangle abc nearest to p; all inputs (..., 3), broadcast.

    Method: Ericson, Real-Time Collision Detection, 2005, section 5.1.5, vectorised.
    """
    ab, ac, ap, bp, cp = b - a, c - a, p - a, p - b, p - c

    def dot(x: FloatArray, y: FloatArray) -> FloatArray:
        return (x * y).sum(-1)

    d1, d2, d3, d4, d5, d6 = dot(ab, ap), dot(ac, ap), dot(ab, bp), dot(ac, bp), dot(ab, cp), dot(ac, cp)
    va, vb, vc = d3 * d6 - d5 * d4, d5 * d2 - d1 * d6, d1 * d4 - d3 * d2
    with np.errstate(divide="ignore", invalid="ignore"):
        total = va + vb + vc
        v, w = vb / total, vc / total
        zero, one = np.zeros_like(v), np.ones_like(v)
        t_ab, t_ac, t_bc = d1 / (d1 - d3), d2 / (d2 - d6), (d4 - d3) / ((d4 - d3) + (d5 - d6))
    out = np.stack([1 - v - w, v, w], -1)
    rules = [
        ((va <= 0) & (d4 - d3 >= 0) & (d5 - d6 >= 0), (zero, 1 - t_bc, t_bc)),
        ((vb <= 0) & (d2 >= 0) & (d6 <= 0), (1 - t_ac, zero, t_ac)),
        ((vc <= 0) & (d1 >= 0) & (d3 <= 0), (1 - t_ab, t_ab, zero)),
        ((d6 >= 0) & (d5 <= d6), (zero, zero, one)),
        ((d3 >= 0) & (d4 <= d3), (zero, one, zero)),
        ((d1 <= 0) & (d2 <= 0), (one, zero, zero)),
    ]
    for where, values in rules:
        out = np.where(where[..., None], np.stack(values, -1), out)
    return out
