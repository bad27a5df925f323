"""The checker reports every bad row of a broken atlas at once, with file, line, what was found and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tongren.knowledge.counts import count
from tongren.knowledge.index import all_codes
from tongren.knowledge.tables import atlas_path
from tongren.rules.check import Report, checked


@pytest.fixture(scope="module")
def whole() -> Report:
    return checked(atlas_path())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(atlas_path(), tmp_path / "atlas", ignore=shutil.ignore_patterns("*.json", "LICENSE")))


def changed(path: Path, old: str, new: str) -> int:
    """Replace the first `old` of a file and return its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return line


def line_of(path: Path, start: str) -> int:
    return next(i for i, x in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if x.startswith(start))


def row_of(path: Path, start: str) -> str:
    return next(x for x in path.read_text(encoding="utf-8").splitlines() if x.startswith(start))


def test_the_atlas_is_sound(whole: Report) -> None:
    assert [str(p) for p in whole.problems] == []


def test_all_points_and_few_that_only_stand_at_a_site(whole: Report) -> None:
    assert whole.standard == count("standard_points")
    assert whole.extra >= count("extra_points")
    assert 0 < whole.at <= whole.most_at == count("standard_points_at_a_site")
    assert whole.answered >= whole.standard + whole.extra == len(all_codes())
    assert whole.rules >= whole.answered
    assert whole.landmarks >= count("landmarks")
    assert whole.one_road < whole.landmarks / 4


def test_what_is_recalled_is_counted_by_kind(whole: Report) -> None:
    assert len(whole.recalled) > 0
    assert all(kind == kind.strip() and kind for kind in whole.recalled)


def test_every_bad_row_is_reported_at_once(copy: Path) -> None:
    leg = copy / "bindings" / "leg.csv"
    patella = row_of(leg, "patella_apex,")
    cells = patella.split(",")
    wanted = {
        ("points/leg.csv", changed(copy / "points" / "leg.csv", "ST36,ST,leg,", "ST36,ST,knee,")): 'chart: found "knee"',
        ("names/standard.csv", changed(copy / "names" / "standard.csv", "\nST40,", "\nST4O,") + 1): 'code: found "ST4O"',
        ("bindings/leg.csv", changed(leg, patella, patella.replace(f",{cells[2]},", ",99999,", 1))): 'face: found "99999"',
        ("landmarks/leg.csv", changed(copy / "landmarks" / "leg.csv", ",curve,", ",stripe,")): 'kind: found "stripe"',
        ("measures/leg.csv", changed(copy / "measures" / "leg.csv", ",15,axial", ",-15,axial")): 'cun: found "-15"',
        ("charts/leg.csv", changed(copy / "charts" / "leg.csv", "leg,limb,", "leg,tube,")): 'kind: found "tube"',
        ("sources/core.csv", changed(copy / "sources" / "core.csv", ",standard,", ",gossip,")): 'kind: found "gossip"',
        ("rules/leg.rule", changed(copy / "rules" / "leg.rule", "on tibia_medial_border", "on tibia_medial_bordr")): (
            'did you mean "tibia_medial_border"?'
        ),
    }
    report = checked(copy)
    said = [str(p) for p in report.problems]
    for (file, line), text in wanted.items():
        assert any(s.startswith(f"{file}:{line}: ") and text in s for s in said), f"{file}:{line} {text}\n" + "\n".join(said[:40])


def test_a_message_says_what_is_allowed(copy: Path) -> None:
    changed(copy / "landmarks" / "leg.csv", ",curve,", ",stripe,")
    said = [str(p) for p in checked(copy).problems]
    assert any("stripe" in s and "'site'" in s and "'curve'" in s for s in said)


def test_a_source_that_is_in_no_table(copy: Path) -> None:
    line = changed(copy / "points" / "leg.csv", ",who_2008,", ",who_3008,")
    said = [str(p) for p in checked(copy).problems]
    assert f'points/leg.csv:{line}: source "who_3008" is in no table of atlas/sources' in said


def test_a_point_without_a_rule_and_one_without_a_name(copy: Path) -> None:
    rule = row_of(copy / "rules" / "leg.rule", "ST40")
    changed(copy / "rules" / "leg.rule", rule + "\n", "")
    name = row_of(copy / "names" / "standard.csv", "ST41,")
    changed(copy / "names" / "standard.csv", name + "\n", "")
    said = [str(p) for p in checked(copy).problems]
    before = line_of(copy / "rules" / "leg.rule", "ST39")
    assert f"rules/leg.rule:{before}: ST40 has no rule that can be worked out" in said
    before = line_of(copy / "names" / "standard.csv", "ST40,")
    assert f"names/standard.csv:{before}: ST41 has a row in atlas/points but no names" in said
    last = line_of(copy / "names" / "standard.csv", "CV24,")
    wanted = f"names/standard.csv:{last}: {count('standard_points') - 1} points of the standard; there are {count('standard_points')} (counts.csv:2)"
    assert wanted in said


