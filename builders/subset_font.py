"""Make the fonts of the pictures: a subset of Noto Sans CJK SC with the characters that the atlas uses, as TrueType.

    python builders/subset_font.py FOLDER     (with NotoSansCJK-Regular.ttc, -Bold.ttc, SourceSansPro-Regular.otf, -Bold.otf)

Noto Sans CJK comes from Debian's package fonts-noto-cjk, Source Sans Pro from font-source-sans-pro 0.0.1 on PyPI (both SIL Open Font License 1.1).
Noto's Latin letters are Source Sans made larger, but without Latin Extended-A; authors of studies are called Błaszczyk and Yıldız too, so what
Noto lacks is taken from Source Sans and brought to the same height of capitals (733/656 regular, 741/652 bold).  Written are
tongren/drawing/fonts/Tongren-Regular.ttf and Tongren-Bold.ttf; they are renamed, as the licence asks where a name is reserved, and so that nobody
takes a subset for the whole.  TrueType outlines (instead of the source's PostScript ones), without kerning and layout tables: so the width of a
text is the sum of its advances in the PNG, the SVG and the PDF alike.  Needs fonttools.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
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
    (0x218, 0x21B),
    (0x1E00, 0x1EF9),
    (0x2010, 0x2027),
    (0x2030, 0x2033),
    (0x3000, 0x3002),
    (0x3041, 0x3096),
    (0x30A1, 0x30FC),
    (0xFF01, 0xFF1F),
)
SYMBOLS = "←→↑↓≈≤≥±×÷·°•…′″√½¼¾⅓⅔⅕▲△●○◎◇◆■□〓「」『』（）、。：；−τχ²"
# The commonest surnames, so that a study may be called by its author in his own script: the hundred of China (also in the forms of Japan and
# Taiwan), eighty of Japan, those of Korea.
SURNAMES = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎"
    "余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔賴赖龚龔文"
    "佐藤鈴木高橋田中伊藤渡辺山本中村小林加藤吉田山田佐々木山口松本井上木村林斎藤斉藤清水山崎森池田橋本阿部石川山下中島石井小川前田岡田長谷川"
    "藤田近藤後藤坂本遠藤青木藤井福田三浦西村藤原太田松田岡本中川中野原田小野竹内金子和田上田柴田酒井工藤横山宮崎宮本内田高木安藤谷口大野丸山"
    "今井河野武田杉山増田村上久保平千葉岩桜新菊松尾"
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모"
)


def wanted() -> set[int]:
    """Return the code points of the atlas' names and words, of Latin with its accents, kana and signs."""
    points = {c for a, b in RANGES for c in range(a, b + 1)} | {ord(c) for c in SYMBOLS + SURNAMES}
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


def height_of_capitals(font: TTFont) -> float:
    """Return the height of H, in the font's units."""
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[font.getBestCmap()[ord("H")]].draw(pen)
    return float(pen.bounds[3])


def lend(font: TTFont, lender: TTFont, scale: float) -> None:
    """Add to a TrueType font, in place, the wanted characters that it lacks and the lender has, `scale` times as large."""
    glyphs, theirs = lender.getGlyphSet(), lender.getBestCmap()
    lacking = [c for c in sorted(wanted() - set(font.getBestCmap())) if c in theirs]
    made = {}
    for c in lacking:
        pen = TTGlyphPen(None)
        glyphs[theirs[c]].draw(TransformPen(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True), (scale, 0, 0, scale, 0, 0)))
        made[c] = f"lent{c:04x}", pen.glyph()
    font.setGlyphOrder([*font.getGlyphOrder(), *(name for name, _ in made.values())])
    font["glyf"].glyphOrder = font.getGlyphOrder()
    for c, (name, glyph) in made.items():
        glyph.recalcBounds(font["glyf"])
        font["glyf"].glyphs[name] = glyph
        font["hmtx"][name] = (round(lender["hmtx"][theirs[c]][0] * scale), getattr(glyph, "xMin", 0))
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format in (4, 12):
                table.cmap[c] = name


def make(source: Path, lender: Path, style: str) -> Path:
    """Write one subset font and return its path."""
    font = TTFont(source, fontNumber=CHINESE_FACE, recalcTimestamp=False)
    tall = height_of_capitals(font)
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
    other = TTFont(lender)
    lend(font, other, tall / height_of_capitals(other))
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
        path = make(folder / f"NotoSansCJK-{style}.ttc", folder / f"SourceSansPro-{style}.otf", style)
        lacking = wanted() - set(TTFont(path).getBestCmap())
        print(path.name, path.stat().st_size, "bytes; lacking:", "".join(map(chr, sorted(lacking))))


if __name__ == "__main__":
    main()
