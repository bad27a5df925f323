"""How much an installation takes: the wheel's files and what they depend on."""

from __future__ import annotations

import importlib.metadata as md
import re
from pathlib import Path


def needed(name: str, seen: dict[str, int]) -> dict[str, int]:
    """Return the bytes of a distribution and of all it needs, by name."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return seen
    try:
        dist = md.distribution(name)
    except md.PackageNotFoundError:
        return seen
    files = dist.files or []
    seen[key] = sum(p.stat().st_size for f in files if (p := Path(str(dist.locate_file(f)))).is_file())
    for line in dist.requires or []:
        if "extra ==" not in line and "; python_version" not in line:
            needed(re.split(r"[\s<>=!~;\[(]", line, maxsplit=1)[0], seen)
    return seen


def measure() -> list[tuple[str, str, str]]:
    """Rows of the table of budgets."""
    root = Path(__file__).resolve().parents[1]
    sizes = needed("tongren", {})
    own = sum(p.stat().st_size for d in ("tongren", "atlas") for p in (root / d).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    others = sum(v for k, v in sizes.items() if k != "tongren")
    largest = ", ".join(f"{k} {v / 1e6:.0f}" for k, v in sorted(sizes.items(), key=lambda x: -x[1])[:3] if k != "tongren")
    return [("default install: Tongren and what it needs", f"{(own + others) / 1e6:.0f} MB (of it {largest})", "300 MB")]
