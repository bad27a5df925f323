"""Plans: the program reduced to what it uses answers like the whole one, and every operation is done once, after its references."""

from __future__ import annotations

import numpy as np
import pytest

from tongren.body.person import Body
from tongren.body.template import template
from tongren.locating.engine import locate_rest
from tongren.locating.execute import run
from tongren.locating.plan import TASKS, planned, scheduled
from tongren.locating.program import compiled
from tongren.locating.state import start


def test_every_operation_is_done_once_and_after_what_it_leans_on() -> None:
    program = compiled()
    known = set(range(len(program.site_face)))
    for groups in scheduled(program):
        assert len({TASKS[g.operation] for g in groups}) == 1
        for name in ("r1", "r2", "a", "b"):
            assert not {int(s) for g in groups for s in g.arrays[name]} - known
        new = [int(o) for g in groups for o in g.out]
        assert len(new) == len(set(new))
        assert not known & set(new)
        known |= set(new)
    assert known == set(range(program.n_slots))


def test_tasks_keep_each_operation_with_its_own_numbers() -> None:
    program = compiled()
    before = {int(o): {k: v[i] for k, v in g.arrays.items()} for w in program.waves for g in w for i, o in enumerate(g.out)}
    for groups in scheduled(program):
        for g in groups:
            for i, o in enumerate(g.out.tolist()):
                for k, v in g.arrays.items():
                    old = before[o][k]
                    assert np.array_equal(v[i] if v.ndim < 2 else v[i, : len(old)], old), (g.kind, k)


@pytest.mark.parametrize("name", ["woman_average", "man_heavy"])
def test_the_whole_program_on_both_bodies_answers_like_the_lean_one(name: str, reference_bodies: dict[str, Body]) -> None:
    body, t = reference_bodies[name], template()
    vertices = body.vertices_mm.astype(np.float32)
    mirrored = vertices[t.mirror_vertex] * np.array([-1, 1, 1], np.float32)
    program = compiled()
    state = run(start(planned(program, t.faces), np.stack([vertices, mirrored]), np.full(2, body.sex == "female")))
    found = locate_rest(vertices[None], np.array([body.sex == "female"]), alternatives=True)
    for e, (code, side) in enumerate(zip(found.codes, found.sides, strict=True)):
        slot = program.slot[program.codes.index(code)]
        right = int(side == "R")
        face = int(state.face[right, slot])
        assert found.face[0, e] == (t.mirror_face[face] if right else face), code
        place = state.place[right, slot] * (np.array([-1, 1, 1]) if right else 1)
        assert np.abs(found.position_mm[0, e] - place).max() < 1e-3, code
