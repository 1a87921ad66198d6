"""Reads of jobs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.foundation.jobs import access
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["get_job", "list_jobs"]


def list_jobs(viewer: AnyViewer, *, state: str = "") -> QuerySet[Any]:
    """Jobs that the viewer may see, newest first."""
    rows = Job.objects.of(viewer).filter(access.visible(viewer))
    return rows.filter(state=state) if state else rows


def get_job(viewer: AnyViewer, job_id: UUID) -> Job:
    """One of them; raises Job.DoesNotExist."""
    job: Job = list_jobs(viewer).get(pk=job_id)
    return job
