"""Keep what the pages of metadat and metafor print for dat.bcg, dat.normand1999 and dat.collins1985b, in documentation.json, as received.

    git clone https://github.com/wviechtb/metadat && git clone https://github.com/wviechtb/metafor
    python tests/authorities/metafor/read_documentation.py metadat metafor
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path

PAGES = {"bcg": (0, "dat.bcg"), "normand1999": (0, "dat.normand1999"), "collins1985b": (0, "dat.collins1985b"),
         "bcg_mh": (1, "rma.mh"), "bcg_peto": (1, "rma.peto")}  # fmt: skip


def git(repository: str, *words: str) -> str:
    """Return what git says of a repository."""
    return subprocess.run(["git", "-C", repository, *words], check=True, capture_output=True, text=True).stdout


def printed(page: str) -> list[str]:
    """Return the lines that R printed in the examples of a page."""
    text = html.unescape(re.sub(r"<[^>]+>", "", page[page.index('id="ref-examples"') :]))
    return [line[2:].strip() for line in text.splitlines() if line.startswith("#>") and line[2:].strip()]


def main() -> None:
    """Read the pages of two repositories, metadat and metafor in this order."""
    repositories = sys.argv[1:3]
    out = {"commits": [git(r, "rev-parse", "HEAD").strip() for r in repositories]}
    pages = {name: printed(git(repositories[i], "show", f"HEAD:docs/reference/{page}.html")) for name, (i, page) in PAGES.items()}
    path = Path(__file__).with_name("documentation.json")
    path.write_text(json.dumps(out | pages, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
