"""Run the long proofs, all or those named, and say of each how long it took and whether it holds.

    python -m proof.run                    all of them: hours
    python -m proof.run bodies recipes     those two
    python -m proof.run --list             what there is

Each proof is a module of its own that prints its figures, writes them into benchmarks/results and ends with exit code 1 where something does not
hold.  Exit code 1 here means that at least one did.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]


class Proof(NamedTuple):
    """One long proof: its name, the module that is run, what it proves, where its figures stand, and what `make test` runs of it."""

    name: str
    module: str
    proves: str
    results: str
    short: str


PROOFS = (
    Proof("hostile", "benchmarks.hostile", "broken and hostile files given as scans are refused in one line, in little memory and time",
          "benchmarks/results/hostile.md", "tests/scans/test_hostile.py"),
    Proof("scans", "proof.scans", "200 spoiled scans of known truth are read and fitted within the goals; an hour and more",
          "benchmarks/results/scans.md", "tests/fitting/test_fit.py"),
    Proof("bodies", "proof.bodies", "on 2,000 random adults every point is found, lies on the skin, and left mirrors right",
          "benchmarks/results/bodies.md", "tests/house/test_proofs.py"),
    Proof("recipes", "proof.recipes", "an extra point and a landmark added by CONTRIBUTING.md in a fresh clone leave every test green",
          "benchmarks/results/recipes.md", "tests/house/test_proofs.py"),
    Proof("newcomer", "proof.newcomer", "the first programs of a newcomer run with the wheel alone and print what the documents say",
          "benchmarks/results/newcomer.md", "tests/house/test_proofs.py"),
    Proof("builders", "proof.builders", "the builders of all six regions, run anew, change no row of the atlas",
          "benchmarks/results/builders.md", "tests/builders/test_one_dialect.py"),
    Proof("minima", "proof.minima", "the lowest declared versions of everything pass the tests",
          "benchmarks/results/minima.md", "tests/house/test_proofs.py"),
)  # fmt: skip


def chosen(names: list[str]) -> list[Proof]:
    """Return the proofs of these names, all without any.  Raises SystemExit, naming what there is, for another name."""
    known = {p.name: p for p in PROOFS}
    unknown = [n for n in names if n not in known]
    if unknown:
        raise SystemExit(f'no proof "{unknown[0]}"; there are: {", ".join(known)}')
    return [known[n] for n in names] or list(PROOFS)


def main(names: list[str]) -> int:
    """Run proofs one after the other; return 1 where one does not hold."""
    if names == ["--list"]:
        print("\n".join(f"{p.name:10} {p.proves}" for p in PROOFS))
        return 0
    told = []
    for proof in chosen(names):
        print(f"== {proof.name}: {proof.proves}", flush=True)
        began = time.perf_counter()
        held = subprocess.run([sys.executable, "-m", proof.module], cwd=ROOT, check=False).returncode == 0
        told.append((proof, time.perf_counter() - began, held))
    print("\n| proof | minutes | holds | figures |\n|---|---|---|---|")
    for proof, seconds, held in told:
        print(f"| {proof.name} | {seconds / 60:.1f} | {'yes' if held else 'NO'} | {proof.results} |")
    return int(not all(held for _, _, held in told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
