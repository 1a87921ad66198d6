"""Long work is started, stopped, tried again; silent work is found."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.cores.kernel import Refused
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs import access, rules
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.queue import defer
from marshrut.foundation.jobs.runner import kind_title
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = ["find_stalled", "retry", "start", "stop"]

#: A worker that has not been heard of for so long is gone.
SILENCE = timedelta(minutes=2)


@transaction.atomic
def start(viewer: AnyViewer, kind: str, *, title: str = "", retry_of: Job | None = None, **arguments: Any) -> Job:
    """Queue work of a registered kind; it rolls back with the caller's transaction. Arguments are plain JSON values."""
    job = Job(
        tenant_id=viewer.tenant_id,
        kind=kind,
        title=title or kind_title(kind),
        arguments=arguments,
        started_by=viewer.account_id if isinstance(viewer, Viewer) else None,
        retry_of=retry_of,
    )
    job.save(force_insert=True)
    defer(job.pk)
    audit.record(viewer, "jobs.started", target=job)
    return job


def _locked(viewer: AnyViewer, job_id: UUID) -> Job:
    job: Job = Job.objects.of(viewer).select_for_update(of=("self",)).get(pk=job_id)
    access.may_handle(viewer, job).require()
    return job


@transaction.atomic
def stop(viewer: AnyViewer, job_id: UUID) -> Job:
    """Ask a job to stop: at once while it waits, else at its next step."""
    job = _locked(viewer, job_id)
    if JobState(job.state).over:
        return job
    job.stop_asked_at = timezone.now()
    if job.state == JobState.WAITING:
        job.state, job.ended_at = JobState.STOPPED, job.stop_asked_at
    job.save(update_fields=["stop_asked_at", "state", "ended_at"])
    audit.record(viewer, "jobs.stop-asked", target=job)
    return job


@transaction.atomic
def retry(viewer: AnyViewer, job_id: UUID) -> Job:
    """Start again from the stored input."""
    job = _locked(viewer, job_id)
    decision = rules.may_retry(JobState(job.state))
    if not decision:
        raise Refused(decision)
    return start(viewer, job.kind, title=job.title, retry_of=job, **job.arguments)


@transaction.atomic
def find_stalled(*, now: datetime) -> list[Job]:
    """Running jobs whose worker fell silent: marked, and begun once more from their input unless this was a retry."""
    upkeep = SystemViewer("jobs.find-stalled")
    rows = Job.objects.of(upkeep).select_for_update(of=("self",), skip_locked=True)
    stalled = list(rows.filter(state=JobState.RUNNING, beat_at__lt=now - SILENCE))
    for job in stalled:
        job.state, job.ended_at = JobState.STALLED, now
        job.save(update_fields=["state", "ended_at"])
        if job.retry_of_id is None and job.stop_asked_at is None:
            again = SystemViewer(upkeep.purpose, job.tenant_id)
            start(again, job.kind, title=job.title, retry_of=job, **job.arguments)
    return stalled
