"""From arms or contrasts to what a network is fitted to: contrasts of each study against its first arm, with their covariances.

Arms of one study share its first arm, so its contrasts are correlated: the covariance is the variance of that arm's own part. From effects of
pairs alone it is worked back: cov(y1j, y1k) = (v1j + v1k - vjk) / 2, for which a study of m arms must give all m (m - 1) / 2 pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tongren.errors import InputError
from tongren.pooling.effects import BINARY, MEASURES, hedges_factor
from tongren.pooling.tables import Array, StudyTable, read_studies


@dataclass(frozen=True)
class StudyContrasts:
    """Contrasts of one study: label, treatments (m names, the first is the base), y (m - 1,) each other arm against it, V (m - 1, m - 1).

    people: how many in each arm (m), or nothing where the table gave pairs.
    """

    label: str
    treatments: tuple[str, ...]
    y: Array
    V: Array
    people: tuple[int, ...] = ()

    @property
    def design(self) -> tuple[str, ...]:
        """The set of treatments compared."""
        return tuple(sorted(self.treatments))

    def pair(self, a: str, b: str) -> tuple[float, float] | None:
        """Return (effect of a against b, variance) in this study, or None if it did not compare them."""
        if a not in self.treatments or b not in self.treatments:
            return None
        c = np.zeros(len(self.y))
        for name, sign in ((a, 1.0), (b, -1.0)):
            i = self.treatments.index(name)
            if i:
                c[i - 1] += sign
        return float(c @ self.y), float(c @ self.V @ c)


def studies_of_arms(table: Any, measure: str, columns: Mapping[str, str] | None = None) -> list[StudyContrasts]:
    """Return the studies of a table with one row an arm: study, treat, and events n (RR, OR, RD) or mean sd n (MD, SMD).

    A study with a zero cell gets 1/2 in each cell of all its arms; for RR and OR a study without an event, or with nothing but events, in all its
    arms says nothing and is left out. Raises InputError for bad cells, one arm alone, or a treatment twice in a study.
    """
    arms = read_studies(table, columns)
    if measure not in MEASURES:
        raise InputError(f'measure "{measure}"; choose {", ".join(MEASURES)}')
    wanted = ("events", "n") if measure in BINARY else ("mean", "sd", "n")
    missing = [c for c in ("study", "treat", *wanted) if c not in arms.columns]
    if missing:
        raise InputError(f"{arms.source}: {measure} of arms needs the columns study treat {' '.join(wanted)}; missing: {' '.join(missing)}")
    held = {name: arms.numbers(name) for name in wanted}
    _refuse_cells(arms, held)
    out = []
    for label, rows in _by_study(arms).items():
        treatments = tuple(arms.texts("treat")[i] for i in rows)
        _refuse_arms(arms, label, treatments)
        part = {name: values[rows] for name, values in held.items()}
        if measure in ("RR", "OR") and (np.all(part["events"] == 0) or np.all(part["events"] == part["n"])):
            continue
        y, V = _from_counts(part, measure) if measure in BINARY else _from_means(part, measure)
        out.append(StudyContrasts(label, treatments, y, V, tuple(int(n) for n in part["n"])))
    return out


def _refuse_cells(arms: StudyTable, held: Mapping[str, Array]) -> None:
    n = held["n"]
    for i in range(len(n)):
        if n[i] < 1 or n[i] % 1:
            raise InputError(f"{arms.where(i, 'n')}: found {n[i]:g}; a number of people is whole and at least 1")
        if "events" in held and not (0 <= held["events"][i] <= n[i] and held["events"][i] % 1 == 0):
            raise InputError(f"{arms.where(i, 'events')}: found {held['events'][i]:g}; a whole number from 0 to n = {n[i]:g} is needed")
        if "sd" in held and held["sd"][i] <= 0:
            raise InputError(f"{arms.where(i, 'sd')}: found {held['sd'][i]:g}; a standard deviation above 0 is needed")


def _by_study(arms: StudyTable) -> dict[str, list[int]]:
    held: dict[str, list[int]] = {}
    for i, label in enumerate(arms.texts("study")):
        held.setdefault(label, []).append(i)
    return held


def _refuse_arms(arms: StudyTable, label: str, treatments: tuple[str, ...]) -> None:
    if not label or not all(treatments):
        raise InputError(f'{arms.source}: a study or treatment without a name ("{label}": {", ".join(treatments) or "none"})')
    if len(treatments) < 2:
        raise InputError(f"{arms.source}: {label} has one arm ({treatments[0]}); a study compares at least two")
    if len(set(treatments)) < len(treatments):
        raise InputError(f"{arms.source}: {label} has a treatment twice ({', '.join(treatments)}); put arms of one treatment together first")


def _from_counts(part: Mapping[str, Array], measure: str) -> tuple[Array, Array]:
    a, n = part["events"], part["n"]
    if np.any((a == 0) | (a == n)):
        a, n = a + 0.5, n + 1
    risk = a / n
    level: Array = {"RR": np.log(risk), "OR": np.log(risk / (1 - risk)), "RD": risk}[measure]
    variance: Array = {"RR": 1 / a - 1 / n, "OR": 1 / a + 1 / (n - a), "RD": risk * (1 - risk) / n}[measure]
    return level[1:] - level[0], np.diag(variance[1:]) + variance[0]


def _from_means(part: Mapping[str, Array], measure: str) -> tuple[Array, Array]:
    """Return contrasts and covariance; SMD against the SD pooled over all arms (Gleser and Olkin 2009), with Hedges' factor."""
    m, sd, n = part["mean"], part["sd"], part["n"]
    if measure == "MD":
        variance = sd**2 / n
        return m[1:] - m[0], np.diag(variance[1:]) + variance[0]
    df = float(np.sum(n - 1))
    if df < 2:
        raise InputError("SMD needs at least two people more than a study has arms")
    pooled_sd = np.sqrt(np.sum((n - 1) * sd**2) / df)
    g = float(hedges_factor(np.array(df))) * (m[1:] - m[0]) / pooled_sd
    return g, np.diag(1 / n[1:]) + 1 / n[0] + np.outer(g, g) / (2 * np.sum(n))


