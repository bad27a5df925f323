"""The picture's own font: widths of texts, and a subset with only the letters used, from the TrueType file's tables.

Reading the few tables that are needed takes a hundred lines and a millisecond; fonttools would be a dependency of
several megabytes and half a second.  The file is made by builders/subset_font.py: format 4 character map, no kerning,
so a text's width is the sum of its advances in PNG, SVG and PDF alike.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).with_name("fonts")
KEPT = ("OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post")


@dataclass(frozen=True)
class Font:
    """One style of the font: its tables, the glyph of every character and the advances in thousandths of the size."""

    path: Path
    name: str
    tables: dict[str, bytes]
    glyphs: dict[int, int]
    advances: np.ndarray
    offsets: np.ndarray
    ascent: int
    descent: int

    def glyph_numbers(self, text: str) -> list[int]:
        """Return the glyph of each character; 0, the box, for what the font lacks."""
        return [self.glyphs.get(ord(c), 0) for c in text]

    def width(self, text: str, size: float) -> float:
        """Return the width of a text at a font size, in the size's unit."""
        return float(self.advances[self.glyph_numbers(text)].sum()) * size / 1000 if text else 0.0

    def lacks(self, text: str) -> list[str]:
        """Return the characters that the font has no glyph for."""
        return [c for c in dict.fromkeys(text) if ord(c) not in self.glyphs]

    def subset(self, text: str) -> bytes:
        """Return a TrueType file with the outlines of the characters of `text` only; glyph numbers stay."""
        keep = {0, *self.glyph_numbers(text)}
        glyf, loca = b"", [0]
        for g in range(len(self.offsets) - 1):
            if g in keep:
                outline = self.tables["glyf"][self.offsets[g] : self.offsets[g + 1]]
                glyf += outline + b"\0" * (-len(outline) % 4)
            loca.append(len(glyf))
        head = bytearray(self.tables["head"])
        head[8:12], head[50:52] = b"\0\0\0\0", struct.pack(">h", 1)  # checksum to be set, long offsets
        tables = {k: self.tables[k] for k in KEPT if k in self.tables}
        tables |= {"glyf": glyf, "loca": struct.pack(f">{len(loca)}I", *loca), "head": bytes(head)}
        tables["cmap"] = _map_of({ord(c): self.glyphs[ord(c)] for c in text if ord(c) in self.glyphs})
        return _sfnt(tables)


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    return int(np.frombuffer(padded, ">u4").sum(dtype=np.uint64) & np.uint64(0xFFFFFFFF))


def _sfnt(tables: dict[str, bytes]) -> bytes:
    """Return the font file of some tables."""
    n = len(tables)
    power = 1 << (n.bit_length() - 1)
    out = struct.pack(">IHHHH", 0x00010000, n, power * 16, power.bit_length() - 1, n * 16 - power * 16)
    at, body, head_at = 12 + 16 * n, b"", 0
    for tag, data in sorted(tables.items()):
        if tag == "head":
            head_at = at + len(body)
        out += struct.pack(">4sIII", tag.encode(), _checksum(data), at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    whole = bytearray(out + body)
    whole[head_at + 8 : head_at + 12] = struct.pack(">I", (0xB1B0AFBA - _checksum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


def _map_of(glyphs: dict[int, int]) -> bytes:
    """Return a cmap table of format 4 for some characters, a segment each."""
    pairs = [*sorted(glyphs.items()), (0xFFFF, 0)]
    n, power = len(pairs), 1 << (len(pairs).bit_length() - 1)
    ends = [c for c, _ in pairs]
    deltas = [(g - c) % 65536 for c, g in pairs]
    body = struct.pack(f">{n}HH{n}H{n}H{n}H", *ends, 0, *ends, *deltas, *[0] * n)
    head = struct.pack(">7H", 4, 14 + len(body), 0, 2 * n, 2 * power, power.bit_length() - 1, 2 * (n - power))
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + head + body


def _character_map(data: bytes) -> dict[int, int]:
    """Return the glyph of each character from a cmap table's format 4 part."""
    count = struct.unpack(">H", data[2:4])[0]
    for i in range(count):
        platform, _, start = struct.unpack(">HHI", data[4 + 8 * i : 12 + 8 * i])
        if platform == 3 and struct.unpack(">H", data[start : start + 2])[0] == 4:
            break
    n = struct.unpack(">H", data[start + 6 : start + 8])[0] // 2
    words = np.frombuffer(data[start + 14 :][: (len(data) - start - 14) // 2 * 2], ">u2").astype(int)
    ends, starts = words[:n], words[n + 1 : 2 * n + 1]
    deltas, ranges = words[2 * n + 1 : 3 * n + 1], words[3 * n + 1 : 4 * n + 1]
    out: dict[int, int] = {}
    for k in range(n):
        for c in range(starts[k], ends[k] + 1):
            if ranges[k] == 0:
                glyph = (c + deltas[k]) % 65536
            else:
                glyph = words[3 * n + 1 + k + ranges[k] // 2 + c - starts[k]]
                glyph = (glyph + deltas[k]) % 65536 if glyph else 0
            if glyph and c != 0xFFFF:
                out[int(c)] = int(glyph)
    return out


@cache
def font(bold: bool = False) -> Font:
    """Return one style of the font."""
    path = FOLDER / f"Tongren-{'Bold' if bold else 'Regular'}.ttf"
    data = path.read_bytes()
    tables = {}
    for i in range(struct.unpack(">H", data[4:6])[0]):
        tag, _, at, length = struct.unpack(">4sIII", data[12 + 16 * i : 28 + 16 * i])
        tables[tag.decode()] = data[at : at + length]
    em, long_offsets = struct.unpack(">H", tables["head"][18:20])[0], struct.unpack(">h", tables["head"][50:52])[0]
    ascent, descent = struct.unpack(">hh", tables["hhea"][4:8])
    n_glyphs = struct.unpack(">H", tables["maxp"][4:6])[0]
    n_advances = struct.unpack(">H", tables["hhea"][34:36])[0]
    pairs = np.frombuffer(tables["hmtx"][: 4 * n_advances], ">u2").astype(float).reshape(-1, 2)[:, 0]
    advances = np.concatenate([pairs, np.full(n_glyphs - n_advances, pairs[-1])]) * 1000 / em
    loca = np.frombuffer(tables["loca"], ">u4" if long_offsets else ">u2").astype(int) * (1 if long_offsets else 2)
    name = "TongrenSans-" + ("Bold" if bold else "Regular")
    return Font(path, name, tables, _character_map(tables["cmap"]), advances, loca, ascent, descent)


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a text at a font size."""
    return font(bold).width(text, size)


def broken(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Return a text broken into lines no wider than `width`: at spaces, and anywhere between Chinese or kana signs."""
    words: list[str] = []
    for c in text:
        glue = words and not words[-1].endswith(" ") and not (ord(c) > 0x2E7F and c not in "，。、；：）」』")
        if glue and not (ord(words[-1][-1]) > 0x2E7F and ord(c) > 0x20) or c in "，。、；：）」』" and words:
            words[-1] += c
        else:
            words.append(c)
    lines = [""]
    for word in words:
        if lines[-1] and width_of((lines[-1] + word).rstrip(), size, bold) > width:
            lines.append("")
        lines[-1] += word.lstrip() if not lines[-1] else word
    return [line.rstrip() for line in lines]
