"""Many scans at once: 64 scans with one worker, with two and through Dask: seconds, the engine's overhead a scan, the same numbers;
then killed half way and started again.

    python benchmarks/many_scans.py [scans] [work]     work: read (the file, then a body as high as it is wide) or fit
                                                                (the whole way of `tongren locate --scan`)
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.scans_made import made, write
from tongren.body.person import Body
from tongren.errors import TongrenError
from tongren.front.places import locate
from tongren.locating.many_scans import ScanOptions, Work, locate_many, locate_one
from tongren.locating.scan_results import Outcome
from tongren.scans.file import read_raw
from tongren.scans.parts import width_of
from tongren.scans.reading import UNITS_MM

POSES = ("a", "a_low", "hanging", "t")


def read_only(given: tuple[str, dict[str, Any]]) -> Outcome:
    """Return the points of a body as high as a scan is wide: a cheap stand-in for the fit, with the true reading and locating around it."""
    start = time.perf_counter()
    try:
        width = width_of(read_raw(Path(given[0])).points)
    except TongrenError as e:
        return Outcome([], {}, str(e).removeprefix(f"{given[0]}: "))
    height = min((width * f / 10 for f in UNITS_MM.values()), key=lambda cm: abs(cm - 175))
    height = round(min(max(height, 140.0), 210.0), 1)
    rows = locate(Body("female", 40, height, round(22 * (height / 100) ** 2, 1))).rows()
    return Outcome(rows, {"height_cm": height}, seconds=time.perf_counter() - start)


def scans(folder: Path, n: int) -> list[Path]:
    """Write n made scans, clouds and meshes, and return their paths."""
    return [write(made(i, ("cloud", "whole", "noise")[i % 3], POSES[i % 4]), folder / f"scan{i:03}.{('ply', 'stl', 'npy')[i % 3]}") for i in range(n)]


def timed(paths: list[Path], out: Path, workers: int, engine: str, work: Work) -> tuple[float, float]:
    """Return the seconds of a run, and the sum of what its scans took alone."""
    import json

    report = locate_many(paths, out, ScanOptions(), workers, engine, work=work)
    told = json.loads(out.with_name(out.name + ".meta.json").read_text(encoding="utf-8"))["scans"]
    print(f"  failed: {report.failed}" if report.failed else "", end="")
    return report.seconds, sum(s.get("seconds", 0.0) for s in told.values())


def finished(parts: Path) -> dict[str, int]:
    """Return the finished parts of a folder by name, and when each was written; a hidden one was being written when its run was killed."""
    return {p.name: p.stat().st_mtime_ns for p in parts.glob("[!.]*.json")}


def killed(folder: Path, work: str, n: int) -> tuple[int, int, int]:
    """Kill a run half way and start it again; return how many were finished, how many the second run did, and how many there are."""
    out = folder / "killed.csv"
    code = (f"from pathlib import Path; import benchmarks.many_scans as m; m.locate_many(sorted(Path({str(folder)!r}).glob('scan*')), "
            f"Path({str(out)!r}), m.ScanOptions(), 2, work=m.WORK[{work!r}])")  # fmt: skip
    run = subprocess.Popen([sys.executable, "-c", f"if __name__ == '__main__':\n    {code}"], start_new_session=True)
    parts = out.with_name(out.name + ".parts")
    while len(finished(parts)) < n // 2:
        time.sleep(0.05)
        if run.poll() is not None:
            break
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    kept = finished(parts)
    report = locate_many(sorted(folder.glob("scan*")), out, ScanOptions(), 2, work=WORK[work])
    assert all((parts / name).stat().st_mtime_ns == when for name, when in kept.items()), "a finished scan was done again"
    return len(kept), report.done, report.before + report.done - len(report.failed)


WORK: dict[str, Work] = {"read": read_only, "fit": locate_one}


def main() -> None:
    """Run and print a table."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 64
    work = sys.argv[2] if len(sys.argv) > 2 else "read"
    with tempfile.TemporaryDirectory() as t:
        folder = Path(t)
        paths = scans(folder, n)
        print(f"{n} scans, work: {work}, {os.cpu_count()} cores\n\n| engine | workers | seconds | the scans' own seconds | overhead a scan, s |")
        print("|---|---|---|---|---|")
        tables = []
        for engine, workers in (("processes", 1), ("processes", 2), ("dask", 2)):
            out = folder / f"{engine}{workers}.csv"
            seconds, alone = timed(paths, out, workers, engine, WORK[work])
            tables.append(out.read_bytes())
            print(f"| {engine} | {workers} | {seconds:.1f} | {alone:.1f} | {(seconds * workers - alone) / n:.3f} |", flush=True)
        print(f"\nthe three tables are {'the same, byte by byte' if len(set(tables)) == 1 else 'NOT the same'} ({len(tables[0]):,} bytes)")
        kept, again, there = killed(folder, work, n)
        same = (folder / "killed.csv").read_bytes() == tables[0]
        print(f"killed with {kept} of {n} finished: the second run did {again} ({kept} + {again} = {kept + again}), {there} there, "
              f"the table {'the same' if same else 'NOT the same'}")  # fmt: skip


if __name__ == "__main__":
    main()
