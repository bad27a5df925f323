"""Who should not, and where not: the one list of what a person is asked about, and what follows for each point.

`asked()` is the list; `cautions_of()` what the atlas says for a person's answers; `allowed()` whether a point may be
offered for pressing.  Guided sessions ask from the same rows.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache

from tongren.errors import InputError
from tongren.findings.claims import Evidence, Fact, evidence
from tongren.findings.sentences import Kind, Line, fact_line, phrase, ref, say
from tongren.knowledge.evidence_records import NeverPressed, PersonCondition
from tongren.knowledge.index import plain
from tongren.knowledge.tables import table

RED_FLAGS = "red_flag"
FORBIDS = ("never", "never_here")
PRESSING = "pressure"


def asked(known: Evidence | None = None) -> list[PersonCondition]:
    """Return everything a person is asked about, in the order of the table."""
    known = known or evidence()
    return list(known.plain("person").values())


def answer_of(text: str, known: Evidence | None = None) -> PersonCondition:
    """Return the item of the list that a text names, in any of five languages.

    Raises InputError for a text that names none, with the whole list.
    """
    known = known or evidence()
    names = {plain(n): p for p in asked(known) for n in (p.id, p.en, p.zh, p.ko, p.ja, p.es, *p.aliases) if n}
    if plain(text) in names:
        return names[plain(text)]
    close = [names[k].id for k in difflib.get_close_matches(plain(text), list(names), n=3, cutoff=0.7)]
    hint = f"; did you mean {', '.join(dict.fromkeys(close))}?" if close else ""
    raise InputError(f'--has "{text}" is not in the list{hint}; allowed: {", ".join(p.id for p in asked(known))}')


def facts_for(ids: Iterable[str], known: Evidence | None = None) -> list[Fact]:
    """Return the facts that an answer of yes to any of these brings up, in the order of the table."""
    known = known or evidence()
    wanted = set(ids)
    return [f for f in known.facts if wanted & set(f.asks)]


@cache
def _regions() -> dict[str, tuple[str, str]]:
    return {r["code"]: (r["region"], r["subregion"]) for r in table("points")}


def points_of(fact: Fact, known: Evidence | None = None) -> frozenset[str]:
    """Return the points a fact is about: those it names and those of its areas; none means all of the body, or a place of one's own."""
    known = known or evidence()
    out = set(fact.points)
    for area in fact.areas:
        a = known.plain("areas")[area]
        out |= set(a.points)
        if a.region:
            out |= {c for c, (region, sub) in _regions().items() if region == a.region and a.subregion in ("", sub)}
    return frozenset(out)


def never_pressed(known: Evidence | None = None) -> dict[str, NeverPressed]:
    """Return the points that are never offered for pressing."""
    known = known or evidence()
    return known.plain("never_pressed")


def allowed(point: str, has: Iterable[str] = (), known: Evidence | None = None) -> bool:
    """Return whether a point may be offered for pressing to someone who has these (ids of the list): doubt and custom both forbid.

    False for the points never pressed; for what needs urgent care or no session at all; for points a caution names.
    A True is no advice: places on the skin (a wound, varicose veins) are for the person to leave out.
    """
    known = known or evidence()
    if point in never_pressed(known) or any(f.effect == "never" and PRESSING in f.practices and point in f.points for f in known.facts):
        return False
    for f in facts_for(has, known):
        where = points_of(f, known)
        if PRESSING in f.practices and (f.effect == "urgent" or (f.effect in FORBIDS and (not where or point in where))):
            return False
    return True


def sheet(points: list[str], has: list[PersonCondition], known: Evidence | None = None, language: str = "en") -> list[Line]:
    """Return the cautions for a person and some points, line by line: what comes before anything, then the person, then each point."""
    known = known or evidence(language=language)
    lines = [say(known, "caution_first", kind="head"), *_told(known, [f for f in known.facts if RED_FLAGS in f.asks])]
    for item in has:
        if item.id != RED_FLAGS:
            lines += _for_person(known, item)
    lines += _for_points(known, points, has) if points else []
    if not points and not has:
        lines += _everything(known)
    return [*lines, say(known, "caution_foot", kind="foot")]


