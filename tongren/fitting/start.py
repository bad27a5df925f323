"""Where a fit begins: trunk and head laid on the scan, then each limb apart in the best of many postures.

The whole body is tried standing and sitting, in three sizes, matched at the top, at the bottom and at the middle, and
moved to where it lies best.  Then each leg and each arm takes the posture (atlas/scan_starts.toml) that explains most of
the scan.  A posture of two parts turns the upper bone so that the hinge between them bends about its own axis.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from tongren.body.posed_model import Fit, heads_of, modelled, turned
from tongren.body.restspace import RestSpace
from tongren.body.shape import nearest_rotation
from tongren.body.stance import turn_between
from tongren.body.template import FloatArray, IntArray, template
from tongren.fitting.joints import heads_at_rest
from tongren.fitting.match import Sample, leaders, lifted, turned_normals
from tongren.fitting.space import part_of_vertex
from tongren.fitting.step import starting
from tongren.knowledge.tables import atlas_path

LIMBS = {"legs": ("upperleg01", "lowerleg01", "foot"), "arms": ("upperarm01", "lowerarm01", "wrist")}
LIMB_PARTS = {"legs": ("thigh", "leg", "foot"), "arms": ("upper_arm", "forearm", "hand")}
STANDING, SITTING = 1, 10  # rows of `legs` in scan_starts.toml
SIZES = (-1.3, 0.0, 1.3)  # of the first component of shape: small, middling, large
FEW = 800  # points of the scan that decide
MOST_MM, TURN_MM = 80.0, 40.0
EXPLAINED_MM = 25.0  # scan this near to another part of the body belongs to that
ALIKE_MM = 40.0  # starts that differ less are one
BENT = 0.2  # sine of the bend from which on the hinge is known


@cache
def postures() -> dict[str, list[tuple[FloatArray, FloatArray]]]:
    """Return the postures of arms and legs: unit directions of the upper and the lower part, of the left side."""
    data = tomllib.loads((atlas_path() / "scan_starts.toml").read_text(encoding="utf-8"))
    return {k: [(_unit(np.array(a)), _unit(np.array(b))) for a, b in data[k]] for k in LIMBS}


def _unit(v: FloatArray) -> FloatArray:
    return v / max(float(np.linalg.norm(v)), 1e-9)


@cache
def _hangs_on(bone: int) -> list[int]:
    """The bone and all that it carries."""
    parents, out = template().bone_parents, [bone]
    for j in range(bone + 1, len(parents)):
        if parents[j] in out:
            out.append(j)
    return out


def _turned(fit: Fit, bone: int, turn: FloatArray) -> Fit:
    turns = fit.turns.copy()
    carried = _hangs_on(bone)
    turns[carried] = turn @ turns[carried]
    return Fit(fit.shape, turns, fit.place)


def _frame(u: FloatArray, hinge: FloatArray) -> FloatArray:
    third = _unit(np.cross(u, hinge))
    return np.stack([u, np.cross(third, u), third], 1)


@cache
def _hinge_at_rest(limb: str, side: str) -> FloatArray:
    """The axis about which the lower part bends on the mean body at rest."""
    if limb == "legs":
        return np.array([1.0, 0.0, 0.0])
    heads, labels = heads_at_rest(), template().bone_labels
    a, b, c = (heads[labels.index(bone + side)] for bone in LIMBS[limb])
    return _unit(np.cross(b - a, c - b))


def postured(s: RestSpace, fit: Fit, limb: str, side: str, upper: FloatArray, lower: FloatArray) -> Fit:
    """Return the fit with one limb in a posture: directions of its upper and lower part in the world."""
    labels = template().bone_labels
    j, k, end = (labels.index(bone + side) for bone in LIMBS[limb])
    heads = heads_of(s, fit)[1]
    now = _unit(heads[k] - heads[j])
    rest_turn = fit.turns[j] @ s.stance(fit.shape)[j].T
    if np.linalg.norm(np.cross(upper, lower)) > BENT:
        wanted = _frame(upper, np.cross(upper, lower))
        fit = _turned(fit, j, nearest_rotation(wanted @ _frame(now, rest_turn @ _hinge_at_rest(limb, side)).T))
    else:
        fit = _turned(fit, j, turn_between(now, upper))
    heads = heads_of(s, fit)[1]
    return _turned(fit, k, turn_between(_unit(heads[end] - heads[k]), lower))


@dataclass
class _Search:
    """The scan's deciding points as places and normals in one (M, 6), their area, and the vertices of each limb."""

    lift: FloatArray
    tree: cKDTree
    area: float
    of_limb: dict[str, IntArray]
    others: IntArray
    areas: FloatArray


