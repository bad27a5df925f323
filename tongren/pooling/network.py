"""Network meta-analysis: all treatments of a connected set of trials at once, and whether direct and indirect evidence agree.

The model is the usual frequentist one (White and others 2012, doi:10.1002/jrsm.1045): contrasts of each study against its first arm,
y = X d + u + e, with the exact covariances of multi-arm studies in e and, for random effects, variance tau2 and covariance tau2 / 2 in u,
fitted by generalised least squares. tau2 by REML (Fisher scoring) or by moments: the tau2 at which Q is its expected value,
df + tau2 trace(P D). Inconsistency: Q split into within and between designs, and the design-by-treatment test (Higgins and others 2012,
doi:10.1002/jrsm.1044); for each comparison direct against indirect, the indirect worked back from the whole (Koenig and others 2013,
doi:10.1002/sim.6001).

There is no ranking here: a rank hides how unsure it is. scipy.sparse.csgraph says what is connected; scipy.stats gives the distributions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from tongren.allowed import shown, text
from tongren.errors import InputError
from tongren.pooling.arms import StudyContrasts, studies_of_arms, studies_of_pairs
from tongren.pooling.effects import LOGGED
from tongren.pooling.tables import Array, read_studies

METHODS = ("REML", "DL", "EE")
CAUTION = "a network leans on trials of different comparisons having like people and outcomes; its test of that is weak where trials are few"


@dataclass(frozen=True)
class Gls:
    """A generalised least squares fit: beta (p,), covariance (p, p), Q at tau2 = 0 with its degrees of freedom, and tau2."""

    beta: Array
    covariance: Array
    q: float
    q_df: int
    tau2: float


@dataclass(frozen=True)
class League:
    """One comparison of a network, on the scale of analysis."""

    treatment: str
    against: str
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    p: float


@dataclass(frozen=True)
class Network:
    """A fitted network.

    treatments: T names, the first is the reference. estimate, se: (T, T), row against column, scale of analysis; 0 on the diagonal.
    tau2; q, q_df, q_p: of the consistent common-effect model. i2: max(0, (Q - df) / Q), percent. k: studies. notes: cautions, in words.
    """

    treatments: tuple[str, ...]
    estimate: Array
    se: Array
    tau2: float
    q: float
    q_df: int
    q_p: float
    i2: float
    k: int
    method: str
    measure: str
    studies: tuple[StudyContrasts, ...]
    notes: tuple[str, ...]

    @property
    def log_scale(self) -> bool:
        """True where effects are logarithms of ratios."""
        return self.measure in LOGGED

    def compared(self, treatment: str, against: str, level: float = 0.95) -> League:
        """Return one comparison, direct and indirect evidence together.

        Raises InputError for a name not in the network.
        """
        from scipy.stats import norm

        for name in (treatment, against):
            if name not in self.treatments:
                raise InputError(f'"{name}" is not in the network; there are: {", ".join(self.treatments)}')
        i, j = self.treatments.index(treatment), self.treatments.index(against)
        y, s = float(self.estimate[i, j]), float(self.se[i, j])
        half = float(norm.ppf(0.5 + level / 2)) * s
        return League(treatment, against, y, s, y - half, y + half, float(2 * norm.sf(abs(y / s))) if s > 0 else np.nan)

    def league(self) -> list[League]:
        """Return every pair once, in the order of the treatments."""
        return [self.compared(a, b) for a, b in combinations(self.treatments, 2)]


def network(
    table: Any,
    measure: str = "RR",
    method: str = "REML",
    *,
    reference: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Network:
    """Return a fitted network.

    table: one row an arm (study treat events n, or study treat mean sd n), one row a pair (study treat1 treat2 yi vi), or a list of StudyContrasts.
    measure: RR, OR, RD, MD, SMD. method: REML, DL (moments) or EE (common effect). reference: a treatment; None takes the first by name.
    Raises InputError for a bad table, a network in pieces (the pieces are named), or words not known.
    """
    text("measure", measure, '"RR"')
    if not isinstance(method, str) or method not in METHODS:
        raise InputError(f'method {shown(method)}; choose one of {", ".join(METHODS)}')
    studies = _studies(table, measure, columns)
    names = sorted({name for s in studies for name in s.treatments})
    if reference is not None and (not isinstance(reference, str) or reference not in names):
        raise InputError(f'reference {shown(reference)} is not in the network; there are: {", ".join(names)}')
    if reference is not None:
        names = [reference, *(n for n in names if n != reference)]
    pieces = connected_pieces(studies)
    if len(pieces) > 1:
        said = "; ".join(", ".join(piece) for piece in pieces)
        raise InputError(f"the network is in {len(pieces)} pieces, between which nothing can be compared: {said}. Fit each by itself")
    fit = gls(studies, consistent(studies, names), method)
    return _network(studies, tuple(names), fit, method, measure)


def _studies(table: Any, measure: str, columns: Mapping[str, str] | None) -> list[StudyContrasts]:
    if isinstance(table, Sequence) and table and all(isinstance(s, StudyContrasts) for s in table):
        studies = list(table)
    else:
        held = read_studies(table, columns)
        studies = studies_of_pairs(held) if {"treat1", "treat2"} <= set(held.columns) else studies_of_arms(held, measure)
    if not studies:
        raise InputError("no study is left in the network; at least one with two treatments is needed")
    return studies


def connected_pieces(studies: Sequence[StudyContrasts]) -> list[tuple[str, ...]]:
    """Return the sets of treatments that trials connect, largest first; one set if the network is whole."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    names = sorted({name for s in studies for name in s.treatments})
    links = [(names.index(s.treatments[0]), names.index(t)) for s in studies for t in s.treatments[1:]]
    rows, cols = zip(*links, strict=True)
    count, piece = connected_components(coo_matrix((np.ones(len(links)), (rows, cols)), shape=(len(names), len(names))), directed=False)
    found = [tuple(n for n, p in zip(names, piece, strict=True) if p == i) for i in range(count)]
    return sorted(found, key=len, reverse=True)


