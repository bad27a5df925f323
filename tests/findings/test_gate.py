"""What is recalled and speaks for a treatment, or is a figure, reaches nobody; what warns reaches everybody."""

from __future__ import annotations

import csv
import random
import re
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from screens import all_lines, all_text  # noqa: E402

from tongren.errors import AtlasError  # noqa: E402
from tongren.findings.cautions import answer_of, sheet  # noqa: E402
from tongren.findings.claims import evidence  # noqa: E402
from tongren.findings.sentences import number  # noqa: E402
from tongren.knowledge.evidence_tables import nameable  # noqa: E402
from tongren.knowledge.tables import atlas_path  # noqa: E402

ENDING = "(usual caution, source not yet checked)"
ROOT = Path(__file__).resolve().parents[2]
TABLES = evidence().tables


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def with_change(tmp_path: Path, table: str, change: dict[str, dict[str, str]]) -> Path:
    """Return an atlas whose table has other cells: {row id: {column: value}}."""
    folder = tmp_path / "atlas" / "evidence"
    shutil.copytree(atlas_path() / "evidence", folder)
    found = rows(folder / f"{table}.csv")
    for row in found:
        row.update(change.get(row["id"], {}))
    with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as f:
        writer = csv.DictWriter(f, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    return tmp_path / "atlas"


def recalled_for() -> list[str]:
    """Ids of results that speak for a treatment, or leave it open, and are recalled, read from the table and not from the gate."""
    return [k for k, r in TABLES["reviews"].items() if r.known_by == "recalled" and r.speaks != "against"]


def test_the_set_is_whole() -> None:
    assert len(TABLES["reviews"]) == 156
    assert len({r.source for r in TABLES["reviews"].values()}) == 79
    assert len(TABLES["safety"]) >= 45


def test_no_recalled_benefit_or_figure_reaches_any_output() -> None:
    """Over all conditions and points, all three commands, all formats."""
    text, used = all_text(), {r for line in all_lines() for r in line.rows}
    hidden = recalled_for()
    assert len(hidden) >= 15
    for key in hidden:
        row = TABLES["reviews"][key]
        assert f"reviews:{key}" not in used and row.summary not in text, key
        shown = {(r.measure, r.estimate, r.ci_low, r.ci_high) for k, r in TABLES["reviews"].items() if k not in hidden}
        if row.estimate is not None and (row.measure, row.estimate, row.ci_low, row.ci_high) not in shown and row.ci_low is not None:
            assert f"{row.measure} {number(row.estimate)} ({number(row.ci_low)} to {number(row.ci_high)})" not in text, key
    for key, fact in TABLES["safety"].items():
        if fact.known_by == "recalled" and fact.speaks in ("rate", "reassures"):
            assert f"safety:{key}" not in used and fact.statement not in text, key


@pytest.mark.parametrize("key", ["neck-acu-sham-pain-fu2009", "neck-acu-control-pain-fu2009", "ar-ear-sham-tnss-zhong2021",
                                 "knee-oa-selfacupressure-usual-pain-liLW2018", "guideline-aaohns2015"])  # fmt: skip
def test_a_seen_row_whose_sign_measure_or_whole_citation_is_recalled_stays_behind(key: str) -> None:
    assert TABLES["reviews"][key].known_by == "seen"
    assert evidence().claim(key) is None
    assert TABLES["reviews"][key].summary not in all_text()


def test_recalled_parts_of_a_citation_are_not_shown() -> None:
    text = all_text()
    parts = [(s.id, p, getattr(s, p)) for s in TABLES["sources"].values() for p in ("authors", "doi") if p in s.recalled_fields]
    assert len(parts) > 30
    shown = {getattr(s, p) for s in TABLES["sources"].values() for p in ("authors", "doi") if p not in s.recalled_fields}
    assert [x for x in parts if x[2] and x[2] not in shown and x[2] in text] == []


def test_every_figure_and_every_benefit_has_a_source_that_can_be_found() -> None:
    for c in evidence().claims:
        if c.verified:
            assert c.citation.identified and nameable(TABLES["sources"][c.citation.id]), c.id
        else:
            assert c.speaks == "against" and c.estimate is None and c.text.endswith(ENDING) and not re.search(r"\d", c.text), c.id


def test_what_speaks_against_is_never_hidden() -> None:
    against = {k for k, r in TABLES["reviews"].items() if r.speaks == "against"}
    assert {c.id for c in evidence().claims} >= against


def test_icd_11_codes_stay_out_until_checked() -> None:
    codes = {c.icd11 for c in TABLES["conditions"].values() if c.icd11}
    assert len(codes) > 10
    assert not [c for c in codes if re.search(rf"\b{re.escape(c)}\b", all_text())]


def test_recalled_dois_of_study_tables_are_no_output() -> None:
    tables = rows(atlas_path() / "evidence" / "trials.csv")
    seen = {s.doi for s in TABLES["sources"].values() if "doi" not in s.recalled_fields}
    recalled = [r["doi"] for r in tables if r["doi"] and r["doi"] not in seen]
    assert recalled and [r["doi"] for r in tables if r["recalled_fields"]] == recalled
    assert [doi for doi in recalled if doi in all_text()] == []


def test_technique_labels_of_lee2004_are_no_output() -> None:
    assert "technique_recalled" not in all_text()


CAUTIONS = [
    ("carotid", ["ST9", "LI18"], "lie over the carotid artery"), ("carotid", ["ST9"], "over the carotid artery and its pressure sensor"),
    ("clot in the leg", ["SP6", "ST36", "BL57"], "clot in a leg"), ("eye socket", ["BL1", "ST1", "EX-HN7"], "Points in the eye socket"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "points", "words"), CAUTIONS)
def test_a_caution_reaches_its_points(name: str, points: list[str], words: str) -> None:
    for point in points:
        text = "\n".join(x.text for x in sheet([point], []))
        assert words in text, f"{name} {point}"


def test_red_flags_stand_first_whatever_is_asked() -> None:
    for points, has in ((["ST36"], []), ([], [answer_of("fever")]), ([], [])):
        lines = sheet(points, has)
        assert "sudden worst headache" in lines[1].text and lines[1].text.endswith(ENDING)


def test_pacemaker_and_currents_and_magnets() -> None:
    text = "\n".join(x.text for x in sheet([], [answer_of("pacemaker")]))
    assert f"interference with a defibrillator is on record. {ENDING}" in text
    assert "Magnetic rollers and magnetic mats" in text
    assert "carry no such risk" not in text, "reassurance that is only recalled"


def test_every_caution_reaches_a_reader_and_an_unchecked_one_says_so() -> None:
    lines = list(all_lines())
    for key, fact in TABLES["safety"].items():
        if fact.speaks not in ("warns", "tradition"):
            continue
        said = [x.text for x in lines if fact.statement in x.text]
        assert said, key
        if fact.known_by == "recalled":
            assert all(fact.statement + " " + ENDING in x for x in said), key
    for code in TABLES["never_pressed"]:
        assert any(f"never_pressed:{code}" in x.rows and x.text.endswith(ENDING) for x in lines), code


def test_a_result_that_becomes_recalled_vanishes_and_one_caution_stays(tmp_path: Path) -> None:
    key, fact = "tth-acu-sham-responder-kang2023", "skin"
    path = with_change(tmp_path, "reviews", {key: {"known_by": "recalled"}})
    table = path / "evidence" / "safety.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("minnesota2024,seen", "minnesota2024,recalled"), encoding="utf-8")
    text = all_text(path)
    assert TABLES["reviews"][key].summary in all_text() and TABLES["reviews"][key].summary not in text
    assert "1.30 (1.13 to 1.50)" not in text
    assert f"{TABLES['safety'][fact].statement} {ENDING}" in text


@pytest.mark.parametrize("seed", [11, 12])
def test_random_rows_that_become_recalled_vanish(seed: int, tmp_path: Path) -> None:
    print("seed", seed)
    draw = random.Random(seed)
    seen = [k for k, r in TABLES["reviews"].items() if r.known_by == "seen" and r.speaks == "for" and r.estimate is not None]
    chosen = draw.sample(seen, 12)
    change = {k: {"known_by": "recalled"} if i % 2 else {"recalled_fields": "estimate"} for i, k in enumerate(chosen)}
    path = with_change(tmp_path, "reviews", change)
    used = {r for line in all_lines(path) for r in line.rows}
    assert not {f"reviews:{k}" for k in chosen} & used
    assert {f"reviews:{k}" for k in seen if k not in chosen and evidence().claim(k)} <= used


def test_every_line_is_traced_to_rows_that_exist() -> None:
    for line in all_lines():
        assert line.rows, line.text
        for r in line.rows:
            table, key = r.split(":", 1)
            if table == "points":
                continue
            assert key in TABLES[table], f"{r} of: {line.text}"


def test_every_figure_in_a_line_stands_in_one_of_its_rows() -> None:
    """Effects with an interval: the same three figures stand in a row behind the line, or are computed from rows it names."""
    effect = re.compile(r"\b(RR|OR|MD|SMD) (-?[\d.]+) \((-?[\d.]+) to (-?[\d.]+)\)")
    checked = 0
    for line in all_lines():
        found = effect.findall(line.text)
        if not found or any(r.startswith("indirect:") for r in line.rows) or "words:caveat" in line.rows:
            continue
        behind = {(x.measure, number(x.estimate), number(x.ci_low), number(x.ci_high))
                  for r in line.rows if r.startswith("reviews:") for x in (TABLES["reviews"][r[8:]],) if x.ci_low is not None}  # fmt: skip
        for one in found:
            assert one in behind or any(f"{one[1]}" in TABLES["safety"][r[7:]].statement for r in line.rows if r.startswith("safety:"))
            checked += 1
    assert checked > 150


def test_no_angle_depth_or_dose_of_needling_and_no_cure() -> None:
    text = all_text()
    assert not re.search(r"\d\s?(mm|cun|degrees)\b", text)
    assert not re.search(r"\bcures?\b|\bheals?\b|\bneedle (shallow|deep)", text, re.I)


def test_only_the_gate_reads_results_facts_and_sources() -> None:
    for path in [*(ROOT / "tongren" / "evidence").glob("*.py"), *(ROOT / "tongren" / "cli").glob("*.py")]:
        if path.name != "claims.py":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\.tables\[|\bevidence_tables\(", text), path.name
    for table in ("reviews", "safety", "sources"):
        with pytest.raises(AtlasError, match="reaches nobody"):
            evidence().plain(table)
