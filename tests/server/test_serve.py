"""`tongren serve` as people start it: a process, on this machine alone, that answers soon, and mistakes that end in one line."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from asking import WOMAN

COMMAND = [sys.executable, "-m", "tongren.cli.main", "serve"]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a running server and its process."""
    began = time.perf_counter()
    process = subprocess.Popen([*COMMAND, "--port", "0", "--no-open"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    address = line.split()[1]
    assert httpx.get(f"{address}api/bodies/{WOMAN}/points", timeout=60).status_code == 200
    print(f"\nfirst body with all its points {time.perf_counter() - began:.2f} s after the start of the process")
    yield address, process
    process.send_signal(signal.SIGINT)
    try:
        assert process.wait(20) in (0, -signal.SIGINT, 130)
        assert "Traceback" not in process.stderr.read()  # type: ignore[union-attr]
    finally:
        process.kill()


def test_it_is_reached_from_this_machine_alone(served: tuple[str, subprocess.Popen[str]]) -> None:
    address, process = served
    assert address.startswith("http://127.0.0.1:")
    port = int(address.rstrip("/").rsplit(":", 1)[1])
    wanted = f"0100007F:{port:04X}"
    rows = [x.split() for x in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    assert [x[1] for x in rows if x[3] == "0A" and x[1].endswith(f":{port:04X}")] == [wanted]


def test_it_opens_no_connection_to_anywhere(served: tuple[str, subprocess.Popen[str]]) -> None:
    """Every socket of the process that has a far end has it on this machine."""
    address, process = served
    httpx.get(f"{address}api/compare")
    open_files = [str(f.readlink()) for f in Path(f"/proc/{process.pid}/fd").iterdir() if f.is_symlink()]
    inodes = {name[8:-1] for name in open_files if name.startswith("socket:")}
    for table, here in (("tcp", ("0100007F", "00000000")), ("tcp6", ("00000000000000000000000000000000",)), ("udp", ()), ("udp6", ())):
        rows = Path(f"/proc/{process.pid}/net/{table}").read_text().splitlines()[1:]
        mine = [x.split() for x in rows if x.split()[9] in inodes]
        assert all(x[2].split(":")[0] in here for x in mine), (table, mine)


def test_answers_are_quick_when_known_and_wait_for_no_acknowledgement(served: tuple[str, subprocess.Popen[str]]) -> None:
    """Without TCP_NODELAY every answer of two packets would take 40 ms."""
    address, _ = served
    times = []
    with httpx.Client(base_url=address) as c:
        for _ in range(40):
            began = time.perf_counter()
            assert c.get(f"/api/bodies/{WOMAN}/points").status_code == 200
            times.append(time.perf_counter() - began)
    print(f"\na known body: {sorted(times)[20] * 1000:.1f} ms")
    assert min(times) < 0.03


def test_many_ask_for_new_bodies_at_once_and_all_are_answered(served: tuple[str, subprocess.Popen[str]]) -> None:
    address, _ = served

    def ask(i: int) -> int:
        return httpx.get(f"{address}api/bodies/male-{20 + i}-17{i % 10}-70/points", timeout=120).status_code

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(ask, range(20))) == {200}


def test_what_is_no_request_ends_nothing(served: tuple[str, subprocess.Popen[str]]) -> None:
    address, _ = served
    port = int(address.rstrip("/").rsplit(":", 1)[1])
    half = b"POST /api/guide/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
    for junk in (b"\x00\xff" * 50, b"GET / HTTP/1.1\r\n\r\n", b"GET " + b"/" * 100_000, half):
        with socket.create_connection(("127.0.0.1", port), 5) as s:
            s.sendall(junk)
    assert httpx.get(f"{address}api/about").status_code == 200


def test_who_asks_is_who_is_connected(served: tuple[str, subprocess.Popen[str]]) -> None:
    """A header cannot make a client look like many: the rate of one connection is counted whatever it says of itself."""
    with httpx.Client(base_url=served[0]) as c:
        answers = [c.get("/api/nothing", headers={"x-forwarded-for": f"10.0.{i // 250}.{i % 250}"}).status_code for i in range(2500)]
    assert set(answers) <= {404, 429}
    assert 429 in answers or len(answers) / 300 > 8, "slower than the rate allows"


def test_linear_algebra_keeps_to_one_thread() -> None:
    """With one thread for each core a new body costs twice the processor time, and clients wait for one another."""
    code = """
from tongren.cli.serve import _server
_server("127.0.0.1")
from tongren.body.person import Body
from tongren.front.places import locate
locate(Body("female", 40, 163, 60))
from threadpoolctl import threadpool_info
print(sorted({x["num_threads"] for x in threadpool_info()}))
"""
    plain = {k: v for k, v in os.environ.items() if "NUM_THREADS" not in k}
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=plain, timeout=60).stdout.strip() == "[1]"


def test_the_browser_is_opened_at_the_address(tmp_path: Path) -> None:
    note = tmp_path / "opened"
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" > {note}\n')
    script.chmod(0o755)
    process = subprocess.Popen([*COMMAND, "--port", "0"], stdout=subprocess.PIPE, text=True, env={**os.environ, "BROWSER": f"{script} %s"})
    try:
        address = process.stdout.readline().split()[1]  # type: ignore[union-attr]
        until = time.monotonic() + 30
        while not note.exists() and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.2)
        assert note.read_text().strip() == address
    finally:
        process.terminate()
        process.wait(20)


def test_a_port_in_use_ends_in_one_line(served: tuple[str, subprocess.Popen[str]]) -> None:
    port = served[0].rstrip("/").rsplit(":", 1)[1]
    found = subprocess.run([*COMMAND, "--port", port, "--no-open"], capture_output=True, text=True, timeout=60)
    assert found.returncode == 2 and found.stderr.startswith("tongren: cannot listen") and found.stderr.count("\n") == 1
    assert "--port" in found.stderr


@pytest.mark.parametrize("wrong", [("--host", "no.such.name.invalid"), ("--host", "300.1.1.1"), ("--port", "70000"), ("--port", "x")])
def test_what_cannot_be_listened_on_is_refused(wrong: tuple[str, str]) -> None:
    found = subprocess.run([*COMMAND, *wrong, "--no-open"], capture_output=True, text=True, timeout=60)
    assert found.returncode == 2 and "Traceback" not in found.stderr
