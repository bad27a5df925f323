"""A folder of tables in memory: rows by their key, the line each stands in, and every problem met on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from tongren.knowledge.tables import Problem, files_of, read_records

Table = tuple[str, type[BaseModel], str]  # file without its ending, record, the column that is its key


@dataclass
class Tables:
    """Rows of every table of a folder by their key, the line each stands in, the last line of each table, and every problem met."""

    folder: str
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __getitem__(self, table: str) -> dict[str, Any]:
        """Return the rows of a table by their key."""
        return self.rows[table]

    def blame(self, table: str, key: str, message: str) -> None:
        """Note a problem of one row."""
        self.problems.append(Problem(f"{self.folder}/{table}.csv", self.lines[table, key], message))

    def lacks(self, table: str, message: str) -> None:
        """Note a row that a table lacks, at its end, where it can be added."""
        self.problems.append(Problem(f"{self.folder}/{table}.csv", self.last.get(table, 1), message))

    def each(self) -> Iterator[tuple[str, str, Any]]:
        """Yield table, key and row of everything."""
        for table, rows in self.rows.items():
            for key, row in rows.items():
                yield table, key, row


def read_tables(path: Path, folder: str, tables: Iterable[Table]) -> Tables:
    """Return the tables of a folder of an atlas; missing files, bad rows and keys that stand twice are among the problems."""
    out = Tables(folder)
    for table, record, key in tables:
        store = out.rows.setdefault(table, {})
        if not files_of(path, f"{folder}/{table}.csv"):
            out.lacks(table, "the file is missing")
            continue
        rows, bad = read_records(path, f"{folder}/{table}.csv", record)
        out.problems += bad
        out.last[table] = max((line for _, line, _ in rows), default=1)
        for file, line, row in rows:
            name = str(getattr(row, key))
            if name in store:
                out.problems.append(Problem(file, line, f'"{name}" stands here twice; each id may occur once'))
                continue
            store[name] = row
            out.lines[table, name] = line
    return out


def must_exist(t: Tables, table: str, column: str, allowed: Iterable[str], what: str) -> None:
    """Every value of a column, one or several in a cell, is among the allowed ones."""
    known = set(allowed)
    for key, row in t[table].items():
        value = getattr(row, column)
        for one in value if isinstance(value, tuple) else (value,) if value else ():
            if one not in known:
                t.blame(table, key, f'{column}: found "{one}"; allowed: {what}')
