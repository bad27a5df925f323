"""Write pages as PDF 1.5 by hand: images, paths, and text in an embedded TrueType subset that can be searched.

reportlab and fpdf2 were considered: each would be a dependency of every install for the four operators used here, and
fpdf2 needs fonttools.  A page is a list of shapes, so the writer is 150 lines, gives the same bytes for the same page
(no dates, no random ids), and needs only zlib.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from tongren.drawing.font import Font, font
from tongren.drawing.shapes import Canvas, Colour, Disc, Image, Item, Path_, Text

CIRCLE = 0.5522847498  # length of the handles of four Bezier arcs that make a circle of radius 1


class _File:
    """Numbered objects of a PDF file."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []

    def add(self, body: str | bytes) -> int:
        self.objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.objects)

    def stream(self, data: bytes, extra: str = "") -> int:
        packed = zlib.compress(data, 9)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode {extra} >>\nstream\n".encode("latin-1")
        return self.add(head + packed + b"\nendstream")

    def written(self, root: int, info: int) -> bytes:
        out, places = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", []
        for i, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += f"{i} 0 obj\n".encode() + body + b"\nendobj\n"
        table = "".join(f"{p:010d} 00000 n \n" for p in places)
        tail = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n"
        tail += f"<< /Size {len(places) + 1} /Root {root} 0 R /Info {info} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
        return out + tail.encode()


def _n(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) > 5e-4 else "0"


def _rgb(c: Colour, operator: str) -> str:
    return f"{_n(c[0] / 255)} {_n(c[1] / 255)} {_n(c[2] / 255)} {operator}"


def _font_object(file: _File, face: Font, letters: str) -> int:
    """Add one style with its subset, widths and the way back to Unicode; return its object."""
    pairs = sorted({(face.glyphs.get(ord(c), 0), ord(c)) for c in letters})
    tag = "".join(chr(65 + zlib.crc32(letters.encode()) // 26**k % 26) for k in range(6))
    data = face.subset(letters)
    program = file.stream(data, f"/Length1 {len(data)}")
    name = f"{tag}+{face.name}"
    descriptor = file.add(
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [-1000 {face.descent} 2000 {face.ascent}] "
        f"/ItalicAngle 0 /Ascent {face.ascent} /Descent {face.descent} /CapHeight 733 /StemV 80 /FontFile2 {program} 0 R >>"
    )
    widths = " ".join(f"{g} [{_n(face.advances[g])}]" for g in sorted({g for g, _ in pairs}))
    child = file.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering "
        f"(Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 1000 /W [{widths}] /CIDToGIDMap /Identity >>"
    )
    rows = [f"<{g:04x}> <{chr(c).encode('utf-16-be').hex()}>" for g, c in pairs]
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    lines = "".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar\n" for b in blocks)
    unicode_map = file.stream(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Tongren def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{lines}endcmap end end\n"
        ).encode()
    )
    return file.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{child} 0 R] "
        f"/ToUnicode {unicode_map} 0 R >>"
    )


