"""What is refused before it reaches anything, the one shape of every failure, and the headers of every answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from asking import WOMAN, is_failure
from fastapi.testclient import TestClient

from tongren.errors import AtlasError
from tongren.server import about
from tongren.server.app import application
from tongren.server.guard import HEADERS, Guard, Rate


@pytest.mark.parametrize("host", ["localhost", "localhost:8036", "127.0.0.1", "127.0.0.1:1", "[::1]:8036", "[::1]", "LOCALHOST:8036"])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/api/about", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["", "evil.example", "localhost.evil.example", "192.168.1.2:8036", "127.0.0.1.evil.example:80", "[::2]", "a:b:c"])
def test_other_names_are_refused(client: TestClient, host: str) -> None:
    is_failure(client.get("/api/about", headers={"host": host}), 421, "wrong_host")


def test_listening_elsewhere_numbers_are_answered_and_names_are_not() -> None:
    guard = Guard(None, "0.0.0.0")
    assert guard.answers_to("192.168.1.2:8036") and guard.answers_to("localhost") and guard.answers_to("[fe80::1]:80")
    assert not guard.answers_to("evil.example")
    assert Guard(None, "atlas.lan").answers_to("atlas.lan:80")


def test_another_site_may_link_here_and_no_more(client: TestClient) -> None:
    other = {"sec-fetch-site": "cross-site"}
    is_failure(client.get("/api/about", headers={**other, "sec-fetch-mode": "no-cors"}), 403, "cross_site")
    assert client.get("/", headers={**other, "sec-fetch-mode": "navigate", "accept": "text/html"}).status_code == 200
    assert client.get("/api/about", headers={"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}).status_code == 200


def test_every_answer_has_the_headers(client: TestClient) -> None:
    for path in ("/api/about", f"/api/bodies/{WOMAN}/body.glb", "/", "/nothing.js", "/api/nothing", "/api/bodies/x"):
        answer = client.get(path)
        assert {k: answer.headers.get(k) for k in HEADERS} == HEADERS, path
        assert "server" not in answer.headers
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy and "*" not in policy


def test_failures_have_one_shape(client: TestClient) -> None:
    is_failure(client.get("/api/nothing"), 404, "not_found")
    is_failure(client.get("/nothing.js"), 404, "not_found")
    is_failure(client.delete("/api/about"), 405, "method_not_allowed")
    is_failure(client.post("/"), 405, "method_not_allowed")
    assert is_failure(client.get("/api/points?lang=xx"), 422, "invalid")["field"] == "lang"
    is_failure(client.get("/api/search"), 422, "invalid")
    is_failure(client.get(f"/api/search?q={'x' * 5000}"), 414, "address_too_long")
    is_failure(client.post("/api/guide/session", content=b"{" * 70000), 413, "too_large")
    is_failure(client.post("/api/guide/session", content=b"{"), 422, "invalid")
    is_failure(client.post("/api/guide/session", json=[]), 422, "invalid")


def test_a_body_sent_in_pieces_is_counted_too() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(80):
            yield b" " * 1024

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(application(), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as c:
            return await c.post("/api/guide/session", content=pieces(), headers={"content-type": "application/json"})

    is_failure(asyncio.run(ask()), 413, "too_large")


def test_a_client_that_never_rests_is_told_to() -> None:
    with TestClient(application(rate=Rate(5, 0.001)), base_url="http://localhost") as c:
        answers = [c.get("/api/about") for _ in range(7)]
    assert [a.status_code for a in answers] == [200] * 5 + [429] * 2
    assert is_failure(answers[-1], 429, "too_many") and answers[-1].headers["retry-after"] == "1"


def test_the_rate_comes_back_and_old_clients_are_forgotten() -> None:
    rate = Rate(2, 1)
    assert [rate.allows("a", 0.0) for _ in range(3)] == [True, True, False]
    assert not rate.allows("a", 0.5) and rate.allows("a", 1.6) and rate.allows("b", 1.6)
    for i in range(10000):
        rate.allows(i, 2.0)
    assert len(rate._left) <= 4096


@pytest.mark.parametrize("error", [RuntimeError("secret"), AtlasError("secret"), MemoryError()])
def test_a_fault_tells_no_details_and_has_the_headers(monkeypatch: pytest.MonkeyPatch, error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    def broken(language: str) -> None:
        raise error

    monkeypatch.setattr(about, "about_answer", broken)
    with TestClient(application(), base_url="http://localhost", raise_server_exceptions=False) as c:
        answer = c.get("/api/about?lang=ko")
    assert "secret" not in is_failure(answer, 500, "internal")["message"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len([r for r in caplog.records if "/api/about failed" in r.getMessage()]) == 1
