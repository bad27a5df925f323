"""Run every example of README.md and docs/*.md again and write its answer under it.

    python builders/refresh_docs.py            write what the commands print now
    python builders/refresh_docs.py --check    only say which answers are stale; exit 1 if any

An example is a `console` block (each line that begins with `$ ` is run by bash in the root of the project, the lines below
it are its answer) or a `python` block, whose output stands in the `text` block right after it.  A python block goes on
from those above it in the same document.  The list of rooms in ARCHITECTURE.md is the first line of every module.
Numbers that differ by less than TOLERANCE are the same: the last digit is not the same on every machine.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

from tongren.outfile import write_text

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"```console\n(?P<console>.*?)```|```python\n(?P<python>.*?)```(?:\n+```text\n(?P<text>.*?)```)?", re.S)
ROOMS = re.compile(r"(?<=<!-- rooms -->\n).*?(?=<!-- /rooms -->)", re.S)
ORDER = (
    "", "geometry", "pooling", "knowledge", "body", "scans", "fitting", "rules", "charts", "locating", "drawing", "findings", "guidance",
    "search", "front", "server", "cli", "data",
)  # fmt: skip
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
TOLERANCE = 0.25
ENV = {"NO_COLOR": "1", "COLUMNS": "100", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "TERM": "dumb"}


def documents() -> list[Path]:
    """Return the documents whose examples are kept true."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def printed(command: list[str], text: str | None = None) -> str:
    """Return what a command prints, standard output and error together, without spaces at line ends."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, input=text, capture_output=True, encoding="utf-8", cwd=ROOT, env={**os.environ, **ENV, "PATH": path},
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command[-1] if text is None else 'python'}: exit code {done.returncode}\n{done.stderr}")
    return "".join(line.rstrip() + "\n" for line in (done.stdout + done.stderr).rstrip("\n").splitlines())


def answered(console: str) -> str:
    """Return a console block with the answers that its commands give now."""
    commands = [line for line in console.splitlines() if line.startswith("$ ")]
    return "".join(f"{c}\n{printed(['bash', '-c', c[2:]])}" for c in commands)


def refreshed(document: str) -> str:
    """Return a document with every answer as it is now."""
    earlier: list[str] = []

    def fresh(block: re.Match[str]) -> str:
        if block["console"] is not None:
            return f"```console\n{answered(block['console'])}```"
        if "import tongren as tg" in block["python"]:  # a program that stands alone
            earlier.clear()
        before = "\n".join(earlier)
        earlier.append(block["python"])
        if block["text"] is None:
            return block[0]
        already = len(printed([sys.executable, "-"], before)) if before else 0
        out = printed([sys.executable, "-"], before + "\n" + block["python"])[already:]
        return f"```python\n{block['python']}```\n\n```text\n{out}```"

    return BLOCK.sub(fresh, document)


def rooms() -> str:
    """Return the list of rooms and files, each with the first line of its module."""
    package = ROOT / "tongren"
    out = []
    for room in ORDER:
        files = [f for f in sorted((package / room).glob("*.py")) if f.name != "__init__.py"]
        out.append(f"**tongren/{room}/**\n\n" if room else "**tongren/**\n\n")
        for f in files or [package / room / "__init__.py"]:
            line = (ast.get_docstring(ast.parse(f.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
            out.append(f"* `{f.name}` {' '.join(line.split())}\n")
        out.append("\n")
    return "".join(out)


def same(one: str, two: str) -> bool:
    """Whether two answers say the same: equal words, and numbers within TOLERANCE."""
    words = [" ".join(NUMBER.sub("#", text).split()) for text in (one, two)]
    numbers = [[float(x) for x in NUMBER.findall(text)] for text in (one, two)]
    return words[0] == words[1] and all(abs(a - b) <= TOLERANCE for a, b in zip(*numbers, strict=True))


def stale(path: Path) -> list[str]:
    """Return the blocks of a document whose answers are no longer true."""
    old = path.read_text(encoding="utf-8")
    pairs = zip(BLOCK.finditer(old), BLOCK.finditer(refreshed(old)), strict=True)
    return [a[0] for a, b in pairs if not same(a[0], b[0])]


def rooms_are_stale() -> bool:
    """Whether the list of rooms in ARCHITECTURE.md is another than that of the modules."""
    return rooms() not in (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def main() -> None:
    if "--check" in sys.argv:
        bad = [f"{p.relative_to(ROOT)}:\n{block}" for p in documents() for block in stale(p)]
        bad += ["ARCHITECTURE.md: the list of rooms"] if rooms_are_stale() else []
        print("\n".join(bad) or "every example is true")
        sys.exit(bool(bad))
    for path in documents():
        write_text(path, refreshed(path.read_text(encoding="utf-8")))
    path = ROOT / "ARCHITECTURE.md"
    write_text(path, ROOMS.sub(lambda _: rooms(), path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