def _told(known: Evidence, facts: Iterable[Fact], level: int = 1) -> list[Line]:
    out = []
    for f in facts:
        out.append(fact_line(known, f, level))
        practices = known.translation.joined(phrase(known, f"method_{p}") for p in f.practices)
        key = "caution_about" if f.effect == "inform" else "caution_effect"
        out.append(say(known, key, ref(f), practices=practices, effect=phrase(known, f"effect_{f.effect}"), level=level + 1, kind="dim"))
        if f.caveat:
            out.append(say(known, "caveat", ref(f), text=f.caveat, level=level + 1, kind="dim"))
        if f.verified and not f.points_checked:
            out.append(say(known, "points_unchecked", ref(f), ending=phrase(known, "unchecked"), level=level + 1, kind="caution"))
    return out


def _for_person(known: Evidence, item: PersonCondition) -> list[Line]:
    facts = facts_for([item.id], known)
    lines = [say(known, "caution_has", f"person:{item.id}", name=known.translation.name(item), kind="head")]
    custom = [f for f in facts if f.speaks == "tradition"]
    shown = [f for f in facts if f.speaks in ("warns", "rate")]
    evident = [f for f in facts if f.speaks == "reassures"]
    lines += _told(known, shown)
    if custom:
        lines += [say(known, "tradition_head", f"person:{item.id}", level=1, kind="strong"), *_told(known, custom, 2)]
        lines.append(say(known, "evidence_head", f"person:{item.id}", level=1, kind="strong"))
        lines += _told(known, evident, 2) or [say(known, "no_row", level=2)]
        return lines
    return lines + _told(known, evident)


def _for_points(known: Evidence, points: list[str], has: list[PersonCondition]) -> list[Line]:
    mine = facts_for([p.id for p in has], known)
    lines = [say(known, "caution_points", kind="head")]
    for point in points:
        never = never_pressed(known).get(point)
        may = allowed(point, [p.id for p in has], known)
        lines.append(say(known, "point_may" if may else "point_may_not", f"points:{point}", point=point, level=1, kind="strong"))
        if never:
            text = phrase(known, "point_never", point=point, reason=known.translation.translated(never.reason))
            unsure = never.known_by == "recalled" or "reason" in never.recalled_fields
            lines.append(Line(known.translation.caution(text) if unsure else text, (f"never_pressed:{point}", "words:point_never"), 2, "caution"))
        here = [f for f in known.facts if point in points_of(f, known)]
        custom_first = sorted((f for f in here if f in mine), key=lambda f: f.speaks == "reassures")
        own = [*custom_first, *(f for f in here if f not in mine and not f.asks)]
        general = [f for f in here if f not in own and f.speaks in ("warns", "tradition")]
        lines += [_short(known, f, point, f in mine) for f in (*own, *general)]
        if not never and not here:
            lines.append(say(known, "point_nothing", f"points:{point}", level=2))
    return lines


def _short(known: Evidence, f: Fact, point: str, said: bool) -> Line:
    """A fact about one point; what was said above for the person is only named again."""
    kind: Kind = "body" if f.verified else "caution"
    rows = (ref(f), ref(f.citation), *(f"person:{a}" for a in f.asks))
    always = f.effect == "never" and point in f.points
    who = "" if always else " / ".join(known.translation.name(known.plain("person")[a]) for a in f.asks)
    if said and f.speaks in ("tradition", "reassures"):
        return say(known, f"point_{f.speaks}", *rows, who=who, source=f.citation.id, level=2)
    text = fact_line(known, f).text
    about = known.translation.joined(phrase(known, f"method_{p}") for p in f.practices) if PRESSING not in f.practices else ""
    key = "point_fact_who" if who else "point_fact_about" if about else "point_fact"
    return say(known, key, *rows, text=text, who=who, about=about, level=2, kind=kind)


def _everything(known: Evidence) -> list[Line]:
    lines = [say(known, "caution_list", kind="head")]
    for item in asked(known)[1:]:
        lines.append(say(known, "caution_item", f"person:{item.id}", id=item.id, name=known.translation.name(item), level=1))
    never = never_pressed(known)
    rows = tuple(f"never_pressed:{c}" for c in never)
    lines.append(say(known, "never_head", kind="head"))
    lines.append(Line(known.translation.caution(phrase(known, "never_all", points=", ".join(never))), (*rows, "words:never_all"), 1, "caution"))
    lines.append(say(known, "rates_head", kind="head"))
    lines += [fact_line(known, f, 1) for f in known.facts if f.speaks == "rate"]
    lines.append(say(known, "more_head", kind="head"))
    return lines + [fact_line(known, f, 1) for f in known.facts if not f.asks and f.speaks in ("warns", "reassures")]
