"""Run a compiled program on bodies: wave by wave, every like operation of a wave at once, for any array namespace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from array_api_compat import device

from tongren.charts.frames import LIMB, Frames, coordinates, cross, dot, frames_on, unit
from tongren.charts.lookup import along_ray, by_coordinates, pick
from tongren.geometry.backend import clamp, namespace
from tongren.locate.lines import TURN, across_mm, mm_per_cun, on_line, solve_lookup
from tongren.locate.near import Near, nearest_skin
from tongren.locate.program import Group, Program

Array = Any
WALK_STEPS = 4
OFF_CURVE_MM = 15.0
SOUND, APPROXIMATE, NO_ANSWER = 0, 1, 2


@dataclass
class State:
    """Bodies being worked on: vertices (B, V, 3), faces (F, 3), and what each slot holds so far (B, N, ...)."""

    program: Program
    vertices: Array
    faces: Array
    female: Array  # (B,) bool
    frames: Frames
    mm_per_cun: Array  # (B, Q)
    zero: Array  # (B, Q) t at which each measure starts
    place: Array  # (B, N, 3)
    face: Array  # (B, N)
    weights: Array  # (B, N, 3)
    quality: Array  # (B, N) SOUND, APPROXIMATE or NO_ANSWER

    def corners(self, cand: Array) -> Array:
        """Return the corners (B, M, K, 3, 3) of candidate faces (M, K)."""
        return self.vertices[:, self.faces[cand]]

    def corners_on(self, face: Array) -> Array:
        """Return the corners (B, M, 3, 3) of faces (B, M), one set a body."""
        xp = namespace(self.vertices)
        rows = xp.arange(self.face.shape[0], device=device(self.vertices))[:, None, None]
        return self.vertices[rows, self.faces[face]]

    def corners_under(self, slots: Array) -> Array:
        """Return the corners (B, M, 3, 3) of the faces on which slots (M,) lie."""
        return self.corners_on(self.face[:, slots])


Candidates = Callable[[State, Group, Array], Near]


def stored_candidates(state: State, group: Group, target: Array) -> Near:
    """Return the candidate faces that were compiled with the group."""
    return Near(group.cand, group.parts, group.part_chart, group.local)


def start(program: Program, vertices: Array, faces: Array, female: Array, moved: Array | None = None) -> State:
    """Place the bound sites on the bodies and measure the charts and the cun.

    moved: (B, S, 3) shifts of the bound sites in millimetres, to see what a landmark put elsewhere would do.
    """
    xp = namespace(vertices)
    dev = device(vertices)
    n, m = vertices.shape[0], program.n_slots
    place = xp.zeros((n, m, 3), dtype=vertices.dtype, device=dev)
    face = xp.zeros((n, m), dtype=faces.dtype, device=dev)
    weights = xp.zeros((n, m, 3), dtype=vertices.dtype, device=dev)
    n_sites = program.site_face.shape[0]
    corners = vertices[:, faces[program.site_face]]
    sites = xp.sum(corners * program.site_weights[None, :, :, None], axis=2)
    sites = sites if moved is None else sites + moved
    place[:, :n_sites], face[:, :n_sites] = sites, xp.astype(program.site_face, faces.dtype)[None]
    weights[:, :n_sites] = program.site_weights[None]
    frames = frames_on(program.charts, sites)
    quality = xp.zeros((n, m), dtype=faces.dtype, device=dev)
    mm, zero = mm_per_cun(program, frames, sites)
    return State(program, vertices, faces, female, frames, mm, zero, place, face, weights, quality)


def run(state: State, candidates: Candidates = stored_candidates) -> State:
    """Work through every wave; the state is filled in place and returned."""
    for wave in state.program.waves:
        for group in wave:
            _OPERATIONS[group.operation](state, group, candidates)
    return state


def normals(state: State, slots: Array) -> Array:
    """Return outward unit normals (B, M, 3) of the faces on which slots (M,) lie."""
    c = state.corners_under(slots)
    return unit(cross(c[:, :, 1] - c[:, :, 0], c[:, :, 2] - c[:, :, 0]))


def _write(state: State, group: Group, face: Array, weights: Array, corners: Array, quality: Array) -> None:
    xp = namespace(weights)
    out = group.out
    state.face[:, out] = xp.astype(face, state.face.dtype)
    state.weights[:, out] = weights
    state.place[:, out] = xp.sum(corners * weights[..., None], axis=2)
    state.quality[:, out] = xp.astype(quality, state.quality.dtype)


def _inherited(state: State, *slots: Array) -> Array:
    xp = namespace(state.vertices)
    worst = state.quality[:, slots[0]]
    for s in slots[1:]:
        worst = xp.maximum(worst, state.quality[:, s])
    return worst


def _snap(state: State, group: Group, target: Array, quality: Array, candidates: Candidates) -> None:
    """Write the skin nearest to target (B, M, 3)."""
    near = candidates(state, group, target)
    face, weights, corners = nearest_skin(state.vertices, state.faces, near, near.middles(state.vertices, state.faces), target)
    _write(state, group, face, weights, corners, quality)


def _chosen(cand: Array, best: Array) -> Array:
    """Return the face numbers (B, M) that candidate numbers stand for."""
    xp = namespace(best)
    return pick(xp.broadcast_to(cand[None], (best.shape[0], *cand.shape)), best)


def _copy(state: State, group: Group, candidates: Candidates) -> None:
    for array in (state.place, state.face, state.weights, state.quality):
        array[:, group.out] = array[:, group.a]


def _select(state: State, group: Group, candidates: Candidates) -> None:
    xp = namespace(state.vertices)
    for array in (state.place, state.face, state.weights, state.quality):
        female = state.female[:, None]
        female = female[..., None] if array.ndim == 3 else female
        array[:, group.out] = xp.where(female, array[:, group.a], array[:, group.b])


def _lookup(state: State, group: Group, candidates: Candidates) -> None:
    """The place with given chart coordinates: the coordinates of the candidates' vertices, then the face around the wish."""
    xp = namespace(state.vertices)
    t, v = solve_lookup(state, group)
    near = candidates(state, group, xp.stack([t, v], axis=-1))
    places = state.vertices[:, near.parts]
    ct, cv = coordinates(state.frames, near.part_chart, places)
    dt = ct[:, near.local] - t[:, :, None, None]
    dv = cv[:, near.local] - v[:, :, None, None]
    limb = (state.frames.kind[group.chart] == LIMB)[None, :, None, None]
    dv = xp.where(limb, _unwrapped(dv), dv)
    y = places[:, :, 1]
    outward = xp.sum(y[:, near.local], axis=-1) / 3000 * group.outward[None, :, 1, None]
    best, weights, miss = by_coordinates(dt, dv, outward)
    face = _chosen(near.cand, best)
    quality = _inherited(state, group.r1, group.r2)
    quality = xp.where(miss < -0.75, xp.maximum(quality, xp.full_like(quality, APPROXIMATE)), quality)
    _write(state, group, face, weights, state.corners_on(face), quality)


