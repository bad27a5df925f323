"""What is known: a point's names and lore (show, explain, find), reviews behind one gate (evidence), a session of pressing (guide)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from tongren.allowed import flag, text, texts
from tongren.body.person import Body
from tongren.findings.claims import Citation, Claim, Evidence, newest_first
from tongren.findings.claims import evidence as evidence_in
from tongren.findings.grade import Grade
from tongren.findings.known import citations_of, grades_of, page
from tongren.findings.lookup import Subject, claims_of, subject_of
from tongren.findings.sentences import Line
from tongren.front.places import locate
from tongren.front.subjects import named_body
from tongren.guidance.session import session
from tongren.guidance.shapes import Session
from tongren.guidance.wording import lines_of
from tongren.knowledge.about_point import doubt, names_of, rows_of, source_title, words
from tongren.knowledge.index import find as find_points
from tongren.knowledge.index import point_named
from tongren.rules.sentences import sentences_of

FORMS = (("pinyin", "pinyin"), ("simplified", "simplified Chinese"), ("traditional", "traditional Chinese"), ("korean", "Korean"),
         ("kana", "Japanese"), ("romaji", "Japanese in letters"), ("vietnamese", "Vietnamese"), ("english", "English"))  # fmt: skip
TRADITION = "Tradition is what books say it was used for; it is not evidence that it helps."


@dataclass(frozen=True)
class PointFacts:
    """Everything the atlas says of a point: its code, the sentences that place it, and (title, text) of the rest in order."""

    code: str
    sentences: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        rows = [*(("where", s) for s in self.sentences), *self.facts]
        return "\n".join([self.code, *(f"{title}: {said}" for title, said in rows), TRADITION])


def show(point: str) -> PointFacts:
    """Return what the atlas knows of a point: `print(show("ST36"))`.  Raises UnknownPoint for what names none."""
    code = point_named(text("point", point, '"ST36"'))
    names = names_of(code)
    out = [(title, names[column] + doubt(names, column)) for column, title in FORMS]
    for row in rows_of("points", code):
        out.append(("region", f"{row['region']}, {row['subregion']} ({row['surface']})"))
    for row in rows_of("classes", code):
        detail = f": {row['detail']}" if row["detail"] else ""
        out.append(("class", words("class_kinds", row["class"]) + detail + doubt(row)))
    for row in rows_of("first_named", code):
        where = ", ".join(x for x in (source_title(row["book"]) if row["book"] else "", row["chapter"]) if x)
        if where:
            out.append(("first named in", where + doubt(row)))
    for row in rows_of("tradition", code):
        out.append(("traditionally used for", f"{words('uses', row['use'])} ({source_title(row['book'])}){doubt(row)}"))
    return PointFacts(code, tuple(sentences_of(code)), tuple(out))


def explain(point: str, language: str = "en") -> list[str]:
    """Return the sentences that say where a point lies, one for each of its rules.

    Raises UnknownPoint for what names no point, InputError for a language other than en, zh, ko, ja, es.
    """
    said = text("point", point, '"ST36"')
    sites = said.partition(".")[0]
    code = point_named(sites) + said[len(sites) :]
    return sentences_of(code, text("language", language, '"en"'))


def find(name: str) -> list[str]:
    """Return the codes of the points that a text may name, best first: code, old code, pinyin, characters, English ..."""
    return find_points(text("name", name, '"Zusanli"'))


@dataclass(frozen=True)
class Known:
    """What is known of a condition or a point: results newest and most certain first, grades by practice, all as lines to read."""

    subject: Subject
    claims: tuple[Claim, ...]
    grades: dict[str, Grade]
    lines: tuple[Line, ...]
    evidence: Evidence

    def __str__(self) -> str:
        return "\n".join("  " * x.level + x.text for x in self.lines)

    @property
    def citations(self) -> list[Citation]:
        """The sources of the results."""
        return citations_of(self.claims)

    @property
    def rows(self) -> list[dict[str, object]]:
        """Each result as a flat record."""
        return [record(c) for c in self.claims]


def record(claim: Claim) -> dict[str, object]:
    """Return a result as a flat record for files."""
    from tongren.findings.cite import text as cited

    row = asdict(claim) | {"status": claim.status, "counts": claim.counts, "points": ";".join(claim.points)}
    c = claim.citation
    return row | {"source": c.id, "doi": c.doi, "pmid": c.pmid, "citation": cited(c) if c.identified else ""}


def evidence(about: str, language: str = "en") -> Known:
    """Return what is known of a condition, by any of its names, or of a point: `print(evidence("low back pain"))`.

    What the set does not know has no claims.  Raises InputError for a slip of a name that is known, and for an unknown language.
    """
    known = evidence_in(language=text("language", language, '"en"'))
    subject = subject_of(text("about", about, '"low back pain"'))
    claims = newest_first(claims_of(subject, known))
    return Known(subject, tuple(claims), {} if subject.point else grades_of(claims, known), tuple(page(subject, known)), known)


@dataclass(frozen=True)
class Guided:
    """A session of pressing, and its lines in the order in which they are read."""

    session: Session
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return "\n".join("  " * x.level + x.text for x in self.lines)

    def save(self, path: str | Path, body: Body | None = None) -> list[Path]:
        """Write the session as a printable sheet, .pdf, or .png a page, with the points on a body; return the files.

        Where the session stops at a warning sign there is nothing to print, and no file.
        """
        from tongren.guidance.sheet import save

        whom = body or named_body()
        return save(self.session, whom, locate(whom), Path(path)) if self.session.steps else []


def guide(
    complaint: str, red_flags: Iterable[str] | None = None, answers: Iterable[str] | None = None, *,
    tools: Iterable[str] = (), alone: bool = True, language: str = "en",
) -> Guided:  # fmt: skip
    """Return a guided session: warning signs first, then the safety gate, then point by point.

    complaint: by any name.  red_flags: which of its warning signs there are; answers: which questions of the gate hold, as ids or
    `id@place`; each must be given, `[]` says that none does.  tools: what is at hand; alone: False where another person helps.
    Raises InputError for what was not answered, and for a complaint, sign, answer, tool or language that there is not.
    """
    signs = None if red_flags is None else texts("red_flags", red_flags, "[]")
    given = None if answers is None else texts("answers", answers, "[]")
    made = session(
        text("complaint", complaint, '"nausea"'), signs, given, True, texts("tools", tools, '["ball"]'), flag("alone", alone),
        text("language", language, '"en"'),
    )  # fmt: skip
    return Guided(made, tuple(lines_of(made)))
