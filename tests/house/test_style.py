"""House rules that a machine can hold.  Lists of exceptions may only shrink: one no longer needed fails the run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES, MOST_FUNCTION_LINES = 400, 40
CODE = re.compile(r"(LU|LI|ST|SP|HT|SI|BL|KI|PC|TE|GB|LR|GV|CV)[0-9]{1,2}|EX-(HN|CA|B|UE|LE)[0-9]{1,2}(\.[0-9]{1,2})?")
UNFINISHED = re.compile(r"TODO|FIXME|NotImplementedError|placeholder|dummy")
# Functions that list one claim after another about a region; to be cut when next touched.
LONG_FUNCTIONS = {
    "builders/compile_program.py:with_candidates",
    "builders/leg_shank.py:calf",
    "builders/leg_shank.py:shin",
    "builders/leg_thigh.py:inner_thigh",
    "tongren/drawing/closeup.py:_drawn",
    "tongren/drawing/closeup.py:closeup",
    "tongren/drawing/labels.py:around",
    "tongren/drawing/shade.py:shaded",
}


def files(*folders: str) -> list[Path]:
    return [p for folder in folders for p in sorted((ROOT / folder).rglob("*.py"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def docstrings(module: ast.Module) -> set[int]:
    """Identities of the string nodes that are docstrings."""
    out = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                out.add(id(first.value))
    return out


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a file that is not a docstring."""
    skip = docstrings(tree(path))
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skip:
            yield node.lineno, node.value


def test_no_file_is_longer_than_it_should_be() -> None:
    long = {name_of(p): n for p in files("tongren", "builders", "tests", "benchmarks", "proof")
            if (n := len(p.read_text(encoding="utf-8").splitlines())) > MOST_LINES}  # fmt: skip
    assert not long


def test_no_function_is_longer_than_it_should_be() -> None:
    long = set()
    for path in files("tongren", "builders", "proof"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                if node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES:
                    long.add(f"{name_of(path)}:{node.name}")
    assert not long - LONG_FUNCTIONS, "cut these functions"
    assert not LONG_FUNCTIONS - long, "take these off LONG_FUNCTIONS: they are no longer too long"


def test_no_code_knows_a_point_by_name() -> None:
    found = {f"{name_of(p)}:{line}": text for p in files("tongren") for line, text in strings(p) if CODE.fullmatch(text)}
    assert not found, "facts about points belong in atlas/"


def test_nothing_is_left_unfinished() -> None:
    found = [f"{name_of(p)}:{i}" for p in files("tongren", "builders")
             for i, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1) if UNFINISHED.search(line)]  # fmt: skip
    assert not found


def test_every_module_says_what_it_holds() -> None:
    silent = [name_of(p) for p in files("tongren", "builders", "benchmarks", "proof") if not ast.get_docstring(tree(p))]
    assert not silent


def test_every_public_function_of_the_package_says_what_it_does() -> None:
    silent = []
    for path in files("tongren"):
        for node in tree(path).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):  # type: ignore[arg-type]
                silent.append(f"{name_of(path)}:{node.name}")  # type: ignore[attr-defined]
    assert not silent


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    assert not [name_of(p) for p in files("tongren", "builders") if p.stem in ("utils", "util", "helpers", "misc", "common")]


def test_tests_skip_only_for_what_a_machine_lacks() -> None:
    marks = re.compile(r"pytest\.mark\.(skip|xfail)\b|pytest\.xfail\(")
    here = Path(__file__).resolve()
    found = [name_of(p) for p in files("tests") if p != here and marks.search(p.read_text(encoding="utf-8"))]
    assert not found, "say pytest.skip(reason) or importorskip(reason=...) where the machine lacks something; no xfail"
