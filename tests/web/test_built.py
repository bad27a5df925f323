"""The built page in tongren/server/page is that of its source, asks nothing of other places, speaks five languages, and is light."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB, PAGE = ROOT / "web", ROOT / "tongren" / "server" / "page"
# as in web/tools/stamp.mjs
SOURCES = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "public", "src", "tools")
LANGUAGES = ("en", "zh", "ko", "ja", "es")
MOST_BYTES = 2_500_000
CODE = re.compile(r"\b(LU|LI|ST|SP|HT|SI|BL|KI|PC|TE|GB|LR|GV|CV)[0-9]{1,2}\b|\bEX-(HN|CA|B|UE|LE)[0-9]")
# types alone, made from what the server says of its answers, with its examples
GENERATED = "schema.d.ts"
# The search box shows how a code looks.
SHOWS_A_CODE = ("search.hint", "search.nothing")


def source_hash() -> str:
    """Return the hash of the page's source, as web/tools/stamp.mjs works it out."""
    files = [p for name in SOURCES for p in ([WEB / name] if (WEB / name).is_file() else (WEB / name).rglob("*")) if p.is_file()]
    whole = hashlib.sha256()
    for path in sorted(files, key=lambda p: p.relative_to(WEB).as_posix()):
        whole.update(path.relative_to(WEB).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def build() -> dict[str, object]:
    return json.loads((PAGE / "BUILD.json").read_text())


def test_the_built_page_is_that_of_its_source() -> None:
    assert build()["source_sha256"] == source_hash(), "the page is older than its source: run `npm ci && npm run build` in web/ and commit both"


def test_every_file_of_the_build_is_there_and_no_other() -> None:
    there = {p.relative_to(PAGE).as_posix() for p in PAGE.rglob("*") if p.is_file()} - {"BUILD.json"}
    assert there == set(build()["gzip_bytes"])  # type: ignore[call-overload]


def test_the_page_is_light() -> None:
    size = sum(len(gzip.compress(p.read_bytes())) for p in PAGE.rglob("*") if p.is_file())
    assert size < MOST_BYTES


def test_the_page_names_no_other_place() -> None:
    """Nothing that loads: scripts, styles and html name no address elsewhere but namespaces and licences."""
    allowed = re.compile(r"https?://(www\.w3\.org/|jcgt\.org/|github\.com/|threejs\.org|preactjs\.com|.*?errors/)")
    for path in (p for p in PAGE.rglob("*") if p.suffix in (".js", ".css", ".html", ".webmanifest", ".svg")):
        for found in re.findall(r"https?://[\w./-]+", path.read_text(encoding="utf-8")):
            assert allowed.match(found), f"{path.name} names {found}"
    html = (PAGE / "index.html").read_text()
    assert "style=" not in html and "<style" not in html and not re.search(r"<script(?![^>]*\bsrc=)", html), "the server's policy forbids inline"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_page_is_there_in_each_language(language: str) -> None:
    english = json.loads((WEB / "src" / "i18n" / "en.json").read_text(encoding="utf-8"))
    words = json.loads((WEB / "src" / "i18n" / f"{language}.json").read_text(encoding="utf-8"))
    assert list(words) == list(english)
    for key, text in words.items():
        assert text.strip(), key
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), f"{language} {key}: another value is put in"


def test_no_source_of_the_page_knows_a_point_by_its_code() -> None:
    for path in (p for p in (WEB / "src").rglob("*.ts*") if p.name != GENERATED):
        assert not CODE.search(path.read_text(encoding="utf-8")), path
    for path in (WEB / "src" / "i18n").glob("*.json"):
        for key, text in json.loads(path.read_text(encoding="utf-8")).items():
            assert key in SHOWS_A_CODE or not CODE.search(text), f"{path.name} {key}"


def test_sources_keep_their_length() -> None:
    long = {p.name: n for p in (WEB / "src").rglob("*.ts*") if p.name != GENERATED and (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long
