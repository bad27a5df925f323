"""Plots: the three formats, the same file twice, what stands on them, what is refused; and nothing that weighs on the import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tongren.drawing.forest import forest_plot, funnel_plot
from tongren.errors import InputError
from tongren.pooling.bias import trim_and_fill
from tongren.pooling.effects import Effects, effects_of
from tongren.pooling.pool import pooled


@pytest.fixture(autouse=True)
def matplotlib() -> None:
    """All but the refusals need it."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")


FEW = {"study": ["Höxtermann 2021", "B 2002", "C 2003"], "ai": [4, 10, 3], "n1i": [50, 60, 40], "ci": [9, 14, 0], "n2i": [50, 58, 41]}
START = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


def words_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect every text that matplotlib is told to write."""
    from matplotlib import axes, figure

    said: list[str] = []
    for kind in (axes.Axes, figure.Figure):
        plain = kind.text

        def text(self, x, y, s, *rest, plain=plain, **more):  # type: ignore[no-untyped-def]
            said.append(s)
            return plain(self, x, y, s, *rest, **more)

        monkeypatch.setattr(kind, "text", text)
    return said


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_each_format_and_the_same_file_twice(tmp_path: Path, ending: str) -> None:
    effects = effects_of(FEW, "RR")
    for draw in (forest_plot, funnel_plot):
        one, two = (draw(effects, pooled(effects), tmp_path / f"{draw.__name__}{i}{ending}", title="A title") for i in range(2))
        assert one.read_bytes().startswith(START[ending])
        assert one.stat().st_size > 5000
        assert one.read_bytes() == two.read_bytes()


def test_a_forest_says_all_that_was_pooled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words_of(monkeypatch)
    effects = effects_of(FEW, "RR")
    r = pooled(effects)
    forest_plot(effects, r, tmp_path / "f.png", title="Whole", note="A source")
    for text in ("Höxtermann 2021", "4/50", "9/50", "Whole", "A source", "Random effects (REML)", "The same, Hartung-Knapp interval"):
        assert text in said, text
    shown = r.shown()
    assert f"{shown.estimate:.2f} ({shown.ci_low:.2f} to {shown.ci_high:.2f})" in said
    assert f"{shown.prediction_low:.2f} to {shown.prediction_high:.2f}" in said
    assert any("1/2 added to each cell of C 2003" in text for text in said)
    assert any(text.startswith("3 studies; Q = ") for text in said)


def test_a_funnel_of_few_studies_says_not_to_lean_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words_of(monkeypatch)
    effects = effects_of(FEW, "OR")
    funnel_plot(effects, None, tmp_path / "f.svg")
    assert any("Only 3 studies" in text for text in said)
    assert any("Asymmetry has many causes" in text for text in said)


def test_squares_grow_with_the_weight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import axes

    sides: list[float] = []
    plain = axes.Axes.plot

    def plot(self, *what, **more):  # type: ignore[no-untyped-def]
        if "s" in what:
            sides.append(more["markersize"])
        return plain(self, *what, **more)

    monkeypatch.setattr(axes.Axes, "plot", plot)
    effects = Effects(np.array([0.1, 0.2, 0.3]), np.array([0.01, 0.1, 1.0]), ("a", "b", "c"), "MD")
    forest_plot(effects, pooled(effects, "EE"), tmp_path / "f.png")
    assert sides == sorted(sides, reverse=True)
    assert sides[0] > 2 * sides[2]


def test_odd_sets_are_drawn_too(tmp_path: Path) -> None:
    one = effects_of({name: values[:1] for name, values in FEW.items()}, "RR")
    forest_plot(one, pooled(one), tmp_path / "one.png")
    double = effects_of({"ai": [0, 3], "n1i": [10, 20], "ci": [0, 4], "n2i": [10, 20]}, "RR")
    for method in ("DL-MH", "MH"):
        forest_plot(double, pooled(double, method), tmp_path / "double.png")
    nothing = effects_of({"ai": [0, 0], "n1i": [10, 20], "ci": [3, 4], "n2i": [10, 20]}, "RR")
    forest_plot(nothing, pooled(nothing, "MH"), tmp_path / "nothing.png")
    rng = np.random.default_rng(5)
    names = tuple(f"study number {i} with a name that is far too long" for i in range(60))
    many = Effects(rng.normal(-0.3, 0.2, 60), rng.uniform(0.01, 0.4, 60), names, "SMD")
    forest_plot(many, pooled(many), tmp_path / "many.pdf")
    funnel_plot(trim_and_fill(many).effects, pooled(many), tmp_path / "filled.png")


@pytest.mark.parametrize(("name", "words"), [("f.jpg", "the ending says the format"), ("nowhere/f.png", "there is no folder")])
def test_what_cannot_be_written_is_refused(tmp_path: Path, name: str, words: str) -> None:
    effects = effects_of(FEW, "RR")
    with pytest.raises(InputError, match=words):
        forest_plot(effects, pooled(effects), tmp_path / name)


def test_without_matplotlib_one_line_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    effects = effects_of(FEW, "RR")
    with pytest.raises(InputError, match=r"pip install \"tongren\[evidence\]\""):
        forest_plot(effects, pooled(effects), tmp_path / "f.png")


@pytest.mark.parametrize("heavy", ["scipy", "matplotlib", "pandas", "statsmodels"])
def test_the_room_is_light_to_import(heavy: str) -> None:
    code = f"import sys, tongren.evidence, tongren.pooling.pool; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
