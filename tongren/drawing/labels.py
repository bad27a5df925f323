"""Where labels go: columns beside a whole body, or around the points of a close-up; none overlap or leave the page.

Columns: each label at the height of its point, pushed apart as little as possible (isotonic regression), then matched
with the points so that the leaders are shortest in sum, which keeps them from crossing.  Around: for each label, the
most crowded point first, the cheapest of a few hundred places near its point; what finds no free place goes without.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tongren.drawing.font import width_of
from tongren.drawing.shapes import INK, Box, Colour, Item, Path_, Text, mixed

LINE = 1.32  # height of a line of text in font sizes


@dataclass(frozen=True)
class Label:
    """What to write at a point (x, y): a bold code and a name, in the colour of its meridian."""

    key: tuple[str, str]
    x: float
    y: float
    code: str
    name: str = ""
    colour: Colour = INK
    r: float = 2.5

    def width(self, size: float) -> float:
        """Width of the label at a font size."""
        gap = 0.35 * size if self.name and self.code else 0.0
        return width_of(self.code, size, True) + gap + width_of(self.name, size)

    def texts(self, x: float, y: float, size: float, halo: float) -> list[Text]:
        """Return the texts of the label starting at x on the baseline y."""
        out = []
        if self.code:
            out.append(Text(x, y, self.code, size, mixed(self.colour, (0, 0, 0), 0.25), True, halo=halo))
            x += width_of(self.code, size, True) + 0.35 * size
        return [*out, Text(x, y, self.name, size, INK, halo=halo)] if self.name else out


@dataclass(frozen=True)
class Placed:
    """A label with its box and its leader (N, 2) from the point; the baseline lies 0.86 sizes below the box's top."""

    label: Label
    box: Box
    leader: np.ndarray | None
    size: float

    def items(self, halo: float = 1.0) -> list[Item]:
        """Return what to draw."""
        out: list[Item] = []
        if self.leader is not None:
            out.append(Path_(self.leader, mixed(self.label.colour, (120, 110, 104), 0.35), 0.45, 0.75))
        return [*out, *self.label.texts(self.box.x0, self.box.y0 + 0.86 * self.size, self.size, halo)]


