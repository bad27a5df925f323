"""The files that pictures are written to open again, and hold what they should."""

from __future__ import annotations

import json
import re
import struct
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image as PIL

from tongren.drawing import chart as chart_room
from tongren.drawing.chart import A3, chart
from tongren.drawing.font import broken, font, width_of
from tongren.drawing.labels import Label, around, columns, spread
from tongren.drawing.landmarks import landmarks_picture
from tongren.drawing.mesh import glb_frame, save_body, to_glb
from tongren.drawing.page import Page
from tongren.drawing.raster import fragments, looking, rasterise
from tongren.drawing.shapes import Box, Disc, Image, Path_, Text
from tongren.errors import InputError

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page() -> Page:
    page = Page(200, 120, "Title 合谷")
    pixels = np.zeros((20, 30, 3), np.uint8)
    pixels[..., 0] = 200
    page.add(Image(Box(10, 10, 40, 30), pixels), Path_(np.array([[5.0, 60], [90, 80], [150, 20]]), dash=(3, 2)))
    page.add(Disc(100, 50, 4, (10, 120, 30)), Text(20, 100, "ST36 Zúsānlǐ 足三里 <&>", 12, bold=True, halo=1))
    return page


def test_png_opens_with_its_size(page, tmp_path):
    with PIL.open(page.save(tmp_path / "a.png", 144)) as image:
        assert image.size == (400, 240)
        assert image.convert("RGB").getpixel((40, 40)) == (200, 0, 0)


def test_svg_holds_vectors_an_image_and_its_font(page, tmp_path):
    root = ET.parse(page.save(tmp_path / "a.svg")).getroot()
    assert len(root.findall(f"{SVG}image")) == len(root.findall(f"{SVG}circle")) == 1
    assert [t.text for t in root.findall(f"{SVG}text")] == ["ST36 Zúsānlǐ 足三里 <&>"]
    assert "@font-face" in root.find(f"{SVG}style").text


