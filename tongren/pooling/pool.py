"""Pool studies: one estimate with its interval, how much studies differ, and where a further study may lie.

    pool({"ai": [...], "n1i": [...], "ci": [...], "n2i": [...]}, measure="RR").shown()

Methods, defined as metafor 3.8 defines them (`rma.uni`, `rma.mh`, `rma.peto`, `predict`):

    REML    random effects, restricted maximum likelihood by Fisher scoring (the default)
    DL      random effects, DerSimonian and Laird;  PM  Paule and Mandel
    DL-MH   DerSimonian and Laird with Q around the Mantel-Haenszel estimate, as RevMan does for counts
    EE      common (equal) effect, inverse variance; FE and CE are the same
    MH      common effect, Mantel-Haenszel, for counts;  PETO  Peto's odds ratio, for counts of rare events

scipy.stats gives the normal, t and chi-square distributions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from tongren.allowed import flag, shown, text
from tongren.errors import InputError
from tongren.pooling.effects import Effects, effects_of
from tongren.pooling.mantel import mantel_haenszel, mantel_haenszel_with_q, peto, weights
from tongren.pooling.tables import Array
from tongren.pooling.tau2 import COMMON, RANDOM, around, fitted, heterogeneity, typical_variance

METHODS = (*RANDOM, "DL-MH", *COMMON, "MH", "PETO")
ONE_EFFECT = (*COMMON, "MH", "PETO")
INTERVALS = ("normal", "hartung_knapp")
FEW = 10


class Shown(NamedTuple):
    """Numbers as a reader sees them: ratios as ratios, differences as they are."""

    estimate: float
    ci_low: float
    ci_high: float
    prediction_low: float
    prediction_high: float


@dataclass(frozen=True)
class Pooled:
    """A pooled result on the scale of analysis (logarithms for RR and OR); `.shown()` gives the natural scale.

    estimate, se, ci_low, ci_high: the pooled effect. prediction_low, prediction_high: where the effect of a further study lies; NaN for one
    common effect; of one study only its own interval. tau2, tau: variance of true effects between studies; i2: its share of the whole, in
    percent; q, q_df, q_p: test that studies agree. p: of estimate = 0. method, measure, ci (normal or hartung_knapp), level: how it was made.
    weights: (k,), percent, in the order of `labels`, the studies pooled.
    beside: the Hartung-Knapp result, always there for random effects of 2 to 9 studies pooled with a normal interval.
    notes: what a reader must know, in words.
    """

    estimate: float
    se: float
    ci_low: float
    ci_high: float
    prediction_low: float
    prediction_high: float
    tau2: float
    i2: float
    q: float
    q_df: int
    q_p: float
    k: int
    p: float
    method: str
    measure: str
    log_scale: bool
    ci: str = "normal"
    level: float = 0.95
    weights: Array = field(default_factory=lambda: np.zeros(0))
    labels: tuple[str, ...] = ()
    beside: Pooled | None = None
    notes: tuple[str, ...] = ()

    @property
    def tau(self) -> float:
        """Standard deviation of true effects."""
        return float(np.sqrt(self.tau2))

    @property
    def Q(self) -> float:
        """Cochran's Q, by the name the field uses."""
        return self.q

    @property
    def I2(self) -> float:
        """I squared in percent, by the name the field uses."""
        return self.i2

    @property
    def pi_low(self) -> float:
        """Lower end of the prediction interval, by the name the field uses."""
        return self.prediction_low

    @property
    def pi_high(self) -> float:
        """Upper end of the prediction interval, by the name the field uses."""
        return self.prediction_high

    @property
    def is_random(self) -> bool:
        """True for random effects."""
        return self.method not in ONE_EFFECT

    def shown(self) -> Shown:
        """Return estimate, interval and prediction interval on the natural scale."""
        numbers = (self.estimate, self.ci_low, self.ci_high, self.prediction_low, self.prediction_high)
        return Shown(*(float(np.exp(x)) if self.log_scale else x for x in numbers))


