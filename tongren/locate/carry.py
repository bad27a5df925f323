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
from tongren.locate.located import Located

Array = Any
STILL_DEGREES = 4.0


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

    Raises InputError where the vertices are not numbers or not a human body's.
    """
    from tongren.body.unpose import unposed

    xp = namespace(vertices)
    numpy = np.asarray(vertices if is_numpy_array(vertices) else vertices.detach().cpu().numpy(), float)
    if not np.isfinite(numpy).all():
        raise InputError("vertices hold values that are not numbers; every coordinate must be finite, in millimetres")
    tall = np.ptp(numpy, axis=1).max(1)
    if (tall < 500).any() or (tall > 3000).any():
        raise InputError(f"vertices span {tall.min():.4g} to {tall.max():.4g}; a body in millimetres spans 500 to 3000")
    out, word = [], "rest"
    for body in numpy:
        u = unposed(body)
        still = may_be_at_rest and u.largest_turn_deg < STILL_DEGREES
        out.append(u.vertices)
        word = word if still else "posed"
    rest = np.stack(out)
    rest = (rest - origin_of(rest)[:, None]).astype(np.float32)
    return xp.asarray(rest, device=device(vertices)), word
