"""Reads of jobs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.foundation.jobs import access
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["find_open", "get_job", "list_jobs"]


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
