"""metafor's archived answers to 300 random tables: all measures, all methods; the largest differences are printed (pytest -s, or -rP)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tongren.errors import InputError
from tongren.pooling.bias import egger, trim_and_fill
from tongren.pooling.effects import Effects, effects_of
from tongren.pooling.pool import leave_one_out, pooled
from tongren.pooling.regress import meta_regression

# relative to 1 + |metafor's number|.  Paule-Mandel's root is found twice, here and there, each to its own last digits.
TOLERANCE = 1e-8
FIELDS = ("estimate", "se", "ci_low", "ci_high", "prediction_low", "prediction_high", "tau2", "i2", "q", "q_p", "k", "p")


def numbers(values: Any) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in np.atleast_1d(np.asarray(values, dtype=object))], float)


def difference(ours: Any, theirs: Any) -> float:
    """Largest |ours - theirs| / (1 + |theirs|); infinite where only one of the two has an answer."""
    a, b = np.atleast_1d(np.asarray(ours, float)), numbers(theirs)
    assert a.shape == b.shape
    if not np.array_equal(np.isnan(a), np.isnan(b)):
        return np.inf
    return float(np.nanmax(np.abs(a - b) / (1 + np.abs(b)), initial=0.0))


def cases(asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[tuple[str, Effects, dict[str, Any]]]:
    for i, (table, answers) in enumerate(zip(asked["tables"], answered["tables"], strict=True)):
        columns = {k: v for k, v in table.items() if k != "kind"}
        for measure, answer in answers.items():
            yield f"table {i + 1} {measure}", effects_of(columns, measure), answer


def test_the_archive_says_what_made_it(asked: dict[str, Any], answered: dict[str, Any]) -> None:
    assert answered["metafor"] == ["3.8.1"]
    assert len(asked["tables"]) == len(answered["tables"]) == 300


def test_effects_are_those_of_escalc(asked: dict[str, Any], answered: dict[str, Any]) -> None:
    worst = {}
    for name, effects, answer in cases(asked, answered):
        worst[name] = max(difference(effects.yi, answer["yi"]), difference(effects.vi, answer["vi"]))
    name = max(worst, key=worst.__getitem__)
    print(f"\nescalc: {len(worst)} sets of effects, largest difference {worst[name]:.1e} ({name})")
    assert worst[name] < TOLERANCE


def compare(effects: Effects, theirs: Any, method: str, ci: str) -> tuple[float, str]:
    theirs = numbers(theirs)
    try:
        result = pooled(effects, method, ci)
    except InputError:
        return (0.0, "both none") if np.isnan(theirs[0]) else (np.inf, "refused")
    if method == "DL-MH" and np.isnan(theirs[0]) and result.k < 2:
        return 0.0, "one study"
    ours = np.array([getattr(result, f) for f in FIELDS], float)
    if np.isnan(theirs).all() and np.isnan(ours[0]):
        return 0.0, "both none"
    each = [difference(x, [y]) for x, y in zip(ours, theirs, strict=True)]
    return max(each), FIELDS[int(np.argmax(each))]


def test_pooled_results_are_metafors(asked: dict[str, Any], answered: dict[str, Any]) -> None:
    worst: dict[str, tuple[float, str]] = {}
    count = 0
    for name, effects, answer in cases(asked, answered):
        for key, theirs in answer["pooled"].items():
            method, _, knapp = key.partition("_")
            d, where = compare(effects, theirs, method, "hartung_knapp" if knapp else "normal")
            count += 1
            worst[key] = max(worst.get(key, (0.0, "")), (d, f"{name} {where}"))
    print(f"\npooled: {count} results, largest difference by method:")
    for key, (d, where) in worst.items():
        print(f"  {key:8s} {d:.1e}  {where}")
    assert count > 5000
    assert max(d for d, _ in worst.values()) < TOLERANCE, worst


def test_eggers_test_trim_and_fill_and_leave_one_out_are_metafors(asked: dict[str, Any], answered: dict[str, Any]) -> None:
    worst = {"Egger, classical": 0.0, "Egger, mixed": 0.0, "trim and fill": 0.0, "leave one out": 0.0}
    count = 0
    for _, effects, answer in cases(asked, answered):
        theirs = answer.get("bias")
        if not theirs:
            continue
        count += 1
        for key, model, rows in (("Egger, classical", "classical", "lm"), ("Egger, mixed", "mixed", "rma")):
            e = egger(effects, model, method="DL")
            worst[key] = max(worst[key], difference([e.statistic, e.p, e.limit, e.limit_low, e.limit_high], theirs[rows]))
        t = trim_and_fill(effects, "DL")
        ours = [t.filled, t.side == "right", t.result.estimate, t.result.se, t.result.tau2]
        worst["trim and fill"] = max(worst["trim and fill"], difference(ours, theirs["trimfill"]))
        left = [x.result.estimate for x in leave_one_out(effects, "DL")]
        worst["leave one out"] = max(worst["leave one out"], difference(left, theirs["leave1out"]))
    print(f"\n{count} tables: " + ", ".join(f"{key} {d:.1e}" for key, d in worst.items()))
    assert count > 150
    assert max(worst.values()) < TOLERANCE, worst


def test_meta_regression_is_metafors(asked: dict[str, Any], answered: dict[str, Any]) -> None:
    worst = {"dose": 0.0, "group": 0.0}
    count = 0
    for _, effects, answer in cases(asked, answered):
        for key, theirs in (answer.get("regress") or {}).items():
            assert effects.table is not None
            held = effects.table.texts(key)
            moderators = {key: np.array(held, float) if key == "dose" else held}
            if not theirs or len(set(held)) < 2:
                continue
            reference = {key: sorted(set(held))[0]} if key == "group" else {}
            r = meta_regression(effects, moderators, "REML" if key == "dose" else "DL", "normal" if key == "dose" else "hartung_knapp", reference)
            count += 1
            ours = [*r.beta, *r.se, *r.p, r.tau2, r.i2, r.q, r.q_moderators, r.q_moderators_p, r.r2]
            worst[key] = max(worst[key], difference(ours, [*theirs["beta"], *theirs["se"], *theirs["pval"], *theirs["rest"]]))
    print(f"\nmeta-regression: {count} fits, " + ", ".join(f"{key} {d:.1e}" for key, d in worst.items()))
    assert count > 200
    assert max(worst.values()) < 10 * TOLERANCE, worst


@pytest.mark.parametrize("method", ["REML", "PM"])
def test_the_zero_of_a_plain_case_is_exact(method: str) -> None:
    assert pooled(Effects(np.array([1.0, 1.0, 1.0]), np.ones(3), ("a", "b", "c")), method).tau2 == 0
