"""The builders of bindings change nothing: all six regions bound anew against the tables of the atlas.

    python -m proof.builders      two minutes of one core; writes benchmarks/results/builders.md
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tongren.outfile import write_text

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "builders.md"


def main() -> int:
    """Bind everything anew, writing nothing; 1 where a row would change."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "builders/bind.py", "all", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    print(said)
    verdict = "Nothing would change" if done.returncode == 0 else "SOMETHING WOULD CHANGE"
    text = f"# Builders\n\n{verdict}; `python -m proof.builders`, {time.perf_counter() - began:.0f} s.\n\n    " + said.replace("\n", "\n    ") + "\n"
    write_text(RESULTS, text)
    return int(done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
