"""Three-dimensional files: a body as PLY, OBJ or GLB, and a GLB of the skin with every point as a named small sphere.

GLB is metres with y up, as its standard asks; PLY and OBJ stay in millimetres, LPS (+x left, +y back, +z up).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tongren.body.person import Body
from tongren.body.template import template
from tongren.drawing.figure import Mark, body_vertices, figure_of, meridian_colours, names_of_points
from tongren.errors import InputError
from tongren.geometry.mesh import FloatArray, vertex_normals
from tongren.locating.located import Located
from tongren.outfile import write_bytes, write_text
from tongren.units import MM_PER_M

SKIN_COLOUR = (226, 196, 174, 255)
ENDINGS = (".ply", ".obj", ".glb")


def glb_frame(points_mm: FloatArray) -> FloatArray:
    """Return points (..., 3) of the body's frame (mm, LPS) in GLB's: metres, x to the body's left, y up, z forward."""
    p = np.asarray(points_mm, float) / MM_PER_M
    return np.stack([p[..., 0], p[..., 2], -p[..., 1]], -1)


def _skin(vertices: FloatArray, colour: bool) -> Any:
    import trimesh

    t = template()
    mesh = trimesh.Trimesh(vertices, t.faces, vertex_normals=vertex_normals(vertices, t.faces), process=False)
    if colour:
        material = trimesh.visual.material.PBRMaterial(
            name="skin", baseColorFactor=SKIN_COLOUR, metallicFactor=0.0, roughnessFactor=0.75
        )
        mesh.visual = trimesh.visual.TextureVisuals(material=material)
    return mesh


def save_body(body: Body | FloatArray, path: str | Path) -> Path:
    """Write a body's mesh, vertex order kept: .ply and .obj in millimetres (LPS), .glb in metres (y up).

    Raises InputError for another ending, OutputError where the file cannot be written; the old one then stays.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise InputError(f'a body is written as {", ".join(ENDINGS)}; found "{path.name}"')
    vertices = body_vertices(body)
    if path.suffix.lower() == ".glb":
        import trimesh

        scene = trimesh.Scene()
        scene.add_geometry(_skin(glb_frame(vertices), True), node_name="skin", geom_name="skin")
        return write_bytes(path, scene.export(file_type="glb"))
    data = _skin(vertices, False).export(file_type=path.suffix.lower()[1:])
    return write_text(path, data) if isinstance(data, str) else write_bytes(path, data)


def _sphere(mark: Mark, radius_m: float) -> Any:
    import trimesh

    ball = trimesh.creation.icosphere(subdivisions=1, radius=radius_m)
    material = trimesh.visual.material.PBRMaterial(
        name=mark.meridian,
        baseColorFactor=(*meridian_colours()[mark.meridian], 255),
        metallicFactor=0.0,
        roughnessFactor=0.4,
    )
    ball.visual = trimesh.visual.TextureVisuals(material=material)
    return ball


def to_glb(body: Body | FloatArray, located: Located, path: str | Path, radius_mm: float = 2.5, number: int = 0) -> Path:
    """Write the skin and the points of body `number` as one GLB: node "skin", and a node such as "ST36_L" for each point.

    Each point's node carries extras: code, side, meridian, sigma_mm, status, normal (in the file's frame) and names.
    Spheres of one meridian share one mesh.  Raises OutputError where the file cannot be written.
    """
    import trimesh

    figure = figure_of(body, located, number)
    scene = trimesh.Scene()
    scene.add_geometry(_skin(glb_frame(figure.vertices), True), node_name="skin", geom_name="skin")
    balls: dict[str, str] = {}
    for mark in figure.marks:
        place = np.eye(4)
        place[:3, 3] = glb_frame(mark.position)
        names = names_of_points().get(mark.code.split("/")[0].split(".")[0], {})
        extras = {
            "code": mark.code,
            "side": mark.side,
            "meridian": mark.meridian,
            "status": mark.status,
            "sigma_mm": round(mark.sigma_mm, 1),
            "normal": [round(float(x), 4) for x in glb_frame(mark.normal * MM_PER_M)],
            "pinyin": names.get("pinyin", ""),
            "simplified": names.get("simplified", ""),
        }
        node = f"{mark.code}_{mark.side}"
        if mark.meridian not in balls:
            balls[mark.meridian] = f"point_{mark.meridian}"
            scene.add_geometry(
                _sphere(mark, radius_mm / MM_PER_M),
                node_name=node,
                geom_name=balls[mark.meridian],
                transform=place,
                metadata=extras,
            )
        else:
            scene.graph.update(frame_to=node, matrix=place, geometry=balls[mark.meridian], metadata=extras)
    return write_bytes(path, scene.export(file_type="glb"))
