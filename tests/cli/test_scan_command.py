"""A scan on the command line: fitted once and saved, then located, posed and drawn from the saved person."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import trimesh
from typer.testing import CliRunner

from tongren.body.person import Body
from tongren.body.stance import posed
from tongren.body.template import template
from tongren.cli.main import cli
from tongren.errors import TongrenError


def said(*words: str) -> str:
    result = CliRunner().invoke(cli, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A standing woman as a scan in metres, y up."""
    t = template()
    v = posed(Body("female", 50, 165, 66), "standing")
    path = tmp_path_factory.mktemp("scan") / "woman.ply"
    trimesh.Trimesh(np.stack([v[:, 0], v[:, 2], -v[:, 1]], 1) / 1000, t.faces[t.is_skin], process=False).export(path)
    return path


def test_a_scan_is_fitted_located_saved_posed_and_drawn(scan: Path) -> None:
    out = said("locate", "ST36", "--scan", str(scan), "--sex", "female", "--out", str(scan.with_name("points.csv")))
    assert "unit taken: m" in out and "fit: trunk: median" in out
    rows = list(csv.DictReader(scan.with_name("points.csv").open()))
    assert [r["side"] for r in rows] == ["L", "R"]
    for r in rows:
        upright = np.array([float(r[k]) for k in ("x_mm", "y_mm", "z_mm")])
        own = np.array([float(r[k]) for k in ("scan_x", "scan_y", "scan_z")]) * 1000  # metres, y up
        assert np.ptp(upright) < 2000 and abs(own[1] - upright[2]) < 30 and abs(float(r["moved_mm"])) < 3
        assert 0 < float(r["fit_sigma_mm"]) <= float(r["sigma_mm"]) and r["status"] == "found"


def test_a_saved_person_costs_no_fit(scan: Path) -> None:
    person = scan.with_name("person.npz")
    said("body", "--scan", str(scan), "--sex", "female", "--height", "165", "--out", str(person))
    assert "LPS" in said("locate", "ST36", "--body", str(person))
    said("body", "--body", str(person), "--pose", "seated", "--out", str(scan.with_name("seated.glb")))
    assert trimesh.load(scan.with_name("seated.glb"), force="mesh").extents[1] < 1.45
    said("draw", "ST36", "--body", str(person), "--out", str(scan.with_name("st36.png")))
    assert scan.with_name("st36.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--unit", "mm"), "give --scan as well"),
        (("--scan", "nowhere.ply"), "nowhere.ply"),
        (("--scan", "a.ply", "--body", "b.npz"), "one source"),
        (("--scan", "a.ply", "--sex", "man"), "allowed: female, male"),
    ],
)
def test_mistakes_end_in_one_line(words: tuple[str, ...], reason: str) -> None:
    with pytest.raises(TongrenError) as caught:
        CliRunner().invoke(cli, ["locate", *words], catch_exceptions=False)
    assert reason in str(caught.value) and "\n" not in str(caught.value)
