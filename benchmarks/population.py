"""Random adults: bodies(n, seed)."""

from __future__ import annotations

import time

from tongren.body.population import bodies

N = 400


def measure() -> list[tuple[str, str, str]]:
    """Rows of the table of budgets."""
    bodies(16, 0)
    began = time.perf_counter()
    bodies(N, 1)
    return [(f"`bodies({N}, seed)`", f"{N / (time.perf_counter() - began):.0f} a second", "200 a second")]
