"""A posed body as a model: its shape, the turns of its bones and its place; from these every vertex, joint and move, and the way back.

Both who brings template vertices to rest (unpose.py) and who fits a scan (fitting/) ask this one model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongren.body.restspace import RestSpace
from tongren.body.shape import nearest_rotation
from tongren.body.template import FloatArray, template


@dataclass
class Fit:
    """A body in a pose: shape (K,), turns of the bones in the world (J, 3, 3), place (3,) of the root's head from where it was.

    A turn carries a bone from the state before posing; at rest the turns are the stance of the shape.
    """

    shape: FloatArray
    turns: FloatArray
    place: FloatArray


def rigid_fit(a: FloatArray, b: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the rigid move (3, 4) that best carries a (N, 3) to b (N, 3), weighted (Kabsch)."""
    w = weights / weights.sum()
    ca, cb = w @ a, w @ b
    r = nearest_rotation((b - cb).T @ ((a - ca) * w[:, None]))
    return np.concatenate([r, (cb - r @ ca)[:, None]], 1)


def turned(axis_angle: FloatArray) -> FloatArray:
    """Return rotations (N, 3, 3) of axis-angle vectors (N, 3) (Rodrigues' formula)."""
    angle = np.linalg.norm(axis_angle, axis=1)[:, None, None]
    k = crossing(axis_angle / np.maximum(angle[:, :, 0], 1e-12))
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * (k @ k)


def axis_angles(rotations: FloatArray) -> FloatArray:
    """Return axis-angle vectors (N, 3) of rotations (N, 3, 3); turns of more than about 175 degrees come out shorter."""
    r = rotations
    v = 0.5 * np.stack([r[:, 2, 1] - r[:, 1, 2], r[:, 0, 2] - r[:, 2, 0], r[:, 1, 0] - r[:, 0, 1]], 1)
    s, c = np.linalg.norm(v, axis=1), (np.trace(r, axis1=1, axis2=2) - 1) / 2
    return v * (np.arctan2(s, c) / np.maximum(s, 1e-9))[:, None]


def crossing(v: FloatArray) -> FloatArray:
    """Return matrices (..., 3, 3) that take the cross product with vectors (..., 3)."""
    x, y, z = v[..., 0], v[..., 1], v[..., 2]
    o = np.zeros_like(x)
    return np.stack([np.stack([o, -z, y], -1), np.stack([z, o, -x], -1), np.stack([-y, x, o], -1)], -2)


def joints_of(s: RestSpace, fit: Fit) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return heads before posing (J, 3), heads placed (J, 3), and the derivatives of both by shape (J, 3, K)."""
    parents = template().bone_parents
    heads = s.mean_heads + np.tensordot(fit.shape, s.basis_heads, 1)
    by_shape = np.moveaxis(s.basis_heads, 0, 2)
    placed, placed_by_shape = np.empty_like(heads), np.empty_like(by_shape)
    placed[0], placed_by_shape[0] = fit.place + heads[0], by_shape[0]
    for j in range(1, len(heads)):
        p = parents[j]
        placed[j] = placed[p] + fit.turns[p] @ (heads[j] - heads[p])
        placed_by_shape[j] = placed_by_shape[p] + fit.turns[p] @ (by_shape[j] - by_shape[p])
    return heads, placed, by_shape, placed_by_shape


def heads_of(s: RestSpace, fit: Fit) -> tuple[FloatArray, FloatArray]:
    """Return heads before posing (J, 3) and heads placed (J, 3)."""
    parents = np.array(template().bone_parents)
    heads = s.mean_heads + np.tensordot(fit.shape, s.basis_heads, 1)
    run = (fit.turns[parents] @ (heads - heads[parents])[:, :, None])[:, :, 0]
    placed = np.empty_like(heads)
    placed[0] = fit.place + heads[0]
    for j in range(1, len(heads)):
        placed[j] = placed[parents[j]] + run[j]
    return heads, placed


def moves_of(s: RestSpace, fit: Fit) -> FloatArray:
    """Return the moves (J, 3, 4) of the bones from before posing into the pose."""
    heads, placed = heads_of(s, fit)
    return np.concatenate([fit.turns, (placed - (fit.turns @ heads[:, :, None])[:, :, 0])[:, :, None]], 2)


def modelled(s: RestSpace, fit: Fit) -> FloatArray:
    """Return the posed vertices (N, 3) of a fit."""
    rest = s.mean + np.tensordot(fit.shape, s.basis, 1)
    blend = (s.weights @ moves_of(s, fit).reshape(-1, 12)).reshape(-1, 3, 4)
    return np.asarray((blend[:, :, :3] @ rest[:, :, None])[:, :, 0] + blend[:, :, 3])


def blended(moves: FloatArray) -> FloatArray:
    """Return the move (V, 3, 4) of every vertex of the template: the blend of its bones' moves (J, 3, 4)."""
    return np.asarray((template().sparse_skinning @ moves.reshape(len(moves), 12)).reshape(-1, 3, 4))


def at_rest(s: RestSpace, fit: Fit) -> Fit:
    """Return the same body at rest, in the template's own origin."""
    heads = s.mean_heads[0] + np.tensordot(fit.shape, s.basis_heads[:, 0], 1)
    return Fit(fit.shape, s.stance(fit.shape), -heads)


def before_posing(s: RestSpace, fit: Fit, posed: FloatArray) -> FloatArray:
    """Return every vertex (V, 3) moved back by the inverse of its blended bones: the skin's own body before any pose."""
    m = blended(moves_of(s, fit))
    return np.asarray(np.linalg.solve(m[:, :, :3], (posed - m[:, :, 3])[:, :, None])[:, :, 0])


def undone(s: RestSpace, fit: Fit, posed: FloatArray) -> FloatArray:
    """Return every vertex (V, 3) brought back from a fit's pose to rest."""
    r = blended(moves_of(s, at_rest(s, fit)))
    return np.asarray((r[:, :, :3] @ before_posing(s, fit, posed)[:, :, None])[:, :, 0] + r[:, :, 3])
