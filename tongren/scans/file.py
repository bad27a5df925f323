"""A scan file to plain arrays: points, faces and normals in the file's own numbers, read by trimesh, checked before and after."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tongren.body.template import FloatArray, IntArray
from tongren.errors import InputError
from tongren.scans.gltf import plain_glb
from tongren.scans.guard import bytes_of, check_before_reading, check_counts, check_text, kind_of

FEWEST_POINTS = 500
MESH_NAME = "the mesh"


@dataclass(frozen=True)
class Raw:
    """What a file holds: points (N, 3) in its own unit and axes, faces (F, 3) or None, normals (N, 3) or None."""

    points: FloatArray
    faces: IntArray | None
    normals: FloatArray | None
    notes: tuple[str, ...]


def read_raw(path: Path) -> Raw:
    """Return the points and faces of a scan file.

    Points that are not numbers and faces without area are left out, points at one place are joined, with a note.
    Raises InputError where the file is not one of the formats, is damaged, or holds fewer than 500 points.
    """
    data = bytes_of(path)
    kind, note = kind_of(path, data)
    declared = check_before_reading(path, kind, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            points, faces, normals = _loaded(path, kind, data)
    except InputError:
        raise
    except MemoryError:
        raise InputError(f"{path}: does not fit into memory; thin the scan first") from None
    except Exception as e:  # the readers raise whatever they stumble over
        said = " ".join(str(e).split())[:120]
        raise InputError(f"{path}: cannot be read as {kind.upper()} ({type(e).__name__}: {said}); the file is damaged") from None
    del data
    if len(points) < declared:
        raise InputError(f"{path}: the header declares {declared:,} points; {len(points):,} are there; the file is cut off")
    return _checked(path, points, faces, normals, (note,) if note else ())


def raw_of_mesh(mesh: object) -> Raw:
    """Return the points and faces of a trimesh mesh or cloud, cleaned like those of a file.  Raises InputError for anything else."""
    vertices, faces = getattr(mesh, "vertices", None), getattr(mesh, "faces", None)
    try:
        points = np.array(vertices, float)
        corners = None if faces is None else np.array(faces, np.int64)
    except (TypeError, ValueError, OverflowError):
        points, corners = np.zeros(0), None
    if points.ndim != 2 or points.shape[1] != 3 or (corners is not None and (corners.ndim != 2 or corners.shape[1] != 3)):
        raise InputError(f"scan is {type(mesh).__name__}; allowed: a path, or a mesh or cloud of trimesh with vertices (N, 3) and faces (F, 3)")
    if corners is not None and len(corners) and (corners.min() < 0 or corners.max() >= len(points)):
        raise InputError(f"{MESH_NAME}: a face names a point that is not among the {len(points):,}; give faces of these vertices")
    return _checked(Path(MESH_NAME), points, corners, None, ())


def _loaded(path: Path, kind: str, data: bytes) -> tuple[FloatArray, IntArray | None, FloatArray | None]:
    """Return points, faces and normals as the reader of the format gives them."""
    if kind == "npy":
        return _columns(path, _npy(path, data))
    if kind == "xyz":
        return _columns(path, _rows_of_text(path, data))
    import trimesh

    if kind in ("glb", "gltf"):
        kind, data = "glb", plain_glb(path, kind, data)
    scene = trimesh.load_scene(io.BytesIO(data), file_type=kind, process=False, skip_materials=True)
    parts = [_part(scene, node) for node in scene.graph.nodes_geometry]
    parts = [p for p in parts if len(p[0])]
    if not parts:
        raise InputError(f"{path}: the {kind.upper()} holds no points")
    points = np.concatenate([p[0] for p in parts])
    meshes = [p[1] for p in parts]
    if all(m is None or len(m) == 0 for m in meshes):
        whole = all(p[2] is not None for p in parts)
        return points, None, np.concatenate([p[2] for p in parts]) if whole else None
    starts = np.cumsum([0] + [len(p[0]) for p in parts])
    for own, m, _ in parts:
        if m is not None and len(m) and (m.min() < 0 or m.max() >= len(own)):
            raise InputError(f"{path}: a face names point {m.max() if m.max() >= len(own) else m.min():,}; there are {len(own):,}")
    return points, np.concatenate([m + s for m, s in zip(meshes, starts, strict=False) if m is not None]), None


def _part(scene: Any, node: str) -> tuple[FloatArray, IntArray | None, FloatArray | None]:
    """Return one geometry of a scene, carried to where the scene puts it."""
    matrix, name = scene.graph[node]
    geometry = scene.geometry[name]
    points = np.asarray(getattr(geometry, "vertices", np.zeros((0, 3))), float)
    if points.ndim != 2 or points.shape[1] != 3:
        return np.zeros((0, 3)), None, None
    faces = getattr(geometry, "faces", None)
    normals = None
    if faces is None:
        read = getattr(geometry, "metadata", {}).get("_ply_raw", {}).get("vertex", {}).get("data")
        names = read.dtype.names if isinstance(read, np.ndarray) else read
        if names and all(k in names for k in ("nx", "ny", "nz")):
            normals = np.stack([np.asarray(read[k], float).reshape(-1) for k in ("nx", "ny", "nz")], 1) @ matrix[:3, :3].T
    return points @ matrix[:3, :3].T + matrix[:3, 3], None if faces is None else np.asarray(faces, np.int64), normals


def _npy(path: Path, data: bytes) -> FloatArray:
    """Return the table of a .npy file, its header checked against its bytes."""
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version[0] == 1 else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(stream)
    if dtype.kind not in "fiu":
        raise InputError(f"{path}: holds {dtype}; allowed: numbers")
    if len(shape) != 2 or shape[1] not in (3, 6):
        raise InputError(f"{path}: has shape {shape}; allowed: (points, 3), or (points, 6) with normals")
    check_counts(path, shape[0], 0)
    if shape[0] * shape[1] * dtype.itemsize > len(data):
        raise InputError(f"{path}: shape {shape} needs {shape[0] * shape[1] * dtype.itemsize:,} bytes; the file has {len(data):,}; cut off")
    stream.seek(0)
    return np.load(stream, allow_pickle=False).astype(float)


def _rows_of_text(path: Path, data: bytes) -> FloatArray:
    """Return the table of a text of numbers: columns parted by blanks, commas or semicolons; one line of words may lead."""
    check_text(path, data)
    check_counts(path, data.count(b"\n"), 0)
    text = data.decode("utf-8", errors="replace").replace(",", " ").replace(";", " ")
    head, _, rest = text.partition("\n")
    try:
        [float(w) for w in head.split()]
        lead = 1 if len(head.split()) == 1 else 0  # some programs write the number of points first
    except ValueError:
        lead = 0 if head.lstrip().startswith("#") else 1
    try:
        table = np.loadtxt(io.StringIO(rest if lead else text), dtype=float, ndmin=2)
    except ValueError as e:
        raise InputError(f"{path}: not a table of numbers, three or more in each line ({' '.join(str(e).split())[:100]})") from None
    if table.shape[1] < 3:
        raise InputError(f"{path}: {len(table):,} lines of {table.shape[1]} numbers; allowed: three or more in each line")
    return table


def _columns(path: Path, table: FloatArray) -> tuple[FloatArray, None, FloatArray | None]:
    """Return points from the first three columns, and normals where the next three are of unit length."""
    normals = None
    if table.shape[1] >= 6 and len(table):
        length = np.linalg.norm(table[:, 3:6], axis=1)
        if np.mean(np.abs(length - 1) < 0.02) > 0.95:
            normals = table[:, 3:6]
    return table[:, :3], None, normals


def _checked(
    path: Path, points: FloatArray, faces: IntArray | None, normals: FloatArray | None, notes: tuple[str, ...]
) -> Raw:
    """Return clean arrays: finite, each place once, faces with area; refuse what then is too little."""
    said = list(notes)
    check_counts(path, 0 if faces is not None else len(points), 0 if faces is None else len(faces))
    with np.errstate(over="ignore"):
        good = (np.abs(points) < 1e9).all(1)
    if not good.all():
        said.append(f"{np.count_nonzero(~good):,} points that are not numbers, or are beyond 1e9, were left out")
    where, first, back = np.unique(points[good], axis=0, return_index=True, return_inverse=True)
    kept = np.flatnonzero(good)[np.sort(first)]
    order = np.empty(len(first), np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    number = np.full(len(points), -1)
    number[good] = order[back.reshape(-1)]
    if faces is not None:
        faces = number[faces]
        a, b, c = faces.T
        faces = faces[(faces.min(1) >= 0) & (a != b) & (b != c) & (c != a)]
        used = np.zeros(len(kept), bool)
        used[faces.reshape(-1)] = True
        faces = (np.cumsum(used) - 1)[faces]
        kept = kept[used]
    if normals is not None:
        normals = normals[kept]
        normals = None if not np.isfinite(normals).all() else normals
    if len(kept) < FEWEST_POINTS:
        raise InputError(f"{path}: {len(kept):,} different points; a body needs at least {FEWEST_POINTS}")
    check_counts(path, len(kept), 0)
    return Raw(points[kept].astype(float), faces, normals, tuple(said))
