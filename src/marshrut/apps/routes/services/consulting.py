"""Consultations in two presses: whom, how long. Written down by who accompanies the person; taken back by the same."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation.queries import route_rules
from marshrut.apps.routes import access, rules
from marshrut.apps.routes.models import Consultation, Route
from marshrut.apps.routes.types import Ground, RouteState
from marshrut.cores.kernel import refuse
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["log_consultation", "withdraw_consultation"]

LIVE = [one.value for one in RouteState if one.live]


@transaction.atomic
def log_consultation(
    viewer: Viewer,
    person_id: UUID,
    *,
    minutes: int,
    topic: str = "",
    note: str = "",
    client_key: UUID,
    on: date,
    today: date,
) -> Consultation:
    """The viewer helped this person. The same press again (by `client_key`) is the same consultation."""
    me = registry.own_id(viewer)
    sent: Consultation | None = Consultation.objects.of(viewer).filter(client_key=client_key, companion_id=me).first()
    if sent is not None:
        return sent
    ground = access.ground_of(viewer, person_id, on=today)
    decision = rules.may_log_consultation(accompanies=ground is Ground.CARE, minutes=minutes, on=on, today=today)
    decision.require()
    if topic and topic not in route_rules(viewer, on=today).topics:
        refuse("ROUTES-29", "Такой темы в списке нет. Выберите другую или напишите словами.").require()
    route = Route.objects.of(viewer).filter(person_id=person_id, state__in=LIVE).order_by("-year").first()
    made: dict[str, Any] = {"person_id": person_id, "companion_id": me, "route": route, "on": on, "minutes": minutes}
    row = Consultation(tenant_id=viewer.tenant_id, topic=topic, note=note.strip()[:1000], client_key=client_key, **made)
    row.save(force_insert=True)
    if route is not None and route.moved_on < on:
        Route.objects.of(viewer).filter(pk=route.pk).update(moved_on=on)
    audit.record(viewer, "routes.consultation-logged", target=row, decision=decision, person_id=person_id)
    return row


@transaction.atomic
def withdraw_consultation(viewer: Viewer, consultation_id: UUID) -> None:
    """Written down by mistake: it counts no more and stays on record. Raises Consultation.DoesNotExist for others'."""
    rows = Consultation.objects.of(viewer).select_for_update(of=("self",))
    row: Consultation = rows.get(pk=consultation_id, companion_id=registry.own_id(viewer))
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        audit.record(viewer, "routes.consultation-withdrawn", target=row, person_id=row.person_id)
