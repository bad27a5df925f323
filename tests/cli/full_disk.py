"""What test_full_disk.py runs in a process of its own: every kind of output on a disk that has no room left.

    python full_disk.py FOLDER limit [disk]     prints one JSON line: what came of each kind, in each of the ways

`limit`: no file may grow beyond MOST bytes (RLIMIT_FSIZE), as under `ulimit -f`: the system refuses the write itself.
`disk`: FOLDER/out is a small file system of its own and is filled up to the last byte.
Each command runs as a shell would run it, up to its exit code and what it says on standard error.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from tongren.body.shape import RestState
from tongren.cli.main import app

MOST = 200  # bytes; every output here is larger
OLD = b"what was there before\n"
KINDS = {
    "csv": ("points.csv", "locate"),
    "json": ("points.json", "locate"),
    "csv of scans": ("scans.csv", "locate --scan a.ply b.ply"),
    "parquet": ("scans.parquet", "locate --scan a.ply b.ply"),
    "png": ("point.png", "draw ST36"),
    "svg": ("point.svg", "draw ST36"),
    "pdf": ("point.pdf", "draw ST36"),
    "pdf of a session": ("session.pdf", "guide nausea --flags none --has none"),
    "ply": ("body.ply", "body"),
    "obj": ("body.obj", "body"),
    "glb": ("body.glb", "body"),
    "npz of a person": ("person.npz", "body"),
    "npz of a scan fit": ("fit.npz", "body --body fitted.npz"),
    "png of a plot": ("forest.png", "evidence PONV --plot"),
    "svg of a plot": ("funnel.svg", "evidence PONV --funnel"),
    "pdf of a plot": ("forest.pdf", "evidence PONV --plot"),
}
opened: list[str] = []  # files opened for writing


def watch(event: str, given: tuple[Any, ...]) -> None:
    """Note every file that is opened for writing."""
    if event == "open" and isinstance(given[0], str | bytes) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        opened.append(os.fsdecode(given[0]))


def made_ready(folder: Path) -> None:
    """Write what the commands read: a body fitted to a scan, and two scans as good as located, for .csv and .parquet."""
    from tongren.fitting.scanned import Region, ScanFit
    from tongren.front.subjects import named_body
    from tongren.locating.many_scans import ScanOptions, identity
    from tongren.locating.scan_results import Outcome, Parts, key_of

    body = named_body()
    skin, zeros = body.vertices_mm, np.zeros(len(body.vertices_mm))
    rest = RestState(body.rest.vertices, body.rest.heads, body.rest.orientations)
    ScanFit("female", "made.ply", skin, skin, rest, zeros + 3, zeros + 1, zeros, (Region("trunk", 1.0, 2.0, 1.0),), (), 1.0).save(
        folder / "fitted.npz"
    )
    rows = [{"code": "ST36", "side": side, "x_mm": x / 7, "face": x} for x in range(200) for side in "LR"]
    for name in ("a.ply", "b.ply"):
        (folder / name).write_text(name, encoding="utf-8")
        for out in ("scans.csv", "scans.parquet"):
            Parts(folder / "out" / f"{out}.parts").write(key_of(folder / name, identity(ScanOptions())), Outcome(rows, {}))


def ran(words: list[str]) -> tuple[int, str]:
    """Return the exit code of a command and what it wrote to standard error."""
    read, write = os.pipe()
    kept, nowhere = (os.dup(1), os.dup(2)), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(write, 2)
    sys.argv, code = ["tongren", *words], 0
    try:
        app()
    except SystemExit as e:
        code = int(e.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for there, fd in zip(kept, (1, 2), strict=True):
            os.dup2(there, fd)
        for fd in (write, nowhere, *kept):
            os.close(fd)
    with open(read, encoding="utf-8") as f:  # noqa: PTH123
        return code, f.read()


@contextmanager
def full(folder: Path, way: str) -> Iterator[None]:
    """Leave no room while the block runs."""
    filling = folder / "out" / "filling"
    if way == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, resource.RLIM_INFINITY))
    else:
        with filling.open("wb", buffering=0) as f, suppress(OSError):
            while True:
                f.write(bytes(1 << 12))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    filling.unlink(missing_ok=True)


def without_room(folder: Path, way: str, kind: str) -> dict[str, Any]:
    """Return what came of a kind of output that finds an old file and no room."""
    out, command = folder / "out" / KINDS[kind][0], KINDS[kind][1]
    old = [out, *([out.with_name(out.name + ".meta.json")] if out.suffix in (".csv", ".parquet") else [])]
    for path in old:
        path.write_bytes(OLD)
        path.chmod(0o640)
    before = sorted(p.name for p in out.parent.rglob("*"))
    words = [str(folder / w) if (folder / w).is_file() else w for w in command.split()]
    words += [str(out)] if words[-1].startswith("--p") or words[-1] == "--funnel" else ["--out", str(out)]
    opened.clear()
    with full(folder, way):
        code, said = ran(words)
    return {
        "file": str(out), "code": code, "said": said,
        "old": all(p.read_bytes() == OLD and p.stat().st_mode & 0o777 == 0o640 for p in old),
        "left": sorted({p.name for p in out.parent.rglob("*")} - set(before)), "opened": [p for p in opened if p == str(out)],
    }  # fmt: skip


def main(folder: Path, ways: list[str]) -> None:
    """Run every kind and print what came of it."""
    from tongren.drawing import closeup
    from tongren.guidance import sheet

    # Python 3.11 leaves half a .pyc where a file may not grow, and every later run fails on it
    sys.dont_write_bytecode = True
    # this is about writing, and pictures take long to draw
    drawn, draw = [], closeup.closeup
    closeup.closeup = lambda *given: drawn[0] if drawn else drawn.append(draw(*given)) or drawn[0]
    sheet.picture_of = lambda *given: np.zeros((30, 40, 3), np.uint8)
    made_ready(folder)
    sys.addaudithook(watch)
    print(json.dumps({way: {kind: without_room(folder, way, kind) for kind in KINDS} for way in ways}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
