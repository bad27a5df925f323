"""The built page: files of tongren/server/page/, and its index for every address a reader may keep."""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

from tongren.server.answering import FOREVER, REVALIDATE, Answer, answer_of, respond
from tongren.server.errors import missing

router = APIRouter()
PAGE = Path(__file__).resolve().parent / "page"
MEDIA = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".wasm": "application/wasm"}
INDEX = "index.html"


@cache
def _packed(file: Path, changed_ns: int) -> Answer:
    media = MEDIA.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return answer_of(file.read_bytes(), media)


def file_of(path: str) -> Path | None:
    """Return the file of the built page with this path, or None: nothing outside the folder is ever a file of it."""
    try:
        file = (PAGE / (path or INDEX)).resolve()
        return file if file.is_file() and file.is_relative_to(PAGE.resolve()) else None
    except (OSError, ValueError):
        return None


@router.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
async def page(request: Request, path: str) -> Response:
    """Return a file of the page; for a browser's address that is no file, the page itself, which reads the address."""
    file = file_of(path)
    if file is None:
        reader = "text/html" in request.headers.get("accept", "") and path.split("/")[0] != "api" and "." not in path.rsplit("/", 1)[-1]
        file = file_of(INDEX) if reader else None
    if file is None:
        hint = "" if file_of(INDEX) else "; the page has not been built here, the API is under /api/about"
        raise missing(f"there is nothing at /{path[:200]}{hint}")
    hashed = path.startswith("assets/")
    return respond(request, _packed(file, file.stat().st_mtime_ns), FOREVER if hashed else REVALIDATE)
