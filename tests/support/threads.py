"""Two people at once: each in a thread of its own, with a connection of its own. Needs `fresh_database`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

__all__ = ["at_once"]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run these in threads that start together; what each gave or raised."""
    start = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))
