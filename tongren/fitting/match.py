"""Pairs of a body and a scan: points of the scan thinned evenly, the nearest places of body and scan that face alike.

Nearness counts the way and the turn of the normal together (a turn of one radian is as far as `turn_mm`), so the inside of
an arm does not pair with the flank beside it.  A pair pulls along the mean of both normals: on a round limb that is
exact to the second order, however far along the skin the two lie apart (Rusinkiewicz 2019, symmetric objective).
Both ways are used: the scan explains nothing that the body lacks, the body fills nothing that the scan lacks; pairs that
are far apart for the stage of the fit count less and less (Geman and McClure).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy.spatial import cKDTree

from tongren.body.posed_model import Fit, blended, modelled, moves_of
from tongren.body.restspace import RestSpace
from tongren.body.template import FloatArray, IntArray, template
from tongren.fitting.space import skin_vertices
from tongren.fitting.step import Asked, asked_along, asked_towards
from tongren.geometry.mesh import face_normals, vertex_normals
from tongren.scans.reading import Scan

PATCH_MM2 = 1600.0  # skins that differ from any body of the template do so alike over such a patch: it counts as one
MUTUAL = 1.0  # spacings of the scan, beside the reach, within which a pair is mutual
FACING = 0.3  # least cosine between the normals of a pair


@dataclass(frozen=True)
class Sample:
    """Points (M, 3) of a scan in mm, evenly thinned, with unit normals (M, 3), and the area in mm2 that each stands for."""

    points: FloatArray
    normals: FloatArray
    area_mm2: float
    spacing_mm: float

    def some(self, n: int) -> Sample:
        """Return about n of the points, evenly."""
        step = max(1, len(self.points) // n)
        return Sample(self.points[::step], self.normals[::step], self.area_mm2 * step, self.spacing_mm * step**0.5)


@dataclass(frozen=True)
class Skin:
    """All vertices (V, 3) of a body in a pose, in mm, and their unit normals (V, 3)."""

    vertices: FloatArray
    normals: FloatArray

    def raised(self, mm: FloatArray) -> Skin:
        """Return the surface that lies mm (V,) off this skin."""
        return Skin(self.vertices + self.normals * mm[:, None], self.normals)


def skin_of(s: RestSpace, fit: Fit) -> Skin:
    """Return the whole skin of a fit."""
    m, rest = blended(moves_of(s, fit)), s.everywhere(fit.shape)
    vertices = (m[:, :, :3] @ rest[:, :, None])[:, :, 0] + m[:, :, 3]
    return Skin(vertices, vertex_normals(vertices, template().faces))


@cache
def _mean_normals() -> FloatArray:
    t = template()
    return vertex_normals(t.mean.astype(float), t.faces)


def turned_normals(s: RestSpace, fit: Fit) -> FloatArray:
    """Return normals (N, 3) of the vertices of a space in a fit: those of the mean body, turned with their bones."""
    blend = (s.weights @ fit.turns.reshape(-1, 9)).reshape(-1, 3, 3)
    normals = (blend @ _mean_normals()[s.subset][:, :, None])[:, :, 0]
    return np.asarray(normals / np.linalg.norm(normals, axis=1, keepdims=True))


def part_skin(s: RestSpace, fit: Fit) -> Skin:
    """Return the skin of a fit where only the vertices of the space are placed, all others at the origin."""
    shape = template().mean.shape
    vertices, normals = np.zeros(shape), np.zeros(shape)
    vertices[s.subset], normals[s.subset] = modelled(s, fit), turned_normals(s, fit)
    return Skin(vertices, normals)


@cache
def vertex_areas() -> FloatArray:
    """Return the area (V,) in mm2 that each vertex of the outer skin stands for on the mean body; 0 for the rest."""
    t = template()
    faces = t.faces[t.is_skin]
    third = np.linalg.norm(face_normals(t.mean.astype(float), faces), axis=1) / 6
    return np.asarray(sum(np.bincount(faces[:, i], third, len(t.mean)) for i in range(3)))


def surface_points(scan: Scan, spacing_mm: float, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Return points (M, 3) and normals (M, 3) spread over the faces of a mesh, some four to each square of the spacing."""
    assert scan.faces is not None
    n = face_normals(scan.points, scan.faces)
    twice = np.linalg.norm(n, axis=1)
    many = min(200_000, 100 * int(4 * twice.sum() / 2 / spacing_mm**2 / 100 + 1))  # hundreds: rounding in a turned scan changes nothing
    face = np.searchsorted(np.cumsum(twice), (np.arange(many) + rng.uniform()) / many * twice.sum() * (1 - 1e-12))
    face = np.minimum(face, len(twice) - 1)
    u, v = rng.uniform(size=(2, many))
    over = u + v > 1
    u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
    a, b, c = (scan.points[scan.faces[face, i]] for i in range(3))
    return a + (b - a) * u[:, None] + (c - a) * v[:, None], n[face] / np.maximum(twice[face], 1e-12)[:, None]


