"""From phenotype values to the rest state of a body: the multilinear corner weights of the baked shape space."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongren.body.template import FloatArray, Template

PHENOTYPE = ("gender", "age", "muscle", "weight", "height", "proportions")


@dataclass(frozen=True)
class RestState:
    """Rest vertices (B, V, 3), bone heads (B, J, 3), bone orientations (B, J, 3, 3) before any pose, in millimetres."""

    vertices: FloatArray
    heads: FloatArray
    orientations: FloatArray


def axis_weights(value: FloatArray, anchors: tuple[float, ...]) -> FloatArray:
    """Return (B, K) linear interpolation weights of `value` (B,) between anchors (K,), extrapolated beyond the ends."""
    knots = np.asarray(anchors)
    cell = np.clip(np.searchsorted(knots, value, side="left"), 1, len(knots) - 1)
    alpha = (value - knots[cell - 1]) / (knots[cell] - knots[cell - 1])
    out = np.zeros((len(value), len(knots)))
    rows = np.arange(len(value))
    out[rows, cell - 1], out[rows, cell] = 1 - alpha, alpha
    return out


def corner_weights(t: Template, phenotype: FloatArray) -> FloatArray:
    """Return (B, C) product weights of the corner bodies for phenotype values (B, 6) in the order of PHENOTYPE."""
    weights = np.ones((len(phenotype), 1))
    for i, name in enumerate(PHENOTYPE):
        axis = axis_weights(phenotype[:, i], tuple(t.meta["axes"][name]))
        weights = (weights[:, :, None] * axis[:, None, :]).reshape(len(phenotype), -1)
    return weights.astype(np.float32)


def nearest_rotation(matrices: FloatArray) -> FloatArray:
    """Return the rotation nearest to each 3x3 matrix (..., 3, 3) (special orthogonal Procrustes, by SVD)."""
    u, _, vt = np.linalg.svd(matrices)
    flip = np.ones((*matrices.shape[:-2], 3), matrices.dtype)
    flip[..., 2] = np.sign(np.linalg.det(u) * np.linalg.det(vt))
    return (u * flip[..., None, :]) @ vt


def rest_state(t: Template, phenotype: FloatArray) -> RestState:
    """Return the rest state of bodies with phenotype values (B, 6)."""
    w = corner_weights(t, phenotype)
    vertices = (w @ t.corner_coeffs) @ t.basis + t.mean.reshape(-1)
    heads = (w @ t.corner_heads.reshape(len(t.corner_heads), -1)).reshape(len(w), -1, 3)
    matrices = (w @ t.corner_orientations.reshape(len(t.corner_heads), -1)).reshape(len(w), -1, 3, 3)
    orientations = nearest_rotation(matrices)
    orientations[:, 0] = np.eye(3)
    return RestState(vertices.reshape(len(w), -1, 3), heads, orientations)
