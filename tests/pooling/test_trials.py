"""The study tables of the atlas give what their sources published, or what was worked out from them elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tongren.knowledge.tables import Row, read_sheet
from tongren.pooling.effects import Effects, effects_of, hedges_factor
from tongren.pooling.indirect import bucher, contrast_from
from tongren.pooling.pool import pool, pooled
from tongren.pooling.regress import meta_regression, subgroups

ROOT = Path(__file__).resolve().parents[2]
TRIALS, PUBLISHED = ROOT / "atlas" / "evidence" / "trials", ROOT / "tests" / "authorities" / "trials"
MEANS = {"m1i": "acu_mean", "sd1i": "acu_sd", "n1i": "acu_n", "m2i": "ctrl_mean", "sd2i": "ctrl_sd", "n2i": "ctrl_n"}
COUNTS = {"ai": "acu_events", "n1i": "acu_n", "ci": "ctrl_events", "n2i": "ctrl_n"}
LEE = {"ai": "events_pc6", "n1i": "n_pc6", "ci": "events_control", "n2i": "n_control"}


def published(name: str) -> dict[str, Any]:
    return json.loads((PUBLISHED / f"{name}.published.json").read_text(encoding="utf-8"))


def rows(path: Path, keep: Callable[[Row], bool] = lambda row: True) -> list[Row]:
    return [placed.row for placed in read_sheet(path.parent, path).rows if keep(placed.row)]


def index() -> list[Row]:
    return rows(TRIALS.parent / "trials.csv")


def lee() -> Effects:
    return effects_of(TRIALS / "lee2004_pc6_ponv_nausea.csv", "RR", columns=LEE)


def near(ours: float, theirs: float, digits: int) -> bool:
    """Whether ours rounds to what was printed, one unit of its last digit allowed for rounding of what it was worked out from."""
    return abs(ours - theirs) <= 10.0**-digits


def test_lee2004_by_reml_is_what_metafor_prints() -> None:
    r = pool(TRIALS / "lee2004_pc6_ponv_nausea.csv", "RR", "REML", hartung_knapp=False, columns=LEE)
    shown = r.shown()
    print(f"\nlee2004 REML: {shown.estimate:.3f} ({shown.ci_low:.3f} to {shown.ci_high:.3f}), tau2 {r.tau2:.4f}, Q {r.q:.2f}, I2 {r.i2:.2f}")
    assert f"{shown.estimate:.3f} {shown.ci_low:.3f} {shown.ci_high:.3f} {r.tau2:.4f} {r.q:.2f}" == "0.730 0.603 0.884 0.0554 30.22"
    printed = published("lee2004_pc6_ponv_nausea")["published"][0]
    assert round(r.estimate, 4) == printed["estimate_log"]
    assert round(r.se, 4) == printed["se"]
    assert [round(r.ci_low, 4), round(r.ci_high, 4)] == printed["ci"]
    assert [round(shown.prediction_low, 2), round(shown.prediction_high, 2)] == printed["prediction_interval"]
    assert [round(r.i2, 2), round(r.q, 4), r.q_df] == [printed["I2"], printed["Q"], printed["df"]]


def test_lee2004_the_revman_way_is_the_cochrane_abstract() -> None:
    r = pooled(lee(), "DL-MH")
    shown = r.shown()
    print(f"\nlee2004 DL-MH: {shown.estimate:.4f} ({shown.ci_low:.4f} to {shown.ci_high:.4f}), tau2 {r.tau2:.4f}, Q {r.q:.4f}")
    assert f"{shown.estimate:.2f} {shown.ci_low:.2f} {shown.ci_high:.2f}" == "0.72 0.59 0.89"
    again = published("lee2004_pc6_ponv_nausea")["recomputed"]["DL_RevMan_style"]
    assert near(pooled(lee(), "MH").shown().estimate, again["mh_rr"], 4)
    assert near(shown.estimate, again["rr"], 4)
    assert near(r.q, again["Q"], 4)
    # plain DerSimonian-Laird rounds to 0.73: the method must be named
    assert f"{pooled(lee(), 'DL').shown().estimate:.2f}" == "0.73"


@pytest.mark.parametrize(("key", "method"), [("FE", "EE"), ("DL", "DL"), ("REML", "REML")])
def test_lee2004_recomputed_elsewhere(key: str, method: str) -> None:
    theirs = published("lee2004_pc6_ponv_nausea")["recomputed"][key]
    r = pooled(lee(), method)
    assert near(r.shown().estimate, theirs["estimate"], 4)
    assert near(r.shown().ci_low, theirs["ci_low"], 4)
    assert near(r.shown().ci_high, theirs["ci_high"], 4)
    assert near(r.tau2, theirs["tau2"], 5)
    assert near(r.q, theirs["Q"], 4)


def test_lee2004_by_recalled_technique_as_a_fixture_only() -> None:
    technique = [row["technique_recalled"] for row in rows(Path(__file__).parent / "lee2004_technique_recalled.csv")]
    groups = ["acupressure" if t == "acupressure" else "other_techniques" for t in technique]
    found = subgroups(lee(), groups, "DL")
    for name, theirs in published("lee2004_pc6_ponv_nausea")["recomputed"]["subgroups_by_recalled_technique"].items():
        r = found.groups[name]
        assert r.k == theirs["k"]
        assert near(r.shown().estimate, theirs["estimate"], 4)
        assert near(r.tau2, theirs["tau2"], 5)
        assert near(r.i2, theirs["I2_tau"], 2)
    assert found.p > 0.8
    assert "not randomised" in found.notes[0]
    # one moderator of two groups says the same as the subgroups if they shared a tau2
    regression = meta_regression(lee(), {"technique": groups}, "DL", reference={"technique": "acupressure"})
    assert regression.names == ("intercept", "technique=other_techniques")
    assert regression.p[1] > 0.8
    assert "technique" not in (TRIALS / "lee2004_pc6_ponv_nausea.csv").read_text(encoding="utf-8")


def pooled_group(name: str, key: str, measure: str) -> Any:
    comparison, outcome = key.split(" | ")
    held = rows(TRIALS / f"{name}.csv", lambda row: row["comparison"] == comparison and row["outcome"] == outcome)
    return pool(held, measure, "DL", columns=MEANS)


@pytest.mark.parametrize(
    ("name", "block", "measure"),
    [
        ("cochrane_cd015177_insomnia_cancer", "recomputed_DL_mean_difference", "MD"),
        ("cochrane_cd015894_newborn_procedural_pain", "recomputed_DL_SMD", "SMD"),
    ],
)
def test_cochrane_tables_recomputed_elsewhere(name: str, block: str, measure: str) -> None:
    # worked out there from effects and intervals printed to four digits, so they agree to about three
    worst = 0.0
    every = published(name)[block]
    for key, theirs in every.items():
        r = pooled_group(name, key, measure)
        assert r.k == theirs["k"], key
        for field in ("estimate", "ci_low", "ci_high"):
            off = abs(getattr(r, field) - theirs[field])
            worst = max(worst, off / (1 + abs(theirs[field])))
            assert off <= 1e-3 * (1 + abs(theirs[field])), f"{key} {field}: {getattr(r, field)} against {theirs[field]}"
    print(f"\n{name}: {len(every)} pooled results, largest relative difference {worst:.1e}")
    assert len(every) >= 6


def test_the_effects_stored_in_cochrane_tables() -> None:
    for row in rows(TRIALS / "cochrane_cd015894_newborn_procedural_pain.csv"):
        n = int(row["acu_n"]) + int(row["ctrl_n"])
        revman = effects_of([row], "SMD", columns=MEANS).yi[0] / hedges_factor(np.array(n - 2.0)) * (1 - 3 / (4 * n - 9))
        assert near(revman, float(row["smd"]), 4), row["study"]  # RevMan has the near, metafor the exact factor: up to 1e-4 apart here
    for row in rows(TRIALS / "cochrane_cd015177_insomnia_cancer.csv"):
        counts = bool(row["acu_events"])
        e = effects_of([row], "RR" if counts else "MD", columns=COUNTS if counts else MEANS).shown()[0]
        assert np.isclose(e[0], float(row["effect"]), atol=2e-4, rtol=1e-3), row
        assert np.isclose(e[1], float(row["ci_low"]), atol=2e-3, rtol=2e-3), row


def test_polycystic_ovaries_a_negative_result() -> None:
    theirs = published("cochrane_cd007689_pcos_sham")
    path = TRIALS / "cochrane_cd007689_pcos_sham.csv"
    birth = effects_of(rows(path, lambda row: row["outcome"] == "live_birth_rate"), "RR", columns=COUNTS).shown()[0]
    assert near(birth[0], theirs["published"][0]["rr"], 4)
    assert near(birth[1], theirs["published"][0]["ci"][0], 4)
    assert near(birth[2], theirs["published"][0]["ci"][1], 3)
    two = rows(path, lambda row: row["outcome"] == "clinical_pregnancy_rate" and row["ctrl_events"] != "0")
    r, again = pool(two, "RR", "DL", columns=COUNTS), theirs["recomputed"]["clinical_pregnancy_two_trials_without_zero_cell"]
    assert r.k == again["k"]
    assert near(r.shown().estimate, again["estimate"], 4)
    assert near(r.q, again["Q"], 4)


def test_small_fixtures() -> None:
    theirs = published("allais2011_ear_acupuncture_migraine")["recomputed"]
    a, b = rows(TRIALS / "allais2011_ear_acupuncture_migraine.csv")
    e = effects_of({"ai": [a["pain_free"]], "n1i": [a["n"]], "ci": [b["pain_free"]], "n2i": [b["n"]]}, "RR").shown()[0]
    assert np.allclose(e, [theirs["rr"], *theirs["ci"]], atol=1e-3)
    arms = {row["arm"]: row for row in rows(TRIALS / "oh2014_dysmenorrhoea_three_arms.csv")}
    oh = published("oh2014_dysmenorrhoea_three_arms")
    tens, pressed, none = arms["high-frequency TENS"], arms["acupressure"], arms["no treatment"]
    pairs = [(tens, pressed, oh["published"][0]), (tens, none, oh["published"][1]), (pressed, none, oh["recomputed"]["acupressure_vs_no_treatment"])]
    for x, y, said in pairs:
        table = {"m1i": [x["mean"]], "sd1i": [x["sd"]], "n1i": [x["n"]], "m2i": [y["mean"]], "sd2i": [y["sd"]], "n2i": [y["n"]]}
        assert np.allclose(effects_of(table, "MD").shown()[0], [said["md"], *said["ci"]], atol=1e-3)
    hsieh = next(row for row in rows(TRIALS / "single_trials.csv") if row["trial"] == "Garland 2019")
    columns = {"m1i": "m1", "sd1i": "sd1", "n1i": "n1", "m2i": "m2", "sd2i": "sd2", "n2i": "n2"}
    e = effects_of([hsieh], "MD", columns=columns).shown()[0]
    assert np.allclose(e, [float(hsieh[c]) for c in ("effect", "ci_low", "ci_high")], atol=1e-3)


def test_indirect_comparisons_worked_out_elsewhere() -> None:
    contrasts = {row["id"]: row for row in rows(TRIALS / "network_contrasts.csv")}
    checks = json.loads((PUBLISHED / "indirect_comparison_checks.json").read_text(encoding="utf-8"))["results"]
    done = 0
    for check in checks:
        if check["first"] not in contrasts or check["second"] not in contrasts:
            continue  # a recalled figure, which the atlas does not hold
        a, b = (
            contrast_from(*(float(contrasts[check[end]][c]) for c in ("estimate", "ci_low", "ci_high")), contrasts[check[end]]["measure"])
            for end in ("first", "second")
        )
        shown = bucher(a, b).shown()
        assert np.allclose(shown, [check["estimate"], *check["ci"]], atol=2e-3, rtol=2e-3), check["name"]
        done += 1
    print(f"\nBucher: {done} of {len(checks)} indirect comparisons")
    assert done >= 8
    ratio = published("lee2015_pc6_plus_antiemetic_subgroups")["recomputed"]["invasive_vs_noninvasive_ratio_of_rr"]
    held = {row["subgroup"]: row for row in rows(TRIALS / "lee2015_pc6_plus_antiemetic_subgroups.csv", lambda row: row["outcome"] == "nausea")}
    a, b = (contrast_from(*(float(held[g][c]) for c in ("rr", "ci_low", "ci_high")), "RR") for g in ("invasive PC6", "non-invasive PC6"))
    assert np.allclose(bucher(a, b).shown(), [ratio["ror"], *ratio["ci"]], atol=1e-3)
    assert near(bucher(a, b).p, ratio["p"], 3)


def test_every_table_is_in_the_index_and_nothing_recalled_is_in_a_table() -> None:
    assert {row["file"] for row in index()} == {f"trials/{p.name}" for p in TRIALS.glob("*.csv")}
    for row in index():
        assert row["citation"], row["id"]
        assert row["known_by"] == "seen", row["id"]
    for path in TRIALS.glob("*.csv"):
        assert "recalled" not in path.read_text(encoding="utf-8"), path.name
