"""The tables that builders write, row by row: what still says the same stays to the byte, a changed file is written whole.

Reasons and search windows are tables too, in atlas/roads/reasons and atlas/roads/windows: people edit them, builders read them.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from template_tools import ROOT, at, body

from tongren.body.template import FloatArray

ATLAS = ROOT / "atlas"
MOVED_MM = 0.05  # a site that moved less stays as it is written
SHARE_STEP = 1.0001e-4  # one in the last digit of a share: 0.05 mm of a back
BY_HAND = "set by hand"
PLACE = ("face", "w0", "w1", "w2")
KEYS = {"bindings": ("landmark", "n"), "roads": ("landmark", "road"), "shares": ("landmark",)}
HEADS = {
    "bindings": "landmark,n,face,w0,w1,w2,road,sigma_mm,how,source,known_by",
    "roads": "landmark,road,kind,face,w0,w1,w2,used,note",
    "shares": "landmark,from,to,share,how,source,known_by,recalled_fields",
}
Row = dict[str, str]
Key = tuple[str, ...]


@dataclass
class Table:
    """One table of a region: rows as they were worked out, against those that stand in the file.

    only: the one landmark whose rows may change.
    """

    room: str
    region: str
    rows: Sequence[Row]
    only: str = ""
    atlas: Path = ATLAS

    @property
    def path(self) -> Path:
        """The file of this table."""
        return self.atlas / self.room / f"{self.region}.csv"

    @cached_property
    def standing(self) -> dict[Key, tuple[str, Row]]:
        """The rows of the file by key, each as its line and its cells."""
        if not self.path.exists():
            return {}
        lines = self.path.read_text(encoding="utf-8").splitlines()
        rows = list(csv.DictReader(lines))
        if len(rows) != len(lines) - 1:
            raise ValueError(f"{self.path}: found a cell of several lines; allowed: one line a row")
        return {self.key(r): (line, r) for line, r in zip(lines[1:], rows, strict=True)}

    def key(self, row: Row) -> Key:
        """What names a row."""
        return tuple(row[k] for k in KEYS[self.room])

    @cached_property
    def _lines(self) -> tuple[dict[Key, str], list[str]]:
        lines, changes = {}, []
        for row in self.rows:
            key = self.key(row)
            if self.only not in ("", row["landmark"]):
                continue
            old = self.standing.get(key)
            what = "new" if old is None else difference(old[1], row)
            lines[key] = old[0] if old and (not what or BY_HAND in old[1].get("how", "")) else line_of(row)
            if what and (old is None or lines[key] != old[0]):
                changes.append(f"{self.room}/{self.region}.csv {' '.join(key)}: {what}")
        for key, (line, row) in self.standing.items():
            if key in lines:
                continue
            if self.only not in ("", key[0]) or BY_HAND in row.get("how", ""):
                lines[key] = line
            else:
                changes.append(f"{self.room}/{self.region}.csv {' '.join(key)}: no longer bound")
        return lines, changes

    @property
    def changes(self) -> list[str]:
        """What would change, a line for each row."""
        return self._lines[1]

    def text(self) -> str:
        """The whole file, sorted by landmark and node or road."""
        lines = self._lines[0]
        return "\n".join([HEADS[self.room], *(lines[k] for k in sorted(lines, key=_order))]) + "\n"

    def write(self) -> None:
        """Write the file if a row changed: beside it first, then put in its place."""
        if not self.changes:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            beside.write_text(self.text(), encoding="utf-8", newline="\n")
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)


def _order(key: Key) -> tuple[str, bool, int, str]:
    last = key[-1] if len(key) > 1 else ""
    number = last.isdecimal()
    return key[0], number, int(last) if number else 0, last


def line_of(row: Row) -> str:
    """A row as a line of CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(row.values())
    return out.getvalue()


def difference(old: Row, new: Row) -> str:
    """Return in words what a new row says that the old one does not; empty if both say the same."""
    if set(old) != set(new):
        return "other columns"
    said = []
    try:
        if "face" in old and (far := moved_mm(old, new)) > MOVED_MM:
            said.append(f"moved by {far:.2f} mm")
    except (ValueError, IndexError):
        return f"found no place in {[old[k] for k in PLACE]}"
    for column, cell in new.items():
        if column not in PLACE and not _same(column, old[column], cell):
            said.append(f'{column} "{old[column]}" -> "{cell}"')
    return "; ".join(said)


def moved_mm(old: Row, new: Row) -> float:
    """Return the distance on the default man between the sites of two rows."""
    a, b = (at(body(), int(r["face"]), np.array([float(r[k]) for k in PLACE[1:]])) for r in (old, new))
    return float(np.linalg.norm(a - b))


def _same(column: str, old: str, new: str) -> bool:
    if column == "sigma_mm":
        return float(old) == float(new)
    if column == "share":
        return abs(float(old) - float(new)) < SHARE_STEP
    if column == "road" and "+" in new:
        return sorted(old.split("+")) == sorted(new.split("+"))
    return old == new


def _rows(room: str, region: str) -> list[Row]:
    path = ATLAS / "roads" / room / f"{region}.csv"
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


@cache
def reasons_of(region: str) -> dict[tuple[str, str], str]:
    """Why a road goes astray, by landmark and road; an empty road is all roads of the landmark."""
    return {(r["landmark"], r["road"]): r["reason"] for r in _rows("reasons", region)}


@dataclass(frozen=True)
class Window:
    """Where the skin is searched for a feature: from low to high in the window's unit.

    level: the height at which (mm), counted from the landmark `level_from` or on the default man; NaN where the search has none.
    """

    level: float
    level_from: str
    low: float
    high: float


@cache
def windows_of(region: str, landmark: str, feature: str = "") -> tuple[Window, ...]:
    """Return the search windows of a landmark, or of one feature of it, in the order of the table.  Raises KeyError where there is none."""
    rows = [r for r in _rows("windows", region) if r["landmark"] == landmark and feature in ("", r["feature"])]
    if not rows:
        raise KeyError(f"atlas/roads/windows/{region}.csv: found no row for {landmark} {feature}; add one, from low to high")
    return tuple(Window(float(r["level"] or "nan"), r["level_from"], float(r["low"]), float(r["high"])) for r in rows)


def span_of(region: str, landmark: str, feature: str = "") -> tuple[float, float]:
    """Return low and high of the only window of a landmark, or of one feature of it."""
    (window,) = windows_of(region, landmark, feature)
    return window.low, window.high


def scan_of(region: str, landmark: str, feature: str, step: float) -> FloatArray:
    """Return the stations (N,) of a search through a window, upward from its low end or, with a step below zero, downward from its high one."""
    low, high = span_of(region, landmark, feature)
    return np.arange(low, high, step) if step > 0 else np.arange(high, low, step)
