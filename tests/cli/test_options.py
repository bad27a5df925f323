"""Options mean something: one that would change nothing is refused in one line, and so are two that do not go together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tongren.body.person import Body
from tongren.cli.main import cli
from tongren.errors import InputError
from tongren.front.pictures import draw

WHO = ("--sex", "male", "--age", "30", "--height", "180", "--weight", "75")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("options")
    person, vertices = folder / "person.npz", folder / "v.npy"
    assert CliRunner().invoke(cli, ["body", *WHO, "--out", str(person)]).exit_code == 0
    np.save(vertices, Body("male", 30, 180, 75).vertices_mm.astype(np.float32))
    return {"PERSON": str(person), "VERTICES": str(vertices), "OUT": str(folder / "out.png")}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("locate ST36 --body PERSON --sex male", "--sex beside --body"),
        ("locate ST36 --body PERSON --height 170", "--height beside --body"),
        ("locate ST36 --vertices VERTICES --sex male --pose seated", "vertices keep the pose they came in"),
        ("locate ST36 --vertices VERTICES --sex male --age 30", "give one source of a body"),
        ("locate ST36 --unit m", "--unit, --up and --front tell of a scan"),
        ("locate ST36 --workers 2", "are for many scans"),
        ("locate ST36 --engine dask", "are for many scans"),
        ("locate ST36 --pose flying", 'pose is "flying"; allowed: '),
        ("body --pose flying", "changes nothing without --out"),
        ("body --pose seated", "changes nothing without --out"),
        ("draw ST36 --landmarks --out OUT", "landmarks are drawn alone"),
        ("draw ST36 LI4 --sheet --out OUT", "one meridian, such as ST"),
        ("draw ST36 --no-lines --out OUT", "lines tell of views and sheets"),
        ("draw --side R --out OUT", "shows both sides"),
        ("draw ST36 --side left --out OUT", 'side is "left"; allowed: L, R'),
        ("draw --view front --side R --out OUT", "shows both sides"),
        ("evidence PONV --plot OUT --csv", "--csv goes with the results as text"),
        ("evidence PONV --csv --json", "several outputs"),
        ("guide nausea --flags none --has none --sex male", "--sex goes with --out"),
        ("guide --flags none", "--flags goes with a complaint"),
        ("guide --tool ball --helped", "--tool and --helped go with a complaint"),
    ],
)
def test_an_option_that_does_not_apply_is_refused(words: str, said: str, files: dict[str, str]) -> None:
    done = CliRunner().invoke(cli, [files.get(w, w) for w in words.split()])
    assert isinstance(done.exception, InputError), done.output
    assert said in str(done.exception)
    assert "\n" not in str(done.exception)
    assert not Path(files["OUT"]).exists()


def test_draw_refuses_what_would_change_nothing() -> None:
    body = Body("female", 40, 165, 62)
    for options, said in (({"lines": False}, "lines tell of views"), ({"sex": "female"}, "a Body has its own"), ({"pose": "flying"}, "allowed: ")):
        with pytest.raises(InputError, match=said):
            draw(body, "ST36", **options)
