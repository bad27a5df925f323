"""Every rule of the atlas is told in five languages, with all its numbers and in one script."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tongren.errors import AtlasError
from tongren.knowledge.tables import Row, read_sheet
from tongren.rules.explain import explain, unexplained
from tongren.rules.parse import parse_file, parse_rule
from tongren.rules.tree import Rule, lengths
from tongren.rules.words import LANGUAGES, Words

ATLAS = Path(__file__).parents[2] / "atlas"
GOLDEN = Path(__file__).with_name("golden_sentences.csv")

CODE = re.compile(r"EX-(?:HN|CA|B|UE|LE)\d+(?:\.\d+)?|(?:LU|LI|ST|SP|HT|SI|BL|KI|PC|TE|GB|LR|GV|CV)\d+")
LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")
KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30fa]")
HAN = re.compile(r"[\u3400-\u9fff]")
STRANGERS = {"en": (HAN, HANGUL, KANA), "es": (HAN, HANGUL, KANA), "zh": (LATIN, HANGUL, KANA),
             "ko": (LATIN, HAN, KANA), "ja": (LATIN, HANGUL)}  # fmt: skip

WORDS = Words(ATLAS)


def is_told(rule: Rule) -> bool:
    """Whether no word is lacking; test_no_rule_lacks_a_word alone fails for the others."""
    return not unexplained([rule], WORDS)


RULES = [rule for path in sorted((ATLAS / "rules").glob("*.rule")) for rule in parse_file(path)[0]]
TOLD = [rule for rule in RULES if is_told(rule)]
EXAMPLES = [placed.row for placed in read_sheet(GOLDEN.parent, GOLDEN).rows]


def rows(pattern: str) -> list[Row]:
    """Return the rows of all atlas files that match."""
    return [placed.row for path in sorted(ATLAS.glob(pattern)) for placed in read_sheet(ATLAS, path).rows]


def numbers(rule: Rule) -> list[str]:
    """Return every number of the rule that its sentence must hold."""
    found = [length.value for length in lengths(rule.form)]
    fraction = getattr(rule.form, "fraction", None)
    return found + ([str(fraction)] if fraction else []) + re.findall(r"\d+(?:\.\d+)?", rule.assumed)


def test_there_are_rules_to_tell() -> None:
    assert len(RULES) > 400


def test_no_rule_lacks_a_word() -> None:
    assert unexplained(RULES, WORDS) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_survives(language: str) -> None:
    for rule in TOLD:
        told = explain(rule, WORDS, language)
        assert rule.code in told, told
        for number in numbers(rule):
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d/]|\.\d)", told), (rule.key, number, told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_mixes_scripts(language: str) -> None:
    for rule in TOLD:
        told = explain(rule, WORDS, language)
        bare = CODE.sub("", told)
        for stranger in STRANGERS[language]:
            assert not stranger.search(bare), (rule.key, told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_grammar_is_finished(language: str) -> None:
    for rule in TOLD:
        told = explain(rule, WORDS, language)
        assert told[-1] in ".。", told
        assert not re.search(r"[{}_]|\(은/는|\(이/가|\(을/를|\(과/와|\(으로/로|  ", told), told
        assert not re.search(r"\b(?:a|de) el\b|\bthe the\b|선 선상", told), told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", EXAMPLES, ids=[e["shows"] for e in EXAMPLES])
def test_golden_sentences(example: Row, language: str) -> None:
    assert explain(parse_rule(example["rule"]), WORDS, language) == example[language]


def test_different_rules_are_told_differently() -> None:
    for language in LANGUAGES:
        told: dict[str, str] = {}
        for rule in TOLD:
            sentence = explain(replace(rule, assumed=""), WORDS, language)
            assert sentence not in told, (rule.key, told.get(sentence), sentence)
            told[sentence] = rule.key


@pytest.mark.parametrize("pattern", ["landmarks/*.csv", "measures/*.csv"])
def test_every_landmark_and_measure_has_a_term(pattern: str) -> None:
    assert [row["id"] for row in rows(pattern) if not WORDS.has_term(row["id"])] == []


@pytest.mark.parametrize("table", ["terms", "sentences", "assumed"])
def test_no_cell_is_empty_or_in_a_foreign_script(table: str) -> None:
    for row in rows(f"words/{table}.csv"):
        for language in LANGUAGES:
            text = re.sub(r"\{\w+\}", "", CODE.sub("", row[language]))
            assert row[language].strip(), (row, language)
            assert not any(s.search(text) for s in STRANGERS[language]), (row[language], language)


def test_no_two_places_share_a_name() -> None:
    places = [r for r in rows("words/terms.csv") if r["kind"] in ("landmark", "curve", "space", "median_line")]
    for language in LANGUAGES:
        names = [r[language] for r in places]
        assert sorted({n for n in names if names.count(n) > 1}) == []


def test_every_assumption_of_the_table_is_used() -> None:
    used = {rule.assumed for rule in RULES}
    assert [row["text"] for row in rows("words/assumed.csv") if row["text"] not in used] == []


def test_a_missing_word_names_its_table() -> None:
    with pytest.raises(AtlasError, match=r"words/terms\.csv:\d+: no word for `left_wing` in `ja`"):
        explain(parse_rule("ST1 at left_wing"), WORDS, "ja")
    with pytest.raises(AtlasError, match=r"words/assumed\.csv:\d+: no word for `the moon is full` in `zh`"):
        explain(parse_rule("ST1 at pupil (assumed: the moon is full)"), WORDS, "zh")
    with pytest.raises(AtlasError, match="language `de`"):
        explain(parse_rule("ST1 at pupil"), WORDS, "de")


def test_unexplained_tells_every_language_once() -> None:
    messages = unexplained([parse_rule("ST1 at left_wing")] * 2, WORDS)
    assert len(messages) == len(LANGUAGES)
    assert all("left_wing" in m and "ST1" in m for m in messages)


def test_korean_particles_follow_the_sound() -> None:
    for code, particle in [("ST1", "은"), ("ST2", "는"), ("ST10", "은"), ("ST4", "는"), ("ST13", "은"), ("ST36", "은")]:
        assert explain(parse_rule(f"{code} at pupil"), WORDS, "ko").startswith(code + particle)
    assert "동공과 같은" in explain(parse_rule("ST1 level pupil, on eyebrow"), WORDS, "ko")
    assert "ST4와 같은" in explain(parse_rule("ST1 level ST4, on eyebrow"), WORDS, "ko")


def test_a_joined_direction_is_known_in_either_order() -> None:
    one, other = (parse_rule(f"BL1 from inner_canthus, 1 cun {d}") for d in ("superior-medial", "medial-superior"))
    assert explain(one, WORDS, "zh") == explain(other, WORDS, "zh")


def test_explaining_loads_nothing_heavy() -> None:
    code = "import sys, tongren.rules.explain; print([m for m in ('pydantic', 'numpy', 'lark') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ATLAS.parent)
    assert out.stdout.strip() == "[]"
