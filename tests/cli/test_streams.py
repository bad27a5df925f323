"""What goes to standard output: data in UTF-8 whatever the locale, words as the terminal can show them, an exit code that tells."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = "from tongren.cli.main import app; app()"
ASCII = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def ran(*words: str, out: int = subprocess.PIPE, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a command where nothing but ASCII can be shown."""
    given = {**os.environ, "PYTHONPATH": str(ROOT), **(ASCII if env is None else env)}
    return subprocess.run([sys.executable, "-c", CODE, *words], cwd=ROOT, stdout=out, stderr=subprocess.PIPE, timeout=120, env=given)


@pytest.mark.parametrize("words", [
    ("evidence", "PC6", "--json", "--language", "ko"), ("guide", "--json", "--language", "zh"), ("compare", "--json", "--language", "ja"),
])  # fmt: skip
def test_json_is_utf8_whatever_the_locale(words: tuple[str, ...]) -> None:
    done = ran(*words)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode("utf-8")
    assert json.loads(text)
    assert not text.isascii()


def test_csv_and_bibtex_are_utf8_whatever_the_locale() -> None:
    done = ran("evidence", "PC6", "--csv")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(list(csv.DictReader(done.stdout.decode("utf-8").splitlines()))) > 3
    done = ran("evidence", "low_back_pain", "--bibtex")
    assert done.stdout.decode("utf-8").startswith("@")


@pytest.mark.parametrize("words", [("find", "hegu"), ("explain", "ST36", "--language", "ja"), ("evidence", "PC6", "--language", "zh")])
def test_words_that_cannot_be_shown_are_replaced(words: tuple[str, ...]) -> None:
    done = ran(*words)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"?" in done.stdout
    assert done.stdout.isascii()


def test_a_mistake_with_a_name_that_cannot_be_shown_is_one_line() -> None:
    done = ran("find", "\N{SNOWMAN}" * 5)
    assert done.returncode == 2
    assert done.stderr.startswith(b"tongren: ")
    assert len(done.stderr.splitlines()) == 1


def test_the_command_alone_is_help_and_ends_well() -> None:
    done = ran()
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Usage:" in done.stdout
    assert b"locate" in done.stdout


def test_output_that_cannot_be_written_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    for words in (("explain", "ST36"), ("evidence", "PC6", "--json")):
        with Path("/dev/full").open("wb") as full:
            done = ran(*words, out=full.fileno())
        assert done.returncode == 2
        assert done.stderr.decode() == "tongren: [Errno 28] No space left on device\n"


def test_points_go_to_standard_output_where_that_is_asked_for(tmp_path: Path) -> None:
    link = tmp_path / "points.json"
    if not Path("/dev/stdout").exists():
        pytest.skip("this system has no /dev/stdout")
    link.symlink_to("/dev/stdout")
    done = ran("locate", "ST36", "--out", str(link))
    assert (done.returncode, done.stderr) == (0, b"")
    points = json.JSONDecoder().raw_decode(done.stdout.decode("utf-8"))[0]["points"]
    assert {p["code"] for p in points} == {"ST36"}
    assert link.is_symlink()
