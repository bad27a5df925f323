"""Spoiled scans of known truth through reader, fit and locate: errors of all points by kind of damage and region, and sigma.

Run:  python -m benchmarks.scans 200 2 --out benchmarks/results      (scans, seed; some 15 s of one core a scan)
Each scan is written to a file in a random unit and a free turn, read back, fitted and located; places are compared in the
file's own numbers.  `error` is the distance in millimetres to where the point truly is, `along` that distance along the skin
(without what is across it).  Sigma is the fit's own part, for the truth is worked out by the same rules.
Calibration of sigma (fit_sigma.py) was done on seed 1; what is reported is another seed.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.drawn_poses import random_frame
from benchmarks.spoiled import Spoiled, spoiled
from tongren.body.person import Measures
from tongren.body.template import template
from tongren.errors import InputError
from tongren.fitting.fit import fit_scan
from tongren.fitting.space import PARTS, part_of_vertex
from tongren.locating.on_scan import locate_fit
from tongren.outfile import whole, write_text
from tongren.scans.reading import UNITS_MM, read_scan

COLUMNS = ("number", "kind", "posture", "code", "side", "region", "error", "along", "on_scan", "sigma", "status")
SUMMARY = ("number", "kind", "posture", "body", "failed", "shown", "unseen", "median_mm", "p90_mm", "along_median_mm", "sigma_mm",
           "within_1_sigma", "within_2_sigma", "cpu_s")  # fmt: skip


def written(s: Spoiled, rng: np.random.Generator, folder: Path) -> tuple[Path, np.ndarray, np.ndarray, float]:
    """Write a scan as a file in a random unit and turn; return the file, the turn, the shift and the unit in mm."""
    import trimesh

    turn, shift = random_frame(rng)
    unit = UNITS_MM[str(rng.choice(list(UNITS_MM)))]
    points = (s.scan.points @ turn.T + shift) / unit
    path = folder / ("scan.ply" if s.scan.faces is not None else "scan.xyz")
    if s.scan.faces is None:
        np.savetxt(path, points, fmt="%.6f")
    else:
        trimesh.Trimesh(points, s.scan.faces, process=False).export(path)
    return path, turn, shift, unit


def measured(number: int, seed: int, folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return one row a point of one scan, and what the scan cost."""
    s = spoiled(number, seed)
    path, turn, shift, unit = written(s, np.random.default_rng([seed, number, 1]), folder)
    about = {"number": number, "kind": s.kind, "posture": s.posture, "body": s.body.describe()}
    started, busy = time.perf_counter(), time.process_time()
    try:
        scan = read_scan(path)
        fit = fit_scan(scan, Measures(s.body.sex))
        found = locate_fit(fit)
    except InputError as e:
        return [], about | {"failed": str(e).replace(str(folder), "")}
    about |= {"seconds": time.perf_counter() - started, "cpu": time.process_time() - busy}
    about |= {"regions": {r.name: [r.median_mm, r.p90_mm, r.coverage] for r in fit.regions}, "unit": scan.unit}

    def truly(upright: np.ndarray) -> np.ndarray:
        return (scan.in_scan(upright) * unit - shift) @ turn

    places = truly(found.position_mm[0])
    on_scan = (np.stack([found.more[f"scan_{x}"][0] for x in "xyz"], 1) * unit - shift) @ turn
    off = places - s.places
    along = np.linalg.norm(off - (off * s.normals).sum(1, keepdims=True) * s.normals, axis=1)
    part = part_of_vertex()[template().faces[np.maximum(s.truth.face[0], 0), 0]]
    words, sigma = found.status_words[0], found.more["fit_sigma_mm"][0]
    rows = [
        dict(zip(COLUMNS, (number, s.kind, s.posture, found.codes[i], found.sides[i], part[i], round(float(np.linalg.norm(off[i])), 2),
                           round(float(along[i]), 2), round(float(np.linalg.norm(on_scan[i] - s.places[i])), 2),
                           round(float(sigma[i]), 2), words[i]), strict=True))
        for i in np.flatnonzero((s.truth.face[0] >= 0) & (np.asarray(found.face)[0] >= 0))
    ]  # fmt: skip
    return rows, about


def _line(name: str, rows: list[dict[str, Any]]) -> str:
    def of(key: str) -> np.ndarray:
        return np.array([r[key] for r in rows], float)

    error, along, on_scan, sigma = (of(k) for k in ("error", "along", "on_scan", "sigma"))
    within = [f"{np.mean(along <= k * sigma):.0%}" for k in (1, 2)]
    full = [f"{np.mean(error <= k * sigma):.0%}" for k in (1, 2)]
    numbers = [np.median(error), np.percentile(error, 90), np.median(along), np.percentile(along, 90), np.median(on_scan), np.median(sigma)]
    return f"| {name} | {len(rows):,} | " + " | ".join(f"{x:.1f}" for x in numbers) + f" | {' | '.join(within)} | {' | '.join(full)} |"


