"""What must not change an answer: size, order in a batch, number type; and a small step of shape moves no point far."""

from __future__ import annotations

import numpy as np
import pytest

from tongren.body.path import built
from tongren.body.person import Body, origin_of
from tongren.body.template import template
from tongren.locating.engine import locate_rest
from tongren.locating.located import Located

SCALE_MM, DOUBLE_MM, BATCH_MM = 0.2, 0.1, 1e-3
STEP = 0.01
# A point may move this much more than the skin that was under it when one axis of the shape moves by 1 % of its range.
JUMP_MM = 6.0
AXES = ("gender", "age", "muscle", "weight", "height", "proportions")
MIDDLE = np.array([[0.0, 0.8, 0.5, 0.5, 0.5, 0.5], [1.0, 0.85, 0.3, 0.7, 0.4, 0.5], [1.0, 0.8, 0.5, 0.25, 0.6, 0.5]])


def placed(vertices: np.ndarray, female: list[bool]) -> Located:
    return locate_rest(vertices.astype(np.float32), np.array(female), alternatives=True)


@pytest.fixture(scope="module")
def three(reference_bodies: dict[str, Body]) -> tuple[np.ndarray, list[bool]]:
    chosen = [reference_bodies[n] for n in ("woman_heavy", "old_man_tall", "young_woman_slim")]
    return np.stack([b.vertices_mm for b in chosen]).astype(np.float32), [b.sex == "female" for b in chosen]


def farthest(one: np.ndarray, two: np.ndarray) -> float:
    return float(np.nanmax(np.linalg.norm(np.asarray(one) - np.asarray(two), axis=-1)))


def worst_code(found: Located, one: np.ndarray, two: np.ndarray) -> str:
    gap = np.nanmax(np.linalg.norm(one - two, axis=-1), axis=0)
    return f"{found.codes[int(np.argmax(gap))]} by {gap.max():.3f} mm"


def test_a_body_a_tenth_larger_has_its_points_a_tenth_farther(three: tuple[np.ndarray, list[bool]]) -> None:
    vertices, female = three
    one, two = placed(vertices, female), placed(vertices * 1.1, female)
    assert farthest(one.position_mm * 1.1, two.position_mm) < SCALE_MM, worst_code(one, one.position_mm * 1.1, two.position_mm)
    assert np.allclose(two.sigma_mm, one.sigma_mm * 1.1, rtol=1e-3)
    assert np.nanmax(np.abs(one.u_cun - two.u_cun)) < 0.02


def test_the_order_of_a_batch_changes_nothing(three: tuple[np.ndarray, list[bool]]) -> None:
    vertices, female = three
    order = [2, 0, 1]
    one, two = placed(vertices, female), placed(vertices[order], [female[i] for i in order])
    assert farthest(one.position_mm[order], two.position_mm) < BATCH_MM
    assert np.array_equal(one.status[order], two.status)
    assert np.array_equal(one.sigma_mm[order], two.sigma_mm)


def test_a_batch_is_its_bodies_one_by_one(three: tuple[np.ndarray, list[bool]]) -> None:
    vertices, female = three
    together = placed(vertices, female)
    for i in range(len(vertices)):
        alone = placed(vertices[i : i + 1], female[i : i + 1])
        assert farthest(together.position_mm[i], alone.position_mm[0]) < BATCH_MM
        assert farthest(together.normal[i], alone.normal[0]) < 1e-4
        assert np.array_equal(together.status[i], alone.status[0])


def test_input_is_not_written_to(three: tuple[np.ndarray, list[bool]]) -> None:
    vertices, female = three
    frozen = vertices.copy()
    frozen.flags.writeable = False
    locate_rest(frozen, np.array(female))
    assert np.array_equal(frozen, vertices)


def test_float64_agrees_with_float32(three: tuple[np.ndarray, list[bool]]) -> None:
    vertices, female = three
    one = placed(vertices, female)
    two = locate_rest(vertices.astype(np.float64), np.array(female), alternatives=True)
    assert two.position_mm.dtype == np.float64
    assert one.position_mm.dtype == np.float32
    assert farthest(one.position_mm, two.position_mm) < DOUBLE_MM, worst_code(one, one.position_mm, two.position_mm)


@pytest.mark.parametrize("axis", AXES)
def test_a_small_step_of_shape_moves_no_point_far(axis: str) -> None:
    step = np.zeros(6)
    step[AXES.index(axis)] = -STEP if axis == "gender" else STEP
    start = MIDDLE.copy()
    start[:, 0] = np.clip(start[:, 0], STEP, 1)
    bodies = built(template(), np.concatenate([start, start + step])).vertices
    bodies = (bodies - origin_of(bodies)[:, None]).astype(np.float32)
    found = placed(bodies, [False, True, True] * 2)
    n = len(MIDDLE)
    faces = template().faces
    for i in range(n):
        carried = (bodies[i + n][faces[found.face[i]]] * found.weights[i][..., None]).sum(1)
        jump = np.linalg.norm(found.position_mm[i + n] - carried, axis=1)
        far = {found.codes[k]: round(float(jump[k]), 1) for k in np.flatnonzero(jump > JUMP_MM)}
        assert not far, f"{axis}, body {i}"
