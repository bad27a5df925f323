"""A session that the page works out of the server's table is the session that the server gives: every line, side, tool and second.

Every complaint with every single answer and place, with every warning sign, and with random sets of answers, tools and company; what is
not in the lists is refused by both.  TONGREN_SEED asks for another seed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json, to_json

from tongren.errors import InputError
from tongren.guidance.complaints import flags
from tongren.guidance.gate import AT
from tongren.guidance.practice import practice
from tongren.guidance.session import session
from tongren.guidance.table import table

WEB = Path(__file__).resolve().parents[2] / "web"
SEED = int(os.environ.get("TONGREN_SEED", "20261126"))
SETS = 45  # random sets for each complaint and language
Request = dict[str, Any]

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (WEB / "node_modules" / "esbuild").is_dir(), reason="needs Node and `npm ci` in web/"
)


def request(complaint: str, answers: list[str], red_flags: Sequence[str] = (), tools: Sequence[str] = (), alone: bool = True) -> Request:
    return {"complaint": complaint, "red_flags": [*red_flags], "answers": answers, "all_answered": True, "tools": [*tools], "alone": alone}


def answered_by_page(language: str, requests: list[Request]) -> subprocess.CompletedProcess[str]:
    """Run the page's own code on the table."""
    said = to_json({"table": table(language), "requests": requests}).decode()
    return subprocess.run(["node", "e2e/plan.mjs"], cwd=WEB, input=said, capture_output=True, text=True, check=False, timeout=120)


def page_says(language: str, requests: list[Request]) -> list[Any]:
    """Return what the page works out of the table."""
    done = answered_by_page(language, requests)
    assert done.returncode == 0, done.stderr
    return list(from_json(done.stdout))


def server_says(language: str, asked: Request) -> Any:
    made = session(asked["complaint"], asked["red_flags"], asked["answers"], asked["all_answered"], asked["tools"], asked["alone"], language)
    return from_json(to_json(made))


def compare(language: str, requests: list[Request]) -> list[Any]:
    """Assert that page and server say the same to each request; return what they say."""
    expected = [server_says(language, r) for r in requests]
    for asked, here, there in zip(requests, page_says(language, requests), expected, strict=True):
        for field in there:
            assert here[field] == there[field], f"{language}, {field}: {asked}"
        assert here.keys() == there.keys()
    return expected


@cache
def all_answers() -> list[str]:
    gate = practice()["gate"].values()
    return [text for row in gate for text in (row.id, *(f"{row.id}{AT}{p}" for p in row.places if row.placing == "ask"))]


def at_random(rng: random.Random, complaint: str, answers: list[str], red_flags: Sequence[str] = ()) -> Request:
    """Return a request with tools and company drawn at random."""
    things = [k for k, t in practice()["tools"].items() if t.body == "no"]
    return request(complaint, answers, red_flags, rng.sample(things, rng.randint(0, len(things))), rng.random() < 0.5)


def random_request(rng: random.Random, complaint: str, stops: bool) -> Request:
    rows = [a for a in all_answers() if stops or practice()["gate"][a.split(AT)[0]].stops != "yes"]
    signs = [f.id for f in flags(complaint)]
    red = rng.sample(signs, rng.randint(1, len(signs))) if stops and rng.random() < 0.3 else []
    return at_random(rng, complaint, rng.sample(rows, rng.randint(0, 9)), red)


@needs_node
def test_every_complaint_with_every_single_answer_and_place() -> None:
    print("seed", SEED)
    rng = random.Random(SEED)
    compare("en", [request(c, a) for c in practice()["complaints"] for a in ([], *([x] for x in all_answers()))])
    compare("zh", [at_random(rng, c, [x]) for c in practice()["complaints"] for x in all_answers()])


@needs_node
def test_every_complaint_with_every_tool_alone() -> None:
    compare("en", [request(c, [], tools=[t], alone=alone) for c in practice()["complaints"] for t in practice()["tools"] for alone in (True, False)])


@needs_node
def test_every_warning_sign() -> None:
    compare("en", [request(c, [], [f.id]) for c in practice()["complaints"] for f in flags(c)])


@needs_node
@pytest.mark.parametrize("language", ["en", "zh", "ko", "ja", "es"])
def test_random_sets_of_answers_tools_and_company(language: str) -> None:
    print("seed", SEED)
    rng = random.Random(f"{SEED} {language}")
    cases = [random_request(rng, c, stops=n % 5 == 0) for c in practice()["complaints"] for n in range(SETS)]
    made = compare(language, cases)
    assert any(s["dropped"] for s in made) and any(s["stop"] for s in made) and any(len(s["steps"]) > 2 for s in made)


@needs_node
@pytest.mark.parametrize(
    "wrong",
    [{"answers": ["no_such_answer"]}, {"answers": ["broken_skin@tail"]}, {"answers": ["fever@head"]}, {"tools": ["hammer"]},
     {"red_flags": ["no_such_sign"]}, {"complaint": "no_such_complaint"}, {"all_answered": False}],
)  # fmt: skip
def test_what_is_not_in_the_lists_gives_no_session_on_either_side(wrong: Request) -> None:
    asked = {**request("migraine", []), **wrong}
    with pytest.raises(InputError):
        server_says("en", asked)
    done = answered_by_page("en", [asked])
    assert done.returncode != 0 and "not in the table" in done.stderr
