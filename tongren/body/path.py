"""The written path from the average body to a wished height and mass, and its solution for a batch.

Height goes by Anny's `height` axis.  Build goes by one number s:
    s from -1 to 1   `weight` from its least to its most, `muscle` at its middle;
    s from  1 to 2   `weight` at its most, `muscle` falling to its least;
    s from  2 to 2.3 `weight` extrapolated by 15 %, `muscle` at its least (looked at: from 2.5 the folds of women are
                     no longer human); short bodies end sooner, from 1.85 on, where the skin would begin to cut itself;
    s from -1 to -2  `weight` at its least, `muscle` falling to its least.
Years become Anny's age by Anny's own mapping (18 years: 0.770, 90 years: 0.926); `proportions` stay at the middle.
A table of heights and volumes along the path (data/calibration.npz) gives the first guess; two corrections on the
real body follow.  Mass is volume times the density Anny's own anthropometry takes, 980 kg/m3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tongren.body.pose import bone_transforms, skin
from tongren.body.shape import RestState, rest_state
from tongren.body.template import DATA, FloatArray, Template, template
from tongren.geometry.mesh import IntArray, volume

DENSITY_KG_PER_MM3 = 980e-9
S_RANGE = (-2.0, 2.3)
H_RANGE = (0.0, 1.0)
TOUCH_MM = 0.3  # half the gap between skin and skin where the two halves of a body touch


def anny_age(t: Template, years: FloatArray) -> FloatArray:
    """Return Anny's age axis for ages in years, by Anny's published mapping."""
    return np.interp(years, t.meta["age_years"], t.meta["age_anny"])


def phenotype_on_path(t: Template, female: FloatArray, years: FloatArray, h: FloatArray, s: FloatArray) -> FloatArray:
    """Return phenotype values (B, 6) at height h and build s on the path; female is 0 or 1; all inputs (B,)."""
    weight = np.where(s > 2, 1 + 0.5 * (s - 2), np.clip(0.5 + 0.5 * s, 0, 1))
    muscle = np.clip(np.where(s > 0, 0.5 * (2 - s), 0.5 * (2 + s)), 0, 0.5)
    return np.stack([female, anny_age(t, years), muscle, weight, h, np.full_like(h, 0.5)], -1)


@dataclass(frozen=True)
class Solved:
    """Bodies at rest: vertices (B, V, 3) in Anny's origin, their rest state, phenotype (B, 6), height_mm (B,), mass_kg (B,)."""

    vertices: FloatArray
    rest: RestState
    phenotype: FloatArray
    height_mm: FloatArray
    mass_kg: FloatArray


@cache
def _side() -> FloatArray:
    """(V,) 1 for vertices of the left half, -1 for the right, 0 on the midline."""
    t = template()
    paired = t.mirror_vertex != np.arange(len(t.mirror_vertex))
    return np.where(paired, np.sign(t.mean[:, 0]), 0).astype(np.float32)


@cache
def _one_side() -> IntArray:
    """Skin faces (F', 3), one of each that mirror each other: on a symmetric body they enclose half of it with the median plane."""
    t = template()
    return t.faces[t.is_skin & (np.arange(len(t.faces)) < t.mirror_face)]


def built(t: Template, phenotype: FloatArray) -> Solved:
    """Return the rest-pose bodies of phenotype values (B, 6), with what they measure."""
    rest = rest_state(t, phenotype)
    vertices = skin(t, rest.vertices, bone_transforms(t, rest))
    # heavy thighs run up to 12 mm into each other: each half of the body stays on its own side, where they touch
    side = _side()
    vertices[:, :, 0] = np.where(side == 0, vertices[:, :, 0], side * np.maximum(side * vertices[:, :, 0], TOUCH_MM))
    # the targets of heavy bodies differ up to 2 mm from left to right at the neck; a person by measures is symmetric
    flip = np.array([-0.5, 0.5, 0.5], vertices.dtype)
    for v in vertices:
        v[:] = v * abs(flip) + v[t.mirror_vertex] * flip
    z = np.ascontiguousarray(vertices[:, :, 2])
    height = z.max(1) - z.min(1)
    mass = 2 * np.array([volume(v, _one_side()) for v in vertices]) * DENSITY_KG_PER_MM3
    return Solved(vertices, rest, phenotype, height, mass)


@cache
def _table() -> dict[str, FloatArray]:
    with np.load(DATA / "calibration.npz") as z:
        return {k: z[k].astype(float) for k in ("h", "s", "years", "height_mm", "volume_mm3", "s_end")}


def _interpolated(female: float, years: float) -> tuple[FloatArray, ...]:
    """Height and volume tables (H, S) and the end of the path (H,) at one sex and age, linear between the table's two ages."""
    c = _table()
    w = (years - c["years"][0]) / (c["years"][1] - c["years"][0])
    i = int(female)
    return tuple((1 - w) * c[k][i, 0] + w * c[k][i, 1] for k in ("height_mm", "volume_mm3", "s_end"))


def end_of_path(female: float, years: float, h: float) -> float:
    """Return the largest build s at height h for which the skin does not cut itself."""
    return float(np.interp(h, _table()["h"], _interpolated(female, years)[2]))


def _on_table(female: float, years: float, height_mm: float, mass_kg: float) -> tuple[float, float, bool]:
    """The (h, s) at which the table has the wished height and mass, clipped to the ends of the path, and whether it was."""
    heights, volumes, ends = _interpolated(female, years)
    c = _table()
    h_of_s = np.array([np.interp(height_mm, heights[:, j], c["h"]) for j in range(len(c["s"]))])
    mass_of_s = np.array([np.interp(h, c["h"], volumes[:, j]) for j, h in enumerate(h_of_s)]) * DENSITY_KG_PER_MM3
    s = float(np.interp(mass_kg, np.maximum.accumulate(mass_of_s), c["s"]))
    end = float(np.interp(np.interp(s, c["s"], h_of_s), c["h"], ends))
    s, clipped = min(s, end), not S_RANGE[0] < s < end
    return float(np.interp(s, c["s"], h_of_s)), s, clipped


def phenotype_guess(female: FloatArray, years: FloatArray, height_mm: FloatArray, mass_kg: FloatArray) -> FloatArray:
    """Return phenotype values (B, 6) of people by the table alone, uncorrected: within about 1 cm and 2 % of the wish."""
    rows = [_on_table(*row)[:2] for row in zip(female, years, height_mm, mass_kg, strict=True)]
    h, s = np.array(rows).T
    return phenotype_on_path(template(), female, years, h, s)


def solve(female: FloatArray, years: FloatArray, height_mm: FloatArray, mass_kg: FloatArray, rounds: int = 2) -> Solved:
    """Return the bodies (B) on the path with the wished heights and masses, or the nearest ones.

    Each round builds the body, sees by how much it misses and shifts the wish on the table by that much.
    """
    t = template()
    ask_height, ask_mass = np.array(height_mm, float), np.array(mass_kg, float)
    best: Solved | None = None
    for k in range(rounds + 1):
        h, s, clipped = np.array([_on_table(*row) for row in zip(female, years, ask_height, ask_mass, strict=True)]).T
        best = built(t, phenotype_on_path(t, np.asarray(female, float), np.asarray(years, float), h, s))
        off_height, off_mass = height_mm - best.height_mm, mass_kg / best.mass_kg
        inside = clipped == 0
        if k == rounds or (np.all(np.abs(off_height) < 0.5) and np.all(np.abs(off_mass[inside] - 1) < 0.002)):
            break
        ask_height, ask_mass = ask_height + off_height, ask_mass * off_mass
    assert best is not None
    return best
