"""Bind the landmarks of the arm: writes atlas/bindings/arm.csv and atlas/roads/arm.csv."""

from __future__ import annotations

import bind_arm_bones as bones
import bind_arm_forearm as forearm
from bind_arm_frame import Book
from bind_arm_hand import bind_hand
from bind_arm_upper import bind_upper


def bind() -> Book:
    """Every landmark of the arm, in the order in which they lean on each other."""
    book = Book()
    forearm.elbow(book)
    forearm.tendons_at_elbow(book)
    forearm.wrist(book)
    forearm.forearm_lines(book)
    bones.bones_of_forearm(book)
    bones.extensors(book)
    bind_upper(book)
    bind_hand(book)
    return book


if __name__ == "__main__":
    done = bind()
    done.write("arm")
    for name, gap in sorted(done.disagreements.items(), key=lambda x: -x[1]):
        if gap > 5:
            print(f"{gap:6.1f}  {name}")