def table(rows: list[dict[str, Any]], title: str, key: str, words: list[str]) -> list[str]:
    """Return a table of Markdown: one line for each word that a key of the rows takes, and one for all."""
    head = [f"| {title} | points | error median | p90 | along the skin: median | p90 | on the scan: median | sigma | along ≤ 1 sigma | ≤ 2 | "
            "error ≤ 1 sigma | ≤ 2 |", "|---" * 12 + "|"]  # fmt: skip
    lines = [_line(w, mine) for w in words if (mine := [r for r in rows if r[key] == w])]
    return [*head, *lines, _line("all", rows)]


def summary(rows: list[dict[str, Any]], about: dict[str, Any]) -> dict[str, Any]:
    """Return one row for a scan: what it was, how far its points that the scan shows lie off, and how often sigma held them."""
    out = {k: about.get(k, "") for k in ("number", "kind", "posture", "body", "failed")}
    shown = [r for r in rows if r["status"] != "unseen"]
    if not shown:
        return out
    error, along, sigma = (np.array([r[k] for r in shown], float) for k in ("error", "along", "sigma"))
    values = (len(shown), len(rows) - len(shown), np.median(error), np.percentile(error, 90), np.median(along), np.median(sigma),
              np.mean(error <= sigma), np.mean(error <= 2 * sigma), about["cpu"])  # fmt: skip
    return out | {k: round(float(v), 3) for k, v in zip(SUMMARY[5:], values, strict=True)}


def report(rows: list[dict[str, Any]], about: list[dict[str, Any]], seed: int) -> list[str]:
    """Return the results as lines of Markdown."""
    shown, unseen = [r for r in rows if r["status"] != "unseen"], [r for r in rows if r["status"] == "unseen"]
    kinds = list(dict.fromkeys(a["kind"] for a in about))
    good = [a for a in about if "failed" not in a]
    out = [f"{len(about)} scans of seed {seed}, {len(about) - len(good)} refused; a scan takes {np.median([a['cpu'] for a in good]):.1f} s of one "
           f"core (median; most {max(a['cpu'] for a in good):.1f}), reading included. Millimetres.", ""]  # fmt: skip
    out += ["Points that the scan shows, by kind of damage:", "", *table(shown, "kind", "kind", kinds), ""]
    out += ["Points that the scan shows, by region:", "", *table(shown, "region", "region", list(PARTS)), ""]
    if unseen:
        out += ["Points marked `unseen`, by kind:", "", *table(unseen, "kind", "kind", kinds), ""]
    postures = sorted({a["posture"] for a in about})
    out += ["Points that the scan shows, by posture:", "", *table(shown, "posture", "posture", postures), ""]
    worst = sorted(good, key=lambda a: -np.median([r["error"] for r in shown if r["number"] == a["number"]]))[:8]
    out += ["The worst scans:", ""]
    out += [f"* {np.median([r['error'] for r in shown if r['number'] == a['number']]):.1f} mm median: {a['number']}, {a['kind']}, {a['posture']}, "
            f"{a['body']}" for a in worst]  # fmt: skip
    out += [f"* refused: {a['number']}, {a['kind']}, {a['posture']}: {a['failed']}" for a in about if "failed" in a]
    return out


def main() -> None:
    """Measure scans, one after the other, and write the rows as CSV and the tables as Markdown; go on where a run was cut off."""
    ask = argparse.ArgumentParser()
    ask.add_argument("n", type=int)
    ask.add_argument("seed", type=int)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--first", type=int, default=0)
    given = ask.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    log = given.out / f"scans-{given.seed}.jsonl"
    done = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.first, given.n):
            if any(a["number"] == number for _, a in done):
                continue
            done.append(list(measured(number, given.seed, Path(folder))))  # type: ignore[arg-type]
            with log.open("a") as f:
                f.write(json.dumps(done[-1]) + "\n")
    rows = [r for rs, _ in done for r in rs]
    write_text(given.out / "scans.md", "\n".join(report(rows, [a for _, a in done], given.seed)) + "\n")
    with whole(given.out / "scans.csv") as half, half.open("w", newline="", encoding="utf-8") as f:
        writer = csv.DictWriter(f, SUMMARY, lineterminator="\n")
        writer.writeheader()
        writer.writerows(summary(mine, a) for mine, a in done)


if __name__ == "__main__":
    main()
