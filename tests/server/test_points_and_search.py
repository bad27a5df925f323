"""Lists, cards and search: every point and meridian in every language, found by what people call it."""

from __future__ import annotations

import pytest
from asking import LANGUAGES, is_failure
from fastapi.testclient import TestClient

from tongren.findings.cautions import allowed, never_pressed
from tongren.front.known import explain
from tongren.knowledge.about_point import names_of, rows_of
from tongren.knowledge.graph import course_order
from tongren.knowledge.index import all_codes
from tongren.knowledge.tables import table
from tongren.search.regions import areas, found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_every_point_once(client: TestClient, language: str) -> None:
    rows = client.get("/api/points", params={"lang": language}).json()
    assert sorted(r["code"] for r in rows) == sorted(all_codes()) and rows[0]["code"] == "LU1"
    assert all(r["name"] and r["characters"] and r["local"] and r["region_name"] and r["sites"] for r in rows)
    assert {r["code"] for r in rows if r["never_pressed"]} == set(never_pressed())
    meridians = {m["id"] for m in client.get("/api/meridians").json()}
    assert {r["meridian"] for r in rows} <= meridians | {"EX"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_says_what_the_atlas_says(client: TestClient, language: str) -> None:
    for code in all_codes():
        card = client.get(f"/api/points/{code}", params={"lang": language}).json()
        assert card["code"] == code and card["where"] == explain(code, language)
        assert [u["id"] for u in card["tradition"]] == [r["use"] for r in rows_of("tradition", code)]
        assert card["may"]["press"]["allowed"] == allowed(code) and card["may"]["needle"]["lines"]
        assert card["cautions"] and card["evidence"] and card["tradition_note"]["text"]
        assert card["names"]["simplified"]["text"] == names_of(code)["simplified"]
        if code in never_pressed():
            assert not card["may"]["press"]["allowed"] and len(card["may"]["press"]["lines"]) >= 2


def test_neighbours_are_the_order_of_tradition(client: TestClient) -> None:
    for meridian in ("LU", "BL", "GV"):
        order = course_order(meridian)
        for before, code, after in zip((None, *order), order, (*order[1:], None), strict=False):
            assert client.get(f"/api/points/{code}").json()["neighbours"] == {"before": before, "after": after}
    several = next(r for r in client.get("/api/points").json() if len(r["sites"]) > 1)
    assert client.get(f"/api/points/{several['sites'][1]}").json()["code"] == several["code"]
    extra = next(c for c in all_codes() if c.startswith("EX"))
    assert client.get(f"/api/points/{extra}").json()["neighbours"] == {"before": None, "after": None}


@pytest.mark.parametrize("name", ["LI4", "li-4", "LI 04", "CO4", "合谷", "hegu", "Hégǔ", "합곡", "Hợp cốc", "Union Valley", "large intestine 4"])
def test_a_card_is_found_by_any_exact_name(client: TestClient, name: str) -> None:
    assert client.get(f"/api/points/{name}").json()["code"] == "LI4"


@pytest.mark.parametrize("name", ["LI99", "nothing", "../../etc/passwd", "%00", "LI4;x", "hegooo", "😀", " "])
def test_what_is_no_point_is_not_found(client: TestClient, name: str) -> None:
    is_failure(client.get(f"/api/points/{name}"), 404, "not_found") if "/" not in name else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_meridians_have_their_points_in_order(client: TestClient, language: str) -> None:
    rows = client.get("/api/meridians", params={"lang": language}).json()
    assert len(rows) == 14 + sum(r["vessel"] for r in rows) and all(r["name"] and r["characters"] and r["points"] for r in rows)
    for r in rows[:14]:
        assert sorted(r["points"]) == sorted(r["course"]) and r["course"] == list(course_order(r["id"])) and r["colour"].startswith("#")
    ring = sorted((r for r in rows if r["course_order"]), key=lambda r: r["course_order"])
    assert len(ring) == 12
    assert all(a["clock"][1] % 24 == b["clock"][0] % 24 for a, b in zip(ring, ring[1:] + ring[:1], strict=True)), "the clock goes round"


@pytest.mark.parametrize(
    ("text", "language", "kind", "wanted"),
    [("headache", "en", "complaint", "tension_headache"), ("headache", "en", "condition", "tension_type_headache"), ("合谷", "en", "point", "LI4"),
     ("hegu", "en", "point", "LI4"), ("LI4", "en", "point", "LI4"), ("두통", "ko", "complaint", "tension_headache"),
     ("dolor de cabeza", "es", "complaint", "tension_headache"), ("lung", "en", "meridian", "LU"), ("肺", "zh", "meridian", "LU"),
     ("migraña", "es", "condition", "migraine"), ("HEADACHE ", "ja", "complaint", "tension_headache"), ("gallbladder", "en", "meridian", "GB")],
)  # fmt: skip
def test_search_finds_what_people_call_it(client: TestClient, text: str, language: str, kind: str, wanted: str) -> None:
    hits = client.get("/api/search", params={"q": text, "lang": language}).json()
    assert wanted in [h["id"] for h in hits if h["kind"] == kind], hits
    assert all(h["title"] for h in hits)


@pytest.mark.parametrize(
    ("text", "language"), [("inner wrist", "en"), ("手腕内侧", "zh"), ("손목 안쪽", "ko"), ("手首の内側", "ja"), ("interior de la muñeca", "es")]
)
def test_the_inner_wrist_is_found_in_every_language(client: TestClient, text: str, language: str) -> None:
    hits = [h for h in client.get("/api/search", params={"q": text, "lang": language}).json() if h["kind"] == "region"]
    points = {p for h in hits for p in h["points"]}
    assert "PC7" in points and "HT7" in points and "TE4" not in points
    assert {h["id"].split(":")[1] for h in hits} == {"wrist"}


def test_a_code_comes_first_and_nonsense_finds_nothing(client: TestClient) -> None:
    assert client.get("/api/search", params={"q": "li 4"}).json()[0]["id"] == "LI4"
    for text in ("", " ", "!!!", "qqqqqqqqqq", "\u0000", "a" * 200):
        answer = client.get("/api/search", params={"q": text})
        assert answer.status_code == 200 and answer.json() == [], text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_entries_hold_all_that_search_can_find(client: TestClient, language: str) -> None:
    answer = client.get("/api/search/entries", params={"lang": language}).json()
    entries = answer["entries"]
    assert answer["fillers"] == [r["word"] for r in table("words/fillers") if r["stands"] != "joined"]
    known = {(e["kind"], e["id"]): e for e in entries}
    assert len(known) == len(entries) and all(e["words"] and e["title"] for e in entries)
    for text in ("hegu", "lung", "headache", "inner wrist", "migraine", "tennis elbow", "失眠"):
        hits = client.get("/api/search", params={"q": text, "lang": language}).json()
        assert hits
        for h in hits:
            entry = known[h["kind"], h["id"]]
            assert {k: entry[k] for k in h} == h
    assert {e["id"] for e in entries if e["kind"] == "point"} == {r["code"] for r in table("points")}


def test_every_word_of_the_points_table_has_a_word_in_every_language() -> None:
    words = {(r["kind"], r["term"]): r for r in table("words/regions")}
    used = {(k, r[k]) for r in table("points") for k in ("region", "subregion", "surface")}
    assert used == set(words), "words that are missing, or that nothing needs"
    assert all(r[x] for r in words.values() for x in LANGUAGES)


def test_small_words_have_a_source_and_hide_no_place() -> None:
    rows = table("words/fillers")
    assert len({r["word"] for r in rows}) == len(rows) and {r["stands"] for r in rows} <= {"alone", "joined", "both"}
    assert {r["language"] for r in rows} == set(LANGUAGES)
    assert {r["source"] for r in rows} <= {r["id"] for r in table("sources")} and {r["known_by"] for r in rows} <= {"read", "recalled"}
    places = {x for r in table("words/regions") for x in (r["term"], *(r[k] for k in LANGUAGES), *r["aliases"].split(";"))}
    assert not {r["word"] for r in rows} & places


@pytest.mark.parametrize("text", ["inside of the wrist", "wrist", "interior de la muñeca", "手腕的内侧", "手首の内側", "손목의 안쪽"])
def test_small_words_between_others_are_left_out(client: TestClient, text: str) -> None:
    hits = client.get("/api/search", params={"q": text}).json()
    assert {h["id"].split(":")[1] for h in hits if h["kind"] == "region"} == {"wrist"}


def test_every_place_is_found_by_its_own_words_in_every_language() -> None:
    words = {(r["kind"], r["term"]): r for r in table("words/regions")}
    for area in areas():
        for language in LANGUAGES:
            text = f"{words['subregion', area.subregion][language]} {words['surface', area.surface][language]}"
            assert area in found(text, 400), (text, language)
