"""Properties that every picture has, whatever it shows: labels apart and inside, hidden points left out, same bytes again."""

from __future__ import annotations

import numpy as np
import pytest

from tongren.drawing.closeup import chained, closeup
from tongren.drawing.construction import contour
from tongren.drawing.figure import figure_of, meridian_colours
from tongren.drawing.picture import ORDER, Picture, Style, picture
from tongren.drawing.views import VIEWS, directions, view_named
from tongren.errors import InputError

QUICK = Style(finer=1)
SMALL = {True: (700.0, 760.0), False: (420.0, 420.0)}
LOOKED_AT = ("front", "back", "right", "head_side", "hand_dorsal", "foot_sole", "forearm_palmar", "upper_back")


@pytest.fixture(scope="module")
def pictures(woman, located) -> dict[str, Picture]:
    return {v: picture(woman, located, v, style=QUICK, size=SMALL[VIEWS[v].whole]) for v in LOOKED_AT}


@pytest.mark.parametrize("view", LOOKED_AT)
def test_labels_lie_inside_and_apart(pictures, view):
    made = pictures[view]
    boxes = [p.box for p in made.labels]
    assert all(b.inside(made.page.box) for b in boxes)
    overlapping = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
    assert not overlapping


@pytest.mark.parametrize("view", LOOKED_AT)
def test_only_seen_points_are_labelled(pictures, view):
    made = pictures[view]
    assert made.shown
    assert {p.label.key for p in made.labels} <= set(made.shown)
    assert not set(made.shown) & set(made.hidden)


def test_front_and_back_share_no_trunk_point(pictures, located):
    """A point in the middle of the front or of the back is drawn on its own side only."""
    front, back = set(pictures["front"].shown), set(pictures["back"].shown)
    for i, (code, side) in enumerate(zip(located.codes, located.sides, strict=True)):
        facing = float(np.asarray(located.normal)[0, i, 1])
        if facing < -0.3:
            assert (code, side) not in back
        if facing > 0.3:
            assert (code, side) not in front


def test_one_side_of_a_limb_is_drawn(pictures):
    assert {side for _, side in pictures["hand_dorsal"].shown} <= {"L", "M"}


def test_right_hand_mirrors_the_left(woman, located):
    left = picture(woman, located, "hand_dorsal", "L", style=QUICK, size=SMALL[False])
    right = picture(woman, located, "hand_dorsal", "R", style=QUICK, size=SMALL[False])
    assert {c for c, _ in left.shown} == {c for c, _ in right.shown}


def test_same_input_gives_same_bytes(woman, located, tmp_path):
    for ending in ("png", "svg", "pdf"):
        files = [
            picture(woman, located, "hand_palmar", style=QUICK, size=(300.0, 300.0)).save(tmp_path / f"{i}.{ending}", 72)
            for i in (1, 2)
        ]
        assert files[0].read_bytes() == files[1].read_bytes()


def test_every_letter_is_in_the_font(pictures):
    assert {view: made.page.lacking() for view, made in pictures.items() if made.page.lacking()} == {}


@pytest.mark.parametrize("view", VIEWS)
def test_views_look_at_their_region_from_outside(woman, view):
    """Right, up and toward are a right-handed set of unit vectors for every view and side."""
    from tongren.drawing.views import axes_of

    for side in ("L", "R"):
        right, up = axes_of(view_named(view), woman.vertices_mm, side)
        assert abs(right @ up) < 1e-9
        assert np.isclose(np.linalg.norm(right), 1) and np.isclose(np.linalg.norm(up), 1)


def test_the_back_of_the_hand_faces_outward(woman):
    """In the stance of the template the backs of both hands look away from the body."""
    for side, sign in (("L", 1), ("R", -1)):
        assert directions(woman.vertices_mm, side)["dorsal"][0] * sign > 0.3


def test_unknown_view_says_what_there_is(woman, located):
    with pytest.raises(InputError, match="hand_dorsal"):
        picture(woman, located, "hand")


def test_wrong_vertices_are_refused(located):
    with pytest.raises(InputError, match="13718"):
        figure_of(np.zeros((5, 3)), located)


def test_every_meridian_has_its_own_colour():
    colours = meridian_colours()
    assert set(colours) == set(ORDER)
    rgb = np.array([colours[k] for k in ORDER], float)
    gap = np.linalg.norm(rgb[:, None] - rgb[None], axis=-1) + np.eye(len(rgb)) * 999
    assert gap.min() > 40


def test_closeup_draws_every_form_of_rule(woman, located):
    """One point of each kind of operation: its construction passes within a few millimetres of the point."""
    from tongren.drawing.construction import construction_of
    from tongren.locating.program import compiled

    program = compiled()
    seen: dict[str, str] = {}
    slots = {int(s): c for c, s in zip(program.codes, program.slot, strict=True)}
    for wave in program.waves:
        for group in wave:
            for out in group.out.tolist():
                if out in slots and slots[out] in located.codes:
                    seen.setdefault(group.kind, slots[out])
    assert {kind.split("-")[0] for kind in seen} >= {"lookup", "curve", "copy"}
    for kind, code in seen.items():
        built = construction_of(woman.vertices_mm, True, code)
        assert np.isfinite(built.place).all(), (kind, code)
        assert built.lines or built.references or built.chords, (kind, code)
        found = located[code, "M" if "M" in _sides(located, code) else "L"]
        assert np.linalg.norm(built.place - found.position_mm) < 0.5, (kind, code)


def _sides(located, code):
    return [s for c, s in zip(located.codes, located.sides, strict=True) if c == code]


def test_closeup_labels_lie_inside_and_apart(woman, located):
    for code, side in (("PC6", "L"), ("PC6", "R"), ("LU7", "L")):
        made = closeup(woman, located, code, side, "A sentence that says how. 从腕横纹上二寸。", size=360.0)
        boxes = [p.box for p in made.labels]
        assert all(b.inside(made.page.box) for b in boxes)
        assert not [1 for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
        assert code in {p.label.code for p in made.labels}


def test_closeup_of_a_point_that_is_not_there(woman, located):
    with pytest.raises(InputError, match="XX1"):
        closeup(woman, located, "XX1")


def test_contour_of_a_plane_is_the_plane():
    vertices = np.array([[0.0, 0, 0], [2, 0, 0], [0, 2, 0], [2, 2, 0]])
    segments = contour(vertices, np.array([[0, 1, 2], [1, 3, 2]]), vertices[:, 0] - 0.5)
    assert np.allclose(segments[..., 0], 0.5)
    assert len(chained(segments)) == 1


def test_posed_body_keeps_its_points_on_the_skin(woman, located):
    """Points go with the skin of the drawn vertices; what a pose puts out of its chart is drawn without construction."""
    from tongren.body.stance import posed

    vertices = posed(woman, "seated")
    for code in ("PC6", "LU7"):
        made = closeup(vertices, located, code, "L", female=True, size=240.0)
        assert code in {p.label.code for p in made.labels}


def test_courses_are_drawn_where_they_are_given(woman, located):
    from tongren.locating.courses import courses

    ways = courses(woman.vertices_mm, located)
    size = SMALL[False]
    with_them = picture(woman, located, "forearm_palmar", meridians=["PC"], courses=ways, style=QUICK, size=size)
    without = picture(woman, located, "forearm_palmar", meridians=["PC"], courses=[], style=QUICK, size=size)
    assert with_them.shown == without.shown
    assert len(with_them.page.items) > len(without.page.items)
