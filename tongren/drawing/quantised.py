"""A body as a small GLB for browsers: 16-bit positions, 8-bit normals, 16-bit corners (KHR_mesh_quantization).

Vertex order is the template's, and the grid of positions is the same for every body, so two bodies can be blended vertex by
vertex.  Skin and eyes are two primitives over the same vertices.
"""

from __future__ import annotations

import json
import struct
from functools import cache
from typing import Any

import numpy as np

from tongren.body.template import template
from tongren.drawing.mesh import SKIN_COLOUR, glb_frame
from tongren.geometry.mesh import FloatArray, vertex_normals
from tongren.units import MM_PER_M

HALF_M, MIDDLE_M = 1.15, 1.1  # the grid: a cube of 2.3 m with the soles 5 cm above its floor; a step is 0.035 mm
EYE_COLOUR = (232, 228, 222, 255)
BYTE, UBYTE_NORMAL, SHORT, USHORT = 5120, 127, 5122, 5123
ARRAY, CORNERS = 34962, 34963


@cache
def _corners() -> tuple[bytes, tuple[int, int]]:
    """The corners of skin and eyes as bytes, and how many there are of each."""
    t = template()
    parts = [t.faces[t.is_skin], t.faces[~t.is_skin]]
    return b"".join(p.astype("<u2").tobytes() for p in parts), (parts[0].size, parts[1].size)


def _padded(rows: Any) -> bytes:
    """Rows of three as rows of four: attributes start at multiples of four bytes."""
    out = np.zeros((len(rows), 4), rows.dtype)
    out[:, :3] = rows
    return out.tobytes()


@cache
def _head(n: int, low: tuple[int, ...], high: tuple[int, ...]) -> bytes:
    corners, (skin, eyes) = _corners()
    views = [(0, 8 * n, 8, ARRAY), (8 * n, 4 * n, 4, ARRAY), (12 * n, len(corners), None, CORNERS)]
    materials = [("skin", SKIN_COLOUR, 0.75), ("eyes", EYE_COLOUR, 0.35)]
    attributes = {"POSITION": 0, "NORMAL": 1}
    gltf = {
        "asset": {"version": "2.0", "generator": "Tongren"},
        "extensionsUsed": ["KHR_mesh_quantization"],
        "extensionsRequired": ["KHR_mesh_quantization"],
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": "body", "mesh": 0, "scale": [HALF_M] * 3, "translation": [0, MIDDLE_M, 0]}],
        "meshes": [{"name": "body", "primitives": [
            {"attributes": attributes, "indices": 2, "material": 0},
            {"attributes": attributes, "indices": 3, "material": 1},
        ]}],
        "materials": [{"name": name, "pbrMetallicRoughness": {
            "baseColorFactor": [round(c / 255, 4) for c in colour], "metallicFactor": 0, "roughnessFactor": rough,
        }} for name, colour, rough in materials],
        "accessors": [
            {"bufferView": 0, "componentType": SHORT, "normalized": True, "count": n, "type": "VEC3", "min": low, "max": high},
            {"bufferView": 1, "componentType": BYTE, "normalized": True, "count": n, "type": "VEC3"},
            {"bufferView": 2, "componentType": USHORT, "count": skin, "type": "SCALAR"},
            {"bufferView": 2, "byteOffset": 2 * skin, "componentType": USHORT, "count": eyes, "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": o, "byteLength": size, "target": target} | ({"byteStride": s} if s else {})
            for o, size, s, target in views
        ],
        "buffers": [{"byteLength": 12 * n + len(corners)}],
    }  # fmt: skip
    text = json.dumps(gltf, separators=(",", ":")).encode()
    return text + b" " * (-len(text) % 4)


def quantised_glb(vertices: FloatArray) -> bytes:
    """Return a body's vertices (V, 3), millimetres, LPS, as a GLB in metres, y up; at most 0.02 mm off along each axis."""
    place = (glb_frame(vertices) - (0, MIDDLE_M, 0)) / HALF_M
    if np.abs(place).max() > 1:
        raise ValueError(f"a body reaches {np.abs(place).max() * HALF_M:.2f} m from the middle of the grid of {HALF_M} m")
    steps = np.rint(place * 32767).astype("<i2")
    normals = np.rint(glb_frame(vertex_normals(vertices, template().faces) * MM_PER_M) * UBYTE_NORMAL).astype("i1")
    binary = _padded(steps) + _padded(normals) + _corners()[0]
    binary += b"\0" * (-len(binary) % 4)
    head = _head(len(steps), tuple(steps.min(0).tolist()), tuple(steps.max(0).tolist()))
    total = 12 + 8 + len(head) + 8 + len(binary)
    return (struct.pack("<III", 0x46546C67, 2, total) + struct.pack("<II", len(head), 0x4E4F534A) + head
            + struct.pack("<II", len(binary), 0x004E4942) + binary)  # fmt: skip
