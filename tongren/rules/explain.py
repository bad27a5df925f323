"""Say a rule back as a sentence: the same tree in English, Chinese, Korean, Japanese or Spanish.

The words are data (`tongren.rules.words`); here stands only how a tree chooses its patterns, and what grammar asks for:
the English article, the Korean particle, the Spanish contraction, the plural of a unit.  Point codes stay codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from tongren.errors import AtlasError
from tongren.rules.tree import (
    Advance,
    Along,
    At,
    Between,
    Constraint,
    Cross,
    Form,
    Length,
    Level,
    Offset,
    On,
    OnSegment,
    Rule,
    Step,
)
from tongren.rules.words import LANGUAGES, Words

HALF = Fraction(1, 2)
UNSPACED = ("zh", "ja")
_CODE = re.compile(r"[A-Z]{2}\d+|EX-[A-Z]+\d+(\.\d+)?")
_PARTICLE = re.compile(r"\((은/는|이/가|을/를|과/와|으로/로)\)")
_CLOSED_DIGITS, _DIGITS_IN_L = "013678", "178"


def explain(rule: Rule, words: Words, language: str) -> str:
    """Return one rule as one sentence, or two where it assumes something beyond the standard.

    Raises AtlasError where the tables lack a word, a pattern or the assumption in that language.
    """
    told = _Teller(words, language)
    text = told.form(rule.form, told.subject(rule))
    text = text[:1].upper() + text[1:]
    if rule.assumed:
        joint = "" if language in UNSPACED else " "
        text += joint + told.fill("assumed", text=words.assumed(rule.assumed, language))
    return _mended(text, language)


def unexplained(rules: Iterable[Rule], words: Words) -> list[str]:
    """Return a message for every word that the tables lack for these rules, all languages, each once."""
    problems: dict[str, None] = {}
    for rule in rules:
        for language in LANGUAGES:
            try:
                explain(rule, words, language)
            except AtlasError as e:
                problems[f"{e} (rule {rule.key})"] = None
    return list(problems)


class _Teller:
    """Fills the patterns of one language."""

    def __init__(self, words: Words, language: str) -> None:
        self.words = words
        self.language = language

    def fill(self, pattern: str, **slots: str) -> str:
        return self.words.sentence(pattern, self.language).format(**slots)

    def noun(self, ref: str) -> str:
        """Return a reference or curve as a noun with its article; a point code stays a code."""
        if _CODE.fullmatch(ref) and not self.words.has_term(ref):
            return ref
        term = self.words.term(ref, self.language)
        return f"the {term}" if self.language == "en" else term

    def direction(self, direction: str) -> str:
        """Return the words of a direction; a joined pair may stand in the table in either order."""
        turned = "-".join(reversed(direction.split("-")))
        known = turned if self.words.has_term(turned) and not self.words.has_term(direction) else direction
        return self.words.term(known, self.language)

    def length(self, length: Length) -> str:
        """Return number and unit."""
        plural = length.unit == "fingerbreadth" and length.number != 1
        unit = self.words.term("fingerbreadths" if plural else length.unit, self.language)
        return self.fill("length", number=length.value, unit=unit)

    def measured(self, text: str, length: Length) -> str:
        """Return the text with the measure whose cun it is, where the rule names one."""
        return self.fill("measured", text=text, measure=self.noun(length.measure)) if length.measure else text

    def go(self, length: Length, direction: str, ref: str) -> str:
        """Return `3 cun above the umbilicus`."""
        length_text, way = self.length(length), self.direction(direction)
        if direction == "lateral" and self.words.kind(ref) == "median_line":
            text = self.fill("go_aside", length=length_text, line=self.noun(ref))
        else:
            text = self.fill("go", length=length_text, direction=way, ref=self.noun(ref))
        return self.measured(text, length)

    def place(self, curve: str) -> str:
        """Return `on the clavicle` or, for what the table calls a space, `in the 1st intercostal space`."""
        return self.fill("in" if self.words.kind(curve) == "space" else "on", curve=self.noun(curve))

    def subject(self, rule: Rule) -> str:
        text = self.fill(f"subject_{rule.sex}", subject=rule.code) if rule.sex else rule.code
        return self.fill("subject_second", subject=text) if rule.alternative else text

    def constraint(self, c: Constraint) -> str:
        """Return one of two crossed lines as words that say where."""
        if isinstance(c, Level) and c.length is not None:
            return self.fill("level_shifted", go=self.go(c.length, c.direction, c.ref))
        if isinstance(c, Level):
            return self.fill("level", ref=self.noun(c.ref))
        if isinstance(c, Offset):
            return self.fill("offset", go=self.go(c.length, c.direction, c.line))
        if isinstance(c, On):
            return self.place(c.curve)
        if isinstance(c, OnSegment):
            return self.fill("on_segment", a=self.noun(c.a), b=self.noun(c.b))
        return self.fill("through", ref=self.noun(c.ref))

    def form(self, form: Form, subject: str) -> str:
        """Return the whole sentence of a form."""
        if isinstance(form, At):
            return self.fill("at", subject=subject, ref=self.noun(form.ref))
        if isinstance(form, Cross):
            return self.cross(form, subject)
        if isinstance(form, Advance):
            return self.advance(form, subject)
        if isinstance(form, Along):
            return self.along(form, subject)
        if isinstance(form, Step):
            go = self.go(form.length, form.direction, form.ref)
            if form.on:
                return self.fill("step_on", subject=subject, place=self.place(form.on), go=go)
            return self.fill("step", subject=subject, go=go)
        return self.between(form, subject)

    def cross(self, form: Cross, subject: str) -> str:
        first, second = form.first, form.second
        if isinstance(first, On) and isinstance(second, On):
            return self.fill("cross_curves", subject=subject, a=self.noun(first.curve), b=self.noun(second.curve))
        return self.fill("cross", subject=subject, first=self.constraint(first), second=self.constraint(second))

    def advance(self, form: Advance, subject: str) -> str:
        if form.length is not None:
            go = self.go(form.length, form.direction, form.start)
            return self.fill("advance", subject=subject, a=self.noun(form.a), b=self.noun(form.b), go=go)
        return self.part("advance_fraction", form, subject)

    def along(self, form: Along, subject: str) -> str:
        place = self.place(form.curve)
        if form.length is not None:
            length = self.measured(self.length(form.length), form.length)
            return self.part("along", form, subject, place=place, length=length)
        return self.part("along_fraction", form, subject, place=place)

    def between(self, form: Between, subject: str) -> str:
        if form.fraction == HALF:
            a, b = self.noun(form.a), self.noun(form.b)
            return self.fill("between_half", subject=subject, a=a, b=b, fraction=str(form.fraction))
        return self.part("between", form, subject)

    def part(self, pattern: str, form: Advance | Along | Between, subject: str, **slots: str) -> str:
        """Fill a pattern that goes from the end where one starts to count to the other end."""
        end = form.a if form.start == form.b else form.b
        start, fraction = self.noun(form.start), str(form.fraction)
        return self.fill(pattern, subject=subject, start=start, end=self.noun(end), fraction=fraction, **slots)


def _mended(text: str, language: str) -> str:
    """Return the text after the changes that a language makes where words meet."""
    if language == "ko":
        text = text.replace("선 선상", "선상")
        return _PARTICLE.sub(lambda m: _particle(text[: m.start()], m[1]), text)
    if language == "es":
        return re.sub(r"\b([Aa]|[Dd]e) el\b", lambda m: m[1] + "l", text)
    return text


def _particle(before: str, pair: str) -> str:
    """Return the Korean particle that fits the last sound before it; digits are read as Sino-Korean numbers."""
    after_consonant, after_vowel = pair.split("/")
    sound = next((c for c in reversed(before) if c.isdigit() or "가" <= c <= "힣"), "")
    if sound.isdigit():
        closed, closed_by_l = sound in _CLOSED_DIGITS, sound in _DIGITS_IN_L
    elif sound:
        final = (ord(sound) - ord("가")) % 28
        closed, closed_by_l = final != 0, final == 8
    else:
        closed = closed_by_l = False
    if closed_by_l and after_vowel == "로":
        return after_vowel
    return after_consonant if closed else after_vowel
