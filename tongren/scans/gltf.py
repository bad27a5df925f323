"""Make a GLB or GLTF file safe to read: sizes checked, everything but shapes left out, buffers from its own folder only."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

from tongren.errors import InputError
from tongren.scans.guard import bytes_of, check_counts

MOST_JSON = 20_000_000
KEPT = ("asset", "scene", "scenes", "nodes", "meshes", "accessors", "bufferViews", "buffers")
COMPONENT_BYTES = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
PARTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
COMPRESSED = ("KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_meshopt_compression")


def plain_glb(path: Path, kind: str, data: bytes) -> bytes:
    """Return a GLB with the shapes of a GLB or GLTF file and nothing else: no pictures, materials, skins or outside files.

    Raises InputError where the file is damaged, points outside its folder or to the network, is compressed, or where its
    numbers do not fit together (counts beyond their buffers, nodes in a ring or used twice).
    """
    try:
        tree, binary = _parts_of(path, kind, data)
        buffers = _buffers(path, tree, binary)
        _check_numbers(path, tree, buffers)
        tree = {k: tree[k] for k in KEPT if k in tree}
        for mesh in tree["meshes"]:
            for primitive in mesh["primitives"]:
                primitive["attributes"] = {k: v for k, v in primitive["attributes"].items() if k in ("POSITION", "NORMAL")}
                for key in [k for k in primitive if k not in ("attributes", "indices", "mode")]:
                    del primitive[key]
        _check_tree(path, tree)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError, struct.error) as e:
        said = "nested too deep" if isinstance(e, RecursionError) else f"{type(e).__name__}: {e}"
        raise InputError(f"{path}: the {kind.upper()} is damaged or not glTF 2.0 ({' '.join(said.split())[:120]})") from None
    return _packed(tree, buffers)


def _parts_of(path: Path, kind: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the JSON of a file and its binary chunk (empty for GLTF)."""
    text, binary = data, b""
    if kind == "glb":
        _, version, length, size, chunk = struct.unpack_from("<5I", data)
        if version != 2 or chunk != 0x4E4F534A or length > len(data) or 20 + size > len(data):
            raise InputError(f"{path}: the GLB says version {version}, {length:,} bytes; it has {len(data):,}; cut off, or not version 2")
        text = data[20 : 20 + size]
        if len(data) >= 28 + size:
            (n,) = struct.unpack_from("<I", data, 20 + size)
            binary = data[28 + size : 28 + size + n]
            if len(binary) < n:
                raise InputError(f"{path}: the GLB's data should have {n:,} bytes; {len(binary):,} are there; the file is cut off")
    size = len(text) - sum(m.end() - m.start() for m in re.finditer(rb'"data:[^"]*"', text))
    if size > MOST_JSON:
        raise InputError(f"{path}: {size / 1e6:.0f} MB of JSON beside its data; allowed: up to {MOST_JSON / 1e6:.0f} MB")
    tree = json.loads(text)
    if not isinstance(tree, dict) or not tree.get("meshes"):
        raise InputError(f"{path}: the {kind.upper()} holds no mesh")
    return tree, binary


def _buffers(path: Path, tree: dict[str, Any], binary: bytes) -> list[bytes]:
    """Return the bytes of each buffer: the file's own, in a data: text, or in a file of the same folder."""
    import base64
    from urllib.parse import unquote

    out = []
    for i, buffer in enumerate(tree.get("buffers", [])):
        uri = buffer.get("uri")
        if uri is None:
            held = binary
        elif uri.startswith("data:"):
            held = base64.b64decode(uri.split(",", 1)[1], validate=True)
        else:
            folder = path.resolve().parent
            place = (folder / unquote(uri)).resolve()
            if ":" in uri.split("/")[0] or folder not in place.parents:
                raise InputError(f'{path}: buffer {i} points to "{uri[:80]}", outside the file\'s own folder; nothing is fetched; save it as GLB')
            held = bytes_of(place)
        if len(held) < int(buffer["byteLength"]):
            raise InputError(f"{path}: buffer {i} should have {int(buffer['byteLength']):,} bytes; {len(held):,} are there")
        out.append(held)
    return out


