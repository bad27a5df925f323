"""From a relative effect and a baseline risk to people of a hundred.

Formulas: Cochrane Handbook for Systematic Reviews of Interventions, version 6, chapter 15 (risk ratio: RR times the risk;
odds ratio: OR p / (1 - p + OR p); risk difference: added).
"""

from __future__ import annotations

from dataclasses import dataclass

from tongren.errors import InputError


@dataclass(frozen=True)
class OfHundred:
    """People of 100 with the outcome: without treatment, with it, and the interval of the latter."""

    without: float
    with_it: float
    low: float
    high: float


def with_treatment(measure: str, effect: float, risk: float) -> float:
    """Return the risk under treatment, 0 to 1, kept within these.  Raises InputError for a measure that is no RR, OR or RD."""
    if not 0 <= risk <= 1:
        raise InputError(f"baseline risk is {risk}; allowed: a share from 0 to 1 (events divided by people)")
    if measure == "RR":
        p = effect * risk
    elif measure == "OR":
        p = effect * risk / (1 - risk + effect * risk)
    elif measure == "RD":
        p = risk + effect
    else:
        raise InputError(f'measure is "{measure}"; people of a hundred can be worked out from RR, OR or RD')
    return min(1.0, max(0.0, p))


def of_hundred(measure: str, effect: float, low: float, high: float, risk: float) -> OfHundred:
    """Return the absolute effect on a baseline risk from a relative one with its interval (natural scale, not logarithms)."""
    a, b = sorted((with_treatment(measure, low, risk), with_treatment(measure, high, risk)))
    return OfHundred(100 * risk, 100 * with_treatment(measure, effect, risk), 100 * a, 100 * b)