def pool(
    table: Any,
    measure: str = "RR",
    method: str = "REML",
    hartung_knapp: bool = False,
    *,
    level: float = 0.95,
    columns: Mapping[str, str] | None = None,
) -> Pooled:
    """Return the pooled result of a study table.

    table, columns: see `tongren.pooling.tables.read_studies`; measure: RR, OR, RD, MD, SMD; method: one of METHODS.
    hartung_knapp: widen the interval by how far studies really scatter, with t instead of normal quantiles (random effects only).
    Raises InputError for a bad table, an unknown word, or a method that does not fit the measure.
    """
    text("measure", measure, '"RR"')
    hartung_knapp = flag("hartung_knapp", hartung_knapp)
    _refuse_words(method, "hartung_knapp" if hartung_knapp else "normal", level)
    return pooled(effects_of(table, measure, columns=columns), method, "hartung_knapp" if hartung_knapp else "normal", level=level)


def pooled(effects: Effects, method: str = "REML", ci: str = "normal", *, level: float = 0.95) -> Pooled:
    """Return the pooled result of effects.

    method: one of METHODS; ci: normal or hartung_knapp; level: of all intervals.
    One study is given back as it is, with its normal interval, tau2 0 and a note. Raises InputError for words not known or that do not go together.
    """
    _refuse_words(method, ci, level)
    if method in ("MH", "PETO"):
        return _pooled_sums(effects, method, level)
    result = _pooled_inverse(effects, method, ci, level)
    if result.is_random and ci == "normal" and 1 < result.k < FEW:
        result = replace(result, beside=_pooled_inverse(effects, method, "hartung_knapp", level))
    return result


def _refuse_words(method: str, ci: str, level: float) -> None:
    if not isinstance(method, str) or method not in METHODS:
        raise InputError(f'method {shown(method)}; choose one of {", ".join(METHODS)}')
    if ci not in INTERVALS:
        raise InputError(f'interval "{ci}"; choose {" or ".join(INTERVALS)}')
    if ci == "hartung_knapp" and method in ONE_EFFECT:
        raise InputError(f"Hartung-Knapp belongs to random effects; with {method} take the normal interval, or choose REML, DL, PM or DL-MH")
    if not isinstance(level, Real) or isinstance(level, bool) or not 0 < level < 1:
        raise InputError(f"level {shown(level)}; a number between 0 and 1 is needed, such as 0.95")


def _pooled_inverse(effects: Effects, method: str, ci: str, level: float) -> Pooled:
    if method == "DL-MH":
        effects, tau2, q = _around_mh(effects)
    yi, vi, k = effects.yi, effects.vi, effects.k
    ci = ci if k > 1 else "normal"
    X = np.ones((k, 1))
    if method != "DL-MH":
        tau2, q = heterogeneity(yi, vi, X, method), fitted(yi, vi, X, 0.0).q
    fit = fitted(yi, vi, X, tau2)
    beta, se = float(fit.beta[0]), float(np.sqrt(fit.covariance[0, 0]))
    if ci == "hartung_knapp":
        se *= float(np.sqrt(fit.q / (k - 1)))
    half, p = _interval(beta, se, k - 1 if ci == "hartung_knapp" else None, level)
    reach = half * float(np.sqrt(se**2 + tau2)) if method not in COMMON else np.nan
    return Pooled(
        estimate=beta,
        se=se,
        ci_low=beta - half * se,
        ci_high=beta + half * se,
        prediction_low=beta - reach,
        prediction_high=beta + reach,
        tau2=tau2,
        i2=_i2(tau2, q, vi, method),
        q=q if k > 1 else 0.0,
        q_df=k - 1,
        q_p=_q_p(q, k - 1),
        k=k,
        p=p,
        method=method,
        measure=effects.measure,
        log_scale=effects.log_scale,
        ci=ci,
        level=level,
        weights=100 * fit.weights / fit.weights.sum(),
        labels=effects.labels,
        notes=_notes(effects, method, ci),
    )


