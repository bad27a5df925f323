"""Arms and hands tried anew, each apart, once the trunk lies well: an arm in every posture, a hand in every turn.

A limb that starts far off may come to rest in another part of the body, and a hand that starts a quarter turn wrong stays
there, for a forearm is round.  So each trial is fitted on the limb's own skin and on the scan that nothing else of the body
explains; only the limb's bones move.  The best by distance and belief is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from tongren.body.posed_model import Fit
from tongren.body.restspace import RestSpace
from tongren.body.template import IntArray, template
from tongren.fitting.joints import angles, chosen, pull
from tongren.fitting.match import Pairing, Sample, Stage, lifted, part_skin, skin_of
from tongren.fitting.space import part_of_vertex, skin_vertices
from tongren.fitting.start import postured, postures, twisted_hands
from tongren.fitting.step import improved

DAMPING, LEAST_POINTS = 1e-3, 25
ALIKE = 0.8  # radians that one forearm is believed to turn otherwise than the other
TURN_MM = 25.0  # a turn of the normal of one radian counts as far as this
EXPLAINED_MM = 25.0  # scan this near to the rest of the body belongs to that


@dataclass(frozen=True)
class _Limb:
    """Parts of the skin and bones of a limb, how far scan may lie from it now, what belief counts beside distance when trials are
    compared, and the rounds of a trial."""

    parts: tuple[str, ...]
    bones: tuple[str, ...]
    near_mm: float
    belief: float
    stages: tuple[Stage, ...]


# People turn their forearms all the way: with its full weight belief would decide how a mitten without fingers is held.
HAND = _Limb(
    ("forearm", "hand"), ("lowerarm02", "wrist", "finger"), 120.0, 0.3,
    (Stage(30, 10, 25, 0.1), *[Stage(25, 8, 25, 0.02)] * 4, *[Stage(20, 6, 25)] * 4),
)  # fmt: skip
ARM = _Limb(
    ("upper_arm", "forearm", "hand"), ("clavicle", "shoulder", "upperarm", "lowerarm", "wrist"), 1200.0, 1.0,
    (Stage(90, 30, 60, 0.3), Stage(70, 24, 60, 0.3), Stage(50, 18, 50, 0.2), Stage(40, 14, 40, 0.1), *[Stage(30, 10, 30, 0.02)] * 3),
)  # fmt: skip


def _own(limb: _Limb, side: str, subset: IntArray) -> IntArray:
    """Rows of a subset that belong to a limb of a side."""
    left = template().mean[subset, 0] > 0
    return np.flatnonzero(np.isin(part_of_vertex()[subset], limb.parts) & (left == (side == ".L")))


def _beside(s: RestSpace, fit: Fit, limb: _Limb, side: str, sample: Sample) -> Sample:
    """The scan that may be a limb's: near it, and not explained by anything else of the body."""
    skin, numbers = skin_of(s, fit), skin_vertices()
    mine = np.zeros(len(skin.vertices), bool)
    mine[numbers[_own(limb, side, numbers)]] = True
    other = numbers[~mine[numbers]]
    lift = lifted(sample.points, sample.normals, TURN_MM)
    here = cKDTree(skin.vertices[mine]).query(sample.points, distance_upper_bound=limb.near_mm)[0] < limb.near_mm
    elsewhere = cKDTree(lifted(skin.vertices[other], skin.normals[other], TURN_MM)).query(lift[here])[0]
    rows = np.flatnonzero(here)[elsewhere > EXPLAINED_MM]
    return Sample(sample.points[rows], sample.normals[rows], sample.area_mm2, sample.spacing_mm)


def _tried(s: RestSpace, fit: Fit, limb: _Limb, side: str, sample: Sample, trials: list[Fit]) -> list[tuple[float, Fit]]:
    """What each trial of a limb costs after its rounds, and its fit; the fit as it was where the scan shows nothing of the limb."""
    mine = _beside(s, fit, limb, side, sample)
    if len(mine.points) < LEAST_POINTS:
        return [(0.0, fit)]
    rows = _own(limb, side, s.subset)
    local = replace(s, subset=s.subset[rows], weights=s.weights[rows], mean=s.mean[rows], basis=s.basis[:, rows])
    pairing, stance = Pairing(mine, local.subset, s.subset), s.stance(fit.shape)
    bones = [j for j in chosen(limb.bones) if template().bone_labels[j].endswith(side)]
    out = []
    for trial in trials:
        for stage in limb.stages:
            trial = improved(local, trial, pairing.asked(part_skin(local, trial), stage), bones, DAMPING, True)
        far = pairing.objective(part_skin(local, trial), limb.stages[-1])
        out.append((far + limb.belief * pull(trial, stance).cost, trial))
    return out


def with_hands(s: RestSpace, fit: Fit, sample: Sample) -> Fit:
    """Return the fit with both hands in the turns about their forearms that agree best with a sample of the scan.

    People hold their hands alike: what one hand shows helps the other.
    """
    labels, stance = template().bone_labels, s.stance(fit.shape)
    forearms = [labels.index("lowerarm02" + side) for side in (".L", ".R")]
    left, right = (_tried(s, fit, HAND, side, sample, twisted_hands(s, fit, side)) for side in (".L", ".R"))
    twist = [[float(angles(f, stance)[0][j, 0]) for _, f in tried] for j, tried in zip(forearms, (left, right), strict=True)]
    cost = [
        (a + b + ((u + v) / ALIKE) ** 2, i, k)  # a mirrored turn has the other sign
        for i, ((a, _), u) in enumerate(zip(left, twist[0], strict=True)) for k, ((b, _), v) in enumerate(zip(right, twist[1], strict=True))
    ]  # fmt: skip
    _, i, k = min(cost)
    turns = left[i][1].turns.copy()
    moved = [j for j in chosen(HAND.bones) if labels[j].endswith(".R")]
    moved += [j for j in chosen(("metacarpal",)) if labels[j].endswith(".R")]
    turns[moved] = right[k][1].turns[moved]
    return Fit(fit.shape, turns, fit.place)


def with_arms(s: RestSpace, fit: Fit, sample: Sample) -> Fit:
    """Return the fit with each arm as it is or in the posture that agrees best with a sample of the scan."""
    for side, sign in ((".L", 1.0), (".R", -1.0)):
        mirror = np.array([sign, 1.0, 1.0])
        aims = [(fit.turns[0] @ (upper * mirror), fit.turns[0] @ (lower * mirror)) for upper, lower in postures()["arms"]]
        trials = [fit, *(postured(s, fit, "arms", side, *aim) for aim in aims)]
        fit = min(_tried(s, fit, ARM, side, sample, trials), key=lambda x: x[0])[1]
    return fit
