"""Check every point name, character by character, against Unicode's Unihan readings.

python builders/check_readings.py                  check atlas/names/*.csv, exit 1 if a row is bad
python builders/check_readings.py --rebuild WHEEL  rebuild atlas/readings.csv from a wheel that holds Unihan 14

A reading is good if Unihan lists it for the character, if a rule of the language makes it from a listed one
(Japanese voicing and gemination, the Korean initial-sound law, Vietnamese i/y spelling), or if
atlas/reading_exceptions.csv gives it with a reason. Exceptions that are no longer needed are errors.
The traditional character is asked first; the simplified one only where Unihan has nothing for the traditional.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("atlas/names/standard.csv", "atlas/names/extra.csv")
READINGS = "atlas/readings.csv"
EXCEPTIONS = "atlas/reading_exceptions.csv"
LANGUAGES = {"mandarin": "pinyin", "korean": "korean", "japanese": "kana", "vietnamese": "vietnamese"}
READING_COLUMNS = ["char", "mandarin", "hanyu_pinyin", "hangul", "japanese_on", "japanese_kun", "vietnamese"]
LISTED_IN = {
    "mandarin": ("mandarin", "hanyu_pinyin"),
    "korean": ("hangul",),
    "japanese": ("japanese_on", "japanese_kun"),
    "vietnamese": ("vietnamese",),
}
UNIHAN_FIELDS = {
    "kMandarin": "mandarin",
    "kXHC1983": "mandarin",
    "kTGHZ2013": "mandarin",
    "kHanyuPinyin": "hanyu_pinyin",
    "kHangul": "hangul",
    "kJapaneseOn": "japanese_on",
    "kJapaneseKun": "japanese_kun",
    "kVietnamese": "vietnamese",
}
LISTED, EXCEPTED, UNKNOWN = 0, 1, 100


@dataclass(frozen=True)
class Row:
    """One row of a table, with the place it came from."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True)
class Piece:
    """The part of a name that one character is taken to read, and how well that is known."""

    char: str
    text: str
    cost: int


@dataclass
class Report:
    """What a run found: errors as text, and the exceptions that were used as (line, code)."""

    errors: list[str] = field(default_factory=list)
    used: set[tuple[int, str]] = field(default_factory=set)

    def add(self, row: Row, message: str) -> None:
        self.errors.append(f"{row.file}:{row.line}: {message}")


def read_rows(path: str, root: Path = ROOT) -> list[Row]:
    """Return the rows of a CSV file below the repository root, numbered as an editor numbers lines."""
    with (root / path).open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        return [Row(path, reader.line_num, dict(cells)) for cells in reader]


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


# --- taking a name apart ---------------------------------------------------------------------------------------


def align(text: str, chars: str, options: list[dict[str, int]]) -> list[Piece]:
    """Return text cut into one piece for each character, at the lowest cost; unknown pieces cost most."""

    @lru_cache(maxsize=None)
    def best(at: int, start: int) -> tuple[int, tuple[Piece, ...]]:
        if at == len(chars):
            return (0, ()) if start == len(text) else (10**6, ())
        found: tuple[int, tuple[Piece, ...]] = (10**6, ())
        for stop in range(start + 1, len(text) + 1):
            piece = text[start:stop]
            geminate = piece.endswith("っ") and text[stop : stop + 1] not in AFTER_GEMINATE
            cost = UNKNOWN if geminate else options[at].get(piece, UNKNOWN)
            rest, tail = best(at + 1, stop)
            if cost + rest < found[0]:
                found = (cost + rest, (Piece(chars[at], piece, cost), *tail))
        return found

    return list(best(0, 0)[1])


class Readings:
    """The archived Unihan readings and the exceptions, asked by character and language."""

    def __init__(self, table: list[Row], exceptions: list[Row]) -> None:
        self.table = {row["char"]: row for row in table}
        self.exceptions: dict[tuple[str, str, str], list[Row]] = {}
        for row in exceptions:
            for code in row["code"].split(";"):
                self.exceptions.setdefault((code, row["language"], row["char"]), []).append(row)

    def listed(self, language: str, traditional: str, simplified: str) -> set[str]:
        """Return what Unihan lists; Mandarin takes both forms, others the simplified only if nothing else."""
        found: set[str] = set()
        for char in (traditional, simplified):
            if found and language != "mandarin":
                break
            row = self.table.get(char)
            for column in LISTED_IN[language] if row else ():
                found |= {value for value in row[column].split(";") if value}
        return found

    def excepted(self, code: str, language: str, char: str) -> list[Row]:
        return self.exceptions.get((code, language, char), [])


