"""`tongren locate`: tables for people, files for programs, one line and exit code 2 for mistakes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import tongren
from tongren.body.person import Body
from tongren.cli.main import cli
from tongren.errors import InputError, TongrenError
from tongren.front.places import locate
from tongren.knowledge.index import all_codes
from tongren.locating.program import compiled

COLUMNS = "code,side,x_mm,y_mm,z_mm,nx,ny,nz,face,w0,w1,w2,chart,u_cun,v_cun,sigma_mm,status"
MAN = ("--sex", "male", "--age", "30", "--height", "180", "--weight", "75")
ROOT = Path(__file__).resolve().parents[2]


def said(*words: str) -> str:
    """What a command prints; it must end well."""
    result = CliRunner().invoke(cli, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str) -> str:
    """The one line with which a command refuses."""
    with pytest.raises(TongrenError) as caught:
        CliRunner().invoke(cli, list(words), catch_exceptions=False)
    text = str(caught.value)
    assert text
    assert "\n" not in text
    return text


def test_the_default_body_is_named_with_the_answer() -> None:
    out = said("locate", "ST36")
    assert "standard_woman: female, 40 years, 163 cm, 60 kg" in out
    assert out.count("ST36") == 2
    assert "LPS millimetres" in out


def test_a_body_by_its_measures_agrees_with_the_library() -> None:
    out = said("locate", "ST36", *MAN)
    place = locate(Body("male", 30, 180, 75))["ST36", "L"].position_mm
    left = next(x for x in out.splitlines() if x.startswith("ST36") and " L " in x).split()
    assert [float(x) for x in left[2:5]] == pytest.approx([float(v) for v in place], abs=0.06)


def test_names_and_old_codes_are_understood() -> None:
    out = said("locate", "zusanli", "合谷", "SJ5", "DU20")
    for code in ("ST36", "LI4", "TE5", "GV20"):
        assert code in out


def test_a_csv_has_the_promised_columns_and_its_meta_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    said("locate", *MAN, "--out", str(path))
    with path.open(newline="", encoding="utf-8") as f:
        assert f.readline() == COLUMNS + "\n"
        rows = list(csv.DictReader(f, COLUMNS.split(",")))
    assert {r["code"].split(".")[0] for r in rows} == set(all_codes())
    standard = [r for r in rows if not r["code"].startswith("EX-")]
    assert len(standard) == 309 * 2 + 52
    st36 = next(r for r in rows if (r["code"], r["side"]) == ("ST36", "L"))
    assert st36["chart"] == "leg"
    assert float(st36["x_mm"]) > 0
    assert float(st36["w0"]) + float(st36["w1"]) + float(st36["w2"]) == pytest.approx(1, abs=1e-4)
    meta = json.loads((tmp_path / "points.csv.meta.json").read_text(encoding="utf-8"))
    assert meta["tongren"] == tongren.__version__
    assert meta["atlas"] == compiled().meta["hash"]
    assert meta["pose"] == "rest"
    assert "LPS" in meta["frame"]
    assert meta["options"] == {"alternatives": False}
    assert meta["body"]["height_cm"] == 180
    assert meta["body"]["reached_height_cm"] == pytest.approx(180, abs=0.2)
    assert meta["body"]["reached_weight_kg"] == pytest.approx(75, rel=0.01)


def test_json_holds_the_same_rows(tmp_path: Path) -> None:
    said("locate", "ST36", "EX-B2", "--out", str(tmp_path / "p.json"))
    data = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert set(data) == {"meta", "points"}
    assert list(data["points"][0]) == COLUMNS.split(",")
    assert len(data["points"]) == 2 + 17 * 2


def test_alternatives_come_when_asked_for(tmp_path: Path) -> None:
    assert "PC8/alt" not in said("locate", "PC8")
    assert "PC8/alt" in said("locate", "PC8", "--alternatives")


def test_vertices_are_answered_in_their_own_frame(tmp_path: Path, reference_bodies: dict[str, Body]) -> None:
    body = reference_bodies["man_average"]
    shift = np.array([300.0, -40.0, 1000.0])
    np.save(tmp_path / "body.npy", (body.vertices_mm + shift).astype(np.float32))
    said("locate", "ST36", "--vertices", str(tmp_path / "body.npy"), "--sex", "male", "--out", str(tmp_path / "p.json"))
    row = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))["points"][0]
    wanted = locate(body)["ST36", "L"].position_mm + shift
    assert np.linalg.norm(wanted - [row["x_mm"], row["y_mm"], row["z_mm"]]) < 3


def test_a_person_saved_and_brought_back(tmp_path: Path) -> None:
    path = tmp_path / "person.npz"
    said("body", *MAN, "--pose", "seated", "--out", str(path))
    back = said("locate", "ST36", "--body", str(path))
    assert [x for x in back.splitlines() if "ST36" in x] == [
        x for x in said("locate", "ST36", *MAN, "--pose", "seated").splitlines() if "ST36" in x
    ]
    at_rest = said("locate", "ST36", "--body", str(path), "--pose", "rest")
    assert [x for x in at_rest.splitlines() if "ST36" in x] != [x for x in back.splitlines() if "ST36" in x]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("XX99",), '"XX99" names no single point'),
        (("--sex", "female", "--age", "30", "--height", "170"), "wants all four: --sex --age --height --weight"),
        (("--age", "30", "--height", "170", "--weight", "60"), "wants all four"),
        (("--sex", "female", "--age", "30", "--height", "170", "--weight", "200"), "allowed: 15 to 45 kg/m2"),
        (("--sex", "male", "--age", "10", "--height", "170", "--weight", "60"), "allowed: 18 to 90 years"),
        (("--sex", "male", "--age", "nan", "--height", "170", "--weight", "60"), "allowed: 18 to 90 years"),
        (("--sex", "male", "--age", "30", "--height", "0", "--weight", "60"), "allowed: 140 to 210 cm"),
        (("--sex", "other"), "allowed: "),
        ((*MAN, "--vertices", "x.npy"), "give one source of a body"),
        (("--body", "x.npz", "--vertices", "x.npy"), "give one source of a body"),
        (("--vertices", "x.npy"), "wants --sex"),
        (("--vertices", "x.npy", "--sex", "male"), "x.npy: there is no such file"),
        (("--pose", "lying"), "allowed: rest, standing, seated, prone"),
        (("--out", "points.xls"), "written as .csv or .json"),
    ],
)
def test_mistakes_are_refused_in_one_line(words: tuple[str, ...], wanted: str) -> None:
    assert wanted in refused("locate", *words)


def test_files_that_are_not_bodies_are_refused_in_one_line(tmp_path: Path) -> None:
    names = ("garbage.npy", "empty.npy", "shape.npy", "nan.npy", "flat.npy", "words.npy", "two.npz")
    files = {n: str(tmp_path / n) for n in names}
    Path(files["garbage.npy"]).write_text("not numbers\n", encoding="utf-8")
    Path(files["empty.npy"]).touch()
    np.save(files["shape.npy"], np.zeros((10, 3)))
    np.save(files["nan.npy"], np.full((13718, 3), np.nan))
    np.save(files["flat.npy"], np.zeros((13718, 3)))
    np.save(files["words.npy"], np.array(["a", "b"]))
    np.savez(files["two.npz"], a=1)
    wanted = {
        "garbage.npy": "not a NumPy file of plain numbers", "empty.npy": "not a NumPy file of plain numbers",
        "shape.npy": "vertices have shape (10, 3); allowed: (13718, 3)", "nan.npy": "not numbers", "flat.npy": "500 to 3000",
        "words.npy": "allowed: numbers", "two.npz": "wants one",
    }  # fmt: skip
    for name, path in files.items():
        assert wanted[name] in refused("locate", "--vertices", path, "--sex", "male"), name
    assert "not a person saved by" in refused("locate", "--body", files["two.npz"])
    assert "not a person saved by" in refused("locate", "--body", files["shape.npy"])


def test_words_where_numbers_belong_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "w.npy", np.full((13718, 3), "a"))
    assert "numbers" in refused("locate", "--vertices", str(tmp_path / "w.npy"), "--sex", "male")


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    code = "from tongren.cli.main import app; app()"
    return subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, timeout=120, env={**os.environ, **env}
    )


@pytest.mark.parametrize("words", [("locate", "XX99"), ("locate", "--out", "/nowhere/at/all/p.csv", "ST36")])
def test_the_process_ends_with_two_and_one_line(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("tongren: ")
    assert "Traceback" not in done.stderr


def test_an_option_that_is_not_there_ends_with_two_and_no_traceback() -> None:
    done = run("locate", "--bogus")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "--help" in done.stderr


def test_no_color_is_respected_and_pipes_get_none() -> None:
    for env in ({"NO_COLOR": "1", "FORCE_COLOR": ""}, {}):
        done = run("show", "ST36", **env)
        assert done.returncode == 0
        assert "\x1b[" not in done.stdout + done.stderr


def test_input_error_is_a_tongren_error() -> None:
    assert issubclass(InputError, TongrenError)
