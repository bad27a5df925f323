"""Ways over the skin of one body: the template's faces as a net, cuts by planes, and shortest ways along edges."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from tongren.body.template import template
from tongren.geometry.mesh import FloatArray, IntArray, vertex_normals

ENOUGH = 1.06  # a cut is taken when it is not longer than this times the way along edges
PLAIN = 1.05  # ... or than this times the straight distance, which needs no search
TURNS_DEG = (15, -15, 30, -30, 45, -45, 60, -60, 75, -75, 90)
PULLS = 60  # rounds of pulling a way along edges straight
Node = dict[int, float]  # a place on the skin: vertex -> weight
Level = Callable[[int], float]


class Way(NamedTuple):
    """A way over the skin: nodes, and the faces between each two of them; one face fewer than nodes."""

    faces: list[int]
    nodes: list[Node]


class Skin:
    """The template's skin as lists, for walking: corners, faces across the edges, faces around each vertex."""

    def __init__(self) -> None:
        t = template()
        self.faces = np.asarray(t.faces, np.int64)
        self.corners: list[list[int]] = self.faces.tolist()
        self.skin = np.flatnonzero(t.is_skin)
        self.n = len(t.mean)
        self.median: list[float] = ((t.mean[:, 0] - t.mean[t.mirror_vertex, 0]) / 2).astype(float).tolist()
        self.around: list[list[int]] = [[] for _ in range(self.n)]
        sides: dict[tuple[int, int], int] = {}
        for f in self.skin.tolist():
            a, b, c = self.corners[f]
            for p, q in ((a, b), (b, c), (c, a)):
                sides[p, q] = f
                self.around[p].append(f)
        self.sides = sides  # (p, q) -> the face in which p is followed by q
        self.edges = np.array(sorted((p, q) for p, q in sides if p < q))

    @property
    def links(self) -> tuple[IntArray, IntArray]:
        """Ends of every link of the search graph: halves of edges, and within faces to and between the midpoints."""
        mid = self.n + np.arange(len(self.edges))
        pairs: list[tuple[Any, Any]] = [(self.edges[:, 0], mid), (self.edges[:, 1], mid)]
        f = self.faces[self.skin]
        m = [self.midpoints(f[:, i], f[:, (i + 1) % 3]) for i in range(3)]
        pairs += [(f[:, (i + 2) % 3], m[i]) for i in range(3)] + [(m[i], m[(i + 1) % 3]) for i in range(3)]
        return np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs])

    def midpoints(self, p: IntArray, q: IntArray) -> IntArray:
        """Numbers, in the search graph, of the middles of the edges from p to q."""
        key = self.edges[:, 0] * self.n + self.edges[:, 1]
        return self.n + np.searchsorted(key, np.minimum(p, q) * self.n + np.maximum(p, q))

    def faces_at(self, place: Node) -> list[int]:
        """The faces that hold a place: one inside a face, two on an edge, several at a vertex."""
        first, *others = place
        return [f for f in self.around[first] if all(v in self.corners[f] for v in others)]


@cache
def skin_net() -> Skin:
    """Return the template's skin as a net, built once."""
    return Skin()


@cache
def edge_links() -> tuple[IntArray, IntArray]:
    """Return the ends of every link of the search graph."""
    return skin_net().links


@cache
def rings_of_faces() -> IntArray:
    """(F, K) the faces that share a corner with each face, itself among them, filled up with itself."""
    s = skin_net()
    rings = [sorted({g for v in c for g in s.around[v]} | {f}) for f, c in enumerate(s.corners)]
    most = max(map(len, rings))
    return np.array([r + [f] * (most - len(r)) for f, r in enumerate(rings)])


