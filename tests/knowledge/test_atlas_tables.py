"""The one loader: what it takes, what it tells of a broken file, and where."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from tongren.body.template import template
from tongren.errors import AtlasError
from tongren.knowledge.counts import NEEDED, count, read_counts
from tongren.knowledge.records import PointStatus
from tongren.knowledge.tables import atlas_path, files_of, keyed, read_records, read_rows, read_sheet, table

GOOD = 'id,en\none,"first, of two\nlines"\n\ntwo,second\n'


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "words" / "t.csv"
    path.parent.mkdir()
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_come_with_the_line_they_begin_in(tmp_path: Path, mark: bytes, end: str) -> None:
    sheet = read_sheet(tmp_path, written(tmp_path, mark + GOOD.replace("\n", end).encode()))
    assert (sheet.file, sheet.columns, sheet.problems, sheet.last_line) == ("words/t.csv", ("id", "en"), (), 5)
    assert [(line, row["id"]) for _, line, row in sheet.rows] == [(2, "one"), (5, "two")]
    assert sheet.rows[0].row["en"] == f"first, of two{end}lines"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("id,en\none,first\ntwo,café\n".encode("latin-1"), "words/t.csv:3: found the byte 0xE9, which is no UTF-8"),
        (b"id,en\none\n", "words/t.csv:2: found 1 cells; the number of columns in the header is 2"),
        (b"id,en\none,first\ntwo,a,b\n", "words/t.csv:3: found 3 cells; the number of columns in the header is 2"),
        (b"id,id\none,first\n", 'words/t.csv:1: the column "id" stands twice'),
        (b'id,en\none,first\ntwo,"no end\n', "words/t.csv:3: found unexpected end of data"),
    ],
)
def test_what_is_no_sound_table_is_told_with_its_line(tmp_path: Path, data: bytes, wanted: str) -> None:
    sheet = read_sheet(tmp_path, written(tmp_path, data))
    assert [str(p)[: len(wanted)] for p in sheet.problems] == [wanted]
    with pytest.raises(AtlasError) as raised:
        read_rows(tmp_path, "words/t")
    assert f"{tmp_path.name}/{wanted}" in str(raised.value)


def test_a_file_a_folder_and_nothing_are_told_apart(tmp_path: Path) -> None:
    path = written(tmp_path, b"id,en\n")
    assert files_of(tmp_path, "words") == files_of(tmp_path, "words/t") == files_of(tmp_path, "words/t.csv") == [path]
    assert files_of(tmp_path, "word") == [] == read_rows(tmp_path, "word")
    assert files_of(atlas_path(), "evidence/trials") == [atlas_path() / "evidence" / "trials.csv"]


def test_a_missing_column_is_told_of_each_row(tmp_path: Path) -> None:
    written(tmp_path, b"code,status,source,known_by\nST36,inside,who_2008,seen\n")
    good, bad = read_records(tmp_path, "words/t", PointStatus)
    assert good == [] and [str(p) for p in bad] == ["words/t.csv:2: reason: the column is missing"]


def test_plain_rows_are_read_once() -> None:
    assert table("names") is table("names")
    assert keyed("names", "code")["ST36"]["pinyin"] == "Zúsānlǐ"
    assert table("no_such_table") == ()


def test_counts_hold_what_the_checker_needs_and_the_template_has() -> None:
    assert read_counts(atlas_path()).problems == ()
    assert all(count(key) > 0 for key in NEEDED)
    assert count("template_faces") == len(template().faces)
    with pytest.raises(AtlasError, match=r"counts\.csv:\d+: no row"):
        count("no_such_number")
