"""Long work as a page: how far, stop, try again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marshrut.foundation.accounts.gate import signed_in
from marshrut.foundation.jobs import queries, rules, services
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState

__all__ = ["job", "jobs", "retry", "stop"]

PAGE = 30
TONES = {"done": "road", "failed": "risk", "stalled": "risk", "running": "sun", "waiting": "plain", "stopped": "plain"}


def _dress(row: Any) -> Any:
    state = JobState(row.state)
    row.state_title, row.over, row.tone = state.title, state.over, TONES[state.value]
    row.may_retry = bool(rules.may_retry(state))
    return row


def _job(request: Any, job_id: UUID) -> Any:
    try:
        return _dress(queries.get_job(request.viewer, job_id))
    except Job.DoesNotExist:
        raise Http404 from None


@require_safe
@signed_in
def jobs(request: Any) -> HttpResponse:
    """The viewer's jobs; the administrator sees all of the tenant's."""
    page = Paginator(queries.list_jobs(request.viewer), PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        _dress(row)
    return render(request, "jobs/jobs.html", {"jobs": page})


@require_safe
@signed_in
def job(request: Any, job_id: UUID) -> HttpResponse:
    """One job, refreshed while it goes on."""
    template = "jobs/_job.html" if request.htmx else "jobs/job.html"
    return render(request, template, {"job": _job(request, job_id)})


@require_POST
@signed_in
def stop(request: Any, job_id: UUID) -> HttpResponse:
    """Ask it to stop."""
    return redirect("jobs:job", services.stop(request.viewer, _job(request, job_id).pk).pk)


@require_POST
@signed_in
def retry(request: Any, job_id: UUID) -> HttpResponse:
    """Start again from its stored input."""
    return redirect("jobs:job", services.retry(request.viewer, _job(request, job_id).pk).pk)
