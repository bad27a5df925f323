"""Move each landmark 10 mm along the skin, two ways, and see which points move how far: what a score of the rules cannot see."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tongren.body.person import Body
from tongren.knowledge.atlas import Atlas
from tongren.locating.program import compiled
from tongren.locating.sigma import landmark_moves, moved_points
from tongren.outfile import whole

MOVE_MM, FAR_MM = 10.0, 5.0
HEADER = ("landmark", "kind", "moved_over_5_mm", "largest_mm", "largest_ratio", "farthest_point", "points")


@dataclass(frozen=True)
class Moved:
    """What a landmark 10 mm elsewhere does: how far each point of one side moves, the larger of two directions."""

    landmark: str
    kind: str
    mm: dict[str, float]

    @property
    def far(self) -> list[str]:
        """Points that move more than FAR_MM, the farthest first."""
        return [c for c, v in sorted(self.mm.items(), key=lambda x: -x[1]) if v > FAR_MM]

    @property
    def largest(self) -> tuple[str, float]:
        """The point that moves farthest, and how far."""
        return max(self.mm.items(), key=lambda x: x[1])


def measured(atlas: Atlas, body: Body) -> list[Moved]:
    """Return what every landmark does on a body, the most consequential first."""
    program = compiled()
    names, shifts = landmark_moves(program, body.vertices_mm, dict.fromkeys(program.meta["landmarks"], MOVE_MM))
    still = np.zeros((1, *shifts.shape[1:]), np.float32)
    female = body.sex == "female"
    base = moved_points(program, body.vertices_mm, female, still)
    far = np.linalg.norm(moved_points(program, body.vertices_mm, female, shifts) - base, axis=-1)
    far = np.nan_to_num(far).reshape(len(names), 2, -1).max(1)
    rows = [
        Moved(n, atlas.landmarks[n].kind, dict(zip(program.codes, f.tolist(), strict=True)))
        for n, f in zip(names, far, strict=True)
    ]
    return sorted(rows, key=lambda r: (-len(r.far), -r.largest[1], r.landmark))


def write_csv(rows: list[Moved], path: Path) -> None:
    """Write every landmark with the points that it moves over 5 mm."""
    with whole(path) as half, half.open("w", newline="", encoding="utf-8") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(HEADER)
        for r in rows:
            code, mm = r.largest
            moved = ";".join(f"{c} {r.mm[c]:.1f}" for c in r.far)
            farthest = code if mm > 0.05 else ""
            writer.writerow([r.landmark, r.kind, len(r.far), f"{mm:.1f}", f"{mm / MOVE_MM:.2f}", farthest, moved])


def section(rows: list[Moved]) -> list[str]:
    """The report's lines."""
    touching = [r for r in rows if r.largest[1] > 0.5]
    steep = sorted(rows, key=lambda r: -r.largest[1])
    out = [
        "## Landmark test", "",
        f"Each of {len(rows)} landmarks (a curve as a whole) moved {MOVE_MM:.0f} mm along the skin in two directions, on the "
        f"average man, one side. {len(touching)} move some point; {sum(r.largest[1] > 2 * MOVE_MM for r in rows)} move one more "
        "than twice as far as they were moved. All of them: `landmark_moves.csv`.", "",
        "| landmark | kind | points moved over 5 mm | farthest |", "|---|---|---|---|",
    ]  # fmt: skip
    out += [f"| {r.landmark} | {r.kind} | {len(r.far)} | {r.largest[0]} {r.largest[1]:.1f} mm |" for r in rows[:15]]
    out += ["", "The largest ratios (a point's move over the landmark's):", "", "| landmark | point | ratio |", "|---|---|---|"]
    out += [f"| {r.landmark} | {r.largest[0]} | {r.largest[1] / MOVE_MM:.1f} |" for r in steep[:10]]
    return [*out, ""]
