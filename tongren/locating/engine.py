"""locate: every point on bodies given as template vertices at rest."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from array_api_compat import device, is_numpy_array

from tongren.body.template import template
from tongren.charts.frames import LIMB, coordinates
from tongren.geometry.backend import Array, at, namespace, turned
from tongren.locating.chart_lines import across_mm
from tongren.locating.execute import run
from tongren.locating.located import Located
from tongren.locating.plan import Plan, converted, planned
from tongren.locating.program import compiled
from tongren.locating.reduced import reduced
from tongren.locating.state import NO_ANSWER, State, start


def _keep_memory() -> None:
    """Have the C library keep freed memory up to 60 MB: glibc learns from the largest block freed so far.

    Otherwise every call gets its pages from the kernel anew, a third of its time.  Nothing is touched; elsewhere without effect.
    """
    np.empty(30 << 20, np.uint8)


@cache
def _ready(kind: str, where: str) -> tuple[Plan, dict[str, Array]]:
    """The plan and the template's maps as arrays of one namespace on one device.

    both: vertices of the plan, then those that mirror them; flip: what turns x of the latter; face: face numbers of the
    template, mirror_face and mirror_order: of the other side, for every face of the plan.
    """
    t, program = template(), compiled()
    small = reduced(program, t.faces)
    mirror = t.mirror_vertex[small.vertices]
    maps: dict[str, Array] = {
        "both": np.concatenate([small.vertices, mirror]).astype(np.int64),
        "face": small.face_numbers.astype(np.int64),
        "mirror_face": t.mirror_face[small.face_numbers].astype(np.int64),
        "mirror_order": t.mirror_order[small.face_numbers].astype(np.int64),
    }
    plan = planned(small.program, small.faces)
    if kind == "numpy":
        _keep_memory()
        return plan, maps
    import torch

    def make(a: object) -> Any:
        x = torch.as_tensor(np.array(a), device=where)
        return x.long() if x.dtype in (torch.int32, torch.uint8, torch.int16) else x

    return converted(plan, make), {k: make(v) for k, v in maps.items()}


def locate_rest(vertices: Array, female: Array, alternatives: bool = False) -> Located:
    """Return all points of bodies at rest: vertices (B, 13718, 3), LPS millimetres, upright; female (B,) true or false.

    The median plane is x = 0.  NumPy or PyTorch; answers are of the same kind, on the same device.
    """
    xp = namespace(vertices)
    plan, maps = _ready("numpy" if is_numpy_array(vertices) else "torch", str(device(vertices)))
    flip = xp.asarray([-1.0, 1.0, 1.0], dtype=vertices.dtype, device=device(vertices))
    female = xp.asarray(female, device=device(vertices))
    state = run(start(plan, _with_mirrored(vertices, maps["both"]), xp.concat([female, female], axis=0)))
    return _gathered(state, maps, flip, _stature(vertices), alternatives)


def _with_mirrored(vertices: Array, both: Array) -> Array:
    """Return (2B, V', 3), bodies last in memory: the plan's vertices of B bodies, then those of their mirror images."""
    n, half = vertices.shape[0], both.shape[0] // 2
    xp = namespace(vertices)
    used = xp.take(vertices, both, axis=1)
    out = turned(xp.empty((3, half, 2 * n), dtype=vertices.dtype, device=device(vertices)))
    out[:n], out[n:] = used[:, :half], used[:, half:]
    out[n:, :, 0] *= -1
    return out


def _stature(vertices: Array) -> Array:
    """Height (B,) of bodies (B, V, 3)."""
    xp = namespace(vertices)
    z = vertices[:, :, 2] * 1.0  # in one piece of memory
    return xp.max(z, axis=1) - xp.min(z, axis=1)


class _Entries(NamedTuple):
    """What is answered: words (E,) of each entry, and its place (E,) among the P points of the left and then of the right."""

    codes: tuple[str, ...]
    sides: tuple[str, ...]
    charts: tuple[str, ...]
    column: npt.NDArray[np.int64]


@cache
def _entries(alternatives: bool) -> _Entries:
    p = compiled()
    which, sides = [], []
    for i in np.flatnonzero(alternatives | ~p.alternative).tolist():
        sides += ["M"] if p.median[i] else ["L", "R"]
        which += [i] if p.median[i] else [i, i]
    right = np.array([s == "R" for s in sides])
    charts = tuple(p.charts.names[p.chart[i]] for i in which)
    return _Entries(tuple(p.codes[i] for i in which), tuple(sides), charts, np.array(which) + len(p.codes) * right)


def _gathered(state: State, maps: dict[str, Array], flip: Array, stature: Array, alternatives: bool) -> Located:
    """Bring the two halves together: the first n bodies give left and median points, their mirrors the right ones."""
    xp, program, n = namespace(state.vertices), state.program, stature.shape[0]
    entries = _entries(alternatives)
    column = xp.asarray(entries.column, device=device(state.vertices))

    def of(left: Array, other: Array) -> Array:
        return xp.take(xp.concat([left, other], axis=1), column, axis=1)

    def sides(x: Array, turn: Array | None = None) -> Array:
        return of(x[:n], x[n:] if turn is None else x[n:] * turn)

    slots = program.slot
    quality, face, weights = at(state.quality, slots), at(state.face, slots), at(state.weights, slots)
    other_weights = xp.take_along_axis(weights[n:], maps["mirror_order"][face[n:]], axis=2)
    u, v = _cun_coordinates(state, at(state.place, slots))
    lost = sides(quality) == NO_ANSWER
    place, sigma = sides(at(state.place, slots), flip), _sigma(state, stature)
    nan = xp.full_like(place, float("nan"))
    return Located(
        codes=entries.codes, sides=entries.sides, charts=entries.charts,
        position_mm=xp.where(lost[..., None], nan, place),
        normal=xp.where(lost[..., None], nan, sides(state.normals(slots), flip)),
        face=xp.where(lost, -1, of(maps["face"][face[:n]], maps["mirror_face"][face[n:]])),
        weights=of(weights[:n], other_weights), sigma_mm=of(sigma, sigma), u_cun=sides(u), v_cun=sides(v),
        status=sides(xp.maximum(program.status[None], quality * 2)),
    )


def _sigma(state: State, stature: Array) -> Array:
    """Sigma (n, P): that of the reference body of the same sex, scaled by stature (n,)."""
    xp, p = namespace(state.vertices), state.program
    female = state.female[: stature.shape[0], None]
    size = stature[:, None] / xp.where(female, p.sigma_height_mm[1], p.sigma_height_mm[0])
    return xp.where(female, p.sigma_mm[1][None], p.sigma_mm[0][None]) * size


def _cun_coordinates(state: State, places: Array) -> tuple[Array, Array]:
    """(u_cun, v_cun) of all points (B, P, 3): along from the chart's zero, across in its transverse cun.

    On limbs, where the standard gives no transverse cun, v is the angle around the limb in degrees.  NaN where a chart
    has no measure.
    """
    xp, p = namespace(places), state.program
    chart = p.chart
    t, v = coordinates(state.frames, chart, places)
    measure = p.default_measure[chart]
    known = xp.where(measure < 0, 0, measure)
    per, t0 = at(state.mm_per_cun, known), at(state.zero, known)
    nan = xp.full_like(t, float("nan"))
    u = xp.where((measure >= 0)[None] & (per > 0), (t - t0) / xp.where(per > 0, per, xp.ones_like(per)), nan)
    across = across_mm(state, chart, t)
    limb = (state.frames.kind[chart] == LIMB)[None]
    v_cun = xp.where(across > 0, v / xp.where(across > 0, across, xp.ones_like(across)), nan)
    return u, xp.where(limb, v * 57.29577951308232, v_cun)