def spread(wanted: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Return places in the order of `wanted` (rising), at least `gap` apart, within low to high, moved the least.

    Pool adjacent violators on wanted minus the steps of the gap.
    """
    n = len(wanted)
    steps = np.arange(n) * gap
    blocks: list[list[float]] = []
    for value in wanted - steps:
        blocks.append([value, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            v, m = blocks.pop()
            blocks[-1] = [(blocks[-1][0] * blocks[-1][1] + v * m) / (blocks[-1][1] + m), blocks[-1][1] + m]
    flat = np.concatenate([np.full(int(m), v) for v, m in blocks]) if blocks else np.zeros(0)
    return np.clip(flat, low, max(low, high - steps[-1] if n else low)) + steps


def _uncrossed(x: np.ndarray, y: np.ndarray, at: np.ndarray, edge: float) -> np.ndarray:
    """Return which label goes to each height `at`, so that straight leaders to (edge, at) are shortest in sum.

    The shortest matching never crosses itself: exchanging two crossing leaders would shorten it.  Exchanging crossing
    pairs one by one was tried first; with a hundred labels it stopped in tangles.
    """
    from scipy.optimize import linear_sum_assignment

    length = np.hypot(x[None] - edge, y[None] - at[:, None])
    return np.asarray(linear_sum_assignment(length)[1])


def columns(labels: list[Label], on_left: list[bool], frame: Box, size: float, smallest: float = 4.0) -> list[Placed]:
    """Return the labels in a column at the left edge of the frame and one at the right, with leaders.

    The font shrinks down to `smallest` where the labels would not fit; what then does not fit is left out, from the end.
    """
    out: list[Placed] = []
    longest = max(sum(on_left), len(on_left) - sum(on_left), 1)
    fit = max(smallest, min(size, (frame.y1 - frame.y0) / longest / LINE))
    for left in (True, False):
        mine = [label for label, is_left in zip(labels, on_left, strict=True) if is_left == left]
        if not mine:
            continue
        mine = mine[: int((frame.y1 - frame.y0) / (fit * LINE) + 1e-6)]
        out += _column(mine, left, frame, fit)
    return out


def _column(mine: list[Label], left: bool, frame: Box, size: float) -> list[Placed]:
    x, y = np.array([m.x for m in mine]), np.array([m.y for m in mine])
    widths = np.array([m.width(size) for m in mine])
    inner = frame.x0 + widths.max() if left else frame.x1 - widths.max()
    elbow = inner + (2.6 if left else -2.6) * size
    at = spread(np.sort(y), size * LINE, frame.y0 + size * 0.7, frame.y1 - size * 0.7)
    order = _uncrossed(x, y, at, elbow)
    out = []
    for k, i in enumerate(order):
        stop = inner if left else inner
        x0 = stop - widths[i] if left else stop
        box = Box(x0, at[k] - 0.56 * size, x0 + widths[i], at[k] + 0.5 * size)
        tip = stop + (0.35 if left else -0.35) * size
        away = np.array([elbow, at[k]]) - (x[i], y[i])
        start = np.array([x[i], y[i]]) + away / max(1e-6, np.linalg.norm(away)) * (mine[i].r + 0.3)
        out.append(Placed(mine[i], box, np.array([start, [elbow, at[k]], [tip, at[k]]]), size))
    return out


ANGLES = np.radians(np.arange(0, 360, 15))
REACH = (1.0, 1.6, 2.4, 3.4, 4.6, 6.0, 7.6, 9.5, 12.0, 15.0, 19.0, 24.0, 30.0)


def _candidates(label: Label, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return boxes (C, 4) around a point and the reach of each in font sizes."""
    w, h = label.width(size), 1.06 * size
    reach = np.repeat(REACH, len(ANGLES))
    angle = np.tile(ANGLES, len(REACH))
    dx, dy = np.cos(angle), np.sin(angle)
    x = label.x + dx * (label.r + reach * 0.55 * size) + (dx - 1) * w / 2
    y = label.y + dy * (label.r + reach * 0.55 * size) + (dy - 1) * h / 2
    return np.stack([x, y, x + w, y + h], 1), reach


def _hits(boxes: np.ndarray, taken: np.ndarray, gap: float) -> np.ndarray:
    """Return (C, N) which boxes (C, 4) come within `gap` of boxes (N, 4)."""
    a, b = boxes[:, None], taken[None]
    return (
        (a[..., 0] < b[..., 2] + gap)
        & (b[..., 0] < a[..., 2] + gap)
        & (a[..., 1] < b[..., 3] + gap)
        & (b[..., 1] < a[..., 3] + gap)
    )


def _segments_cross(p: np.ndarray, q: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return (C, N) whether segments p..q (C, 2) cross segments a..b (N, 2)."""

    def side(o: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        return (u[..., 0] - o[..., 0]) * (v[..., 1] - o[..., 1]) - (u[..., 1] - o[..., 1]) * (v[..., 0] - o[..., 0])

    p, q, a, b = p[:, None], q[:, None], a[None], b[None]
    return (side(p, q, a) * side(p, q, b) < 0) & (side(a, b, p) * side(a, b, q) < 0)


def around(
    labels: list[Label],
    frame: Box,
    size: float,
    lines: list[np.ndarray] | None = None,
    dots: np.ndarray | None = None,
    on_body: Callable[[np.ndarray], np.ndarray] | None = None,
) -> list[Placed]:
    """Return the labels around their points, with a leader where the label stands off.

    lines (N, 2) and the body (told by on_body for places (N, 2)) are avoided softly, dots (N, 4), boxes, strictly.
    """
    if not labels:
        return []
    own = np.array([[m.x - m.r, m.y - m.r, m.x + m.r, m.y + m.r] for m in labels])
    dots = own if dots is None else np.concatenate([own, dots])
    centres = np.array([[m.x, m.y] for m in labels])
    crowd = (np.linalg.norm(centres[:, None] - centres[None], axis=-1) < 5 * size).sum(1)
    road = np.concatenate([x for x in lines if len(x)]) if lines and any(len(x) for x in lines) else np.zeros((0, 2))
    taken, starts, ends = np.zeros((0, 4)), np.zeros((0, 2)), np.zeros((0, 2))
    placed: dict[int, Placed] = {}
    for i in sorted(range(len(labels)), key=lambda i: (-crowd[i], labels[i].y, labels[i].key)):
        label = labels[i]
        boxes, reach = _candidates(label, size)
        ok = (boxes[:, 0] >= frame.x0) & (boxes[:, 1] >= frame.y0) & (boxes[:, 2] <= frame.x1) & (boxes[:, 3] <= frame.y1)
        ok &= ~_hits(boxes, taken, 0.12 * size).any(1) & ~_hits(boxes, dots, 0.3).any(1)
        if not ok.any():
            continue
        near = np.stack([np.clip(label.x, boxes[:, 0], boxes[:, 2]), np.clip(label.y, boxes[:, 1], boxes[:, 3])], 1)
        origin = np.broadcast_to(centres[i], near.shape)
        cost = reach + 0.25 * (boxes[:, 0] < label.x)
        cost = cost + 6 * _segments_cross(origin, near, starts, ends).sum(1) + 8 * _through(origin, near, taken).sum(1)
        others = np.delete(centres, i, 0)
        cost = cost + 3 * (_distance(origin, near, others) < label.r + 1).sum(1)
        cost = cost + 0.6 * np.minimum(_hits(boxes, np.concatenate([road, road], 1), 0.0).sum(1), 4)
        if on_body is not None:
            across = boxes[:, [0]] + (boxes[:, [2]] - boxes[:, [0]]) * np.array([[0.1, 0.4, 0.7, 1.0]])
            middle = np.broadcast_to((boxes[:, [1]] + boxes[:, [3]]) / 2, across.shape)
            cost = cost + 1.6 * on_body(np.stack([across, middle], -1).reshape(-1, 2)).reshape(across.shape).mean(1)
        if len(starts):
            cost = cost + 5 * _crossed_boxes(boxes, starts, ends).sum(1)
        best = int(np.where(ok, cost, np.inf).argmin())
        leader = np.array([centres[i], near[best]]) if reach[best] > 1.6 else None
        placed[i] = Placed(label, Box(*boxes[best]), leader, size)
        taken = np.concatenate([taken, boxes[best][None]])
        starts, ends = np.concatenate([starts, origin[:1]]), np.concatenate([ends, near[best][None]])
    return [placed[i] for i in sorted(placed)]


def _distance(p: np.ndarray, q: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Return (C, N) how far places c (N, 2) are from segments p..q (C, 2)."""
    d = (q - p)[:, None]
    t = np.clip(((c[None] - p[:, None]) * d).sum(-1) / np.maximum((d * d).sum(-1), 1e-9), 0, 1)
    return np.linalg.norm(p[:, None] + d * t[..., None] - c[None], axis=-1)


def _through(p: np.ndarray, q: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Return (C, N) whether segments p..q run through boxes (N, 4), looked at in eight places of each segment."""
    t = np.linspace(0.1, 0.95, 8)[:, None, None]
    x = p[None] + (q - p)[None] * t
    inside = (x[:, :, None, 0] > boxes[:, 0]) & (x[:, :, None, 0] < boxes[:, 2])
    inside &= (x[:, :, None, 1] > boxes[:, 1]) & (x[:, :, None, 1] < boxes[:, 3])
    return inside.any(0)


def _crossed_boxes(boxes: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return (C, N) whether leaders (N) run through candidate boxes (C, 4)."""
    return _through(starts, ends, boxes).T