def _search(s: RestSpace, sample: Sample) -> _Search:
    few = sample.some(FEW)
    lift = lifted(few.points, few.normals, TURN_MM)
    part = part_of_vertex()[s.subset]
    left = template().mean[s.subset, 0] > 0
    of_limb: dict[str, IntArray] = {
        limb + side: np.flatnonzero(np.isin(part, LIMB_PARTS[limb]) & (left == (side == ".L")))
        for limb in LIMBS for side in (".L", ".R")
    }  # fmt: skip
    others = np.setdiff1d(np.arange(len(s.subset)), np.concatenate(list(of_limb.values())))
    return _Search(lift, cKDTree(lift), few.area_mm2, of_limb, others, leaders(s.subset)[1])


def _lifted_body(s: RestSpace, fit: Fit) -> FloatArray:
    """Vertices and normals (N, 6) of a fit, the normals those of the mean body turned along."""
    return lifted(modelled(s, fit), turned_normals(s, fit), TURN_MM)


def _far(q: _Search, body: FloatArray, rows: IntArray) -> FloatArray:
    """Truncated squared distance (M,) from the deciding points to some vertices of a body."""
    return np.minimum(cdist(q.lift, body[rows], "sqeuclidean").min(1), MOST_MM**2)


def _back(q: _Search, body: FloatArray, rows: IntArray, tree: cKDTree) -> float:
    """What some vertices of a body that have no scan of a tree beside them cost."""
    d, _ = tree.query(body[rows], distance_upper_bound=MOST_MM)
    return float((np.minimum(d, MOST_MM) ** 2 * q.areas[rows]).sum())


def _moved_to_scan(s: RestSpace, fit: Fit, q: _Search, rows: IntArray) -> Fit:
    """The fit moved, not turned, to where some of its vertices lie best on the scan."""
    for _ in range(8):
        body = _lifted_body(s, fit)[rows]
        d = cdist(q.lift, body, "sqeuclidean")
        k = d.argmin(1)
        off, near = q.lift[:, :3] - body[k, :3], d.min(1)
        back, i = q.tree.query(body)
        off = np.concatenate([off, q.lift[i, :3] - body[:, :3]])
        weight = 1 / (1 + np.concatenate([near, back**2]) / 60.0**2) ** 2
        fit = Fit(fit.shape, fit.turns, fit.place + (weight @ off) / weight.sum())
    return fit


def _limb_cost(
    s: RestSpace, fit: Fit, q: _Search, rows: IntArray, explained: FloatArray, left: cKDTree | None
) -> tuple[float, FloatArray]:  # fmt: skip
    """What a limb in a fit costs, and what (M,) then remains far of the deciding points.

    left: the points that nothing else explains; only they count as scan beside the limb, or it would hide in the trunk.
    """
    body = _lifted_body(s, fit)
    far = np.minimum(explained, _far(q, body, rows))
    back = MOST_MM**2 * float(q.areas[rows].sum()) if left is None else _back(q, body, rows, left)
    return float(far.sum()) * q.area + back, far


def _left_over(q: _Search, explained: FloatArray) -> cKDTree | None:
    rows = explained > EXPLAINED_MM**2
    return cKDTree(q.lift[rows]) if rows.any() else None


