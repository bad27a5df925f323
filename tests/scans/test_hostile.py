"""Broken and hostile files given as scans: one clear line each, or an honest scan; nothing is fetched, no header is believed."""

from __future__ import annotations

import re
import resource
import socket
from pathlib import Path
from typing import Any

import pytest

from benchmarks.hostile import FILES, WANTED
from tongren.cli.main import app
from tongren.errors import InputError
from tongren.scans.reading import read_scan

HONEST = ("ply_some_nan.ply", "ply_every_point_twice.ply", "ply_picture_outside.ply", "wrong_ending.xyz", "gltf_picture_outside.gltf")
NO_BODY = ("egg.ply", "cube.ply", "rod.ply", "dog.ply", "two_people.ply", "two_people_back_to_back.ply", "room.xyz", "noise.xyz", "head_alone.ply")
SHAPES = ("sphere.ply", "board.ply", "sheet.ply", "pillar.ply", "ring.ply", "two_people_near.ply", "a_toy.ply", "in_two_sizes.ply", "terrain.xyz")
SLOW = ("xyz_one_long_line.xyz", *SHAPES)  # benchmarks/hostile.py runs these too
BROKEN = [name for name, wanted in WANTED.items() if wanted and name not in NO_BODY + SLOW]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*words: Any, **more: Any) -> None:
        raise AssertionError("a scan file made the reader use the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_there_are_sixty_and_more() -> None:
    assert len(FILES) >= 60
    assert len(BROKEN) >= 60


@pytest.mark.parametrize("name", [*BROKEN, *NO_BODY])
def test_refused_in_one_line(name: str, tmp_path: Path) -> None:
    FILES[name](tmp_path / name)
    with pytest.raises(InputError) as e:
        read_scan(tmp_path / name)
    said = str(e.value)
    assert re.search(WANTED[name], said), said
    assert "\n" not in said
    assert len(said.replace(str(tmp_path), "")) < 330


@pytest.mark.parametrize("name", HONEST)
def test_what_can_be_read_is_read(name: str, tmp_path: Path) -> None:
    FILES[name](tmp_path / name)
    assert len(read_scan(tmp_path / name).points) > 10_000


def test_the_command_ends_with_two_and_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ply_50_million.ply", "gltf_network.gltf", "garbage.stl", "folder.ply", "missing.ply", "rod.ply"):
        FILES[name](tmp_path / name)
        monkeypatch.setattr("sys.argv", ["tongren", "locate", "--scan", str(tmp_path / name)])
        with pytest.raises(SystemExit) as e:
            app()
        said = capsys.readouterr().err.strip().splitlines()
        assert e.value.code == 2
        assert len(said) == 1, said
        assert said[0].startswith("tongren: "), said


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.ply"
    FILES["ply_one_triangle.ply"](path)
    path.chmod(0)

    def locked(self: Path) -> bytes:  # the superuser may read everything
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(InputError, match="cannot be read .Permission denied"):
        read_scan(path)


def test_memory_stays_below_four_gigabytes() -> None:
    """Of the whole run so far, this file's tests among it."""
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 4_000_000
