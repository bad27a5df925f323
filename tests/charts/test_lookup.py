"""Looking up places among faces, against brute force over every face; random meshes by a printed seed."""

from __future__ import annotations

import numpy as np
import pytest

from tongren.charts.lookup import along_ray, enclosing, forms_of, nearest, pick

SEEDS = range(6)
B, M, K = 2, 5, 40


def triangles(seed: int) -> tuple[np.random.Generator, np.ndarray]:
    """Corners (B, M, K, 3, 3) of random faces some tens of millimetres apart."""
    rng = np.random.default_rng(seed)
    middle = rng.normal(0, 30, (B, M, K, 1, 3))
    return rng, middle + rng.normal(0, 8, (B, M, K, 3, 3))


def ranks(corners: np.ndarray) -> np.ndarray:
    return np.broadcast_to(np.arange(corners.shape[2]), corners.shape[:3])


def brute_distance(p: np.ndarray, tri: np.ndarray, steps: int = 60) -> float:
    """Distance of a place to a triangle by sampling it finely: never too small, too large by its grid at most."""
    i, j = np.meshgrid(np.arange(steps + 1), np.arange(steps + 1), indexing="ij")
    keep = i + j <= steps
    w = np.stack([i[keep], j[keep], steps - i[keep] - j[keep]], -1) / steps
    return float(np.linalg.norm(w @ tri - p, axis=1).min())


@pytest.mark.parametrize("seed", SEEDS)
def test_nearest_is_the_nearest_of_all(seed: int) -> None:
    rng, corners = triangles(seed)
    places = rng.normal(0, 30, (B, M, 3))
    best, weights = nearest(places, *(corners[..., i, :] for i in range(3)), ranks(corners))
    assert np.allclose(weights.sum(-1), 1)
    assert weights.min() >= -1e-9
    on = (pick(corners, best) * weights[..., None]).sum(2)
    for b in range(B):
        for m in range(M):
            found = np.linalg.norm(on[b, m] - places[b, m])
            brute = min(brute_distance(places[b, m], corners[b, m, k]) for k in range(K))
            assert found <= brute + 1e-6
            assert brute - found < 0.8


def test_nearest_of_a_place_on_a_face_is_itself() -> None:
    rng, corners = triangles(11)
    w = rng.dirichlet([1, 1, 1], (B, M))
    places = (corners[:, :, 3] * w[..., None]).sum(2)
    best, weights = nearest(places, *(corners[..., i, :] for i in range(3)), ranks(corners))
    on = (pick(corners, best) * weights[..., None]).sum(2)
    assert np.abs(on - places).max() < 1e-6


def test_nearest_ties_go_to_the_lowest_rank() -> None:
    one = np.array([[0.0, 0, 0], [10, 0, 0], [0, 10, 0]])
    corners = np.broadcast_to(one, (1, 1, 4, 3, 3)) + np.array([0, 3e-6, -3e-6, 0])[:, None, None]
    best, _ = nearest(np.array([[[2.0, 2.0, 5.0]]]), *(corners[..., i, :] for i in range(3)), np.array([[[7, 3, 9, 5]]]))
    assert best[0, 0] == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_ray_meets_the_nearest_face_on_its_line(seed: int) -> None:
    rng, corners = triangles(seed)
    places = rng.normal(0, 10, (B, M, 3))
    direction = rng.normal(0, 1, (B, M, 3))
    direction /= np.linalg.norm(direction, axis=-1, keepdims=True)
    best, weights, distance = along_ray(places, direction, *(corners[..., i, :] for i in range(3)))
    for b in range(B):
        for m in range(M):
            met = []
            for k in range(K):
                a, p, q = corners[b, m, k]
                try:
                    u, v, s = np.linalg.solve(np.stack([p - a, q - a, -direction[b, m]], 1), places[b, m] - a)
                except np.linalg.LinAlgError:
                    continue
                if u >= 0 and v >= 0 and u + v <= 1:
                    met.append((abs(s), k))
            if not met:
                assert np.isinf(distance[b, m])
                continue
            wanted, k = min(met)
            assert distance[b, m] == pytest.approx(wanted, abs=1e-6)
            assert best[b, m] == k
            on = weights[b, m] @ corners[b, m, k]
            assert np.linalg.norm(np.cross(on - places[b, m], direction[b, m])) < 1e-5


