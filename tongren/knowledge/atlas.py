"""The atlas in memory: points, names, landmarks, bindings, charts and measures, each looked up by its id."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from tongren.knowledge.records import (
    Chart,
    Landmark,
    Measure,
    Name,
    Node,
    Point,
    PointStatus,
    Record,
    Road,
    Share,
    Source,
)
from tongren.knowledge.tables import Problem, atlas_path, read_folder, read_table

MERIDIANS = ("LU", "LI", "ST", "SP", "HT", "SI", "BL", "KI", "PC", "TE", "GB", "LR", "GV", "CV")
EXTRA = ("EX-HN", "EX-CA", "EX-B", "EX-UE", "EX-LE")


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
    known: list[tuple[str, int, Record]] = field(default_factory=list)

    def _keep(self, store: dict[str, object], key: str, record: object, file: str, line: int) -> None:
        if key in store:
            self.problems.append(Problem(file, line, f'"{key}" stands here twice; each id may occur once'))
        else:
            store[key] = record

    def _folder(self, name: str, record: type[Record], key: str, store: dict[str, object]) -> None:
        rows, bad = read_folder(self.path / name, record)
        self.problems += bad
        for file, line, r in rows:
            self._keep(store, str(getattr(r, key)), r, file, line)
            self.known.append((file, line, r))

    def read(self) -> Atlas:
        """Fill the atlas from its folder."""
        sources, bad = read_folder(self.path / "sources", Source)
        self.problems += bad
        for file, line, s in sources:
            self._keep(self.sources, s.id, s, file, line)  # type: ignore[arg-type]
        self._folder("points", Point, "code", self.points)  # type: ignore[arg-type]
        self._folder("names", Name, "code", self.names)  # type: ignore[arg-type]
        self._folder("landmarks", Landmark, "id", self.landmarks)  # type: ignore[arg-type]
        self._folder("charts", Chart, "chart", self.charts)  # type: ignore[arg-type]
        self._folder("measures", Measure, "id", self.measures)  # type: ignore[arg-type]
        self._read_bindings()
        self._folder("shares", Share, "landmark", self.shares)  # type: ignore[arg-type]
        roads, bad = read_folder(self.path / "roads", Road)
        self.problems += bad
        self.roads = [r for _, _, r in roads]
        if (self.path / "point_status.csv").exists():
            rows, bad = read_table(self.path / "point_status.csv", PointStatus)
            self.problems += bad
            self.status = {r.code: r for _, r in rows}
        self.points = dict(sorted(self.points.items(), key=lambda x: point_order(x[0])))
        return self

    def _read_bindings(self) -> None:
        nodes, bad = read_folder(self.path / "bindings", Node)
        self.problems += bad
        owner: dict[str, str] = {}
        for file, line, node in nodes:
            if owner.setdefault(node.landmark, file) != file:
                self.problems.append(
                    Problem(file, line, f'"{node.landmark}" is bound in {owner[node.landmark]} too; bind it once')
                )
                continue
            self.bindings.setdefault(node.landmark, []).append(node)
            if node.n == 0:
                self.known.append((file, line, node))
        for rows in self.bindings.values():
            rows.sort(key=lambda x: x.n)


def read_atlas(path: Path | None = None) -> Atlas:
    """Return the atlas read from `path`, by default the one that belongs to this installation."""
    return Atlas(path or atlas_path()).read()
