"""The sentence of a comparison comes from the rules; the indirect figures are those worked out by others from the same intervals."""

from __future__ import annotations

import re

import pytest
from test_grade import AGAINST, FOR, NULL, row

from tongren.errors import InputError
from tongren.findings.claims import Claim, evidence
from tongren.findings.compare import Indirect, compared, indirect_of, through, verdict, whole_table
from tongren.findings.lookup import subject_of

# worked out independently from the same published intervals (standard error = width / 3.92)
INDIRECT = {
    "ponv-nausea": (0.352, 0.139, 0.891), "ponv-vomiting": (1.323, 0.739, 2.367), "ponv-nausea-added": (0.318, 0.115, 0.884),
    "dysm-drug": (0.42, -1.074, 1.914), "dysm-waitlist": (0.42, -2.484, 3.324), "labour-usual": (-0.24, -1.148, 0.668),
}  # fmt: skip


def test_indirect_comparisons() -> None:
    found = {i.pair.id: i for c in evidence().plain("conditions") for i in indirect_of([c])}
    assert set(found) == set(INDIRECT)
    for key, wanted in INDIRECT.items():
        i = found[key]
        assert (i.estimate, i.ci_low, i.ci_high) == pytest.approx(wanted, abs=2e-3), key


def test_unlike_things_are_not_compared() -> None:
    with pytest.raises(InputError, match="like with like"):
        through(row("a"), row("b", measure="MD"))
    with pytest.raises(InputError, match="interval"):
        through(row("a"), row("b", None))


def other(key: str, interval: tuple[float, float, float] = FOR, bias: str = "low", practice: str = "acupuncture") -> Claim:
    against = "acupressure" if practice == "acupuncture" else "acupuncture"
    return row(key, interval, "moderate", against, practice=practice, risk_of_bias=bias)


def said(claims: list[Claim], indirect: list[Indirect] | None = None) -> str:
    found = verdict(claims, indirect or [])
    return found.text if found else ""


def pair(estimate: float, low: float, high: float) -> Indirect:
    return Indirect(next(iter(evidence().plain("indirect").values())), "RR", estimate, low, high)


BOTH = [row("a"), row("b", practice="acupressure")]
RULES = [
    ("no row", [], [], "^$"),
    ("direct, low bias, needle", [other("d")], [], "low risk of bias favours acupuncture"),
    ("direct, low bias, the control wins", [other("d", AGAINST)], [], "low risk of bias favours acupressure"),
    ("direct, low bias, pressure", [other("d", FOR, practice="acupressure")], [], "low risk of bias favours acupressure"),
    ("direct, low bias, nothing", [other("d", NULL)], [], "no difference is shown"),
    ("direct, bias not stated", [other("d", FOR, "")], [], "do not decide"),
    ("direct, two that disagree", [other("d"), other("e", AGAINST)], [], "do not decide"),
    ("indirect, none", BOTH, [pair(0.9, 0.5, 1.5)], "No direct trial in our set; indirectly no difference shown"),
    ("indirect, difference", BOTH, [pair(0.4, 0.2, 0.8)], "does not show that one is better"),
    ("indirect, mixed", BOTH, [pair(0.4, 0.2, 0.8), pair(1.1, 0.7, 1.5)], "do not agree"),
    ("indirect, opposite", BOTH, [pair(0.4, 0.2, 0.8), pair(2.1, 1.7, 2.5)], "do not agree"),
    ("nothing between", BOTH, [], "no indirect comparison"),
    ("needle alone", BOTH[:1], [], "acupuncture alone"),
    ("pressure alone", BOTH[1:], [], "acupressure alone"),
    ("neither", [row("m", practice="both")], [], "either practice by itself"),
]


@pytest.mark.parametrize(("name", "claims", "indirect", "words"), RULES, ids=[x[0] for x in RULES])
def test_each_rule(name: str, claims: list[Claim], indirect: list[Indirect], words: str) -> None:
    assert re.search(words, said(claims, indirect)), said(claims, indirect)


def test_one_added_to_the_other_is_no_direct_comparison() -> None:
    assert "No direct trial" in said([row("a", comparator="acupuncture", practice="both"), *BOTH])


def test_no_condition_says_that_one_practice_is_better() -> None:
    for c in evidence().plain("conditions").values():
        text = compared(subject_of(c.id))[1].text
        assert not re.search(r"favours|better", text) or "does not show that one is better" in text, (c.id, text)


def test_sentences_of_some_conditions() -> None:
    def sentence(name: str) -> str:
        return compared(subject_of(name))[1].text

    assert sentence("period pain") == "No direct trial in our set; indirectly no difference shown."
    assert sentence("labour pain") == "No direct trial in our set; indirectly no difference shown."
    assert "do not agree" in sentence("PONV")
    assert "acupuncture alone" in sentence("tension-type headache")


def test_the_whole_table_has_every_aspect_and_both_sides() -> None:
    table = whole_table()
    titles = [t.text for t, _, _ in table]
    wanted = ("what it is", "who may practise", "what is done", "one area or several", "tools", "learn", "at home", "risks", "cost in time",
              "evidence")  # fmt: skip
    assert all(any(w in t for t in titles) for w in wanted)
    cells = {t.text: ([x.text for x in a], [x.text for x in b]) for t, a, b in table}
    assert all(a and b for a, b in cells.values())
    tools = " ".join(cells["tools"][1]).lower()
    assert all(w in tools for w in ("thumb", "knuckle", "elbow", "ball", "energy roller", "foot roller", "spiked mat", "teishin"))
    assert "9.31 (5.1 to 14.62) percent of patients" in " ".join(cells["risks, with their rates"][0])
    assert all("Not in our set" in side[0] for side in cells["who may practise"])
