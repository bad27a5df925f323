"""Archive what pypinyin answers for every point name: run again only to take a new version of pypinyin."""

from __future__ import annotations

import csv
from pathlib import Path

import pypinyin

from tongren.knowledge.tables import read_rows

HERE = Path(__file__).resolve().parent
ATLAS = HERE.parents[2] / "atlas"


def answers(name: str) -> list[str]:
    """Return the reading in context and every reading of each character: qǔchí and qǔ,qū;chí,tuó."""
    chosen = pypinyin.pinyin(name, style=pypinyin.Style.TONE)
    every = [pypinyin.pinyin(char, style=pypinyin.Style.TONE, heteronym=True)[0] for char in name]
    return ["".join(syllable[0] for syllable in chosen), ";".join(",".join(found) for found in every)]


def main() -> None:
    rows = [placed.row for name in ("names/standard", "names/extra") for placed in read_rows(ATLAS, name)]
    with (HERE / "names.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["code", "simplified", "reading", "readings", "version", "source", "known_by"])
        for row in rows:
            cells = [row["code"], row["simplified"], *answers(row["simplified"])]
            writer.writerow([*cells, pypinyin.__version__, "pypinyin", "derived"])


if __name__ == "__main__":
    main()
