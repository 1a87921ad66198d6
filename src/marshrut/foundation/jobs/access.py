"""Who sees and handles jobs: the administrator all of the tenant's, everybody else their own."""

from __future__ import annotations

from django.db.models import Q

from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["may_handle", "may_retry", "visible"]


def visible(viewer: AnyViewer) -> Q:
    """Jobs that the viewer may see."""
    if isinstance(viewer, SystemViewer) or viewer.role is Role.ADMINISTRATOR:
        return Q()
    return Q(started_by=viewer.account_id)


def may_handle(viewer: AnyViewer, job: Job) -> Decision:
    """JOBS-01: the same as a decision; who may see a job may stop it and try it again."""
    if isinstance(viewer, SystemViewer) or viewer.role is Role.ADMINISTRATOR or job.started_by == viewer.account_id:
        return allow("JOBS-01")
    return refuse("JOBS-01", "Это задание начал другой человек. Остановить его может он или администратор.")


def may_retry(state: JobState) -> Decision:
    """JOBS-02: only what is over and did not succeed is tried again."""
    if state.over and state is not JobState.DONE:
        return allow("JOBS-02", state=state.value)
    return refuse(
        "JOBS-02", f"Повторить можно то, что не получилось; сейчас задание: {state.title}.", state=state.value
    )
