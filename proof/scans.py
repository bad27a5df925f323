"""Two hundred spoiled scans of known truth, against the goals: benchmarks/scans.py measures, this judges.

    python -m proof.scans      an hour and more on one core; goes on where a run was cut off (out/scans); renews benchmarks/results/scans.csv and the
                               figures in benchmarks/results/scans.md

What is judged stands in `wrong`: none refused, noisy scans at most 8 mm off in the median, 60 to 80 % of errors within sigma and 95 % within twice.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from tongren.knowledge.tables import read_sheet

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
OUT = ROOT / "out" / "scans"
N, SEED = 200, 2
NOISY_MM, WITHIN_1, WITHIN_2 = 8.0, (0.60, 0.80), 0.95
FIGURES = re.compile(r"^\d+ scans of seed .*?(?=^## )", re.S | re.M)  # in the committed report, what the benchmark writes


def wrong(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Return which goals the scans, one row each as benchmarks/scans.py writes it, do not keep."""
    out = [f"scan {r['number']} was refused: {r['failed']}" for r in rows if r["failed"]]
    good = [r for r in rows if not r["failed"]]
    if not good:
        return [*out, "no scan was read"]
    points = np.array([float(r["shown"]) for r in good])
    noisy = np.median([float(r["median_mm"]) for r in good if r["kind"] == "noise"] or [np.inf])
    one, two = (float(np.average([float(r[f"within_{k}_sigma"]) for r in good], weights=points)) for k in (1, 2))
    out += [f"noisy scans {noisy:.1f} mm off in the median; goal: at most {NOISY_MM:g}"] if noisy > NOISY_MM else []
    out += [f"{one:.0%} of errors within sigma; goal: {WITHIN_1[0]:.0%} to {WITHIN_1[1]:.0%}"] if not WITHIN_1[0] <= one <= WITHIN_1[1] else []
    out += [f"{two:.0%} of errors within twice sigma; goal: at least {WITHIN_2:.0%}"] if two < WITHIN_2 else []
    return out


def main() -> int:
    """Measure, renew the committed results, and return 1 where a goal is not kept."""
    subprocess.run([sys.executable, "-m", "benchmarks.scans", str(N), str(SEED), "--out", str(OUT)], cwd=ROOT, check=True)
    shutil.copy(OUT / "scans.csv", RESULTS / "scans.csv")
    told, figures = (RESULTS / "scans.md").read_text(encoding="utf-8"), (OUT / "scans.md").read_text(encoding="utf-8")
    (RESULTS / "scans.md").write_text(FIGURES.sub(lambda _: figures.rstrip() + "\n\n", told, count=1), encoding="utf-8")
    bad = wrong([placed.row for placed in read_sheet(OUT, OUT / "scans.csv").rows])
    print("\n".join(bad) or "holds")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
