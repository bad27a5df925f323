"""`tongren serve`: Tongren in the browser, on this machine and for this machine alone."""

from __future__ import annotations

import os
import socket
import sys
import threading
from typing import Annotated, Any

import typer

from tongren.errors import InputError

NAME = "serve"
EXAMPLE = "tongren serve   (or: tongren serve --port 8080 --no-open)"
PORT = 8036


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens.  Raises InputError where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    out = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # with the protocol named, asyncio sends without delay
    if sys.platform != "win32":  # there it would let two servers share a port
        out.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        out.bind((host, port))
        out.listen(256)
    except (OSError, OverflowError) as e:
        out.close()
        raise InputError(f"cannot listen on {host} port {port}: {e}; give another with --port, or 0 for any that is free") from e
    return out


def _server(host: str) -> Any:
    """Return the server.  Linear algebra keeps to one thread: with two, a body costs 63 ms of processor time instead of 29."""
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")  # for what is loaded later
    try:
        import uvicorn
        from threadpoolctl import threadpool_limits

        from tongren.server.app import application
    except ImportError as e:
        raise InputError(f"the page needs {e.name}, which is not installed: pip install 'tongren[web]'") from e
    threadpool_limits(1)  # for what is loaded already
    app = application(host)
    # no proxy stands before this server: who asks is who is connected, whatever a header says
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, timeout_keep_alive=30)
    return uvicorn.Server(config)


def has_browser() -> bool:
    """Return whether a browser with windows can be opened: a text browser would take the terminal away from the server."""
    return sys.platform != "linux" or any(os.environ.get(x) for x in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def command(
    port: Annotated[int, typer.Option(help="The port; 0: any that is free.", min=0, max=65535)] = PORT,
    host: Annotated[str, typer.Option(help="The address to listen on; the default can be reached from this machine alone.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Open Tongren in the browser; it runs on this machine, and nothing leaves it."""
    listening = bound(host, port)
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listening.getsockname()[1]}/"
    server = _server(host)
    print(f"Tongren: {address}   (Ctrl-C ends it)", flush=True)
    if browser and has_browser():
        import webbrowser

        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    elif browser:
        print("Open this address in a browser.", flush=True)
    server.run(sockets=[listening])
