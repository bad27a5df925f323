"""The rough fit: the main bones on a coarse set of vertices, from every start, and the way round in which a body fits best.

A scan may have been read the wrong way round.  A body the wrong way round stays far from it (median of the scan 5.9 mm and
more in 44 trials, where the right way gave 2.3 to 4.5), so other ways are tried where the reading was unsure or the body stays far.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tongren.body.posed_model import Fit
from tongren.body.restspace import RestSpace
from tongren.body.template import FloatArray
from tongren.fitting.joints import MAIN, chosen, pull
from tongren.fitting.limbs import with_arms
from tongren.fitting.match import Pairing, Sample, Stage, sampled, skin_of
from tongren.fitting.report import distance_and_rest
from tongren.fitting.space import coarse, fit_space
from tongren.fitting.start import starts
from tongren.fitting.step import improved
from tongren.scans.reading import Scan

SPACING_MM, SKIN_SPACING_MM = 14.0, 8.0
COARSE_POINTS, ARM_POINTS = 1500, 4000
ROUGH = (
    Stage(90, 30, 60, 0.3), Stage(80, 27, 60, 0.3), Stage(70, 24, 60, 0.3), Stage(60, 21, 60, 0.2), Stage(50, 18, 50, 0.2),
    Stage(45, 16, 50, 0.2), Stage(40, 14, 50, 0.1), Stage(36, 12, 40, 0.1), Stage(33, 12, 40, 0.05), Stage(30, 12, 40, 0.0),
)  # fmt: skip
AGAIN = 5  # after the arms the rounds begin with that one
DAMPING = 1e-3
DOUBTFUL_MM = 5.0  # median of the scan's distance from the rough fit beyond which the scan may have been read the wrong way round
Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Begun:
    """A scan the way round it was taken, its samples (`fine` the denser one), the rough fit, what that costs, and how far off it is."""

    scan: Scan
    sample: Sample
    fine: Sample
    fit: Fit
    worth: float
    off_mm: float


def rounds(s: RestSpace, fit: Fit, pairing: Pairing, stages: tuple[Stage, ...], bones: list[int], told: Told, share: float) -> Fit:
    """Return the fit after one step for each stage."""
    for stage in stages:
        fit = improved(s, fit, pairing.asked(skin_of(s, fit), stage), bones, DAMPING)
        told("fit", share / len(stages))
    return fit


def _worth(s: RestSpace, fit: Fit, pairing: Pairing) -> float:
    """What a fit costs in all: how far it lies from the scan, and how little it is believed."""
    far = pairing.objective(skin_of(s, fit), ROUGH[-1])
    return far + pull(fit, s.stance(fit.shape)).cost + float((fit.shape**2).sum())


def _best(s: RestSpace, fits: list[Fit], pairing: Pairing, stages: tuple[Stage, ...], told: Told, share: float) -> Fit:
    """The best of some fits, each after its rounds."""
    tried = [rounds(s, f, pairing, stages, chosen(MAIN), told, share / len(fits)) for f in fits]
    return min(tried, key=lambda f: _worth(s, f, pairing))


def rough_fit(s: RestSpace, sample: Sample, told: Told) -> tuple[Fit, float]:
    """Return the best fit of the main bones, from every start, then with the arms tried otherwise, and what it costs."""
    few = Pairing(sample.some(COARSE_POINTS), s.subset)
    begun = starts(s, sample)
    told("start", 0.2)
    fit = _best(s, begun, few, ROUGH, told, 0.1)
    fit = with_arms(s, fit, sample.some(ARM_POINTS))
    told("arms", 0.1)
    fit = rounds(s, fit, few, ROUGH[AGAIN:], chosen(MAIN), told, 0.0)
    return fit, _worth(s, fit, few)


def _begun(s: RestSpace, scan: Scan, seed: int, told: Told) -> Begun:
    """The rough fit of a scan the way round it stands."""
    rng = np.random.default_rng(seed)
    sample, fine = sampled(scan, SPACING_MM, rng), sampled(scan, SKIN_SPACING_MM, rng)
    told("sample", 0.05)
    fit, worth = rough_fit(s, sample, told)
    return Begun(scan, sample, fine, fit, worth, distance_and_rest(skin_of(s, fit), sample)[0])


def other_ways(said: frozenset[str]) -> list[FloatArray]:
    """Return the turns (3, 3) to try beside the way a scan was read, half a turn about the vertical first; `said` stays as it is."""
    quarter, over = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]]), np.diag([1.0, -1, -1])
    spins = [np.linalg.matrix_power(quarter, k) for k in (2, 1, 3, 0)]
    ways = [*spins[:3], *(spin @ over for spin in spins)]
    keeps = {"up": 2, "front": 1}
    return [turn for turn in ways if all(turn[keeps[w], keeps[w]] > 0.5 for w in said)]


def way_round(scan: Scan, known: dict[str, float], seed: int, told: Told) -> Begun:
    """Return the rough fit of a scan as it was read, or the other way round in which a body fits it better."""
    s = fit_space(known, coarse())
    best = as_read = _begun(s, scan, seed, told)
    for k, turn in enumerate(other_ways(scan.said)):
        if best.off_mm <= DOUBTFUL_MM and not (scan.unsure and k == 0):
            break
        told("other ways round", 0.0)
        other = _begun(s, scan.turned(turn), seed, lambda word, share: None)
        best = min(best, other, key=lambda b: b.worth)
    if best is as_read:
        return best
    note = "turned otherwise than it was read: a body fits better that way round; look at the picture, or say --up and --front"
    return replace(best, scan=replace(best.scan, notes=(*scan.notes, note)))
