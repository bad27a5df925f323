"""What of a scan is the body: floor, seat and walls are flat, loose bits lie apart; the largest piece that is left stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tongren.body.template import FloatArray, IntArray
from tongren.errors import InputError

Mask = npt.NDArray[np.bool_]

FLAT_WORTH = 0.015  # see _plane; bodies, whole and halved, clothed or not, stay below
FLAT_THICKNESS = 0.005  # of the scan's greatest width
CELL, GAP = 0.02, 0.035  # of the greatest width: points in touching cells hang together, pieces nearer than the gap belong together
SECOND_BODY = 0.25  # a second piece with this share of the first may be another person


@dataclass(frozen=True)
class Parts:
    """kept (N,): the points taken for the body; second (N,): those of the next largest piece where it is large; notes."""

    kept: Mask
    second: Mask | None
    notes: tuple[str, ...]


def width_of(points: FloatArray) -> float:
    """Return about the greatest distance between two points (N, 3): the largest width in 200 directions."""
    k = np.arange(200) + 0.5
    z, angle = 1 - k / 200, np.pi * (1 + np.sqrt(5)) * k
    flat = np.sqrt(1 - z * z)
    along = points @ np.stack([flat * np.cos(angle), flat * np.sin(angle), z])
    return float((along.max(0) - along.min(0)).max())


def _plane(points: FloatArray, normals: FloatArray, thickness: float) -> tuple[FloatArray, float, float]:
    """Return normal, offset and worth of the flattest large patch among points that face along it.

    Worth: the share of points in the patch, less twice the share in the layers above and below it.  What is flat has
    nothing there; a rounded surface has about as much as within.
    """
    tries = np.unique(np.linspace(0, len(points) - 1, 500).astype(int))
    best = (normals[0], 0.0, -1.0)

    def worth(n: FloatArray, offset: float) -> tuple[float, Mask]:
        height, along = np.abs(points @ n - offset), np.abs(normals @ n)
        on = (height < thickness) & (along > 0.9)
        near = (height < 2.5 * thickness) & (along > 0.6) & ~on
        return float(np.mean(on) - 2 * np.mean(near)), on

    for i in tries:
        n, offset = normals[i], float(normals[i] @ points[i])
        value, on = worth(n, offset)
        if value <= 0 or np.mean(on) <= max(best[2], FLAT_WORTH):
            continue
        centre = points[on].mean(0)
        n = np.linalg.svd(points[on] - centre, full_matrices=False)[2][2]
        value, _ = worth(n, float(n @ centre))
        if value > best[2]:
            best = (n, float(n @ centre), value)
    return best


def _pieces(points: FloatArray, cell: float, gap: float) -> FloatArray:
    """Return the number (N,) of the piece each point belongs to, 0 the largest; pieces nearer than `gap` are one."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    cells, inverse = np.unique(np.floor((points - points.min(0)) / cell).astype(np.int64), axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    middles = np.stack([np.bincount(inverse, weights=x) for x in points.T], 1) / np.bincount(inverse)[:, None]
    pairs = cKDTree(middles).query_pairs(gap, output_type="ndarray")
    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (len(cells), len(cells)))
    _, label = connected_components(links, directed=False)
    rank = np.argsort(np.argsort(-np.bincount(label), kind="stable"), kind="stable")  # by cells, which stand for area
    return np.asarray(rank[label][inverse])


def body_of(points: FloatArray, normals: FloatArray, sample: IntArray, name: str) -> Parts:
    """Return which points (N, 3) are the body's, in any unit.

    normals (N, 3) may point either way; sample: numbers of points spread evenly over the surface.
    Raises InputError where nothing but flat things is there.
    """
    kept = np.ones(len(points), bool)
    notes: list[str] = []
    flat = 0
    for _ in range(10):
        few = sample[kept[sample]]
        width = width_of(points[few])
        n, offset, worth = _plane(points[few], normals[few], FLAT_THICKNESS * width)
        if worth < FLAT_WORTH:
            break
        kept &= ~((np.abs(points @ n - offset) < 1.6 * FLAT_THICKNESS * width) & (np.abs(normals @ n) > 0.7))
        below = points @ n - offset < 0
        if min(np.mean(below[kept]), np.mean(~below[kept])) < 0.03:
            kept &= below == (np.mean(below[kept]) > 0.5)
        flat += 1
        if np.mean(kept[sample]) < 0.1:
            raise InputError(f"{name}: nothing is there but flat sides; a body is round; give a scan of one person")
    if flat:
        notes.append(f"{flat} flat part{'s' * (flat > 1)} (floor, wall or seat), {np.mean(~kept[sample]):.0%} of the surface, left out")
    return _largest(points, kept, sample, notes)


def _largest(points: FloatArray, kept: Mask, sample: IntArray, notes: list[str]) -> Parts:
    """Return the largest piece of the kept points."""
    width = width_of(points[sample[kept[sample]]])
    spacing = _spacing(points[sample[kept[sample]]])
    cell = max(CELL * width, 1.2 * spacing)
    piece = np.full(len(points), -1)
    piece[kept] = _pieces(points[kept], cell, max(GAP * width, 2.0 * cell))
    counts = np.bincount(piece[sample][piece[sample] >= 0])
    first = int(np.argmax(counts))
    body = piece == first
    loose = counts.sum() - counts[first]
    second = None
    if len(counts) > 1:
        counts_of_others = counts.copy()
        counts_of_others[first] = 0
        other = int(np.argmax(counts_of_others))
        if counts[other] > SECOND_BODY * counts[first]:
            second = piece == other
    if loose:
        notes.append(f"{np.count_nonzero(counts) - 1} loose pieces, {loose / counts.sum():.1%} of the surface, left out")
    return Parts(body, second, tuple(notes))


def _spacing(points: FloatArray) -> float:
    """Return the median distance of points (N, 3) to their nearest."""
    from scipy.spatial import cKDTree

    return float(np.median(cKDTree(points).query(points, 2)[0][:, 1]))
