"""Write what the server says of its answers to web/openapi.json, from which the page's types are made.

    python builders/write_openapi.py    then, in web/: npm run types

The version of Tongren is left out, so that a release alone makes nothing stale.
"""

from __future__ import annotations

import json
from pathlib import Path

from tongren.server.app import application

WRITTEN = Path(__file__).resolve().parents[1] / "web" / "openapi.json"


def told() -> str:
    """Return the OpenAPI of the application as the text of the file."""
    said = application().openapi()
    said["info"]["version"] = "0"
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    WRITTEN.write_text(told(), encoding="utf-8")
    print(f"wrote {WRITTEN}")
