"""Everything the atlas says of one point, gathered from its tables, with what is not yet checked marked."""

from __future__ import annotations

from tongren.knowledge.tables import Row, keyed, table

NAME_IN = {"en": "english", "zh": "simplified", "ko": "korean", "ja": "kana", "es": "pinyin"}  # a point's name for readers of a language
MERIDIAN_IN = {"en": "name_en", "zh": "simplified", "ko": "korean", "ja": "japanese", "es": "spanish"}


def rows_of(name: str, code: str) -> list[Row]:
    """Return a point's rows in a table."""
    return [r for r in table(name) if r.get("code") == code]


def names_of(code: str) -> Row:
    """Return the row of a point's names."""
    return keyed("names", "code")[code]


def doubt(row: Row, *columns: str) -> str:
    """Return " (not yet checked)" where a row, or one of the columns asked for, is only recalled; else nothing."""
    recalled = set((row.get("recalled_fields") or "").split(";"))
    unsure = row.get("known_by") == "recalled" or (recalled & set(columns))
    return " (not yet checked)" if unsure else ""


def words(name: str, key: str, language: str = "en") -> str:
    """Return a vocabulary's word for an id, or the id itself."""
    row = keyed(name, "id").get(key)
    return key if row is None else row.get(language) or row["id"]


def source_title(source: str) -> str:
    """Return the short citation of a source id: what stands before its first full stop."""
    row = keyed("sources", "id").get(source)
    return row["citation"].split(". ")[0] if row else source
