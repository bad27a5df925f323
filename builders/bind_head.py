"""Bind the landmarks of the head (scalp, face, ear) to the template: python builders/bind_head.py

Writes atlas/bindings/head.csv and atlas/roads/head.csv.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

import bind_head_ear as ear  # noqa: E402
import bind_head_face as face  # noqa: E402
import bind_head_scalp as scalp  # noqa: E402
from bind_head_book import Book  # noqa: E402


def build() -> Book:
    """Find every landmark of the head, in the order in which they lean on each other."""
    book = Book()
    face.eyes(book)
    face.mouth(book)
    face.nose(book)
    face.brows(book)
    ear.mastoid(book)
    ear.auricle(book)
    ear.joint(book)
    ear.arteries(book)
    face.jaw(book)
    face.cheek(book)
    line = scalp.tape(book)
    scalp.occiput(book, line)
    scalp.anterior(book, line)
    scalp.temple(book)
    scalp.around_ear(book)
    return book


def main() -> None:
    """Write the bindings and roads of the head."""
    book = build()
    book.write("head")
    print(len(book.at), "landmarks,", len(book.bindings), "nodes,", len(book.roads), "roads")


if __name__ == "__main__":
    main()