def options_for(language: str, listed: set[str], at: int, count: int) -> set[str]:
    """Return the readings that the rules of a language allow for the character number at of a name."""
    if language == "japanese":
        return japanese_options((hiragana(r) for r in listed), at == 0, at == count - 1)
    if language == "korean":
        return {initial_sound_law(r) for r in listed} if at == 0 else listed
    if language == "vietnamese":
        return {vietnamese_key(r) for r in listed}
    return listed


def pieces_of(row: Row, language: str, readings: Readings) -> list[Piece]:
    """Return the name of a row in one language, cut by character, with the cost of each piece."""
    chars, text = row["traditional"], row[LANGUAGES[language]]
    options = []
    for at, (char, simplified) in enumerate(zip(chars, row["simplified"], strict=True)):
        listed = options_for(language, readings.listed(language, char, simplified), at, len(chars))
        extra = {e["reading"] for e in readings.excepted(row["code"], language, char)}
        extra = {vietnamese_key(r) for r in extra} if language == "vietnamese" else extra
        options.append(dict.fromkeys(extra, EXCEPTED) | dict.fromkeys(listed, LISTED))
    if language in ("korean", "vietnamese"):
        parts = list(text) if language == "korean" else [vietnamese_key(w) for w in text.split(" ")]
        if len(parts) != len(chars):
            return [Piece(chars, text, UNKNOWN)]
        return [Piece(c, p, o.get(p, UNKNOWN)) for c, p, o in zip(chars, parts, options, strict=True)]
    plain = text.lower().replace("'", "") if language == "mandarin" else text
    return align(unicodedata.normalize("NFC", plain), chars, options) or [Piece(chars, text, UNKNOWN)]


def pinyin_of(pieces: Iterable[Piece]) -> str:
    """Return syllables written as one word: capital first letter, an apostrophe before a, e, o."""
    word = ""
    for piece in pieces:
        bare = unicodedata.normalize("NFD", piece.text)[0]
        word += ("'" if word and bare in "aeo" else "") + piece.text
    return word[:1].upper() + word[1:]


# --- checks ----------------------------------------------------------------------------------------------------


def check_name(row: Row, language: str, readings: Readings, report: Report) -> bool:
    """Check one name in one language; return whether it rests on a recalled exception."""
    recalled = False
    pieces = pieces_of(row, language, readings)
    for piece in pieces:
        exceptions = readings.excepted(row["code"], language, piece.char)
        if piece.cost == UNKNOWN:
            pairs = zip(row["traditional"], row["simplified"], strict=True)
            simplified = next((s for t, s in pairs if t == piece.char), piece.char)
            allowed = sorted(readings.listed(language, piece.char, simplified) | {e["reading"] for e in exceptions})
            report.add(row, f"{row['code']} {language}: {piece.char} read {piece.text!r}, "
                       f"allowed: {', '.join(allowed) or 'nothing listed'}")  # fmt: skip
        for exception in exceptions:
            key = vietnamese_key(exception["reading"]) if language == "vietnamese" else exception["reading"]
            if piece.cost == EXCEPTED and key == piece.text:
                report.used.add((exception.line, row["code"]))
                recalled |= exception["known_by"] == "recalled"
    if language == "mandarin" and pinyin_of(pieces) != row["pinyin"]:
        report.add(row, f"{row['code']} pinyin: found {row['pinyin']}, should be {pinyin_of(pieces)}")
    return recalled


def check_row(row: Row, readings: Readings, report: Report) -> None:
    """Check all names of one point and the list of columns that rest on memory."""
    if len(row["simplified"]) != len(row["traditional"]):
        report.add(row, f"{row['code']}: simplified and traditional differ in length")
        return
    marked = set(row["recalled_fields"].split(";")) - {""}
    for language, column in LANGUAGES.items():
        recalled = check_name(row, language, readings, report)
        if recalled and column not in marked and row["known_by"] != "recalled":
            report.add(row, f"{row['code']}: {column} rests on a recalled exception, add it to recalled_fields")
        if column in marked and not recalled:
            report.add(row, f"{row['code']}: {column} is confirmed by Unihan, take it out of recalled_fields")
    if unknown := set(row["kana"]) - set("".join(KANA)) - {"っ"}:
        report.add(row, f"{row['code']} kana: not hiragana: {''.join(sorted(unknown))}")
    elif (romaji := romaji_of(row["kana"])) != row["romaji"]:
        report.add(row, f"{row['code']} romaji: found {row['romaji']}, {row['kana']} gives {romaji}")


