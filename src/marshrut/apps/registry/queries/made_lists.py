"""Lists that were asked for as files: the newest of a page, and who keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from marshrut.apps.registry.models import MadeList
from marshrut.cores.kernel import Decision, refuse
from marshrut.foundation.files.hooks import ClassKeeper
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = ["KEPT_FOR", "MADE_KEEPER", "find_asked", "find_made", "find_under_way"]

#: A list of people lies about no longer than somebody needs to take it.
KEPT_FOR = timedelta(days=7)


def find_made(viewer: AnyViewer, made_id: UUID) -> MadeList | None:
    """A made list of the viewer's tenant. Whether the viewer may take it says REGISTRY-46."""
    return MadeList.objects.of(viewer).filter(pk=made_id).select_related("file", "job").first()


def find_asked(viewer: Viewer, what: str) -> MadeList | None:
    """The last file of this list that the viewer asked for in this role, while it is kept; one query."""
    rows = MadeList.objects.of(viewer).filter(
        asked_by_id=viewer.account_id, assignment_id=viewer.assignment_id, what=what
    )
    return rows.filter(asked_at__gt=timezone.now() - KEPT_FOR).select_related("file", "job").first()


def find_under_way(viewer: Viewer, what: str, like: Q) -> MadeList | None:
    """The same file, asked for already and not ready: a second press leads to it."""
    rows = MadeList.objects.of(viewer).filter(
        asked_by_id=viewer.account_id, assignment_id=viewer.assignment_id, what=what
    )
    return rows.filter(like, job__state__in=(JobState.WAITING, JobState.RUNNING)).select_related("job").first()


def _may_open(_viewer: AnyViewer, _file: StoredFile, _on: date) -> Decision:
    """Its own address gives it out, by its own rule, and writes that down; there is no way past it."""
    return refuse("REGISTRY-46", "Этот файл открывается со страницы, где его собирали.")


def _used(file_ids: Iterable[UUID]) -> set[UUID]:
    rows = MadeList.objects.of(SystemViewer("files.sweep")).filter(made_at__gt=timezone.now() - KEPT_FOR)
    return set(rows.filter(file_id__in=list(file_ids)).values_list("file_id", flat=True))


MADE_KEEPER = ClassKeeper(may=_may_open, used=_used)
