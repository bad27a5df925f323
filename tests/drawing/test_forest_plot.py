"""Forest plots read back from their page: every mark stands at its number by the ticks of the axis, every word is there, nothing meets or leaves."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from plot_reading import FEW, VACCINE, apart_and_inside, scale_of, texts

from tongren.drawing.forest_plot import DIAMOND, SECOND, SQUARE, forest_plot
from tongren.drawing.page import Page
from tongren.drawing.shapes import INK, PAPER, Colour, Path_
from tongren.errors import InputError
from tongren.pooling.effects import Effects, effects_of
from tongren.pooling.pool import pooled

MEANS = {"study": ["Yıldız 2011", "Błaszczyk 2014", "O’Brien 2019"], "m1i": [24.1, 22.5, -1.25], "sd1i": [6, 5, 7], "n1i": [42, 31, 88],
         "m2i": [27.9, 24.1, 24.4], "sd2i": [6, 6, 7], "n2i": [40, 33, 85]}  # fmt: skip
WIDE = {"study": ["A", "B", "Tiny", "D", "E"], "ai": [40, 22, 1, 15, 30], "n1i": [400, 220, 12, 150, 280], "ci": [60, 31, 0, 20, 41],
        "n2i": [402, 215, 11, 149, 277]}  # fmt: skip
START = {".png": b"\x89PNG", ".svg": b"<svg", ".pdf": b"%PDF"}


def marks(page: Page, colour: Colour, corners: int) -> list[np.ndarray]:
    """The filled shapes of one colour with so many corners, from the top."""
    return [i.points for i in page.items if isinstance(i, Path_) and i.fill == colour and len(i.points) == corners]


def intervals(page: Page) -> list[np.ndarray]:
    """The level lines of the studies, ends from the left, from the top: of ink, and at the height of a square."""
    heights = [s[:, 1].mean() for s in marks(page, SQUARE, 4)]
    found = [i.points for i in page.items if isinstance(i, Path_) and i.colour == INK and i.fill is None and np.ptp(i.points[:, 1]) == 0]
    return [p for p in found if min(abs(p[0, 1] - h) for h in heights) < 0.01]


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_every_mark_stands_at_its_number(measure: str) -> None:
    effects = effects_of(VACCINE, measure)
    result = pooled(effects)
    page = forest_plot(effects, result)
    at = scale_of(page, effects.log_scale)
    squares = marks(page, SQUARE, 4)
    half = 1.959964 * np.sqrt(effects.vi)
    assert len(squares) == len(intervals(page)) == effects.k
    for y, h, square, line in zip(effects.yi, half, squares, intervals(page), strict=True):
        assert abs(square[:, 0].mean() - at(y)) < 0.5
        assert np.abs(line[:, 0] - at(np.array([y - h, y + h]))).max() < 0.5
    (diamond,) = marks(page, DIAMOND, 6)
    assert abs(diamond[:, 0].min() - at(result.ci_low)) < 0.5 and abs(diamond[:, 0].max() - at(result.ci_high)) < 0.5
    assert abs(diamond[np.argmin(diamond[:, 1]), 0] - at(result.estimate)) < 0.5


def test_the_area_of_a_square_is_its_weight() -> None:
    effects = Effects(np.array([0.1, 0.2, 0.3]), np.array([0.01, 0.02, 0.1]), ("a", "b", "c"), "MD")
    result = pooled(effects, "EE")
    sides = [np.ptp(s[:, 0]) for s in marks(forest_plot(effects, result), SQUARE, 4)]
    assert np.allclose(np.square(sides) / sides[0] ** 2, result.weights / result.weights[0], atol=1e-9)


def test_a_study_left_out_of_the_sum_is_hollow() -> None:
    effects = effects_of({"ai": [0, 3, 5], "n1i": [10, 20, 30], "ci": [0, 4, 9], "n2i": [10, 20, 30]}, "RR")
    page = forest_plot(effects, pooled(effects, "DL-MH"))
    assert len(marks(page, SQUARE, 4)) == 2
    hollow = [i for i in page.items if isinstance(i, Path_) and i.fill == PAPER and i.colour == SQUARE]
    assert len(hollow) == 1 and any("Left out by DL-MH" in t for t in texts(page))


def test_an_interval_far_wider_than_the_others_ends_in_arrows() -> None:
    effects = effects_of(WIDE, "RR")
    page = forest_plot(effects)
    tips = marks(page, INK, 3)
    square = marks(page, SQUARE, 4)[2]
    assert len(tips) == 2 and all(abs(t[0, 1] - square[:, 1].mean()) < 0.01 for t in tips)
    assert tips[0][0, 0] < tips[0][1:, 0].min() and tips[1][0, 0] > tips[1][1:, 0].max(), "they point outward"
    at = scale_of(page, True)
    assert abs(square[:, 0].mean() - at(effects.yi[2])) < 0.5, "the estimate itself is always on the axis"
    assert "2.77 (0.12 to 61.65)" in texts(page), "the numbers beside are whole"
    two = effects_of({"ai": [10, 22], "n1i": [100, 110], "ci": [20, 25], "n2i": [101, 108]}, "OR")
    assert len(marks(forest_plot(two), SECOND, 3)) == 2, "so does a Hartung-Knapp interval of two studies"


def test_it_says_all_that_was_pooled() -> None:
    effects = effects_of(FEW, "RR")
    r = pooled(effects)
    page = forest_plot(effects, r, title="Whole", note="a source", favours=("favours A", "favours B"), groups=("needles", "nothing"))
    said = texts(page)
    for text in ("Höxtermann 2021", "4/50", "9/50", "17/150", "23/149", "Whole", "A source", "needles", "nothing", "events/people",
                 "RR (95 % interval)", "Random effects (REML)", "The same, Hartung-Knapp interval", "← favours A",
                 "favours B →", "risk ratio", "100.0 %"):  # fmt: skip
        assert text in said, text
    shown = r.shown()
    assert f"{shown.estimate:.2f} ({shown.ci_low:.2f} to {shown.ci_high:.2f})" in said
    assert f"{shown.prediction_low:.2f} to {shown.prediction_high:.2f}" in said
    assert f"3 studies; Q = {r.q:.2f} on 2 (p = {r.q_p:.3f}), I² = {r.i2:.0f} %, τ² = {r.tau2:.4f}" in said
    assert any("1/2 added to each cell of C 2003" in text for text in said)
    left, right = (next(i for i in page.items if getattr(i, "text", "") == t) for t in ("← favours A", "favours B →"))
    zero = scale_of(page, True)(0.0)
    assert left.box.x1 < zero < right.box.x0


def test_means_stand_beside_their_study() -> None:
    said = texts(forest_plot(effects_of(MEANS, "SMD")))
    for text in ("Yıldız 2011", "Błaszczyk 2014", "O'Brien 2019", "24.10 (6), 42", "−1.25 (7), 88", "161", "158", "mean (SD), people"):
        assert text in said, text


def cases() -> dict[str, Page]:
    rng = np.random.default_rng(5)
    long = tuple(f"study number {i} with a name that is far too long to stand in one line" for i in range(60))
    many = Effects(rng.normal(-0.3, 0.2, 60), rng.uniform(0.01, 0.4, 60), long, "SMD")
    one = effects_of({name: values[:1] for name, values in FEW.items()}, "RR")
    double = effects_of({"ai": [0, 3], "n1i": [10, 20], "ci": [0, 4], "n2i": [10, 20]}, "RR")
    nothing = effects_of({"ai": [0, 0], "n1i": [10, 20], "ci": [3, 4], "n2i": [10, 20]}, "RR")
    words = {"title": "a title that goes on and on " * 8, "note": "a source with many words " * 20}
    named = effects_of(FEW, "OR")
    sides = ("favours acupuncture with electric stimulation of both legs", "favours usual care at home or in the ward")
    asian = effects_of(FEW | {"study": ["佐藤 2008", "李明华 2016", "김철수 2019"]}, "RR")
    return {
        "vaccine": forest_plot(effects_of(VACCINE, "RR")), "means": forest_plot(effects_of(MEANS, "MD")), "wide": forest_plot(effects_of(WIDE, "RR")),
        "one": forest_plot(one), "many": forest_plot(many, **words, favours=sides), "nothing": forest_plot(nothing, pooled(nothing, "MH")),
        "double": forest_plot(double, pooled(double, "DL-MH", "hartung_knapp"), favours=sides), "sums": forest_plot(double, pooled(double, "MH")),
        "asian": forest_plot(asian, title="鍼治療とシャム鍼", favours=("治療がよい", "対照がよい"), groups=("침", "针刺")),
        "named": forest_plot(named, groups=("acupuncture with electric stimulation of both legs", "x"), favours=sides),
        "bare": forest_plot(Effects(np.array([3e4, 5e5]), np.array([1e6, 4e8]), ("", "b"), "GEN")),
        "tight": forest_plot(Effects(np.array([0.01, 0.02]), np.array([1e-4, 1e-4]), ("a", "b"), "OR")),
        "apart": forest_plot(Effects(np.array([-9.0, 9.0]), np.array([1.0, 1.0]), ("a", "b"), "OR")),
    }  # fmt: skip


CASES = cases()


@pytest.mark.parametrize("name", CASES)
def test_nothing_meets_nothing_leaves_the_page_and_no_letter_lacks(name: str) -> None:
    apart_and_inside(CASES[name])
    ticks = [t for t in texts(CASES[name]) if re.fullmatch(r"−?[\d.]+", t)]
    assert len(ticks) >= 3


def test_a_long_name_takes_two_lines_and_is_then_cut() -> None:
    said = texts(CASES["many"])
    assert sum(t.startswith("study number") for t in said) == 60
    assert sum(t.endswith("…") for t in said) in range(61)
    tops = sorted(i.points[:, 1].mean() for i in CASES["many"].items if isinstance(i, Path_) and i.fill == SQUARE)
    assert all(b - a > 20 for a, b in zip(tops, tops[1:], strict=False))


def test_letters_that_the_font_lacks_are_shown_plainly_and_told() -> None:
    page = forest_plot(effects_of(FEW | {"study": ["Иванов 2020", "Ḃasan 2002", "C 2003"]}, "RR"))
    said = texts(page)
    assert "〓〓〓〓〓〓 2020" in said and "Basan 2002" in said and not page.lacking()
    assert any("U+1E02 as B" in t and "U+0418" in t for t in said)


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_each_format_and_the_same_file_twice(tmp_path: Path, ending: str) -> None:
    effects = effects_of(FEW, "RR")
    one, two = (forest_plot(effects, title="A title").save(tmp_path / f"{i}{ending}") for i in range(2))
    assert one.read_bytes().startswith(START[ending]) and one.stat().st_size > 5000
    assert one.read_bytes() == two.read_bytes()


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a picture ends in"):
        CASES["one"].save(tmp_path / "f.jpg")


def test_squares_do_not_touch() -> None:
    squares = marks(CASES["vaccine"], SQUARE, 4)
    assert all(a[:, 1].max() < b[:, 1].min() for a, b in combinations(squares, 2))
