"""Search over HTTP: what a text may mean, and everything that can be found, for a page that searches by itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from tongren.search.hits import Entries, Hit, entries, hits
from tongren.search.regions import small_words
from tongren.server.answering import Answerer
from tongren.server.errors import failures
from tongren.server.fields import Lang

router = APIRouter(prefix="/api", tags=["search"])


@router.get("/search/entries", response_model=Entries, responses=failures(), summary="Everything that can be found")
async def search_entries(request: Request, lang: Lang = "en") -> Response:
    """Return everything that can be found with all its words, so that a page can search while the server is away."""
    answerer: Answerer = request.app.state.answerer
    return await answerer.serve(request, ("entries", lang), lambda: Entries(fillers=list(small_words("alone")), entries=entries(lang)))


@router.get("/search", response_model=list[Hit], responses=failures(), summary="Find by any name")
async def search(request: Request, q: Annotated[str, Query(description="What is looked for.", examples=["合谷"], max_length=200)],
                 lang: Lang = "en") -> Response:  # fmt: skip
    """Return complaints, meridians, conditions, regions and points that a text may mean."""
    answerer: Answerer = request.app.state.answerer
    text = " ".join(q.split())
    return await answerer.serve(request, ("search", text, lang), lambda: hits(text, lang))
