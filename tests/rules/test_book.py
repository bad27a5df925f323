"""Every kind of bad rule is reported with its file and line, in words that help to mend it; good rules stand in order."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tongren.knowledge.atlas import Atlas, read_atlas
from tongren.rules.book import POINT, RuleBook, base_code, read_rules, site_codes
from tongren.rules.tree import curves, references


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return read_atlas()


@pytest.fixture(scope="module")
def book(atlas: Atlas) -> RuleBook:
    return read_rules(atlas)


def problems_of(atlas: Atlas, tmp_path: Path, *lines: str) -> list[str]:
    """The problems of a rule file with these lines, as they are printed."""
    folder = tmp_path / "rules"
    folder.mkdir(exist_ok=True)
    (folder / "T.rule").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [str(p) for p in read_rules(replace(atlas, path=tmp_path)).problems]


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("ST36 at patella_apx", 'rules/T.rule:1: ST36: "patella_apx" is not a bound site; did you mean "patella_apex"?'),
        ("ST36 at entirely_unheard_of", 'rules/T.rule:1: ST36: "entirely_unheard_of" is not a bound site'),
        ("ST36 at tibia_medial_border", 'rules/T.rule:1: ST36: "tibia_medial_border" is a curve where a site is wanted'),
        (
            "ST36 from patella_apex, 3 cun distal, on patella_apex2",
            'rules/T.rule:1: ST36: "patella_apex2" is not a bound curve',
        ),
        (
            "ST36 from patella_apex, 3 cun distal, on tibia_medial_bordr",
            'rules/T.rule:1: ST36: "tibia_medial_bordr" is not a bound curve; did you mean "tibia_medial_border"?',
        ),
        (
            "ST36 from patella_apex, 3 cun distal by leg_medal",
            'rules/T.rule:1: ST36: "leg_medal" is not a measure; did you mean "leg_medial"?',
        ),
        ("ST36 at ST35", 'rules/T.rule:1: ST36: "ST35" is a point without a rule'),
        ("ST99 at patella_apex", 'rules/T.rule:1: ST99: "ST99" has no row in atlas/points'),
    ],
)
def test_a_name_that_nothing_stands_for(atlas: Atlas, tmp_path: Path, rule: str, wanted: str) -> None:
    found = problems_of(atlas, tmp_path, rule)
    assert len(found) == 1
    assert found[0].startswith(wanted)


def test_a_curve_for_a_site_and_a_site_for_a_curve(atlas: Atlas, tmp_path: Path) -> None:
    assert "is a curve where a site is wanted" in problems_of(atlas, tmp_path, "SP6 at tibia_medial_border")[0]
    found = problems_of(atlas, tmp_path, "SP6 from medial_malleolus_prominence, 3 cun proximal, on patella_apex")
    assert found, "a site named where a curve is wanted must be reported"
    assert "T.rule:1" in found[0]
    assert '"patella_apex"' in found[0]
    assert "curve" in found[0]


def test_two_points_that_lean_on_each_other(atlas: Atlas, tmp_path: Path) -> None:
    found = problems_of(atlas, tmp_path, "# circle", "ST36 from ST37, 3 cun proximal", "ST37 from ST36, 3 cun distal")
    assert len(found) == 1
    assert re.match(r"rules/T\.rule:[23]: these points lean on each other: ST3[67] -> ST3[67] -> ST3[67]$", found[0])


def test_a_point_that_leans_on_itself(atlas: Atlas, tmp_path: Path) -> None:
    found = problems_of(atlas, tmp_path, "ST36 from ST36, 3 cun distal")
    assert found == ["rules/T.rule:1: these points lean on each other: ST36 -> ST36"]


def test_two_circles_are_both_reported(atlas: Atlas, tmp_path: Path) -> None:
    rules = ("ST36 at ST37", "ST37 at ST36", "SP6 at SP7", "SP7 at SP6", "SP9 at patella_apex")
    found = problems_of(atlas, tmp_path, *rules)
    assert len(found) == 2
    assert {"ST36" in p for p in found} == {True, False}


def test_a_second_rule_for_the_same_point(atlas: Atlas, tmp_path: Path) -> None:
    found = problems_of(atlas, tmp_path, "ST36 at patella_apex", "", "ST36 at patella_base")
    assert found == ["rules/T.rule:3: ST36 has a rule at T.rule:1 too"]


def test_a_second_place_and_a_rule_for_one_sex_are_no_duplicates(atlas: Atlas, tmp_path: Path) -> None:
    lines = ("PC8 at patella_apex", "PC8/alt at patella_base", "CV1[female] at patella_apex", "CV1[male] at patella_base")
    assert problems_of(atlas, tmp_path, *lines) == []


def test_what_leans_on_a_bad_rule_is_reported_too(atlas: Atlas, tmp_path: Path) -> None:
    found = problems_of(atlas, tmp_path, "ST36 at nowhere_at_all", "ST37 from ST36, 3 cun distal", "ST38 at ST37")
    assert [p.split(": ")[1] for p in found] == ["ST36", "ST37", "ST38"]
    assert '"ST36" is a point without a rule' in found[1]


def test_text_that_cannot_be_read_is_one_of_the_problems(atlas: Atlas, tmp_path: Path) -> None:
    found = problems_of(atlas, tmp_path, "ST36 at patella_apex", "ST37 somewhere", "ST38 at patella_apex")
    assert len(found) == 1
    assert found[0].startswith("rules/T.rule:2:")
    assert "^" in found[0]


def test_all_problems_come_at_once_in_the_order_of_lines(atlas: Atlas, tmp_path: Path) -> None:
    rules = ("ST36 at nowhere_one", "ST37 at patella_apex", "ST38 at nowhere_two", "ST39 beside it", "ST40 at nowhere_three")
    found = problems_of(atlas, tmp_path, *rules)
    assert [int(p.split(":")[1]) for p in found] == [1, 3, 4, 5]


def test_the_atlas_has_no_bad_rule(book: RuleBook) -> None:
    assert [str(p) for p in book.problems] == []


def test_every_rule_leans_only_on_earlier_ones(book: RuleBook) -> None:
    done: set[str] = set()
    for r in book.rules:
        leans = {x for x in references(r.form) if POINT.match(x)}
        assert leans <= done, r.key
        done.add(r.code)


def test_the_book_gives_all_sites_of_a_point(book: RuleBook) -> None:
    assert {r.code for r in book.of("EX-B2")} == {f"EX-B2.{i}" for i in range(1, 18)}
    assert [r.code for r in book.of("ST36")] == ["ST36"]
    assert {r.sex for r in book.of("CV1")} == {"female", "male"}


def test_codes_come_in_the_order_of_the_standard(book: RuleBook, atlas: Atlas) -> None:
    codes = site_codes(book)
    assert len(codes) == len(set(codes))
    assert [c for c in dict.fromkeys(map(base_code, codes)) if not c.startswith("EX-")] == [
        c for c in atlas.names if not c.startswith("EX-")
    ]


def test_every_name_of_a_rule_is_bound_and_has_a_row(book: RuleBook, atlas: Atlas) -> None:
    for r in book.rules:
        for name in [*references(r.form), *curves(r.form)]:
            if not POINT.match(name) and not name.endswith("_median_line"):
                assert name in atlas.landmarks, f"{r.file}:{r.line} {name}"
                assert name in atlas.bindings, f"{r.file}:{r.line} {name}"


def test_the_order_of_the_rules_is_the_same_in_every_run() -> None:
    code = ("from tongren.knowledge.atlas import read_atlas; from tongren.rules.book import read_rules; "
            "print(*(r.key for r in read_rules(read_atlas()).rules))")  # fmt: skip
    command = [sys.executable, "-c", code]
    told = [subprocess.check_output(command, text=True, env={**os.environ, "PYTHONHASHSEED": seed}) for seed in ("1", "2")]
    assert told[0] == told[1]
    assert len(told[0].split()) > 400
