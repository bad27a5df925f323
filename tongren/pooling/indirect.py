"""Two treatments never compared directly, through what both were compared with (Bucher and others 1997, doi:10.1016/S0895-4356(97)00049-8).

The indirect effect of A against B through C is (A against C) minus (B against C); the variances add. Randomisation holds within each set of trials
and not between them. scipy.stats gives the normal distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tongren.errors import InputError
from tongren.pooling.effects import LOGGED
from tongren.pooling.pool import Pooled

CAUTION = "indirect: it holds only if the trials of both sides had like people, outcomes and comparators; randomisation does not vouch for that"


@dataclass(frozen=True)
class Contrast:
    """An effect of one thing against another on the scale of analysis (logarithms for RR and OR), with its standard error."""

    estimate: float
    se: float
    measure: str = "GEN"


class ShownContrast(NamedTuple):
    """An effect and its interval as a reader sees them: ratios as ratios."""

    estimate: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class Indirect:
    """An indirect effect on the scale of analysis; `.shown()` gives the natural scale. p: of estimate = 0. cautions: in words."""

    estimate: float
    se: float
    ci_low: float
    ci_high: float
    p: float
    measure: str
    cautions: tuple[str, ...]

    def shown(self) -> ShownContrast:
        """Return estimate and interval on the natural scale."""
        numbers = (self.estimate, self.ci_low, self.ci_high)
        return ShownContrast(*(float(np.exp(x)) if self.measure in LOGGED else x for x in numbers))


def contrast_from(estimate: float, ci_low: float, ci_high: float, measure: str, level: float = 0.95) -> Contrast:
    """Return a published effect and interval, on the natural scale, as a contrast; the standard error is half the width by the normal quantile.

    Raises InputError if the interval does not hold the estimate, or a ratio is not above 0.
    """
    from scipy.stats import norm

    said = f"{measure} {estimate:g} ({ci_low:g} to {ci_high:g})"
    if not (np.isfinite([estimate, ci_low, ci_high]).all() and ci_low <= estimate <= ci_high and ci_low < ci_high):
        raise InputError(f"{said}: the interval must have two different ends and hold the estimate")
    if measure in LOGGED and ci_low <= 0:
        raise InputError(f"{said}: a ratio is above 0")
    e, low, high = np.log([estimate, ci_low, ci_high]) if measure in LOGGED else (estimate, ci_low, ci_high)
    return Contrast(float(e), float((high - low) / (2 * norm.ppf(0.5 + level / 2))), measure)


def bucher(first: Contrast | Pooled, second: Contrast | Pooled, level: float = 0.95) -> Indirect:
    """Return the first treatment against the second, each given against one and the same comparator.

    Raises InputError if the measures differ, or a standard error is not above 0.
    """
    from scipy.stats import norm

    if first.measure != second.measure:
        raise InputError(f"{first.measure} against {second.measure}: both effects must be on one scale; pool both with the same measure")
    if not (first.se > 0 and second.se > 0):
        raise InputError(f"standard errors {first.se:g} and {second.se:g}; both must be above 0")
    estimate, se = first.estimate - second.estimate, float(np.hypot(first.se, second.se))
    half = float(norm.ppf(0.5 + level / 2)) * se
    p = float(2 * norm.sf(abs(estimate / se)))
    return Indirect(estimate, se, estimate - half, estimate + half, p, first.measure, (CAUTION,))
