"""Bodies to compare a scan with: two average people in the poses people are scanned in, as thinned points."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from tongren.body.person import Body, sole_vertices
from tongren.body.pose import bone_transforms, skin
from tongren.body.stance import turns_of
from tongren.body.template import FloatArray, IntArray, template
from tongren.geometry.mesh import face_normals
from tongren.knowledge.tables import atlas_path

PEOPLE: tuple[tuple[Any, float, float, float], ...] = (("male", 40, 172, 74), ("female", 40, 162, 66))
CELL_MM, HALF_MM = 40.0, 1560.0


@dataclass(frozen=True)
class Model:
    """A posed body in the upright frame (LPS millimetres), its mean place at the origin: points and unit normals (K, 3).

    floor (3,): the place on the floor between the soles, in the same frame.
    """

    name: str
    pose: str
    points: FloatArray
    normals: FloatArray
    floor: FloatArray

    @property
    def size_mm(self) -> float:
        """Root of the mean squared distance of the points from their mean."""
        return size_of(self.points)


def size_of(points: FloatArray) -> float:
    """Return the root of the mean squared distance of points (N, 3) from their mean."""
    return float(np.sqrt(((points - points.mean(0)) ** 2).sum(1).mean()))


def spread_over(vertices: FloatArray, faces: IntArray, n: int, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """Return n points (n, 3) strewn evenly over triangles and their unit normals (n, 3); the same seed, the same points."""
    rng = np.random.default_rng(seed)
    cross = face_normals(vertices, faces)
    area = np.linalg.norm(cross, axis=1)
    at = np.minimum(np.searchsorted(np.cumsum(area) / area.sum(), (np.arange(n) + rng.random(n)) / n), len(faces) - 1)
    u, v = rng.random((2, n))
    over = u + v > 1
    u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
    a, b, c = (vertices[faces[at, i]] for i in range(3))
    points = a + u[:, None] * (b - a) + v[:, None] * (c - a)
    return points, cross[at] / np.maximum(area[at], 1e-30)[:, None]


@cache
def scan_poses() -> dict[str, dict[str, Any]]:
    """Return the poses people are scanned in."""
    return tomllib.loads((atlas_path() / "scan_poses.toml").read_text(encoding="utf-8"))


@cache
def models(n: int = 1200) -> tuple[Model, ...]:
    """Return every pose of both people, n points each."""
    t = template()
    faces = t.faces[t.is_skin]
    out = []
    for person in PEOPLE:
        body = Body(*person)
        for name, pose in scan_poses().items():
            vertices = skin(t, body.rest.vertices, bone_transforms(t, body.rest, turns_of(pose, body.rest)))[0].astype(float)
            points, normals = spread_over(vertices, faces, n)
            floor = np.array([0.0, vertices[sole_vertices(), 1].mean(), vertices[:, 2].min()]) - points.mean(0)
            out.append(Model(name, pose["pose"], points - points.mean(0), normals, floor))
    return tuple(out)


def distance_grid(points: FloatArray) -> FloatArray:
    """Return (G, G, G) distances in millimetres from the middles of cells of 40 mm around the origin to the nearest point."""
    from scipy.ndimage import distance_transform_edt

    n = int(2 * HALF_MM / CELL_MM)
    empty = np.ones((n, n, n), bool)
    at = np.clip(((points + HALF_MM) / CELL_MM).astype(int), 0, n - 1)
    empty[tuple(at.T)] = False
    return np.asarray(distance_transform_edt(empty, sampling=CELL_MM), np.float32)


def distances_in(grid: FloatArray, points: FloatArray) -> FloatArray:
    """Return (...) the grid's distance at points (..., 3); outside, that of the nearest cell."""
    n = len(grid)
    at = np.clip(((points + HALF_MM) * (1 / CELL_MM)).astype(np.int32), 0, n - 1)
    return grid.reshape(-1)[(at[..., 0] * n + at[..., 1]) * n + at[..., 2]]
