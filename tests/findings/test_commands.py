"""The commands `evidence`, `compare` and `cautions` as a reader meets them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from tongren.cli.main import cli
from tongren.errors import InputError, TongrenError

ROOT = Path(__file__).resolve().parents[2]
SCREENS = [("evidence", "PONV"), ("evidence", "PC6"), ("evidence", "constipation"), ("evidence", "zzzzz"), ("compare",),
           ("compare", "--condition", "tension-type headache"), ("compare", "--condition", "PONV"), ("cautions",),
           ("cautions", "--has", "pregnancy", "--has", "anticoagulants", "ST36", "SP6", "ST9")]  # fmt: skip


def said(*words: str) -> str:
    result = CliRunner().invoke(cli, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("words", SCREENS, ids=[" ".join(w) for w in SCREENS])
def test_no_line_is_wider_than_the_terminal(words: tuple[str, ...], columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    wide = [x for x in said(*words).splitlines() if cell_len(x.rstrip()) > columns and " " in x.strip()]
    assert wide == []


def test_newest_and_most_certain_first() -> None:
    years = [x.split()[0] for x in said("evidence", "PONV").splitlines() if x.startswith("  20")]
    assert years == sorted(years, reverse=True) and len(years) > 15


def test_retracted_withdrawn_and_superseded_are_shown_as_such() -> None:
    assert "RETRACTED, not counted" in said("evidence", "constipation")
    assert "10.1371/journal.pone.0196128" in said("evidence", "constipation")
    out = said("evidence", "CINV")
    assert "2006 (withdrawn)" in out and "WITHDRAWN, not counted" in out and "Not counted, withdrawn [ezzo2006]" in out
    assert "2009 (superseded)" in said("evidence", "PONV")


def test_csv_and_json_say_the_same_and_leave_out_what_stays_behind() -> None:
    rows = list(csv.DictReader(io.StringIO(said("evidence", "low", "back", "pain", "--csv"))))
    data = json.loads(said("evidence", "low back pain", "--json"))
    assert [r["id"] for r in rows] == [r["id"] for r in data["results"]]
    assert "clbp-acu-sham-pain-mu2020" not in {r["id"] for r in rows}
    assert data["icd11"] is None and data["names"]["ko"] == "요통"
    assert data["grades"]["acupuncture"]["word"] == "uncertain"
    assert all(x["rows"] for x in data["lines"])


def test_the_table_and_the_cautions_as_files() -> None:
    rows = json.loads(said("compare", "--json"))
    assert {r["practice"] for r in rows} == {"acupuncture", "acupressure"} and all(r["rows"] for r in rows)
    assert said("compare", "--csv").splitlines()[0] == "aspect,practice,text,rows"
    assert "safety:st9-carotid" in said("cautions", "ST9", "--csv")
    assert "@article{baeumler2021" in said("compare", "--bibtex")
    assert "TY  - JOUR" in said("evidence", "PC6", "--ris")


@pytest.mark.parametrize("name", ["PONV", "ponv", "术后恶心呕吐", "수술 후 오심 구토", "náuseas y vómitos posoperatorios"])
def test_conditions_are_found_in_five_languages(name: str) -> None:
    assert said("evidence", name).splitlines()[0] == "postoperative nausea and vomiting"


def test_what_is_not_in_the_set_is_said_with_the_date() -> None:
    for words in (("evidence", "asthma"), ("evidence", "ST36"), ("compare", "--condition", "asthma")):
        out = " ".join(said(*words).split())
        assert "we have read no review of this; that is not the same as no trials" in out
        assert "2026-11-26" in out
    for words in (("evidence", "CINV"), ("evidence", "PONV"), ("compare", "--condition", "IBS"), ("compare", "--condition", "CINV"), ("compare",)):
        assert "2026-11-26" in " ".join(said(*words).split()), words
    out = " ".join(said("compare", "--condition", "neck pain").split())
    assert "3 of our rows about this are not yet checked" in out and "0." not in out


MISTAKES = [
    (("evidence", "migrane"), "did you mean migraine"), (("evidence", "PONV", "--csv", "--json"), "allowed: one of"),
    (("evidence", " "), "nothing was asked"),
    (("evidence", "LI99"), "looks like the code of a point"), (("compare", "--condition", "PC6"), "is a point, no condition"),
    (("cautions", "--has", "sadness"), "allowed: red_flag"), (("cautions", "XX1"), "names no single point"),
    (("evidence", "PONV", "--plot", "x.gif"), ".png, .svg or .pdf"), (("evidence", "migraine", "--plot", "x.png"), "no study-level table"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "text"), MISTAKES, ids=[" ".join(w) for w, _ in MISTAKES])
def test_mistakes_are_one_line_that_says_what_to_do(words: tuple[str, ...], text: str) -> None:
    with pytest.raises(TongrenError, match=text) as caught:
        CliRunner().invoke(cli, list(words), catch_exceptions=False)
    assert "\n" not in str(caught.value)


def test_exit_codes_and_no_colour() -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1", "FORCE_COLOR": "", "TERM": "xterm-256color"}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "tongren.cli.main", *words], capture_output=True, text=True, env=env, timeout=120)

    good, bad = run("evidence", "migraine"), run("evidence", "migrane")
    assert (good.returncode, bad.returncode) == (0, 2)
    assert "\x1b[" not in good.stdout and "Traceback" not in bad.stderr
    assert bad.stderr.startswith('tongren: "migrane" is no name of a condition')


def test_plots_are_drawn_from_the_table_in_the_language_asked_for(tmp_path: Path) -> None:
    out = said("evidence", "PONV", "--plot", str(tmp_path / "f.svg"), "--funnel", str(tmp_path / "u.svg"), "--language", "ja")
    assert out.count("plot: ") == 2
    forest, funnel = ((tmp_path / name).read_text(encoding="utf-8") for name in ("f.svg", "u.svg"))
    assert "16 studies; Q = 30.22 on 15" in forest and "Lee &amp; Done. Counts of 16 trials" in forest
    assert "PC6 against control: nausea after surgery" in forest and "治療がよい" in forest and "対照がよい" in forest
    assert "Lee &amp; Done. Counts of 16 trials" in funnel and "Asymmetry has many causes" in funnel


def test_a_table_that_is_missing_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tongren.findings import plots
    from tongren.findings.lookup import subject_of

    monkeypatch.setattr(plots, "atlas_path", lambda: tmp_path)
    with pytest.raises(InputError, match="is not in this atlas"):
        plots.draw(subject_of("PONV"), tmp_path / "f.svg", None)
