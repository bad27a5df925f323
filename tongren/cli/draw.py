"""`tongren draw`: the body with its points, a meridian, one point with its construction, a printable sheet, the landmarks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tongren.body.person import check_sex
from tongren.cli.locate import wanted_codes
from tongren.cli.subject import Age, Asked, Front, Height, Person, ScanFile, Sex, Unit, Up, Vertices, Weight, measures_of, subject_from
from tongren.scans.reading import ScanFrame

NAME = "draw"
EXAMPLE = "tongren draw ST36 --out st36.png   (or: tongren draw ST --view leg_front, tongren draw --sheet --out all.pdf)"
Text = Annotated[list[str] | None, typer.Argument(help="Points by code or name, or one meridian (ST); none: all points.")]


def command(
    text: Text = None, sex: Sex = None, age: Age = None, height: Height = None, weight: Weight = None,
    vertices: Vertices = None, person: Person = None, scan: ScanFile = None, unit: Unit = None, up: Up = None, front: Front = None,
    view: Annotated[str, typer.Option(help="front, back, left, right, four, head_side, hand_palmar, foot_sole, leg_front ...")] = "",
    side: Annotated[str | None, typer.Option(help="L or R, for close-ups and views of one side.")] = None,
    pose: Annotated[str | None, typer.Option(help="rest, standing, seated or prone.")] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="A printable A3 sheet of a meridian or of all points (PDF).")] = False,
    landmarks: Annotated[bool, typer.Option("--landmarks", help="All bound landmarks from six sides.")] = False,
    lines: Annotated[bool | None, typer.Option("--lines/--no-lines", help="Draw the meridians' courses.")] = None,
    out: Annotated[Path, typer.Option(help="A .png, .svg or .pdf file.")] = Path("points.png"),
) -> None:
    """Draw points on a body: .png, or .svg and .pdf with lines and labels as vectors; a scan alone with the heat map of its fit."""
    from tongren.front.pictures import check_ending, draw, meridian_of

    check_ending(out)
    words = text or []
    asked = Asked(measures_of(sex, age, height, weight), vertices, person, scan, ScanFrame(unit, up, front))
    subject = subject_from(asked)
    what = words if meridian_of(words) else wanted_codes(words)
    build = None if subject.body or subject.fit else check_sex(subject.sex)
    own = pose or (subject.pose if build is None else None)
    drawn = draw(subject.ground, what, sex=build, pose=own, view=view, side=side, sheet=sheet, landmarks=landmarks, lines=lines)
    print(f"body: {subject.said}")
    for line in subject.notes if subject.fit is not None else []:
        print(line)
    for file in drawn.save(out):
        print(f"picture: {file}")
