"""Find places on the skin among candidate faces: by chart coordinates, along a ray, or nearest to a place."""

from __future__ import annotations

from typing import Any

from array_api_compat import device

from tongren.charts.frames import cross, dot
from tongren.geometry.backend import clamp, namespace

Array = Any
EPS = 1e-12


def pick(values: Array, index: Array) -> Array:
    """Return values (B, M, K, ...) at index (B, M) of their third axis."""
    xp = namespace(values)
    rows = xp.arange(values.shape[0], device=device(values))[:, None]
    columns = xp.arange(values.shape[1], device=device(values))[None]
    return values[rows, columns, index]


def by_coordinates(t: Array, v: Array, outward: Array) -> tuple[Array, Array, Array]:
    """Find the face around the origin of coordinates relative to each target.

    t, v: (B, M, K, 3) coordinates of the corners of K candidate faces minus the target's; outward: (B, M, K) how far
    out each face lies, in metres, to choose among several (a fold): the outermost wins.
    Returns the candidate (B, M), its weights (B, M, 3), clipped to the face, and how far outside the best face the
    target was (B, M): 0 inside, else the most negative weight.
    """
    xp = namespace(t)
    t0, t1, t2 = t[..., 0], t[..., 1], t[..., 2]
    v0, v1, v2 = v[..., 0], v[..., 1], v[..., 2]
    w = xp.stack([t1 * v2 - t2 * v1, t2 * v0 - t0 * v2, t0 * v1 - t1 * v0], axis=-1)
    total = xp.sum(w, axis=-1, keepdims=True)
    w = w / xp.where(xp.abs(total) > EPS, total, xp.ones_like(total))
    inside = xp.min(w, axis=-1)
    inside = xp.where(xp.abs(total[..., 0]) > EPS, inside, -1e9 * xp.ones_like(inside))
    score = xp.where(inside >= -1e-5, 1e3 + outward, clamp(inside, -1e8, 0.0))
    best = xp.argmax(score, axis=2)
    weights = clamp(pick(w, best), 0.0, None)
    weights = weights / xp.sum(weights, axis=-1, keepdims=True)
    return best, weights, clamp(pick(inside, best), None, 0.0)


def nearest(places: Array, a: Array, b: Array, c: Array) -> tuple[Array, Array]:
    """Return the candidate (B, M) and weights (B, M, 3) of the skin nearest to places (B, M, 3); corners (B, M, K, 3).

    Ties go to the first candidate.  Method: Ericson 2005, section 5.1.5: the projection on each face's plane where it
    falls inside the face, else the nearest place of its three edges.
    """
    xp = namespace(places)
    p = places[:, :, None]
    ab, ac, ap = b - a, c - a, p - a
    d00, d01, d11, d20, d21 = dot(ab, ab), dot(ab, ac), dot(ac, ac), dot(ap, ab), dot(ap, ac)
    det = d00 * d11 - d01 * d01
    det = xp.where(det > EPS, det, xp.ones_like(det))
    v, w = (d11 * d20 - d01 * d21) / det, (d00 * d21 - d01 * d20) / det
    inside = (v >= 0) & (w >= 0) & (v + w <= 1)
    e0 = clamp(d20 / (d00 + EPS), 0.0, 1.0)
    e1 = clamp(d21 / (d11 + EPS), 0.0, 1.0)
    bc = c - b
    e2 = clamp(dot(p - b, bc) / (dot(bc, bc) + EPS), 0.0, 1.0)
    zero = xp.zeros_like(v)
    options = xp.stack(
        [
            xp.stack([1 - v - w, v, w], axis=-1),
            xp.stack([1 - e0, e0, zero], axis=-1),
            xp.stack([1 - e1, zero, e1], axis=-1),
            xp.stack([zero, 1 - e2, e2], axis=-1),
        ],
        axis=3,
    )
    gap = ap[:, :, :, None] - options[..., 1:2] * ab[:, :, :, None] - options[..., 2:3] * ac[:, :, :, None]
    distance = dot(gap, gap)
    far = xp.concat([xp.where(inside, zero, 1e12 + zero)[..., None], xp.zeros_like(distance[..., 1:])], axis=-1)
    distance = distance + far
    shape = (*distance.shape[:2], -1)
    best = xp.argmin(xp.reshape(distance, shape), axis=2)
    weights = pick(xp.reshape(options, (*shape, 3)), best)
    return best // 4, weights


def along_ray(places: Array, direction: Array, a: Array, b: Array, c: Array) -> tuple[Array, Array, Array]:
    """Return candidate (B, M), weights (B, M, 3) and distance (B, M) of the skin met on the line through places.

    The line runs both ways along direction (B, M, 3); the meeting place nearest to `places` counts; distance is
    infinite where no candidate face (corners (B, M, K, 3)) is met.
    """
    xp = namespace(places)
    p, d = places[:, :, None], direction[:, :, None]
    ab, ac = b - a, c - a
    h = cross(xp.broadcast_to(d, ac.shape), ac)
    det = dot(ab, h)
    safe = xp.where(xp.abs(det) > 1e-9, det, xp.ones_like(det))
    s = p - a
    u = dot(s, h) / safe
    q = cross(s, ab)
    v = dot(xp.broadcast_to(d, q.shape), q) / safe
    reach = dot(ac, q) / safe
    ok = (xp.abs(det) > 1e-9) & (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6)
    distance = xp.where(ok, xp.abs(reach), xp.full_like(reach, float("inf")))
    best = xp.argmin(distance, axis=2)
    weights = pick(xp.stack([1 - u - v, u, v], axis=-1), best)
    weights = clamp(weights, 0.0, None)
    total = xp.sum(weights, axis=-1, keepdims=True)
    return best, weights / xp.where(total > 0, total, xp.ones_like(total)), pick(distance, best)
