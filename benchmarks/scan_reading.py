"""Are unit, up, front and pose of a scan found: random people, poses, turns and units with each kind of damage.

    python benchmarks/scan_reading.py [scans a kind] [first seed]

A scan counts as read where its unit is right and no direction is more than 20 degrees off.  Each failure is printed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.scans_made import KINDS, made, write
from tongren.errors import InputError
from tongren.scans.reading import read_scan


def degrees_off(a: np.ndarray, b: np.ndarray) -> float:
    """Return the angle between two rotations (3, 3)."""
    return float(np.degrees(np.arccos(np.clip((np.trace(a @ b.T) - 1) / 2, -1, 1))))


def main() -> None:
    """Read every scan and print a table by kind."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    kinds = sys.argv[3].split(",") if len(sys.argv) > 3 else KINDS
    folder = Path(tempfile.mkdtemp())
    rows, lost = [], []
    for kind in kinds:
        good, poses, off, seconds = 0, 0, [], []
        for seed in range(first, first + n):
            scan = made(seed, kind)
            ending = ("ply", "obj", "stl", "glb", "off")[seed % 5] if scan.faces is not None else ("ply", "xyz", "npy")[seed % 3]
            path = write(scan, folder / f"{kind}{seed}.{ending}")
            t = time.perf_counter()
            try:
                read = read_scan(path)
            except InputError as e:
                lost.append(f"{kind} {seed} ({scan.pose}): refused: {str(e).split(': ', 1)[1]}")
                continue
            seconds.append(time.perf_counter() - t)
            turn = read.to_scan[:3, :3] / np.cbrt(np.linalg.det(read.to_scan[:3, :3]))
            angle = degrees_off(turn, scan.turn)
            if read.unit == scan.unit and angle < 20:
                good += 1
                off.append(angle)
                poses += read.pose == scan.pose
            else:
                lost.append(f"{kind} {seed} {scan.person} ({scan.pose}, {scan.unit}): "
                            f"{read.unit}, {angle:.0f} degrees off, {read.pose}; {read.notes}")  # fmt: skip
        rows.append((kind, good, n, poses, np.median(off) if off else np.nan, max(off, default=np.nan), np.median(seconds or [np.nan])))
        print("| {} | {} of {} | {} | {:.1f} | {:.1f} | {:.1f} |".format(*rows[-1]), flush=True)
    print(f"\nread: {sum(r[1] for r in rows)} of {sum(r[2] for r in rows)}; failures by kind: {dict(Counter(x.split()[0] for x in lost))}")
    print("\n".join(lost))


if __name__ == "__main__":
    main()