def _around_mh(effects: Effects) -> tuple[Effects, float, float]:
    """Return the studies that stay (as in RevMan, not those that say nothing of a ratio), tau2 and Q around the Mantel-Haenszel estimate."""
    centre, _ = mantel_haenszel(effects)
    if np.isnan(centre):
        raise InputError("DL-MH: one group has no event (or only events) in any study, so there is no ratio to start from; choose REML, or RD")
    if effects.log_scale and effects.double_zero.any():
        left = ", ".join(label for label, double in zip(effects.labels, effects.double_zero, strict=True) if double)
        effects = effects.only(~effects.double_zero)
        effects = replace(effects, notes=(*effects.notes, f"left out by DL-MH, as RevMan does, for want of events in both groups: {left}"))
    tau2, q = around(effects.yi, effects.vi, centre)
    return effects, tau2, q


def _pooled_sums(effects: Effects, method: str, level: float) -> Pooled:
    beta, se, q, df = peto(effects) if method == "PETO" else mantel_haenszel_with_q(effects)
    half, p = _interval(beta, se, None, level)
    notes = _notes(effects, method, "normal")
    if np.isnan(beta):
        notes = (*notes, "one group has no event (or only events) in any study: there is no ratio; look at the risk difference")
    return Pooled(
        estimate=beta,
        se=se,
        ci_low=beta - half * se,
        ci_high=beta + half * se,
        prediction_low=np.nan,
        prediction_high=np.nan,
        tau2=0.0,
        i2=max(0.0, 100 * (q - df) / q) if q > 0 else 0.0,
        q=q,
        q_df=df,
        q_p=_q_p(q, df),
        k=effects.k,
        p=p,
        method=method,
        measure=effects.measure,
        log_scale=effects.log_scale,
        level=level,
        weights=weights(effects, method),
        labels=effects.labels,
        notes=notes,
    )


def _interval(beta: float, se: float, df: int | None, level: float) -> tuple[float, float]:
    """Return (quantile, p of beta = 0): normal, or t with df."""
    from scipy.stats import norm, t

    if df is None:
        return float(norm.ppf(0.5 + level / 2)), float(2 * norm.sf(abs(beta / se))) if se > 0 else np.nan
    ratio = abs(beta / se) if se > 0 else np.inf
    return float(t.ppf(0.5 + level / 2, df)), float(2 * t.sf(ratio, df))


def _i2(tau2: float, q: float, vi: Array, method: str) -> float:
    k = len(vi)
    if k < 2:
        return 0.0
    if method in COMMON:
        return max(0.0, 100 * (q - (k - 1)) / q) if q > 0 else 0.0
    return 100 * tau2 / (typical_variance(vi, np.ones((k, 1))) + tau2)


def _q_p(q: float, df: int) -> float:
    from scipy.stats import chi2

    return float(chi2.sf(q, df)) if df > 0 else 1.0


def _notes(effects: Effects, method: str, ci: str) -> tuple[str, ...]:
    notes = list(effects.notes)
    if effects.k == 1:
        notes.append("one study: nothing is pooled; how far studies differ cannot be seen, and the prediction interval is only its own interval")
    elif effects.k < 3 and method not in ONE_EFFECT:
        notes.append("two studies: tau2 and the prediction interval rest on almost nothing")
    if ci == "hartung_knapp" and effects.k == 2:
        notes.append("Hartung-Knapp on two studies: the interval may be uselessly wide, or too narrow if they agree by chance")
    return tuple(notes)


class LeftOut(NamedTuple):
    """The pooled result without one study."""

    label: str
    result: Pooled


def leave_one_out(effects: Effects, method: str = "REML", ci: str = "normal") -> list[LeftOut]:
    """Return, for each study, the pooled result of all others.

    Raises InputError for fewer than two studies.
    """
    if effects.k < 2:
        raise InputError("leave-one-out needs at least two studies; found one")
    numbers = np.arange(effects.k)
    return [LeftOut(effects.labels[i], pooled(effects.only(numbers != i), method, ci)) for i in numbers]
