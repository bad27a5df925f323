"""What is known: conditions, evidence of a condition or a point, the two practices compared, cautions, forest plots."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from tongren.errors import InputError
from tongren.findings.claims import Evidence, evidence
from tongren.findings.lookup import Subject, claims_of, condition_of, subject_of
from tongren.server.answering import Answerer
from tongren.server.errors import Refused, failures, missing
from tongren.server.fields import Lang, TextLine, known_in, shown
from tongren.server.points import resolved

router = APIRouter(prefix="/api", tags=["evidence"])
About = Annotated[str, Path(description="A condition or a point, by id or any name.", examples=["insomnia"], max_length=120)]
MOST_POINTS = 40


class ConditionRow(BaseModel):
    """A condition of the evidence set."""

    id: str = Field(examples=["migraine"])
    name: str = Field(examples=["migraine"])
    part_of: str | None = Field(examples=[None], description="The wider condition it belongs to.")
    see_also: list[str]
    has_plot: bool = Field(examples=[False], description="There is a study-level table, so a forest plot can be drawn.")


class Citation(BaseModel):
    """A source, with what was seen of it."""

    id: str
    text: str
    doi: str | None
    pmid: str | None
    status: str = Field(examples=["current"])


class EvidenceAnswer(BaseModel):
    """What is known of a condition or a point."""

    subject: str = Field(examples=["migraine"])
    name: str = Field(examples=["migraine"])
    is_point: bool
    grades: dict[str, str] = Field(examples=[{"acupuncture": "uncertain", "acupressure": "uncertain"}], description="The word of each practice.")
    lines: list[TextLine]
    citations: list[Citation]
    plot: str | None = Field(description="The forest plot, where there is a study-level table.")


class Aspect(BaseModel):
    """A row of the comparison of the two practices."""

    aspect: str = Field(description="The rows behind it.")
    title: str
    acupuncture: list[TextLine]
    acupressure: list[TextLine]


class GradeRow(BaseModel):
    """The grade of both practices for one condition."""

    condition: str = Field(examples=["migraine"])
    name: str
    acupuncture: TextLine
    acupressure: TextLine


class Comparison(BaseModel):
    """Acupuncture beside acupressure."""

    rows: list[Aspect]
    grades: list[GradeRow]
    lines: list[TextLine] = Field(description="What the words of the grades mean, and how old the set is.")


class LinesAnswer(BaseModel):
    """Lines to show in their order."""

    lines: list[TextLine]


def asked(text: str) -> Subject:
    """Return the condition or the point that a text names.  Raises Refused (404) where it names neither."""
    known = evidence()
    if condition_of(text, known):
        return subject_of(text, known)
    try:
        return Subject(text, point=resolved(text))
    except Refused:
        raise missing(f'"{text}" is neither a condition of the set nor a point; /api/conditions lists the conditions', "subject") from None


def _plot(subject: Subject, known: Evidence) -> bool:
    """Return whether a plot can be drawn: there is a study-level table."""
    from tongren.findings.plots import table_of

    try:
        return bool(table_of(subject, known))
    except InputError:
        return False


def conditions_answer(language: str) -> list[ConditionRow]:
    """Return every condition of the set."""
    known = known_in(language)
    return [ConditionRow(id=c.id, name=getattr(c, language), part_of=c.part_of or None, see_also=list(c.see_also),
                         has_plot=_plot(asked(c.id), known)) for c in known.plain("conditions").values()]  # fmt: skip


def evidence_answer(subject: Subject, language: str) -> EvidenceAnswer:
    """Return what is known of a condition or a point."""
    from tongren.findings import cite
    from tongren.findings.known import citations_of, grades_of, page

    known = known_in(language)
    claims = claims_of(subject, known)
    key = subject.condition.id if subject.condition else subject.point
    sources = [Citation(id=c.id, text=cite.text(c), doi=c.doi or None, pmid=c.pmid or None, status=c.status)
               for c in citations_of(claims) if c.identified]  # fmt: skip
    grades = {} if subject.point else {p: known.translation.translated(g.word) for p, g in grades_of(claims, known).items()}
    return EvidenceAnswer(
        subject=key, name=getattr(subject.condition, language) if subject.condition else subject.point, is_point=bool(subject.point),
        grades=grades, lines=shown(page(subject, known)), citations=sources,
        plot=f"/api/evidence/{key}/forest.svg" if _plot(subject, known) else None,
    )  # fmt: skip


def forest_answer(subject: Subject, language: str) -> bytes:
    """Return the forest plot of a subject as SVG.  Raises Refused (404) where there is no study-level table."""
    from tongren.drawing.save import svg_bytes
    from tongren.findings.plots import forest_of

    known = known_in(language)
    if not _plot(subject, known):
        raise missing(f"there is no study-level table for {subject.name}, so nothing to plot", "subject")
    return svg_bytes(forest_of(subject, known))


def compare_answer(language: str) -> Comparison:
    """Return the whole table of the two practices."""
    from tongren.findings.compare import grade_table, legend, whole_table

    known = known_in(language)
    rows = [Aspect(aspect=t.rows[0], title=t.text, acupuncture=shown(a), acupressure=shown(b)) for t, a, b in whole_table(known)]
    grades = [GradeRow(condition=n.rows[0].removeprefix("conditions:"), name=n.text, acupuncture=shown([a])[0], acupressure=shown([b])[0])
              for n, a, b in grade_table(known)]  # fmt: skip
    return Comparison(rows=rows, grades=grades, lines=shown(legend(known)))


def compared_answer(subject: Subject, language: str) -> LinesAnswer:
    """Return the two practices for one condition."""
    from tongren.findings.compare import compared

    return LinesAnswer(lines=shown(compared(subject, known_in(language))))


def cautions_answer(points: list[str], has: list[str], language: str) -> LinesAnswer:
    """Return the cautions for a person and some points.  Raises Refused (400) for an answer that is not in the list."""
    from tongren.findings.cautions import asked as questions
    from tongren.findings.cautions import sheet

    known = known_in(language)
    people = {p.id: p for p in questions(known)}
    strange = [x for x in has if x not in people]
    if strange:
        raise Refused(400, "bad_input", f'has is "{strange[0]}"; allowed: {", ".join(people)}', "has")
    return LinesAnswer(lines=shown(sheet(list(dict.fromkeys(points)), [people[x] for x in dict.fromkeys(has)], known)))


@router.get("/conditions", response_model=list[ConditionRow], responses=failures(), summary="The conditions of the evidence set")
async def condition_list(request: Request, lang: Lang = "en") -> Response:
    """Return every condition of the set with its name."""
    answerer: Answerer = request.app.state.answerer
    return await answerer.serve(request, ("conditions", lang), lambda: conditions_answer(lang))


@router.get("/evidence/{subject}", response_model=EvidenceAnswer, responses=failures(404), summary="What is known")
async def evidence_page(request: Request, subject: About, lang: Lang = "en") -> Response:
    """Return grades with reasons, results, disputes and sources about a condition or a point."""
    answerer: Answerer = request.app.state.answerer
    found = asked(subject)
    return await answerer.serve(request, ("evidence", found.parts, found.point, lang), lambda: evidence_answer(found, lang))


@router.get("/evidence/{subject}/forest.svg", response_class=Response, summary="A forest plot",
            responses={200: {"content": {"image/svg+xml": {}}, "description": "A plot."}, **failures(404)})  # fmt: skip
async def forest(request: Request, subject: About, lang: Lang = "en") -> Response:
    """Return the forest plot of a condition's study-level table."""
    answerer: Answerer = request.app.state.answerer
    found = asked(subject)
    make = lambda: forest_answer(found, lang)  # noqa: E731
    return await answerer.serve(request, ("forest", found.parts, found.point, lang), make, "image/svg+xml", slow=True)


