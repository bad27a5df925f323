"""Tabulate height and volume along the path of tongren/body/path.py into tongren/data/calibration.npz."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from tongren.body.path import DENSITY_KG_PER_MM3, built, phenotype_on_path
from tongren.body.template import template

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "tongren" / "data" / "calibration.npz"
H = np.linspace(0, 1, 6)
S = np.concatenate([np.linspace(-2, 2, 17), [2.15, 2.3]])
YEARS = np.array([18.0, 90.0])


def made_of() -> str:
    """Hash (first 16 hex digits of SHA-256) of what the table is made from: this builder, the path and the template."""
    files = (Path(__file__), ROOT / "tongren" / "body" / "path.py", ROOT / "tongren" / "data" / "template.npz")
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16]


def main() -> None:
    t = template()
    heights = np.empty((2, 2, len(H), len(S)))
    volumes = np.empty_like(heights)
    for sex in (0, 1):
        for a, years in enumerate(YEARS):
            for i, h in enumerate(H):
                one = np.ones(len(S))
                b = built(t, phenotype_on_path(t, sex * one, years * one, h * one, S))
                heights[sex, a, i], volumes[sex, a, i] = b.height_mm, b.mass_kg / DENSITY_KG_PER_MM3
    np.savez_compressed(
        OUT, h=H, s=S, years=YEARS, height_mm=heights.astype(np.float32), volume_mm3=volumes.astype(np.float32),
        made_of=np.array(made_of()),
    )
    bmi = volumes * DENSITY_KG_PER_MM3 / (heights / 1000) ** 2
    print("men bmi", bmi[0, :, :, 0].max().round(1), "to", bmi[0, :, :, -1].min().round(1),
          "women", bmi[1, :, :, 0].max().round(1), bmi[1, :, :, -1].min().round(1))


if __name__ == "__main__":
    main()
