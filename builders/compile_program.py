"""Compile atlas/ into tongren/data/program.npz: operations, candidate faces found on many bodies, and sigma.

Run:  python builders/compile_program.py
Candidate faces: every operation is worked out on varied bodies against the whole skin of its chart; the faces it came
to, and their neighbours, are stored with it, so that at run time a point looks at some dozens of faces.
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from tongren.body.person import bodies_of
from tongren.body.template import template
from tongren.charts.frames import coordinates
from tongren.knowledge.atlas import read_atlas
from tongren.locating.assembly import compile_atlas
from tongren.locating.execute import Candidates, run
from tongren.locating.plan import Search, Task, planned
from tongren.locating.program import Group, Program, save
from tongren.locating.sigma import with_sigma
from tongren.locating.state import State, start
from tongren.rules.book import base_code, read_rules

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "tongren" / "data" / "program.npz"
SEED = 20
SPARE = 5
BODIES = 96
OTHER_MM, WAVES, STRAY_MM = 8.0, 24, 100.0
RINGS = 1
NEAR = {"snap": 60, "ray": 400, "walk": 500}


def source_hash() -> str:
    """Hash of everything that the program is made from."""
    h = hashlib.sha256()
    folders = ["rules", "bindings", "charts", "measures", "shares", "points", "landmarks"]
    files = [p for d in folders for p in sorted((ROOT / "atlas" / d).iterdir()) if p.suffix in (".csv", ".rule", ".toml")]
    status = ROOT / "atlas" / "point_status.csv"
    code = [ROOT / "tongren" / "locating" / n for n in ("assembly.py", "compiler.py", "directions.py")]
    for p in [*files, *([status] if status.exists() else []), *code, ROOT / "tongren" / "data" / "template.npz"]:
        h.update(p.name.encode())
        h.update(p.read_bytes())
    return h.hexdigest()[:16]


def varied_bodies(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (n, V, 3) and female (n,) of bodies spread over sexes, ages, heights and builds."""
    rng = np.random.default_rng(SEED)
    female = (np.arange(n) % 2).astype(float)
    age, height = rng.uniform(18, 90, n), rng.uniform(142, 208, n)
    bmi = np.where(np.arange(n) % 4 < 2, rng.uniform(16, 24, n), rng.uniform(24, 38, n))
    b = bodies_of(female, age, height, bmi * (height / 100) ** 2)
    return b.vertices_mm, female > 0.5


def other_skins(vertices: np.ndarray) -> np.ndarray:
    """Every other body (n, V, 3) with its skin moved smoothly, OTHER_MM r.m.s. over about 100 mm: shapes the template cannot make."""
    rng = np.random.default_rng(SEED)
    out = vertices.copy()
    for v in out[::2]:
        wave = rng.normal(0, 2 * np.pi / 400, (3, WAVES, 3))
        shift = np.stack([np.cos(v @ w.T + rng.uniform(0, 2 * np.pi, WAVES)).sum(1) for w in wave], -1)
        v += (shift * OTHER_MM / np.sqrt((shift**2).sum(1).mean())).astype(v.dtype)
    return out


def bone_groups() -> np.ndarray:
    """Name of the bone each vertex hangs on most, without side."""
    t = template()
    names = np.array(t.bone_labels)
    return names[t.skinning.argmax(1)]


