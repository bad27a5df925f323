"""Each line of the grading, and each tie, by a case made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tongren.findings.claims import Citation, Claim, evidence
from tongren.findings.grade import Grade, grade
from tongren.findings.known import grade_lines, page
from tongren.findings.lookup import subject_of

CURRENT = Citation("made2020", "review", "Maker A", "A case made by hand", "Nowhere", 2020, "10.1000/x", "", "", "current", "")
WITHDRAWN = Citation("gone2020", "review", "Maker A", "A case made by hand", "Nowhere", 2020, "10.1000/y", "", "", "withdrawn", "gone")
RETRACTED = Citation("false2020", "review", "Maker A", "A case made by hand", "Nowhere", 2020, "10.1000/z", "", "", "retracted", "false")
FOR, NULL, AGAINST = (0.5, 0.4, 0.7), (0.9, 0.7, 1.2), (1.6, 1.2, 2.0)  # risk ratios of something unwanted


def row(key: str, interval: tuple[float, float, float] | None = FOR, certainty: str = "", comparator: str = "sham", outcome: str = "pain",
        citation: Citation = CURRENT, verified: bool = True, **more: Any) -> Claim:  # fmt: skip
    estimate, low, high = interval or (None, None, None)
    made: dict[str, Any] = {
        "id": key, "condition": "migraine", "practice": "acupuncture", "technique": "needle", "intervention": "acupuncture",
        "comparator": comparator, "comparator_text": "", "outcome": outcome, "outcome_group": outcome, "points": (), "text": "Made.",
        "speaks": "for", "citation": citation, "verified": verified, "measure": "RR", "estimate": estimate, "ci_low": low,
        "ci_high": high, "favours_if": "lower", "certainty": certainty,
    }  # fmt: skip
    return Claim(**(made | more))


def word(*rows: Claim) -> str:
    return grade(rows).word


def keys(found: Grade) -> list[str]:
    return [r.key for r in found.reasons]


LINES = [
    ("no row", [], "not in our set"),
    ("sham, high, excludes", [row("a", FOR, "high")], "convincing"),
    ("sham, moderate, excludes", [row("a", FOR, "moderate")], "probable"),
    ("sham, high, includes", [row("a", NULL, "high")], "no effect shown"),
    ("sham, moderate, includes", [row("a", NULL, "moderate")], "no effect shown"),
    ("sham, low", [row("a", FOR, "low")], "uncertain"),
    ("sham, very low", [row("a", FOR, "very low")], "uncertain"),
    ("sham, not stated", [row("a", FOR, "")], "uncertain"),
    ("usual care only, high", [row("a", FOR, "high", "usual_care")], "uncertain"),
    ("drug only, moderate, includes", [row("a", NULL, "moderate", "drug")], "uncertain"),
    ("sham, high, without interval", [row("a", None, "high")], "uncertain"),
    ("sham, high, on the side of sham", [row("a", AGAINST, "high")], "uncertain"),
    ("the end of the interval is no effect", [row("a", (0.8, 0.6, 1.0), "high")], "no effect shown"),
]


@pytest.mark.parametrize(("name", "rows", "wanted"), LINES, ids=[x[0] for x in LINES])
def test_each_line(name: str, rows: list[Claim], wanted: str) -> None:
    assert word(*rows) == wanted


def test_differences_and_higher_is_better() -> None:
    better = row("a", (2.0, 1.0, 3.0), "high", measure="MD", favours_if="higher")
    worse = row("b", (-2.0, -3.0, -1.0), "high", measure="MD", favours_if="higher")
    assert (word(better), word(worse)) == ("convincing", "uncertain")


TIES = [
    ("one outcome, high and moderate", [row("a", FOR, "high"), row("b", FOR, "moderate")], "probable", "rows_disagree"),
    ("one outcome, effect and none", [row("a", FOR, "high"), row("b", NULL, "moderate")], "no effect shown", "rows_disagree"),
    ("two outcomes, high and moderate", [row("a", FOR, "high"), row("b", FOR, "moderate", outcome="sleep")], "probable", "outcomes_disagree"),
    ("two outcomes, effect and none", [row("a", FOR, "moderate"), row("b", NULL, "high", outcome="sleep")], "uncertain", "outcomes_disagree"),
    ("low certainty contradicts", [row("a", FOR, "high"), row("b", NULL, "low")], "uncertain", "weaker_disagrees"),
    ("unstated certainty contradicts", [row("a", FOR, "moderate"), row("b", AGAINST, "")], "uncertain", "weaker_disagrees"),
]


@pytest.mark.parametrize(("name", "rows", "wanted", "reason"), TIES, ids=[x[0] for x in TIES])
def test_each_tie_takes_the_lower_word_and_prints_both(name: str, rows: list[Claim], wanted: str, reason: str) -> None:
    for order in (rows, rows[::-1]):
        found = grade(order)
        assert found.word == wanted
        assert reason in keys(found)
        said = next(r for r in found.reasons if r.key == reason)
        assert len(said.words) >= 2 and said.words[-1] == wanted
    assert {w for _, w in found.each} >= set(found.each[0][1:])


def test_what_cannot_raise_or_lower() -> None:
    sure = row("a", FOR, "moderate")
    assert word(sure, row("b", FOR, "low")) == "probable"
    assert word(sure, row("b", NULL, "low", outcome="sleep")) == "probable"
    assert word(sure, row("b", NULL, "moderate", "usual_care")) == "probable"
    assert word(row("c", NULL, "moderate"), row("b", FOR, "high", "drug")) == "no effect shown"
    assert word(row("c", NULL, "moderate"), row("b", FOR, "low")) == "no effect shown"


def test_withdrawn_retracted_and_unverified_rows_do_not_count_and_are_named() -> None:
    gone, false, unseen = row("w", FOR, "high", citation=WITHDRAWN), row("r", FOR, "high", citation=RETRACTED), row("u", FOR, "high", verified=False)
    found = grade([gone, false, unseen])
    assert found.word == "not in our set"
    assert keys(found)[:3] == ["not_counted_withdrawn", "not_counted_retracted", "not_counted_unverified"]
    assert word(gone, false, unseen, row("a", FOR, "low")) == "uncertain"


def test_unwanted_effects_and_recommendations_are_no_ground() -> None:
    assert word(row("a", FOR, "high", outcome="adverse events")) == "uncertain"
    assert word(row("a", None, "", "none_named", "recommendation", measure="")) == "uncertain"


def test_the_atlas_is_graded_as_read_by_hand() -> None:
    def of(condition: str, practice: str) -> str:
        return grade(c for c in evidence().claims if (c.condition, c.practice) == (condition, practice)).word

    assert of("tension_type_headache", "acupuncture") == "probable"
    assert of("irritable_bowel", "acupuncture") == "no effect shown"
    assert of("stress_incontinence", "acupuncture") == "uncertain", "a synopsis by others is not the source's own certainty"
    assert of("cancer_pain", "acupuncture") == "uncertain"
    assert of("neck_pain", "acupuncture") == "not in our set"
    assert of("ponv", "both") == "uncertain", "all of low certainty"
    for c in evidence().plain("conditions"):
        assert of(c, "acupressure") in ("uncertain", "not in our set"), c


def test_reasons_and_the_date_of_the_set_are_printed() -> None:
    found = grade(())
    text = " ".join(x.text for x in grade_lines(evidence(), "acupressure", found))
    assert "we have read no review of this; that is not the same as no trials" in text
    assert "2026-11-26" in " ".join(x.text for x in page(subject_of("asthma")))
