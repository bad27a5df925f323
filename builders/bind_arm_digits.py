"""Frames of the five digits of the left hand, found from the nail plates, and the rays of the metacarpals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import template_tools as tt
from bind_arm_frame import V, bone, section, skin_near, unit

from tongren.body.template import FloatArray

DIGITS = ("thumb", "index_finger", "middle_finger", "ring_finger", "little_finger")
# near the middle of each nail, and roughly outward (millimetres on the default man)
_SEEDS = (
    ((500, -335, 89), (-0.4, -0.6, 0.6)),
    ((580, -371, 42), (0.7, -0.6, 0.4)),
    ((613, -349, 5), (0.84, -0.4, 0.33)),
    ((630, -314, -6), (0.86, -0.36, 0.22)),
    ((622, -269, 4), (0.86, -0.36, 0.22)),
)
# lengths in mm of metacarpal, phalanges and soft tip of thumb to little finger (Buryanov and Kotiuk 2010) and of that hand
BONES_MM = (
    (46.22, 31.57, 0.0, 21.67, 3.95),
    (68.12, 39.78, 22.38, 15.82, 3.84),
    (64.60, 44.63, 26.33, 17.40, 3.95),
    (57.99, 41.37, 25.65, 17.30, 3.95),
    (53.69, 32.74, 18.11, 15.96, 3.73),
)
HAND_MM = 190.0


@cache
def _edges() -> dict[tuple[int, int], list[int]]:
    out: dict[tuple[int, int], list[int]] = {}
    for f in tt.SKIN:
        for q in range(3):
            a, b = sorted((int(tt.FACES[f, q]), int(tt.FACES[f, (q + 1) % 3])))
            out.setdefault((a, b), []).append(int(f))
    return out


@cache
def _normals() -> FloatArray:
    a, b, c = (V[tt.FACES[:, i]] for i in range(3))
    n = np.cross(b - a, c - a)
    return n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)


def nail_plate(k: int, bend_deg: float = 30.0, hollow_deg: float = 8.0) -> list[int]:
    """Faces of the nail plate of digit k (0 thumb): grown from its middle until an edge bends or hollows."""
    n, centre = _normals(), V[tt.FACES].mean(1)
    p, out = np.array(_SEEDS[k][0], float), unit(np.array(_SEEDS[k][1]))
    hit = tt.ray(V, p + 8 * out, -out)
    assert hit is not None
    seen, todo = {hit[0]}, [hit[0]]
    while todo:
        f = todo.pop()
        for q in range(3):
            a, b = sorted((int(tt.FACES[f, q]), int(tt.FACES[f, (q + 1) % 3])))
            for g in _edges()[(a, b)]:
                turn = np.degrees(np.arccos(np.clip(n[f] @ n[g], -1, 1)))
                hollow = (centre[g] - centre[f]) @ n[f] > 0
                if g not in seen and turn < (hollow_deg if hollow else bend_deg):
                    seen.add(g)
                    todo.append(g)
    return sorted(seen)


@dataclass(frozen=True)
class Digit:
    """A digit: its joints, direction, the outward normal of its nail and its radial direction."""

    number: int
    joints: tuple[FloatArray, FloatArray, FloatArray]
    tip: FloatArray
    distal: FloatArray
    dorsal: FloatArray
    radial: FloatArray
    nail: FloatArray  # (N, 3) vertices of the plate

    def cut(self, p: FloatArray, along: FloatArray) -> FloatArray:
        """Closed cut of the digit through p square to `along`."""
        return section(p, unit(along))

    def side(self, p: FloatArray, along: FloatArray, toward: FloatArray) -> FloatArray:
        """Skin of the digit at the level of p, from the middle of the cut toward a direction."""
        d = unit(along)
        c = section(p, d)
        x, y = unit(self.radial - (self.radial @ d) * d), unit(self.dorsal - (self.dorsal @ d) * d)
        y = unit(y - (y @ x) * x)
        u, v = (c - p) @ x, (c - p) @ y
        middle = p + x * (u.max() + u.min()) / 2 + y * (v.max() + v.min()) / 2
        flat = unit(toward - (toward @ d) * d)
        hit = tt.ray(V, middle, flat)
        return skin_near(middle) if hit is None else hit[2]


@cache
def digit(k: int) -> Digit:
    """Digit k: 0 thumb to 4 little finger."""
    joints = tuple(bone(f"finger{k + 1}-{q}") for q in (1, 2, 3))
    distal = unit(joints[2] - joints[1])
    faces = nail_plate(k)
    area = np.linalg.norm(np.cross(*(V[tt.FACES[faces][:, i]] - V[tt.FACES[faces][:, 0]] for i in (1, 2))), axis=1)
    normal = unit((_normals()[faces] * area[:, None]).sum(0))
    dorsal = unit(normal - (normal @ distal) * distal)
    radial = np.cross(distal, dorsal)
    near = tt.T.skinning[:, tt.T.bone_labels.index(f"finger{k + 1}-3.L")] > 0.5
    ends = V[near]
    tip = ends[np.argmax((ends - joints[2]) @ distal)]
    return Digit(k, joints, tip, distal, dorsal, radial, V[np.unique(tt.FACES[faces])])  # type: ignore[arg-type]
