"""Find points by whatever people call them: codes old and new, pinyin with or without tones, characters, English …"""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cache

from tongren.errors import UnknownPoint
from tongren.knowledge.tables import table

NAME_COLUMNS = ("pinyin", "simplified", "traditional", "korean", "kana", "romaji", "vietnamese", "english")


def plain(text: str) -> str:
    """Return text in small letters without accents, spaces and punctuation; characters beyond Latin stay."""
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "d"))
    kept = (c for c in decomposed if not unicodedata.combining(c) or c in "\u3099\u309a")
    return re.sub(r"[\s\-'’·._]+", "", unicodedata.normalize("NFC", "".join(kept)).lower())


@cache
def meridian_spellings() -> dict[str, str]:
    """Return every spelling of a meridian, plain, and the code it stands for: `sj` -> TE, `largeintestine` -> LI."""
    out: dict[str, str] = {}
    for row in table("meridians"):
        code = row["code"]
        names = [code, *row["old_codes"].split(";")]
        names += [row[c] for c in row if c.startswith(("name", "pinyin", "simplified", "traditional", "korean", "spanish"))]
        for name in names:
            short = re.sub(r"(meridian|channel|vessel)$", "", plain(name))
            for spelling in (plain(name), short):
                if spelling:
                    out.setdefault(spelling, code)
    return out


@cache
def _names() -> dict[str, list[str]]:
    """Plain name -> codes, in the standard's order."""
    out: dict[str, list[str]] = {}
    for row in table("names"):
        for column in NAME_COLUMNS:
            for key in {plain(row.get(column) or "")} - {""}:
                codes = out.setdefault(key, [])
                if row["code"] not in codes:
                    codes.append(row["code"])
    return out


@cache
def all_codes() -> tuple[str, ...]:
    """Return every point code, standard and extra, in the order of the tables of names."""
    return tuple(row["code"] for row in table("names"))


def code_of(text: str) -> str | None:
    """Return the code that a spelling such as `LI-4`, `li 04`, `SJ5` or `large intestine 4` stands for, else None."""
    m = re.fullmatch(r"(.*?[^\d])0*(\d{1,2})", text.strip())
    if not m:
        return None
    stem, number = re.sub(r"(meridian|channel|vessel)$", "", plain(m[1])), m[2]
    extra = re.fullmatch(r"(?:ex|extra|m)?(hn|ca|b|ue|le)", stem)
    code = f"EX-{extra[1].upper()}{number}" if extra and stem.startswith("ex") else None
    if stem in meridian_spellings():
        code = meridian_spellings()[stem] + number
    return code if code in all_codes() else None


def point_named(text: str) -> str:
    """Return the code of the one point that a code or name stands for exactly, case, tones and dashes aside.

    Raises UnknownPoint for a text that names none, with the nearest, or several, with all.
    """
    code = code_of(text)
    codes = [code] if code else _names().get(plain(text), [])
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise UnknownPoint(f'"{text}" is a name of {", ".join(codes)}; say which')
    pinyin = {row["code"]: row["pinyin"] for row in table("names")}
    near = find(text, 3) or difflib.get_close_matches(plain(text).upper(), all_codes(), n=3, cutoff=0.5)
    meant = f"; did you mean {' or '.join(f'{c} ({pinyin[c]})' for c in near)}?" if near else "; find() searches all names"
    raise UnknownPoint(f'"{text}" names no point{meant}')


def find(text: str, most: int = 8) -> list[str]:
    """Return codes that a text may mean, best first; empty when nothing comes near."""
    code = code_of(text)
    if code:
        return [code]
    key = plain(text)
    if not key:
        return []
    names = _names()
    if key in names:
        return names[key][:most]
    inside = [c for name, codes in names.items() if key in name and len(key) >= 2 for c in codes]
    close = [c for name in difflib.get_close_matches(key, list(names), n=most, cutoff=0.65) for c in names[name]]
    return list(dict.fromkeys([*inside, *close]))[:most]