def by_coordinates(t: np.ndarray, v: np.ndarray, outward: np.ndarray, turn: float = 0.0) -> tuple[np.ndarray, ...]:
    """Look for the origin among faces (B, M, K) whose corners have coordinates t, v (B, M, K, 3)."""
    forms = forms_of(tuple(np.moveaxis(t, -1, 0)), tuple(np.moveaxis(v, -1, 0)), np.full(t.shape[2], turn))
    zero = np.zeros(t.shape[:2])
    return enclosing(forms, zero, zero, np.full(t.shape[1], turn) if turn else None, outward)


def grid(rng: np.random.Generator, n: int = 7) -> np.ndarray:
    """Faces (F, 3, 2) that tile the square 0..n with jittered inner corners, in either turn."""
    x = np.stack(np.meshgrid(np.arange(n + 1.0), np.arange(n + 1.0), indexing="ij"), -1)
    x[1:-1, 1:-1] += rng.uniform(-0.3, 0.3, (n - 1, n - 1, 2))
    out = []
    for i in range(n):
        for j in range(n):
            a, b, c, d = x[i, j], x[i + 1, j], x[i + 1, j + 1], x[i, j + 1]
            out += [[a, b, c], [a, d, c]]
    return np.array(out)


@pytest.mark.parametrize("seed", SEEDS)
def test_coordinates_find_the_face_that_encloses_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    faces = grid(rng)
    targets = rng.uniform(0.05, 6.95, (1, 30, 2))
    t, v = (np.broadcast_to(faces[None, None, :, :, i], (1, 30, *faces.shape[:2])) - targets[..., i, None, None] for i in (0, 1))
    best, weights, miss = by_coordinates(t, v, np.zeros(t.shape[:3]))
    assert (miss > -1e-4).all()
    again = (faces[best] * weights[..., None]).sum(2)
    assert np.abs(again - targets).max() < 1e-3


def test_coordinates_outside_go_to_the_rim_and_say_by_how_much() -> None:
    faces = grid(np.random.default_rng(1))
    targets = np.array([[[-0.5, 3.2]]])
    t, v = (np.broadcast_to(faces[None, None, :, :, i], (1, 1, *faces.shape[:2])) - targets[..., i, None, None] for i in (0, 1))
    best, weights, miss = by_coordinates(t, v, np.zeros(t.shape[:3]))
    assert miss[0, 0] < -0.1
    assert weights.min() >= 0
    place = weights[0, 0] @ faces[best[0, 0]]
    assert place[0] < 0.8


def test_the_outermost_of_two_layers_wins() -> None:
    face = np.array([[-1.0, -1.0], [2.0, -1.0], [-1.0, 2.0]])
    t, v = (np.broadcast_to(face[:, i], (1, 1, 3, 3)).copy() for i in (0, 1))
    best, _, _ = by_coordinates(t, v, np.array([[[0.01, 0.09, 0.03]]]))
    assert best[0, 0] == 1


def test_a_face_seen_edge_on_is_never_chosen() -> None:
    t = np.array([[[[0.0, 0.0, 0.0], [-1.0, 2.0, -1.0]]]])
    v = np.array([[[[-1.0, 1.0, 3.0], [-1.0, -1.0, 2.0]]]])
    best, weights, _ = by_coordinates(t, v, np.zeros((1, 1, 2)))
    assert best[0, 0] == 1
    assert np.isfinite(weights).all()


def test_a_face_over_the_seam_of_a_limb_holds_what_lies_on_either_side_of_it() -> None:
    near, far = [np.pi - 0.1, -np.pi + 0.2, -np.pi + 0.2], [-0.1, 0.2, 0.2]
    t = np.broadcast_to(np.array([0.0, -1.0, 1.0]), (1, 2, 2, 3))
    for angle in (np.pi - 0.01, -np.pi + 0.05):
        v = np.broadcast_to(np.array([far, near]) - angle, (1, 2, 2, 3))
        best, _, miss = by_coordinates(t, v, np.zeros((1, 2, 2)), 2 * np.pi)
        assert (best == 1).all()
        assert (miss == 0).all()
