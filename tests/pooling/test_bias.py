"""Egger, trim-and-fill, subgroups and meta-regression: second authorities, cautions in words, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tongren.errors import InputError
from tongren.pooling.bias import egger, trim_and_fill
from tongren.pooling.effects import Effects, effects_of
from tongren.pooling.indirect import Contrast, bucher, contrast_from
from tongren.pooling.pool import pool, pooled
from tongren.pooling.regress import meta_regression, subgroups
from tongren.pooling.tau2 import restricted_likelihood


def some(k: int, seed: int = 1, measure: str = "MD") -> Effects:
    rng = np.random.default_rng(seed)
    return Effects(rng.normal(-0.2, 0.3, k), rng.uniform(0.02, 0.5, k), tuple(f"s{i}" for i in range(k)), measure)


@pytest.mark.parametrize("seed", range(4))
def test_eggers_test_is_statsmodels_weighted_regression(seed: int) -> None:
    sm = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")
    e = some(12, seed)
    fit = sm.WLS(e.yi, sm.add_constant(np.sqrt(e.vi)), weights=1 / e.vi).fit()
    ours = egger(e)
    theirs = [fit.tvalues[1], fit.pvalues[1], fit.params[0], fit.params[1]]
    assert np.allclose([ours.statistic, ours.p, ours.limit, ours.slope], theirs), f"seed {seed}"
    assert ours.df == 10


@pytest.mark.parametrize("method", ["DL", "PM"])
def test_pooling_is_statsmodels_too(method: str) -> None:
    combine = pytest.importorskip("statsmodels.stats.meta_analysis", reason="statsmodels is not installed").combine_effects
    e = some(9)
    e = Effects(4 * e.yi, e.vi, e.labels)  # apart enough for tau2 above 0, which statsmodels does not hold there
    theirs = combine(e.yi, e.vi, method_re={"DL": "chi2", "PM": "iterated"}[method], atol=1e-12, maxiter=1000)
    ours = pooled(e, method)
    assert np.allclose([ours.tau2, ours.estimate, ours.se], [theirs.tau2, theirs.mean_effect_re, theirs.sd_eff_w_re], atol=1e-6)
    assert np.isclose(pooled(e, method, "hartung_knapp").se, theirs.sd_eff_w_re_hksj, atol=1e-6)


def test_cautions_are_said_where_they_hold() -> None:
    assert "only 5 studies: with fewer than 10" in egger(some(5)).cautions[0]
    assert not any("only" in c for c in egger(some(12)).cautions)
    assert any("hang together by arithmetic" in c for c in egger(some(12, measure="SMD")).cautions)
    alike = Effects(np.array([0.1, 0.2, 0.4]), np.array([0.1, 0.11, 0.12]), ("a", "b", "c"), "MD")
    assert any("of like size" in c for c in egger(alike).cautions)
    said = trim_and_fill(some(12)).cautions
    assert "the filled studies do not exist" in said[0]
    assert any("many causes besides unpublished studies" in c for c in said)


def test_trim_and_fill_mirrors_what_it_fills() -> None:
    lopsided = Effects(np.array([0.1, 0.15, 0.2, 0.5, 0.8, 1.1]), np.array([0.01, 0.01, 0.02, 0.1, 0.2, 0.3]), tuple("abcdef"), "MD")
    filled = trim_and_fill(lopsided, "EE")
    assert (filled.side, filled.effects.k) == ("left", 6 + filled.filled)
    assert filled.filled >= 2
    assert filled.effects.labels[6:] == tuple(f"filled {i + 1}" for i in range(filled.filled))
    assert filled.result.estimate < pooled(lopsided, "EE").estimate
    turned = trim_and_fill(Effects(-lopsided.yi, lopsided.vi, lopsided.labels, "MD"), "EE")
    assert (turned.side, turned.filled) == ("right", filled.filled)
    assert np.isclose(turned.result.estimate, -filled.result.estimate)


def test_subgroups_and_regression_by_modality_of_a_table() -> None:
    table = {"study": list("abcdefgh"), "ai": [3, 4, 5, 6, 9, 8, 7, 9], "n1i": [30] * 8, "ci": [9, 9, 8, 10, 9, 9, 8, 10], "n2i": [30] * 8,
             "modality": ["needle"] * 4 + ["pressure"] * 4}  # fmt: skip
    e = effects_of(table, "RR")
    found = subgroups(e, "modality", "EE")
    assert {name: r.k for name, r in found.groups.items()} == {"needle": 4, "pressure": 4}
    # with a common effect the test between groups, and the regression's, are the same number
    regression = meta_regression(e, ["modality"], "EE", reference={"modality": "needle"})
    assert regression.names == ("intercept", "modality=pressure")
    assert np.isclose(found.q, regression.q_moderators)
    assert np.isclose(found.p, regression.q_moderators_p)
    at, _ = regression.predicted(**{"modality=pressure": 1})
    assert np.isclose(at, found.groups["pressure"].estimate)
    assert "not randomised" in found.notes[0]
    assert any('only 4 studies in "needle"' in note for note in found.notes)
    assert any("fewer than ten studies" in note for note in regression.notes)


REFUSED: list[tuple[Any, str]] = [
    (lambda: egger(some(2)), "2 studies"),
    (lambda: egger(some(5), "best"), 'model "best"; choose classical or mixed'),
    (lambda: egger(Effects(np.arange(3.0), np.ones(3), ("a", "b", "c"))), "the same standard error"),
    (lambda: trim_and_fill(some(2)), "2 studies"),
    (lambda: trim_and_fill(some(5), side="up"), 'side "up"'),
    (lambda: trim_and_fill(some(5), "MH"), "imagines effects, not counts"),
    (lambda: subgroups(some(5), "modality"), 'no column "modality"'),
    (lambda: subgroups(some(3), ["a", "b"]), "2 group names for 3 studies"),
    (lambda: subgroups(some(3), ["a", "b", ""]), "no group is given for s2"),
    (lambda: meta_regression(some(2), {"x": [1, 2]}), "2 studies cannot hold 2 coefficients"),
    (lambda: meta_regression(some(5), {"x": [1] * 5}), "say the same thing twice, or one never changes"),
    (lambda: meta_regression(some(5), {"x": [1] * 4}), "4 values for 5 studies"),
    (lambda: meta_regression(some(5), {"x": list("aabbb")}, reference={"x": "c"}), 'no study has "c"'),
    (lambda: pool({"yi": [1.0], "vi": [0.1], "modality": ["x"]}, "MD", level=2), "between 0 and 1"),
    (lambda: bucher(Contrast(1, 1, "RR"), Contrast(1, 1, "OR")), "both effects must be on one scale"),
    (lambda: bucher(Contrast(1, 0), Contrast(1, 1)), "must be above 0"),
    (lambda: contrast_from(2, 0.5, 1, "RR"), "must have two different ends and hold the estimate"),
    (lambda: contrast_from(0.5, -0.1, 1, "RR"), "a ratio is above 0"),
    (lambda: Effects(np.array([np.nan]), np.ones(1), ("a",)), "a: effect nan with variance 1"),
    (lambda: Effects(np.zeros(2), np.ones(3), ("a", "b")), "one of each is needed for every study"),
]


@pytest.mark.parametrize(("ask", "words"), REFUSED, ids=[w for _, w in REFUSED])
def test_what_has_no_answer_is_refused(ask: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        ask()


def test_reml_answers_where_fisher_scoring_swings() -> None:
    rng = np.random.default_rng(5)
    e = Effects(rng.normal(-0.3, 0.2, 60), rng.uniform(0.01, 0.4, 60), tuple(f"s{i}" for i in range(60)), "SMD")
    X, r = np.ones((60, 1)), pooled(e, "REML")
    # metafor 3.8-1 stops here with an error; with the remedy its help names, control = list(stepadj = 0.5), it gives this
    assert abs(r.tau2 - 0.003384946) < 1e-8
    highest = restricted_likelihood(e.yi, e.vi, X, r.tau2)
    assert all(restricted_likelihood(e.yi, e.vi, X, t) <= highest + 1e-9 for t in np.linspace(0, 1, 2001))