def _limb_placed(s: RestSpace, fit: Fit, q: _Search, limb: str, side: str, explained: FloatArray) -> tuple[Fit, FloatArray, float]:
    """The fit with one limb in its best posture, what (M,) then remains far of the deciding points, and what that costs."""
    rows = q.of_limb[limb + side]
    mirror = np.array([1.0 if side == ".L" else -1.0, 1.0, 1.0])
    left = _left_over(q, explained)
    best: tuple[Fit, FloatArray, float] | None = None
    for upper, lower in postures()[limb]:
        trial = postured(s, fit, limb, side, fit.turns[0] @ (upper * mirror), fit.turns[0] @ (lower * mirror))
        cost, far = _limb_cost(s, trial, q, rows, explained, left)
        if best is None or cost < best[2]:
            best = (trial, far, cost)
    assert best is not None
    return best


def twisted_hands(s: RestSpace, fit: Fit, side: str) -> list[Fit]:
    """Return fits whose hand on one side is turned about its forearm, by all eighths of a whole turn."""
    labels, heads = template().bone_labels, heads_of(s, fit)[1]
    elbow, bone, wrist = (labels.index(b + side) for b in ("lowerarm01", "lowerarm02", "wrist"))
    axis = _unit(heads[wrist] - heads[elbow])
    return [_turned(fit, bone, turned((axis * angle)[None])[0]) for angle in np.arange(8) * np.pi / 4]


def _whole_starts(s: RestSpace, sample: Sample, turns: tuple[float, ...]) -> list[Fit]:
    """Bodies standing and sitting, of three sizes, turned about the vertical by some angles, matched at top, bottom, middle."""
    low, high = np.percentile(sample.points, (0.5, 99.5), axis=0)
    out = []
    for size in SIZES:
        base = starting(s)
        base.shape[0] = size
        base.turns = s.stance(base.shape)
        for legs in (STANDING, SITTING):
            upper, lower = postures()["legs"][legs]
            one = base
            for side, sign in ((".L", 1.0), (".R", -1.0)):
                one = postured(s, one, "legs", side, upper * (sign, 1, 1), lower * (sign, 1, 1))
            for angle in turns:
                c, d = np.cos(angle), np.sin(angle)
                spun = _turned(one, 0, np.array([[c, -d, 0], [d, c, 0], [0, 0, 1.0]]))
                vertices = modelled(s, spun)
                middle = (low + high) / 2 - (vertices.min(0) + vertices.max(0)) / 2
                tops = {high[2] - vertices[:, 2].max(), low[2] - vertices[:, 2].min(), middle[2]}
                out += [Fit(spun.shape, spun.turns, spun.place + (middle[0], middle[1], z)) for z in sorted(tops)]
    return out


def starts(s: RestSpace, sample: Sample, turns: tuple[float, ...] = (0.0,), keep: int = 2) -> list[Fit]:
    """Return the best few places to begin, best first.

    s: the space of bodies on a coarse subset; turns: angles in radians about the vertical that are tried.
    """
    q = _search(s, sample)
    trials = []
    for fit in _whole_starts(s, sample, turns):
        rows = np.concatenate([q.others, q.of_limb["legs.L"], q.of_limb["legs.R"]])
        fit = _moved_to_scan(s, fit, q, rows)
        body = _lifted_body(s, fit)
        trials.append((float(_far(q, body, rows).sum()) * q.area + _back(q, body, rows, q.tree), fit))
    trials.sort(key=lambda x: x[0])
    out = []
    for _, fit in trials[: 2 * keep]:
        explained = _far(q, _lifted_body(s, fit), q.others)
        for limb in ("legs", "arms"):
            for side in (".L", ".R"):
                fit, explained, _ = _limb_placed(s, fit, q, limb, side, explained)
        body = _lifted_body(s, fit)
        out.append((float(explained.sum()) * q.area + _back(q, body, np.arange(len(body)), q.tree), fit))
    out.sort(key=lambda x: x[0])
    kept: list[Fit] = []
    for _, fit in out:
        here = modelled(s, fit)
        if all(np.linalg.norm(here - modelled(s, other), axis=1).max() > ALIKE_MM for other in kept):
            kept.append(fit)
    return kept[:keep]

