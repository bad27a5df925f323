"""locate: every point on bodies given as template vertices at rest."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from array_api_compat import device, is_numpy_array

from tongren.body.template import template
from tongren.charts.frames import LIMB, coordinates, cross, unit
from tongren.geometry.backend import namespace
from tongren.locate.execute import NO_ANSWER, State, run, start
from tongren.locate.lines import across_mm
from tongren.locate.located import Located
from tongren.locate.program import STATUSES, Program, compiled, converted

Array = Any


@cache
def _ready(kind: str, where: str) -> tuple[Program, dict[str, Array]]:
    """The program and the template's maps as arrays of one namespace on one device."""
    t = template()
    maps = {"faces": t.faces, "mirror_vertex": t.mirror_vertex, "mirror_face": t.mirror_face, "mirror_order": t.mirror_order}
    if kind == "numpy":
        return compiled(), {k: np.asarray(v, np.int32) for k, v in maps.items()}
    import torch

    def make(a: Any) -> Any:
        x = torch.as_tensor(np.array(a), device=where)
        return x.long() if x.dtype in (torch.int32, torch.uint8, torch.int16) else x

    return converted(compiled(), make), {k: make(np.asarray(v, np.int64)) for k, v in maps.items()}


def locate_rest(vertices: Array, female: Array, alternatives: bool = False) -> Located:
    """Return all points of bodies at rest: vertices (B, 13718, 3), LPS millimetres, upright; female (B,) true or false.

    The median plane is x = 0.  NumPy or PyTorch; answers are of the same kind, on the same device.
    """
    xp = namespace(vertices)
    program, maps = _ready("numpy" if is_numpy_array(vertices) else "torch", str(device(vertices)))
    flip = xp.asarray([-1.0, 1.0, 1.0], dtype=vertices.dtype, device=device(vertices))
    mirrored = vertices[:, maps["mirror_vertex"]] * flip
    both = xp.concat([vertices, mirrored], axis=0)
    female = xp.asarray(female, device=device(vertices))
    state = run(start(program, both, maps["faces"], xp.concat([female, female], axis=0)))
    return _gathered(program, state, maps, flip, vertices.shape[0], alternatives)


def _gathered(program: Program, state: State, maps: dict[str, Array], flip: Array, n: int, alternatives: bool) -> Located:
    """Bring the two halves together: the first n bodies give left and median points, their mirrors the right ones."""
    xp = namespace(state.vertices)
    keep = np.asarray([alternatives or not a for a in program.alternative.tolist()])
    median = np.asarray(program.median.tolist())
    entries: list[tuple[int, str]] = []
    for i in np.flatnonzero(keep):
        entries += [(int(i), "M")] if median[i] else [(int(i), "L"), (int(i), "R")]
    which = np.array([i for i, _ in entries])
    right = np.array([s == "R" for _, s in entries])
    index = xp.asarray(which, device=device(state.vertices))
    is_right = xp.asarray(right, device=device(state.vertices))[None]
    slots = program.slot[index]
    corners = state.corners_under(slots)
    normal = unit(cross(corners[:, :, 1] - corners[:, :, 0], corners[:, :, 2] - corners[:, :, 0]))
    face, weights = state.face[:, slots], state.weights[:, slots]
    right_face = maps["mirror_face"][face[n:]]
    right_weights = xp.take_along_axis(weights[n:], _as_index(xp, maps["mirror_order"][face[n:]]), axis=2)
    u, v = _cun_coordinates(program, state, program.chart[index], state.place[:, slots])
    side3 = is_right[..., None]
    place = xp.where(side3, state.place[n:, slots] * flip, state.place[:n, slots])
    quality = xp.where(is_right, state.quality[n:, slots], state.quality[:n, slots])
    status = xp.where(quality == NO_ANSWER, STATUSES.index("no_answer"), xp.maximum(program.status[index][None], quality * 2))
    lost = quality == NO_ANSWER
    nan = xp.full_like(place, float("nan"))
    sigma = _sigma(program, state, index, n)
    return Located(
        codes=tuple(program.codes[i] for i in which), sides=tuple(s for _, s in entries),
        charts=tuple(program.charts.names[int(program.chart[i])] for i in which),
        position_mm=xp.where(lost[..., None], nan, place),
        normal=xp.where(lost[..., None], nan, xp.where(side3, normal[n:] * flip, normal[:n])),
        face=xp.where(lost, -1, xp.where(is_right, right_face, face[:n])),
        weights=xp.where(side3, right_weights, weights[:n]), sigma_mm=sigma,
        u_cun=xp.where(is_right, u[n:], u[:n]), v_cun=xp.where(is_right, v[n:], v[:n]), status=status,
    )


def _as_index(xp: Any, a: Array) -> Array:
    return xp.astype(a, xp.int64)


def _sigma(program: Program, state: State, index: Array, n: int) -> Array:
    """Sigma (n, P): that of the reference body of the same sex, scaled by stature."""
    xp = namespace(state.vertices)
    z = state.vertices[:n, :, 2]
    height = xp.max(z, axis=1) - xp.min(z, axis=1)
    ref_height = xp.where(state.female[:n], program.sigma_height_mm[1], program.sigma_height_mm[0])
    table = program.sigma_mm[:, index]
    base = xp.where(state.female[:n, None], table[1][None], table[0][None])
    return base * (height / ref_height)[:, None]


def _cun_coordinates(program: Program, state: State, chart: Array, places: Array) -> tuple[Array, Array]:
    """(u_cun, v_cun) of places (B, P, 3): along from the chart's zero, across in its transverse cun.

    On limbs, where the standard gives no transverse cun, v is the angle around the limb in degrees.  NaN where a chart
    has no measure.
    """
    xp = namespace(places)
    t, v = coordinates(state.frames, chart, places)
    measure = program.default_measure[chart]
    known = xp.where(measure < 0, 0, measure)
    per, t0 = state.mm_per_cun[:, known], state.zero[:, known]
    nan = xp.full_like(t, float("nan"))
    u = xp.where((measure >= 0)[None] & (per > 0), (t - t0) / xp.where(per > 0, per, xp.ones_like(per)), nan)
    across = across_mm(state, chart, t)
    limb = (state.frames.kind[chart] == LIMB)[None]
    v_cun = xp.where(across > 0, v / xp.where(across > 0, across, xp.ones_like(across)), nan)
    return u, xp.where(limb, v * 57.29577951308232, v_cun)
