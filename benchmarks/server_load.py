"""The server under load: one client, fifty at once on known and on new bodies, a greedy one among modest ones, memory.

Run:  python benchmarks/server_load.py        (about three minutes; asks 127.0.0.1 alone; client and server share the cores)
"""

from __future__ import annotations

import asyncio
import os
import platform
import random
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.run import cpu
from tongren import __version__
from tongren.outfile import write_text

RESULTS = Path(__file__).resolve().parent / "results" / "server.md"
CLIENTS, SECONDS, MODEST, SEED = 50, 15.0, 10, 20261126
KNOWN = ("female-40-163-60", "male-40-175-75", "female-70-155-70", "male-25-190-80")
Row = tuple[str, str, str]


@dataclass
class Times:
    """Seconds of each request that was answered, and how many failed."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0

    def ms(self, part: float) -> float:
        """Return the time in milliseconds below which this part of the requests stayed."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]

    def said(self) -> str:
        """Return median, 99th percentile, number and failures."""
        return f"median {self.ms(0.5):.1f} ms, p99 {self.ms(0.99):.0f} ms, {len(self.seconds)} requests, {self.failed} failed"


class Server:
    """`tongren serve` as a process of its own, on a free port."""

    def __init__(self) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.began = time.perf_counter()
        command = [sys.executable, "-m", "tongren.cli.main", "serve", "--port", str(self.port), "--no-open"]
        as_people_have_it = {k: v for k, v in os.environ.items() if "NUM_THREADS" not in k}
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=as_people_have_it)

    def first(self, path: str) -> float:
        """Return the seconds from the start of the process until a path was answered."""
        while time.perf_counter() - self.began < 60:
            try:
                httpx.get(self.address + path, timeout=30).raise_for_status()
                return time.perf_counter() - self.began
            except httpx.TransportError:
                time.sleep(0.01)
        raise RuntimeError("the server did not answer within a minute")

    def megabytes(self) -> float:
        """Return the resident memory of the process."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(x.split()[1]) for x in lines if x.startswith("VmRSS")) / 1024

    def processor_s(self) -> float:
        """Return the processor time that the process has used."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(20)


def new_keys(n: int, rng: random.Random) -> list[str]:
    """Return keys of bodies nobody asked for before."""
    out = set()
    while len(out) < n:
        height = rng.randrange(1500, 1900) / 10
        out.add(f"{rng.choice(('female', 'male'))}-{rng.randrange(20, 80)}-{height:g}-{round(rng.uniform(19, 31) * (height / 100) ** 2, 1):g}")
    return sorted(out, key=lambda _: rng.random())


