"""The tables of atlas/practice in memory, and every bad row or reference in them at once."""

from __future__ import annotations

import string
from functools import cache
from pathlib import Path
from typing import Any

from tongren.knowledge import practice_records as rec
from tongren.knowledge.counts import Counts, read_counts
from tongren.knowledge.evidence_tables import NEEDLING
from tongren.knowledge.folder_tables import Table, Tables, must_exist, read_tables
from tongren.knowledge.records import Point
from tongren.knowledge.tables import Row, atlas_path, read_records, read_sheets

FOLDER = "practice"
LANGUAGES = ("en", "zh", "ko", "ja", "es")
TABLES: tuple[Table, ...] = (
    ("complaints", rec.ComplaintRow, "id"), ("flags", rec.FlagRow, "id"), ("complaint_points", rec.ChoiceRow, "id"),
    ("classics", rec.ClassicRow, "id"), ("books", rec.BookRow, "id"), ("links", rec.LinkRow, "id"), ("zones", rec.ZoneRow, "id"),
    ("zone_places", rec.ZonePlaceRow, "n"), ("places", rec.PlaceRow, "id"), ("postures", rec.PostureRow, "id"),
    ("reach", rec.ReachRow, "n"), ("techniques", rec.TechniqueRow, "id"), ("tools", rec.ToolRow, "id"),
    ("pressures", rec.PressureRow, "id"), ("fits", rec.FitRow, "n"), ("paces", rec.PaceRow, "id"), ("gate", rec.GateRow, "id"),
    ("words", rec.WordRow, "id"),
)  # fmt: skip
# table, column, the table whose keys it holds; several may stand in a cell
REFERENCES = (
    ("flags", "complaint", "complaints"), ("complaint_points", "complaint", "complaints"), ("complaint_points", "classic", "classics"),
    ("links", "complaint", "complaints"), ("zone_places", "zone", "zones"), ("places", "zones", "zones"), ("reach", "zone", "zones"),
    ("reach", "posture", "postures"), ("fits", "zone", "zones"), ("fits", "techniques", "techniques"), ("fits", "tools", "tools"),
    ("fits", "pressure", "pressures"), ("tools", "technique", "techniques"), ("gate", "group", "words"), ("gate", "places", "places"),
    ("gate", "tools", "tools"),
)  # fmt: skip


def _references(t: Tables, path: Path, evidence: Tables) -> None:
    for table, column, other in REFERENCES:
        must_exist(t, table, column, t[other], f"an id of practice/{other}.csv")
    points = {r.code for _, _, r in read_records(path, "points", Point)[0]}
    for table, column in (("complaint_points", "point"), ("classics", "point"), ("zone_places", "points"), ("reach", "points"), ("fits", "points")):
        must_exist(t, table, column, points, "a code of atlas/points")
    must_exist(t, "complaint_points", "use", _column(path, "uses", "id"), "an id of uses.csv")
    for table, column, other in (("links", "condition", "conditions"), ("complaint_points", "reviews", "reviews"), ("gate", "facts", "safety"),
                                 ("gate", "id", "person")):  # fmt: skip
        must_exist(t, table, column, evidence[other], f"an id of evidence/{other}.csv")


def _column(path: Path, name: str, *columns: str) -> set[Any]:
    rows = _rows(path, name)
    return {r.get(columns[0], "") for r in rows} if len(columns) == 1 else {tuple(r.get(c, "") for c in columns) for r in rows}


def _rows(path: Path, name: str) -> list[Row]:
    return [placed.row for sheet in read_sheets(path, name) for placed in sheet.rows]


def _reasons(t: Tables, path: Path, evidence: Tables) -> None:
    """A reason that names tradition, a verse or a trial has its row; none names two; nobody is offered what is never pressed."""
    told = _column(path, "tradition", "code", "use")
    books = {r.get("code", "") + r.get("use", ""): r.get("book", "") for r in _rows(path, "tradition")}
    for key, c in t["complaint_points"].items():
        given = {"tradition": bool(c.use), "classic": bool(c.classic), "trial": bool(c.reviews)}
        if [k for k, v in given.items() if v] != ([] if c.reason == "custom" else [c.reason]):
            t.blame("complaint_points", key, f'reason: found "{c.reason}" beside {given}; allowed: the column of that reason alone')
        if c.use and (c.point, c.use) not in told:
            t.blame("complaint_points", key, f'use: found "{c.use}" for {c.point}; allowed: a use that tradition.csv names for it')
        if c.classic in t["classics"] and t["classics"][c.classic].point != c.point:
            t.blame("complaint_points", key, f'classic: found "{c.classic}" for {c.point}; allowed: one about this point')
        if (book := books.get(c.point + c.use) or getattr(t["classics"].get(c.classic), "source", "")) and book not in t["books"]:
            t.blame("complaint_points", key, f'found the book "{book}"; allowed: a title in practice/books.csv')
        for r in c.reviews:
            if r in evidence["reviews"] and c.point not in evidence["reviews"][r].points:
                t.blame("complaint_points", key, f'reviews: found "{r}", whose trials are not known to have used {c.point}')
        if c.point in evidence["never_pressed"]:
            t.blame("complaint_points", key, f"point: found {c.point}; allowed: no point of evidence/never_pressed.csv")


