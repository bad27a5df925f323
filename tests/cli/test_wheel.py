"""A wheel built from the checkout and installed elsewhere locates a point: nothing it needs is left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_WANTED = (".git", ".venv", "build", "dist", "out", "*.egg-info", "__pycache__", ".*_cache", "docs", "tests")
LEFT_BEHIND = shutil.ignore_patterns(*NOT_WANTED)


def run(*words: str | Path, cwd: Path) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_", "VIRTUAL_ENV"))}
    done = subprocess.run([str(w) for w in words], cwd=cwd, capture_output=True, text=True, timeout=90, env=env)
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds the wheel and, by a path file, the packages of this one."""
    pytest.importorskip("setuptools", reason="setuptools is not installed")
    pytest.importorskip("pip", reason="pip is not installed")
    tmp = tmp_path_factory.mktemp("wheel")
    source = shutil.copytree(ROOT, tmp / "source", ignore=LEFT_BEHIND)
    run(sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--no-index", "-q", "-w", tmp, cwd=source)
    shutil.rmtree(source)
    (wheel,) = tmp.glob("tongren-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", tmp / "env", cwd=tmp)
    site = next((tmp / "env" / "lib").glob("python*/site-packages"))
    (site / "outer.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    run(sys.executable, "-m", "pip", "--python", tmp / "env" / "bin" / "python", "install", "--no-deps", "--no-index", "-q",
        "--ignore-installed", wheel, cwd=tmp)  # fmt: skip
    return tmp / "env" / "bin"


def test_the_package_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import tongren; print(tongren.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_the_installed_command_locates_a_point(installed: Path, tmp_path: Path) -> None:
    out = run(installed / "tongren", "locate", "ST36", cwd=tmp_path)
    assert out.count("ST36") == 2
    assert "found" in out


def test_the_installed_command_has_the_whole_atlas(installed: Path, tmp_path: Path) -> None:
    assert "no problems" in run(installed / "tongren", "check", cwd=tmp_path)
    assert "LI4" in run(installed / "tongren", "find", "合谷", cwd=tmp_path)
    assert "ST36" in run(installed / "tongren", "explain", "ST36", "--language", "ja", cwd=tmp_path)
    assert "seated" in run(installed / "tongren", "body", "--pose", "seated", "--out", "p.npz", cwd=tmp_path)
