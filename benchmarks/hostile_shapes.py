"""More hostile files: GLTF that lies or reaches outside, and shapes in millimetres that are no body, or not one."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.hostile_files import FILES, HUGE, WANTED, body, holds, hostile, mesh


def ball(at: tuple[float, float, float], size: tuple[float, float, float]) -> Any:
    """Return an ellipsoid's mesh."""
    import trimesh

    m = trimesh.creation.icosphere(4)
    m.apply_scale(size)
    m.apply_translation(at)
    return m


def dog() -> Any:
    """Return the mesh of a dog-shaped thing: trunk, head, snout, ears, four legs, tail; 1.3 m long."""
    import trimesh

    parts = [ball((0, 0, 550), (150, 400, 160)), ball((0, -480, 760), (100, 130, 110)), ball((0, -620, 720), (50, 110, 50))]
    parts += [ball((0, -400, 680), (80, 130, 120))]
    parts += [ball((x, y, 250), (45, 55, 270)) for x in (-95, 95) for y in (-290, 290)]
    parts += [ball((x, -450, 880), (20, 30, 60)) for x in (-70, 70)] + [ball((0, 520, 700), (25, 220, 30))]
    return trimesh.util.concatenate(parts)


# ---- GLTF
def gltf(change: Callable[[dict[str, Any]], Any]) -> bytes:
    """Return a GLTF of the body with its data inside, changed."""
    data = mesh(*body(), "glb")
    n = struct.unpack_from("<I", data, 12)[0]
    tree = json.loads(data[20 : 20 + n])
    tree["buffers"] = [{"byteLength": len(data) - 28 - n, "uri": "data:application/octet-stream;base64," + base64.b64encode(data[28 + n :]).decode()}]
    out = change(tree)
    return json.dumps(tree if out is None else out).encode()


def _ring(tree: dict[str, Any]) -> None:
    tree["nodes"] = [{"children": [1]}, {"children": [2], "mesh": 0}, {"children": [1]}]
    tree["scenes"], tree["scene"] = [{"nodes": [0]}], 0


def _twice(tree: dict[str, Any]) -> None:
    tree["nodes"] = [{"children": [i + 1, i + 1]} for i in range(40)] + [{"mesh": 0}]
    tree["scenes"], tree["scene"] = [{"nodes": [0]}], 0


def _many(tree: dict[str, Any]) -> None:
    tree["nodes"] = [{"mesh": 0} for _ in range(100_000)]
    tree["scenes"], tree["scene"] = [{"nodes": list(range(100_000))}], 0


GLTF: dict[str, tuple[str, Callable[[dict[str, Any]], Any]]] = {
    "gltf_plain": ("", lambda t: None),
    "gltf_network": ("nothing is fetched", lambda t: t["buffers"][0].update(uri="https://example.org/body.bin")),
    "gltf_file_url": ("nothing is fetched", lambda t: t["buffers"][0].update(uri="file:///etc/passwd")),
    "gltf_outside": ("nothing is fetched", lambda t: t["buffers"][0].update(uri="../../../../../../etc/passwd")),
    "gltf_absolute": ("nothing is fetched", lambda t: t["buffers"][0].update(uri="/etc/passwd")),
    "gltf_escaped": ("nothing is fetched", lambda t: t["buffers"][0].update(uri="%2e%2e/%2e%2e/etc/passwd")),
    "gltf_missing_bin": ("no such file", lambda t: t["buffers"][0].update(uri="nowhere.bin")),
    "gltf_picture_outside": ("", lambda t: t.update(images=[{"uri": "https://example.org/x.png"}], textures=[{"source": 0}])),
    "gltf_count_lies": ("GLTF says it holds", lambda t: t["accessors"][0].update(count=HUGE)),
    "gltf_count_too_many": ("needs", lambda t: t["accessors"][0].update(count=5_000_000)),
    "gltf_count_negative": ("damaged", lambda t: t["accessors"][0].update(count=-3)),
    "gltf_count_word": ("damaged", lambda t: t["accessors"][0].update(count="many")),
    "gltf_no_view": ("no buffer of its own", lambda t: [a.pop("bufferView") for a in t["accessors"]] and None),
    "gltf_ring": ("in two places", _ring),
    "gltf_twice": ("in two places", _twice),
    "gltf_many_copies": ("allowed: up to 4,000,000", _many),
    "gltf_no_mesh": ("holds no mesh", lambda t: t.update(meshes=[])),
    "gltf_draco": ("compressed", lambda t: t.update(extensionsRequired=["KHR_draco_mesh_compression"])),
    "gltf_list": ("first bytes", lambda t: [1, 2, 3]),
}
for _name, (_wanted, _change) in GLTF.items():
    FILES[f"{_name}.gltf"] = lambda path, change=_change: path.write_bytes(gltf(change)) and None  # type: ignore[misc]
    WANTED[f"{_name}.gltf"] = _wanted.replace("GLTF says", "says")