def _complaints(t: Tables, counts: Counts) -> None:
    """Each complaint has at least three warning signs and an order of points without gaps; a nearby study names its people."""
    t.problems += counts.wrong("complaints", len(t["complaints"]), f"{FOLDER}/complaints.csv", t.last["complaints"])
    for key in t["complaints"]:
        flags = [f for f in t["flags"].values() if f.complaint == key]
        signs = len({f.sign for f in flags})
        t.problems += counts.wrong("warning_signs", signs, f"{FOLDER}/complaints.csv", t.lines["complaints", key])
        order = [c.n for c in t["complaint_points"].values() if c.complaint == key]
        if not order or sorted(order) != list(range(1, len(order) + 1)):
            t.blame("complaints", key, f"points of it in the order {order}; allowed: 1, 2, 3 …")
    for key, link in t["links"].items():
        people = [bool(getattr(link, f"people_{x}")) for x in LANGUAGES]
        if people != [link.directness == "nearby"] * len(LANGUAGES):
            t.blame("links", key, f'people: found {people} beside "{link.directness}"; allowed: all languages for nearby, none for same')


def _gate(t: Tables, evidence: Tables) -> None:
    """Whatever of the one list forbids, stops or lightens pressing is asked, and its facts are about it."""
    for key in evidence["person"]:
        if key not in t["gate"] and any(key in f.asks and "pressure" in f.practices and f.speaks != "reassures" for f in evidence["safety"].values()):
            t.lacks("gate", f'"{key}" of evidence/person.csv bears on pressing and is not asked')
    for key, g in t["gate"].items():
        if bool(g.placing) != bool(g.places):
            t.blame("gate", key, f'placing: found "{g.placing}" beside places "{";".join(g.places)}"; allowed: both or neither')
        if not g.facts:
            t.blame("gate", key, "facts: found none; allowed: at least one row of evidence/safety.csv that says why")
        for help_ in g.helps:
            if f"help_{help_}" not in t["words"]:
                t.blame("gate", key, f'helps: found "{help_}"; allowed: an id of words.csv without its help_')
    for key, p in t["pressures"].items():
        if p.low >= p.high:
            t.blame("pressures", key, f"low, high: found {p.low} and {p.high}; allowed: low below high")


def _texts(t: Tables) -> None:
    """A sentence has the same places in all languages; nothing tells how to needle; recalled fields are columns."""
    for key, w in t["words"].items():
        places = {x: {f for _, f, _, _ in string.Formatter().parse(getattr(w, x)) if f} for x in LANGUAGES}
        if len({frozenset(p) for p in places.values()}) > 1:
            t.blame("words", key, f"places differ between the languages: {places}")
    for table, key, row in t.each():
        for column in row.recalled_fields:
            if column not in type(row).model_fields:
                t.blame(table, key, f'recalled_fields: found "{column}"; allowed: names of the columns of this table')
        for column, value in row.model_dump().items():
            found = NEEDLING.search(value) if isinstance(value, str) else None
            if found:
                t.blame(table, key, f'{column}: found "{found[0]}"; allowed: no angle, depth or dose of needling')


def check_practice(path: Path, evidence: Tables) -> Tables:
    """Return all tables of an atlas' folder `practice` with every problem in them; no folder, no tables and no problem.

    evidence: the tables of atlas/evidence, whose list of persons, safety facts, conditions and results they lean on.
    """
    if not (path / FOLDER).is_dir():
        return Tables(FOLDER, {name: {} for name, _, _ in TABLES})
    t = read_tables(path, FOLDER, TABLES)
    _references(t, path, evidence)
    _reasons(t, path, evidence)
    _gate(t, evidence)
    _complaints(t, read_counts(path))
    _texts(t)
    return t


@cache
def practice_tables(path: Path | None = None) -> Tables:
    """Return the tables as they are read for use, by default those of this installation."""
    return read_tables(path or atlas_path(), FOLDER, TABLES)
