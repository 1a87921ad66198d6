"""Who sees and handles jobs: the administrator all of the tenant's, everybody else their own."""

from __future__ import annotations

from django.db.models import Q

from marshrut.cores.kernel import Decision
from marshrut.foundation.jobs import rules
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, reaches

__all__ = ["may_handle", "visible"]


def visible(viewer: AnyViewer) -> Q:
    """Jobs that the viewer may see."""
    if isinstance(viewer, SystemViewer) or viewer.role is Role.ADMINISTRATOR:
        return Q()
    return Q(started_by=viewer.account_id)


def may_handle(viewer: AnyViewer, job: Job) -> Decision:
    """The same as a decision; who may see a job may stop it and try it again."""
    inside = reaches(viewer, job.tenant_id)
    if isinstance(viewer, SystemViewer):
        return rules.may_handle(None, own=False, inside=inside)
    return rules.may_handle(viewer.role, own=job.started_by == viewer.account_id, inside=inside)
