"""The courses of the meridians on one body: polylines on the skin from point to point, and straight jumps inside.

A step between two points follows the cut of the skin with the plane through both and the mean of their normals, from
face to face; on the median plane the template's own median curve.  Where that cut is more than 1.05 times as long as the
straight distance and more than 1.06 times the shortest way along the edges of the mesh (walker.py), planes turned about
the chord are tried, and where none is short enough the way along the edges, pulled straight on the skin.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from tongren.errors import InputError
from tongren.geometry.backend import Array, as_numpy
from tongren.geometry.mesh import FloatArray, IntArray, nearest_on_triangles, points_on
from tongren.knowledge.graph import connections, course_order, places
from tongren.locating.located import Located
from tongren.locating.program import STATUSES
from tongren.locating.walker import (
    ENOUGH,
    PLAIN,
    PULLS,
    TURNS_DEG,
    Node,
    Search,
    Walker,
    Way,
    rings_of_faces,
    skin_net,
)

NODE_MM = 3.0  # nodes are at most this far apart, along the way


@dataclass(frozen=True)
class Course:
    """A piece of a meridian on one side (L, R, M): on the skin, or straight inside the body.

    points_mm (N, 3) in the frame of the vertices, on `face` (N,) with `weights` (N, 3); inside the body face is -1 and
    weights are 0.  codes are the points it runs through in order, at which nodes `at` says.  connection is the kind in
    atlas/connections.csv; numbering_only is true for a jump that only the numbers make, where a branch leads instead.
    """

    meridian: str
    side: str
    kind: Literal["skin", "inner"]
    codes: tuple[str, ...]
    at: tuple[int, ...]
    points_mm: FloatArray
    face: IntArray
    weights: FloatArray
    connection: str
    numbering_only: bool = False

    @property
    def points(self) -> FloatArray:
        """The same as points_mm."""
        return self.points_mm

    @property
    def length_mm(self) -> float:
        """Length along the nodes."""
        return float(np.linalg.norm(np.diff(self.points_mm, axis=0), axis=1).sum())


class Run(NamedTuple):
    """Points of one meridian and side that follow one another by connections of one kind."""

    meridian: str
    side: str
    connection: str
    codes: list[str]


def _steps(located: Located, body: int, meridian: str, side: str) -> Iterator[tuple[str, str, str]]:
    """Yield (from, to, kind of connection): the chain in the order of tradition, then branches.

    A point without an answer is passed over and its neighbours are joined; where a point was not asked for the chain ends.
    """
    status = {c: int(q) for c, s, q in zip(located.codes, located.sides, np.asarray(located.status)[body], strict=True) if s == side}
    lost = {c for c, q in status.items() if STATUSES[q] == "no_answer"}
    kinds = {(c.start, c.end): c.kind for c in connections()}
    last, before, jump = "", "", False
    for code in course_order(meridian):
        jump = jump or kinds.get((before, code)) == "inner_jump"
        before = code
        if code in lost:
            continue
        if last and code in status:
            yield last, code, "inner_jump" if jump else "course"
        last, jump = code if code in status else "", False
    for c in connections():
        if c.kind.endswith("branch") and c.start in course_order(meridian) and {c.start, c.end} <= set(status) - lost:
            yield c.start, c.end, c.kind


def _runs(located: Located, body: int) -> Iterator[Run]:
    """Every piece of every meridian and side: steps over the skin that follow one another are one piece."""
    for meridian in (code for code, what in places().items() if what["is"] == "meridian"):
        for side in ("L", "R", "M"):
            run = Run(meridian, side, "", [""])
            for start, end, kind in _steps(located, body, meridian, side):
                if kind == run.connection == "course" and run.codes[-1] == start:
                    run.codes.append(end)
                    continue
                if run.connection:
                    yield run
                run = Run(meridian, side, kind, [start, end])
            if run.connection:
                yield run


class Stretch(NamedTuple):
    """A step's nodes: face (N,) and weights (N, 3), from the first point to the second."""

    face: IntArray
    weights: FloatArray


