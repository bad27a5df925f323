"""Bring a posed body back to rest: fit shape and bones to template vertices, undo the pose, keep what is this skin's own.

Vertex i of the input is vertex i of the template, so nothing has to be searched.  One nonlinear least squares: unknown
are the shape before posing (linear, restspace.py), one turn per bone, joints whole, and the place of the whole body;
the model is linear blend skinning, the Jacobian analytic, the method Levenberg and Marquardt's, started from each
bone's own rigid fit (weighted Procrustes against the mean body).  Soft priors keep what the vertices leave open (eyes,
the bones that lead no vertex) near the rest stance and the shape near the corner bodies.  Then every vertex is moved
back by the inverse of its blended bones, and on to rest by the stance of that shape.

Tried and lost: bones and shape in turns (each bone by Procrustes on what the others leave over, then the nearest
shape): the two drift along what both can explain and stay 5 to 20 mm off after 40 rounds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongren.body.posed_model import Fit, axis_angles, crossing, joints_of, modelled, rigid_fit, turned, undone
from tongren.body.restspace import RANK, RestSpace, rest_space
from tongren.body.shape import nearest_rotation
from tongren.body.template import FloatArray, template
from tongren.errors import InputError

ROUNDS = 20
SMALL_STEP_MM = 0.02
NOISE_MM = (0.03, 6.0)  # least and most that the skin is taken to differ from the model by
ALIKE = 15.0  # neighbours on the skin err alike: so many times more than if each erred alone
SHAPE_SPREAD = 3.0  # of the spread of the corner bodies
TURN_SPREAD = {"eye": 0.02, "toe": 0.3, "finger": 0.8, "metacarpal": 0.3, "clavicle": 0.4, "pelvis": 0.3, "": 1.0}
LARGE = ("spine", "head", "upperarm", "lowerarm", "wrist", "upperleg", "lowerleg", "foot")
TRUNK = "spine03"
TOO_FAR_MM = 40.0
HEAD = "head"


@dataclass(frozen=True)
class Unposed:
    """vertices (V, 3) at rest; residual_mm, the median distance to the body fitted; largest_turn_deg of any large bone
    against the trunk, away from the rest stance."""

    vertices: FloatArray
    residual_mm: float
    largest_turn_deg: float


def _jacobian(s: RestSpace, fit: Fit) -> FloatArray:
    """Derivatives (N * 3, K + 3 J + 3) of the posed vertices by shape, small turns about each joint, and place."""
    n, n_bones = s.weights.shape
    heads, placed, heads_by_shape, placed_by_shape = joints_of(s, fit)
    rest = s.mean + np.tensordot(fit.shape, s.basis, 1)
    shift = placed - (fit.turns @ heads[:, :, None])[:, :, 0]
    # w * position under each bone, gathered from the tips of the bones to the root: what a turn about the joint moves
    moved = np.einsum("jkl,vl->vjk", fit.turns, rest) + shift
    lever = np.concatenate([moved * s.weights[:, :, None], s.weights[:, :, None]], 2)
    parents = template().bone_parents
    for j in range(n_bones - 1, 0, -1):
        lever[:, parents[j]] += lever[:, j]
    arm = lever[:, :, :3] - lever[:, :, 3:] * placed
    blend = (s.weights @ fit.turns.reshape(n_bones, 9)).reshape(n, 3, 3)
    of_heads = placed_by_shape - fit.turns @ heads_by_shape
    out = np.empty((n, 3, RANK + 3 * n_bones + 3))
    out[:, :, :RANK] = blend @ np.moveaxis(s.basis, 0, 2)
    out[:, :, :RANK] += (s.weights @ of_heads.reshape(n_bones, -1)).reshape(n, 3, RANK)
    out[:, :, RANK:-3] = np.moveaxis(-crossing(arm), 1, 2).reshape(n, 3, 3 * n_bones)
    out[:, :, -3:] = np.eye(3)
    return out.reshape(3 * n, -1)


def _start(s: RestSpace, posed: FloatArray) -> Fit:
    """The mean shape with each bone turned as its own vertices were; weak bones turn with their parents."""
    whole = rigid_fit(s.mean, posed, np.ones(len(posed)))[:, :3]
    turns = np.tile(whole, (s.weights.shape[1], 1, 1))
    stance = s.stance(np.zeros(RANK))
    for j in range(1, len(turns)):
        p = template().bone_parents[j]
        strong = s.weights[:, j].max() > 0.3
        turns[j] = rigid_fit(s.mean, posed, s.weights[:, j] ** 4)[:, :3] if strong else turns[p] @ stance[p].T @ stance[j]
    fit = Fit(np.zeros(RANK), turns, np.zeros(3))
    fit.place = np.median(posed - modelled(s, fit), axis=0)
    return fit


def _turn_spreads() -> FloatArray:
    """How far (J,) in radians each bone is believed to turn against its parent; the root turns freely."""
    out = [next(v for k, v in TURN_SPREAD.items() if label.startswith(k)) for label in template().bone_labels]
    return np.array([1e3, *out[1:]])


@dataclass
class _Prior:
    """Pull towards rest stance and mean shape: its cost, its gradient and the diagonal of its Hessian by all unknowns."""

    cost: float
    gradient: FloatArray
    hessian: FloatArray


def _prior(fit: Fit, stance: FloatArray) -> _Prior:
    """The pull at a fit, away from a stance (J, 3, 3) that is held still for one step."""
    parents = np.array([max(p, 0) for p in template().bone_parents])
    away = fit.turns @ np.swapaxes(stance, 1, 2)
    parent_turns = away[parents]
    parent_turns[0] = np.eye(3)
    stiff = _turn_spreads() ** -2
    angle = axis_angles(np.swapaxes(parent_turns, 1, 2) @ away)
    angle[0] = 0
    by_turn = (parent_turns @ angle[:, :, None])[:, :, 0] * stiff[:, None]
    cost = float((fit.shape**2).sum() / SHAPE_SPREAD**2 + (angle**2 * stiff[:, None]).sum())
    gradient = np.concatenate([fit.shape / SHAPE_SPREAD**2, by_turn.ravel(), np.zeros(3)])
    hessian = np.concatenate([np.full(RANK, SHAPE_SPREAD**-2), np.repeat(stiff, 3), np.zeros(3)])
    return _Prior(cost, gradient, hessian)


def _stepped(fit: Fit, step: FloatArray) -> Fit:
    """The fit after a step (K + 3 J + 3); a bone's turn takes along all that hangs on it."""
    parents = template().bone_parents
    small = turned(step[RANK:-3].reshape(-1, 3))
    carried = np.empty_like(small)
    carried[0] = small[0]
    for j in range(1, len(small)):
        carried[j] = carried[parents[j]] @ small[j]
    return Fit(fit.shape + step[:RANK], nearest_rotation(carried @ fit.turns), fit.place + step[-3:])


