"""Write a page as SVG: images as embedded PNG, all else as vectors, with the letters used embedded as a font."""

from __future__ import annotations

import base64
import io
from xml.sax.saxutils import escape

import numpy as np

from tongren.drawing.font import font
from tongren.drawing.shapes import Canvas, Colour, Disc, Image, Item, Path_, Text


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _hex(c: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*c)


def _png(pixels: np.ndarray) -> str:
    from PIL import Image as PIL

    out = io.BytesIO()
    PIL.fromarray(pixels).save(out, "PNG", optimize=False, compress_level=7)
    return base64.b64encode(out.getvalue()).decode()


def _path(item: Path_) -> str:
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in item.points)
    style = f'fill="{_hex(item.fill) if item.fill else "none"}"'
    if item.width:
        style += f' stroke="{_hex(item.colour)}" stroke-width="{_n(item.width)}"'
    if item.dash:
        style += f' stroke-dasharray="{_n(item.dash[0])} {_n(item.dash[1])}"'
    if item.opacity < 1:
        style += f' opacity="{_n(item.opacity)}"'
    return f'<{"polygon" if item.closed else "polyline"} points="{points}" {style}/>'


def _disc(item: Disc) -> str:
    opacity = f' opacity="{_n(item.opacity)}"' if item.opacity < 1 else ""
    grown = item.r + (item.ring_width / 2 if item.fill else 0)
    fill = _hex(item.fill) if item.fill else "none"
    return (
        f'<circle cx="{_n(item.x)}" cy="{_n(item.y)}" r="{_n(grown)}" fill="{fill}" '
        f'stroke="{_hex(item.ring)}" stroke-width="{_n(item.ring_width)}"{opacity}/>'
    )


def _text(item: Text) -> str:
    halo = ""
    if item.halo:
        halo = f' stroke="#fbfaf6" stroke-width="{_n(2 * item.halo)}" paint-order="stroke" stroke-linejoin="round"'
    weight = ' font-weight="bold"' if item.bold else ""
    return (
        f'<text x="{_n(item.left)}" y="{_n(item.y)}" font-size="{_n(item.size)}" fill="{_hex(item.colour)}"'
        f"{weight}{halo}>{escape(item.text)}</text>"
    )


def _item(item: Item) -> str:
    if isinstance(item, Image):
        b = item.box
        return (
            f'<image x="{_n(b.x0)}" y="{_n(b.y0)}" width="{_n(b.x1 - b.x0)}" height="{_n(b.y1 - b.y0)}" '
            f'preserveAspectRatio="none" xlink:href="data:image/png;base64,{_png(item.pixels)}"/>'
        )
    if isinstance(item, Path_):
        return _path(item)
    return _disc(item) if isinstance(item, Disc) else _text(item)


def svg_of(page: Canvas) -> str:
    """Return the page as SVG text."""
    faces = ""
    for bold in (False, True):
        if letters := page.letters(bold):
            data = base64.b64encode(font(bold).subset(letters)).decode()
            weight = "bold" if bold else "normal"
            faces += (
                f"@font-face{{font-family:'Tongren Sans';font-weight:{weight};"
                f"src:url(data:font/ttf;base64,{data}) format('truetype')}}"
            )
    w, h = _n(page.width), _n(page.height)
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{w}pt" height="{h}pt" viewBox="0 0 {w} {h}" stroke-linecap="round" stroke-linejoin="round" '
        "font-family=\"'Tongren Sans','Noto Sans CJK SC',sans-serif\">\n"
        f"<title>{escape(page.title)}</title>\n<style>{faces}</style>\n"
        f'<rect width="{w}" height="{h}" fill="{_hex(page.background)}"/>\n'
    )
    return head + "\n".join(_item(i) for i in page.items) + "\n</svg>\n"
