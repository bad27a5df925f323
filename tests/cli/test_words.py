"""The commands that talk: help, explain, find, show, check, about, body."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import tongren
from tongren.cli.main import cli
from tongren.errors import TongrenError
from tongren.knowledge.counts import count
from tongren.knowledge.index import all_codes

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = sorted(c.name or "" for c in cli.registered_commands)


def said(*words: str) -> str:
    result = CliRunner().invoke(cli, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands_are_those_that_are_promised() -> None:
    assert {"locate", "body", "show", "explain", "find", "draw", "check", "about"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    out = said(command, "--help")
    assert f"tongren {command}" in out
    assert "Example:" in out
    assert f"tongren {command}" in out.split("Example:")[1]


def test_bare_tongren_lists_the_commands_and_the_version_is_told() -> None:
    out = said()
    assert all(c in out for c in COMMANDS)
    assert out == said("--help")
    assert "Exit codes:  0 done; 1 done, and something is wrong; 2 not done, and why." in out
    assert said("--version").strip() == f"tongren {tongren.__version__}"


SCRIPTS = {"en": r"[A-Za-z]", "zh": r"[\u3400-\u9fff]", "ko": r"[\uac00-\ud7a3]", "ja": r"[\u3041-\u30fa]", "es": r"[a-zñáéíóú]"}


@pytest.mark.parametrize("language", list(SCRIPTS))
def test_explain_speaks_five_languages(language: str) -> None:
    out = said("explain", "ST36", "--language", language)
    assert "ST36" in out
    assert "3" in out
    assert re.search(SCRIPTS[language], out.replace("ST36", "").replace("ST35", "").replace("ST41", ""))
    others = {said("explain", "ST36", "--language", x) for x in SCRIPTS}
    assert len(others) == 5


def test_explain_tells_every_site_of_a_point() -> None:
    assert len(said("explain", "EX-UE9").strip().splitlines()) == 4


@pytest.mark.parametrize("words", ["hegu", "合谷", "large intestine 4", "LI-4", "li 04", "Hégǔ", "Union Valley", "합곡"])
def test_find_is_forgiving(words: str) -> None:
    rows = said("find", *words.split()).splitlines()
    assert rows[1].split()[:2] == ["LI4", "Hégǔ"]


def test_show_says_what_is_known_and_what_it_is_not() -> None:
    out = said("show", "ST36")
    for words in ("ST36", "Zúsānlǐ", "足三里", "족삼리", "lower sea point", "sigma", "not evidence"):
        assert words in out


def test_check_counts_and_finds_no_problem() -> None:
    out = said("check", "--unverified")
    extra = sum(code.startswith("EX-") for code in all_codes())
    assert f"{count('standard_points')} standard, {extra} extra" in out
    assert "no problems" in out
    assert "recalled, not yet checked" in out


def test_check_of_no_atlas_fails(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["check", "--atlas", str(tmp_path / "nowhere")])
    assert result.exit_code in (1, 2)


def test_about_gives_credit_and_says_what_tongren_is_not() -> None:
    out = said("about")
    names = ("BodyParts3D", "Anny", "MakeHuman", "World Health Organization", "Unicode")
    for words in (*names, "not a medical device", "diagnosis"):
        assert words in out


MISTAKES = [("explain", "ST36", "--language", "fr"), ("find", "zzzzqqq"), ("show", "XX1"), ("explain", "ST99")]


@pytest.mark.parametrize("words", MISTAKES)
def test_mistakes_are_one_line(words: tuple[str, ...]) -> None:
    with pytest.raises(TongrenError) as caught:
        CliRunner().invoke(cli, list(words), catch_exceptions=False)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("ending", [".ply", ".obj", ".glb"])
def test_a_body_is_written_as_a_mesh_that_others_can_read(ending: str, tmp_path: Path) -> None:
    trimesh = pytest.importorskip("trimesh", reason="trimesh is not installed")
    path = tmp_path / f"body{ending}"
    out = said("body", "--sex", "female", "--age", "60", "--height", "158", "--weight", "70", "--out", str(path))
    assert "158" in out
    mesh = trimesh.load(path, force="mesh")
    tall = np.ptp(np.asarray(mesh.vertices), axis=0).max()
    assert tall == pytest.approx(1.58 if ending == ".glb" else 1580, rel=0.02)


def test_a_body_of_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TongrenError, match="ply"):
        CliRunner().invoke(cli, ["body", "--out", str(tmp_path / "x.stl")], catch_exceptions=False)


def test_the_process_speaks_utf8_whatever_the_locale() -> None:
    code = "from tongren.cli.main import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", code, "find", "hegu"], cwd=ROOT, capture_output=True, timeout=60,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "LANG": "C"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    assert "合谷" in done.stdout.decode("utf-8")


def test_draw_without_lines_draws_no_courses(tmp_path: Path) -> None:
    sizes = []
    for extra in ((), ("--no-lines",)):
        out = tmp_path / f"st{len(extra)}.svg"
        said("draw", "ST", "--view", "leg_front", "--out", str(out), *extra)
        sizes.append(out.read_text(encoding="utf-8").count('stroke-width="1.1"'))
    assert sizes[0] > 0 == sizes[1]
