"""Everything the three commands can put before a reader, gathered once: the lines, and the texts of the files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tongren.findings import cite
from tongren.findings.cautions import asked, sheet
from tongren.findings.claims import Evidence, evidence
from tongren.findings.compare import compared, grade_table, legend, whole_table
from tongren.findings.known import citations_of, page
from tongren.findings.lookup import Subject, claims_of, subject_of
from tongren.findings.sentences import Line
from tongren.front.known import record
from tongren.knowledge.index import all_codes


def subjects(known: Evidence) -> list[Subject]:
    """Return all conditions and all points as things to ask about, and one thing that the set does not know."""
    conditions = [subject_of(c.id, known) for c in known.plain("conditions").values()]
    return [*conditions, *(Subject(code, point=code) for code in all_codes()), Subject("asthma")]


def lines_of(known: Evidence) -> Iterator[Line]:
    """Yield every line of `evidence`, `compare` and `cautions`."""
    for subject in subjects(known):
        yield from page(subject, known)
        if subject.condition:
            yield from compared(subject, known)
    for title, left, right in whole_table(known):
        yield from (title, *left, *right)
    for row in grade_table(known):
        yield from row
    yield from legend(known)
    yield from sheet([], [], known)
    for item in asked(known):
        yield from sheet([], [item], known)
    yield from sheet(list(all_codes()), asked(known), known)
    yield from sheet(list(all_codes()), [], known)


def texts_of(known: Evidence) -> Iterator[str]:
    """Yield the text of every line, and of the CSV, BibTeX and RIS of every condition and point."""
    yield from (line.text for line in lines_of(known))
    for subject in subjects(known):
        claims = claims_of(subject, known)
        yield from (str(value) for c in claims for value in record(c).values())
        yield cite.bibtex(citations_of(claims))
        yield cite.ris(citations_of(claims))


@cache
def all_lines(path: Path | None = None) -> tuple[Line, ...]:
    """Return every line, worked out once for each atlas."""
    return tuple(lines_of(evidence(path)))


@cache
def all_text(path: Path | None = None) -> str:
    """Return everything as one text."""
    return "\n".join(texts_of(evidence(path)))
