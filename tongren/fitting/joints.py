"""How joints are believed to turn: for each bone three axes of its own and how far it turns about each, before any scan.

Axes are taken on the mean body at rest: along the bone, the hinge, and what is square to both.  The hinge of an elbow,
a knee and a finger is the axis about which it bends at rest; a knee, whose bend at rest is slight, bends about the
body's own left-right axis.  Elbows and knees do not bend backward: beyond straight the belief is sharp.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tongren.body.posed_model import Fit, axis_angles
from tongren.body.restspace import rest_space
from tongren.body.template import FloatArray, template

# radians: turning along the bone, bending about the hinge, tilting about the third axis
SPREADS: dict[str, tuple[float, float, float]] = {
    "pelvis": (0.03, 0.03, 0.03), "upperleg01": (0.35, 0.8, 0.4), "upperleg02": (0.15, 0.03, 0.03),
    "lowerleg01": (0.12, 0.8, 0.06), "lowerleg02": (0.1, 0.03, 0.03), "foot": (0.2, 0.4, 0.2), "toe": (0.05, 0.3, 0.05),
    "spine": (0.1, 0.12, 0.1), "clavicle": (0.1, 0.2, 0.2), "shoulder": (0.1, 0.2, 0.2),
    "upperarm01": (0.7, 0.9, 0.9), "upperarm02": (0.35, 0.03, 0.03), "lowerarm01": (0.12, 0.8, 0.08),
    "lowerarm02": (0.8, 0.04, 0.04), "wrist": (0.15, 0.45, 0.3), "finger1": (0.2, 0.3, 0.3), "finger": (0.06, 0.4, 0.12),
    "neck": (0.15, 0.15, 0.15), "head": (0.2, 0.2, 0.2),
}  # fmt: skip
MAIN = ("root", "pelvis", "upperleg", "lowerleg", "foot", "spine", "clavicle", "shoulder", "upperarm", "lowerarm", "wrist", "neck",
        "head")  # fmt: skip
SMALL = (*MAIN, "finger", "toe1-1", "toe2-1", "toe3-1", "toe4-1", "toe5-1")
HINGED = ("lowerarm01", "finger", "wrist")  # hinge: the axis of the bend at rest; a wrist's is that of its fingers
ONE_WAY, PAST_STRAIGHT, SHARP = ("lowerarm01", "lowerleg01"), 0.05, 0.05


@dataclass(frozen=True)
class Joints:
    """axes (J, 3, 3), rows along the bone, hinge, third, on the mean body at rest; spreads (J, 3) in radians; least (J,),
    the least bend in radians against rest about the hinge, -inf where it may bend both ways."""

    axes: FloatArray
    spreads: FloatArray
    least: FloatArray


def chosen(starts: tuple[str, ...]) -> list[int]:
    """Return the numbers of the bones whose names begin so."""
    return [j for j, label in enumerate(template().bone_labels) if label.startswith(starts)]


@cache
def child_of() -> list[int]:
    """Return for each bone the bone that hangs at its end: the first child, -1 where there is none; a wrist's is finger 3."""
    labels, parents = template().bone_labels, template().bone_parents
    out = [-1] * len(labels)
    for j in range(len(labels) - 1, 0, -1):
        out[parents[j]] = j
    for side in (".L", ".R"):
        out[labels.index("wrist" + side)] = labels.index("finger3-1" + side)
        out[labels.index("foot" + side)] = labels.index("toe2-1" + side)
    return out


def _unit(v: FloatArray) -> FloatArray:
    return v / max(float(np.linalg.norm(v)), 1e-9)


def heads_at_rest() -> FloatArray:
    """Return the heads (J, 3) of the bones of the mean body at rest, the root's at the origin."""
    s, parents = rest_space(), template().bone_parents
    stance = s.stance(np.zeros(len(s.basis)))
    out = np.zeros_like(s.mean_heads)
    for j in range(1, len(out)):
        p = parents[j]
        out[j] = out[p] + stance[p] @ (s.mean_heads[j] - s.mean_heads[p])
    return out


def _directions(heads: FloatArray) -> FloatArray:
    """Unit direction (J, 3) of each bone to its child; of the last bone of a chain, that of its parent."""
    children, parents = child_of(), template().bone_parents
    out = np.tile([0.0, 0.0, 1.0], (len(heads), 1))
    for j in range(1, len(heads)):
        out[j] = _unit(heads[children[j]] - heads[j]) if children[j] > 0 else out[parents[j]]
    return out


@cache
def joints() -> Joints:
    """Return the belief in every joint."""
    labels, parents = template().bone_labels, template().bone_parents
    along = _directions(heads_at_rest())
    axes, spreads = np.tile(np.eye(3), (len(labels), 1, 1)), np.full((len(labels), 3), 0.02)
    least = np.full(len(labels), -np.inf)
    for j, label in enumerate(labels):
        hinge = np.array([1.0, 0.0, 0.0])
        if label.startswith(HINGED):
            k = labels.index("finger3-2" + label[-2:]) if label.startswith("wrist") else j
            hinge = np.cross(along[parents[k]], along[k])
            hinge = hinge if np.linalg.norm(hinge) > 0.05 else np.cross(along[parents[parents[k]]], along[k])
        third = _unit(np.cross(along[j], hinge))
        axes[j] = np.stack([along[j], np.cross(third, along[j]), third])
        spreads[j] = next((v for k, v in SPREADS.items() if label.startswith(k)), spreads[j])
        if label.startswith(ONE_WAY):
            bent = np.arccos(np.clip(along[parents[j]] @ along[j], -1, 1))
            least[j] = -bent - PAST_STRAIGHT
    spreads[0] = 1e3
    return Joints(axes, spreads, least)


@dataclass(frozen=True)
class Pull:
    """What the belief in the joints asks of small turns about each: gradient (J, 3) and blocks (J, 3, 3) of the Hessian."""

    cost: float
    gradient: FloatArray
    blocks: FloatArray


def angles(fit: Fit, stance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how far (J, 3) in radians each joint turns about its own axes, away from a stance (J, 3, 3), and the turns (J, 3, 3)
    that stand before them."""
    parents = np.array([max(p, 0) for p in template().bone_parents])
    away = fit.turns @ np.swapaxes(stance, 1, 2)
    before = away[parents]
    before[0] = np.eye(3)
    angle = (joints().axes @ axis_angles(np.swapaxes(before, 1, 2) @ away)[:, :, None])[:, :, 0]
    angle[0] = 0
    return angle, before


def pull(fit: Fit, stance: FloatArray) -> Pull:
    """Return the pull of every joint towards what is believed of it, at a fit, away from a stance (J, 3, 3)."""
    b = joints()
    angle, before = angles(fit, stance)
    stiff = b.spreads**-2
    asked = angle * stiff
    past = np.minimum(angle[:, 1] - b.least, 0)
    asked[:, 1] += past / SHARP**2
    stiff[:, 1] += (past < 0) / SHARP**2
    world = before @ np.swapaxes(b.axes, 1, 2)
    cost = float((angle**2 * b.spreads**-2).sum() + (past**2).sum() / SHARP**2)
    return Pull(cost, (world @ asked[:, :, None])[:, :, 0], (world * stiff[:, None, :]) @ np.swapaxes(world, 1, 2))
