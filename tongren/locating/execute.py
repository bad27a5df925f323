"""Run a plan on bodies: task by task, every like operation at once, for any array namespace."""

from __future__ import annotations

from tongren.charts.frames import cross, dot, unit
from tongren.charts.lookup import Forms, along_ray, enclosing, pick
from tongren.geometry.backend import Array, at, clamp, joined, namespace
from tongren.locating.chart_lines import across_mm, off_line, solve_lookup
from tongren.locating.nearest import chosen, nearest_skin
from tongren.locating.plan import Search, Task
from tongren.locating.program import Group
from tongren.locating.state import APPROXIMATE, NO_ANSWER, State

WALK_STEPS = 4
OFF_CURVE_MM = 15.0
RAY_MM = 80.0
MEDIAN_MM = 1.0  # vertices as measured are not exact; the ends of no paired chord lie so near the median plane


class Candidates:
    """Where operations look: among the candidates that were compiled with them.  The compiler puts the whole skin here."""

    def searches(self, state: State, task: Task, target: Array) -> list[Search]:
        """Return the searches of a task whose operations aim at target (B, M, ...)."""
        return task.searches

    def under_rays(self, state: State, group: Group, target: Array) -> Array:
        """Return the candidate faces (M, K) of rays through target (B, M, 3)."""
        return group.cand


STORED = Candidates()


def run(state: State, candidates: Candidates = STORED) -> State:
    """Work through every task; the state is filled in place and returned."""
    for task in state.plan.tasks:
        state.read(task.fresh)
        _TASKS[task.kind](state, task, candidates)
    return state


def _write(state: State, out: Array, face: Array, weights: Array, quality: Array) -> None:
    """Write what was found into the slots (M,): faces (B, M), weights (B, M, 3), quality (B, M)."""
    xp = namespace(weights)
    state.face[:, out], state.weights[:, out], state.quality[:, out] = face, weights, quality
    state.place[:, out] = xp.sum(state.corners_on(face) * weights[..., None], axis=2)


def _copy(state: State, task: Task, candidates: Candidates) -> None:
    group = task.groups[0]
    for array in (state.place, state.face, state.weights, state.quality):
        array[:, group.out] = at(array, group.a)


def _select(state: State, task: Task, candidates: Candidates) -> None:
    xp, group = namespace(state.vertices), task.groups[0]
    for array in (state.place, state.face, state.weights, state.quality):
        female = state.female[:, None] if array.ndim == 2 else state.female[:, None, None]
        array[:, group.out] = xp.where(female, at(array, group.a), at(array, group.b))


def _lookup(state: State, task: Task, candidates: Candidates) -> None:
    """The places with given chart coordinates: of each operation's candidates the face around the wish."""
    xp = namespace(state.vertices)
    wishes = [solve_lookup(state, g) for g in task.groups]
    t, v = joined([w[0] for w in wishes]), joined([w[1] for w in wishes])
    inherited = state.inherited(task)
    for search in candidates.searches(state, task, t):
        forms = Forms(*(at(form, search.cand) for form in state.forms))
        outward = None if search.outward is None or search.near is None else at(state.middles[..., 1], search.near) * search.outward[:, None]
        best, weights, miss = enclosing(forms, at(t, search.rows), at(v, search.rows), search.turn, outward)
        quality = at(inherited, search.rows)
        quality = xp.where(miss < -0.75, xp.maximum(quality, xp.full_like(quality, APPROXIMATE)), quality)
        _write(state, task.out[search.rows], chosen(search.face, best), weights, quality)


def _snap(state: State, task: Task, candidates: Candidates) -> None:
    """The skin nearest to each group's target; a chord goes on along its ray."""
    xp = namespace(state.vertices)
    found = [_TARGETS[g.operation](state, g) for g in task.groups]
    target, worse = joined([f[0] for f in found]), joined([f[1] for f in found])
    quality = xp.maximum(state.inherited(task), worse)
    for search in candidates.searches(state, task, target):
        face, weights = nearest_skin(state, search, at(target, search.rows))
        _write(state, task.out[search.rows], face, weights, at(quality, search.rows))
    for group in task.groups:
        if group.operation == "chord":
            _along_rays(state, group, candidates)


def _curve(state: State, group: Group) -> tuple[Array, Array]:
    """Where each polyline (M, N) of slots meets its line: the first change of sign, else the nearest node."""
    xp = namespace(state.vertices)
    nodes = at(state.place, group.nodes)
    off = off_line(state, group)
    crossing = (off[:, :, :-1] * off[:, :, 1:] <= 0) & (xp.abs(off[:, :, :-1] - off[:, :, 1:]) > 1e-9)
    first = xp.argmax(xp.astype(crossing, xp.uint8), axis=2)
    met = pick(crossing, first)
    f0, f1 = pick(off, first), pick(off, first + 1)
    part = f0 / xp.where(xp.abs(f0 - f1) > 1e-9, f0 - f1, xp.ones_like(f0))
    a, b = pick(nodes, first), pick(nodes, first + 1)
    end = xp.argmin(xp.abs(off), axis=2)
    target = xp.where(met[..., None], a + (b - a) * clamp(part, 0.0, 1.0)[..., None], pick(nodes, end))
    sound = xp.zeros_like(at(state.quality, group.out))
    far = xp.abs(pick(off, end)) > OFF_CURVE_MM
    worse = xp.where(far, sound + NO_ANSWER, sound + APPROXIMATE)
    return target, xp.where(met, sound, worse)


