"""A page: a canvas that can be written as PNG, SVG or PDF."""

from __future__ import annotations

from pathlib import Path

from tongren.drawing.save import save
from tongren.drawing.shapes import Canvas


class Page(Canvas):
    """A page of items, drawn in order."""

    def save(self, path: str | Path, dpi: float = 144.0) -> Path:
        """Write the page as .png (dpi pixels an inch), .svg or .pdf; the ending chooses.  Raises InputError for another ending."""
        return save(self, path, dpi)
