"""Random poses within what joints allow, random frames, and skins that are not of the template's shape space; all seeded.

Angles are turns about the axes of the body frame at rest (x left, y posterior, z superior) for the left side; the right
side is drawn apart, with its signs mirrored.
"""

from __future__ import annotations

import numpy as np

from tongren.body.person import Body
from tongren.body.pose import bone_transforms, skin
from tongren.body.posed_model import turned
from tongren.body.stance import turn_about
from tongren.body.template import FloatArray, template

# least and most degrees about x, y, z: bending a hip forward is about -x, a knee backward about +x
LIMITS: dict[str, list[tuple[float, float]]] = {
    "upperleg01": [(-100, 15), (-25, 15), (-25, 25)],
    "lowerleg01": [(0, 110), (0, 0), (0, 0)],
    "foot": [(-20, 35), (-10, 10), (-10, 10)],
    "toe1-1": [(-30, 15), (0, 0), (0, 0)],
    "clavicle": [(-5, 5), (-10, 5), (-10, 10)],
    "shoulder01": [(-5, 5), (-10, 5), (-10, 10)],
    "upperarm01": [(-60, 30), (-50, 50), (-45, 45)],
    "lowerarm01": [(-100, 0), (-15, 15), (-15, 15)],
    "lowerarm02": [(-15, 15), (-15, 15), (-30, 30)],
    "wrist": [(-40, 40), (-40, 40), (-20, 20)],
    "finger": [(-30, 10), (-30, 30), (-5, 5)],
}
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
NECK = ("neck01", "neck02", "neck03", "head")
SPINE_MOST, NECK_MOST = 28.0, 45.0  # degrees from the pelvis to the chest, from the chest to the head
WAVE_MM = 100.0 / 6.28  # length of a wave of displacement, by 2 pi


def _shared(rng: np.random.Generator, most: float, n: int) -> FloatArray:
    """One bend (3, 3) of up to `most` degrees about any axis, in n equal parts."""
    axis = rng.normal(size=3)
    axis *= np.radians(most) * rng.uniform() / n / np.linalg.norm(axis)
    return turned(axis[None])[0]


def joint_turns(rng: np.random.Generator) -> FloatArray:
    """Return turns (J, 3, 3) of every main joint, uniform within LIMITS; spine and neck bend in even curves."""
    labels = template().bone_labels
    out = np.tile(np.eye(3), (len(labels), 1, 1))
    for j, label in enumerate(labels):
        rows = next((v for k, v in LIMITS.items() if label.startswith(k)), None)
        if rows is not None:
            x, y, z = (rng.uniform(*row) for row in rows)
            sign = -1 if label.endswith(".R") else 1
            out[j] = turn_about([x, sign * y, sign * z])
    for chain, most in ((SPINE, SPINE_MOST), (NECK, NECK_MOST)):
        part = _shared(rng, most, len(chain))
        for label in chain:
            out[labels.index(label)] = part
    return out


def any_axis_turns(rng: np.random.Generator, most: dict[str, float]) -> FloatArray:
    """Return turns (J, 3, 3) about any axis, up to so many degrees for bones whose names begin so."""
    labels = template().bone_labels
    top = np.radians([next((d for k, d in most.items() if label.startswith(k)), 0) for label in labels])
    axis = rng.normal(size=(len(labels), 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    return turned(axis * (top * rng.uniform(size=len(labels)))[:, None])


def random_frame(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Return a rotation (3, 3) and a shift (3,) of some 500 mm."""
    return turned(rng.normal(size=(1, 3)) * 1.5)[0], rng.normal(size=3) * 500


def displaced(body: Body, rng: np.random.Generator, rms_mm: float) -> FloatArray:
    """Return the body's vertices (V, 3) before posing, moved by smooth waves of some 100 mm with this root mean square."""
    own = body.rest.vertices[0].astype(float)
    if rms_mm == 0:
        return own
    wave = np.zeros_like(own)
    for i in range(12):
        k = rng.normal(size=3)
        wave += np.sin(own @ k / np.linalg.norm(k) / WAVE_MM + i)[:, None] * rng.normal(size=3)
    return own + wave * rms_mm / np.sqrt((wave**2).sum(1).mean())


def in_pose(body: Body, own: FloatArray, turns: FloatArray | None) -> FloatArray:
    """Return vertices (V, 3) before posing brought to rest (None) or into a pose (J, 3, 3) over the body's own bones."""
    moves = bone_transforms(template(), body.rest, None if turns is None else np.asarray(turns)[None])
    return skin(template(), own[None].astype(np.float32), moves)[0].astype(float)
