"""Normals of a scan: of meshes from their faces, of clouds from their neighbours; which side is outside is told by a matched body."""

from __future__ import annotations

import numpy as np

from tongren.body.template import FloatArray, IntArray
from tongren.geometry.mesh import vertex_normals

NEIGHBOURS = 12


def unsigned_normals(points: FloatArray, faces: IntArray | None, k: int = NEIGHBOURS) -> FloatArray:
    """Return unit normals (N, 3): of a mesh by its faces, of a cloud across the plane of each point's k nearest points.

    A cloud's may point either way.  A point of a mesh whose faces cancel out has the normal +z.
    """
    if faces is not None:
        n = vertex_normals(points, faces)
        return np.where(np.linalg.norm(n, axis=1, keepdims=True) > 0.5, n, np.array([0.0, 0.0, 1.0]))
    from scipy.spatial import cKDTree

    tree = cKDTree(points)
    out = np.empty_like(points)
    for i in range(0, len(points), 50_000):
        near = points[tree.query(points[i : i + 50_000], k)[1]]
        near = near - near.mean(1, keepdims=True)
        _, axes = np.linalg.eigh(np.swapaxes(near, 1, 2) @ near)
        out[i : i + 50_000] = axes[:, :, 0]
    return out


def outward(points: FloatArray, normals: FloatArray, model_points: FloatArray, model_normals: FloatArray, rounds: int = 12) -> FloatArray:
    """Return normals (N, 3) turned outward: as the nearest point of a matched body faces, then as most neighbours do."""
    from scipy.spatial import cKDTree

    d, at = cKDTree(model_points).query(points, 3)
    trust = 1 / (20 + d)
    vote = ((normals[:, None] * model_normals[at]).sum(-1) * trust).sum(1) / trust.sum(1)
    near = cKDTree(points).query(points, NEIGHBOURS)[1]
    alike = (normals[:, None] * normals[near]).sum(-1)
    sign = np.where(vote >= 0, 1.0, -1.0)
    for _ in range(rounds):
        new = np.where((alike * sign[near]).sum(1) + 2 * vote >= 0, 1.0, -1.0)
        if (new == sign).all():
            break
        sign = new
    return normals * sign[:, None]


def faces_turned(
    points: FloatArray, faces: IntArray, model_points: FloatArray, model_normals: FloatArray
) -> tuple[IntArray, int]:
    """Return faces turned outward where whole connected sheets look inward, and how many faces were turned.

    points (N, 3) and faces (F, 3): the scan, in the frame of the matched body.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    a, b, c = faces.T
    n = len(points)
    links = coo_matrix((np.ones(2 * len(faces)), (np.r_[a, b], np.r_[b, c])), (n, n))
    _, label = connected_components(links, directed=False)
    corners = points[faces]
    at = cKDTree(model_points).query(corners.mean(1))[1]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    vote = np.bincount(label[a], weights=(cross * model_normals[at]).sum(1), minlength=label.max() + 1)
    inward = vote[label[a]] < 0
    return np.where(inward[:, None], faces[:, ::-1], faces), int(np.count_nonzero(inward))
