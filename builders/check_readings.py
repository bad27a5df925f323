"""Check every point name, character by character, against Unicode's Unihan readings.

python builders/check_readings.py                  check atlas/names/*.csv, exit 1 if a row is bad
python builders/check_readings.py --rebuild WHEEL  rebuild atlas/readings.csv from a wheel that holds Unihan 14

A reading is good if Unihan lists it for the character, if a rule of the language makes it from a listed one
(Japanese voicing and gemination, the Korean initial-sound law, Vietnamese i/y spelling), or if
atlas/reading_exceptions.csv gives it with a reason. Exceptions that are no longer needed are errors.
The traditional character is asked first; the simplified one only where Unihan has nothing for the traditional.
Confirmed means that each character can be read so, not that a text was seen which writes the whole name so.
"""

from __future__ import annotations

import argparse
import csv
import sys
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from reading_rules import (
    AFTER_GEMINATE,
    KANA,
    hiragana,
    initial_sound_law,
    japanese_options,
    romaji_of,
    vietnamese_key,
)

from tongren.knowledge.tables import read_rows as atlas_rows
from tongren.outfile import whole

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
    return [Row(path, placed.line, dict(placed.row)) for placed in atlas_rows(root, path)]


# --- taking a name apart ---------------------------------------------------------------------------------------


def align(text: str, chars: str, options: list[dict[str, int]]) -> list[Piece]:
    """Return text cut into one piece for each character, at the lowest cost; unknown pieces cost most."""

    @cache
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
        parts = list(text) if language == "korean" else text.split(" ")
        keys = parts if language == "korean" else [vietnamese_key(word) for word in parts]
        if len(parts) != len(chars):
            return [Piece(chars, text, UNKNOWN)]
        return [Piece(c, p, o.get(k, UNKNOWN)) for c, p, k, o in zip(chars, parts, keys, options, strict=True)]
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
            same = vietnamese_key if language == "vietnamese" else str
            if piece.cost == EXCEPTED and same(exception["reading"]) == same(piece.text):
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
    if ("kana" in marked) != ("romaji" in marked):
        report.add(row, f"{row['code']}: recalled_fields holds one of kana and romaji, should hold both or none")
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
    with whole(root / READINGS) as half, half.open("w", encoding="utf-8", newline="") as handle:
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
