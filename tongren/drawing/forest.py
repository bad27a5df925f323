"""Forest and funnel plots: PNG, SVG or PDF, in the look of Tongren's other pictures.

Forest: a square a study, its area the study's weight; a diamond for the pooled effect, one more for Hartung-Knapp where it stands beside; a thin bar
for where a further study may lie. Ratios are on a logarithmic axis. Funnel: effects against standard error, with the cautions in words below.

matplotlib draws (the extra `evidence`); it is imported when a plot is made.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from tongren.drawing import page
from tongren.drawing.font import FOLDER
from tongren.errors import InputError
from tongren.outfile import write_bytes
from tongren.pooling.bias import cautions
from tongren.pooling.effects import WORDS, Effects
from tongren.pooling.pool import Pooled, pooled
from tongren.pooling.tables import Array

ENDINGS = (".png", ".svg", ".pdf")
IVORY, INK, FAINT = ("#" + bytes(colour).hex() for colour in (page.PAPER, page.INK, page.FAINT))
SQUARE, DIAMOND, SECOND, BAR = "#1f4e6e", "#8c1c2b", "#c27d38", "#7a6a58"
ROW, WIDTH = 0.26, 9.6  # inches
RANDOM_WORDS = {
    "REML": "random effects (REML)",
    "DL": "random effects (DerSimonian-Laird)",
    "PM": "random effects (Paule-Mandel)",
    "DL-MH": "random effects (DerSimonian-Laird around Mantel-Haenszel)",
    "MH": "common effect (Mantel-Haenszel)",
    "PETO": "common effect (Peto)",
}


def _ending(path: str | Path) -> Path:
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise InputError(f'"{path.name}": the ending says the format; use one of {", ".join(ENDINGS)}')
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}; make it first")
    return path


@contextmanager
def _house() -> Iterator[Any]:
    """Give matplotlib.figure with Tongren's font and colours, leaving the caller's settings as they were.

    Raises InputError if matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib import figure, font_manager
    except ImportError:
        raise InputError('plots need matplotlib, which is not installed: pip install "tongren[evidence]"') from None
    names = []
    for file in ("Tongren-Regular.ttf", "Tongren-Bold.ttf"):
        font_manager.fontManager.addfont(str(FOLDER / file))
        names.append(font_manager.FontProperties(fname=str(FOLDER / file)).get_name())
    settings: Any = {
        "font.family": [names[0], "DejaVu Sans"],
        "font.size": 9,
        "text.color": INK,
        "axes.edgecolor": FAINT,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.labelcolor": INK,
        "svg.fonttype": "path",
        "svg.hashsalt": "tongren",
        "pdf.fonttype": 42,
    }
    with matplotlib.rc_context(settings):
        yield figure


def _save(fig: Any, path: Path) -> Path:
    dates: dict[str, dict[str, None]] = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    out = io.BytesIO()
    ending = path.suffix.lower()
    fig.savefig(out, format=ending[1:] or "png", dpi=180, facecolor=IVORY, metadata=dates.get(ending))
    return write_bytes(path, out.getvalue())


def _text(value: float, log_scale: bool) -> str:
    shown = float(np.exp(value)) if log_scale else value
    return f"{shown:.2f}" if abs(shown) < 100 else f"{shown:.0f}"


def _with_interval(estimate: float, low: float, high: float, log_scale: bool) -> str:
    return f"{_text(estimate, log_scale)} ({_text(low, log_scale)} to {_text(high, log_scale)})".replace("-", "\N{MINUS SIGN}")


