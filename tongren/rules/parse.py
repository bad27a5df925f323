"""Read rule text into trees; errors name file, line, column and what was expected."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from tongren.errors import RuleError
from tongren.rules.tree import (
    Advance,
    Along,
    At,
    Between,
    Cross,
    Length,
    Level,
    Offset,
    On,
    OnSegment,
    Rule,
    Step,
    Through,
)

GRAMMAR = Path(__file__).with_name("grammar.lark")


def _measured(length: Length, measure: Token | None) -> Length:
    """Return the length with the measure that a trailing `by` names, if it names one."""
    return Length(length.value, length.unit, str(measure)) if measure else length


class _ToTree(Transformer[Token, Any]):
    """Build the tree bottom up; one method for each named alternative of the grammar."""

    def ref(self, c: list[Token]) -> str:
        return str(c[0])

    def segment(self, c: list[str]) -> tuple[str, str]:
        return c[0], c[1]

    def length(self, c: list[Any]) -> Length:
        unit = str(c[1]).replace("fingerbreadths", "fingerbreadth")
        return Length(str(c[0]), unit, str(c[2]) if len(c) > 2 and c[2] else None)  # type: ignore[arg-type]

    def level(self, c: list[Any]) -> Level:
        return Level(c[0])

    def level_shifted(self, c: list[Any]) -> Level:
        opposite = {"superior": "inferior", "inferior": "superior", "proximal": "distal", "distal": "proximal"}
        length, direction = c[2]
        return Level(c[0], length, direction if c[1] == "+" else opposite.get(direction, direction))

    def go(self, c: list[Any]) -> tuple[Length, str]:
        return _measured(c[0], c[2] if len(c) > 2 else None), str(c[1])

    def offset(self, c: list[Any]) -> Offset:
        length, direction = c[0]
        return Offset(_measured(length, c[2] if len(c) > 2 else None), direction, str(c[1]))

    def on_curve(self, c: list[Any]) -> On:
        return On(str(c[0]))

    def on_segment(self, c: list[Any]) -> OnSegment:
        return OnSegment(*c[0])

    def through(self, c: list[Any]) -> Through:
        return Through("above", c[0])

    def at(self, c: list[Any]) -> At:
        return At(c[0])

    def cross(self, c: list[Any]) -> Cross:
        return Cross(c[0], c[1])

    def cross_curves(self, c: list[Any]) -> Cross:
        return Cross(On(str(c[0])), On(str(c[1])))

    def cross_segment(self, c: list[Any]) -> Cross:
        return Cross(OnSegment(*c[0]), c[1])

    def advance(self, c: list[Any]) -> Advance:
        length = _measured(c[1][0], c[3] if len(c) > 3 else None)
        a, b = c[0]
        return Advance(a, b, start=c[2], length=length, direction=c[1][1])

    def advance_fraction(self, c: list[Any]) -> Advance:
        a, b = c[0]
        return Advance(a, b, start=c[2], fraction=Fraction(str(c[1])))

    def along(self, c: list[Any]) -> Along:
        return Along(str(c[0]), c[1], c[2], start=c[4], length=c[3])

    def along_fraction(self, c: list[Any]) -> Along:
        return Along(str(c[0]), c[1], c[2], start=c[4], fraction=Fraction(str(c[3])))

    def step(self, c: list[Any]) -> Step:
        return Step(c[0], *c[1])

    def step_on(self, c: list[Any]) -> Step:
        length, direction = c[1]
        return Step(c[0], length, direction, str(c[2]))

    def between(self, c: list[Any]) -> Between:
        start = c[3] if len(c) > 3 and c[3] else c[0]
        return Between(c[0], c[1], Fraction(str(c[2])), start)

    def sex(self, c: list[Token]) -> tuple[str, str]:
        return "sex", str(c[0])

    def head(self, c: list[Any]) -> dict[str, Any]:
        sex = next((x[1] for x in c if isinstance(x, tuple)), "")
        return {"code": str(c[0]), "alternative": any(x == "/alt" for x in c[1:]), "sex": sex}

    def assumed(self, c: list[Token]) -> str:
        return str(c[0]).strip()

    def start(self, c: list[Any]) -> Rule:
        return Rule(form=c[1], assumed=c[2] if len(c) > 2 else "", **c[0])


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr")


def _expected(e: UnexpectedInput) -> str:
    if isinstance(e, UnexpectedToken):
        names = sorted(e.expected or ())
    elif isinstance(e, UnexpectedCharacters):
        names = sorted(e.allowed or ())
    else:
        return "more words"
    words = {"COMMA": "a comma", "CODE": "a point code", "NAME": "a landmark", "DIR": "a direction", "$END": "the end"}
    words |= {"FRACTION": "a fraction", "NUMBER": "a number", "UNIT": "cun, F-cun or fingerbreadth", "LPAR": "(assumed: …)"}
    return ", ".join(words.get(n, n.strip("_").lower()) for n in names)


def parse_rule(text: str, file: str = "<text>", line: int = 1) -> Rule:
    """Return the tree of one rule.  Raises RuleError with place, a caret and what was expected."""
    try:
        rule = _ToTree().transform(_parser().parse(text))
    except UnexpectedInput as e:
        column = getattr(e, "column", 1) or 1
        column = len(text) + 1 if column < 1 else column
        raise RuleError(
            f"{file}:{line}:{column}: the rule cannot be read here\n  {text}\n  {' ' * (column - 1)}^\n"
            f"  expected one of: {_expected(e)}"
        ) from None
    return replace(rule, file=file, line=line, text=text.strip())


def parse_file(path: Path) -> tuple[list[Rule], list[str]]:
    """Return the rules of a file and the messages of the lines that could not be read."""
    rules, problems = [], []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = raw.split("#", 1)[0].rstrip()
        if not text.strip():
            continue
        try:
            rules.append(parse_rule(text, path.name, number))
        except RuleError as e:
            problems.append(str(e))
    return rules, problems
