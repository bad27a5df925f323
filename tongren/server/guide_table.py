"""The table of guided sessions, by which a page goes on without its server."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from tongren.server.answers import Desk
from tongren.server.errors import failures
from tongren.server.lines import Lang

router = APIRouter(prefix="/api/guide", tags=["guide"])


@router.get("/table", response_model=dict[str, Any], responses=failures(), summary="All that sessions can say, for the day without a server")
async def table(request: Request, lang: Lang = "en") -> Response:
    """Return every complaint, question, point and tool with what each answer takes away and why: a session can be looked up in it."""
    from tongren.guide.table import table as made

    desk: Desk = request.app.state.desk
    return await desk.serve(request, ("guide table", lang), lambda: made(lang))