def fitted(s: RestSpace, posed: FloatArray) -> Fit:
    """Return the body and pose nearest to posed vertices (N, 3) of the thinned set."""
    fit, damping = _start(s, posed), 1e-3
    off = posed - modelled(s, fit)
    for _ in range(ROUNDS):
        distance = np.linalg.norm(off, axis=1)
        noise = float(np.clip(np.median(distance), *NOISE_MM))
        trust = 1 / (1 + (distance / (4 * noise)) ** 2) / (ALIKE * noise) ** 2  # far-off vertices count less
        stance = s.stance(fit.shape)
        prior = _prior(fit, stance)
        jacobian = _jacobian(s, fit)
        weighted = jacobian * np.repeat(trust, 3)[:, None]
        normal = jacobian.T @ weighted + np.diag(prior.hessian)
        downhill = weighted.T @ off.ravel() - prior.gradient
        cost = float((trust * distance**2).sum()) + prior.cost
        while True:
            step = np.linalg.solve(normal + damping * np.diag(np.diag(normal)), downhill)
            trial = _stepped(fit, step)
            trial_off = posed - modelled(s, trial)
            if float((trust * (trial_off**2).sum(1)).sum()) + _prior(trial, stance).cost < cost or damping > 1e3:
                break
            damping *= 10
        moved = float(np.abs(trial_off - off).max())
        if damping > 1e3:
            break
        fit, off, damping = trial, trial_off, max(damping / 10, 1e-9)
        if moved < SMALL_STEP_MM:
            break
    return fit


def _is_mirrored(s: RestSpace, posed: FloatArray) -> bool:
    """Whether the head, the most rigid part, fits far better after turning one axis round."""
    w = s.weights[:, template().bone_labels.index(HEAD)] ** 4

    def off(a: FloatArray) -> float:
        m = rigid_fit(s.mean, a, w)
        return float(w @ np.linalg.norm(s.mean @ m[:, :3].T + m[:, 3] - a, axis=1))

    return off(posed * (-1, 1, 1)) < 0.5 * off(posed)


def _largest_turn(turns: FloatArray) -> float:
    """The largest turn in degrees of a large bone against the trunk."""
    labels = template().bone_labels
    large = [j for j, label in enumerate(labels) if label.startswith(LARGE)]
    relative = turns[labels.index(TRUNK)].T @ turns[large]
    return float(np.degrees(np.linalg.norm(axis_angles(relative), axis=1).max()))


def unposed(vertices: FloatArray) -> Unposed:
    """Return the rest pose of template vertices (13718, 3) in any pose, place and frame (right-handed, millimetres).

    The answer is upright, LPS, in the template's own origin.  Raises InputError where no body comes near, or where the
    vertices are mirrored.
    """
    s = rest_space()
    posed = np.asarray(vertices, float)
    centre = posed.mean(0)
    some = posed[s.subset] - centre
    if _is_mirrored(s, some):
        raise InputError("the vertices are mirrored; give them in a right-handed frame (turn the sign of one axis round)")
    fit = fitted(s, some)
    away = fit.turns @ np.swapaxes(s.stance(fit.shape), 1, 2)
    residual = float(np.median(np.linalg.norm(some - modelled(s, fit), axis=1)))
    if residual > TOO_FAR_MM:
        raise InputError(
            f"no human body comes near these vertices: half of them lie more than {residual:.0f} mm off (allowed: "
            f"{TOO_FAR_MM:.0f}); give the template's vertices in its own order, in millimetres, in a right-handed frame "
            "(a mirrored body has one axis turned round)"
        )
    return Unposed(undone(s, fit, posed - centre), residual, _largest_turn(away))