def _meet(state: State, group: Group) -> tuple[Array, Array]:
    """Where two polylines come nearest: over each quarter of one's segments, the nearest place of the other's segments."""
    xp = namespace(state.vertices)
    p, q = at(state.place, group.nodes), at(state.place, group.nodes2)
    step = p[:, :, 1:] - p[:, :, :-1]
    fine = xp.concat([*(p[:, :, :-1] + step * f for f in (0.0, 0.25, 0.5, 0.75)), p[:, :, -1:]], axis=2)
    a, ab = q[:, :, None, :-1], (q[:, :, 1:] - q[:, :, :-1])[:, :, None]
    along = clamp(dot(fine[:, :, :, None] - a, ab) / (dot(ab, ab) + 1e-9), 0.0, 1.0)
    gap = fine[:, :, :, None] - a - ab * along[..., None]
    shape = (*along.shape[:2], -1)
    best = xp.argmin(xp.reshape(dot(gap, gap), shape), axis=2)
    n = along.shape[3]
    i, j = best // n, best % n
    on_p, one, two = pick(fine, i), pick(q, j), pick(q, j + 1)
    on_q = one + (two - one) * pick(xp.reshape(along, shape), best)[..., None]
    distance = xp.sqrt(dot(on_p - on_q, on_p - on_q))
    sound = xp.zeros_like(at(state.quality, group.out))
    return (on_p + on_q) / 2, xp.where(distance > OFF_CURVE_MM, sound + APPROXIMATE, sound)


def _along(state: State, group: Group) -> tuple[Array, Array]:
    """A part of the way along a polyline from slot a to slot b (or a length from a), by arc."""
    xp = namespace(state.vertices)
    nodes = at(state.place, group.nodes)
    step = nodes[:, :, 1:] - nodes[:, :, :-1]
    size = xp.sqrt(dot(step, step))
    arc = xp.cumulative_sum(size, axis=2, include_initial=True)[:, :, :-1]
    s_a, s_b = (_arc_at(nodes, step, size, arc, at(state.place, r)) for r in (group.a, group.b))
    length = group.amount * at(state.mm_per_cun, group.measure)
    way = xp.where(group.by_length, xp.sign(s_b - s_a) * length, (s_b - s_a) * group.part)
    part = clamp(((s_a + way)[..., None] - arc) / xp.where(size > 0, size, xp.ones_like(size)), 0.0, 1.0)
    target = nodes[:, :, 0] + xp.sum(step * part[..., None], axis=2)
    return target, xp.zeros_like(at(state.quality, group.out))


def _arc_at(nodes: Array, step: Array, size: Array, arc: Array, place: Array) -> Array:
    """Arc (B, M) at the place of each polyline nearest to `place` (B, M, 3)."""
    xp = namespace(nodes)
    d = place[:, :, None] - nodes[:, :, :-1]
    along = clamp(dot(d, step) / (size * size + 1e-9), 0.0, 1.0)
    gap = d - step * along[..., None]
    return pick(arc + along * size, xp.argmin(dot(gap, gap), axis=2))


def _chord(state: State, group: Group) -> tuple[Array, Array]:
    a, b = at(state.place, group.a), at(state.place, group.b)
    return a + (b - a) * group.part[:, None], namespace(a).zeros_like(at(state.quality, group.out))


def _along_rays(state: State, group: Group, candidates: Candidates) -> None:
    """Chords: from the target along the mean of the normals at both ends, where that meets skin."""
    xp = namespace(state.vertices)
    a, b = at(state.place, group.a), at(state.place, group.b)
    mean = state.normals(group.a) + state.normals(group.b)
    median = (xp.abs(a[..., 0]) < MEDIAN_MM) & (xp.abs(b[..., 0]) < MEDIAN_MM)  # a chord in the median plane stays in it
    mean[..., 0] = xp.where(median, xp.zeros_like(mean[..., 0]), mean[..., 0])
    target = a + (b - a) * group.part[:, None]
    cand = candidates.under_rays(state, group, target)
    best, weights, distance = along_ray(target, unit(mean), *state.corners(cand))
    use = (dot(mean, mean) > 0.25) & (distance < RAY_MM)
    face = xp.where(use, chosen(cand, best), at(state.face, group.out))
    weights = xp.where(use[..., None], weights, at(state.weights, group.out))
    _write(state, group.out, face, weights, at(state.quality, group.out))


def _walk(state: State, task: Task, candidates: Candidates) -> None:
    """A few short steps, each in the plane of the skin underfoot, along the wished direction."""
    xp, group = namespace(state.vertices), task.groups[0]
    f, chart = state.frames, group.chart
    d = group.direction
    direction = unit(at(f.a, chart) * d[:, :1] + at(f.e1, chart) * d[:, 1:2] + at(f.e2, chart) * d[:, 2:])
    across = across_mm(state, chart, at(state.ref_t, group.a_ref))
    mm = xp.where(group.uses_across, across, at(state.mm_per_cun, group.measure)) * group.amount
    here, normal = at(state.place, group.a), state.normals(group.a)
    (search,) = candidates.searches(state, task, here)
    for _ in range(WALK_STEPS):
        ahead = unit(direction - normal * dot(direction, normal)[..., None])
        face, weights = nearest_skin(state, search, here + ahead * (mm / WALK_STEPS)[..., None])
        on = state.corners_on(face)
        here = xp.sum(on * weights[..., None], axis=2)
        normal = unit(cross(on[:, :, 1] - on[:, :, 0], on[:, :, 2] - on[:, :, 0]))
    _write(state, group.out, face, weights, state.inherited(task))


_TASKS = {"copy": _copy, "select": _select, "lookup": _lookup, "snap": _snap, "walk": _walk}
_TARGETS = {"along": _along, "chord": _chord, "curve": _curve, "meet": _meet}