def chart_faces(mean: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Face numbers of every chart on the left half and the middle, and its outward rule."""
    t = template()
    bone = bone_groups()
    spec = tomllib.loads((ROOT / "atlas" / "bindings" / "chart_faces.toml").read_text())
    x = mean[t.faces][:, :, 0].mean(1)
    out = {}
    for chart, row in spec.items():
        wanted = tuple(row["bones"])
        on = np.array([b.split(".")[0].startswith(wanted) and not b.endswith(".R") for b in bone])
        out[chart] = np.flatnonzero(t.is_skin & on[t.faces].all(1) & (x > -20)).astype(np.int32)
    return out, {c: r["outward"] for c, r in spec.items()}


def without_fan_ends(
    program: Program, charts: dict[str, np.ndarray], mean: np.ndarray, faces: np.ndarray
) -> dict[str, np.ndarray]:
    """Leave out faces beyond the ends of the scalp's median line, where the fan folds onto itself."""
    name = "scalp"
    state = start(planned(replace(program, waves=[]), faces), mean[None].astype(np.float32), np.array([False]))
    corners = mean[faces[charts[name]]].reshape(1, -1, 3).astype(np.float32)
    number = np.full(corners.shape[1], program.charts.names.index(name))
    t = coordinates(state.frames, number, corners)[0].reshape(-1, 3)
    inside = ((t > 0.5) & (t < state.frames.fan_arc[0, -1] - 0.5)).all(1)
    return {**charts, name: charts[name][inside]}


def neighbours() -> list[np.ndarray]:
    """Faces that share a vertex with each face."""
    faces = template().faces
    order = np.argsort(faces.ravel(), kind="stable")
    starts = np.searchsorted(faces.ravel()[order], np.arange(faces.max() + 2))
    of_vertex = [order[starts[v] : starts[v + 1]] // 3 for v in range(faces.max() + 1)]
    return [np.unique(np.concatenate([of_vertex[v] for v in f])) for f in faces]


class WholeSkin(Candidates):
    """Candidates while compiling: all faces of the chart for lookups (put into the plan), the faces around for the rest."""

    def __init__(self, program: Program, charts: dict[str, np.ndarray], left: np.ndarray, faces: np.ndarray) -> None:
        plan = planned(with_whole_charts(program, charts), faces)
        self.first = len(plan.near_face)
        self.plan = replace(plan, near_face=np.concatenate([plan.near_face, np.arange(len(faces)), [0]]))
        self.left = left

    def around(self, state: State, target: np.ndarray, n: int) -> np.ndarray:
        """The n faces (M, n) of the left half around targets (1, M, 3)."""
        centres = state.vertices[0][state.faces[self.left]].mean(1)
        return np.asarray(self.left[cKDTree(centres).query(target[0], k=n)[1]])

    def searches(self, state: State, task: Task, target: np.ndarray) -> list[Search]:
        if task.kind == "lookup":
            return task.searches
        face = self.around(state, target, NEAR[task.kind])
        return [Search(np.arange(len(face)), self.first + face, face)]

    def under_rays(self, state: State, group: Group, target: np.ndarray) -> np.ndarray:
        return self.around(state, target, NEAR["ray"])


def with_whole_charts(program: Program, charts: dict[str, np.ndarray]) -> Program:
    """Give every lookup all faces of its chart as candidates."""

    def whole(g: Group) -> Group:
        if g.operation != "lookup":
            return g
        rows = [charts[program.charts.names[c]] for c in g.chart]
        width = max(map(len, rows))
        return Group(g.kind, {**g.arrays, "cand": np.stack([np.pad(r, (0, width - len(r)), mode="edge") for r in rows])})

    return replace(program, waves=[[whole(g) for g in wave] for wave in program.waves])


def underway(state: State, left: np.ndarray, a: int, b: int) -> set[int]:
    """Faces under the straight way from slot a to slot b: where a walk passes."""
    places = state.place[0, a] + (state.place[0, b] - state.place[0, a]) * np.linspace(0, 1, 6)[:, None]
    _, near = cKDTree(state.vertices[0][state.faces[left]].mean(1)).query(places, k=3)
    return {int(state.face[0, a]), *left[near.ravel()].tolist()}


def windows(g: Group, reach: dict[int, list[int]]) -> np.ndarray:
    """Nodes (M, N) of each curve around where it was crossed on the varied bodies, some more each way."""
    rows = []
    for o, nodes in zip(g.out.tolist(), g.nodes, strict=True):
        last = len(np.unique(nodes)) - 1
        rows.append(nodes[max(min(reach[o]) - SPARE, 0) : min(max(reach[o]) + SPARE, last) + 1])
    width = max(map(len, rows))
    return np.array([list(r) + [r[-1]] * (width - len(r)) for r in rows], np.int32)


def without_strays(hit: dict[int, set[int]], middles: np.ndarray) -> dict[int, set[int]]:
    """Leave out faces more than STRAY_MM from the median of an operation's faces: a skin moved at random may send it anywhere."""
    out = {}
    for o, found in hit.items():
        face = np.array(sorted(found))
        far = np.linalg.norm(middles[face] - np.median(middles[face], axis=0), axis=1)
        out[o] = set(face[far <= STRAY_MM].tolist())
    return out


def with_candidates(program: Program, outward: np.ndarray, n_bodies: int) -> Program:
    """Return the program with candidate faces stored in every group that needs them."""
    vertices, female = varied_bodies(n_bodies)
    seen = other_skins(vertices)
    t = template()
    faces = t.faces.astype(np.int32)
    left = np.flatnonzero(t.is_skin & (vertices.mean(0)[t.faces][:, :, 0].mean(1) > -20)).astype(np.int32)
    charts, _ = chart_faces(vertices.mean(0))
    charts = without_fan_ends(program, charts, vertices.mean(0), faces)
    choose = WholeSkin(program, charts, left, faces)
    hit: dict[int, set[int]] = {}
    began: dict[int, set[int]] = {}
    reach: dict[int, list[int]] = {}
    for b in range(n_bodies):
        state = run(start(choose.plan, seen[b : b + 1].astype(np.float32), female[b : b + 1]), choose)
        for wave in program.waves:
            for g in wave:
                for o, a in zip(g.out.tolist(), g.a.tolist(), strict=True):
                    hit.setdefault(o, set()).add(int(state.face[0, o]))
                    if g.operation == "walk":
                        began.setdefault(o, set()).update(underway(state, choose.left, a, o))
        for wave in program.waves:
            for g in wave:
                if g.operation == "curve":
                    for i, o in enumerate(g.out.tolist()):
                        gap = np.linalg.norm(state.place[0, g.nodes[i]] - state.place[0, o], axis=1)
                        reach.setdefault(o, []).append(int(gap.argmin()))
        print(f"\rbody {b + 1} of {n_bodies}", end="", file=sys.stderr)
    print(file=sys.stderr)
    hit = without_strays(hit, vertices.mean(0)[t.faces].mean(1))
    near = neighbours()
    allowed = set(left.tolist())

    def grown(o: int) -> list[int]:
        found = hit[o] | began.get(o, set())
        for _ in range(RINGS):
            found = found | {int(x) for f in found for x in near[f]}
        return sorted(found & allowed)

    def stored(g: Group) -> Group:
        if g.kind in ("copy", "select"):
            return g
        rows = [grown(o) for o in g.out.tolist()]
        width = max(map(len, rows))
        cand = np.array([r + [r[-1]] * (width - len(r)) for r in rows], np.int32)
        if g.operation == "curve":
            g = Group(g.kind, {**g.arrays, "nodes": windows(g, reach)})
        return Group(g.kind, {**g.arrays, "cand": cand})

    return replace(program, waves=[[stored(g) for g in wave] for wave in program.waves])


def with_outward(program: Program, slot_surface: dict[int, str], rules: dict[str, str]) -> Program:
    """Return the program with the outward direction (M, 3) stored in every lookup group."""
    arrow = {"anterior": (0, -1, 0), "posterior": (0, 1, 0), "free": (0, 0, 0)}

    def vector(chart: int, out: int) -> tuple[int, int, int]:
        rule = rules[program.charts.names[chart]]
        if rule == "by_surface":
            rule = "posterior" if "posterior" in slot_surface.get(out, "") else "anterior"
        return arrow[rule]

    def stored(g: Group) -> Group:
        if g.operation != "lookup":
            return g
        rows = [vector(int(c), int(o)) for c, o in zip(g.chart, g.out, strict=True)]
        return Group(g.kind, {**g.arrays, "outward": np.array(rows, np.float32)})

    return replace(program, waves=[[stored(g) for g in wave] for wave in program.waves])


def main(n_bodies: int = BODIES) -> None:
    atlas = read_atlas()
    book = read_rules(atlas)
    problems = [*atlas.problems, *book.problems]
    if problems:
        print(f"{len(problems)} problems in the atlas (tongren check); the first: {problems[0]}", file=sys.stderr)
    t = template()
    mean, _ = varied_bodies(2)
    program = compile_atlas(atlas, book, mean[0], t.faces)
    slot_surface = {}
    for code, slot in zip(program.codes, program.slot, strict=True):
        p = atlas.points[base_code(code.removesuffix("/alt"))]
        slot_surface[int(slot)] = f"{p.surface} {p.subregion} {p.region}"
    _, outward = chart_faces(mean[0])
    program = with_outward(program, slot_surface, outward)
    program = with_candidates(program, outward, n_bodies)
    program = with_sigma(program, atlas, book)
    program.meta["hash"] = source_hash()
    save(program, OUT)
    widths = {g.kind: g.cand.shape for w in program.waves for g in w if "cand" in g.arrays}
    print(f"{OUT.relative_to(ROOT)}: {len(program.codes)} codes, {len(program.waves)} waves, {OUT.stat().st_size / 1e3:.0f} kB, {widths}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else BODIES)
