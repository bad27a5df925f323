"""Acupuncture beside acupressure: the whole table, and one condition with its indirect comparison and one sentence by rule.

The sentence is the first line of atlas/evidence/verdicts.csv that fits what was found directly, indirectly and on which
sides.  Only a direct comparison with low risk of bias can say that one practice is better.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tongren.errors import InputError
from tongren.findings.claims import Claim, Evidence, Fact, evidence, newest_first
from tongren.findings.grade import grade
from tongren.findings.known import disputes, grades_of, reason_lines, searched
from tongren.findings.lookup import Subject, claims_of
from tongren.findings.sentences import RATIOS, Line, certainty, fact_line, figures, number, phrase, ref, say, side, year
from tongren.knowledge.evidence_records import Cell, IndirectPair, Verdict
from tongren.pooling.indirect import ShownContrast, bucher, contrast_from

SIDES = ("acupuncture", "acupressure")
AGAINST = (("sham", ("sham",)), ("usual", ("usual_care", "no_treatment", "waitlist")), ("active", ("drug", "active")),
           ("mixed", ("mixed",)), ("recommended", ("none_named",)))  # fmt: skip


@dataclass(frozen=True)
class Indirect:
    """Acupuncture minus acupressure through a shared control: a ratio of ratios, or a difference of differences."""

    pair: IndirectPair
    measure: str
    estimate: float
    ci_low: float
    ci_high: float

    @property
    def difference(self) -> bool:
        """Whether the interval excludes no difference."""
        null = 1.0 if self.measure in RATIOS else 0.0
        return not self.ci_low <= null <= self.ci_high


def through(first: Claim, second: Claim) -> ShownContrast:
    """Return the indirect comparison of two results with a common control: estimate, lower and upper end of 95 %.

    Ratios come back as a ratio of ratios.  Standard errors are those of the published intervals.
    Raises InputError for results without an interval or on different measures.
    """
    if first.measure != second.measure or not first.measure:
        raise InputError(f'{first.id} is a "{first.measure}" and {second.id} a "{second.measure}"; compare like with like')
    contrasts = []
    for c in (first, second):
        if c.estimate is None or c.ci_low is None or c.ci_high is None:
            raise InputError(f"{c.id} has no estimate with an interval; an indirect comparison needs both of them")
        contrasts.append(contrast_from(c.estimate, c.ci_low, c.ci_high, c.measure))
    a, b = contrasts
    return bucher(a, b).shown()


def indirect_of(parts: Iterable[str], known: Evidence | None = None) -> list[Indirect]:
    """Return the indirect comparisons that the atlas allows for some conditions, where both results may be shown and count."""
    known = known or evidence()
    wanted, out = set(parts), []
    for pair in known.plain("indirect").values():
        first, second = known.claim(pair.acupuncture), known.claim(pair.acupressure)
        if pair.condition in wanted and first and second and first.counts and second.counts:
            out.append(Indirect(pair, first.measure, *through(first, second)))
    return out


def direct_of(claims: Iterable[Claim]) -> list[Claim]:
    """Return results of one practice against the other; one added to the other is no comparison of the two."""
    return [c for c in claims if c.practice in SIDES and c.comparator in SIDES and c.practice != c.comparator]


def verdict(claims: list[Claim], indirect: list[Indirect], known: Evidence | None = None) -> Verdict | None:
    """Return the sentence that the rules allow, None where there is no result at all."""
    known = known or evidence()
    counted = [c for c in claims if c.counts]
    if not counted:
        return None
    direct, through = _direct_key(direct_of(counted)), _indirect_key(indirect)
    have = [s for s in SIDES if any(c.practice == s and c.comparator != "none_named" for c in counted)]
    sides = {0: "neither", 1: have[0] if have else "", 2: "both"}[len(have)]
    for line in sorted(known.plain("verdicts").values(), key=lambda v: v.n):
        if line.direct == direct and line.indirect in ("any", through) and line.sides in ("any", sides):
            return line
    return None


def _direct_key(direct: list[Claim]) -> str:
    found = {_winner(c) for c in direct if c.risk_of_bias == "low"}
    if not direct:
        return "none"
    return found.pop() if len(found) == 1 else "other"


def _winner(c: Claim) -> str:
    lies = side(c)
    if lies == "includes":
        return "low_bias_no_difference"
    if lies == "unknown":
        return "other"
    other = SIDES[1 - SIDES.index(c.practice)]
    return f"low_bias_for_{c.practice if lies == 'for' else other}"


def _indirect_key(indirect: list[Indirect]) -> str:
    if not indirect:
        return "none"
    if not any(i.difference for i in indirect):
        return "no_difference"
    above = {(i.estimate > (1 if i.measure in RATIOS else 0)) for i in indirect}
    return "difference" if all(i.difference for i in indirect) and len(above) == 1 else "mixed"


def compared(subject: Subject, known: Evidence | None = None, language: str = "en") -> list[Line]:
    """Return one condition: the sentence, grades, each practice against each kind of control, directly, indirectly."""
    known = known or evidence(language=language)
    if subject.point:
        raise InputError(f'"{subject.asked}" is a point, no condition; example: `tongren compare --condition "tension-type headache"`')
    claims = claims_of(subject, known)
    row = f"conditions:{subject.condition.id}" if subject.condition else "words:nothing_known"
    lines = [Line(subject.name_in(known.translation.language), (row,), kind="title")]
    indirect = indirect_of(subject.parts, known)
    lines += _sentence(known, subject, claims, indirect)
    if subject.condition is None:
        return [*lines, *searched(known)]
    lines += _grade_lines(known, claims, subject.parts)
    for key, comparators in AGAINST:
        lines += _against(known, key, [c for c in claims if c.comparator in comparators])
    lines += _each_other(known, claims, indirect)
    more = disputes(known, subject.parts)
    lines += [say(known, "disputes_head", kind="head"), *more] if more else []
    hidden = known.hidden(subject.parts)
    lines += [say(known, "withheld", n=hidden, kind="foot")] if hidden else []
    return [*lines, *searched(known), say(known, "compare_foot", name=subject.name_in(known.translation.language), kind="foot")]


def _sentence(known: Evidence, subject: Subject, claims: list[Claim], indirect: list[Indirect]) -> list[Line]:
    """The one sentence of the rules; where nothing counts, that nothing is known, or that what we have is not checked."""
    found = verdict(claims, indirect, known)
    if found is not None:
        used = (*(ref(c) for c in direct_of(claims)), *(f"indirect:{i.pair.id}" for i in indirect))
        return [Line(known.translation.translated(found.text), (f"verdicts:{found.n}", *used), kind="strong")]
    hidden = known.hidden(subject.parts)
    if hidden:
        return [say(known, "reason_hidden", n=hidden, kind="strong")]
    none = known.plain("grades")[str(known.first_grade)]
    return [say(known, "nothing_known", f"grades:{none.n}", text=known.translation.translated(none.text), kind="strong")]


def _grade_lines(known: Evidence, claims: list[Claim], parts: tuple[str, ...]) -> list[Line]:
    """Each practice with its word and, in brackets, why: the steps beyond the line itself, or the line where there are none."""
    lines = [say(known, "grade_head", kind="head")]
    for practice, g in grades_of(claims, known).items():
        rows = (f"grades:{g.line}", *dict.fromkeys(r for x in g.reasons for r in x.rows if r.startswith("reviews:")))
        steps = [x.text for x in reason_lines(known, g, bare=False)]
        text = "; ".join(steps) or known.translation.translated(next(x.text for x in known.plain("grades").values() if x.word == g.word))
        hidden = known.hidden(parts, practice=practice) if g.line == known.first_grade else 0
        text = phrase(known, "reason_hidden", n=hidden) if hidden else text
        lines.append(say(known, "grade_short", *rows, practice=phrase(known, f"practice_{practice}"),
                         word=known.translation.translated(g.word).upper(), text=text, level=1))  # fmt: skip
    return lines


def _against(known: Evidence, key: str, claims: list[Claim]) -> list[Line]:
    rows = [c for c in claims if c.practice in (*SIDES, "both", "other")]
    if key in ("mixed", "recommended", "active") and not rows:
        return []
    lines = [say(known, f"against_{key}", kind="head")]
    for practice in (*SIDES, "both", "other"):
        ours = newest_first(c for c in rows if c.practice == practice)
        if ours or practice in SIDES:
            lines.append(say(known, f"practice_{practice}", level=1, kind="strong"))
            lines += [brief(known, c) for c in ours] or [say(known, "no_row", level=2, kind="dim")]
    return lines


def brief(known: Evidence, c: Claim) -> Line:
    """Return one result in one line: outcome, figures, certainty, year, source; where it is only in words, the words."""
    if not c.verified or c.study_type == "guideline":
        return Line(c.text, (ref(c), ref(c.citation)), 2, "body" if c.verified else "caution")
    plain = "" if c.status == "current" else phrase(known, "brief_status", status=phrase(known, f"named_{c.status}"))
    control = c.comparator_text or phrase(known, f"control_{c.comparator}")
    return say(known, "brief", ref(c), ref(c.citation), outcome=c.outcome, figures=figures(known, c), certainty=certainty(known, c),
               year=year(known, c.citation), source=c.citation.id, control=control, status=plain, level=2)  # fmt: skip


def _each_other(known: Evidence, claims: list[Claim], indirect: list[Indirect]) -> list[Line]:
    translated = known.translation.translated
    lines = [say(known, "against_other", kind="head")]
    direct = direct_of(claims)
    lines += [brief(known, c) for c in direct] or [say(known, "no_direct", level=1)]
    added = [c for c in claims if c.comparator in SIDES and c.practice == "both"]
    lines += [say(known, "added", *map(ref, added), level=1)] if added else []
    lines += [brief(known, c) for c in added]
    for i in indirect:
        rows = (f"indirect:{i.pair.id}", f"reviews:{i.pair.acupuncture}", f"reviews:{i.pair.acupressure}")
        lines.append(say(known, "indirect_ratio" if i.measure in RATIOS else "indirect_difference", *rows, outcome=translated(i.pair.outcome),
                         through=translated(i.pair.through), measure=i.measure, estimate=number(i.estimate), low=number(i.ci_low),
                         high=number(i.ci_high), warning=translated(i.pair.warning), level=1))  # fmt: skip
        lines.append(say(known, "indirect_yes" if i.difference else "indirect_no", *rows, level=2, kind="caution"))
    return lines


def whole_table(known: Evidence | None = None, language: str = "en") -> list[tuple[Line, list[Line], list[Line]]]:
    """Return the table of the two practices: for each aspect its title, the lines of acupuncture and those of acupressure."""
    known = known or evidence(language=language)
    cells = sorted(known.plain("comparison").values(), key=lambda c: c.n)
    out = []
    for aspect in dict.fromkeys(c.aspect for c in cells):
        ours = {c.practice: c for c in cells if c.aspect == aspect}
        title = Line(known.translation.translated(ours[SIDES[0]].title), (f"comparison:{ours[SIDES[0]].n}",), kind="head")
        out.append((title, cell(known, ours[SIDES[0]]), cell(known, ours[SIDES[1]])))
    return out


def cell(known: Evidence, c: Cell) -> list[Line]:
    """Return the lines of one cell: its own words, then what the rows it names say."""
    unsure = c.known_by == "recalled" or "text" in c.recalled_fields
    text = known.translation.translated(c.text)
    own = phrase(known, "cell_unchecked", text=text) if unsure else text
    lines = [Line(own, (f"comparison:{c.n}",))]
    for key in c.rows:
        item = known.claim(key) or known.fact(key)
        if isinstance(item, Fact):
            lines.append(fact_line(known, item))
        elif item is not None:
            lines.append(say(known, "cell_source", ref(item), ref(item.citation), source=item.citation.id))
    return lines


def grade_table(known: Evidence | None = None, language: str = "en") -> list[tuple[Line, Line, Line]]:
    """Return the grade of both practices for each condition: its name, acupuncture, acupressure."""
    known = known or evidence(language=language)
    out = []
    for c in known.plain("conditions").values():
        parts = (c.id, *(x.id for x in known.plain("conditions").values() if x.part_of == c.id))
        claims = [x for x in known.claims if x.condition in parts]
        if any(x.practice in (*SIDES, "both") for x in claims) or known.hidden(parts):
            out.append((Line(known.translation.name(c), (f"conditions:{c.id}",)), *(_grade_cell(known, parts, claims, side) for side in SIDES)))
    return out  # type: ignore[return-value]


def _grade_cell(known: Evidence, parts: tuple[str, ...], claims: list[Claim], practice: str) -> Line:
    ours = [x for x in claims if x.practice == practice]
    g = grade(ours, known)
    together = [x for x in claims if x.practice == "both" and x.comparator not in SIDES]
    word, rows = known.translation.translated(g.word), (f"grades:{g.line}", *map(ref, ours))
    if g.line != known.first_grade:
        return say(known, "cell_grade", *rows, word=word)
    if together:
        other = grade(together, known)
    if together and other.line != known.first_grade:
        rows = (*rows, f"grades:{other.line}", *map(ref, together))
        return say(known, "cell_together", *rows, word=word, other=known.translation.translated(other.word))
    behind = "cell_hidden" if known.hidden(parts, practice=practice) else "cell_grade"
    key = "cell_withdrawn" if any(x.status in ("withdrawn", "retracted") for x in ours) else behind
    return say(known, key, *rows, word=word)


def legend(known: Evidence | None = None, language: str = "en") -> list[Line]:
    """Return what each word of the grades stands for, and how old the set is."""
    known = known or evidence(language=language)
    translated = known.translation.translated
    rows = known.plain("grades").values()
    lines = [say(known, "legend", f"grades:{g.n}", word=translated(g.word), text=translated(g.text), kind="dim") for g in rows]
    return lines + searched(known, "dim")
