"""Forest plots: a square a study, its area the study's weight; a diamond for what was pooled; a bar for where a further study may lie.

Ratios stand on a logarithmic axis. An interval that goes far beyond the others is cut at the axis' end, with an arrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tongren.drawing.axis import Axis, reach
from tongren.drawing.caption import MARGIN, QUIET, footed, headed
from tongren.drawing.font import broken, width_of
from tongren.drawing.forest_rows import Row, footing, kind_of_cells, study_rows, summary_rows
from tongren.drawing.lettering import Lettering, two_lines
from tongren.drawing.page import Page
from tongren.drawing.shapes import FAINT, INK, PAPER, Colour, Path_, Text, colour_of, mixed
from tongren.pooling.effects import WORDS, Effects
from tongren.pooling.pool import Pooled, pooled

SQUARE, DIAMOND, SECOND, BAR = (colour_of(c) for c in ("#1f4e6e", "#8c1c2b", "#c27d38", "#7a6a58"))
SIZE, ROW, LEAD, GAP = 8.5, 15.5, 10.5, 16.0  # points: letters, a row, a further line in it, between columns
PLOT, LABEL, GROUP = 250.0, 185.0, 92.0  # widths: the axis, a label at most, a group's name at most
LARGEST, SMALLEST = 11.0, 2.4  # sides of squares
BAND = mixed(PAPER, INK, 0.035)
BANDED = 8  # from so many studies on, every second row has a ground of its own to lead the eye


@dataclass(frozen=True)
class Columns:
    """Where things stand across the page: right ends of the groups, of the weight and of the numbers; the axis between."""

    groups: tuple[float, ...]
    axis: Axis
    weight: float
    numbers: float

    @property
    def summary(self) -> float:
        """Width of the words that stand left of the axis in a row without groups."""
        return self.axis.left - GAP - MARGIN


def forest_plot(
    effects: Effects,
    result: Pooled | None = None,
    *,
    title: str = "",
    favours: tuple[str, str] = ("", ""),
    groups: tuple[str, str] = ("treated", "control"),
    note: str = "",
) -> Page:
    """Return the plot of studies and their pooled result as a page, to be saved as .png, .svg or .pdf.

    result: None pools by REML. title: above; favours: what lies left and right of no effect; groups: names of the two groups; note: a line below,
    for the source. Cautions of the result are written below, always.
    """
    result = result or pooled(effects)
    lettering = Lettering()
    title, note, groups = lettering(title), lettering(note), (lettering(groups[0]), lettering(groups[1]))
    favours = lettering(favours[0]), lettering(favours[1])
    foot = [lettering(line) for line in footing(result)]
    studies, summaries = study_rows(effects, result, lettering), summary_rows(effects, result)
    heads = _heads(effects, result, groups if studies[0].cells else ())
    columns = _columns(effects, studies, summaries, heads)
    page = Page(columns.numbers + MARGIN, 0.0, title)
    top = _head_row(page, columns, heads, headed(page, title))
    placed = _placed(columns, studies, summaries, top + 2)
    _ground(page, columns, result, placed)
    _rows(page, columns, placed)
    y = _axis(page, columns.axis, placed[-1].top + placed[-1].height, favours, WORDS.get(effects.measure, effects.measure))
    footed(page, y + 8, [*foot, note, *lettering.told()])
    return page


def _heads(effects: Effects, result: Pooled, groups: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the lines over each column."""
    names = [[*two_lines(g, SIZE, GROUP), kind_of_cells(effects)] for g in groups]
    interval = f"{100 * result.level:g} % interval"
    measure = f"{effects.measure} ({interval})" if effects.measure in WORDS else interval
    return {"study": ["Study"], "numbers": [measure], "weight": ["Weight"]} | {f"group{i}": n for i, n in enumerate(names)}


