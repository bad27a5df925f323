"""Lines of a chart on a body: levels, distances from the median plane, lines between two places, lines along the axis.

A line is given by its kind and up to two slots (r1, r2) and amounts; it gives t (a level), or v as a function of t,
or how far a place is off it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongren.charts.frames import LIMB, Frames, coordinates, dot, means
from tongren.geometry.backend import clamp, namespace
from tongren.locate.program import Group, Program

if TYPE_CHECKING:
    from tongren.locate.execute import State

Array = Any
TURN = 6.283185307179586
RADIUS_MM = 45.0  # turns an angle off a line into about millimetres around a limb


def mm_per_cun(program: Program, frames: Frames, sites: Array) -> tuple[Array, Array]:
    """Return (B, Q) millimetres in one unit of every measure and t (B, Q) of where it starts.

    Along the chart's t, across from the median plane, or straight for finger measures.
    """
    xp = namespace(sites)
    ends = means(sites, program.measure_ends, program.measure_weight)
    t0, _ = coordinates(frames, program.measure_chart, ends[:, :, 0])
    t1, v1 = coordinates(frames, program.measure_chart, ends[:, :, 1])
    gap = ends[:, :, 1] - ends[:, :, 0]
    length = xp.where(program.measure_straight[None], xp.sqrt(dot(gap, gap)), xp.abs(t1 - t0))
    length = xp.where(program.measure_across[None], xp.abs(v1), length)
    return length / program.measure_cun[None], t0


def across_mm(state: State, chart: Array, t: Array) -> Array:
    """Return (B, M) millimetres in one transverse cun at levels t (B, M) of charts (M,): linear between the guides.

    Zero in a chart that has no transverse measure.
    """
    xp = namespace(t)
    p = state.program
    cun = p.guide_cun[chart]
    total = xp.zeros_like(t)
    site = p.guide_site[chart]
    flat = xp.reshape(site, (-1,))
    where = xp.reshape(xp.broadcast_to(chart[:, None], site.shape), (-1,))
    gt, gv = coordinates(state.frames, where, state.place[:, flat])
    gt = xp.reshape(gt, (t.shape[0], *site.shape))
    each = xp.abs(xp.reshape(gv, gt.shape)) / xp.where(cun > 0, cun, xp.ones_like(cun))[None]
    male_only = p.guide_male_only[chart][None]
    first_t, first = gt[:, :, :1], each[:, :, :1]
    skip = male_only & state.female[:, None, None]
    gt, each = xp.where(skip, first_t, gt), xp.where(skip, first, each)
    width = gt[:, :, 1:] - gt[:, :, :-1]
    part = (t[..., None] - gt[:, :, :-1]) / xp.where(xp.abs(width) > 1e-6, width, xp.ones_like(width))
    part = xp.where(xp.abs(width) > 1e-6, clamp(part, 0.0, 1.0), xp.zeros_like(part))
    total = each[:, :, 0] + xp.sum(part * (each[:, :, 1:] - each[:, :, :-1]), axis=-1)
    return xp.where(cun[:, 0][None] > 0, total, xp.zeros_like(total))


def _amount_mm(state: State, group: Group, t: Array) -> Array:
    """Millimetres (B, M) of each operation's shift along the chart."""
    return state.mm_per_cun[:, group.measure] * group.amount[None]


def level_of(state: State, group: Group) -> Array:
    """Return the level t (B, M) of slot r1 shifted by the group's amount."""
    t, _ = coordinates(state.frames, group.chart, state.place[:, group.r1])
    return t + _amount_mm(state, group, t)


def _segment(state: State, group: Group) -> tuple[Array, Array, Array, Array]:
    """(ta, va, tb, vb) of the line from slot a to slot b, vb within half a turn of va on limbs."""
    xp = namespace(state.vertices)
    ta, va = coordinates(state.frames, group.chart, state.place[:, group.a])
    tb, vb = coordinates(state.frames, group.chart, state.place[:, group.b])
    limb = (state.frames.kind[group.chart] == LIMB)[None]
    vb = xp.where(limb, vb - TURN * xp.round((vb - va) / TURN), vb)
    return ta, va, tb, vb


def solve_lookup(state: State, group: Group) -> tuple[Array, Array]:
    """Return the chart coordinates (t, v), each (B, M), that a lookup group asks for.

    t is a level, or the wished part of the line a..b; v comes from the second line: a distance from the median plane,
    the line a..b at that level (its part where the line runs across), or the line along the axis through r2.
    """
    if group.kind == "lookup-part":
        ta, va, tb, vb = _segment(state, group)
        part = group.part[None]
        return ta + (tb - ta) * part, va + (vb - va) * part
    if "crossing" in group.kind:
        return _crossing(state, group)
    t = level_of(state, group)
    if group.line_word == "segment":
        ta, va, tb, vb = _segment(state, group)
        return t, va + (vb - va) * (t - ta) / _not_null(tb - ta)
    shift = across_mm(state, group.chart, t) * group.across[None]
    if group.line_word == "median":
        return t, shift
    return t, coordinates(state.frames, group.chart, state.place[:, group.r2])[1] + shift


def _not_null(x: Array) -> Array:
    xp = namespace(x)
    return xp.where(xp.abs(x) > 1e-6, x, xp.ones_like(x))


def _crossing(state: State, group: Group) -> tuple[Array, Array]:
    """The line a..b runs across: the second line gives v, the first gives t there; the transverse cun settles in a few rounds."""
    ta, va, tb, vb = _segment(state, group)
    t = (ta + tb) / 2
    through = coordinates(state.frames, group.chart, state.place[:, group.r2])[1]
    v = through
    for _ in range(4):
        if group.line_word == "median":
            v = across_mm(state, group.chart, t) * group.across[None]
        t = ta + (tb - ta) * (v - va) / _not_null(vb - va)
    return t, v


def on_line(state: State, group: Group, t: Array, v: Array) -> Array:
    """Return about how many millimetres places (t, v), each (B, M, N), are off each group's line; the sign is the side."""
    xp = namespace(t)
    if group.line_word == "level":
        return t - level_of(state, group)[..., None]
    if group.line_word == "median":
        m, n = t.shape[1:]
        flat_chart = xp.reshape(xp.broadcast_to(group.chart[:, None], (m, n)), (-1,))
        cun = xp.reshape(across_mm(state, flat_chart, xp.reshape(t, (t.shape[0], -1))), t.shape)
        return v - cun * group.across[None, :, None]
    limb = (state.frames.kind[group.chart] == LIMB)[None, :, None]
    scale = xp.where(limb, RADIUS_MM + xp.zeros_like(v), xp.ones_like(v))
    if group.line_word == "through":
        off = v - coordinates(state.frames, group.chart, state.place[:, group.r2])[1][..., None]
        return xp.where(limb, off - TURN * xp.round(off / TURN), off) * scale
    ta, va, tb, vb = (x[..., None] for x in _segment(state, group))
    around = v - va
    around = xp.where(limb, around - TURN * xp.round((around - (vb - va) / 2) / TURN), around)
    run, rise = tb - ta, (vb - va) * scale
    return (around * scale * run - (t - ta) * rise) / _not_null(xp.sqrt(run**2 + rise**2))