class Client:
    """One connection that stays open, as another browser's would, by sockets alone: httpx takes four times the processor time of the server."""

    def __init__(self, server: Server, address: str = "127.0.0.1") -> None:
        self.port, self.address = server.port, address

    async def __aenter__(self) -> Client:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.address, 0))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def status(self, path: str) -> int:
        """Ask for a path, read the whole answer and return its status."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await self.reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
        return int(head.split()[1])


async def asked(client: Client, path: str, times: Times) -> None:
    """Ask once and note how long it took."""
    began = time.perf_counter()
    try:
        times.failed += await client.status(path) != 200
    except (OSError, EOFError):
        times.failed += 1
    times.seconds.append(time.perf_counter() - began)


async def at_once(server: Server, address: str, paths: list[str], times: Times) -> None:
    """Ask for several paths at the same time, each over a connection of its own, from one address."""

    async def one(path: str) -> None:
        async with Client(server, address) as client:
            await asked(client, path, times)

    await asyncio.gather(*(one(path) for path in paths))


async def one_client(server: Server, rng: random.Random) -> list[Row]:
    """A single client: new bodies, then the same again."""
    new, all_of_it, known = Times(), Times(), Times()
    keys = new_keys(60, rng)
    async with Client(server) as client:
        spent = server.processor_s()
        for key in keys[:30]:
            await asked(client, f"/api/bodies/{key}/points", new)
        spent = (server.processor_s() - spent) / 30
        for key in keys[30:]:
            began = time.perf_counter()
            await at_once(server, "127.0.0.1", [f"/api/bodies/{key}{what}" for what in ("", "/points", "/body.glb")], Times())
            all_of_it.seconds.append(time.perf_counter() - began)
        for key in keys * 4:
            await asked(client, f"/api/bodies/{key}/points", known)
    return [
        ("a new body with all its points, one client", f"{new.said()}; {1000 * spent:.0f} ms of processor time each", "median under 100 ms"),
        ("a new body: answer, points and mesh at once", all_of_it.said(), "–"),
        ("a known body with all its points", known.said(), "median under 5 ms"),
    ]


async def many_known(server: Server) -> list[Row]:
    """Fifty clients without a pause between requests, on bodies the server knows."""
    times, end = Times(), time.perf_counter() + SECONDS
    paths = [f"/api/bodies/{key}/{what}" for key in KNOWN for what in ("points", "body.glb")]
    await at_once(server, "127.0.0.1", paths, Times())

    async def busy(number: int) -> None:
        rng = random.Random(SEED + number)
        async with Client(server) as client:
            while time.perf_counter() < end:
                await asked(client, rng.choice(paths), times)

    spent = server.processor_s()
    await asyncio.gather(*(busy(n) for n in range(CLIENTS)))
    spent = (server.processor_s() - spent) / len(times.seconds)
    rate = f"{len(times.seconds) / SECONDS:.0f} a second, {1000 * spent:.1f} ms of the server's processor time each"
    return [(f"{CLIENTS} clients on known bodies, points and meshes, {SECONDS:.0f} s", f"{times.said()}; {rate}", "p99 under 250 ms")]


async def many_new(server: Server, rng: random.Random) -> list[Row]:
    """Fifty clients, each asking for new bodies one after the other."""
    times, each = Times(), 8
    keys = new_keys(CLIENTS * each, rng)

    async def busy(mine: list[str]) -> None:
        async with Client(server) as client:
            for key in mine:
                await asked(client, f"/api/bodies/{key}/points", times)

    began = time.perf_counter()
    await asyncio.gather(*(busy(keys[i::CLIENTS]) for i in range(CLIENTS)))
    rate = len(keys) / (time.perf_counter() - began)
    return [(f"{CLIENTS} clients on new bodies, {each} each", f"{times.said()}, {rate:.0f} bodies a second", "no failure")]


async def greedy(server: Server, rng: random.Random) -> list[Row]:
    """One client that asks for forty new bodies at once beside ten that ask for one at a time, each with an address of its own."""
    keys = new_keys(40 + MODEST * 6, rng)
    modest, alone, flooded = Times(), Times(), Times()

    async def calm(number: int, mine: list[str], times: Times) -> None:
        async with Client(server, f"127.0.0.{number}") as client:
            for key in mine:
                await asked(client, f"/api/bodies/{key}/points", times)

    async def calm_ones(mine: list[str], times: Times) -> None:
        await asyncio.gather(*(calm(10 + i, mine[i::MODEST], times) for i in range(MODEST)))

    rest = keys[40:]
    await calm_ones(rest[: len(rest) // 2], alone)
    flood = asyncio.create_task(at_once(server, "127.0.0.9", [f"/api/bodies/{key}/points" for key in keys[:40]], flooded))
    await asyncio.sleep(0.05)
    await calm_ones(rest[len(rest) // 2 :], modest)
    await flood
    return [
        (f"{MODEST} clients on new bodies, three each, one after the other", alone.said(), "–"),
        ("the same beside one that asks for forty at once", modest.said(), "one more in the round"),
        ("… and that one", flooded.said(), "–"),
    ]


async def memory(server: Server, rng: random.Random) -> list[Row]:
    """Resident memory while ever more new bodies are asked for than can be kept."""
    sizes, start = [], server.megabytes()
    async with Client(server) as client:
        for _ in range(4):
            times = Times()
            for key in new_keys(300, rng):
                for what in ("/points", "/body.glb"):
                    await asked(client, f"/api/bodies/{key}{what}", times)
            sizes.append(f"{server.megabytes():.0f}")
    return [("memory after 300, 600, 900, 1,200 more bodies", f"{start:.0f} MB before, then {', '.join(sizes)} MB", "steady")]


async def measured(server: Server) -> list[Row]:
    """Every row, in order."""
    rng = random.Random(SEED)
    rows = await one_client(server, rng)
    rows += await many_known(server)
    rows += await many_new(server, rng)
    rows += await greedy(server, rng)
    return rows + await memory(server, rng)


def main() -> None:
    """Measure, print and write the table."""
    before = os.getloadavg()[0]
    server = Server()
    try:
        rows = [
            ("`tongren serve`, whole process, until the first answer", f"{server.first('/api/about'):.2f} s", "–"),
            ("… until the first body with its points", f"{server.first(f'/api/bodies/{KNOWN[0]}/points'):.2f} s", "–"),
            ("… until the courses of the first body", f"{server.first(f'/api/bodies/{KNOWN[0]}/courses'):.2f} s", "–"),
        ]
        rows += asyncio.run(measured(server))
    finally:
        server.close()
    machine = f"Tongren {__version__}, Python {platform.python_version()}, {os.cpu_count()} cores, {cpu()}"
    load = f"Load of the machine before and after: {before:.1f} and {os.getloadavg()[0]:.1f}."
    head = (
        f"# The server under load\n\n{machine}; the clients run on the same cores.  {load}\n"
        "Written by `python benchmarks/server_load.py`.\n\n| what | measured | wanted |\n|---|---|---|\n"
    )
    table = "".join(f"| {a} | {b} | {c} |\n" for a, b, c in rows)
    print(table)
    write_text(RESULTS, head + table)


if __name__ == "__main__":
    main()
