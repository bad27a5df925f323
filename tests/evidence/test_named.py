"""metadat's own examples of dat.bcg, dat.normand1999 and dat.collins1985b: every number they print, from our side, to the digits printed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tongren.evidence.effects import effects_of
from tongren.evidence.pool import Pooled, pooled
from tongren.evidence.regress import meta_regression


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


def test_bcg(answered: dict[str, Any]) -> None:
    named = answered["named"]["bcg"]
    effects, printed = effects_of(table(named["data"]), "RR"), named["printed"]
    for y, v in zip(effects.yi, effects.vi, strict=True):
        holds(printed["escalc"], text(y, v))
    r = pooled(effects)
    random_effects(printed["rma"], r)
    holds(printed["predict"], text(*r.shown()))
    m = meta_regression(effects, {"ablat": named["data"]["ablat"], "year": named["data"]["year"]})
    holds(
        printed["regression"],
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
        holds(printed["predicted"], text(*np.exp(at + reach * se), *np.exp(at + reach[1:] * np.sqrt(se**2 + m.tau2))))


@pytest.mark.parametrize("measure", ["MD", "SMD"])
def test_normand1999(answered: dict[str, Any], measure: str) -> None:
    named = answered["named"]["normand1999"]
    effects = effects_of(named["data"], measure)
    random_effects(named["printed"][measure], pooled(effects))
    if measure == "MD":
        for y, v in zip(effects.yi, effects.vi, strict=True):
            holds(named["printed"]["escalc"], text(y, v))


@pytest.mark.parametrize("outcome", ["pre", "oedema", "ped", "stb", "ned"])
def test_collins1985b(answered: dict[str, Any], outcome: str) -> None:
    named = answered["named"]["collins1985b"]
    effects, printed = effects_of(named["data"][outcome], "OR"), named["printed"]
    r = pooled(effects, "PETO")
    holds(
        printed[outcome],
        f"(k = {r.k})",
        f"Q(df = {r.q_df}) = {r.q:.2f}",
        f"variability): {r.i2:.2f}%",
        text(r.estimate, r.se, r.estimate / r.se, digits=2),
        text(r.ci_low, r.ci_high, digits=2),
        text(*r.shown()[:3], digits=2),
    )
    if outcome == "pre":
        for row in effects.shown():
            holds(printed["escalc"], text(*row, digits=2))
