"""Bring a posed body back to rest: fit shape and bones to template vertices, undo the pose, keep what is this skin's own.

Vertex i of the input is vertex i of the template, so nothing has to be searched.  In turns: the bones' rigid moves
that best explain the vertices under linear blend skinning (each bone by weighted Procrustes against what the others
leave over, Le and Deng 2012, "Smooth skinning decomposition with rigid bones", section 4.3), and the body of the
baked shape space nearest to the vertices with those moves undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tongren.body.pose import bone_transforms, skin
from tongren.body.shape import nearest_rotation, rest_state
from tongren.body.template import FloatArray, IntArray, template

SUBSET = 7
RIDGE = 1.0
ROUNDS = 6
SWEEPS = 0


@dataclass(frozen=True)
class _Corners:
    """Corner bodies at rest: mean (V, 3), differences (C, V, 3), and the same of the bones' heads; vertices to fit on."""

    mean: FloatArray
    diff: FloatArray
    mean_heads: FloatArray
    diff_heads: FloatArray
    subset: IntArray


@cache
def _corner_bodies() -> _Corners:
    t = template()
    axes = [np.asarray(a) for a in t.meta["axes"].values()]
    corners = np.stack([g.ravel() for g in np.meshgrid(*axes, indexing="ij")], -1)
    rest = rest_state(t, corners)
    transforms = bone_transforms(t, rest)
    bodies = skin(t, rest.vertices, transforms)
    heads = np.einsum("bjkl,bjl->bjk", transforms[..., :3], rest.heads) + transforms[..., 3]
    mean, mean_heads = bodies.mean(0), heads.mean(0)
    return _Corners(mean, bodies - mean, mean_heads, heads - mean_heads, np.arange(0, len(mean), SUBSET))


@cache
def _bone_support() -> list[tuple[IntArray, FloatArray]]:
    """For each bone the vertices that hang on it and their weights."""
    weights = template().skinning
    return [(np.flatnonzero(w > 0.02), w[w > 0.02].astype(float)) for w in weights.T]


@dataclass(frozen=True)
class Unposed:
    """vertices (V, 3) at rest; residual_mm, the median distance to the nearest body of the shape space; largest_turn_deg."""

    vertices: FloatArray
    residual_mm: float
    largest_turn_deg: float


def rigid_fit(a: FloatArray, b: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the rigid move (3, 4) that best carries a (N, 3) to b (N, 3), weighted (Kabsch)."""
    w = weights / weights.sum()
    ca, cb = w @ a, w @ b
    r = nearest_rotation((b - cb).T @ ((a - ca) * w[:, None]))
    return np.concatenate([r, (cb - r @ ca)[:, None]], 1)


def _chained(rotations: FloatArray, heads: FloatArray, rest: FloatArray, posed: FloatArray) -> FloatArray:
    """Return moves (J, 3, 4) with given rotations and every joint whole; the root lies where the vertices agree best."""
    parents = template().bone_parents
    place = np.zeros_like(heads)
    for j in range(1, len(heads)):
        p = parents[j]
        place[j] = place[p] + rotations[p] @ (heads[j] - heads[p])
    shift = place - np.einsum("jkl,jl->jk", rotations, heads)
    moves = np.concatenate([rotations, shift[:, :, None]], 2)
    blend = template().skinning.astype(float) @ moves.reshape(len(moves), 12)
    moves[:, :, 3] += np.median(posed - _apply(blend, rest), axis=0)
    return moves


def _bone_moves(rest: FloatArray, heads: FloatArray, posed: FloatArray, moves: FloatArray | None, sweeps: int) -> FloatArray:
    """Return (J, 3, 4) bone moves that explain posed vertices from rest ones under linear blend skinning."""
    support, parents = _bone_support(), template().bone_parents
    if moves is None:
        trunk = max(range(len(support)), key=lambda j: len(support[j][0]))
        turns = np.tile(rigid_fit(rest[support[trunk][0]], posed[support[trunk][0]], support[trunk][1])[:, :3], (len(support), 1, 1))
        for j, (v, w) in enumerate(support):
            turns[j] = rigid_fit(rest[v], posed[v], w**4)[:, :3] if len(v) > 3 else turns[max(parents[j], 0)]
        moves = _chained(turns, heads, rest, posed)
    skinning = template().skinning.astype(float)
    for _ in range(sweeps):
        fitted = _apply(skinning @ moves.reshape(len(moves), 12), rest)
        turns = moves[:, :, :3].copy()
        for j, (v, w) in enumerate(support):
            if len(v) > 3 and w.max() > 0.3:
                own = rest[v] @ moves[j][:, :3].T + moves[j][:, 3]
                turns[j] = rigid_fit(rest[v], own + (posed[v] - fitted[v]), w**2)[:, :3]
        moves = _chained(turns, heads, rest, posed)
    return moves


def _apply(blend: FloatArray, points: FloatArray) -> FloatArray:
    m = blend.reshape(-1, 3, 4)
    return np.einsum("vkl,vl->vk", m[:, :, :3], points) + m[:, :, 3]


def _undone(moves: FloatArray, posed: FloatArray) -> FloatArray:
    m = (template().skinning.astype(float) @ moves.reshape(len(moves), 12)).reshape(-1, 3, 4)
    return np.linalg.solve(m[:, :, :3], (posed - m[:, :, 3])[:, :, None])[:, :, 0]


def _nearest_shape(vertices: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the body at rest of the shape space nearest to vertices that are about at rest, and its bone heads."""
    c = _corner_bodies()
    a = c.diff[:, c.subset].reshape(len(c.diff), -1).astype(float)
    y = (vertices - c.mean)[c.subset].ravel()
    k = np.linalg.solve(a @ a.T + RIDGE * len(c.subset) * np.eye(len(a)), a @ y)
    return c.mean + np.tensordot(k, c.diff, 1), c.mean_heads + np.tensordot(k, c.diff_heads, 1)


def unposed(vertices: FloatArray) -> Unposed:
    """Return the rest pose of template vertices (13718, 3) in any pose, place and frame (right-handed, millimetres)."""
    posed = np.asarray(vertices, float)
    c = _corner_bodies()
    rest, heads, moves = c.mean.astype(float), c.mean_heads.astype(float), None
    for _ in range(ROUNDS):
        moves = _bone_moves(rest, heads, posed, moves, SWEEPS)
        rest, heads = _nearest_shape(_undone(moves, posed))
    moves = _bone_moves(rest, heads, posed, moves, SWEEPS)
    back = _undone(moves, posed)
    residual = float(np.median(np.linalg.norm(back - rest, axis=1)))
    trunk = moves[template().bone_labels.index("spine03"), :, :3]
    relative = moves[:, :, :3] @ trunk.T
    angle = np.degrees(np.arccos(np.clip((np.trace(relative, axis1=1, axis2=2) - 1) / 2, -1, 1)))
    return Unposed(back, residual, float(angle.max()))
