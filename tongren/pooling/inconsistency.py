"""Does a network agree with itself: Q within and between designs, the design-by-treatment test, and direct against indirect for each comparison.

Sources and model: see `tongren.pooling.network`. A test that finds nothing in a small network has not shown that there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tongren.pooling.network import Network, by_design, consistent, gls, stacked
from tongren.pooling.tables import Array

WEAK = "no inconsistency found is not consistency shown: the test has little power with few trials"


@dataclass(frozen=True)
class Inconsistency:
    """How a network's Q divides, and the test of the design-by-treatment model.

    q, df: of all; q_within, df_within, p_within: between studies of one design (heterogeneity); q_between, df_between, p_between: between designs
    (inconsistency), common effects. wald, wald_p: the same test with random effects, tau2 of the design-by-treatment model; equal to q_between where
    tau2 is 0. p is NaN where df is 0. notes: in words.
    """

    q: float
    df: int
    q_within: float
    df_within: int
    p_within: float
    q_between: float
    df_between: int
    p_between: float
    wald: float
    wald_p: float
    tau2_within: float
    notes: tuple[str, ...]


def inconsistency(net: Network) -> Inconsistency:
    """Return the decomposition of Q and the design-by-treatment test."""
    full = by_design(net.studies)
    common = gls(net.studies, full, "EE")
    random = gls(net.studies, full, net.method)
    between, df = max(net.q - common.q, 0.0), net.q_df - common.q_df
    wald = _wald(net, random.beta, random.covariance) if df else 0.0
    notes = (WEAK,) if df else ("no loop of different designs: inconsistency cannot show, and cannot be ruled out",)
    return Inconsistency(
        q=net.q,
        df=net.q_df,
        q_within=common.q,
        df_within=common.q_df,
        p_within=_p(common.q, common.q_df),
        q_between=between,
        df_between=df,
        p_between=_p(between, df),
        wald=wald,
        wald_p=_p(wald, df),
        tau2_within=random.tau2,
        notes=notes,
    )


def _p(q: float, df: int) -> float:
    from scipy.stats import chi2

    return float(chi2.sf(q, df)) if df else np.nan


def _wald(net: Network, beta: Array, covariance: Array) -> float:
    """Return the distance of the designs' own contrasts from the nearest consistent ones, in their own covariance."""
    designs = tuple(dict.fromkeys(s.design for s in net.studies))
    rows = [(d[0], t) for d in designs for t in d[1:]]
    Z = np.zeros((len(rows), len(net.treatments)))
    for i, (base, t) in enumerate(rows):
        Z[i, net.treatments.index(t)], Z[i, net.treatments.index(base)] = 1, -1
    W = np.linalg.inv(covariance)
    WZ = W @ Z[:, 1:]
    return max(float(beta @ (W - WZ @ np.linalg.solve(Z[:, 1:].T @ WZ, WZ.T)) @ beta), 0.0)


@dataclass(frozen=True)
class Edge:
    """One comparison that trials made directly: direct, indirect and together, on the scale of analysis, at the network's tau2.

    trials: how many. difference, difference_se, p: direct minus indirect. Indirect, difference and p are NaN where no loop gives other evidence.
    """

    treatment: str
    against: str
    trials: int
    direct: float
    direct_se: float
    indirect: float
    indirect_se: float
    together: float
    together_se: float
    difference: float
    difference_se: float
    p: float


def direct_and_indirect(net: Network) -> list[Edge]:
    """Return every comparison made directly, in the order of the treatments, with what the rest of the network says of it.

    Direct: inverse-variance mean of all trials with both arms. Indirect: what must be added to it to give the network's estimate; exact where
    trials have two arms, and where they have more, their other arms count as part of the direct trial's own loop.
    """
    found = (_edge(net, a, b) for a, b in combinations(net.treatments, 2))
    return [edge for edge in found if edge is not None]


def _edge(net: Network, a: str, b: str) -> Edge | None:
    from scipy.stats import norm

    pairs = [pair for s in net.studies if (pair := s.pair(a, b)) is not None]
    if not pairs:
        return None
    y, v = np.array(pairs).T
    w = 1 / (v + net.tau2)
    direct, variance = float(np.sum(w * y) / np.sum(w)), float(1 / np.sum(w))
    both = net.compared(a, b)
    precision = both.se**-2 - 1 / variance
    nan = float("nan")
    if precision <= 1e-9 / variance:
        return Edge(a, b, len(pairs), direct, variance**0.5, nan, nan, both.estimate, both.se, nan, nan, nan)
    indirect = (both.estimate / both.se**2 - direct / variance) / precision
    se = float(np.sqrt(variance + 1 / precision))
    p = float(2 * norm.sf(abs(direct - indirect) / se))
    return Edge(a, b, len(pairs), direct, variance**0.5, indirect, precision**-0.5, both.estimate, both.se, direct - indirect, se, p)


def split_edge(net: Network, treatment: str, against: str) -> tuple[float, float, float]:
    """Return (direct minus indirect, its standard error, p) by a split node: one coefficient more, for the trials that made this comparison.

    The coefficient, at the network's tau2, is borne half by each side in trials of more arms (symmetric, as White 2015 parts them). With two-arm
    trials it equals `direct_and_indirect`. NaN where there is no other evidence.
    """
    from scipy.stats import norm

    X = consistent(net.studies, net.treatments)
    extra = np.concatenate([_borne(s.treatments, treatment, against) for s in net.studies])
    full = np.column_stack([X, extra])
    if np.linalg.matrix_rank(full) < full.shape[1]:
        return np.nan, np.nan, np.nan
    y, S, D = stacked(net.studies)
    W = np.linalg.inv(S + net.tau2 * D)
    covariance = np.linalg.inv(full.T @ W @ full)
    d, se = float((covariance @ (full.T @ W @ y))[-1]), float(np.sqrt(covariance[-1, -1]))
    return d, se, float(2 * norm.sf(abs(d / se)))


def _borne(treatments: tuple[str, ...], a: str, b: str) -> Array:
    if not {a, b} <= set(treatments):
        return np.zeros(len(treatments) - 1)
    share = {a: 0.5, b: -0.5}
    return np.array([share.get(t, 0.0) - share.get(treatments[0], 0.0) for t in treatments[1:]])
