"""What several endpoints share: a line of text with its rows, the languages, and places in the page's frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import Query
from pydantic import BaseModel, Field

from tongren.drawing.mesh import glb_frame
from tongren.findings.claims import Evidence, evidence
from tongren.findings.sentences import Kind
from tongren.knowledge.about_point import words

PICTURE_DPI = 110.0
Language = Literal["en", "zh", "ko", "ja", "es"]
Lang = Annotated[Language, Query(description="The language of names and texts.")]
Side = Annotated[Literal["L", "R"], Query(description="Left or right; points of the median plane take either.")]
Edition = Annotated[str, Query(description="The edition's mark; with it the answer may be kept for ever.", max_length=40)]
Place = Annotated[list[float], Field(min_length=3, max_length=3, description="x to the body's left, y up, z forward; metres.")]


class TextLine(BaseModel):
    """A line to show, and the rows of the atlas it was made from."""

    text: str = Field(examples=["This is no medical advice."])
    rows: list[str] = Field(examples=[["words:foot"]], description="table:id of each row behind the line.")
    level: int = Field(0, examples=[0], description="How deep it stands.")
    kind: Kind = Field("body", examples=["foot"], description="What the line is.")


def shown(lines: Iterable[Any]) -> list[TextLine]:
    """Return lines of the evidence room as they are sent."""
    return [TextLine(text=x.text, rows=list(x.rows), level=x.level, kind=x.kind) for x in lines]


def note(key: str, language: str) -> TextLine:
    """Return one of the fixed notes (atlas/words/notes.csv) in a language."""
    return TextLine(text=words("words/notes", key, language), rows=[f"notes:{key}"], level=0, kind="foot")


def known_in(language: str) -> Evidence:
    """Return what may be shown of the evidence, told in a language."""
    return evidence(language=language)


def metres(points_mm: Any, digits: int = 5) -> list[Any]:
    """Return places (N, 3) of the body's frame (mm, LPS) in the page's: metres, y up; null where there is no answer."""
    p = np.round(glb_frame(np.asarray(points_mm, float)), digits)
    known = np.asarray(np.isfinite(p).all(-1))
    return [row if ok else None for row, ok in zip(p.tolist(), known.tolist(), strict=True)]


def png_of(page: Any) -> bytes:
    """Return a drawn page as PNG."""
    from tongren.drawing.save import png_bytes

    return png_bytes(page, PICTURE_DPI, 2)
