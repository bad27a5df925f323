"""Answers as bytes: made once by a worker, kept compressed, and sent with what a browser needs to keep them too."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import Request, Response
from pydantic_core import to_json

from tongren.server.store import Store
from tongren.server.workers import Workers
from tongren.version import __version__

JSON = "application/json"
LEVELS = {"model/gltf-binary": 1, "image/png": 0}  # a mesh gains 26 % at level 1 (8 ms) and 27 % at 9 (16 ms); a picture nothing
KEPT_BYTES = 192 << 20
REVALIDATE = "no-cache"
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Answer:
    """An answer, compressed: its media type, its entity tag and how many bytes it has as it is."""

    packed: bytes
    media: str
    etag: str
    size: int

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return len(self.packed) + 300


def answer_of(content: Any, media: str = JSON) -> Answer:
    """Return an answer from bytes, or from models as JSON."""
    body = content if isinstance(content, bytes) else to_json(content)
    tag = hashlib.sha256(body).hexdigest()[:24]
    return Answer(gzip.compress(body, LEVELS.get(media, 5), mtime=0), media, f'"{tag}"', len(body))


@cache
def edition() -> str:
    """Return the mark of everything that a body's answers are made from: version, program, template."""
    from tongren.body.template import template
    from tongren.locating.program import compiled

    said = f"{__version__} {compiled().meta['hash']} {sorted(template().meta.items())}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


class Answerer:
    """Where every request ends: an answer kept from before, or one made now in the client's turn.

    Two lanes, a thread each: `quick` for what takes milliseconds, `slow` for courses and pictures, which nobody else waits behind.
    """

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
        self.store = Store(most_bytes)
        self.quick, self.slow = Workers("quick"), Workers("slow")

    async def serve(self, request: Request, key: tuple[Hashable, ...], make: Callable[[], Any], media: str = JSON, slow: bool = False,
                    keep: bool = True) -> Response:  # fmt: skip
        """Return the answer with this key, made by `make` where it is not kept.

        keep: False for what tells of a person's health: it is kept neither here nor by the browser.
        """
        found = self.store.get(key) if keep else None
        if found is None:
            found = await self.made(client_of(request), key, make, media, slow, keep)
        assert isinstance(found, Answer)
        return respond(request, found, "" if keep else "no-store")

    async def made(self, client: Hashable, key: tuple[Hashable, ...], make: Callable[[], Any], media: str = JSON, slow: bool = False,
                   keep: bool = True) -> Answer:  # fmt: skip
        """Make an answer in the client's turn and keep it."""

        def work() -> Answer:
            answer = answer_of(make(), media)
            if keep:
                self.store.put(key, answer)
            return answer

        return await (self.slow if slow else self.quick).run(client, key, work)

    def close(self) -> None:
        """End both lanes."""
        self.quick.close()
        self.slow.close()


def client_of(request: Request) -> Hashable:
    """Return who asks: the address, and on this machine, where all have the same, the connection."""
    return caller(request.scope)


def caller(scope: Any) -> Hashable:
    """Return who asks, from the scope of a connection."""
    host, port = scope.get("client") or ("", 0)
    return (host, port) if host in ("", "127.0.0.1", "::1", "testclient") else host


def respond(request: Request, answer: Answer, cache_control: str = "") -> Response:
    """Return an answer with its tag, or 304 where the client has it; addresses with this edition's mark may be kept for ever."""
    keep = cache_control or (FOREVER if request.query_params.get("v") == edition() else REVALIDATE)
    headers = {"ETag": answer.etag, "Cache-Control": keep, "Vary": "Accept-Encoding"}
    tags = [t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")]
    if answer.etag in tags:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(answer.packed, media_type=answer.media, headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(answer.packed), media_type=answer.media, headers=headers)
