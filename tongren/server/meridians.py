"""Meridians and extraordinary vessels: names, hours, phase, partner, points in order."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from tongren.knowledge.about_point import MERIDIAN_IN, doubt
from tongren.knowledge.atlas import point_order
from tongren.knowledge.tables import Row, table
from tongren.server.answering import Answerer
from tongren.server.errors import failures
from tongren.server.fields import Lang
from tongren.server.points import EXAMPLE

router = APIRouter(prefix="/api/meridians", tags=["meridians"])


class Meridian(BaseModel):
    """A meridian or a vessel; clock, phase and partner are tradition."""

    id: str = Field(examples=["LU"])
    name: str = Field(examples=["Lung"])
    characters: str = Field(examples=["手太阴肺经"])
    pinyin: str = Field(examples=["Shǒu tàiyīn fèi jīng"])
    unchecked: bool = Field(examples=[False], description="The name in this language has not been checked by a speaker.")
    colour: str | None = Field(examples=["#5F8FBF"])
    clock: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(examples=[[3, 5]], description="The two hours tradition gives it.")
    phase: str | None = Field(examples=["metal"])
    yin_yang: str | None = Field(examples=["yin"])
    limb: str | None = Field(examples=["hand"])
    organ: str | None = Field(examples=["lung"])
    paired: str | None = Field(examples=["LI"])
    course_order: int | None = Field(examples=[1], description="Its place in the ring of the twelve.")
    direction: str | None = Field(examples=["chest_to_hand"])
    opening_point: str | None = Field(examples=[EXAMPLE])
    vessel: bool = Field(examples=[False], description="One of the extraordinary vessels that has no points of its own.")
    points: list[str] = Field(description="Its points by number; of a vessel, those it passes.")
    course: list[str] = Field(description="Its points in the order of tradition.")


def _text(row: Row, column: str) -> str | None:
    return row.get(column) or None


def _meridian(row: Row, language: str, colours: dict[str, str], members: list[str]) -> Meridian:
    from tongren.knowledge.graph import course_order

    clock = [int(row["clock_start"]), int(row["clock_end"])] if row["clock_start"] else None
    return Meridian(
        id=row["code"], name=row[MERIDIAN_IN[language]] or row["name_en"], characters=row["simplified"], pinyin=row["pinyin"],
        unchecked=bool(doubt(row, MERIDIAN_IN[language])), colour=colours.get(row["code"]), clock=clock, phase=_text(row, "phase"),
        yin_yang=_text(row, "yin_yang"), limb=_text(row, "limb"), organ=_text(row, "organ_en"), paired=_text(row, "paired"),
        course_order=int(row["course_order"]) if row["course_order"] else None, direction=_text(row, "direction"),
        opening_point=_text(row, "opening_point"), vessel=False, points=members, course=list(course_order(row["code"])),
    )  # fmt: skip


def _vessel(row: Row, language: str) -> Meridian:
    points = [p for p in row["points"].split(";") if p]
    return Meridian(
        id=row["id"], name=row[MERIDIAN_IN[language]] or row["name_en"], characters=row["simplified"], pinyin=row["pinyin"],
        unchecked=bool(doubt(row, MERIDIAN_IN[language])), colour=None, clock=None, phase=None, yin_yang=None, limb=None, organ=None,
        paired=_text(row, "coupled_vessel"), course_order=None, direction=None, opening_point=_text(row, "opening_point"), vessel=True,
        points=points, course=points,
    )  # fmt: skip


def list_answer(language: str) -> list[Meridian]:
    """Return the fourteen meridians, then the other vessels."""
    colours = {r["code"]: r["colour"] for r in table("meridian_colours")}
    members: dict[str, list[str]] = {}
    for r in sorted(table("points"), key=lambda r: point_order(r["code"])):
        members.setdefault(r["meridian"], []).append(r["code"])
    out = [_meridian(r, language, colours, members[r["code"]]) for r in table("meridians")]
    return out + [_vessel(r, language) for r in table("vessels") if r["id"] not in {m.id for m in out}]


@router.get("", response_model=list[Meridian], responses=failures(), summary="Meridians and vessels")
async def meridian_list(request: Request, lang: Lang = "en") -> Response:
    """Return every meridian and vessel with its points in order."""
    answerer: Answerer = request.app.state.answerer
    return await answerer.serve(request, ("meridians", lang), lambda: list_answer(lang))
