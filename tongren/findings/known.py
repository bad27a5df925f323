"""The page of `tongren evidence`: grades with reasons, results newest and most certain first, disputes, sources."""

from __future__ import annotations

from collections.abc import Iterable

from tongren.findings import cite
from tongren.findings.claims import Citation, Claim, Evidence, evidence, newest_first
from tongren.findings.grade import Grade, grade
from tongren.findings.lookup import Subject, claims_of, icd11
from tongren.findings.sentences import Kind, Line, certainty, control, figures, phrase, ref, say, size, year
from tongren.knowledge.evidence_words import LANGUAGES
from tongren.pooling.absolute import of_hundred

PRACTICES = ("acupuncture", "acupressure", "both", "other")


def page(subject: Subject, known: Evidence | None = None, language: str = "en") -> list[Line]:
    """Return what is known of a condition or a point, line by line, each with its rows; `known` brings its own language."""
    known = known or evidence(language=language)
    claims = claims_of(subject, known)
    lines = [*_head(known, subject), *_grades(known, subject, claims)]
    if claims:
        lines.append(say(known, "results_head", kind="head"))
        lines += _results(known, newest_first(claims), bool(subject.point) or len(subject.parts) > 1)
    lines += _excluded(known, subject)
    lines += _disputes(known, subject)
    lines += _sources(known, claims)
    return [*lines, *_foot(known, subject, claims)]


def _results(known: Evidence, claims: list[Claim], with_condition: bool) -> list[Line]:
    """Results in order; what a source says of all its results is said once."""
    out: list[Line] = []
    said: set[tuple[str, str]] = set()
    for claim in claims:
        for line in result(known, claim, with_condition):
            once = (claim.citation.id, line.text)
            repeats = line.rows[0].startswith(("words:status_", "words:caveat")) and once in said
            said.add(once)
            out += [] if repeats else [line]
    return out


def _head(known: Evidence, subject: Subject) -> list[Line]:
    if subject.condition is None:
        lines = [Line(subject.name, (f"points:{subject.point}",) if subject.point else ("words:grade_head",), kind="title")]
        return lines + ([say(known, "point_head", point=subject.point)] if subject.point else [])
    c = subject.condition
    translation = known.translation
    others = " · ".join(getattr(c, x) for x in LANGUAGES if x != translation.language)
    lines = [Line(translation.name(c), (f"conditions:{c.id}",), kind="title"), say(known, "names", f"conditions:{c.id}", names=others, kind="dim")]
    if icd11(c):
        lines.append(say(known, "icd11", f"conditions:{c.id}", code=icd11(c)))
    parts = [known.plain("conditions")[p] for p in subject.parts[1:]]
    if parts:
        lines.append(say(known, "parts", *(f"conditions:{p.id}" for p in parts), parts=translation.joined(map(translation.name, parts))))
    also = [known.plain("conditions")[k] for k in c.see_also]
    if also:
        lines.append(say(known, "see_also", *(f"conditions:{x.id}" for x in also), names=translation.joined(map(translation.name, also))))
    return lines


def grades_of(claims: Iterable[Claim], known: Evidence | None = None) -> dict[str, Grade]:
    """Return the grade of each practice: acupuncture and acupressure always, others where there are results."""
    known = known or evidence()
    given = list(claims)
    out = {}
    for practice in PRACTICES:
        ours = [c for c in given if c.practice == practice]
        if ours or practice in PRACTICES[:2]:
            out[practice] = grade(ours, known)
    return out


def _grades(known: Evidence, subject: Subject, claims: list[Claim]) -> list[Line]:
    if subject.point and claims:
        return _grades_of_conditions(known, claims)
    if subject.point:
        return grade_lines(known, "any_practice", grade((), known), known.hidden((), subject.point))
    if not claims:
        return grade_lines(known, "any_practice", grade((), known), known.hidden(subject.parts))
    lines = [say(known, "grade_head", kind="head")]
    for practice, found in grades_of(claims, known).items():
        hidden = 0 if found.each else known.hidden(subject.parts, practice=practice)
        lines += grade_lines(known, practice, found, hidden if found.line == known.first_grade else 0)
    return lines


