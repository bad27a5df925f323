"""Mantel-Haenszel and Peto: one common ratio or difference from the sums of all tables, nothing added to any cell.

Formulas as in metafor 3.8's `rma.mh` and `rma.peto`: variances by Robins, Breslow and Greenland 1986 (doi:10.2307/2531052) for OR, Greenland
and Robins 1985 (doi:10.2307/2530643) for RR, Sato, Greenland and Robins 1989 for RD; Yusuf, Peto and others 1985
(doi:10.1016/S0033-0620(85)80003-7). Q is taken over the studies' own effects (1/2 in zero cells) around the pooled one; studies without
an event, or with nothing but events, in both groups stay out of Q.
"""

from __future__ import annotations

import numpy as np

from tongren.errors import InputError
from tongren.pooling.effects import BINARY, Effects
from tongren.pooling.tables import Array


def mantel_haenszel(effects: Effects) -> tuple[float, float]:
    """Return (estimate, standard error) on the scale of analysis; NaN, NaN for a ratio when one side of it has no event in any study.

    Raises InputError if the measure is not RR, OR or RD, or the effects carry no counts.
    """
    if effects.measure not in BINARY:
        raise InputError(f"Mantel-Haenszel pools counts (RR, OR, RD); found {effects.measure}. Choose REML, DL, PM or EE")
    if effects.counts is None:
        raise InputError("Mantel-Haenszel needs the counts ai n1i ci n2i; found effects alone. Choose REML, DL, PM or EE")
    return {"RR": _risk_ratio, "OR": _odds_ratio, "RD": _risk_difference}[effects.measure](effects.counts)


def mantel_haenszel_with_q(effects: Effects) -> tuple[float, float, float, int]:
    """Return (estimate, standard error, Q, its degrees of freedom); see `mantel_haenszel`."""
    beta, se = mantel_haenszel(effects)
    keep = ~effects.double_zero
    df = max(int(keep.sum()) - 1, 0)
    return beta, se, float(np.sum((effects.yi[keep] - beta) ** 2 / effects.vi[keep])) if df else 0.0, df


def weights(effects: Effects, method: str) -> Array:
    """Return each study's share (k,) in percent of a Mantel-Haenszel (MH) or Peto (PETO) estimate; NaN where there is nothing to share.

    A study without an event, or with nothing but events, in both groups has 0 of a ratio.
    """
    if effects.counts is None:
        return np.full(effects.k, np.nan)
    a, n1, c, n2 = effects.counts.T
    n = n1 + n2
    events = a + c
    share: Array = {
        "RR": c * n1 / n,
        "OR": (n1 - a) * c / n,
        "RD": n1 * n2 / n,
        "PETO": events * (n - events) * (n1 / n) * (n2 / n) / (n - 1),
    }["PETO" if method == "PETO" else effects.measure]
    return 100 * share / share.sum() if share.sum() > 0 else np.full(effects.k, np.nan)


def peto(effects: Effects) -> tuple[float, float, float, int]:
    """Return (log odds ratio, standard error, Q, its degrees of freedom) by Peto's observed minus expected; NaN where no table has an event.

    Raises InputError if the measure is not OR or the effects carry no counts.
    """
    if effects.measure != "OR" or effects.counts is None:
        raise InputError(f"Peto pools odds ratios (OR) of the counts ai n1i ci n2i; found {effects.measure}. Choose MH, REML, DL, PM or EE")
    a, n1, c, n2 = effects.counts.T
    n, events = n1 + n2, a + c
    v = events * (n - events) * (n1 / n) * (n2 / n) / (n - 1)
    says = v > 0
    if not says.any():
        return np.nan, np.nan, 0.0, 0
    o_e, v = (a - events * n1 / n)[says], v[says]
    beta = float(o_e.sum() / v.sum())
    return beta, float(1 / np.sqrt(v.sum())), float(np.sum(v * (o_e / v - beta) ** 2)), int(says.sum()) - 1


def _risk_ratio(counts: Array) -> tuple[float, float]:
    a, n1, c, n2 = counts.T
    n = n1 + n2
    R, S = float(np.sum(a * n2 / n)), float(np.sum(c * n1 / n))
    if R == 0 or S == 0:
        return np.nan, np.nan
    spread = float(np.sum((n1 / n) * (n2 / n) * (a + c) - (a / n) * c))
    return float(np.log(R / S)), float(np.sqrt(spread / (R * S)))


def _odds_ratio(counts: Array) -> tuple[float, float]:
    a, n1, c, n2 = counts.T
    b, d, n = n1 - a, n2 - c, n1 + n2
    P, Q, r, s = (a + d) / n, (b + c) / n, a * d / n, b * c / n
    R, S = float(np.sum(r)), float(np.sum(s))
    if R == 0 or S == 0:
        return np.nan, np.nan
    spread = np.sum(P * r) / R**2 + np.sum(P * s + Q * r) / (R * S) + np.sum(Q * s) / S**2
    return float(np.log(R / S)), float(np.sqrt(spread / 2))


def _risk_difference(counts: Array) -> tuple[float, float]:
    a, n1, c, n2 = counts.T
    n = n1 + n2
    weight = float(np.sum(n1 * n2 / n))
    beta = float(np.sum(a * n2 / n - c * n1 / n)) / weight
    lean = np.sum(c * (n1 / n) ** 2 - a * (n2 / n) ** 2 + (n1 / n) * (n2 / n) * (n2 - n1) / 2)
    spread = beta * lean + np.sum(a * (n2 - c) / n + c * (n1 - a) / n) / 2
    return beta, float(np.sqrt(spread / weight**2))
