"""Draw a page as pixels with Pillow, at three times the size and then reduced, which is what smooths the edges."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PIL
from PIL import ImageDraw, ImageFont

from tongren.drawing.font import font
from tongren.drawing.shapes import Canvas, Colour, Disc, Image, Item, Path_, Text, dashes

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

BAND = 600  # rows of the finished picture drawn at once, so that a large sheet stays in memory


@lru_cache(maxsize=64)
def _face(bold: bool, size: float) -> FreeTypeFont:
    return ImageFont.truetype(str(font(bold).path), size, layout_engine=ImageFont.Layout.BASIC)


def image_of(page: Canvas, dpi: float = 144.0, finer: int = 3) -> PIL.Image:
    """Return the page as an RGB image of `dpi` pixels an inch."""
    scale = dpi / 72
    width, height = round(page.width * scale), round(page.height * scale)
    out = PIL.new("RGB", (width, height), page.background)
    for top in range(0, height, BAND):
        rows = min(BAND, height - top)
        band = PIL.new("RGB", (width * finer, rows * finer), page.background)
        pen = _Pen(band, scale * finer, top * finer)
        for item in page.items:
            pen.draw(item)
        out.paste(band.reduce(finer), (0, top))
    return out


class _Pen:
    """Draws items on a band whose top row is `top` pixels down the page."""

    def __init__(self, band: PIL.Image, scale: float, top: int) -> None:
        self.band, self.scale, self.top = band, scale, top

    def draw(self, item: Item) -> None:
        if isinstance(item, Image):
            self.image(item)
        elif isinstance(item, Path_):
            self.path(item)
        elif isinstance(item, Disc):
            self.disc(item)
        else:
            self.text(item)

    def _placed(self, points: np.ndarray) -> np.ndarray:
        return np.asarray(points, float) * self.scale - (0, self.top)

    def _seen(self, y0: float, y1: float, margin: float) -> bool:
        return y1 + margin >= 0 and y0 - margin <= self.band.height

    def image(self, item: Image) -> None:
        (x0, y0), (x1, y1) = self._placed(np.array([[item.box.x0, item.box.y0], [item.box.x1, item.box.y1]]))
        if not self._seen(y0, y1, 0):
            return
        source = PIL.fromarray(item.pixels)
        size = round(x1 - x0), round(y1 - y0)
        cut0, cut1 = max(0, round(-y0)), min(size[1], round(self.band.height - y0))
        if cut1 <= cut0:
            return
        ratio = source.height / size[1]
        part = (0.0, cut0 * ratio, float(source.width), cut1 * ratio)
        whole = source.resize((size[0], cut1 - cut0), PIL.Resampling.BILINEAR, box=part)
        self.band.paste(whole, (round(x0), round(y0) + cut0))

    def path(self, item: Path_) -> None:
        points = self._placed(item.points)
        width = item.width * self.scale
        if len(points) < 2 or not self._seen(points[:, 1].min(), points[:, 1].max(), width):
            return
        if item.closed:
            points = np.concatenate([points, points[:1]])
        with _Layer(self.band, points, width, item.opacity) as layer:
            if item.fill is not None:
                layer.pen.polygon(layer.at(points), fill=layer.ink(item.fill))
            if item.width > 0:
                pieces = dashes(points, *(d * self.scale for d in item.dash)) if item.dash else [points]
                for piece in pieces:
                    layer.line(piece, item.colour, width)

    def disc(self, item: Disc) -> None:
        (x, y) = self._placed(np.array([[item.x, item.y]]))[0]
        r, ring = item.r * self.scale, item.ring_width * self.scale
        if not self._seen(y - r, y + r, ring):
            return
        corners = np.array([[x - r - ring, y - r - ring], [x + r + ring, y + r + ring]])
        with _Layer(self.band, corners, 2.0, item.opacity) as layer:
            cx, cy = layer.at(np.array([[x, y]]))[0]
            if item.fill is not None:
                if ring > 0:
                    out = r + ring
                    layer.pen.ellipse((cx - out, cy - out, cx + out, cy + out), fill=layer.ink(item.ring))
                layer.pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=layer.ink(item.fill))
            else:
                angle = np.linspace(0, 2 * np.pi, 64)
                layer.line(np.stack([x + r * np.cos(angle), y + r * np.sin(angle)], 1), item.ring, ring)

    def text(self, item: Text) -> None:
        x, y = self._placed(np.array([[item.left, item.y]]))[0]
        size = item.size * self.scale
        if not self._seen(y - size, y + size, 0):
            return
        face, pen = _face(item.bold, size), ImageDraw.Draw(self.band)
        if item.halo:
            stroke = max(1, round(item.halo * self.scale))
            pen.text((x, y), item.text, (251, 250, 246), face, anchor="ls", stroke_width=stroke, stroke_fill=(251, 250, 246))
        pen.text((x, y), item.text, item.colour, face, anchor="ls")


class _Layer:
    """The band itself, or for see-through items a mask over their box that is laid on the band at the end."""

    def __init__(self, band: PIL.Image, points: np.ndarray, margin: float, opacity: float) -> None:
        self.band, self.opacity = band, opacity
        self.x = self.y = 0
        if opacity < 1:
            x0, y0 = np.floor(points.min(0) - margin - 2).astype(int)
            x1, y1 = np.ceil(points.max(0) + margin + 2).astype(int)
            self.x, self.y = max(0, int(x0)), max(0, int(y0))
            size = max(1, min(band.width, int(x1)) - self.x), max(1, min(band.height, int(y1)) - self.y)
            self.mask = PIL.new("L", size, 0)
            self.pen = ImageDraw.Draw(self.mask)
        else:
            self.pen = ImageDraw.Draw(band)

    def __enter__(self) -> _Layer:
        return self

    def __exit__(self, *_: object) -> None:
        if self.opacity < 1:
            self.band.paste(self.colour, (self.x, self.y), self.mask)

    def ink(self, colour: Colour) -> Colour | int:
        self.colour = colour
        return colour if self.opacity >= 1 else round(255 * self.opacity)

    def at(self, points: np.ndarray) -> list[tuple[float, float]]:
        return [(float(x) - self.x, float(y) - self.y) for x, y in points]

    def line(self, points: np.ndarray, colour: Colour, width: float) -> None:
        ink, w, placed = self.ink(colour), max(1, round(width)), self.at(points)
        self.pen.line(placed, fill=ink, width=w, joint="curve")
        if w > 4:
            for x, y in (placed[0], placed[-1]):
                self.pen.ellipse((x - w / 2, y - w / 2, x + w / 2, y + w / 2), fill=ink)