def studies_of_pairs(table: Any, columns: Mapping[str, str] | None = None) -> list[StudyContrasts]:
    """Return the studies of a table with one row a comparison: study, treat1, treat2, yi, vi (treat1 against treat2, on the scale of analysis).

    Raises InputError if a study of m arms does not give all its pairs, gives one twice, or its pairs contradict each other.
    """
    pairs = read_studies(table, columns)
    missing = [c for c in ("study", "treat1", "treat2", "yi", "vi") if c not in pairs.columns]
    if missing:
        raise InputError(f"{pairs.source}: pairs need the columns study treat1 treat2 yi vi; missing: {' '.join(missing)}")
    y, v = pairs.numbers("yi"), pairs.numbers("vi")
    first, second = pairs.texts("treat1"), pairs.texts("treat2")
    for i in range(len(y)):
        if v[i] <= 0:
            raise InputError(f"{pairs.where(i, 'vi')}: found {v[i]:g}; a variance above 0 is needed")
        if first[i] == second[i]:
            raise InputError(f"{pairs.where(i, 'treat2')}: {first[i]} against itself; two treatments are needed")
    return [_of_pairs(label, [(first[i], second[i], y[i], v[i]) for i in rows]) for label, rows in _by_study(pairs).items()]


def _of_pairs(label: str, rows: list[tuple[str, str, float, float]]) -> StudyContrasts:
    names = tuple(dict.fromkeys(name for row in rows for name in row[:2]))
    held = {(a, b): (y, v) for a, b, y, v in rows} | {(b, a): (-y, v) for a, b, y, v in rows}
    wanted = len(names) * (len(names) - 1) // 2
    if len(rows) != wanted or len(held) != 2 * wanted:
        raise InputError(f"{label}: {len(names)} treatments make {wanted} pairs; found {len(rows)}. Give each pair once, or the arms themselves")
    base, others = names[0], names[1:]
    y = np.array([held[(t, base)][0] for t in others])
    V = np.array([[(held[(a, base)][1] + held[(b, base)][1] - (held[(a, b)][1] if a != b else 0.0)) / 2 for b in others] for a in others])
    for i, a in enumerate(others):
        for j, b in enumerate(others[:i]):
            given, through = held[(a, b)][0], y[i] - y[j]
            if abs(given - through) > 0.02 + 0.02 * np.sqrt(held[(a, b)][1]):
                raise InputError(f"{label}: {a} against {b} is {given:g}, but through {base} {through:g}; one study cannot disagree with itself")
    if np.linalg.eigvalsh(V).min() <= 0:
        raise InputError(f"{label}: the variances of its pairs cannot belong to one study; check them, or give the arms themselves")
    return StudyContrasts(label, names, y, V)
