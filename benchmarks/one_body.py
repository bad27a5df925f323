"""One body: building it, and locating all its points on one core."""

from __future__ import annotations

import time

import numpy as np

from tongren.body.person import Body
from tongren.locating.engine import locate_rest

REPEATS = 30


def median_ms(work: object, repeats: int = REPEATS) -> float:
    """Return the median time of a call in milliseconds."""
    assert callable(work)
    work()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return sorted(times)[len(times) // 2] * 1e3


def measure() -> list[tuple[str, str, str]]:
    """Rows of the table of budgets."""
    body = Body("female", 40, 163, 60)
    vertices = body.vertices_mm[None].astype(np.float32)
    female = np.array([True])
    built = median_ms(lambda: Body("male", 52, 178, 84))
    found = median_ms(lambda: locate_rest(vertices, female))
    places = len(locate_rest(vertices, female).codes)
    return [
        ("`Body(...)`, once loaded", f"{built:.1f} ms", "20 ms"),
        (f"all {places} places of one body, normals and sigma, vertices given", f"{found:.1f} ms", "20 ms"),
    ]
