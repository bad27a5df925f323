"""The numbers that the atlas has to keep, read from atlas/counts.csv: how many there are, at least, at most.

The checker and the tests read them here, so that no number stands in code.  What is counted is told by each row: facts of a source count the rows
of that source alone, so that a point added from another source changes none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tongren.errors import AtlasError
from tongren.knowledge.records import Count
from tongren.knowledge.tables import Placed, Problem, atlas_path, files_of, read_records

FILE = "counts.csv"
NEEDED = (
    "standard_points", "extra_points", "standard_points_at_a_site", "template_faces", "sigma_mm", "landmarks", "complaints", "warning_signs",
)  # fmt: skip
SAID = {"exact": "there are", "least": "at least", "most": "at most"}


@dataclass(frozen=True)
class Counts:
    """The rows of atlas/counts.csv by their id, and what is wrong in it."""

    rows: Mapping[str, Placed[Count]]
    problems: tuple[Problem, ...]
    last_line: int

    def number(self, key: str) -> int:
        """Return a number.  Raises AtlasError where the table lacks it."""
        if key not in self.rows:
            raise AtlasError(f'atlas/{FILE}:{self.last_line}: no row "{key}"')
        return self.rows[key].row.number

    def wrong(self, key: str, found: float, file: str, line: int) -> list[Problem]:
        """Return nothing where a number that was found holds, or where the table lacks the row; else a problem at the place given."""
        if key not in self.rows:
            return []
        _, at, count = self.rows[key]
        return [] if count.holds(found) else [Problem(file, line, f"{found} {count.what}; {SAID[count.bound]} {count.number} ({FILE}:{at})")]


def read_counts(atlas: Path) -> Counts:
    """Return the counts of an atlas; a missing file, bad rows, ids that stand twice or not at all are among the problems."""
    placed, bad = read_records(atlas, FILE, Count)
    problems = bad if files_of(atlas, FILE) else [Problem(FILE, 1, "the file is missing")]
    rows: dict[str, Placed[Count]] = {}
    for one in placed:
        if one.row.id in rows:
            problems.append(Problem(FILE, one.line, f'"{one.row.id}" stands here twice; each id may occur once'))
        rows.setdefault(one.row.id, one)
    last = placed[-1].line if placed else 1
    if placed:
        problems += [Problem(FILE, last, f'no row "{key}"; the checker needs it') for key in NEEDED if key not in rows]
    return Counts(rows, tuple(problems), last)


@cache
def count(key: str) -> int:
    """Return a number of this installation's atlas/counts.csv: `count("standard_points")`.  Raises AtlasError where there is none."""
    return read_counts(atlas_path()).number(key)
