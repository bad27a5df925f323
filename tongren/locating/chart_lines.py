"""Lines of a chart on a body: levels, distances from the median plane, lines between two places, lines along the axis.

A line is given by its kind and up to two slots (r1, r2) and amounts; it gives t (a level), or v as a function of t,
or how far a place is off it.  The coordinates of slots are read from the state's refs.
"""

from __future__ import annotations

from tongren.charts.frames import LIMB
from tongren.geometry.backend import Array, at, clamp, namespace
from tongren.locating.program import Group
from tongren.locating.state import State

TURN = 6.283185307179586
RADIUS_MM = 45.0  # turns an angle off a line into about millimetres around a limb


def across_mm(state: State, chart: Array, t: Array) -> Array:
    """Return millimetres in one transverse cun at levels t (B, M) or (B, M, N) of charts (M,): linear between the guides.

    Zero in a chart that has no transverse measure.
    """
    g = state.guides

    def of(x: Array) -> Array:
        return at(x, chart) if t.ndim == 2 else at(x, chart)[:, :, None]

    out = of(g.base)
    for i in range(g.t.shape[2]):
        part = (t - of(g.t[:, :, i])) * of(g.per_mm[:, :, i])
        out = out + clamp(part, 0.0, 1.0) * of(g.rise[:, :, i])
    return out


def level_of(state: State, group: Group) -> Array:
    """Return the level t (B, M) of slot r1 shifted by the group's amount."""
    return at(state.ref_t, group.r1_ref) + at(state.mm_per_cun, group.measure) * group.amount


def _on_limb(state: State, group: Group) -> Array:
    return (state.frames.kind[group.chart] == LIMB)[None]


def _segment(state: State, group: Group) -> tuple[Array, Array, Array, Array]:
    """(ta, va, tb, vb) of the line from slot a to slot b, vb within half a turn of va on limbs."""
    xp = namespace(state.vertices)
    ta, va = at(state.ref_t, group.a_ref), at(state.ref_v, group.a_ref)
    tb, vb = at(state.ref_t, group.b_ref), at(state.ref_v, group.b_ref)
    return ta, va, tb, xp.where(_on_limb(state, group), vb - TURN * xp.round((vb - va) / TURN), vb)


def solve_lookup(state: State, group: Group) -> tuple[Array, Array]:
    """Return the chart coordinates (t, v), each (B, M), that a lookup group asks for.

    t is a level, or the wished part of the line a..b; v comes from the second line: a distance from the median plane,
    the line a..b at that level (its part where the line runs across), or the line along the axis through r2.
    """
    if group.kind == "lookup-part":
        ta, va, tb, vb = _segment(state, group)
        return ta + (tb - ta) * group.part, va + (vb - va) * group.part
    if "crossing" in group.kind:
        return _crossing(state, group)
    t = level_of(state, group)
    if group.line_word == "segment":
        ta, va, tb, vb = _segment(state, group)
        return t, va + (vb - va) * (t - ta) / _not_null(tb - ta)
    if group.line_word == "median":
        return t, across_mm(state, group.chart, t) * group.across
    return t, at(state.ref_v, group.r2_ref)


def _not_null(x: Array) -> Array:
    xp = namespace(x)
    return xp.where(xp.abs(x) > 1e-6, x, xp.ones_like(x))


def _crossing(state: State, group: Group) -> tuple[Array, Array]:
    """The line a..b runs across: the second line gives v, the first gives t there; the transverse cun settles in a few rounds."""
    ta, va, tb, vb = _segment(state, group)
    slope = (tb - ta) / _not_null(vb - va)
    if group.line_word != "median":
        v = at(state.ref_v, group.r2_ref)
        return ta + slope * (v - va), v
    t = (ta + tb) / 2
    for _ in range(4):
        v = across_mm(state, group.chart, t) * group.across
        t = ta + slope * (v - va)
    return t, v


def off_line(state: State, group: Group) -> Array:
    """Return about how many millimetres the nodes (B, M, N) are off each group's line; the sign is the side."""
    xp = namespace(state.vertices)
    if group.line_word == "level":
        return at(state.ref_t, group.nodes_ref) - level_of(state, group)[:, :, None]
    t, v = at(state.ref_t, group.nodes_ref), at(state.ref_v, group.nodes_ref)
    if group.line_word == "median":
        return v - across_mm(state, group.chart, t) * group.across[:, None]
    limb = _on_limb(state, group)[..., None]
    scale = xp.where(limb, RADIUS_MM + xp.zeros_like(v), xp.ones_like(v))
    if group.line_word == "through":
        off = v - at(state.ref_v, group.r2_ref)[..., None]
        return xp.where(limb, off - TURN * xp.round(off / TURN), off) * scale
    ta, va, tb, vb = (x[..., None] for x in _segment(state, group))
    around = v - va
    around = xp.where(limb, around - TURN * xp.round((around - (vb - va) / 2) / TURN), around)
    run, rise = tb - ta, (vb - va) * scale
    return (around * scale * run - (t - ta) * rise) / _not_null(xp.sqrt(run**2 + rise**2))
