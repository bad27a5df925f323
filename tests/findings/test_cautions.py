"""The one list of what a person is asked about, and what may be offered for pressing."""

from __future__ import annotations

import pytest

from tongren.errors import InputError
from tongren.findings.cautions import allowed, answer_of, asked, facts_for, never_pressed, points_of, sheet
from tongren.findings.claims import evidence
from tongren.knowledge.index import all_codes

GATE = ("pregnancy", "anticoagulants", "low_platelets", "bleeding_disorder", "clot", "swollen_leg", "carotid_disease", "stroke", "fainting",
        "broken_skin", "numb_skin", "fresh_scar", "recent_operation", "implant_or_line", "fracture", "osteoporosis", "inflamed_joint",
        "lymphoedema", "cancer", "bone_cancer", "varicose_veins", "pacemaker", "eye_operation", "glaucoma", "fever", "under_18")  # fmt: skip
NEVER = ["ST9", "ST10", "ST11", "ST12", "LI18", "SI17", "CV22", "BL1", "ST1", "ST17", "CV8", "CV1", "GV1", "GV28", "HT1"]


def test_the_list_holds_everything_a_session_asks() -> None:
    assert set(GATE) <= {p.id for p in asked()}


@pytest.mark.parametrize("key", GATE)
def test_every_item_brings_up_a_caution(key: str) -> None:
    assert [f for f in facts_for([key]) if f.speaks in ("warns", "tradition")]


def test_points_never_offered() -> None:
    assert sorted(never_pressed()) == sorted(NEVER)
    assert [c for c in NEVER if allowed(c)] == []
    assert {c for c in all_codes() if not allowed(c)} == {*NEVER, "EX-HN7"}, "EX-HN7 lies in the eye socket too"


@pytest.mark.parametrize(("point", "has", "may"), [
    ("SP6", "pregnancy", False), ("ST25", "pregnancy", False), ("ST36", "pregnancy", True), ("ST36", "clot", False),
    ("ST36", "swollen_leg", False), ("TE17", "carotid_disease", False), ("BL2", "glaucoma", False), ("ST36", "glaucoma", True),
    ("ST36", "fever", False), ("ST36", "pacemaker", True), ("ST36", "red_flag", False), ("EX-HN7", "eye_operation", False),
])  # fmt: skip
def test_what_may_be_offered(point: str, has: str, may: bool) -> None:
    assert allowed(point, [has]) is may


def test_the_leg_is_the_whole_leg() -> None:
    fact = evidence().fact("acupressure-dvt")
    assert fact
    assert {"SP6", "ST36", "GB34", "BL40", "BL57", "KI3", "LR3", "SP10"} <= points_of(fact)
    assert not {"LI4", "PC6", "CV12"} & points_of(fact)


def test_custom_and_evidence_stand_apart_in_pregnancy() -> None:
    texts = [x.text for x in sheet(["SP6"], [answer_of("pregnant")])]
    custom, studies = texts.index("By custom"), texts.index("In studies")
    assert custom < next(i for i, t in enumerate(texts) if t.startswith("Traditionally avoided")) < studies
    assert studies < next(i for i, t in enumerate(texts) if t.startswith("In 15 trials 823 women"))
    assert any("the full list of points (usual caution" in t for t in texts)


def test_what_is_only_recalled_and_reassures_is_cut_off() -> None:
    text = "\n".join(x.text for x in sheet([], [answer_of("lymphoedema"), answer_of("valve_disease")]))
    assert "Policies advise against needling" in text
    assert "small studies" not in text.lower() and "milder choice" not in text


@pytest.mark.parametrize("name", ["pregnant", "임신 중이거나 임신 가능성", "Blood Thinners", "DVT", "起搏器", "anticoagulants"])
def test_answers_are_found_by_their_names(name: str) -> None:
    if name == "起搏器":
        with pytest.raises(InputError):
            answer_of(name)
    else:
        assert answer_of(name).id in ("pregnancy", "anticoagulants", "clot")


def test_an_answer_that_is_not_in_the_list_is_refused_with_the_list() -> None:
    with pytest.raises(InputError, match="did you mean pregnancy.*allowed: red_flag, pregnancy"):
        answer_of("pregnncy")
