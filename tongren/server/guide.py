"""Guided acupressure: the safety gate, the complaints with their warning signs, tools, and the session itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from tongren.errors import InputError
from tongren.guidance import shapes
from tongren.guidance.table_shapes import Table
from tongren.server.answering import Answerer
from tongren.server.errors import failures, missing
from tongren.server.fields import Lang

router = APIRouter(prefix="/api/guide", tags=["guide"])
Which = Annotated[str, Path(description="A complaint, by id or any of its names.", examples=["tension_headache"], max_length=120)]
MOST = 100
Ids = Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=MOST)]


class SessionRequest(BaseModel):
    """What was answered before a session.  Nothing of it is kept."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"complaint": "tension_headache", "red_flags": [], "answers": ["pregnancy", "broken_skin@left_arm"],
                                         "all_answered": True, "tools": ["ball"], "alone": True}]},
    )  # fmt: skip

    complaint: str = Field(max_length=120, description="An id of /api/guide/complaints.")
    red_flags: Ids | None = Field(default=None, description="The warning signs that hold; [] where none does, null where nobody answered.")
    answers: Ids | None = Field(default=None, description="Questions answered with yes, as id or id@place; [] where none, null: not answered.")
    all_answered: bool = Field(default=False, description="That every question was looked at.")
    tools: Ids = Field(default=[], description="Tools at hand beside one's own body.")
    alone: bool = Field(default=True, description="That nobody helps.")


def _complaint(text: str) -> str:
    """Return the id of a complaint.  Raises Refused (404) where there is none."""
    from tongren.guidance.complaints import complaint_of

    try:
        return complaint_of(text)
    except InputError as e:
        raise missing(str(e), "complaint") from e


@router.get("/questions", response_model=shapes.Gate, responses=failures(), summary="The safety gate")
async def questions(request: Request, lang: Lang = "en") -> Response:
    """Return everything that is asked at the start of each session, in order."""
    from tongren.guidance.gate import gate

    answerer: Answerer = request.app.state.answerer
    return await answerer.serve(request, ("gate", lang), lambda: gate(lang))


@router.get("/complaints", response_model=list[shapes.Complaint], responses=failures(), summary="The complaints")
async def complaint_list(request: Request, lang: Lang = "en") -> Response:
    """Return every complaint that there are sessions for."""
    from tongren.guidance.complaints import complaints

    answerer: Answerer = request.app.state.answerer
    return await answerer.serve(request, ("complaints", lang), lambda: complaints(lang))


@router.get("/complaints/{complaint}", response_model=shapes.Card, responses=failures(404), summary="A complaint before its session")
async def complaint_card(request: Request, complaint: Which, lang: Lang = "en") -> Response:
    """Return the warning signs, the points a session would choose from with their reasons, and what is known."""
    from tongren.guidance.complaints import card

    answerer: Answerer = request.app.state.answerer
    key = _complaint(complaint)
    return await answerer.serve(request, ("complaint", key, lang), lambda: card(key, lang))


@router.get("/tools", response_model=shapes.Tools, responses=failures(), summary="Tools, ways and strengths of pressing")
async def tool_list(request: Request, lang: Lang = "en") -> Response:
    """Return every tool with what takes it away, every technique, and the words for how hard."""
    from tongren.guidance.tools import tools

    answerer: Answerer = request.app.state.answerer
    return await answerer.serve(request, ("tools", lang), lambda: tools(lang))


@router.get("/table", response_model=Table, responses=failures(), summary="Everything a session can say")
async def session_table(request: Request, lang: Lang = "en") -> Response:
    """Return what each answer takes away from each point and tool, and every sentence: sessions for a page that has lost its server."""
    from tongren.guidance.table import table

    answerer: Answerer = request.app.state.answerer
    return await answerer.serve(request, ("table", lang), lambda: table(lang), slow=True)


@router.post("/session", response_model=shapes.Session, responses=failures(400, 404, 413), summary="A session")
async def session(request: Request, asked: SessionRequest, lang: Lang = "en") -> Response:
    """Return a session in order, with what was left out and why; or, after a warning sign, that someone is to be seen first."""
    from tongren.guidance.session import session as made

    answerer: Answerer = request.app.state.answerer
    key = _complaint(asked.complaint)
    signs, answers, tools = (None if x is None else tuple(dict.fromkeys(x)) for x in (asked.red_flags, asked.answers, asked.tools))
    what = (key, signs, answers, asked.all_answered, tools, asked.alone, lang)
    make = lambda: made(key, signs, answers, asked.all_answered, tools or (), asked.alone, lang)  # noqa: E731
    return await answerer.serve(request, ("session", *what), make, keep=False)
