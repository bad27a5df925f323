"""Find places on the skin among candidate faces: by chart coordinates, along a ray, or nearest to a place."""

from __future__ import annotations

from typing import NamedTuple

from array_api_compat import device

from tongren.charts.frames import dot
from tongren.geometry.backend import Array, clamp, namespace

EPS = 1e-12
TURN = 6.283185307179586
OUTSIDE = 1e8
TIE_MM2, LAST = 1e-4, 1 << 30
RIM, FAR = -1e-5, 10.0


def pick(values: Array, index: Array) -> Array:
    """Return values (B, M, K, ...) at index (B, M) of their third axis."""
    xp = namespace(values)
    rows = xp.arange(values.shape[0], device=device(values))[:, None]
    columns = xp.arange(values.shape[1], device=device(values))[None]
    return values[rows, columns, index]


class Forms(NamedTuple):
    """Barycentric weights of faces as linear forms of chart coordinates, each (B, N).

    With dt = t - t0 and dv = v - v0 the weights of the second and third corner are a1 dt + b1 dv and a2 dt + b2 dv.
    A face seen edge on has t0 so far away that nothing lies inside it.
    """

    t0: Array
    v0: Array
    a1: Array
    b1: Array
    a2: Array
    b2: Array


def forms_of(t: tuple[Array, Array, Array], v: tuple[Array, Array, Array], turn: Array) -> Forms:
    """Return the forms of faces from (t, v) of their corners, each (B, N); turn (N,): a whole turn where v is an angle, else 0.

    Corners are taken within half a turn of the first one: wrapping each by itself would let a face on the far side of a
    limb span the target.
    """
    xp = namespace(t[0])
    t1, t2 = t[1] - t[0], t[2] - t[0]
    v1, v2 = (_within(x - v[0], turn) for x in v[1:])
    det = t1 * v2 - t2 * v1
    flat = xp.abs(det) <= EPS
    inverse = 1 / xp.where(flat, xp.ones_like(det), det)
    return Forms(
        xp.where(flat, xp.full_like(det, OUTSIDE), t[0]), v[0],
        xp.where(flat, xp.ones_like(det), v2 * inverse), -t2 * inverse, -v1 * inverse, t1 * inverse,
    )  # fmt: skip


def _within(angle: Array, turn: Array) -> Array:
    """Angles shifted by whole turns to within half a turn of zero; where turn is 0 nothing is shifted."""
    return angle - turn * namespace(angle).round(angle / TURN)


def enclosing(forms: Forms, t: Array, v: Array, turn: Array | None, outward: Array | None) -> tuple[Array, Array, Array]:
    """Find the face around each target (t, v), each (B, M), among K candidates given as forms (B, M, K).

    turn: (M,) as in forms_of, None where no v is an angle; outward: (B, M, K) how far out each face lies, in metres, to
    choose among several (a fold): the outermost wins; None where all lie alike.
    Returns the candidate (B, M), its weights (B, M, 3), clipped to the face, and how far outside the best face the
    target was (B, M): 0 inside, else the most negative weight.
    """
    xp = namespace(t)
    dt, dv = t[:, :, None] - forms.t0, v[:, :, None] - forms.v0
    dv = dv if turn is None else _within(dv, turn[:, None])
    w1, w2 = dt * forms.a1 + dv * forms.b1, dt * forms.a2 + dv * forms.b2
    inside = xp.minimum(xp.minimum(w1, w2), 1 - w1 - w2)
    best = xp.argmax(_score(inside, outward), axis=2)
    one, two = clamp(pick(w1, best), 0.0, None), clamp(pick(w2, best), 0.0, None)
    zero = clamp(1 - pick(w1, best) - pick(w2, best), 0.0, None)
    weights = xp.stack([zero, one, two], axis=-1) / (zero + one + two)[..., None]
    return best, weights, clamp(pick(inside, best), None, 0.0)


def _score(inside: Array, outward: Array | None) -> Array:
    """Faces that hold the target before those that do not; among the former the outermost, or the first, wins."""
    xp = namespace(inside)
    if outward is None:
        return clamp(inside, None, RIM)
    return xp.where(inside >= RIM, outward + FAR, inside)


