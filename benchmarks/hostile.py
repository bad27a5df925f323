"""Sixty and more broken or hostile files given as scans: each must end in one clear line, in little memory and time, or in an honest Scan.

    python benchmarks/hostile.py            every file, each in a process of its own: seconds, peak memory, what was said; exit code 1 where
                                            one is not as wanted; writes the table at the end of benchmarks/results/hostile.md
    python benchmarks/hostile.py FOLDER     only write the files

The recipes stand in hostile_files.py and hostile_shapes.py: FILES writes each, WANTED is what the refusal must say; "" means a Scan is right.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import benchmarks.hostile_shapes  # noqa: F401  (registers its files)
from benchmarks.hostile_files import FILES, WANTED

RESULTS = Path(__file__).resolve().parent / "results" / "hostile.md"
EVERY = "## Every file\n"
READ = """
import sys, time
from tongren.scans.reading import read_scan
from tongren.errors import TongrenError
t = time.perf_counter()
try:
    s = read_scan(sys.argv[1])
    said = f"a Scan of {len(s.points):,} points, {s.unit}, {s.pose}; " + "; ".join(s.notes)
except TongrenError as e:
    said = str(e)
peak = int(next(x for x in open("/proc/self/status") if x.startswith("VmHWM")).split()[1]) // 1024
print(f"{time.perf_counter() - t:.2f}|{peak}|{said}")
"""


def write_all(folder: Path) -> dict[str, Path]:
    """Write every file into a folder and return their paths by name."""
    out = {}
    for name, write in FILES.items():
        out[name] = folder / name
        write(out[name])
    return out


def main() -> int:
    """Give every file to a reader of its own, print and write what came of it; return 1 where one is not as wanted."""
    if len(sys.argv) > 1:
        write_all(Path(sys.argv[1]))
        return 0
    with tempfile.TemporaryDirectory() as t:
        bad, lines = [], []
        worst = (0.0, 0)
        for name, path in write_all(Path(t)).items():
            start = time.perf_counter()
            done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, timeout=300)
            line = done.stdout.strip()
            seconds, memory, said = line.split("|", 2) if line.count("|") >= 2 else ("nan", "0", done.stderr[-300:])
            worst = max(worst[0], time.perf_counter() - start), max(worst[1], int(memory))
            wanted = WANTED[name]
            right = done.returncode == 0 and "\n" not in said and (said.startswith("a Scan") if not wanted else re.search(wanted, said) is not None)
            bad += [] if right else [name]
            lines.append(f"| {name} | {seconds} | {memory} | {said.replace(t + '/', '')} |{'' if right else '  <-- WRONG, wanted: ' + wanted}")
            print(lines[-1], flush=True)
        told = f"{len(FILES)} files, {len(FILES) - len(bad)} as wanted; longest {worst[0]:.1f} s with start; most memory {worst[1]:,} MB"
        print(f"\n{told}\nwrong: {', '.join(bad) or 'none'}")
    head = RESULTS.read_text(encoding="utf-8").split(EVERY)[0]
    table = "\n".join(["| file | seconds | memory, MB | said |", "|---|---|---|---|", *lines])
    RESULTS.write_text(f"{head}{EVERY}\n{told}.\n\n{table}\n", encoding="utf-8")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
