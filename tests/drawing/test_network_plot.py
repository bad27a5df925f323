"""Network plots read back from their page: a disc a treatment, a line a comparison, widths and areas as the numbers beside them say."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from plot_reading import apart_and_inside, texts

from tongren.drawing.network_plot import DISC, LINE, network_plot, pairs_of
from tongren.drawing.page import Page
from tongren.drawing.shapes import Disc, Path_, Text
from tongren.pooling.network import CAUTION, Network, network

NAMES = ("usual care", "sham", "acupuncture", "acupressure", "electroacupuncture", "cognitive behavioural therapy for insomnia")
TRIALS = [(0, 2)] * 9 + [(1, 2)] * 14 + [(0, 3)] * 4 + [(1, 3)] * 3 + [(2, 4)] * 2 + [(1, 4)] * 5 + [(0, 5)] * 6 + [(2, 5), (0, 1, 2), (4, 5), (3, 5)]


def made(trials: list[tuple[int, ...]], names: tuple[str, ...]) -> Network:
    rng = np.random.default_rng(3)
    arms = [{"study": f"S{i}", "treat": names[t], "mean": 20 - t + rng.normal(), "sd": 5, "n": int(rng.integers(20, 120))}
            for i, trial in enumerate(trials) for t in trial]  # fmt: skip
    return network(arms, "MD", reference=names[0])


NET = made(TRIALS, NAMES)


def discs(page: Page) -> list[Disc]:
    return [i for i in page.items if isinstance(i, Disc) and i.fill == DISC]


def lines(page: Page) -> list[Path_]:
    return [i for i in page.items if isinstance(i, Path_) and i.colour == LINE]


def test_discs_are_as_large_as_their_people_and_say_them() -> None:
    page = network_plot(NET)
    people = {t: sum(n for s in NET.studies for name, n in zip(s.treatments, s.people, strict=True) if name == t) for t in NET.treatments}
    areas = np.array([d.r**2 for d in discs(page)])
    assert len(areas) == 6 and np.allclose(areas / areas.max(), np.array(list(people.values())) / max(people.values()), atol=0.01)
    assert all(f"{n} people" in texts(page) for n in people.values())
    top = discs(page)[0]
    assert top.y == min(d.y for d in discs(page)) and "usual care" in texts(page), "the reference is on top"


def test_lines_are_as_wide_as_their_studies_and_say_them() -> None:
    page = network_plot(NET)
    pairs = pairs_of(NET)
    assert pairs[("usual care", "sham")] == 1 and pairs[("acupuncture", "sham")] == 15, "a trial of three arms counts on three lines"
    assert len(lines(page)) == len(pairs)
    places = {t: np.array([d.x, d.y]) for t, d in zip(NET.treatments, discs(page), strict=True)}
    numbers = [i for i in page.items if isinstance(i, Text) and i.text.isdigit()]
    for (pair, n), number in zip(pairs.items(), numbers, strict=True):
        (line,) = [i for i in lines(page) if {tuple(p) for p in i.points} == {tuple(places[t]) for t in pair}]
        assert abs(line.width - max(0.8, 13 / 15 * n)) < 1e-9 and number.text == str(n)
        a, b = line.points
        way = (b - a) / np.linalg.norm(b - a)
        off = np.array([number.x, number.y - 2.9]) - a
        assert np.linalg.norm(off - (off @ way) * way) < 0.01, "a number stands on its line"


def test_numbers_cover_neither_discs_nor_each_other() -> None:
    plates = [i for i in network_plot(NET).items if isinstance(i, Disc)]
    assert all(np.hypot(a.x - b.x, a.y - b.y) >= a.r + b.r for a, b in combinations(plates, 2))


@pytest.mark.parametrize("count", [2, 3, 6, 10, 16])
def test_nothing_meets_or_leaves_the_page(count: int) -> None:
    names = tuple(f"{NAMES[i % 6]} number {i}, of many words" for i in range(count))
    star = [(0, i) for i in range(1, count)] + [(i, i + 1) for i in range(1, count - 1)]
    page = network_plot(made(star, names), title="a long title " * 10, note="a source " * 30)
    apart_and_inside(page)
    assert len(discs(page)) == count


def test_the_caution_and_the_disagreement_stand_below() -> None:
    said = " ".join(texts(network_plot(NET, note="a source")))
    assert CAUTION.lower() in said.lower() and "A source" in said
    assert f"{NET.k} studies of 6 treatments; Q = {NET.q:.2f} on {NET.q_df}" in said
    assert "1 with more than two arms, which counts on every line" in said


def test_pairs_without_people_count_arms() -> None:
    rows = [{"study": f"s{i}", "treat1": a, "treat2": b, "yi": 0.1 * i, "vi": 0.2} for i, (a, b) in enumerate((("A", "B"), ("B", "C"), ("A", "B")))]
    page = network_plot(network(rows))
    assert {"2 arms", "3 arms", "1 arms"} <= set(texts(page))


def test_it_is_written_in_every_format(tmp_path: Path) -> None:
    assert all(network_plot(NET).save(tmp_path / f"f{ending}").stat().st_size > 5000 for ending in (".png", ".svg", ".pdf"))
