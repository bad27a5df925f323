"""The checker reports every bad row of a broken atlas at once, with file, line, what was found and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

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


def row_of(path: Path, start: str) -> str:
    return next(x for x in path.read_text(encoding="utf-8").splitlines() if x.startswith(start))


def test_the_atlas_is_sound(whole: Report) -> None:
    assert [str(p) for p in whole.problems] == []


def test_361_and_48_and_few_that_only_stand_at_a_site(whole: Report) -> None:
    assert (whole.standard, whole.extra) == (361, 48)
    assert 0 < whole.at <= 60
    assert whole.answered >= 409
    assert whole.rules >= whole.answered
    assert whole.landmarks >= 200
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
    said = "\n".join(str(p) for p in checked(copy).problems)
    assert "ST40 has no rule that can be worked out" in said
    assert "ST41 has a row in atlas/points but no names" in said
    assert "360 standard points; there are 361" in said


def test_a_landmark_bound_twice_unnamed_or_with_a_missing_node(copy: Path) -> None:
    leg = copy / "bindings" / "leg.csv"
    site = row_of(leg, "patella_apex,")
    with (copy / "bindings" / "arm.csv").open("a", encoding="utf-8") as f:
        f.write(site + "\n" + site.replace("patella_apex", "nobody_named_this", 1) + "\n")
    node = row_of(leg, "tibia_medial_border,1,")
    changed(leg, node + "\n", "")
    said = "\n".join(str(p) for p in checked(copy).problems)
    assert '"patella_apex" is bound in bindings/' in said
    assert '"nobody_named_this" is bound but stands in no table of atlas/landmarks' in said
    assert '"tibia_medial_border" has nodes [0, 2' in said


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
    assert any("use `at`; at most 60" in str(p) for p in checked(copy).problems)


def test_a_row_with_a_cell_too_many(copy: Path) -> None:
    path = copy / "points" / "leg.csv"
    row = row_of(path, "ST36,")
    line = changed(path, row, row + ",one,two")
    said = [str(p) for p in checked(copy).problems]
    assert any(s.startswith(f"points/leg.csv:{line}: ") and "number of columns" in s for s in said)
