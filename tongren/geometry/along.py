"""Where lines through places meet a surface given as triangles or as a cloud of points: how far along, and whether at all."""

from __future__ import annotations

import numpy as np

from tongren.geometry.mesh import FloatArray, IntArray, face_normals

FACING = 0.2  # least cosine between a line and the normal of what it meets
LONG_SHARE = 0.98  # triangles with longer edges than this share of them are tried against every line
ASIDE = 1.5  # radius around a line, in spacings of a cloud, within which its points count by half or more
LEAST_POINTS = 5


def along_mesh(points: FloatArray, faces: IntArray, places: FloatArray, directions: FloatArray, reach: float) -> FloatArray:
    """Return the signed way (P,) from places (P, 3) along unit directions (P, 3) to the triangles, at most `reach`, the shortest.

    Only triangles that face along the direction count; NaN where there is none.  One unit of length throughout.
    """
    from scipy.spatial import cKDTree

    corners = points[faces]
    edge = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(1)
    usual = float(np.quantile(edge, LONG_SHARE))
    long = np.flatnonzero(edge > usual)
    near = cKDTree(corners.mean(1)).query_ball_point(np.nan_to_num(places), reach + usual, return_sorted=False)
    line = np.concatenate([np.repeat(np.arange(len(places)), [len(n) for n in near]), np.repeat(np.arange(len(places)), len(long))])
    face = np.concatenate([np.concatenate([np.asarray(n, int) for n in near]), np.tile(long, len(places))]).astype(int)
    off = corners.mean(1)[face] - places[line]
    aside2 = (off**2).sum(1) - (off * directions[line]).sum(1) ** 2
    close = aside2 <= edge[face] ** 2  # a line farther from the middle than the longest edge passes beside
    line, face = line[close], face[close]
    way = _ways(corners[face], places[line], directions[line])
    normal = face_normals(points, faces)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    good = (np.abs(way) <= reach) & ((normal[face] * directions[line]).sum(1) > FACING)
    return _shortest(len(places), line[good], way[good])


def _ways(corners: FloatArray, origin: FloatArray, direction: FloatArray) -> FloatArray:
    """Way along each line to its triangle (Moeller and Trumbore 1997), infinite where it passes beside."""
    ab, ac = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    p = np.cross(direction, ac)
    det = (ab * p).sum(1)
    safe = np.where(np.abs(det) < 1e-12, np.inf, det)
    t = origin - corners[:, 0]
    u = (t * p).sum(1) / safe
    q = np.cross(t, ab)
    v = (direction * q).sum(1) / safe
    inside = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6) & np.isfinite(safe)
    return np.where(inside, (ac * q).sum(1) / safe, np.inf)


def _shortest(n: int, line: IntArray, way: FloatArray) -> FloatArray:
    out = np.full(n, np.nan)
    order = np.lexsort((way, np.abs(way)))[::-1]  # the shortest is written last
    out[line[order]] = way[order]
    return out


def along_cloud(
    points: FloatArray, normals: FloatArray, places: FloatArray, directions: FloatArray, reach: float, spacing: float
) -> FloatArray:
    """Return the signed way (P,) from places along unit directions to the plane through a cloud's points beside each line.

    Points count less the farther they lie from the line; the plane is fitted by weighted least squares.  NaN where fewer
    than five points that face along the direction lie near.
    """
    from scipy.spatial import cKDTree

    _, k = cKDTree(points).query(np.nan_to_num(places), k=min(64, len(points)))
    off = points[k] - places[:, None]
    height = (off * directions[:, None]).sum(2)
    flat = off - height[..., None] * directions[:, None]
    aside = np.linalg.norm(flat, axis=2)
    good = (aside < 2.5 * ASIDE * spacing) & (np.abs(height) < reach) & ((normals[k] * directions[:, None]).sum(2) > FACING)
    weight = good * np.exp(-0.5 * (aside / (ASIDE * spacing)) ** 2)
    one, two = _across(directions)
    x = np.stack([np.ones_like(height), (flat * one[:, None]).sum(2) / spacing, (flat * two[:, None]).sum(2) / spacing], 2)
    normal = np.einsum("pk,pki,pkj->pij", weight, x, x) + 0.05 * np.diag([0, 1.0, 1.0])
    right = np.einsum("pk,pki,pk->pi", weight, x, height)
    enough = good.sum(1) >= LEAST_POINTS
    normal[~enough] = np.eye(3)
    way = np.linalg.solve(normal, right[:, :, None])[:, 0, 0]
    return np.where(enough & (np.abs(way) <= reach), way, np.nan)


def _across(directions: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Two unit vectors (P, 3) square to unit directions and to each other."""
    helper = np.where(np.abs(directions[:, 2:]) < 0.8, [0.0, 0.0, 1.0], [1.0, 0.0, 0.0])
    one = np.cross(directions, helper)
    one /= np.maximum(np.linalg.norm(one, axis=1, keepdims=True), 1e-12)
    return one, np.cross(directions, one)
