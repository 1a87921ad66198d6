"""The plan of a region as people press it: begin, take the best so far, publish, throw away. The long work itself is in
`region_work` and `region_publish`.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.routes.models import RegionPlan, RegionPlanRow
from marshrut.apps.routes.queries import region_plans as queries
from marshrut.apps.routes.queries.calendar import current_year
from marshrut.apps.routes.rules import region_plans as rules
from marshrut.apps.routes.services.region_work import drop_rows
from marshrut.apps.routes.types import RegionPlanState
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.viewer import SystemViewer, Viewer, tenant_of

__all__ = ["PUBLISH", "WORK", "ask_plan", "publish", "take_best", "throw_away"]

WORK, PUBLISH = "routes.region-plan", "routes.publish-region-plan"
_BUSY = (RegionPlanState.COUNTING.value, RegionPlanState.PUBLISHING.value)


def _alone(viewer: Viewer) -> bool:
    """Hold the operator's row, so that two presses at once come one after the other; whether another plan is at work.

    Work that is over without an end is no work: what it left behind is put right here.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant_of(viewer))
    going = False
    for row in RegionPlan.objects.of(viewer).select_for_update(of=("self",)).filter(state__in=_BUSY):
        stands = queries.standing(row)
        going = going or stands.value in _BUSY
        if stands.value not in _BUSY:
            _settle(row, stands)
    return going


def _settle(row: RegionPlan, stands: RegionPlanState) -> None:
    row.state = stands.value
    if stands is RegionPlanState.THROWN:
        row.ended_at = timezone.now()
    row.save(update_fields=["state", "ended_at"])


@transaction.atomic
def ask_plan(
    viewer: Viewer, node_id: UUID, *, seconds: int, seed: int = 0, year: int | None = None, on: date
) -> RegionPlan:
    """Begin to plan everybody of a place who has no route. Raises Refused by ROUTES-51."""
    decision = rules.may_plan_region(
        viewer.role, inside=scope_access.inside(viewer, node_id, on=on), going=_alone(viewer), seconds=seconds
    )
    decision.require()
    row = RegionPlan(
        tenant_id=tenant_of(viewer),
        node_id=node_id,
        year=current_year(viewer, on=on) if year is None else year,
        on=on,
        seconds=seconds,
        seed=seed,
        state=RegionPlanState.COUNTING.value,
        asked_by=viewer.account_id,
        asked_by_name=viewer.name[:260],
    )
    row.save(force_insert=True)
    row.job = jobs.start(viewer, WORK, title="План региона: кому какое место", plan_id=str(row.pk))
    row.save(update_fields=["job"])
    audit.record(viewer, "routes.region-plan-asked", target=row, decision=decision)
    return row


def _held(viewer: Viewer, plan_id: UUID, *, on: date) -> tuple[RegionPlan, bool, RegionPlanState]:
    rows = RegionPlan.objects.of(viewer).select_for_update(of=("self",)).select_related("node", "job")
    row: RegionPlan = rows.get(pk=plan_id)
    return row, scope_access.inside(viewer, row.node_id, on=on), queries.standing(row)


@transaction.atomic
def take_best(viewer: Viewer, plan_id: UUID, *, on: date) -> RegionPlan:
    """Enough: the search ends, its best plan becomes the draft. Raises Refused by ROUTES-52."""
    row, inside, state = _held(viewer, plan_id, on=on)
    decision = rules.may_stop_plan(viewer.role, inside=inside, state=state)
    decision.require()
    if row.enough_at is None:
        row.enough_at = timezone.now()
        row.save(update_fields=["enough_at"])
        audit.record(viewer, "routes.region-plan-stopped", target=row, decision=decision)
    return row


@transaction.atomic
def throw_away(viewer: Viewer, plan_id: UUID, *, on: date) -> RegionPlan:
    """It is not wanted, be it still counted or a draft; nobody's route changes. Raises Refused by ROUTES-54."""
    row, inside, state = _held(viewer, plan_id, on=on)
    decision = rules.may_throw_plan_away(viewer.role, inside=inside, state=state)
    decision.require()
    row.state, row.ended_at, row.ended_by_name = RegionPlanState.THROWN.value, timezone.now(), viewer.name[:260]
    row.save(update_fields=["state", "ended_at", "ended_by_name"])
    drop_rows(SystemViewer("routes.region-plan", row.tenant_id), row.pk)
    audit.record(viewer, "routes.region-plan-thrown-away", target=row, decision=decision)
    return row


@transaction.atomic
def publish(viewer: Viewer, plan_id: UUID, *, only_what_holds: bool = False, on: date) -> RegionPlan:
    """Begin to write the drafts of a plan; once. Raises Refused by ROUTES-53."""
    going = _alone(viewer)
    row, inside, state = _held(viewer, plan_id, on=on)
    routes = RegionPlanRow.objects.of(viewer).filter(plan=row, steps__gt=0).count()
    decision = rules.may_publish_plan(viewer.role, inside=inside, state=state, going=going, routes=routes)
    decision.require()
    row.state, row.ended_by_name = RegionPlanState.PUBLISHING.value, viewer.name[:260]
    said: dict[str, Any] = {"plan_id": str(row.pk), "on": on.isoformat(), "by": str(viewer.account_id)}
    row.job = jobs.start(
        viewer, PUBLISH, title="Черновики маршрутов по плану региона", only_what_holds=only_what_holds, **said
    )
    row.save(update_fields=["state", "ended_by_name", "job"])
    audit.record(viewer, "routes.region-plan-publish-asked", target=row, decision=decision)
    return row
