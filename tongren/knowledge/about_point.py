"""Everything the atlas says of one point, gathered from its tables, with what is not yet checked marked."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from tongren.knowledge.tables import atlas_path

Row = dict[str, str]
NAME_IN = {"en": "english", "zh": "simplified", "ko": "korean", "ja": "kana", "es": "pinyin"}  # a point's name for readers of a language
MERIDIAN_IN = {"en": "name_en", "zh": "simplified", "ko": "korean", "ja": "japanese", "es": "spanish"}


@cache
def table(name: str) -> tuple[Row, ...]:
    """Return the rows of a table or of a folder of tables of the atlas; empty where there is none."""
    path = atlas_path() / name
    files: list[Path] = sorted(path.glob("*.csv")) if path.is_dir() else [path.with_suffix(".csv")]
    out: list[Row] = []
    for file in files:
        if file.exists():
            with file.open(newline="", encoding="utf-8") as f:
                out += [{k: v or "" for k, v in row.items() if k} for row in csv.DictReader(f)]
    return tuple(out)


def rows_of(name: str, code: str) -> list[Row]:
    """Return a point's rows in a table."""
    return [r for r in table(name) if r.get("code") == code]


def names_of(code: str) -> Row:
    """Return the row of a point's names."""
    return rows_of("names", code)[0]


def doubt(row: Row, *columns: str) -> str:
    """Return " (not yet checked)" where a row, or one of the columns asked for, is only recalled; else nothing."""
    recalled = set((row.get("recalled_fields") or "").split(";"))
    unsure = row.get("known_by") == "recalled" or (recalled & set(columns))
    return " (not yet checked)" if unsure else ""


def words(name: str, key: str, language: str = "en") -> str:
    """Return a vocabulary's word for an id, or the id itself."""
    return next((r.get(language) or r["id"] for r in table(name) if r["id"] == key), key)


def source_title(source: str) -> str:
    """Return the short citation of a source id: what stands before its first full stop."""
    row = next((r for r in table("sources") if r["id"] == source), None)
    return row["citation"].split(". ")[0] if row else source
