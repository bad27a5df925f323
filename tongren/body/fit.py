"""Fit the template to a scan: from an even sample of the scan to a posed body on its skin, with what was seen of it.

Starts (fit_start.py) -> the main bones on a coarse set of vertices -> the best start, all bones, the finer set ->
the skin's own smooth displacement (fit_skin.py) -> the same skin at rest.  Every round pairs anew and takes one
Gauss-Newton step; what a pair may be off shrinks from round to round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np

from tongren.body.fit_joints import MAIN, SMALL, chosen
from tongren.body.fit_match import Pairing, Sample, Skin, Stage, sampled, skin_of
from tongren.body.fit_model import improved
from tongren.body.fit_space import coarse, fit_space
from tongren.body.fit_start import starts
from tongren.body.restspace import RestSpace
from tongren.body.scan import Scan
from tongren.body.template import FloatArray
from tongren.body.unpose import Fit
from tongren.errors import InputError

SPACING_MM = 14.0
COARSE_POINTS = 1500
ROUGH = (
    Stage(90, 30, 60, 0.3), Stage(80, 27, 60, 0.3), Stage(70, 24, 60, 0.3), Stage(60, 21, 60, 0.2), Stage(50, 18, 50, 0.2),
    Stage(45, 16, 50, 0.2), Stage(40, 14, 50, 0.1), Stage(36, 12, 40, 0.1), Stage(33, 12, 40, 0.05), Stage(30, 12, 40, 0.0),
)  # fmt: skip
FINE = (
    Stage(30, 10, 40, 0.05), Stage(28, 9, 40, 0.02), Stage(26, 8, 40, 0.0), Stage(24, 7, 40), Stage(22, 6, 30), Stage(20, 6, 30),
    Stage(18, 6, 30), Stage(17, 6, 30), Stage(16, 6, 30), Stage(15, 6, 30), Stage(15, 6, 30), Stage(15, 6, 30), Stage(15, 6, 30),
)  # fmt: skip
DAMPING = 1e-3


def rounds(s: RestSpace, fit: Fit, pairing: Pairing, stages: tuple[Stage, ...], bones: list[int]) -> Fit:
    """Return the fit after one step for each stage."""
    for stage in stages:
        fit = improved(s, fit, pairing.asked(skin_of(s, fit), stage), bones, DAMPING)
    return fit


def posed_fit(sample: Sample, known: dict[str, float], turns: tuple[float, ...] = (0.0,)) -> tuple[RestSpace, Fit]:
    """Return the space of bodies and the fit of shape and pose to a sample of a scan."""
    rough = fit_space(known, coarse())
    few = Pairing(sample.some(COARSE_POINTS), rough.subset)
    tried = [rounds(rough, f, few, ROUGH, chosen(MAIN)) for f in starts(rough, sample, turns)]
    fit = min(tried, key=lambda f: few.cost(skin_of(rough, f)))
    s = fit_space(known)
    return s, rounds(s, fit, Pairing(sample, s.subset), FINE, chosen(SMALL))
