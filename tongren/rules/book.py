"""All rules of an atlas: read, checked against what exists, and put in the order in which they can be worked out."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tongren.knowledge.atlas import Atlas, point_order
from tongren.knowledge.tables import Problem
from tongren.rules.parse import parse_file
from tongren.rules.tree import Rule, curves, lengths, references

MEDIAN_LINES = ("anterior_median_line", "posterior_median_line")
POINT = re.compile(r"^(LU|LI|ST|SP|HT|SI|BL|KI|PC|TE|GB|LR|GV|CV)\d{1,2}$|^EX-(HN|CA|B|UE|LE)\d{1,2}(\.\d{1,2})?$")


@dataclass(frozen=True)
class RuleBook:
    """The rules that could be read, in an order in which each leans only on earlier ones, and all problems."""

    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]

    def of(self, code: str) -> list[Rule]:
        """Return every rule of a point code, its sites included: `EX-B2` gives EX-B2.1 and so on."""
        return [r for r in self.rules if r.code == code or r.code.startswith(code + ".")]


def base_code(code: str) -> str:
    """Return the point code of a site code: EX-B2.3 -> EX-B2."""
    return code.split(".")[0]


def _nearest(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def _problems_of(rule: Rule, atlas: Atlas, answered: set[str]) -> list[Problem]:
    """Names in one rule that nothing stands for, and sites used as curves or curves as sites."""
    out = []
    sites = [i for i, rows in atlas.bindings.items() if atlas.landmarks.get(i) is None or atlas.landmarks[i].kind == "site"]
    lines = [i for i, x in atlas.landmarks.items() if x.kind == "curve"] + list(MEDIAN_LINES)

    def say(text: str) -> None:
        out.append(Problem(f"rules/{rule.file}", rule.line, f"{rule.key}: {text}"))

    for ref in dict.fromkeys(references(rule.form)):
        if POINT.match(ref):
            if ref not in answered:
                say(f'"{ref}" is a point without a rule')
        elif ref not in atlas.bindings:
            say(f'"{ref}" is not a bound site{_nearest(ref, sites)}')
        elif len(atlas.bindings[ref]) > 1:
            say(f'"{ref}" is a curve where a site is wanted{_nearest(ref, sites)}')
    for line in curves(rule.form):
        if line not in MEDIAN_LINES and line not in atlas.bindings:
            say(f'"{line}" is not a bound curve{_nearest(line, lines)}')
        elif line not in MEDIAN_LINES and len(atlas.bindings[line]) < 2:
            say(f'"{line}" is a site where a curve is wanted{_nearest(line, lines)}')
    for length in lengths(rule.form):
        if length.measure and length.measure not in atlas.measures:
            say(f'"{length.measure}" is not a measure{_nearest(length.measure, list(atlas.measures))}')
    if base_code(rule.code) not in atlas.points:
        say(f'"{base_code(rule.code)}" has no row in atlas/points')
    return out


def _place(rule: Rule) -> str:
    """Name of what a rule places: the code, or its second place, which may lean on the first."""
    return rule.code + ("/alt" if rule.alternative else "")


def _ordered(rules: list[Rule]) -> tuple[list[Rule], list[Problem]]:
    """Rules after those they lean on; a circle is a problem and its rules are left out."""
    by_code: dict[str, list[Rule]] = {}
    for r in rules:
        by_code.setdefault(_place(r), []).append(r)
    leans = {code: list(dict.fromkeys(x for r in rs for x in references(r.form) if x in by_code)) for code, rs in by_code.items()}
    problems = []
    while True:
        try:
            order = list(TopologicalSorter(leans).static_order())
            break
        except CycleError as e:
            circle = list(e.args[1])
            r = by_code[circle[0]][0]
            problems.append(Problem(f"rules/{r.file}", r.line, f"these points lean on each other: {' -> '.join(circle)}"))
            for code in circle:
                leans.pop(code, None)
            leans = {c: [x for x in d if x not in circle] for c, d in leans.items()}
    rank = {code: i for i, code in enumerate(order)}
    kept = [r for r in rules if _place(r) in rank]
    return sorted(kept, key=lambda r: (rank[_place(r)], r.sex)), problems


def read_rules(atlas: Atlas) -> RuleBook:
    """Return the rule book of an atlas; rules that cannot be worked out are reported and left out."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for path in sorted((atlas.path / "rules").glob("*.rule")):
        good, bad = parse_file(path)
        rules += good
        problems += [Problem(f"rules/{path.name}", int(b.split(":")[1]), b.split(": ", 1)[1]) for b in bad]
    seen: dict[str, Rule] = {}
    for r in rules:
        if r.key in seen:
            first = seen[r.key]
            problems.append(Problem(f"rules/{r.file}", r.line, f"{r.key} has a rule at {first.file}:{first.line} too"))
        seen[r.key] = r
    while True:
        answered = {r.code for r in seen.values()}
        wrong = {r.key: p for r in seen.values() if (p := _problems_of(r, atlas, answered))}
        if not wrong:
            break
        problems += [x for p in wrong.values() for x in p]
        seen = {k: r for k, r in seen.items() if k not in wrong}
    ordered, circles = _ordered(list(seen.values()))
    return RuleBook(tuple(ordered), tuple(sorted(problems + circles, key=lambda p: (p.file, p.line))))


def site_codes(book: RuleBook) -> list[str]:
    """Return every code that is answered, in the standard's order."""
    return sorted({r.code for r in book.rules}, key=point_order)
