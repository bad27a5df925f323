"""Points carried along: found at rest, shown on the posed skin; and posed vertices brought to rest first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from array_api_compat import device, is_numpy_array

from tongren.body.person import origin_of
from tongren.body.template import template
from tongren.charts.frames import cross, unit
from tongren.errors import InputError
from tongren.geometry.backend import namespace
from tongren.locating.located import Located

Array = Any
STILL_DEGREES = 4.0
SPAN_MM = (500.0, 3000.0)
UNITS = {"metres": 1000.0, "centimetres": 10.0, "micrometres": 0.001}


def check_values(vertices: Array) -> None:
    """Raise InputError where vertices (B, V, 3) hold what is not a number, or span what no body in millimetres spans."""
    xp = namespace(vertices)
    finite = xp.isfinite(vertices)
    if not bool(xp.all(finite)):
        bad = int(xp.sum(xp.astype(~xp.all(finite, axis=2), xp.int64)))
        raise InputError(
            f"{bad} vertices hold values that are not numbers (NaN or infinite); allowed: finite coordinates, in millimetres; "
            "fill them in or leave the body out"
        )
    spans = xp.max(xp.max(vertices, axis=1) - xp.min(vertices, axis=1), axis=1)
    low, high = float(xp.min(spans)), float(xp.max(spans))
    if low >= SPAN_MM[0] and high <= SPAN_MM[1]:
        return
    advice = "give the template's vertices in millimetres"
    if high == 0:
        advice = "these vertices all lie in one place: give a body"
    for unit_name, factor in UNITS.items():
        if low * factor >= SPAN_MM[0] and high * factor <= SPAN_MM[1]:
            advice = f"these look like {unit_name}: multiply by {factor:g}"
    raise InputError(f"vertices span {low:.4g} to {high:.4g}; allowed: 500 to 3000, a body in millimetres; {advice}")


def carried(found: Located, vertices: Array) -> Located:
    """Return the same faces and weights on other vertices (B, V, 3) of the same bodies, with the skin's normals there."""
    xp = namespace(vertices)
    faces = xp.asarray(np.asarray(template().faces, np.int64), device=device(vertices))
    lost = found.face < 0
    face = xp.where(lost, 0, found.face)
    rows = xp.arange(vertices.shape[0], device=device(vertices))[:, None, None]
    c = vertices[rows, faces[face]]
    weights = xp.astype(found.weights, vertices.dtype)
    place = xp.sum(c * weights[..., None], axis=2)
    normal = unit(cross(c[:, :, 1] - c[:, :, 0], c[:, :, 2] - c[:, :, 0]))
    nan = xp.full_like(place, float("nan"))
    return replace(
        found, position_mm=xp.where(lost[..., None], nan, place), normal=xp.where(lost[..., None], nan, normal)
    )


def brought_to_rest(vertices: Array, may_be_at_rest: bool) -> tuple[Array, str]:
    """Return vertices (B, V, 3) at rest, upright in LPS, and the word `rest` or `posed` for what came in.

    The median vertices lie in the median plane (body/median.py).  Raises InputError where no human body comes near.
    """
    from tongren.body.median import straightened
    from tongren.body.unpose import unposed

    xp = namespace(vertices)
    numpy = np.asarray(vertices if is_numpy_array(vertices) else vertices.detach().cpu().numpy(), float)
    out, word = [], "rest"
    for body in numpy:
        u = unposed(body)
        still = may_be_at_rest and u.largest_turn_deg < STILL_DEGREES
        out.append(straightened(u.vertices))
        word = word if still else "posed"
    rest = np.stack(out)
    rest = (rest - origin_of(rest)[:, None]).astype(np.float32)
    return xp.asarray(rest, device=device(vertices)), word
