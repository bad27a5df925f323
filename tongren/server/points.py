"""Points: the list, and the card of each: names, place, tradition, evidence, cautions, neighbours, picture."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from tongren.knowledge.about_point import NAME_IN, doubt, names_of, rows_of, source_title, words
from tongren.knowledge.atlas import point_order
from tongren.knowledge.index import NAME_COLUMNS, all_codes, code_of, plain
from tongren.knowledge.tables import Row, table
from tongren.search.regions import word
from tongren.server.answering import Answerer
from tongren.server.bodies import made, parsed
from tongren.server.errors import failures, missing
from tongren.server.fields import Lang, Side, TextLine, known_in, note, png_of, shown

router = APIRouter(prefix="/api/points", tags=["points"])
EXAMPLE = min(all_codes(), key=point_order)
Code = Annotated[str, Path(description="A code, old or new, or any name of the point.", examples=[EXAMPLE], max_length=80)]


class PointRow(BaseModel):
    """A point in the list."""

    code: str = Field(examples=[EXAMPLE])
    name: str = Field(examples=["Zhōngfǔ"], description="Pinyin with tones.")
    characters: str = Field(examples=["中府"])
    local: str = Field(examples=["Central Treasury"], description="The name in the language asked for; in Spanish, pinyin.")
    meridian: str = Field(examples=["LU"], description="Letters of the meridian, EX for extra points.")
    region: str = Field(examples=["chest"], description="As the points' table has it.")
    region_name: str = Field(examples=["chest"], description="In the language asked for.")
    sites: list[str] = Field(description="The codes of its places on a body; more than one where a point has several.")
    never_pressed: bool = Field(examples=[False], description="Never offered for pressing, to anyone.")


class Name(BaseModel):
    """One form of a point's name."""

    text: str = Field(examples=["中府"])
    unchecked: bool = Field(examples=[False], description="Nobody has compared it with its source yet.")


class Where(BaseModel):
    """What a reader learns of where a point lies."""

    region: str = Field(examples=["chest"])
    subregion: str = Field(examples=["anterior thoracic region"])
    surface: str = Field(examples=["anterior"])
    text: str = Field(examples=["front of the chest, front"], description="Subregion and surface in the language asked for.")


class PointClass(BaseModel):
    """A class that tradition puts a point in."""

    id: str = Field(examples=["front_mu"])
    name: str = Field(examples=["front mu point"])
    detail: str = Field(examples=["LU"])
    unchecked: bool


class Use(BaseModel):
    """What a book says the point was used for: tradition, no evidence."""

    id: str = Field(examples=["abdominal_fullness"])
    use: str = Field(examples=["fullness of the abdomen"])
    book: str = Field(examples=["Zhenjiu dacheng"], description="The book's title in the language asked for.")
    source: str = Field(examples=["Yang Jizhou, Zhenjiu dacheng, 1601"])
    chapter: str = Field(examples=["卷六"])
    unchecked: bool


class FirstNamed(BaseModel):
    """The oldest book at hand that names the point."""

    book: str
    source: str
    chapter: str
    unchecked: bool


class Press(BaseModel):
    """Whether a point may be offered for pressing at all, and why not."""

    allowed: bool
    lines: list[TextLine]


class Needle(BaseModel):
    """Who may needle: words only, no technique."""

    lines: list[TextLine]


class May(BaseModel):
    """Who may do what with a point."""

    press: Press
    needle: Needle


class Neighbours(BaseModel):
    """The points before and after on the meridian, in the order of tradition."""

    before: str | None
    after: str | None


class PointCard(BaseModel):
    """Everything the atlas says of one point."""

    code: str = Field(examples=[EXAMPLE])
    names: dict[str, Name]
    local: str
    meridian: str
    where: list[str] = Field(description="The sentences of its rule or rules, in the language asked for.")
    place: Where
    sites: list[str]
    classes: list[PointClass]
    first_named: list[FirstNamed]
    tradition: list[Use]
    tradition_note: TextLine = Field(description="That tradition is no evidence; shown with it.")
    evidence: list[TextLine]
    cautions: list[TextLine]
    may: May
    neighbours: Neighbours


@cache
def sites() -> dict[str, list[str]]:
    """Return the codes of each point's places on a body."""
    from tongren.locating.program import compiled

    p = compiled()
    out: dict[str, list[str]] = {code: [] for code in all_codes()}
    for code, second in zip(p.codes, p.alternative.tolist(), strict=True):
        if not second:
            out[code.split(".")[0]].append(code)
    return out


@cache
def _spellings() -> dict[str, list[str]]:
    """Return every name, plain, and the points that bear it."""
    out: dict[str, list[str]] = {}
    for row in table("names"):
        for name in {plain(row[form]) for form in NAME_COLUMNS} - {""}:
            out.setdefault(name, []).append(row["code"])
    return out


@cache
def _owners() -> dict[str, str]:
    """Return every place's code and the point it belongs to."""
    return {site: code for code, all_sites in sites().items() for site in all_sites}


def resolved(text: str) -> str:
    """Return the point that a code, the code of one of its places, or a name stands for.  Raises Refused (404) for the name of none or of several."""
    if text in _owners():
        return _owners()[text]
    code = code_of(text)
    found = [code] if code else _spellings().get(plain(text), [])
    if len(found) != 1:
        raise missing(f'"{text}" is the name of several points: {", ".join(found)}' if found else f'no point is called "{text}"', "code")
    return found[0]


def meridian_of(code: str) -> str:
    """Return the letters of a point's meridian, EX for extra points."""
    return rows_of("points", code)[0]["meridian"].split("-")[0]


