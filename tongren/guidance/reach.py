"""How a point is reached and what suits it: its zone, then the row of that zone or the exception that names the point."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from tongren.errors import AtlasError
from tongren.findings.cautions import never_pressed
from tongren.guidance.practice import named, phrase, practice
from tongren.guidance.shapes import Pressure, Reach
from tongren.knowledge.about_point import rows_of

NO_HAND: Literal["none"] = "none"


@cache
def zone_of(code: str) -> str:
    """Return the zone of a point: that which names it, else that of its region, subregion and surface, else of the first two.

    Raises AtlasError where the tables leave a point without a zone or give it two.
    """
    row = next(iter(rows_of("points", code)), None)
    if row is None:
        raise AtlasError(f'atlas/points: no row "{code}"')
    places = practice()["zone_places"].values()
    mine = [p for p in places if code in p.points]
    here = [p for p in places if p.region == row["region"] and p.subregion == row["subregion"]]
    for found in (mine, [p for p in here if p.surface == row["surface"]], [p for p in here if not p.surface]):
        zones = {p.zone for p in found}
        if len(zones) > 1:
            raise AtlasError(f"practice/zone_places.csv: {code} lies in {', '.join(sorted(zones))}; allowed: one zone")
        if zones:
            return str(zones.pop())
    raise AtlasError(f"practice/zone_places.csv: {code} ({row['region']}, {row['subregion']}, {row['surface']}) lies in no zone")


def _row(table: str, code: str) -> Any:
    """Return the row of a table for a point: the exception that names it, else that of its zone, else None.  Raises AtlasError for two."""
    rows = list(practice()[table].values())
    found = [r for r in rows if code in r.points] or [r for r in rows if r.zone == zone_of(code) and not r.points]
    if len(found) > 1:
        raise AtlasError(f"practice/{table}.csv: {len(found)} rows for {code}; allowed: one for its zone, or one that names it")
    return found[0] if found else None


def reach_of(code: str, language: str = "en") -> Reach:
    """Return how a person reaches a point of their own; for what is never pressed, that it is not for pressing.  One answer for each point."""
    row = _row("reach", code)
    if row is None:
        raise AtlasError(f"practice/reach.csv: no row for {code}, which lies in {zone_of(code)}")
    by = NO_HAND if code in never_pressed() else row.by
    hand = row.hand if by == "hand" else NO_HAND
    key = f"hand_{hand}" if by == "hand" else f"by_{by}"
    return Reach(by, hand, named("postures", row.posture, language), phrase(key, language))


def fit_of(code: str) -> Any:
    """Return the row of what suits a point, or None where nothing does."""
    return None if reach_of(code).by == NO_HAND else _row("fits", code)


def helped(language: str) -> Reach:
    """Return the reach of a point that another person presses."""
    return Reach("person", NO_HAND, named("postures", "helped", language), phrase("by_person", language))


@cache
def is_median(code: str) -> bool:
    """Return whether a point lies in the median plane, so that it has no sides."""
    return rows_of("points", code)[0]["bilateral"] == "no"


def pressure_of(key: str, language: str) -> Pressure:
    """Return how hard, in words and on the scale."""
    row = practice()["pressures"][key]
    return Pressure(key, row.low, row.high, getattr(row, language), getattr(row, f"text_{language}"))
