"""The tables of atlas/practice: enough of everything, in five languages, and each kind of bad row told with its place."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from tongren.guidance.complaints import card, complaint_of, complaints
from tongren.guidance.practice import practice
from tongren.knowledge.practice_tables import LANGUAGES
from tongren.knowledge.tables import atlas_path
from tongren.rules.check import checked

ASKED = ("tension headache", "migraine", "neck and shoulder tension", "low back ache", "stomach ache", "indigestion", "nausea",
         "travel sickness", "period pain", "constipation", "stress", "sleeplessness", "fatigue", "eye strain", "blocked nose", "toothache",
         "hiccups", "cramp", "knee ache", "tennis elbow")  # fmt: skip
SCRIPT = {"zh": r"[\u4e00-\u9fff]", "ko": r"[\uac00-\ud7a3]", "ja": r"[\u3040-\u30ff\u4e00-\u9fff]"}
BARE = {"answer_fact", "answer_place", "answer_name", "point_title", "evidence_grade", "flag_line"}  # places and signs alone


@pytest.mark.parametrize("name", ASKED)
def test_what_people_ask_about_is_there(name: str) -> None:
    assert complaint_of(name) in practice()["complaints"]


def test_there_are_no_problems() -> None:
    assert [str(p) for p in checked(atlas_path()).problems if p.file.startswith("practice")] == []


@pytest.mark.parametrize("key", [c.id for c in complaints()])
def test_each_complaint_has_signs_of_its_own_with_a_guideline_and_the_mark(key: str) -> None:
    shown = card(key)
    assert len({f.id for f in shown.red_flags}) >= 3
    assert any(f.care == "urgent" for f in shown.red_flags)
    for f in shown.red_flags:
        assert re.match(r"(NHS page|NICE guideline) ", f.guideline)
        assert f.guideline in f.line.text and f.text in f.line.text
        assert f.line.text.endswith("(source not yet checked)"), "none of these guidelines was read; the mark says so"
    assert 3 <= len(shown.points) <= 6 and len(set(shown.points)) == len(shown.points)
    assert len(shown.reasons) == len(shown.points)
    assert shown.evidence


@pytest.mark.parametrize("language", ["zh", "ko", "ja"])
def test_every_text_is_in_its_own_script(language: str) -> None:
    wrong = []
    for table, key, row in practice().each():
        for column in (language, f"text_{language}", f"people_{language}"):
            text = getattr(row, column, "")
            if text and not re.search(SCRIPT[language], text) and not (table == "words" and key in BARE):
                wrong.append(f"{table}:{key} {column}: {text}")
    assert wrong == []


def test_spanish_is_not_english() -> None:
    same = [f"{t}:{k}" for t, k, r in practice().each() if getattr(r, "es", "") and r.es == r.en and k not in BARE]
    assert {x for x in same if not x.startswith("books:")} <= {"words:no"}


def test_names_lead_to_their_complaint_in_every_language() -> None:
    for language in LANGUAGES:
        for c in complaints(language):
            assert complaint_of(c.name) == c.id
            for other in c.aliases:
                assert complaint_of(other) in practice()["complaints"]


def test_what_is_recalled_is_said_to_be() -> None:
    for table, key, row in practice().each():
        translated = {c for c in type(row).model_fields if re.search(r"(^|_)(zh|ko|ja|es)$|^aliases$", c) and getattr(row, c)}
        if row.known_by != "recalled":
            assert translated <= set(row.recalled_fields), f"{table}:{key}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(atlas_path(), tmp_path / "atlas"))


def spoil(atlas: Path, table: str, key: str, column: str, value: str | None) -> int:
    """Write a value into one cell, or with None take the row away; return the line."""
    path = atlas / "practice" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    name = "n" if "id" not in rows[0] else "id"
    at = next(i for i, r in enumerate(rows) if r[name] == key)
    if value is None:
        rows.pop(at)
    else:
        assert column in rows[at]
        rows[at][column] = value
    with path.open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return at + 2


@pytest.mark.parametrize(("table", "key", "column", "value", "said"), [
    ("complaints", "nausea", "ko", "", "ko: found"),
    ("flags", "nausea-dry", "complaint", "nausee", 'complaint: found "nausee"; allowed: an id of practice/complaints.csv'),
    ("flags", "nausea-dry", "care", "later", 'care: found "later"'),
    ("flags", "nausea-dry", "source", "nhs_nowhere", 'source "nhs_nowhere"'),
    ("complaint_points", "nausea-CV12", "point", "ST9", "never_pressed"),
    ("complaint_points", "nausea-CV12", "point", "ST99", "a code of atlas/points"),
    ("complaint_points", "nausea-CV12", "use", "toothache", "a use that tradition.csv names for it"),
    ("complaint_points", "nausea-CV12", "reason", "custom", "the column of that reason alone"),
    ("complaint_points", "nausea-CV12", "n", "9", "allowed: 1, 2, 3"),
    ("complaint_points", "nausea-PC6", "reviews", "lbp-acupressure-usual-pain-li2021", "not known to have used PC6"),
    ("links", "nausea-ponv", "people_es", "", "all languages for nearby"),
    ("links", "nausea-ponv", "condition", "seasickness", "an id of evidence/conditions.csv"),
    ("gate", "fever", "facts", "fevers", "an id of evidence/safety.csv"),
    ("gate", "fever", "facts", "", "at least one row of evidence/safety.csv"),
    ("gate", "fever", "", None, '"fever" of evidence/person.csv bears on pressing and is not asked'),
    ("gate", "broken_skin", "places", "", "allowed: both or neither"),
    ("gate", "pregnancy", "tools", "hammer", "an id of practice/tools.csv"),
    ("words", "stop_flag", "ja", "危険な徴候", "places differ between the languages"),
    ("words", "halt", "en", "Insert it 12 mm and stop.", "no angle, depth or dose of needling"),
    ("pressures", "light", "high", "1", "allowed: low below high"),
    ("reach", "3", "posture", "upside_down", "an id of practice/postures.csv"),
    ("fits", "3", "seconds", "600", "seconds: found"),
])  # fmt: skip
def test_a_bad_row_is_reported_with_its_line(copy: Path, table: str, key: str, column: str, value: str | None, said: str) -> None:
    line = spoil(copy, table, key, column, value)
    found = [str(p) for p in checked(copy).problems]
    assert any(said in p for p in found), found
    if value is not None and column != "n":
        assert any(f"practice/{table}.csv:{line}: " in p for p in found), found
