"""What a session looks up: rows of points, complaints, tools, ways and strengths, and the lines that all sessions share.

Each is made once for each language.  `session` works with these, and `table` sends all of them to a page that works out the same.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from tongren.findings.sentences import Line
from tongren.guidance import table_shapes as shape
from tongren.guidance.complaints import choices, complaint, flags, reason
from tongren.guidance.gate import LIGHT, light_only
from tongren.guidance.practice import name, named, phrase, practice, say
from tongren.guidance.reach import fit_of, helped, is_median, pressure_of, reach_of
from tongren.guidance.shapes import Pace, Rating
from tongren.guidance.studied import evidence_of
from tongren.guidance.taken import from_point, never_of, places_of
from tongren.knowledge.about_point import names_of
from tongren.rules.sentences import sentences_of

NAME_COLUMNS = {"en": "pinyin", "es": "pinyin", "zh": "simplified", "ko": "korean", "ja": "kana"}
CHARACTERS = {"ko": "traditional", "ja": "traditional"}
LONG = {"M": "long_middle", "L": "long_left", "R": "long_right", "LR": "long_both"}
UNSPACED = ("zh", "ja")


def joiner_of(language: str) -> str:
    """Return what stands between two sentences."""
    return "" if language in UNSPACED else " "


@cache
def complaint_row(key: str, language: str) -> shape.TableComplaint:
    """Return a complaint with its warning signs, its points with reasons, and what is known."""
    signs = tuple(shape.TableSign(f.id, f.line) for f in flags(key, language))
    points = tuple(shape.TableChoice(row.point, reason(row, language)) for row in choices(key))
    return shape.TableComplaint(complaint(key, language), signs, points, evidence_of(key, language))


@cache
def point_row(code: str, language: str) -> shape.TablePoint:
    """Return a point: names, how it is reached and pressed, and every answer and place that takes it away."""
    names, fit = names_of(code), fit_of(code)
    return shape.TablePoint(
        code=code, name=names[NAME_COLUMNS[language]], characters=names[CHARACTERS.get(language, "simplified")], median=is_median(code),
        where=tuple(sentences_of(code, language)), never=never_of(code, language),
        forbidden={key: why for key in practice()["gate"] if (why := from_point(key, code, language))}, places=places_of(code),
        reach=reach_of(code, language), fit=shape.TableFit(tuple(fit.tools), fit.techniques[0], fit.pressure, fit.seconds) if fit else None,
        long={sides: phrase(word, language, seconds=fit.seconds) for sides, word in LONG.items()} if fit else {},
        needs_tool=_needs_tool(code, fit, language),
    )  # fmt: skip


def _needs_tool(code: str, fit: Any, language: str) -> Line:
    rows = practice()["tools"]
    names = ", ".join(name("tools", t, language) for t in (fit.tools if fit else ()) if rows[t].body == "no")
    return say("needs_tool", language, f"points:{code}", tools=names, level=1)


@cache
def tool_row(key: str, language: str) -> shape.TableTool:
    """Return a tool or a part of one's own body, with what a step says of it."""
    row, told = practice()["tools"][key], named("tools", key, language)
    said = phrase("step_tool", language, tool=told.name, text=told.text)
    return shape.TableTool(told, said, row.body == "yes", row.technique or "", any(key in f.tools for f in practice()["fits"].values()))


@cache
def technique_row(key: str, language: str) -> shape.TableTechnique:
    """Return a way of pressing, with what a step says of it."""
    told = named("techniques", key, language)
    return shape.TableTechnique(told, phrase("step_how", language, technique=told.name, text=told.text))


@cache
def pressure_row(key: str, language: str) -> shape.TablePressure:
    """Return how hard, with what a step says of it."""
    told = pressure_of(key, language)
    return shape.TablePressure(told, phrase("step_hard", language, pressure=told.name, low=told.low, high=told.high, text=told.text))


@cache
def shared_lines(language: str) -> shape.SharedLines:
    """Return the lines that every session shares: what stands above and below it, and why something is left out."""
    pace = next(iter(practice()["paces"].values()))
    before, after = phrase("rating_before", language), phrase("rating_after", language)
    return shape.SharedLines(
        light_pressure=LIGHT, light_only=light_only(language), by_none=say("by_none", language, level=1),
        needs_person=say("needs_person", language, level=1), no_tool_left=say("no_tool_left", language, level=1),
        tool_not_used=say("tool_not_used", language, level=1, kind="dim"), stop_head=say("stop_head", language, kind="strong"),
        nothing_left=say("nothing_left", language, kind="strong"), helped=helped(language),
        pace=Pace(pace.in_s, pace.out_s, phrase("pace", language, in_s=pace.in_s, out_s=pace.out_s)),
        rating=Rating(0, 10, before, after, say("rating_note", language, kind="foot")),
        head=(say("adults", language, kind="dim"), say("not_reviewed", language, kind="caution"), say("look", language, kind="caution")),
        foot=(say("halt", language, kind="foot"),),
    )  # fmt: skip