def nearest(places: Array, a: Array, b: Array, c: Array, rank: Array) -> tuple[Array, Array]:
    """Return the candidate (B, M) and weights (B, M, 3) of the skin nearest to places (B, M, 3); corners (B, M, K, 3).

    Of candidates as near as each other, such as two faces at their common edge, the one of lowest rank (B, M, K) is taken: left
    to rounding, the choice would differ between number types, and a walk would go on from another face.
    Method: Ericson 2005, section 5.1.5: the projection on each face's plane where it falls inside the face, else the nearest
    place of its three edges.
    """
    xp = namespace(places)
    ab, ac, ap = b - a, c - a, places[:, :, None] - a
    d00, d01, d11, d20, d21, d22 = dot(ab, ab), dot(ab, ac), dot(ac, ac), dot(ap, ab), dot(ap, ac), dot(ap, ap)
    det = d00 * d11 - d01 * d01
    det = xp.where(det > EPS, det, xp.ones_like(det))
    v, w = (d11 * d20 - d01 * d21) / det, (d00 * d21 - d01 * d20) / det
    outside = (v < 0) | (w < 0) | (v + w > 1)
    zero = xp.zeros_like(v)
    e0 = clamp(d20 / (d00 + EPS), 0.0, 1.0)
    e1 = clamp(d21 / (d11 + EPS), 0.0, 1.0)
    e2 = clamp((d21 - d20 + d00 - d01) / (d00 + d11 - 2 * d01 + EPS), 0.0, 1.0)
    # four places to choose from: inside, and on each edge; each by its second and third weight
    second, third = xp.stack([v, e0, zero, 1 - e2]), xp.stack([w, zero, e1, e2])
    far = second * (second * d00 + 2 * (third * d01 - d20)) + third * (third * d11 - 2 * d21) + d22
    far[0] += xp.where(outside, 1e12 + zero, zero)
    least = xp.min(far, axis=0)
    tied = least <= xp.min(least, axis=2, keepdims=True) + TIE_MM2
    best = xp.argmin(xp.where(tied, rank, xp.full_like(rank, LAST)), axis=2)
    far, second, third = (pick(xp.moveaxis(x, 0, -1), best) for x in (far, second, third))
    way = xp.argmin(far, axis=2)
    second, third = pick(second[:, :, :, None], way)[..., 0], pick(third[:, :, :, None], way)[..., 0]
    return best, xp.stack([1 - second - third, second, third], axis=-1)


def _crossed(x: tuple[Array, ...], y: tuple[Array, ...]) -> tuple[Array, ...]:
    """The cross product of vectors given as three arrays each."""
    return x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]


def _times(x: tuple[Array, ...], y: tuple[Array, ...]) -> Array:
    return x[0] * y[0] + x[1] * y[1] + x[2] * y[2]


def along_ray(places: Array, direction: Array, a: Array, b: Array, c: Array) -> tuple[Array, Array, Array]:
    """Return candidate (B, M), weights (B, M, 3) and distance (B, M) of the skin met on the line through places.

    The line runs both ways along direction (B, M, 3); the meeting place nearest to `places` counts; distance is
    infinite where no candidate face (corners (B, M, K, 3)) is met.
    """
    xp = namespace(places)
    d = tuple(direction[:, :, None, i] for i in range(3))
    ab, ac = (tuple(x[..., i] - a[..., i] for i in range(3)) for x in (b, c))
    s = tuple(places[:, :, None, i] - a[..., i] for i in range(3))
    h, q = _crossed(d, ac), _crossed(s, ab)
    det = _times(ab, h)
    plain = xp.abs(det) > 1e-9
    safe = xp.where(plain, det, xp.ones_like(det))
    u, v, reach = _times(s, h) / safe, _times(d, q) / safe, _times(ac, q) / safe
    ok = plain & (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6)
    distance = xp.where(ok, xp.abs(reach), xp.full_like(reach, float("inf")))
    best = xp.argmin(distance, axis=2)
    one, two = pick(u, best), pick(v, best)
    weights = clamp(xp.stack([1 - one - two, one, two], axis=-1), 0.0, None)
    total = xp.sum(weights, axis=-1, keepdims=True)
    return best, weights / xp.where(total > 0, total, xp.ones_like(total)), pick(distance, best)
