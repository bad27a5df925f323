"""Courses of the meridians: on the skin, close enough, short enough, the same on both sides.

Shortest ways are compared with Dijkstra over eight places on every edge around the two points, linked across each face:
on a flat sheet of like triangles that is at most 2 % too long (tested here), so 1.27 times it is under 1.3 times the truth.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tongren.body.person import Body
from tongren.body.template import template
from tongren.errors import InputError
from tongren.geometry.mesh import points_on
from tongren.knowledge.graph import connections
from tongren.locating.courses import Course, courses
from tongren.locating.located import Located
from tongren.locating.program import STATUSES

SHAPES = ("man_average", "woman_heavy", "old_man_tall", "young_woman_slim")
PER_EDGE = 8
OVER = 1.02  # what the comparison may be too long by


@pytest.fixture(scope="module")
def pieces(reference_bodies: dict[str, Body], located: dict[str, Located]) -> dict[str, list[Course]]:
    return {name: courses(reference_bodies[name].vertices_mm, located[name]) for name in SHAPES}


def places_on_edges(v: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places (N, 3) along the edges of some faces, ends included, and their numbers (F, 3 * PER_EDGE) around each face."""
    ends = np.sort(np.stack([faces, np.roll(faces, -1, 1)], -1).reshape(-1, 2), 1)
    edges, which = np.unique(ends, axis=0, return_inverse=True)
    corner, corner_number = np.unique(edges, return_inverse=True)
    t = np.arange(1, PER_EDGE + 1)[:, None] / (PER_EDGE + 1)
    inner = v[edges[:, 0], None] * (1 - t) + v[edges[:, 1], None] * t
    on_edge = len(corner) + np.arange(len(edges) * PER_EDGE).reshape(-1, PER_EDGE)
    each = np.concatenate([on_edge, corner_number.reshape(-1, 2)], 1)
    return np.concatenate([v[corner], inner.reshape(-1, 3)]), each[which.reshape(-1, 3)].reshape(len(faces), -1)


