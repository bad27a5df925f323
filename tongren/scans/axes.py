"""Which way up a scan stands and which way it looks: the turn, scale and pose in which posed bodies come nearest to it.

Every turn of a fine net is tried in every pose by looking distances up in a grid, both ways (scan to body, body to
scan); the best are then brought closer by iterated closest points with a scale of their own along each body axis, and
the nearest wins.  Nothing is ever mirrored.  Deterministic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tongren.body.template import FloatArray
from tongren.scans.models import Model, distance_grid, distances_in, models, size_of

TURNS, COARSE_POINTS, FINE_POINTS = 3000, 160, 900
CANDIDATES, PICKED, POLISH = 40, 6, 40
CAP_MM = 120.0
BACK = 0.35  # how much a body's pull on its nearest scan points counts against the scan's on its nearest body: parts may be missing


@dataclass(frozen=True)
class Match:
    """A body's stance found in a scan: upright = turn @ scan + shift (shift puts the model's mean at the origin).

    stretch (3,): how many times larger the model is than the scan along its own axes.  apart_mm: mean capped distance
    both ways, scan to body and body to scan, in millimetres of the model.
    """

    model: Model
    turn: FloatArray
    shift: FloatArray
    stretch: FloatArray
    apart_mm: float

    def carried(self, points: FloatArray) -> FloatArray:
        """Return points (N, 3) of the scan in the model's frame and size."""
        return (points @ self.turn.T + self.shift) * self.stretch


def even_turns(n: int) -> FloatArray:
    """Return n rotations (n, 3, 3) spread evenly (super-Fibonacci spirals, Alexa 2022, CVPR, algorithm 1)."""
    s = np.arange(n) + 0.5
    r, big = np.sqrt(s / n), np.sqrt(1 - s / n)
    alpha, beta = 2 * np.pi * s / np.sqrt(2), 2 * np.pi * s / 1.533751168755204288118041
    return rotation_of(np.stack([r * np.sin(alpha), r * np.cos(alpha), big * np.sin(beta), big * np.cos(beta)], 1))


def rotation_of(q: FloatArray) -> FloatArray:
    """Return rotations (n, 3, 3) of unit quaternions (n, 4), the real part last."""
    x, y, z, w = q.T
    rows = [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w),
            2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
            2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]  # fmt: skip
    return np.stack(rows, 1).reshape(-1, 3, 3)


def allowed_turns(up: FloatArray | None, front: FloatArray | None) -> FloatArray:
    """Return the rotations (n, 3, 3) to try: all, those that bring `up` to +z, or `front` to -y, or the one that does both."""
    if up is None and front is None:
        return even_turns(TURNS)
    if up is not None and front is not None:
        return np.stack([np.cross(-front, up), -front, up])[None]
    fixed = up if up is not None else front
    assert fixed is not None
    other = np.eye(3)[np.argmin(np.abs(fixed))]
    other = other - fixed * (other @ fixed)
    other /= np.linalg.norm(other)
    angle = np.radians(np.arange(0, 360, 10.0))[:, None]
    around = np.cos(angle) * other + np.sin(angle) * np.cross(fixed, other)
    if up is not None:
        return np.stack([np.cross(around, np.broadcast_to(up, around.shape)), around, np.broadcast_to(up, around.shape)], 1)
    back = np.broadcast_to(-fixed, around.shape)
    return np.stack([np.cross(back, around), back, around], 1)


def thinned(points: FloatArray, n: int) -> FloatArray:
    """Return at most n points, every so many-th."""
    return points[np.unique(np.linspace(0, len(points) - 1, min(n, len(points))).astype(int))]


@cache
def _grid_of(number: int) -> FloatArray:
    return distance_grid(models()[number].points)


