"""What stands above and below every plot: its title, how far studies differ, what was done to the numbers, cautions, the source."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tongren.drawing.font import broken
from tongren.drawing.page import Page
from tongren.drawing.shapes import FAINT, INK, Text, mixed

MARGIN, TITLE, SMALL = 26.0, 12.0, 7.5
QUIET = mixed(FAINT, INK, 0.45)  # words that are read, but second: darker than lines


def headed(page: Page, title: str) -> float:
    """Write a title at the top of a page, in as many lines as it needs; return the y below it."""
    page.title = page.title or title
    y = MARGIN - 4
    for line in broken(title, TITLE, page.width - 2 * MARGIN, bold=True) if title else []:
        y += TITLE * 1.3
        page.add(Text(MARGIN, y - 0.2 * TITLE, line, TITLE, bold=True))
    return y + (10 if title else 0)


def footed(page: Page, y: float, texts: Iterable[str]) -> None:
    """Write texts under each other from y on, each beginning with a capital, and end the page below them."""
    for text in texts:
        for i, line in enumerate(broken(text[0].upper() + text[1:], SMALL, page.width - 2 * MARGIN - 8) if text else []):
            y += SMALL * (1.45 if i else 1.65)
            page.add(Text(MARGIN + (8 if i else 0), y, line, SMALL, QUIET))
    page.height = y + MARGIN - 8


def agreement(q: float, df: int, p: float, i2: float, tau2: float | None) -> str:
    """Return how far studies differ, in the field's letters: Q with its test, I², and tau² where one was estimated."""
    said = f"Q = {q:.2f} on {df}" + (f" (p {_p(p)})" if np.isfinite(p) else "") + f", I\u00b2 = {i2:.0f} %"
    return said if tau2 is None else f"{said}, \u03c4\u00b2 = {tau2:.4f}"


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"
