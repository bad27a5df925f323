"""Prose is tested: links lead somewhere, examples run and are true, every command is told of, no place outside is named."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "builders"))

import refresh_docs  # noqa: E402

OWN = ("*.md", "atlas/*.md", "docs/*.md", "docs/decisions/*.md", "benchmarks/results/*.md")
DOCUMENTS = sorted(p for pattern in OWN for p in ROOT.glob(pattern))
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:atlas|benchmarks|builders|docs|proof|tests|tongren)/[^`\s]*)`")
# joined here, so that this file does not name them itself
OUTSIDE = ["/" + "work/", "/" + "root/", "../" + "shared", "../" + ".library"]
NAMES = [p.relative_to(ROOT).as_posix() for p in DOCUMENTS]


def prose(path: Path) -> str:
    """Return a document without its code blocks."""
    return re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = [x.split("#")[0] for x in LINK.findall(prose(document)) if "://" not in x and not x.startswith("#")]
    assert [x for x in links if not (document.parent / x).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_path_in_the_text_exists(document: Path) -> None:
    paths = [p for p in PATH.findall(prose(document)) if "REGION" not in p]
    assert [p for p in paths if not list(ROOT.glob(p.rstrip("/")))] == []


def test_the_python_of_the_readme_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    code = [block["python"] for block in refresh_docs.BLOCK.finditer(readme) if block["python"]]
    assert code
    assert "found" in refresh_docs.printed([sys.executable, "-"], "\n".join(code))


@pytest.mark.parametrize("document", refresh_docs.documents(), ids=lambda p: p.name)
def test_every_answer_is_what_the_program_says_now(document: Path) -> None:
    assert refresh_docs.stale(document) == [], "stale: python builders/refresh_docs.py"


def test_the_list_of_rooms_is_that_of_the_modules() -> None:
    assert not refresh_docs.rooms_are_stale(), "stale: python builders/refresh_docs.py"


def test_numbers_may_differ_in_the_last_digit_and_words_may_not() -> None:
    assert refresh_docs.same("ST36  L 148.3 found", "ST36 L 148.4 found")
    assert not refresh_docs.same("ST36 L 148.3 found", "ST36 L 149.3 found")
    assert not refresh_docs.same("ST36 L 148.3 found", "ST36 L 148.3 inside")


def test_every_command_is_told_of() -> None:
    from tongren.cli.main import cli

    text = "".join(p.read_text(encoding="utf-8") for p in DOCUMENTS)
    assert [c.name for c in cli.registered_commands if f"tongren {c.name}" not in text] == []


def test_every_decision_is_dated() -> None:
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        assert re.match(r"# \d{4} .+\n\n\d{4}-\d{2}-\d{2} ", path.read_text(encoding="utf-8")), path.name


def texts() -> list[Path]:
    """Return the text files that git keeps; outside a clone, those of the project's folders."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        files = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [p for d in ("atlas", "benchmarks", "builders", "docs", "proof", "tests", "tongren") for p in (ROOT / d).rglob("*")]
    return [p for p in files if p.is_file() and b"\0" not in p.read_bytes()[:8000]]


def test_no_file_names_a_place_outside_the_project() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in texts()
        for word in OUTSIDE
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert found == []
