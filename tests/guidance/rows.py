"""What a session says, gathered: its lines, its texts, and whether the rows that lines name exist."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from tongren.findings.claims import evidence
from tongren.findings.sentences import Line
from tongren.guidance.practice import practice
from tongren.guidance.shapes import Session
from tongren.guidance.wording import lines_of
from tongren.knowledge.index import all_codes
from tongren.knowledge.tables import table


@cache
def known_rows() -> frozenset[str]:
    """Every row that a line of a session may name, as `table:key`."""
    out = {f"{'practice_words' if t == 'words' else t}:{key}" for t, key, _ in practice().each()}
    out |= {f"{t}:{key}" for t, key, _ in evidence().tables.each()}
    out |= {f"tradition:{r['code']}-{r['use']}" for r in table("tradition")} | {f"uses:{r['id']}" for r in table("uses")}
    return frozenset(out | {f"{t}:{code}" for code in all_codes() for t in ("points", "rules")})


def lines_in(item: Any) -> Iterator[Line]:
    """Every line within a record, however deep."""
    if isinstance(item, Line):
        yield item
    elif isinstance(item, tuple | list):
        for x in item:
            yield from lines_in(x)
    elif hasattr(item, "__dataclass_fields__"):
        for name in item.__dataclass_fields__:
            yield from lines_in(getattr(item, name))


def texts_in(item: Any) -> Iterator[str]:
    """Every text within a record, however deep."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, tuple | list):
        for x in item:
            yield from texts_in(x)
    elif hasattr(item, "__dataclass_fields__"):
        for name in item.__dataclass_fields__:
            if name != "rows":
                yield from texts_in(getattr(item, name))


def everything(made: Session) -> list[Line]:
    """Every line of a session, in its record and as it is told."""
    return [*lines_in(made), *lines_of(made)]
