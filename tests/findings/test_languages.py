"""The screens say the same in five languages: the same rows, the same figures, nothing hidden, and no English left over."""

from __future__ import annotations

import re
import shutil
import sys
from functools import cache
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))

from screens import lines_of  # noqa: E402

from tongren.cli.main import cli  # noqa: E402
from tongren.cli.printing import wrapped  # noqa: E402
from tongren.errors import InputError  # noqa: E402
from tongren.findings.cautions import sheet  # noqa: E402
from tongren.findings.claims import evidence  # noqa: E402
from tongren.findings.compare import compared, grade_table, legend, whole_table  # noqa: E402
from tongren.findings.known import grades_of, page  # noqa: E402
from tongren.findings.lookup import claims_of, subject_of  # noqa: E402
from tongren.findings.sentences import Line  # noqa: E402
from tongren.knowledge.evidence_words import figures_of  # noqa: E402
from tongren.knowledge.tables import atlas_path, table  # noqa: E402
from tongren.rules.check import checked  # noqa: E402

OTHERS = ("zh", "ko", "ja", "es")
ENDINGS = {"en": "(usual caution, source not yet checked)", "zh": "（惯常提醒，出处尚未核对）", "ko": "(통상적인 주의, 출처 아직 미확인)",
           "ja": "（通例の注意、出典は未確認）", "es": "(precaución habitual, fuente aún sin verificar)"}  # fmt: skip
CITED = ("words:source", "words:source_unchecked", "words:names", "words:caution_item")  # citations, other languages' names, what is typed
NAMES = {"Cochrane", "Tongren", "Bucher", "Bäumler", "Hsieh", "Zhang", "Oswestry", "Nepean"}
UNITS = {"mm", "cm", "ml", "min"}
ENGLISH = re.compile(r"\b(the|and|of|with|not|than|was|were|against|from|by)\b")


@cache
def lines(language: str) -> tuple[Line, ...]:
    return tuple(lines_of(evidence(language=language)))


def own_words(line: Line) -> str:
    """A line without what is the same in every language: ids of sources, commands, quotations, citations."""
    if line.rows[0] in CITED or line.rows[0].startswith("sources:"):
        return ""
    return re.sub(r"\[[^\]]*\]|`[^`]*`|[“「«][^”」»]*[”」»]|asthma", " ", line.text)


@pytest.mark.parametrize("language", OTHERS)
def test_every_line_has_the_same_rows_and_the_same_figures(language: str) -> None:
    assert len(lines(language)) == len(lines("en")) > 5000
    for ours, english in zip(lines(language), lines("en"), strict=True):
        assert (ours.rows, ours.kind, ours.level) == (english.rows, english.kind, english.level), english.text
        assert figures_of(ours.text) == figures_of(english.text), f"{english.text}\n{ours.text}"


@pytest.mark.parametrize("language", ["zh", "ko", "ja"])
def test_no_english_is_left_over_in_the_scripts_of_asia(language: str) -> None:
    left = {}
    for line in lines(language):
        for word in re.findall(r"[^\W\d_]*[A-Za-z][^\W\d_]+", re.sub(r"[぀-ヿ㐀-鿿가-힣]", " ", own_words(line))):
            if not word.isupper() and word not in NAMES | UNITS:
                left.setdefault(word, line.text)
    assert left == {}


def test_no_english_is_left_over_in_spanish() -> None:
    assert [x.text for x in lines("es") if ENGLISH.search(own_words(x))] == []
    same = {x.text for x, y in zip(lines("es"), lines("en"), strict=True) if x.text == y.text and len(own_words(x).split()) > 2}
    assert same == set()


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_hidden_and_nothing_counts_more_or_less(language: str) -> None:
    """Every translation is recalled; the gate lets through exactly what it lets through in English."""
    ours, english = evidence(language=language), evidence()
    assert ours.withheld == english.withheld
    for a, b in zip(ours.claims, english.claims, strict=True):
        figures = ("id", "verified", "counts", "measure", "estimate", "ci_low", "ci_high", "k", "n", "i2", "certainty", "year", "outcome_group")
        assert [getattr(a, f) for f in figures] == [getattr(b, f) for f in figures]
        assert a.text != b.text
    for x, y in zip(ours.facts, english.facts, strict=True):
        figures = ("id", "verified", "value", "ci_low", "ci_high", "effect", "points", "asks", "practices")
        assert [getattr(x, f) for f in figures] == [getattr(y, f) for f in figures]
    for c in english.plain("conditions"):
        subject = subject_of(c)
        assert {p: g.word for p, g in grades_of(claims_of(subject, ours), ours).items()} == {
            p: g.word for p, g in grades_of(claims_of(subject, english), english).items()}  # fmt: skip


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_an_unchecked_caution_says_so_in_every_language(language: str) -> None:
    known = evidence(language=language)
    unchecked = [f for f in known.facts if not f.verified]
    assert len(unchecked) > 25 and all(f.text.endswith(ENDINGS[language]) for f in unchecked)
    assert sum(ENDINGS[language] in x.text for x in lines(language)) == sum(ENDINGS["en"] in x.text for x in lines("en"))


