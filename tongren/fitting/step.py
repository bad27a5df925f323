"""One step of a fit: the posed body, its derivatives by shape, turns and place, and the step that the data and beliefs ask.

What the data ask of each vertex is gathered in a 3 x 3 matrix and a vector: a plane pulls along its normal only, a place
in all directions.  So many scan points may pull at one vertex, and the Jacobian is multiplied once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongren.body.posed_model import Fit, crossing, joints_of, turned
from tongren.body.restspace import RestSpace
from tongren.body.shape import nearest_rotation
from tongren.body.template import FloatArray, IntArray, template
from tongren.fitting.joints import pull

MOST_TURN = 0.35  # radians, of one joint in one step
MOST_MOVE_MM = 150.0
MOST_SHAPE = 1.5  # standard deviations


@dataclass(frozen=True)
class Asked:
    """What data ask of each vertex: matrix (N, 3, 3) and vector (N, 3); a move d costs d matrix d - 2 d vector."""

    matrix: FloatArray
    vector: FloatArray

    def __add__(self, other: Asked) -> Asked:
        return Asked(self.matrix + other.matrix, self.vector + other.vector)


def asked_along(n_vertices: int, vertex: IntArray, normal: FloatArray, off: FloatArray, weight: FloatArray) -> Asked:
    """Gather pairs: vertex (M,) should move along normal (M, 3) by off (M,), each with its weight (M,)."""
    matrix, vector = np.zeros((n_vertices, 3, 3)), np.zeros((n_vertices, 3))
    for i in range(3):
        vector[:, i] = np.bincount(vertex, weight * off * normal[:, i], n_vertices)
        for j in range(i, 3):
            matrix[:, i, j] = matrix[:, j, i] = np.bincount(vertex, weight * normal[:, i] * normal[:, j], n_vertices)
    return Asked(matrix, vector)


def asked_towards(n_vertices: int, vertex: IntArray, off: FloatArray, weight: FloatArray) -> Asked:
    """Gather pairs: vertex (M,) should move by off (M, 3) in all directions, each with its weight (M,)."""
    total = np.bincount(vertex, weight, n_vertices).astype(float)
    vector: FloatArray = np.stack([np.bincount(vertex, weight * off[:, i], n_vertices) for i in range(3)], 1)
    return Asked(total[:, None, None] * np.eye(3), vector)


def rank_of(s: RestSpace) -> int:
    """Return the number of components of a space."""
    return len(s.basis)


def starting(s: RestSpace) -> Fit:
    """Return the mean body at rest, the root's head at the origin."""
    nothing = np.zeros(rank_of(s))
    return Fit(nothing, s.stance(nothing), -s.mean_heads[0])


def derivatives(s: RestSpace, fit: Fit, bones: list[int]) -> FloatArray:
    """Return (N, 3, K + 3 B + 3): posed vertices by shape, by small turns of some bones with all they carry, and by place."""
    n, n_bones = s.weights.shape
    rank = rank_of(s)
    heads, placed, heads_by_shape, placed_by_shape = joints_of(s, fit)
    rest = s.mean + np.tensordot(fit.shape, s.basis, 1)
    shift = placed - (fit.turns @ heads[:, :, None])[:, :, 0]
    moved = np.einsum("jkl,vl->jvk", fit.turns, rest) + shift[:, None]
    weights = s.weights.T
    lever = np.concatenate([moved * weights[:, :, None], weights[:, :, None]], 2)
    parents = template().bone_parents
    for j in range(n_bones - 1, 0, -1):
        lever[parents[j]] += lever[j]
    arm = lever[bones, :, :3] - lever[bones, :, 3:] * placed[bones][:, None]
    blend = (s.weights @ fit.turns.reshape(n_bones, 9)).reshape(n, 3, 3)
    of_heads = placed_by_shape - fit.turns @ heads_by_shape
    out = np.empty((n, 3, rank + 3 * len(bones) + 3))
    out[:, :, :rank] = blend @ np.moveaxis(s.basis, 0, 2)
    out[:, :, :rank] += (s.weights @ of_heads.reshape(n_bones, -1)).reshape(n, 3, rank)
    out[:, :, rank:-3] = np.transpose(-crossing(arm), (1, 2, 0, 3)).reshape(n, 3, 3 * len(bones))
    out[:, :, -3:] = np.eye(3)
    return out


