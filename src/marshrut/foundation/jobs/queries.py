"""Reads of jobs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.foundation.jobs import access
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["find_open", "get_job", "in_vain", "list_jobs"]

#: Ended, and nothing came of it.
_IN_VAIN = frozenset({JobState.FAILED, JobState.STOPPED, JobState.STALLED})


def list_jobs(viewer: AnyViewer, *, state: str = "") -> QuerySet[Any]:
    """Jobs that the viewer may see, newest first."""
    rows = Job.objects.of(viewer).filter(access.visible(viewer))
    return rows.filter(state=state) if state else rows


def find_open(viewer: AnyViewer, kind: str) -> Job | None:
    """Work of this kind in the viewer's tenant that has not ended: a second press leads to it."""
    rows = Job.objects.of(viewer).filter(kind=kind, state__in=(JobState.WAITING, JobState.RUNNING))
    return rows.first()


def get_job(viewer: AnyViewer, job_id: UUID) -> Job:
    """One of them; raises Job.DoesNotExist."""
    job: Job = list_jobs(viewer).get(pk=job_id)
    return job


def in_vain(job: Job | None) -> bool:
    """Whether work failed, was stopped or fell silent, and no later try of it is under way or came to its end."""
    while job is not None and JobState(job.state) in _IN_VAIN:
        rows = Job.objects.of(SystemViewer("jobs.standing", job.tenant_id)).filter(retry_of=job)
        later: Job | None = rows.order_by("-created_at").first()
        if later is None:
            return True
        job = later
    return False
