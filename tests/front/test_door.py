"""At the door: whatever is given to a public function, it answers or raises a TongrenError in words, never TypeError and the like."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tongren as tg

TABLE = {"ai": [1, 4], "n1i": [10, 12], "ci": [3, 5], "n2i": [10, 11]}
PAIRS = {"study": ["a", "b"], "treat1": ["x", "y"], "treat2": ["y", "z"], "yi": [0.1, 0.2], "vi": [0.1, 0.1]}
WRONG: list[Any] = [
    None, "x", "", b"x", 1, -1, 0, 2.5, float("nan"), float("inf"), 10**400, True, 1 + 2j, [], [None], [[]], {}, {"a": object()}, (), object(), int,
    np.zeros(0), np.zeros((2, 2)), np.array(["a"]), np.array([None]), np.zeros((13718, 3), bool), np.zeros((0, 13718, 3)), "\0", "nobody/nothing.ply",
]  # fmt: skip
BODY = tg.Body("female", 40, 165, 62)
FOUND = tg.locate(BODY).only("ST36")
MANY = tg.bodies(2)
CALLS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "Body": (tg.Body, {"sex": "female", "age": 40, "height_cm": 165, "weight_kg": 62, "name": "anna"}),
    "Measures": (tg.Measures, {"sex": "female", "age": 40, "height_cm": 165, "weight_kg": 62}),
    "bodies": (tg.bodies, {"n": 1, "seed": 0}),
    "locate": (tg.locate, {"subject": BODY, "sex": None, "pose": None, "alternatives": False, "at_rest": None}),
    "locate vertices": (tg.locate, {"subject": BODY.vertices_mm, "sex": "female", "pose": None, "alternatives": False, "at_rest": True}),
    "read_scan": (tg.read_scan, {"source": "none.ply", "unit": "m", "up": "+z", "front": "-y"}),
    "fit_scan": (tg.fit_scan, {"scan": None, "measures": None, "seed": 0}),
    "explain": (tg.explain, {"point": "ST36", "language": "en"}),
    "find": (tg.find, {"name": "Zusanli"}),
    "show": (tg.show, {"point": "ST36"}),
    "draw": (tg.draw, {"subject": BODY, "what": "ST36", "sex": None, "pose": None, "view": "", "side": "L", "sheet": False, "landmarks": False}),
    "pool": (tg.pool, {"table": TABLE, "measure": "RR", "method": "REML", "hartung_knapp": False, "level": 0.95, "columns": None}),
    "network": (tg.network, {"table": PAIRS, "measure": "MD", "method": "EE", "reference": None, "columns": None}),
    "evidence": (tg.evidence, {"about": "low back pain", "language": "en"}),
    "guide": (tg.guide, {"complaint": "nausea", "red_flags": [], "answers": [], "tools": (), "alone": True, "language": "en"}),
    "named_body": (tg.named_body, {"name": "standard_man"}),
    "posed": (tg.posed, {"body": BODY, "pose": "rest"}),
    "Located.only": (FOUND.only, {"codes": "ST36"}),
    "Located.point": (FOUND.body, {"number": 0}),
    "Located.rows": (FOUND.rows, {"body": 0}),
    "Located[]": (lambda key: FOUND[key], {"key": "ST36"}),
    "Located[code, side]": (lambda code, side: FOUND[code, side], {"code": "ST36", "side": "L"}),
    "Bodies[]": (lambda number: MANY[number], {"number": 0}),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_whatever_is_given_is_answered_or_refused_in_words(name: str) -> None:
    call, given = CALLS[name]
    for word, wrong in itertools.product(given, WRONG):
        try:
            call(**{**given, word: wrong})
        except tg.errors.TongrenError as e:
            assert str(e).strip() and "\n\n" not in str(e), (name, word, wrong)
        except IndexError as e:  # a number of a body or place that there is not: Python's own way to end a loop
            assert name.startswith(("Bodies[]", "Located[]")), (name, word, wrong)
            assert re.search(r"of \d+", str(e))
        except Exception as e:
            pytest.fail(f"{name}({word}={wrong!r}): {type(e).__name__}: {e}")


def test_the_list_of_calls_holds_every_public_function() -> None:
    functions = {n for n in tg.__all__ if callable(getattr(tg, n)) and n not in ("Bodies", "Located")}
    assert functions <= {name.split()[0] for name in CALLS}
