"""Candidate faces of a group of operations, stored so that each vertex or face is worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from array_api_compat import device

from tongren.charts.frames import dot
from tongren.charts.lookup import nearest, pick
from tongren.geometry.backend import namespace, smallest, taken

Array = Any
CLOSEST = 8


@dataclass(frozen=True)
class Near:
    """Candidate faces cand (M, K) of M operations.

    For lookups parts (U,) are the vertices of all candidates, part_chart (U,) the chart each is wanted in and local
    (M, K, 3) the parts of each face's corners.  For the rest parts (U,) are the faces and local (M, K) their numbers.
    """

    cand: Array
    parts: Array
    part_chart: Array
    local: Array

    def middles(self, vertices: Array, faces: Array) -> Array:
        """Return the middles (B, U, 3) of the candidate faces of all operations."""
        c = vertices[:, faces[self.parts]]
        return (c[:, :, 0] + c[:, :, 1] + c[:, :, 2]) / 3


def near_of(kind: str, cand: np.ndarray, chart: np.ndarray, faces: np.ndarray) -> Near:
    """Return the candidates of a group with their shared parts worked out."""
    if kind.startswith("lookup"):
        corners = faces[cand].astype(np.int64)
        key = chart[:, None, None].astype(np.int64) * len(faces) + corners
        unique, local = np.unique(key, return_inverse=True)
        parts, part_chart = unique % len(faces), unique // len(faces)
        return Near(cand, parts.astype(np.int32), part_chart.astype(np.int32), local.reshape(key.shape).astype(np.int32))
    parts, local = np.unique(cand, return_inverse=True)
    return Near(cand, parts.astype(np.int32), np.zeros(1, np.int32), local.reshape(cand.shape).astype(np.int32))


def nearest_skin(vertices: Array, faces: Array, near: Near, middles: Array, places: Array) -> tuple[Array, Array, Array]:
    """Return face (B, M), weights (B, M, 3) and corners (B, M, 3, 3) of the candidate skin nearest to places (B, M, 3).

    Only the CLOSEST faces by their middles are looked at exactly.
    """
    xp = namespace(vertices)
    gap = middles[:, near.local] - places[:, :, None]
    order = smallest(dot(gap, gap), min(CLOSEST, near.cand.shape[1]))
    faces_near = taken(xp.broadcast_to(near.cand[None], (places.shape[0], *near.cand.shape)), order)
    rows = xp.arange(vertices.shape[0], device=device(vertices))[:, None, None, None]
    c = vertices[rows, faces[faces_near]]
    best, weights = nearest(places, c[..., 0, :], c[..., 1, :], c[..., 2, :])
    return pick(faces_near, best), weights, pick(c, best)
