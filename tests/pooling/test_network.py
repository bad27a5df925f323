"""Networks: metafor's rma.mv on 30 random ones and on Senn 2013, statsmodels' GLS, the two-arm identities, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tongren.errors import InputError
from tongren.pooling.arms import studies_of_arms
from tongren.pooling.inconsistency import direct_and_indirect, inconsistency, split_edge
from tongren.pooling.indirect import Contrast, bucher
from tongren.pooling.network import consistent, network, stacked

# metafor maximises the likelihood of a network numerically, so tau2 and what hangs on it agree to fewer digits than the rest
EXACT, MAXIMISED = 1e-8, 1e-6


def difference(ours: Any, theirs: Any) -> float:
    a, b = np.asarray(ours, float), np.asarray(theirs, float)
    return float(np.max(np.abs(a - b) / (1 + np.abs(b))))


def of_network(data: dict[str, Any], theirs: dict[str, Any]) -> tuple[float, float]:
    names = theirs["treatments"]
    common = network(data, "MD", "EE", reference=names[0])
    random = network(data, "MD", "REML", reference=names[0])
    split = inconsistency(common)
    assert list(common.treatments) == names
    assert [common.q_df, split.df_within] == [theirs["Q_df"][0], theirs["Q_within_df"][0]]
    exact = max(
        difference(common.estimate[1:, 0], theirs["ee"]),
        difference(common.se[1:, 0], theirs["ee_se"]),
        difference([common.q, split.q_within], [theirs["Q"][0], theirs["Q_within"][0]]),
    )
    maximised = max(
        difference(random.estimate[1:, 0], theirs["re"]),
        difference(random.se[1:, 0], theirs["re_se"]),
        difference([random.tau2], theirs["tau2"]),
    )
    return exact, maximised


def test_random_networks_are_metafors(asked: dict[str, Any], answered: dict[str, Any]) -> None:
    found = [of_network(data, theirs) for data, theirs in zip(asked["networks"], answered["networks"], strict=True)]
    exact, maximised = np.max(found, axis=0)
    print(f"\n{len(found)} networks: largest difference {exact:.1e} (common effect, Q), {maximised:.1e} (REML)")
    assert len(found) == 30
    assert exact < EXACT
    assert maximised < MAXIMISED


def test_senn_2013_is_reproduced(answered: dict[str, Any]) -> None:
    named = answered["named"]["senn2013"]
    exact, maximised = of_network(named["data"], named["answers"])
    assert exact < EXACT
    assert maximised < MAXIMISED
    net = network(named["data"], "MD", "EE", reference="placebo")
    split = inconsistency(net)
    assert len(net.treatments) == 10
    assert net.k == 26
    print(f"\nSenn 2013: Q {net.q:.2f} on {net.q_df}, within designs {split.q_within:.2f} on {split.df_within}, between {split.q_between:.2f}")
    assert np.isclose(split.q_within + split.q_between, split.q)
    assert np.isclose(split.wald, split.q_between)
    assert split.df_within + split.df_between == split.df


def test_the_fit_is_statsmodels_gls(asked: dict[str, Any]) -> None:
    statsmodels = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")
    for data in asked["networks"][:10]:
        net = network(data, "MD", "REML")
        y, S, D = stacked(net.studies)
        fit = statsmodels.GLS(y, consistent(net.studies, net.treatments), sigma=S + net.tau2 * D).fit(cov_type="fixed scale")
        assert difference(net.estimate[1:, 0], fit.params) < 1e-9
        assert difference(net.se[1:, 0], fit.bse) < 1e-9


def test_the_first_arm_and_the_order_of_rows_do_not_matter(asked: dict[str, Any]) -> None:
    rng = np.random.default_rng(11)
    for data in asked["networks"][:8]:
        order = rng.permutation(len(data["study"]))
        turned = {name: [values[i] for i in order] for name, values in data.items()}
        a, b = network(data, "MD"), network(turned, "MD")
        assert np.allclose(a.estimate, b.estimate, atol=1e-7)
        assert np.allclose(a.se, b.se, atol=1e-7)
        assert np.isclose(inconsistency(a).wald, inconsistency(b).wald, atol=1e-5)


def pairs(seed: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    links = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("a", "b"), ("a", "c"), ("b", "d")]
    return [{"study": f"s{i}", "treat1": x, "treat2": y, "yi": rng.normal(), "vi": rng.uniform(0.02, 0.3)} for i, (x, y) in enumerate(links)]


@pytest.mark.parametrize("seed", range(5))
def test_direct_against_indirect_is_a_split_node_where_trials_have_two_arms(seed: int) -> None:
    net = network(pairs(seed), "MD", "REML")
    for edge in direct_and_indirect(net):
        d, se, p = split_edge(net, edge.treatment, edge.against)
        assert np.allclose([edge.difference, edge.difference_se, edge.p], [d, se, p], atol=1e-8), f"seed {seed}"


def test_a_triangle_is_bucher() -> None:
    rows = [
        {"study": "1", "treat1": "a", "treat2": "c", "yi": -0.5, "vi": 0.04},
        {"study": "2", "treat1": "b", "treat2": "c", "yi": -0.2, "vi": 0.09},
    ]
    net = network(rows, "MD", "EE")
    whole = net.compared("a", "b")
    by_hand = bucher(Contrast(-0.5, 0.2), Contrast(-0.2, 0.3))
    assert np.allclose([whole.estimate, whole.se], [-0.3, np.sqrt(0.13)])
    assert np.allclose([by_hand.estimate, by_hand.se, by_hand.p], [whole.estimate, whole.se, whole.p])
    edges = direct_and_indirect(net)
    assert len(edges) == 2
    assert all(np.isnan(e.indirect) for e in edges)
    assert inconsistency(net).df_between == 0
    closed = network([*rows, {"study": "3", "treat1": "a", "treat2": "b", "yi": 0.4, "vi": 0.05}], "MD", "EE")
    edge = next(e for e in direct_and_indirect(closed) if (e.treatment, e.against) == ("a", "b"))
    assert np.allclose([edge.indirect, edge.indirect_se, edge.difference], [-0.3, np.sqrt(0.13), 0.7])
    # hand-computed: 0.7^2 / (0.05 + 0.13), one degree of freedom
    assert np.isclose(inconsistency(closed).q_between, 0.49 / 0.18)


def test_pairs_of_a_three_arm_trial_are_its_arms() -> None:
    arms = {"study": ["x"] * 3, "treat": ["a", "b", "c"], "mean": [1.0, 2.0, 4.0], "sd": [1.0, 2.0, 1.5], "n": [20, 30, 25]}
    (study,) = studies_of_arms(arms, "MD")
    rows = []
    for one, other in (("b", "c"), ("a", "b"), ("c", "a")):
        y, v = study.pair(one, other) or (0.0, 0.0)
        rows.append({"study": "x", "treat1": one, "treat2": other, "yi": y, "vi": v})
    a, b = network(arms, "MD", "EE"), network(rows, "MD", "EE")
    assert np.allclose(a.estimate, b.estimate)
    assert np.allclose(a.se, b.se)
    # a three-arm trial alone: its own contrasts, not more certain than they are
    assert np.isclose(a.compared("b", "a").se ** 2, 4 / 30 + 1 / 20)


def test_counts_pool_like_pairs_of_their_own() -> None:
    arms = {"study": ["x", "x", "y", "y"], "treat": ["a", "b", "a", "b"], "events": [10, 20, 5, 0], "n": [50, 50, 30, 30]}
    from tongren.pooling.pool import pool

    for measure in ("RR", "OR", "RD"):
        net = network(arms, measure, "EE").compared("a", "b")
        whole = pool({"ai": [10, 5], "n1i": [50, 30], "ci": [20, 0], "n2i": [50, 30]}, measure, "EE")
        assert np.allclose([net.estimate, net.se], [whole.estimate, whole.se])


REFUSED: list[tuple[Any, str]] = [
    ([{"study": "1", "treat1": "a", "treat2": "b", "yi": 1, "vi": 1}, {"study": "2", "treat1": "c", "treat2": "d", "yi": 1, "vi": 1}], "2 pieces"),
    ([{"study": "1", "treat1": "a", "treat2": "a", "yi": 1, "vi": 1}], "against itself"),
    ([{"study": "1", "treat1": "a", "treat2": "b", "yi": 1, "vi": 0}], "above 0"),
    ([{"study": "1", "treat1": "a", "treat2": "b", "yi": 1, "vi": 1}, {"study": "1", "treat1": "a", "treat2": "c", "yi": 1, "vi": 1}], "3 pairs"),
    ({"study": ["1"], "treat": ["a"], "mean": [1], "sd": [1], "n": [9]}, "one arm"),
    ({"study": ["1", "1"], "treat": ["a", "a"], "mean": [1, 2], "sd": [1, 1], "n": [9, 9]}, "twice"),
    ({"study": ["1", "1"], "treat": ["a", "b"], "mean": [1, 2], "sd": [1, 0], "n": [9, 9]}, 'column "sd"'),
    ({"study": ["1", "1"], "treat": ["a", "b"], "mean": [1, "two"], "sd": [1, 1], "n": [9, 9]}, 'row 2, column "mean": found "two"'),
]


@pytest.mark.parametrize(("table", "words"), REFUSED, ids=[w for _, w in REFUSED])
def test_what_cannot_be_a_network_is_refused(table: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        network(table, "MD")
