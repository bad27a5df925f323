"""Broken files given as scans, by format, and the list of all hostile files: FILES writes each, WANTED is what must be said of it."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

Writer = Callable[[Path], None]
FILES: dict[str, Writer] = {}
WANTED: dict[str, str] = {}
HUGE = 3_000_000_000


def hostile(name: str, wanted: str) -> Callable[[Writer], Writer]:
    """Register what writes a file and a part of what must be said of it."""

    def keep(write: Writer) -> Writer:
        FILES[name], WANTED[name] = write, wanted
        return write

    return keep


def holds(name: str, wanted: str, data: bytes) -> None:
    """Register a file by its bytes."""
    FILES[name], WANTED[name] = lambda path: path.write_bytes(data) and None, wanted


@cache
def body() -> tuple[np.ndarray, np.ndarray]:
    """Return vertices and skin faces of an average man at rest, only those used."""
    from tongren.body.person import Body
    from tongren.body.template import template

    faces = template().faces[template().is_skin]
    used, number = np.unique(faces, return_inverse=True)
    return Body("male", 40, 175, 75).vertices_mm[used], number.reshape(faces.shape)


def mesh(points: np.ndarray, faces: np.ndarray, ending: str) -> bytes:
    """Return a mesh as the bytes of a file."""
    import trimesh

    data = trimesh.Trimesh(points, faces, process=False).export(file_type=ending)
    return data.encode() if isinstance(data, str) else data


def ply_head(points: int, faces: int, form: str = "binary_little_endian") -> bytes:
    """Return the header of a PLY of floats and triangles."""
    return (f"ply\nformat {form} 1.0\nelement vertex {points}\nproperty float x\nproperty float y\nproperty float z\n"
            f"element face {faces}\nproperty list uchar int vertex_indices\nend_header\n").encode()  # fmt: skip


# ---- not a file, or nothing in it
holds("empty.ply", "is empty", b"")
holds("one_byte.stl", "declares", b"s")
holds("zeros.ply", "first bytes", bytes(5000))
holds("zeros.stl", "bytes", bytes(5000))
holds("zeros.xyz", "binary", bytes(5000))
holds("garbage.ply", "first bytes", np.random.default_rng(0).bytes(20_000))
holds("garbage.obj", "binary", np.random.default_rng(1).bytes(20_000))
holds("garbage.glb", "first bytes", np.random.default_rng(2).bytes(20_000))
holds("garbage.npy", "first bytes", np.random.default_rng(3).bytes(20_000))
holds("garbage.off", "first bytes", np.random.default_rng(4).bytes(20_000))
holds("garbage.stl", "bytes", np.random.default_rng(5).bytes(20_000))
holds("letter.obj", "holds no points", b"Dear reader,\nthis is a letter and no scan.\n" * 50)
holds("letter.xyz", "table of numbers", b"Dear reader,\nthis is a letter and no scan.\n" * 50)
holds("picture.png", "no scan format", b"\x89PNG\r\n\x1a\n" + bytes(3000))
holds("page.html", "no scan format", b"<html><body>404</body></html>")
holds("packed.zip", "no scan format", b"PK\x03\x04" + bytes(3000))


@hostile("folder.ply", "is a folder")
def _(path: Path) -> None:
    path.mkdir()


@hostile("missing.ply", "no such file")
def _(path: Path) -> None:
    path.unlink(missing_ok=True)


@hostile("pipe.ply", "a pipe")
def _(path: Path) -> None:
    os.mkfifo(path)


@hostile("loop.ply", "cannot be opened")
def _(path: Path) -> None:
    path.symlink_to(path.name)


@hostile("sparse_2gb.ply", "allowed: up to 250 MB")
def _(path: Path) -> None:
    with path.open("wb") as f:
        f.write(ply_head(10, 0))
        f.truncate(2_000_000_000)


# ---- PLY
holds("ply_no_end.ply", "header does not end", b"ply\nformat ascii 1.0\n" + b"comment x\n" * 500)
holds("ply_huge.ply", "3,000,000,000 points", ply_head(HUGE, 0) + bytes(1000))
holds("ply_50_million.ply", "50,000,000 points", ply_head(50_000_000, 0) + bytes(1000))
holds("ply_50_million_faces.ply", "50,000,000 faces", ply_head(1000, 50_000_000) + bytes(12_000))
holds("ply_4_million.ply", "need 48,000,000 bytes", ply_head(4_000_000, 0) + bytes(1000))
holds("ply_4_million_text.ply", "need", ply_head(4_000_000, 0, "ascii") + b"0 0 0\n" * 100)
holds("ply_negative.ply", "-5 points", ply_head(-5, 0) + bytes(1000))
holds("ply_no_points.ply", "declares no points", ply_head(0, 0))
holds("ply_strange_type.ply", "cannot be understood", ply_head(10, 0).replace(b"float x", b"quaternion x") + bytes(1000))
holds("ply_count_word.ply", "cannot be understood", ply_head(10, 0).replace(b"vertex 10", b"vertex many") + bytes(1000))
holds("ply_other_element.ply", "need",
      ply_head(1000, 0).replace(b"end_header", b"element junk 900000000\nproperty double d\nend_header") + bytes(12_000))  # fmt: skip
holds("ply_no_z.ply", "cannot be read as PLY", ply_head(1000, 0).replace(b"property float z\n", b"") + bytes(8000))
holds("ply_words.ply", "cannot be read as PLY", ply_head(600, 0, "ascii") + b"a b c\n" * 600)
holds("ply_half_text.ply", "600 points", ply_head(600, 0, "ascii") + b"0.1 0.2 0.3\n" * 300)
FILES["ply_many_lines.ply"] = lambda path: path.write_bytes(ply_head(600, 0, "ascii") + b"0\n" * 20_000_000) and None
WANTED["ply_many_lines.ply"] = "lines of text"
FILES["off_many_lines.off"] = lambda path: path.write_bytes(b"OFF\n600 0 0\n" + b"0\r" * 20_000_000) and None
WANTED["off_many_lines.off"] = "lines of text"
FILES["gltf_json_bomb.gltf"] = lambda path: path.write_bytes(b'{"meshes": [' + b"[]," * 20_000_000 + b"1]}") and None
WANTED["gltf_json_bomb.gltf"] = "MB of JSON"
holds("ply_utf16.ply", "first bytes", ply_head(10, 0).decode().encode("utf-16"))


@hostile("ply_cut.ply", "damaged")
def _(path: Path) -> None:
    data = mesh(*body(), "ply")
    path.write_bytes(data[: len(data) // 2])


@hostile("ply_cut_in_faces.ply", "PLY")
def _(path: Path) -> None:
    data = mesh(*body(), "ply")
    path.write_bytes(data[:-1000])


@hostile("ply_list_count_lies.ply", "PLY")
def _(path: Path) -> None:
    data = bytearray(mesh(*body(), "ply"))
    at = data.find(b"end_header\n") + 11 + 12 * len(body()[0])
    data[at] = 255
    path.write_bytes(bytes(data))


@hostile("ply_face_out_of_range.ply", "names point")
def _(path: Path) -> None:
    points, faces = body()
    faces = faces.copy()
    faces[7, 1] = len(points) + 100_000
    path.write_bytes(mesh(points, faces, "ply"))


@hostile("ply_face_negative.ply", "names point")
def _(path: Path) -> None:
    points, faces = body()
    faces = faces.copy()
    faces[7, 1] = -44
    path.write_bytes(mesh(points, faces, "ply"))


@hostile("ply_all_nan.ply", "0 different points")
def _(path: Path) -> None:
    path.write_bytes(mesh(np.full_like(body()[0], np.nan), body()[1], "ply"))


@hostile("ply_some_nan.ply", "")
def _(path: Path) -> None:
    points = body()[0].copy()
    points[::97] = np.nan
    path.write_bytes(mesh(points, body()[1], "ply"))


@hostile("ply_some_inf.ply", "")
def _(path: Path) -> None:
    points = body()[0].copy()
    points[::101] = np.inf
    path.write_bytes(mesh(points, body()[1], "ply"))


@hostile("ply_far_points.ply", "")
def _(path: Path) -> None:
    points = body()[0].copy().astype(np.float64)
    points[:40] = 1e30
    path.write_bytes(mesh(points, body()[1], "ply"))


@hostile("ply_one_triangle.ply", "different points")
def _(path: Path) -> None:
    path.write_bytes(mesh(np.eye(3), np.array([[0, 1, 2]]), "ply"))


@hostile("ply_one_place.ply", "1 different points")
def _(path: Path) -> None:
    path.write_bytes(ply_head(5000, 0) + struct.pack("<3f", 1, 2, 3) * 5000)


@hostile("ply_every_point_twice.ply", "")
def _(path: Path) -> None:
    points, faces = body()
    path.write_bytes(mesh(np.concatenate([points, points]), np.where(np.arange(3) == 1, faces + len(points), faces), "ply"))


@hostile("ply_picture_outside.ply", "")
def _(path: Path) -> None:
    path.write_bytes(mesh(*body(), "ply").replace(b"element vertex", b"comment TextureFile ../../../../etc/passwd\nelement vertex", 1))


# ---- OBJ, OFF, STL, XYZ, NPY
holds("obj_faces_only.obj", "OBJ", b"f 1 2 3\n" * 1000)
holds("obj_out_of_range.obj", "OBJ", b"v 0 0 0\nv 1 0 0\nv 0 1 0\n" * 300 + b"f 1 2 99999999\n")
holds("obj_far_index.obj", "OBJ", b"v 0 0 0\nv 1 0 0\nv 0 1 0\n" * 300 + b"f 1 2 999999999999999999999999\n")
holds("obj_long_face.obj", "different points", b"v 0 0 0\nv 1 0 0\nv 0 1 0\n" * 300 + b"f" + b" 1" * 100_000 + b"\n")
holds("obj_words.obj", "OBJ", b"v one two three\n" * 1000)
holds("off_huge.off", "3,000,000,000 points", b"OFF\n3000000000 5 0\n0 0 0\n")
holds("off_no_counts.off", "line of counts", b"OFF\n")
holds("off_cut.off", "cut off", b"OFF\n4000 8000 0\n" + b"0 0 0\n" * 1000)
holds("stl_huge.stl", "4,294,967,295 triangles", bytes(80) + b"\xff\xff\xff\xff" + bytes(1000))
holds("stl_none.stl", "no points", bytes(80) + bytes(4))
holds("stl_text_cut.stl", "STL", b"solid x\n" + b"facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex" * 200)
holds("xyz_two_columns.xyz", "2 numbers", b"1.0 2.0\n" * 1000)
holds("xyz_ragged.xyz", "table of numbers", b"1 2 3\n" * 500 + b"1 2\n" + b"1 2 3\n" * 500)
holds("xyz_one_long_line.xyz", "different points", b"1 2 3 " * 2_000_000)


@hostile("obj_outside_material.obj", "")
def _(path: Path) -> None:
    path.write_bytes(b"mtllib ../../../../etc/passwd\nusemtl x\n" + mesh(*body(), "obj"))


@hostile("stl_cut.stl", "triangles")
def _(path: Path) -> None:
    path.write_bytes(mesh(*body(), "stl")[:-33])


@hostile("wrong_ending.stl", "")
def _(path: Path) -> None:
    path.write_bytes(mesh(*body(), "ply"))


@hostile("wrong_ending.xyz", "")
def _(path: Path) -> None:
    path.write_bytes(mesh(*body(), "glb"))


@hostile("npy_huge.npy", "allowed: up to 4,000,000")
def _(path: Path) -> None:
    np.save(path, np.zeros((10, 3)))
    path.write_bytes(path.read_bytes().replace(b"(10, 3)", b"(900000000, 3)".ljust(7))[:200])


@hostile("npy_pickle.npy", "allowed: numbers")
def _(path: Path) -> None:
    np.save(path, np.array([{"a": 1}] * 1000, dtype=object), allow_pickle=True)


@hostile("npy_shape.npy", "has shape")
def _(path: Path) -> None:
    np.save(path, np.zeros((100, 100, 3)))


@hostile("npy_complex.npy", "allowed: numbers")
def _(path: Path) -> None:
    np.save(path, np.zeros((1000, 3), complex))


@hostile("npy_cut.npy", "cut off")
def _(path: Path) -> None:
    np.save(path, np.zeros((1000, 3)))
    path.write_bytes(path.read_bytes()[:5000])
