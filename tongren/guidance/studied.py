"""What is known for a complaint, in one honest line for each condition that it is tied to; never that there are no trials."""

from __future__ import annotations

from typing import Any

from tongren.findings.known import grades_of
from tongren.findings.lookup import claims_of, subject_of
from tongren.findings.sentences import Line
from tongren.findings.sentences import phrase as evidence_phrase
from tongren.guidance.practice import knowledge, name, phrase, practice, say

PRESSED = "acupressure"
TOLD = (PRESSED, "acupuncture", "both")  # currents without needles are nothing that a session does


def evidence_of(key: str, language: str = "en") -> tuple[Line, ...]:
    """Return the lines of a complaint: the same condition first, then those nearby with their own people; none: not in our set."""
    links = [x for x in practice()["links"].values() if x.complaint == key]
    if not links:
        return (say("evidence_none", language, f"complaints:{key}", complaint=name("complaints", key, language), level=1),)
    same = any(x.directness == "same" for x in links)
    return tuple(_line(x, language, same) for x in sorted(links, key=lambda x: x.directness != "same"))


def _line(link: Any, language: str, same: bool) -> Line:
    known = knowledge(language)
    condition = getattr(known.plain("conditions")[link.condition], language)
    claims = claims_of(subject_of(link.condition, known), known)
    graded = grades_of(claims, known)
    found = {p: graded[p] for p in TOLD if p in graded}
    told = {evidence_phrase(known, f"practice_{p}"): known.translation.translated(g.word) for p, g in found.items()}
    parts = [phrase("evidence_grade", language, practice=p, word=word) for p, word in told.items()]
    rows = (f"links:{link.id}", f"conditions:{link.condition}", *(f"grades:{g.line}" for g in found.values()), *(f"reviews:{c.id}" for c in claims))
    grades = ("；" if language in ("zh", "ja") else "; ").join(parts)
    if link.directness == "same":
        return say("evidence_line", language, *rows, condition=condition, grades=grades, level=1)
    people = getattr(link, f"people_{language}")
    if same:
        return say("evidence_also", language, *rows, condition=condition, people=people, grades=grades, level=1)
    complaint = name("complaints", link.complaint, language)
    return say("evidence_nearby", language, *rows, condition=condition, people=people, grades=grades, complaint=complaint, level=1)
