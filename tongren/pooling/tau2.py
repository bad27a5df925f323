"""How much true effects differ between studies: tau2 by REML, DerSimonian-Laird, Paule-Mandel, or around Mantel-Haenszel.

Everything is for the model yi = X beta + u + e with variances tau2 and vi; X (k, p) is a column of ones without moderators.
The steps are those of metafor 3.8's `rma.uni`: Fisher scoring from the Hedges estimate, halving a step that would make tau2 negative,
stopping when it moves by less than 1e-5, and a last look whether tau2 = 0 is likelier. Viechtbauer 2005, J Educ Behav Stat 30:261,
doi:10.3102/10769986030003261; DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2; Paule and Mandel 1982, doi:10.6028/jres.087.022.

scipy.optimize finds the Paule-Mandel root (to 1e-12, where metafor stops at about 1e-4 of tau2),
and the likeliest tau2 where the scoring swings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tongren.errors import InputError
from tongren.pooling.tables import Array

COMMON = ("EE", "FE", "CE")
RANDOM = ("REML", "DL", "PM")
THRESHOLD, MOST_STEPS = 1e-5, 100


@dataclass(frozen=True)
class Fit:
    """A weighted fit: beta (p,), its covariance (p, p), weights (k,), and the residual sum Q = sum w (y - X beta)^2."""

    beta: Array
    covariance: Array
    weights: Array
    q: float


def fitted(yi: Array, vi: Array, X: Array, tau2: float) -> Fit:
    """Return the inverse-variance fit at a given tau2."""
    w = 1 / (vi + tau2)
    covariance = np.asarray(np.linalg.inv(X.T @ (w[:, None] * X)), np.float64)
    beta = covariance @ (X.T @ (w * yi))
    return Fit(beta, covariance, w, float(np.sum(w * (yi - X @ beta) ** 2)))


def projection(vi: Array, X: Array, tau2: float) -> Array:
    """Return P = W - W X (X'W X)^-1 X'W, (k, k), with W = 1 / (vi + tau2)."""
    w = 1 / (vi + tau2)
    wx = w[:, None] * X
    return np.diag(w) - wx @ np.linalg.solve(X.T @ wx, wx.T)


def typical_variance(vi: Array, X: Array) -> float:
    """Return the variance that I2 compares tau2 with: (k - p) / trace P at tau2 = 0 (Higgins and Thompson 2002, doi:10.1002/sim.1186)."""
    k, p = X.shape
    return float((k - p) / np.trace(projection(vi, X, 0.0)))


def heterogeneity(yi: Array, vi: Array, X: Array, method: str) -> float:
    """Return tau2, never negative; 0 for a common effect (EE, FE, CE) or when no study is spare (k = p).

    Raises InputError if the method is not known.
    """
    if method not in COMMON + RANDOM:
        raise InputError(f'method "{method}"; choose one of {", ".join(COMMON + RANDOM)}')
    if method in COMMON or X.shape[0] <= X.shape[1]:
        return 0.0
    steps: dict[str, Any] = {"DL": dersimonian_laird, "PM": paule_mandel, "REML": reml}
    return float(steps[method](yi, vi, X))


def hedges(yi: Array, vi: Array, X: Array) -> float:
    """Return Hedges' unweighted estimate, which may be negative: the start of the scoring."""
    k, p = X.shape
    M = np.eye(k) - X @ np.linalg.solve(X.T @ X, X.T)
    return float((yi @ M @ yi - np.trace(M @ np.diag(vi))) / (k - p))


def dersimonian_laird(yi: Array, vi: Array, X: Array) -> float:
    """Return the moment estimate from Q."""
    k, p = X.shape
    return max(0.0, (fitted(yi, vi, X, 0.0).q - (k - p)) / float(np.trace(projection(vi, X, 0.0))))


def paule_mandel(yi: Array, vi: Array, X: Array) -> float:
    """Return the tau2 at which Q is its expected value k - p; 0 if it is smaller from the start."""
    from scipy.optimize import brentq

    spare = X.shape[0] - X.shape[1]

    def excess(tau2: float) -> float:
        return fitted(yi, vi, X, tau2).q - spare

    if excess(0.0) <= 0:
        return 0.0
    high = 1.0 + float(np.var(yi))
    while excess(high) > 0:
        high *= 2
    return float(brentq(excess, 0.0, high, xtol=1e-12, rtol=1e-14, maxiter=1000))


def reml(yi: Array, vi: Array, X: Array, threshold: float = THRESHOLD) -> float:
    """Return the restricted maximum likelihood estimate.

    Where the scoring swings and does not settle within 100 steps (metafor stops there with an error), the likelihood is maximised directly.
    """
    tau2 = max(0.0, hedges(yi, vi, X))
    for _ in range(MOST_STEPS):
        step = _step(yi, projection(vi, X, tau2))
        while tau2 + step < 0:
            step = step / 2 if abs(step) > 1e-300 else 0.0
        before, tau2 = tau2, tau2 + step
        if abs(tau2 - before) <= threshold:
            break
    else:
        tau2 = _likeliest(yi, vi, X)
    gain = restricted_likelihood(yi, vi, X, 0.0) - restricted_likelihood(yi, vi, X, tau2)
    return 0.0 if tau2 > threshold and gain > np.finfo(float).eps ** 0.25 else tau2


def _likeliest(yi: Array, vi: Array, X: Array) -> float:
    """Return the tau2 of highest restricted likelihood: the best of a grid over many sizes, refined between its neighbours."""
    from scipy.optimize import minimize_scalar

    top = 10 * (float(np.var(yi)) + float(vi.max()))
    grid = np.concatenate([[0.0], np.geomspace(1e-8 * top, top, 200)])
    best = int(np.argmax([restricted_likelihood(yi, vi, X, t) for t in grid]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    found = minimize_scalar(lambda t: -restricted_likelihood(yi, vi, X, t), bounds=(low, high), method="bounded", options={"xatol": 1e-10 * top})
    at_zero = restricted_likelihood(yi, vi, X, 0.0) >= -found.fun
    return 0.0 if at_zero else float(found.x)


def _step(yi: Array, P: Array) -> float:
    py = P @ yi
    return float((py @ py - np.trace(P)) / np.sum(P * P.T))


def restricted_likelihood(yi: Array, vi: Array, X: Array, tau2: float) -> float:
    """Return the restricted log-likelihood at tau2, up to what does not depend on it."""
    fit = fitted(yi, vi, X, tau2)
    return float(0.5 * np.sum(np.log(fit.weights)) + 0.5 * np.linalg.slogdet(fit.covariance)[1] - 0.5 * fit.q)


def around(yi: Array, vi: Array, centre: float) -> tuple[float, float]:
    """Return (tau2, Q) with Q taken around a given centre: the moment estimate as RevMan makes it around the Mantel-Haenszel estimate.

    DerSimonian and Laird's divisor stays, sum w - sum w^2 / sum w (RevMan 5 statistical algorithms, section 8).
    """
    w = 1 / vi
    q = float(np.sum(w * (yi - centre) ** 2))
    spread = float(np.sum(w) - np.sum(w**2) / np.sum(w))
    return (max(0.0, (q - (len(yi) - 1)) / spread) if len(yi) > 1 else 0.0), q
