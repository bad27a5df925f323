"""Regions of the body in words: what the points' table calls a place, in five languages, and places found by such words."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from tongren.knowledge.atlas import point_order
from tongren.knowledge.index import plain
from tongren.knowledge.tables import table

LANGUAGES = ("en", "zh", "ko", "ja", "es")
PUNCTUATION = " 、，,()（）"
KINDS = ("region", "subregion", "surface")


class Area(NamedTuple):
    """A region, a part of it and a side of that part, as the points' table has them, and the points there."""

    region: str
    subregion: str
    surface: str
    points: tuple[str, ...]


def word(kind: str, term: str, language: str) -> str:
    """Return what a region, subregion or surface is called; the term itself where there is no word."""
    return next((r[language] for r in table("words/regions") if r["kind"] == kind and r["term"] == term), term)


@cache
def small_words(stands: Literal["alone", "joined"]) -> tuple[str, ...]:
    """Return the small words that mean no place: those that stand alone between spaces, or those joined to the words beside them."""
    return tuple(r["word"] for r in table("words/fillers") if r["stands"] in (stands, "both"))


@cache
def areas() -> tuple[Area, ...]:
    """Return every place that has points, in the order of its first point."""
    out: dict[tuple[str, str, str], list[str]] = {}
    for r in sorted(table("points"), key=lambda r: point_order(r["code"])):
        out.setdefault((r["region"], r["subregion"], r["surface"]), []).append(r["code"])
    return tuple(Area(*where, tuple(codes)) for where, codes in out.items())


def _bare(text: str) -> str:
    """Return a text plain, without small words between the others."""
    return plain(" ".join(w for w in text.split() if plain(w) not in small_words("alone")))


@cache
def _spellings() -> dict[str, set[str]]:
    """Return every word, plain, and the ids (`kind:term`) it may mean; the longest first."""
    out: dict[str, set[str]] = {}
    for r in table("words/regions"):
        for name in {_bare(x) for x in (r["term"], *(r[x] for x in LANGUAGES), *r["aliases"].split(";"))} - {""}:
            out.setdefault(name, set()).add(r["id"])
    return dict(sorted(out.items(), key=lambda x: -len(x[0])))


def spellings_of(area: Area) -> list[str]:
    """Return the words, in all languages, that an area's region, subregion and surface go by."""
    ids = {f"{kind}:{term}" for kind, term in zip(KINDS, area[:3], strict=True)}
    return [x for r in table("words/regions") if r["id"] in ids for x in (r["term"], *(r[k] for k in LANGUAGES), *r["aliases"].split(";"))]


def _read(text: str) -> list[set[str]]:
    """Return what the words of a text may mean, word by word; empty where something in it is no such word."""
    rest, found = _bare(text), []
    for name, ids in _spellings().items():
        while name in rest:
            found.append(ids)
            rest = rest.replace(name, " ", 1)
    return found if not rest.strip(PUNCTUATION + "".join(small_words("joined"))) else []


def found(text: str, most: int = 8) -> list[Area]:
    """Return the places that all words of a text fit: first those whose part is named, the plainer sides first."""
    meant = _read(text)
    if not meant:
        return []
    fits = [a for a in areas() if all(ids & {f"{k}:{t}" for k, t in zip(KINDS, a[:3], strict=True)} for ids in meant)]
    named = {i for ids in meant for i in ids}
    return sorted(fits, key=lambda a: (f"subregion:{a.subregion}" not in named, len(a.surface), -len(a.points)))[:most]