def stepped(fit: Fit, shape: FloatArray, turns: FloatArray, place: FloatArray) -> Fit:
    """Return the fit after a step: shape (K,), small rotations (J, 3, 3) that take along what hangs on each bone, place (3,)."""
    parents = template().bone_parents
    carried = np.empty_like(turns)
    carried[0] = turns[0]
    for j in range(1, len(turns)):
        carried[j] = carried[parents[j]] @ turns[j]
    return Fit(fit.shape + shape, nearest_rotation(carried @ fit.turns), fit.place + place)


def hessian(
    s: RestSpace, fit: Fit, asked: Asked, bones: list[int], further: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:  # fmt: skip
    """Return the matrix (U, U) and downhill vector (U,) of data and beliefs together at a fit.

    further: (N, 3, P), derivatives of the vertices by P unknowns more, which come last and of which nothing is believed.
    """
    jac = derivatives(s, fit, bones)
    jac = jac if further is None else np.concatenate([jac, further], 2)
    n, _, u = jac.shape
    values, vectors = np.linalg.eigh(asked.matrix)
    root = np.sqrt(np.maximum(values, 0))[:, :, None] * np.swapaxes(vectors, 1, 2)
    rows = (root @ jac).reshape(3 * n, u)
    rows = rows[np.abs(root).max(2).ravel() > 0]
    matrix = rows.T @ rows
    downhill = jac.reshape(3 * n, u).T @ asked.vector.ravel()
    p, rank = pull(fit, s.stance(fit.shape)), rank_of(s)
    matrix[np.arange(rank), np.arange(rank)] += 1.0
    downhill[:rank] -= fit.shape
    for i, j in enumerate(bones):
        at = slice(rank + 3 * i, rank + 3 * i + 3)
        matrix[at, at] += p.blocks[j]
        downhill[at] -= p.gradient[j]
    return matrix, downhill


def solved(matrix: FloatArray, downhill: FloatArray, damping: float) -> FloatArray:
    """Return the damped step (U,)."""
    return np.linalg.solve(matrix + damping * np.diag(np.diag(matrix)) + 1e-9 * np.eye(len(matrix)), downhill)


def applied(s: RestSpace, fit: Fit, step: FloatArray, bones: list[int]) -> Fit:
    """Return the fit after a step (K + 3 B + 3,), shortened so that no joint turns by more than MOST_TURN."""
    rank, n_bones = rank_of(s), s.weights.shape[1]
    angles = np.zeros((n_bones, 3))
    angles[bones] = step[rank:-3].reshape(-1, 3)
    most = max(1.0, float(np.linalg.norm(angles, axis=1).max()) / MOST_TURN, float(np.linalg.norm(step[-3:])) / MOST_MOVE_MM)
    most = max(most, float(np.abs(step[:rank]).max()) / MOST_SHAPE)
    return stepped(fit, step[:rank] / most, turned(angles / most), step[-3:] / most)


def improved(s: RestSpace, fit: Fit, asked: Asked, bones: list[int], damping: float, bones_only: bool = False) -> Fit:
    """Return the fit after one damped Gauss-Newton step; bones_only: shape and place stay."""
    matrix, downhill = hessian(s, fit, asked, bones)
    if bones_only:
        held = np.concatenate([np.arange(rank_of(s)), len(matrix) - 1 - np.arange(3)])
        matrix[held], matrix[:, held], downhill[held] = 0.0, 0.0, 0.0
        matrix[held, held] = 1.0
    return applied(s, fit, solved(matrix, downhill, damping), bones)
