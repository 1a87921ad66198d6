"""The analytical note is written from a snapshot and kept as given out; its form is the product's or the region's."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.monitoring import access, papers, rules
from marshrut.apps.monitoring.models import Note, NoteForm, Snapshot
from marshrut.apps.monitoring.queries.notes import find_form, note_data
from marshrut.apps.monitoring.services.counting import count_figures
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files import services as files
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["drop_note_form", "keep_note", "keep_note_form", "note_files", "note_sample"]


def note_files(viewer: AnyViewer, snapshot: Snapshot, *, on: date) -> tuple[bytes, bytes]:
    """The note and its appendix. Raises Refused by MONITORING-11 and, for a damaged snapshot or a day that it does not
    know, by MONITORING-02."""
    access.may_write(viewer).require()
    count_figures(viewer, snapshot, on=on)
    said = note_data(viewer, snapshot, on=on)
    own = find_form(viewer)
    if own is None:
        form = papers.blank_note()
    else:
        with files.read(own.file) as source:
            form = papers.read_form(source)
    return papers.fill_note(form, said), papers.appendix(said)


@transaction.atomic
def keep_note(viewer: AnyViewer, snapshot: Snapshot, *, on: date, by: UUID | None = None) -> Note:
    """Write the note and keep both files; its snapshot is kept from then on."""
    document, appendix = note_files(viewer, snapshot, on=on)
    kept = [
        files.keep(viewer, BytesIO(content), name=name, file_class=FileClass.PAPER, node_id=snapshot.node_id)
        for content, name in ((document, f"spravka-{on}.docx"), (appendix, f"prilozhenie-{on}.xlsx"))
    ]
    made = Note(tenant_id=snapshot.tenant_id, snapshot=snapshot, on=on, document=kept[0], appendix=kept[1], made_by=by)
    made.save(force_insert=True)
    Snapshot.objects.of(viewer).filter(pk=snapshot.pk).update(kept=True)
    audit.record(viewer, "monitoring.note-written", target=made, reason=f"{on}")
    return made


def note_sample(viewer: Viewer) -> bytes:
    """The product's form with its fields: to be changed in an editor and sent back."""
    rules.may_keep_form(viewer.role, known=1, unknown=()).require()
    form, out = papers.blank_note(), BytesIO()
    papers.warn(form, viewer.caveat)
    form.save(out)
    return out.getvalue()


@transaction.atomic
def keep_note_form(viewer: Viewer, source: IO[bytes], *, name: str) -> NoteForm:
    """The region's own form. Raises Refused by MONITORING-12, BrokenFormError, FileRefusedError."""
    rules.may_keep_form(viewer.role, known=1, unknown=()).require()
    known, unknown = papers.fields_of(papers.read_form(source))
    decision = rules.may_keep_form(viewer.role, known=len(known), unknown=unknown)
    decision.require()
    source.seek(0)
    row = NoteForm(
        tenant_id=viewer.tenant_id,
        file=files.keep(viewer, source, name=name, file_class=FileClass.PAPER, node_id=viewer.node_id),
        kept_by=viewer.account_id,
    )
    row.save(force_insert=True)
    audit.record(viewer, "monitoring.note-form-kept", target=row, decision=decision, reason=name[:200])
    return row


@transaction.atomic
def drop_note_form(viewer: Viewer) -> None:
    """Back to the product's form; what was there stays on record."""
    rules.may_keep_form(viewer.role, known=1, unknown=()).require()
    NoteForm.objects.of(viewer).filter(dropped_at=None).update(dropped_at=timezone.now())
    audit.record(viewer, "monitoring.note-form-dropped")
