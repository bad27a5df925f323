"""A body fitted to a scan, as data: its skin on the scan, the same skin at rest and before posing, and a file that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tongren.body.person import Sex
from tongren.body.pose import bone_transforms, skin
from tongren.body.shape import RestState
from tongren.body.stance import rotations_of
from tongren.body.template import FloatArray, template
from tongren.errors import InputError
from tongren.outfile import write_arrays

if TYPE_CHECKING:
    from tongren.scans.reading import Scan

KIND = "tongren scanned body 1"


@dataclass(frozen=True)
class Region:
    """A part of the body: median and 90th percentile of how far the scan lies from the fitted skin, mm (NaN: no scan there);
    coverage: the share of its skin, 0 to 1, that the scan showed."""

    name: str
    median_mm: float
    p90_mm: float
    coverage: float


@dataclass(frozen=True)
class ScanFit:
    """The body fitted to a scan, in the scan's upright LPS millimetres.

    skin_mm (V, 3): the skin on the scan; rest_mm (V, 3): the same skin at rest, origin between the soles.
    rest: the state before posing, a batch of one, so that any pose can be taken.
    sigma_mm (V,): radius of the circle on the skin that should hold the true place 68 times in 100, by the fit alone.
    seen (V,): 0 to 1, how much of the skin around a vertex the scan showed; gap_mm (V,): how far the scan lies outside of the
    fitted skin, NaN where it shows nothing.  scan is None for a fit read from a file.
    """

    sex: Sex
    name: str
    skin_mm: FloatArray
    rest_mm: FloatArray
    rest: RestState
    sigma_mm: FloatArray
    seen: FloatArray
    gap_mm: FloatArray
    regions: tuple[Region, ...]
    notes: tuple[str, ...]
    seconds: float
    scan: Scan | None = None

    @property
    def height_cm(self) -> float:
        """Stature at rest, centimetres."""
        return float(np.ptp(self.rest_mm[:, 2])) / 10

    def in_pose(self, pose: str) -> FloatArray:
        """Return the vertices (V, 3) in a named pose, LPS millimetres, feet or whatever is lowest on the floor.

        "scan" is the pose of the scan, where the scan was; "rest" is the template's stance.
        """
        if pose in ("scan", "rest"):
            return self.skin_mm if pose == "scan" else self.rest_mm
        t = template()
        out = skin(t, self.rest.vertices, bone_transforms(t, self.rest, rotations_of(pose, self.rest)))[0]
        return out - np.array([0, 0, out[:, 2].min()], out.dtype)

    def describe(self) -> str:
        """One line that names the body."""
        return f"body fitted to {self.name}: {self.sex} build, {self.height_cm:.0f} cm at rest"

    def save(self, path: Path) -> None:
        """Write the body to a .npz file, without the scan itself.  Raises OutputError where it cannot be written."""
        rows = [(r.name, r.median_mm, r.p90_mm, r.coverage) for r in self.regions]
        write_arrays(
            path, kind=KIND, sex=self.sex, name=self.name, skin_mm=self.skin_mm.astype(np.float32),
            rest_mm=self.rest_mm.astype(np.float32), before=self.rest.vertices[0].astype(np.float32), heads=self.rest.heads[0],
            orientations=self.rest.orientations[0], sigma_mm=self.sigma_mm.astype(np.float32),
            seen=self.seen.astype(np.float32), gap_mm=self.gap_mm.astype(np.float32), notes=np.array(self.notes, str),
            region_names=np.array([r[0] for r in rows]), region_values=np.array([r[1:] for r in rows]), seconds=self.seconds,
        )  # fmt: skip


def is_scanned(data: Any) -> bool:
    """Return whether an opened .npz file is a body fitted to a scan."""
    return hasattr(data, "files") and "kind" in data.files and str(data["kind"]) == KIND


def from_file(data: Any, path: Path) -> ScanFit:
    """Return the fit of an opened .npz file.  Raises InputError where something is missing or has another shape."""
    try:
        n = len(template().mean)
        arrays = {k: np.asarray(data[k], float) for k in ("skin_mm", "rest_mm", "before", "sigma_mm", "seen", "gap_mm")}
        wrong = [k for k, a in arrays.items() if a.shape not in ((n,), (n, 3)) or not np.isfinite(a).all() and k != "gap_mm"]
        if wrong or str(data["sex"]) not in ("female", "male"):
            raise ValueError
        heads, orientations = (np.asarray(data[k], np.float32)[None] for k in ("heads", "orientations"))
        rest = RestState(arrays["before"][None].astype(np.float32), heads, orientations)
        values = np.asarray(data["region_values"], float)
        regions = tuple(Region(str(w), *map(float, v)) for w, v in zip(data["region_names"], values, strict=True))
        sex: Sex = "female" if str(data["sex"]) == "female" else "male"
        notes = tuple(str(x) for x in data["notes"])
        return ScanFit(
            sex, str(data["name"]), arrays["skin_mm"], arrays["rest_mm"], rest, arrays["sigma_mm"], arrays["seen"], arrays["gap_mm"],
            regions, notes, float(data["seconds"]),
        )
    except (KeyError, ValueError, TypeError, IndexError):
        raise InputError(f"{path}: not a whole body saved by `tongren body --scan … --out person.npz`; save it anew") from None
