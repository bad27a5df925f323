"""How a point is found on a body, step by step, on its skin."""

from __future__ import annotations

from typing import Literal

import numpy as np
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from tongren.server.answering import Answerer
from tongren.server.bodies import Key, Made, key_of, made, parsed
from tongren.server.errors import failures, missing
from tongren.server.fields import Edition, Lang, Place, Side, metres
from tongren.server.points import EXAMPLE, Code, resolved, sites

router = APIRouter(prefix="/api/bodies", tags=["bodies"])


class StepAnswer(BaseModel):
    """One step of a construction."""

    kind: Literal["anchor", "base", "line", "chord", "ticks", "level", "point"]
    title: str = Field(examples=["Measure from 0 to 3."])
    polylines: list[list[Place]] = Field(description="Lines on the skin (a chord is straight through the body).")
    points: list[Place] = Field(description="Places to mark.")
    labels: list[str] = Field(examples=[["0", "1", "2", "3"]], description="One for each place.")


class ConstructionAnswer(BaseModel):
    """How a point is found on one body and side."""

    key: str = Field(examples=["female-40-163-60"])
    code: str = Field(examples=[EXAMPLE], description="The code of the place.")
    side: Literal["L", "R", "M"]
    sites: list[str] = Field(description="All places of this point.")
    sentences: list[str] = Field(description="The sentence of its rule.")
    steps: list[StepAnswer] = Field(description="In the order in which they are shown.")
    sigma_mm: float | None
    point: Place | None
    normal: Place | None


def site_of(code: str) -> str:
    """Return the place that a code, a code of a place or a name stands for; the first where a point has several."""
    places = sites()[resolved(code)]
    return code if code in places else places[0]


def construction_answer(m: Made, site: str, side: str, language: str) -> ConstructionAnswer:
    """Return the steps of one place.  Raises Refused (404) where it is not located on that side."""
    from tongren.drawing.construction import construction_on
    from tongren.drawing.steps import steps_of
    from tongren.front.known import explain

    there = {s for c, s in zip(m.located.codes, m.located.sides, strict=True) if c == site}
    chosen: Literal["L", "R", "M"] = "M" if "M" in there else "R" if side == "R" else "L"
    if chosen not in there:
        raise missing(f"{site} is not located on side {side}", "side")
    found = m.located[site, chosen]
    built = construction_on(np.asarray(m.vertices_mm, float), m.body.sex == "female", site, chosen)
    sigma = float(found.sigma_mm)
    steps = [StepAnswer(kind=s.kind, title=s.title, polylines=[metres(p) for p in s.polylines], points=metres(s.places) if s.places else [],
                        labels=s.labels) for s in steps_of(built, site, sigma, language)]  # fmt: skip
    b = m.body
    return ConstructionAnswer(
        key=key_of((b.sex, b.age, b.height_cm, b.weight_kg)), code=site, side=chosen, sites=sites()[site.split(".")[0]],
        sentences=explain(site, language), steps=steps, sigma_mm=round(sigma, 1) if np.isfinite(sigma) else None,
        point=metres(found.position_mm[None])[0], normal=metres(np.asarray(found.normal)[None] * 1000, 4)[0],
    )  # fmt: skip


@router.get("/{key}/construction/{code}", response_model=ConstructionAnswer, responses=failures(400, 404), summary="How a point is found")
async def construction(request: Request, key: Key, code: Code, side: Side = "L", lang: Lang = "en", v: Edition = "") -> Response:
    """Return the references, lines, counts and level by which a point is found on this body, in the order of showing."""
    answerer: Answerer = request.app.state.answerer
    who, site = parsed(key), site_of(code)
    asked = ("construction", who, site, side, lang)
    return await answerer.serve(request, asked, lambda: construction_answer(made(answerer.store, who), site, side, lang))
