"""Forest and funnel plots of the study-level tables that belong to a condition; pooling and drawing are the pooling engine's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tongren.errors import InputError
from tongren.findings import cite
from tongren.findings.claims import Evidence, evidence
from tongren.findings.lookup import Subject, claims_of
from tongren.findings.sentences import phrase
from tongren.knowledge.evidence_records import PlotTable
from tongren.knowledge.evidence_tables import FOLDER
from tongren.knowledge.tables import Row, atlas_path, files_of, read_rows


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


def draw(subject: Subject, forest: Path | None, funnel: Path | None, known: Evidence | None = None) -> list[Path]:
    """Draw the plots asked for and return their files.  Raises InputError where there is no table or no engine to pool it."""
    known = known or evidence()
    plot = table_of(subject, known)
    rows = studies(plot)
    engine = _engine()
    columns = dict(w.split("=", 1) for w in plot.columns)
    effects = engine["effects_of"](rows, plot.measure, columns=columns)
    result = engine["pooled"](effects, "REML")
    note = cite.text(known.citation(plot.source))
    better, worse = (phrase(known, f"plot_{x}") for x in ("better", "worse"))
    favours = (better, worse) if plot.favours_if == "lower" else (worse, better)
    made = []
    if forest:
        made.append(engine["forest_plot"](effects, result, forest, title=plot.title, favours=favours, note=note))
    if funnel:
        made.append(engine["funnel_plot"](effects, result, funnel, title=plot.title, note=note))
    return made


def _engine() -> dict[str, Any]:
    try:
        from importlib import import_module

        places = {"effects_of": "effects", "pooled": "pool", "forest_plot": "forest", "funnel_plot": "forest"}
        return {name: getattr(import_module(f"tongren.findings.{module}"), name) for name, module in places.items()}
    except ImportError as e:
        raise InputError(f"plots need what is not installed ({e.name}): pip install 'tongren[evidence]'") from e