def _spaced(walker: Walker, way: Way) -> Stretch:
    """Nodes at even distances along a way, on the faces it crosses."""
    spots = walker.spots(way)
    run = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(spots, axis=0), axis=1))]
    want = np.linspace(0, run[-1], max(2, math.ceil(run[-1] / NODE_MM) + 1))
    k = np.clip(np.searchsorted(run, want, side="right") - 1, 0, len(way.faces) - 1)
    size = run[k + 1] - run[k]
    u = np.clip((want - run[k]) / np.where(size > 0, size, 1), 0, 1)[:, None]
    corners = [walker.skin.corners[f] for f in way.faces]
    ends = [
        np.array([[n.get(v, 0.0) for v in c] for n, c in zip(nodes, corners, strict=True)])
        for nodes in (way.nodes[:-1], way.nodes[1:])
    ]
    return Stretch(np.array(way.faces)[k], ends[0][k] * (1 - u) + ends[1][k] * u)


def _pulled(walker: Walker, stretches: list[Stretch]) -> list[Stretch]:
    """Pull stretches straight on the skin, all at once: each node to the middle of its neighbours, then to the skin."""
    if not stretches:
        return []
    v, faces = walker.vertices, walker.skin.faces
    face, weights = np.concatenate([s.face for s in stretches]), np.concatenate([s.weights for s in stretches])
    sizes = np.cumsum([len(s.face) for s in stretches])
    fixed = np.zeros(len(face), bool)
    fixed[[0, *sizes[:-1]]] = fixed[sizes - 1] = True
    move = np.flatnonzero(~fixed)
    for _ in range(PULLS if len(move) else 0):
        spots = points_on(v, faces, face, weights)
        near = rings_of_faces()[face[move]]
        a, b, c = (v[faces[near, i]] for i in range(3))
        middle = ((spots[move - 1] + spots[move + 1]) / 2)[:, None]
        w = nearest_on_triangles(np.broadcast_to(middle, a.shape), a, b, c)
        off = ((a * w[..., :1] + b * w[..., 1:2] + c * w[..., 2:] - middle) ** 2).sum(-1).argmin(1)
        rows = np.arange(len(move))
        face[move], weights[move] = near[rows, off], w[rows, off]
    return [Stretch(f, w) for f, w in zip(np.split(face, sizes[:-1]), np.split(weights, sizes[:-1]), strict=True)]


Step = tuple[int, int, bool]  # numbers of two places, and whether the step lies on the median plane


def _ways(walker: Walker, spots: list[Node], home: list[int], steps: list[Step]) -> list[Stretch]:
    """The nodes of every step over the skin."""
    cuts = [walker.median_curve(spots[i], spots[j]) if m else walker.cut(spots[i], spots[j]) for i, j, m in steps]
    length = [walker.length(c) for c in cuts]
    chord = [float(np.linalg.norm(walker.at(spots[i]) - walker.at(spots[j]))) for i, j, _ in steps]
    doubtful = [
        k for k, (_, _, median) in enumerate(steps)
        if not (cuts[k] and median) and length[k] > PLAIN * chord[k] and not ((way := cuts[k]) and len(way.faces) == 1)
    ]
    out = {k: _spaced(walker, c) for k, c in enumerate(cuts) if c is not None and k not in doubtful}
    search = Search(walker, spots, home) if doubtful else None
    limits = [(*steps[k][:2], min(length[k] / ENOUGH, 3 * chord[k] + 200)) for k in doubtful]
    to_pull: list[int] = []
    for k, (edge_mm, path) in zip(doubtful, search.ways(limits) if search else [], strict=True):
        i, j, _ = steps[k]
        best = cuts[k]
        if path:  # a way along edges is so much shorter: look for a better cut
            turned = [walker.cut(spots[i], spots[j], turn) for turn in TURNS_DEG]
            best = min([best, *turned], key=walker.length)
            if walker.length(best) > ENOUGH * edge_mm and search:
                best = search.way(path)
                to_pull.append(k)
        if best is None:
            raise InputError("two neighbouring points lie on skins that do not meet; give vertices of the template")
        out[k] = _spaced(walker, best)
    out |= dict(zip(to_pull, _pulled(walker, [out[k] for k in to_pull]), strict=True))
    return [out[k] for k in range(len(steps))]


