"""What a session says: complete steps, its own language, rows that exist, nothing about needling, and no promise."""

from __future__ import annotations

import re

import pytest
from rows import everything, known_rows, texts_in

from tongren.guidance.complaints import card, complaints
from tongren.guidance.gate import gate
from tongren.guidance.practice import practice
from tongren.guidance.session import session
from tongren.guidance.tools import tools
from tongren.knowledge.evidence_tables import NEEDLING
from tongren.knowledge.practice_tables import LANGUAGES

COMPLAINTS = [c.id for c in complaints()]
THINGS = [k for k, t in practice()["tools"].items() if t.body == "no"]
SCRIPT = {"zh": r"[\u4e00-\u9fff]", "ko": r"[\uac00-\ud7a3]", "ja": r"[\u3040-\u30ff]"}
# words of how a needle is placed or turned, in the languages of the sessions
HOW_TO_NEEDLE = re.compile(
    r"needle(?:s)? (?:in|at|to)|insert|manipulat|retain|de ?qi|twirl|lift(?:ing)? and thrust|直刺|斜刺|平刺|留针|留鍼|捻转|捻転|提插|得气|진침|유침|"
    r"사자|직자|염전|insertar|profundidad|ángulo|depth|angle", re.I)  # fmt: skip
PROMISE = re.compile(r"\b(?:cures?|heals?|will help|is effective|works for|relieves)\b|治愈|根治|완치|治ります|治る|\bcura\b|\bsana\b", re.I)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", COMPLAINTS)
def test_every_step_is_complete(key: str, language: str) -> None:
    made = session(key, [], [], tools=THINGS, alone=False, language=language)
    assert made.steps and not made.stop
    assert [s.n for s in made.steps] == list(range(1, len(made.steps) + 1))
    for s in made.steps:
        assert s.name and s.characters and s.where and s.reasons
        named = (s.tool, s.technique, s.pressure)
        for part in (s.reach.posture.text, s.reach.text, *(x.name for x in named), *(x.text for x in named)):
            assert part and part in s.text
        assert f"{s.seconds}" in s.text and f"{s.pressure.low}" in s.text and f"{s.pressure.high}" in s.text
        assert s.sides in (("L", "R"), ("M",))
        if language in SCRIPT:
            assert re.search(SCRIPT[language], s.text) and re.search(SCRIPT[language], s.where[0])
    assert made.seconds == sum(s.seconds * len(s.sides) for s in made.steps)
    assert 60 <= made.seconds <= 900
    assert made.pace.in_s < made.pace.out_s


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", COMPLAINTS)
def test_every_line_names_rows_that_exist(key: str, language: str) -> None:
    made = session(key, [], ["pregnancy", "anticoagulants", "broken_skin@left_arm"], tools=THINGS, language=language)
    for line in everything(made):
        assert line.text.strip() and line.rows, line
        assert set(line.rows) <= known_rows(), line
        assert "{" not in line.text


def outputs(language: str) -> list[str]:
    """Every text that the room can give in a language."""
    out = [*texts_in(gate(language)), *texts_in(tools(language))]
    answers = ["pregnancy", "anticoagulants", "pacemaker", "stroke", "numb_skin", "lymphoedema@left_arm", "osteoporosis"]
    for key in COMPLAINTS:
        out += texts_in(card(key, language))
        for given in ([], answers, ["fever", "clot", "cancer"]):
            made = session(key, [], given, tools=THINGS, alone=False, language=language)
            out += [*texts_in(made), *(x.text for x in everything(made))]
    return list(dict.fromkeys(out))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_tells_how_to_needle(language: str) -> None:
    shown = outputs(language)
    assert len(shown) > 500
    places = {w for key in COMPLAINTS for s in session(key, [], [], tools=THINGS, alone=False, language=language).steps for w in s.where}
    assert [t for t in shown if (HOW_TO_NEEDLE.search(t) or NEEDLING.search(t)) and not any(t in w or w in t for w in places)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_promised(language: str) -> None:
    assert [t for t in outputs(language) if PROMISE.search(t)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", COMPLAINTS)
def test_marks_and_the_honest_lines_are_there(key: str, language: str) -> None:
    words = {k: getattr(w, language) for k, w in practice()["words"].items()}
    made = session(key, [], [], language=language)
    shown = [x.text for x in everything(made)]
    for word in ("not_reviewed", "adults", "look", "rating_note", "halt", "rating_before", "rating_after"):
        assert words[word] in shown
    assert made.evidence
    linked = [x for x in practice()["links"].values() if x.complaint == key]
    assert len(made.evidence) == max(1, len(linked))
    if not linked:
        assert words["evidence_none"].format(complaint=made.complaint.name) == made.evidence[0].text
    for link in linked:
        assert link.directness == "same" or any(getattr(link, f"people_{language}") in e.text for e in made.evidence)


def test_no_row_is_not_in_our_set_and_never_no_trials() -> None:
    text = session("hiccups", [], []).evidence[0].text
    assert "not in our set" in text
    for key in COMPLAINTS:
        assert not re.search(r"no trials?\b|no evidence", " ".join(e.text for e in session(key, [], []).evidence), re.I)


def test_people_of_a_nearby_study_are_told() -> None:
    text = session("fatigue", [], []).evidence[0].text
    assert "in people in or after treatment for cancer" in text and "For everyday tiredness in other people nobody in our set has shown it" in text


def test_alone_and_with_nothing_at_hand_no_point_needs_another() -> None:
    for key in COMPLAINTS:
        made = session(key, [], [])
        assert {s.reach.by for s in made.steps} <= {"hand"}
        assert {practice()["tools"][s.tool.id].body for s in made.steps} == {"yes"}
    lost = {d.id: d.reasons[0].text for d in session("low_back_ache", [], []).dropped}
    assert "another person or: ball" in lost["GB30"]
    assert "GB30" in {s.code for s in session("low_back_ache", [], [], tools=["ball"]).steps}
    helped = next(s for s in session("low_back_ache", [], [], alone=False).steps if s.code == "GB30")
    assert helped.reach.by == "person"


def test_the_order_is_that_of_the_table() -> None:
    for key in COMPLAINTS:
        wanted = list(card(key).points)
        got = [s.code for s in session(key, [], [], tools=THINGS, alone=False).steps]
        assert got == wanted


@pytest.mark.parametrize("text", ["Insert the needle.", "直刺", "진침 후 유침한다", "直刺する", "Insertar la aguja", "to a depth", "0.5 cun oblique"])
def test_the_search_for_needling_finds_it(text: str) -> None:
    assert HOW_TO_NEEDLE.search(text) or NEEDLING.search(text)
