"""What is finished of many scans, kept so that a stopped run goes on: one small file a scan, named by content and options.

A part is whole or absent (tongren/outfile.py).  The final table is put together from the
parts, scan by scan, whatever the number of scans.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongren.errors import InputError
from tongren.outfile import write_text

ENDINGS = (".parquet", ".csv")
WORDS = ("scan", "code", "side", "chart", "status")
WHOLE = ("face",)


@dataclass(frozen=True)
class Outcome:
    """What came of one scan: rows, one a point, and what was said of it; or the reason why there are none.

    lasting: whether the same file would end the same way again, so that it need not be tried again.
    """

    rows: list[dict[str, Any]]
    said: dict[str, Any]
    reason: str = ""
    lasting: bool = True
    seconds: float = 0.0


def key_of(path: Path, options: dict[str, Any]) -> str:
    """Return the name under which the outcome of a file's content with some options is kept."""
    h = hashlib.sha256(json.dumps(options, sort_keys=True).encode())
    with path.open("rb") as f:
        while block := f.read(1 << 20):
            h.update(block)
    return h.hexdigest()[:32]


@dataclass(frozen=True)
class Parts:
    """A folder of finished parts."""

    folder: Path

    def place(self, key: str) -> Path:
        """Return where a part lies."""
        return self.folder / f"{key}.json"

    def read(self, key: str) -> Outcome | None:
        """Return a finished outcome, or None where there is none that can be read."""
        try:
            return Outcome(**json.loads(self.place(key).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, key: str, outcome: Outcome) -> None:
        """Keep an outcome, whole or not at all.  Raises OutputError where it cannot be written."""
        write_text(self.place(key), json.dumps(vars(outcome), ensure_ascii=False))


def check_table(out: Path) -> None:
    """Raise InputError where a table cannot be written by the name of the file, or lacks its package."""
    if out.suffix.lower() not in ENDINGS:
        raise InputError(f"{out}: the points of many scans are written as {' or '.join(ENDINGS)}")
    if out.suffix.lower() == ".parquet":
        import importlib.util

        if importlib.util.find_spec("pyarrow") is None:
            raise InputError(f'{out}: parquet needs pyarrow: pip install "tongren[many]", or write .csv')


def write_table(half: Path, scans: Iterable[tuple[str, list[dict[str, Any]]]]) -> int:
    """Write the rows of scans, each under the scan's name, as one table; return how many rows.

    half: what `tongren.outfile.whole` yields; its ending chooses the kind.  Columns are those of the first scan that has rows.
    """
    filled = ((name, rows) for name, rows in scans if rows)
    return (_parquet if half.suffix.lower() == ".parquet" else _csv)(half, filled)


def _named(filled: Iterable[tuple[str, list[dict[str, Any]]]]) -> Iterator[list[dict[str, Any]]]:
    for name, rows in filled:
        yield [{"scan": name} | row for row in rows]


def _csv(half: Path, filled: Iterable[tuple[str, list[dict[str, Any]]]]) -> int:
    n, writer = 0, None
    with half.open("w", newline="", encoding="utf-8") as f:
        for rows in _named(filled):
            if writer is None:
                writer = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
                writer.writeheader()
            writer.writerows(rows)
            n += len(rows)
    return n


def _parquet(half: Path, filled: Iterable[tuple[str, list[dict[str, Any]]]]) -> int:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    n, writer, schema = 0, None, None
    try:
        for rows in _named(filled):
            if schema is None:
                schema = pyarrow.schema([(k, _type(k, pyarrow)) for k in rows[0]])
                writer = ParquetWriter(half, schema)
            assert writer is not None
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))
            n += len(rows)
    finally:
        if writer is not None:
            writer.close()
    if schema is None:
        ParquetWriter(half, pyarrow.schema([("scan", pyarrow.string())])).close()
    return n


def _type(column: str, pyarrow: Any) -> Any:
    """The type of a column: words, whole numbers, or numbers."""
    return pyarrow.string() if column in WORDS else pyarrow.int32() if column in WHOLE else pyarrow.float64()
