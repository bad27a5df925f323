"""Rule text becomes the tree that it says, and a wrong line says where it is wrong."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tongren.errors import RuleError
from tongren.rules.parse import parse_file, parse_rule
from tongren.rules.tree import (
    Advance,
    Along,
    At,
    Between,
    Cross,
    Form,
    Length,
    Level,
    Offset,
    On,
    OnSegment,
    Step,
    Through,
    curves,
    lengths,
    references,
)

FOLD = Level("anterior_axillary_fold", Length("3", "cun", "arm"), "distal")

FORMS: list[tuple[str, Form]] = [
    ("BL40 at popliteal_crease_midpoint", At("popliteal_crease_midpoint")),
    ("EX-LE5.2 at ST35", At("ST35")),
    (
        "ST19 level umbilicus_centre + 6 cun superior, 2 cun lateral of anterior_median_line",
        Cross(
            Level("umbilicus_centre", Length("6", "cun"), "superior"),
            Offset(Length("2", "cun"), "lateral", "anterior_median_line"),
        ),
    ),
    ("LU3 level anterior_axillary_fold + 3 cun distal by arm, on ridge", Cross(FOLD, On("ridge"))),
    (
        "BL9 level top, 1.3 cun lateral of posterior_median_line by mastoid_transverse",
        Cross(Level("top"), Offset(Length("1.3", "cun", "mastoid_transverse"), "lateral", "posterior_median_line")),
    ),
    ("BL4 on GV24..ST8, level pupil", Cross(OnSegment("GV24", "ST8"), Level("pupil"))),
    ("ST31 on ridge, on A_1..B_2", Cross(On("ridge"), OnSegment("A_1", "B_2"))),
    ("LU11 cross nail_radial_border with nail_base", Cross(On("nail_radial_border"), On("nail_base"))),
    ("LI8 on LI5..LI11, 4 cun distal from LI11", Advance("LI5", "LI11", "LI11", Length("4", "cun"), "distal")),
    (
        "LI8 on LI5..LI11, 4 cun distal from LI11 by forearm_dorsal",
        Advance("LI5", "LI11", "LI11", Length("4", "cun", "forearm_dorsal"), "distal"),
    ),
    (
        "ST36 on ST35..ST41, 3 cun distal by leg_anterior from ST35",
        Advance("ST35", "ST41", "ST35", Length("3", "cun", "leg_anterior"), "distal"),
    ),
    ("LI6 on LI5..LI11, 1/4 from LI5", Advance("LI5", "LI11", "LI5", fraction=Fraction(1, 4))),
    (
        "GB5 along temple_hairline from ST8 to GB7, 1/2 from ST8",
        Along("temple_hairline", "ST8", "GB7", "ST8", fraction=Fraction(1, 2)),
    ),
    ("GB5 along brow from ST8 to GB7, 0.4 F-cun from GB7", Along("brow", "ST8", "GB7", "GB7", Length("0.4", "F-cun"))),
    ("BL1 from inner_canthus, 0.1 cun superior-medial", Step("inner_canthus", Length("0.1", "cun"), "superior-medial")),
    ("ST6 from angle, 2 fingerbreadths superior", Step("angle", Length("2", "fingerbreadth"), "superior")),
    ("SP6 from malleolus, 3 cun proximal, on edge", Step("malleolus", Length("3", "cun"), "proximal", "edge")),
    ("GB30 between a_b and c_d, 1/3 from c_d", Between("a_b", "c_d", Fraction(1, 3), "c_d")),
    ("BL60 between a_b and c_d, 1/2", Between("a_b", "c_d", Fraction(1, 2), "a_b")),
]


@pytest.mark.parametrize(("text", "form"), FORMS, ids=[text for text, _ in FORMS])
def test_text_becomes_its_tree(text: str, form: Form) -> None:
    assert parse_rule(text).form == form


@pytest.mark.parametrize("word", ["above", "below"])
def test_the_line_through_a_reference_takes_both_words(word: str) -> None:
    form = parse_rule(f"ST3 {word} pupil, level ala_of_nose_inferior_border").form
    assert isinstance(form, Cross)
    assert isinstance(form.first, Through)
    assert form.first.ref == "pupil"


def test_a_level_below_is_a_level_towards_the_other_way() -> None:
    down, minus = (parse_rule(f"CV7 level navel {way}, on line") for way in ("+ 1 cun inferior", "- 1 cun superior"))
    assert down.form == minus.form


@pytest.mark.parametrize(
    ("head", "code", "alternative", "sex", "key"),
    [
        ("PC8/alt", "PC8", True, "", "PC8/alt"),
        ("CV1[female]", "CV1", False, "female", "CV1[female]"),
        ("CV1 [male]", "CV1", False, "male", "CV1[male]"),
        ("EX-B2.17", "EX-B2.17", False, "", "EX-B2.17"),
        ("EX-HN3", "EX-HN3", False, "", "EX-HN3"),
    ],
)
def test_heads(head: str, code: str, alternative: bool, sex: str, key: str) -> None:
    rule = parse_rule(f"{head} at pupil")
    assert (rule.code, rule.alternative, rule.sex, rule.key) == (code, alternative, sex, key)


def test_landmarks_that_begin_like_codes_or_directions_are_names() -> None:
    rule = parse_rule("GV14 level C7_spinous_process_inferior_border, on posterior_median_line")
    assert references(rule.form) == ["C7_spinous_process_inferior_border"]
    assert curves(rule.form) == ["posterior_median_line"]
    assert references(parse_rule("BL1 at lateral_end_of_brow").form) == ["lateral_end_of_brow"]
    assert references(parse_rule("BL1 at T1_spinous_process").form) == ["T1_spinous_process"]


def test_what_a_tree_leans_on() -> None:
    assert references(parse_rule("BL4 on GV24..ST8, level GB15").form) == ["GV24", "ST8", "GB15"]
    assert curves(parse_rule("SP6 from malleolus, 3 cun proximal, on edge").form) == ["edge"]
    assert lengths(parse_rule("LU3 level fold + 3 cun distal by arm, on ridge").form) == [Length("3", "cun", "arm")]


def test_the_assumption_is_kept_word_for_word() -> None:
    assert parse_rule("ST1 at pupil   (assumed: at the edge; 0.5 cun off)").assumed == "at the edge; 0.5 cun off"
    assert parse_rule("ST1 at pupil").assumed == ""


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("ST36 from knee 3 cun distal", 16, "a comma"),
        ("ST36 from knee, 3 inches distal", 19, "cun, F-cun or fingerbreadth"),
        ("ST36 from knee, 3 cun sideways", 23, "a direction"),
        ("ST36 on ST35..ST41, from ST35", 21, "a fraction"),
        ("36ST at knee", 1, "a point code"),
    ],
)
def test_a_wrong_line_says_where_and_what_was_expected(text: str, column: int, expected: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(text, "ST.rule", 7)
    first, line, caret, last = str(caught.value).splitlines()
    assert first.startswith(f"ST.rule:7:{column}: ")
    assert line == f"  {text}"
    assert caret.index("^") == column + 1
    assert expected in last


def test_a_line_that_ends_too_soon_says_what_was_expected() -> None:
    with pytest.raises(RuleError, match="a landmark"):
        parse_rule("ST36 at")


def test_a_file_gives_its_rules_and_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "XX.rule"
    text = "# a comment\n\nST1 at pupil  # why\nST2 nowhere\nST3 at nose_tip (assumed: so)\n"
    path.write_text(text, encoding="utf-8")
    rules, problems = parse_file(path)
    assert [(r.key, r.file, r.line, r.text) for r in rules] == [
        ("ST1", "XX.rule", 3, "ST1 at pupil"),
        ("ST3", "XX.rule", 5, "ST3 at nose_tip (assumed: so)"),
    ]
    assert len(problems) == 1
    assert problems[0].startswith("XX.rule:4:")


def test_every_rule_of_the_atlas_is_read() -> None:
    files = sorted((Path(__file__).parents[2] / "atlas" / "rules").glob("*.rule"))
    assert files
    assert [p for path in files for p in parse_file(path)[1]] == []
