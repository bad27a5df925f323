"""The sentences of a point's rules in a language, for those who only know its code."""

from __future__ import annotations

from functools import cache

from tongren.errors import InputError
from tongren.knowledge.atlas import point_order
from tongren.knowledge.tables import atlas_path
from tongren.rules.explain import explain
from tongren.rules.parse import parse_file
from tongren.rules.tree import Rule
from tongren.rules.words import Words

LANGUAGES = ("en", "zh", "ko", "ja", "es")


@cache
def _rules() -> tuple[Rule, ...]:
    found = [r for path in sorted((atlas_path() / "rules").glob("*.rule")) for r in parse_file(path)[0]]
    return tuple(sorted(found, key=lambda r: (point_order(r.code), r.alternative, r.sex)))


@cache
def _words() -> Words:
    return Words(atlas_path())


def sentences_of(code: str, language: str = "en") -> list[str]:
    """Return the sentences of a point code (EX-B2 gives those of all its sites).

    Raises InputError for an unknown language or a code without a rule.
    """
    if language not in LANGUAGES:
        raise InputError(f'language is "{language}"; allowed: {", ".join(LANGUAGES)}')
    rules = [r for r in _rules() if r.code == code or r.code.startswith(code + ".")]
    if not rules:
        raise InputError(f'"{code}" has no rule; codes look like ST36 or EX-HN3, and `tongren find` searches names')
    return [explain(r, _words(), language) for r in rules]
