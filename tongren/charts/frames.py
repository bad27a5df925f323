"""Charts as coordinate systems of one body: (t, v) of any place, from the landmarks of that body.

A chart is a region of the skin with two coordinates that are functions of the place: t along the region in
millimetres, v across it.  Three kinds:
    plumb  t is the height, v the distance from the median plane (left positive), millimetres;
    limb   t is the distance along the limb's axis, distal positive, v the angle around it in radians;
    scalp  t is the arc along the median line of the scalp to the level plane through the place, v the arc from the
           median line in that plane, millimetres.  The level planes turn about the left-right line of the auricular
           apices from the brow over the vertex to straight behind it; below that, on the nape, they lie horizontal.
           (A plane turning on about that line met the nape twice on 85 of 144 bodies and t was up to 20 mm off;
           horizontal planes meet it once on all of them, and level is how a level on the nape is read.)
The coordinates are evaluated at the vertices of the region's faces and are linear inside each face, so a chart is a
UV map of the real skin of this body: finding (t, v) is finding the face whose corners enclose it, exact to the mesh.
A grid of template nodes gathered on each body was the first plan; it tilts with shape (up to 21 mm) and needs its
levels taken again; evaluating the coordinates themselves needs neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongren.geometry.backend import Array, at, clamp, interval, namespace, rising

PLUMB, LIMB, SCALP = 0, 1, 2
KINDS = {"plumb": PLUMB, "limb": LIMB, "scalp": SCALP}
PI = 3.141592653589793
NAPE_MM = 100.0  # below the scalp's axis so much depth counts as one radian of the fan


@dataclass(frozen=True)
class ChartTable:
    """What defines each of C charts: kind (C,), and for each axis end and direction end the mean of bound sites.

    ends: (C, 6, G) numbers of the bound sites whose mean is axis_from, axis_to, dir1_from, dir1_to, dir2_from, dir2_to, and
    ends_weight (C, 6, G) their shares.
    fan: (1,) the site whose left-right line is the scalp's fan axis; scalp_line: (K,) sites of its median line.
    """

    kind: Array
    ends: Array
    ends_weight: Array
    fan: Array
    scalp_line: Array
    names: tuple[str, ...]


@dataclass(frozen=True)
class Frames:
    """The charts on B bodies: origin o, axis a and transverse directions e1, e2 (B, C, 3); the scalp's arc tables."""

    kind: Array
    o: Array
    a: Array
    e1: Array
    e2: Array
    fan_angle: Array  # (B, K) level of each node of the scalp's median line
    fan_arc: Array  # (B, K) arc to it
    scalp: int  # number of the scalp chart
    nape: bool = False  # whether the scalp's level planes lie horizontal below the axis behind it; else the fan turns on


def dot(x: Array, y: Array) -> Array:
    """Return the sum of products over the last axis of length 3 (written out: a reduction over so short an axis is slow)."""
    return x[..., 0] * y[..., 0] + x[..., 1] * y[..., 1] + x[..., 2] * y[..., 2]


def unit(x: Array) -> Array:
    """Return vectors scaled to length one; a null vector stays null."""
    xp = namespace(x)
    length = xp.sqrt(dot(x, x))[..., None]
    return x / xp.where(length > 0, length, xp.ones_like(length))


def cross(x: Array, y: Array) -> Array:
    """Return the cross product over the last axis."""
    xp = namespace(x)
    a, b, c = x[..., 0], x[..., 1], x[..., 2]
    d, e, f = y[..., 0], y[..., 1], y[..., 2]
    return xp.stack([b * f - c * e, c * d - a * f, a * e - b * d], axis=-1)


def means(sites: Array, numbers: Array, shares: Array) -> Array:
    """Return (B, ..., 3): the weighted means of sites (B, S, 3) by numbers and shares (..., G)."""
    return namespace(sites).sum(at(sites, numbers) * shares[None, ..., None], axis=-2)


