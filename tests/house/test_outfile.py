"""The one writer: whole or not at all, whatever the place is, and what it says where it cannot."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

import numpy as np
import pytest

from tongren import outfile
from tongren.errors import InputError, OutputError, TongrenError, UnknownPoint
from tongren.outfile import whole, write_arrays, write_bytes, write_text, write_texts


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def refused(path: Path | str) -> str:
    """The one line with which the writer refuses a place."""
    with pytest.raises(OutputError) as caught:
        write_text(path, "new\n")
    text = str(caught.value)
    assert text.startswith(f"{path}: not written: ")
    assert "\n" not in text
    return text


def test_text_is_utf8_with_plain_line_ends(tmp_path: Path) -> None:
    assert write_text(tmp_path / "a.txt", "足三里\n é\n") == tmp_path / "a.txt"
    assert (tmp_path / "a.txt").read_bytes() == "足三里\n é\n".encode()
    write_text(str(tmp_path / "a.txt"), "half a character: \udce9\n")
    assert (tmp_path / "a.txt").read_bytes() == b"half a character: \\udce9\n"
    assert names(tmp_path) == ["a.txt"]


def test_the_file_is_absent_or_old_until_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for old in (None, "old"):
        with whole(path) as half:
            half.write_text(f"new after {old}", encoding="utf-8")
            assert (path.read_text(encoding="utf-8") if path.exists() else None) == ("new after None" if old else None)
            assert (half.parent, half.suffix, half.name[0]) == (tmp_path, ".txt", ".")
    assert path.read_text(encoding="utf-8") == "new after old"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), InputError("no"), MemoryError()])
def test_whatever_stops_the_block_the_old_file_stays(error: BaseException, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(type(error)), whole(path) as half:
        half.write_text("half", encoding="utf-8")
        raise error
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_fails_at_the_last_moment_is_told_in_words(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(fd: int) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", fails)
    said = refused(path)
    assert outfile.WHY[number][0] in said
    assert said.endswith("; the old file is unchanged")
    assert path.read_text(encoding="utf-8") == "old"
    assert "unchanged" not in refused(tmp_path / "new.txt"), "there was none"
    assert names(tmp_path) == ["a.txt"]


def test_an_error_is_both_ours_and_the_systems(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="this is a folder") as caught:
        write_bytes(tmp_path, b"")
    assert isinstance(caught.value, TongrenError)
    assert caught.value.errno == errno.EISDIR


def test_places_that_cannot_be_written_are_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    assert "this is a folder" in refused(tmp_path)
    assert "a part of the path is a file" in refused(tmp_path / "file" / "a.txt")
    assert "the name is too long" in refused(tmp_path / ("a" * 300))
    assert "leads in a circle" in refused(tmp_path / "ring")
    assert "nor the one it would lie in" in refused(tmp_path / "no" / "such" / "a.txt")
    assert names(tmp_path) == ["file", "ring"]


def test_one_missing_folder_is_made_and_goes_where_nothing_came_of_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no"), whole(tmp_path / "new" / "a.txt"):
        raise ValueError("no")
    assert names(tmp_path) == []
    write_text(tmp_path / "new" / "a.txt", "a")
    assert names(tmp_path / "new") == ["a.txt"]


def test_another_files_trouble_stays_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="missing.csv"), whole(tmp_path / "a.txt"):
        (tmp_path / "missing.csv").read_text(encoding="utf-8")
    assert names(tmp_path) == []


def test_permissions_are_kept_and_new_files_are_as_the_mask_says(tmp_path: Path) -> None:
    path, mask = tmp_path / "a.txt", os.umask(0o027)
    try:
        assert stat.S_IMODE(write_text(path, "a").stat().st_mode) == 0o640
        path.chmod(0o664)
        assert stat.S_IMODE(write_text(path, "b").stat().st_mode) == 0o664
    finally:
        os.umask(mask)


def test_what_may_not_be_written_is_not_replaced_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda *given: False)  # whoever runs the tests may be allowed everything
    assert "you may not write there" in refused(path)
    assert path.read_text(encoding="utf-8") == "old"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "a.txt").symlink_to(tmp_path / "far" / "b.txt")
    for text in ("first", "second"):
        write_text(tmp_path / "a.txt", text)
        assert (tmp_path / "a.txt").is_symlink()
        assert (tmp_path / "far" / "b.txt").read_text(encoding="utf-8") == text
    assert names(tmp_path) == ["a.txt", "far"]
    assert names(tmp_path / "far") == ["b.txt"]


def test_a_pipe_gets_the_whole_output_at_once(tmp_path: Path) -> None:
    path, read = tmp_path / "pipe.npz", []
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()))
    reader.start()
    write_arrays(path, a=np.arange(50_000))
    reader.join(10)
    assert read[0][:2] == b"PK"
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert names(tmp_path) == ["pipe.npz"]


def test_devices_are_written_into_and_never_replaced() -> None:
    write_text("/dev/null", "gone")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    if Path("/dev/full").exists():  # Linux alone has a device that is always full
        assert "the disk is full" in refused("/dev/full")


def test_texts_that_belong_together_are_all_finished_before_the_first_is_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "a.csv.meta.json", tmp_path / "a.csv"
    order: list[str] = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, there: order.append(Path(there).name) or replace(self, there))
    write_texts({first: "meta", second: "points"})
    assert order == ["a.csv.meta.json", "a.csv"]
    second.unlink()
    second.mkdir()
    with pytest.raises(OutputError, match="this is a folder"):
        write_texts({first: "new meta", second: "new points"})
    assert first.read_text(encoding="utf-8") == "meta"


def test_arrays_get_their_ending_and_come_back(tmp_path: Path) -> None:
    assert write_arrays(tmp_path / "a", x=np.arange(3), word="w") == tmp_path / "a.npz"
    with np.load(tmp_path / "a.npz") as z:
        assert (z["x"].tolist(), str(z["word"])) == ([0, 1, 2], "w")


def test_an_unknown_point_is_a_key_error_with_a_plain_text() -> None:
    error = UnknownPoint('"XX1" names no point; the nearest: "EX-B1"')
    assert str(error) == '"XX1" names no point; the nearest: "EX-B1"'
    assert isinstance(error, KeyError)
    assert isinstance(error, InputError)
