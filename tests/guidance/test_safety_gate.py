"""The safety gate: what each yes takes away, over all complaints, every single answer and many together."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from rows import known_rows, lines_in

from tongren.errors import InputError
from tongren.findings.cautions import allowed, asked, never_pressed
from tongren.guidance.complaints import choices, complaints, flags
from tongren.guidance.gate import Answers, answers_of, forbidden, gate, is_light, removed_by, removed_tools, stops
from tongren.guidance.practice import practice
from tongren.guidance.reach import is_median, zone_of
from tongren.guidance.session import session
from tongren.guidance.shapes import Session
from tongren.knowledge.index import all_codes

COMPLAINTS = [c.id for c in complaints()]
QUESTIONS = [q.id for q in gate().questions]
PERSONS = [p.id for p in asked()]
THINGS = [k for k, t in practice()["tools"].items() if t.body == "no"]
SEED = random.SystemRandom().randrange(10**6)


def places_of(given: str) -> tuple[str, set[str]]:
    """An answer and the places it stands for: the one named, else all of its question."""
    key, _, place = given.partition("@")
    row = practice()["gate"].get(key)
    return key, {place} if place else set(row.places if row else ())


def check_offered(made: Session, answers: list[str]) -> None:
    """No point, side or tool of the session is one that the answers forbid; each that is missing has its reason, with rows that exist."""
    given = [places_of(a) for a in answers]
    bare = {key for key in (k for k, _ in given) if key in answers}
    has = [key for key, _ in given]
    removed_zones: set[tuple[str, str]] = set()
    for key, places in given:
        for p in practice()["gate"][key].places if key in bare and key in practice()["gate"] else places:
            row = practice()["places"][p]
            removed_zones |= {(z, s) for z in row.zones for s in (("L", "R", "M") if row.side == "M" else (row.side, "M"))}
    for step in made.steps:
        assert step.code not in never_pressed()
        assert allowed(step.code, has), f"{step.code} is offered in spite of {has}"
        for side in step.sides:
            assert (zone_of(step.code), side) not in removed_zones, f"{step.code} {side} is offered in spite of {answers}"
        for tool in (step.tool.id, *(t.id for t in step.other_tools)):
            assert not set(removed_by(tool)) & set(has), f"{tool} is offered in spite of {has}"
        if any(practice()["gate"][k].light == "yes" for k in has if k in practice()["gate"]):
            assert step.pressure.id == "light"
    offered = {(s.code, side) for s in made.steps for side in s.sides}
    dropped = {(d.id, d.side) for d in made.dropped if d.kind != "tool"}
    if not made.stop:
        for row in choices(made.complaint.id):
            for side in ("M",) if is_median(row.point) else ("L", "R"):
                assert ((row.point, side) in offered) != bool({(row.point, side), (row.point, "")} & dropped), f"{row.point} {side} is lost silently"
    for d in made.dropped:
        assert d.reasons and all(r.text and r.rows for r in d.reasons)
    assert {r for line in lines_in(made) for r in line.rows} <= known_rows()


@pytest.mark.parametrize("answer", PERSONS)
def test_every_single_answer_with_every_complaint(answer: str) -> None:
    for complaint in COMPLAINTS:
        for things in ([], THINGS):
            made = session(complaint, [], [answer], tools=things, alone=not things)
            check_offered(made, [answer])
            if answer in practice()["gate"] and practice()["gate"][answer].stops == "yes":
                assert made.stop and not made.steps


def test_every_single_place_with_some_complaints() -> None:
    given = [f"{q.id}@{p.id}" for q in gate().questions for p in q.places]
    assert len(given) > 50
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    for n, answer in enumerate(given):
        for complaint in {COMPLAINTS[n % len(COMPLAINTS)], *chance.sample(COMPLAINTS, 5)}:
            check_offered(session(complaint, [], [answer], tools=THINGS, alone=False), [answer])


@pytest.mark.parametrize("round_", range(40))
def test_many_answers_together(round_: int) -> None:
    chance = random.Random(SEED + round_)
    print(f"seed {SEED + round_}")
    pool = [*PERSONS, *(f"{q.id}@{p.id}" for q in gate().questions for p in q.places)]
    answers = chance.sample(pool, chance.randint(2, 7))
    things = chance.sample(THINGS, chance.randint(0, len(THINGS)))
    for complaint in COMPLAINTS:
        made = session(complaint, [], answers, tools=things, alone=chance.random() < 0.5, language=chance.choice(("en", "zh", "ko", "ja", "es")))
        check_offered(made, answers)


def test_more_answers_never_offer_more() -> None:
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    for _ in range(60):
        few = chance.sample(PERSONS, 2)
        more = [*few, *chance.sample(PERSONS, 2)]
        complaint = chance.choice(COMPLAINTS)
        small, large = ({(s.code, x) for s in session(complaint, [], a).steps for x in s.sides} for a in (more, few))
        assert small <= large


def test_the_gate_forbids_at_least_what_the_cautions_forbid() -> None:
    for key in PERSONS:
        stopped = bool(stops(answers_of([key])))
        lost = [c for c in all_codes() if not stopped and not allowed(c, [key]) and "M" not in forbidden(c, answers_of([key]))]
        assert set(lost) <= {"EX-HN7"}, f"{key}: {lost}"


def test_whatever_needs_care_at_once_stops_the_session() -> None:
    everywhere = [k for k in PERSONS if not any(allowed(c, [k]) for c in all_codes())]
    assert everywhere and all(stops(answers_of([k])) for k in everywhere)


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_each_warning_sign_stops_the_session(complaint: str) -> None:
    for flag in flags(complaint):
        made = session(complaint, [flag.id], [])
        assert made.stop[0].text.startswith("See someone first")
        assert flag.line in made.stop and not made.steps and not made.seconds


@pytest.mark.parametrize(("answer", "gone", "kept"), [
    ("pregnancy", {"LI4"}, {"BL10", "LU7"}), ("carotid_disease", {"GB20"}, {"LI4", "BL10"}), ("broken_skin@head", {"EX-HN5"}, {"LI4", "BL10"}),
    ("cancer", {"BL10", "GB20", "EX-HN5", "LI4", "LU7"}, set()), ("varicose_veins", set(), {"LI4", "LU7"}), ("glaucoma", {"EX-HN5"}, {"LI4", "GB20"}),
])  # fmt: skip
def test_what_an_answer_takes_from_the_session_of_a_headache(answer: str, gone: set[str], kept: set[str]) -> None:
    made = session("tension headache", [], [answer])
    assert gone <= {d.id for d in made.dropped} and not gone & {s.code for s in made.steps}
    assert kept <= {s.code for s in made.steps}


def test_points_of_the_eye_go_with_glaucoma() -> None:
    made = session("eye_strain", [], ["glaucoma"])
    assert "BL2" in {d.id for d in made.dropped} and "GB14" in {s.code for s in made.steps}


def test_a_limb_goes_on_its_side_alone() -> None:
    made = session("knee_ache", [], ["broken_skin@left_leg"])
    assert {s.sides for s in made.steps} == {("R",)}
    assert {d.side for d in made.dropped} == {"L"}
    both = session("knee_ache", [], ["broken_skin@left_leg", "broken_skin@right_leg"])
    assert not both.steps and {d.side for d in both.dropped} == {""}


def test_magnets_and_currents_go_with_a_pacemaker_and_chest_points_too() -> None:
    made = session("leg_cramp", [], ["pacemaker"], tools=["magnetic_roller", "magnetic_mat", "current_device", "energy_roller"])
    assert {"magnetic_roller", "magnetic_mat", "current_device"} <= {d.id for d in made.dropped if d.kind == "tool"}
    assert "energy_roller" not in {d.id for d in made.dropped}
    used = {t.id for s in made.steps for t in (s.tool, *s.other_tools)}
    assert "energy_roller" in used and not used & {"magnetic_roller", "magnetic_mat", "current_device"}
    assert "CV17" in {d.id for d in session("stress", [], ["pacemaker"]).dropped}


def test_a_current_is_never_used_and_that_is_said() -> None:
    made = session("leg_cramp", [], [], tools=["current_device"])
    assert "current_device" in {d.id for d in made.dropped if d.kind == "tool"}


def test_light_pressure_leaves_no_hard_tool() -> None:
    given = Answers(("anticoagulants",))
    assert is_light(given)
    assert {d.id for d in removed_tools(given)} == {k for k, t in practice()["tools"].items() if t.hard == "yes"}


def test_the_gate_asks_the_one_list() -> None:
    assert set(QUESTIONS) <= set(PERSONS)
    assert len({q.id for q in gate().questions}) == len(QUESTIONS)
    assert {q.group for q in gate().questions} == {g.id for g in gate().groups}
    assert any("Not yet reviewed by a clinician" in x.text for x in gate().lines)
    unasked = set(PERSONS) - set(QUESTIONS)
    assert unasked == {"epilepsy", "lung_disease", "valve_disease", "weak_immunity"}, "these bear on needles and currents alone"


@pytest.mark.parametrize(("args", "said"), [
    ({"red_flags": None}, "warning signs of nausea are not answered"), ({"answers": None}, "not all answered"),
    ({"all_answered": False}, "not all answered"), ({"red_flags": ["gout"]}, '"gout" is no warning sign of nausea; allowed: '),
    ({"answers": ["gout"]}, '"gout" is not in the list'), ({"answers": ["fever@head"]}, 'no place is asked for; allowed: "fever"'),
    ({"answers": ["broken_skin@tail"]}, 'found the place "tail"; allowed: broken_skin@head'), ({"answers": [""]}, "is not in the list"),
    ({"tools": ["hammer"]}, '"hammer" is no tool of the list; allowed: ball'), ({"language": "de"}, 'language is "de"; allowed: en, zh, ko, ja, es'),
    ({"text": "gout"}, '"gout" is no complaint of the list'), ({"text": ""}, "is no complaint of the list"),
    ({"answers": ["@head"]}, "is not in the list"),
])  # fmt: skip
def test_what_is_not_answered_or_not_known_is_refused(args: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        session(**({"text": "nausea", "red_flags": [], "answers": []} | args))


def test_each_question_names_what_a_yes_takes_away_and_why() -> None:
    for q in gate().questions:
        assert q.lines and q.help, q.id
        assert q.stops or q.places or q.points or q.areas or q.tools or q.light, f"{q.id} takes nothing away"
        gone = set(q.points)
        assert gone <= {c for c in all_codes() if not allowed(c, [q.id])}
    named = {q.id: set(q.points) for q in gate().questions}
    assert {"LI4", "SP6", "ST25"} <= named["pregnancy"] and {"BL2", "EX-HN5"} <= named["glaucoma"] and "TE17" in named["stroke"]
    assert [a.id for q in gate().questions if q.id == "pregnancy" for a in q.areas] == ["belly"]
