"""What a person does, in a real browser against a real server: the scripts of web/e2e, one test each.

They need Node, Chromium and `npm ci` in web/; without them they are left out with the reason (and fail under TONGREN_ALL=1).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
SCRIPTS = ("body", "find", "pick", "language", "keyboard", "axe", "plain", "weight", "guide", "guide_axe", "compare")
PATIENCE_S = 600


def chromium() -> str | None:
    """Return the browser to use, or None."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def lacking() -> str | None:
    """Return what is missing for these tests, or None; under TONGREN_ALL=1 the packages of web/ are fetched first."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "Node is not here"
    if not chromium():
        return "Chromium is not here"
    if not (WEB / "node_modules" / "playwright-core").is_dir():
        if os.environ.get("TONGREN_ALL") != "1":
            return "`npm ci` was not run in web/"
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=WEB, check=True)
    return None


@pytest.fixture(scope="session")
def _browser() -> None:
    why = lacking()
    if why:
        pytest.skip(why)


def started() -> tuple[subprocess.Popen[bytes], str]:
    """Start a server on a free port; return it and its origin when it answers."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tongren.cli.main", "serve", "--port", str(port), "--no-open"]
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    origin = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{origin}/api/about", timeout=2).close()
            return server, origin
        except OSError:
            time.sleep(0.25)
    server.kill()
    raise AssertionError("the server did not start")


@pytest.fixture(scope="module")
def origin(_browser: None) -> Iterator[str]:
    server, where = started()
    yield where
    server.terminate()
    server.wait(20)


def told(script: str, where: str, **extra: str) -> str:
    """Run a script of web/e2e; return what it saw.  Fails with its words when it fails."""
    env = {**os.environ, "CHROMIUM": str(chromium()), **extra}
    done = subprocess.run(["node", f"e2e/{script}.mjs", where], cwd=WEB, env=env, capture_output=True, text=True, timeout=PATIENCE_S)
    print(done.stdout)
    assert done.returncode == 0, f"{script}:\n{done.stdout}\n{done.stderr[-3000:]}"
    assert "seen: " in done.stdout
    return done.stdout


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_person(script: str, origin: str) -> None:
    told(script, origin)


@pytest.mark.usefixtures("_browser")
@pytest.mark.parametrize("script", ["offline", "guide_offline"])
def test_a_person_when_the_server_goes_away(script: str) -> None:
    server, where = started()
    try:
        told(script, where, SERVER_PID=str(server.pid))
    finally:
        server.kill()
        server.wait(20)
