"""Tabulate height and volume along the path of tongren/body/path.py, and where it ends, into tongren/data/calibration.npz."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from crossing import folds

from tongren.body.path import DENSITY_KG_PER_MM3, S_RANGE, built, phenotype_on_path
from tongren.body.template import template

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "tongren" / "data" / "calibration.npz"
H = np.linspace(0, 1, 6)
S = np.concatenate([np.linspace(-2, 2, 17), [2.15, 2.3]])
YEARS = np.array([18.0, 90.0])
ENDS = np.arange(1.7, S_RANGE[1] + 0.01, 0.05)
FOLDS_ALLOWED = 1  # one small fold in the groin, which Anny's women have at s = 2 already


def made_of() -> str:
    """Hash (first 16 hex digits of SHA-256) of what the table is made from: the builders, the path and the template."""
    files = (Path(__file__), ROOT / "builders" / "crossing.py", ROOT / "tongren" / "body" / "path.py",
             ROOT / "tongren" / "data" / "template.npz")  # fmt: skip
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16]


def end_of(sex: float, years: float, h: float) -> float:
    """Return the last build before the skin of the trunk or thighs cuts itself."""
    last = float(ENDS[0])
    for s in ENDS:
        one = np.ones(1)
        body = built(template(), phenotype_on_path(template(), sex * one, years * one, h * one, s * one))
        if len(folds(body.vertices[0])) > FOLDS_ALLOWED:
            break
        last = float(s)
    return last


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
    ends = np.array([[[end_of(sex, years, h) for h in H] for years in YEARS] for sex in (0, 1)])
    print("the path ends at", ends.round(2).tolist())
    np.savez_compressed(
        OUT, s_end=ends.astype(np.float32), h=H, s=S, years=YEARS, height_mm=heights.astype(np.float32), volume_mm3=volumes.astype(np.float32),
        made_of=np.array(made_of()),
    )
    bmi = volumes * DENSITY_KG_PER_MM3 / (heights / 1000) ** 2
    print("men bmi", bmi[0, :, :, 0].max().round(1), "to", bmi[0, :, :, -1].min().round(1),
          "women", bmi[1, :, :, 0].max().round(1), bmi[1, :, :, -1].min().round(1))


if __name__ == "__main__":
    main()
