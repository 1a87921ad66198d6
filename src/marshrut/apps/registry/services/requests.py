"""A person asks to have something about them corrected, the place answers; lists leave as files and that is written."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.registry import access, rules
from marshrut.apps.registry.models import CorrectionRequest, Person
from marshrut.apps.registry.queries.cards import find_own
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["answer_request", "ask_correction", "note_export"]


@transaction.atomic
def ask_correction(viewer: Viewer, *, what: str, text: str) -> CorrectionRequest:
    """Something about me is wrong. Raises Person.DoesNotExist where nobody of the list is joined to this access."""
    person = find_own(viewer)
    if person is None:
        raise Person.DoesNotExist
    row = CorrectionRequest(tenant_id=viewer.tenant_id, person=person, what=what, text=text)
    row.save(force_insert=True)
    audit.record(viewer, "registry.correction-asked", target=row, person_id=viewer.account_id)
    return row


@transaction.atomic
def answer_request(viewer: AnyViewer, request_id: UUID, *, granted: bool, words: str, on: date) -> CorrectionRequest:
    """Yes, it was corrected; or no, with the reason. The correction itself is made on the card, by its own service."""
    rows = CorrectionRequest.objects.of(viewer).select_for_update(of=("self",)).select_related("person")
    row: CorrectionRequest = rows.get(pk=request_id)
    decision = rules.may_answer_request(
        answered=row.answered_at is not None,
        edits=access.may_edit_person(viewer, row.person, on=on),
        words=words,
        granted=granted,
    )
    decision.require()
    row.answered_at, row.granted, row.answer = timezone.now(), granted, words
    row.answered_by = viewer.account_id if isinstance(viewer, Viewer) else None
    row.save(update_fields=["answered_at", "answered_by", "granted", "answer"])
    audit.record(
        viewer,
        "registry.correction-answered",
        target=row,
        decision=decision,
        person_id=row.person.account_id or row.person_id,
    )
    return row


def note_export(viewer: AnyViewer, what: str, *, count: int, person_id: UUID | None = None) -> None:
    """A list left the system as a file: which one, how many rows."""
    audit.record(viewer, "registry.exported", reason=f"{what}: строк {count}", person_id=person_id)
