"""The names of the points: complete, unique, and every reading confirmed or excused."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "builders"))

import check_readings  # noqa: E402
import reading_rules  # noqa: E402

from tongren.knowledge.atlas import EXTRA as GROUPS  # noqa: E402
from tongren.knowledge.counts import count  # noqa: E402
from tongren.knowledge.tables import Row, read_rows  # noqa: E402

ATLAS = ROOT / "atlas"
COUNTS = {placed.row["code"]: int(placed.row["points"]) for placed in read_rows(ATLAS, "meridians")}
STANDARD = check_readings.read_rows("atlas/names/standard.csv")
EXTRA = check_readings.read_rows("atlas/names/extra.csv")
COLUMNS = ["pinyin", "simplified", "traditional", "korean", "kana", "romaji", "vietnamese", "english"]


def codes_of(counts: dict[str, int]) -> list[str]:
    return [f"{prefix}{number}" for prefix, count in counts.items() for number in range(1, count + 1)]


def pypinyin_rows() -> list[Row]:
    return [placed.row for placed in read_rows(ROOT / "tests" / "authorities", "pypinyin/names")]


def test_the_points_of_the_standard_stand_in_order() -> None:
    assert [row["code"] for row in STANDARD] == codes_of(COUNTS)
    assert len(STANDARD) == count("standard_points")


def test_the_extra_points_stand_in_order_without_a_gap() -> None:
    """At least those of the nomenclature; a group grows at its end."""
    found = {group: sum(row["code"].startswith(group) for row in EXTRA) for group in GROUPS}
    assert [row["code"] for row in EXTRA] == codes_of(found)
    assert all(found[group] >= count(group) for group in GROUPS)
    assert sum(count(group) for group in GROUPS) == count("extra_points")


def test_no_code_and_no_chinese_name_occurs_twice() -> None:
    rows = STANDARD + EXTRA
    for column in ("code", "simplified", "traditional"):
        values = [row[column] for row in rows]
        assert not {value for value in values if values.count(value) > 1}, column


@pytest.mark.parametrize("column", COLUMNS)
def test_every_cell_is_filled_composed_and_trimmed(column: str) -> None:
    for row in STANDARD + EXTRA:
        assert row[column], f"{row.file}:{row.line} {column} is empty"
        assert row[column] == unicodedata.normalize("NFC", row[column]).strip(), f"{row.file}:{row.line} {column}"


def test_every_reading_is_listed_in_unihan_or_excused() -> None:
    assert check_readings.check_all() == []


def test_romaji_is_the_kana_written_in_latin_letters() -> None:
    wrong = [r["code"] for r in STANDARD + EXTRA if reading_rules.romaji_of(r["kana"]) != r["romaji"]]
    assert wrong == []


def test_sources_are_known() -> None:
    known = {placed.row["id"] for placed in read_rows(ATLAS, "sources")}
    tables = ["atlas/names/standard.csv", "atlas/names/extra.csv", "atlas/readings.csv", "atlas/reading_exceptions.csv"]
    rows = [row for table in tables for row in check_readings.read_rows(table)]
    assert {source for row in rows for source in row["source"].split(";")} <= known
    assert {row["known_by"] for row in rows} <= {"seen", "recalled", "derived", "decided"}


def test_pinyin_agrees_with_pypinyin() -> None:
    """Each syllable is one that pypinyin knows for the character, or a reasoned exception; an extra point may come after the archive."""
    rows = {row["code"]: row for row in STANDARD + EXTRA}
    readings = check_readings.Readings(
        check_readings.read_rows("atlas/readings.csv"), check_readings.read_rows("atlas/reading_exceptions.csv")
    )
    archive = pypinyin_rows()
    assert {row["code"] for row in STANDARD} <= {answer["code"] for answer in archive} <= set(rows)
    for answer in archive:
        row = rows[answer["code"]]
        assert answer["simplified"] == row["simplified"], row["code"]
        pieces = check_readings.pieces_of(row, "mandarin", readings)
        for piece, known in zip(pieces, answer["readings"].split(";"), strict=True):
            excused = {e["reading"] for e in readings.excepted(row["code"], "mandarin", piece.char)}
            assert piece.text in set(known.split(",")) | excused, f"{row['code']} {piece} pypinyin: {known}"


def test_pypinyin_chooses_the_same_reading_for_most_names() -> None:
    """In context pypinyin 0.55.0 differs in 57 names: 26 of them hold 俞, the others characters of many tones."""
    rows = {row["code"]: row for row in STANDARD + EXTRA}
    plain = {code: row["pinyin"].lower().replace("'", "") for code, row in rows.items()}
    different = [answer["code"] for answer in pypinyin_rows() if answer["reading"] != plain[answer["code"]]]
    assert len(different) <= 57


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [("ごうこく", "gokoku"), ("れっけつ", "rekketsu"), ("しんえ", "shin'e"), ("だいおう", "daio"), ("ふうち", "fuchi"),
     ("れっちゅう", "retchu"), ("てんぷ", "tenpu"), ("けいみゃく", "keimyaku")],
)  # fmt: skip
def test_romaji_of(kana: str, romaji: str) -> None:
    assert reading_rules.romaji_of(kana) == romaji


@pytest.mark.parametrize(("inside", "head"), [("렬", "열"), ("로", "노"), ("녀", "여"), ("량", "양"), ("합", "합")])
def test_initial_sound_law(inside: str, head: str) -> None:
    assert reading_rules.initial_sound_law(inside) == head


def test_japanese_readings_change_in_compounds() -> None:
    assert {"ぷ", "ぶ", "ふ"} == reading_rules.japanese_options({"ふ"}, first=False, last=True)
    assert {"れつ", "れっ"} == reading_rules.japanese_options({"れつ"}, first=True, last=False)
    assert {"けつ"} == reading_rules.japanese_options({"けつ"}, first=True, last=True)


def test_vietnamese_spellings_of_one_sound_agree() -> None:
    assert reading_rules.vietnamese_key("lý") == reading_rules.vietnamese_key("lí")
    assert reading_rules.vietnamese_key("hòa") == reading_rules.vietnamese_key("hoà")
    assert reading_rules.vietnamese_key("duy") != reading_rules.vietnamese_key("dui")


@pytest.mark.parametrize(
    ("column", "wrong", "expected"),
    [
        ("pinyin", "Zúsānlī", "mandarin: 里"),
        ("korean", "족삼의", "korean: 里"),
        ("vietnamese", "Túc tam lỳ", "vietnamese: 里"),
        ("romaji", "ashisanry", "romaji"),
        ("kana", "あしさんる", "japanese: 里"),
        ("recalled_fields", "korean", "confirmed"),
    ],
)
def test_a_wrong_cell_is_reported_with_its_place(column: str, wrong: str, expected: str) -> None:
    """The readings of ST36 with one cell spoilt at a time."""
    row = next(row for row in STANDARD if row["code"] == "ST36")
    readings = check_readings.Readings(
        check_readings.read_rows("atlas/readings.csv"), check_readings.read_rows("atlas/reading_exceptions.csv")
    )
    report = check_readings.Report()
    check_readings.check_row(check_readings.Row(row.file, row.line, row.cells | {column: wrong}), readings, report)
    assert any(expected in error and error.startswith(f"{row.file}:{row.line}: ") for error in report.errors)


def test_an_exception_that_nothing_needs_is_reported() -> None:
    row = check_readings.Row("x.csv", 2, {"code": "LU1", "language": "korean", "char": "中", "reading": "중"})
    report = check_readings.Report()
    check_readings.check_exceptions([row], set(), report)
    assert report.errors == ["x.csv:2: LU1 korean: 中 중 is no longer needed"]
