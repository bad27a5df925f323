"""Every answer for every point, condition, complaint and language: no word of how to needle, no claim of a cure, no word to the outside."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
from asking import LANGUAGES, WOMAN
from fastapi.testclient import TestClient

# Joined words of instructions: angle, depth, dose and technique of needling.  Needles may be named (as a risk, as what a trial did).
NEEDLING = re.compile(
    r"(perpendicular|oblique|transverse|subcutaneous)(ly)? insert|insert(ed|ion)? (the needle|perpendicular|oblique|deep)|insertion (depth|angle)"
    r"|depth of (insertion|needling)|needling (depth|angle|technique)|needle (depth|angle|gauge|retention|manipulation)|retain the needle|twirling"
    r"|lift(ing)? and thrust|\d(\.\d)?\s*(-|–|to|~)\s*\d(\.\d)?\s*cun (deep|in depth|perpendicular|oblique)|\bde ?qi\b|\bmoxa cones?\b"
    r"|直刺|斜刺|平刺|横刺|沿皮刺|点刺出血|得气|得気|득기|留针|留鍼|置鍼|유침|提插|捻转|捻轉|补泻|補瀉|보사법|직자|횡자|刺入深度|刺入深さ|자침 깊이"
    r"|inserci[oó]n (perpendicular|oblicua|transversal)|(profundidad|[aá]ngulo) de (la )?(inserci[oó]n|punci[oó]n)|manipulaci[oó]n de la aguja",
    re.IGNORECASE,
)
CURE = re.compile(r"\b(cures|will cure|heals all|guaranteed|miracle)\b|治愈率|包治|完治させ|완치|\bcura definitiva\b", re.IGNORECASE)
went_out: list[str] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Remember every connection and every look-up of a name that leaves this machine."""
    if event == "socket.connect" and isinstance(arguments[1], tuple) and str(arguments[1][0]) not in ("127.0.0.1", "::1", "localhost"):
        went_out.append(f"{event} {arguments[1]}")
    if event == "socket.getaddrinfo" and arguments[0] not in (None, "127.0.0.1", "::1", "localhost"):
        went_out.append(f"{event} {arguments[0]}")


def paths(client: TestClient, language: str) -> Iterator[str]:
    """Yield every address that an answer of text can be had from."""
    q = f"?lang={language}"
    yield from (f"/api/{x}{q}" for x in ("about", "points", "meridians", "conditions", "compare", "cautions", "search/entries"))
    yield from (f"/api/guide/{x}{q}" for x in ("questions", "complaints", "tools", "table"))
    rows = client.get(f"/api/points{q}").json()
    yield from (f"/api/points/{row['code']}{q}" for row in rows)  # a card holds the point's evidence and cautions too
    for row in rows[::9]:
        yield f"/api/evidence/{row['code']}{q}"
        yield f"/api/bodies/{WOMAN}/construction/{row['code']}{q}"
        yield f"/api/search{q}&q={row['characters']}"
    for row in client.get(f"/api/conditions{q}").json():
        yield from (f"/api/{x}/{row['id']}{q}" for x in ("evidence", "compare"))
    for row in client.get(f"/api/guide/complaints{q}").json():
        yield f"/api/guide/complaints/{row['id']}{q}"
    yield from (f"/api/cautions{q}&has={row['id']}" for row in client.get(f"/api/guide/questions{q}").json()["questions"])
    yield from (f"/api/bodies/{WOMAN}{x}" for x in ("", "/points", "/courses"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_says_how_to_needle_or_that_a_point_cures(client: TestClient, language: str) -> None:
    sys.addaudithook(watch)
    asked = 0
    for path in paths(client, language):
        answer = client.get(path)
        assert answer.status_code in (200, 400), (path, answer.text[:200])
        found = NEEDLING.search(answer.text) or CURE.search(answer.text)
        assert not found, (path, answer.text[max(0, found.start() - 100) : found.end() + 100])
        asked += 1
    for row in client.get("/api/guide/complaints").json():
        request = {"complaint": row["id"], "red_flags": [], "answers": [], "all_answered": True, "tools": [], "alone": True}
        answer = client.post(f"/api/guide/session?lang={language}", json=request)
        assert answer.status_code == 200 and not NEEDLING.search(answer.text) and not CURE.search(answer.text), row["id"]
        asked += 1
    assert asked > 600
    assert not went_out, "something asked another machine"


@pytest.mark.parametrize(
    "text", ["Insert the needle 0.5-1 cun deep", "直刺1～1.5寸", "Obliquely inserted", "직자한다", "profundidad de inserción: 1 cun", "twirling"]
)
def test_the_search_finds_what_it_is_for(text: str) -> None:
    assert NEEDLING.search(text)