def _columns(effects: Effects, studies: Sequence[Row], summaries: Sequence[Row], heads: dict[str, list[str]]) -> Columns:
    def widest(texts: Sequence[str], bold: bool = False) -> float:
        return max((width_of(t, SIZE, bold) for t in texts), default=0.0)

    x = MARGIN + min(LABEL, max(widest([r.label for r in studies]), 60.0))
    ends = []
    for i in range(sum(name.startswith("group") for name in heads)):
        x += GAP + max(widest([r.cells[i] for r in (*studies, *summaries) if r.cells]), widest(heads[f"group{i}"]))
        ends.append(x)
    left = max(x, MARGIN + min(widest([r.label for r in summaries if r.kind != "sum"], True), 235.0)) + GAP
    ends = [end + left - GAP - x for end in ends]
    marked = [r for r in (*studies, *summaries) if r.kind != "sum"]
    low, high = reach([0.0, *(r.middle for r in marked)], [r.low for r in marked], [r.high for r in marked])
    weight = left + PLOT + GAP + max(widest(heads["weight"]), widest([_share(r) for r in marked], True))
    numbers = weight + GAP + max(widest([r.numbers for r in marked], True), widest(heads["numbers"]))
    return Columns(tuple(ends), Axis(low, high, left, left + PLOT, effects.log_scale), weight, numbers)


def _share(row: Row) -> str:
    return f"{row.share:.1f} %" if np.isfinite(row.share) else ""


def _head_row(page: Page, columns: Columns, heads: dict[str, list[str]], y: float) -> float:
    """Write the heads of the columns, their last lines level; return the y of the rule below."""
    y += LEAD * max(len(lines) for lines in heads.values())
    places = {"study": MARGIN, "weight": columns.weight, "numbers": columns.numbers} | {f"group{i}": x for i, x in enumerate(columns.groups)}
    for name, lines in heads.items():
        for i, line in enumerate(reversed(lines)):
            colour = INK if i or len(lines) == 1 else QUIET
            page.add(Text(places[name], y - LEAD * i, line, SIZE, colour, anchor="start" if name == "study" else "end"))
    y += 5
    page.add(_line(MARGIN, columns.numbers, y))
    return y


def _line(x0: float, x1: float, y: float, colour: Colour = FAINT) -> Path_:
    return Path_(np.array([[x0, y], [x1, y]]), colour, 0.7)


@dataclass(frozen=True)
class Placed:
    """A row with its lines of words, its top and its height on the page."""

    row: Row
    lines: tuple[str, ...]
    top: float
    height: float

    @property
    def middle(self) -> float:
        """Where its mark stands."""
        return self.top + self.height / 2


def _placed(columns: Columns, studies: Sequence[Row], summaries: Sequence[Row], y: float) -> list[Placed]:
    """Return every row with its place, the first from y on; a long label takes two lines."""
    out = []
    for i, row in enumerate((*studies, *summaries)):
        bold = row.kind == "diamond"
        room = LABEL if row.kind in ("study", "sum") else columns.summary
        lines = two_lines(row.label, SIZE, room, bold)
        y += 4 if i == len(studies) else 0
        out.append(Placed(row, tuple(lines), y, ROW + LEAD * (len(lines) - 1)))
        y += out[-1].height
    return out


def _rows(page: Page, columns: Columns, placed: Sequence[Placed]) -> None:
    """Draw every row: words, cells and marks."""
    largest = max((p.row.share for p in placed if p.row.kind == "study" and np.isfinite(p.row.share)), default=1.0) or 1.0
    for p in placed:
        base = p.middle + 0.36 * SIZE
        for n, line in enumerate(p.lines):
            page.add(Text(MARGIN, base + LEAD * (n - (len(p.lines) - 1) / 2), line, SIZE, bold=p.row.kind == "diamond"))
        _cells(page, columns, p.row, base)
        if p.row.kind == "study":
            _study(page, columns.axis, p.row, p.middle, largest)
        elif p.row.kind != "sum":
            _summary(page, columns.axis, p.row, p.middle)


def _polygon(points: Sequence[Sequence[float]], fill: Colour) -> Path_:
    return Path_(np.array(points, float), fill, 0.0, fill=fill, closed=True)


def _cells(page: Page, columns: Columns, row: Row, y: float) -> None:
    bold = row.kind == "diamond"
    placed = [*zip(columns.groups, row.cells, strict=False), (columns.weight, _share(row)), (columns.numbers, row.numbers)]
    page.add(*(Text(x, y, text, SIZE, bold=bold, anchor="end") for x, text in placed if text))