def _joined(walker: Walker, run: Run, stretches: list[Stretch]) -> Course:
    """One piece on the skin out of the stretches between its points."""
    face = np.concatenate([s.face if i == 0 else s.face[1:] for i, s in enumerate(stretches)])
    weights = np.concatenate([s.weights if i == 0 else s.weights[1:] for i, s in enumerate(stretches)])
    at = np.cumsum([0, *(len(s.face) - 1 for s in stretches)])
    points = points_on(walker.vertices, walker.skin.faces, face, weights)
    return Course(run.meridian, run.side, "skin", tuple(run.codes), tuple(at.tolist()), points, face, weights, run.connection)


def _straight(run: Run, start: FloatArray, end: FloatArray) -> Course:
    """A piece inside the body, straight."""
    n = max(2, math.ceil(float(np.linalg.norm(end - start)) / NODE_MM) + 1)
    points = start + (end - start) * np.linspace(0, 1, n)[:, None]
    numbers = any(c.kind.endswith("branch") and c.end == run.codes[-1] for c in connections())
    return Course(
        run.meridian, run.side, "inner", tuple(run.codes), (0, n - 1), points, np.full(n, -1), np.zeros((n, 3)),
        run.connection, run.connection == "inner_jump" and numbers,
    )


def _array(a: Array) -> FloatArray:
    """A NumPy array of double precision of what may be a tensor."""
    return np.asarray(as_numpy(a), float)


def courses(vertices: Array, located: Located, body: int = 0) -> list[Course]:
    """Return the courses of all meridians on one body, both sides, through the points that were located.

    vertices: (V, 3) template vertices in mm, in the frame and pose in which the points were located; body: which of
    the located bodies they are.  Nodes are at most 3 mm apart, exactly on faces.
    Order: meridians as in the atlas, of each L, R, then M; of a side the chain in the order of tradition, then the branches.
    Raises InputError when the vertices have another shape or are not those the points lie on.
    """
    v = _array(vertices)
    if v.shape != (skin_net().n, 3):
        raise InputError(f"vertices have shape {v.shape}; allowed: ({skin_net().n}, 3), one body's template vertices in mm")
    entry = {key: i for i, key in enumerate(zip(located.codes, located.sides, strict=True))}
    face = _array(located.face)[body].astype(int)
    weights, position = _array(located.weights)[body], _array(located.position_mm)[body]
    off = np.linalg.norm(points_on(v, skin_net().faces, face, weights) - position, axis=1)
    if np.nanmax(np.where(face < 0, np.nan, off), initial=0) > 1:
        raise InputError(
            f"the points lie up to {np.nanmax(off):.0f} mm beside these vertices; give the vertices, frame and pose that were "
            "located, and the number of the body"
        )
    walker = Walker(v)
    spots = [{v: w for v, w in zip(skin_net().corners[f], ws, strict=True) if w > 1e-6}
        for f, ws in zip(face.tolist(), weights.tolist(), strict=True)]
    runs = list(_runs(located, body))
    number = [[entry[c, r.side] for c in r.codes] for r in runs]
    inner = [r.connection.startswith("inner") for r in runs]
    steps = [(i, j, r.side == "M") for r, n, x in zip(runs, number, inner, strict=True) if not x for i, j in zip(n[:-1], n[1:], strict=True)]
    ready = iter(_ways(walker, spots, face.tolist(), steps))
    return [
        _straight(r, position[n[0]], position[n[1]]) if x else _joined(walker, r, [next(ready) for _ in n[1:]])
        for r, n, x in zip(runs, number, inner, strict=True)
    ]
