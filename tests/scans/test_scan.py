"""A scan is read the same whichever way it is turned, in whatever unit and format; what is no body is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree

from benchmarks.scan_reading import degrees_off
from benchmarks.scans_made import made, random_rotation, write
from tongren.body.template import template
from tongren.errors import InputError
from tongren.geometry.mesh import vertex_normals
from tongren.scans.reading import UNITS_MM, read_scan


def turn_of(to_scan: np.ndarray) -> np.ndarray:
    return to_scan[:3, :3] / np.cbrt(np.linalg.det(to_scan[:3, :3]))


@pytest.mark.parametrize(("kind", "pose", "unit", "ending", "seed"), [
    ("whole", "a", "m", "ply", 1), ("whole", "t", "inch", "glb", 2), ("whole", "hanging", "cm", "obj", 3), ("whole", "sitting", "mm", "stl", 4),
    ("whole", "forward", "cm", "off", 5), ("noise", "a_low", "m", "xyz", 6), ("cloud", "hanging", "inch", "npy", 7), ("noise", "t", "mm", "ply", 8),
])  # fmt: skip
def test_unit_axes_and_pose_are_found(kind: str, pose: str, unit: str, ending: str, seed: int, tmp_path: Path) -> None:
    scan = made(seed, kind, pose, unit)
    read = read_scan(write(scan, tmp_path / f"scan.{ending}"))
    assert read.unit == unit
    assert degrees_off(turn_of(read.to_scan), scan.turn) < 20
    assert np.linalg.det(read.to_scan[:3, :3]) > 0, "never mirrored"
    assert read.points.dtype == np.float64
    assert np.allclose(np.linalg.norm(read.normals, axis=1), 1)
    back = read.in_scan(read.points)
    size = np.ptp(scan.points, axis=0).max()
    near = np.abs(back[::500, None] - scan.points[None]).max(2).min(1)
    assert near.max() < 1e-4 * size, "to_scan carries the points to the file's own numbers"
    true = vertex_normals(scan.upright, template().faces[template().is_skin]) @ scan.turn.T
    places = (scan.upright @ scan.turn.T) / UNITS_MM[unit] + scan.shift
    at = cKDTree(places).query(back)[1]
    alike = (true[at] * (read.normals @ turn_of(read.to_scan).T)).sum(1)
    assert np.mean(alike > 0) > (0.99 if read.faces is not None else 0.93), "normals look outward"


@pytest.mark.parametrize("damage", ["no_hands", "holes", "no_back", "floor", "chair", "hair", "skirt", "loose"])
def test_damage_does_not_turn_a_scan_round(damage: str, tmp_path: Path) -> None:
    scan = made(5, damage)
    read = read_scan(write(scan, tmp_path / "scan.ply"))
    assert (read.unit, degrees_off(turn_of(read.to_scan), scan.turn) < 20) == (scan.unit, True), read.notes


def test_turn_and_unit_change_nothing(tmp_path: Path) -> None:
    """The same mesh, turned at random and in another unit, comes out upright in the same place."""
    seed = int(np.random.default_rng().integers(1 << 30))
    rng = np.random.default_rng(seed)
    scan = made(11, "whole", "a", "mm", turned=False)
    first = read_scan(write(scan, tmp_path / "first.ply"))
    for unit in ("inch", "m"):
        turn = random_rotation(rng)
        other = type(scan)(scan.points @ turn.T / UNITS_MM[unit], scan.faces, scan.upright, turn, scan.shift, unit, scan.pose, scan.person)
        again = read_scan(write(other, tmp_path / f"{unit}.ply"))
        assert again.pose == first.pose
        assert again.unit == unit
        assert np.abs(again.points - first.points).max() < 60, f"seed {seed}"


def test_what_is_said_overrules(tmp_path: Path) -> None:
    scan = made(12, "whole", "a", "mm", turned=False)
    path = write(scan, tmp_path / "scan.ply")
    read = read_scan(path, up="+z", front="-y")
    assert np.allclose(turn_of(read.to_scan), np.eye(3), atol=1e-9)
    backward = read_scan(path, up="+z", front="+y")
    assert np.allclose(turn_of(backward.to_scan), np.diag([-1, -1, 1]), atol=1e-9)
    assert read_scan(path, up="+z").to_scan[2, 2] > 0.999
    with pytest.raises(InputError, match="no human body"):
        read_scan(path, up="-z")
    with pytest.raises(InputError, match="in m; allowed: 900 to 2600"):
        read_scan(path, unit="m")


@pytest.mark.parametrize(("words", "wanted"), [
    ({"unit": "feet"}, 'unit is "feet"; allowed: m, cm, mm, inch'), ({"up": "z"}, 'up is "z"; allowed: +x'),
    ({"up": "+z", "front": "-z"}, "across each other"),
])  # fmt: skip
def test_options_that_say_nothing_are_refused(words: dict[str, str], wanted: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as e:
        read_scan(tmp_path / "none.ply", **words)
    assert wanted in str(e.value)


def test_faces_that_look_inward_are_turned(tmp_path: Path) -> None:
    scan = made(13, "whole", "a", "mm", turned=False)
    inside = type(scan)(scan.points, scan.faces[:, ::-1], scan.upright, scan.turn, scan.shift, scan.unit, scan.pose, scan.person)
    read = read_scan(write(inside, tmp_path / "inside.ply"))
    assert read.faces is not None
    a, b, c = (read.points[read.faces[:, i]] for i in range(3))
    assert (np.cross(b - a, c - a) * a).sum() > 0, "the volume is positive"
    assert any("looked inward" in note for note in read.notes)


def test_normals_that_come_with_a_cloud_are_kept(tmp_path: Path) -> None:
    scan = made(14, "cloud", "a", "mm", turned=False)
    true = vertex_normals(scan.upright, template().faces[template().is_skin])
    points, normals = scan.upright[::2] + scan.shift, -true[::2]
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\n"
    head += "".join(f"property float {k}\n" for k in ("x", "y", "z", "nx", "ny", "nz"))
    (tmp_path / "n.ply").write_bytes(head.encode() + b"end_header\n" + np.concatenate([points, normals], 1).astype("<f4").tobytes())
    read = read_scan(tmp_path / "n.ply", up="+z", front="-y")
    at = cKDTree(points).query(read.in_scan(read.points))[1]
    assert np.mean((read.normals * -normals[at]).sum(1) > 0.99) > 0.95, "inward ones turned, not guessed anew"