def test_a_landmark_bound_twice_unnamed_or_with_a_missing_node(copy: Path) -> None:
    leg = copy / "bindings" / "leg.csv"
    site = row_of(leg, "patella_apex,")
    with (copy / "bindings" / "arm.csv").open("a", encoding="utf-8") as f:
        f.write(site + "\n" + site.replace("patella_apex", "nobody_named_this", 1) + "\n")
    node = row_of(leg, "tibia_medial_border,1,")
    changed(leg, node + "\n", "")
    said = "\n".join(str(p) for p in checked(copy).problems)
    assert f'bindings/leg.csv:{line_of(leg, "patella_apex,")}: "patella_apex" is bound in bindings/arm.csv too; bind it once' in said
    named = line_of(copy / "bindings" / "arm.csv", "nobody_named_this")
    assert f'bindings/arm.csv:{named}: "nobody_named_this" is bound but stands in no table of atlas/landmarks' in said
    assert f'bindings/leg.csv:{line_of(leg, "tibia_medial_border,2,")}: "tibia_medial_border" has nodes [0, 2' in said


def test_an_id_that_stands_twice(copy: Path) -> None:
    path = copy / "points" / "leg.csv"
    row = row_of(path, "ST36,")
    with path.open("a", encoding="utf-8") as f:
        f.write(row + "\n")
    last = path.read_text(encoding="utf-8").count("\n")
    assert f'points/leg.csv:{last}: "ST36" stands here twice; each id may occur once' in [str(p) for p in checked(copy).problems]


def test_too_many_rules_that_only_stand_at_a_site(copy: Path) -> None:
    path = copy / "rules" / "trunk.rule"
    lines = path.read_text(encoding="utf-8").splitlines()
    out = [x.split()[0] + " at umbilicus_centre" if x and x.split()[0].isalnum() else x for x in lines]
    path.write_text("\n".join(out) + "\n", encoding="utf-8")
    wanted = f"points of the standard whose rule only says `at`; at most {count('standard_points_at_a_site')}"
    said = [p for p in checked(copy).problems if wanted in p.message]
    assert [(copy / p.file).is_file() and p.line > 1 for p in said] == [True]


def test_a_row_with_a_cell_too_many(copy: Path) -> None:
    path = copy / "points" / "leg.csv"
    row = row_of(path, "ST36,")
    line = changed(path, row, row + ",one,two")
    said = [str(p) for p in checked(copy).problems]
    assert [s for s in said if s.startswith(f"points/leg.csv:{line}: ") and "number of columns" in s] == said


def test_every_message_names_a_file_and_a_line_in_it(copy: Path) -> None:
    """A row is taken from many tables, and cells are spoilt: whatever is said of it can be looked up."""
    spoilt = ["points/leg.csv", "names/extra.csv", "landmarks/leg.csv", "shares/back.csv", "practice/complaints.csv", "evidence/reviews.csv"]
    for name in spoilt:
        lines = (copy / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (copy / name).write_text("".join(lines[:2] + lines[3:]), encoding="utf-8")
    changed(copy / "shares" / "back.csv", ",S2", ",S3")
    changed(copy / "practice" / "gate.csv", "\nfever,", "\nfevers,")
    (copy / "practice" / "tools.csv").unlink()
    problems = checked(copy).problems
    assert len({p.file for p in problems}) > 6
    for p in problems:
        last = len((copy / p.file).read_text(encoding="utf-8").splitlines()) if (copy / p.file).exists() else 1
        assert 1 <= p.line <= last, str(p)


def test_an_extra_point_of_another_source_is_one_more_and_no_mistake(copy: Path) -> None:
    """The nomenclature's number stays that of its own points; what a new source adds is counted beside it."""
    for name, row in (
        ("sources/core.csv", "invented,decision,A point invented for this test alone.,,,decided"),
        ("points/leg.csv", "EX-LE99,EX,leg,lower limb,leg,anterior,yes,invented,decided"),
        ("names/extra.csv", "EX-LE99,Wàizhōng,外中,外中,외중,がいちゅう,gaichu,Ngoại trung,Invented,invented,decided,"),
        ("rules/leg.rule", "EX-LE99 on ST35..ST41, 7 cun distal by leg_anterior from ST35"),
    ):
        with (copy / name).open("a", encoding="utf-8") as f:
            f.write(row + "\n")
    report = checked(copy)
    assert [str(p) for p in report.problems] == []
    assert report.extra == len([c for c in all_codes() if c.startswith("EX-")]) + 1
    line = changed(copy / "points" / "leg.csv", "yes,invented,decided", "yes,who_1993,decided")
    n = count("extra_points")
    assert f"points/leg.csv:{line}: {n + 1} extra points of the nomenclature of 1993; there are {n} (counts.csv:3)" in [
        str(p) for p in checked(copy).problems
    ]
