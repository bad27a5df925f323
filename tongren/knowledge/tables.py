"""Read the atlas' CSV tables into records, collecting every bad row with its place instead of stopping at the first."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tongren.errors import AtlasError

R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """Something wrong in the atlas: where, what was found, what is allowed."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def atlas_path() -> Path:
    """Return the folder of the atlas: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parents[1]
    beside = package.parent / "atlas"
    return beside if (beside / "rules").is_dir() else package / "atlas"


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) of a CSV file; empty files yield nothing.  Raises AtlasError for what is no table in UTF-8."""
    with path.open(newline="", encoding="utf-8") as f:
        reader = csv.DictReader(f)
        try:
            for row in reader:
                yield reader.line_num, {k: (v or "") for k, v in row.items() if k is not None}
        except (UnicodeDecodeError, csv.Error) as e:
            raise AtlasError(f"{path}: found {e}; allowed: a table with commas, saved as UTF-8") from e


def read_table(path: Path, record: type[R]) -> tuple[list[tuple[int, R]], list[Problem]]:
    """Return the valid rows with their lines, and a problem for each row that is not."""
    good: list[tuple[int, R]] = []
    bad: list[Problem] = []
    name = f"{path.parent.name}/{path.name}"
    for line, row in rows_of(path):
        try:
            good.append((line, record.model_validate(row)))
        except ValidationError as e:
            for error in e.errors():
                column = ".".join(str(x) for x in error["loc"])
                bad.append(Problem(name, line, f'{column}: found "{error["input"]}"; {error["msg"]}'))
    return good, bad


def read_folder(folder: Path, record: type[R]) -> tuple[list[tuple[str, int, R]], list[Problem]]:
    """Return (file, line, record) of every CSV table in a folder, in the order of the file names."""
    good: list[tuple[str, int, R]] = []
    bad: list[Problem] = []
    for path in sorted(folder.glob("*.csv")):
        rows, problems = read_table(path, record)
        good += [(f"{folder.name}/{path.name}", line, r) for line, r in rows]
        bad += problems
    return good, bad
