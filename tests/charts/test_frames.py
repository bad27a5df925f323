"""Charts on simple solids whose coordinates can be written down, and on a body."""

from __future__ import annotations

import numpy as np
import pytest

from tongren.body.person import Body
from tongren.body.population import bodies
from tongren.body.template import template
from tongren.charts.frames import LIMB, PLUMB, SCALP, Frames, coordinates, cross, dot, frames_on, turned_to, unit
from tongren.locating.program import compiled


def rotation(seed: int) -> np.ndarray:
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    q = q * np.sign(np.diag(r))
    return np.asarray(q * np.sign(np.linalg.det(q)))


def one_chart(kind: int, o: np.ndarray, axes: np.ndarray, angle: np.ndarray, arc: np.ndarray) -> Frames:
    a, e1, e2 = (axes[None, None, i] for i in range(3))
    return Frames(np.array([kind]), o[None, None], a, e1, e2, angle[None], arc[None], 0 if kind == SCALP else -1)


NO_LINE = (np.zeros(2), np.zeros(2))
CHART = np.zeros(1, int)


def at(frames: Frames, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    t, v = coordinates(frames, np.zeros(len(places), int), places[None])
    return t[0], v[0]


@pytest.mark.parametrize("seed", range(4))
def test_a_limb_measures_a_cylinder(seed: int) -> None:
    rng = np.random.default_rng(seed)
    axes, o = rotation(seed), rng.normal(0, 100, 3)
    length, angle = rng.uniform(0, 300, 50), rng.uniform(-3.1, 3.1, 50)
    places = o + length[:, None] * axes[0] + 40 * (np.cos(angle)[:, None] * axes[1] + np.sin(angle)[:, None] * axes[2])
    t, v = at(one_chart(LIMB, o, axes, *NO_LINE), places)
    assert np.allclose(t, length)
    assert np.allclose(v, angle)


def test_a_plumb_chart_measures_height_and_distance_from_the_median_plane() -> None:
    places = np.random.default_rng(0).normal(0, 200, (20, 3))
    axes = np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])
    t, v = at(one_chart(PLUMB, np.zeros(3), axes, *NO_LINE), places)
    assert np.allclose(t, places[:, 2])
    assert np.allclose(v, places[:, 0])


def test_the_scalp_measures_arcs_of_a_sphere() -> None:
    radius, centre = 95.0, np.array([0.0, 4.0, 1600.0])
    knots = np.linspace(0.3, 3.4, 80)
    line = centre + radius * np.stack([0 * knots, -np.cos(knots), np.sin(knots)], -1)
    arc = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    axes = np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])
    frames = one_chart(SCALP, centre, axes, knots, arc)
    rng = np.random.default_rng(2)
    along, beside = rng.uniform(0.4, 3.3, 40), rng.uniform(-1.0, 1.0, 40)
    flat = np.stack([np.sin(beside), -np.cos(beside) * np.cos(along), np.cos(beside) * np.sin(along)], -1)
    t, v = at(frames, centre + radius * flat)
    assert np.abs(t - radius * (along - 0.3)).max() < 0.05  # the polyline is that much shorter than the arc
    assert np.abs(v - radius * beside).max() < 1e-3


def polyline_length(places: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(places, axis=0), axis=1).sum())


def sites_of(vertices: np.ndarray) -> np.ndarray:
    program = compiled()
    corners = vertices[template().faces[program.site_face]]
    return np.asarray((corners * program.site_weights[:, :, None]).sum(1))


def site(name: str, body: Body) -> np.ndarray:
    return np.asarray(sites_of(body.vertices_mm)[compiled().meta["landmarks"][name]])


def test_the_scalp_of_a_body_is_measured_along_its_skin(reference_bodies: dict[str, Body]) -> None:
    program = compiled()
    for body in reference_bodies.values():
        sites = sites_of(body.vertices_mm)
        frames = frames_on(program.charts, sites[None].astype(np.float32))
        line = sites[np.asarray(program.charts.scalp_line)]
        chart = np.full(len(line), program.charts.names.index("scalp"))
        t, v = coordinates(frames, chart, line[None].astype(np.float32))
        wanted = np.array([polyline_length(line[: i + 1]) for i in range(len(line))])
        hair = [site("anterior_hairline_midpoint", body), site("posterior_hairline_midpoint", body)]
        first, last = (int(np.linalg.norm(line - h, axis=1).argmin()) for h in hair)
        assert 0 < first < last < len(line)
        assert np.abs(t[0] - wanted)[: last + 1].max() < 0.5
        assert np.abs(v[0, : last + 1]).max() < 1.0
        assert 250 < wanted[last] - wanted[first] < 450


