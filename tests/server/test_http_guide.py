"""Guided sessions over HTTP are those of the guide room; what was not answered is no session."""

from __future__ import annotations

from typing import Any

import pytest
from asking import LANGUAGES, is_failure
from fastapi.testclient import TestClient
from pydantic_core import from_json, to_json

from tongren.findings.cautions import never_pressed
from tongren.guidance.complaints import card, complaints
from tongren.guidance.gate import gate
from tongren.guidance.session import session
from tongren.guidance.table import table
from tongren.guidance.tools import tools


def same(answer: Any, record: object) -> bool:
    assert answer.status_code == 200, answer.text[:300]
    return bool(answer.json() == from_json(to_json(record)))


def asked(client: TestClient, language: str = "en", **request: Any) -> Any:
    whole = {"red_flags": [], "answers": [], "all_answered": True, **request}
    return client.post("/api/guide/session", params={"lang": language}, json=whole)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_and_cards_are_the_guides(client: TestClient, language: str) -> None:
    p = {"lang": language}
    assert same(client.get("/api/guide/questions", params=p), gate(language))
    assert same(client.get("/api/guide/tools", params=p), tools(language))
    assert same(client.get("/api/guide/complaints", params=p), complaints(language))
    assert same(client.get("/api/guide/table", params=p), table(language))
    for c in complaints(language):
        assert same(client.get(f"/api/guide/complaints/{c.id}", params=p), card(c.id, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sessions_are_the_guides(client: TestClient, language: str) -> None:
    for c in complaints():
        request: dict[str, Any] = {"answers": ["pregnancy", "anticoagulants"], "tools": ["ball"], "alone": False}
        wanted = session(c.id, [], request["answers"], True, ["ball"], False, language)
        answer = asked(client, language, complaint=c.id, **request)
        assert same(answer, wanted)
        assert not {s["code"] for s in answer.json()["steps"]} & set(never_pressed())


def test_a_warning_sign_ends_it(client: TestClient) -> None:
    for c in complaints():
        for flag in card(c.id).red_flags:
            answer = asked(client, complaint=c.id, red_flags=[flag.id]).json()
            assert answer["stop"] and not answer["steps"]


def test_what_was_not_answered_is_no_session(client: TestClient) -> None:
    first = complaints()[0].id
    for lacking in ({"red_flags": None}, {"answers": None}, {"all_answered": False}):
        is_failure(asked(client, complaint=first, **lacking), 400, "bad_input")
    is_failure(client.post("/api/guide/session", json={"complaint": first}), 400, "bad_input")


@pytest.mark.parametrize(
    "request_", [{"red_flags": ["nothing"]}, {"answers": ["nothing"]}, {"answers": ["pregnancy@moon"]}, {"tools": ["hammer"]}, {"answers": [""]}]
)
def test_what_there_is_not_is_refused(client: TestClient, request_: dict[str, Any]) -> None:
    is_failure(asked(client, complaint=complaints()[0].id, **request_), 400, "bad_input")


@pytest.mark.parametrize(
    "request_",
    [{"complaint": 7}, {}, {"complaint": complaints()[0].id, "more": 1}, {"complaint": "x", "answers": ["x"] * 101}, {"complaint": "x" * 121},
     {"complaint": "x", "answers": "pregnancy"}, {"complaint": "x", "alone": "maybe"}],
)  # fmt: skip
def test_the_wrong_shape_is_refused(client: TestClient, request_: dict[str, Any]) -> None:
    is_failure(client.post("/api/guide/session", json=request_), 422, "invalid")


def test_no_complaint_is_not_found(client: TestClient) -> None:
    assert is_failure(asked(client, complaint="nothing at all"), 404, "not_found")["field"] == "complaint"
    is_failure(client.get("/api/guide/complaints/nothing"), 404, "not_found")


def test_nothing_of_a_session_is_kept(client: TestClient) -> None:
    store = client.app.state.answerer.store  # type: ignore[attr-defined]
    asked(client, complaint=complaints()[0].id, answers=["pregnancy"])
    assert not [k for k in store._kept if "session" in k or "pregnancy" in str(k)]
    assert "no-store" in asked(client, complaint=complaints()[0].id).headers["cache-control"]
