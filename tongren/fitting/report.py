"""How well a fitted skin and a scan agree, region by region: what a person reads before trusting the points."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from tongren.body.template import FloatArray, IntArray, template
from tongren.errors import InputError
from tongren.fitting.match import Sample, Skin, vertex_areas
from tongren.fitting.scanned import Region
from tongren.fitting.skin import Fitted
from tongren.fitting.space import PARTS, part_of_vertex
from tongren.geometry.mesh import nearest_on_triangles

NO_BODY_MM = 60.0  # scan farther than this from the body is something else
AROUND = 8


def distances(points: FloatArray, vertices: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return how far (M,) points (M, 3) lie from the outer skin of a body (V, 3), in mm, and the face (M,) they are nearest to."""
    t = template()
    numbers = np.flatnonzero(t.is_skin)
    corners = vertices[t.faces[numbers]]
    _, near = cKDTree(corners.mean(1)).query(points, k=AROUND)
    a, b, c = (corners[near][:, :, i] for i in range(3))
    p = points[:, None]
    weights = nearest_on_triangles(p, a, b, c)
    foot = weights[..., :1] * a + weights[..., 1:2] * b + weights[..., 2:] * c
    far = np.linalg.norm(foot - p, axis=2)
    best = far.argmin(1)
    rows = np.arange(len(points))
    return far[rows, best], numbers[near[rows, best]]


def regions(name: str, fitted: Fitted, sample: Sample) -> tuple[tuple[Region, ...], float]:
    """Return the report of every part, and the coverage of the whole body."""
    if len(sample.points) < 100:
        raise InputError(f"{name}: only {len(sample.points)} places on this scan; allowed: at least 100; give a denser scan")
    far, face = distances(sample.points, fitted.vertices)
    part = part_of_vertex()
    of_point, area = part[template().faces[face, 0]], vertex_areas()
    out = []
    for word in PARTS:
        mine = far[(of_point == word) & (far < NO_BODY_MM)]
        here = part == word
        coverage = float((fitted.seen * area)[here].sum() / max(area[here].sum(), 1e-9))
        median, p90 = (float(np.percentile(mine, q)) if len(mine) else float("nan") for q in (50, 90))
        out.append(Region(word, median, p90, coverage))
    return tuple(out), float((fitted.seen * area).sum() / area.sum())


def distance_and_rest(skin: Skin, sample: Sample) -> tuple[float, float]:
    """Return the median distance in mm of the scan from a skin, and the share of the scan farther than NO_BODY_MM from it.

    What lies farther does not count in the median; inf if all does.
    """
    far, _ = distances(sample.points, skin.vertices)
    near = far[far < NO_BODY_MM]
    return float(np.median(near)) if len(near) else float("inf"), 1 - len(near) / len(far)