def test_language_is_a_word_of_the_functions() -> None:
    ponv = subject_of("PONV")
    assert page(ponv, language="ko")[0].text == "수술 후 오심 구토"
    assert compared(ponv, language="ja")[0].text == "術後悪心嘔吐"
    assert sheet(["ST9"], [], language="es")[0].text.startswith("Antes que nada")
    assert whole_table(language="zh")[0][0].text == "是什么" and legend(language="zh") and grade_table(language="zh")
    with pytest.raises(InputError, match='language is "fr"; allowed: en, zh, ko, ja, es'):
        page(ponv, language="fr")


@pytest.mark.parametrize("words", [("evidence", "PONV"), ("compare",), ("compare", "--condition", "PONV"), ("cautions", "--has", "clot", "ST36")])
@pytest.mark.parametrize("language", OTHERS)
def test_commands_fit_the_terminal_in_every_language(words: tuple[str, ...], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    result = CliRunner().invoke(cli, [*words, "--language", language], catch_exceptions=False)
    assert result.exit_code == 0
    wide = [x for x in result.output.splitlines() if cell_len(x.rstrip()) > 72 and not re.search(r"\S{50}", x)]
    assert wide == []


def test_chinese_and_japanese_break_between_characters_but_not_before_a_closing_mark() -> None:
    assert wrapped("針を置く（注意）。", 11) == ["針を置く", "  （注", "  意）。"]
    assert wrapped("one two  three", 9) == ["one two", "  three"]
    for text in ("ST9 和 LI18 位于颈动脉及其压力感受器上方：不在此处按压。", "two  words", "（RR 0.97、0.69～1.34）も"):
        assert "".join(wrapped(text, 12)).replace(" ", "") == text.replace(" ", "")


def changed(tmp_path: Path, table: str, old: str, new: str) -> Path:
    path = Path(shutil.copytree(atlas_path(), tmp_path / "atlas", ignore=shutil.ignore_patterns("*.json", "LICENSE")))
    file = path / "evidence" / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_caution_that_is_reworded_is_shown_in_english_until_it_is_translated(tmp_path: Path) -> None:
    path = changed(tmp_path, "safety", "Do not press over varicose veins.", "Do not press over varicose veins of any size.")
    said = [x.text for x in sheet([], [], evidence(path, "ko"))] + [f.text for f in evidence(path, "ko").facts]
    assert "Do not press over varicose veins of any size. (영어, 아직 번역되지 않음)" in said
    problems = [str(p) for p in checked(path).problems]
    assert any('safety.csv' in p and '"Do not press over varicose veins of any size." has no translation' in p for p in problems)
    assert any('translations_cautions.csv' in p and "which no row says" in p for p in problems)


BAD = [
    ("words", "{with_it} 人，而非 {without} 人", "{with_it} 人", "zh: found the places"),
    ("words", "certainty,certainty {certainty},确定性：{certainty}", "certainty,certainty {certainty},", "zh: found"),
    ("translations_cautions", "환자 10,000명당", "환자 1,000명당", "ko: found the figures ['1000']; allowed: those of en, ['10000']"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "text"), BAD, ids=[b[3] for b in BAD])
def test_a_translation_that_says_something_else_is_reported(table: str, old: str, new: str, text: str, tmp_path: Path) -> None:
    assert any(f"evidence/{table}.csv" in str(p) and text in str(p) for p in checked(changed(tmp_path, table, old, new)).problems)


def test_translations_are_marked_as_recalled() -> None:
    for name in ("words", "translations_results", "translations_cautions", "translations_rules", "conditions", "person"):
        for row in table(f"evidence/{name}"):
            differ = [x for x in OTHERS if row[x] != row["en"]]
            assert set(differ) <= set(row["recalled_fields"].split(";")), row["en"]
