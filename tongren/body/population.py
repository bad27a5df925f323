"""Random adults: heights and builds drawn as a national survey measured them, solved as a batch of bodies.

The survey (atlas/population.csv, with its source) gives mean and spread of height and of the logarithm of the body
mass index by sex and decade of age; the two hardly go together (correlation below 0.14 in every group) and are drawn
independently.  Ages are uniform from 18 to 90.  Draws outside what a Body can be are drawn again; builds beyond the
end of the path give the nearest body, and `reached_weight_kg` says so.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from tongren.body.person import AGES, BMIS, HEIGHTS_CM, Bodies, bodies_of
from tongren.body.template import FloatArray
from tongren.errors import InputError
from tongren.knowledge.tables import table


@cache
def _survey() -> dict[str, FloatArray]:
    """Rows of the survey table by sex: age_from, height mean and sd, log body mass index mean and sd."""
    columns = ("age_from", "height_mean_cm", "height_sd_cm", "log_bmi_mean", "log_bmi_sd")
    out: dict[str, list[list[float]]] = {"female": [], "male": []}
    for row in table("population"):
        out[row["sex"]].append([float(row[c]) for c in columns])
    return {sex: np.array(rows) for sex, rows in out.items()}


def people(n: int, seed: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return female (0 or 1), age in years, height in cm and weight in kg of n random adults, each (n,)."""
    rng = np.random.default_rng(seed)
    female = rng.integers(0, 2, n).astype(float)
    age = rng.uniform(*AGES, n)
    height, bmi = np.full(n, np.nan), np.full(n, np.nan)
    todo = np.arange(n)
    while len(todo):
        groups = np.empty((len(todo), 5))
        for sex, flag in (("female", 1.0), ("male", 0.0)):
            table = _survey()[sex]
            of = female[todo] == flag
            groups[of] = table[np.searchsorted(table[:, 0], age[todo][of], side="right") - 1]
        height[todo] = rng.normal(groups[:, 1], groups[:, 2])
        bmi[todo] = np.exp(rng.normal(groups[:, 3], groups[:, 4]))
        good = (height >= HEIGHTS_CM[0]) & (height <= HEIGHTS_CM[1]) & (bmi >= BMIS[0]) & (bmi <= BMIS[1])
        todo = np.flatnonzero(~good)
    return female, age, height, bmi * (height / 100) ** 2


def bodies(n: int, seed: int = 0) -> Bodies:
    """Return n random adults' bodies; the same seed gives the same people.  Raises InputError for n below 1."""
    if n < 1:
        raise InputError(f"bodies(n) wants n of at least 1; found {n}")
    return bodies_of(*people(n, seed))
