"""`tongren draw`: the body with its points, a meridian, one point with its construction, a printable sheet, the landmarks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tongren.cli.locate import located, wanted_codes
from tongren.cli.subject import Age, Front, Height, Person, ScanFile, Sex, Subject, Unit, Up, Vertices, Weight, subject_from
from tongren.errors import InputError
from tongren.front.places import explain
from tongren.knowledge.atlas import MERIDIANS
from tongren.knowledge.index import meridian_spellings, plain
from tongren.locating.located import Located

NAME = "draw"
EXAMPLE = "tongren draw ST36 --out st36.png   (or: tongren draw ST --view leg_front, tongren draw --sheet --out all.pdf)"
FOUR = ("front", "back", "left", "right")
Text = Annotated[list[str] | None, typer.Argument(help="Points by code or name, or one meridian (ST); none: all points.")]


def meridian_of(words: list[str]) -> str:
    """Return the meridian code that a single word names, or nothing."""
    code = meridian_spellings().get(plain(words[0]), "") if len(words) == 1 else ""
    return code if code in MERIDIANS else ""


def _courses(shown: Any, found: Located) -> Any:
    from tongren.locating.courses import courses

    return courses(getattr(shown, "vertices_mm", shown), found)


def _views(view: str) -> tuple[str, ...]:
    return FOUR if view == "four" else (view,)


def _named(out: Path, view: str, several: bool) -> Path:
    return out.with_name(f"{out.stem}-{view}{out.suffix}") if several else out


def _landmarks(shown: Any, out: Path) -> list[Path]:
    from tongren.drawing.landmarks import landmarks_picture

    return list(landmarks_picture(shown).save(out))


def _pictures(shown: Any, found: Located, words: list[str], view: str, side: str, sheet: bool, lines: bool, out: Path) -> list[Path]:
    """Draw what the words ask for and return the files."""
    meridian = meridian_of(words)
    way = _courses(shown, found) if lines else []
    if sheet:
        from tongren.drawing.chart import chart

        return [chart(shown, found, meridian, "" if view == "front" else view, way).save(out)]
    from tongren.drawing.picture import picture

    codes = None if meridian or not words else wanted_codes(words)
    views = _views(view)
    made = []
    for name in views:
        one = picture(shown, found, name, side, codes, [meridian] if meridian else None, way)
        made.append(one.save(_named(out, name, len(views) > 1)))
    return made


def _closeup(shown: Any, found: Located, code: str, side: str, female: bool, out: Path) -> list[Path]:
    from tongren.drawing.closeup import closeup

    codes = [c for c in dict.fromkeys(found.codes) if c == code or c.startswith(code + ".")]
    sentences = explain(code, "en")
    made = []
    for site, sentence in zip(codes, sentences, strict=False):
        name = out if len(codes) == 1 else out.with_name(f"{out.stem}-{site.split('.')[-1]}{out.suffix}")
        made.append(closeup(shown, found, site, side, sentence, female).save(name))
    return made


def _scan(subject: Subject, found: Located, out: Path) -> Path:
    from tongren.drawing.fit_picture import scan_picture

    assert subject.scanned is not None
    return scan_picture(subject.scanned, found).save(out)


def _shown(subject: Subject, pose: str) -> Any:
    from tongren.body.stance import posed

    if subject.scanned is not None:
        return subject.scanned.in_pose(pose)
    if subject.body is None:
        return subject.vertices
    return subject.body if pose == "rest" else posed(subject.body, pose)


def command(
    text: Text = None, sex: Sex = None, age: Age = None, height: Height = None, weight: Weight = None,
    vertices: Vertices = None, person: Person = None, scan: ScanFile = None, unit: Unit = None, up: Up = None, front: Front = None,
    view: Annotated[str, typer.Option(help="front, back, left, right, four, head_side, hand_palmar, foot_sole, leg_front ...")] = "",
    side: Annotated[str, typer.Option(help="L or R, for close-ups and views of one side.")] = "L",
    pose: Annotated[str | None, typer.Option(help="rest, standing, seated or prone.")] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="A printable A3 sheet of a meridian or of all points (PDF).")] = False,
    landmarks: Annotated[bool, typer.Option("--landmarks", help="All bound landmarks from six sides.")] = False,
    lines: Annotated[bool, typer.Option("--lines/--no-lines", help="Draw the meridians' courses.")] = True,
    out: Annotated[Path, typer.Option(help="A .png, .svg or .pdf file.")] = Path("points.png"),
) -> None:
    """Draw points on a body: .png, or .svg and .pdf with lines and labels as vectors; a scan alone with the heat map of its fit."""
    if out.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise InputError(f"{out}: pictures are written as .png, .svg or .pdf")
    if side not in ("L", "R"):
        raise InputError(f'side is "{side}"; allowed: L or R')
    words = text or []
    subject = subject_from(sex, age, height, weight, vertices, person, scan, unit, up, front)
    pose = pose or subject.pose
    shown = _shown(subject, pose)
    if scan is not None and not words and not view and not sheet and not landmarks:
        files = [_scan(subject, located(subject, [], pose, False), out)]
    elif landmarks:
        files = _landmarks(shown, out)
    else:
        found = located(subject, [], pose, True)
        single = len(words) == 1 and not meridian_of(words) and not view
        if single:
            code = wanted_codes(words)[0]
            files = _closeup(shown, found, code, side, subject.sex == "female", out)
        else:
            files = _pictures(shown, found, words, view or "front", side, sheet, lines, out)
    print(f"body: {subject.said}")
    for line in subject.notes if subject.scanned is not None else []:
        print(line)
    for file in files:
        print(f"picture: {file}")
