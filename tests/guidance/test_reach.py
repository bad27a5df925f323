"""Every point has exactly one answer to: how do I reach it; and what suits it where it may be pressed at all."""

from __future__ import annotations

import pytest

from tongren.findings.cautions import never_pressed
from tongren.guidance.practice import practice
from tongren.guidance.reach import fit_of, is_median, reach_of, zone_of
from tongren.knowledge.counts import count
from tongren.knowledge.index import all_codes
from tongren.knowledge.practice_tables import LANGUAGES

POINTS = all_codes()


def test_all_points_are_asked() -> None:
    assert len(POINTS) >= count("standard_points") + count("extra_points")


@pytest.mark.parametrize("code", POINTS)
def test_every_point_has_exactly_one_answer(code: str) -> None:
    rows = practice()["reach"].values()
    own = [r for r in rows if code in r.points] or [r for r in rows if r.zone == zone_of(code) and not r.points]
    assert len(own) == 1
    reach = reach_of(code)
    assert (reach.hand != "none") == (reach.by == "hand")
    assert {x: bool(reach_of(code, x).text and reach_of(code, x).posture.text) for x in LANGUAGES} == dict.fromkeys(LANGUAGES, True)
    fit = fit_of(code)
    assert (fit is None) == (reach.by == "none")
    assert fit is None or (fit.tools and fit.techniques)


def test_what_is_never_pressed_has_no_way_of_pressing() -> None:
    assert {c for c in never_pressed() if reach_of(c).by != "none" or fit_of(c)} == set()


@pytest.mark.parametrize(("code", "by", "hand", "posture"), [
    ("LI4", "hand", "opposite", "arm_on_table"), ("PC6", "hand", "opposite", "arm_on_table"), ("GB20", "hand", "same", "elbows_on_table"),
    ("ST36", "hand", "same", "knee_bent"), ("SP6", "hand", "either", "leg_crossed"), ("KI1", "hand", "either", "leg_crossed"),
    ("CV12", "hand", "either", "lying_back"), ("GB21", "hand", "opposite", "sitting"), ("BL23", "hand", "same", "sitting_forward"),
    ("BL15", "tool", "none", "at_wall"), ("GV9", "person", "none", "helped"), ("EX-HN12", "none", "none", "sitting"),
    ("GV14", "hand", "same", "elbows_on_table"), ("BL57", "hand", "either", "leg_crossed"), ("GB30", "tool", "none", "at_wall"),
])  # fmt: skip
def test_points_whose_answer_anyone_can_try(code: str, by: str, hand: str, posture: str) -> None:
    reach = reach_of(code)
    assert (reach.by, reach.hand, reach.posture.id) == (by, hand, posture)


def test_an_arm_is_never_reached_by_its_own_hand() -> None:
    arm = {"shoulder", "upper_arm", "elbow", "forearm", "wrist", "hand", "finger"}
    assert {c for c in POINTS if zone_of(c) in arm and reach_of(c).by == "hand" and reach_of(c).hand != "opposite"} == set()


def test_hard_tools_stay_off_face_neck_and_belly() -> None:
    soft = {"temple", "eye", "face", "face_side", "ear", "neck_front", "neck_back", "belly", "groin", "knee_back", "chest"}
    hard = {k for k, t in practice()["tools"].items() if t.hard == "yes"}
    assert {c for c in POINTS if zone_of(c) in soft and fit_of(c) and hard & set(fit_of(c).tools)} == set()


def test_nothing_hard_lies_on_the_spine() -> None:
    back = {"neck_back", "upper_back", "low_back", "sacrum"}
    hard = {k for k, t in practice()["tools"].items() if t.hard == "yes"}
    spine = [c for c in POINTS if is_median(c) and zone_of(c) in back]
    assert len(spine) > 15
    assert {c for c in spine if hard & set(fit_of(c).tools)} == set()


def test_every_zone_has_points_and_every_place_has_zones() -> None:
    assert {zone_of(c) for c in POINTS} == set(practice()["zones"])
    assert {z for p in practice()["places"].values() for z in p.zones} == set(practice()["zones"])
