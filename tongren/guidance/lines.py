"""Lines with a gap, filled when a session is made: a text put into its place, and the rows it was filled from."""

from __future__ import annotations

from dataclasses import replace

from tongren.findings.sentences import Line


def filled(line: Line, place: str, text: str) -> Line:
    """Return a line with `{place}` in it replaced by a text."""
    return replace(line, text=line.text.replace(f"{{{place}}}", text))


def behind(line: Line, *rows: str) -> Line:
    """Return a line with further rows behind its own first row, that of the sentence."""
    return replace(line, rows=(line.rows[0], *rows, *line.rows[1:]))