def _grades_of_conditions(known: Evidence, claims: list[Claim]) -> list[Line]:
    """A point has no grade of its own: those of the conditions its trials were about."""
    lines = [say(known, "grade_conditions", kind="head")]
    for key in dict.fromkeys(c.condition for c in claims):
        name = known.translation.name(known.plain("conditions")[key])
        for practice, found in grades_of((c for c in known.claims if c.condition == key), known).items():
            rows = (f"conditions:{key}", f"grades:{found.line}")
            lines.append(say(known, "grade_of_condition", *rows, condition=name, word=known.translation.translated(found.word),
                             practice=phrase(known, f"practice_{practice}"), level=1))  # fmt: skip
    return lines


def grade_lines(known: Evidence, practice: str, found: Grade, hidden: int = 0) -> list[Line]:
    """Return the word of a practice and every reason for it; hidden: rows that stay behind where there is no other."""
    name = phrase(known, f"practice_{practice}")
    lines = [say(known, "grade_word", f"grades:{found.line}", practice=name, word=known.translation.translated(found.word).upper(), level=1,
                 kind="strong")]  # fmt: skip
    lines += [] if hidden else reason_lines(known, found)
    if hidden:
        lines.append(say(known, "reason_hidden", n=hidden, level=2, kind="caution"))
    return lines


def _keys(known: Evidence, rows: Iterable[str]) -> str:
    """The sources of results, by their ids; results that are not of this atlas have none."""
    found = (known.claim(r.removeprefix("reviews:")) for r in rows)
    return ", ".join(sorted({c.citation.id for c in found if c}))


def _worded(known: Evidence, word: str) -> str:
    """A word of a reason, `probable` or `pain: probable`, in the language of the reader."""
    return ": ".join(map(known.translation.translated, word.split(": ")))


def reason_lines(known: Evidence, found: Grade, bare: bool = True) -> list[Line]:
    """Return the reasons of a grade in their order; bare: with the text of a line that needs no rows to be met."""
    lines = []
    for reason in found.reasons:
        rows = [r for r in reason.rows if r.startswith("reviews:")]
        keys = _keys(known, rows)
        if reason.key != "grade_line":
            words = [_worded(known, w) for w in reason.words]
            most, last = "; ".join(words[:-1]), words[-1] if words else ""
            lines.append(say(known, reason.key, *reason.rows, sources=keys, n=len(rows), level=2, words=most, last=last))
        elif rows or bare:
            line = next(x for x in known.plain("grades").values() if x.word == reason.words[0])
            key = "reason_line" if rows else "reason_line_bare"
            lines.append(say(known, key, *reason.rows, word=known.translation.translated(line.word),
                             text=known.translation.translated(line.text), sources=keys, n=len(rows), level=2))  # fmt: skip
    return lines


def result(known: Evidence, claim: Claim, with_condition: bool = False) -> list[Line]:
    """Return one result: what against what, figures, certainty, the sentence of its row, cautions about it."""
    about = phrase(known, "about", condition=known.translation.name(known.plain("conditions")[claim.condition])) if with_condition else ""
    outcome = claim.outcome or known.translation.translated(claim.outcome_group)
    status = "" if claim.status == "current" else phrase(known, "brief_status", status=phrase(known, f"named_{claim.status}"))
    head = say(known, "result_head", ref(claim), ref(claim.citation), f"conditions:{claim.condition}", year=year(known, claim.citation),
               status=status, what=claim.intervention,
               control=control(known, claim), outcome=outcome, about=about, level=1, kind="strong")  # fmt: skip
    if not claim.verified:
        return [head, Line(claim.text, (ref(claim),), 2, "caution")]
    lines = [head]
    if claim.citation.status != "current":
        lines.append(Line(claim.citation.became, (f"words:status_{claim.status}", ref(claim.citation)), 2, "caution"))
    if claim.study_type == "guideline":
        figured = [] if not claim.certainty_words else [say(known, "guideline_words", ref(claim), words=certainty(known, claim), level=2)]
    else:
        figured = [say(known, "result_figures", ref(claim), figures=figures(known, claim), size=size(known, claim),
                       points=phrase(known, "points", points=", ".join(claim.points)) if claim.points else "",
                       certainty=certainty(known, claim), level=2)]  # fmt: skip
    lines += figured
    if claim.computed_by_us:
        lines.append(say(known, "computed_by_us", ref(claim), level=2, kind="caution"))
    lines += absolute(known, claim)
    lines.append(say(known, "summary", ref(claim), ref(claim.citation), text=claim.text, source=claim.citation.id, level=2))
    if claim.caveat:
        lines.append(say(known, "caveat", ref(claim), text=claim.caveat, level=2, kind="dim"))
    return lines


