"""Texts from outside, made so that our font can show them: a letter that it lacks is shown by a plain one, or by 〓, and told.

Our fonts hold Latin with all accents of Europe and Vietnam, kana, the characters of the atlas and the commonest surnames of China, Japan and Korea.
〓 (geta) is the printers' sign of Japan for a type that is missing.  The curled quotation marks of a Chinese font are as wide as a character; beside
Latin letters the straight ones stand for them.
"""

from __future__ import annotations

import re
import unicodedata

from tongren.drawing.font import broken, font, width_of

GETA = "\N{GETA MARK}"
MOST_TOLD = 8
CURLED = re.compile(r"(?<=[ -\u024f])[\u2018\u2019]|[\u2018\u2019](?=[ -\u024f])|(?<=[ -\u024f])[\u201c\u201d]|[\u201c\u201d](?=[ -\u024f])")


def shown_as(letter: str) -> str:
    """Return what stands for a character: itself, the letter under its accents, nothing for what has no width, or the geta mark."""
    glyphs = font().glyphs
    if ord(letter) in glyphs:
        return letter
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if ord(c) in glyphs).strip()
    if bare:
        return bare
    return "" if unicodedata.category(letter)[0] in "MC" else GETA


class Lettering:
    """Makes texts showable, one call each, and keeps what was replaced."""

    def __init__(self) -> None:
        """Begin with nothing replaced."""
        self.replaced: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return a text in letters that our font has, in one line, accents joined to their letters."""
        text = " ".join(unicodedata.normalize("NFC", text).split())
        text = CURLED.sub(lambda mark: "'" if mark[0] in "\u2018\u2019" else '"', text)
        out = {c: shown_as(c) for c in text}
        self.replaced |= {c: seen for c, seen in out.items() if seen != c}
        return "".join(out[c] for c in text)

    def told(self) -> list[str]:
        """Return a line that says which letters were replaced, by their Unicode numbers; none where none was."""
        if not self.replaced:
            return []
        held: dict[str, list[str]] = {}
        for c, seen in list(self.replaced.items())[:MOST_TOLD]:
            held.setdefault(seen, []).append(f"U+{ord(c):04X}")
        parts = [f"{' '.join(codes)} as {seen}" if seen else f"{' '.join(codes)} left out" for seen, codes in held.items()]
        more = len(self.replaced) - MOST_TOLD
        return ["Letters that our font lacks are shown plainly: " + ", ".join(parts) + (f", and {more} more" if more > 0 else "")]


def cut(text: str, size: float, width: float, bold: bool = False) -> str:
    """Return a text no wider than `width`, its end replaced by an ellipsis where it is too long."""
    if width_of(text, size, bold) <= width:
        return text
    while text and width_of(text + "\N{HORIZONTAL ELLIPSIS}", size, bold) > width:
        text = text[:-1].rstrip()
    return text + "\N{HORIZONTAL ELLIPSIS}"


def two_lines(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Return a text in one line or two, none wider than `width`; what two lines cannot hold is replaced by an ellipsis."""
    said = broken(text, size, width, bold)
    return [cut(line, size, width, bold) for line in (said if len(said) < 3 else [said[0], " ".join(said[1:])])]
