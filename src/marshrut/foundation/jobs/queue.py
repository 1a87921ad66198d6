"""The queue: procrastinate, in the same database. Deferred inside the transaction, so that it rolls back with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connections
from procrastinate import App

__all__ = ["defer", "on_app_ready"]

_app: list[App] = []


def on_app_ready(app: App) -> None:
    """Called by procrastinate once Django is ready: the one task that runs every job, and the clock's tasks."""
    from marshrut.foundation.jobs import upkeep
    from marshrut.foundation.jobs.runner import run

    if _app:
        return
    _app.append(app)
    app.task(name="marshrut.run", queue="default")(_as_task(run))
    for name, cron, work in upkeep.tasks():
        app.periodic(cron=cron)(app.task(name=name, queue="clock", queueing_lock=name)(_ticking(work)))


@contextmanager
def _own_connections() -> Iterator[None]:
    """A task runs in a thread of the worker's pool; what it opened there would stay open with the thread."""
    try:
        yield
    finally:
        connections.close_all()


def _as_task(run: Any) -> Any:
    def marshrut_run(job_id: str) -> None:
        with _own_connections():
            run(UUID(job_id))

    return marshrut_run


def _ticking(work: Any) -> Any:
    def tick(timestamp: int) -> None:
        del timestamp
        with _own_connections():
            work()

    return tick


def defer(job_id: UUID) -> None:
    """Queue a job inside the present transaction."""
    _app[0].configure_task("marshrut.run").defer(job_id=str(job_id))
