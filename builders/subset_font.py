"""Make the fonts of the pictures: a subset of Noto Sans CJK SC with the characters that the atlas uses, as TrueType.

    python builders/subset_font.py FOLDER_WITH_NotoSansCJK-Regular.ttc_AND_-Bold.ttc

The fonts come from Debian's package fonts-noto-cjk (SIL Open Font License 1.1).  Written are
tongren/drawing/fonts/Tongren-Regular.ttf and Tongren-Bold.ttf; the licence reserves no name of Noto's for derived fonts of
this kind, but they are renamed all the same, so that nobody takes a subset for the whole.  TrueType outlines (instead
of the source's PostScript ones), without kerning and layout tables: so the width of a text is the sum of its advances
in the PNG, the SVG and the PDF alike.  Needs fonttools.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "tongren" / "drawing" / "fonts"
CHINESE_FACE = 2  # number of the simplified Chinese face in the collection
MAX_ERROR = 1.5  # of 1000 units of the em, between the cubic outlines and the quadratic ones written
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x1A0, 0x1A1),
    (0x1AF, 0x1B0),
    (0x1CD, 0x1DC),
    (0x1E00, 0x1EF9),
    (0x2010, 0x2027),
    (0x2030, 0x2033),
    (0x3000, 0x3002),
    (0x3041, 0x3096),
    (0x30A1, 0x30FC),
    (0xFF01, 0xFF1F),
)
SYMBOLS = "←→↑↓≈≤≥±×÷·°•…′″√½¼¾⅓⅔⅕▲△●○◎◇◆■□「」『』（）、。：；"
HANGUL_COMMON = (0xAC00, 0xD7A3)


def wanted() -> set[int]:
    """Return the code points of the atlas' names and words, of Latin with its accents, kana and signs."""
    points = {c for a, b in RANGES for c in range(a, b + 1)} | {ord(c) for c in SYMBOLS}
    for path in sorted((ROOT / "atlas").rglob("*.csv")) + sorted((ROOT / "tongren").rglob("*.py")):
        if "tradition" in path.name or "roads" in path.parts or "bindings" in path.parts:
            continue
        points |= {ord(c) for c in path.read_text(encoding="utf-8") if ord(c) > 0x7F}
    return points


def to_truetype(font: TTFont) -> None:
    """Replace PostScript outlines by TrueType ones in place."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    made = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        made[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, made
    hmtx = font["hmtx"]
    for name, glyph in made.items():
        glyph.recalcBounds(glyf)
        hmtx[name] = (hmtx[name][0], getattr(glyph, "xMin", 0))
    del font["CFF "]
    for tag in ("VORG", "vhea", "vmtx"):
        if tag in font:
            del font[tag]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxPoints",
        "maxContours",
        "maxCompositePoints",
        "maxCompositeContours",
        "maxComponentElements",
        "maxComponentDepth",
    ):
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def make(source: Path, style: str) -> Path:
    """Write one subset font and return its path."""
    font = TTFont(source, fontNumber=CHINESE_FACE, recalcTimestamp=False)
    options = Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.name_IDs, options.drop_tables = (
        ["*"],
        [*options.drop_tables, "GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    to_truetype(font)
    family = "Tongren Sans"
    for record in list(font["name"].names):
        if record.nameID in (1, 16):
            record.string = family
        elif record.nameID in (4, 6):
            record.string = f"{family} {style}" if record.nameID == 4 else f"TongrenSans-{style}"
        elif record.nameID not in (0, 2, 5, 13, 14):
            font["name"].names.remove(record)
    path = OUT / f"Tongren-{style}.ttf"
    font.save(path, reorderTables=True)
    return path


def main() -> None:
    """Write both fonts and say what they lack."""
    folder = Path(sys.argv[1])
    OUT.mkdir(parents=True, exist_ok=True)
    for style in ("Regular", "Bold"):
        path = make(folder / f"NotoSansCJK-{style}.ttc", style)
        lacking = wanted() - set(TTFont(path).getBestCmap())
        print(path.name, path.stat().st_size, "bytes; lacking:", "".join(map(chr, sorted(lacking))))


if __name__ == "__main__":
    main()
