"""What people do about clauses: appoint, attach, declare, take back, choose what to print."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.utils import timezone

from marshrut.apps.regulation import access, queries, rules
from marshrut.apps.regulation.access import Deed
from marshrut.apps.regulation.models import Clause, NotExecuted, Order, PrintChoice, Proof, Responsible
from marshrut.apps.regulation.types import Reading
from marshrut.cores.kernel import Decision, refuse
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.files.types import FileClass
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "appoint_responsible",
    "attach_proof",
    "choose_printed",
    "declare_not_executed",
    "end_responsibility",
    "revoke_declaration",
    "withdraw_proof",
]


def _locked(viewer: AnyViewer, order_id: UUID) -> Order:
    """The order, held: two deeds about one order wait for one another."""
    order: Order = Order.objects.of(viewer).select_for_update().get(pk=order_id)
    return order


def _clause(viewer: AnyViewer, reading: Reading, code: str) -> None:
    """Raises Clause.DoesNotExist for a code that the reading does not have."""
    if not Clause.objects.of(viewer).filter(revision_id=reading.revision_id, code=code).exists():
        raise Clause.DoesNotExist(code)


def _account_id(viewer: AnyViewer) -> UUID | None:
    return viewer.account_id if isinstance(viewer, Viewer) else None


def _record(
    viewer: AnyViewer,
    action: str,
    target: Model,
    reading: Reading,
    decision: Decision,
    *,
    reason: str = "",
    changed: tuple[str, ...] = (),
    person_id: UUID | None = None,
) -> None:
    audit.record(
        viewer,
        f"regulation.{action}",
        target=target,
        reason=reason,
        decision=decision,
        order_version=reading.version,
        revision=f"{reading.revision} {reading.checksum[:12]}",
        changed=changed,
        person_id=person_id,
        clause=getattr(target, "clause_code", ""),
    )


@transaction.atomic
def appoint_responsible(
    viewer: AnyViewer,
    order_id: UUID,
    clause_code: str,
    *,
    account_id: UUID,
    order_number: str,
    order_date: date,
    since: date,
    until: date | None = None,
    on: date,
) -> Responsible:
    """The person answers for the clause from `since` (up to but without `until`), by an order."""
    order = _locked(viewer, order_id)
    reading = queries.get_reading(viewer, order_id, on=on)
    _clause(viewer, reading, clause_code)
    decision = access.may(viewer, Deed.APPOINT, order, on=on, clause_code=clause_code)
    decision.require()
    if not order_number.strip():
        refuse("REGULATION-03", "Назовите номер приказа о назначении.").require()
    if until is not None and until <= since:
        refuse("REGULATION-03", "Последний день раньше первого: проверьте даты.").require()
    account = get_user_model().objects.of(viewer).get(pk=account_id)
    valid = period(since, until)
    rows = Responsible.objects.of(viewer)
    same = rows.known().filter(order=order, clause_code=clause_code, account=account, valid__overlap=valid)
    if same.exists():
        refuse("REGULATION-03", "Этот человек уже отвечает за пункт в эти дни.").require()
    row: Responsible = rows.create(
        tenant_id=order.tenant_id,
        order=order,
        clause_code=clause_code,
        account=account,
        node_id=account.node_id,
        order_number=order_number.strip(),
        order_date=order_date,
        valid=valid,
    )
    _record(viewer, "responsible-appointed", row, reading, decision, person_id=account_id)
    return row


@transaction.atomic
def end_responsibility(viewer: AnyViewer, responsible_id: UUID, *, on: date, reason: str) -> None:
    """From that day on the person no longer answers for the clause; what was before stays answerable."""
    row: Responsible = Responsible.objects.of(viewer).known().get(pk=responsible_id)
    order = _locked(viewer, row.order_id)
    reading = queries.get_reading(viewer, order.pk, on=on)
    decision = access.may(viewer, Deed.APPOINT, order, on=on, clause_code=row.clause_code)
    decision.require()
    start = row.valid.lower
    ended = DateRange(empty=True) if start is not None and on <= start else DateRange(start, on, "[)")
    row.supersede(valid=ended)
    _record(
        viewer,
        "responsibility-ended",
        row,
        reading,
        decision,
        reason=reason,
        changed=("valid",),
        person_id=row.account_id,
    )


@transaction.atomic
def attach_proof(
    viewer: AnyViewer,
    order_id: UUID,
    clause_code: str,
    *,
    title: str,
    dated: date,
    link: str = "",
    file_id: UUID | None = None,
    on: date,
) -> Proof:
    """Attach a file, a link or words to a clause. The file was stored before, through `files.services`."""
    order = _locked(viewer, order_id)
    reading = queries.get_reading(viewer, order_id, on=on)
    _clause(viewer, reading, clause_code)
    decision = access.may(viewer, Deed.PROVE, order, on=on, clause_code=clause_code)
    decision.require()
    if not title.strip():
        refuse("REGULATION-04", "Назовите подтверждение: что это за документ или запись.").require()
    if link and file_id:
        refuse("REGULATION-04", "Приложите что-то одно: файл или ссылку.").require()
    if link and not link.startswith(("https://", "http://")):
        refuse("REGULATION-04", "Ссылка должна начинаться с https:// или http://.").require()
    if dated > on:
        refuse("REGULATION-04", "Дата подтверждения ещё не наступила: проверьте её.").require()
    stored = _own_file(viewer, file_id) if file_id else None
    proof: Proof = Proof.objects.of(viewer).create(
        tenant_id=order.tenant_id,
        order=order,
        clause_code=clause_code,
        title=title.strip(),
        file=stored,
        link=link,
        dated=dated,
        added_by_id=_account_id(viewer),
    )
    _record(viewer, "proof-attached", proof, reading, decision)
    return proof


def _own_file(viewer: AnyViewer, file_id: UUID) -> StoredFile:
    """A file kept as a proof by the same person: nobody opens somebody else's file by attaching it."""
    rows = StoredFile.objects.of(viewer).filter(swept_at=None, file_class=FileClass.PROOF.value)
    if isinstance(viewer, Viewer):
        rows = rows.filter(owner_id=viewer.account_id)
    file: StoredFile = rows.get(pk=file_id)
    return file


