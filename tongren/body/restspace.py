"""Bodies before posing as a small linear space on a thinned set of vertices: what a posed body is fitted with.

What poses a body (pose.py) is all linear in the weights of the corner bodies: vertices, bone heads, and the matrices
whose nearest rotations are the bones' orientations.  The space is the principal components of the 144 corner bodies
and of seeded bodies between and a little beyond them, over all three together; 70 are all there are, so that every
body of the template lies in it.  Three in four vertices of the face and of large smooth parts are left out; every bone
keeps enough of its own to be held.

Tried and lost: components of the bodies at rest instead.  Turning each bone to its reference and blending, then
turning it into the pose and blending again, is not one blend with both turns: 2 to 7 mm off at elbows, hips and
shoulders, which the fit paid for with 2 to 3 mm of wrong shape elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tongren.body.shape import corner_weights, nearest_rotation
from tongren.body.template import FloatArray, IntArray, Template, template

RANK = 70
OWN, TOUCHED = 20, 10
BETWEEN, BEYOND = 96, 0.1
ORIENTATION_MM = 100.0  # a bone's orientation counts like a place this far from its head


@dataclass(frozen=True)
class RestSpace:
    """Bodies before posing: vertices are mean + shape (K) @ basis, heads and orientation matrices likewise, millimetres.

    The basis is scaled to the spread of the training bodies.
    """

    subset: IntArray  # (N,) vertices of the template
    weights: FloatArray  # (N, J) their skinning
    mean: FloatArray  # (N, 3)
    basis: FloatArray  # (K, N, 3)
    mean_heads: FloatArray  # (J, 3)
    basis_heads: FloatArray  # (K, J, 3)
    mean_orientations: FloatArray  # (J, 3, 3) matrices whose nearest rotation is the bone's orientation
    basis_orientations: FloatArray  # (K, J, 3, 3)
    mean_coeffs: FloatArray  # (R,) of the template's own components, for vertices outside the thinned set
    basis_coeffs: FloatArray  # (K, R)

    def stance(self, shape: FloatArray) -> FloatArray:
        """Return the turns (J, 3, 3) that bring each bone of a body of this shape (K,) to rest."""
        orientations = nearest_rotation(self.mean_orientations + np.tensordot(shape, self.basis_orientations, 1))
        out = template().reference_orientations @ np.swapaxes(orientations, 1, 2)
        out[0] = np.eye(3)
        return out

    def everywhere(self, shape: FloatArray) -> FloatArray:
        """Return all vertices (V, 3) of a body of this shape (K,), before posing."""
        t = template()
        return np.asarray(((self.mean_coeffs + shape @ self.basis_coeffs) @ t.basis).reshape(-1, 3) + t.mean)


def thinned(t: Template) -> IntArray:
    """Return vertex numbers (N,): for each bone some of those it leads and those it moves most, and their mirrors."""
    lead = t.skinning.argmax(1)
    chosen = []
    for j in range(t.skinning.shape[1]):
        own = np.flatnonzero(lead == j)
        chosen.append(own[np.linspace(0, len(own) - 1, min(OWN, len(own))).astype(int)])
        moved = np.argsort(-t.skinning[:, j], kind="stable")[:TOUCHED]
        chosen.append(moved[t.skinning[moved, j] > 0.02])
    some = np.unique(np.concatenate(chosen))
    return np.unique(np.concatenate([some, t.mirror_vertex[some]]))


def _training_weights(t: Template) -> FloatArray:
    """Corner weights (B, C) of the bodies that span the space: every corner, and seeded bodies between them."""
    rng = np.random.default_rng(0)
    axes = [np.asarray(a) for a in t.meta["axes"].values()]
    low, high = np.array([a[0] for a in axes]), np.array([a[-1] for a in axes])
    margin = np.array([0, 0, 0, BEYOND, 0, 0])
    drawn = rng.uniform(low - margin, high + margin, (BETWEEN, len(axes)))
    return np.concatenate([np.eye(len(t.corner_heads), dtype=np.float32), corner_weights(t, drawn)])


@cache
def rest_space() -> RestSpace:
    """Compute the space once (some 0.3 s)."""
    t = template()
    subset = thinned(t)
    w = _training_weights(t).astype(float)
    coeffs = w @ t.corner_coeffs
    columns = t.basis.reshape(len(t.basis), -1, 3)[:, subset].astype(float)
    parts = [
        np.tensordot(coeffs, columns, 1) + t.mean[subset],
        np.tensordot(w, t.corner_heads, 1),
        np.tensordot(w, t.corner_orientations, 1) * ORIENTATION_MM,
    ]
    means = [p.mean(0) for p in parts]
    parts = [p - m for p, m in zip(parts, means, strict=True)]
    flat = np.concatenate([p.reshape(len(w), -1) for p in parts], 1)
    u, s, _ = np.linalg.svd(flat @ flat.T, hermitian=True)
    scaled = u[:, :RANK].T / np.sqrt(len(w))  # what brings training bodies to components, in units of their spread
    vertices, heads, orientations = (np.tensordot(scaled, p, 1) for p in parts)
    return RestSpace(
        subset, t.skinning[subset].astype(float), means[0], vertices, means[1], heads, means[2] / ORIENTATION_MM,
        orientations / ORIENTATION_MM, coeffs.mean(0), scaled @ (coeffs - coeffs.mean(0)),
    )
