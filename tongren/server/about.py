"""What Tongren is and is not, its limits, and how busy the server is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from tongren.body.person import AGES, BMIS, HEIGHTS_CM
from tongren.front.subjects import DEFAULT, NAMED
from tongren.knowledge.tables import table
from tongren.server.answering import Answerer, edition
from tongren.server.bodies import key_of
from tongren.server.errors import failures
from tongren.server.fields import Lang, TextLine, note
from tongren.version import __version__

router = APIRouter(prefix="/api", tags=["about"])
LANGUAGES = {"en": "English", "zh": "中文", "ko": "한국어", "ja": "日本語", "es": "Español"}
SHOWN = ("bodyparts3d", "tara_project", "anny", "makehuman", "who_2008", "who_1993", "unihan", "nhanes_2009_2012")
Range = Annotated[list[float], Field(min_length=2, max_length=2)]


class Limits(BaseModel):
    """From and to of what a body can be built for."""

    age: Range = Field(examples=[[18.0, 90.0]])
    height_cm: Range = Field(examples=[[140.0, 210.0]])
    bmi: Range = Field(examples=[[15.0, 45.0]])


class NamedBody(BaseModel):
    """A body with a name."""

    name: str = Field(examples=["standard_woman"])
    key: str = Field(examples=["female-40-163-60"])


class About(BaseModel):
    """What the page needs to begin."""

    version: str = Field(examples=["0.1.0"])
    edition: str = Field(examples=["0123456789ab"], description="The mark of atlas and program; answers about bodies with ?v= of it never change.")
    languages: dict[str, str]
    default_body: str = Field(examples=["female-40-163-60"])
    named: list[NamedBody]
    limits: Limits
    lines: list[TextLine]


def about_answer(language: str) -> About:
    """Return what Tongren is and is not, and whose work it stands on."""
    sources = {r["id"]: r for r in table("sources")}
    lines = [note(key, language) for key in ("not_medical", "needle_licensed", "sigma")]
    lines += [TextLine(text=f"{sources[k]['citation']} [{sources[k]['licence']}]", rows=[f"sources:{k}"], level=1, kind="dim") for k in SHOWN]
    named = [NamedBody(name=name, key=key_of(who)) for name, who in NAMED.items()]
    return About(version=__version__, edition=edition(), languages=LANGUAGES, default_body=key_of(NAMED[DEFAULT]), named=named,
                 limits=Limits(age=list(AGES), height_cm=list(HEIGHTS_CM), bmi=list(BMIS)), lines=lines)  # fmt: skip


@router.get("/about", response_model=About, responses=failures(), summary="What Tongren is and is not")
async def about(request: Request, lang: Lang = "en") -> Response:
    """Return version, languages, limits, the bodies with names, and whose work this stands on."""
    answerer: Answerer = request.app.state.answerer
    return await answerer.serve(request, ("about", lang), lambda: about_answer(lang))
