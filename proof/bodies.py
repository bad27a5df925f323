"""Many bodies: every point on 2,000 random adults is found, lies on the skin, and left mirrors right; with the worst figures.

    python -m proof.bodies [N] [SEED]      writes benchmarks/results/bodies.md; some minutes

The distance to the skin is measured against all triangles around a place, not against the one that the engine says it stands on.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.run import cpu
from benchmarks.skin import distance_to_skin
from tongren import __version__
from tongren.body.population import bodies
from tongren.locating.engine import locate_rest
from tongren.locating.located import Located

RESULTS = Path(__file__).resolve().parents[1] / "benchmarks" / "results" / "bodies.md"
N, SEED, CHUNK = 2000, 7, 40
ON_SKIN_MM, MIRROR_MM = 0.5, 1.0
WITHOUT = ("no_answer", "unseen")


@dataclass(frozen=True)
class Worst:
    """The worst of one kind: how far, of which point on which body."""

    mm: float
    code: str
    body: str

    def __str__(self) -> str:
        return f"{self.mm:.4f} mm ({self.code}, {self.body})"


@dataclass
class Told:
    """What was found on all bodies: places in all, places without an answer, places that are no numbers, words of the others, the worst; seconds of
    one processor."""

    bodies: int
    places: int
    without: list[str]
    not_numbers: int
    words: dict[str, int]
    skin: Worst
    mirror: Worst
    seconds: float

    def wrong(self) -> list[str]:
        """Return what does not hold."""
        out = [f"{len(self.without)} places without an answer, the first: {self.without[0]}"] if self.without else []
        out += [f"{self.not_numbers} places that are no numbers"] if self.not_numbers else []
        out += [f"a place {self.skin} off the skin; allowed: {ON_SKIN_MM} mm"] if not self.skin.mm <= ON_SKIN_MM else []
        out += [f"left and right {self.mirror} apart; allowed: {MIRROR_MM} mm"] if not self.mirror.mm <= MIRROR_MM else []
        return out


def pairs(found: Located) -> tuple[np.ndarray, np.ndarray]:
    """Return the entries of the left points and those of the right ones, in the same order."""
    at = {key: i for i, key in enumerate(zip(found.codes, found.sides, strict=True))}
    left = [i for (_, side), i in at.items() if side == "L" and (found.codes[i], "R") in at]
    return np.array(left), np.array([at[found.codes[i], "R"] for i in left])


def worst_of(mm: np.ndarray, found: Located, who: list[str], entries: np.ndarray | None = None) -> Worst:
    """Return the largest of distances (B, P); entries: which points the columns are, by default all."""
    body, column = np.unravel_index(np.nanargmax(mm), mm.shape)
    entry = int(column if entries is None else entries[column])
    return Worst(float(mm[body, column]), f"{found.codes[entry]} {found.sides[entry]}", who[int(body)])


def measured(n: int, seed: int) -> Told:
    """Locate every point, second places too, on n random adults, and return what was found."""
    began = time.process_time()
    people = bodies(n, seed)
    told = Told(n, 0, [], 0, {}, Worst(-1.0, "", ""), Worst(-1.0, "", ""), 0.0)
    for first in range(0, n, CHUNK):
        vertices, female = people.vertices_mm[first : first + CHUNK], people.female[first : first + CHUNK] > 0.5
        who = [f"{'woman' if f else 'man'} {first + i}" for i, f in enumerate(female)]
        _add(told, locate_rest(vertices.astype(np.float32), female, alternatives=True), vertices, who)
    told.seconds = time.process_time() - began
    return told


def _add(told: Told, found: Located, vertices: np.ndarray, who: list[str]) -> None:
    place, words = np.asarray(found.position_mm, float), found.status_words
    told.places += place.shape[0] * place.shape[1]
    told.not_numbers += int((~np.isfinite(place)).any(-1).sum())
    told.without += [f"{found.codes[p]} {found.sides[p]}, {who[b]}" for b, p in zip(*np.nonzero(np.isin(words, WITHOUT)), strict=True)]
    for word, number in zip(*np.unique(words, return_counts=True), strict=True):
        told.words[str(word)] = told.words.get(str(word), 0) + int(number)
    off = np.stack([distance_to_skin(p, v) for p, v in zip(place, vertices, strict=True)])
    left, right = pairs(found)
    apart = np.linalg.norm(place[:, left] * (-1, 1, 1) - place[:, right], axis=-1)
    told.skin = max(told.skin, worst_of(off, found, who), key=lambda w: w.mm)
    told.mirror = max(told.mirror, worst_of(apart, found, who, left), key=lambda w: w.mm)


def report(told: Told, seed: int) -> str:
    """Return the figures as Markdown."""
    of = "".join(f"| of these `{word}` | {number:,} | |\n" for word, number in sorted(told.words.items()))
    return (
        f"# Many bodies\n\nWritten by `python -m proof.bodies` (part of `make proof`). Tongren {__version__}, {cpu()}, "
        f"{told.seconds / 60:.1f} minutes of one processor.\n\n"
        f"{told.bodies:,} random adults of seed {seed}, every point on both sides, second places too.\n\n"
        f"| what | found | allowed |\n|---|---|---|\n| places | {told.places:,} | |\n{of}"
        f"| places without an answer | {len(told.without)} | 0 |\n| places that are no numbers | {told.not_numbers} | 0 |\n"
        f"| farthest from the skin | {told.skin} | {ON_SKIN_MM} mm |\n| left and mirrored right, farthest apart | {told.mirror} | {MIRROR_MM} mm |\n"
    )


def main() -> int:
    """Measure, print, and write the committed table where the run was the whole one; return 1 where something does not hold."""
    n, seed = ([int(x) for x in sys.argv[1:]] + [N, SEED][len(sys.argv) - 1 :])[:2]
    told = measured(n, seed)
    print(report(told, seed))
    if n >= N:
        RESULTS.write_text(report(told, seed), encoding="utf-8")
    print("\n".join(told.wrong()) or "holds")
    return int(bool(told.wrong()))


if __name__ == "__main__":
    sys.exit(main())
