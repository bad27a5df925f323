"""How long it takes to begin: importing the package, the command line cold, one point's picture."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEATS = 7


def seconds(command: list[str], repeats: int = REPEATS) -> float:
    """Return the median wall time of a whole process."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return sorted(times)[len(times) // 2]


def import_seconds(name: str) -> float:
    """Return the median time that a fresh process takes to import a module, the start of Python left out."""
    text = f"import time; began = time.perf_counter(); import {name}; print(time.perf_counter() - began)"
    times = [float(subprocess.check_output([sys.executable, "-c", text])) for _ in range(REPEATS)]
    return sorted(times)[len(times) // 2]


def measure() -> list[tuple[str, str, str]]:
    """Rows of the table of budgets."""
    imported, engine = import_seconds("tongren"), import_seconds("tongren.front.places")
    cold = seconds([sys.executable, "-m", "tongren.cli.main", "locate", "ST36"])
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "st36.png")
        picture = seconds([sys.executable, "-m", "tongren.cli.main", "draw", "ST36", "--out", out], 3)
    return [
        ("`import tongren`", f"{imported * 1e3:.2f} ms", "1 ms"),
        ("the first use of `tongren.locate`", f"{engine:.2f} s", "–"),
        ("`tongren locate ST36`, whole process, cold", f"{cold:.2f} s", "0.7 s"),
        ("`tongren draw ST36 --out st36.png`, whole process", f"{picture:.2f} s", "3 s"),
    ]
