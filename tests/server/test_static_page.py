"""The built page: its files, its index for every address a reader may keep, and nothing outside its folder."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from asking import is_failure
from fastapi.testclient import TestClient

from tongren.server import page
from tongren.server.guard import HEADERS

READER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/", "/points/LI4", "/meridian/LU", "/deep/er/合谷", "/guide/tension_headache?lang=ko", "/search?q=hegu"])
def test_every_readers_address_is_the_page(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=READER)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert answer.content == (page.PAGE / "index.html").read_bytes()
    assert answer.headers["cache-control"] == "no-cache"


def test_head_is_answered_without_a_body(client: TestClient) -> None:
    answer = client.head("/", headers=READER)
    assert answer.status_code == 200 and not answer.content


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/points/LI4/nothing", "/assets/nothing.js", "/favicon.ico", "/nothing.html"])
def test_what_is_no_readers_address_is_not_found(client: TestClient, path: str) -> None:
    is_failure(client.get(path, headers=READER), 404, "not_found")


def test_a_program_gets_no_page_for_an_address_that_is_none(client: TestClient) -> None:
    is_failure(client.get("/points/LI4", headers={"accept": "application/json"}), 404, "not_found")


def test_every_file_is_served_with_its_type(client: TestClient) -> None:
    types = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html", ".webmanifest": "application/manifest+json"}
    files = [f for f in page.PAGE.rglob("*") if f.is_file()]
    assert len(files) >= 5
    for file in files:
        path = file.relative_to(page.PAGE).as_posix()
        answer = client.get(f"/{path}")
        assert answer.content == file.read_bytes(), path
        assert answer.headers["content-type"].startswith(types.get(file.suffix, "")), path
        assert ("immutable" in answer.headers["cache-control"]) == path.startswith("assets/"), path
        again = client.get(f"/{path}", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


def test_the_page_obeys_its_own_policy() -> None:
    """No script, style or handler stands in the page itself, and nothing is asked of another place."""
    text = (page.PAGE / "index.html").read_text(encoding="utf-8").lower()
    assert "<script>" not in text and "<style" not in text and " style=" not in text and " onload=" not in text and "http://" not in text
    assert "https://" not in text
    assert "script-src 'self';" in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["../__init__.py", "../../api.py", "%2e%2e/__init__.py", "..%2f__init__.py", "/etc/passwd", "assets/../../app.py", "\x00"]
)
def test_nothing_outside_the_folder_is_a_file_of_the_page(client: TestClient, path: str) -> None:
    assert page.file_of(path) is None
    assert client.get(f"/{quote(path)}").status_code == 404


def test_a_link_out_of_the_folder_leads_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "page" / "link.txt").symlink_to(tmp_path / "secret.txt")
    monkeypatch.setattr(page, "PAGE", tmp_path / "page")
    assert page.file_of("link.txt") is None


def test_without_a_built_page_the_reader_is_told(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PAGE", tmp_path)
    assert "not been built" in is_failure(client.get("/", headers=READER), 404, "not_found")["message"]
