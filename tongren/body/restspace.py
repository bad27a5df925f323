"""Bodies at rest as a small linear space on a thinned set of vertices: what a posed body is fitted with.

The rest stance is not quite linear in the corner bodies (their bones are turned to one reference), so the space is
the principal components of the 144 corner bodies and of seeded bodies between and a little beyond them, vertices and
bone heads together.  Three in four vertices of the face and of large smooth parts are left out; every bone keeps
enough of its own to be held.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tongren.body.pose import bone_transforms
from tongren.body.shape import RestState, corner_weights, nearest_rotation
from tongren.body.template import FloatArray, IntArray, Template, template

RANK = 48
OWN, TOUCHED = 20, 10
BETWEEN, BEYOND = 96, 0.1


@dataclass(frozen=True)
class RestSpace:
    """Bodies at rest are mean + shape (K) @ basis, in millimetres; the basis is scaled to the spread of the corner bodies."""

    subset: IntArray  # (N,) vertices of the template
    weights: FloatArray  # (N, J) their skinning
    mean: FloatArray  # (N, 3)
    basis: FloatArray  # (K, N, 3)
    mean_heads: FloatArray  # (J, 3)
    basis_heads: FloatArray  # (K, J, 3)


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
    w = _training_weights(t)
    columns = t.basis.reshape(len(t.basis), -1, 3)[:, subset]
    local = np.tensordot(w @ t.corner_coeffs, columns, 1) + t.mean[subset]
    heads = np.tensordot(w, t.corner_heads, 1)
    orientations = nearest_rotation(np.tensordot(w, t.corner_orientations, 1))
    orientations[:, 0] = np.eye(3)
    moves = bone_transforms(t, RestState(local, heads, orientations))
    blend = np.matmul(t.skinning[subset], moves.reshape(len(w), -1, 12)).reshape(len(w), -1, 3, 4)
    rest = (blend[..., :3] @ local[..., None])[..., 0] + blend[..., 3]
    placed = (moves[..., :3] @ heads[..., None])[..., 0] + moves[..., 3]
    flat = np.concatenate([rest, placed], 1).astype(float).reshape(len(w), -1)
    mean = flat.mean(0)
    u, s, _ = np.linalg.svd((flat - mean) @ (flat - mean).T, hermitian=True)
    scale = np.sqrt(s[:RANK] / len(w))
    basis = (u[:, :RANK].T @ (flat - mean)) / np.sqrt(s[:RANK])[:, None] * scale[:, None]
    n = len(subset)
    basis, mean = basis.reshape(RANK, -1, 3), mean.reshape(-1, 3)
    return RestSpace(subset, t.skinning[subset].astype(float), mean[:n], basis[:, :n], mean[n:], basis[:, n:])
