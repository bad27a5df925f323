"""Read a plot back from its page: its words, and where its axis puts a number, by the ticks a reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from tongren.drawing.page import Page
from tongren.drawing.shapes import Disc, Path_, Text

FEW = {"study": ["Höxtermann 2021", "B 2002", "C 2003"], "ai": [4, 10, 3], "n1i": [50, 60, 40], "ci": [9, 14, 0], "n2i": [50, 58, 41]}
VACCINE = {  # dat.bcg of metafor: thirteen trials of the vaccine against tuberculosis
    "study": ["Aronson 1948", "Ferguson & Simes 1949", "Rosenthal et al 1960", "Hart & Sutherland 1977", "Frimodt-Moller et al 1973",
              "Stein & Aronson 1953", "Vandiviere et al 1973", "TPT Madras 1980", "Coetzee & Berjak 1968", "Rosenthal et al 1961",
              "Comstock et al 1974", "Comstock & Webster 1969", "Comstock et al 1976"],
    "ai": [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27],
    "n1i": [123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913],
    "ci": [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29],
    "n2i": [139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854],
}  # fmt: skip


def texts(page: Page) -> list[str]:
    """Every line of words on a page."""
    return [i.text for i in page.items if isinstance(i, Text)]


def scale_of(page: Page, ratios: bool) -> Callable[[Any], Any]:
    """How the axis puts numbers on the page, from its first and last tick; the ticks between must agree."""
    words = [i for i in page.items if isinstance(i, Text) and i.anchor == "middle" and re.fullmatch(r"−?[\d.]+", i.text)]
    values = np.array([float(w.text.replace("−", "-")) for w in words])
    values = np.log(values) if ratios else values
    places = np.array([w.x for w in words])
    slope = (places[-1] - places[0]) / (values[-1] - values[0])
    assert len(words) >= 3 and np.allclose(places[0] + slope * (values - values[0]), places, atol=0.01)
    return lambda value: places[0] + slope * (np.asarray(value) - values[0])


def apart_and_inside(page: Page) -> None:
    """No words meet, nothing lies outside the page, and the font has every letter."""
    words = [i for i in page.items if isinstance(i, Text)]
    for a, b in combinations(words, 2):
        assert not a.box.overlaps(b.box), (a.text, b.text)
    for w in words:
        assert w.box.inside(page.box), w.text
    for i in page.items:
        if isinstance(i, Path_):
            assert i.points[:, 0].min() >= 0 and i.points[:, 1].min() >= 0
            assert i.points[:, 0].max() <= page.width and i.points[:, 1].max() <= page.height
        elif isinstance(i, Disc):
            assert i.r <= i.x <= page.width - i.r and i.r <= i.y <= page.height - i.r
    assert not page.lacking()
