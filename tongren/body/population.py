"""Random adults: heights and builds drawn as a national survey measured them, solved as a batch of bodies.

The survey (atlas/population.csv, with its source) gives mean and spread of height and of the logarithm of the body
mass index by sex and decade of age; the two hardly go together (correlation below 0.14 in every group) and are drawn
independently.  Ages are uniform from 18 to 90.  Draws outside what a Body can be are drawn again; builds beyond the
end of the path give the nearest body, and `reached_weight_kg` says so.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from tongren.allowed import whole_number
from tongren.body.person import AGES, BMIS, HEIGHTS_CM, Bodies, bodies_of
from tongren.body.template import FloatArray
from tongren.knowledge.tables import table

MOST = 1_000_000  # bodies at once: their vertices would take 165 GB


@cache
def _survey() -> dict[str, FloatArray]:
    """Rows of the survey table by sex: age_from, height mean and sd, log body mass index mean and sd."""
    columns = ("age_from", "height_mean_cm", "height_sd_cm", "log_bmi_mean", "log_bmi_sd")
    out: dict[str, list[list[float]]] = {"female": [], "male": []}
    for row in table("population"):
        out[row["sex"]].append([float(row[c]) for c in columns])
    return {sex: np.array(rows) for sex, rows in out.items()}


def people(n: int, seed: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return female (0 or 1), age in years, height in cm and weight in kg of n random adults, each (n,).

    Each person has draws of its own, so that the first of many are those of few with the same seed.
    """
    drawn = np.array([_person(np.random.default_rng((seed, i))) for i in range(n)]).reshape(n, 4)
    female, age, height, bmi = drawn.T
    return female, age, height, bmi * (height / 100) ** 2


def _person(rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Female (0 or 1), age, height in cm and body mass index of one adult that a Body can be."""
    female, age = float(rng.integers(0, 2)), float(rng.uniform(*AGES))
    table = _survey()["female" if female else "male"]
    _, height_mean, height_sd, log_bmi_mean, log_bmi_sd = table[np.searchsorted(table[:, 0], age, side="right") - 1]
    while True:
        height = float(rng.normal(height_mean, height_sd))
        bmi = float(np.exp(rng.normal(log_bmi_mean, log_bmi_sd)))
        if HEIGHTS_CM[0] <= height <= HEIGHTS_CM[1] and BMIS[0] <= bmi <= BMIS[1]:
            return female, age, height, bmi


def bodies(n: int, seed: int = 0) -> Bodies:
    """Return n random adults' bodies; the same seed gives the same people, the first of them however many are asked for.

    Raises InputError for n below 1 or a seed below 0.
    """
    return bodies_of(*people(whole_number("n", n, 1, MOST), whole_number("seed", seed, 0)))
