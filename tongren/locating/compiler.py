"""Give a slot to everything that has a place and an operation to every rule, then group the operations into waves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tongren.charts.frames import KINDS, ChartTable, Frames, coordinates, frames_on
from tongren.errors import AtlasError
from tongren.knowledge.atlas import Atlas
from tongren.locating.directions import along_sign, direction_vector, is_along
from tongren.locating.program import (
    FINGER_MEASURES,
    KIND_LEVEL,
    KIND_MEDIAN,
    KIND_SEGMENT,
    KIND_THROUGH,
    Group,
)
from tongren.rules.book import MEDIAN_LINES, RuleBook, base_code
from tongren.rules.tree import (
    Advance,
    Along,
    At,
    Between,
    Cross,
    Length,
    Level,
    Offset,
    On,
    OnSegment,
    Rule,
    Step,
    Through,
)

FIELDS = {
    "r1": 0, "r2": 0, "a": 0, "b": 0, "line": KIND_LEVEL, "amount": 0.0, "across": 0.0, "measure": 0, "part": 0.0,
    "by_part": False, "by_crossing": False, "by_length": False, "uses_across": False, "chart": 0,
}
WINDOW = 3
UNIT_MEASURE = {"F-cun": FINGER_MEASURES[0], "fingerbreadth": FINGER_MEASURES[1]}


@dataclass
class Op:
    """One operation on its way into a group."""

    kind: str
    out: int
    inputs: tuple[int, ...]
    values: dict[str, Any] = field(default_factory=dict)
    nodes: tuple[int, ...] = ()
    nodes2: tuple[int, ...] = ()


def _median(c: Any) -> Any:
    """Read a constraint on a median line as no distance from it."""
    return Offset(Length("0", "cun"), "lateral", c.curve) if isinstance(c, On) and c.curve in MEDIAN_LINES else c


class Compiler:
    """Gives slots to everything that has a place and writes one operation for each."""

    def __init__(self, atlas: Atlas, book: RuleBook, template_vertices: np.ndarray, faces: np.ndarray) -> None:
        self.atlas, self.book = atlas, book
        self.sites: dict[str, list[int]] = {}
        self.missing: list[str] = []
        face: list[int] = []
        weights: list[tuple[float, float, float]] = []
        for name, nodes in sorted(atlas.bindings.items()):
            self.sites[name] = list(range(len(face), len(face) + len(nodes)))
            face += [n.face for n in nodes]
            weights += [(n.w0, n.w1, n.w2) for n in nodes]
        self.site_face = np.array(face, np.int32)
        self.site_weights = np.clip(np.array(weights, np.float32), 0, None)
        self.site_weights /= self.site_weights.sum(1, keepdims=True)
        self.n = len(face)
        self.slots: dict[str, int] = {}
        self.ops: list[Op] = []
        self.chart_names = tuple(sorted(atlas.charts))
        self.measures = tuple(sorted(atlas.measures))
        self.table = self._chart_table()
        corners = template_vertices[faces[self.site_face]]
        self.template_sites = (corners * self.site_weights[:, :, None]).sum(1)[None]
        self.frames: Frames = frames_on(self.table, self.template_sites)

    # -- charts and measures -----------------------------------------------------------------------------------
    def mean_row(self, names: tuple[str, ...]) -> np.ndarray:
        """Weights (S,) of the mean of sites; curves count with all their nodes."""
        row = np.zeros(self.n, np.float32)
        for name in names:
            name = name.removesuffix("[male]")
            if name in MEDIAN_LINES:
                continue
            if name not in self.sites:
                self.missing.append(name)
                continue
            row[self.sites[name]] += 1 / len(self.sites[name]) / len(names)
        return row

    def _chart_table(self) -> ChartTable:
        ends = np.zeros((len(self.chart_names), 6, self.n), np.float32)
        kind = np.array([KINDS[self.atlas.charts[c].kind] for c in self.chart_names], np.int32)
        fan, line = np.zeros(1, np.int32), np.zeros(2, np.int32)
        for i, name in enumerate(self.chart_names):
            c = self.atlas.charts[name]
            if c.kind == "limb":
                for k, names in enumerate((c.axis_from, c.axis_to, c.dir1_from, c.dir1_to, c.dir2_from, c.dir2_to)):
                    ends[i, k] = self.mean_row(names)
            if c.kind == "scalp":
                self.mean_row((c.axis_from[0], c.axis_to[0]))
                fan = np.array(self.sites.get(c.axis_from[0], [0])[:1], np.int32)
                line = np.array(self.sites.get(c.axis_to[0], [0, 0]), np.int32)
        return ChartTable(kind, *compact(ends), fan, line, self.chart_names)

    def coordinate(self, chart: str, places: np.ndarray) -> tuple[float, float]:
        """(t, v) of one place (3,) on the template."""
        t, v = coordinates(self.frames, np.array([self.chart_names.index(chart)]), places[None, None].astype(np.float32))
        return float(t[0, 0]), float(v[0, 0])

    def measure_for(self, rule: Rule, chart: str, length: Length, ref: str, sign: float) -> int:
        """Number of the measure that a length is read in: named, the only one, or the one that starts at ref that way."""
        if length.unit in UNIT_MEASURE:
            return self.measures.index(UNIT_MEASURE[length.unit])
        if length.measure:
            return self.measures.index(length.measure)
        fit = [m for m in self.measures if self.atlas.measures[m].chart == chart and self.atlas.measures[m].direction == "along"]
        if len(fit) > 1 and ref in self.sites:
            fit = [m for m in fit if self._runs(m, chart, ref, sign)] or fit
        if not fit:
            raise AtlasError(f"{rule.file}:{rule.line}: {rule.key}: chart {chart} has no measure along; say `by MEASURE`")
        return self.measures.index(fit[0])

    def _runs(self, measure: str, chart: str, ref: str, sign: float) -> bool:
        """Whether a measure starts at a site and runs the way of sign along the chart's t."""
        m = self.atlas.measures[measure]
        here = self.coordinate(chart, self.template_sites[0, self.sites[ref]].mean(0))[0]
        for one, other in ((m.from_, m.to), (m.to, m.from_)):
            if ref in one:
                there = self.coordinate(chart, self.mean_row(other) @ self.template_sites[0])[0]
                return (there - here) * sign > 0
        return False

    # -- slots and operations ----------------------------------------------------------------------------------
    def slot(self, name: str) -> int:
        """Return the slot of a bound site or of a point; a new one for a name not met before."""
        if name in self.sites:
            return self.sites[name][0]
        if name not in self.slots:
            self.slots[name] = self.n + len(self.slots)
        return self.slots[name]

    def add(self, kind: str, out: str, inputs: tuple[int, ...], **values: Any) -> None:
        """Record one operation."""
        nodes, nodes2 = values.pop("nodes", ()), values.pop("nodes2", ())
        self.ops.append(Op(kind, self.slot(out), inputs, values, nodes, nodes2))

    def compile_rule(self, rule: Rule) -> None:
        """Write the operations of one rule."""
        chart = self.atlas.points[base_code(rule.code)].chart
        c = {"chart": self.chart_names.index(chart)}
        f = rule.form
        if isinstance(f, At):
            self.add("copy", rule.key, (self.slot(f.ref),), a=self.slot(f.ref), **c)
        elif isinstance(f, Cross):
            self._cross(rule, chart, rule.key, f)
        elif isinstance(f, Advance):
            self._advance(rule, chart, f)
        elif isinstance(f, Along):
            a, b = (f.a, f.b) if f.start == f.a else (f.b, f.a)
            v: dict[str, Any] = {"a": self.slot(a), "b": self.slot(b), "nodes": tuple(self.sites[f.curve])}
            if f.length:
                v |= {"by_length": True, "amount": f.length.number, "measure": self.measure_for(rule, chart, f.length, a, 1)}
            else:
                v["part"] = float(f.fraction or 0)
            self.add("along", rule.key, (v["a"], v["b"]), **v, **c)
        elif isinstance(f, Step):
            self._step(rule, chart, rule.key, f)
        elif isinstance(f, Between):
            a, b = (f.a, f.b) if f.start == f.a else (f.b, f.a)
            self.add("chord", rule.key, (self.slot(a), self.slot(b)), a=self.slot(a), b=self.slot(b), part=float(f.fraction), **c)

    def _shift(self, rule: Rule, chart: str, length: Length | None, direction: str, ref: str) -> dict[str, Any]:
        """Fields of a level shifted along the chart."""
        if length is None:
            return {"amount": 0.0, "measure": 0}
        sign = along_sign(self.atlas.charts[chart], direction)
        if direction in ("superior", "inferior") and ref in self.sites and self.is_behind_vertex(chart, ref):
            sign = -sign
        return {"amount": sign * length.number, "measure": self.measure_for(rule, chart, length, ref, sign)}

    def is_behind_vertex(self, chart: str, ref: str) -> bool:
        """Whether a site of the scalp lies behind its top, where upwards runs against the chart's t."""
        if self.atlas.charts[chart].kind != "scalp":
            return False
        t, _ = self.coordinate(chart, self.template_sites[0, self.sites[ref][0]])
        top = self.template_sites[0, self.table.scalp_line][:, 2].argmax()
        return t > float(self.frames.fan_arc[0, top])

    def _line(self, rule: Rule, chart: str, line: Any) -> tuple[dict[str, Any], tuple[int, ...]]:
        """Fields and inputs of one line of the chart."""
        if isinstance(line, Level):
            s = self.slot(line.ref)
            return {"line": KIND_LEVEL, "r1": s, **self._shift(rule, chart, line.length, line.direction, line.ref)}, (s,)
        if isinstance(line, Through):
            s = self.slot(line.ref)
            return {"line": KIND_THROUGH, "r2": s}, (s,)
        if isinstance(line, OnSegment):
            a, b = self.slot(line.a), self.slot(line.b)
            return {"line": KIND_SEGMENT, "a": a, "b": b}, (a, b)
        sign = -1.0 if line.direction == "medial" else 1.0
        return {"line": KIND_MEDIAN, "across": sign * line.length.number}, ()

    def _cross(self, rule: Rule, chart: str, out: str, f: Cross) -> None:
        parts = [_median(p) for p in (f.first, f.second)]
        for i, p in enumerate(parts):
            if isinstance(p, Offset) and p.line not in MEDIAN_LINES:  # a distance from a curve: cross it, then walk
                middle = out + "~"
                self._cross(rule, chart, middle, Cross(On(p.line), parts[1 - i]))
                self._step(rule, chart, out, Step(middle, p.length, p.direction))
                return
        on = [p for p in parts if isinstance(p, On)]
        other = [p for p in parts if not isinstance(p, On)]
        c = {"chart": self.chart_names.index(chart)}
        if len(on) == 2:
            nodes, nodes2 = self.near_each_other(on[0].curve, on[1].curve)
            self.add("meet", out, (), nodes=nodes, nodes2=nodes2, **c)
            return
        if on:
            values, inputs = self._line(rule, chart, other[0])
            self.add("curve", out, inputs, nodes=tuple(self.sites[on[0].curve]), **self._same(values), **c)
            return
        level = next((p for p in parts if isinstance(p, Level)), None)
        segment = next((p for p in parts if isinstance(p, OnSegment)), None)
        if level is None and segment is None:
            raise AtlasError(f"{rule.file}:{rule.line}: {rule.key}: a crossing needs a level, a line or a curve")
        first: Any = level or segment
        second = parts[1] if parts[0] is first else parts[0]
        one, in1 = self._line(rule, chart, first)
        two, in2 = self._line(rule, chart, second)
        merged = {**one, **two, "by_crossing": level is None}
        self.add("lookup", out, in1 + in2, **self._same(merged), **c)

    def near_each_other(self, one: str, two: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the nodes of two curves around the place where they come nearest on the template, WINDOW each way."""
        p, q = (self.template_sites[0, self.sites[n]] for n in (one, two))
        gap = np.linalg.norm(p[:, None] - q[None], axis=-1)
        i, j = np.unravel_index(gap.argmin(), gap.shape)
        part = [self.sites[n][max(k - WINDOW, 0) : k + WINDOW + 1] for n, k in ((one, int(i)), (two, int(j)))]
        return tuple(part[0]), tuple(part[1])

    @staticmethod
    def _same(values: dict[str, Any]) -> dict[str, Any]:
        """Fill r1 or r2 from the other where only one reference is used, so that quality is inherited from real slots."""
        some = values.get("r1", values.get("r2", values.get("a", 0)))
        return {"r1": some, "r2": some, **values}

    def _advance(self, rule: Rule, chart: str, f: Advance) -> None:
        c = {"chart": self.chart_names.index(chart)}
        if f.fraction is not None:
            a, b = (f.a, f.b) if f.start == f.a else (f.b, f.a)
            v: dict[str, Any] = {"a": self.slot(a), "b": self.slot(b), "by_part": True, "part": float(f.fraction), "line": KIND_SEGMENT}
            self.add("lookup", rule.key, (v["a"], v["b"]), **self._same(v), **c)
            return
        self._cross(rule, chart, rule.key, Cross(Level(f.start, f.length, f.direction), OnSegment(f.a, f.b)))

    def _step(self, rule: Rule, chart: str, out: str, f: Step) -> None:
        spec = self.atlas.charts[chart]
        if f.on:
            self._cross(rule, chart, out, Cross(Level(f.ref, f.length, f.direction), On(f.on)))
            return
        c = {"chart": self.chart_names.index(chart)}
        start = self.slot(f.ref)
        if is_along(spec, f.direction) and f.length.unit == "cun":
            shift = self._shift(rule, chart, f.length, f.direction, f.ref)
            self.add("lookup", out, (start,), r1=start, r2=start, line=KIND_THROUGH, **shift, **c)
            return
        plain = f.length.unit == "cun" and not f.length.measure
        across = plain and f.direction in ("lateral", "medial") and self.has_across(chart)
        values = {
            "a": start, "amount": f.length.number, "uses_across": across,
            "measure": 0 if across else self.measure_for(rule, chart, f.length, f.ref, 1),
            "direction": direction_vector(spec, f.direction),
        }
        self.add("walk", out, (start,), **values, **c)

    def has_across(self, chart: str) -> bool:
        """Whether the standard gives the chart a transverse measure."""
        return any(m.chart == chart and m.direction == "across" for m in self.atlas.measures.values())

    # -- groups ------------------------------------------------------------------------------------------------
    def waves(self) -> list[list[Group]]:
        """Group the operations by how many others they wait for, then by kind."""
        depth: dict[int, int] = {}
        made = {op.out for op in self.ops}
        waiting = list(self.ops)
        levels: dict[tuple[int, str], list[Op]] = defaultdict(list)
        while waiting:
            ready = [op for op in waiting if all(i not in made or i in depth for i in op.inputs)]
            if not ready:
                raise AtlasError("operations wait for each other: " + ", ".join(str(op.out) for op in waiting[:5]))
            for op in ready:
                depth[op.out] = 1 + max((depth.get(i, -1) for i in op.inputs), default=-1)
                levels[depth[op.out], _full_kind(op)].append(op)
            done = {id(op) for op in ready}
            waiting = [op for op in waiting if id(op) not in done]
        out: list[list[Group]] = [[] for _ in range(1 + max(d for d, _ in levels))]
        for (d, kind), ops in sorted(levels.items()):
            out[d].append(self._group(kind, ops))
        return out

    def _group(self, kind: str, ops: list[Op]) -> Group:
        arrays: dict[str, np.ndarray] = {"out": np.array([op.out for op in ops], np.int32)}
        for name, default in FIELDS.items():
            dtype = np.float32 if isinstance(default, float) else (bool if isinstance(default, bool) else np.int32)
            arrays[name] = np.array([op.values.get(name, default) for op in ops], dtype)
        for name in ("nodes", "nodes2"):
            rows = [getattr(op, name) for op in ops]
            if any(rows):
                width = max(map(len, rows))
                arrays[name] = np.array([list(r) + [r[-1]] * (width - len(r)) for r in rows], np.int32)
        if kind.startswith("walk"):
            arrays["direction"] = np.array([op.values["direction"] for op in ops], np.float32)
        return Group(kind, arrays)


LINE_WORDS = {KIND_LEVEL: "level", KIND_MEDIAN: "median", KIND_SEGMENT: "segment", KIND_THROUGH: "through"}


def _full_kind(op: Op) -> str:
    """Name of an operation's group: lookups and curve crossings are grouped by their line, so that only it is worked out."""
    if op.kind not in ("lookup", "curve"):
        return op.kind
    if op.values.get("by_part"):
        return "lookup-part"
    crossing = "crossing-" if op.values.get("by_crossing") else ""
    return f"{op.kind}-{crossing}{LINE_WORDS[op.values['line']]}"


def compact(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers and values (..., G) of the entries that are not zero in rows (..., S), filled up with share 0."""
    flat = rows.reshape(-1, rows.shape[-1])
    width = max(1, int((flat != 0).sum(1).max()))
    number = np.argsort(flat == 0, axis=1, kind="stable")[:, :width]
    shape = (*rows.shape[:-1], width)
    return number.astype(np.int32).reshape(shape), np.take_along_axis(flat, number, 1).reshape(shape)