@transaction.atomic
def withdraw_proof(viewer: AnyViewer, proof_id: UUID, *, on: date, reason: str) -> Proof:
    """From that day on the proof no longer counts; taken back on the day it was attached, it counts for no day at all.

    It stays on record with the reason. Withdrawn twice is withdrawn once.
    """
    proof: Proof = Proof.objects.of(viewer).get(pk=proof_id)
    order = _locked(viewer, proof.order_id)
    proof.refresh_from_db()
    reading = queries.get_reading(viewer, order.pk, on=on)
    decision = access.may(viewer, Deed.PROVE, order, on=on, clause_code=proof.clause_code)
    decision.require()
    if not reason.strip():
        refuse("REGULATION-04", "Назовите причину, по которой подтверждение снимается.").require()
    if proof.withdrawn_at is not None:
        return proof
    proof.withdrawn_at, proof.withdrawn_why = timezone.now(), reason.strip()
    proof.withdrawn_on = on if on > timezone.localdate(proof.added_at) else proof.dated
    proof.withdrawn_by_id = _account_id(viewer)
    proof.save(update_fields=["withdrawn_on", "withdrawn_at", "withdrawn_why", "withdrawn_by"])
    _record(viewer, "proof-withdrawn", proof, reading, decision, reason=reason, changed=("withdrawn_at",))
    return proof


@transaction.atomic
def declare_not_executed(viewer: Viewer, order_id: UUID, clause_code: str, *, reason: str, on: date) -> NotExecuted:
    """«Не исполняется»: only by a person who answers for the clause, with a reason."""
    order = _locked(viewer, order_id)
    reading = queries.get_reading(viewer, order_id, on=on)
    _clause(viewer, reading, clause_code)
    decision = access.may(viewer, Deed.DECLARE, order, on=on, clause_code=clause_code, reason=reason)
    decision.require()
    rows = NotExecuted.objects.of(viewer).filter(order=order, clause_code=clause_code, revoked_at=None)
    if rows.exists():
        refuse("REGULATION-05", "Такое заявление уже есть: сначала отзовите его.").require()
    row: NotExecuted = NotExecuted.objects.of(viewer).create(
        tenant_id=order.tenant_id,
        order=order,
        clause_code=clause_code,
        declared_by_id=viewer.account_id,
        declared_on=on,
        reason=reason.strip(),
    )
    _record(viewer, "declared-not-executed", row, reading, decision, reason=reason)
    return row


@transaction.atomic
def revoke_declaration(viewer: AnyViewer, declaration_id: UUID, *, on: date, reason: str = "") -> NotExecuted:
    """Take the declaration back; revoked twice is revoked once."""
    row: NotExecuted = NotExecuted.objects.of(viewer).get(pk=declaration_id)
    order = _locked(viewer, row.order_id)
    row.refresh_from_db()
    reading = queries.get_reading(viewer, order.pk, on=on)
    decision = access.may(viewer, Deed.REVOKE, order, on=on, clause_code=row.clause_code)
    decision.require()
    if row.revoked_at is not None:
        return row
    row.revoked_on, row.revoked_at, row.revoked_why = on, timezone.now(), reason.strip()
    row.revoked_by_id = _account_id(viewer)
    row.save(update_fields=["revoked_on", "revoked_at", "revoked_why", "revoked_by"])
    _record(viewer, "declaration-revoked", row, reading, decision, reason=reason, changed=("revoked_at",))
    return row


@transaction.atomic
def choose_printed(viewer: AnyViewer, order_id: UUID, *, what: str, value: str, on: date) -> PrintChoice:
    """Which of the order's contradicting numbers or dates is printed from now on."""
    order = _locked(viewer, order_id)
    reading = queries.get_reading(viewer, order_id, on=on)
    decision = access.may(viewer, Deed.PRINT, order, on=on)
    decision.require()
    question = next((one for one in queries.print_questions(viewer, reading) if one.what == what), None)
    choices = [choice for choice, _ in question.choices] if question else []
    rules.must_be_printed_somewhere(value, choices).require()
    row, _ = PrintChoice.objects.of(viewer).update_or_create(
        order=order,
        what=what,
        defaults={
            "tenant_id": order.tenant_id,
            "value": value,
            "chosen_by_id": _account_id(viewer),
            "chosen_at": timezone.now(),
        },
    )
    _record(viewer, "printed-chosen", row, reading, decision, changed=("value",))
    return row
