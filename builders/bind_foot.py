"""Bind the landmarks of ankle and foot to the template: writes atlas/bindings/foot.csv and atlas/roads/foot.csv.

Run: python -m builders.bind_foot
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from builders import bind_foot_ankle, bind_foot_tendons, bind_foot_toes
from builders.bind_foot_tools import Claim, Foot, decide
from builders.template_tools import ROOT, body

WIDE_MM = 10.0


def middle(points: np.ndarray) -> np.ndarray:
    """The middle node of a line, or the place itself."""
    p = np.reshape(points, (-1, 3))
    return p[len(p) // 2]


def spread(claim: Claim, used_only: bool = False) -> float:
    """Largest distance between the roads of a landmark (for lines: at their middle nodes)."""
    p = [middle(r.points) for r in claim.roads if r.used or not used_only]
    return max(float(np.linalg.norm(a - b)) for a in p for b in p)


def clean(weights: np.ndarray) -> list[str]:
    """Weights with five decimals that add up to one."""
    w = np.clip(np.asarray(weights, float), 0, 1)
    w = np.round(w / w.sum(), 5)
    k = int(w.argmax())
    w[k] = round(1 - (w.sum() - w[k]), 5)
    return [f"{x:.5f}" for x in w]


def binding_rows(claim: Claim) -> list[list[str]]:
    """Rows of bindings for one landmark."""
    kinds = sorted({r.kind for r in claim.roads})
    road = "+".join(kinds) if len(kinds) > 1 else f"one_road:{kinds[0]}"
    sigma = claim.sigma_mm * (1 if len(kinds) > 1 else 2)
    tail = [road, f"{sigma:.1f}", claim.how, claim.sources, "derived"]
    return [[claim.id, str(n), str(face), *clean(w), *tail] for n, (face, w, _) in enumerate(claim.places)]


def road_rows(foot: Foot, claim: Claim) -> list[list[str]]:
    """Rows of roads for one landmark."""
    wide = spread(claim)
    rows = []
    for n, road in enumerate(claim.roads, 1):
        face, w, _ = foot.near(middle(road.points))
        note = road.note
        if wide > WIDE_MM:
            note = f"{note + '; ' if note else ''}roads {wide:.0f} mm apart, the used ones {spread(claim, True):.0f}"
        rows.append([claim.id, f"{n}", road.kind, str(face), *clean(w), "yes" if road.used else "no", note])
    return rows


def write(path: Path, head: str, rows: list[list[str]]) -> None:
    """A sorted CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(head.split(","))
        out.writerows(sorted(rows, key=lambda r: (r[0], int(r[1]))))


def all_claims() -> tuple[Foot, list[Claim]]:
    """Every landmark of the region, decided."""
    vertices, _ = body("male")
    foot = Foot(vertices)
    parts = (bind_foot_toes, bind_foot_ankle, bind_foot_tendons)
    return foot, [decide(foot, c) for part in parts for c in part.claims(foot)]


def main() -> None:
    """Write both files."""
    foot, claims = all_claims()
    rows = [r for c in claims for r in binding_rows(c)]
    head = "landmark,n,face,w0,w1,w2,road,sigma_mm,how,source,known_by"
    write(ROOT / "atlas" / "bindings" / "foot.csv", head, rows)
    rows = [r for c in claims for r in road_rows(foot, c)]
    write(ROOT / "atlas" / "roads" / "foot.csv", "landmark,road,kind,face,w0,w1,w2,used,note", rows)


if __name__ == "__main__":
    main()
