"""How a point was found, as lines to draw: read from the very operations of the program that found it, on this body.

Levels and lines of a chart are contours of its coordinates over the skin: the coordinate is evaluated at the vertices
of the faces around, and each triangle gives the straight piece where its value passes zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tongren.body.template import template
from tongren.charts.frames import LIMB, coordinates
from tongren.geometry.mesh import FloatArray, IntArray
from tongren.locating.chart_lines import across_mm
from tongren.locating.execute import run
from tongren.locating.plan import planned
from tongren.locating.program import KIND_LEVEL, KIND_MEDIAN, KIND_SEGMENT, Program, compiled
from tongren.locating.state import State, start

TURN = 2 * np.pi
REACH_MM = 45.0  # how far beyond references and point the lines are drawn


@dataclass
class Lines:
    """Segments (N, 2, 3) of one line on the skin and its role: level, base (the level counted from), line or curve."""

    segments: FloatArray
    role: str
    name: str = ""


@dataclass
class Construction:
    """Lines, named references, numbered ticks and the place of one point; millimetres."""

    place: FloatArray
    chart: str
    lines: list[Lines] = field(default_factory=list)
    references: dict[str, FloatArray] = field(default_factory=dict)
    ticks: list[tuple[FloatArray, str]] = field(default_factory=list)
    chords: list[FloatArray] = field(default_factory=list)
    proximal: FloatArray | None = None  # towards the trunk along the axis of a limb's chart

    def mirrored(self) -> Construction:
        """Return the construction of the other side."""
        flip = np.array([-1.0, 1.0, 1.0])
        return Construction(
            self.place * flip,
            self.chart,
            [Lines(x.segments * flip, x.role, x.name) for x in self.lines],
            {k: v * flip for k, v in self.references.items()},
            [(p * flip, s) for p, s in self.ticks],
            [c * flip for c in self.chords],
            None if self.proximal is None else self.proximal * flip,
        )


def contour(vertices: FloatArray, faces: IntArray, value: FloatArray, limit: float = np.inf) -> FloatArray:
    """Return segments (N, 2, 3) where a value at the vertices passes zero; faces with values beyond `limit` do not count."""
    f = value[faces]
    ok = np.isfinite(f).all(1) & (np.abs(f).max(1) < limit) & ((f > 0).any(1)) & ((f <= 0).any(1))
    faces, f = faces[ok], f[ok]
    ends = []
    for i, j in ((0, 1), (1, 2), (2, 0)):
        crossing = (f[:, i] > 0) != (f[:, j] > 0)
        part = np.where(crossing, f[:, i] / np.where(crossing, f[:, i] - f[:, j], 1), np.nan)[:, None]
        ends.append(vertices[faces[:, i]] + part * (vertices[faces[:, j]] - vertices[faces[:, i]]))
    three = np.stack(ends, 1)
    there = np.isfinite(three[..., 0])
    order = np.argsort(~there, axis=1, kind="stable")[:, :2]
    return np.take_along_axis(three, order[..., None], 1)


def construction_of(vertices: FloatArray, female: bool, code: str, program: Program | None = None) -> Construction:
    """Return the construction of a point of the left side or the median plane, on vertices at rest (V, 3)."""
    program = program or compiled()
    plan = planned(program, template().faces)
    state = run(start(plan, vertices[None].astype(np.float32), np.array([female])))
    return _Builder(program, state, code).built()


def construction_on(vertices: FloatArray, female: bool, code: str, side: str) -> Construction:
    """Return the construction on one side; that of the right is worked out on the mirrored body, as the point itself is."""
    if side != "R":
        return construction_of(vertices, female, code)
    mirrored = vertices[template().mirror_vertex] * (-1, 1, 1)
    return construction_of(mirrored, female, code).mirrored()


class _Builder:
    def __init__(self, program: Program, state: State, code: str) -> None:
        self.p, self.s = program, state
        entry = program.codes.index(code)
        self.slot = int(program.slot[entry])
        self.chart = int(program.chart[entry])
        self.ops = {int(o): (g, i) for wave in program.waves for g in wave for i, o in enumerate(g.out.tolist())}
        self.site_name = {first: name for name, first in program.meta["landmarks"].items()}
        self.point_name = {int(s): c for s, c in zip(program.slot, program.codes, strict=True)}
        self.out = Construction(self.at(self.slot), program.charts.names[self.chart])
        if self.is_limb(self.chart):
            self.out.proximal = -np.asarray(state.frames.a[0, self.chart], float)
        self.faces: IntArray = np.zeros((0, 3), np.int32)

    def at(self, slot: int) -> FloatArray:
        return np.asarray(self.s.place[0, slot], float)

    def refer(self, slot: int) -> FloatArray:
        """Name a slot as a reference (hidden slots stay unnamed) and return its place."""
        name = self.site_name.get(slot) or self.point_name.get(slot)
        if name and slot != self.slot:
            self.out.references[name] = self.at(slot)
        return self.at(slot)

    def built(self) -> Construction:
        slots = [self.slot]
        while slots:
            slot = slots.pop()
            if slot not in self.ops:
                continue
            group, i = self.ops[slot]
            n = len(group.arrays["out"])
            op = {k: v[i] for k, v in group.arrays.items() if len(v) == n}
            kind = group.kind.split("-")[0]  # a kind may be split further by its line: lookup-median
            if kind == "select":
                slots.append(int(op["a"] if bool(self.s.female[0]) else op["b"]))
                continue
            hidden = self.draw(kind, op)
            slots += [h for h in hidden if h in self.ops and h not in self.point_name]
        return self.out

    # -- values of the chart at the vertices around --------------------------------------------------------------
    def around(self, chart: int, places: list[FloatArray]) -> tuple[FloatArray, FloatArray]:
        """Choose the skin near the places and return (t, v) at all vertices of it (NaN elsewhere)."""
        t = template()
        vertices = np.asarray(self.s.vertices[0], float)
        keep = np.zeros(len(vertices), bool)
        span = max(np.linalg.norm(a - b) for a in places for b in places) if len(places) > 1 else 0.0
        for p in [*places, *(a + (b - a) * f for a in places for b in places for f in (0.25, 0.5))]:
            keep |= np.linalg.norm(vertices - p, axis=1) < REACH_MM + 0.3 * span
        self.faces = t.faces[keep[t.faces].all(1) & t.is_skin]
        c = np.full(len(vertices), chart)
        tt, vv = coordinates(self.s.frames, c, self.s.vertices)
        return np.where(keep, tt[0], np.nan), np.where(keep, vv[0], np.nan)

    def tv(self, chart: int, place: FloatArray) -> tuple[float, float]:
        t, v = coordinates(self.s.frames, np.array([chart]), place[None, None].astype(np.float32))
        return float(t[0, 0]), float(v[0, 0])

    def is_limb(self, chart: int) -> bool:
        return int(self.p.charts.kind[chart]) == LIMB

    def line(self, value: FloatArray, role: str, limit: float = np.inf, name: str = "") -> None:
        segments = contour(np.asarray(self.s.vertices[0], float), self.faces, value, limit)
        if len(segments):
            self.out.lines.append(Lines(segments, role, name))

    def across(self, chart: int, t: FloatArray) -> FloatArray:
        safe = np.where(np.isfinite(t), t, 0.0).astype(np.float32)
        return np.asarray(across_mm(self.s, np.full(len(safe), chart), safe[None])[0], float)

    def second_value(self, op: dict[str, Any], chart: int, t: FloatArray, v: FloatArray) -> tuple[FloatArray, float]:
        """Return the value that is zero on the operation's second line, and the limit of a face's values."""
        limb = self.is_limb(chart)
        kind = int(op["line"])
        if kind == KIND_SEGMENT:
            (ta, va), (tb, vb) = (self.tv(chart, self.refer(int(op[k]))) for k in ("a", "b"))
            vb = vb - TURN * round((vb - va) / TURN) if limb else vb
            scale = 45.0 if limb else 1.0
            d = v - va
            d = d - TURN * np.round((d - (vb - va) / 2) / TURN) if limb else d
            length = max(1e-6, float(np.hypot(tb - ta, (vb - va) * scale)))
            return (d * scale * (tb - ta) - (t - ta) * (vb - va) * scale) / length, 70.0 if limb else np.inf
        if kind == KIND_MEDIAN:
            return v - self.across(chart, t) * float(op["across"]), np.inf
        _, vr = self.tv(chart, self.refer(int(op["r2"])))
        off = v - vr - self.across(chart, t) * float(op["across"])
        return (off - TURN * np.round(off / TURN), 1.5) if limb else (off, np.inf)

    # -- one operation -------------------------------------------------------------------------------------------
    def draw(self, kind: str, op: dict[str, Any]) -> list[int]:
        """Add the lines of one operation; return the slots it leaned on."""
        made = {
            "copy": self._copy,
            "lookup": self._lookup,
            "curve": self._curve,
            "meet": self._meet,
            "along": self._along,
            "chord": self._chord,
            "walk": self._walk,
        }[kind]
        return made(op)

    def _copy(self, op: dict[str, Any]) -> list[int]:
        self.refer(int(op["a"]))
        return [int(op["a"])]

    def _places(self, op: dict[str, Any], names: tuple[str, ...]) -> list[FloatArray]:
        own = [self.out.place, *(self.at(int(op[n])) for n in names)]
        if int(op["line"]) == KIND_MEDIAN:
            own.append(self.out.place * (0, 1, 1))
        return own

    def _lookup(self, op: dict[str, Any]) -> list[int]:
        chart, kind = int(op["chart"]), int(op["line"])
        used: tuple[str, ...] = ("a", "b") if kind == KIND_SEGMENT else ()
        by_level = not bool(op["by_part"]) and not bool(op["by_crossing"])
        used += ("r1",) if by_level else ()
        used += ("r2",) if kind not in (KIND_SEGMENT, KIND_MEDIAN, KIND_LEVEL) else ()
        t, v = self.around(chart, self._places(op, used))
        if bool(op["by_crossing"]):
            segment, limit = self.second_value({**op, "line": KIND_SEGMENT}, chart, t, v)
            self.line(segment, "line", limit)
        value, limit = self.second_value(op, chart, t, v)
        self.line(value, "line", limit)
        if kind == KIND_MEDIAN:
            self.line(v + 1e-4, "base", name="median_line")
        if by_level:
            self._level(op, chart, t, value, limit)
        if kind == KIND_MEDIAN:
            self._cross_ticks(op, chart, t, v)
        return [int(op[n]) for n in used]

    def _level(self, op: dict[str, Any], chart: int, t: FloatArray, value: FloatArray, limit: float) -> None:
        """Add the level, the level it is counted from, and the cun between them along the line where value is zero."""
        t0, _ = self.tv(chart, self.refer(int(op["r1"])))
        mm = float(op["amount"]) * float(self.s.mm_per_cun[0, int(op["measure"])])
        self.line(t - t0 - mm, "level")
        if abs(mm) > 1e-6:
            self.line(t - t0, "base")
            segments = contour(np.asarray(self.s.vertices[0], float), self.faces, value, limit)
            self._ticks_on(segments, chart, t0, mm, float(op["amount"]))

    def _ticks_on(self, segments: FloatArray, chart: int, t0: float, mm: float, amount: float) -> None:
        """Add a tick at each whole cun from t0 along segments that run along the chart."""
        if not len(segments):
            return
        t, _ = coordinates(self.s.frames, np.full(len(segments) * 2, chart), segments.reshape(1, -1, 3).astype(np.float32))
        t = np.asarray(t[0], float).reshape(-1, 2)
        n = abs(amount)
        for k in [0.0, *np.arange(1, n), n] if n <= 16 else [0.0, n]:
            want = t0 + mm * k / n
            near = np.flatnonzero((t.min(1) <= want) & (t.max(1) >= want) & (np.ptp(t, axis=1) > 1e-9))
            if not len(near):
                continue
            part = (want - t[near, 0]) / (t[near, 1] - t[near, 0])
            places = segments[near, 0] + part[:, None] * (segments[near, 1] - segments[near, 0])
            gap = np.linalg.norm(places - self.out.place, axis=1)
            self.out.ticks.append((places[gap.argmin()], f"{k:g}"))

    def _cross_ticks(self, op: dict[str, Any], chart: int, t: FloatArray, v: FloatArray) -> None:
        """Add a tick at each whole cun from the median plane along the point's own level."""
        amount = float(op["across"])
        here, _ = self.tv(chart, self.out.place)
        segments = contour(np.asarray(self.s.vertices[0], float), self.faces, t - here)
        if not len(segments) or abs(amount) < 0.2:
            return
        if bool(op["by_crossing"]):
            self.line(t - here, "level")
        unit = float(self.across(chart, np.array([here]))[0])
        _, w = coordinates(self.s.frames, np.full(len(segments) * 2, chart), segments.reshape(1, -1, 3).astype(np.float32))
        w = np.asarray(w[0], float).reshape(-1, 2)
        steps = np.arange(0, abs(amount) + 1e-6, 0.5 if abs(amount) < 1 else 1.0).tolist()
        for k in sorted({*steps, abs(amount)}):
            want = np.sign(amount) * k * unit
            near = np.flatnonzero((w.min(1) <= want) & (w.max(1) >= want) & (np.ptp(w, axis=1) > 1e-9))
            if len(near):
                part = (want - w[near, 0]) / (w[near, 1] - w[near, 0])
                places = segments[near, 0] + part[:, None] * (segments[near, 1] - segments[near, 0])
                gap = np.linalg.norm(places - self.out.place, axis=1)
                self.out.ticks.append((places[gap.argmin()], f"{k:g}"))

    def _polyline(self, slots: Any) -> FloatArray:
        places = np.asarray(self.s.place[0, np.asarray(slots)], float)
        segments = np.stack([places[:-1], places[1:]], 1)
        return segments[np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1) > 1e-6]

    def _named(self, slots: Any) -> str:
        """Return the name of the curve whose nodes these slots are."""
        return self.site_name.get(int(np.asarray(slots)[0]), "")

    def _curve(self, op: dict[str, Any]) -> list[int]:
        chart = int(op["chart"])
        self.out.lines.append(Lines(self._polyline(op["nodes"]), "line", self._named(op["nodes"])))
        if int(op["line"]) == KIND_LEVEL:
            t, _ = self.around(chart, self._places(op, ("r1",)))
            t0, _ = self.tv(chart, self.refer(int(op["r1"])))
            mm = float(op["amount"]) * float(self.s.mm_per_cun[0, int(op["measure"])])
            self.line(t - t0 - mm, "level")
            if abs(mm) > 1e-6:
                self.line(t - t0, "base")
                self._ticks_on(self.out.lines[0].segments, chart, t0, mm, float(op["amount"]))
            return [int(op["r1"])]
        used = ("a", "b") if int(op["line"]) == KIND_SEGMENT else (() if int(op["line"]) == KIND_MEDIAN else ("r2",))
        t, v = self.around(chart, self._places(op, used))
        value, limit = self.second_value(op, chart, t, v)
        self.line(value, "level", limit)
        if int(op["line"]) == KIND_MEDIAN:
            self.line(v + 1e-4, "base", name="median_line")
            self._cross_ticks(op, chart, t, v)
        return [int(op[n]) for n in used]

    def _meet(self, op: dict[str, Any]) -> list[int]:
        self.out.lines += [Lines(self._polyline(op["nodes"]), "line", self._named(op["nodes"]))]
        self.out.lines += [Lines(self._polyline(op["nodes2"]), "level", self._named(op["nodes2"]))]
        return []

    def _along(self, op: dict[str, Any]) -> list[int]:
        self.out.lines.append(Lines(self._polyline(op["nodes"]), "line", self._named(op["nodes"])))
        for k in ("a", "b"):
            self.refer(int(op[k]))
        return [int(op["a"]), int(op["b"])]

    def _chord(self, op: dict[str, Any]) -> list[int]:
        a, b = self.refer(int(op["a"])), self.refer(int(op["b"]))
        self.out.chords.append(np.stack([a, b]))
        return [int(op["a"]), int(op["b"])]

    def _walk(self, op: dict[str, Any]) -> list[int]:
        a = self.refer(int(op["a"]))
        self.out.lines.append(Lines(np.stack([a, self.out.place])[None], "line"))
        n = abs(float(op["amount"]))
        for k in [0.0, *np.arange(1, n), n] if n >= 1 else [0.0, n]:
            self.out.ticks.append((a + (self.out.place - a) * k / n, f"{k:g}"))
        return [int(op["a"])]
