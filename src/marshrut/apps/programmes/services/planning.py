"""A school plans who learns next year, and says who stands in while somebody does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.programmes import access, rules
from marshrut.apps.programmes.models import Cohort, PlanLine, StandIn
from marshrut.apps.programmes.queries.planning import colleagues_for
from marshrut.apps.programmes.types import ProgrammesError
from marshrut.apps.registry.queries import works_within
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["YEARS", "change_line", "drop_line", "drop_stand_in", "plan_people", "set_stand_in"]

#: So many years ahead a school plans.
YEARS = 5


@transaction.atomic
def plan_people(viewer: Viewer, *, year: int, people: Mapping[UUID, str], on: date) -> int:
    """Put these people of the school (→ why) into its plan of a year; who stands there already stays as they are."""
    decision = access.may_plan(viewer, viewer.node_id, on=on)
    decision.require()
    if not on.year - 1 <= year <= on.year + YEARS:
        raise ProgrammesError("План составляют на этот и ближайшие годы.")
    rows = [
        PlanLine(
            tenant_id=viewer.tenant_id,
            node_id=viewer.node_id,
            year=year,
            person_id=person,
            why=why[:300],
            made_by=viewer.account_id,
        )
        for person, why in people.items()
        if works_within(viewer, person, on=on)
    ]
    before = PlanLine.objects.of(viewer).filter(node_id=viewer.node_id, year=year, dropped_at=None).count()
    PlanLine.objects.of(viewer).bulk_create(rows, ignore_conflicts=True)
    after = PlanLine.objects.of(viewer).filter(node_id=viewer.node_id, year=year, dropped_at=None).count()
    alone = next(iter(people)) if len(people) == 1 else None
    audit.record(
        viewer, "programmes.planned", decision=decision, reason=f"{year} год: {after - before}", person_id=alone
    )
    return after - before


def _line(viewer: Viewer, line_id: UUID, *, on: date) -> PlanLine:
    rows = PlanLine.objects.of(viewer).select_for_update(of=("self",)).filter(dropped_at=None)
    row: PlanLine = rows.get(pk=line_id, node_id=viewer.node_id)
    access.may_plan(viewer, row.node_id, on=on).require()
    return row


@transaction.atomic
def change_line(
    viewer: Viewer, line_id: UUID, *, quarter: int | None, topic: str, cohort_id: UUID | None, on: date
) -> PlanLine:
    """When and about what somebody of the plan learns, or in which group."""
    row = _line(viewer, line_id, on=on)
    if cohort_id is not None and not Cohort.objects.of(viewer).filter(pk=cohort_id).exists():
        raise ProgrammesError("Такой группы нет.")
    row.quarter, row.topic, row.cohort_id = quarter, topic.strip()[:300], cohort_id
    row.save(update_fields=["quarter", "topic", "cohort"])
    audit.record(viewer, "programmes.plan-changed", target=row, person_id=row.person_id)
    return row


@transaction.atomic
def drop_line(viewer: Viewer, line_id: UUID, *, on: date) -> PlanLine:
    """Somebody is taken out of the plan."""
    row = _line(viewer, line_id, on=on)
    row.dropped_at = timezone.now()
    row.save(update_fields=["dropped_at"])
    audit.record(viewer, "programmes.plan-dropped", target=row, person_id=row.person_id)
    return row


@transaction.atomic
def set_stand_in(
    viewer: Viewer, *, away_id: UUID, colleague_id: UUID, first: date, last: date, note: str, on: date
) -> StandIn:
    """A colleague takes the lessons of who is away; said again for the same days, the former one is let off."""
    access.may_plan(viewer, viewer.node_id, on=on).require()
    offered = {person: free for person, _, _, free in colleagues_for(viewer, away_id, first=first, last=last, on=on)}
    decision = rules.may_stand_in(
        first=first,
        last=last,
        same=away_id == colleague_id,
        colleague_works=colleague_id in offered or away_id == colleague_id,
        colleague_away=not offered.get(colleague_id, True),
    )
    decision.require()
    if not works_within(viewer, away_id, on=on):
        raise ProgrammesError("Этот человек у вас не работает.")
    before = StandIn.objects.of(viewer).filter(node_id=viewer.node_id, away_id=away_id, dropped_at=None)
    before.filter(first__lte=last, last__gte=first).update(dropped_at=timezone.now())
    row = StandIn(
        tenant_id=viewer.tenant_id,
        node_id=viewer.node_id,
        away_id=away_id,
        colleague_id=colleague_id,
        first=first,
        last=last,
        note=note.strip()[:300],
        made_by=viewer.account_id,
    )
    row.save(force_insert=True)
    audit.record(viewer, "programmes.stand-in-set", target=row, decision=decision, person_id=away_id)
    return row


@transaction.atomic
def drop_stand_in(viewer: Viewer, stand_in_id: UUID, *, on: date) -> StandIn:
    """Nobody stands in after all."""
    rows = StandIn.objects.of(viewer).select_for_update(of=("self",)).filter(dropped_at=None)
    row: StandIn = rows.get(pk=stand_in_id, node_id=viewer.node_id)
    access.may_plan(viewer, row.node_id, on=on).require()
    row.dropped_at = timezone.now()
    row.save(update_fields=["dropped_at"])
    audit.record(viewer, "programmes.stand-in-dropped", target=row, person_id=row.away_id)
    return row
