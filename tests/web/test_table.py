"""A session that the page works out of the server's table is the session that the server gives: every line, side, tool and second."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tongren.guidance.complaints import flags
from tongren.guidance.practice import practice
from tongren.guidance.session import session
from tongren.guidance.shapes import as_record
from tongren.guidance.table import table

WEB = Path(__file__).resolve().parents[2] / "web"
SEED = 20261126
Request = dict[str, Any]

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (WEB / "node_modules" / "esbuild").is_dir(), reason="needs Node and `npm ci` in web/"
)


def request(complaint: str, answers: list[str], red_flags: Sequence[str] = (), tools: Sequence[str] = (), alone: bool = True) -> Request:
    return {"complaint": complaint, "red_flags": [*red_flags], "answers": answers, "all_answered": True, "tools": [*tools], "alone": alone}


def page_says(language: str, requests: list[Request]) -> list[Any]:
    """Return what the page's own code works out of the table."""
    said = json.dumps({"table": table(language), "requests": requests})
    done = subprocess.run(["node", "e2e/plan.mjs"], cwd=WEB, input=said, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def server_says(language: str, asked: Request) -> Any:
    made = session(asked["complaint"], asked["red_flags"], asked["answers"], True, asked["tools"], asked["alone"], language)
    return json.loads(json.dumps(as_record(made)))


def compare(language: str, requests: list[Request]) -> list[Any]:
    expected = [server_says(language, r) for r in requests]
    for asked, here, there in zip(requests, page_says(language, requests), expected, strict=True):
        for field in there:
            assert here[field] == there[field], f"{language}, {field}: {asked}"
        assert here.keys() == there.keys()
    return expected


def all_answers() -> list[str]:
    gate = practice()["gate"].values()
    return [text for row in gate for text in (row.id, *(f"{row.id}@{p}" for p in row.places if row.placing == "ask"))]


def random_request(rng: random.Random, complaint: str, stops: bool) -> Request:
    rows = [a for a in all_answers() if stops or practice()["gate"][a.split("@")[0]].stops != "yes"]
    signs = [f.id for f in flags(complaint)]
    things = [k for k, t in practice()["tools"].items() if t.body == "no"]
    red = rng.sample(signs, rng.randint(1, len(signs))) if stops and rng.random() < 0.3 else []
    return request(complaint, rng.sample(rows, rng.randint(0, 7)), red, rng.sample(things, rng.randint(0, len(things))), rng.random() < 0.5)


@needs_node
def test_every_single_answer_and_place() -> None:
    cases = [request(c, a) for c in practice()["complaints"] for a in ([], *([x] for x in all_answers()))]
    compare("en", cases)


@needs_node
def test_every_warning_sign() -> None:
    compare("en", [request(c, [], [f.id]) for c in practice()["complaints"] for f in flags(c)])


@needs_node
@pytest.mark.parametrize("language", ["en", "zh", "ko", "ja", "es"])
def test_random_sets_of_answers_tools_and_company(language: str) -> None:
    print("seed", SEED)
    rng = random.Random(f"{SEED} {language}")
    cases = [random_request(rng, c, stops=n % 5 == 0) for c in practice()["complaints"] for n in range(12)]
    made = compare(language, cases)
    assert any(s["dropped"] for s in made) and any(s["stop"] for s in made) and any(len(s["steps"]) > 2 for s in made)


@needs_node
def test_an_answer_that_the_table_does_not_know_gives_no_session() -> None:
    said = json.dumps({"table": table("en"), "requests": [request("migraine", ["no_such_answer"])]})
    done = subprocess.run(["node", "e2e/plan.mjs"], cwd=WEB, input=said, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0 and "not in the table" in done.stderr
