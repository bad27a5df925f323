"""The library's front door: shapes, frames, messages, and the small promises of its docstrings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import tongren
from tongren.errors import InputError
from tongren.front.places import NAMED, Body, bodies, check_vertices, explain, find, locate, named_body
from tongren.locating.located import COLUMNS


@pytest.fixture(scope="module")
def woman() -> Body:
    return named_body()


def test_one_body_is_a_batch_of_one(woman: Body) -> None:
    found = locate(woman)
    p = len(found.codes)
    assert len(found) == 1
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
    with pytest.raises(KeyError, match="none"):
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
    assert len(found) == 3
    assert found.meta["body"] == {"bodies": 3}


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