def _arrows(page: Page, axis: Axis, row: Row, y: float, colour: Colour, gap: float = -1.0) -> tuple[float, float]:
    """Draw an arrow where an interval leaves the axis; return the ends of what is left of it, on the page, `gap` behind the arrow."""
    ends = [max(axis.at(row.low), axis.left), min(axis.at(row.high), axis.right)]
    for i, (beyond, tip, way) in enumerate(((row.low < axis.low, axis.left, 1), (row.high > axis.high, axis.right, -1))):
        if beyond:
            page.add(_polygon([[tip, y], [tip + 5.5 * way, y - 2.9], [tip + 5.5 * way, y + 2.9]], colour))
            ends[i] = tip + (5.5 + gap) * way
    return ends[0], ends[1]


def _study(page: Page, axis: Axis, row: Row, y: float, largest: float) -> None:
    left, right = _arrows(page, axis, row, y, INK)
    page.add(Path_(np.array([[left, y], [right, y]]), INK, 1.0))
    held = bool(np.isfinite(row.share))
    half = max(SMALLEST, LARGEST * float(np.sqrt(row.share / largest)) if held else 0.0) / 2
    x = axis.at(row.middle)
    corners = np.array([[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]])
    page.add(Path_(corners, SQUARE, 0.0 if held else 0.8, fill=SQUARE if held else PAPER, closed=True))


def _summary(page: Page, axis: Axis, row: Row, y: float) -> None:
    colour = {"diamond": DIAMOND, "second": SECOND}.get(row.kind, BAR)
    left, right = _arrows(page, axis, row, y, colour, 2.0)
    if row.kind == "bar":
        page.add(_polygon([[left, y - 1.7], [right, y - 1.7], [right, y + 1.7], [left, y + 1.7]], colour))
        return
    x, low, high = axis.at(row.middle), axis.at(row.low), axis.at(row.high)
    at_left, at_right = 5.2 * (left - low) / max(x - low, 1e-9), 5.2 * (high - right) / max(high - x, 1e-9)
    page.add(_polygon([[left, y - at_left], [x, y - 5.2], [right, y - at_right], [right, y + at_right], [x, y + 5.2], [left, y + at_left]], colour))


def _ground(page: Page, columns: Columns, result: Pooled, placed: Sequence[Placed]) -> None:
    """Draw what lies under the marks: bands, the rule over the pooled rows, the line of no effect, the dotted line of the pooled effect."""
    left, right, top, bottom = MARGIN - 4, columns.numbers + 4, placed[0].top, placed[-1].top + placed[-1].height
    studies = [p for p in placed if p.row.kind == "study"]
    for p in studies[1::2] if len(studies) >= BANDED else []:
        page.add(_polygon([[left, p.top], [right, p.top], [right, p.top + p.height], [left, p.top + p.height]], BAND))
    if len(placed) > len(studies):
        page.add(_line(MARGIN, columns.numbers, studies[-1].top + studies[-1].height + 2, mixed(PAPER, FAINT, 0.6)))
    zero = columns.axis.at(0)
    page.add(Path_(np.array([[zero, top - 2], [zero, bottom + 2]]), FAINT, 0.9))
    if np.isfinite(result.estimate):
        x = columns.axis.at(result.estimate)
        page.add(Path_(np.array([[x, top], [x, bottom]]), DIAMOND, 0.7, dash=(1.6, 2.6)))


def _axis(page: Page, axis: Axis, y: float, favours: tuple[str, str], words: str) -> float:
    """Draw the axis with its ticks, the words on both sides of no effect and the measure; return the y below."""
    y += 2
    page.add(_line(axis.left, axis.right, y, INK))
    for x, text in axis.ticks(8.0):
        page.add(Path_(np.array([[x, y], [x, y + 3]]), INK, 0.7), Text(x, y + 12, text, 8.0, anchor="middle"))
    y += 12
    zero, lines = axis.at(0), [0]
    for text, way in zip(favours, (-1, 1), strict=True):
        room = (zero - MARGIN if way < 0 else page.width - MARGIN - zero) - 18
        said = broken(text, 8.0, min(room, 170.0)) if text else []
        lines.append(len(said))
        for i, line in enumerate(said):
            arrow = f"\N{LEFTWARDS ARROW} {line}" if way < 0 else f"{line} \N{RIGHTWARDS ARROW}"
            page.add(Text(zero + 5 * way, y + 13 + LEAD * i, line if i else arrow, 8.0, QUIET, anchor="end" if way < 0 else "start"))
    y += 3 + LEAD * max(lines) if max(lines) else 0
    page.add(Text((axis.left + axis.right) / 2, y + 14, words, SIZE, anchor="middle"))
    return y + 14