def _unwrapped(angle: Array) -> Array:
    """Angles (..., 3) of a face's corners: the first within half a turn of zero, the others within half a turn of it.

    Wrapping each corner by itself would let a face on the far side of the limb span the target.
    """
    xp = namespace(angle)
    first = angle[..., :1] - TURN * xp.round(angle[..., :1] / TURN)
    rest = angle - angle[..., :1]
    return first + rest - TURN * xp.round(rest / TURN)


def _curve(state: State, group: Group, candidates: Candidates) -> None:
    """Where each polyline (M, N) of slots meets its line: the first change of sign, else the nearest node."""
    xp = namespace(state.vertices)
    nodes = state.place[:, group.nodes]
    n, m, k = nodes.shape[:3]
    chart = xp.reshape(xp.broadcast_to(group.chart[:, None], (m, k)), (-1,))
    t, v = coordinates(state.frames, chart, xp.reshape(nodes, (n, -1, 3)))
    off = on_line(state, group, xp.reshape(t, (n, m, k)), xp.reshape(v, (n, m, k)))
    crossing = (off[:, :, :-1] * off[:, :, 1:] <= 0) & (xp.abs(off[:, :, :-1] - off[:, :, 1:]) > 1e-9)
    first = xp.argmax(xp.astype(crossing, off.dtype), axis=2)
    met = xp.any(crossing, axis=2)
    f0, f1 = pick(off, first), pick(off, first + 1)
    part = f0 / xp.where(xp.abs(f0 - f1) > 1e-9, f0 - f1, xp.ones_like(f0))
    a, b = pick(nodes, first), pick(nodes, first + 1)
    end = xp.argmin(xp.abs(off), axis=2)
    target = xp.where(met[..., None], a + (b - a) * clamp(part, 0.0, 1.0)[..., None], pick(nodes, end))
    missed = xp.where(met, xp.zeros_like(f0), xp.abs(pick(off, end)))
    quality = _inherited(state, group.r1, group.r2)
    worse = xp.where(missed > OFF_CURVE_MM, xp.full_like(quality, NO_ANSWER), xp.full_like(quality, APPROXIMATE))
    quality = xp.where(met, quality, xp.maximum(quality, worse))
    _snap(state, group, target, quality, candidates)


