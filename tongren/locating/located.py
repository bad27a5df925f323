"""The answer of locate: where every point lies, how the skin faces there, how surely, and in what state."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tongren.locating.program import STATUSES
from tongren.outfile import write_text, write_texts

Array = Any
COLUMNS = (
    "code", "side", "x_mm", "y_mm", "z_mm", "nx", "ny", "nz", "face", "w0", "w1", "w2", "chart", "u_cun", "v_cun",
    "sigma_mm", "status",
)
SCAN_DIGITS = 6  # a scan may be in metres


class Found(NamedTuple):
    """One point on one body: position (3,) and normal (3,) in mm and LPS, face, weights (3,), sigma, status."""

    code: str
    side: str
    position_mm: Array
    normal: Array
    face: int
    weights: Array
    sigma_mm: float
    status: str
    chart: str
    u_cun: float
    v_cun: float


@dataclass(frozen=True)
class Located:
    """Points of B bodies; P entries, each a code and a side (L, R, or M for the median plane).

    position_mm, normal, weights: (B, P, 3); face, sigma_mm, u_cun, v_cun, status: (B, P).  Positions are in the frame
    that the vertices came in; status holds numbers into STATUSES (`status_words` gives the words).  A point without an
    answer has NaN positions, face -1 and status no_answer.  more: further columns (B, P) that a scan has, by name.
    """

    codes: tuple[str, ...]
    sides: tuple[str, ...]
    charts: tuple[str, ...]
    position_mm: Array
    normal: Array
    face: Array
    weights: Array
    sigma_mm: Array
    u_cun: Array
    v_cun: Array
    status: Array
    meta: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return int(self.position_mm.shape[0])

    def index(self, code: str, side: str) -> int:
        """Return the entry of a code on a side.  Raises KeyError, naming what there is, where it is not located."""
        wanted = (code, side.upper())
        entries = list(zip(self.codes, self.sides, strict=True))
        if wanted in entries:
            return entries.index(wanted)
        there = sorted({s for c, s in entries if c == code})
        raise KeyError(f"{code} is not located on side {side}; located sides: {', '.join(there) or 'none'}")

    def __getitem__(self, key: tuple[str, str]) -> Found:
        """Return one point of the first body: found["ST36", "L"]."""
        return self.point(0, self.index(*key))

    def point(self, body: int, entry: int) -> Found:
        """Return entry number `entry` of body number `body`."""
        one = (body, entry)
        return Found(
            self.codes[entry], self.sides[entry], self.position_mm[one], self.normal[one], int(self.face[one]),
            self.weights[one], float(self.sigma_mm[one]), STATUSES[int(self.status[one])], self.charts[entry],
            float(self.u_cun[one]), float(self.v_cun[one]),
        )

    def points(self, body: int = 0) -> Iterator[Found]:
        """Yield every point of one body."""
        for entry in range(len(self.codes)):
            yield self.point(body, entry)

    def only(self, codes: list[str]) -> Located:
        """Return the same answer for some point codes; EX-B2 stands for all its sites."""
        keep = [i for i, c in enumerate(self.codes) if c in codes or c.split(".")[0] in codes or c.split("/")[0] in codes]
        arrays = {
            n: getattr(self, n)[:, keep]
            for n in ("position_mm", "normal", "face", "weights", "sigma_mm", "u_cun", "v_cun", "status")
        }
        words = {n: tuple(getattr(self, n)[i] for i in keep) for n in ("codes", "sides", "charts")}
        return Located(**words, **arrays, meta=self.meta, more={k: v[:, keep] for k, v in self.more.items()})

    @property
    def status_words(self) -> np.ndarray:
        """(B, P) the status of each point in a word."""
        return np.array(STATUSES)[np.asarray(self.status)]

    def rows(self, body: int = 0) -> list[dict[str, Any]]:
        """Return one row a point, by the column names of the CSV; numbers rounded to what they mean."""
        out = []
        for entry, p in enumerate(self.points(body)):
            x, n, w = (np.asarray(a, float) for a in (p.position_mm, p.normal, p.weights))
            values = [
                p.code, p.side, *(_number(v, 3) for v in x), *(_number(v, 4) for v in n), p.face,
                *(_number(v, 5) for v in w), p.chart, _number(p.u_cun, 3), _number(p.v_cun, 3), _number(p.sigma_mm, 1),
                p.status,
            ]
            further: dict[str, str | float | None] = {k: _number(v[body, entry], SCAN_DIGITS) for k, v in self.more.items()}
            out.append(dict(zip(COLUMNS, values, strict=True)) | further)
        return out

    def to_csv(self, path: Path, body: int = 0) -> None:
        """Write one body's points as CSV, and beside it `.meta.json`: version, atlas hash, inputs, frame.

        Both are finished before either takes its place, the meta data first: new points never lie beside old meta data.
        Raises OutputError where one of them cannot be written; both old files are then as they were.
        """
        out = io.StringIO()
        writer = csv.DictWriter(out, [*COLUMNS, *self.more], lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows(body))
        meta = json.dumps(self.meta, indent=2, ensure_ascii=False) + "\n"
        write_texts({path.with_suffix(path.suffix + ".meta.json"): meta, path: out.getvalue()})

    def to_json(self, path: Path, body: int = 0) -> None:
        """Write one body's points and the meta data as JSON.  Raises OutputError where the file cannot be written."""
        write_text(path, json.dumps({"meta": self.meta, "points": self.rows(body)}, indent=1, ensure_ascii=False) + "\n")

    def to_pandas(self, body: int = 0) -> Any:
        """Return one body's points as a data frame (needs pandas)."""
        import pandas

        return pandas.DataFrame(self.rows(body), columns=[*COLUMNS, *self.more])


def _number(value: float, digits: int) -> float | None:
    """Return a rounded number, or None where there is none."""
    return None if not np.isfinite(value) else round(float(value), digits)
