"""One record type for each table of the atlas: which columns there are and what may stand in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

KnownBy = Literal["seen", "recalled", "derived", "decided"]
ChartName = Literal[
    "scalp", "face", "neck", "chest_abdomen", "back_loin", "shoulder", "upper_arm", "forearm", "hand", "hip_thigh",
    "leg", "foot", "perineum",
]


def _split(value: object) -> object:
    return tuple(x.strip() for x in value.split(";") if x.strip()) if isinstance(value, str) else value


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
MaybeInt = Annotated[int | None, BeforeValidator(_empty_is_none)]
MaybeFloat = Annotated[float | None, BeforeValidator(_empty_is_none)]
PointCode = Annotated[str, Field(pattern=r"^((LU|LI|ST|SP|HT|SI|BL|KI|PC|TE|GB|LR|GV|CV)\d{1,2}|EX-(HN|CA|B|UE|LE)\d{1,2})$")]


class Record(BaseModel):
    """A row: where it stands, where it comes from, and how it is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    known_by: KnownBy
    recalled_fields: Words = ()


class Source(BaseModel):
    """A book, standard, data set, program or decision that rows rest on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: Literal["standard", "book", "paper", "dataset", "software", "decision", "guideline"]
    citation: str = Field(min_length=8)
    url: str = ""
    licence: str = ""
    known_by: KnownBy


class Count(Record):
    """A number that the atlas has to keep: exactly so many, at least, or at most."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z_-]*$")
    bound: Literal["exact", "least", "most"]
    number: int = Field(ge=1)
    what: str = Field(min_length=3)

    def holds(self, found: float) -> bool:
        """Whether a number that was found is as it has to be."""
        return {"exact": found == self.number, "least": found >= self.number, "most": found <= self.number}[self.bound]


class Point(Record):
    """An acupuncture point and the chart its rule is read in."""

    code: PointCode
    meridian: str
    chart: ChartName
    region: str
    subregion: str
    surface: str
    bilateral: Literal["yes", "no"]


class Name(Record):
    """The names of a point in seven forms and English."""

    code: PointCode
    pinyin: str
    simplified: str
    traditional: str
    korean: str
    kana: str
    romaji: str
    vietnamese: str
    english: str


class Landmark(Record):
    """A named anatomical site or line."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")
    ta_name: str
    who_name: str
    bone_id: str
    kind: Literal["site", "curve"]
    side: Literal["paired", "median"]
    region: str
    note: str = ""


class Node(Record):
    """One node of a binding: a place on the template."""

    landmark: str
    n: int = Field(ge=0)
    face: int = Field(ge=0)
    w0: float = Field(ge=-0.001, le=1.001)
    w1: float = Field(ge=-0.001, le=1.001)
    w2: float = Field(ge=-0.001, le=1.001)
    road: str
    sigma_mm: float = Field(gt=0)
    how: str = Field(min_length=3)


class Share(Record):
    """A landmark that keeps its share of the way between two others, by height, on every body."""

    landmark: str
    from_: str = Field(alias="from")
    to: str
    share: float = Field(gt=0, lt=1)
    how: str = Field(min_length=3)


class Road(BaseModel):
    """One independent way of finding a landmark, before anything was chosen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    landmark: str
    road: str
    kind: Literal["relief", "bone", "skeleton", "proportion", "relation"]
    face: int = Field(ge=0)
    w0: float
    w1: float
    w2: float
    used: Literal["yes", "no"]
    note: str = ""


class Chart(Record):
    """A region of the skin and how its coordinates are built."""

    chart: ChartName
    kind: Literal["limb", "plumb", "scalp"]
    axis_from: Words
    axis_to: Words
    dir1: str
    dir1_from: Words
    dir1_to: Words
    dir2: str
    dir2_from: Words
    dir2_to: Words
    note: str = ""


class Measure(Record):
    """A number of cun between two sites of a region."""

    id: str
    chart: ChartName
    direction: Literal["along", "across", "finger"]
    from_: Words = Field(alias="from")
    to: Words
    cun: float = Field(gt=0)
    measured: Literal["axial", "skin", "transverse", "straight"]
    reason: str = Field(min_length=3)


class PointStatus(Record):
    """A point whose place the template can only come near to."""

    code: PointCode
    status: Literal["inside", "approximate"]
    reason: str