holds("gltf_deep.gltf", "nested too deep", b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
holds("gltf_not_json.gltf", "damaged", b"{ this is no json")
holds("gltf_numbers.gltf", "damaged", b'{"meshes": [' + b"1," * 3_000_000 + b"1]}")
holds("glb_length_lies.glb", "cut off", struct.pack("<5I", 0x46546C67, 2, 4_000_000_000, 3_900_000_000, 0x4E4F534A) + bytes(1000))
holds("glb_version_1.glb", "version 1", struct.pack("<5I", 0x46546C67, 1, 1020, 1000, 0x4E4F534A) + bytes(1000))
holds("glb_short.glb", "damaged", b"glTF\x02\0\0\0")


# ---- shapes that are no body, or not one
def shape(name: str, wanted: str, make: Callable[[], Any]) -> None:
    """Register a mesh in millimetres that is no body."""
    FILES[name], WANTED[name] = lambda path: path.write_bytes(mesh(np.asarray(make().vertices), make().faces, "ply")) and None, wanted


def _of_body(move: Callable[[np.ndarray], list[np.ndarray]]) -> Callable[[], Any]:
    def make() -> Any:
        import trimesh

        return trimesh.util.concatenate([trimesh.Trimesh(p, body()[1], process=False) for p in move(body()[0])])

    return make


def _created(kind: str, *args: Any, **words: Any) -> Callable[[], Any]:
    def make() -> Any:
        import trimesh

        m = getattr(trimesh.creation, kind)(*args, **words)
        while len(m.vertices) < 3000:
            m = m.subdivide()
        return m

    return make


NO_BODY = "no human body|flat|greatest width|two bodies"
shape("sphere.ply", NO_BODY, lambda: ball((0, 0, 0), (850, 850, 850)))
shape("egg.ply", NO_BODY, lambda: ball((0, 0, 0), (300, 200, 850)))
shape("cube.ply", NO_BODY, _created("box", (1700, 1700, 1700)))
shape("board.ply", NO_BODY, _created("box", (500, 100, 1700)))
shape("sheet.ply", NO_BODY, _created("box", (900, 0.1, 1700)))
shape("rod.ply", NO_BODY, _created("cylinder", 30, 1700, sections=200))
shape("pillar.ply", NO_BODY, _created("cylinder", 200, 1700, sections=64))
shape("ring.ply", NO_BODY, _created("torus", 700, 150))
shape("dog.ply", NO_BODY, dog)
shape("two_people.ply", "two bodies", _of_body(lambda v: [v, v + [1500, 0, 0]]))
shape("two_people_near.ply", "two bodies|no human body", _of_body(lambda v: [v, v + [900, 0, 0]]))
shape("two_people_back_to_back.ply", "two bodies|no human body", _of_body(lambda v: [v, v * [-1, -1, 1] + [0, 330, 0]]))
shape("a_toy.ply", "greatest width|no human body", _of_body(lambda v: [v * 0.02]))
shape("in_two_sizes.ply", NO_BODY, _of_body(lambda v: [v * [1, 1, 0.3]]))


@hostile("head_alone.ply", "greatest width|no human body")
def _(path: Path) -> None:
    points, faces = body()
    high = points[:, 2] > points[:, 2].max() - 300
    path.write_bytes(mesh(points, faces[high[faces].all(1)], "ply"))


@hostile("room.xyz", NO_BODY)
def _(path: Path) -> None:
    rng = np.random.default_rng(0)
    p = rng.uniform(0, 1, (30_000, 3)) * (4000, 5000, 2500)
    side = rng.integers(0, 6, len(p))
    for k in range(6):
        p[side == k, k % 3] = (k // 3) * (4000, 5000, 2500)[k % 3]
    np.savetxt(path, p, fmt="%.1f")


@hostile("noise.xyz", NO_BODY)
def _(path: Path) -> None:
    np.savetxt(path, np.random.default_rng(0).normal(0, 400, (20_000, 3)), fmt="%.1f")


@hostile("terrain.xyz", NO_BODY)
def _(path: Path) -> None:
    rng = np.random.default_rng(0)
    p = rng.uniform(-900, 900, (20_000, 3))
    p[:, 2] = 200 * np.sin(p[:, 0] / 200) * np.cos(p[:, 1] / 150)
    np.savetxt(path, p, fmt="%.1f")
