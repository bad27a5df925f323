"""A 3D scan of a person: read from a file, its unit, up and front found, what is no body left out, put upright in millimetres."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

import numpy as np

from tongren.allowed import file_path, one_of
from tongren.body.template import FloatArray, IntArray
from tongren.errors import InputError
from tongren.scans.axes import Match, matches
from tongren.scans.file import MESH_NAME, Raw, raw_of_mesh, read_raw
from tongren.scans.models import spread_over
from tongren.scans.normals import all_outward, faces_turned, outward, unsigned_normals
from tongren.scans.parts import Parts, body_of, width_of

if TYPE_CHECKING:
    from trimesh import PointCloud, Trimesh

UNITS_MM = {"m": 1000.0, "cm": 10.0, "mm": 1.0, "inch": 25.4}
WIDTHS_MM = (900.0, 2600.0)  # the greatest width of a person, from sitting small to standing tall with arms raised
USUAL_WIDTH_MM = 1750.0
AXES = {f"{sign}{axis}": s * np.eye(3)[i] for i, axis in enumerate("xyz") for sign, s in (("+", 1.0), ("-", -1.0))}
CLOUD_POINTS, SAMPLE = 100_000, 6000
FARTHEST_MM = 105.0  # a Match.apart_mm beyond which a scan is no body
MOST_WRAPPED = 0.8  # bodies, spoiled too: 0.22 to 0.64; an egg or a ball: 1
AREA_CELL_MM, MOST_AREA_M2 = 45.0, 3.7  # area as cells that hold skin; bodies, with a chair too, up to 3.9; two people 3.1 to 6.2
CLEAR_MM = 85.0  # a Match.apart_mm within which one body is made out, however large: with a chair 61 to 83; two people 96 and more
NEARLY = 1.12  # how many times as far apart as the best a body turned otherwise may be, and be right all the same

@dataclass(frozen=True)
class Scan:
    """A scan of one person, upright: LPS millimetres, +x the body's left, +y back, +z up, about the floor between the soles.

    points (N, 3) float64; faces (F, 3) or None for a cloud; normals (N, 3) of unit length, outward.
    unit: that of the file; to_scan (4, 4): carries the upright millimetres to the file's own numbers.
    pose: a, t, hanging, forward or sitting, the nearest.  notes: what was decided or left out, for people.
    unsure: another way round came nearly as close.  said: which of "up" and "front" the caller gave; the fit keeps those.
    """

    points: FloatArray
    faces: IntArray | None
    normals: FloatArray
    unit: str
    to_scan: FloatArray
    pose: str
    notes: tuple[str, ...]
    name: str
    unsure: bool = False
    said: frozenset[str] = frozenset()

    def turned(self, turn: FloatArray) -> Scan:
        """Return the scan after a turn (3, 3) of its upright frame, set on the floor again where that brought it upside down."""
        points = self.points @ turn.T
        rise = np.array([0.0, 0.0, -points[:, 2].min() if turn[2, 2] < 0.5 else 0.0])
        to_scan = self.to_scan.copy()
        to_scan[:3, :3] = self.to_scan[:3, :3] @ turn.T
        to_scan[:3, 3] = self.to_scan[:3, 3] - to_scan[:3, :3] @ rise
        return replace(self, points=points + rise, normals=self.normals @ turn.T, to_scan=to_scan)

    def in_scan(self, points_mm: FloatArray) -> FloatArray:
        """Return points (..., 3) of the upright frame in the file's own numbers."""
        return points_mm @ self.to_scan[:3, :3].T + self.to_scan[:3, 3]


class ScanFrame(NamedTuple):
    """How a scan's numbers are meant: its unit, its axes towards the head and the face; None for what is to be found."""

    unit: str | None = None
    up: str | None = None
    front: str | None = None

    def checked(self) -> ScanFrame:
        """Return the same.  Raises InputError for a unit or an axis that is none, or for a front along up."""
        if self.unit is not None:
            one_of("unit", self.unit, UNITS_MM)
        for word, value in (("up", self.up), ("front", self.front)):
            if value is not None:
                one_of(word, value, AXES)
        if self.up and self.front and self.up[1] == self.front[1]:
            raise InputError(f'up is "{self.up}" and front is "{self.front}": they must be across each other')
        return self


