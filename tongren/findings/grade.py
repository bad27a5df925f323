"""From verified results to one word, by the lines of atlas/evidence/grades.csv; the first line that fits.

1. No row: `not in our set`.
2. Against sham, certainty high, the interval excludes no effect in favour of the treatment: `convincing`.
3. The same with moderate certainty: `probable`.
4. Against sham, certainty moderate or high, the interval includes no effect: `no effect shown`.
5. Anything else: `uncertain`.

How several rows become one word:
* Certainty is what the source states; none is inferred.  Withdrawn, retracted and unverified rows do not count, nor do
  outcomes that are not what a treatment is given for (`outcomes.csv`).
* Rows that meet lines 2 to 4 decide; the others cannot raise or lower them, with one exception below.
* Rows of one outcome that disagree: the lower word stands (convincing > probable > uncertain > no effect shown).
* A row against sham of the same outcome, of lower or unstated certainty, that does not favour the treatment, pulls
  `convincing` or `probable` down to `uncertain`: doubt counts in one direction only.
* Outcomes that disagree: of two words that both say an effect the lower stands; an effect in one and none in another
  is rows that disagree, `uncertain`.  All words are kept and printed with their rows.
* An interval on the side of the control meets no line but the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tongren.findings.claims import Claim, Evidence, evidence
from tongren.findings.sentences import ref, side
from tongren.knowledge.evidence_records import GradeLine


@dataclass(frozen=True)
class Reason:
    """One step of a grade: a key of words.csv with the words it speaks of, and the rows it looked at."""

    key: str
    words: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Grade:
    """The word, the number of its line, the reasons in order, and each counted row with its own word."""

    word: str
    line: int
    reasons: tuple[Reason, ...]
    each: tuple[tuple[Claim, str], ...]


@dataclass(frozen=True)
class _Ladder:
    lines: tuple[GradeLine, ...]

    def of_row(self, claim: Claim) -> GradeLine:
        """The first line a single result meets."""
        where = {"for": "excludes", "includes": "includes"}.get(side(claim), "")
        for line in self.lines:
            fits = line.rows == "some" and line.comparator in ("any", claim.comparator)
            fits = fits and ("any" in line.certainty or claim.certainty in line.certainty)
            if fits and line.interval in ("any", where):
                return line
        return self.last

    @property
    def last(self) -> GradeLine:
        return self.lines[-1]

    @property
    def none(self) -> GradeLine:
        return next(line for line in self.lines if line.rows == "none")

    def lower(self, lines: Iterable[GradeLine]) -> GradeLine:
        return min(lines, key=lambda line: line.strength)

    def says_effect(self, line: GradeLine) -> bool:
        return line.strength > self.last.strength


def grade(claims: Iterable[Claim], known: Evidence | None = None) -> Grade:
    """Return the grade of the results of one condition and one practice.

    claims: results as `tongren.findings.claims` passes them, or your own `Claim` objects.
    Never without an answer: no row gives the word of the first line.  Raises AtlasError for a bad atlas.
    """
    known = known or evidence()
    ladder = _Ladder(tuple(sorted(known.plain("grades").values(), key=lambda line: line.n)))
    given = list(claims)
    ours = [c for c in given if c.counts]
    reasons = [Reason(f"not_counted_{'unverified' if not c.verified else c.status}", (), (ref(c),)) for c in given if not c.counts]
    if not ours:
        last = Reason("none_counts" if given else "grade_line", (ladder.none.word,), (_ref(ladder.none),))
        return Grade(ladder.none.word, ladder.none.n, (*reasons, last), ())
    aimed = [c for c in ours if _aimed(known, c)]
    lines = {c.id: ladder.of_row(c) for c in aimed}
    each = tuple((c, lines[c.id].word) for c in aimed)
    final, steps = _decided(ladder, aimed, lines)
    return Grade(final.word, final.n, (*reasons, *steps), each)


def _aimed(known: Evidence, claim: Claim) -> bool:
    outcome = known.plain("outcomes").get(claim.outcome_group)
    return outcome is None or outcome.counts == "yes"


def _ref(line: GradeLine) -> str:
    return f"grades:{line.n}"


def _decided(ladder: _Ladder, claims: list[Claim], lines: Mapping[str, GradeLine]) -> tuple[GradeLine, list[Reason]]:
    deciding = [c for c in claims if lines[c.id].n != ladder.last.n]
    if not deciding:
        return ladder.last, [Reason("grade_line", (ladder.last.word,), (_ref(ladder.last),)), *_why_uncertain(claims)]
    steps: list[Reason] = []
    found: dict[str, GradeLine] = {}
    for outcome in dict.fromkeys(c.outcome_group for c in deciding):
        rows = [c for c in deciding if c.outcome_group == outcome]
        found[outcome], more = _one_outcome(ladder, rows, [c for c in claims if c.outcome_group == outcome], lines)
        steps += more
    final = _across(ladder, list(found.values()))
    if len({line.word for line in found.values()}) > 1:
        words = tuple(f"{o}: {line.word}" for o, line in found.items())
        steps.append(Reason("outcomes_disagree", (*words, final.word), tuple(map(ref, deciding))))
    return final, steps


def _why_uncertain(claims: list[Claim]) -> list[Reason]:
    """What there is where nothing decides: results against sham by their certainty, and open ones."""
    sham = [c for c in claims if c.comparator == "sham"]
    out = []
    for word in dict.fromkeys(c.certainty for c in sham):
        rows = tuple(ref(c) for c in sham if c.certainty == word)
        out.append(Reason("why_sham" if word else "why_sham_unstated", (word,), rows))
    if not sham:
        out.append(Reason("why_no_sham", (), ()))
    others = tuple(ref(c) for c in claims if c not in sham)
    return [*out, Reason("why_open", (), others)] if others else out


def _one_outcome(ladder: _Ladder, rows: list[Claim], all_rows: list[Claim],
                 lines: Mapping[str, GradeLine]) -> tuple[GradeLine, list[Reason]]:  # fmt: skip
    words = {lines[c.id].word: lines[c.id] for c in rows}
    line = ladder.lower(words.values())
    steps = [Reason("grade_line", (w,), (_ref(x), *(ref(c) for c in rows if lines[c.id].word == w))) for w, x in words.items()]
    if len(words) > 1:
        steps.append(Reason("rows_disagree", (*words, line.word), tuple(map(ref, rows))))
    weaker = [c for c in all_rows if c not in rows and c.comparator == "sham" and side(c) in ("includes", "against")]
    if ladder.says_effect(line) and weaker:
        steps.append(Reason("weaker_disagrees", (line.word, ladder.last.word), tuple(map(ref, weaker))))
        line = ladder.last
    return line, steps


def _across(ladder: _Ladder, lines: list[GradeLine]) -> GradeLine:
    if len({line.word for line in lines}) == 1 or all(ladder.says_effect(line) for line in lines):
        return ladder.lower(lines)
    return ladder.last