@router.get("/compare", response_model=Comparison, responses=failures(), summary="Acupuncture beside acupressure")
async def compare(request: Request, lang: Lang = "en") -> Response:
    """Return the table of the two practices, and the grade of each for every condition."""
    answerer: Answerer = request.app.state.answerer
    return await answerer.serve(request, ("compare", lang), lambda: compare_answer(lang))


@router.get("/compare/{condition}", response_model=LinesAnswer, responses=failures(404), summary="The two practices for one condition")
async def compare_one(request: Request, condition: About, lang: Lang = "en") -> Response:
    """Return each practice against sham, usual care and the other, for one condition."""
    answerer: Answerer = request.app.state.answerer
    found = asked(condition)
    if found.point:
        raise missing(f'"{condition}" is a point, no condition', "condition")
    return await answerer.serve(request, ("compared", found.parts, lang), lambda: compared_answer(found, lang))


@router.get("/cautions", response_model=LinesAnswer, responses=failures(400, 404), summary="Who should not, and where not")
async def cautions(
    request: Request, lang: Lang = "en",
    has: Annotated[list[str], Query(description="What the person has; ids of /api/guide/questions.", max_length=MOST_POINTS)] = [],  # noqa: B006
    points: Annotated[list[str], Query(description="Points by code or name.", max_length=MOST_POINTS)] = [],  # noqa: B006
) -> Response:
    """Return what comes before anything, then the person, then each point."""
    answerer: Answerer = request.app.state.answerer
    codes = [resolved(p) for p in points]
    make = lambda: cautions_answer(codes, has, lang)  # noqa: E731
    return await answerer.serve(request, ("cautions", *has, "points", *codes, lang), make, keep=not has)