def thinned(points: FloatArray, normals: FloatArray, spacing_mm: float) -> IntArray:
    """Return the numbers of one point of each cube of the spacing and each side of the skin in it: the nearest to their middle.

    The cubes lie along the points' own principal axes about their mean, and so cut a turned scan in the same way.
    """
    about = points - points.mean(0)
    axes = np.linalg.eigh(about.T @ about)[1]
    cell = np.floor(about @ axes / spacing_mm + 0.5).astype(np.int64)
    cell -= cell.min(0)
    side = (normals @ axes > 0).astype(np.int64) @ (1, 2, 4)
    key = np.ravel_multi_index((*cell.T, side), (*(cell.max(0) + 1), 8))
    order = np.argsort(key, kind="stable")
    _, first, where = np.unique(key[order], return_index=True, return_inverse=True)
    count = np.bincount(where)
    mean = np.stack([np.bincount(where, points[order, i]) for i in range(3)], 1) / count[:, None]
    far = np.round(np.linalg.norm(points[order] - mean[where], axis=1), 5)  # of two points both are as near: the first then
    return np.asarray(order[np.lexsort((order, far, where))][first])


def sampled(scan: Scan, spacing_mm: float, rng: np.random.Generator) -> Sample:
    """Return an even sample of a scan in random order, the same however the scan is turned."""
    points, normals = (scan.points, scan.normals) if scan.faces is None else surface_points(scan, spacing_mm, rng)
    points, normals = np.asarray(points, float), np.asarray(normals, float)
    shuffled = rng.random(len(points))
    best = thinned(points, normals, spacing_mm)
    best = best[np.argsort(shuffled[best], kind="stable")]
    gap = np.median(cKDTree(points[best]).query(points[best], k=5)[0][:, 4])
    return Sample(points[best], normals[best], float(np.pi * gap**2 / 4.5), float(gap))


def lifted(points: FloatArray, normals: FloatArray, turn_mm: float) -> FloatArray:
    """Return places and normals as one place (N, 6), so that the nearest also face alike."""
    return np.concatenate([points, normals * turn_mm], 1)


@dataclass(frozen=True)
class Stage:
    """How a round pairs and trusts: reach_mm, beyond which a pair hardly counts; spread_mm, by which skin and body are
    taken to differ; turn_mm; how much a pair also pulls towards the place itself; mutual: skin pairs with scan only where
    that scan's own nearest skin is near, or skin that the scan lacks would be drawn to the rim of what there is."""

    reach_mm: float
    spread_mm: float
    turn_mm: float
    towards: float = 0.0
    mutual: bool = False


def leaders(subset: IntArray) -> tuple[IntArray, FloatArray]:
    """Return for each vertex of the outer skin the row of a subset beside it, and the area in mm2 that each row leads."""
    mean, skin = template().mean, skin_vertices()
    of = cKDTree(mean[subset]).query(mean[skin])[1]
    return of, np.bincount(of, vertex_areas()[skin], len(subset)).astype(float)


@dataclass(frozen=True)
class _Pairs:
    """M pairs: the vertex of the subset that is asked, the way to the scan (M, 3), the direction (M, 3) in which it counts and
    how far it is along that, squared distance, whether both face alike, the area that the pair stands for."""

    vertex: IntArray
    off: FloatArray
    along: FloatArray
    flat: FloatArray
    distance2: FloatArray
    facing: np.ndarray
    area: FloatArray