def forest_plot(
    effects: Effects,
    result: Pooled,
    path: str | Path,
    *,
    title: str = "",
    favours: tuple[str, str] = ("", ""),
    groups: tuple[str, str] = ("treated", "control"),
    note: str = "",
) -> Path:
    """Draw the studies and their pooled result; return the path.

    path: .png, .svg or .pdf. title: above; favours: what lies left and right of no effect; groups: names
    of the two columns of counts; note: a line below, for the source.
    Raises InputError for another ending, a folder that is not there, or if matplotlib is missing.
    """
    path = _ending(path)
    lines = _summary_rows(result)
    rows = effects.k + len(lines) + 1
    foot = _footing(result, note)
    height = ROW * rows + 0.16 * len(foot) + 1.75
    with _house() as figure:
        fig = figure.Figure(figsize=(WIDTH, height))
        bottom = (0.95 + 0.16 * len(foot)) / height
        axes = fig.add_axes((0.34, bottom, 0.36, ROW * rows / height))
        _frame(axes, effects, result, rows, named=any(favours))
        _studies(axes, effects, result, rows)
        for i, line in enumerate(lines):
            _summary(axes, line, len(lines) - 1 - i, result.log_scale)
        _headings(fig, axes, effects, result, height, title, groups)
        _sides(axes, favours)
        for i, text in enumerate(foot):
            fig.text(0.03, (0.12 + 0.16 * (len(foot) - 1 - i)) / height, text, color=FAINT, fontsize=7.5, va="bottom")
        return _save(fig, path)


def _summary_rows(result: Pooled) -> list[tuple[str, str, float, float, float]]:
    """Return (kind, words, middle, low, high) of what stands under the studies."""
    words = RANDOM_WORDS.get(result.method, "common effect (inverse variance)") if result.k > 1 else "one study, nothing pooled"
    if result.ci == "hartung_knapp":
        words += ", Hartung-Knapp"
    rows = [("diamond", words[0].upper() + words[1:], result.estimate, result.ci_low, result.ci_high)]
    if result.beside is not None:
        rows.append(("second", "The same, Hartung-Knapp interval", result.beside.estimate, result.beside.ci_low, result.beside.ci_high))
    if result.is_random and result.k > 2:
        rows.append(("bar", "Where a further study may lie", result.estimate, result.prediction_low, result.prediction_high))
    return [row for row in rows if np.isfinite(row[2:]).all()]


def _quantile(result: Pooled) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + result.level / 2))


def _limits(effects: Effects, result: Pooled) -> tuple[float, float]:
    """Return the ends of the axis: every interval whole, but where a few are far wider than the rest, those are cut and end in an arrow."""
    half = _quantile(result) * np.sqrt(effects.vi)
    low, high = effects.yi - half, effects.yi + half
    held = [0.0, *effects.yi, *(x for row in _summary_rows(result) for x in row[3:])]
    inner = min(float(np.quantile(low, 0.15)), *held), max(float(np.quantile(high, 0.85)), *held)
    whole = min(float(low.min()), *held), max(float(high.max()), *held)
    left, right = whole if whole[1] - whole[0] < 1.6 * (inner[1] - inner[0]) else inner
    return left - 0.05 * (right - left), right + 0.05 * (right - left)


