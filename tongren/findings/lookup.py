"""What a reader asks about: a condition by any of its names, or a point by any of its."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from tongren.errors import InputError
from tongren.findings.claims import Claim, Evidence, evidence
from tongren.knowledge.evidence_records import Disease
from tongren.knowledge.evidence_words import LANGUAGES
from tongren.knowledge.index import find, plain

CODE_LIKE = re.compile(r"(?:EX-)?[A-Za-z]{2}[ -]?\d{1,2}")


@dataclass(frozen=True)
class Subject:
    """A condition (with the narrower ones that belong to it), a point, or a name that the set does not know."""

    asked: str
    condition: Disease | None = None
    parts: tuple[str, ...] = ()
    point: str = ""

    @property
    def name(self) -> str:
        """Return the English name of the condition, the code of the point, or what was asked."""
        return self.name_in("en")

    def name_in(self, language: str) -> str:
        """Return the name of the condition in a language, the code of the point, or what was asked."""
        return str(getattr(self.condition, language)) if self.condition else self.point or self.asked


def names(condition: Disease) -> tuple[str, ...]:
    """Return every name a condition is found by: id, five languages, other names."""
    return (condition.id, *(getattr(condition, x) for x in LANGUAGES), *condition.aliases)


def icd11(condition: Disease) -> str:
    """Return the ICD-11 code where someone has checked it, else nothing."""
    return condition.icd11 if condition.icd11_checked == "yes" else ""


def condition_of(text: str, known: Evidence | None = None) -> Disease | None:
    """Return the condition of a name in any of five languages, spelling forgiven, or None."""
    known = known or evidence()
    key = plain(text)
    for c in known.plain("conditions").values():
        if key and key in {plain(n) for n in names(c)}:
            return c
    return None


def near(text: str, known: Evidence) -> list[str]:
    """Return names of conditions that come near a text."""
    spelt = {plain(n): c.en for c in known.plain("conditions").values() for n in names(c) if plain(n)}
    inside = [v for k, v in spelt.items() if plain(text) in k and (len(plain(text)) > 3 or not plain(text).isascii())]
    close = [spelt[k] for k in difflib.get_close_matches(plain(text), list(spelt), n=4, cutoff=0.72)]
    return list(dict.fromkeys([*inside, *close]))[:5]


def subject_of(text: str, known: Evidence | None = None) -> Subject:
    """Return what a text names.  What neither is a condition of the set nor a point is a subject without rows.

    Raises InputError where the text is empty or looks like a slip of a name that is known.
    """
    known = known or evidence()
    if not plain(text):
        raise InputError('nothing was asked; name a condition ("low back pain", PONV) or a point (PC6)')
    condition = condition_of(text, known)
    if condition:
        parts = [c.id for c in known.plain("conditions").values() if c.part_of == condition.id]
        return Subject(text, condition, (condition.id, *parts))
    close = near(text, known)
    if close:
        raise InputError(f'"{text}" is no name of a condition; did you mean {", ".join(close)}?')
    points = find(text)
    if len(points) == 1:
        return Subject(text, point=points[0])
    if CODE_LIKE.fullmatch(text.strip()):
        raise InputError(f'"{text}" looks like the code of a point, but there is none; `tongren find` searches all names')
    return Subject(text)


def claims_of(subject: Subject, known: Evidence | None = None) -> list[Claim]:
    """Return the results about a condition and its parts, or those whose trials used a point; order of the table."""
    known = known or evidence()
    if subject.condition:
        return [c for c in known.claims if c.condition in subject.parts]
    return [c for c in known.claims if subject.point and subject.point in c.points]
