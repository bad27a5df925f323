"""Points are found by whatever people call them."""

from __future__ import annotations

import unicodedata

import pytest

from tongren.knowledge.index import NAME_COLUMNS, all_codes, code_of, find, plain
from tongren.knowledge.tables import Row, table


def rows() -> tuple[Row, ...]:
    return table("names")


def bare(text: str) -> str:
    kept = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(kept))


@pytest.mark.parametrize("column", NAME_COLUMNS)
def test_every_name_finds_its_point(column: str) -> None:
    for row in rows():
        assert row["code"] in find(row[column], most=20), f"{row['code']} {row[column]}"


def test_pinyin_is_found_without_tones_spaces_and_capitals() -> None:
    for row in rows():
        assert row["code"] in find(bare(row["pinyin"]).lower().replace(" ", ""), most=20), row["pinyin"]


def test_every_code_finds_itself_however_it_is_written() -> None:
    for code in all_codes():
        for text in (code, code.lower(), code.replace("EX-", "EX ")):
            assert find(text) == [code], text
    for code in ("LI4", "ST36", "GV20"):
        stem, number = code[:2], code[2:]
        for text in (f"{stem}-{number}", f"{stem} {number}", f"{stem.lower()}.{number}", f"{stem}{number.zfill(2)}"):
            assert find(text) == [code], text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SJ5", "TE5"), ("TW5", "TE5"), ("UB40", "BL40"), ("DU20", "GV20"), ("Du Mai 20", "GV20"), ("REN6", "CV6"), ("P6", "PC6"),
        ("large intestine 4", "LI4"), ("Large Intestine meridian 4", "LI4"), ("stomach 36", "ST36"), ("EXHN3", "EX-HN3"),
    ],
)  # fmt: skip
def test_old_codes_and_meridian_names(text: str, code: str) -> None:
    assert find(text) == [code]


def test_misspellings_come_near() -> None:
    assert "ST36" in find("zusanly")
    assert "LI4" in find("hegou")
    assert "PC6" in find("neiguann")


@pytest.mark.parametrize("text", ["", "   ", "-", "qqqqzzzz", "!!!"])
def test_nothing_is_found_for_nothing(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("text", ["ST99", "LI0", "XX4", "ST", "36"])
def test_codes_that_are_not_there_are_none(text: str) -> None:
    assert code_of(text) is None


def test_names_shared_by_several_points_give_them_all() -> None:
    shared: dict[str, set[str]] = {}
    for row in rows():
        shared.setdefault(plain(row["pinyin"]), set()).add(row["code"])
    for name, codes in shared.items():
        assert codes <= set(find(name, most=20))


def test_plain_keeps_characters_and_drops_marks() -> None:
    assert plain("Zúsānlǐ") == "zusanli"
    assert plain("Túc tam lý") == "tuctamly"
    assert plain("足三里") == "足三里"
    assert plain("족삼리") == "족삼리"
    assert plain("あしさんり") == "あしさんり"
    assert plain("がんえん") == unicodedata.normalize("NFC", "がんえん")
