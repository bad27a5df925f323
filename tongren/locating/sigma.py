"""How surely a point is known: the sigma of every landmark and measure carried through the program to first order.

sigma is the radius of the circle on the skin that should hold the true place 68 times in 100, about 1.5 times the
standard deviation along one direction.  Each landmark is moved along two directions of the skin by its own sigma and
the program is run again; the squares of what the points move, halved (two directions make one circle), are added.
To these are added what every point moves when all cun are 5 % longer, 4 mm where the rule assumes something the
standard does not say, and 2 mm that nobody can do without (a fingertip, a thumb's pulse, the mesh).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tongren.body.person import Body
from tongren.body.template import template
from tongren.geometry.mesh import FloatArray, face_normals
from tongren.knowledge.atlas import Atlas
from tongren.locating.execute import run
from tongren.locating.plan import planned
from tongren.locating.program import Group, Program
from tongren.locating.state import start
from tongren.rules.book import RuleBook

MEASURE_SIGMA = 0.05
ASSUMED_MM = 4.0
FLOOR_MM = 2.0
REFERENCE = (("male", 40, 175, 75), ("female", 40, 162, 60))


def tangents(normal: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return two unit directions (..., 3) square to unit normals and to each other."""
    helper = np.where(np.abs(normal[..., 2:]) < 0.8, [0.0, 0.0, 1.0], [1.0, 0.0, 0.0])
    one = np.cross(normal, helper)
    one /= np.linalg.norm(one, axis=-1, keepdims=True)
    return one, np.cross(normal, one)


def landmark_moves(program: Program, vertices: FloatArray, mm: dict[str, float]) -> tuple[list[str], FloatArray]:
    """Return landmark names (L) and site shifts (2L, S, 3): each landmark as a whole along two skin directions by mm."""
    t = template()
    normal = face_normals(vertices, t.faces[program.site_face])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    names = sorted(mm)
    first = program.meta["landmarks"]
    order = sorted(first.values()) + [len(program.site_face)]
    end = dict(zip(order[:-1], order[1:], strict=True))
    shifts = np.zeros((2 * len(names), len(program.site_face), 3), np.float32)
    for i, name in enumerate(names):
        a = first[name]
        for k, direction in enumerate(tangents(normal[a : end[a]])):
            # a curve moves as one: along the directions of its middle node
            whole = direction[len(direction) // 2]
            shifts[2 * i + k, a : end[a]] = whole * mm[name]
    return names, shifts


def moved_points(program: Program, vertices: FloatArray, female: bool, shifts: FloatArray, chunk: int = 8) -> FloatArray:
    """Return (N, P, 3) places of all points when the sites are shifted by (N, S, 3)."""
    plan = planned(program, template().faces)
    out = []
    for i in range(0, len(shifts), chunk):
        part = shifts[i : i + chunk]
        body = np.broadcast_to(vertices.astype(np.float32), (len(part), *vertices.shape))
        state = run(start(plan, body, np.full(len(part), female), part))
        out.append(state.place[:, program.slot])
    return np.concatenate(out)


def sigma_on(program: Program, vertices: FloatArray, female: bool, mm: dict[str, float], assumed: FloatArray) -> FloatArray:
    """Return sigma (P,) in millimetres on one body."""
    still = np.zeros((1, len(program.site_face), 3), np.float32)
    base = moved_points(program, vertices, female, still)[0]
    _, shifts = landmark_moves(program, vertices, mm)
    moved = moved_points(program, vertices, female, shifts) - base
    square = np.minimum((moved**2).sum(-1), 60.0**2).sum(0) / 2
    longer = [[_scaled(g) for g in wave] for wave in program.waves]
    stretch = moved_points(replace(program, waves=longer), vertices, female, still)[0] - base
    square += np.minimum((stretch**2).sum(-1), 60.0**2)
    return np.sqrt(square + assumed * ASSUMED_MM**2 + FLOOR_MM**2)


def _scaled(g: Group) -> Group:
    return Group(g.kind, {**g.arrays, "amount": g.amount * (1 + MEASURE_SIGMA), "across": g.across * (1 + MEASURE_SIGMA)})


def with_sigma(program: Program, atlas: Atlas, book: RuleBook) -> Program:
    """Return the program with sigma on the two reference bodies and their heights."""
    mm = {name: nodes[0].sigma_mm for name, nodes in atlas.bindings.items()}
    guesses = {r.code + ("/alt" if r.alternative else "") for r in book.rules if r.assumed}
    assumed = np.array([c in guesses for c in program.codes], float)
    rows, heights = [], []
    for sex, age, height, weight in REFERENCE:
        body = Body(sex, age, height, weight)  # type: ignore[arg-type]
        rows.append(sigma_on(program, body.vertices_mm, sex == "female", mm, assumed))
        heights.append(height * 10.0)
    return replace(program, sigma_mm=np.array(rows, np.float32), sigma_height_mm=np.array(heights, np.float32))
