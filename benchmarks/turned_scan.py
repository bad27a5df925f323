"""One scan in free turns and all units: does it give the same points, and how near does the fitted skin come?

    python benchmarks/turned_scan.py SCAN [seed] [sex]       SCAN: a mesh in millimetres, e.g. the skin of BodyParts3D

The points of the scan as it is are compared with those of the scan turned, moved and written in another unit, in the file's own frame.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import trimesh

from benchmarks.scans_made import random_rotation
from tongren.body.person import Measures
from tongren.body.template import FloatArray, IntArray
from tongren.fitting.fit import fit_scan
from tongren.locating.on_scan import locate_fit
from tongren.scans.reading import UNITS_MM, read_scan

SHOWN = ("trunk", "thigh", "leg")


def located(points: FloatArray, faces: IntArray, unit: str, turn: FloatArray, shift: FloatArray, sex: str | None) -> tuple[FloatArray, np.ndarray]:
    """Print what a fit says of a scan turned and moved; return its points (P, 3) on the scan in the untouched frame, and their status."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.ply"
        trimesh.Trimesh((points @ turn.T + shift) / UNITS_MM[unit], faces, process=False).export(path)
        begun = time.perf_counter()
        scan = read_scan(path)
        fit = fit_scan(scan, Measures(sex))
        found = locate_fit(fit)
    seconds = time.perf_counter() - begun
    residual = ", ".join(f"{r.name} {r.median_mm:.1f}" for r in fit.regions if r.name in SHOWN)
    print(f"in {unit}: read as {scan.unit}; residual median, mm: {residual}; {seconds:.0f} s")
    places = np.stack([found.more[f"scan_{x}"][0] for x in "xyz"], 1) * UNITS_MM[unit]
    return np.asarray((places - shift) @ turn), np.array(found.status_words[0])


def main() -> None:
    """Locate the scan as it is and in three turns, and print how far the points move."""
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    sex = sys.argv[3] if len(sys.argv) > 3 else None
    mesh = trimesh.load(sys.argv[1], process=False)
    points, faces, rng = np.asarray(mesh.vertices, float), np.asarray(mesh.faces), np.random.default_rng(seed)
    first, first_status = located(points, faces, "mm", np.eye(3), np.zeros(3), sex)
    for unit in ("m", "cm", "inch"):
        places, status = located(points, faces, unit, random_rotation(rng), rng.normal(0, 2000, 3), sex)
        off = np.linalg.norm(places - first, axis=1)
        both = (status != "unseen") & (first_status != "unseen") & np.isfinite(off)
        median, p99 = np.percentile(off[both], [50, 99])
        print(f"  {both.sum()} of {np.isfinite(off).sum()} places seen: they move {median:.2f} mm in the median, {p99:.2f} at the 99th percentile, "
              f"{off[both].max():.1f} at most; unseen ones {np.nanmax(off[~both], initial=0):.1f} at most")  # fmt: skip


if __name__ == "__main__":
    main()