def absolute(known: Evidence, claim: Claim) -> list[Line]:
    """Return the effect as people of a hundred, where a baseline risk is known for the outcome and sham is the control."""
    if not claim.counts or claim.comparator != "sham" or claim.measure not in ("RR", "OR"):
        return []
    if claim.estimate is None or claim.ci_low is None or claim.ci_high is None or claim.favours_if != "lower":
        return []
    out = []
    for b in known.plain("baselines").values():
        if (b.condition, b.outcome_group) == (claim.condition, claim.outcome_group):
            found = of_hundred(claim.measure, claim.estimate, claim.ci_low, claim.ci_high, b.events / b.n)
            out.append(say(known, "of_hundred", ref(claim), f"baselines:{b.id}", f"sources:{b.source}", with_it=round(found.with_it),
                           without=round(found.without), low=round(found.low), high=round(found.high), events=b.events, n=b.n,
                           said=known.translation.translated(b.said), source=b.source, level=2))  # fmt: skip
    return out


def _excluded(known: Evidence, subject: Subject) -> list[Line]:
    """Retracted sources about the condition, which have no rows and count nowhere."""
    if subject.condition is None:
        return []
    rows = [x for x in known.plain("excluded").values() if x.condition in subject.parts]
    lines = [say(known, "excluded_head", kind="head")] if rows else []
    for x in rows:
        c = known.citation(x.source)
        lines.append(Line(c.became, (f"words:status_{c.status}", f"excluded:{x.id}", ref(c)), 1, "caution"))
        lines.append(Line(cite.text(c), (ref(c),), 2, "dim"))
    return lines


def disputes(known: Evidence, parts: Iterable[str]) -> list[Line]:
    """Return where results about some conditions do not agree; a dispute passes only if all its rows do."""
    wanted = set(parts)
    found = [d for d in known.plain("disputes").values() if d.condition in wanted and all(known.claim(r) for r in d.rows)]
    lines = []
    for d in found:
        keys = ", ".join(dict.fromkeys(known.claim(r).citation.id for r in d.rows))  # type: ignore[union-attr]
        rows = (f"disputes:{d.id}", *(f"reviews:{r}" for r in d.rows))
        lines.append(say(known, "dispute", *rows, text=known.translation.translated(d.statement), sources=keys, level=1))
    return lines


def _disputes(known: Evidence, subject: Subject) -> list[Line]:
    lines = disputes(known, subject.parts)
    return [say(known, "disputes_head", kind="head"), *lines] if lines else []


def citations_of(claims: Iterable[Claim]) -> list[Citation]:
    """Return the sources of results, each once, newest first."""
    found = {c.citation.id: c.citation for c in claims}
    return sorted(found.values(), key=lambda c: (-(c.year or 0), c.id))


def _sources(known: Evidence, claims: list[Claim]) -> list[Line]:
    lines = [say(known, "sources_head", kind="head")] if claims else []
    for c in citations_of(claims):
        if c.identified:
            lines.append(say(known, "source", ref(c), key=c.id, text=cite.text(c), level=1, kind="dim"))
        else:
            lines.append(say(known, "source_unchecked", ref(c), key=c.id, level=1, kind="dim"))
    return lines


def searched(known: Evidence, kind: Kind = "foot") -> list[Line]:
    """Return how old the set is: it stands wherever `not in our set` may."""
    return [Line(known.translation.translated(s.text), (f"search:{k}",), kind=kind) for k, s in known.plain("search").items()]


def _foot(known: Evidence, subject: Subject, claims: list[Claim]) -> list[Line]:
    hidden = known.hidden(subject.parts, subject.point)
    lines = [say(known, "withheld", n=hidden, kind="foot")] if hidden else []
    return [*lines, *searched(known), say(known, "foot" if any(c.counts for c in claims) else "foot_short", kind="foot")]
