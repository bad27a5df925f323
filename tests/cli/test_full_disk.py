"""A full disk costs nothing that was there: for every kind of output the old file stays, no half is left, and one line says so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from full_disk import KINDS  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
Told = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def came_of(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """What comes of every kind, run in a process of its own: where no file may grow (limit), and on a disk that is full (disk).

    The disk is one of 256 kB in memory, where this machine lets us mount it.
    """
    folder = tmp_path_factory.mktemp("full")
    out = folder / "out"
    out.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(out)]
    is_mounted = shutil.which("mount") is not None and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("full_disk.py")), str(folder), "limit", *(["disk"] if is_mounted else [])],
            cwd=ROOT, capture_output=True, text=True, timeout=300, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    finally:
        if is_mounted:
            subprocess.run(["umount", str(out)], check=True)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Told] = json.loads(done.stdout)
    return told


def check(told: dict[str, Any], why: str) -> None:
    """Assert what a full disk must come to: exit code 2, one line that names the file, the old file, nothing else."""
    assert told["code"] == 2, told
    lines = told["said"].splitlines()
    assert len(lines) == 1, told
    assert lines[0].startswith(f"tongren: {told['file']}: not written: {why}; "), lines
    assert lines[0].endswith("; the old file is unchanged"), lines
    assert told["old"], "the old file changed"
    assert told["left"] == [], "a half file was left"
    assert told["opened"] == [], "the file was opened under its own name"


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_may_not_grow_leaves_the_old_one(kind: str, came_of: dict[str, Told]) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    check(came_of["limit"][kind], "the file would be larger than is allowed here")


def test_a_full_disk_leaves_every_old_file(came_of: dict[str, Told]) -> None:
    if "disk" not in came_of:
        pytest.skip("no file system can be mounted here; the same is tried with a limit on the size of files")
    for kind, told in came_of["disk"].items():
        if kind != "parquet" or find_spec("pyarrow"):
            check(told, "the disk is full")
