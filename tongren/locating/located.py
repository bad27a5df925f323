"""The answer of locate: where every point lies, how the skin faces there, how surely, and in what state."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import numpy as np

from tongren.allowed import file_path, shown, texts, whole_number
from tongren.errors import InputError, UnknownPoint
from tongren.geometry.backend import Array
from tongren.knowledge.index import point_named
from tongren.locating.program import STATUSES
from tongren.outfile import write_text, write_texts

if TYPE_CHECKING:
    from pandas import DataFrame

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


PER_PLACE = ("position_mm", "normal", "face", "weights", "sigma_mm", "u_cun", "v_cun", "status")
Key = str | int | tuple[str, str]


@dataclass(frozen=True, repr=False, eq=False)
class Located:
    """Points of B bodies; P places, each a code and a side (L, R, or M for the median plane).

    position_mm, normal, weights: (B, P, 3); face, sigma_mm, u_cun, v_cun, status: (B, P).  Positions are in the frame
    that the vertices came in; status holds numbers into STATUSES (`status_words` gives the words).  A point without an
    answer has NaN positions, face -1 and status no_answer.  more: further columns (B, P) that a scan has, by name.

    found["ST36"] has both sides, found["ST36", "L"] is one place, `"ST36" in found` asks, a loop goes through the places,
    len(found) counts them.  Codes and names are taken in any spelling.  Of several bodies, found.body(2) is one.
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

    @property
    def n_bodies(self) -> int:
        """How many bodies were located."""
        return int(self.position_mm.shape[0])

    def __len__(self) -> int:
        return len(self.codes)

    def __repr__(self) -> str:
        words = Counter(self.status_words.ravel().tolist())
        points = len({c.split(".")[0].split("/")[0] for c in self.codes})
        sigma = np.asarray(self.sigma_mm, float)
        spread = f"{np.nanmin(sigma):.0f} to {np.nanmax(sigma):.0f} mm, half below {np.nanmedian(sigma):.0f}" if np.isfinite(sigma).any() else "none"
        return (
            f"Located: {_several(len(self), 'place')} of {_several(points, 'point')} on {_several(self.n_bodies, 'body')}: "
            f"{', '.join(f'{n} {w}' for w, n in words.most_common())}\n"
            f"frame: {self.meta.get('frame', 'that of the vertices, millimetres')}; pose: {self.meta.get('pose', 'rest')}\n"
            f"sigma: {spread}; found[\"ST36\"] has both sides, found[\"ST36\", \"L\"] one place"
        )

    def body(self, number: int) -> Located:
        """Return the points of one body.  Raises InputError for a number that there is not."""
        i = whole_number("number of a body", number, 0, self.n_bodies - 1)
        arrays = {n: getattr(self, n)[i : i + 1] for n in PER_PLACE}
        return replace(self, **arrays, more={k: v[i : i + 1] for k, v in self.more.items()})

    def _entries(self, text: object) -> list[int]:
        """Numbers of the places that a code or name stands for, sites and second places too.  Raises UnknownPoint for none."""
        if not isinstance(text, str):
            raise UnknownPoint(f"{shown(text)} names no point; a code such as ST36 or a name such as Zusanli does")
        exact = [i for i, c in enumerate(self.codes) if c == text]
        if exact and not any(c.startswith((f"{text}.", f"{text}/")) for c in self.codes):
            return exact
        code = text if exact else point_named(text)
        there = [i for i, c in enumerate(self.codes) if c == code or c.split(".")[0] == code or c.split("/")[0] == code]
        if not there:
            some = ", ".join(dict.fromkeys(self.codes[:6]))
            raise UnknownPoint(f"{code} is not among the {len(self)} places here ({some} …); locate without `only`, or ask for one of these")
        return there

    def index(self, code: str, side: str) -> int:
        """Return the number of the place of a code or name on a side.  Raises UnknownPoint, naming what there is, for none or several."""
        there = self._entries(code)
        fit = [i for i in there if isinstance(side, str) and self.sides[i] == side.upper()]
        plain = [i for i in fit if "/" not in self.codes[i]] or fit
        if len(plain) == 1:
            return plain[0]
        if plain:
            raise UnknownPoint(f"{code} has {len(plain)} places on side {side}; say which: {', '.join(self.codes[i] for i in plain)}")
        located = ", ".join(sorted({self.sides[i] for i in there}))
        raise UnknownPoint(f"{code} is not located on side {shown(side)}; located sides: {located}")

    def __contains__(self, key: object) -> bool:
        try:
            return bool(self._entries(key)) if not isinstance(key, tuple) else self.index(*key) >= 0
        except (UnknownPoint, TypeError):
            return False

    @overload
    def __getitem__(self, key: str) -> Located: ...
    @overload
    def __getitem__(self, key: int | tuple[str, str]) -> Found: ...
    def __getitem__(self, key: Key) -> Located | Found:
        """Return the places of a point (found["ST36"], all bodies), or one place of the only body: found["ST36", "L"], found[0].

        Raises UnknownPoint for a point or side that is not there, IndexError for a number that is not, InputError for one
        place of several bodies.
        """
        if isinstance(key, str):
            return self._kept(self._entries(key))
        if isinstance(key, tuple):
            if len(key) != 2:
                raise InputError(f'{shown(key)} is no place; allowed: found["ST36", "L"], a code or name and a side')
            return self._only_body(self.index(*key))
        n = whole_number("number of a place", key)
        if not -len(self) <= n < len(self):
            raise IndexError(f"place {n} of {len(self)}")
        return self._only_body(n % len(self))

    def _only_body(self, entry: int) -> Found:
        if self.n_bodies != 1:
            raise InputError(f"{self.n_bodies} bodies were located: say which, as in found.body(0)[{shown(self.codes[entry])}, ...]")
        return self.point(0, entry)

    def __iter__(self) -> Iterator[Found]:
        """Yield every place of the only body.  Raises InputError where there are several."""
        return (self._only_body(i) for i in range(len(self)))

    def point(self, body: int, entry: int) -> Found:
        """Return entry number `entry` of body number `body`."""
        one = (body, entry)
        return Found(
            self.codes[entry], self.sides[entry], self.position_mm[one], self.normal[one], int(self.face[one]),
            self.weights[one], float(self.sigma_mm[one]), STATUSES[int(self.status[one])], self.charts[entry],
            float(self.u_cun[one]), float(self.v_cun[one]),
        )

    def points(self, body: int = 0) -> Iterator[Found]:
        """Yield every place of one body.  Raises InputError for a number that there is not."""
        number = whole_number("number of a body", body, 0, self.n_bodies - 1)
        return (self.point(number, entry) for entry in range(len(self.codes)))

    def only(self, codes: str | Iterable[str]) -> Located:
        """Return the same answer for some points, in the order of the atlas; EX-B2 stands for all its sites.

        Raises UnknownPoint for a code or name that is not there.
        """
        wanted = {i for code in texts("codes", codes, '"ST36"') for i in self._entries(code)}
        return self._kept(sorted(wanted))

    def _kept(self, keep: list[int]) -> Located:
        arrays = {n: getattr(self, n)[:, keep] for n in PER_PLACE}
        codes, sides, charts = (tuple(x[i] for i in keep) for x in (self.codes, self.sides, self.charts))
        return replace(self, codes=codes, sides=sides, charts=charts, **arrays, more={k: v[:, keep] for k, v in self.more.items()})

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

    def to_csv(self, path: str | Path, body: int = 0) -> None:
        """Write one body's points as CSV, and beside it `.meta.json`: version, atlas hash, inputs, frame.

        Both are finished before either takes its place, the meta data first: new points never lie beside old meta data.
        Raises OutputError where one of them cannot be written; both old files are then as they were.
        """
        out = io.StringIO()
        writer = csv.DictWriter(out, [*COLUMNS, *self.more], lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows(body))
        meta = json.dumps(self.meta, indent=2, ensure_ascii=False) + "\n"
        file = file_path("path", path)
        write_texts({file.with_suffix(file.suffix + ".meta.json"): meta, file: out.getvalue()})

    def to_json(self, path: str | Path, body: int = 0) -> None:
        """Write one body's points and the meta data as JSON.  Raises OutputError where the file cannot be written."""
        write_text(file_path("path", path), json.dumps({"meta": self.meta, "points": self.rows(body)}, indent=1, ensure_ascii=False) + "\n")

    def to_pandas(self, body: int = 0) -> DataFrame:
        """Return one body's points as a data frame (needs pandas)."""
        import pandas

        return pandas.DataFrame(self.rows(body), columns=[*COLUMNS, *self.more])


def _several(n: int, word: str) -> str:
    """A number with its word in one or many."""
    return f"{n} {word if n == 1 else word[:-1] + 'ies' if word.endswith('y') else word + 's'}"


def _number(value: float, digits: int) -> float | None:
    """Return a rounded number, or None where there is none."""
    return None if not np.isfinite(value) else round(float(value), digits)
