"""The application: every endpoint family, the one error shape, the guard before them, and what is made ready at the start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from tongren.front.subjects import DEFAULT, NAMED
from tongren.server import about, bodies, construction, evidence, guide, meridians, page, points, search
from tongren.server.answering import Answerer
from tongren.server.errors import handle
from tongren.server.guard import LOOPBACK, Guard, Rate
from tongren.version import __version__

FAMILIES = (about, bodies, construction, points, meridians, search, evidence, guide, page)  # the page comes last: it answers for every other address


async def warmed(answerer: Answerer) -> None:
    """Make what a page asks for first, so that it does not wait: the first body, its points, the lists, the courses."""
    who = NAMED[DEFAULT]
    first: list[tuple[tuple[Any, ...], Any, str, bool]] = [
        (("about", "en"), lambda: about.about_answer("en"), "application/json", False),
        (("body en", who), lambda: bodies.body_answer(bodies.made(answerer.store, who), "en"), "application/json", False),
        (("points", who), lambda: bodies.points_answer(bodies.made(answerer.store, who)), "application/json", False),
        (("mesh", who), lambda: bodies.mesh_answer(bodies.made(answerer.store, who)), bodies.GLB, False),
        (("points of the atlas", "en"), lambda: points.list_answer("en"), "application/json", False),
        (("meridians", "en"), lambda: meridians.list_answer("en"), "application/json", False),
        (("courses", who), lambda: bodies.courses_answer(bodies.made(answerer.store, who)), "application/json", True),
    ]
    for key, make, media, slow in first:
        await answerer.made("warm-up", key, make, media, slow)


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    answerer: Answerer = app.state.answerer
    warming = asyncio.create_task(warmed(answerer))
    yield
    warming.cancel()
    answerer.close()


def application(host: str = LOOPBACK[1], rate: Rate | None = None, answerer: Answerer | None = None) -> FastAPI:
    """Return the application for a server that listens on `host`."""
    app = FastAPI(
        title="Tongren", version=__version__, lifespan=_life, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
        description="The computable atlas of the acupuncture points, on this machine. Not a medical device, no diagnosis.",
    )  # fmt: skip
    app.state.answerer = answerer or Answerer()
    app.add_middleware(Guard, host=host, rate=rate)
    handle(app)
    for family in FAMILIES:
        app.include_router(family.router)
    return app