def check_exceptions(exceptions: list[Row], used: set[tuple[int, str]], report: Report) -> None:
    """Report exceptions that no name needs: these may be deleted."""
    for row in exceptions:
        if row["language"] not in LANGUAGES:
            report.add(row, f"language {row['language']!r}, allowed: {', '.join(LANGUAGES)}")
        for code in row["code"].split(";"):
            if (row.line, code) not in used:
                report.add(row, f"{code} {row['language']}: {row['char']} {row['reading']} is no longer needed")


def check_all(root: Path = ROOT) -> list[str]:
    """Return every error of the name tables below a repository root, as file:line: message."""
    exceptions = read_rows(EXCEPTIONS, root)
    table = read_rows(READINGS, root)
    readings, report = Readings(table, exceptions), Report()
    names = [row for path in NAMES for row in read_rows(path, root)]
    for row in names:
        check_row(row, readings, report)
    check_exceptions(exceptions, report.used, report)
    wanted = characters(names)
    for row in table:
        if row["char"] not in wanted:
            report.add(row, f"{row['char']} is in no name; run with --rebuild")
    for char in sorted(wanted - set(readings.table)):
        report.errors.append(f"{READINGS}:1: {char} is missing; run with --rebuild")
    return report.errors


# --- rebuilding readings.csv -----------------------------------------------------------------------------------


def characters(names: Iterable[Row]) -> set[str]:
    return {char for row in names for char in row["simplified"] + row["traditional"]}


def unihan_values(name: str, value: str) -> list[str]:
    """Return the plain readings in a Unihan field: 유:N becomes 유, 32120.070:nào,rú becomes nào and rú."""
    if name == "kHangul":
        return [part.split(":")[0] for part in value.split()]
    if name in ("kHanyuPinyin", "kXHC1983", "kTGHZ2013"):
        return [reading for part in value.split() for reading in part.split(":")[1].split(",")]
    return value.split()


def rebuild(wheel: Path, root: Path = ROOT) -> int:
    """Write atlas/readings.csv from the Unihan_Readings.txt inside a wheel; return the number of rows."""
    wanted = characters(row for path in NAMES for row in read_rows(path, root))
    found: dict[str, dict[str, list[str]]] = {char: {} for char in wanted}
    with zipfile.ZipFile(wheel) as archive:
        member = next(n for n in archive.namelist() if n.endswith("Unihan_Readings.txt"))
        lines = archive.read(member).decode("utf-8").splitlines()
    if not any("Unicode version: 14.0.0" in line for line in lines[:10]):
        raise SystemExit(f"{wheel}: {member} is not of Unicode 14.0.0")
    for line in lines:
        point, name, value = [*line.split("\t"), "", ""][:3]
        char = chr(int(point[2:], 16)) if point.startswith("U+") else ""
        if char in found and name in UNIHAN_FIELDS:
            values = found[char].setdefault(UNIHAN_FIELDS[name], [])
            new = (unicodedata.normalize("NFC", v) for v in unihan_values(name, value))
            values.extend(v for v in dict.fromkeys(new) if v not in values)
    with (root / READINGS).open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow([*READING_COLUMNS, "source", "known_by"])
        for char in sorted(found):
            cells = [";".join(found[char].get(column, [])) for column in READING_COLUMNS[1:]]
            writer.writerow([char, *cells, "unihan", "seen"])
    return len(found)


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the point names against Unicode's Unihan readings.")
    parser.add_argument("--rebuild", type=Path, metavar="WHEEL", help="rebuild atlas/readings.csv first")
    arguments = parser.parse_args()
    if arguments.rebuild:
        print(f"{READINGS}: {rebuild(arguments.rebuild)} characters")
    errors = check_all()
    print("\n".join(errors) if errors else "all names agree with Unihan and the exceptions")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
