"""Run every benchmark and write benchmarks/results/budgets.md: what was measured, on what, against the budget.

Run:  python benchmarks/run.py        (about three minutes; close other programs)
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import many_bodies, one_body, population, size, start
from tongren import __version__
from tongren.outfile import write_text

RESULTS = Path(__file__).resolve().parent / "results" / "budgets.md"
Row = tuple[str, str, str]


def cpu() -> str:
    """Return the processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(x.split(": ", 1)[1] for x in lines if x.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main() -> None:
    tasks: list[Callable[[], list[Row]]] = [start.measure, one_body.measure, population.measure, many_bodies.measure, size.measure]
    rows: list[Row] = []
    for task in tasks:
        rows += task()
        print(*(" | ".join(r) for r in rows[-8:]), sep="\n")
    head = (
        f"# Budgets\n\nTongren {__version__}, Python {platform.python_version()}, NumPy {np.__version__}, "
        f"{os.cpu_count()} cores, {cpu()}.\n\n| what | measured | budget |\n|---|---|---|\n"
    )
    write_text(RESULTS, head + "".join(f"| {a} | {b} | {c} |\n" for a, b, c in rows))
    print(f"written: {RESULTS}")


if __name__ == "__main__":
    main()
