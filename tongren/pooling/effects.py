"""From study tables to effects: risk ratio, odds ratio, risk difference, mean difference, standardised mean difference.

Definitions are those of metafor 3.8's `escalc` with its defaults (Viechtbauer 2010, J Stat Softw 36(3), doi:10.18637/jss.v036.i03):
ratios are analysed as logarithms; 1/2 is added to all four cells of a study that has a zero cell, and to that study only; the
standardised mean difference is Hedges' g with the exact factor (Hedges 1981, J Educ Stat 6:107, doi:10.3102/10769986006002107) and
the large-sample variance 1/n1 + 1/n2 + g^2 / (2 (n1 + n2)).

A study without an event in either group (or with only events) says nothing about a ratio. As in metafor it still gets its 1/2 and stays in
the inverse-variance methods, with a note; Mantel-Haenszel gives it no weight; `drop_double_zero` leaves it out everywhere.

scipy.special does the gamma function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tongren.errors import InputError
from tongren.pooling.tables import CELLS, COUNTS, EFFECTS, MEANS, Array, StudyTable, read_studies, repeated_rows

BINARY, CONTINUOUS = ("RR", "OR", "RD"), ("MD", "SMD")
MEASURES = BINARY + CONTINUOUS
LOGGED = ("RR", "OR")
WORDS = {"RR": "risk ratio", "OR": "odds ratio", "RD": "risk difference", "MD": "mean difference", "SMD": "standardised mean difference"}


@dataclass(frozen=True)
class Effects:
    """Effects of k studies on the scale of analysis (logarithms for ratios).

    yi, vi: (k,), effect and its variance. labels: k names. measure: RR, OR, RD, MD, SMD, or any other word for effects given as they are.
    counts: (k, 4), ai n1i ci n2i as they stood in the table, without additions, or None: what Mantel-Haenszel needs.
    double_zero: (k,), True where neither group had an event, or both had only events; all False without counts.
    table: where the studies came from, for subgroups; notes: what was done to the numbers, in words.
    """

    yi: Array
    vi: Array
    labels: tuple[str, ...]
    measure: str = "GEN"
    counts: Array | None = None
    double_zero: Any = None
    table: StudyTable | None = None
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Make arrays of what was given and refuse what cannot be pooled."""
        yi, vi = np.atleast_1d(np.asarray(self.yi, float)), np.atleast_1d(np.asarray(self.vi, float))
        if yi.ndim != 1 or yi.shape != vi.shape or len(self.labels) != len(yi):
            raise InputError(f"effects {yi.shape}, variances {vi.shape} and {len(self.labels)} labels; one of each is needed for every study")
        if len(yi) == 0:
            raise InputError("no study is left to pool; at least one is needed")
        for label, y, v in zip(self.labels, yi, vi, strict=True):
            if not (np.isfinite(y) and np.isfinite(v) and v > 0):
                raise InputError(f"{label}: effect {y:g} with variance {v:g}; a finite effect and a variance above 0 are needed")
        object.__setattr__(self, "yi", yi)
        object.__setattr__(self, "vi", vi)
        object.__setattr__(self, "labels", tuple(self.labels))
        if self.double_zero is None:
            object.__setattr__(self, "double_zero", np.zeros(len(yi), bool))

    @property
    def k(self) -> int:
        """How many studies there are."""
        return len(self.yi)

    @property
    def log_scale(self) -> bool:
        """True where effects are logarithms of ratios."""
        return self.measure in LOGGED

    def only(self, keep: Any) -> Effects:
        """Return the studies that `keep`, (k,) of bool or numbers of rows, selects.

        Raises InputError if none is left.
        """
        chosen = np.arange(self.k)[np.asarray(keep)]
        table = self.table and replace(
            self.table,
            rows=tuple(self.table.rows[i] for i in chosen),
            places=tuple(self.table.places[i] for i in chosen),
            labels=tuple(self.table.labels[i] for i in chosen),
        )
        return replace(
            self,
            yi=self.yi[chosen],
            vi=self.vi[chosen],
            labels=tuple(self.labels[i] for i in chosen),
            counts=None if self.counts is None else self.counts[chosen],
            double_zero=self.double_zero[chosen],
            table=table,
        )

    def shown(self, level: float = 0.95) -> Array:
        """Return (k, 3): effect and the ends of its normal interval, ratios as ratios."""
        from scipy.special import ndtri

        half = ndtri(0.5 + level / 2) * np.sqrt(self.vi)
        out = np.stack([self.yi, self.yi - half, self.yi + half], axis=1)
        return np.exp(out) if self.log_scale else out


def hedges_factor(df: Array) -> Array:
    """Return the exact factor that takes the bias from a standardised mean difference, for df = n1 + n2 - 2 degrees of freedom, above 1."""
    from scipy.special import gammaln

    df = np.asarray(df, float)
    return np.asarray(np.exp(gammaln(df / 2) - np.log(np.sqrt(df / 2)) - gammaln((df - 1) / 2)))


