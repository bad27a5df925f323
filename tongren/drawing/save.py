"""Write canvases: the one place that knows the writers of PNG, SVG and PDF, and asks the ending of a path which is meant.

The writers know shapes.py alone, this file the writers, page.py this file: so a page can write itself and no import goes in a circle.  Each writer is
loaded when it is used, for Pillow takes longer to load than a plot to draw.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tongren.drawing.shapes import Canvas
from tongren.errors import InputError
from tongren.outfile import write_bytes

ENDINGS = (".png", ".svg", ".pdf")


def save(canvas: Canvas, path: str | Path, dpi: float = 144.0) -> Path:
    """Write a canvas as .png (dpi pixels an inch), .svg or .pdf, whole or not at all; return the path.

    Raises InputError for another ending.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise InputError(f'a picture ends in {", ".join(ENDINGS)}; found "{path.name}"')
    writers = {".png": lambda: png_bytes(canvas, dpi), ".svg": lambda: svg_bytes(canvas), ".pdf": lambda: pdf_bytes([canvas])}
    return write_bytes(path, writers[ending]())


def save_pdf(canvases: Sequence[Canvas], path: Path) -> Path:
    """Write canvases as the pages of one PDF, whole or not at all; return the path."""
    return write_bytes(path, pdf_bytes(canvases))


def pixels_of(canvas: Canvas, dpi: float, finer: int = 3) -> np.ndarray:
    """Return a canvas as pixels (H, W, 3) uint8, `dpi` an inch; `finer`: how many times larger it is drawn before it is reduced."""
    from tongren.drawing.png import image_of

    return np.asarray(image_of(canvas, dpi, finer))


def png_bytes(canvas: Canvas, dpi: float = 144.0, finer: int = 3) -> bytes:
    """Return a canvas as a PNG file."""
    from tongren.drawing.png import image_of

    out = io.BytesIO()
    image_of(canvas, dpi, finer).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def svg_bytes(canvas: Canvas) -> bytes:
    """Return a canvas as an SVG file in UTF-8."""
    from tongren.drawing.svg import svg_of

    return svg_of(canvas).encode()


def pdf_bytes(canvases: Sequence[Canvas]) -> bytes:
    """Return canvases as the pages of one PDF file."""
    from tongren.drawing.pdf import pdf_of

    return pdf_of(canvases)
