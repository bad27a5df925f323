"""A picture of a body with its points: whole, or one region; shaded skin, meridian lines, discs, labels, legend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tongren.body.person import Body
from tongren.drawing.figure import (
    Figure,
    Mark,
    figure_of,
    is_seen,
    line_pieces,
    meridian_colours,
    meridian_names,
    name_text,
)
from tongren.drawing.font import width_of
from tongren.drawing.labels import LINE, Label, Placed, around, columns, spread
from tongren.drawing.page import Page
from tongren.drawing.raster import Camera
from tongren.drawing.shade import Shaded, shaded
from tongren.drawing.shapes import FAINT, INK, Box, Disc, Image, Item, Path_, Text
from tongren.drawing.views import View, drawn_faces, faces_of, fitted, view_named
from tongren.geometry.mesh import FloatArray
from tongren.knowledge.atlas import point_order
from tongren.locating.located import Located

NOT_MEDICAL = "not a medical device"
ORDER = ("LU", "LI", "ST", "SP", "HT", "SI", "BL", "KI", "PC", "TE", "GB", "LR", "GV", "CV", "EX")


@dataclass
class Picture:
    """A finished page, and what is on it: the placed labels, the points drawn and the points hidden."""

    page: Page
    labels: list[Placed] = field(default_factory=list)
    shown: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)

    def save(self, path: str | Path, dpi: float = 144.0) -> Path:
        """Write the picture as .png, .svg or .pdf."""
        return self.page.save(path, dpi)


@dataclass(frozen=True)
class Style:
    """What to draw and how large; sizes in points (1/72 inch)."""

    names: tuple[str, ...] = ("pinyin", "simplified")
    labels: bool = True
    lines: bool = True
    sigma: bool = False
    font_size: float = 7.0
    disc: float = 2.3
    line: float = 1.1
    finer: int = 2


@dataclass
class Panel:
    """One view of a figure in a box of the page."""

    figure: Figure
    view: View
    side: str
    box: Box
    camera: Camera
    shaded: Shaded

    def to_page(self, points: FloatArray) -> FloatArray:
        """Return pixels of the camera as places on the page."""
        return np.asarray(points, float)[..., :2] + (self.box.x0, self.box.y0)


def panel_of(figure: Figure, view: View, side: str, box: Box, finer: int = 2, mm_per_px: float = 0.0) -> Panel:
    """Return a view shaded into a box of the page."""
    width, height = round(box.x1 - box.x0), round(box.y1 - box.y0)
    camera = fitted(view, figure.vertices, side, width, height, mm_per_px)
    fade = 0.0 if view.whole else 0.07
    picture = shaded(figure.vertices, faces_of(view, side), camera, finer, 2, fade, normals=figure.normals)
    return Panel(figure, view, side, Box(box.x0, box.y0, box.x0 + width, box.y0 + height), camera, picture)


def seen_marks(panel: Panel, marks: list[Mark]) -> tuple[list[Mark], list[Mark]]:
    """Return the marks that the panel's camera sees and those it does not."""
    drawn = drawn_faces(panel.view, panel.side)
    own = [m for m in marks if drawn[m.face]]
    if not own:
        return [], list(marks)
    ok = is_seen(panel.shaded, np.array([m.position for m in own]), np.array([m.normal for m in own]))
    inner = 0.0 if panel.view.whole else 6.0
    screen = panel.camera.project(np.array([m.position for m in own]))
    ok &= (screen[:, 0] >= inner) & (screen[:, 0] <= panel.camera.width - inner)
    ok &= (screen[:, 1] >= inner) & (screen[:, 1] <= panel.camera.height - inner)
    seen = [m for m, k in zip(own, ok, strict=True) if k]
    return seen, [m for m in marks if m not in seen]


def _by_order(marks: list[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda m: (point_order(m.code.split("/")[0]), m.code, m.side))


def lines_of(panel: Panel, marks: list[Mark], style: Style, courses: Any = None) -> list[Path_]:
    """Return the meridian lines of the marks' meridians."""
    out = []
    colours = meridian_colours()
    drawn_sides = (panel.side,) if panel.view.drawn and panel.view.paired else ("L", "R")
    for meridian in sorted({m.meridian for m in marks}, key=ORDER.index):
        sides = ("M",) if meridian in ("GV", "CV") else drawn_sides
        for side in sides:
            for piece, dashed in line_pieces(panel.figure, panel.shaded, meridian, side, courses):
                dash = (2.2, 2.6) if dashed else None
                out.append(Path_(panel.to_page(piece), colours[meridian], style.line, 0.8, dash))
    return out


def discs_of(panel: Panel, marks: list[Mark], style: Style) -> list[Item]:
    """Return the discs of marks, hollow for a place the template can only come near to, and sigma circles if wished."""
    out: list[Item] = []
    colours = meridian_colours()
    for m in marks:
        x, y = panel.to_page(panel.camera.project(m.position[None]))[0]
        colour = colours[m.meridian]
        if style.sigma and np.isfinite(m.sigma_mm):
            ring = panel.to_page(panel.camera.project(sigma_circle(m)))
            out.append(Path_(ring, colour, 0.5, 0.22, None, colour, True))
        if m.status == "found":
            out.append(Disc(x, y, style.disc, colour, (255, 253, 250), style.disc * 0.3))
        else:
            out.append(Disc(x, y, style.disc * 0.85, (255, 253, 250), colour, style.disc * 0.4))
    return out


def sigma_circle(m: Mark, n: int = 48) -> FloatArray:
    """Return the circle (n, 3) of radius sigma in the plane of the skin at a point."""
    other = np.array([0.0, 0.0, 1.0]) if abs(m.normal[2]) < 0.8 else np.array([1.0, 0.0, 0.0])
    a = np.cross(m.normal, other)
    a /= np.linalg.norm(a)
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)[:, None]
    return m.position + m.sigma_mm * (a * np.cos(angle) + np.cross(m.normal, a) * np.sin(angle)) + m.normal * 0.5


