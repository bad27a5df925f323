"""Funnel plots: effects against their standard errors, the largest studies on top, with what such a plot cannot say written below, always."""

from __future__ import annotations

import numpy as np

from tongren.drawing.axis import Axis, even_ticks, number, reach
from tongren.drawing.caption import MARGIN, QUIET, footed, headed
from tongren.drawing.lettering import Lettering
from tongren.drawing.page import Page
from tongren.drawing.shapes import FAINT, INK, PAPER, Colour, Disc, Path_, Text, colour_of
from tongren.pooling.bias import cautions
from tongren.pooling.effects import WORDS, Effects
from tongren.pooling.pool import Pooled, pooled

POINT, CENTRE, FILLED = (colour_of(c) for c in ("#1f4e6e", "#8c1c2b", "#c27d38"))
WIDTH, HEIGHT, LEFT = 500.0, 270.0, 66.0  # points: the page, the field, where the field begins
LIMIT = 1.96  # standard errors to either side: 95 of 100 studies of one effect
WHITE: Colour = (255, 255, 255)


def funnel_plot(effects: Effects, result: Pooled | None = None, *, title: str = "", note: str = "") -> Page:
    """Return effects against their standard errors, with the pseudo 95 % limits around the pooled effect, as a page.

    effects: those of `trim_and_fill` may be given, the imagined studies are then hollow. result: what to centre on; None pools by common effect.
    note: a line below, for the source. Cautions of `tongren.pooling.bias.cautions` are written below, always.
    """
    lettering = Lettering()
    title, note = lettering(title), lettering(note)
    centre = (result or pooled(effects, "EE")).estimate
    imagined = np.array([label.startswith("filled ") for label in effects.labels])
    page = Page(WIDTH, 0.0, title)
    top = headed(page, title) + 14
    deep = float(np.sqrt(effects.vi).max()) * 1.08
    side = LIMIT * deep
    low, high = reach([centre, *effects.yi], [centre - side], [centre + side])
    across = Axis(low, high, LEFT, WIDTH - MARGIN, effects.log_scale)
    down = Axis(0.0, deep, top, top + HEIGHT)
    _field(page, across, down, centre)
    _studies(page, across, down, effects, imagined)
    _scales(page, across, down, effects)
    said = [f"Dashed: if all had one effect, 95 of 100 studies would lie within. Line: {'pooled effect' if result else 'common effect'}"]
    said += ["Hollow: studies imagined by trim-and-fill, which do not exist"] if imagined.any() else []
    footed(page, top + HEIGHT + 40, [*said, *cautions(effects.only(~imagined)), note, *lettering.told()])
    return page


def _field(page: Page, across: Axis, down: Axis, centre: float) -> None:
    deep = down.high
    corners = [(centre - LIMIT * deep, deep), (centre, 0.0), (centre + LIMIT * deep, deep)]
    funnel = np.array([[across.at(x), down.at(y)] for x, y in corners])
    x = across.at(centre)
    page.add(
        Path_(funnel, WHITE, 0.0, fill=WHITE, closed=True),
        Path_(funnel, FAINT, 0.8, dash=(4, 3)),
        Path_(np.array([[x, down.left], [x, down.right]]), CENTRE, 0.9),
    )


def _studies(page: Page, across: Axis, down: Axis, effects: Effects, imagined: np.ndarray) -> None:
    """Draw the studies, the imagined ones below the real."""
    for i in sorted(range(effects.k), key=lambda i: not imagined[i]):
        hollow, x, at = imagined[i], across.at(float(effects.yi[i])), down.at(float(np.sqrt(effects.vi[i])))
        page.add(Disc(x, at, 3.0, PAPER, FILLED, 1.2) if hollow else Disc(x, at, 3.3, POINT, PAPER, 0.7))


def _scales(page: Page, across: Axis, down: Axis, effects: Effects) -> None:
    """Draw both axes with their ticks and words; the words of the upright one stand above it, level, as our pages write."""
    bottom = down.right
    page.add(Path_(np.array([[across.left, down.left], [across.left, bottom], [across.right, bottom]]), INK, 0.7))
    for x, text in across.ticks(8.0):
        page.add(Path_(np.array([[x, bottom], [x, bottom + 3]]), INK, 0.7), Text(x, bottom + 12, text, 8.0, anchor="middle"))
    for t in even_ticks(0.0, down.high):
        y = down.at(t)
        page.add(Path_(np.array([[across.left - 3, y], [across.left, y]]), INK, 0.7), Text(across.left - 6, y + 2.9, number(t), 8.0, anchor="end"))
    words = "standard error" + (" (of the logarithm)" if effects.log_scale else "")
    page.add(Text(MARGIN, down.left - 9, words, 8.0, QUIET))
    page.add(Text((across.left + across.right) / 2, bottom + 27, WORDS.get(effects.measure, effects.measure), 8.5, anchor="middle"))