def consistent(studies: Sequence[StudyContrasts], names: Sequence[str]) -> Array:
    """Return the matrix (N, T - 1) of the consistency model, one column for each treatment but the first."""
    rows = [(s.treatments[0], t) for s in studies for t in s.treatments[1:]]
    X = np.zeros((len(rows), len(names)))
    for i, (base, t) in enumerate(rows):
        X[i, names.index(t)], X[i, names.index(base)] = 1, -1
    return X[:, 1:]


def by_design(studies: Sequence[StudyContrasts]) -> Array:
    """Return the matrix (N, c) of the design-by-treatment model: each design has contrasts of its own, whatever arm a study calls its first."""
    blocks, width = [], 0
    designs = {d: i for i, d in enumerate(dict.fromkeys(s.design for s in studies))}
    starts = {}
    for d in designs:
        starts[d] = width
        width += len(d) - 1
    for s in studies:
        block = np.zeros((len(s.y), width))
        for i, t in enumerate(s.treatments[1:]):
            for name, sign in ((t, 1), (s.treatments[0], -1)):
                at = s.design.index(name)
                if at:
                    block[i, starts[s.design] + at - 1] += sign
        blocks.append(block)
    return np.concatenate(blocks)


def stacked(studies: Sequence[StudyContrasts]) -> tuple[Array, Array, Array]:
    """Return y (N,), S (N, N) of sampling, and the pattern D (N, N) of true differences: 1, and 1/2 within a study."""
    from scipy.linalg import block_diag

    y = np.concatenate([s.y for s in studies])
    D = block_diag(*[(np.eye(len(s.y)) + 1) / 2 for s in studies])
    return y, np.asarray(block_diag(*[s.V for s in studies]), np.float64), np.asarray(D, np.float64)


def gls(studies: Sequence[StudyContrasts], X: Array, method: str) -> Gls:
    """Return the fit of a model matrix to the contrasts of studies."""
    y, S, D = stacked(studies)
    P = _projection(S, X)
    q, df = float(y @ P @ y), len(y) - X.shape[1]
    tau2 = 0.0
    if method == "DL" and df > 0:
        tau2 = max(0.0, (q - df) / float(np.sum(P * D)))
    if method == "REML" and df > 0:
        tau2 = _reml(y, S, D, X)
    W = np.linalg.inv(S + tau2 * D)
    covariance = np.linalg.inv(X.T @ W @ X)
    return Gls(covariance @ (X.T @ W @ y), np.asarray(covariance, np.float64), max(q, 0.0), df, tau2)


def _projection(V: Array, X: Array) -> Array:
    W = np.linalg.inv(V)
    WX = W @ X
    return np.asarray(W - WX @ np.linalg.solve(X.T @ WX, WX.T), np.float64)


def _reml(y: Array, S: Array, D: Array, X: Array) -> float:
    """Return tau2 by Fisher scoring from the moment estimate; steps that would make it negative are halved.

    Raises InputError if it does not settle within 500 steps.
    """
    P = _projection(S, X)
    tau2 = max(0.0, float(y @ P @ y - (len(y) - X.shape[1])) / float(np.sum(P * D)))
    for _ in range(500):
        P = _projection(S + tau2 * D, X)
        py, PD = P @ y, P @ D
        step = float((py @ D @ py - np.trace(PD)) / np.sum(PD * PD.T))
        while tau2 + step < 0:
            step = step / 2 if abs(step) > 1e-300 else 0.0
        tau2 += step
        if abs(step) <= 1e-10 * (1 + tau2):
            return tau2
    raise InputError("REML did not settle on this network; choose method DL")


def _network(studies: list[StudyContrasts], names: tuple[str, ...], fit: Gls, method: str, measure: str) -> Network:
    from scipy.stats import chi2

    d = np.concatenate([[0.0], fit.beta])
    C = np.zeros((len(names), len(names)))
    C[1:, 1:] = fit.covariance
    variance = np.diag(C)[:, None] + np.diag(C)[None, :] - 2 * C
    return Network(
        treatments=names,
        estimate=d[:, None] - d[None, :],
        se=np.sqrt(np.maximum(variance, 0.0)),
        tau2=fit.tau2,
        q=fit.q,
        q_df=fit.q_df,
        q_p=float(chi2.sf(fit.q, fit.q_df)) if fit.q_df else np.nan,
        i2=max(0.0, 100 * (fit.q - fit.q_df) / fit.q) if fit.q > 0 else 0.0,
        k=len(studies),
        method=method,
        measure=measure,
        studies=tuple(studies),
        notes=(CAUTION,),
    )
