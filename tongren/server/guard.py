"""What stands before every request: the name it was called by, where it comes from, its size, its rate; and the headers of every answer."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, MutableMapping
from typing import Any

from tongren.server.answering import caller
from tongren.server.errors import shaped, unexpected

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LOOPBACK = ("localhost", "127.0.0.1", "::1")
MOST_BODY, MOST_ADDRESS = 64 << 10, 4 << 10
BURST, PER_SECOND, MOST_CLIENTS = 600.0, 300.0, 4096
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
        "media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), bluetooth=(), screen-wake-lock=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Rate:
    """So many requests at once, and so many a second after: a bucket for each client, the longest unseen forgotten first."""

    def __init__(self, burst: float = BURST, per_second: float = PER_SECOND) -> None:
        self.burst, self.per_second = burst, per_second
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def allows(self, client: Hashable, now: float) -> bool:
        """Return whether a client may ask now, and count that it did."""
        left, seen = self._left.pop(client, (self.burst, now))
        left = min(self.burst, left + (now - seen) * self.per_second)
        self._left[client] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return left >= 1


class TooLarge(Exception):
    """The body of a request is longer than allowed."""


class Guard:
    """An ASGI application before another one.

    host: the address that is listened on; loopback answers to names of loopback only, others also to numeric addresses, which
    no foreign name server can point here.
    """

    def __init__(self, app: Any, host: str = LOOPBACK[1], rate: Rate | None = None) -> None:
        self.app, self.rate = app, rate or Rate()
        self.names = {*LOOPBACK, host.lower()}
        self.is_local = host.lower() in LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *((k.lower().encode(), v.encode()) for k, v in HEADERS.items())]
            await send(message)

        heads = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        refusal = self._refusal(scope, heads)
        if refusal is not None:
            await refusal(scope, receive, sent)
            return
        await self._passed(scope, receive, sent)

    async def _passed(self, scope: Scope, receive: Receive, sent: Send) -> None:
        """Let a request through, its body counted as it comes; a fault on the way is logged once and answered in the one shape."""
        size, started = 0, False

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > MOST_BODY:
                raise TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            if size <= MOST_BODY:  # else what the application makes of the refusal does not matter
                started = True
                await sent(message)

        try:
            await self.app(scope, counted, watched)
        except Exception as e:
            if started:
                raise
            if size <= MOST_BODY:
                await unexpected(scope["method"], scope["path"], e)(scope, receive, sent)
        if size > MOST_BODY:
            await _too_large()(scope, receive, sent)

    def _refusal(self, scope: Scope, heads: dict[str, str]) -> Any:
        """Return why a request is refused, as an answer; None where it is not."""
        if not self.answers_to(heads.get("host", "")):
            return shaped(421, "wrong_host", f'Host is "{heads.get("host", "")[:100]}"; allowed: {", ".join(sorted(self.names))}')
        if heads.get("sec-fetch-site") == "cross-site" and heads.get("sec-fetch-mode") != "navigate":
            return shaped(403, "cross_site", "another site asked; only Tongren's own page may")
        if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > MOST_ADDRESS:
            return shaped(414, "address_too_long", f"the address is longer than {MOST_ADDRESS} bytes")
        length = heads.get("content-length", "0")
        if length.isdigit() and int(length) > MOST_BODY:
            return _too_large()
        if not self.rate.allows(caller(scope), time.monotonic()):
            return shaped(429, "too_many", f"more than {PER_SECOND:.0f} requests a second", None, {"Retry-After": "1"})
        return None

    def answers_to(self, host: str) -> bool:
        """Return whether a Host header names this server."""
        name = host.lower().rsplit(":", 1)[0] if not host.endswith("]") else host.lower()
        name = name.strip("[]")
        if name in self.names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return not self.is_local


def _too_large() -> Any:
    return shaped(413, "too_large", f"the request is larger than {MOST_BODY >> 10} kB")
