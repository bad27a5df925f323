"""Network plots: treatments round a circle, lines as wide as the number of studies that compared the two, discs as large as the people who had it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from tongren.drawing.caption import MARGIN, QUIET, agreement, footed, headed
from tongren.drawing.font import broken
from tongren.drawing.lettering import Lettering
from tongren.drawing.page import Page
from tongren.drawing.shapes import INK, PAPER, Box, Colour, Disc, Path_, Text, colour_of, mixed
from tongren.pooling.network import Network
from tongren.pooling.tables import Array

DISC: Colour = colour_of("#1f4e6e")
LINE = mixed(PAPER, DISC, 0.42)
NAME, COUNT, NUMBER = 9.0, 7.5, 8.0  # sizes of letters
WIDEST, FOR_ONE, THINNEST = 13.0, 2.2, 0.8  # points: the widest line, a line of one study, the thinnest
LARGEST, SMALLEST = 21.0, 7.0  # radii of discs
LABEL, LEAST_WIDTH = 130.0, 430.0
# Where on a line its number may stand, from the first end: the middle, then ever nearer to the ends.
PARTS = (0.5, 0.42, 0.58, 0.36, 0.64, 0.3, 0.7, 0.26, 0.74)

Pair = tuple[str, str]


def network_plot(net: Network, *, title: str = "", note: str = "") -> Page:
    """Return the plot of a network as a page: which treatments were compared with which, by how many studies, on how many people.

    Treatments go clockwise from the top in the network's order, its reference first. Where a study does not say its people, discs count arms.
    note: a line below, for the source. Cautions of the network are written below, always.
    """
    lettering = Lettering()
    title, note = lettering(title), lettering(note)
    sizes, word = sizes_of(net)
    radii = {t: max(SMALLEST, LARGEST * float(np.sqrt(n / max(sizes.values())))) for t, n in sizes.items()}
    names = {t: [*broken(lettering(t), NAME, LABEL), f"{sizes[t]} {word}"] for t in net.treatments}
    places, labels = _round(net.treatments, radii, names)
    boxes = [item.box for label in labels.values() for item in label]
    left, right, high, low = min(b.x0 for b in boxes), max(b.x1 for b in boxes), min(b.y0 for b in boxes), max(b.y1 for b in boxes)
    page = Page(max(LEAST_WIDTH, right - left + 2 * MARGIN), 0.0, title)
    top = headed(page, title) + 8
    shift = np.array([page.width / 2 - (left + right) / 2, top - high])
    places = {t: place + shift for t, place in places.items()}
    _lines(page, net, places, radii)
    for t in net.treatments:
        page.add(Disc(float(places[t][0]), float(places[t][1]), radii[t], DISC, PAPER, 1.2))
        page.add(*(_moved(item, shift) for item in labels[t]))
    footed(page, top + low - high + 12, [*_said(net, word), *net.notes, note, *lettering.told()])
    return page


def sizes_of(net: Network) -> tuple[dict[str, int], str]:
    """Return how many had each treatment, and what was counted: people, or arms where a study does not say its people."""
    known = all(s.people for s in net.studies)
    sizes = dict.fromkeys(net.treatments, 0)
    for s in net.studies:
        for t, n in zip(s.treatments, s.people if known else [1] * len(s.treatments), strict=True):
            sizes[t] += n
    return sizes, "people" if known else "arms"


def pairs_of(net: Network) -> dict[Pair, int]:
    """Return how many studies compared each pair, in the order of the treatments; a study of m arms counts for all its pairs."""
    found = {pair: sum(set(pair) <= set(s.treatments) for s in net.studies) for pair in combinations(net.treatments, 2)}
    return {pair: n for pair, n in found.items() if n}


def _round(names: tuple[str, ...], radii: Mapping[str, float], lines: Mapping[str, list[str]]) -> tuple[dict[str, Array], dict[str, list[Text]]]:
    """Return places (x, y) round (0, 0) and the words beside them, on the smallest circle where no words meet."""
    radius = max(105.0, 14.0 * len(names))
    while True:
        places, labels = {}, {}
        for i, name in enumerate(names):
            angle = 2 * np.pi * i / len(names) - np.pi / 2
            way = np.array([np.cos(angle), np.sin(angle)])
            places[name] = radius * way
            labels[name] = _label(lines[name], places[name], way, radii[name])
        boxes = [[item.box for item in label] for label in labels.values()]
        if radius > 2000 or not any(a.overlaps(b, 4) for one, other in combinations(boxes, 2) for a in one for b in other):
            return places, labels
        radius *= 1.08


def _label(lines: list[str], place: Array, way: Array, radius: float) -> list[Text]:
    """Return the words of a treatment, outside its disc: beside it, or above and below where it stands on top or at the foot."""
    lead = NAME * 1.25
    height = lead * len(lines)
    x, y = place + way * np.array([radius + 7, radius + 5 + height / 2])
    anchor = "middle" if abs(way[0]) < 0.3 else "start" if way[0] > 0 else "end"
    out = []
    for i, line in enumerate(lines):
        last = i == len(lines) - 1
        base = float(y) - height / 2 + lead * (i + 0.8)
        out.append(Text(float(x), base, line, COUNT if last else NAME, QUIET if last else INK, not last, anchor))  # type: ignore[arg-type]
    return out


def _moved(item: Text, shift: Array) -> Text:
    return Text(item.x + float(shift[0]), item.y + float(shift[1]), item.text, item.size, item.colour, item.bold, item.anchor)


def _lines(page: Page, net: Network, places: Mapping[str, Array], radii: Mapping[str, float]) -> None:
    """Draw the lines, the widest first, then their numbers where they cover neither a disc nor each other, nor if it can be another line."""
    pairs = pairs_of(net)
    for_one = min(FOR_ONE, WIDEST / max(pairs.values()))
    for (a, b), n in sorted(pairs.items(), key=lambda pair: -pair[1]):
        page.add(Path_(np.array([places[a], places[b]]), LINE, max(THINNEST, for_one * n)))
    taken = [Box(x - radii[t], y - radii[t], x + radii[t], y + radii[t]) for t, (x, y) in places.items()]
    for (a, b), n in pairs.items():
        others = [(places[c], places[d]) for c, d in pairs if (c, d) != (a, b)]
        spots = [places[a] + part * (places[b] - places[a]) for part in PARTS]
        x, y = min(spots, key=lambda spot: _cost(spot, taken, others))
        page.add(Disc(float(x), float(y), 6.4, PAPER, LINE, 0.6), Text(float(x), float(y) + 2.9, str(n), NUMBER, anchor="middle"))
        taken.append(_around(np.array([x, y])))


def _around(spot: Array) -> Box:
    return Box(float(spot[0]) - 7, float(spot[1]) - 7, float(spot[0]) + 7, float(spot[1]) + 7)


def _cost(spot: Array, taken: list[Box], others: list[tuple[Array, Array]]) -> int:
    """Return how bad a place is for a number: what it would cover, and the lines it would touch."""
    covered = sum(_around(spot).overlaps(box) for box in taken)
    touched = sum(_distance(spot, a, b) < 9 for a, b in others)
    return 100 * covered + touched


def _distance(spot: Array, a: Array, b: Array) -> float:
    along = np.clip((spot - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
    return float(np.linalg.norm(spot - a - along * (b - a)))


def _said(net: Network, word: str) -> list[str]:
    """Return the lines below that say what is drawn and how far studies differ."""
    differ = f"; {agreement(net.q, net.q_df, net.q_p, net.i2, None if net.method == 'EE' else net.tau2)}" if net.q_df else ""
    several = sum(len(s.treatments) > 2 for s in net.studies)
    arms = f"; {several} with more than two arms, which count{'s' if several == 1 else ''} on every line between them" if several else ""
    studies = f"{net.k} {'study' if net.k == 1 else 'studies'}"
    lines = f"Lines: as wide as the number of studies, written on them{arms}. Area of discs: {word}"
    return [f"{studies} of {len(net.treatments)} treatments{differ}", lines]
