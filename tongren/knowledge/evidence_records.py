"""One record type for each table of atlas/evidence: which columns there are and what may stand in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tongren.knowledge.records import KnownBy, MaybeFloat, MaybeInt, PointCode, Record, Words

YesNo = Literal["yes", "no"]
Practice = Literal["acupuncture", "acupressure", "both", "other", "sham"]
Certainty = Literal["high", "moderate", "low", "very low", ""]
Comparator = Literal["sham", "mixed", "usual_care", "drug", "no_treatment", "active", "waitlist", "acupuncture", "acupressure", "none_named"]
Measure = Literal["RR", "OR", "RD", "MD", "SMD", ""]
Points = Annotated[tuple[PointCode, ...], BeforeValidator(lambda v: tuple(x for x in v.split(";") if x) if isinstance(v, str) else v)]


class Publication(BaseModel):
    """A review, trial, guideline or page that rows rest on; `recalled_fields` are the parts of its citation not seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[A-Za-z0-9_]+$")
    kind: Literal["review", "trial", "guideline", "safety", "web", "guidance", "data"]
    authors: str
    title: str
    journal: str
    year: MaybeInt = None
    doi: str = Field(pattern=r"^(10\.\d{4,9}/\S+)?$")
    pmid: str = Field(pattern=r"^\d*$")
    pmcid: str = Field(pattern=r"^(PMC\d+)?$")
    status: Literal["current", "superseded", "withdrawn", "retracted"]
    status_note: str
    known_by: KnownBy
    recalled_fields: Words = ()


class InFive(Record):
    """Something said in five languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)
    ko: str = Field(min_length=1)
    ja: str = Field(min_length=1)
    es: str = Field(min_length=1)


class Named(InFive):
    """Something with an id, names in five languages and other names it is found by."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    aliases: Words


class Disease(Named):
    """A condition that results are about, with its names in five languages; its ICD-11 code shows only once checked."""

    part_of: str
    see_also: Words
    icd11: str
    icd11_checked: YesNo


class Review(Record):
    """One published result or recommendation: a practice against a control, for a condition, on an outcome."""

    id: str
    condition: str
    practice: Practice
    technique: Literal[
        "needle", "electro", "ear_pressure", "pressure", "self_pressure", "wrist_band", "without_needle", "surface_current",
        "pressure_and_needle", "mixed", "sham_needle", "sham_pressure",
    ]
    intervention: str = Field(min_length=3)
    comparator: Comparator
    comparator_text: str
    outcome: str = Field(min_length=2)
    outcome_group: str
    points: Points
    k: MaybeInt = Field(default=None, gt=0)
    n: MaybeInt = Field(default=None, gt=0)
    measure: Measure
    estimate: MaybeFloat
    ci_low: MaybeFloat
    ci_high: MaybeFloat
    favours_if: Literal["lower", "higher", ""]
    i2: MaybeFloat = Field(default=None, ge=0, le=100)
    certainty: Certainty
    certainty_words: str
    risk_of_bias: Literal["low", "some", "high", ""]
    study_type: str
    year: MaybeInt
    direction: str
    speaks: Literal["for", "against", "open"]
    computed_by_us: YesNo
    primary: YesNo
    summary: str = Field(min_length=10)
    caveat: str


class SafetyFact(Record):
    """A rate, a warning, a custom or a reassurance about harm."""

    id: str
    group: str
    speaks: Literal["warns", "tradition", "rate", "reassures"]
    statement: str = Field(min_length=8)
    measure: str
    value: MaybeFloat
    ci_low: MaybeFloat
    ci_high: MaybeFloat
    unit: str
    practices: Words
    asks: Words
    effect: Literal["never", "never_here", "avoid_area", "avoid_limb", "lighter", "ask_first", "urgent", "inform"]
    points: Points
    areas: Words
    evidence_type: str
    caveat: str


class PersonCondition(Named):
    """Something a person may have and is asked about before any point is pressed."""


class NeverPressed(Record):
    """A point that is never offered for pressing, and why."""

    code: PointCode
    reason: str = Field(min_length=4)


class Area(Record):
    """A part of the body that a caution is about: a region of atlas/points, single points, or both."""

    area: str
    region: str
    subregion: str
    points: Points


class GradeLine(Record):
    """One line of the grading: the word of a result that meets it."""

    n: int = Field(gt=0)
    word: str
    strength: int = Field(ge=0)
    rows: Literal["none", "some"]
    comparator: Literal["sham", "any"]
    certainty: Words
    interval: Literal["excludes", "includes", "any"]
    text: str


class Outcome(Record):
    """A group of outcomes, and whether it is a ground for a grade."""

    id: str
    counts: YesNo
    reason: str


class Verdict(Record):
    """The sentence of a comparison for what was found directly, indirectly, and on which sides."""

    n: int = Field(gt=0)
    direct: Literal["low_bias_for_acupuncture", "low_bias_for_acupressure", "low_bias_no_difference", "other", "none"]
    indirect: Literal["no_difference", "mixed", "difference", "none", "any"]
    sides: Literal["both", "acupuncture", "acupressure", "neither", "any"]
    text: str = Field(min_length=10)


class Cell(Record):
    """One cell of the table of the two practices."""

    n: int = Field(gt=0)
    aspect: str
    title: str
    practice: Literal["acupuncture", "acupressure"]
    text: str = Field(min_length=3)
    rows: Words
    computed: Literal["", "grades"]


class Dispute(Record):
    """Results that do not agree with one another, said without figures."""

    id: str
    condition: str
    statement: str = Field(min_length=10)
    rows: Words


class Excluded(Record):
    """A retracted source about a condition: named so that nobody uses it, counted nowhere."""

    id: str
    condition: str


class IndirectPair(Record):
    """Two results that may be compared through the control they share, and why with care."""

    id: str
    condition: str
    outcome: str
    acupuncture: str
    acupressure: str
    through: str
    warning: str


class PlotTable(Record):
    """A study-level table that can be pooled and drawn for a condition: its file, columns (`ai=events`) and rows (`outcome=ISI`)."""

    id: str
    condition: str
    points: Points
    title: str = Field(min_length=3)
    file: str = Field(pattern=r"^trials/[a-z0-9_]+\.csv$")
    measure: Literal["RR", "OR", "RD", "MD", "SMD"]
    columns: Words
    where: Words
    favours_if: Literal["lower", "higher"]


class Baseline(Record):
    """How often an outcome happened in control groups: events of n people."""

    id: str
    condition: str
    outcome_group: str
    events: int = Field(gt=0)
    n: int = Field(gt=0)
    said: str


class Search(Record):
    """When the set was made, and what is known of the search behind it."""

    id: str
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    newest_year: int
    text: str


class Phrase(InFive):
    """A fixed sentence or word of the screens, with {places} for what the rows fill in."""

    id: str


class Translation(InFive):
    """A sentence or word of a row of another table, found by its English wording."""
