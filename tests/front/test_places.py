"""locate, for whatever a caller brings: shapes, frames, messages, and the small promises of its docstrings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import tongren
from tongren.body.person import Body
from tongren.body.population import bodies
from tongren.body.template import template
from tongren.errors import InputError, UnknownPoint
from tongren.front.known import explain, find
from tongren.front.places import locate
from tongren.front.subjects import NAMED, named_body
from tongren.locating.located import COLUMNS
from tongren.locating.vertices import check_vertices


@pytest.fixture(scope="module")
def woman() -> Body:
    return named_body()


def test_one_body_is_a_batch_of_one(woman: Body) -> None:
    found = locate(woman)
    p = len(found.codes)
    assert found.n_bodies == 1
    assert len(found) == p
    assert found.position_mm.shape == found.normal.shape == found.weights.shape == (1, p, 3)
    assert found.face.shape == found.sigma_mm.shape == found.status.shape == found.u_cun.shape == (1, p)
    assert len(found.sides) == len(found.charts) == p


def test_a_point_is_had_by_code_and_side(woman: Body) -> None:
    found = locate(woman)
    left, right = found["ST36", "L"], found["ST36", "r"]
    assert left.position_mm.shape == (3,)
    assert left.position_mm[0] > 0 > right.position_mm[0]
    assert (left.code, left.side, left.status, left.chart) == ("ST36", "L", "found", "leg")
    assert found["GV20", "M"].side == "M"
    with pytest.raises(KeyError, match="located sides: M"):
        found["GV20", "L"]
    with pytest.raises(UnknownPoint, match="did you mean ST9 "):
        found["ST99", "L"]


def test_only_keeps_codes_sites_and_second_places(woman: Body) -> None:
    found = locate(woman, alternatives=True)
    assert set(found.only(["PC8"]).codes) == {"PC8", "PC8/alt"}
    assert len(set(found.only(["EX-B2"]).codes)) == 17
    assert found.only(["ST36"]).meta == found.meta


def test_vertices_of_any_batch_and_sex(woman: Body) -> None:
    one = woman.vertices_mm.astype(np.float32)
    single = locate(one, sex="female", at_rest=True)
    both = locate(np.stack([one, one]), sex=["female", "male"], at_rest=True)
    assert single.position_mm.shape[0] == 1
    assert both.position_mm.shape[0] == 2
    assert np.nanmax(np.abs(single.position_mm[0] - both.position_mm[0])) < 1e-3
    i = both.index("CV1", "M")
    assert np.isfinite(both.position_mm[:, i]).all()
    assert np.nanmax(np.abs(single.position_mm - locate(woman).position_mm)) < 1e-3


def test_a_moved_frame_moves_the_points(woman: Body) -> None:
    shift = np.array([10.0, 900.0, -300.0])
    found = locate((woman.vertices_mm + shift).astype(np.float32), sex="female")
    gap = np.linalg.norm(found.position_mm[0] - locate(woman).position_mm[0] - shift, axis=1)
    assert np.nanmedian(gap) < 3
    assert np.nanmax(gap) < 10


@pytest.mark.parametrize("pose", ["standing", "seated", "prone"])
def test_points_are_carried_into_a_pose(woman: Body, pose: str) -> None:
    found = locate(woman, pose=pose)
    assert found.meta["pose"] == pose
    rest = locate(woman)
    assert np.array_equal(found.face, rest.face)
    assert np.nanmax(np.linalg.norm(found.position_mm - rest.position_mm, axis=-1)) > 50


def test_a_population_is_located_as_one(woman: Body) -> None:
    many = bodies(3, seed=1)
    found = locate(many)
    assert found.n_bodies == 3
    assert found.meta["body"] == {"bodies": 3}
    assert np.array_equal(locate([woman, woman]).position_mm[1], locate([woman]).position_mm[0])
    one = locate(many[1])
    assert np.nanmax(np.abs(one.position_mm[0] - found.position_mm[1])) < 0.01
    assert found.body(1)["ST36", "L"].position_mm == pytest.approx(one["ST36", "L"].position_mm, abs=0.01)
    with pytest.raises(InputError, match="3 bodies were located: say which"):
        found["ST36", "L"]


@pytest.mark.parametrize(
    ("vertices", "sex", "wanted"),
    [
        (np.zeros((10, 3)), "male", r"shape \(10, 3\); allowed: \(13718, 3\)"),
        (np.zeros((2, 10, 3)), "male", "allowed"),
        (np.zeros(13718), "male", "allowed"),
        (np.zeros((13718, 3)), None, "sex is None"),
        (np.zeros((13718, 3)), "man", 'allowed: "female" or "male"'),
        (np.zeros((2, 13718, 3)), ["male"], "for 2 bodies"),
        (np.full((13718, 3), np.nan), "male", "not numbers"),
        (np.zeros((13718, 3)), "male", "500 to 3000"),
        (np.full((13718, 3), "a"), "male", "allowed: numbers"),
    ],
)
def test_wrong_input_says_what_is_allowed(vertices: np.ndarray, sex: object, wanted: str) -> None:
    with pytest.raises(InputError, match=wanted):
        locate(vertices, sex=sex)


@pytest.mark.parametrize("at_rest", [None, True])
@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda v: v / 1000, "look like metres: multiply by 1000"),
        (lambda v: v / 10, "look like centimetres: multiply by 10"),
        (lambda v: v * 1000, "look like micrometres: multiply by 0.001"),
        (lambda v: v * 0, "span 0 to 0; allowed: 500 to 3000.*all lie in one place"),
        (lambda v: np.where(np.arange(len(v))[:, None] < 2, np.nan, v), "^2 vertices hold .*allowed: finite"),
        (lambda v: v.T, r"shape \(3, 13718\); allowed.*transposed: swap the last two axes"),
        (lambda v: v[:-1], r"shape \(13717, 3\); allowed: \(13718, 3\)"),
    ],
)
def test_what_is_clearly_no_body_is_named(woman: Body, spoil: Callable[[np.ndarray], np.ndarray], wanted: str, at_rest: bool | None) -> None:
    with pytest.raises(InputError, match=wanted):
        locate(spoil(woman.vertices_mm), sex="female", at_rest=at_rest)


def test_a_left_handed_frame_is_named(woman: Body) -> None:
    with pytest.raises(InputError, match="mirrored; give them in a right-handed frame"):
        locate(woman.vertices_mm * (1, -1, 1), sex="female")


def test_lists_are_taken_as_arrays(woman: Body) -> None:
    batch, single = check_vertices(woman.vertices_mm.tolist())
    assert single
    assert batch.shape == (1, 13718, 3)


def test_meta_says_with_what_it_was_made(woman: Body) -> None:
    meta = locate(woman).meta
    assert meta["tongren"] == tongren.__version__
    assert meta["body"]["name"] == "standard_woman"
    json.dumps(meta)


def test_named_bodies(woman: Body) -> None:
    assert woman.name == "standard_woman"
    assert set(NAMED) == {"standard_woman", "standard_man"}
    with pytest.raises(InputError, match="standard_man"):
        named_body("nobody")


def test_pandas_holds_the_same_table(woman: Body, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    found = locate(woman).only(["ST36", "GV20"])
    frame = found.to_pandas()
    assert list(frame.columns) == list(COLUMNS)
    found.to_csv(tmp_path / "p.csv")
    assert pandas.read_csv(tmp_path / "p.csv").shape == frame.shape == (3, len(COLUMNS))


def test_explain_and_find() -> None:
    assert "ST36" in explain("ST36")[0]
    assert len(explain("EX-B2", "ko")) == 17
    assert find("zusanli") == ["ST36"]
    with pytest.raises(InputError):
        explain("ST99")
    with pytest.raises(InputError):
        explain("ST36", "fr")


def test_a_batch_reads_like_a_list_of_places(woman: Body) -> None:
    found = locate(woman)
    both = found["ST36"]
    assert (both.codes, both.sides) == (("ST36", "ST36"), ("L", "R"))
    assert found["Zusanli", "L"].code == found["st36", "l"].code == found["足三里", "L"].code == "ST36"
    assert "ST36" in found and "li-4" in found and ("ST36", "R") in found
    assert "ST99" not in found and ("GV20", "L") not in found and 7 not in found
    assert [p.code for p in found] == list(found.codes)
    assert len(repr(found).splitlines()) == 3
    assert found[0].code == found.codes[0] and found[-1].code == found.codes[-1]
    with pytest.raises(IndexError):
        found[len(found)]
    with pytest.raises(KeyError, match="is a name of|names no point"):
        found["Zusanl"]
    with pytest.raises(UnknownPoint, match="is not among"):
        found.only("ST36")["LI4"]
    assert str(UnknownPoint("plain words")) == "plain words"


def test_files_take_text_and_paths(woman: Body, tmp_path: Path) -> None:
    found = locate(woman).only("ST36")
    found.to_csv(str(tmp_path / "a.csv"))
    found.to_csv(tmp_path / "b.csv")
    found.to_json(str(tmp_path / "c.json"))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))["points"][0]["code"] == "ST36"


@pytest.mark.parametrize("kind", [np.float16, np.int32, np.int64])
def test_whole_numbers_and_half_precision_are_taken_as_float32(woman: Body, kind: type) -> None:
    found = locate(woman.vertices_mm.astype(kind), sex="female", at_rest=True)
    off = np.linalg.norm(found.position_mm - locate(woman).position_mm, axis=-1)
    assert found.position_mm.dtype == np.float32
    assert np.nanmedian(off) < 2 and np.nanpercentile(off, 99) < 8  # as far as the rounding of the vertices goes


@pytest.mark.parametrize("aside", [(10.0, 0.0, 0.0), (-250.0, 900.0, -300.0)])
def test_at_rest_needs_no_median_plane_at_zero(woman: Body, aside: tuple[float, float, float]) -> None:
    there = locate(woman)
    found = locate((woman.vertices_mm + np.array(aside)).astype(np.float32), sex="female", at_rest=True)
    assert np.nanmax(np.abs(found.position_mm - np.array(aside) - there.position_mm)) < 0.05
    assert np.array_equal(found.status, there.status)


BACKWARD, LYING, ASIDE = np.diag([-1.0, -1, 1]), np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]), np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])


@pytest.mark.parametrize("turn", [BACKWARD, LYING, ASIDE])
def test_at_rest_wants_a_body_that_stands_upright(woman: Body, turn: np.ndarray) -> None:
    with pytest.raises(InputError, match="does not stand upright.*leave at_rest out"):
        locate((woman.vertices_mm @ turn.T).astype(np.float32), sex="female", at_rest=True)


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"sex": "female"}, "does not apply to a Body: a Body has its own"),
        ({"at_rest": True}, "it tells of vertices"),
        ({"at_rest": False}, "it tells of vertices"),
        ({"pose": "flying"}, 'pose is "flying"; allowed: rest, standing, seated, prone'),
        ({"alternatives": "yes"}, "allowed: True or False"),
    ],
)
def test_an_option_that_does_not_apply_to_a_body_is_refused(woman: Body, options: dict, wanted: str) -> None:
    with pytest.raises(InputError, match=wanted):
        locate(woman, **options)


@pytest.mark.parametrize("options", [{"pose": "seated"}, {"sex": "male"}, {"at_rest": True}])
def test_an_option_that_does_not_apply_to_bodies_is_refused(options: dict) -> None:
    for many in (bodies(2), list(bodies(2))):
        with pytest.raises(InputError, match="does not apply to several bodies"):
            locate(many, **options)
    assert locate(bodies(2), pose="rest").n_bodies == 2


def test_a_pose_does_not_apply_to_vertices(woman: Body) -> None:
    with pytest.raises(InputError, match="vertices keep the pose"):
        locate(woman.vertices_mm, sex="female", pose="seated", at_rest=True)


def test_bodies_are_a_sequence_and_the_first_are_the_same_however_many() -> None:
    few, many = bodies(3, 11), bodies(40, 11)
    for name in ("female", "age", "height_cm", "weight_kg"):
        assert np.array_equal(getattr(few, name), getattr(many, name)[:3])
    assert np.abs(few.vertices_mm - many.vertices_mm[:3]).max() < 0.002
    one = many[1]
    assert (one.age, one.height_cm, one.weight_kg) == (many.age[1], many.height_cm[1], many.weight_kg[1])
    assert np.abs(one.vertices_mm - many.vertices_mm[1]).max() < 0.002
    assert many[-1].age == many.age[39]
    assert np.array_equal(many[2:5].age, many.age[2:5]) and len(many[2:5]) == 3
    assert [b.age for b in few] == few.age.tolist()
    with pytest.raises(IndexError):
        few[3]


def test_a_mesh_and_a_path_are_located_too(woman: Body, tmp_path: Path) -> None:
    trimesh = pytest.importorskip("trimesh")
    skin = np.unique(template().faces[template().is_skin])
    number = np.full(len(template().mean), -1)
    number[skin] = np.arange(len(skin))
    mesh = trimesh.Trimesh(woman.vertices_mm[skin], number[template().faces[template().is_skin]], process=False)
    found = locate(mesh, sex="female")
    in_mesh = np.stack([found.more[f"scan_{axis}"][0] for axis in "xyz"], -1)
    assert np.nanmedian(np.linalg.norm(in_mesh - locate(woman).position_mm[0], axis=1)) < 3
    mesh.export(tmp_path / "scan.ply")
    again = locate(str(tmp_path / "scan.ply"), sex="female")
    assert np.nanmax(np.abs(again.position_mm - found.position_mm)) < 1
    with pytest.raises(InputError, match="no such file"):
        locate(tmp_path / "none.ply")
