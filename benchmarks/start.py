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


def measure() -> list[tuple[str, str, str]]:
    """Rows of the table of budgets."""
    bare = seconds([sys.executable, "-c", "pass"])
    imported = seconds([sys.executable, "-c", "import tongren"]) - bare
    api = seconds([sys.executable, "-c", "import tongren.api"]) - bare
    cold = seconds([sys.executable, "-m", "tongren.cli.main", "locate", "ST36"])
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "st36.png")
        picture = seconds([sys.executable, "-m", "tongren.cli.main", "draw", "ST36", "--out", out], 3)
    return [
        ("`import tongren`", f"{imported:.3f} s", "0.4 s"),
        ("`import tongren.api` (everything a programmer needs)", f"{api:.2f} s", "–"),
        ("`tongren locate ST36`, whole process, cold", f"{cold:.2f} s", "1.5 s"),
        ("`tongren draw ST36 --out st36.png`, whole process", f"{picture:.2f} s", "3 s"),
    ]
