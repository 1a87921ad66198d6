"""One job from start to end: progress and heart-beat on a connection of their own, seen before the job commits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from django.db import connections
from django.utils import timezone

from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState, StoppedError
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["Progress", "kind", "kind_title", "run"]

log = logging.getLogger(__name__)

Work = Callable[["Progress", SystemViewer, dict[str, Any]], str | None]
_kinds: dict[str, tuple[str, Work]] = {}
BEAT_SECONDS = 10.0
UPKEEP = SystemViewer("jobs.run")


def kind(name: str, title: str) -> Callable[[Work], Work]:
    """Register work: `work(progress, viewer, arguments)` -> address of the result or None."""

    def register(work: Work) -> Work:
        _kinds[name] = (title, work)
        return work

    return register


def kind_title(name: str) -> str:
    """What the screen calls this work; raises KeyError for an unknown kind."""
    return _kinds[name][0]


class Progress:
    """How far the work is. `step` writes it down and stops the work when somebody asked for that."""

    def __init__(self, job_id: UUID) -> None:
        self.job_id = job_id
        self._connection = connections.create_connection("default")
        self._connection.inc_thread_sharing()  # the beat is another thread; the lock lets one at a time use it
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._beater = threading.Thread(target=self._beat, daemon=True, name=f"beat-{job_id}")

    def __enter__(self) -> Self:
        self._beater.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._over.set()
        self._beater.join()
        self._connection.close()

    def step(self, done: int, total: int, words: str = "") -> None:
        """`done` of `total`, doing `words`. Raises StoppedError when asked to stop."""
        asked = self._write("done = %s, total = %s, words = %s, ", [done, total, words[:200]])
        if asked:
            raise StoppedError

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            self._write("", [])

    def _write(self, fields: str, values: list[Any]) -> bool:
        with self._lock, self._connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE jobs_job SET {fields}beat_at = now() WHERE id = %s RETURNING stop_asked_at",  # noqa: S608
                [*values, self.job_id],
            )
            row = cursor.fetchone()
        return bool(row and row[0])


def run(job_id: UUID) -> None:
    """Run one job to its end, whatever the end is. A job that is over or asked to stop does not start."""
    rows = Job.objects.of(UPKEEP).filter(pk=job_id)
    now = timezone.now()
    started = rows.filter(state=JobState.WAITING, stop_asked_at=None).update(
        state=JobState.RUNNING, started_at=now, beat_at=now
    )
    if not started:
        rows.filter(state=JobState.WAITING).update(state=JobState.STOPPED, ended_at=now)
        return
    job = rows.get()
    try:
        with Progress(job_id) as progress:
            result = _kinds[job.kind][1](progress, SystemViewer(f"job:{job.kind}", job.tenant_id), job.arguments)
    except StoppedError:
        rows.update(state=JobState.STOPPED, ended_at=timezone.now(), words="Остановлено по просьбе")
    except Exception as error:
        log.exception("job %s of kind %s failed", job_id, job.kind)
        rows.update(state=JobState.FAILED, ended_at=timezone.now(), error=f"{type(error).__name__}: {error}"[:2000])
    else:
        rows.update(state=JobState.DONE, ended_at=timezone.now(), result_url=result or "")
