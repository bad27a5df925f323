"""How far places lie from the skin, worked out apart from the engine: nearest of the faces around, by projection and edges."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from tongren.body.template import template

AROUND = 48


def _to_segment(p: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    run = b - a
    part = np.clip(np.sum((p - a) * run, -1) / np.maximum(np.sum(run * run, -1), 1e-12), 0, 1)
    return np.asarray(np.linalg.norm(p - a - part[..., None] * run, axis=-1))


def to_triangles(p: np.ndarray, a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Distance (...) from places p to triangles abc, all (..., 3): to the plane where the foot is inside, else to the edges."""
    n = np.cross(b - a, c - a)
    n = n / np.maximum(np.linalg.norm(n, axis=-1, keepdims=True), 1e-12)
    height = np.sum((p - a) * n, -1)
    foot = p - height[..., None] * n
    turns = [np.sum(np.cross(y - x, foot - x) * n, -1) for x, y in ((a, b), (b, c), (c, a))]
    inside = np.all(np.stack(turns) >= 0, axis=0)
    edges = np.min(np.stack([_to_segment(p, x, y) for x, y in ((a, b), (b, c), (c, a))]), axis=0)
    return np.asarray(np.where(inside, np.abs(height), edges))


def distance_to_skin(places: np.ndarray, vertices: np.ndarray) -> np.ndarray:
    """Distance (P,) in millimetres of places (P, 3) to the outer skin of a body (V, 3); NaN stays NaN."""
    t = template()
    corners = np.asarray(vertices, float)[t.faces[t.is_skin]]
    _, near = cKDTree(corners.mean(1)).query(np.nan_to_num(places), k=AROUND)
    a, b, c = (corners[near][:, :, i] for i in range(3))
    each = to_triangles(np.asarray(places, float)[:, None], a, b, c)
    return np.asarray(each.min(1))
