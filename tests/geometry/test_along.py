"""Lines and the surfaces they meet: a ball as triangles and as points, from inside and outside, and where there is nothing."""

from __future__ import annotations

import numpy as np

from tongren.geometry.along import along_cloud, along_mesh

RADIUS = 100.0


def ball() -> tuple[np.ndarray, np.ndarray]:
    import trimesh

    mesh = trimesh.creation.icosphere(subdivisions=4, radius=RADIUS)
    return np.asarray(mesh.vertices), np.asarray(mesh.faces)


def lines(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Places up to 20 mm off the ball and outward directions."""
    rng = np.random.default_rng(seed)
    out = rng.normal(size=(n, 3))
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    return out * (RADIUS + rng.uniform(-20, 20, (n, 1))), out


def test_the_way_to_a_ball_of_triangles() -> None:
    points, faces = ball()
    places, out = lines(200, 1)
    way = along_mesh(points, faces, places, out, 30.0)
    assert np.abs(way - (RADIUS - np.linalg.norm(places, axis=1))).max() < 0.2


def test_the_way_to_a_ball_of_points() -> None:
    points, _ = ball()
    places, out = lines(200, 2)
    way = along_cloud(points, points / RADIUS, places, out, 30.0, 8.0)
    assert np.abs(way - (RADIUS - np.linalg.norm(places, axis=1))).max() < 1.5


def test_one_large_triangle_is_met_among_small_ones() -> None:
    points, faces = ball()
    large = np.array([[-5000.0, -5000, 140], [5000, -5000, 140], [0, 9000, 140]])
    way = along_mesh(np.concatenate([points, large]), np.concatenate([faces, [[len(points), len(points) + 1, len(points) + 2]]]),
                     np.array([[300.0, 0, 130]]), np.array([[0.0, 0, 1]]), 30.0)  # fmt: skip
    assert np.allclose(way, 10)


def test_nothing_in_reach_or_facing_away_is_no_answer() -> None:
    points, faces = ball()
    places, out = np.array([[0.0, 0, 150], [0, 0, 100]]), np.array([[0.0, 0, 1], [0, 0, -1]])
    assert np.isnan(along_mesh(points, faces, places, out, 30.0)).all()
    assert np.isnan(along_cloud(points, points / RADIUS, places, out, 30.0, 8.0)).all()
