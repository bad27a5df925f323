"""The one shape of every failure: {"error": {"code", "message", "field"}}."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from tongren.errors import InputError, TongrenError

log = logging.getLogger("tongren.server")
CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}


class Failure(BaseModel):
    """What went wrong."""

    code: str = Field(description="A word for programs.", examples=["bad_input"])
    message: str = Field(description="What was found, what is allowed, what to do; English.", examples=["age is 12 years; allowed: 18 to 90 years"])
    field: str | None = Field(None, description="The part of the request that is meant, where there is one.", examples=["age"])


class ErrorAnswer(BaseModel):
    """The answer of every request that failed."""

    error: Failure


class Refused(Exception):
    """A request that is not served: status, code, message, field."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field


def missing(message: str, field: str | None = None) -> Refused:
    """Return the refusal of a thing that does not exist."""
    return Refused(404, "not_found", message, field)


def shaped(status: int, code: str, message: str, field: str | None = None, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return a failure as an answer."""
    content = ErrorAnswer(error=Failure(code=code, message=message, field=field)).model_dump()
    return JSONResponse(content, status, headers={"Cache-Control": "no-store", **(headers or {})})


async def _refused(_: Request, e: Any) -> JSONResponse:
    return shaped(e.status, e.code, e.message, e.field, {"Retry-After": "1"} if e.status == 429 else None)


async def _bad_input(_: Request, e: Any) -> JSONResponse:
    return shaped(400, "bad_input", str(e), getattr(e, "field", None))


async def _invalid(_: Request, e: Any) -> JSONResponse:
    first = e.errors()[0]
    where = [str(x) for x in first["loc"] if x not in ("query", "path", "body", "header")]
    said = "; ".join(f"{'.'.join(str(x) for x in x['loc'])}: {x['msg']}" for x in e.errors()[:5])
    return shaped(422, "invalid", said, ".".join(where) or None)


async def _http(request: Request, e: Any) -> JSONResponse:
    message = f"{request.method} {request.url.path}: {e.detail}"
    return shaped(e.status_code, CODES.get(e.status_code, "failed"), message, None, e.headers)


def unexpected(method: str, path: str, e: Exception) -> JSONResponse:
    """Log a fault and return the answer that tells of it, without its details."""
    log.error("%s %s failed", method, path, exc_info=e)
    return shaped(500, "internal", "this is a fault of Tongren, not of the request; the server's log has the details")


async def _fault(request: Request, e: Exception) -> JSONResponse:
    return unexpected(request.method, request.url.path, e)


def handle(app: FastAPI) -> None:
    """Give every failure of an application the one shape."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(InputError, _bad_input)
    app.add_exception_handler(TongrenError, _fault)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the part of the OpenAPI that describes failures: those asked for, and the ones any request can meet."""
    why = {400: "The request cannot be used.", 404: "There is no such thing.", 413: "The request is too large.", 414: "The address is too long.",
           421: "The Host header is not a name of this machine.", 422: "A parameter has the wrong type.", 429: "Too many requests; try again.",
           403: "Another site asked.", 500: "A fault of the server."}  # fmt: skip
    return {s: {"model": ErrorAnswer, "description": why[s]} for s in sorted({*statuses, 403, 414, 421, 422, 429, 500})}
