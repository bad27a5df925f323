"""A compiled atlas: bound sites, charts, measures and the order of work as arrays; knows no file and no point's name in code.

The work is a list of waves; a wave holds groups of like operations whose inputs were all found in earlier waves.
Operations write slots.  The first slots are the bound sites (landmarks and the nodes of curves), then hidden helpers
and points.  Every operation ends on the skin: a face and barycentric weights.
    copy    a bound site
    select  one of two slots, by sex
    lookup  the place with given chart coordinates (t, v)
    curve   where a bound polyline meets a line of the chart
    meet    where two bound polylines come nearest
    (lookups and curves are named further by their line: lookup-median, curve-level ...)
    along   a part of the way along a bound polyline
    chord   a part of the straight way between two slots, then the skin along the mean of their normals
    walk    a length along the skin from a slot towards a direction
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tongren.charts.frames import ChartTable
from tongren.geometry.backend import Array
from tongren.outfile import write_arrays

DATA = Path(__file__).resolve().parents[1] / "data"
KIND_LEVEL, KIND_MEDIAN, KIND_SEGMENT, KIND_THROUGH = 0, 1, 2, 3
FINGER_MEASURES = ("F_cun", "fingerbreadth")
TABLE = ("kind", "ends", "ends_weight", "fan", "scalp_line")
STATUSES = ("found", "inside", "approximate", "unseen", "no_answer")


class Group:
    """Like operations of one wave: kind, and named arrays with one row an operation."""

    def __init__(self, kind: str, arrays: Mapping[str, Array]) -> None:
        self.kind, self.arrays = kind, arrays

    if TYPE_CHECKING:  # what the arrays may be; each kind has some of them
        out: Array  # (M,) slots written
        r1: Array  # (M,) slots leant on: of a level, of a line, the start and the end of a way
        r2: Array
        a: Array
        b: Array
        r1_ref: Array  # the same as numbers of the plan's refs
        r2_ref: Array
        a_ref: Array
        b_ref: Array
        nodes: Array  # (M, N) slots of a polyline, and of a second one
        nodes2: Array
        nodes_ref: Array
        cand: Array  # (M, K) candidate faces
        chart: Array  # (M,) numbers of charts and measures
        measure: Array
        amount: Array  # (M,) in cun; part of a way; across in cun
        part: Array
        across: Array
        by_length: Array  # (M,) True: amount, False: part
        uses_across: Array  # (M,) True: in the transverse cun
        outward: Array  # (M, 3) which way is outward where faces lie over each other
        direction: Array  # (M, 3) in the chart's own axes
    else:

        def __getattr__(self, name: str) -> Array:
            if name == "arrays" or name not in self.arrays:
                raise AttributeError(name)
            return self.arrays[name]

    @property
    def operation(self) -> str:
        """The first word of the kind: which operation this is."""
        return self.kind.split("-")[0]

    @property
    def line_word(self) -> str:
        """The last word of the kind: which line of the chart."""
        return self.kind.split("-")[-1]

    def __len__(self) -> int:
        return len(self.arrays["out"])


@dataclass(frozen=True)
class Program:
    """The compiled atlas; see the module's text for slots and operations."""

    site_face: Array  # (S,)
    site_weights: Array  # (S, 3)
    n_slots: int
    charts: ChartTable
    measure_ends: Array  # (Q, 2, G) sites whose mean is each end
    measure_weight: Array  # (Q, 2, G) their shares
    measure_chart: Array  # (Q,)
    measure_cun: Array  # (Q,)
    measure_across: Array  # (Q,) True: along the chart's v from the median plane
    measure_straight: Array  # (Q,) True: the straight distance (finger measures), False: along the chart's t
    guide_site: Array  # (C, G) sites that set the transverse cun of each chart, repeated to fill
    guide_cun: Array  # (C, G) how many cun each lies from the median plane; 0 where the chart has no transverse cun
    guide_male_only: Array  # (C, G)
    default_measure: Array  # (C,) measure that tells u_cun of each chart from its start, -1 for none
    share_site: Array  # (K,) sites that keep their share of a way, from its start on
    share: Array  # (K,) of the height from one end to the other
    share_end: Array  # (2,) the sites at its ends
    share_line: Array  # (K + 2,) all of them in order
    waves: list[list[Group]]
    codes: tuple[str, ...]  # (P,) what is answered, in the standard's order
    slot: Array  # (P,)
    chart: Array  # (P,)
    median: Array  # (P,) True for points on the median plane
    status: Array  # (P,) number in STATUSES that the point has by its nature
    alternative: Array  # (P,) True for second places
    sigma_mm: Array  # (2, P) male and female reference bodies
    sigma_height_mm: Array  # (2,) their heights
    meta: dict[str, Any] = field(default_factory=dict)


def save(program: Program, path: Path) -> None:
    """Write a program as one compressed file.  Raises OutputError where it cannot be written."""
    arrays: dict[str, np.ndarray] = {}
    for f in fields(program):
        value = getattr(program, f.name)
        if isinstance(value, np.ndarray):
            arrays[f.name] = value
    for name in TABLE:
        arrays[f"charts.{name}"] = getattr(program.charts, name)
    for i, wave in enumerate(program.waves):
        for j, group in enumerate(wave):
            for name, array in group.arrays.items():
                arrays[f"op.{i}.{j}.{group.kind}.{name}"] = np.asarray(array)
    text = {"codes": program.codes, "charts": program.charts.names, "n_slots": program.n_slots, "meta": program.meta}
    write_arrays(path, text=np.array(json.dumps(text)), **arrays)


def load(path: Path) -> Program:
    """Read a program written by `save`."""
    with np.load(path) as z:
        text = json.loads(str(z["text"]))
        groups: dict[tuple[int, int, str], dict[str, np.ndarray]] = {}
        for key in z.files:
            if key.startswith("op."):
                _, i, j, kind, name = key.split(".", 4)
                groups.setdefault((int(i), int(j), kind), {})[name] = z[key]
        waves: list[list[Group]] = []
        for (i, _, kind), arrays in sorted(groups.items()):
            while len(waves) <= i:
                waves.append([])
            waves[i].append(Group(kind, arrays))
        table = ChartTable(**{k: z[f"charts.{k}"] for k in TABLE}, names=tuple(text["charts"]))
        plain = {f.name: z[f.name] for f in fields(Program) if f.name in z.files}
    return Program(**plain, charts=table, waves=waves, codes=tuple(text["codes"]), n_slots=text["n_slots"], meta=text["meta"])


@cache
def compiled() -> Program:
    """Return the program that belongs to this installation."""
    return load(DATA / "program.npz")
