"""The rows of a forest plot: studies with what stands in their table, and below them what was pooled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tongren.drawing.caption import agreement
from tongren.drawing.lettering import Lettering
from tongren.pooling.effects import Effects
from tongren.pooling.pool import Pooled
from tongren.pooling.tables import MEANS, Array

RANDOM_WORDS = {
    "REML": "random effects (REML)",
    "DL": "random effects (DerSimonian-Laird)",
    "PM": "random effects (Paule-Mandel)",
    "DL-MH": "random effects (DerSimonian-Laird around Mantel-Haenszel)",
    "MH": "common effect (Mantel-Haenszel)",
    "PETO": "common effect (Peto)",
}
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Row:
    """One line of a forest plot, on the scale of analysis.

    kind: a study (square), the pooled result (diamond), the same with another interval (second), where a further study may lie (bar), or the sum
    of the groups, which has no mark. cells: what stands in the two groups. share: weight in percent, NaN for a study that was left out.
    """

    kind: Literal["study", "sum", "diamond", "second", "bar"]
    label: str
    middle: float = np.nan
    low: float = np.nan
    high: float = np.nan
    cells: tuple[str, ...] = ()
    share: float = np.nan
    numbers: str = ""


def study_rows(effects: Effects, result: Pooled, lettering: Lettering) -> list[Row]:
    """Return a row for each study, in the order of the table, with normal intervals at the result's level."""
    from scipy.special import ndtri

    half = float(ndtri(0.5 + result.level / 2)) * np.sqrt(effects.vi)
    shares, cells = shares_of(effects, result), cells_of(effects)
    rows = []
    for i, label in enumerate(effects.labels):
        ends = float(effects.yi[i]), float(effects.yi[i] - half[i]), float(effects.yi[i] + half[i])
        rows.append(Row("study", lettering(label) or f"study {i + 1}", *ends, cells[i] if cells else (), float(shares[i]),
                        with_interval(*ends, effects.log_scale)))  # fmt: skip
    return rows


def summary_rows(effects: Effects, result: Pooled) -> list[Row]:
    """Return what stands under the studies: sums of the groups, the pooled result, the Hartung-Knapp interval beside it, a further study's place."""
    words = RANDOM_WORDS.get(result.method, "common effect (inverse variance)") if result.k > 1 else "one study, nothing pooled"
    if result.ci == "hartung_knapp":
        words += ", Hartung-Knapp"
    ratios = result.log_scale
    whole = float(np.nansum(result.weights)) if result.k > 1 else np.nan
    ends = result.estimate, result.ci_low, result.ci_high
    rows = [Row("diamond", words[0].upper() + words[1:], *ends, share=whole, numbers=with_interval(*ends, ratios))]
    if result.beside is not None:
        ends = result.beside.estimate, result.beside.ci_low, result.beside.ci_high
        rows.append(Row("second", "The same, Hartung-Knapp interval", *ends, numbers=with_interval(*ends, ratios)))
    if result.is_random and result.k > 2:
        low, high = result.prediction_low, result.prediction_high
        rows.append(Row("bar", "Where a further study may lie", result.estimate, low, high,
                        numbers=f"{written(low, ratios)} to {written(high, ratios)}"))  # fmt: skip
    rows = [row for row in rows if np.isfinite((row.middle, row.low, row.high)).all()]
    return ([Row("sum", "All studies", cells=sums_of(effects))] if effects.k > 1 and sums_of(effects) else []) + rows


def shares_of(effects: Effects, result: Pooled) -> Array:
    """Return weights in percent in the order of the effects; NaN for a study that was left out or has none."""
    if len(result.weights) == effects.k:
        return result.weights
    held = dict(zip(result.labels, result.weights, strict=True)) if len(set(result.labels)) == len(result.labels) else {}
    return np.array([held.get(label, np.nan) for label in effects.labels], float)


def cells_of(effects: Effects) -> list[tuple[str, ...]]:
    """Return what each group had, two texts a study: events/people, or mean (SD), people; nothing where the table gave effects alone."""
    if effects.counts is not None:
        return [(f"{a:.0f}/{n1:.0f}", f"{c:.0f}/{n2:.0f}") for a, n1, c, n2 in effects.counts]
    if effects.table is None or not set(MEANS) <= set(effects.table.columns):
        return []
    held = {name: effects.table.numbers(name) for name in MEANS}
    digits = _decimals(np.concatenate([held[name] for name in ("m1i", "m2i")])), _decimals(np.concatenate([held[name] for name in ("sd1i", "sd2i")]))
    groups = [[f"{m:.{digits[0]}f} ({sd:.{digits[1]}f}), {n:.0f}".replace("-", MINUS)
               for m, sd, n in zip(held[f"m{g}i"], held[f"sd{g}i"], held[f"n{g}i"], strict=True)] for g in (1, 2)]  # fmt: skip
    return list(zip(*groups, strict=True))


def _decimals(values: Array) -> int:
    """Return how many decimals, at most two, write the values as they are."""
    return next((d for d in (0, 1) if np.allclose(values, np.round(values, d), atol=1e-9)), 2)


def kind_of_cells(effects: Effects) -> str:
    """Return what the cells of a group hold, in words."""
    return "events/people" if effects.counts is not None else "mean (SD), people"


def sums_of(effects: Effects) -> tuple[str, ...]:
    """Return the sums of the groups: events/people, or people alone; nothing where the table gave effects alone."""
    if effects.counts is not None:
        a, n1, c, n2 = effects.counts.sum(axis=0)
        return f"{a:.0f}/{n1:.0f}", f"{c:.0f}/{n2:.0f}"
    if not cells_of(effects) or effects.table is None:
        return ()
    return f"{effects.table.numbers('n1i').sum():.0f}", f"{effects.table.numbers('n2i').sum():.0f}"


def written(value: float, ratios: bool) -> str:
    """Return an effect as a reader sees it: ratios as ratios, two decimals, more only where two would say 0.00."""
    shown = float(np.exp(value)) if ratios else value
    if ratios and shown < 0.005:
        return f"{shown:.1g}" if shown >= 0.0001 else "0.0000"
    return (f"{shown:.2f}" if abs(shown) < 100 else f"{shown:.0f}" if abs(shown) < 1e6 else f"{shown:.1e}").replace("-", MINUS)


def with_interval(estimate: float, low: float, high: float, ratios: bool) -> str:
    """Return an effect with its interval in words."""
    return f"{written(estimate, ratios)} ({written(low, ratios)} to {written(high, ratios)})"


def footing(result: Pooled) -> list[str]:
    """Return the lines below: how far studies differ, and what was done to the numbers or must be known of them."""
    if result.k < 2:
        return ["1 study", *result.notes]
    differ = f"; {agreement(result.q, result.q_df, result.q_p, result.i2, result.tau2 if result.is_random else None)}"
    return [f"{result.k} studies{differ if np.isfinite(result.q) else ''}", *result.notes]
