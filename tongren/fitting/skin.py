"""What a fit of shape and pose leaves over: a smooth displacement of the skin onto the scan, and what of the skin was seen.

Each vertex is pulled along its normal to the scan beside it; the displacement is the smoothest (least Laplacian) that
follows, so that waves shorter than `cut_mm` are left to the noise, and where the scan has a hole it runs on smoothly
and fades.  The three coordinates share one sparse system, solved a few times as pairs are found anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix, diags
from scipy.sparse.linalg import splu
from scipy.spatial import cKDTree

from tongren.body.template import FloatArray, template
from tongren.fitting.match import FACING, Sample, Skin, lifted, vertex_areas
from tongren.fitting.space import part_of_vertex
from tongren.geometry.mesh import vertex_normals

ROUNDS = 3
NEIGHBOURS = 4
TURN_MM = 25.0
REACH_MM = {"hand": 12.0, "foot": 18.0, "head": 20.0}  # elsewhere 30: how far the skin may lie from the scan and be drawn to it
REACH_ELSEWHERE_MM = 30.0
FADE = 5e-4  # pull to no displacement, against the pull of a scan that is there
CUT_MM = (38.0, 75.0)  # wavelengths that pass by half: on a clean scan, on one with NOISY_MM
NOISY_MM = 4.0
CLOTHED_MM = 2.0
SEEN_GAP_MM = 6.0  # with this beside the spacing of the scan a vertex has scan beside it


@dataclass(frozen=True)
class Fitted:
    """vertices (V, 3) on the scan; gap_mm (V,), how far the scan lies outside along the normal (beyond its
    clothes), NaN where there is none;
    seen (V,) from 0 to 1, how much of the skin around is on the scan; noise_mm, how rough the scan is."""

    vertices: FloatArray
    gap_mm: FloatArray
    seen: FloatArray
    noise_mm: float


@cache
def _stiffness() -> tuple[Any, FloatArray]:
    """The bending matrix (V, V) of the template's mean skin, and the area (V,) of each vertex (least 1 mm2)."""
    t = template()
    v, f, n = t.mean.astype(float), t.faces, len(t.mean)
    rows, cols, values = [], [], []
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        a, b = v[f[:, i]] - v[f[:, k]], v[f[:, j]] - v[f[:, k]]
        cot = (a * b).sum(1) / np.maximum(np.linalg.norm(np.cross(a, b), axis=1), 1e-3)
        half = np.clip(cot, 0.02, 10) / 2
        rows += [f[:, i], f[:, j]]
        cols += [f[:, j], f[:, i]]
        values += [half, half]
    w = coo_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(cols))), (n, n)).tocsr()
    laplace = diags(np.asarray(w.sum(1)).ravel()) - w
    area = np.maximum(vertex_areas(), 1.0)
    return (laplace @ diags(1 / area) @ laplace).tocsc(), area


@cache
def _averaging() -> Any:
    """A matrix (V, V) that replaces a value by the mean of its own and its neighbours'."""
    f, n = template().faces, len(template().mean)
    i = np.concatenate([f[:, 0], f[:, 1], f[:, 2], f[:, 1], f[:, 2], f[:, 0], np.arange(n)])
    j = np.concatenate([f[:, 1], f[:, 2], f[:, 0], f[:, 0], f[:, 1], f[:, 2], np.arange(n)])
    m = coo_matrix((np.ones(len(i)), (i, j)), (n, n)).tocsr()
    m.data[:] = 1
    return diags(1 / np.asarray(m.sum(1)).ravel()) @ m


def averaged(values: FloatArray, times: int) -> FloatArray:
    """Return values (V,) of vertices smoothed over their neighbours."""
    for _ in range(times):
        values = _averaging() @ values
    return values


@cache
def _reach() -> FloatArray:
    return np.array([REACH_MM.get(p, REACH_ELSEWHERE_MM) for p in part_of_vertex()])


CLOTHED_PULL = 0.03  # of a scan that shows cloth or hair: its folds are not the skin's


class _Beside:
    """The scan beside a skin: gap (V,) along the normal and weight (V,) of each vertex, 0 where the scan has nothing."""

    def __init__(self, sample: Sample, off_mm: FloatArray) -> None:
        self.sample, self.off_mm = sample, off_mm
        self.tree = cKDTree(lifted(sample.points, sample.normals, TURN_MM))

    def of(self, bare: Skin) -> tuple[FloatArray, FloatArray]:
        skin = bare.raised(self.off_mm)
        v, m = skin.vertices[:, None], skin.normals[:, None]
        _, k = self.tree.query(lifted(skin.vertices, skin.normals, TURN_MM), k=NEIGHBOURS)
        p, n = self.sample.points[k], self.sample.normals[k]
        both = m + n
        off = p - v
        height = (off * both).sum(2) / np.maximum((m * both).sum(2), 0.3)
        aside = np.linalg.norm(off - (off * m).sum(2, keepdims=True) * m, axis=2)
        near = 1.5 * self.sample.spacing_mm + SEEN_GAP_MM
        weight = ((m * n).sum(2) > FACING) * (aside < near) * (np.abs(height) < _reach()[:, None])
        weight = weight / (1 + (height / _reach()[:, None]) ** 2) / (1 + (aside / near) ** 2)
        total = weight.sum(1)
        return (weight * height).sum(1) / np.maximum(total, 1e-9), np.minimum(total / NEIGHBOURS * 2, 1.0)


def roughness(sample: Sample) -> float:
    """Return how far in mm the points of a sample lie off the planes through their neighbours, the median."""
    some = sample.points[: min(2000, len(sample.points))]
    near = sample.points[cKDTree(sample.points).query(some, k=9)[1]]
    near = near - near.mean(1, keepdims=True)
    least = np.linalg.eigvalsh(np.swapaxes(near, 1, 2) @ near)[:, 0]
    return float(np.median(np.sqrt(np.maximum(least, 0) / 6)))


def displaced(skin: Skin, sample: Sample, off_mm: FloatArray) -> Fitted:
    """Return the skin drawn smoothly onto a scan, and what of it was seen; off_mm (V,): what clothes and hair keep the scan off."""
    bending, area = _stiffness()
    noise = roughness(sample)
    cut = float(np.interp(noise, (1.0, NOISY_MM), CUT_MM))
    stiff = (cut / (2 * np.pi)) ** 4
    beside, moved = _Beside(sample, off_mm), skin
    base = skin.vertices
    for _ in range(ROUNDS):
        gap, weight = beside.of(moved)
        wanted = moved.vertices - base + moved.normals * gap[:, None]
        pull = weight * area * np.where(off_mm > CLOTHED_MM, CLOTHED_PULL, 1.0)
        solve = splu((diags(pull + FADE * area) + stiff * bending).tocsc(), permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
        vertices = base + solve.solve(pull[:, None] * wanted)
        moved = Skin(vertices, vertex_normals(vertices, template().faces))
    gap, weight = beside.of(moved)
    seen = averaged((weight > 0.1).astype(float), 3)
    return Fitted(moved.vertices, np.where(weight > 0.1, gap, np.nan), seen, noise)