def coarse(points: FloatArray, turns: FloatArray, keep: int) -> list[Match]:
    """Return the `keep` best (pose, turn) by grid distances both ways, mean on mean and size on size."""
    centre, size = points.mean(0), size_of(points)
    few = thinned(points - centre, COARSE_POINTS).astype(np.float32)
    found: list[tuple[float, Match]] = []
    for number, model in enumerate(models()[: len(models()) // 2]):
        ratio = float(np.clip(model.size_mm / size, 0.75, 1.35))
        of_model, of_scan = _grid_of(number), distance_grid((points - centre) * ratio)
        some = thinned(model.points, COARSE_POINTS).astype(np.float32)
        apart = np.empty(len(turns))
        for i in range(0, len(turns), 500):
            r = turns[i : i + 500].astype(np.float32)
            there = distances_in(of_model, few * np.float32(ratio) @ np.swapaxes(r, 1, 2))
            back = distances_in(of_scan, some @ r)
            apart[i : i + 500] = np.minimum(there, CAP_MM).mean(1) + np.minimum(back, CAP_MM).mean(1)
        for i in np.argsort(apart, kind="stable")[:keep]:
            shift = -turns[i] @ centre
            found.append((float(apart[i]), Match(model, turns[i], shift, np.full(3, ratio), float(apart[i]))))
    found.sort(key=lambda pair: pair[0])
    return [m for _, m in found[:keep]]


def closer(match: Match, points: FloatArray, model: Model, rounds: int, free: bool = True, cap: float = 300.0) -> Match:
    """Return the match after rounds of iterated closest points both ways; the turn stays where free is False.

    cap: pairs farther apart than this, in mm, do not count; it shrinks to 60.
    """
    from scipy.spatial import cKDTree

    tree = cKDTree(model.points)
    turn, shift, stretch = match.turn, match.shift, match.stretch
    ratio = float(np.exp(np.log(stretch).mean()))
    for k in range(rounds + 1):
        placed = (points @ turn.T + shift) * stretch
        d_there, there = tree.query(placed)
        d_back, back = cKDTree(placed).query(model.points)
        if k == rounds:
            break
        cap = max(cap * 0.75, CAP_MM / 2)
        own = np.concatenate([points, points[back]])
        goal = np.concatenate([model.points[there], model.points])
        d = np.concatenate([d_there, d_back])
        w = np.where(d < cap, 1 / (1 + (d / 40) ** 2), 0)
        w[: len(points)] *= len(model.points) / len(points) / BACK
        turn, shift, ratio, stretch = _moved(own, goal, w, turn, stretch, free)
    apart = float(np.minimum(d_there, CAP_MM).mean() + np.minimum(d_back, CAP_MM).mean())
    return Match(model, turn, shift, stretch, apart)


def _moved(
    own: FloatArray, goal: FloatArray, w: FloatArray, turn: FloatArray, stretch: FloatArray, free: bool
) -> tuple[FloatArray, FloatArray, float, FloatArray]:
    """Return turn, shift, mean stretch and stretch that bring weighted points `own` to `goal` (Kabsch, then each axis)."""
    w = w / w.sum()
    goal_mean, own_mean = w @ goal, w @ own
    if free:
        h = ((goal - goal_mean) / stretch * w[:, None]).T @ (own - own_mean)
        u, _, vt = np.linalg.svd(h)
        turn = u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt))]) @ vt
    upright = (own - own_mean) @ turn.T
    whole = float((w[:, None] * upright * (goal - goal_mean)).sum() / (w[:, None] * upright**2).sum())
    each = (w[:, None] * upright * (goal - goal_mean)).sum(0) / np.maximum((w[:, None] * upright**2).sum(0), 1e-9)
    whole = float(np.clip(whole, 0.75, 1.35))
    stretch = np.clip(each, whole / 1.3, whole * 1.3)
    return turn, goal_mean / stretch - turn @ own_mean, whole, stretch


def matches(points: FloatArray, up: FloatArray | None = None, front: FloatArray | None = None) -> list[Match]:
    """Return stances in which a body comes near to a scan (N, 3) in millimetres, the nearest first.

    up, front (3,): unit vectors of the scan's frame that are known to be the body's up and front.
    """
    turns = allowed_turns(up, front)
    free = up is None and front is None
    few = thinned(points, 400)
    near = [closer(m, few, m.model, 7, free) for m in coarse(points, turns, CANDIDATES)]
    near.sort(key=lambda m: m.apart_mm)
    picked: list[Match] = []
    for m in near:
        if all(m.model is not p.model or np.trace(m.turn @ p.turn.T) < 2.8 for p in picked):
            picked.append(m)
        if len(picked) == PICKED:
            break
    many = thinned(points, FINE_POINTS)
    both = [closer(m, many, other, 12, free) for m in picked for other in models() if other.name == m.model.name]
    both.sort(key=lambda m: m.apart_mm)
    return [closer(both[0], many, both[0].model, POLISH, free, CAP_MM / 2), *both[1:]]
