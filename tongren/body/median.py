"""Put the median line of a body at rest into the plane x = 0, the neighbouring skin coming along.

Points of the median plane stand in the cleft and between the folds of the groin, where a line some hundredths of a
millimetre beside it meets another fold.  A measured skin is never symmetric to that degree; its own median line is.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from tongren.body.template import FloatArray, IntArray, template

REACH_MM = 60.0  # skin farther from the median line than this stays where it is


@cache
def _followed() -> tuple[IntArray, FloatArray]:
    """The median vertex (V,) that each vertex is nearest to on the mean body, and how much (V,) of its move it takes."""
    t = template()
    median = np.flatnonzero(t.mirror_vertex == np.arange(len(t.mirror_vertex)))
    gap = np.linalg.norm(t.mean[:, None].astype(np.float32) - t.mean[median][None].astype(np.float32), axis=2)
    share = 0.5 + 0.5 * np.cos(np.pi * np.clip(gap.min(1) / REACH_MM, 0, 1))
    return median[gap.argmin(1)], share


def straightened(rest: FloatArray) -> FloatArray:
    """Return vertices (V, 3) at rest, LPS millimetres, whose median vertices have x = 0."""
    leader, share = _followed()
    out = rest.copy()
    out[:, 0] -= rest[leader, 0] * share
    return out