def _paired(vertex: IntArray, v: FloatArray, m: FloatArray, p: FloatArray, n: FloatArray, area: FloatArray) -> _Pairs:
    both = m + n
    both /= np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
    off = p - v
    flat = (off * both).sum(1)
    distance2 = (off**2).sum(1) * 0.5 + flat**2 * 0.5
    return _Pairs(vertex, off, both, flat, distance2, (m * n).sum(1) > FACING, area)


class Pairing:
    """A sample of a scan ready for pairing with many skins.

    subset: the vertices that are asked to move, with all the skin around them; where they are some of a subset of the whole
    body (`among`), they are paired alone.
    """

    def __init__(self, sample: Sample, subset: IntArray, among: IntArray | None = None) -> None:
        self.sample = sample
        self.subset = subset
        self.skin = skin_vertices() if among is None else subset
        of, area = leaders(subset if among is None else among)
        self.area = area if among is None else area[np.searchsorted(among, subset)]
        self.leader = of if among is None else np.arange(len(subset))  # the vertex of the subset beside each of the skin
        self._trees: dict[float, cKDTree] = {}

    def _tree(self, turn_mm: float) -> cKDTree:
        if turn_mm not in self._trees:
            self._trees[turn_mm] = cKDTree(lifted(self.sample.points, self.sample.normals, turn_mm))
        return self._trees[turn_mm]

    def asked(self, skin: Skin, stage: Stage) -> Asked:
        """Return what the pairs of both ways ask of the vertices of the subset."""
        there, back = (self._asked(pairs, stage) for pairs in self._both(skin, stage))
        return there + back

    def _both(self, skin: Skin, stage: Stage) -> tuple[_Pairs, _Pairs]:
        there, nearest = self._from_scan(skin, stage)
        return there, self._from_body(skin, stage, nearest)

    def objective(self, skin: Skin, stage: Stage) -> float:
        """Return what the pairs cost in all: their squares over the spread, none more than one at reach_mm costs at most."""
        total = 0.0
        for p in self._both(skin, stage):
            far = np.where(p.facing, p.distance2 / (1 + p.distance2 / stage.reach_mm**2), stage.reach_mm**2)
            total += float((p.area * far).sum()) / PATCH_MM2 / stage.spread_mm**2 / 2
        return total

    def _from_scan(self, skin: Skin, stage: Stage) -> tuple[_Pairs, IntArray]:
        """The pairs of every point of the scan, and the vertex of the skin (M,) that each is nearest to."""
        p, n = self.sample.points, self.sample.normals
        v, m = skin.vertices[self.skin], skin.normals[self.skin]
        _, k = cKDTree(lifted(v, m, stage.turn_mm)).query(lifted(p, n, stage.turn_mm))
        pairs = _paired(self.leader[k], v[k], m[k], p, n, np.full(len(p), self.sample.area_mm2))
        return pairs, self.skin[k]

    def _from_body(self, skin: Skin, stage: Stage, nearest: IntArray) -> _Pairs:
        v, m = skin.vertices[self.subset], skin.normals[self.subset]
        _, k = self._tree(stage.turn_mm).query(lifted(v, m, stage.turn_mm))
        p, n = self.sample.points[k], self.sample.normals[k]
        off = p - v
        along = off - (off * m).sum(1, keepdims=True) * m
        near = np.linalg.norm(along, axis=1) < 1.5 * self.sample.spacing_mm + stage.reach_mm
        if stage.mutual:
            near &= np.linalg.norm(skin.vertices[nearest[k]] - v, axis=1) < MUTUAL * self.sample.spacing_mm + stage.reach_mm
        pairs = _paired(np.arange(len(v)), v, m, p, n, self.area)
        return replace(pairs, facing=pairs.facing & near)

    def _asked(self, p: _Pairs, stage: Stage) -> Asked:
        weight = p.facing * p.area / PATCH_MM2 / stage.spread_mm**2 / 2
        weight = weight / (1 + p.distance2 / stage.reach_mm**2) ** 2
        asked = asked_along(len(self.subset), p.vertex, p.along, p.flat, weight)
        if stage.towards:
            asked = asked + asked_towards(len(self.subset), p.vertex, p.off, weight * stage.towards)
        return asked
