"""Clothes and hair: whether the scan keeps off the skin of whole parts of the body, as bare heads, hands and feet do not.

A clothed body looks stout, but a stout body has stout hands, neck and feet as well.  So the fit is repeated with one unknown
more for each part that people cover: by how much the scan lies outside.  Where that explains the scan far better, it is
kept: on 8 mm waves of skin, bare bodies gain 12 at most and bodies in clothes of 10 to 20 mm some 180 (units of _worth).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tongren.body.posed_model import Fit
from tongren.body.restspace import RestSpace
from tongren.body.template import FloatArray, template
from tongren.fitting.joints import SMALL, chosen, pull
from tongren.fitting.match import Pairing, Stage, skin_of
from tongren.fitting.skin import averaged
from tongren.fitting.space import part_of_vertex
from tongren.fitting.step import applied, hessian, solved

COVERED = ("trunk", "upper_arm", "thigh", "leg", "hair")
BELIEVED_MM = 10.0  # one standard deviation of how far a cover lies off, 0 the likeliest
LEAST_GAIN = 45.0
LEAST_MM = 5.0  # a cover thinner than this is taken for skin
MOST_MM = np.array([35.0, 35.0, 35.0, 35.0, 80.0])  # what would lie farther off is no cover of a body
DAMPING = 1e-3
SCALP = (0.8, 20.0)  # scalp: head where z + 0.8 y from its middle is over 20 mm


@dataclass(frozen=True)
class Clothes:
    """off_mm (V,): how far the scan is kept off the skin; notes: what was taken, for people."""

    off_mm: FloatArray
    notes: tuple[str, ...]


@cache
def _covers() -> FloatArray:
    """(V, P) how much, 0 to 1, each of COVERED covers each vertex, with soft edges."""
    part, mean = part_of_vertex(), template().mean
    head = part == "head"
    off = mean - mean[head].mean(0)
    hair = head & (off[:, 2] + SCALP[0] * off[:, 1] > SCALP[1])
    return np.stack([averaged((hair if p == "hair" else part == p).astype(float), 2) for p in COVERED], 1)


def _worth(s: RestSpace, fit: Fit, pairing: Pairing, stage: Stage, off: FloatArray) -> float:
    """What a fit under covers (P,) costs: distance from the scan and how little all of it is believed."""
    far = pairing.objective(skin_of(s, fit).raised(_covers() @ off), stage)
    return far + pull(fit, s.stance(fit.shape)).cost + float((fit.shape**2).sum() + (off**2).sum() / BELIEVED_MM**2)


def _step(s: RestSpace, fit: Fit, pairing: Pairing, stage: Stage, bones: list[int], off: FloatArray) -> tuple[Fit, FloatArray]:
    """One Gauss-Newton step of the body and its covers together."""
    skin = skin_of(s, fit)
    further = skin.normals[s.subset][:, :, None] * _covers()[s.subset][:, None, :]
    matrix, downhill = hessian(s, fit, pairing.asked(skin.raised(_covers() @ off), stage), bones, further)
    own = np.arange(len(matrix) - len(off), len(matrix))
    matrix[own, own] += BELIEVED_MM**-2
    downhill[own] -= off / BELIEVED_MM**2
    step = solved(matrix, downhill, DAMPING)
    return applied(s, fit, step[: -len(off)], bones), np.maximum(off + step[-len(off) :], 0.0)


def undressed(s: RestSpace, fit: Fit, pairing: Pairing, stages: tuple[Stage, ...]) -> tuple[Fit, Clothes]:
    """Return the fit under clothes and hair where the scan shows any, or the fit as it is."""
    bare: FloatArray = np.zeros(len(COVERED))
    trial, off = fit, bare.copy()
    for stage in stages:
        trial, off = _step(s, trial, pairing, stage, chosen(SMALL), off)
    gain = _worth(s, fit, pairing, stages[-1], bare) - _worth(s, trial, pairing, stages[-1], off)
    if gain < LEAST_GAIN or off.max() < LEAST_MM or (off > MOST_MM).any():
        return fit, Clothes(np.zeros(len(template().mean)), ())
    said = ", ".join(f"{p.replace('_', ' ')} {mm:.0f} mm" for p, mm in zip(COVERED, off, strict=True) if mm >= LEAST_MM)
    return trial, Clothes(_covers() @ off, (f"the scan keeps off the skin, clothes or hair: {said}; the fitted skin lies beneath",))
