"""The newcomer's first programs: every Python block of the first documents, run with the wheel alone, prints what stands below it.

    python -m proof.newcomer      builds the wheel, installs it into a new environment, writes benchmarks/results/newcomer.md; some minutes

The environment holds the wheel and what it asks for, from the package index, and nothing else; the programs run in an empty folder, in the order
of the document, as one session.  Answers are compared as builders/refresh_docs.py does: equal words, numbers within its tolerance.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "builders"))

from refresh_docs import BLOCK, same  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "newcomer.md"
DOCUMENTS = ("README.md", "docs/first_programs.md")
END = "-- end of program --"
HEADING = re.compile(r"^#+ (.+)$", re.M)


@dataclass(frozen=True)
class Program:
    """One Python block: the document and heading it stands under, its code, and the answer below it, where there is one."""

    document: str
    heading: str
    code: str
    wanted: str | None


@dataclass(frozen=True)
class Ran:
    """What came of a program: seconds with all before it in one session, and what is wrong, or nothing."""

    program: Program
    seconds: float
    wrong: str


def programs_of(document: str, text: str) -> list[Program]:
    """Return the Python blocks of a document, in order."""
    out = []
    for block in BLOCK.finditer(text):
        if block["python"] is not None:
            headings = HEADING.findall(re.sub(r"```.*?```", "", text[: block.start()], flags=re.S))
            out.append(Program(document, headings[-1] if headings else "", block["python"], block["text"]))
    return out


def session(programs: list[Program]) -> str:
    """Return one program that runs all in order and prints the seconds of each after it."""
    timed = ["import time as _time\n_began = _time.perf_counter()\n"]
    for p in programs:
        timed.append(f'{p.code}\nprint(f"{END}{{_time.perf_counter() - _began:.2f}}", flush=True)\n_began = _time.perf_counter()\n')
    return "".join(timed)


def judged(programs: list[Program], printed: str, error: str) -> list[Ran]:
    """Return what came of each program, from what the session printed; the first without its end was where an error stopped it."""
    parts = printed.split(END)
    out = []
    for i, p in enumerate(programs):
        if i + 1 >= len(parts):
            out.append(Ran(p, 0.0, (error.strip().splitlines() or ["did not run"])[-1] if i == len(parts) - 1 else "not reached"))
            continue
        said, seconds = parts[i].split("\n", 1)[1] if i else parts[i], parts[i + 1].split("\n", 1)[0]
        wrong = "" if p.wanted is None or same(p.wanted, said) else f"printed: {said.strip()[:200]!r}"
        out.append(Ran(p, float(seconds), wrong))
    return out


def installed(folder: Path) -> Path:
    """Build the wheel, make a new environment with it alone and return that environment's Python."""
    source, wheels, python = folder / "source", folder / "wheels", folder / "env" / "bin" / "python"
    run("git", "clone", "--quiet", ROOT, source, cwd=folder)
    run(sys.executable, "-m", "pip", "wheel", source, "--no-deps", "--quiet", "--wheel-dir", wheels, cwd=folder)
    venv.create(folder / "env", with_pip=True)
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wheels.glob("*.whl"), cwd=folder)
    return python


def run(*words: str | Path, cwd: Path) -> None:
    """Run a command without this environment's Python settings.  Raises SystemExit with what it said where it fails."""
    done = subprocess.run([str(w) for w in words], cwd=cwd, env=plain(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{words[0]} … {words[-1]}: exit code {done.returncode}\n{done.stdout}{done.stderr}")


def plain() -> dict[str, str]:
    """Return the environment without what would let this checkout be imported."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}


def run_all(python: Path, programs: list[Program], folder: Path) -> list[Ran]:
    """Return what came of programs that one session of a Python ran in a folder."""
    env = plain() | {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([python, "-"], input=session(programs), cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False)
    return judged(programs, done.stdout, done.stderr)


def report(ran: list[Ran], seconds: float, missing: list[str]) -> str:
    """Return the table as Markdown."""
    rows = "".join(
        f"| {i} | {r.program.document} | {r.program.heading} | {r.seconds:.1f} | "
        f"{'NO: ' + r.wrong if r.wrong else 'ran; no answer stands below it' if r.program.wanted is None else 'as it stands there'} |\n"
        for i, r in enumerate(ran, 1)
    )
    return (
        "# The newcomer's first programs\n\nWritten by `python -m proof.newcomer` (part of `make proof`): the wheel, built from a clone and "
        f"installed into a new environment with what it asks for and nothing else, in {seconds:.0f} s; "
        f"then every Python block of {' and '.join(DOCUMENTS)}.\n\n"
        f"{len(ran)} programs, {sum(not r.wrong for r in ran)} right."
        + "".join(f" {m} is not there yet, and nothing of it was run." for m in missing)
        + "\n\n| | document | under the heading | seconds | answer |\n|---|---|---|---|---|\n" + rows
    )


def main() -> int:
    """Run all programs and write the table; return 1 where one fails, prints something else, or its document is missing."""
    missing = [d for d in DOCUMENTS if not (ROOT / d).is_file()]
    ran: list[Ran] = []
    with tempfile.TemporaryDirectory() as t:
        began = time.perf_counter()
        python = installed(Path(t))
        seconds = time.perf_counter() - began
        for document in DOCUMENTS:
            if document not in missing:
                empty = Path(t) / "empty" / document
                empty.mkdir(parents=True)
                ran += run_all(python, programs_of(document, (ROOT / document).read_text(encoding="utf-8")), empty)
    told = report(ran, seconds, missing)
    print(told)
    RESULTS.write_text(told, encoding="utf-8")
    return int(bool(missing) or not ran or any(r.wrong for r in ran))


if __name__ == "__main__":
    sys.exit(main())
