"""Bind the landmarks of thigh, knee and leg: writes atlas/bindings/leg.csv and atlas/roads/leg.csv."""

from __future__ import annotations

import bind_leg_lines as lines
import bind_leg_sites as sites
from bind_leg_frame import Book, bone


def bind() -> Book:
    """Every landmark of the leg, in the order in which they lean on each other."""
    book = Book()
    levels = sites.knee(book)
    sites.ankle(book)
    lines.crease(book, levels)
    crease = float(book["popliteal_crease_midpoint"][2])
    lines.hamstrings(book, crease)
    lines.band(book, crease)
    lines.front_of_thigh(book)
    lines.shin(book, levels)
    lines.calf(book)
    trochanter = float(bone("greater_trochanter")[2])
    sites.finger_contact(book, book["iliotibial_band_posterior_border"], crease, trochanter)
    return book


if __name__ == "__main__":
    done = bind()
    done.write("leg")
    for name, gap in sorted(done.gaps.items(), key=lambda x: -x[1]):
        print(f"{gap:6.1f}  {name}  {done[name].reshape(-1, 3)[0].round(0)}")
