"""What people did about the clauses: who answers, what proves, who declared. On a day, as known now or at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from marshrut.apps.regulation import hooks
from marshrut.apps.regulation.models import NotExecuted, Proof, Responsible
from marshrut.apps.regulation.types import Attachment, Declaration, EvidenceCount, Reading, ResponsiblePerson
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["Records", "list_answered", "list_proofs", "records_of"]


@dataclass(frozen=True, slots=True)
class Records:
    """What people did about the clauses of one order, by clause code. Proofs: their titles."""

    responsible: dict[str, list[ResponsiblePerson]]
    proofs: dict[str, list[str]]
    declarations: dict[str, Declaration]
    evidence: dict[str, EvidenceCount]


def records_of(
    viewer: AnyViewer, reading: Reading, functions: Iterable[str], *, on: date, known_at: datetime | None = None
) -> Records:
    """Three queries and one a provider of evidence."""
    rows = Responsible.objects.of(viewer).known(known_at).filter(order_id=reading.order_id)
    people = list(rows.exclude(valid__isempty=True).select_related("account", "node"))
    now: dict[str, list[ResponsiblePerson]] = defaultdict(list)
    for row in people:
        if on in row.valid:
            now[row.clause_code].append(_person(row))
    titles: dict[str, list[str]] = defaultdict(list)
    live = _proofs(viewer, reading, on, known_at).filter(~_withdrawn(on, known_at))
    for code, title in live.values_list("clause_code", "title"):
        titles[code].append(title)
    return Records(
        responsible=dict(now),
        proofs=dict(titles),
        declarations=_declarations(viewer, reading, people, on, known_at),
        evidence=hooks.collect_evidence(viewer, functions, on=_counted_to(on, known_at)),
    )


def _counted_to(on: date, known_at: datetime | None) -> date:
    """Providers count by the day of a record: of what was recorded later nothing was known."""
    return on if known_at is None else min(on, timezone.localdate(known_at))


def _person(row: Any) -> ResponsiblePerson:
    return ResponsiblePerson(
        id=row.pk,
        account_id=row.account_id,
        name=row.account.full_name,
        place=row.node.name,
        order_number=row.order_number,
        order_date=row.order_date,
        since=row.valid.lower,
        until=row.valid.upper,
    )


def list_answered(
    viewer: AnyViewer, reading: Reading, *, on: date, known_at: datetime | None = None
) -> dict[str, ResponsiblePerson]:
    """Clauses the viewer answers for on that day: code → since when, until when, by which order. One query."""
    if isinstance(viewer, SystemViewer):
        return {}
    rows = Responsible.objects.of(viewer).true(on, known_at)
    rows = rows.filter(order_id=reading.order_id, account_id=viewer.account_id).select_related("account", "node")
    return {row.clause_code: _person(row) for row in rows}


def _proofs(viewer: AnyViewer, reading: Reading, on: date, known_at: datetime | None) -> QuerySet[Proof]:
    rows = Proof.objects.of(viewer).filter(order_id=reading.order_id, dated__lte=on)
    return rows if known_at is None else rows.filter(added_at__lte=known_at)


def _withdrawn(on: date, known_at: datetime | None) -> Q:
    withdrawn = Q(withdrawn_on__isnull=False, withdrawn_on__lte=on)
    return withdrawn if known_at is None else withdrawn & Q(withdrawn_at__lte=known_at)


def list_proofs(
    viewer: AnyViewer, reading: Reading, code: str, *, on: date, known_at: datetime | None = None
) -> tuple[Attachment, ...]:
    """Proofs of one clause. One that was withdrawn later, or not yet to our knowledge, stands as it stood."""
    rows = _proofs(viewer, reading, on, known_at).filter(clause_code=code).select_related("added_by")
    gone = set(rows.filter(_withdrawn(on, known_at)).values_list("pk", flat=True))
    return tuple(_attachment(proof, withdrawn=proof.pk in gone) for proof in rows)


def _attachment(proof: Proof, *, withdrawn: bool) -> Attachment:
    return Attachment(
        id=proof.pk,
        kind="file" if proof.file_id else "link" if proof.link else "text",
        title=proof.title,
        link=proof.link,
        file_id=proof.file_id,
        dated=proof.dated,
        added_by=proof.added_by.full_name if proof.added_by else "",
        added_at=proof.added_at,
        withdrawn_at=proof.withdrawn_at if withdrawn else None,
        withdrawn_why=proof.withdrawn_why if withdrawn else "",
    )


def _declarations(
    viewer: AnyViewer, reading: Reading, people: list[Any], on: date, known_at: datetime | None
) -> dict[str, Declaration]:
    rows = NotExecuted.objects.of(viewer).filter(order_id=reading.order_id, declared_on__lte=on)
    standing = Q(revoked_on=None) | Q(revoked_on__gt=on)
    if known_at is not None:
        rows, standing = rows.filter(declared_at__lte=known_at), standing | Q(revoked_at__gt=known_at)
    answered: dict[tuple[str, Any], list[Any]] = defaultdict(list)
    for one in people:
        answered[one.clause_code, one.account_id].append(one.valid)
    return {
        row.clause_code: Declaration(
            id=row.pk,
            person=row.declared_by.full_name,
            reason=row.reason,
            on=row.declared_on,
            by_responsible=any(
                row.declared_on in valid for valid in answered.get((row.clause_code, row.declared_by_id), ())
            ),
        )
        for row in rows.filter(standing).select_related("declared_by")
    }
