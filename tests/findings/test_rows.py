"""`tongren check` reports every bad row of atlas/evidence at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tongren.errors import AtlasError
from tongren.findings.claims import evidence
from tongren.knowledge.evidence_tables import check_evidence
from tongren.knowledge.tables import atlas_path, table
from tongren.rules.check import checked


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(atlas_path(), tmp_path / "atlas", ignore=shutil.ignore_patterns("*.json", "LICENSE")))


def changed(path: Path, old: str, new: str) -> int:
    """Replace the first `old` of a file and return its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


BAD = [
    ("reviews", "kang2023,seen", "kang2032,seen", 'source: found "kang2032"'),
    ("reviews", ",migraine,", ",migrane,", 'condition: found "migrane"'),
    ("reviews", "RR,1.3,1.13,1.5", "RR,1.7,1.13,1.5", "estimate: found 1.7 outside its interval"),
    ("reviews", "SMD,-0.29,-0.47,-0.11", "OR,-0.29,-0.47,-0.11", "OR: found a value of 0 or less"),
    ("reviews", "MD,-1.53,-4.73,1.67", "MD,-1.53,-4.73,", "ci_low, ci_high: found"),
    ("reviews", "SMD,-0.23,-0.33,-0.13", "SMD,small,-0.33,-0.13", 'estimate: found "small"'),
    ("reviews", ",low,,,meta-analysis", ",quite low,,,meta-analysis", 'certainty: found "quite low"'),
    ("safety", ",anticoagulants,", ",blood,", 'asks: found "blood"'),
    ("safety", "GB21;BL11", "GB99;BL11", 'points: found "GB99"'),
    ("safety", "Do not press over varicose veins.", "Insert 10 mm obliquely.", "no angle, depth or dose of needling"),
    ("sources", "10.3389/fneur.2022.943495", "www.frontiersin.org", 'doi: found "www.frontiersin.org"'),
    ("sources", "the Cochrane Library has since withdrawn this review from publication", "", 'status_note: found nothing beside "withdrawn"'),
    ("comparison", "baeumler-any-patient", "baeumler-any-pat", 'rows: found "baeumler-any-pat"'),
    ("baselines", "394,952", "994,952", "events: found 994 of n = 952"),
    ("never_pressed", "ST9,", "ST99,", 'code: found "ST99"'),
    ("conditions", ",zh;ko;ja;es;icd11", ",zh;ko;ja;es;icd", 'recalled_fields: found "icd"'),
]


def test_every_bad_row_at_once(copy: Path) -> None:
    wanted = [(f"evidence/{t}.csv:{changed(copy / 'evidence' / f'{t}.csv', old, new)}: ", text) for t, old, new, text in BAD]
    said = [str(p) for p in checked(copy).problems]
    for place, text in wanted:
        assert any(s.startswith(place) and text in s for s in said), f"{place} {text}\n" + "\n".join(said)


def test_an_id_twice_and_a_missing_file(copy: Path) -> None:
    path = copy / "evidence" / "person.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[2]]) + "\n", encoding="utf-8")
    (copy / "evidence" / "search.csv").unlink()
    said = [str(p) for p in checked(copy).problems]
    assert f'evidence/person.csv:{len(lines) + 1}: "pregnancy" stands here twice; each id may occur once' in said
    assert any("evidence/search.csv" in s and "missing" in s for s in said)
    with pytest.raises(AtlasError, match="person.csv"):
        evidence(copy)


def test_a_table_in_another_encoding_is_named(copy: Path) -> None:
    (copy / "evidence" / "areas.csv").write_bytes("area,region\nBöhm,x\n".encode("latin-1"))
    (copy / "evidence" / "trials" / "own.csv").write_bytes("study\nBöhm\n".encode("latin-1"))
    said = [str(p) for p in checked(copy).problems]
    for file in ("areas", "trials/own"):
        assert any(s.startswith(f"evidence/{file}.csv:2: found the byte 0xF6") and s.endswith("saved as UTF-8") for s in said), file
    with pytest.raises(AtlasError, match=r"areas.csv:2: found .*saved as UTF-8"):
        evidence(copy)


def test_an_atlas_without_evidence_has_no_problem_with_it(tmp_path: Path) -> None:
    assert check_evidence(tmp_path, set()).problems == []


def test_unchecked_cautions_are_listed_with_their_words_and_results_by_id_alone() -> None:
    report = checked(atlas_path())
    assert report.results == len(table("evidence/reviews"))
    assert any(x.startswith("st9-carotid: ST9 and LI18") for x in report.unchecked_cautions)
    assert any(x.startswith("GV28: ") for x in report.unchecked_cautions)
    assert {"he2020", "cancerpain-acu-sham-he2020"} & set(report.unchecked_results)
    assert all(" " not in x for x in report.unchecked_results), "no words of a benefit"
