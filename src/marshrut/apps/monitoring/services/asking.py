"""A snapshot is asked for from a page; looking at names behind a figure is written down."""

from __future__ import annotations

from django.db import transaction

from marshrut.apps.monitoring import access
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs import queries as jobs
from marshrut.foundation.jobs import services as work
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["ask_snapshot", "note_exported", "note_opened"]

JOB = "monitoring.snapshot"


@transaction.atomic
def ask_snapshot(viewer: Viewer, *, words: str = "") -> Job:
    """Queue a snapshot with its figures; a second press leads to the one that goes on."""
    access.may_make(viewer).require()
    going = jobs.find_open(viewer, JOB)
    if going is not None:
        return going
    return work.start(viewer, JOB, words=words[:300], by=str(viewer.account_id), by_name=viewer.name)


def note_opened(viewer: Viewer, indicator: str, *, where: str, count: int) -> None:
    """Somebody looked who stands behind a figure."""
    audit.record(viewer, "monitoring.people-opened", reason=f"{indicator}, {where}: имён {count}")


def note_exported(viewer: Viewer, what: str, *, count: int) -> None:
    """A list or a table of figures left as a file."""
    audit.record(viewer, "monitoring.exported", reason=f"{what}: строк {count}")