def _check_numbers(path: Path, tree: dict[str, Any], buffers: list[bytes]) -> None:
    """Raise InputError where an accessor asks for more than its buffer holds, is sparse or is compressed."""
    views = tree.get("bufferViews", [])
    compressed = set(COMPRESSED) & (set(tree.get("extensionsRequired", [])) | set(tree.get("extensionsUsed", [])))
    if compressed:
        raise InputError(f"{path}: its meshes are compressed ({', '.join(sorted(compressed))}), which is not read; save it without compression")
    for i, accessor in enumerate(tree.get("accessors", [])):
        count = int(accessor["count"])
        if count < 0:
            raise InputError(f"{path}: accessor {i} says it holds {count:,} values; the file is damaged")
        check_counts(path, 0, count // 3)
        if "bufferView" not in accessor or "sparse" in accessor:
            raise InputError(f"{path}: accessor {i} has no buffer of its own or is sparse, which is not read; save the scan as PLY")
        view = views[_index(accessor["bufferView"])]
        size = COMPONENT_BYTES[accessor["componentType"]] * PARTS[accessor["type"]]
        stride = int(view.get("byteStride", 0)) or size
        start = int(view.get("byteOffset", 0)) + int(accessor.get("byteOffset", 0))
        held = len(buffers[_index(view["buffer"])])
        need = start + (count - 1) * stride + size if count else start
        if start < 0 or stride < size or need > held or int(view["byteLength"]) > held:
            raise InputError(f"{path}: accessor {i} of {count:,} values needs {need:,} bytes; its buffer has {held:,}; the file is damaged")


def _index(value: Any) -> int:
    """Return a value that must be the number of something."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} where the number of something belongs")
    return value


def _check_tree(path: Path, tree: dict[str, Any]) -> None:
    """Raise InputError where nodes form a ring or one is used twice, or where all meshes together hold too much."""
    nodes = tree.get("nodes", [])
    children = [_index(c) for node in nodes for c in node.get("children", [])]
    roots = [_index(n) for scene in tree.get("scenes", [])[:1] for n in scene.get("nodes", [])]
    if len(set(children)) < len(children) or set(children) & set(roots) or any(c >= len(nodes) for c in children + roots):
        raise InputError(f"{path}: a node hangs in two places or in none that exists; glTF wants a tree; the file is damaged")
    reached, todo = set(roots), list(roots)
    while todo:
        for c in nodes[todo.pop()].get("children", []):
            reached.add(c)
            todo.append(c)
    if nodes and (set(children) - reached):
        raise InputError(f"{path}: nodes hang in a ring; glTF wants a tree; the file is damaged")
    for node in nodes:
        for key in [k for k in node if k not in ("children", "mesh", "matrix", "translation", "rotation", "scale", "name")]:
            del node[key]
    accessors = tree["accessors"]
    sizes = [[(int(accessors[_index(p["attributes"]["POSITION"])]["count"]),
               int(accessors[_index(p["indices"])]["count"]) // 3 if "indices" in p else 0) for p in mesh["primitives"]]
             for mesh in tree["meshes"]]  # fmt: skip
    used = [s for node in nodes if "mesh" in node for s in sizes[_index(node["mesh"])]]
    check_counts(path, sum(v for v, _ in used), sum(f for _, f in used))


def _packed(tree: dict[str, Any], buffers: list[bytes]) -> bytes:
    """Return a GLB of a tree whose buffers are joined into one."""
    starts, joined = [], bytearray()
    for b in buffers:
        starts.append(len(joined))
        joined += b + b"\0" * (-len(b) % 4)
    for view in tree.get("bufferViews", []):
        view["byteOffset"] = int(view.get("byteOffset", 0)) + starts[view["buffer"]]
        view["buffer"] = 0
    tree["buffers"] = [{"byteLength": len(joined)}]
    text = json.dumps(tree).encode()
    text += b" " * (-len(text) % 4)
    head = struct.pack("<5I", 0x46546C67, 2, 28 + len(text) + len(joined), len(text), 0x4E4F534A)
    return head + text + struct.pack("<II", len(joined), 0x004E4942) + bytes(joined)