def label_of(panel: Panel, m: Mark, style: Style) -> Label:
    """Return the label of a mark."""
    x, y = panel.to_page(panel.camera.project(m.position[None]))[0]
    name = name_text(m.code, style.names)
    return Label((m.code, m.side), float(x), float(y), m.code, name, meridian_colours()[m.meridian], style.disc * 1.3)


def one_site_each(marks: list[Mark]) -> list[Mark]:
    """Return the marks without the further sites of points that have several (EX-B2.2 beside EX-B2.1)."""
    first: dict[tuple[str, str], str] = {}
    for m in marks:
        first.setdefault((m.code.split(".")[0], m.side), m.code)
    return [m for m in marks if first[m.code.split(".")[0], m.side] == m.code]


def _crowding(ys: list[float], height: float, gap: float) -> float:
    """Return how far labels of points at heights ys move to stand one under the other; more than fit cost much."""
    moved = np.abs(spread(np.sort(np.array(ys)), gap, 0.0, 1e9) - np.sort(np.array(ys))).sum() if ys else 0.0
    return float(moved) + max(0.0, len(ys) * gap - height) ** 2


def one_side_each(panel: Panel, marks: list[Mark], gap: float = 9.0) -> tuple[list[Mark], list[bool]]:
    """Return each point once and whether it is labelled left: whole meridians go where they push the others least."""
    places = {(m.code, m.side): panel.camera.project(m.position[None])[0] for m in marks}
    middle, height = panel.camera.width / 2, float(panel.camera.height)
    groups: dict[str, list[list[Mark]]] = {}
    for code in dict.fromkeys(m.code for m in marks):
        both = [m for m in marks if m.code == code]
        groups.setdefault(both[0].meridian, []).append(both)
    gap = min(gap, height / max(1, -(-sum(map(len, groups.values())) // 2)))
    options = {
        (g, to_left): [_on(to_left, both, places, middle) for both in groups[g]] for g in groups for to_left in (True, False)
    }
    order = sorted(groups, key=lambda g: (-len(groups[g]), ORDER.index(g)))
    choice: dict[str, bool] = {}

    def cost() -> float:
        ys: dict[bool, list[float]] = {True: [], False: []}
        for g, to_left in choice.items():
            for m, k in options[g, to_left]:
                ys[k].append(float(places[m.code, m.side][1]))
        return sum(_crowding(y, height, gap) for y in ys.values())

    for _ in range(3):
        for g in order:
            costs = {}
            for to_left in (True, False):
                choice[g] = to_left
                costs[to_left] = cost()
            choice[g] = costs[True] <= costs[False]
    chosen = [row for g in order for row in options[g, choice[g]]]
    return [m for m, _ in chosen], [k for _, k in chosen]


def in_columns(panel: Panel, marks: list[Mark], gap: float) -> tuple[list[Mark], list[bool]]:
    """Return what to label, and which of it left: seen from a side the left half of the points, else as above."""
    if len({m.code for m in marks}) < len(marks):
        return one_side_each(panel, marks, gap)
    x = panel.camera.project(np.array([m.position for m in marks]))[:, 0]
    return marks, (x < np.median(x)).tolist()


def _on(to_left: bool, both: list[Mark], places: dict[tuple[str, str], FloatArray], middle: float) -> tuple[Mark, bool]:
    """Return which of a point's marks to label, and whether left, where its meridian's labels should stand left."""
    there = [m for m in both if (places[m.code, m.side][0] < middle) == to_left]
    one = (there or both)[0]
    if there or one.side == "M":
        return one, to_left
    return one, bool(places[one.code, one.side][0] < middle)


def captioned(page: Page, figure: Figure, title: str, subtitle: str = "") -> None:
    """Write the title above and the small print below."""
    page.add(Text(page.width / 2, 30, title, 15, INK, True, "middle"))
    if subtitle:
        page.add(Text(page.width / 2, 45, subtitle, 8.5, FAINT, False, "middle"))
    note = " · ".join(x for x in ("Tongren", figure.caption, NOT_MEDICAL) if x)
    page.add(Text(page.width / 2, page.height - 12, note, 6.5, FAINT, False, "middle"))


def legend(meridians: Sequence[str], x0: float, x1: float, y: float, size: float = 7.0, chinese: bool = True) -> list[Item]:
    """Return a legend of meridians, centred in rows between x0 and x1; y is the first baseline."""
    rows: list[list[tuple[str, str, float]]] = [[]]
    names = meridian_names()
    for code in meridians:
        row = names.get(code, {})
        text = f"{code} {row.get('name_en', 'Extra points')}"
        width = 3.2 * size + width_of(text, size)
        if rows[-1] and sum(w for _, _, w in rows[-1]) + width > x1 - x0:
            rows.append([])
        rows[-1].append((code, text, width))
    out: list[Item] = []
    for i, r in enumerate(rows):
        x = (x0 + x1 - sum(w for _, _, w in r)) / 2 + size
        for code, text, width in r:
            base = y + i * 1.7 * size
            out.append(Disc(x, base - 0.32 * size, 0.36 * size, meridian_colours()[code], (255, 253, 250), 0.5))
            out.append(Text(x + 0.8 * size, base, text, size, INK))
            x += width
    return out


def picture(
    body: Body | FloatArray,
    located: Located | None,
    view: str = "front",
    side: str = "L",
    codes: list[str] | None = None,
    meridians: list[str] | None = None,
    courses: Any = None,
    title: str = "",
    size: tuple[float, float] | None = None,
    style: Style | None = None,
) -> Picture:
    """Return a picture of one body (a Body, or template vertices (13718, 3) in mm, LPS) with its points.

    view: a name in `tongren.drawing.views.VIEWS`; side: L or R, for views of one side; codes, meridians: what to draw
    (all where neither is given); courses: what `tongren.locating.courses.courses` answers, else straight chords; size in
    points (1/72 inch).  Points that the body hides are left out.  Raises InputError for a view that does not exist.
    """
    how = view_named(view)
    style = style or Style()
    figure = figure_of(body, located)
    width, height = size or ((900.0, 1000.0) if how.whole else ((900.0, 760.0) if how.columns else (720.0, 640.0)))
    page = Page(width, height, title or how.title)
    wanted = figure.chosen(codes, meridians)
    margin = column_width(wanted, style) if how.columns and style.labels else 0.0
    box = Box(10 + margin, 56, width - 10 - margin, height - 50)
    panel = panel_of(figure, how, side, box, style.finer)
    page.add(Image(panel.box, panel.shaded.pixels))
    seen, hidden = seen_marks(panel, wanted)
    seen = _by_order(seen)
    placed = draw_marks(page, panel, seen, style, courses, Box(14, 58, width - 14, height - 54))
    present = [m for m in ORDER if m in {w.meridian for w in seen}]
    if len(present) > 1:
        page.add(*legend(present, 20, width - 20, height - 40))
    which = {"L": "left", "R": "right"}[side] if how.paired else ""
    captioned(page, figure, title or how.title, which)
    return Picture(page, placed, [(m.code, m.side) for m in seen], [(m.code, m.side) for m in hidden])


def column_width(marks: list[Mark], style: Style) -> float:
    """Return the width that a column of the marks' labels and their leaders' elbows will need."""
    labels = (Label((m.code, m.side), 0.0, 0.0, m.code, name_text(m.code, style.names)) for m in marks)
    return max((label.width(style.font_size) for label in labels), default=0.0) + 2.6 * style.font_size


def draw_marks(page: Page, panel: Panel, seen: list[Mark], style: Style, courses: Any, frame: Box) -> list[Placed]:
    """Put lines, discs and labels of the seen marks on the page; return the placed labels."""
    lines = lines_of(panel, seen, style, courses) if style.lines else []
    placed: list[Placed] = []
    if style.labels and seen:
        if panel.view.columns:
            chosen, left = in_columns(panel, one_site_each(seen), style.font_size * LINE)
            placed = columns([label_of(panel, m, style) for m in chosen], left, frame, style.font_size)
        else:
            chosen = seen if panel.view.paired else one_side_each(panel, one_site_each(seen))[0]
            bare = [label_of(panel, m, style) for m in seen if m not in chosen]
            dots = [np.array([[b.x - b.r, b.y - b.r, b.x + b.r, b.y + b.r]]) for b in bare]
            placed = around(
                [label_of(panel, m, style) for m in chosen],
                frame,
                style.font_size,
                [x.points for x in lines],
                np.concatenate(dots) if dots else None,
                on_body(panel),
            )
    page.add(*lines)
    page.add(*(i for p in placed for i in p.items() if isinstance(i, Path_)), *discs_of(panel, seen, style))
    page.add(*(i for p in placed for i in p.items() if isinstance(i, Text)))
    return placed


def on_body(panel: Panel) -> Callable[[FloatArray], np.ndarray]:
    """Return a function that tells which places (N, 2) of the page lie on the drawn body."""
    return lambda places: np.isfinite(panel.shaded.depth_at(places - (panel.box.x0, panel.box.y0)))