class Walker:
    """Finds ways over the skin of one body between places of its points."""

    def __init__(self, vertices: FloatArray) -> None:
        self.skin = skin_net()
        self.vertices = vertices
        self.normals = vertex_normals(vertices, self.skin.faces[self.skin.skin])
        self.rows: list[list[float]] = vertices.tolist()

    def at(self, place: Node) -> FloatArray:
        """(3,) where a place is."""
        return np.asarray(sum(w * self.vertices[v] for v, w in place.items()))

    def spots(self, way: Way) -> FloatArray:
        """(N, 3) the nodes of a way."""
        return np.array([self.at(n) for n in way.nodes])

    def length(self, way: Way | None) -> float:
        """Length of a way, infinite for none."""
        return math.inf if way is None else float(np.linalg.norm(np.diff(self.spots(way), axis=0), axis=1).sum())

    def cut(self, a: Node, b: Node, turn_deg: float = 0.0) -> Way | None:
        """The cut with the plane through both places and the mean of their normals, turned about the chord."""
        start, end = self.at(a), self.at(b)
        chord = end - start
        up = sum(w * self.normals[v] for place in (a, b) for v, w in place.items())
        across = np.cross(chord, up)
        size = float(np.linalg.norm(across) * np.linalg.norm(chord))
        if size < 1e-9 or np.linalg.norm(across) < 0.05 * np.linalg.norm(chord):
            return None
        turn = math.radians(turn_deg)
        m = across * math.cos(turn) + np.cross(chord / np.linalg.norm(chord), across) * math.sin(turn)
        x, y, z = (m / np.linalg.norm(m)).tolist()
        zero = float(m @ start / np.linalg.norm(m))
        rows = self.rows

        def level(v: int) -> float:
            p = rows[v]
            return p[0] * x + p[1] * y + p[2] * z - zero

        return self.along(level, a, b)

    def median_curve(self, a: Node, b: Node) -> Way | None:
        """The template's median curve from one place to the other."""
        return self.along(self.skin.median.__getitem__, self.seam(a), self.seam(b))

    def seam(self, place: Node) -> Node:
        """A place less than a millimetre from the template's median plane, moved onto it; others as they are."""
        off = sum(w * abs(self.skin.median[v]) for v, w in place.items())
        on = {v: w for v, w in place.items() if abs(self.skin.median[v]) < 1e-6}
        return {v: w / sum(on.values()) for v, w in on.items()} if on and off < 1 else place

    def along(self, level: Level, a: Node, b: Node) -> Way | None:
        """The shorter of the two ways along the zero line of a value on vertices."""
        ends = set(self.skin.faces_at(b))
        starts = self.skin.faces_at(a)
        shared = [f for f in starts if f in ends]
        if shared:
            return Way([shared[0]], [a, b])
        found: list[Way] = []
        far = 1.5 * float(np.linalg.norm(self.at(b) - self.at(a))) + 40
        for face in starts:
            corners = self.skin.corners[face]
            above = [level(v) >= 0 for v in corners]
            exits = [i for i in range(3) if above[i] != above[(i + 1) % 3]]
            for i in exits:
                way = self._followed(level, face, (corners[i], corners[(i + 1) % 3]), a, b, ends, far)
                if way:
                    found.append(way)
            if exits:
                break
        return min(found, key=self.length, default=None)

    def _followed(
        self, level: Level, face: int, edge: tuple[int, int], a: Node, b: Node, ends: set[int], far: float
    ) -> Way | None:
        """Follow the zero line out of a face over an edge, until a face of `ends`; None when it turns back or goes far."""
        faces, nodes, first = [face], [a], face
        home, rows, sides, corners = self.at(a).tolist(), self.rows, self.skin.sides, self.skin.corners
        while True:
            p, q = edge
            lp, lq = level(p), level(q)
            t = lp / (lp - lq)
            nodes.append({p: 1 - t, q: t})
            if math.dist([u + t * (v - u) for u, v in zip(rows[p], rows[q], strict=True)], home) > far:
                return None
            face = sides[q, p]
            faces.append(face)
            if face in ends:
                return Way(faces, [*nodes, b])
            if face == first or len(faces) > 3000:
                return None
            third = next(v for v in corners[face] if v != p and v != q)
            # in the new face the edge runs q -> p -> third
            edge = (p, third) if (level(third) >= 0) != (lp >= 0) else (third, q)


class Search:
    """Shortest ways over the vertices, the middles of edges and the points: up to a tenth longer than the skin's own."""

    def __init__(self, walker: Walker, places: list[Node], home: list[int]) -> None:
        from scipy.sparse import coo_matrix

        s, v = walker.skin, walker.vertices
        spots = np.array([walker.at(p) for p in places])
        self.first = s.n + len(s.edges)
        self.skin, self.places = s, places
        where = np.concatenate([v, (v[s.edges[:, 0]] + v[s.edges[:, 1]]) / 2, spots])
        corners = s.faces[home]
        own: list[Any] = [corners[:, i] for i in range(3)]
        own += [s.midpoints(corners[:, i], corners[:, (i + 1) % 3]) for i in range(3)]
        a, b = edge_links()
        a = np.concatenate([a, *[self.first + np.arange(len(home))] * 6])
        b = np.concatenate([b, *own])
        size = np.maximum(np.linalg.norm(where[a] - where[b], axis=1), 1e-9)
        n = len(where)
        self.graph = coo_matrix((np.r_[size, size], (np.r_[a, b], np.r_[b, a])), (n, n)).tocsr()

    def ways(self, wanted: list[tuple[int, int, float]]) -> list[tuple[float, list[int]]]:
        """Length and nodes of the way from place to place for each (from, to, limit); infinite beyond the limit."""
        from scipy.sparse.csgraph import dijkstra

        out: list[tuple[float, list[int]]] = [(math.inf, [])] * len(wanted)
        order = sorted(range(len(wanted)), key=lambda i: wanted[i][2])
        for lot in (order[i : i + 12] for i in range(0, len(order), 12)):
            sources = [self.first + wanted[i][0] for i in lot]
            size, before = dijkstra(self.graph, indices=sources, limit=wanted[lot[-1]][2], return_predecessors=True)
            for k, i in enumerate(lot):
                end = self.first + wanted[i][1]
                if size[k, end] <= wanted[i][2]:
                    path = [end]
                    while path[-1] != sources[k]:
                        path.append(int(before[k, path[-1]]))
                    out[i] = (float(size[k, end]), path[::-1])
        return out

    def way(self, path: list[int]) -> Way:
        """The way over the skin that a list of graph nodes stands for."""
        nodes: list[Node] = []
        for n in path:
            if n >= self.first:
                nodes.append(self.places[n - self.first])
            elif n >= self.skin.n:
                p, q = self.skin.edges[n - self.skin.n].tolist()
                nodes.append({p: 0.5, q: 0.5})
            else:
                nodes.append({n: 1.0})
        faces = [self.skin.faces_at(dict.fromkeys([*p, *q], 1.0))[0] for p, q in zip(nodes[:-1], nodes[1:], strict=True)]
        return Way(faces, nodes)
