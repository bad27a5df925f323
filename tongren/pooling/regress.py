"""Do effects differ with something about the studies: subgroups side by side, and meta-regression on several moderators at once.

A comparison between studies is not randomised: studies that differ in one thing (needle or pressing) differ in others too. Formulas as
in metafor 3.8's `rma.uni(mods = ...)`: Knapp and Hartung 2003 (doi:10.1002/sim.1482); R2 as Raudenbush defines it, from tau2 without and
with moderators.

scipy.stats gives the distributions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tongren.errors import InputError
from tongren.pooling.effects import Effects
from tongren.pooling.pool import INTERVALS, Pooled, pooled
from tongren.pooling.tables import Array
from tongren.pooling.tau2 import COMMON, fitted, heterogeneity, typical_variance

NOT_RANDOMISED = "studies were not randomised to these groups: a difference between them may come from anything else in which they differ"


@dataclass(frozen=True)
class Subgroups:
    """One pooled result a group, and the test that all groups have the same effect.

    groups: name to result, in order of appearance. q, df, p: between groups; p is NaN for one group. notes: cautions, in words.
    """

    groups: Mapping[str, Pooled]
    q: float
    df: int
    p: float
    notes: tuple[str, ...]


def subgroups(effects: Effects, by: str | Sequence[str], method: str = "REML", ci: str = "normal") -> Subgroups:
    """Return each group pooled on its own (its own tau2) and whether groups differ.

    by: a column of the table, or k texts. The test is that of Borenstein and Higgins: Q = sum of (group - mean)^2 / se^2, chi-square.
    Raises InputError for a column that is not there, a wrong number of texts, or an empty one.
    """
    from scipy.stats import chi2

    names = _texts(effects, by)
    held = {name: pooled(effects.only(np.array([n == name for n in names])), method, ci) for name in dict.fromkeys(names)}
    estimates = np.array([r.estimate for r in held.values()])
    w = np.array([r.se for r in held.values()]) ** -2.0
    q = float(np.sum(w * (estimates - np.sum(w * estimates) / np.sum(w)) ** 2))
    df = len(held) - 1
    notes = [NOT_RANDOMISED]
    notes += [f'only {r.k} {"study" if r.k == 1 else "studies"} in "{name}"' for name, r in held.items() if r.k < 5]
    return Subgroups(held, q, df, float(chi2.sf(q, df)) if df else np.nan, tuple(notes))


def _texts(effects: Effects, by: str | Sequence[str]) -> tuple[str, ...]:
    if isinstance(by, str):
        if effects.table is None:
            raise InputError(f'these effects carry no table, so there is no column "{by}"; give {effects.k} texts instead')
        by = effects.table.texts(by)
    names = tuple(str(x).strip() for x in by)
    if len(names) != effects.k:
        raise InputError(f"{len(names)} group names for {effects.k} studies; one is needed for each")
    empty = [label for label, name in zip(effects.labels, names, strict=True) if not name]
    if empty:
        raise InputError(f"no group is given for {', '.join(empty)}; name one, or leave the study out and say so")
    return names


@dataclass(frozen=True)
class Regression:
    """A meta-regression on the scale of analysis.

    names, beta, se, ci_low, ci_high, p: (m,), intercept first. tau2, i2 (percent), q, q_df, q_p: what is left between studies. q_moderators,
    q_moderators_df, q_moderators_p: test of all coefficients but the intercept (chi-square; F with Hartung-Knapp). r2: percent of tau2 explained,
    0 where there was none, NaN for a common effect. notes: cautions, in words.
    """

    names: tuple[str, ...]
    beta: Array
    se: Array
    ci_low: Array
    ci_high: Array
    p: Array
    tau2: float
    i2: float
    q: float
    q_df: int
    q_p: float
    q_moderators: float
    q_moderators_df: int
    q_moderators_p: float
    r2: float
    k: int
    covariance: Array
    notes: tuple[str, ...]

    def predicted(self, **values: float) -> tuple[float, float]:
        """Return (effect, standard error) at values of the coefficients' names, 0 for those not given.

        Raises InputError for a name that is not a coefficient.
        """
        unknown = set(values) - set(self.names)
        if unknown:
            raise InputError(f"no coefficient {', '.join(sorted(unknown))}; there are: {', '.join(self.names)}")
        x = np.array([1.0 if n == "intercept" else values.get(n, 0.0) for n in self.names])
        return float(x @ self.beta), float(np.sqrt(x @ self.covariance @ x))


def meta_regression(
    effects: Effects,
    moderators: Mapping[str, Any] | Sequence[str],
    method: str = "REML",
    ci: str = "normal",
    reference: Mapping[str, str] | None = None,
) -> Regression:
    """Return effects regressed on moderators.

    moderators: name to k numbers or k texts, or names of the table's columns. Texts become one coefficient a level against the reference: the one
    named in `reference`, else the first to appear. method: REML, DL, PM, EE; ci: normal or hartung_knapp.
    Raises InputError for unknown words, wrong lengths, fewer studies than coefficients need, or moderators that say the same thing twice.
    """
    if ci not in INTERVALS:
        raise InputError(f'interval "{ci}"; choose {" or ".join(INTERVALS)}')
    names, X = design(effects, moderators, reference or {})
    k, p = X.shape
    if k <= p:
        raise InputError(f"{k} studies cannot hold {p} coefficients; take fewer moderators, or more studies")
    if np.linalg.matrix_rank(X) < p:
        raise InputError(f"the moderators {', '.join(names[1:])} say the same thing twice, or one never changes; take one out")
    tau2 = heterogeneity(effects.yi, effects.vi, X, method)
    fit = fitted(effects.yi, effects.vi, X, tau2)
    covariance = fit.covariance * (fit.q / (k - p) if ci == "hartung_knapp" else 1.0)
    return _regression(effects, names, X, method, tau2, fit.beta, covariance, ci)


def design(effects: Effects, moderators: Mapping[str, Any] | Sequence[str], reference: Mapping[str, str]) -> tuple[tuple[str, ...], Array]:
    """Return names and the matrix (k, m) of a regression: a column of ones, then numbers as they are and texts as 0 and 1."""
    if not isinstance(moderators, Mapping):
        if effects.table is None:
            raise InputError("these effects carry no table; give the moderators as name to values")
        moderators = {name: effects.table.texts(name) for name in moderators}
    names, columns = ["intercept"], [np.ones(effects.k)]
    for name, values in moderators.items():
        values = list(values)
        if len(values) != effects.k:
            raise InputError(f"moderator {name}: {len(values)} values for {effects.k} studies; one is needed for each")
        numbers = _as_numbers(values, name in reference)
        if numbers is not None:
            names.append(name)
            columns.append(numbers)
            continue
        texts = _texts(effects, [str(v) for v in values])
        levels = list(dict.fromkeys(texts))
        first = reference.get(name, levels[0])
        if first not in levels:
            raise InputError(f'moderator {name}: no study has "{first}"; there are: {", ".join(levels)}')
        for level in sorted(set(levels) - {first}):
            names.append(f"{name}={level}")
            columns.append(np.array([t == level for t in texts], float))
    return tuple(names), np.stack(columns, axis=1)


def _as_numbers(values: Sequence[Any], named: bool) -> Array | None:
    try:
        numbers = np.array([float(v) for v in values])
    except (TypeError, ValueError):
        return None
    return None if named or not np.isfinite(numbers).all() else numbers


def _regression(
    effects: Effects, names: tuple[str, ...], X: Array, method: str, tau2: float, beta: Array, covariance: Array, ci: str
) -> Regression:
    from scipy.stats import chi2, norm, t
    from scipy.stats import f as fisher

    k, p = X.shape
    se = np.sqrt(np.diag(covariance))
    spread: Any = t(k - p) if ci == "hartung_knapp" else norm
    half = spread.ppf(0.975) * se
    q = fitted(effects.yi, effects.vi, X, 0.0).q
    m = p - 1
    qm = float(beta[1:] @ np.linalg.solve(covariance[1:, 1:], beta[1:])) if m else np.nan
    qm = qm / m if ci == "hartung_knapp" and m else qm
    return Regression(
        names=names,
        beta=beta,
        se=se,
        ci_low=beta - half,
        ci_high=beta + half,
        p=2 * spread.sf(np.abs(beta / se)),
        tau2=tau2,
        i2=max(0.0, 100 * (q - (k - p)) / q) if method in COMMON else 100 * tau2 / (typical_variance(effects.vi, X) + tau2),
        q=q,
        q_df=k - p,
        q_p=float(chi2.sf(q, k - p)),
        q_moderators=qm,
        q_moderators_df=m,
        q_moderators_p=float(fisher.sf(qm, m, k - p) if ci == "hartung_knapp" else chi2.sf(qm, m)) if m else np.nan,
        r2=_explained(effects, method, tau2),
        k=k,
        covariance=covariance,
        notes=_notes(k, m),
    )


def _explained(effects: Effects, method: str, tau2: float) -> float:
    if method in COMMON:
        return np.nan
    before = heterogeneity(effects.yi, effects.vi, np.ones((effects.k, 1)), method)
    return max(0.0, 100 * (before - tau2) / before) if before > 0 else 0.0


def _notes(k: int, m: int) -> tuple[str, ...]:
    notes = [NOT_RANDOMISED]
    if m and k / m < 10:
        notes.append(f"{k} studies for {m} moderator{'s' if m > 1 else ''}: fewer than ten studies for each, so the fit may follow chance")
    return tuple(notes)


