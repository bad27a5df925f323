"""`tongren guide`: a session of pressing for a complaint; warning signs first, then the safety gate, then the steps."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongren.cli.subject import Age, Asked, Height, Sex, Subject, Weight, measures_of, subject_from
from tongren.errors import InputError

if TYPE_CHECKING:
    from tongren.guidance.shapes import Session

NAME = "guide"
EXAMPLE = 'tongren guide "tension headache"   (or, without questions: tongren guide nausea --flags none --has none, tongren guide, for the list)'
NONE = "none"


def command(
    complaint: Annotated[list[str] | None, typer.Argument(help="A complaint, in any of five languages; none: the list.")] = None,
    flags: Annotated[list[str] | None, typer.Option(help="Warning signs there are, once for each, or none; asked where not given.")] = None,
    has: Annotated[list[str] | None, typer.Option(help="What the person has (id or id@place), for each, or none; asked where not given.")] = None,
    tool: Annotated[list[str] | None, typer.Option(help="A tool at hand, once for each: ball, energy_roller, spiked_mat ...")] = None,
    helped: Annotated[bool, typer.Option("--helped", help="Another person is there and helps.")] = False,
    language: Annotated[str, typer.Option(help="en, zh, ko, ja or es.")] = "en",
    out: Annotated[Path | None, typer.Option(help="A printable sheet of the session: .pdf, or .png for a file a page.")] = None,
    sex: Sex = None, age: Age = None, height: Height = None, weight: Weight = None,
    json: Annotated[bool, typer.Option("--json", help="The session as JSON, each line with the rows behind it.")] = False,
) -> None:
    """Guide a session of acupressure: warning signs and the safety gate first, then point by point."""
    from tongren.cli.printing import as_json, only_with, show
    from tongren.guidance.complaints import complaint_of
    from tongren.guidance.practice import language_of
    from tongren.guidance.session import session
    from tongren.guidance.shapes import as_record
    from tongren.guidance.wording import lines_of

    language_of(language)
    measures = measures_of(sex, age, height, weight)
    if not out:
        only_with("--out, the sheet that is printed", sex=sex, age=age, height=height, weight=weight)
    if not complaint:
        only_with("a complaint", flags=flags, has=has, tool=tool, helped=helped, out=out)
        _list(language, json)
        return
    subject = subject_from(Asked(measures)) if out else None
    key = complaint_of(" ".join(complaint))
    asks = sys.stdin.isatty()
    yes = _given(flags, "--flags") if flags or not asks else _asked_flags(key, language)
    answers = _given(has, "--has") if has or not asks else ([] if yes else _asked_gate(language))
    made = session(key, yes, answers, True, tool or [], not helped, language)
    if json:
        as_json(as_record(made))
    else:
        show(lines_of(made))
    if out and subject and made.steps:
        for file in _sheet(made, out, subject):
            print(f"sheet: {file}", file=sys.stderr if json else sys.stdout)


def _sheet(made: Session, out: Path, subject: Subject) -> list[Path]:
    """Write the sheet on the body of these measures, or on the default one."""
    from tongren.guidance.sheet import save

    assert subject.body is not None
    return save(made, subject.body, subject.located([], "rest", False), out)


def _given(values: list[str] | None, option: str) -> list[str]:
    """Return the ids of an option, which must be there; `none` alone is no id.  Raises InputError otherwise."""
    if not values:
        raise InputError(f"{option}: found nothing, and there is no terminal to ask in; name what holds, once for each, or write {option} none")
    wanted = [x for v in values for x in v.split(",") if x]
    if NONE in wanted and len(wanted) > 1:
        raise InputError(f'{option}: found "none" beside {", ".join(x for x in wanted if x != NONE)}; allowed: none alone, or ids')
    return [] if wanted == [NONE] else wanted


def _yes(text: str, language: str) -> bool:
    """Ask until the answer is yes or no; nothing else counts."""
    from tongren.guidance.practice import phrase

    words = {x: {phrase(x, language).lower(), x[0], x, phrase(x, language)[0].lower()} for x in ("yes", "no")}
    while True:
        answer = typer.prompt(f"{text} ({phrase('yes_no', language)})").strip().lower()
        for key, spellings in words.items():
            if answer in spellings:
                return key == "yes"


def _asked_flags(key: str, language: str) -> list[str]:
    from tongren.cli.printing import show
    from tongren.guidance.complaints import card

    shown = card(key, language)
    show(shown.lines)
    return [f.id for f in shown.red_flags if _yes(f.text, language)]


def _asked_gate(language: str) -> list[str]:
    from tongren.cli.printing import show
    from tongren.guidance.gate import AT, gate

    asked = gate(language)
    show(asked.lines)
    out: list[str] = []
    for q in asked.questions:
        if _yes(q.text, language):
            places = _places(q.places, language)
            out += [f"{q.id}{AT}{p}" for p in places] or [q.id]
    return out


def _places(places: Iterable[object], language: str) -> list[str]:
    from tongren.guidance.practice import phrase

    known = {p.id: p.name for p in places}  # type: ignore[attr-defined]
    if not known:
        return []
    text = phrase("which_place", language, places=", ".join(f"{k} ({v})" for k, v in known.items()))
    while True:
        wanted = [x.strip() for x in typer.prompt(text, default="", show_default=False).split(",") if x.strip()]
        if all(x in known for x in wanted):
            return wanted


def _list(language: str, as_records: bool) -> None:
    from tongren.cli.printing import as_json, show
    from tongren.findings.sentences import Line
    from tongren.guidance.complaints import complaints
    from tongren.guidance.shapes import as_record

    if as_records:
        as_json([as_record(c) for c in complaints(language)])
    else:
        show([Line(f"{c.id}: {c.name}", (f"complaints:{c.id}",)) for c in complaints(language)])
