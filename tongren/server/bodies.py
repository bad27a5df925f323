"""Bodies: measures in; mesh, points, courses and pictures out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from tongren.body.person import AGES, HEIGHTS_CM, Body, check_person
from tongren.errors import InputError
from tongren.front.places import locate
from tongren.geometry.mesh import FloatArray
from tongren.knowledge.about_point import words
from tongren.locating.located import Located
from tongren.server.answering import Answerer, edition
from tongren.server.errors import Refused, failures
from tongren.server.fields import Edition, Lang, Place, metres, png_of
from tongren.server.store import Store

router = APIRouter(prefix="/api/bodies", tags=["bodies"])
GLB = "model/gltf-binary"
KEY = re.compile(r"(female|male)-(\d{1,3}(?:\.\d{1,6})?)-(\d{1,3}(?:\.\d{1,6})?)-(\d{1,3}(?:\.\d{1,6})?)", re.ASCII)
Key = Annotated[str, Path(description="sex-age-height in cm-weight in kg; rounded to one decimal.", examples=["female-40-163-60"], max_length=60)]
View = Literal["front", "back", "left", "right"]


class Measures(BaseModel):
    """Height and weight of a body."""

    height_cm: float = Field(examples=[163.0])
    weight_kg: float = Field(examples=[60.0])


class BodyAnswer(BaseModel):
    """A body: what was wished, what was reached, and where the rest lies."""

    key: str = Field(examples=["female-40-163-60"])
    sex: Literal["female", "male"] = Field(examples=["female"])
    age: float = Field(examples=[40.0])
    height_cm: float = Field(examples=[163.0])
    weight_kg: float = Field(examples=[60.0])
    reached: Measures = Field(description="What the body that was built measures.")
    notes: list[str] = Field(examples=[[]], description="Where the wish could not be met.")
    edition: str = Field(examples=["0123456789ab"], description="The mark of the atlas and program that made the body.")
    mesh: str = Field(examples=["/api/bodies/female-40-163-60/body.glb?v=0123456789ab"])
    points: str = Field(examples=["/api/bodies/female-40-163-60/points?v=0123456789ab"])
    courses: str = Field(examples=["/api/bodies/female-40-163-60/courses?v=0123456789ab"])


class PointsAnswer(BaseModel):
    """Every point on one body: lists of the same length, an entry for each place and side; null where there is no answer."""

    key: str = Field(examples=["female-40-163-60"])
    codes: list[str] = Field(description="Codes; points with several places have one entry for each: code.1, code.2 ...")
    sides: list[Literal["L", "R", "M"]] = Field(description="Left, right, or median plane.")
    position: list[Place | None]
    position_mm: list[list[float] | None] = Field(description="The same in millimetres, LPS: x left, y back, z up, from between the soles.")
    normal: list[Place | None] = Field(description="Outward, of length 1.")
    sigma_mm: list[float | None] = Field(description="The circle that should hold the true place 68 times in 100.")
    status: list[Literal["found", "inside", "approximate", "unseen", "no_answer"]]


class Run(BaseModel):
    """A piece of a course: over the skin, or straight inside the body."""

    kind: Literal["skin", "inside"]
    connection: str = Field(examples=["course"], description="course, inner_jump, branch, inner_branch.")
    numbering_only: bool = Field(description="A jump that only the numbers make, where a branch leads instead.")
    codes: list[str] = Field(description="The points it runs through.")
    at: list[int] = Field(description="Which node each of these points is.")
    points: list[Place]


class CourseAnswer(BaseModel):
    """The course of one meridian on one side."""

    meridian: str
    side: Literal["L", "R", "M"]
    runs: list[Run]


@dataclass(frozen=True)
class Made:
    """A body that was built and its points, kept for what else is asked of it."""

    body: Body
    vertices_mm: FloatArray
    located: Located

    @property
    def nbytes(self) -> int:
        """Bytes held: the vertices, the solved shape behind the body (about as much twice), the points."""
        return 4 * self.vertices_mm.nbytes + 120_000


def parsed(key: str) -> tuple[str, float, float, float]:
    """Return sex, age, height and weight of a key, rounded to one decimal.  Raises Refused (400), naming the field."""
    match = KEY.fullmatch(key)
    if not match:
        raise Refused(400, "bad_input", f'body is "{key}"; allowed: sex-age-height in cm-weight in kg, such as female-40-163-60')
    sex, age, height, weight = match[1], *(round(float(x), 1) for x in match.groups()[1:])
    try:
        check_person(sex, age, height, weight)
    except InputError as e:
        fields = (("age", not AGES[0] <= age <= AGES[1]), ("height_cm", not HEIGHTS_CM[0] <= height <= HEIGHTS_CM[1]), ("weight_kg", True))
        raise Refused(400, "bad_input", str(e), next(f for f, wrong in fields if wrong)) from e
    return sex, age, height, weight


def key_of(who: tuple[str, float, float, float]) -> str:
    """Return the one spelling of a key."""
    return f"{who[0]}-{who[1]:g}-{who[2]:g}-{who[3]:g}"


def made(store: Store, who: tuple[str, float, float, float]) -> Made:
    """Return a body and its points, from the store where it was built before."""
    found = store.get(("made", who))
    if isinstance(found, Made):
        return found
    body = Body(*who)  # type: ignore[arg-type]
    built = Made(body, body.vertices_mm.astype(np.float32), locate(body))
    store.put(("made", who), built)
    return built


def body_answer(m: Made, language: str) -> BodyAnswer:
    """Say what a body is, and in a language what could not be met."""
    b = m.body
    key = key_of((b.sex, b.age, b.height_cm, b.weight_kg))
    reached = Measures(height_cm=round(float(b.solved.height_mm[0]) / 10, 1), weight_kg=round(float(b.solved.mass_kg[0]), 1))
    urls = {name: f"/api/bodies/{key}/{name if name != 'mesh' else 'body.glb'}?v={edition()}" for name in ("mesh", "points", "courses")}
    return BodyAnswer(key=key, sex=b.sex, age=b.age, height_cm=b.height_cm, weight_kg=b.weight_kg, reached=reached,
                      notes=[words("words/notes", f"miss_{what}", language).format(off=off, wish=wish) for what, (off, wish) in b.misses.items()],
                      edition=edition(), **urls)  # fmt: skip


def points_answer(m: Made) -> PointsAnswer:
    """Return every point of a body."""
    found = m.located
    place = found.position_mm[0]
    exact = [None if r is None else [round(v, 2) for v in x] for r, x in zip(metres(place), np.asarray(place, float).tolist(), strict=True)]
    sigma = np.asarray(found.sigma_mm[0], float)
    b = m.body
    return PointsAnswer(
        key=key_of((b.sex, b.age, b.height_cm, b.weight_kg)), codes=list(found.codes), sides=list(found.sides),  # type: ignore[arg-type]
        position=metres(place), position_mm=exact, normal=metres(np.asarray(found.normal[0]) * 1000, 4),
        sigma_mm=[round(s, 1) if np.isfinite(s) else None for s in sigma.tolist()], status=found.status_words[0].tolist(),
    )  # fmt: skip


def mesh_answer(m: Made) -> bytes:
    """Return a body's skin and eyes as a GLB."""
    from tongren.drawing.quantised import quantised_glb

    return quantised_glb(m.vertices_mm)


