"""The one loader of the atlas' tables: rows with the file and line they stand in, typed records, and every bad row at once.

A table is named as it lies in the atlas, with or without its ending: `meridians`, `words/terms.csv`; the name of a folder stands for all tables
right in it, in the order of their file names: `names`.  Where a file and a folder have one name, the file is meant.

A table is UTF-8 with commas.  A byte order mark, as spreadsheets write it, is taken and left away.  Whatever else is wrong is told with file and
line: bytes that are no UTF-8, quotes that do not end, a row with another number of columns than its header, a column that stands twice.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from tongren.errors import AtlasError

if TYPE_CHECKING:
    from pydantic import BaseModel

Row = Mapping[str, str]
R = TypeVar("R")
M = TypeVar("M", bound="BaseModel")


@dataclass(frozen=True)
class Problem:
    """Something wrong in the atlas: where, what was found, what is allowed."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Placed(NamedTuple, Generic[R]):
    """A row, plain or typed, and where it stands: file from the folder of the atlas on, line as an editor numbers it."""

    file: str
    line: int
    row: R


@dataclass(frozen=True)
class Sheet:
    """One file as it was read: its columns, its rows, and what is wrong with its form.

    A row too short or too long is among the rows all the same, filled up or cut, so that one slip is told once and not as many.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Placed[Row], ...]
    problems: tuple[Problem, ...]

    @property
    def last_line(self) -> int:
        """The line of the last row, or of the header: where a missing row belongs."""
        return self.rows[-1].line if self.rows else 1


def atlas_path() -> Path:
    """Return the folder of the atlas: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parents[1]
    beside = package.parent / "atlas"
    return beside if (beside / "rules").is_dir() else package / "atlas"


def files_of(atlas: Path, name: str) -> list[Path]:
    """Return the files of a table or of a folder of tables; none where there is none."""
    file = atlas / (name.removesuffix(".csv") + ".csv")
    return [file] if file.is_file() else sorted((atlas / name).glob("*.csv"))


def read_sheet(atlas: Path, path: Path) -> Sheet:
    """Return a file of an atlas as it stands, with every problem of its form; never an error."""
    file, data = path.relative_to(atlas).as_posix(), path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        said = f"found the byte 0x{data[e.start]:02X}, which is no UTF-8; allowed: a table with commas, saved as UTF-8"
        return Sheet(file, (), (), (Problem(file, line, said),))
    return _parsed(file, text)


def _parsed(file: str, text: str) -> Sheet:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: tuple[str, ...] = ()
    rows: list[Placed[Row]] = []
    problems: list[Problem] = []
    line = 1
    try:
        for cells in reader:
            first, line = line, reader.line_num + 1
            if cells and not columns:
                columns = tuple(cells)
                problems += [Problem(file, first, f'the column "{c}" stands twice') for c in sorted({c for c in cells if cells.count(c) > 1})]
            elif cells:
                if len(cells) != len(columns):
                    said = f"found {len(cells)} cells; the number of columns in the header is {len(columns)} (text with commas wants quotes)"
                    problems.append(Problem(file, first, said))
                filled = [*cells, *[""] * (len(columns) - len(cells))]
                rows.append(Placed(file, first, dict(zip(columns, filled, strict=False))))
    except csv.Error as e:
        problems.append(Problem(file, line, f"found {e}; allowed: a table with commas, where a cell in quotes ends with one"))
    return Sheet(file, columns, tuple(rows), tuple(problems))


def read_sheets(atlas: Path, name: str) -> list[Sheet]:
    """Return the sheets of a table or of a folder of tables; none where there is none."""
    return [read_sheet(atlas, path) for path in files_of(atlas, name)]


def read_rows(atlas: Path, name: str) -> list[Placed[Row]]:
    """Return the rows of a table or of a folder of tables with their places; none where there is none.

    Raises AtlasError, naming all places at once, where a file is no sound table.
    """
    sheets = read_sheets(atlas, name)
    problems = [p for s in sheets for p in s.problems]
    if problems:
        raise AtlasError("\n".join(f"{atlas.name}/{p}" for p in problems))
    return [row for s in sheets for row in s.rows]


@cache
def table(name: str) -> tuple[Row, ...]:
    """Return the plain rows of a table of this installation's atlas, read once; empty where there is none.  Raises as `read_rows` does."""
    return tuple(placed.row for placed in read_rows(atlas_path(), name))


@cache
def keyed(name: str, key: str) -> Mapping[str, Row]:
    """Return the rows of a table of this installation's atlas by one of its columns; the last of equal ones.  Raises as `read_rows` does."""
    return {row[key]: row for row in table(name)}


def read_records(atlas: Path, name: str, record: type[M]) -> tuple[list[Placed[M]], list[Problem]]:
    """Return the valid records of a table or of a folder of tables, and a problem for each row that is not."""
    from pydantic import ValidationError  # here, because who reads plain rows alone need not wait for it

    good: list[Placed[M]] = []
    bad: list[Problem] = []
    for sheet in read_sheets(atlas, name):
        bad += sheet.problems
        for file, line, row in sheet.rows:
            try:
                good.append(Placed(file, line, record.model_validate(row)))
            except ValidationError as e:
                bad += [Problem(file, line, _told(error["loc"], error["input"], error["msg"])) for error in e.errors()]
    return good, bad


def _told(column: tuple[int | str, ...], found: object, message: str) -> str:
    missing = message == "Field required"
    return f"{'.'.join(map(str, column))}: " + ("the column is missing" if missing else f'found "{found}"; {message}')
