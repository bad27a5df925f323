"""Print lines of the evidence room for people: indented, wrapped to the width of the terminal, without colour where none is wanted."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tongren.errors import InputError
from tongren.findings.sentences import Line

STYLES = {"title": "bold", "head": "bold", "strong": "bold", "dim": "dim", "caution": "yellow", "body": "", "foot": "dim"}
NARROW, WIDE = 50, 120
CJK, CLOSING, OPENING = "\u3040-\u30ff\u3400-\u9fff", "\u3001\u3002\uff0c\uff1b\uff1a\uff09\u300d\uff1f\uff01\u30fc\uff5e", "\uff08\u300c"
PIECE = re.compile(f" *(?:[{OPENING}]*[{CJK}]|[^ {CJK}{OPENING}{CLOSING}]+|[{OPENING}])[{CLOSING}]*|[{CLOSING}]+| +")


def width() -> int:
    """Return the columns to write in: those of the terminal, at most 120, which is as long as a line can be read."""
    return max(NARROW, min(WIDE, shutil.get_terminal_size((80, 24)).columns))


def console() -> Console:
    """Return the console of people: no colour where NO_COLOR is set or the output is no terminal."""
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(highlight=False, width=width(), no_color=plain, markup=False, emoji=False)


def show(lines: Iterable[Line]) -> None:
    """Print lines, each with two blanks for every level; what wraps stands two blanks deeper than where its line began."""
    out = console()
    before = ""
    for line in lines:
        if before and (line.kind == "head" or (line.kind == "foot" and before != "foot")):
            out.print()
        before = line.kind
        blanks = "  " * line.level
        text = "\n".join(blanks + x for x in wrapped(line.text, out.width - len(blanks)))
        out.print(Text(text, style=STYLES[line.kind]), soft_wrap=True)


def wrapped(text: str, columns: int) -> list[str]:
    """Return a text in lines of so many columns, those after the first two blanks deeper.

    Wide characters count twice; Chinese and Japanese, which have no blanks, break between characters, but not before a closing mark.
    """
    out = [""]
    for piece in PIECE.findall(text):
        longer = out[-1] + piece
        if cell_len(longer) > columns and out[-1].strip():
            out.append("  " + piece.lstrip(" "))
        else:
            out[-1] = longer
    return out


def print_data(text: str) -> None:
    """Print what programs read (JSON, CSV, BibTeX, RIS) as UTF-8, whatever the locale says."""
    out = getattr(sys.stdout, "buffer", None)
    if out is None:  # a stream of words stands in the place of the real one
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    out.write(text.encode("utf-8", "backslashreplace"))
    out.flush()


def as_json(content: Any) -> None:
    """Print JSON as UTF-8, readable."""
    print_data(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as CSV in UTF-8 with a header; empty where there is no answer."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({c: "" if r.get(c) is None else r[c] for c in columns} for r in rows)
    print_data(out.getvalue())


def line_rows(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return lines as records: text, kind and the rows behind them."""
    return [{"text": x.text, "kind": x.kind, "level": x.level, "rows": list(x.rows)} for x in lines]


def only_with(what: str, **given: object) -> None:
    """Raise InputError for options that were given though they change nothing here; what: what they go with."""
    wrong = [f"--{name.replace('_', '-')}" for name, value in given.items() if value not in (None, False, [], "")]
    if wrong:
        verb = "goes" if len(wrong) == 1 else "go"
        raise InputError(f"{' and '.join(wrong)} {verb} with {what}; leave {'it' if len(wrong) == 1 else 'them'} out, or give that too")


def one_of(**chosen: bool) -> str:
    """Return the one output that was asked for, or nothing.  Raises InputError where several were."""
    wanted = [name for name, on in chosen.items() if on]
    if len(wanted) > 1:
        raise InputError(f"--{' and --'.join(wanted)} ask for several outputs; allowed: one of --{', --'.join(chosen)}")
    return wanted[0] if wanted else ""