def shortest_mm(v: np.ndarray, faces: np.ndarray, a: tuple[int, np.ndarray], b: tuple[int, np.ndarray], limit: float) -> float:
    """Length of the shortest way between two places (row of `faces`, position), no longer than `limit`."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra

    reach = np.linalg.norm(v - a[1], axis=1) + np.linalg.norm(v - b[1], axis=1)
    keep = (reach[faces] <= limit + 1e-6).any(1)
    keep[[a[0], b[0]]] = True
    new = np.cumsum(keep) - 1
    spots, around = places_on_edges(v, faces[keep])
    i, j = (np.repeat(around, around.shape[1], 1), np.tile(around, (1, around.shape[1])))
    n = len(spots)
    links = [(i.ravel(), j.ravel())]
    links += [(np.full(around.shape[1], n + k), around[new[p[0]]]) for k, p in enumerate((a, b))]
    rows, columns = (np.concatenate(x) for x in zip(*links, strict=True))
    pairs = np.unique(np.stack([np.minimum(rows, columns), np.maximum(rows, columns)], 1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    spots = np.concatenate([spots, a[1][None], b[1][None]])
    size = np.maximum(np.linalg.norm(spots[pairs[:, 0]] - spots[pairs[:, 1]], axis=1), 1e-9)
    graph = coo_matrix((size, (pairs[:, 0], pairs[:, 1])), (n + 2, n + 2)).tocsr()
    return float(dijkstra(graph, directed=False, indices=n)[n + 1])


def test_comparison_is_at_most_two_percent_too_long_on_a_flat_sheet() -> None:
    x, y = np.meshgrid(np.arange(16.0), np.arange(16.0), indexing="ij")
    v = np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], 1)
    c = (np.arange(15)[:, None] * 16 + np.arange(15)).ravel()
    faces = np.concatenate([np.stack([c, c + 16, c + 17], 1), np.stack([c, c + 17, c + 1], 1)])
    centre = v[faces].mean(1)
    for end in (400, 37, 220, 14, 449):
        straight = float(np.linalg.norm(centre[0] - centre[end]))
        found = shortest_mm(v, faces, (0, centre[0]), (end, centre[end]), 1.2 * straight + 2)
        assert straight - 1e-9 <= found <= OVER * straight


@pytest.mark.parametrize("name", SHAPES)
def test_nodes_lie_on_the_skin_and_near_one_another(name: str, pieces: dict[str, list[Course]], reference_bodies: dict[str, Body]) -> None:
    t = template()
    v = reference_bodies[name].vertices_mm.astype(float)
    for c in pieces[name]:
        steps = np.linalg.norm(np.diff(c.points_mm, axis=0), axis=1)
        assert np.isfinite(c.points_mm).all() and steps.max() <= 5
        if c.kind == "inner":
            assert (c.face == -1).all()
            continue
        assert t.is_skin[c.face].all()
        assert (c.weights > -1e-9).all() and np.allclose(c.weights.sum(1), 1)
        assert np.abs(points_on(v, t.faces, c.face, c.weights) - c.points_mm).max() < 1e-6
        middles = (c.points_mm[1:] + c.points_mm[:-1]) / 2
        assert len(middles) + 1 == len(c.face)


@pytest.mark.parametrize("name", SHAPES)
def test_courses_run_through_their_points_in_order(name: str, pieces: dict[str, list[Course]], located: dict[str, Located]) -> None:
    found = located[name]
    for c in pieces[name]:
        assert c.at[0] == 0 and c.at[-1] == len(c.points_mm) - 1 and list(c.at) == sorted(set(c.at))
        for code, node in zip(c.codes, c.at, strict=True):
            assert np.linalg.norm(c.points_mm[node] - found[code, c.side].position_mm) < 0.5, code
    taken = {(a, b) for c in pieces[name] for a, b in zip(c.codes[:-1], c.codes[1:], strict=True)}
    assert taken == {(c.start, c.end) for c in connections() if c.kind in ("course", "inner_jump", "branch")}


@pytest.mark.parametrize("name", ["man_average", "woman_heavy"])
def test_no_step_is_longer_than_1_3_times_the_shortest_way(
    name: str, pieces: dict[str, list[Course]], reference_bodies: dict[str, Body]
) -> None:
    t = template()
    v, faces, rows = reference_bodies[name].vertices_mm.astype(float), t.faces[t.is_skin], np.cumsum(t.is_skin) - 1
    worst = []
    for c in (c for c in pieces[name] if c.kind == "skin" and c.side != "R"):
        for k, (i, j) in enumerate(zip(c.at[:-1], c.at[1:], strict=True)):
            size = float(np.linalg.norm(np.diff(c.points_mm[i : j + 1], axis=0), axis=1).sum())
            chord = float(np.linalg.norm(c.points_mm[i] - c.points_mm[j]))
            if size <= 1.1 * chord:
                continue  # the straight distance is shorter than any way over the skin
            a, b = ((int(rows[c.face[n]]), c.points_mm[n]) for n in (i, j))
            worst.append((size / shortest_mm(v, faces, a, b, size * 1.05), c.codes[k], c.codes[k + 1]))
    assert worst and max(worst)[0] <= 1.3 / OVER, sorted(worst)[-5:]


def test_right_mirrors_left(pieces: dict[str, list[Course]]) -> None:
    for name in SHAPES:
        right = {(c.codes, c.connection): c for c in pieces[name] if c.side == "R"}
        left = [c for c in pieces[name] if c.side == "L"]
        assert len(left) == len(right)
        for c in left:
            other = right[c.codes, c.connection]
            gap = np.linalg.norm(c.points_mm[:, None] - other.points_mm * [-1, 1, 1], axis=2).min(1)
            assert gap.max() < 2, c.codes


def test_governor_and_conception_stay_on_the_median_plane(pieces: dict[str, list[Course]]) -> None:
    for name in SHAPES:
        middle = [c for c in pieces[name] if c.meridian in ("GV", "CV")]
        assert {c.side for c in middle} == {"M"}
        assert max(np.abs(c.points_mm[:, 0]).max() for c in middle) < 0.5
    assert {c.meridian for c in pieces["man_average"] if c.side == "M"} == {"GV", "CV"}


def test_jumps_inside_are_straight_and_those_of_the_numbers_alone_are_told(pieces: dict[str, list[Course]]) -> None:
    inner = [c for c in pieces["man_average"] if c.kind == "inner" and c.side != "R"]
    assert {c.codes for c in inner} == {(c.start, c.end) for c in connections() if c.kind == "inner_jump"}
    for c in inner:
        assert c.length_mm == pytest.approx(float(np.linalg.norm(c.points_mm[-1] - c.points_mm[0])))
    assert {c.codes[1] for c in inner if not c.numbering_only} == {"KI11", "GV28", "CV2"}


def test_a_point_without_an_answer_is_passed_over(reference_bodies: dict[str, Body], located: dict[str, Located]) -> None:
    found = located["man_average"]
    i = found.index("ST36", "L")
    arrays = {n: np.array(getattr(found, n)) for n in ("position_mm", "face", "status")}
    arrays["position_mm"][0, i], arrays["face"][0, i], arrays["status"][0, i] = np.nan, -1, STATUSES.index("no_answer")
    pieces = courses(reference_bodies["man_average"].vertices_mm, replace(found, **arrays))
    leg = next(c for c in pieces if c.side == "L" and "ST35" in c.codes)
    assert leg.codes[leg.codes.index("ST35") + 1] == "ST37"
    assert any("ST36" in c.codes for c in pieces if c.side == "R")


def test_few_points_give_the_pieces_between_them(reference_bodies: dict[str, Body], located: dict[str, Located]) -> None:
    some = located["man_average"].only(["ST36", "ST37", "ST40", "LU7"])
    assert [(c.side, c.codes) for c in courses(reference_bodies["man_average"].vertices_mm, some)] == [
        ("L", ("ST36", "ST37")), ("R", ("ST36", "ST37")),
    ]


def test_courses_move_with_the_body(reference_bodies: dict[str, Body], located: dict[str, Located], pieces: dict[str, list[Course]]) -> None:
    turn, _ = np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))
    turn *= np.linalg.det(turn)
    found = located["man_average"]
    moved = replace(found, position_mm=found.position_mm @ turn.T + 400.0, normal=found.normal @ turn.T)
    turned = courses(reference_bodies["man_average"].vertices_mm @ turn.T + 400.0, moved)
    for c, there in zip(pieces["man_average"], turned, strict=True):
        gap = np.linalg.norm((c.points_mm @ turn.T + 400.0)[:, None] - there.points_mm, axis=2).min(1)
        assert c.codes == there.codes and gap.max() < 2, c.codes


def test_wrong_vertices_are_refused(reference_bodies: dict[str, Body], located: dict[str, Located]) -> None:
    with pytest.raises(InputError, match="13718"):
        courses(np.zeros((10, 3)), located["man_average"])
    with pytest.raises(InputError, match="beside"):
        courses(reference_bodies["woman_heavy"].vertices_mm, located["man_average"])