def is_mesh(thing: object) -> TypeGuard[Trimesh | PointCloud]:
    """Return whether a thing is a mesh or a cloud of trimesh, by what it has: this module must not load trimesh to ask."""
    return type(thing).__module__.startswith("trimesh") and hasattr(thing, "vertices")


def read_scan(source: str | Path | Trimesh | PointCloud, unit: str | None = None, up: str | None = None, front: str | None = None) -> Scan:
    """Return the scan of a file, or of a mesh or cloud of trimesh, upright and in millimetres.

    unit: m, cm, mm or inch; up, front: the file's axis towards the head or the face, such as "+z" or "-y".  What is not
    given is found.  Raises InputError, with the reason, where the file cannot be read or is not one human body.
    """
    ScanFrame(unit, up, front).checked()
    raw = _thinner(raw_of_mesh(source) if is_mesh(source) else read_raw(file_path("scan", source)))
    name = MESH_NAME if is_mesh(source) else str(source)
    normals = unsigned_normals(raw.points, raw.faces)
    sample = _sample(raw)
    parts = body_of(raw.points, normals, sample, name)
    body = raw.points[sample[parts.kept[sample]]]
    candidates = _units(body, unit, name)
    _check_solid(body, name)
    found = [(matches(body * UNITS_MM[u], _axis(up), _axis(front)), u) for u in candidates]
    found.sort(key=lambda pair: pair[0][0].apart_mm)
    best, taken = found[0]
    _check_one_person(raw, parts, sample, best[0], taken, name)
    return _upright(raw, normals, parts, best, taken, unit is None, frozenset(w for w, x in (("up", up), ("front", front)) if x), name)


def _axis(word: str | None) -> FloatArray | None:
    return None if word is None else AXES[word]


def _thinner(raw: Raw) -> Raw:
    """Return a cloud with at most 100,000 of its points, drawn at random and always the same ones; meshes stay."""
    if raw.faces is not None or len(raw.points) <= CLOUD_POINTS:
        return raw
    rng = np.random.default_rng(0)
    kept = np.sort(rng.permutation(len(raw.points))[:CLOUD_POINTS])
    note = f"{CLOUD_POINTS:,} of {len(raw.points):,} points used"
    return Raw(raw.points[kept], None, None if raw.normals is None else raw.normals[kept], (*raw.notes, note))


def _sample(raw: Raw) -> IntArray:
    """Return numbers of points spread evenly: of a mesh those nearest to an even spread over its faces, up to 12,000; of a cloud one of each
    cell of a net as wide as a 120th of the body, up to 6,000.
    """
    from scipy.spatial import cKDTree

    if raw.faces is not None:
        on, _ = spread_over(raw.points, raw.faces, 2 * SAMPLE)
        return np.unique(cKDTree(raw.points).query(on)[1])
    width = width_of(raw.points)
    cell = width / 120
    _, first = np.unique(np.floor(raw.points / cell).astype(np.int64), axis=0, return_index=True)
    return np.sort(np.random.default_rng(0).permutation(first)[:SAMPLE])


def _units(body: FloatArray, unit: str | None, name: str) -> list[str]:
    """Return the units in which a scan may be a person, the likeliest first.  Raises InputError where there is none."""
    width = width_of(body)
    low, high = WIDTHS_MM
    fits = [u for u, f in UNITS_MM.items() if low <= width * f <= high]
    if unit is not None:
        if unit not in fits:
            say = f"; in {' or '.join(fits)} it would be" if fits else ""
            raise InputError(f"{name}: {width * UNITS_MM[unit]:,.4g} mm wide at its widest in {unit}; allowed: {low:g} to {high:g}{say}")
        return [unit]
    if not fits:
        sizes = ", ".join(f"{width * f:,.4g} mm in {u}" for u, f in UNITS_MM.items())
        raise InputError(f"{name}: its greatest width is {width:,.4g}, that is {sizes}; a person has {low:g} to {high:g} mm; "
                         "give a whole scan, or scale it")  # fmt: skip
    return sorted(fits, key=lambda u: abs(np.log(width * UNITS_MM[u] / USUAL_WIDTH_MM)))


