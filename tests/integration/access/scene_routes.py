"""What addresses of routes name: the teacher's route under way with a step of each sort, a call, a consultation."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from marshrut.apps.routes import services
from marshrut.apps.routes.models import Goal, RouteLine
from marshrut.apps.routes.services import NewStep, calendars, papers, region_plans
from marshrut.apps.routes.types import EvidenceKind, Formality, RegionPlanState, StepKind
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from support.world import Country

__all__ = ["routes_of"]


def _step(kind: StepKind, title: str, today: date, *, ahead: int = 0) -> NewStep:
    formality = Formality.INFORMAL if kind is StepKind.TRANSFER else Formality.NON_FORMAL
    day = today + timedelta(days=ahead)
    return NewStep(kind=kind, formality=formality, title=title, starts=day, ends=day, hours=Decimal(2))


def routes_of(country: Country, person: UUID, companion: UUID, today: date) -> dict[str, Any]:
    """`person` is the teacher, `companion` the regional methodologist who accompanies them."""
    me, methodist, slug = country.viewer(Role.TEACHER), country.viewer(Role.REGIONAL_METHODOLOGIST), country.tenant.slug
    made = services.make_route(me, person, year=today.year if today.month > 6 else today.year - 1, on=today)
    pair, _ = services.add_step(me, made.pk, _step(StepKind.PAIR, f"Пара {slug}", today), on=today)
    shown, _ = services.add_step(me, made.pk, _step(StepKind.PAIR, f"Вдвоём {slug}", today), on=today)
    away, _ = services.add_step(me, made.pk, _step(StepKind.LESSON_VISIT, f"Урок {slug}", today, ahead=2), on=today)
    transfer, _ = services.add_step(me, made.pk, _step(StepKind.TRANSFER, f"Перенос {slug}", today), on=today)
    sent = services.send(me, made.pk, on=today)
    services.approve(methodist, made.pk, edition=sent.edition, on=today)
    told: dict[str, Any] = {"number": f"1-{slug}", "day": today, "routes": [made.pk], "on": today}
    approval = papers.make_order(country.viewer(Role.CENTRE), **told)
    key: dict[str, Any] = {"kind": EvidenceKind.NOTE, "note": f"Было: {slug}", "client_key": new_id(), "on": today}
    evidence = services.add_evidence(me, shown.pk, **key)
    call = services.call_observer(me, transfer.pk, observer_id=companion, on=today)
    consultation = services.log_consultation(
        methodist, person, minutes=30, note=slug, client_key=new_id(), on=today, today=today
    )
    return {
        "route": made.pk,
        "route_text": str(made.pk),
        "approval": approval.pk,
        "pair": pair.pk,
        "shown": shown.pk,
        "away": away.pk,
        "transfer": transfer.pk,
        "goal": Goal.objects.of(country.system).filter(route=made).first().pk,  # type: ignore[union-attr]
        "evidence": evidence.pk,
        "call": call.pk,
        "consultation": consultation.pk,
        "days": calendars.open_calendar(me),
        "tutee": person,
        **_file(country, slug, today),
        "region_plan": _region_plan(country, today),
    }


def _region_plan(country: Country, today: date) -> UUID:
    """A plan of the region that waits for a decision."""
    row = region_plans.ask_plan(country.viewer(Role.CENTRE), country.places["top"].pk, seconds=20, on=today)
    row.state, row.made_at = RegionPlanState.DRAFT.value, row.asked_at
    row.figures = {"people": 0, "few": True, "smallest": 5}
    row.save(update_fields=["state", "made_at", "figures"])
    return row.pk  # type: ignore[no-any-return]


def _file(country: Country, slug: str, today: date) -> dict[str, Any]:
    """A file of the centre: its one line is nobody of ours."""
    centre, top = country.viewer(Role.CENTRE), country.places["top"].pk
    text = "ФИО;Кем составлен;Номер;Дата составления;Дата утверждения;Состояние\n"
    text += f"Небывалов Нил;Центр {slug};7;01.02.2024;05.02.2024;утверждён"
    row = services.send_file(centre, BytesIO(text.encode()), name=f"routes-{slug}.csv", node_id=top, on=today)
    services.check_file(country.system, row.pk)
    return {"route_file": row.pk, "route_line": RouteLine.objects.of(country.system).get(source=row).pk}