def effects_of(table: Any, measure: str = "RR", *, columns: Mapping[str, str] | None = None, drop_double_zero: bool = False) -> Effects:
    """Return the effects of a study table, first group against second.

    table, columns: see `read_studies`. measure: RR, OR, RD of counts; MD, SMD of means; a table of `yi vi` is taken as it is.
    drop_double_zero: leave out of RR and OR the studies without (or with nothing but) events in both groups; without it they keep 1/2.
    Raises InputError, with row and column, for what the tables cannot say: negative counts, more events than people, a missing SD, text.
    """
    if measure not in MEASURES and not _has(read_studies(table, columns), EFFECTS):
        raise InputError(f'measure "{measure}"; choose {", ".join(MEASURES)}, or give a table with columns yi and vi')
    studies = read_studies(table, columns)
    if measure in BINARY and (_has(studies, COUNTS) or _has(studies, CELLS)):
        return _of_counts(studies, measure, drop_double_zero)
    if measure in CONTINUOUS and _has(studies, MEANS):
        return _of_means(studies, measure)
    if _has(studies, EFFECTS):
        notes = repeated_rows(studies, EFFECTS)
        variances = studies.numbers("vi")
        _refuse(studies, "vi", variances <= 0, variances, "a variance above 0 is needed")
        return Effects(studies.numbers("yi"), variances, studies.labels, measure, table=studies, notes=tuple(notes))
    wanted = COUNTS if measure in BINARY else MEANS
    missing = [name for name in wanted if name not in studies.columns]
    raise InputError(f"{studies.source}: {measure} needs the columns {' '.join(wanted)}; missing: {' '.join(missing)}")


def _has(table: StudyTable, names: Sequence[str]) -> bool:
    return set(names) <= set(table.columns)


def _refuse(table: StudyTable, column: str, bad: Any, values: Array, allowed: str) -> None:
    for i in np.flatnonzero(bad):
        raise InputError(f"{table.where(int(i), column)}: found {values[i]:g}; {allowed}")


def _counts(table: StudyTable) -> Array:
    """Return (k, 4), ai n1i ci n2i, checked."""
    names: tuple[str, ...] = COUNTS if _has(table, COUNTS) else CELLS
    held = {name: table.numbers(name) for name in names}
    for name, values in held.items():
        _refuse(table, name, values < 0, values, "a count is 0 or more")
        _refuse(table, name, values % 1 != 0, values, "a count is a whole number")
    if names is CELLS:
        held = {"ai": held["ai"], "n1i": held["ai"] + held["bi"], "ci": held["ci"], "n2i": held["ci"] + held["di"]}
    for events, people in (("ai", "n1i"), ("ci", "n2i")):
        _refuse(table, people, held[people] < 1, held[people], "a group has at least one person")
        _refuse(table, events, held[events] > held[people], held[events], f"no more events than people ({people}) are possible")
    return np.stack([held[name] for name in COUNTS], axis=1)


def binary_effects(counts: Array, measure: str) -> tuple[Array, Array, Array]:
    """Return effect (k,), variance (k,) and whether 1/2 was added (k,), of counts (k, 4): ai n1i ci n2i."""
    a, n1, c, n2 = counts.T
    zero = (a == 0) | (c == 0) | (a == n1) | (c == n2)
    a, c, n1, n2 = a + zero / 2, c + zero / 2, n1 + zero, n2 + zero
    b, d = n1 - a, n2 - c
    if measure == "RR":
        return np.log(a / n1) - np.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2, zero
    if measure == "OR":
        return np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d, zero
    return a / n1 - c / n2, a * b / n1**3 + c * d / n2**3, zero


def _of_counts(table: StudyTable, measure: str, drop_double_zero: bool) -> Effects:
    counts = _counts(table)
    notes = repeated_rows(table, COUNTS if _has(table, COUNTS) else CELLS)
    yi, vi, zero = binary_effects(counts, measure)
    a, n1, c, n2 = counts.T
    double = ((a == 0) & (c == 0)) | ((a == n1) & (c == n2))
    if zero.any():
        notes.append(f"a zero cell: 1/2 added to each cell of {_list(table.labels, zero)}, to no other study, and nothing to a Mantel-Haenszel sum")
    if double.any() and measure in LOGGED:
        what = "left out" if drop_double_zero else "kept with 1/2 in each cell; Mantel-Haenszel gives no weight to it"
        notes.append(f"no event, or nothing but events, in both groups of {_list(table.labels, double)}: {what}")
    effects = Effects(yi, vi, table.labels, measure, counts, double, table, tuple(notes))
    return effects.only(~double) if drop_double_zero and measure in LOGGED else effects


def _list(labels: Sequence[str], chosen: Any) -> str:
    return ", ".join(label for label, yes in zip(labels, chosen, strict=True) if yes)


def _of_means(table: StudyTable, measure: str) -> Effects:
    held = {name: table.numbers(name) for name in MEANS}
    least = 1 if measure == "MD" else 2
    for n in ("n1i", "n2i"):
        _refuse(table, n, held[n] % 1 != 0, held[n], "a number of people is whole")
        _refuse(table, n, held[n] < least, held[n], f"{measure} needs at least {least} in each group")
    for sd in ("sd1i", "sd2i"):
        _refuse(table, sd, held[sd] < 0, held[sd], "a standard deviation is not negative")
    _refuse(table, "sd1i", (held["sd1i"] == 0) & (held["sd2i"] == 0), held["sd1i"], "a standard deviation above 0 is needed in one group at least")
    m1, sd1, n1, m2, sd2, n2 = (held[name] for name in MEANS)
    notes = tuple(repeated_rows(table, MEANS))
    if measure == "MD":
        return Effects(m1 - m2, sd1**2 / n1 + sd2**2 / n2, table.labels, measure, table=table, notes=notes)
    df = n1 + n2 - 2
    g = hedges_factor(df) * (m1 - m2) / np.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / df)
    return Effects(g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2)), table.labels, measure, table=table, notes=notes)
