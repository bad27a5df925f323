"""Posing: forward kinematics over the bones and linear blend skinning, as Anny defines them (`local-ref` deltas)."""

from __future__ import annotations

import numpy as np

from tongren.body.shape import RestState
from tongren.body.template import FloatArray, Template


def bone_transforms(t: Template, rest: RestState, rotations: FloatArray | None = None) -> FloatArray:
    """Return (B, J, 3, 4) transforms that carry the rest state into a pose.

    rotations: (B or 1, J, 3, 3), each bone's turn about its own head in the axes of the body frame; None is the rest
    pose (every bone at its reference orientation).  The root turns about the body's origin.
    """
    n_bodies, n_bones = rest.heads.shape[:2]
    parent = np.array([max(p, 0) for p in t.bone_parents])
    reference = t.reference_orientations
    aligned = reference[None] @ np.swapaxes(rest.orientations, -1, -2)
    aligned[:, 0] = np.eye(3, dtype=aligned.dtype)
    offset = np.einsum("bjkl,bjl->bjk", aligned[:, parent], rest.heads - rest.heads[:, parent])
    delta = np.eye(3, dtype=np.float32)[None, None] if rotations is None else np.asarray(rotations, np.float32)
    delta = np.broadcast_to(delta, (n_bodies, n_bones, 3, 3))
    world = np.empty((n_bodies, n_bones, 3, 3), np.float32)  # turn of each bone away from its reference orientation
    head = np.empty((n_bodies, n_bones, 3), np.float32)
    world[:, 0], head[:, 0] = delta[:, 0], 0.0
    for j in range(1, n_bones):
        p = parent[j]
        world[:, j] = world[:, p] @ delta[:, j]
        head[:, j] = head[:, p] + np.einsum("bkl,bl->bk", world[:, p], offset[:, j])
    turn = world @ aligned
    turn[:, 0] = world[:, 0] @ (reference[0] @ np.swapaxes(rest.orientations[:, 0], -1, -2))
    shift = head - np.einsum("bjkl,bjl->bjk", turn, rest.heads)
    return np.concatenate([turn, shift[..., None]], -1)


def skin(t: Template, vertices: FloatArray, transforms: FloatArray) -> FloatArray:
    """Return vertices (B, V, 3) moved by the blend (B, J, 3, 4) of their bones' transforms (linear blend skinning)."""
    n_bodies, n_bones = transforms.shape[:2]
    out = np.empty_like(vertices)
    for b in range(n_bodies):
        # turned so that vertices come last: every step then runs over one piece of memory
        blend = np.ascontiguousarray((t.sparse_skinning @ transforms[b].reshape(n_bones, 12)).T).reshape(3, 4, -1)
        x, y, z = np.ascontiguousarray(vertices[b].T)
        for k, (of_x, of_y, of_z, shift) in enumerate(blend):
            out[b, :, k] = of_x * x + of_y * y + of_z * z + shift
    return out