def courses_answer(m: Made) -> list[CourseAnswer]:
    """Return the course of every meridian on each side."""
    from tongren.locating.courses import courses

    out: dict[tuple[str, str], CourseAnswer] = {}
    for c in courses(m.vertices_mm, m.located):
        one = out.setdefault((c.meridian, c.side), CourseAnswer(meridian=c.meridian, side=c.side, runs=[]))  # type: ignore[arg-type]
        one.runs.append(Run(kind="skin" if c.kind == "skin" else "inside", connection=c.connection, numbering_only=c.numbering_only,
                            codes=list(c.codes), at=list(c.at), points=metres(c.points_mm, 4)))  # fmt: skip
    return list(out.values())


def picture_answer(m: Made, view: str) -> bytes:
    """Return the drawn body from one side as PNG."""
    from tongren.drawing.picture import picture

    return png_of(picture(m.body, m.located, view).page)


async def _serve(request: Request, key: str, what: str, make: Callable[[Made], Any], media: str = "application/json", slow: bool = False) -> Response:
    answerer: Answerer = request.app.state.answerer
    who = parsed(key)
    return await answerer.serve(request, (what, who), lambda: make(made(answerer.store, who)), media, slow)


@router.get("/{key}", response_model=BodyAnswer, responses=failures(400), summary="A body of given measures")
async def one_body(request: Request, key: Key, lang: Lang = "en") -> Response:
    """Build a body, or remember it, and say what it measures and where its mesh, points and courses are."""
    return await _serve(request, key, f"body {lang}", lambda m: body_answer(m, lang))


@router.get("/{key}/body.glb", response_class=Response, summary="The mesh of a body",
            responses={200: {"content": {"model/gltf-binary": {}}, "description": "A GLB in metres, y up, quantised."}, **failures(400)})  # fmt: skip
async def mesh(request: Request, key: Key, v: Edition = "") -> Response:
    """Return the skin and the eyes of a body; the template's vertex order, the same grid for every body."""
    return await _serve(request, key, "mesh", mesh_answer, GLB)


@router.get("/{key}/points", response_model=PointsAnswer, responses=failures(400), summary="Every point of a body")
async def points(request: Request, key: Key, v: Edition = "") -> Response:
    """Return place, normal, sigma and status of every point on both sides."""
    return await _serve(request, key, "points", points_answer)


@router.get("/{key}/courses", response_model=list[CourseAnswer], responses=failures(400), summary="The courses of the meridians")
async def course_list(request: Request, key: Key, v: Edition = "") -> Response:
    """Return the course of every meridian on the skin of a body; half a second on a new one."""
    return await _serve(request, key, "courses", courses_answer, slow=True)


@router.get("/{key}/picture.png", response_class=Response, summary="A drawn picture of a body",
            responses={200: {"content": {"image/png": {}}, "description": "A picture."}, **failures(400)})  # fmt: skip
async def body_picture(request: Request, key: Key, view: Annotated[View, Query(description="From where it is seen.")] = "front") -> Response:
    """Return the body with its points as it looks from one side: for machines that cannot show it in 3D."""
    return await _serve(request, key, f"picture {view}", lambda m: picture_answer(m, view), "image/png", slow=True)