def _frame(axes: Any, effects: Effects, result: Pooled, rows: int, named: bool) -> None:
    axes.set_facecolor(IVORY)
    axes.set_ylim(-0.6, rows - 0.4)
    low, high = _limits(effects, result)
    axes.set_xlim(low, high)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.set_yticks([])
    if effects.log_scale:
        ticks = _ratio_ticks(low, high)
        axes.set_xticks(np.log(ticks), [f"{t:g}" for t in ticks])
    axes.axvline(0, color=FAINT, linewidth=0.9, zorder=1)
    if np.isfinite(result.estimate):
        axes.axvline(result.estimate, color=DIAMOND, linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
    axes.set_xlabel(WORDS.get(effects.measure, effects.measure), labelpad=20 if named else 6, fontsize=8.5)


def _ratio_ticks(low: float, high: float) -> Array:
    every = np.array([1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.5, 0.75, 1, 1.5, 2, 5, 10, 20, 100, 1e3, 1e4])
    inside = every[(np.log(every) >= low) & (np.log(every) <= high)]
    if high - low > 1.6:
        inside = inside[~np.isin(inside, [0.75, 1.5])]
    if high - low > 6:
        inside = inside[np.isin(inside, [1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1e3, 1e4])]
    return np.asarray(inside, np.float64)


def _studies(axes: Any, effects: Effects, result: Pooled, rows: int) -> None:
    low, high = axes.get_xlim()
    half = _quantile(result) * np.sqrt(effects.vi)
    shares = _shares(effects, result)
    for i in range(effects.k):
        y = rows - 1 - i
        a, b = effects.yi[i] - half[i], effects.yi[i] + half[i]
        axes.plot([max(a, low), min(b, high)], [y, y], color=INK, linewidth=1.0, solid_capstyle="butt", zorder=2)
        for beyond, x, shape in ((a < low, low, "<"), (b > high, high, ">")):
            if beyond:
                axes.plot([x], [y], shape, color=INK, markersize=4.5, clip_on=False, zorder=2)
        side = 3.0 + 9.0 * np.sqrt(shares[i] / np.nanmax(shares)) if np.isfinite(shares[i]) else 5.0
        axes.plot([effects.yi[i]], [y], "s", color=SQUARE, markersize=side, markeredgewidth=0, zorder=3)
        to_axes = axes.get_yaxis_transform()
        axes.text(-0.86, y, _short(effects.labels[i], 34), transform=to_axes, va="center", ha="left")
        if effects.counts is not None:
            n = effects.counts[i].astype(int)
            axes.text(-0.21, y, f"{n[0]}/{n[1]}", transform=to_axes, va="center", ha="right", fontsize=8.5)
            axes.text(-0.05, y, f"{n[2]}/{n[3]}", transform=to_axes, va="center", ha="right", fontsize=8.5)
        share = f"{shares[i]:.1f} %" if np.isfinite(shares[i]) else ""
        axes.text(1.25, y, share, transform=to_axes, va="center", ha="right", fontsize=8.5)
        axes.text(1.75, y, _with_interval(effects.yi[i], a, b, effects.log_scale), transform=to_axes, va="center", ha="right", fontsize=8.5)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def _shares(effects: Effects, result: Pooled) -> Array:
    """Return weights in percent in the order of the effects; NaN for a study that was left out or has none."""
    held = dict(zip(result.labels, result.weights, strict=True)) if len(set(result.labels)) == len(result.labels) else {}
    if len(result.weights) == effects.k:
        return result.weights
    return np.array([held.get(label, np.nan) for label in effects.labels], float)


def _summary(axes: Any, line: tuple[str, str, float, float, float], y: int, log_scale: bool) -> None:
    kind, words, middle, low, high = line
    if kind == "bar":
        axes.plot([low, high], [y, y], color=BAR, linewidth=3.2, solid_capstyle="butt", zorder=3)
    else:
        colour = DIAMOND if kind == "diamond" else SECOND
        axes.fill([low, middle, high, middle], [y, y + 0.33, y, y - 0.33], color=colour, linewidth=0, zorder=3)
    to_axes = axes.get_yaxis_transform()
    weight = "bold" if kind == "diamond" else "normal"
    axes.text(-0.86, y, _short(words, 58), transform=to_axes, va="center", ha="left", fontsize=8.5, weight=weight)
    numbers = _with_interval(middle, low, high, log_scale)
    if kind == "bar":
        numbers = f"{_text(low, log_scale)} to {_text(high, log_scale)}".replace("-", "\N{MINUS SIGN}")
    axes.text(1.75, y, numbers, transform=to_axes, va="center", ha="right", fontsize=8.5, weight=weight)


def _headings(fig: Any, axes: Any, effects: Effects, result: Pooled, height: float, title: str, groups: tuple[str, str]) -> None:
    to_axes = axes.get_yaxis_transform()
    top = axes.get_ylim()[1] + 0.3
    heads: dict[str, Any] = {"transform": to_axes, "va": "baseline", "color": FAINT, "fontsize": 8}
    axes.text(-0.86, top, "Study", ha="left", **heads)
    if effects.counts is not None:
        axes.text(-0.21, top, _short(groups[0], 12), ha="right", **heads)
        axes.text(-0.05, top, _short(groups[1], 12), ha="right", **heads)
    axes.text(1.25, top, "Weight", ha="right", **heads)
    interval = f"{100 * result.level:g} % interval"
    axes.text(1.75, top, f"{effects.measure}, {interval}" if effects.measure in WORDS else interval, ha="right", **heads)
    if title:
        fig.text(0.03, 1 - 0.2 / height, "\n".join(textwrap.wrap(title, 100)), fontsize=12, weight="bold", va="top")


def _sides(axes: Any, favours: tuple[str, str]) -> None:
    for text, x, side in ((favours[0], -0.02, "right"), (favours[1], 0.02, "left")):
        if text:
            arrow = f"\N{LEFTWARDS ARROW} {text}" if side == "right" else f"{text} \N{RIGHTWARDS ARROW}"
            shift = x * (axes.get_xlim()[1] - axes.get_xlim()[0])
            style = {"ha": side, "va": "top", "fontsize": 7.5, "color": FAINT}
            axes.annotate(arrow, (shift, 0), (0, -20), xycoords=("data", "axes fraction"), textcoords="offset points", **style)


def _footing(result: Pooled, note: str) -> list[str]:
    """Return the lines below: heterogeneity, what was done to the numbers, the source."""
    q = f"; Q = {result.q:.2f} on {result.q_df} (p {_p_text(result.q_p)}), I\u00b2 = {result.i2:.0f} %"
    head = f"{result.k} studies{q if np.isfinite(result.q) else ''}" if result.k > 1 else "1 study"
    if result.is_random and result.k > 1:
        head += f", \u03c4\u00b2 = {result.tau2:.4f}"
    lines = [head, *_wrapped((*result.notes, note), 150)]
    return [line.replace(" -", " \N{MINUS SIGN}") if line is head else line for line in lines]


def _wrapped(texts: Iterable[str], columns: int) -> list[str]:
    """Return the lines of texts, each beginning with a capital."""
    return [line for text in texts if text for line in textwrap.wrap(text[0].upper() + text[1:], columns)]


def _p_text(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def funnel_plot(effects: Effects, result: Pooled | None, path: str | Path, *, title: str = "", note: str = "") -> Path:
    """Draw effects against their standard errors, with the pseudo 95 % limits around the pooled effect; return the path.

    result: what to centre on; None pools by common effect. Cautions of `tongren.pooling.bias.cautions` are written below, always.
    Raises InputError as `forest_plot` does.
    """
    path = _ending(path)
    centre = (result or pooled(effects, "EE")).estimate
    real = effects.only([not label.startswith("filled ") for label in effects.labels])
    said = _wrapped((*cautions(real), note), 112)
    height = 5.0 + 0.16 * len(said)
    with _house() as figure:
        fig = figure.Figure(figsize=(6.8, height))
        axes = fig.add_axes((0.13, (0.85 + 0.16 * len(said)) / height, 0.83, 3.6 / height))
        _funnel(axes, effects, centre)
        if title:
            fig.text(0.04, 1 - 0.14 / height, title, fontsize=12, weight="bold", va="top")
        for i, text in enumerate(said):
            fig.text(0.04, (0.12 + 0.16 * (len(said) - 1 - i)) / height, text, color=FAINT, fontsize=7.5, va="bottom")
        return _save(fig, path)


def _funnel(axes: Any, effects: Effects, centre: float) -> None:
    se = np.sqrt(effects.vi)
    deep = float(se.max()) * 1.08
    axes.set_facecolor(IVORY)
    axes.fill([centre - 1.96 * deep, centre, centre + 1.96 * deep], [deep, 0, deep], color="#ffffff", zorder=0)
    axes.plot([centre - 1.96 * deep, centre, centre + 1.96 * deep], [deep, 0, deep], color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    axes.axvline(centre, color=DIAMOND, linewidth=0.9, zorder=1)
    filled = np.array([label.startswith("filled ") for label in effects.labels])
    axes.plot(effects.yi[~filled], se[~filled], "o", color=SQUARE, markersize=6, markeredgecolor=IVORY, zorder=3)
    axes.plot(effects.yi[filled], se[filled], "o", color=IVORY, markersize=6, markeredgecolor=SECOND, zorder=3)
    reach = 1.1 * max(1.96 * deep, float(np.abs(effects.yi - centre).max()))
    axes.set_xlim(centre - reach, centre + reach)
    axes.set_ylim(deep, 0)
    for side in ("right", "top"):
        axes.spines[side].set_visible(False)
    if effects.log_scale:
        ticks = _ratio_ticks(centre - reach, centre + reach)
        axes.set_xticks(np.log(ticks), [f"{t:g}" for t in ticks])
    axes.set_xlabel(WORDS.get(effects.measure, effects.measure))
    axes.set_ylabel("standard error" + (" (of the logarithm)" if effects.log_scale else ""))
