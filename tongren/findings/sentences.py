"""Lines for a reader, each with the rows it was made from: fixed words stand in atlas/evidence/words.csv, figures in the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from tongren.findings.claims import Citation, Claim, Evidence, Fact

RATIOS = ("RR", "OR")
Kind = Literal["title", "head", "strong", "body", "dim", "caution", "foot"]


@dataclass(frozen=True)
class Line:
    """A line as it is shown: text, the rows behind it (`table:key`), how deep it stands, and what it is."""

    text: str
    rows: tuple[str, ...]
    level: int = 0
    kind: Kind = "body"


def phrase(known: Evidence, key: str, /, **places: Any) -> str:
    """Return a fixed sentence with its places filled, in the language of what is known."""
    return known.translation.phrase(key, **places)


def say(known: Evidence, key: str, /, *rows: str, level: int = 0, kind: Kind = "body", **places: Any) -> Line:
    """Return a fixed sentence as a line that names its own row and those it was filled from."""
    return Line(phrase(known, key, **places), (f"words:{key}", *rows), level, kind)


def ref(item: Claim | Fact | Citation) -> str:
    """Return the row a claim, fact or citation comes from."""
    table = "reviews" if isinstance(item, Claim) else "safety" if isinstance(item, Fact) else "sources"
    return f"{table}:{item.id}"


def number(x: float) -> str:
    """Return a figure with two decimals, fewer where it is large; the minus sign is a hyphen, so that it can be copied."""
    return f"{x:.0f}" if abs(x) >= 100 else f"{x:.1f}" if abs(x) >= 20 else f"{x:.2f}"


def null_of(measure: str) -> float:
    """Return the value of no effect: 1 for ratios, 0 for differences."""
    return 1.0 if measure in RATIOS else 0.0


def side(claim: Claim) -> str:
    """Return where the interval lies: `for`, `against`, `includes` no effect, or `unknown` without one."""
    if claim.ci_low is None or claim.ci_high is None or not claim.measure:
        return "unknown"
    null = null_of(claim.measure)
    if claim.ci_low <= null <= claim.ci_high:
        return "includes"
    above = claim.ci_low > null
    return "for" if above == (claim.favours_if == "higher") else "against"


def figures(known: Evidence, claim: Claim) -> str:
    """Return effect, interval and side in words; without an estimate, that its numbers are not in the set."""
    if claim.estimate is None:
        return phrase(known, "no_figures")
    if claim.ci_low is None or claim.ci_high is None:
        return phrase(known, "effect_without_interval", measure=claim.measure, estimate=number(claim.estimate))
    return phrase(known, "effect", measure=claim.measure, estimate=number(claim.estimate), low=number(claim.ci_low),
                  high=number(claim.ci_high), side=phrase(known, f"side_{side(claim)}"))  # fmt: skip


def size(known: Evidence, claim: Claim) -> str:
    """Return how many trials and people, as far as they were seen."""
    trials = phrase(known, "trial" if claim.k == 1 else "trials", k=claim.k) if claim.k else ""
    people = phrase(known, "people", n=known.translation.count(claim.n)) if claim.n else ""
    spread = phrase(known, "i2", i2=f"{claim.i2:g}") if claim.i2 is not None else ""
    return known.translation.joined(x for x in (trials, people, spread) if x) or phrase(known, "size_unknown")


def certainty(known: Evidence, claim: Claim) -> str:
    """Return the certainty as the source states it, else that it states none; never inferred."""
    if claim.certainty:
        return phrase(known, "certainty", certainty=known.translation.translated(claim.certainty))
    if claim.certainty_words:
        return phrase(known, "certainty_words", words=claim.certainty_words)
    return phrase(known, "certainty_none")


def control(known: Evidence, claim: Claim) -> str:
    """Return what it was compared with."""
    if claim.comparator == "none_named":
        return phrase(known, "control_none_named")
    return phrase(known, "control", control=claim.comparator_text or phrase(known, f"control_{claim.comparator}"))


def year(known: Evidence, citation: Citation) -> str:
    """Return the year of a source, or that it is not checked."""
    return str(citation.year) if citation.year else phrase(known, "year_unknown")


def fact_line(known: Evidence, f: Fact, level: int = 0) -> Line:
    """Return a safety fact with its rate and interval where it has one, and its source."""
    rate = f.speaks == "rate" and f.value is not None and f.ci_low is not None and f.ci_high is not None
    source = phrase(known, "in_source", source=f.citation.id) if f.verified and f.citation.identified else ""
    if not rate:
        return say(known, "fact", ref(f), ref(f.citation), text=f.text, source=source, level=level, kind="body" if f.verified else "caution")
    return say(known, "fact_rate", ref(f), ref(f.citation), text=f.text, value=f"{f.value:g}", low=f"{f.ci_low:g}", high=f"{f.ci_high:g}",
               unit=f.unit, source=source, level=level)  # fmt: skip
