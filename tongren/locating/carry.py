"""Points carried along: found at rest, shown on the posed skin; and posed vertices brought to rest first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from array_api_compat import device

from tongren.body.person import origin_of
from tongren.body.template import template
from tongren.charts.frames import cross, unit
from tongren.geometry.backend import Array, as_numpy, namespace
from tongren.locating.located import Located

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

    The median vertices lie in the median plane (body/median.py).  Raises InputError where no human body comes near.
    """
    from tongren.body.median import straightened
    from tongren.body.unpose import unposed

    xp = namespace(vertices)
    out, word = [], "rest"
    for body in as_numpy(vertices):
        u = unposed(body.astype(float))
        still = may_be_at_rest and u.largest_turn_deg < STILL_DEGREES
        out.append(straightened(u.vertices))
        word = word if still else "posed"
    rest = np.stack(out)
    rest = (rest - origin_of(rest)[:, None]).astype(np.float32)
    return xp.asarray(rest, device=device(vertices)), word
