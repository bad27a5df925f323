"""Funnel plots read back from their page: every study at its effect and error, the limits where 1.96 errors are, the cautions always."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from plot_reading import FEW, VACCINE, apart_and_inside, scale_of, texts

from tongren.drawing.funnel_plot import FILLED, POINT, WHITE, funnel_plot
from tongren.drawing.page import Page
from tongren.drawing.shapes import Disc, Path_, Text
from tongren.pooling.bias import cautions, trim_and_fill
from tongren.pooling.effects import Effects, effects_of
from tongren.pooling.pool import pooled


def errors_of(page: Page) -> tuple[float, float]:
    """Where error 0 stands, and points a unit of error, by the ticks of the upright axis."""
    ticks = [(float(i.text), i.y) for i in page.items if isinstance(i, Text) and i.anchor == "end"]
    return ticks[0][1] - 2.9, (ticks[-1][1] - ticks[0][1]) / (ticks[-1][0] - ticks[0][0])


def test_every_study_stands_at_its_effect_and_error() -> None:
    effects = effects_of(VACCINE, "RR")
    result = pooled(effects)
    page = funnel_plot(effects, result, title="A title", note="a source")
    at, (zero, unit) = scale_of(page, True), errors_of(page)
    discs = [i for i in page.items if isinstance(i, Disc)]
    assert len(discs) == effects.k and all(d.fill == POINT for d in discs)
    for d, y, v in zip(discs, effects.yi, effects.vi, strict=True):
        assert abs(d.x - at(y)) < 0.5 and abs(d.y - zero - unit * np.sqrt(v)) < 0.5
    (funnel,) = [i.points for i in page.items if isinstance(i, Path_) and i.fill == WHITE]
    deep = (funnel[0, 1] - funnel[1, 1]) / unit
    for x, y in zip(funnel[:, 0], at(result.estimate + 1.96 * deep * np.array([-1, 0, 1])), strict=True):
        assert abs(x - y) < 0.5
    assert {"A title", "A source", "risk ratio", "standard error (of the logarithm)"} <= set(texts(page))
    apart_and_inside(page)


@pytest.mark.parametrize(("table", "measure"), [(FEW, "OR"), (FEW, "RD"), (VACCINE, "RR")])
def test_the_cautions_are_written_below_always(table: dict[str, list[object]], measure: str) -> None:
    effects = effects_of(table, measure)
    page = funnel_plot(effects)
    said = " ".join(texts(page)).lower()
    assert all(c.lower() in said for c in cautions(effects)) and "many causes" in said
    assert ("only 3 studies" in said) == (effects.k == 3)
    apart_and_inside(page)


def test_imagined_studies_are_hollow_under_the_real_ones_and_named_so() -> None:
    rng = np.random.default_rng(5)
    many = Effects(rng.normal(-0.3, 0.2, 44), rng.uniform(0.01, 0.2, 44), tuple(f"s{i}" for i in range(44)), "SMD")
    filled = trim_and_fill(many)
    assert filled.filled > 3
    page = funnel_plot(filled.effects, pooled(many))
    rings = [i.ring == FILLED for i in page.items if isinstance(i, Disc)]
    assert rings == [True] * filled.filled + [False] * 44
    assert any("which do not exist" in t for t in texts(page)) and not any("only 44" in t.lower() for t in texts(page))
    apart_and_inside(page)


def test_it_is_written_in_every_format(tmp_path: Path) -> None:
    page = funnel_plot(effects_of(FEW, "MD" if "m1i" in FEW else "RR"))
    assert all(page.save(tmp_path / f"f{ending}").stat().st_size > 5000 for ending in (".png", ".svg", ".pdf"))