def test_pdf_has_its_page_size_and_a_sound_table(page, tmp_path):
    data = page.save(tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF-1.5") and data.rstrip().endswith(b"%%EOF")
    assert b"/MediaBox [0 0 200 120]" in data
    start = int(re.search(rb"startxref\n(\d+)", data)[1])
    assert data[start:].startswith(b"xref")
    for i, place in enumerate(re.findall(rb"(\d{10}) 00000 n", data), 1):
        assert data[int(place) :].startswith(f"{i} 0 obj".encode())


def test_unknown_ending_is_refused(page, tmp_path):
    with pytest.raises(InputError, match="svg"):
        page.save(tmp_path / "a.bmp")


def test_subset_is_a_font_that_draws_the_same(tmp_path):
    from PIL import ImageFont

    path = tmp_path / "s.ttf"
    path.write_bytes(font().subset("合谷 Hégǔ"))
    part, whole = ImageFont.truetype(str(path), 40), ImageFont.truetype(str(font().path), 40)
    one, other = (np.array(list(face.getmask("合谷 Hégǔ")), float) for face in (part, whole))
    assert len(one) == len(other) and np.abs(one - other).mean() < 9  # hints are guessed from all glyphs, so nearly
    assert path.stat().st_size < 30_000


def test_widths_agree_with_the_renderer():
    from PIL import ImageFont

    face = ImageFont.truetype(str(font().path), 100, layout_engine=ImageFont.Layout.BASIC)
    for text in ("ST36 Zúsānlǐ", "足三里", "Tả ậ 족삼리"):
        assert abs(face.getlength(text) - width_of(text, 100)) < 1.0 + 0.5 * len(text)


def test_text_breaks_within_its_width():
    for text in ("one two three four five six", "从腕横纹上二寸，掌长肌腱与桡侧腕屈肌腱之间。" * 2):
        lines = broken(text, 10, 90)
        assert len(lines) > 1 and "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(width_of(line, 10) <= 90 + 10 for line in lines)


def test_spread_keeps_order_gap_and_bounds():
    rng = np.random.default_rng(3)
    for _ in range(20):
        wanted = np.sort(rng.uniform(0, 100, 12))
        placed = spread(wanted, 7.0, 0.0, 100.0)
        assert (np.diff(placed) >= 7 - 1e-9).all() and placed[0] >= -1e-9 and placed[-1] <= 100 + 1e-9


def test_leaders_of_a_column_do_not_cross():
    rng = np.random.default_rng(11)
    labels = [Label((f"P{i}", "L"), *rng.uniform((120, 0), (300, 400)), f"P{i}") for i in range(40)]
    placed = columns(labels, [True] * 40, Box(0, 0, 400, 400), 7.0)
    lines = [p.leader[:2] for p in placed]

    def side(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    for i, (a, b) in enumerate(lines):
        for c, d in lines[:i]:
            assert not (side(a, b, c) * side(a, b, d) < -1e-6 and side(c, d, a) * side(c, d, b) < -1e-6)


def test_placers_never_overlap():
    rng = np.random.default_rng(5)
    labels = [Label((f"P{i}", "L"), *rng.uniform(150, 250, 2), f"P{i}", "Name 名") for i in range(40)]
    frame = Box(0, 0, 400, 400)
    for placed in (around(labels, frame, 7.0), columns(labels, [x.x < 200 for x in labels], frame, 9.0)):
        boxes = [p.box for p in placed]
        assert len(boxes) > 30 and all(b.inside(frame) for b in boxes)
        assert not [1 for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]


def test_raster_sees_the_nearer_of_two_triangles():
    triangle = np.array([[-10.0, 0, -10], [10, 0, -10], [0, 0, 10]])
    vertices, faces = np.concatenate([triangle, triangle + (0, 5, 0)]), np.array([[0, 1, 2], [3, 4, 5]])
    camera = looking(0, 0, np.zeros(3), 0.5, 60, 60)
    seen = fragments(vertices, faces, camera)
    assert set(seen.face.tolist()) == {0} and len(np.unique(seen.pixel)) == len(seen.pixel)
    assert abs(len(seen.pixel) * 0.25 - 200) < 15
    buffers = rasterise(vertices, faces[:, ::-1], camera)
    assert (buffers.face == -1).all(), "faces turned away are not drawn"


def test_a3_chart_of_one_meridian(woman, located, tmp_path, monkeypatch):
    monkeypatch.setattr(chart_room, "FINER", 1)
    made = chart(woman, located, "PC")
    assert (made.page.width, made.page.height) == (A3[1], A3[0])
    data = made.save(tmp_path / "pc.pdf").read_bytes()
    assert re.search(rb"/MediaBox \[0 0 1190\.5\d* 841\.8\d*\]", data)
    texts = " ".join(i.text for i in made.page.items if isinstance(i, Text))
    assert "not a medical device" in texts and "Pericardium" in texts and "内关" in texts
    boxes = [p.box for p in made.labels]
    assert not [1 for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
    with pytest.raises(InputError, match="PC"):
        chart(woman, located, "QQ")


def test_glb_has_skin_and_every_point(woman, located, tmp_path):
    import trimesh

    path = to_glb(woman, located, tmp_path / "a.glb")
    scene = trimesh.load(path)
    assert "skin" in scene.graph.nodes_geometry
    place = scene.graph.get("PC6_L")[0][:3, 3]
    assert np.allclose(place, glb_frame(located["PC6", "L"].position_mm), atol=1e-4)
    data = path.read_bytes()
    length = struct.unpack("<I", data[12:16])[0]
    nodes = {n["name"]: n for n in json.loads(data[20 : 20 + length])["nodes"]}
    assert nodes["PC6_L"]["extras"]["code"] == "PC6" and nodes["PC6_R"]["extras"]["side"] == "R"


@pytest.mark.parametrize("ending", ["ply", "obj", "glb"])
def test_body_mesh_keeps_its_size(woman, tmp_path, ending):
    import trimesh

    mesh = trimesh.load(save_body(woman, tmp_path / f"b.{ending}"), process=False, force="mesh")
    span = np.ptp(mesh.vertices, axis=0)
    expected = np.ptp(woman.vertices_mm, axis=0)
    expected = expected[[0, 2, 1]] / 1000 if ending == "glb" else expected
    assert len(mesh.vertices) == 13718 and np.allclose(span, expected, rtol=1e-3)


def test_landmark_sheet_has_every_side(woman, tmp_path):
    made = landmarks_picture(woman, views=("hand_palmar",))
    (path,) = made.save(tmp_path / "landmarks.png", 72)
    assert path.name == "landmarks-hand_palmar.png"
    assert made.unseen
