"""One record type for each table of atlas/practice: which columns there are and what may stand in them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tongren.knowledge.evidence_records import InFive, Points, YesNo
from tongren.knowledge.records import PointCode, Record, Words

Id = Field(pattern=r"^[a-z][a-z0-9_]*$")


class FiveTexts(InFive):
    """A row with a name and a sentence in five languages."""

    text_en: str = Field(min_length=3)
    text_zh: str = Field(min_length=2)
    text_ko: str = Field(min_length=2)
    text_ja: str = Field(min_length=2)
    text_es: str = Field(min_length=3)


class ComplaintRow(InFive):
    """Something that people ask about, with the other names they call it."""

    id: str = Id
    aliases: Words


class FlagRow(InFive):
    """A warning sign of a complaint: someone has to look at it before anything is pressed.  Its source is a public guideline."""

    id: str
    complaint: str
    sign: str = Id
    care: Literal["urgent", "doctor"]


class ChoiceRow(Record):
    """A point of a complaint, its place in the order, and the one reason for it."""

    id: str
    complaint: str
    n: int = Field(gt=0)
    point: PointCode
    reason: Literal["tradition", "classic", "trial", "custom"]
    use: str
    classic: str
    reviews: Words


class ClassicRow(InFive):
    """What a named old verse says of a point."""

    id: str = Id
    point: PointCode


class BookRow(InFive):
    """The title of an old book that a reason names; its id is that of atlas/sources."""

    id: str = Id


class LinkRow(Record):
    """A complaint tied to a condition that was studied: the same, or one nearby with its own people."""

    id: str
    complaint: str
    condition: str
    directness: Literal["same", "nearby"]
    people_en: str
    people_zh: str
    people_ko: str
    people_ja: str
    people_es: str


class ZoneRow(InFive):
    """A part of the body in which points are reached and pressed alike."""

    id: str = Id


class ZonePlaceRow(Record):
    """Points that lie in a zone: by region, subregion and surface (empty: any) of atlas/points, or named one by one."""

    n: int = Field(gt=0)
    zone: str
    region: str
    subregion: str
    surface: str
    points: Points


class PlaceRow(InFive):
    """A place that a person can name after a yes, and the zones in it.  side: L or R for a limb, else M."""

    id: str = Id
    side: Literal["L", "R", "M"]
    zones: Words


class PostureRow(FiveTexts):
    """How to sit, lie or stand."""

    id: str = Id


class ReachRow(Record):
    """How the points of a zone, or the points named, are reached by the person whose they are."""

    n: int = Field(gt=0)
    zone: str
    points: Points
    by: Literal["hand", "tool", "person", "none"]
    hand: Literal["opposite", "same", "either", "none"]
    posture: str


class TechniqueRow(FiveTexts):
    """A way of pressing."""

    id: str = Id


class ToolRow(FiveTexts):
    """A part of one's own body, or a thing, that presses.  technique: its own way, where it has one; hard: not where only light pressure may be."""

    id: str = Id
    body: YesNo
    hard: YesNo
    practice: Literal["pressure", "magnet", "surface_current"]
    technique: str


class PressureRow(FiveTexts):
    """How hard: a word and a range on the scale from 0 to 10."""

    id: str = Id
    low: int = Field(ge=0, le=10)
    high: int = Field(ge=0, le=10)


class FitRow(Record):
    """What suits the points of a zone, or the points named: way, tools from the best on, how hard, how long on each side."""

    n: int = Field(gt=0)
    zone: str
    points: Points
    techniques: Words
    tools: Words
    pressure: str
    seconds: int = Field(ge=5, le=120)


class PaceRow(Record):
    """How to breathe: seconds in and seconds out."""

    id: str = Id
    in_s: int = Field(ge=2, le=10)
    out_s: int = Field(ge=2, le=12)


class GateRow(InFive):
    """A question of the safety gate about an item of evidence/person.csv, and what a yes takes away beside the points of its facts.

    placing: whether places are asked for, always left out, or none; facts: rows of evidence/safety.csv that say why.
    """

    id: str = Id
    n: int = Field(gt=0)
    group: str
    stops: YesNo
    light: YesNo
    placing: Literal["", "ask", "always"]
    places: Words
    tools: Words
    facts: Words
    helps: Words


class WordRow(InFive):
    """A fixed sentence of a session, with {places} for what the rows fill in."""

    id: str = Id
