"""Study-level tables from a file, rows, columns or a data frame: every number read and checked, each mistake told with its place.

A table has one row a study. The columns have the names the field uses:

    counts   ai n1i ci n2i            events and people, first and second group (or ai bi ci di: with and without the event)
    means    m1i sd1i n1i m2i sd2i n2i
    effects  yi vi                    an effect on the scale of analysis and its variance

and, where there is one, a label: `study` (with `year`), `label`, `slab` or `trial`. Other columns are kept as text for subgroups.

These are tables of users, of any shape and from anywhere, so this reader is another than that of the atlas, and knows nothing of it: pooling
works without one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongren.allowed import shown
from tongren.errors import InputError

Array = NDArray[np.float64]

COUNTS = ("ai", "n1i", "ci", "n2i")
CELLS = ("ai", "bi", "ci", "di")
MEANS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
EFFECTS = ("yi", "vi")
LABELS = ("label", "slab", "study", "trial")
MISSING = ("", "na", "nan", "none", "null")


@dataclass(frozen=True)
class StudyTable:
    """A read table: its rows as they came, where each stood, and a name for each study.

    rows: one mapping of column name to value a study. places: "line 3" of a file or "row 2" of rows. labels: k names. source: the file,
    or "the table".
    """

    rows: tuple[Mapping[str, Any], ...]
    places: tuple[str, ...]
    labels: tuple[str, ...]
    source: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order of first appearance."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row))

    def texts(self, column: str) -> tuple[str, ...]:
        """Return a column as k texts.

        Raises InputError if there is no such column.
        """
        if column not in self.columns:
            raise InputError(f'{self.source}: no column "{column}"; there are: {", ".join(self.columns)}')
        return tuple(str(row.get(column, "")).strip() for row in self.rows)

    def numbers(self, column: str) -> Array:
        """Return a column as k numbers.

        Raises InputError, naming row and column, for a missing column, an empty cell, text or an infinite number.
        """
        self.texts(column)
        return np.array([_number(row.get(column), f"{self.source}, {place}", column)
                         for row, place in zip(self.rows, self.places, strict=True)])  # fmt: skip

    def where(self, i: int, column: str) -> str:
        """Return how to name a cell to a reader: source, place, study, column."""
        return f'{self.source}, {self.places[i]} ({self.labels[i]}), column "{column}"'


def _number(value: Any, place: str, column: str) -> float:
    text = "" if value is None else str(value).strip()
    if text.lower() in MISSING:
        raise InputError(
            f'{place}, column "{column}": found nothing; a number is needed. '
            f"Give it, or leave the study out and say so: nothing is filled in for you"
        )
    try:
        number = float(text)
    except ValueError:
        raise InputError(f'{place}, column "{column}": found "{text}"; a number is needed, with a point for decimals') from None
    if not np.isfinite(number):
        raise InputError(f'{place}, column "{column}": found "{text}"; a finite number is needed')
    return number


def read_studies(table: Any, columns: Mapping[str, str] | None = None) -> StudyTable:
    """Return a study table from whatever holds one.

    table: a path of a CSV file, a list of mappings (one a study), a mapping of column name to k values, a pandas data frame (anything
    with `to_dict("records")`), or a StudyTable, which is returned as it is.
    columns: what the field's names are called in this table, such as {"ai": "events", "n1i": "people"}.
    Raises InputError if the file is not there, the table is empty, columns have different lengths, or a named column is missing.
    """
    if columns is not None and not (isinstance(columns, Mapping) and all(isinstance(x, str) for pair in columns.items() for x in pair)):
        raise InputError(f'columns is {shown(columns)}; allowed: what the field\'s names are called here, such as {{"ai": "events"}}')
    if isinstance(table, StudyTable):
        return table
    rows, places, source = _rows_of(table)
    if not rows:
        raise InputError(f"{source}: empty, no study in it; at least one row under the header is needed")
    present = {name for row in rows for name in row}
    for name, theirs in (columns or {}).items():
        if theirs not in present:
            raise InputError(f'{source}: no column "{theirs}" (asked for as {name}); there are: {", ".join(sorted(present))}')
    renamed = [dict(row) | {name: row.get(theirs) for name, theirs in (columns or {}).items()} for row in rows]
    return StudyTable(tuple(renamed), tuple(places), tuple(_label(row, i) for i, row in enumerate(renamed)), source)


def _rows_of(table: Any) -> tuple[list[dict[str, Any]], list[str], str]:
    if isinstance(table, str | Path):
        return _rows_of_file(Path(table))
    if hasattr(table, "to_dict") and hasattr(table, "columns"):
        rows = [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
    elif isinstance(table, Mapping):
        rows = _rows_of_columns(table)
    elif isinstance(table, Sequence) and all(isinstance(row, Mapping) for row in table):
        rows = [{str(k): v for k, v in row.items()} for row in table]
    else:
        raise InputError(
            f"found a {type(table).__name__} where a table was expected; "
            f"give a CSV path, a list of mappings, a mapping of columns or a data frame"
        )
    return rows, [f"row {i + 1}" for i in range(len(rows))], "the table"


def _rows_of_file(path: Path) -> tuple[list[dict[str, Any]], list[str], str]:
    if not path.is_file():
        raise InputError(f"{path}: no such file; give the path of a CSV file with one row a study")
    try:
        with path.open(newline="", encoding="utf-8-sig") as f:
            reader = csv.DictReader(f)
            read = [(row, f"line {reader.line_num}") for row in reader if any(v and str(v).strip() for v in row.values())]
    except (UnicodeDecodeError, csv.Error) as e:
        raise InputError(f"{path}: cannot be read as a CSV file in UTF-8 ({e})") from None
    for row, place in read:
        if None in row:
            raise InputError(f"{path}, {place}: more cells than the header has columns; put text with commas in quotes")
    return [{str(k).strip(): v for k, v in row.items()} for row, _ in read], [place for _, place in read], str(path.name)


def _rows_of_columns(table: Mapping[Any, Any]) -> list[dict[str, Any]]:
    held = {str(name): list(np.atleast_1d(np.asarray(values, dtype=object))) for name, values in table.items()}
    lengths = {name: len(values) for name, values in held.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {n}" for name, n in lengths.items())
        raise InputError(f"the table: columns have different lengths ({said}); one value a study is needed in each")
    k = next(iter(lengths.values()), 0)
    return [{name: values[i] for name, values in held.items()} for i in range(k)]


def _label(row: Mapping[str, Any], i: int) -> str:
    for name in LABELS:
        text = str(row.get(name) or "").strip()
        if text.lower() not in MISSING:
            year = str(row.get("year") or "").strip()
            return text if year.lower() in MISSING or re.search(r"\b(19|20)\d\d", text) else f"{text} {year}"
    return f"study {i + 1}"


def repeated_rows(table: StudyTable, names: Iterable[str]) -> list[str]:
    """Return a note for each label that stands more than once with different numbers.

    Raises InputError if a study stands twice with the same numbers: it would be counted twice.
    """
    seen: dict[str, list[int]] = {}
    for i, label in enumerate(table.labels):
        seen.setdefault(label, []).append(i)
    notes = []
    for label, held in seen.items():
        if len(held) == 1:
            continue
        numbers = [tuple(str(table.rows[i].get(name, "")).strip() for name in names) for i in held]
        if len(set(numbers)) < len(numbers):
            places = " and ".join(table.places[i] for i in held)
            raise InputError(f"{table.source}, {places}: {label} stands twice with the same numbers and would be counted twice; take one out")
        notes.append(f"{label} stands {len(held)} times with different numbers: if the rows share people, they are counted more than once")
    return notes
