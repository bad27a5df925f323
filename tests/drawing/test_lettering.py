"""What our font can show, what stands for what it lacks, and the ticks of axes."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from tongren.drawing.axis import Axis, even_ticks, number, reach
from tongren.drawing.font import font, width_of
from tongren.drawing.lettering import GETA, Lettering, cut, shown_as, two_lines


def test_both_styles_have_every_letter_of_europe() -> None:
    europe = [chr(c) for c in (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C)) if chr(c) != "ſ"]
    assert font().lacks("".join(europe)) == font(True).lacks("".join(europe)) == []
    assert set(font().glyphs) == set(font(True).glyphs)
    assert not font().lacks(f"τχσ²−{GETA}←→≥ 佐藤鈴木 李刘陈 김송홍")


def test_lent_letters_are_as_high_as_their_sisters() -> None:
    from PIL import ImageFont

    for bold in (False, True):
        face = ImageFont.truetype(str(font(bold).path), 200)
        for lent, own in (("Ł", "L"), ("ł", "l"), ("ş", "s"), ("Ą", "A"), ("ı", "x")):
            assert abs(face.getbbox(lent, anchor="ls")[1] - face.getbbox(own, anchor="ls")[1]) <= 3, (lent, bold)
            assert unicodedata.category(lent) == "Lu" or width_of(lent, 100, bold) < 80


def test_lettering_replaces_and_tells() -> None:
    lettering = Lettering()
    assert lettering("Höxtermann  \n 2021") == "Höxtermann 2021" and lettering.told() == []
    assert lettering("O’Brien “x” 他说“好”") == "O'Brien \"x\" 他说“好”"
    assert lettering("e\u0301") == "é"
    assert lettering("Ḃ a\u0323\u0330 Ж \u200b") == f"B ạ {GETA} "
    (line,) = lettering.told()
    assert "U+1E02 as B" in line and f"U+0416 as {GETA}" in line and "U+200B" in line
    assert shown_as("①") == "1"
    many = Lettering()
    many("абвгдежзийклмн")
    assert "and " in many.told()[0] and "more" in many.told()[0]


def test_cut_and_two_lines_keep_to_their_width() -> None:
    text = "a name of many words that goes on " * 3
    assert cut("short", 8, 100) == "short" and cut(text, 8, 100).endswith("…")
    for line in (cut(text, 8, 100), *two_lines(text, 8, 100)):
        assert width_of(line, 8) <= 100
    assert len(two_lines(text, 8, 100)) == 2 and two_lines("佐藤" * 40, 8, 50)[1].endswith("…")


@pytest.mark.parametrize("seed", range(6))
def test_ticks_lie_on_the_axis_apart_and_say_their_place(seed: int) -> None:
    rng = np.random.default_rng(seed)
    print(f"seed {seed}")
    for _ in range(200):
        low = float(rng.uniform(-6, 2))
        axis = Axis(low, low + float(10 ** rng.uniform(-2, 1.1)), 100, 350, bool(rng.integers(2)))
        ticks = axis.ticks(8.0)
        assert 2 <= len(ticks) <= 8, (axis, ticks)
        for (x, text), (other, more) in zip(ticks, ticks[1:], strict=False):
            assert other - x >= (width_of(text, 8) + width_of(more, 8)) / 2 + 4
        for x, text in ticks:
            value = float(text.replace("−", "-"))
            assert 99.9 <= x <= 350.1 and abs(axis.at(np.log(value) if axis.ratios else value) - x) < 0.01


def test_ticks_a_reader_expects() -> None:
    def words(low: float, high: float) -> list[str]:
        return [text for _, text in Axis(np.log(low), np.log(high), 0, 250, True).ticks(8.0)]

    assert words(0.07, 7) == ["0.1", "0.2", "0.5", "1", "2", "5"]
    assert words(0.3, 3.2) == ["0.3", "0.5", "0.7", "1", "1.5", "2", "3"]
    assert words(0.003, 400) == ["0.01", "0.1", "1", "10", "100"]
    assert "1" in words(0.9, 1.12)
    assert even_ticks(-1.1, 0.6) == [-1.0, -0.5, 0.0, 0.5] and number(-0.0) == "0" and number(-0.5) == "−0.5"


def test_an_axis_holds_every_middle_and_cuts_only_what_is_far_wider() -> None:
    assert reach([0, 1], [-1, 0], [1, 2]) == pytest.approx((-1.09, 2.09))
    low, high = reach([0, 0, 0], [-1, -1, -50], [1, 1, 2])
    assert -3 < low < -1 and high > 2
