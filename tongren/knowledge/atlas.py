"""The atlas in memory: points, names, landmarks, bindings, charts and measures, each looked up by its id."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from tongren.knowledge.counts import Counts, read_counts
from tongren.knowledge.records import (
    Chart,
    Landmark,
    Measure,
    Name,
    Node,
    Point,
    PointStatus,
    Road,
    Share,
    Source,
)
from tongren.knowledge.tables import Placed, Problem, atlas_path, read_records

MERIDIANS = ("LU", "LI", "ST", "SP", "HT", "SI", "BL", "KI", "PC", "TE", "GB", "LR", "GV", "CV")
EXTRA = ("EX-HN", "EX-CA", "EX-B", "EX-UE", "EX-LE")
M = TypeVar("M", bound=BaseModel)


def point_order(code: str) -> tuple[int, int, int]:
    """Return the standard's order of a point code or site code: meridian, number, site."""
    m = re.fullmatch(r"([A-Z-]+?)(\d+)(?:\.(\d+))?", code)
    if not m:
        return (99, 0, 0)
    families = MERIDIANS + EXTRA
    return (families.index(m[1]) if m[1] in families else 98, int(m[2]), int(m[3] or 0))


@dataclass
class Atlas:
    """Everything read from the atlas' tables, and every problem met on the way."""

    path: Path
    sources: dict[str, Source] = field(default_factory=dict)
    points: dict[str, Point] = field(default_factory=dict)
    names: dict[str, Name] = field(default_factory=dict)
    landmarks: dict[str, Landmark] = field(default_factory=dict)
    bindings: dict[str, list[Node]] = field(default_factory=dict)
    shares: dict[str, Share] = field(default_factory=dict)
    roads: list[Road] = field(default_factory=list)
    charts: dict[str, Chart] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    status: dict[str, PointStatus] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    places: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    @cached_property
    def counts(self) -> Counts:
        """The numbers that this atlas has to keep."""
        return read_counts(self.path)

    def place(self, table: str, key: str) -> tuple[str, int]:
        """Return file and line of a row: of ("names", code), ("bindings", landmark) or ("bindings", "landmark,3") for one node.

        Of a row that is not there, the end of the table where it can be added: the last file of the folder.
        """
        if (table, key) in self.places:
            return self.places[table, key]
        return max((place for (name, _), place in self.places.items() if name == table), default=(f"{table}.csv", 1))

    def _read(self, table: str, record: type[M]) -> list[Placed[M]]:
        rows, bad = read_records(self.path, table, record)
        self.problems += bad
        return rows

    def _keep(self, table: str, record: type[M], key: str, store: dict[str, M]) -> None:
        for file, line, row in self._read(table, record):
            name = str(getattr(row, key))
            if name in store:
                self.problems.append(Problem(file, line, f'"{name}" stands here twice; each id may occur once'))
            else:
                store[name] = row
                self.places[table, name] = (file, line)

    def read(self) -> Atlas:
        """Fill the atlas from its folder."""
        self.problems += self.counts.problems
        self._keep("sources", Source, "id", self.sources)
        self._keep("points", Point, "code", self.points)
        self._keep("names", Name, "code", self.names)
        self._keep("landmarks", Landmark, "id", self.landmarks)
        self._keep("charts", Chart, "chart", self.charts)
        self._keep("measures", Measure, "id", self.measures)
        self._read_bindings()
        self._keep("shares", Share, "landmark", self.shares)
        self.roads = [r.row for r in self._read("roads", Road) if self._on_template(r)]
        self._keep("point_status", PointStatus, "code", self.status)
        self.points = dict(sorted(self.points.items(), key=lambda x: point_order(x[0])))
        return self

    def _read_bindings(self) -> None:
        for placed in self._read("bindings", Node):
            file, line, node = placed
            owner, _ = self.places.setdefault(("bindings", node.landmark), (file, line))
            if owner != file:
                self.problems.append(Problem(file, line, f'"{node.landmark}" is bound in {owner} too; bind it once'))
            elif self._on_template(placed):
                self.problems += self.counts.wrong("sigma_mm", node.sigma_mm, file, line)
                self.bindings.setdefault(node.landmark, []).append(node)
                self.places.setdefault(("bindings", f"{node.landmark},{node.n}"), (file, line))
        for rows in self.bindings.values():
            rows.sort(key=lambda x: x.n)

    def _on_template(self, placed: Placed[Node] | Placed[Road]) -> bool:
        count = self.counts.rows.get("template_faces")
        if count is None or placed.row.face < count.row.number:
            return True
        said = f'face: found "{placed.row.face}"; allowed: 0 to {count.row.number - 1}, the {count.row.what}'
        self.problems.append(Problem(placed.file, placed.line, said))
        return False


def read_atlas(path: Path | None = None) -> Atlas:
    """Return the atlas read from `path`, by default the one that belongs to this installation."""
    return Atlas(path or atlas_path()).read()
