"""Bind the landmarks of the head (scalp, face, ear) to the template: python builders/bind_head.py

Writes atlas/bindings/head.csv and atlas/roads/head.csv.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

import bind_head_ear as ear  # noqa: E402
import bind_head_eyes as eyes  # noqa: E402
import bind_head_hair as hair  # noqa: E402
import bind_head_jaw as jaw  # noqa: E402
import bind_head_nose as nose  # noqa: E402
import bind_head_scalp as scalp  # noqa: E402
from bind_head_book import Book  # noqa: E402


def build() -> Book:
    """Find every landmark of the head, in the order in which they lean on each other."""
    book = Book()
    early = (eyes.eyes, eyes.orbit_wall, eyes.orbit, eyes.foramen, nose.mouth, nose.lips, nose.nose, nose.nostril,
        nose.sulcus)
    middle = (eyes.brows, ear.mastoid, ear.auricle, ear.joint, ear.arteries, jaw.jaw, jaw.masseter, jaw.bisector,
        jaw.cheek)
    for find in (*early, *middle, jaw.cheek_border):
        find(book)
    line = scalp.tape(book)
    scalp.hairline_midpoints(book, line)
    scalp.inion(book, line)
    scalp.anterior(book)
    for find in (hair.temple, hair.above_ear, hair.verticals, hair.behind_ear, hair.outer_parallel):
        find(book)
    return book


def main() -> None:
    """Write the bindings and roads of the head."""
    book = build()
    book.write("head")
    print(len(book.at), "landmarks,", len(book.bindings), "nodes,", len(book.roads), "roads")


if __name__ == "__main__":
    main()
