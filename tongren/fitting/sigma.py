"""How surely a fit knows where each place of the skin is: the radius of a circle on the skin that holds it 68 times in 100.

Three parts, added as squares.  What the scan leaves open in shape and pose: the inverse of the matrix of the last
Gauss-Newton step, carried to each vertex along the skin; a limb, smooth and round, is held along itself only by what it
hangs on, and there this part grows.  What the skin has of its own: it differs from every body of the template along its
normal, which the scan shows, and as much along itself, which no scan shows.  And where the scan showed nothing, what is
own is not known along the normal either.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from tongren.body.posed_model import Fit
from tongren.body.restspace import RestSpace
from tongren.body.template import FloatArray, template
from tongren.fitting.clothes import Clothes
from tongren.fitting.match import Pairing, Skin, Stage
from tongren.fitting.skin import Fitted, averaged
from tongren.fitting.space import skin_vertices
from tongren.fitting.step import derivatives, hessian

OPEN = 1.0  # calibrated (benchmarks/scans.py, seed 1): factor of what the scan leaves open
OWN = 1.0  # calibrated: of the skin's own movement along itself, against that along its normal
LEAST_OWN_MM = 2.0
UNSEEN_OWN_MM = 9.0
ROUGH_SCAN = 0.7  # of a scan's noise that stays in a place
CLOTHED_OWN_MM, CLOTHES_MM = 4.5, 10.0  # what cloth of 10 mm or more hides of the skin


def sigma_of_skin(
    s: RestSpace, fit: Fit, pairing: Pairing, stage: Stage, bones: list[int], skin: Skin, fitted: Fitted, clothes: Clothes
) -> FloatArray:  # fmt: skip
    """Return sigma (V,) in mm of every vertex of the template."""
    matrix, _ = hessian(s, fit, pairing.asked(skin.raised(clothes.off_mm), stage), bones)
    inverse = np.linalg.inv(matrix + 1e-9 * np.eye(len(matrix)))
    jac = derivatives(s, fit, bones)
    normals = skin.normals[s.subset]
    cov = np.einsum("nau,nbu->nab", jac @ inverse, jac, optimize=True)
    total = np.einsum("naa->n", cov) - np.einsum("na,nab,nb->n", normals, cov, normals)
    mean = template().mean
    leader = cKDTree(mean[s.subset]).query(mean)[1]
    left_open = averaged(np.maximum(total, 0)[leader], 3)
    moved = ((fitted.vertices - skin.vertices) * skin.normals).sum(1)[skin_vertices()]
    shown = fitted.seen[skin_vertices()] > 0.5
    along_normal = float(np.sqrt(np.mean(np.minimum(moved[shown] ** 2, 15.0**2)))) if shown.any() else 0.0
    own2 = 2 * OWN * max(along_normal, LEAST_OWN_MM) ** 2
    worn = np.minimum(clothes.off_mm / CLOTHES_MM, 1.0) * CLOTHED_OWN_MM**2
    return np.sqrt(OPEN * left_open + own2 + worn + (ROUGH_SCAN * fitted.noise_mm) ** 2 + (1 - fitted.seen) * UNSEEN_OWN_MM**2)
