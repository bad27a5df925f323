"""Are small studies different: Egger's regression test, and trim-and-fill; each with what it cannot say.

Egger and others 1997 (doi:10.1136/bmj.315.7109.629); Duval and Tweedie 2000 (doi:10.1111/j.0006-341X.2000.00455.x), estimator L0; steps as in
metafor 3.8's `regtest` and `trimfill`. When to look at all: Sterne and others 2011 (doi:10.1136/bmj.d4002).

scipy.stats gives the distributions; ranks are counted as R's rank(ties = "first") does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tongren.errors import InputError
from tongren.pooling.effects import BINARY, Effects
from tongren.pooling.pool import FEW, Pooled, pooled
from tongren.pooling.tables import Array
from tongren.pooling.tau2 import fitted, heterogeneity

MEANING = "asymmetry has many causes besides unpublished studies: smaller studies may be worse made, treat other people, or differ by chance"


@dataclass(frozen=True)
class Egger:
    """Egger's test: do effects grow with their standard error.

    statistic, df (None for the normal), p: of the slope = 0. slope: effect for each unit of standard error. limit, limit_low, limit_high: effect
    that an endless study would have, by this line; no corrected result. cautions: how far to believe it, in words.
    """

    statistic: float
    df: int | None
    p: float
    slope: float
    limit: float
    limit_low: float
    limit_high: float
    k: int
    model: str
    cautions: tuple[str, ...]


def egger(effects: Effects, model: str = "classical", *, method: str = "REML") -> Egger:
    """Return Egger's regression test.

    model: classical (weighted regression, t test, as published) or mixed (meta-regression with tau2 by `method`, normal test).
    Raises InputError for fewer than three studies, for studies all of one size, or a model not known.
    """
    from scipy.stats import norm, t

    _refuse_few(effects)
    if model not in ("classical", "mixed"):
        raise InputError(f'model "{model}"; choose classical or mixed')
    yi, vi, k = effects.yi, effects.vi, effects.k
    se = np.sqrt(vi)
    if np.ptp(se) <= 1e-12 * se.max():
        raise InputError("all studies have the same standard error: there are no small and large ones to compare")
    X = np.stack([np.ones(k), se], axis=1)
    fit = fitted(yi, vi, X, 0.0 if model == "classical" else heterogeneity(yi, vi, X, method))
    scale = fit.q / (k - 2) if model == "classical" else 1.0
    spread: Any = t(k - 2) if model == "classical" else norm
    errors = np.sqrt(np.diag(fit.covariance) * scale)
    ratio = float(fit.beta[1] / errors[1])
    half = float(spread.ppf(0.975) * errors[0])
    return Egger(
        statistic=ratio,
        df=k - 2 if model == "classical" else None,
        p=float(2 * spread.sf(abs(ratio))),
        slope=float(fit.beta[1]),
        limit=float(fit.beta[0]),
        limit_low=float(fit.beta[0]) - half,
        limit_high=float(fit.beta[0]) + half,
        k=k,
        model=model,
        cautions=cautions(effects),
    )


def cautions(effects: Effects) -> tuple[str, ...]:
    """Return what a reader of a funnel plot, of Egger's test or of trim-and-fill must be told about these studies."""
    out = [MEANING]
    if effects.k < FEW:
        out.insert(0, f"only {effects.k} studies: with fewer than {FEW} these tests cannot tell chance from asymmetry and should not be leaned on")
    se = np.sqrt(effects.vi)
    if se.max() < 2 * se.min():
        out.append("studies are of like size, so small and large ones can hardly be compared")
    if effects.measure in BINARY:
        out.append(f"with {effects.measure} an effect and its standard error hang together by arithmetic, so the test may speak too often")
    if effects.measure == "SMD":
        out.append("with SMD an effect and its standard error hang together by arithmetic, so the test may speak too often")
    return tuple(out)


@dataclass(frozen=True)
class Filled:
    """Trim-and-fill: how many studies a symmetric funnel would lack, on which side, and the result with their mirror images.

    filled: number of imagined studies; side: left or right; standard_error: of that number. result: pooled with them. effects: with them, named
    "filled 1"… A thought experiment, not a correction; cautions say so.
    """

    filled: int
    side: str
    standard_error: float
    result: Pooled
    effects: Effects
    cautions: tuple[str, ...]


def trim_and_fill(effects: Effects, method: str = "REML", side: str | None = None) -> Filled:
    """Return trim-and-fill by the estimator L0.

    side: where studies are thought missing, left or right; None lets the slope of effect on standard error decide.
    Raises InputError for fewer than three studies, another side, a method for counts, or when the count does not settle.
    """
    _refuse_few(effects)
    if side not in (None, "left", "right"):
        raise InputError(f'side "{side}"; choose left or right')
    if method in ("MH", "PETO", "DL-MH"):
        raise InputError(f"trim-and-fill imagines effects, not counts; with {method} it cannot work. Choose REML, DL, PM or EE")
    yi, vi = effects.yi, effects.vi
    side = side or _missing_side(yi, vi, method)
    sign = -1.0 if side == "right" else 1.0
    order = np.argsort(sign * yi, kind="stable")
    y, v = (sign * yi)[order], vi[order]
    missing, centre, error = _settled(y, v, method)
    mirrored = sign * (2 * centre - y[len(y) - missing :])
    said = ("a thought experiment: the filled studies do not exist, and the result is no corrected effect",)
    filled = replace(
        effects,
        yi=np.concatenate([yi, mirrored]),
        vi=np.concatenate([vi, v[len(v) - missing :]]),
        labels=(*effects.labels, *(f"filled {i + 1}" for i in range(missing))),
        counts=None,
        double_zero=None,
        table=None,
    )
    return Filled(missing, side, error, pooled(filled, method), filled, said + cautions(effects))


def _missing_side(yi: Array, vi: Array, method: str) -> str:
    X = np.stack([np.ones(len(yi)), np.sqrt(vi)], axis=1)
    if np.linalg.matrix_rank(X) < 2:
        return "left"
    return "right" if fitted(yi, vi, X, heterogeneity(yi, vi, X, method)).beta[1] < 0 else "left"


def _settled(y: Array, v: Array, method: str) -> tuple[int, float, float]:
    """Return (number missing, centre, standard error of the number), trimming sorted effects until the number stays."""
    k, before, missing = len(y), -1, 0
    for _ in range(100):
        before = missing
        X = np.ones((k - missing, 1))
        tau2 = heterogeneity(y[: k - missing], v[: k - missing], X, method)
        centre = float(fitted(y[: k - missing], v[: k - missing], X, tau2).beta[0])
        ranks = np.empty(k)
        ranks[np.argsort(np.abs(y - centre), kind="stable")] = np.arange(1, k + 1)
        total = float(ranks[y > centre].sum())
        raw = (4 * total - k * (k + 1)) / (2 * k - 1)
        missing = max(0, int(np.rint(raw)))
        if missing == before:
            return missing, centre, _error_of(raw, k)
    raise InputError("trim-and-fill did not settle on these studies; it has no answer here")


def _error_of(raw: float, k: int) -> float:
    variance = (k * (k + 1) * (2 * k + 1) + 10 * raw**3 + 27 * raw**2 + 17 * raw - 18 * k * raw**2 - 18 * k * raw + 6 * k**2 * raw) / 24
    return max(0.0, 4 * float(np.sqrt(max(variance, 0.0))) / (2 * k - 1))


def _refuse_few(effects: Effects) -> None:
    if effects.k < 3:
        raise InputError(f"{effects.k} studies; small and large ones can be compared from three on, and sensibly from {FEW} on")
