"""`tongren guide`: answers from options or asked in a terminal, never taken for granted; a sheet that can be printed."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from tongren.cli.main import cli
from tongren.errors import InputError
from tongren.guidance.complaints import complaints, flags
from tongren.guidance.gate import gate

ROOT = Path(__file__).resolve().parents[2]
NONE = ("--flags", "none", "--has", "none")


def said(*words: str) -> str:
    result = CliRunner().invoke(cli, ["guide", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_alone_it_lists_the_complaints() -> None:
    assert [line.split(":")[0] for line in said().splitlines()] == [c.id for c in complaints()]
    assert [c["id"] for c in json.loads(said("--json"))] == [c.id for c in complaints()]


def test_a_session_is_told_in_order() -> None:
    text = said("tension", "headache", *NONE)
    order = [text.index(x) for x in ("Not yet reviewed by a clinician", "The points, in order", "1. BL10", "Many complaints ease", "What is known")]
    assert order == sorted(order)


def test_the_record_is_the_session() -> None:
    made = json.loads(said("두통", "--flags", "none", "--has", "pregnancy,anticoagulants", "--language", "ko", "--json"))
    assert made["complaint"]["id"] == "tension_headache" and made["language"] == "ko"
    assert "LI4" in [d["id"] for d in made["dropped"]] and "LI4" not in [s["code"] for s in made["steps"]]
    assert {s["pressure"]["id"] for s in made["steps"]} == {"light"}


def test_a_warning_sign_ends_it() -> None:
    text = said("nausea", "--flags", "chest_pain", "--has", "none")
    assert "See someone first" in text and "1." not in text and "The points" not in text


@pytest.mark.parametrize(("words", "what"), [
    (("nausea",), "--flags: found nothing"), (("nausea", "--flags", "none"), "--has: found nothing"),
    (("nausea", "--flags", "none,dry", "--has", "none"), 'found "none" beside dry'), (("gout", *NONE), "is no complaint of the list"),
    (("nausea", "--flags", "gout", "--has", "none"), '"gout" is no warning sign of nausea'),
    (("nausea", *NONE, "--language", "xx"), 'language is "xx"'),
    (("nausea", *NONE, "--tool", "hammer"), '"hammer" is no tool'), (("nausea", *NONE, "--out", "sheet.doc"), "written as .pdf or .png"),
])  # fmt: skip
def test_mistakes_are_told(words: tuple[str, ...], what: str) -> None:
    with pytest.raises(InputError) as e:
        CliRunner().invoke(cli, ["guide", *words], catch_exceptions=False)
    assert what in str(e.value)


def in_terminal(words: list[str], answers: str) -> tuple[int, str]:
    """Run the command in a terminal of its own, type the answers, and return exit code and what was shown."""
    master, slave = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "tongren.cli.main", "guide", *words]
    with subprocess.Popen(command, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=ROOT) as run:
        os.close(slave)
        os.write(master, answers.encode())
        assert run.stdout is not None
        shown = run.stdout.read().decode()
        code = run.wait(timeout=60)
    os.close(master)
    return code, shown


def test_in_a_terminal_signs_are_asked_first_then_the_gate_then_points_are_shown() -> None:
    signs, questions = len(flags("knee_ache")), gate().questions
    typed = "n\n" * signs
    for q in questions:
        typed += "perhaps\ny\nleft_leg\n" if q.id == "broken_skin" else "n\n"
    code, text = in_terminal(["knee ache"], typed)
    assert code == 0, text
    first, second = text.index(flags("knee_ache")[0].text[:20]), text.index(questions[0].text[:20])
    assert first < second < text.index("Left out, and why") < text.index("1. ST35")
    assert "ST35 Dúbí (left)" in text and "on the right only" in text
    assert text.count(next(q.text for q in questions if q.id == "broken_skin")) == 2, "what is neither yes nor no is asked again"


def test_in_a_terminal_a_sign_ends_it_before_the_gate() -> None:
    code, text = in_terminal(["nausea", "--language", "es"], "sí\n" + "no\n" * (len(flags("nausea")) - 1))
    assert code == 0, text
    assert "Consulte primero a alguien" in text and gate("es").questions[1].text not in text


@pytest.mark.parametrize("language", ["en", "zh", "ko", "ja", "es"])
def test_a_sheet_has_all_its_letters_and_every_step(tmp_path: Path, language: str, reference_bodies, located) -> None:  # type: ignore[no-untyped-def]
    from tongren.drawing.shapes import Text
    from tongren.guidance.session import session
    from tongren.guidance.sheet import sheets

    name = next(iter(reference_bodies))
    made = session("travel_sickness", [], ["broken_skin@left_leg", "broken_skin@right_leg", "anticoagulants"], language=language)
    assert len(made.steps) == 2
    pages = sheets(made, reference_bodies[name], located[name])
    assert [c for p in pages for c in p.lacking()] == []
    written = " ".join(i.text for p in pages for i in p.items if isinstance(i, Text))
    for step in made.steps:
        assert f"{step.n}. {step.code}" in written
    for page in pages:
        for item in page.items:
            if isinstance(item, Text):
                assert item.box.x0 >= 0 and item.box.x1 <= page.width and item.box.y1 <= page.height, item.text


def test_a_sheet_is_written(tmp_path: Path) -> None:
    few = ("hiccups", "--flags", "none", "--has", "fracture@chest,fracture@belly,fracture@left_leg,fracture@right_leg")
    said(*few, "--out", str(tmp_path / "s.pdf"))
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF-")
    text = said(*few, "--out", str(tmp_path / "s.png"), "--sex", "male", "--age", "30", "--height", "180", "--weight", "75")
    files = sorted(tmp_path.glob("s*.png"))
    assert len(files) == text.count("sheet: ") and Image.open(files[0]).size == (1191, 1684)


def test_no_points_no_sheet(tmp_path: Path) -> None:
    said("nausea", "--flags", "none", "--has", "fever", "--out", str(tmp_path / "s.pdf"))
    assert not list(tmp_path.iterdir())
