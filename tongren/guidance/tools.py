"""The tools, the ways of pressing and the words for how hard, each tool with the answers that take it away and why."""

from __future__ import annotations

from tongren.findings.sentences import Line
from tongren.guidance.gate import Answers, removed_tools
from tongren.guidance.practice import named, practice
from tongren.guidance.reach import pressure_of
from tongren.guidance.shapes import Tool, Tools
from tongren.guidance.taken import removed_by


def _why(tool: str, language: str) -> tuple[Line, ...]:
    """Return the cautions of a tool, one after the other."""
    gone = removed_tools(Answers(removed_by(tool)), language)
    return next((t.reasons for t in gone if t.id == tool), ())


def tools(language: str = "en") -> Tools:
    """Return everything that sessions press with, and how."""
    rows = practice()["tools"]
    said = {key: named("tools", key, language) for key in rows}
    each = tuple(Tool(k, said[k].name, said[k].text, r.body == "yes", removed_by(k), _why(k, language)) for k, r in rows.items())
    ways = tuple(named("techniques", t, language) for t in practice()["techniques"])
    return Tools(each, ways, tuple(pressure_of(p, language) for p in practice()["pressures"]))
