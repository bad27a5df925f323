"""The lowest declared versions are true: an environment of nothing newer runs what tests need no browser, no server's fuzz and no second library.

    python -m proof.minima      makes the environment, runs the tests, writes benchmarks/results/minima.md; some minutes

Every `name>=version` of the dependencies and of the extras that are run is installed as `name==version`; pytest and what tests alone need come
as they are.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
import tomllib
import venv
from pathlib import Path

from tongren.outfile import write_text

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "minima.md"
EXTRAS = ("graph", "pandas", "web", "many")
FOR_TESTS = ("pytest>=8", "hypothesis>=6.100", "httpx>=0.27")
TESTS = (
    "body/test_person.py", "charts", "cli/test_locate.py", "cli/test_options.py", "cli/test_words.py", "drawing", "front", "geometry", "guidance",
    "knowledge", "locating/test_reference.py", "pooling/test_bias.py", "pooling/test_metafor.py", "pooling/test_tables.py", "rules", "scans",
)  # fmt: skip
LOWEST = re.compile(r"([A-Za-z0-9_.-]+)>=([0-9.]+)")


def lowest(project: dict[str, object]) -> dict[str, str]:
    """Return every package that the dependencies and the extras name, and the lowest version of it that they allow."""
    listed: list[str] = list(project["dependencies"])  # type: ignore[call-overload]
    for extra in EXTRAS:
        listed += project["optional-dependencies"][extra]  # type: ignore[index]
    return {m[1]: m[2] for line in listed if (m := LOWEST.match(line))}


def main() -> int:
    """Install the lowest versions, run the tests on them, write the table; 1 where a test fails."""
    pins = lowest(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin" / "python")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *(f"{name}=={version}" for name, version in pins.items()), *FOR_TESTS], check=True)
        tests = [str(ROOT / "tests" / t) for t in TESTS]
        pytest = [python, "-m", "pytest", "--tb=line", "-p", "no:cacheprovider", *tests]
        run = subprocess.run(pytest, cwd=ROOT, capture_output=True, text=True, check=False)
        listed = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    print(run.stdout[-3000:], run.stderr[-2000:], listed, sep="\n")
    verdict = next((line.strip("= ") for line in reversed(run.stdout.splitlines()) if re.search(r"\d+ passed", line)), "")
    holds = run.returncode == 0 and verdict != ""
    rows = "".join(f"| {name} | {version} |\n" for name, version in sorted(pins.items()))
    head = f"# Lowest versions\n\nPython {sys.version.split()[0]}; `python -m proof.minima`, {time.perf_counter() - began:.0f} s.\n\n"
    write_text(RESULTS, f"{head}{'Holds' if holds else 'DOES NOT HOLD'}: {verdict or 'no test ran'}.\n\n| package | version |\n|---|---|\n{rows}")
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
