"""Search: what a text may mean, in any language: points, conditions, meridians, regions."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from tongren.knowledge.about_point import names_of, table
from tongren.knowledge.index import find, meridian_spellings, plain
from tongren.server.answers import Desk
from tongren.server.errors import failures
from tongren.server.lines import Lang
from tongren.server.points import LOCAL

router = APIRouter(prefix="/api", tags=["search"])
MOST_EACH = 8


class Hit(BaseModel):
    """Something a text may mean."""

    kind: Literal["point", "complaint", "condition", "meridian", "region"] = Field(examples=["condition"])
    id: str = Field(examples=["migraine"])
    title: str = Field(examples=["migraine"])
    subtitle: str = Field(examples=["偏头痛"])


def points(text: str, language: str) -> list[Hit]:
    """Return points by code or name."""
    rows = [names_of(code) for code in find(text, MOST_EACH)]
    return [Hit(kind="point", id=r["code"], title=f"{r['code']} {r['pinyin']}", subtitle=f"{r['simplified']} {r[LOCAL[language]]}") for r in rows]


def conditions(text: str, language: str) -> list[Hit]:
    """Return conditions any of whose names holds the text."""
    from tongren.evidence.claims import evidence
    from tongren.evidence.lookup import names

    key = plain(text)
    scored = [(min((plain(n) != key, not plain(n).startswith(key)) for n in names(c) if key in plain(n)), c)
              for c in evidence().plain("conditions").values() if any(key in plain(n) for n in names(c))]  # fmt: skip
    best = [c for _, c in sorted(scored, key=lambda x: x[0])][:MOST_EACH]
    return [Hit(kind="condition", id=c.id, title=getattr(c, language), subtitle=c.en if language != "en" else c.zh) for c in best]


def meridians(text: str, language: str) -> list[Hit]:
    """Return meridians by any spelling, whole or begun."""
    from tongren.server.meridians import LOCAL as COLUMNS

    key = plain(text)
    codes = dict.fromkeys(code for name, code in meridian_spellings().items() if name == key or (len(key) >= 3 and name.startswith(key)))
    rows = {r["code"]: r for r in table("meridians")}
    return [Hit(kind="meridian", id=c, title=f"{c} {rows[c][COLUMNS[language]]}", subtitle=rows[c]["simplified"]) for c in codes if c in rows]


def hits(text: str, language: str) -> list[Hit]:
    """Return everything a text may mean, exact names before near ones."""
    return [*meridians(text, language), *conditions(text, language), *points(text, language)] if plain(text) else []


@router.get("/search", response_model=list[Hit], responses=failures(), summary="Find by any name")
async def search(request: Request, q: Annotated[str, Query(description="What is looked for.", examples=["合谷"], max_length=200)],
                 lang: Lang = "en") -> Response:  # fmt: skip
    """Return points, conditions, meridians and regions that a text may mean."""
    desk: Desk = request.app.state.desk
    return await desk.serve(request, ("search", q, lang), lambda: hits(q, lang), keep=False)
