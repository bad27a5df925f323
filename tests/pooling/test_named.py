"""dat.bcg, dat.normand1999 and dat.collins1985b: every number that metafor prints for them, from our side, to the digits printed.

Twice: as metafor 3.8 printed them on our machine, and as the pages of the documentation of metadat and metafor print them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tongren.pooling.effects import effects_of
from tongren.pooling.pool import Pooled, pooled
from tongren.pooling.regress import meta_regression

DOCUMENTATION = json.loads((Path(__file__).parents[1] / "authorities" / "metafor" / "documentation.json").read_text(encoding="utf-8"))


@pytest.fixture(params=["metafor 3.8", "documentation"])
def prints(request: pytest.FixtureRequest, answered: dict[str, Any]) -> Callable[[str, str], list[str]]:
    """What is printed of a table under a heading; a page of the documentation is one heading."""
    pages = {"metafor 3.8": lambda name, key: answered["named"][name]["printed"][key], "documentation": lambda name, key: DOCUMENTATION[name]}
    return pages[request.param]


def table(data: dict[str, Any]) -> dict[str, Any]:
    return {name: values for name, values in data.items() if name != "ablat"}


def text(*numbers: float, digits: int = 4) -> str:
    return " ".join(f"{x:.{digits}f}" for x in numbers)


def holds(printed: list[str], *wanted: str) -> None:
    whole = " ".join(" ".join(printed).split())
    for words in wanted:
        assert words in whole, f"{words!r} is not in what metafor prints: {whole}"


def random_effects(printed: list[str], r: Pooled) -> None:
    holds(
        printed,
        f"(k = {r.k}; tau^2 estimator: REML)",
        f"heterogeneity): {r.tau2:.4f}",
        f"value): {r.tau:.4f}",
        f"variability): {r.i2:.2f}%",
        f"Q(df = {r.q_df}) = {r.q:.4f}",
        text(r.estimate, r.se, r.estimate / r.se),
        text(r.ci_low, r.ci_high),
    )


def test_bcg(answered: dict[str, Any], prints: Callable[[str, str], list[str]]) -> None:
    named = answered["named"]["bcg"]
    effects = effects_of(table(named["data"]), "RR")
    for y, v in zip(effects.yi, effects.vi, strict=True):
        holds(prints("bcg", "escalc"), text(y, v))
    r = pooled(effects)
    random_effects(prints("bcg", "rma"), r)
    holds(prints("bcg", "predict"), text(*r.shown()))
    m = meta_regression(effects, {"ablat": named["data"]["ablat"], "year": named["data"]["year"]})
    holds(
        prints("bcg", "regression"),
        f"heterogeneity): {m.tau2:.4f}",
        f"variability): {m.i2:.2f}%",
        f"accounted for): {m.r2:.2f}%",
        f"QE(df = {m.q_df}) = {m.q:.4f}, p-val = {m.q_p:.4f}",
        f"QM(df = {m.q_moderators_df}) = {m.q_moderators:.4f}, p-val = {m.q_moderators_p:.4f}",
        *(text(m.beta[i], m.se[i], m.beta[i] / m.se[i], m.p[i], m.ci_low[i], m.ci_high[i]) for i in range(3)),
    )
    for latitude in range(10, 70, 10):
        at, se = m.predicted(ablat=latitude, year=1970)
        reach = 1.959963984540054 * np.array([0, -1, 1])
        holds(prints("bcg", "predicted"), text(*np.exp(at + reach * se), *np.exp(at + reach[1:] * np.sqrt(se**2 + m.tau2))))


@pytest.mark.parametrize("measure", ["MD", "SMD"])
def test_normand1999(answered: dict[str, Any], prints: Callable[[str, str], list[str]], measure: str) -> None:
    named = answered["named"]["normand1999"]
    effects = effects_of(named["data"], measure)
    random_effects(prints("normand1999", measure), pooled(effects))
    if measure == "MD":
        for y, v in zip(effects.yi, effects.vi, strict=True):
            holds(prints("normand1999", "escalc"), text(y, v))


@pytest.mark.parametrize("outcome", ["pre", "oedema", "ped", "stb", "ned"])
def test_collins1985b(answered: dict[str, Any], prints: Callable[[str, str], list[str]], outcome: str) -> None:
    named = answered["named"]["collins1985b"]
    effects = effects_of(named["data"][outcome], "OR")
    r = pooled(effects, "PETO")
    holds(
        prints("collins1985b", outcome),
        f"(k = {r.k})",
        f"Q(df = {r.q_df}) = {r.q:.2f}",
        f"variability): {r.i2:.2f}%",
        text(r.estimate, r.se, r.estimate / r.se, digits=2),
        text(r.ci_low, r.ci_high, digits=2),
        text(*r.shown()[:3], digits=2),
    )
    if outcome == "pre":
        for row in effects.shown():
            holds(prints("collins1985b", "escalc"), text(*row, digits=2))


@pytest.mark.parametrize(("measure", "method", "page"), [("OR", "MH", "bcg_mh"), ("RR", "MH", "bcg_mh"), ("OR", "PETO", "bcg_peto")])
def test_bcg_by_mantel_haenszel_and_peto(answered: dict[str, Any], measure: str, method: str, page: str) -> None:
    r = pooled(effects_of(table(answered["named"]["bcg"]["data"]), measure), method)
    holds(
        DOCUMENTATION[page],
        f"variability): {r.i2:.2f}%",
        f"Q(df = {r.q_df}) = {r.q:.4f}",
        text(r.estimate, r.se, r.estimate / r.se),
        text(r.ci_low, r.ci_high),
        text(*r.shown()[:3]),
    )


def test_the_figures_of_bcg_as_they_stand_in_words() -> None:
    """The best known of them, so that this file says them too."""
    page = " ".join(" ".join(DOCUMENTATION["bcg"]).split())
    for figure in ("0.3132 (SE", "92.22%", "152.2330", "-0.7145 0.1798 -3.9744 <.0001 -1.0669 -0.3622", "0.4894 0.3441 0.6962 0.1546 1.5490"):
        assert figure in page
