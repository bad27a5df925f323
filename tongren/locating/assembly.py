"""Turn the atlas and its rules into a program: operations from the compiler, charts, measures and guides as arrays."""

from __future__ import annotations

import numpy as np

from tongren.errors import AtlasError
from tongren.knowledge.atlas import Atlas, point_order
from tongren.locating.compiler import Compiler, compact
from tongren.locating.program import STATUSES, Program
from tongren.rules.book import MEDIAN_LINES, RuleBook, base_code
from tongren.rules.tree import Cross, Offset, Rule, curves


def _guides(c: Compiler) -> dict[str, np.ndarray]:
    """Arrays (C, G) of the sites that set each chart's transverse cun, in order of their level on the template."""
    per_chart: list[list[tuple[float, int, float, bool]]] = []
    for name in c.chart_names:
        rows = []
        for m in c.atlas.measures.values():
            if m.chart == name and m.direction == "across":
                for site in m.to:
                    plain = site.removesuffix("[male]")
                    if plain not in c.sites:
                        c.missing.append(plain)
                        continue
                    index = c.sites[plain][0]
                    t = c.coordinate(name, c.template_sites[0, index])[0]
                    rows.append((t, index, m.cun, site.endswith("[male]")))
        per_chart.append(sorted(rows, key=lambda r: (r[3], r[0])) if rows else [(0.0, 0, 0.0, False)])
    width = max(map(len, per_chart))
    full = [rows + [rows[-1]] * (width - len(rows)) for rows in per_chart]
    pick = [[[row[k] for row in rows] for rows in full] for k in (1, 2, 3)]
    return {
        "guide_site": np.array(pick[0], np.int32),
        "guide_cun": np.array(pick[1], np.float32),
        "guide_male_only": np.array(pick[2], bool),
    }


def _measures(c: Compiler) -> dict[str, np.ndarray]:
    ms = [c.atlas.measures[m] for m in c.measures]
    default = []
    for name in c.chart_names:
        fit = [i for i, m in enumerate(ms) if m.chart == name and m.direction == "along"]
        default.append(fit[0] if fit else -1)
    ends, weight = compact(np.array([[c.mean_row(m.from_), c.mean_row(m.to)] for m in ms], np.float32))
    return {
        "measure_ends": ends,
        "measure_weight": weight,
        "measure_chart": np.array([c.chart_names.index(m.chart) for m in ms], np.int32),
        "measure_cun": np.array([m.cun for m in ms], np.float32),
        "measure_across": np.array([m.direction == "across" and m.measured != "straight" for m in ms], bool),
        "measure_straight": np.array([m.measured == "straight" for m in ms], bool),
        "default_measure": np.array(default, np.int32),
    }


def _shares(c: Compiler) -> dict[str, np.ndarray]:
    """Arrays of the sites that keep their share of a way, in its order."""
    rows = sorted(c.atlas.shares.values(), key=lambda s: s.share)
    which = [c.sites[s.landmark][0] for s in rows]
    ends = [c.sites[rows[0].from_][0], c.sites[rows[0].to][0]] if rows else [0, 0]
    return {
        "share_site": np.array(which, np.int32), "share": np.array([s.share for s in rows], np.float32),
        "share_end": np.array(ends, np.int32), "share_line": np.array([ends[0], *which, ends[1]], np.int32),
    }  # fmt: skip


def lengths_across(rule: Rule) -> bool:
    """Whether a rule goes a distance away from a line."""
    return isinstance(rule.form, Cross) and any(isinstance(x, Offset) for x in (rule.form.first, rule.form.second))


def compile_atlas(atlas: Atlas, book: RuleBook, template_vertices: np.ndarray, faces: np.ndarray) -> Program:
    """Return the program of an atlas, without candidate faces and sigma (builders/compile_program.py adds them).

    template_vertices: (V, 3) the template's default body, used only to tell which way a measure runs.
    """
    c = Compiler(atlas, book, template_vertices, faces)
    measures = _measures(c)
    guides = _guides(c)
    if c.missing:
        raise AtlasError("named by a chart or a measure but not bound: " + ", ".join(sorted(set(c.missing))))
    answered: list[tuple[str, str, bool]] = []
    for rule in book.rules:
        c.compile_rule(rule)
        if rule.sex != "male" or not any(r.code == rule.code and r.sex == "female" for r in book.rules):
            answered.append((rule.code, rule.key, rule.alternative))
    sexed = {r.code for r in book.rules if r.sex}
    for code in sorted(sexed):
        keys = {r.sex: r.key for r in book.rules if r.code == code and r.sex}
        a, b = c.slot(keys.get("female", keys.get("male", ""))), c.slot(keys.get("male", keys.get("female", "")))
        c.add("select", code, (a, b), a=a, b=b)
    answered = [(code, code if code in sexed else key, alt) for code, key, alt in answered]
    order = sorted(answered, key=lambda x: (point_order(x[0]), x[2]))
    codes = tuple(x[0] + ("/alt" if x[2] else "") for x in order)
    points = [atlas.points[base_code(x[0])] for x in order]
    status = [STATUSES.index(atlas.status[p.code].status) if p.code in atlas.status else 0 for p in points]
    on_median = {r.key for r in book.rules if set(curves(r.form)) & set(MEDIAN_LINES) and not lengths_across(r)}
    waves = c.waves()
    return Program(
        site_face=c.site_face, site_weights=c.site_weights, n_slots=c.n + len(c.slots), charts=c.table,
        waves=waves, codes=codes, slot=np.array([c.slots[x[1]] for x in order], np.int32),
        chart=np.array([c.chart_names.index(p.chart) for p in points], np.int32),
        median=np.array([p.bilateral == "no" or x[1] in on_median for p, x in zip(points, order, strict=True)], bool),
        status=np.array(status, np.int32),
        alternative=np.array([x[2] for x in order], bool),
        sigma_mm=np.zeros((2, len(order)), np.float32), sigma_height_mm=np.ones(2, np.float32),
        **measures, **guides, **_shares(c), meta={"landmarks": {k: v[0] for k, v in c.sites.items()}},
    )

