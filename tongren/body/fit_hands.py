"""Which way the palms look: each hand tried in all turns about its forearm, on its own skin and the scan beside it.

A forearm is round and a hand flat, so a hand that starts a quarter turn or more wrong stays there.  Only the bones of the
hand move; shape and the rest of the body stay.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from tongren.body.fit_joints import chosen, pull
from tongren.body.fit_match import Pairing, Sample, Stage, lifted, part_skin, skin_of
from tongren.body.fit_model import improved
from tongren.body.fit_space import part_of_vertex, skin_vertices
from tongren.body.fit_start import twisted_hands
from tongren.body.restspace import RestSpace
from tongren.body.template import IntArray, template
from tongren.body.unpose import Fit

NEAR_MM = 120.0  # scan farther from hand and forearm than this is not theirs
STAGES = (Stage(30, 10, 30, 0.1), *[Stage(25, 8, 25, 0.02)] * 4, *[Stage(20, 6, 25)] * 4)
BONES = ("lowerarm02", "wrist", "finger")
DAMPING = 1e-3


def _own(side: str, subset: IntArray) -> IntArray:
    """Rows of a subset that belong to hand and forearm of a side."""
    left = template().mean[subset, 0] > 0
    return np.flatnonzero(np.isin(part_of_vertex()[subset], ("hand", "forearm")) & (left == (side == ".L")))


def _beside(s: RestSpace, fit: Fit, side: str, fine: Sample) -> Sample:
    """The scan that may be the hand and forearm of a side: near them, and not nearer to anything else of the body."""
    skin, numbers = skin_of(s, fit), skin_vertices()
    mine = np.zeros(len(skin.vertices), bool)
    mine[numbers[_own(side, numbers)]] = True
    other = numbers[~mine[numbers]]
    lift = lifted(fine.points, fine.normals, 25.0)
    here = cKDTree(skin.vertices[mine]).query(fine.points, distance_upper_bound=NEAR_MM)[0] < NEAR_MM
    elsewhere = cKDTree(lifted(skin.vertices[other], skin.normals[other], 25.0)).query(lift[here])[0]
    rows = np.flatnonzero(here)[elsewhere > 25.0]
    return Sample(fine.points[rows], fine.normals[rows], fine.area_mm2, fine.spacing_mm)


def with_hands(s: RestSpace, fit: Fit, fine: Sample) -> Fit:
    """Return the fit with each hand in the turn that agrees best with the scan and with what is believed of joints."""
    for side in (".L", ".R"):
        rows = _own(side, s.subset)
        local = replace(s, subset=s.subset[rows], weights=s.weights[rows], mean=s.mean[rows], basis=s.basis[:, rows])
        sample = _beside(s, fit, side, fine)
        if len(sample.points) < 30:
            continue
        pairing = Pairing(sample, local.subset, s.subset)
        bones = [j for j in chosen(BONES) if template().bone_labels[j].endswith(side)]
        stance, tried = s.stance(fit.shape), []
        for trial in twisted_hands(s, fit, side):
            for stage in STAGES:
                trial = improved(local, trial, pairing.asked(part_skin(local, trial), stage), bones, DAMPING, True)
            far = pairing.objective(part_skin(local, trial), STAGES[-1])
            tried.append((far + pull(trial, stance).cost, trial))
        fit = min(tried, key=lambda x: x[0])[1]
    return fit
