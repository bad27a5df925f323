"""A page: images, lines, discs and texts in drawing order, in units of 1/72 inch, written as PNG, SVG or PDF.

One list of simple shapes and three small writers keep the three formats the same picture.  y runs down.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from tongren.drawing.font import font, width_of
from tongren.errors import InputError
from tongren.outfile import write_bytes, write_text

Colour = tuple[int, int, int]
PAPER: Colour = (251, 250, 246)
INK: Colour = (46, 42, 40)
FAINT: Colour = (128, 122, 116)
ENDINGS = (".png", ".svg", ".pdf")


@dataclass(frozen=True)
class Box:
    """A rectangle: left, top, right, bottom."""

    x0: float
    y0: float
    x1: float
    y1: float

    def overlaps(self, other: Box, gap: float = 0.0) -> bool:
        """Whether two boxes share ground, or come nearer than `gap`."""
        apart = self.x1 + gap <= other.x0 or other.x1 + gap <= self.x0
        return not (apart or self.y1 + gap <= other.y0 or other.y1 + gap <= self.y0)

    def inside(self, other: Box) -> bool:
        """Whether this box lies wholly in the other."""
        return self.x0 >= other.x0 and self.y0 >= other.y0 and self.x1 <= other.x1 and self.y1 <= other.y1


@dataclass(frozen=True)
class Image:
    """Pixels (H, W, 3) uint8 over a box."""

    box: Box
    pixels: np.ndarray


@dataclass(frozen=True)
class Path_:
    """A polyline (N, 2), or with `fill` a polygon; `dash` is (on, off)."""

    points: np.ndarray
    colour: Colour = INK
    width: float = 1.0
    opacity: float = 1.0
    dash: tuple[float, float] | None = None
    fill: Colour | None = None
    closed: bool = False


@dataclass(frozen=True)
class Disc:
    """A filled circle with a ring."""

    x: float
    y: float
    r: float
    fill: Colour | None
    ring: Colour = (255, 255, 255)
    ring_width: float = 0.6
    opacity: float = 1.0


@dataclass(frozen=True)
class Text:
    """One line of text; (x, y) is its start, middle or end on the baseline; `halo` is the width of a paper rim."""

    x: float
    y: float
    text: str
    size: float = 8.0
    colour: Colour = INK
    bold: bool = False
    anchor: Literal["start", "middle", "end"] = "start"
    halo: float = 0.0

    @property
    def left(self) -> float:
        """x of the first letter."""
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return self.x - share * width_of(self.text, self.size, self.bold)

    @property
    def box(self) -> Box:
        """The rectangle from the descenders to the capitals' accents."""
        w = width_of(self.text, self.size, self.bold)
        return Box(self.left, self.y - 0.86 * self.size, self.left + w, self.y + 0.2 * self.size)


Item = Image | Path_ | Disc | Text


@dataclass
class Page:
    """A page of items, drawn in order."""

    width: float
    height: float
    title: str = ""
    background: Colour = PAPER
    items: list[Item] = field(default_factory=list)

    def add(self, *items: Item) -> None:
        """Put items on top."""
        self.items += items

    @property
    def box(self) -> Box:
        """The whole page."""
        return Box(0.0, 0.0, self.width, self.height)

    def letters(self, bold: bool) -> str:
        """Return every character used in one style."""
        return "".join(sorted(set("".join(i.text for i in self.items if isinstance(i, Text) and i.bold == bold))))

    def lacking(self) -> list[str]:
        """Return the characters that our font cannot show."""
        return font().lacks(self.letters(False)) + font(True).lacks(self.letters(True))

    def save(self, path: str | Path, dpi: float = 144.0) -> Path:
        """Write the page as .png (dpi pixels an inch), .svg or .pdf; the ending chooses.

        Raises InputError for another ending, OutputError where the file cannot be written; the old one then stays.
        """
        path = Path(path)
        ending = path.suffix.lower()
        if ending not in ENDINGS:
            raise InputError(f'a picture ends in {", ".join(ENDINGS)}; found "{path.name}"')
        if ending == ".png":
            from tongren.drawing.png import image_of

            out = io.BytesIO()
            image_of(self, dpi).save(out, "PNG", dpi=(dpi, dpi))
            return write_bytes(path, out.getvalue())
        if ending == ".svg":
            from tongren.drawing.svg import svg_of

            return write_text(path, svg_of(self))
        from tongren.drawing.pdf import pdf_of

        return write_bytes(path, pdf_of([self]))


def colour_of(code: str) -> Colour:
    """Return a colour written #RRGGBB as three numbers."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mixed(a: Colour, b: Colour, part: float) -> Colour:
    """Return a colour `part` of the way from a to b."""
    return tuple(round(x + (y - x) * part) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def dashes(points: np.ndarray, on: float, off: float) -> list[np.ndarray]:
    """Return the pieces of a polyline (N, 2) that a dash pattern leaves."""
    step = np.linalg.norm(np.diff(points, axis=0), axis=1)
    arc = np.concatenate([[0.0], np.cumsum(step)])
    out = []
    for start in np.arange(0.0, arc[-1], on + off):
        end = min(start + on, arc[-1])
        inner = points[(arc > start) & (arc < end)]
        ends = np.stack([np.interp([start, end], arc, points[:, k]) for k in (0, 1)], 1)
        out.append(np.concatenate([ends[:1], inner, ends[1:]]))
    return out
