"""Many scans: the same table with any number of workers and any engine, each scan done once, none lost, failures told."""

from __future__ import annotations

import csv
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from benchmarks.many_scans import killed, read_only, scans
from tongren.cli.main import cli
from tongren.cli.scans import scans_among
from tongren.errors import InputError
from tongren.locating.many_scans import ScanOptions, locate_many
from tongren.locating.scan_engines import results
from tongren.locating.scan_results import Outcome, Parts

N = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("scans")
    scans(out, N)
    return out


@pytest.fixture(scope="module")
def first(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The table that one worker writes."""
    out = tmp_path_factory.mktemp("out") / "one.csv"
    report = locate_many(sorted(folder.iterdir()), out, ScanOptions(), work=read_only)
    assert (report.done, report.before, report.failed) == (N, 0, {})
    return out.read_bytes()


def test_two_workers_write_the_same_and_do_nothing_twice(folder: Path, first: bytes, tmp_path: Path) -> None:
    out, paths = tmp_path / "two.csv", sorted(folder.iterdir())
    told: list[tuple[int, int]] = []
    locate_many(paths, out, ScanOptions(), 2, told=lambda n, of, name: told.append((n, of)), work=read_only)
    assert out.read_bytes() == first
    assert told == [(i, N) for i in range(1, N + 1)]
    again = locate_many(paths, out, ScanOptions(), 2, work=read_only)
    assert (again.done, again.before) == (0, N)
    assert out.read_bytes() == first


def test_other_options_are_other_work(folder: Path, first: bytes, tmp_path: Path) -> None:
    out, paths = tmp_path / "o.csv", sorted(folder.iterdir())[:1]
    assert locate_many(paths, out, ScanOptions(), work=read_only).done == 1
    assert locate_many(paths, out, ScanOptions(sex="male"), work=read_only).done == 1
    assert locate_many(paths, out, ScanOptions(sex="male"), work=read_only).done == 0


def test_dask_writes_the_same(folder: Path, first: bytes, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    report = locate_many(sorted(folder.iterdir()), tmp_path / "d.csv", ScanOptions(), 2, "dask", work=read_only)
    assert report.done == N
    assert (tmp_path / "d.csv").read_bytes() == first


def test_killed_half_way_and_started_again(folder: Path, first: bytes, tmp_path: Path) -> None:
    for path in folder.iterdir():
        os.link(path, tmp_path / path.name)
    kept, again, there = killed(tmp_path, "read", N)
    assert kept >= N // 2
    assert kept + again == there == N
    text = (tmp_path / "killed.csv").read_text(encoding="utf-8")
    assert text.replace(str(tmp_path), str(folder)) == first.decode()


def test_failures_are_told_and_the_rest_goes_on(folder: Path, tmp_path: Path) -> None:
    good = sorted(folder.iterdir())[0]
    (tmp_path / "bad.ply").write_bytes(b"no scan")
    copy = tmp_path / "copy.ply"
    copy.write_bytes(good.read_bytes())
    paths = [tmp_path / "bad.ply", good, tmp_path / "none.ply", copy]
    report = locate_many(paths, tmp_path / "p.csv", ScanOptions(), work=read_only)
    assert report.done == 2, "the same content is worked on once"
    assert set(report.failed) == {str(paths[0]), str(paths[2])}
    assert "first bytes" in report.failed[str(paths[0])]
    assert report.failed[str(paths[2])] == "there is no such file"
    with (tmp_path / "p.csv").open(encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    assert {r["scan"] for r in rows} == {str(good), str(copy)}
    told = json.loads((tmp_path / "p.csv.meta.json").read_text(encoding="utf-8"))
    assert told["scans"][str(paths[2])]["reason"] == "there is no such file"
    again = locate_many(paths, tmp_path / "p.csv", ScanOptions(), work=read_only)
    assert (again.done, set(again.failed)) == (0, set(report.failed)), "a lasting failure is not tried again, but told again"


def dies_of_seven(given: Any) -> Outcome:
    if given == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    if given == 5:
        raise ValueError("five is\nwrong")
    return Outcome([{"n": given}], {})


def test_a_process_that_dies_costs_its_own_job_only() -> None:
    found = dict(results("processes", dies_of_seven, [(str(i), i) for i in range(10)], 2))
    assert set(found) == {str(i) for i in range(10)}
    assert {k for k, v in found.items() if isinstance(v, Outcome)} == {str(i) for i in range(10)} - {"5", "7"}
    assert "memory" in str(found["7"])
    assert isinstance(found["5"], ValueError)


def test_a_part_is_whole_or_done_again(tmp_path: Path) -> None:
    parts = Parts(tmp_path / "p")
    parts.write("k", Outcome([{"a": 1.5}], {"b": 2}))
    assert parts.read("k") == Outcome([{"a": 1.5}], {"b": 2})
    assert [p.name for p in parts.folder.iterdir()] == ["k.json"]
    parts.place("k").write_text("{half")
    assert parts.read("k") is None


def test_parquet_has_numbers_and_words(folder: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    locate_many(sorted(folder.iterdir())[:2], tmp_path / "p.parquet", ScanOptions(), codes=["ST36"], work=read_only)
    table = parquet.read_table(tmp_path / "p.parquet")
    assert table.num_rows == 4
    assert set(table["code"].to_pylist()) == {"ST36"}
    assert all(isinstance(x, float) for x in table["x_mm"].to_pylist())


@pytest.mark.parametrize(("words", "wanted"), [
    (("--out", "p.xls"), ".parquet or .csv"), ((), "say where their points go"), (("--out", "p.csv", "--engine", "ray"), "allowed: processes, dask"),
    (("--out", "p.csv", "--workers", "0"), "allowed: 1 or more"), (("--out", "p.csv", "--age", "30"), "measures are those of one person"),
])  # fmt: skip
def test_mistakes_are_refused(words: tuple[str, ...], wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.ply", "b.ply"):
        (tmp_path / name).write_bytes(b"x")
    done = CliRunner().invoke(cli, ["locate", "--scan", "a.ply", "b.ply", *words])
    assert isinstance(done.exception, InputError)
    assert wanted in str(done.exception)


def test_the_command_lists_failures_and_ends_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.ply", "b.ply"):
        (tmp_path / name).write_bytes(b"no scan " + name.encode())
    done = CliRunner().invoke(cli, ["locate", "ST36", "--scan", "a.ply", "b.ply", "--out", "p.csv"])
    assert done.exit_code == 1, done.output
    assert "failed: a.ply: named .ply but its first bytes" in done.output
    assert "2 failed" in done.output


def test_files_patterns_and_folders_name_scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.ply", "a.stl", "note.txt~"):
        (tmp_path / name).touch()
    both = [Path("a.stl"), Path("b.ply")]
    assert scans_among(Path("a.stl"), ["b.ply", "ST36"]) == (both, ["ST36"])
    assert scans_among(Path("*.[ps][lt][yl]"), []) == (both, [])
    assert scans_among(Path(), ["PC6"]) == (both, ["PC6"])
    assert scans_among(None, ["ST36"]) == ([], ["ST36"])
    with pytest.raises(InputError, match="no scan there"):
        scans_among(Path("*.glb"), [])
