"""Search: what a text may mean, in any language: points, conditions, meridians, regions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from tongren.knowledge.about_point import MERIDIAN_IN, NAME_IN, names_of
from tongren.knowledge.atlas import point_order
from tongren.knowledge.index import NAME_COLUMNS, code_of, find, meridian_spellings, plain
from tongren.knowledge.tables import table
from tongren.search.regions import Area, areas, found, spellings_of, word

MOST_EACH = 8


class Hit(BaseModel):
    """Something a text may mean."""

    kind: Literal["point", "complaint", "condition", "meridian", "region"] = Field(examples=["condition"])
    id: str = Field(examples=["migraine"])
    title: str = Field(examples=["migraine"])
    subtitle: str = Field(examples=["偏头痛"])
    points: list[str] = Field(default=[], description="The points of a region.")


class Entry(Hit):
    """Something that can be found, with all words it goes by, for those who search without the server."""

    words: list[str] = Field(examples=[["migraine", "偏头痛"]], description="Names in all languages; of a region the words of its parts.")


class Entries(BaseModel):
    """Everything that can be found, and the small words that a search for a region leaves out."""

    fillers: list[str] = Field(examples=[["of", "the"]], description="Words between others, in all languages: `inside of the wrist`.")
    entries: list[Entry]


def points(text: str, language: str) -> tuple[list[Hit], list[Hit]]:
    """Return points whose code or name holds the text, and points with a name that comes near it."""
    sure: list[Hit] = []
    near: list[Hit] = []
    key = plain(text)
    for code in find(text, MOST_EACH):
        r, hit = names_of(code), _point(code, language)
        (sure if code == code_of(text) or any(key in plain(r[f]) for f in NAME_COLUMNS) else near).append(hit)
    return sure, near


def _point(code: str, language: str) -> Hit:
    r = names_of(code)
    return Hit(kind="point", id=code, title=f"{code} {r['pinyin']}", subtitle=f"{r['simplified']} {r[NAME_IN[language]]}")


def conditions(text: str, language: str) -> list[Hit]:
    """Return conditions any of whose names holds the text."""
    from tongren.findings.claims import evidence
    from tongren.findings.lookup import names

    key = plain(text)
    scored = [(min((plain(n) != key, not plain(n).startswith(key)) for n in names(c) if key in plain(n)), c)
              for c in evidence().plain("conditions").values() if any(key in plain(n) for n in names(c))]  # fmt: skip
    best = [c for _, c in sorted(scored, key=lambda x: x[0])][:MOST_EACH]
    return [_condition(c, language) for c in best]


def _condition(c: Any, language: str) -> Hit:
    return Hit(kind="condition", id=c.id, title=getattr(c, language), subtitle=c.en if language != "en" else c.zh)


def complaints(text: str, language: str) -> list[Hit]:
    """Return complaints any of whose names holds the text, in this language or in English."""
    from tongren.guidance.complaints import complaints as known

    key = plain(text)
    english = {c.id: c for c in known("en")}
    found = [c for c in known(language) if any(key in plain(n) for n in (c.name, *c.aliases, english[c.id].name, *english[c.id].aliases))]
    return [_complaint(c) for c in found[:MOST_EACH]]


def _complaint(c: Any) -> Hit:
    return Hit(kind="complaint", id=c.id, title=c.name, subtitle=", ".join(c.aliases[:3]))


def meridians(text: str, language: str) -> list[Hit]:
    """Return meridians by any spelling, whole or begun."""
    key = plain(text)
    begun = [code for name, code in meridian_spellings().items() if name == key or (len(key) >= 3 and name.startswith(key))]
    within = [] if key.isascii() else [code for name, code in meridian_spellings().items() if key in name]
    codes = dict.fromkeys([*begun, *within])
    rows = {r["code"]: r for r in table("meridians")}
    return [_meridian(rows[c], language) for c in codes if c in rows]


def _meridian(row: Mapping[str, str], language: str) -> Hit:
    return Hit(kind="meridian", id=row["code"], title=f"{row['code']} {row[MERIDIAN_IN[language]]}", subtitle=row["simplified"])


def regions(text: str, language: str) -> list[Hit]:
    """Return parts of the body whose words these are, such as "inner wrist"; of one part, its sides apart."""
    return [_region(a, language) for a in found(text)]


def _region(a: Area, language: str) -> Hit:
    title = f"{word('subregion', a.subregion, language)}, {word('surface', a.surface, language)}"
    return Hit(kind="region", id=":".join(a[:3]), title=title, subtitle=word("region", a.region, language), points=list(a.points))


def hits(text: str, language: str) -> list[Hit]:
    """Return everything a text may mean; points whose names only come near it where nothing else is found."""
    if not plain(text):
        return []
    sure, near = points(text, language)
    others = [*complaints(text, language), *meridians(text, language), *conditions(text, language), *regions(text, language)]
    is_code = any(code_of(text) == h.id for h in sure)
    return [*sure, *others] if is_code else [*others, *sure] or near


def entries(language: str) -> list[Entry]:
    """Return everything that can be found: complaints, meridians, conditions, regions, points."""
    from tongren.findings.claims import evidence
    from tongren.findings.lookup import names
    from tongren.guidance.complaints import complaints as known

    def entry(hit: Hit, words: Iterable[str]) -> Entry:
        return Entry(**hit.model_dump(), words=list(dict.fromkeys(w for w in words if w)))

    english = {c.id: (c.name, *c.aliases) for c in known("en")}
    spelled: dict[str, list[str]] = {}
    for name, code in meridian_spellings().items():
        spelled.setdefault(code, []).append(name)
    out = [entry(_complaint(c), (c.name, *c.aliases, *english[c.id])) for c in known(language)]
    out += [entry(_meridian(r, language), (r["code"], *spelled.get(r["code"], ()))) for r in table("meridians")]
    out += [entry(_condition(c, language), names(c)) for c in evidence().plain("conditions").values()]
    out += [entry(_region(a, language), spellings_of(a)) for a in areas()]
    rows = ((r["code"], names_of(r["code"])) for r in sorted(table("points"), key=lambda r: point_order(r["code"])))
    return out + [entry(_point(code, language), (code, *(r[f] for f in NAME_COLUMNS))) for code, r in rows]
