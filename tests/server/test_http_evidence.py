"""Evidence, comparison, cautions and plots over HTTP are the lines of the evidence room, none lost, each with its rows."""

from __future__ import annotations

import pytest
from asking import LANGUAGES, is_failure
from fastapi.testclient import TestClient

from tongren.findings.cautions import asked, sheet
from tongren.findings.claims import evidence
from tongren.findings.compare import compared, whole_table
from tongren.findings.known import page
from tongren.findings.lookup import Subject, subject_of
from tongren.knowledge.index import all_codes
from tongren.server.fields import known_in, shown


def lines(found: object) -> list[dict[str, object]]:
    return [x.model_dump() for x in shown(found)]  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_is_told_whole(client: TestClient, language: str) -> None:
    rows = client.get("/api/conditions", params={"lang": language}).json()
    assert [r["id"] for r in rows] == list(evidence().plain("conditions")) and all(r["name"] for r in rows)
    known = known_in(language)
    for r in rows:
        subject = subject_of(r["id"])
        answer = client.get(f"/api/evidence/{r['id']}", params={"lang": language}).json()
        assert answer["lines"] == lines(page(subject, known)) and answer["name"] == r["name"]
        assert set(answer["grades"]) >= {"acupuncture", "acupressure"}
        assert bool(answer["plot"]) == r["has_plot"]
        one = client.get(f"/api/compare/{r['id']}", params={"lang": language}).json()
        assert one["lines"] == lines(compared(subject, known))


def test_every_point_is_told_whole(client: TestClient) -> None:
    for code in all_codes()[::7]:
        answer = client.get(f"/api/evidence/{code}").json()
        assert answer["is_point"] and answer["subject"] == code and answer["lines"] == lines(page(Subject(code, point=code)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_two_practices_stand_side_by_side(client: TestClient, language: str) -> None:
    answer = client.get("/api/compare", params={"lang": language}).json()
    wanted = whole_table(known_in(language))
    assert [(r["title"], r["acupuncture"], r["acupressure"]) for r in answer["rows"]] == [(t.text, lines(a), lines(b)) for t, a, b in wanted]
    assert answer["grades"] and answer["lines"]


def test_cautions_are_all_there_for_every_answer(client: TestClient) -> None:
    people = asked()
    for person in people:
        answer = client.get("/api/cautions", params={"has": person.id, "points": ["SP6", "三阴交", "LI4"]}).json()
        assert answer["lines"] == lines(sheet(["SP6", "LI4"], [person]))
    everything = client.get("/api/cautions", params={"has": [p.id for p in people], "points": ["LI4"]}).json()
    assert everything["lines"] == lines(sheet(["LI4"], people))
    assert client.get("/api/cautions").json()["lines"] == lines(sheet([], []))


def test_the_plots_that_are_promised_are_drawn(client: TestClient) -> None:
    promised = [r["id"] for r in client.get("/api/conditions").json() if r["has_plot"]]
    assert promised
    answer = client.get(f"/api/evidence/{promised[0]}/forest.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml") and b"<svg" in answer.content[:2000]
    assert b"<script" not in answer.content


def test_what_is_not_there_is_said(client: TestClient) -> None:
    is_failure(client.get("/api/evidence/nothing"), 404, "not_found")
    is_failure(client.get("/api/evidence/LU1/forest.svg"), 404, "not_found")
    is_failure(client.get("/api/compare/LU1"), 404, "not_found")
    assert is_failure(client.get("/api/cautions?has=nothing"), 400, "bad_input")["field"] == "has"
    is_failure(client.get("/api/cautions?points=nothing"), 404, "not_found")
    is_failure(client.get("/api/cautions", params={"has": ["pregnancy"] * 41}), 422, "invalid")


@pytest.mark.parametrize("name", ["migraine", "偏头痛", "편두통", "migraña", "MIGRAINE"])
def test_a_condition_is_found_by_any_name(client: TestClient, name: str) -> None:
    assert client.get(f"/api/evidence/{name}").json()["subject"] == "migraine"
