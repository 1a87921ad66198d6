"""Who accompanies whom, who opened their results, who disagreed: at once, for a demonstration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from marshrut.apps.competencies import rules
from marshrut.apps.competencies.models import Accompaniment, Appeal, Judgement, Share
from marshrut.apps.competencies.types import AppealState
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import SystemViewer, tenant_of

__all__ = ["Care", "Disagreed", "record_care"]


@dataclass(frozen=True, slots=True)
class Disagreed:
    """Somebody who does not agree; `answer` empty: nobody has answered yet."""

    person_id: UUID
    competency: str
    text: str
    asked_at: datetime
    answer: str = ""
    answerer: str = ""


@dataclass(slots=True)
class Care:
    """(person, companion, order, day), (person, account, last day, when) and disagreements."""

    accompanied: list[tuple[UUID, UUID, str, date]] = field(default_factory=list)
    shared: list[tuple[UUID, UUID, date, datetime]] = field(default_factory=list)
    disagreed: list[Disagreed] = field(default_factory=list)


@transaction.atomic
def record_care(viewer: SystemViewer, care: Care) -> None:
    """Record it, in a demonstration only (COMPETENCIES-13)."""
    tenant = Tenant.objects.get(pk=tenant_of(viewer))
    decision = rules.may_record_care(demonstration=tenant.demonstration)
    decision.require()
    Accompaniment.objects.of(viewer).bulk_create(
        Accompaniment(
            tenant_id=tenant.pk,
            person_id=person,
            companion_id=companion,
            order_number=number,
            order_date=day,
            valid=period(day),
        )
        for person, companion, number, day in care.accompanied
    )
    Share.objects.of(viewer).bulk_create(
        Share(tenant_id=tenant.pk, person_id=person, account_id=account, until=until, given_at=given)
        for person, account, until, given in care.shared
    )
    for one in care.disagreed:
        _disagreement(viewer, one)
    words = f"закреплений: {len(care.accompanied)}"
    audit.record(viewer, "competencies.care-recorded", target=tenant, decision=decision, reason=words)


def _disagreement(viewer: SystemViewer, one: Disagreed) -> None:
    """About what is said of the competency on that day; where nothing is said there is nothing to disagree with."""
    day = one.asked_at.date()
    rows = Judgement.objects.of(viewer).filter(person_id=one.person_id, competency=one.competency, since__lte=day)
    said = rows.exclude(until__lte=day).first()
    if said is None:
        return
    Appeal(
        tenant_id=tenant_of(viewer),
        person_id=one.person_id,
        competency=one.competency,
        standing=said.standing,
        text=one.text,
        asked_at=one.asked_at,
        state=(AppealState.ANSWERED if one.answer else AppealState.ASKED).value,
        answer=one.answer,
        answered_at=one.asked_at + timedelta(days=3) if one.answer else None,
        answerer=one.answerer,
    ).save(force_insert=True)
