"""Frames of the five digits of the left hand, found from the nail plates, and the rays of the metacarpals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from arm_frame import MAN, V, bone, section, skin_near
from template_tools import FACES, SKIN, T, unit

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
# mm: metacarpal, phalanges, soft tip of thumb to little finger (Buryanov and Kotiuk 2010); and of that whole hand
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
    for f in SKIN:
        for q in range(3):
            a, b = sorted((int(FACES[f, q]), int(FACES[f, (q + 1) % 3])))
            out.setdefault((a, b), []).append(int(f))
    return out


@cache
def _normals() -> FloatArray:
    a, b, c = (V[FACES[:, i]] for i in range(3))
    n = np.cross(b - a, c - a)
    return n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)


def nail_plate(k: int) -> list[int]:
    """Faces of the nail plate of digit k (0 thumb): grown from its middle until an edge bends or hollows."""
    bend_deg, hollow_deg = 24.0, (15.0, 15.0, 15.0, 15.0, 6.0)[k]
    n, centre = _normals(), V[FACES].mean(1)
    p, out = np.array(_SEEDS[k][0], float), unit(np.array(_SEEDS[k][1]))
    hit = MAN.ray(p + 8 * out, -out)
    assert hit is not None
    seen, todo = {hit[0]}, [hit[0]]
    while todo:
        f = todo.pop()
        for q in range(3):
            a, b = sorted((int(FACES[f, q]), int(FACES[f, (q + 1) % 3])))
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
        hit = MAN.ray(middle, flat)
        return skin_near(middle) if hit is None else hit[2]


@cache
def digit(k: int) -> Digit:
    """Digit k: 0 thumb to 4 little finger."""
    joints = tuple(bone(f"finger{k + 1}-{q}") for q in (1, 2, 3))
    distal = unit(joints[2] - joints[1])
    faces = nail_plate(k)
    area = np.linalg.norm(np.cross(*(V[FACES[faces][:, i]] - V[FACES[faces][:, 0]] for i in (1, 2))), axis=1)
    normal = unit((_normals()[faces] * area[:, None]).sum(0))
    near = T.skinning[:, T.bone_labels.index(f"finger{k + 1}-3.L")] > 0.5
    ends = V[near]
    tip = ends[np.argmax((ends - joints[2]) @ distal)]
    for _ in range(4):  # the last bone may turn a little from the one before it
        tip = ends[np.argmax((ends - joints[2]) @ (tip - joints[2]))]
    distal = unit(tip - joints[2] - ((tip - joints[2]) @ normal) * normal)
    dorsal = unit(normal - (normal @ distal) * distal)
    radial = np.cross(distal, dorsal)
    return Digit(k, joints, tip, distal, dorsal, radial, V[np.unique(FACES[faces])])  # type: ignore[arg-type]


def across_hand() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Directions of the hand: proximal (along the third ray), radial and palmar."""
    up = unit(bone("wrist") - bone("finger3-1"))
    knuckles = bone("finger2-1") - bone("finger5-1")
    radial = unit(knuckles - (knuckles @ up) * up)
    palmar = np.cross(radial, up)
    return up, radial, palmar * -np.sign(palmar[0])


PROXIMAL, RADIAL, PALMAR = across_hand()


def hand_scale(crease: FloatArray) -> float:
    """How much longer this hand is than the measured one, from the crease along the middle finger to its tip."""
    d = digit(2)
    path = [crease, *d.joints, d.tip]
    return sum(float(np.linalg.norm(b - a)) for a, b in zip(path[:-1], path[1:], strict=True)) / HAND_MM


def knuckle_by_length(k: int, crease: FloatArray) -> FloatArray:
    """Centre of the metacarpophalangeal joint at the published distance from the tip, along the bones."""
    d, left = digit(k), sum(BONES_MM[k][1:]) * hand_scale(crease)
    path = [d.tip, d.joints[2], d.joints[1], d.joints[0]] if k else [d.tip, d.joints[2], d.joints[1]]
    for a, b in zip(path[:-1], path[1:], strict=True):
        step = float(np.linalg.norm(b - a))
        if left <= step:
            return a + (b - a) * left / step
        left -= step
    return path[-1] + left * unit(0.5 * unit(path[-1] - path[-2]) + 0.5 * PROXIMAL)


def knuckle_by_relief(k: int, crease: FloatArray) -> FloatArray:
    """Where the back of the ray k stands highest above its chord, within 16 mm of the joint of the skeleton."""
    j1, j2 = digit(k).joints[:2]
    start = j1 + 32 * PROXIMAL + 0.25 * (crease - j1 - 32 * PROXIMAL) * np.abs(RADIAL @ unit(crease - j1))
    line = [start + t * (j1 - start) for t in np.linspace(0, 1, 25)] + [j1 + t * (j2 - j1) for t in np.linspace(0.05, 0.6, 14)]
    hits = [MAN.ray(p, -PALMAR) for p in line]
    skin = np.array([h[2] for h in hits if h is not None])
    chord = unit(skin[-1] - skin[0])
    out = -PALMAR - (-PALMAR @ chord) * chord
    height = (skin - skin[0]) @ unit(out)
    near = np.linalg.norm(skin - j1 + ((skin - j1) @ PALMAR)[:, None] * PALMAR, axis=1) < 16
    return line[int(np.argmax(np.where(near, height, -1e9)))]


@cache
def knuckle(k: int, crease: tuple[float, ...]) -> FloatArray:
    """Centre of the metacarpophalangeal joint: mean of skeleton, lengths and relief (thumb: lengths)."""
    c = np.array(crease)
    if k == 0:
        return knuckle_by_length(0, c)
    return np.mean([digit(k).joints[0], knuckle_by_length(k, c), knuckle_by_relief(k, c)], axis=0)


def base(k: int, crease: FloatArray, wrist_centre: FloatArray) -> FloatArray:
    """Centre of the base of metacarpal k + 1: its published length from the knuckle, the rays drawing together."""
    head, third, size = knuckle(k, tuple(crease)), knuckle(2, tuple(crease)), BONES_MM[k][0] * hand_scale(crease)
    if k == 0:
        target = wrist_centre - 26 * PROXIMAL + 24 * RADIAL + 4 * PALMAR
        return head + size * unit(target - head)
    x = float((head - third) @ RADIAL) * 0.62
    goal = wrist_centre + x * RADIAL - ((wrist_centre - head) @ PROXIMAL) * PROXIMAL
    side = goal - head - ((goal - head) @ PROXIMAL) * PROXIMAL
    rise = float(np.sqrt(max(size**2 - side @ side * 0.5, 1)))
    return head + rise * PROXIMAL + side * 0.7
