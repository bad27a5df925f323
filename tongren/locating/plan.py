"""How a program is run: its operations put into as few tasks as their order allows, and what can be shared worked out once.

A program's waves hold one group for each kind of operation.  A call of NumPy costs some microseconds however little it
does, so for one body the number of calls counts.  Here operations that end alike are one task: all that look for chart
coordinates (`lookup`), all that end on the skin nearest to a place (`snap`: curve, along, meet, chord), all walks.  A task
takes every operation that is ready; walks, the dearest, wait until nothing else is.
Timed, milliseconds of processor time for one body, and for each of 16 to 24 at once: waves with bodies first 35 and 9; bodies
last in memory, tasks, and only the vertices used 12.7 and 3.3; arcs of the scalp by search, six closest faces 12 and 2.8; angles
only on limbs 12 and 2.3.  What did not pay: copying before a partial sort (a twelfth of the sort alone), the closest faces by middles
alone (must be eight).
Shared by all: coordinates of slots (refs), of the corners of candidate faces (parts), and candidate faces themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tongren.charts.frames import LIMB
from tongren.geometry.backend import Array
from tongren.geometry.mesh import IntArray
from tongren.locating.program import Group, Program

TASKS = {
    "copy": "copy", "select": "select", "lookup": "lookup", "curve": "snap", "along": "snap", "meet": "snap",
    "chord": "snap", "walk": "walk",
}  # fmt: skip
REFERENCES = ("r1", "r2", "a", "b")
NOWHERE = -1  # number of the last near face, which stands far away: a row filled up with a face would find it many times
LEAST_ROWS = 24  # a task of fewer operations is searched at one width


@dataclass(frozen=True)
class Search:
    """Operations (m,) of a task, as numbers in it, and their candidates (m, K).

    cand: numbers of the plan's forms (lookup) or of its near faces (the rest); face: the same as faces.
    For lookups also turn (m,): a whole turn where the chart goes around a limb, else 0; and where faces may lie over each
    other, which way is outward (m,): 1 posterior, -1 anterior, and the candidates as near faces.
    """

    rows: Array
    cand: Array
    face: Array
    turn: Array | None = None
    outward: Array | None = None
    near: Array | None = None


@dataclass(frozen=True)
class Task:
    """Operations done at once, one group for each kind; out, one, two (M,): the slots written and leant on."""

    kind: str
    groups: list[Group]
    out: Array
    one: Array
    two: Array
    fresh: Array  # refs whose slots were found since the last task
    searches: list[Search]


@dataclass(frozen=True)
class Plan:
    """A program ready to run on vertices numbered as in `faces` (F, 3)."""

    program: Program
    faces: Array
    tasks: list[Task]
    ref_slot: Array  # (R,) slots whose chart coordinates are asked for; those of bound sites first
    ref_chart: Array  # (R,)
    site_refs: Array  # the numbers of the refs of bound sites
    guide_ref: Array  # (C, G) refs of the program's guide sites
    part_vertex: Array  # (U,) vertices whose chart coordinates are asked for
    part_chart: Array  # (U,)
    form_corner: Array  # (3, N) parts at the corners of the faces that lookups choose from
    form_turn: Array  # (N,) a whole turn where the chart goes around a limb, else 0
    near_face: Array  # (N',) faces that the other operations choose from; the last stands for none


class _Numbers:
    """Gives each key the next number, in the order in which keys are met."""

    def __init__(self) -> None:
        self.of: dict[tuple[int, ...], int] = {}

    def __call__(self, *columns: IntArray) -> IntArray:
        rows = np.stack(np.broadcast_arrays(*columns), -1)
        numbers = [self.of.setdefault(tuple(row), len(self.of)) for row in rows.reshape(-1, len(columns)).tolist()]
        return np.array(numbers, np.int64).reshape(rows.shape[:-1])

    def column(self, i: int) -> IntArray:
        return np.array([key[i] for key in self.of] or [0], np.int64)


def _rows(g: Group, which: npt.NDArray[np.bool_]) -> Group:
    return Group(g.kind, {k: v[which] for k, v in g.arrays.items()})


def _widened(a: IntArray, width: int) -> IntArray:
    """Fill rows (M, K) up with their last entry."""
    return np.pad(a, ((0, 0), (0, width - a.shape[1])), mode="edge") if a.ndim == 2 and a.shape[1] < width else a


def _merged(groups: list[Group]) -> list[Group]:
    """Put groups of one kind together."""
    out = []
    for kind in sorted({g.kind for g in groups}):
        same = [g for g in groups if g.kind == kind]
        arrays: dict[str, Array] = {}
        for name in set.intersection(*(set(g.arrays) for g in same)):
            width = max(g.arrays[name].shape[-1] for g in same)
            arrays[name] = np.concatenate([_widened(np.asarray(g.arrays[name]), width) for g in same])
        out.append(Group(kind, arrays))
    return out


def scheduled(program: Program) -> list[list[Group]]:
    """Return the operations as lists of groups done at once: whatever is ready, walks only when nothing else is."""
    waiting = [g for wave in program.waves for g in wave]
    unknown = {int(o) for g in waiting for o in g.out}
    out: list[list[Group]] = []
    while waiting:
        leans = [np.stack([g.arrays[n] for n in REFERENCES]) for g in waiting]
        ready: list[npt.NDArray[np.bool_]] = [np.asarray(~np.isin(x, list(unknown)).any(0)) for x in leans]
        kinds = {TASKS[g.operation] for g, r in zip(waiting, ready, strict=True) if r.any()}
        kind = next(k for k in dict.fromkeys(TASKS.values()) if k in kinds)
        now = [r if TASKS[g.operation] == kind else np.zeros_like(r) for g, r in zip(waiting, ready, strict=True)]
        out.append(_merged([_rows(g, n) for g, n in zip(waiting, now, strict=True) if n.any()]))
        waiting = [_rows(g, ~n) for g, n in zip(waiting, now, strict=True) if not n.all()]
        unknown -= {int(o) for g in out[-1] for o in g.out}
    return out


class _Planner:
    """Numbers what the tasks share while they are made."""

    def __init__(self, program: Program, faces: IntArray) -> None:
        self.program, self.faces = program, faces
        self.refs, self.forms, self.near = _Numbers(), _Numbers(), _Numbers()
        self.n_sites, self.known = len(program.site_face), 0
        charts = np.arange(len(program.charts.kind))
        self.guides = self.refs(np.asarray(program.guide_site), charts[:, None])

    def with_refs(self, g: Group) -> Group:
        """Add the refs of the slots that a group reads coordinates of: r1_ref ..."""
        if TASKS[g.operation] in ("copy", "select") or g.operation in ("meet", "along", "chord"):
            return g
        more = {}
        for name in ("a",) if g.operation == "walk" else (*REFERENCES, "nodes"):
            if name in g.arrays:
                chart = g.chart if g.arrays[name].ndim == 1 else g.chart[:, None]
                more[name + "_ref"] = self.refs(np.asarray(g.arrays[name]), np.asarray(chart))
        return Group(g.kind, {**g.arrays, **more})

    def task(self, groups: list[Group]) -> Task:
        """Return the task of groups that are done at once."""
        kind = TASKS[groups[0].operation]
        groups = [self.with_refs(g) for g in groups]
        fresh = np.array([n for (slot, _), n in self.refs.of.items() if n >= self.known and slot >= self.n_sites], np.int64)
        self.known = len(self.refs.of)
        leans = {"lookup": ("r1", "r2"), "curve": ("r1", "r2"), "along": ("a", "b"), "chord": ("a", "b"), "walk": ("a", "a")}
        one, two = (
            np.concatenate([g.arrays[leans[g.operation][i]] if g.operation in leans else 0 * g.out for g in groups]) for i in (0, 1)
        )
        out = np.concatenate([g.out for g in groups])
        there = kind in ("lookup", "snap", "walk") and all("cand" in g.arrays for g in groups)
        return Task(kind, groups, out, one, two, fresh, self.searches(kind, groups) if there else [])

    def searches(self, kind: str, groups: list[Group]) -> list[Search]:
        """Return the searches of a task: rows of like width together, lookups around limbs apart from the others."""
        width = max(g.cand.shape[1] for g in groups)
        cand = np.concatenate([_widened(np.asarray(g.cand), width) for g in groups]).astype(np.int64)
        chart = np.concatenate([g.chart for g in groups])
        limb = (np.asarray(self.program.charts.kind)[chart] == LIMB) & (kind == "lookup")
        count = (cand[:, 1:] != cand[:, :-1]).sum(1) + 1
        parts = [p for side in (limb, ~limb) for p in _classes(np.flatnonzero(side), count)]
        out = []
        for rows in parts:
            face = cand[rows, : count[rows].max()]
            if kind != "lookup":
                filled = np.arange(face.shape[1]) >= count[rows, None]
                out.append(Search(rows, np.where(filled, NOWHERE, self.near(face)), face))
                continue
            turn = _turn(limb[rows])
            outward = np.concatenate([g.outward[:, 1] for g in groups])[rows] / 1000
            some = bool(outward.any())
            out.append(Search(
                rows, self.forms(face, chart[rows, None]), face, turn if turn.any() else None,
                outward if some else None, self.near(face) if some else None,
            ))  # fmt: skip
        return out

    def plan(self) -> Plan:
        """Return the plan of the whole program."""
        tasks = [self.task(groups) for groups in scheduled(self.program)]
        form_face, form_chart = self.forms.column(0), self.forms.column(1)
        parts = _Numbers()
        corner = np.stack([parts(self.faces[form_face, i], form_chart) for i in range(3)])
        limb = np.asarray(self.program.charts.kind)[form_chart] == LIMB
        slot = self.refs.column(0)
        return Plan(
            self.program, self.faces.astype(np.int64), tasks, slot, self.refs.column(1), np.flatnonzero(slot < self.n_sites),
            self.guides, parts.column(0), parts.column(1), corner, _turn(limb), np.append(self.near.column(0), 0),
        )  # fmt: skip


def _turn(limb: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    return (2 * np.pi * limb).astype(np.float32)


def _classes(rows: IntArray, count: IntArray) -> list[IntArray]:
    """Cut rows in two by their count of candidates, where the area filled up to the widest row is least."""
    n = len(rows)
    if n < LEAST_ROWS:
        return [rows] if n else []
    rows = rows[np.argsort(count[rows], kind="stable")]
    left = np.arange(1, n)
    cut = int((left * count[rows[:-1]] + (n - left) * count[rows[-1]]).argmin()) + 1
    return [np.sort(rows[:cut]), np.sort(rows[cut:])]


def planned(program: Program, faces: IntArray) -> Plan:
    """Return the plan of a program whose sites and candidates are numbered as in faces (F, 3)."""
    return _Planner(program, faces).plan()


def converted(thing: Any, make: Any) -> Any:
    """Return a plan, or a part of one, with every array passed through `make` (for example onto a GPU)."""
    if isinstance(thing, np.ndarray):
        return make(thing)
    if isinstance(thing, list):
        return [converted(x, make) for x in thing]
    if isinstance(thing, Group):
        return Group(thing.kind, {k: make(v) for k, v in thing.arrays.items()})
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{f.name: converted(getattr(thing, f.name), make) for f in fields(thing)})
    return thing
