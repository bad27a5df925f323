"""How a listed reading may change inside a name: Japanese compounds and romaji, Korean law, Vietnamese spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# --- kana and romaji -------------------------------------------------------------------------------------------

_GRID = {
    "": "あいうえお", "k": "かきくけこ", "s": "さ すせそ", "t": "た  てと", "n": "なにぬねの", "h": "はひ へほ",
    "m": "まみむめも", "y": "や ゆ よ", "r": "らりるれろ", "w": "わ   を", "g": "がぎぐげご", "z": "ざ ずぜぞ",
    "d": "だ  でど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_SMALL = {"a": "ゃ", "u": "ゅ", "o": "ょ"}


def _syllables() -> dict[str, str]:
    """Return the table of Hepburn syllables (shi, kyo…) to hiragana."""
    table = {c + v: kana for c, line in _GRID.items() for v, kana in zip("aiueo", line, strict=True) if kana != " "}
    table |= {"shi": "し", "chi": "ち", "tsu": "つ", "fu": "ふ", "ji": "じ", "n": "ん"}
    for onset, head in zip("knhmrgbp", "きにひみりぎびぴ", strict=True):
        table |= {f"{onset}y{v}": head + small for v, small in _SMALL.items()}
    for onset, head in (("sh", "し"), ("ch", "ち"), ("j", "じ")):
        table |= {onset + v: head + small for v, small in _SMALL.items()}
    return table


SYLLABLES = _syllables()
KANA = {kana: romaji for romaji, kana in SYLLABLES.items()}
UNIHAN_SYLLABLES = SYLLABLES | {"hu": "ふ"}
VOICED = dict(zip("かきくけこさしすせそたちつてとはひふへほ", "がぎぐげござじずぜぞだぢづでどばびぶべぼ", strict=True))
HALF_VOICED = dict(zip("はひふへほ", "ぱぴぷぺぽ", strict=True))
GEMINATES = "つちくき"
AFTER_GEMINATE = set("かきくけこさしすせそたちつてとぱぴぷぺぽ")


def hiragana(romaji: str) -> str:
    """Return Unihan's romaji (GOU, SHITATARU) as hiragana, empty if it is not regular romaji."""
    text, kana = romaji.lower(), ""
    while text:
        if len(text) > 1 and text[0] == text[1] and text[0] in "kstp":
            text, kana = text[1:], kana + "っ"
            continue
        head = next((text[:n] for n in (3, 2, 1) if text[:n] in UNIHAN_SYLLABLES), "")
        if not head:
            return ""
        text, kana = text[len(head) :], kana + UNIHAN_SYLLABLES[head]
    return kana


def romaji_of(kana: str) -> str:
    """Return hiragana in modified Hepburn without macrons: ごうこく gokoku, しんえ shin'e, れっけつ rekketsu."""
    out, at, double = "", 0, False
    while at < len(kana):
        if kana[at] == "っ":
            at, double = at + 1, True
            continue
        size = 2 if kana[at : at + 2] in KANA else 1
        syllable = KANA[kana[at : at + size]]
        if double:
            syllable = ("t" if syllable.startswith("ch") else syllable[0]) + syllable
        if out.endswith("n") and kana[at - 1] == "ん" and syllable[0] in "aiueoy":
            syllable = "'" + syllable
        if not (syllable == "u" and out[-1:] in ("o", "u")):
            out += syllable
        at, double = at + size, False
    return out


def japanese_options(listed: Iterable[str], first: bool, last: bool) -> set[str]:
    """Return the listed readings with the changes that a compound brings: voicing inside, っ before the end."""
    forms = {reading for reading in listed if reading}
    if not first:
        forms |= {table[r[0]] + r[1:] for r in forms for table in (VOICED, HALF_VOICED) if r[0] in table}
    if not last:
        forms |= {r[:-1] + "っ" for r in forms if len(r) > 1 and r[-1] in GEMINATES}
    return forms


# --- Korean and Vietnamese -------------------------------------------------------------------------------------

_Y_VOWELS = {2, 3, 6, 7, 12, 17, 20}  # ya yae yeo ye yo yu i: before these the first consonant falls away
_N, _R, _SILENT = 2, 5, 11


def initial_sound_law(syllable: str) -> str:
    """Return a hangul syllable as it stands at the head of a word: 렬 becomes 열, 로 becomes 노, 녀 becomes 여."""
    onset, rest = divmod(ord(syllable) - 0xAC00, 588)
    vowel = rest // 28
    if onset in (_N, _R) and vowel in _Y_VOWELS:
        onset = _SILENT
    elif onset == _R:
        onset = _N
    return chr(0xAC00 + onset * 588 + rest)


def vietnamese_key(word: str) -> str:
    """Return a word so that spellings of one sound agree: tone at the end, final y as i (lý lí, hòa hoà)."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = unicodedata.normalize("NFD", word.lower())
    tone = "".join(c for c in letters if c in tones)
    base = unicodedata.normalize("NFC", "".join(c for c in letters if c not in tones))
    return re.sub(r"^([hklmst]|qu)y$", r"\1i", base) + tone
