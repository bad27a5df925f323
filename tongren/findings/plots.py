"""Forest and funnel plots of the study-level tables that belong to a condition; `tongren/pooling` pools, `tongren/drawing` draws."""

from __future__ import annotations

from pathlib import Path

from tongren.drawing.forest_plot import forest_plot
from tongren.drawing.funnel_plot import funnel_plot
from tongren.drawing.page import Page
from tongren.errors import InputError
from tongren.findings import cite
from tongren.findings.claims import Evidence, evidence
from tongren.findings.lookup import Subject, claims_of
from tongren.findings.sentences import phrase
from tongren.knowledge.evidence_records import PlotTable
from tongren.knowledge.evidence_tables import FOLDER
from tongren.knowledge.tables import Row, atlas_path, files_of, read_rows
from tongren.pooling.effects import Effects, effects_of
from tongren.pooling.pool import Pooled, pooled


def table_of(subject: Subject, known: Evidence | None = None) -> PlotTable:
    """Return the study-level table of a condition, or of the conditions whose trials used a point.

    Raises InputError, naming the conditions that have one, where there is none.
    """
    known = known or evidence()
    plots = known.plain("plots")
    about = subject.parts or tuple(dict.fromkeys(c.condition for c in claims_of(subject, known)))
    for p in plots.values():
        if p.condition in about and (not subject.point or subject.point in p.points):
            return p
    have = ", ".join(dict.fromkeys(known.plain("conditions")[p.condition].en for p in plots.values()))
    raise InputError(f"no study-level table for {subject.name}, so nothing to plot; there is one for: {have or 'no condition yet'}")


def studies(plot: PlotTable) -> list[Row]:
    """Return the rows of a table that a plot is about.  Raises InputError where the file or its rows are missing."""
    if not files_of(atlas_path(), f"{FOLDER}/{plot.file}"):
        raise InputError(f"{FOLDER}/{plot.file}: the study-level table is not in this atlas")
    wanted = dict(w.split("=", 1) for w in plot.where)
    rows = [r for _, _, r in read_rows(atlas_path(), f"{FOLDER}/{plot.file}") if all(r.get(k) == v for k, v in wanted.items())]
    if not rows:
        raise InputError(f"{FOLDER}/{plot.file}: no row where {' and '.join(plot.where)}")
    return rows


def pooled_table(plot: PlotTable) -> tuple[Effects, Pooled]:
    """Return the effects of a plot's table and what they pool to.  Raises InputError where the table is missing or cannot be read."""
    effects = effects_of(studies(plot), plot.measure, columns=dict(w.split("=", 1) for w in plot.columns))
    return effects, pooled(effects, "REML")


def forest_of(subject: Subject, known: Evidence | None = None) -> Page:
    """Return the forest plot of a condition or a point as a page, its sides named in the language of `known`.

    Raises InputError where there is no table.
    """
    known = known or evidence()
    plot = table_of(subject, known)
    better, worse = (phrase(known, f"plot_{x}") for x in ("better", "worse"))
    favours = (better, worse) if plot.favours_if == "lower" else (worse, better)
    return forest_plot(*pooled_table(plot), title=plot.title, favours=favours, note=cite.text(known.citation(plot.source)))


def funnel_of(subject: Subject, known: Evidence | None = None) -> Page:
    """Return the funnel plot of a condition or a point as a page.  Raises InputError where there is no table."""
    known = known or evidence()
    plot = table_of(subject, known)
    return funnel_plot(*pooled_table(plot), title=plot.title, note=cite.text(known.citation(plot.source)))


def draw(subject: Subject, forest: Path | None, funnel: Path | None, known: Evidence | None = None) -> list[Path]:
    """Write the plots asked for and return their files.  Raises InputError where there is no table, or for an ending that is no picture's."""
    return [make(subject, known).save(path) for make, path in ((forest_of, forest), (funnel_of, funnel)) if path]
