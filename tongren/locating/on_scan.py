"""Points of a scan: found on the fitted body at rest, carried to the fitted skin, then put on the scan's own surface.

A point goes along the normal of the fitted skin to where the scan is; `moved_mm` says how far.  Its sigma is that of the
point itself and that of the fit, added as squares.  Where the scan showed too little of the skin around, the status is
`unseen`: the place is the fitted body's guess, and `moved_mm` is empty.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tongren.body.median import straightened
from tongren.body.person import origin_of
from tongren.body.template import FloatArray, template
from tongren.fitting.scanned import ScanFit
from tongren.geometry.along import along_cloud, along_mesh
from tongren.geometry.mesh import vertex_normals
from tongren.locating.carry import carried
from tongren.locating.engine import locate_rest
from tongren.locating.located import Located
from tongren.locating.program import STATUSES
from tongren.scans.reading import Scan

SEEN = 0.5  # least share of the skin around a point that the scan must have shown
REACH_MM = 40.0


def locate_fit(fit: ScanFit, alternatives: bool = False) -> Located:
    """Return every point of a fitted body, in the upright LPS millimetres of its scan, with what the scan says of it.

    More columns: scan_x, scan_y, scan_z, the place on the scan in its own numbers; moved_mm, how far along the normal that
    is from the fitted skin; fit_sigma_mm, the part of sigma that comes from the fit.
    """
    rest = straightened(fit.rest_mm)
    rest = (rest - origin_of(rest[None])[0]).astype(np.float32)
    found = carried(locate_rest(rest[None], np.array([fit.sex == "female"]), alternatives), fit.skin_mm[None])
    fit_sigma, seen = _at(found, fit.sigma_mm), _at(found, fit.seen)
    answered = np.asarray(found.face)[0] >= 0
    moved = np.full(len(seen), np.nan)
    places, normals = np.asarray(found.position_mm)[0], _at(found, vertex_normals(fit.skin_mm, template().faces))
    normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    more = {}
    if fit.scan is not None:
        shown = np.flatnonzero(answered & (seen >= SEEN))
        moved[shown] = way_to_scan(fit.scan, places[shown], normals[shown])
        on_scan = fit.scan.in_scan(places + np.nan_to_num(moved)[:, None] * normals)
        more = {f"scan_{axis}": on_scan[None, :, i] for i, axis in enumerate("xyz")} | {"moved_mm": moved[None]}
    unseen = answered & ((seen < SEEN) | (np.isnan(moved) if fit.scan is not None else False))
    status = np.where(unseen[None], STATUSES.index("unseen"), np.asarray(found.status))
    sigma = np.sqrt(np.asarray(found.sigma_mm, float)[0] ** 2 + fit_sigma**2)
    return replace(
        found, position_mm=places[None], sigma_mm=np.where(answered, sigma, np.nan)[None], status=status,
        more=more | {"fit_sigma_mm": np.where(answered, fit_sigma, np.nan)[None]},
    )  # fmt: skip


def way_to_scan(scan: Scan, places: FloatArray, normals: FloatArray) -> FloatArray:
    """Return the signed way (P,) in mm from places along unit normals to a scan's surface; NaN where it has none in reach."""
    if not len(places):
        return np.zeros(0)
    if scan.faces is not None:
        return along_mesh(scan.points, scan.faces, places, normals, REACH_MM)
    return along_cloud(scan.points, scan.normals, places, normals, REACH_MM, spacing_of(scan.points))


def spacing_of(points: FloatArray) -> float:
    """Return the usual distance in mm between neighbouring points of a cloud."""
    from scipy.spatial import cKDTree

    some = points[:: max(1, len(points) // 2000)]
    return float(np.median(cKDTree(points).query(some, k=5)[0][:, 4])) / 1.2


def _at(found: Located, values: FloatArray) -> FloatArray:
    """Values (V, ...) of vertices at the points (P, ...)."""
    corners = values[template().faces[np.maximum(np.asarray(found.face)[0], 0)]]
    weights = np.asarray(found.weights, float)[0]
    return (corners * weights.reshape(*weights.shape, *[1] * (values.ndim - 1))).sum(1)
