"""What the tests of this room share: a body's key, and the one shape of every failure."""

from __future__ import annotations

from typing import Any

WOMAN = "female-40-163-60"
LANGUAGES = ("en", "zh", "ko", "ja", "es")


def is_failure(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Assert the one shape of every failure and return what it says."""
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "application/json"
    content = answer.json()
    assert set(content) == {"error"} and set(content["error"]) == {"code", "message", "field"}
    assert content["error"]["code"] == code and content["error"]["message"]
    found: dict[str, Any] = content["error"]
    return found
