"""Bind back, loin, sacrum, buttock, shoulder girdle and nape: atlas/bindings/back.csv and atlas/roads/back.csv."""

from __future__ import annotations

import bind_back_girdle as girdle
import bind_back_hip as pelvic
import bind_back_spine as spine
from bind_back_sheet import Sheet


def bind() -> Sheet:
    """Every landmark of the back, in the order in which they lean on each other."""
    sheet = Sheet()
    pelvic.pelvis(sheet)
    girdle.scapula(sheet)
    girdle.shoulder(sheet)
    girdle.spine_of_scapula(sheet)
    spine.spines(sheet)
    spine.neck(sheet)
    spine.sacrum(sheet)
    girdle.nape(sheet)
    pelvic.hip(sheet)
    return sheet


if __name__ == "__main__":
    done = bind()
    done.write("back")
    spine.write_shares(done)
    print(len({r[0] for r in done.bindings}), "landmarks", len(done.roads), "roads")
