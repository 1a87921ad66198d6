"""Whether somebody answers on a port, and a port that nobody uses: for benchmarks that start the real thing."""

from __future__ import annotations

import http.client
import socket

__all__ = ["answers", "free_port"]


def answers(port: int) -> bool:
    """True once a page comes."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", "/")
        return line.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
