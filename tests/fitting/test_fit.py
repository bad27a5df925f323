"""Fitting a scan: derivatives, beliefs, and fits of one posed body as it is, turned, mirrored, larger, without a hand, and saved.

The scan is the skin of a body in a posture from which no fit starts, its vertices in another order; all seeds are fixed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree

from tongren.body.person import Body, Measures
from tongren.body.pose import bone_transforms, skin
from tongren.body.posed_model import modelled, turned
from tongren.body.stance import turns_of
from tongren.body.template import FloatArray, template
from tongren.errors import InputError
from tongren.fitting import rough as fit_rough
from tongren.fitting.fit import fit_scan
from tongren.fitting.joints import SMALL, chosen, joints
from tongren.fitting.match import sampled
from tongren.fitting.rough import other_ways
from tongren.fitting.scanned import ScanFit, from_file
from tongren.fitting.space import belief, female_share, fit_space, part_of_vertex, spaced
from tongren.fitting.step import asked_along, derivatives, hessian, starting, stepped
from tongren.geometry.mesh import vertex_normals
from tongren.locating.carry import carried
from tongren.locating.engine import locate_rest
from tongren.locating.on_scan import locate_fit
from tongren.scans.reading import Scan

POSTURE = {
    "turn": [0.0, 0.0, 8.0],
    "aims": [
        ["upperarm01", "lowerarm01", [0.45, -0.15, -0.85]], ["lowerarm01", "wrist", [0.3, -0.6, -0.75]],
        ["upperleg01", "lowerleg01", [0.14, -0.06, -1.0]], ["lowerleg01", "foot", [0.1, 0.08, -1.0]],
    ],
}  # fmt: skip


def scan_of(vertices: FloatArray, faces: FloatArray, seed: int = 0) -> Scan:
    """A scan of a mesh in millimetres, its vertices in another order."""
    order = np.random.default_rng(seed).permutation(len(vertices))
    new = np.empty(len(order), int)
    new[order] = np.arange(len(order))
    points, faces = vertices[order].astype(float), new[faces]
    return Scan(points, faces, vertex_normals(points, faces), "mm", np.eye(4), "a", (), "test")


@pytest.fixture(scope="module")
def person() -> tuple[Body, FloatArray, FloatArray]:
    """A body, its vertices in the posture, and the places of its points there."""
    body = Body("male", 35, 178, 74)
    moves = bone_transforms(template(), body.rest, turns_of(POSTURE, body.rest))
    vertices = skin(template(), body.rest.vertices, moves)[0].astype(float) + (30, -20, 900)
    found = carried(locate_rest(body.vertices_mm[None].astype(np.float32), np.array([False])), vertices[None])
    return body, vertices, found.position_mm[0]


@pytest.fixture(scope="module")
def outer() -> FloatArray:
    t = template()
    return t.faces[t.is_skin]


@pytest.fixture(scope="module")
def plain(person, outer) -> ScanFit:
    return fit_scan(scan_of(person[1], outer), Measures("male"))


def test_derivatives_are_those_of_the_posed_vertices() -> None:
    s, rng = fit_space({}), np.random.default_rng(3)
    fit, bones = starting(s), chosen(SMALL)
    fit = stepped(fit, rng.normal(size=len(s.basis)), turned(rng.normal(size=(104, 3)) * 0.1), rng.normal(size=3))
    jac = derivatives(s, fit, bones)
    step = rng.normal(size=jac.shape[2]) * 1e-5
    angles = np.zeros((104, 3))
    angles[bones] = step[len(s.basis) : -3].reshape(-1, 3)
    moved = modelled(s, stepped(fit, step[: len(s.basis)], turned(angles), step[-3:])) - modelled(s, fit)
    assert np.abs(moved - jac @ step).max() < 1e-3 * np.abs(moved).max()


def test_what_pairs_ask_is_their_normal_equation() -> None:
    s, rng = fit_space({}), np.random.default_rng(4)
    fit, bones, n = starting(s), chosen(("root", "upperarm01")), len(s.subset)
    vertex, normal, off, weight = rng.integers(n, size=50), rng.normal(size=(50, 3)), rng.normal(size=50), rng.uniform(size=50)
    jac = np.einsum("ma,mau->mu", normal, derivatives(s, fit, bones)[vertex])
    nothing = asked_along(n, vertex[:0], normal[:0], off[:0], weight[:0])
    prior, _ = hessian(s, fit, nothing, bones)
    matrix, downhill = hessian(s, fit, asked_along(n, vertex, normal, off, weight), bones)
    assert np.allclose(matrix - prior, jac.T @ (weight[:, None] * jac), rtol=1e-6, atol=1e-6 * np.abs(matrix).max())
    assert np.allclose(downhill, jac.T @ (weight * off), rtol=1e-6, atol=1e-6 * np.abs(downhill).max())


def test_thinned_skin_is_its_own_mirror_and_so_are_the_joints() -> None:
    t = template()
    assert set(t.mirror_vertex[spaced()]) == set(spaced())
    b, labels = joints(), t.bone_labels
    for j, label in enumerate(labels):
        if label.endswith(".L") and label.startswith(("lowerarm", "lowerleg", "wrist", "finger", "foot")):
            k = labels.index(label[:-1] + "R")
            assert np.allclose(b.axes[j, 1] * (1, -1, -1), b.axes[k, 1], atol=0.03), label  # a hinge is an axis of turning
            assert np.allclose(b.spreads[j], b.spreads[k])


def test_what_is_known_narrows_the_belief() -> None:
    known = {"female": 1.0, "age": 40.0, "height_cm": 165.0, "weight_kg": 60.0}
    wide, narrow = (np.sqrt((fit_space(k).basis ** 2).sum(2).mean(1)) for k in ({}, known))
    assert wide[0] > 50  # millimetres: adults of any height
    assert narrow[0] < 0.4 * wide[0]
    assert all(np.linalg.eigvalsh(belief(k)[1]).min() > 0 for k in ({}, known))


@pytest.mark.parametrize(("sex", "least", "most"), [(1.0, 0.6, 1.0), (0.0, 0.0, 0.4)])
def test_the_mean_woman_is_female_by_her_shape(sex: float, least: float, most: float) -> None:
    s = fit_space({"female": sex})
    assert least <= female_share(s, np.zeros(len(s.basis))) <= most


def test_points_lie_where_they_are_on_the_body_itself(plain: ScanFit, person) -> None:
    found = locate_fit(plain)
    off = np.linalg.norm(found.position_mm[0] - person[2], axis=1)
    assert np.nanmedian(off) < 2.5 and np.nanpercentile(off, 95) < 9
    assert (found.status_words[0] == "unseen").mean() < 0.02
    moved = found.more["moved_mm"][0]
    assert np.nanmedian(np.abs(moved)) < 0.7
    assert all(r.median_mm < 1.5 and r.coverage > 0.9 for r in plain.regions)
    assert (found.more["fit_sigma_mm"][0][found.face[0] >= 0] > 1).all()


def test_the_same_scan_gives_the_same_numbers(plain: ScanFit, person, outer) -> None:
    again = fit_scan(scan_of(person[1], outer), Measures("male"))
    assert np.array_equal(again.skin_mm, plain.skin_mm) and np.array_equal(again.sigma_mm, plain.sigma_mm)


def test_a_mirrored_scan_gives_mirrored_points(plain: ScanFit, person, outer) -> None:
    mirrored = fit_scan(scan_of(person[1] * (-1, 1, 1), outer[:, ::-1]), Measures("male"))
    a, b = locate_fit(plain), locate_fit(mirrored)
    other = [b.index(c, {"L": "R", "R": "L", "M": "M"}[side]) for c, side in zip(a.codes, a.sides, strict=True)]
    off = np.linalg.norm(a.position_mm[0] - b.position_mm[0][other] * (-1, 1, 1), axis=1)
    assert np.nanmedian(off) < 1.0 and np.nanpercentile(off, 95) < 4


def test_a_turned_and_moved_scan_gives_points_turned_and_moved(plain: ScanFit, person, outer) -> None:
    turn, shift = turned(np.array([[0.05, -0.04, -0.3]]))[0], np.array([400.0, -900.0, 55.0])
    other = locate_fit(fit_scan(scan_of(person[1] @ turn.T + shift, outer), Measures("male"), seed=5))
    off = np.linalg.norm((other.position_mm[0] - shift) @ turn - locate_fit(plain).position_mm[0], axis=1)
    assert np.nanmedian(off) < 1.0 and np.nanpercentile(off, 95) < 4


@pytest.mark.parametrize("kind", ["mesh", "cloud"])
def test_the_sample_of_a_turned_scan_is_the_sample_turned(kind: str, person, outer) -> None:
    scan = scan_of(person[1], outer)
    if kind == "cloud":
        scan = replace(scan, faces=None)
    turn, shift = turned(np.array([[1.2, -0.7, 2.3]]))[0], np.array([4000.0, -900.0, 55.0])
    other = replace(scan, points=scan.points @ turn.T + shift, normals=scan.normals @ turn.T)
    a, b = (sampled(x, 14.0, np.random.default_rng(3)) for x in (scan, other))
    apart, _ = cKDTree(b.points).query(a.points @ turn.T + shift)
    assert len(a.points) > 1000 and abs(len(a.points) - len(b.points)) < 0.02 * len(a.points)
    assert (apart < 1e-6).mean() > 0.97  # what lies on a border of two cubes may fall either way


def test_other_ways_round_keep_what_was_said() -> None:
    every = [np.eye(3), *other_ways(frozenset())]
    assert len({m.tobytes() for m in (np.round(t) + 0.0 for t in every)}) == 8
    assert all(np.allclose(t @ t.T, np.eye(3)) and np.linalg.det(t) > 0 for t in every)
    assert [t[2, 2] for t in other_ways(frozenset({"up"}))] == [1, 1, 1]
    assert [t[1, 1] for t in other_ways(frozenset({"front"}))] == [1]
    assert other_ways(frozenset({"up", "front"})) == []


@pytest.mark.parametrize("turn", other_ways(frozenset()))
def test_a_turned_scan_keeps_its_own_numbers(turn: FloatArray, person, outer) -> None:
    scan = scan_of(person[1], outer)
    other = scan.turned(turn)
    assert np.allclose(other.in_scan(other.points), scan.in_scan(scan.points), atol=1e-6)
    assert turn[2, 2] > 0 or other.points[:, 2].min() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("turn", "unsure"), [(np.diag([-1.0, -1, 1]), True), (np.diag([1.0, -1, -1]), False)])
def test_a_scan_read_the_wrong_way_round_is_turned(turn: FloatArray, unsure: bool, plain: ScanFit, person, outer, monkeypatch) -> None:
    assert any(np.allclose(turn, way) for way in other_ways(frozenset()))
    monkeypatch.setattr(fit_rough, "other_ways", lambda said: [turn])  # the others take half a minute
    fit = fit_scan(replace(scan_of(person[1], outer).turned(turn), unsure=unsure), Measures("male"))
    assert any("turned otherwise" in n for n in fit.notes) and fit.scan is not None
    off = np.linalg.norm(fit.scan.in_scan(fit.skin_mm) - plain.skin_mm, axis=1)
    assert np.median(off) < 1.0 and np.percentile(off, 95) < 4


def test_two_people_who_touch_are_refused(person, outer, monkeypatch) -> None:
    monkeypatch.setattr(fit_rough, "other_ways", lambda said: [])
    two = np.concatenate([person[1], person[1] * (-1, -1, 1) + (0, 2 * (person[1][:, 1].max() - 10), 0)])
    scan = scan_of(two, np.concatenate([outer, outer + len(person[1])]))
    with pytest.raises(InputError, match="beside the best body|no human body"):
        fit_scan(scan, Measures("male"))


def test_a_hand_that_is_not_there_is_unseen_and_less_sure(plain: ScanFit, person, outer) -> None:
    gone = (part_of_vertex() == "hand") & (template().mean[:, 0] > 0)
    fit = fit_scan(scan_of(person[1], outer[~gone[outer].any(1)]), Measures("male", height_cm=178))
    found, whole = locate_fit(fit), locate_fit(plain)
    lost = gone[template().faces[np.maximum(found.face[0], 0)]].all(1) & (found.face[0] >= 0)
    assert (found.status_words[0][lost] == "unseen").mean() > 0.9
    assert np.median(found.more["fit_sigma_mm"][0][lost]) > 2 * np.median(whole.more["fit_sigma_mm"][0][lost])
    off = np.linalg.norm(found.position_mm[0] - person[2], axis=1)
    assert np.nanmedian(off[~lost]) < 2.5


def test_a_saved_person_comes_back_and_takes_poses(plain: ScanFit, tmp_path: Path) -> None:
    plain.save(tmp_path / "person.npz")
    back = from_file(np.load(tmp_path / "person.npz"), tmp_path / "person.npz")
    assert np.allclose(back.skin_mm, plain.skin_mm, atol=1e-3) and back.regions == plain.regions and back.sex == plain.sex
    here, there = locate_fit(plain).position_mm[0], locate_fit(back).position_mm[0]
    assert np.nanmax(np.linalg.norm(here - there, axis=1)) < 0.5
    seated = back.in_pose("seated")
    assert seated[:, 2].min() == pytest.approx(0, abs=1e-3) and np.ptp(seated[:, 2]) < 0.85 * np.ptp(back.rest_mm[:, 2])
    np.savez(tmp_path / "half.npz", kind="tongren scanned body 1", sex="male")
    with pytest.raises(InputError, match="save it anew"):
        from_file(np.load(tmp_path / "half.npz"), tmp_path / "half.npz")


def test_what_is_no_body_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(fit_rough, "other_ways", lambda said: [])
    rng = np.random.default_rng(2)
    ball = rng.normal(size=(6000, 3))
    ball /= np.linalg.norm(ball, axis=1, keepdims=True)
    scan = Scan(ball * (500, 500, 800), None, ball, "mm", np.eye(4), "a", (), "ball")
    with pytest.raises(InputError, match="ball: "):
        fit_scan(scan)


@pytest.mark.parametrize(("given", "said"), [({"sex": "man"}, "female"), ({"age": 7}, "18 to 90"), ({"height_cm": float("nan")}, "140")])
def test_measures_that_no_adult_has_are_refused(person, outer, given, said) -> None:
    with pytest.raises(InputError, match=said):
        fit_scan(replace(scan_of(person[1], outer), name="x"), Measures(**given))
