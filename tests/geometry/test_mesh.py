"""Meshes as arrays: normals, volume, points on faces, nearest points."""

from __future__ import annotations

import numpy as np
import trimesh

from tongren.geometry.mesh import face_normals, nearest_on_triangles, points_on, vertex_normals, volume

SEED = 5
CUBE = trimesh.creation.box((20.0, 30.0, 40.0))
BALL = trimesh.creation.icosphere(subdivisions=3, radius=50.0)


def test_nearest_point_of_a_triangle_is_the_best_of_many() -> None:
    rng = np.random.default_rng(SEED)
    p, a, b, c = rng.normal(0, 10, (4, 300, 3))
    w = nearest_on_triangles(p, a, b, c)
    assert (w >= -1e-9).all() and np.allclose(w.sum(1), 1)
    q = w[:, :1] * a + w[:, 1:2] * b + w[:, 2:] * c
    theirs = trimesh.triangles.closest_point(np.stack([a, b, c], 1), p)
    assert np.allclose(q, theirs, atol=1e-6)
    tried = rng.dirichlet(np.ones(3), 2000)
    best = np.linalg.norm(np.einsum("sk,knd->snd", tried, np.stack([a, b, c])) - p, axis=2).min(0)
    assert (np.linalg.norm(q - p, axis=1) <= best + 1e-9).all()


def test_nearest_point_of_a_corner_is_the_corner() -> None:
    a, b, c = np.eye(3) * 10
    for k, p in enumerate((a, b, c)):
        assert np.allclose(nearest_on_triangles(p, a, b, c), np.eye(3)[k], atol=1e-12)


def test_volume_of_known_solids() -> None:
    assert np.isclose(volume(np.asarray(CUBE.vertices), np.asarray(CUBE.faces)), 24000)
    assert np.isclose(volume(np.asarray(BALL.vertices), np.asarray(BALL.faces)), BALL.volume)
    two = np.stack([CUBE.vertices, CUBE.vertices * 2])
    assert np.allclose(volume(two, np.asarray(CUBE.faces)), [24000, 8 * 24000])
    assert np.isclose(volume(np.asarray(CUBE.vertices) + 700, np.asarray(CUBE.faces)), 24000), "wherever it lies"


def test_vertex_normals_of_a_ball_point_outward() -> None:
    v = np.asarray(BALL.vertices)
    n = vertex_normals(v, np.asarray(BALL.faces))
    assert np.allclose(np.linalg.norm(n, axis=1), 1)
    assert np.degrees(np.arccos(np.clip((n * v).sum(1) / 50, -1, 1))).max() < 1.5


def test_a_vertex_without_faces_has_no_normal() -> None:
    v = np.concatenate([CUBE.vertices, [[500.0, 0, 0]]])
    assert (vertex_normals(v, np.asarray(CUBE.faces))[-1] == 0).all()


def test_face_normals_are_twice_the_area() -> None:
    n = face_normals(np.asarray(BALL.vertices), np.asarray(BALL.faces))
    assert np.isclose(np.linalg.norm(n, axis=1).sum() / 2, BALL.area)


def test_points_on_faces() -> None:
    v, f = np.asarray(CUBE.vertices), np.asarray(CUBE.faces)
    middle = points_on(v, f, np.arange(len(f)), np.full((len(f), 3), 1 / 3))
    assert np.allclose(middle, v[f].mean(1))
    batch = points_on(np.stack([v, v + 5]), f, np.array([0]), np.array([[1.0, 0, 0]]))
    assert np.allclose(batch[:, 0], [v[f[0, 0]], v[f[0, 0]] + 5])