class _Content:
    """The drawing operators of one page and what they use."""

    def __init__(self, file: _File, page: Canvas) -> None:
        self.file, self.page = file, page
        self.images: dict[str, int] = {}
        self.alphas: dict[str, int] = {}
        self.lines = [
            "q",
            f"1 0 0 -1 0 {_n(page.height)} cm",
            _rgb(page.background, "rg"),
            f"0 0 {_n(page.width)} {_n(page.height)} re f",
            "1 J 1 j",
        ]

    def draw(self, item: Item) -> None:
        if isinstance(item, Image):
            self._image(item)
        elif isinstance(item, Path_):
            self._path(item)
        elif isinstance(item, Disc):
            self._disc(item)
        else:
            self._text(item)

    def _image(self, item: Image) -> None:
        h, w = item.pixels.shape[:2]
        # each row as differences from the pixel before: the same bytes, half the size
        rows = item.pixels.astype(np.int16)
        rows[:, 1:] -= item.pixels[:, :-1]
        data = np.concatenate([np.ones((h, 1), np.uint8), rows.astype(np.uint8).reshape(h, -1)], 1)
        number = self.file.stream(
            data.tobytes(),
            f"/Type /XObject /Subtype /Image /Width {w} /Height {h} /ColorSpace /DeviceRGB /BitsPerComponent 8 "
            f"/DecodeParms << /Predictor 15 /Colors 3 /BitsPerComponent 8 /Columns {w} >>",
        )
        name = f"I{len(self.images)}"
        self.images[name] = number
        b = item.box
        self.lines.append(f"q {_n(b.x1 - b.x0)} 0 0 {_n(b.y0 - b.y1)} {_n(b.x0)} {_n(b.y1)} cm /{name} Do Q")

    def _opacity(self, value: float) -> str:
        name = f"A{round(value * 100)}"
        if name not in self.alphas:
            self.alphas[name] = self.file.add(f"<< /Type /ExtGState /CA {_n(value)} /ca {_n(value)} >>")
        return f"/{name} gs"

    def _path(self, item: Path_) -> None:
        if len(item.points) < 2:
            return
        out = ["q"] + ([self._opacity(item.opacity)] if item.opacity < 1 else [])
        if item.dash:
            out.append(f"[{_n(item.dash[0])} {_n(item.dash[1])}] 0 d")
        out += [_rgb(item.colour, "RG"), f"{_n(item.width)} w"] + ([_rgb(item.fill, "rg")] if item.fill else [])
        out += [f"{_n(x)} {_n(y)} {'l' if i else 'm'}" for i, (x, y) in enumerate(item.points)]
        paint = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}
        out.append(("h " if item.closed else "") + paint[item.fill is not None, item.width > 0])
        self.lines.append(" ".join([*out, "Q"]))

    def _disc(self, item: Disc) -> None:
        x, y, r = item.x, item.y, item.r + (item.ring_width / 2 if item.fill else 0)
        k = CIRCLE * r
        out = ["q"] + ([self._opacity(item.opacity)] if item.opacity < 1 else [])
        out += [_rgb(item.ring, "RG"), f"{_n(item.ring_width)} w"] + ([_rgb(item.fill, "rg")] if item.fill else [])
        out.append(f"{_n(x + r)} {_n(y)} m")
        corners = [(r, k, k, r, 0, r), (-k, r, -r, k, -r, 0), (-r, -k, -k, -r, 0, -r), (k, -r, r, -k, r, 0)]
        for c in corners:
            out.append(" ".join(_n(v + (x, y)[i % 2]) for i, v in enumerate(c)) + " c")
        paint = {(True, True): "b", (True, False): "f", (False, True): "s", (False, False): "n"}
        self.lines.append(" ".join([*out, paint[item.fill is not None, item.ring_width > 0], "Q"]))

    def _text(self, item: Text) -> None:
        face = font(item.bold)
        code = "".join(f"{g:04x}" for g in face.glyph_numbers(item.text))
        start = f"BT /F{int(item.bold)} {_n(item.size)} Tf 1 0 0 -1 {_n(item.left)} {_n(item.y)} Tm"
        if item.halo:
            paper = f"{_rgb((251, 250, 246), 'RG')} {_n(2 * item.halo)} w"
            self.lines.append(f"q {paper} {start} 1 Tr <{code}> Tj ET Q")
        self.lines.append(f"{_rgb(item.colour, 'rg')} {start} <{code}> Tj ET")


def pdf_of(pages: Sequence[Canvas]) -> bytes:
    """Return pages as one PDF file."""
    file = _File()
    letters = {bold: "".join(sorted(set("".join(p.letters(bold) for p in pages)))) for bold in (False, True)}
    fonts = "".join(f"/F{int(b)} {_font_object(file, font(b), text)} 0 R " for b, text in letters.items() if text)
    kids = []
    contents = []
    for page in pages:
        content = _Content(file, page)
        for item in page.items:
            content.draw(item)
        contents.append((page, content, file.stream("\n".join([*content.lines, "Q"]).encode("latin-1"))))
    parent = len(file.objects) + len(pages) + 1
    for page, content, number in contents:
        images = "".join(f"/{k} {v} 0 R " for k, v in content.images.items())
        alphas = "".join(f"/{k} {v} 0 R " for k, v in content.alphas.items())
        kids.append(
            file.add(
                f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {_n(page.width)} {_n(page.height)}] /Contents {number} 0 R "
                f"/Resources << /Font << {fonts}>> /XObject << {images}>> /ExtGState << {alphas}>> >> >>"
            )
        )
    file.add(f"<< /Type /Pages /Kids [{' '.join(f'{k} 0 R' for k in kids)}] /Count {len(kids)} >>")
    root = file.add(f"<< /Type /Catalog /Pages {parent} 0 R >>")
    title = pages[0].title.encode("utf-16-be").hex()
    info = file.add(f"<< /Title <feff{title}> /Producer (Tongren) >>")
    return file.written(root, info)