def frames_on(table: ChartTable, sites: Array) -> Frames:
    """Return the frames of bodies whose bound sites lie at `sites` (B, S, 3), millimetres, LPS, at rest."""
    xp = namespace(sites)
    ends = means(sites, table.ends, table.ends_weight)
    is_limb = (table.kind == LIMB)[None, :, None]
    zero = xp.zeros_like(ends[:, :, 0])
    basis = xp.asarray([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], dtype=sites.dtype, device=_device(sites))
    a = unit(ends[:, :, 1] - ends[:, :, 0])
    d1 = ends[:, :, 3] - ends[:, :, 2]
    e1 = unit(d1 - a * dot(d1, a)[..., None])
    d2 = ends[:, :, 5] - ends[:, :, 4]
    e2 = cross(a, e1)
    one = xp.ones_like(e2[..., 0])  # plain numbers would make all that follows double precision
    e2 = e2 * xp.where(dot(e2, d2) >= 0, one, -one)[..., None]
    scalp = int(next(iter([i for i, k in enumerate(table.kind.tolist()) if k == SCALP]), -1))
    o = xp.where(is_limb, ends[:, :, 0], zero)
    line = sites[:, table.scalp_line]
    top = sites[:, table.fan[0]]
    centre = xp.stack([xp.zeros_like(top[:, 0]), top[:, 1], top[:, 2]], axis=-1)
    angle = rising(_levels(line - centre[:, None], True)[0], 1e-6)
    step = line[:, 1:] - line[:, :-1]
    arc = xp.cumulative_sum(xp.sqrt(dot(step, step)), axis=1, include_initial=True)
    if scalp >= 0:
        is_scalp = (table.kind == SCALP)[None, :, None]
        o = xp.where(is_scalp, xp.broadcast_to(centre[:, None], o.shape), o)
    return Frames(
        table.kind, o, xp.where(is_limb, a, basis[0]), xp.where(is_limb, e1, basis[1]),
        xp.where(is_limb, e2, basis[2]), angle, arc, scalp, True,
    )


def _device(x: Array) -> Any:
    return getattr(x, "device", None)


def _levels(d: Array, nape: bool) -> tuple[Array, Array]:
    """Level (...) of places d (..., 3) relative to the scalp's axis, growing from the brow over the vertex to the nape.

    The angle about the axis: 0 in front, half a turn behind; with `nape`, behind and below the axis half a turn and
    the depth below it in units of NAPE_MM.  Also returns the places (..., 3) with that depth taken out: on the nape
    they are seen from the foot of the axis at their own height.
    """
    xp = namespace(d)
    low = (d[..., 1] > 0) & (d[..., 2] < 0) & nape
    depth = xp.where(low, -d[..., 2], xp.zeros_like(d[..., 2]))
    raised = xp.stack([d[..., 0], d[..., 1], d[..., 2] + depth], axis=-1)
    angle = xp.atan2(raised[..., 2], -raised[..., 1])
    angle = xp.where(angle < -PI / 2, angle + 2 * PI, angle)
    return angle + depth / NAPE_MM, raised


def piecewise(x: Array, knots: Array, values: Array) -> Array:
    """Piecewise linear values (B, M) at x (B, M) for rising knots (B, K) and values (B, K), held beyond the ends."""
    xp = namespace(x)
    i = interval(knots, x)
    low, high = (xp.take_along_axis(knots, i + k, axis=1) for k in (0, 1))
    width = xp.where(high > low, high - low, xp.ones_like(low))
    first, last = (xp.take_along_axis(values, i + k, axis=1) for k in (0, 1))
    return first + clamp((x - low) / width, 0.0, 1.0) * (last - first)


def coordinates(frames: Frames, chart: Array, places: Array) -> tuple[Array, Array]:
    """Return (t, v), each (B, M), of places (B, M, 3) in their charts (M,)."""
    xp = namespace(places)
    d = places - at(frames.o, chart)
    t = dot(d, at(frames.a, chart))
    x1, x2 = dot(d, at(frames.e1, chart)), dot(d, at(frames.e2, chart))
    kind = frames.kind[chart]
    v, on_limb = x1, xp.nonzero(kind == LIMB)[0]
    if on_limb.shape[0] > 0:
        v[:, on_limb] = xp.atan2(at(x2, on_limb), at(x1, on_limb))
    on_scalp = xp.nonzero(kind == SCALP)[0]
    if frames.scalp >= 0 and on_scalp.shape[0] > 0:
        t[:, on_scalp], v[:, on_scalp] = _scalp_coordinates(frames, d[:, on_scalp])
    return t, v


def _scalp_coordinates(frames: Frames, d: Array) -> tuple[Array, Array]:
    """(t, v) on the scalp for places d (B, M, 3) relative to the fan's axis."""
    xp = namespace(d)
    level, d = _levels(d, frames.nape)
    t = piecewise(level, frames.fan_angle, frames.fan_arc)
    radius = xp.sqrt(dot(d, d))
    v = radius * xp.atan2(d[..., 0], xp.sqrt(d[..., 1] ** 2 + d[..., 2] ** 2))
    return t, v


def turned_to(frames: Frames, chart: Array, v: Array, reference: Array) -> Array:
    """Return v with angles of limb charts shifted by whole turns to within half a turn of `reference` (B, M)."""
    xp = namespace(v)
    limb = (frames.kind[chart] == LIMB)[None]
    limb = limb[..., None] if v.ndim == 3 else limb
    return xp.where(limb, v - 2 * PI * xp.round((v - reference) / (2 * PI)), v)