def _never() -> set[str]:
    from tongren.findings.cautions import never_pressed

    return set(never_pressed())


def list_answer(language: str) -> list[PointRow]:
    """Return every point: the standard's order, then the extra points."""
    regions = {r["code"]: r for r in table("points")}
    never = _never()
    rows = sorted(table("names"), key=lambda n: point_order(n["code"]))
    return [PointRow(code=n["code"], name=n["pinyin"], characters=n["simplified"], local=n[NAME_IN[language]],
                     meridian=regions[n["code"]]["meridian"].split("-")[0], region=regions[n["code"]]["region"],
                     region_name=word("region", regions[n["code"]]["region"], language),
                     sites=sites()[n["code"]], never_pressed=n["code"] in never) for n in rows]  # fmt: skip


def _unchecked(row: Row, *columns: str) -> bool:
    return bool(doubt(row, *columns))


def card_answer(code: str, language: str) -> PointCard:
    """Return the card of a point."""
    from tongren.front.known import explain

    names, place = names_of(code), rows_of("points", code)[0]
    return PointCard(
        code=code, names={f: Name(text=names[f], unchecked=_unchecked(names, f)) for f in NAME_COLUMNS if names[f]}, local=names[NAME_IN[language]],
        meridian=meridian_of(code), where=explain(code, language),
        place=_place(place, language), sites=sites()[code],
        classes=[PointClass(id=r["class"], name=words("class_kinds", r["class"], language), detail=r["detail"], unchecked=_unchecked(r))
                 for r in rows_of("classes", code)],
        first_named=[FirstNamed(book=_book(r["book"], language), source=source_title(r["book"]), chapter=r["chapter"], unchecked=_unchecked(r))
                     for r in rows_of("first_named", code) if r["book"]],
        tradition=[_use(r, language) for r in rows_of("tradition", code)], tradition_note=note("tradition", language),
        **_known(code, language), neighbours=neighbours_of(code),
    )  # fmt: skip


def _book(source: str, language: str) -> str:
    titles = {r["id"]: r[language] for r in table("practice/books")}
    return titles.get(source) or source_title(source)


def _use(row: Row, language: str) -> Use:
    return Use(id=row["use"], use=words("uses", row["use"], language), book=_book(row["book"], language), source=source_title(row["book"]),
               chapter=row["chapter"], unchecked=_unchecked(row))  # fmt: skip


def _place(row: Row, language: str) -> Where:
    text = ", ".join(word(kind, row[kind], language) for kind in ("subregion", "surface"))
    return Where(region=row["region"], subregion=row["subregion"], surface=row["surface"], text=text)


def _known(code: str, language: str) -> dict[str, Any]:
    """Evidence, cautions, and who may do what."""
    from tongren.findings.cautions import allowed, sheet
    from tongren.findings.known import page
    from tongren.findings.lookup import Subject

    known = known_in(language)
    cautions = shown(sheet([code], [], known))
    own = [x for x in cautions if f"points:{code}" in x.rows or f"never_pressed:{code}" in x.rows]
    may_press = allowed(code, (), known)
    press = Press(allowed=may_press, lines=[*own, *([note("press_anyone", language)] if may_press else [])])
    evidence = shown(page(Subject(code, point=code), known))
    return {"evidence": evidence, "cautions": cautions, "may": May(press=press, needle=Needle(lines=[note("needle_licensed", language)]))}


def neighbours_of(code: str) -> Neighbours:
    """Return the points beside one on its meridian."""
    from tongren.knowledge.graph import course_order

    order = course_order(meridian_of(code))
    i = order.index(code) if code in order else -1
    return Neighbours(before=order[i - 1] if i > 0 else None, after=order[i + 1] if 0 <= i < len(order) - 1 else None)


@router.get("", response_model=list[PointRow], responses=failures(), summary="Every point")
async def point_list(request: Request, lang: Lang = "en") -> Response:
    """Return every point, standard and extra, in the standard's order."""
    answerer: Answerer = request.app.state.answerer
    return await answerer.serve(request, ("points of the atlas", lang), lambda: list_answer(lang))


@router.get("/{code}", response_model=PointCard, responses=failures(404), summary="Everything known of a point")
async def card(request: Request, code: Code, lang: Lang = "en") -> Response:
    """Return the card of a point; the code may be any of its spellings or names."""
    answerer: Answerer = request.app.state.answerer
    found = resolved(code)
    return await answerer.serve(request, ("card", found, lang), lambda: card_answer(found, lang))


@router.get("/{code}/picture.png", response_class=Response, summary="A drawn close-up of a point",
            responses={200: {"content": {"image/png": {}}, "description": "A picture."}, **failures(400, 404)})  # fmt: skip
async def picture(request: Request, code: Code, lang: Lang = "en", side: Side = "L",
                  key: Annotated[str, Query(description="The body.", max_length=60)] = "female-40-163-60") -> Response:  # fmt: skip
    """Return a point close up, with its construction and its sentence: for machines that cannot show it in 3D."""
    answerer: Answerer = request.app.state.answerer
    found, who = resolved(code), parsed(key)
    site = code if code in sites()[found] else sites()[found][0]

    def drawn() -> bytes:
        from tongren.drawing.closeup import closeup
        from tongren.front.known import explain
        from tongren.guidance.sheet import landmark_words

        m = made(answerer.store, who)
        return png_of(closeup(m.body, m.located, site, side, explain(site, lang)[0], words=landmark_words(lang)).page)

    return await answerer.serve(request, ("close-up", site, who, side, lang), drawn, "image/png", slow=True)
