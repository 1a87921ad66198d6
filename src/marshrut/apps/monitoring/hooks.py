"""What stands below asks of monitoring: who may have a note, a form or a blank, and which of these files are in use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from marshrut.apps.monitoring import rules
from marshrut.apps.monitoring.models import Blank, Entry, Note, NoteForm, Snapshot
from marshrut.cores.kernel import Decision, refuse
from marshrut.foundation.files.hooks import ClassKeeper
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope import access as scope
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = ["ENTRY_KEEPER", "PAPER_KEEPER"]


def _may(viewer: AnyViewer, file: StoredFile, _on: date) -> Decision:
    """A paper of the viewer's own region, for who may write such papers."""
    of_notes = Note.objects.of(viewer).filter(Q(document=file) | Q(appendix=file))
    ours = of_notes.exists() or any(model.objects.of(viewer).filter(file=file).exists() for model in (NoteForm, Blank))
    if not ours:
        return refuse("MONITORING-11", "Этот файл никому не открыт.")
    return rules.may_write(viewer.role if isinstance(viewer, Viewer) else None)


def _used(ids: Iterable[UUID]) -> set[UUID]:
    viewer, wanted = SystemViewer("monitoring.files"), set(ids)
    notes = Note.objects.of(viewer)
    found = set(notes.filter(document_id__in=wanted).values_list("document_id", flat=True))
    found |= set(notes.filter(appendix_id__in=wanted).values_list("appendix_id", flat=True))
    for model in (NoteForm, Blank):
        found |= set(model.objects.of(viewer).filter(file_id__in=wanted).values_list("file_id", flat=True))
    return found


PAPER_KEEPER = ClassKeeper(may=_may, used=_used)


def _may_entry(viewer: AnyViewer, file: StoredFile, on: date) -> Decision:
    row = Entry.objects.of(viewer).filter(file=file).first()
    if row is None:
        return refuse("MONITORING-05", "Этот файл никому не открыт.")
    return rules.may_see_proof(
        viewer.role if isinstance(viewer, Viewer) else None,
        of_region=Snapshot.objects.of(viewer).filter(node_id=row.node_id).exists(),
        counts=bool(scope.may(viewer, Right.COUNT, row.node_id, on=on)),
    )


def _used_entries(ids: Iterable[UUID]) -> set[UUID]:
    rows = Entry.objects.of(SystemViewer("monitoring.files")).filter(file_id__in=list(ids))
    return set(rows.values_list("file_id", flat=True))


ENTRY_KEEPER = ClassKeeper(may=_may_entry, used=_used_entries)