def test_the_tape_from_brow_to_nape_rises_on_random_bodies() -> None:
    program = compiled()
    sites = np.stack([sites_of(v) for v in bodies(100, seed=1).vertices_mm]).astype(np.float32)
    frames = frames_on(program.charts, sites)
    line = sites[:, np.asarray(program.charts.scalp_line)]
    chart = np.full(line.shape[1], program.charts.names.index("scalp"))
    t, _ = coordinates(frames, chart, line)
    steps = np.linalg.norm(np.diff(line, axis=1), axis=2)
    wanted = np.concatenate([np.zeros((len(line), 1)), steps.cumsum(axis=1)], axis=1)
    assert np.diff(frames.fan_angle, axis=1).min() > 1e-4
    assert np.abs(t - wanted).max() < 2.0


def test_levels_of_the_nape_are_horizontal(reference_bodies: dict[str, Body]) -> None:
    program = compiled()
    for body in reference_bodies.values():
        frames = frames_on(program.charts, sites_of(body.vertices_mm)[None].astype(np.float32))
        hair = site("posterior_hairline_midpoint", body)
        places = (hair + [[0.0, 0, 0], [20, -5, 0], [40, -15, 0], [-40, -15, 0]]).astype(np.float32)
        t, v = coordinates(frames, np.full(4, frames.scalp), places[None])
        assert np.ptp(t) < 0.01
        assert 0 < v[0, 1] < v[0, 2]
        assert np.isclose(v[0, 2], -v[0, 3], rtol=0.01)


def test_axes_of_every_chart_are_square_and_of_length_one(reference_bodies: dict[str, Body]) -> None:
    program = compiled()
    for body in reference_bodies.values():
        f = frames_on(program.charts, sites_of(body.vertices_mm)[None])
        basis = np.stack([np.broadcast_to(x, f.o.shape) for x in (f.a, f.e1, f.e2)], 2)
        assert np.abs(basis @ np.swapaxes(basis, -1, -2) - np.eye(3)).max() < 1e-5


def test_limb_coordinates_do_not_see_a_rigid_move(reference_bodies: dict[str, Body]) -> None:
    program = compiled()
    sites = sites_of(reference_bodies["man_average"].vertices_mm)
    turn, shift = rotation(5), np.array([120.0, -40.0, 300.0])
    limbs = np.flatnonzero(np.asarray(program.charts.kind) == LIMB)
    assert len(limbs) >= 5
    for chart in limbs:
        near = sites + 0.0
        number = np.full(len(near), chart)
        one = coordinates(frames_on(program.charts, sites[None]), number, near[None])
        moved = (sites @ turn.T + shift)[None]
        two = coordinates(frames_on(program.charts, moved), number, moved)
        assert np.abs(one[0] - two[0]).max() < 1e-3
        gap = (one[1] - two[1] + np.pi) % (2 * np.pi) - np.pi
        f = frames_on(program.charts, sites[None])
        beside = np.linalg.norm(np.cross(near - f.o[0, chart], f.a[0, chart]), axis=1) > 1.0  # on the axis there is no angle
        assert np.abs(gap[0][beside]).max() < 1e-3


def test_angles_are_brought_within_half_a_turn() -> None:
    frames = one_chart(LIMB, np.zeros(3), np.eye(3), *NO_LINE)
    v = np.array([[-3.0, 3.0, 9.5]])
    turned = turned_to(frames, np.zeros(3, int), v, np.array([[3.0, -3.0, 0.0]]))
    assert np.allclose(turned, [[-3.0 + 2 * np.pi, 3.0 - 2 * np.pi, 9.5 - 4 * np.pi]])
    plumb = one_chart(PLUMB, np.zeros(3), np.eye(3), *NO_LINE)
    assert np.array_equal(turned_to(plumb, np.zeros(3, int), v, np.zeros((1, 3))), v)


def test_small_vector_helpers() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, 5, 3))
    assert np.allclose(cross(x, y), np.cross(x, y))
    assert np.allclose(dot(x, y), (x * y).sum(-1))
    assert np.allclose(np.linalg.norm(unit(x), axis=-1), 1)
    assert np.array_equal(unit(np.zeros(3)), np.zeros(3))