def _check_solid(body: FloatArray, name: str) -> None:
    """Raise InputError for what has no depth, or bulges all round: on a body less than two thirds touch a sheet wrapped round it."""
    from scipy.spatial import ConvexHull

    spread = np.sqrt(np.linalg.eigvalsh(np.cov(body.T)))
    if spread[0] < 0.03 * spread[2]:
        raise InputError(f"{name}: is flat ({spread[0] / spread[2]:.1%} as deep as long); a body has volume; give a scan from all sides")
    sides = ConvexHull(body).equations
    wrapped = float(np.mean((body @ sides[:, :3].T + sides[:, 3]).max(1) > -0.02 * width_of(body)))
    if wrapped > MOST_WRAPPED:
        raise InputError(f"{name}: is no human body: a closed lump without limbs ({wrapped:.0%} of it bulges; allowed: {MOST_WRAPPED:.0%})")


def _check_one_person(raw: Raw, parts: Parts, sample: IntArray, match: Match, unit: str, name: str) -> None:
    """Raise InputError where no body comes near the scan, or where a second one stands beside."""
    if match.apart_mm > FARTHEST_MM:
        raise InputError(f"{name}: is no human body that can be made out (the nearest, {match.model.name}, stays {match.apart_mm / 2:.0f} mm apart "
                         f"on average; allowed: {FARTHEST_MM / 2:.0f}); give a scan of one person")  # fmt: skip
    cells = np.unique(np.floor(raw.points[sample[parts.kept[sample]]] * (UNITS_MM[unit] / AREA_CELL_MM)).astype(np.int64), axis=0)
    area = len(cells) * (AREA_CELL_MM / 1000) ** 2
    if area > MOST_AREA_M2 and match.apart_mm > CLEAR_MM:
        raise InputError(f"{name}: has about {area:.1f} m2 of surface, as two bodies have (allowed: {MOST_AREA_M2:g}); cut the scan to one person")
    if parts.second is None:
        return
    other = raw.points[sample[parts.second[sample]]] * UNITS_MM[unit]
    if len(other) > 200 and width_of(other) > WIDTHS_MM[0] and matches(other)[0].apart_mm < FARTHEST_MM:
        raise InputError(f"{name}: shows two bodies; cut the scan to one person")


def _upright(raw: Raw, normals: FloatArray, parts: Parts, found: list[Match], unit: str, guessed: bool, said: frozenset[str], name: str) -> Scan:
    """Return the scan put upright by its best match; guessed: the unit was found; said: what the caller gave of up and front."""
    match, factor = found[0], UNITS_MM[unit]
    notes = [*raw.notes, *parts.notes]
    floor = match.model.floor / match.stretch
    kept = parts.kept
    points = raw.points[kept]
    faces: IntArray | None = None
    placed = match.carried(points * factor)
    if raw.faces is not None:
        number: IntArray = np.cumsum(kept) - 1
        whole: IntArray = number[raw.faces[kept[raw.faces].all(1)]]
        faces, turned = faces_turned(placed, whole, match.model.points, match.model.normals)
        if turned:
            notes.append(f"{turned:,} faces looked inward and were turned")
        outside: FloatArray = unsigned_normals(points, faces) @ match.turn.T
    else:
        own, turned_out = (normals, outward) if raw.normals is None else (_unit(raw.normals), all_outward)
        outside = turned_out(placed, own[kept] @ match.turn.T, match.model.points, match.model.normals)
    to_scan = np.eye(4)
    to_scan[:3, :3] = match.turn.T / factor
    to_scan[:3, 3] = match.turn.T @ (floor - match.shift) / factor
    upright = (points * factor) @ match.turn.T + match.shift - floor
    if guessed:
        notes.insert(0, f"unit taken: {unit} ({upright[:, 2].max() - upright[:, 2].min():,.0f} mm high)")
    return Scan(upright, faces, outside, unit, to_scan, match.model.pose, tuple(notes), name, _unsure(found), said)


def _unit(normals: FloatArray) -> FloatArray:
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.where(length > 0, normals / np.where(length > 0, length, 1), np.array([0.0, 0.0, 1.0]))


def _unsure(found: list[Match]) -> bool:
    """Return whether a body turned another way comes nearly as close."""
    best = found[0]
    return any(np.trace(best.turn @ m.turn.T) < 1.0 and m.apart_mm < NEARLY * best.apart_mm for m in found[1:])
