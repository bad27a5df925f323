"""Axes of plots: where a number stands on the page, and the ticks that a reader expects: 0.5 1 2 for ratios, even steps for differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tongren.drawing.font import width_of

# Steps of ratios within a power of ten, the finest first; then whole powers, every one, second, third…
WITHIN_TEN = ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3))
MOST_TICKS, GAP = 7, 9.0
NARROW = np.log(2.2)  # below this, ratios are near enough to differences for even steps


@dataclass(frozen=True)
class Axis:
    """From numbers on the scale of analysis (low to high) to the page (left to right); `ratios`: the numbers are logarithms of what is written."""

    low: float
    high: float
    left: float
    right: float
    ratios: bool = False

    def at(self, value: float) -> float:
        """Return where a number stands."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    def ticks(self, size: float) -> list[tuple[float, str]]:
        """Return (place on the page, words) of each tick, such that texts of this size stand apart."""
        if not self.ratios:
            return [(self.at(t), number(t)) for t in even_ticks(self.low, self.high)]
        found: list[tuple[float, str]] = []
        for values in _ratios(self.low, self.high):
            found = [(self.at(float(np.log(t))), number(t)) for t in values]
            if len(found) <= MOST_TICKS and _apart(found, size):
                break
        return found


def number(value: float) -> str:
    """Return a number as an axis writes it, with a true minus sign."""
    text = f"{value:.0f}" if abs(value) >= 1e5 else f"{round(value, 10) + 0.0:g}"
    return text.replace("-", "\N{MINUS SIGN}")


def _apart(ticks: Sequence[tuple[float, str]], size: float) -> bool:
    half = [width_of(text, size) / 2 for _, text in ticks]
    return all(ticks[i + 1][0] - half[i + 1] - ticks[i][0] - half[i] >= GAP for i in range(len(ticks) - 1))


def even_ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Return the multiples of 1, 2 or 5 times a power of ten from low to high: as many as possible, at most `most`."""
    power = 10.0 ** np.floor(np.log10((high - low) / most))
    for step in (power, 2 * power, 5 * power, 10 * power, 20 * power):
        first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
        if last - first < most:
            return [float(i * step) for i in np.arange(first, last + 1)]
    return [0.0]


def _ratios(low: float, high: float) -> list[list[float]]:
    """Return sets of ticks for ratios, the finest first."""
    sets = []
    if high - low < NARROW:
        sets += [even_ticks(float(np.exp(low)), float(np.exp(high)), most) for most in (6, 4, 3)]
    powers = np.arange(np.floor(low / np.log(10)), np.ceil(high / np.log(10)) + 1)
    sets += [[m * 10.0**p for p in powers for m in steps] for steps in WITHIN_TEN]
    sets += [[10.0**p for p in powers if p % every == 0] for every in (1, 2, 3, 4, 6)]
    return [[t for t in held if low - 1e-9 <= np.log(t) <= high + 1e-9] for held in sets]


def reach(middles: Sequence[float], lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis on which every middle stands, and every interval whole save those that are far wider than most.

    An interval may go three times the usual half width beyond the outermost middle; what goes further is cut a little before and ends in an arrow.
    """
    usual = float(np.median((np.asarray(highs) - np.asarray(lows)) / 2))
    whole = min(*middles, *lows), max(*middles, *highs)
    left, right = min(middles) - 2.5 * usual, max(middles) + 2.5 * usual
    left = whole[0] if whole[0] > left - usual / 2 else left
    right = whole[1] if whole[1] < right + usual / 2 else right
    pad = 0.03 * (right - left) or 1.0
    return left - pad, right + pad
