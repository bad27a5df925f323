"""Every point on the eight reference bodies: there, on the skin, mirrored, on the midline, in the standard's order."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tongren.body.person import Body
from tongren.body.template import template
from tongren.knowledge.atlas import Atlas, point_order, read_atlas
from tongren.locating.located import Located
from tongren.rules.book import base_code

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.skin import distance_to_skin  # noqa: E402

BODIES = (
    "young_woman_slim", "woman_average", "woman_heavy", "old_woman_short", "young_man_slim", "man_average", "man_heavy",
    "old_man_tall",
)  # fmt: skip
ON_SKIN_MM, MIRROR_MM, MIDLINE_MM = 0.5, 1.0, 1.0
# One point each, one left and one right of the midline under the tongue; the rest of the unpaired lie on the midline.
UNPAIRED_BESIDE = {"EX-HN12", "EX-HN13"}


def entries(found: Located, side: str) -> dict[str, int]:
    return {c: i for i, (c, s) in enumerate(zip(found.codes, found.sides, strict=True)) if s == side}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return read_atlas()


def test_the_reference_bodies_are_those_listed_here(reference_bodies: dict[str, Body]) -> None:
    assert tuple(reference_bodies) == BODIES


@pytest.mark.parametrize("body", BODIES)
def test_every_point_has_a_place(body: str, located: dict[str, Located], atlas: Atlas) -> None:
    found = located[body]
    assert {base_code(c.removesuffix("/alt")) for c in found.codes} == set(atlas.names)
    lost = {c for c, word in zip(found.codes, found.status_words[0], strict=True) if word in ("no_answer", "unseen")}
    assert not lost
    assert np.isfinite(found.position_mm).all()
    assert np.isfinite(found.normal).all()


@pytest.mark.parametrize("body", BODIES)
def test_inside_and_approximate_are_few_and_declared(body: str, located: dict[str, Located], atlas: Atlas) -> None:
    found = located[body]
    of_status: dict[str, set[str]] = {"inside": set(), "approximate": set()}
    for code, word in zip(found.codes, found.status_words[0], strict=True):
        if word in of_status:
            of_status[str(word)].add(base_code(code.removesuffix("/alt")))
    declared = {w: {c for c, row in atlas.status.items() if row.status == w} for w in of_status}
    assert of_status["inside"] == declared["inside"]
    assert declared["approximate"] <= of_status["approximate"]
    assert len(of_status["approximate"]) <= 6, of_status["approximate"]


@pytest.mark.parametrize("body", BODIES)
def test_every_point_lies_on_the_skin(body: str, located: dict[str, Located], reference_bodies: dict[str, Body]) -> None:
    found = located[body]
    skin = (found.face[0] >= 0) & (found.status_words[0] != "inside")
    off = distance_to_skin(found.position_mm[0][skin], reference_bodies[body].vertices_mm)
    assert off.max() < ON_SKIN_MM, np.array(found.codes)[skin][off.argmax()]


@pytest.mark.parametrize("body", BODIES)
def test_face_and_weights_say_the_same_place(body: str, located: dict[str, Located], reference_bodies: dict[str, Body]) -> None:
    found = located[body]
    there = found.face[0] >= 0
    corners = reference_bodies[body].vertices_mm[template().faces[found.face[0][there]]]
    again = (corners * found.weights[0][there][..., None]).sum(1)
    assert np.abs(again - found.position_mm[0][there]).max() < 0.01
    assert np.abs(found.weights.sum(-1) - 1).max() < 1e-5
    assert found.weights.min() > -1e-6


@pytest.mark.parametrize("body", BODIES)
def test_normals_are_unit_and_square_to_the_face(
    body: str, located: dict[str, Located], reference_bodies: dict[str, Body]
) -> None:
    found = located[body]
    there = found.face[0] >= 0
    a, b, c = np.moveaxis(reference_bodies[body].vertices_mm[template().faces[found.face[0][there]]], 1, 0)
    n = np.cross(b - a, c - a)
    n /= np.linalg.norm(n, axis=1, keepdims=True)
    paired = (np.array(found.sides) != "M")[there]
    assert np.abs(np.linalg.norm(found.normal[0][there], axis=1) - 1).max() < 1e-4
    assert ((n * found.normal[0][there]).sum(1)[paired] > 0.98).all()


@pytest.mark.parametrize("body", BODIES)
def test_left_is_the_mirror_of_right(body: str, located: dict[str, Located]) -> None:
    found = located[body]
    left, right = entries(found, "L"), entries(found, "R")
    assert list(left) == list(right)
    places = found.position_mm[0]
    off = np.nan_to_num(np.linalg.norm(places[list(left.values())] - places[list(right.values())] * [-1, 1, 1], axis=1))
    assert off.max() < MIRROR_MM, list(left)[int(off.argmax())]
    assert np.array_equal(found.status[0, list(left.values())], found.status[0, list(right.values())])
    assert np.array_equal(found.sigma_mm[0, list(left.values())], found.sigma_mm[0, list(right.values())])


@pytest.mark.parametrize("body", BODIES)
def test_left_is_left(body: str, located: dict[str, Located]) -> None:
    found = located[body]
    beside = {c: float(found.position_mm[0, i, 0]) for c, i in entries(found, "L").items()}
    assert not {c: x for c, x in beside.items() if x < 1.0}, "a left point on the midline or right of it; midline sites are M"


@pytest.mark.parametrize("body", BODIES)
def test_unpaired_points_lie_on_the_median_plane(body: str, located: dict[str, Located]) -> None:
    found = located[body]
    middle = {c: i for c, i in entries(found, "M").items() if c not in UNPAIRED_BESIDE}
    off = np.abs(found.position_mm[0, list(middle.values()), 0])
    assert off.max() < MIDLINE_MM, list(middle)[int(off.argmax())]


def test_the_two_unpaired_points_beside_the_midline_mirror_each_other(located: dict[str, Located]) -> None:
    for found in located.values():
        one, two = (found[c, "M"].position_mm for c in sorted(UNPAIRED_BESIDE))
        assert one[0] > 2
        assert np.linalg.norm(one - two * [-1, 1, 1]) < MIRROR_MM


def test_codes_stand_in_the_order_of_the_standard(located: dict[str, Located], atlas: Atlas) -> None:
    codes = [c.removesuffix("/alt") for c in located["man_average"].codes]
    assert codes == sorted(codes, key=point_order)
    assert list(dict.fromkeys(base_code(c) for c in codes)) == sorted(atlas.names, key=point_order)


def test_309_pairs_and_52_midline_points_of_the_standard(located: dict[str, Located]) -> None:
    for found in located.values():
        standard = [(c, s) for c, s in zip(found.codes, found.sides, strict=True) if not c.startswith("EX-") and "/" not in c]
        assert len(standard) == len(set(standard))
        assert Counter(s for _, s in standard) == {"L": 309, "R": 309, "M": 52}
        assert {c[:2] for c, s in standard if s == "M"} == {"GV", "CV"}


def test_second_places_come_only_when_asked_for(located: dict[str, Located]) -> None:
    found = located["man_average"]
    second = {c for c in found.codes if c.endswith("/alt")}
    assert second
    assert {c.removesuffix("/alt") for c in second} <= set(found.codes)
    for code in second:
        side = "M" if (code, "M") in zip(found.codes, found.sides, strict=True) else "L"
        here, there = found[code.removesuffix("/alt"), side], found[code, side]
        assert 1 < np.linalg.norm(here.position_mm - there.position_mm) < 150, code


def test_sigma_is_honest(located: dict[str, Located]) -> None:
    for found in located.values():
        assert found.sigma_mm.min() >= 1.5
        assert found.sigma_mm.max() <= 45
        assert 4 < np.median(found.sigma_mm) < 15