def _meet(state: State, group: Group, candidates: Candidates) -> None:
    """Where two polylines come nearest: over each segment of one, the nearest place of every segment of the other."""
    xp = namespace(state.vertices)
    p, q = state.place[:, group.nodes], state.place[:, group.nodes2]
    fine = xp.stack([p[:, :, :-1] + (p[:, :, 1:] - p[:, :, :-1]) * f for f in (0.0, 0.25, 0.5, 0.75)], axis=3)
    fine = xp.concat([xp.reshape(fine, (*fine.shape[:2], -1, 3)), p[:, :, -1:]], axis=2)
    a, ab = q[:, :, None, :-1], (q[:, :, 1:] - q[:, :, :-1])[:, :, None]
    along = clamp(dot(fine[:, :, :, None] - a, ab) / (dot(ab, ab) + 1e-9), 0.0, 1.0)
    foot = a + ab * along[..., None]
    gap = fine[:, :, :, None] - foot
    shape = (*foot.shape[:2], -1)
    best = xp.argmin(xp.reshape(dot(gap, gap), shape), axis=2)
    on_q = pick(xp.reshape(foot, (*shape, 3)), best)
    on_p = pick(fine, best // along.shape[3])
    distance = xp.sqrt(dot(on_p - on_q, on_p - on_q))
    quality = xp.zeros_like(state.quality[:, group.out])
    quality = xp.where(distance > OFF_CURVE_MM, xp.full_like(quality, APPROXIMATE), quality)
    _snap(state, group, (on_p + on_q) / 2, quality, candidates)


def _along(state: State, group: Group, candidates: Candidates) -> None:
    """A part of the way along a polyline from slot a to slot b (or a length from a), by arc."""
    xp = namespace(state.vertices)
    nodes = state.place[:, group.nodes]
    step = nodes[:, :, 1:] - nodes[:, :, :-1]
    arc = xp.cumulative_sum(xp.sqrt(dot(step, step)), axis=2, include_initial=True)
    s_a, s_b = (_arc_at(nodes, step, arc, state.place[:, r]) for r in (group.a, group.b))
    length = group.amount[None] * state.mm_per_cun[:, group.measure]
    way = xp.where(group.by_length[None], xp.sign(s_b - s_a) * length, (s_b - s_a) * group.part[None])
    target = _place_at(nodes, step, arc, s_a + way)
    _snap(state, group, target, _inherited(state, group.a, group.b), candidates)


def _arc_at(nodes: Array, step: Array, arc: Array, place: Array) -> Array:
    """Arc (B, M) at the place of each polyline nearest to `place` (B, M, 3)."""
    xp = namespace(nodes)
    d = place[:, :, None] - nodes[:, :, :-1]
    along = clamp(dot(d, step) / (dot(step, step) + 1e-9), 0.0, 1.0)
    gap = d - step * along[..., None]
    best = xp.argmin(dot(gap, gap), axis=2)
    length = xp.sqrt(dot(step, step))
    return pick(arc[:, :, :-1] + along * length, best)


def _place_at(nodes: Array, step: Array, arc: Array, s: Array) -> Array:
    """Place (B, M, 3) at arc s (B, M) of each polyline, held at the ends."""
    xp = namespace(nodes)
    length = arc[:, :, 1:] - arc[:, :, :-1]
    part = clamp((s[..., None] - arc[:, :, :-1]) / xp.where(length > 0, length, xp.ones_like(length)), 0.0, 1.0)
    return nodes[:, :, 0] + xp.sum(step * part[..., None], axis=2)


def _chord(state: State, group: Group, candidates: Candidates) -> None:
    xp = namespace(state.vertices)
    a, b = state.place[:, group.a], state.place[:, group.b]
    target = a + (b - a) * group.part[None, :, None]
    mean = normals(state, group.a) + normals(state, group.b)
    median = (xp.abs(a[..., 0]) < 0.01) & (xp.abs(b[..., 0]) < 0.01)  # a chord in the median plane stays in it
    mean = xp.stack([xp.where(median, xp.zeros_like(mean[..., 0]), mean[..., 0]), mean[..., 1], mean[..., 2]], axis=-1)
    steady = xp.sqrt(dot(mean, mean)) > 0.5
    near = candidates(state, group, target)
    c = state.corners(near.cand)
    on_ray, w_ray, distance = along_ray(target, unit(mean), c[..., 0, :], c[..., 1, :], c[..., 2, :])
    face, weights, corners = nearest_skin(state.vertices, state.faces, near, near.middles(state.vertices, state.faces), target)
    use = steady & (distance < 80.0)
    face = xp.where(use, _chosen(near.cand, on_ray), face)
    weights = xp.where(use[..., None], w_ray, weights)
    corners = xp.where(use[..., None, None], pick(c, on_ray), corners)
    _write(state, group, face, weights, corners, _inherited(state, group.a, group.b))


def _walk(state: State, group: Group, candidates: Candidates) -> None:
    """A few short steps, each in the plane of the skin underfoot, along the wished direction."""
    xp = namespace(state.vertices)
    f, chart = state.frames, group.chart
    basis = xp.stack([f.a[:, chart], f.e1[:, chart], f.e2[:, chart]], axis=2)
    direction = unit(xp.sum(basis * group.direction[None, :, :, None], axis=2))
    across = across_mm(state, chart, coordinates(f, chart, state.place[:, group.a])[0])
    mm = xp.where(group.uses_across[None], across, state.mm_per_cun[:, group.measure]) * group.amount[None]
    here = state.place[:, group.a]
    near = candidates(state, group, here)
    middles = near.middles(state.vertices, state.faces)
    normal = normals(state, group.a)
    face, weights, on = nearest_skin(state.vertices, state.faces, near, middles, here)
    for _ in range(WALK_STEPS):
        ahead = unit(direction - normal * dot(direction, normal)[..., None])
        wanted = here + ahead * (mm / WALK_STEPS)[..., None]
        face, weights, on = nearest_skin(state.vertices, state.faces, near, middles, wanted)
        here = xp.sum(on * weights[..., None], axis=2)
        normal = unit(cross(on[:, :, 1] - on[:, :, 0], on[:, :, 2] - on[:, :, 0]))
    _write(state, group, face, weights, on, _inherited(state, group.a))


_OPERATIONS = {
    "copy": _copy,
    "select": _select,
    "lookup": _lookup,
    "curve": _curve,
    "meet": _meet,
    "along": _along,
    "chord": _chord,
    "walk": _walk,
}
