"""Other ways of a draft: told with what each takes and why each step stands in it, and taken by one press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.routes import rules
from marshrut.apps.routes.models import Route, RouteStep
from marshrut.apps.routes.queries.dressing import said_days
from marshrut.apps.routes.queries.ways import Planned, plan_ways
from marshrut.apps.routes.services.drafted import steps_of
from marshrut.apps.routes.services.writing import ground_on, lock_route, move_step, standing_steps
from marshrut.apps.routes.services.writing import record as _record
from marshrut.apps.routes.types import Ground, StepDeed
from marshrut.cores.kernel import Decision
from marshrut.cores.planning import Plan, Way, unserved
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of
from marshrut.foundation.ui.formats import count, number

__all__ = ["ShownWay", "WayStep", "WaysTold", "take_way", "tell_ways"]

#: Shares are said in steps of five percent: nothing here is known better.
_ROUND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WayStep:
    """A step of a way in words."""

    title: str
    kind: str
    when: str
    hours: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWay:
    """A way as the page shows it. `kind` empty: as it is proposed now. Totals count the steps that stay, too."""

    kind: str
    key: str
    title: str
    hours: float
    hours_words: str
    days: str
    days_words: str
    away: str
    closes: list[tuple[str, int]]
    stays: list[str]
    steps: list[WayStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysTold:
    """The draft beside its other ways, or one sentence on why there are none."""

    ways: list[ShownWay]
    kept: int
    why_none: Decision | None


def tell_ways(viewer: Viewer, route: Route, ground: Ground | None, *, on: date) -> WaysTold | None:
    """For who may take one; None for everybody else, and where the route is a draft no longer."""
    if not rules.may_take_way(ground, route.route_state, same=True):
        return None
    planned = plan_ways(SystemViewer("routes.draft", tenant_of(viewer)), route, on=on)
    if planned is None or not planned.open:
        fixed = planned is not None
        return WaysTold(ways=[], kept=0, why_none=rules.explain_no_ways(diagnosed=fixed, fixed=fixed))
    if not planned.ways[1:]:
        return WaysTold(ways=[], kept=0, why_none=rules.explain_no_ways(diagnosed=True, fixed=False))
    shown = [_shown(planned, way, route) for way in planned.ways]
    return WaysTold(ways=shown, kept=len(planned.kept), why_none=None)


@transaction.atomic
def take_way(viewer: AnyViewer, route_id: UUID, *, kind: str, seen: str, edition: int | None, on: date) -> Route:
    """The proposed steps make room for those of the way that was looked at (`seen` is its key); what the person
    accepted, added or began stays as it is."""
    route = lock_route(viewer, route_id, on=on)
    rules.same_edition(edition, route.edition).require()
    ground = ground_on(viewer, route, on=on)
    rules.may_take_way(ground, route.route_state, same=True).require()
    planned = plan_ways(SystemViewer("routes.draft", tenant_of(viewer)), route, on=on)
    way = planned.find(kind, seen) if planned else None
    decision = rules.may_take_way(ground, route.route_state, same=way is not None)
    decision.require()
    if planned is None or way is None or way.kind is None:
        raise AssertionError  # the rule has said no
    _exchange(viewer, route, planned, way)
    route.unserved = _unserved(planned, way)
    route.drafted_with = {**route.drafted_with, "way": way.kind.value}
    route.save(update_fields=["unserved", "drafted_with"])
    words = f"{rules.WAYS[way.kind]}: {count(len(way.steps), 'шаг', 'шага', 'шагов')}, {number(way.hours)} ч"
    _record(viewer, "way-taken", route, on=on, after=way.kind.value, words=words, decision=decision)
    return route


def _exchange(viewer: AnyViewer, route: Route, planned: Planned, way: Way) -> None:
    """Rows of the way instead of those that leave; then everything stands in the order of its days."""
    leaving = (
        RouteStep.objects.of(viewer).select_for_update(of=("self",)).filter(pk__in=[one.pk for one in planned.open])
    )
    for row in leaving.order_by("pk"):
        move_step(row, StepDeed.REMOVE)
    for row in _rows(planned, way, route):
        row.save(force_insert=True)
    ordered = sorted(standing_steps(viewer, route), key=lambda one: (one.starts, one.ends, one.position))
    for at, row in enumerate(ordered, 1):
        RouteStep.objects.of(viewer).filter(pk=row.pk).update(position=at)


def _rows(planned: Planned, way: Way, route: Route) -> list[RouteStep]:
    """The way as steps of the route; each says why it stands in this way."""
    plan = Plan(steps=(way.steps,), unserved=((),), value=way.value)
    rows = steps_of(planned.gathered, plan, 0, route)
    for at, row in enumerate(rows):
        said = _why(planned, way, at)
        row.why = {**row.why, "rule": said.reasons[0].rule, "words": said.text}
    return rows


def _why(planned: Planned, way: Way, at: int) -> Decision:
    held, step, place = planned.gathered.framework, way.steps[at], way.places[at]
    made = planned.gathered.templates[step.self_step] if step.self_step is not None else None
    closes = [(held.title(code), _about(share)) for code, share in place.closes]
    return rules.explain_place(closes, others=place.others, seat=step.offer is not None, why=made.why if made else "")


def _unserved(planned: Planned, way: Way) -> list[dict[str, Any]]:
    return [
        {
            "competency": one.competency,
            "reason": one.reason.value,
            "closed": round(one.closed, 3),
            "words": rules.explain_missing(one.reason, closed=round(100 * one.closed)).text,
        }
        for one in unserved(planned.gathered.problem, way)
    ]


def _shown(planned: Planned, way: Way, route: Route) -> ShownWay:
    base, held = planned.ways[0], planned.gathered.framework
    rows = planned.open if way.kind is None else _rows(planned, way, route)
    whole = [*rows, *planned.kept]
    closes, lacks = dict(way.closes), [one.competency for one in planned.gathered.problem.people[0].deficits]
    steps = [
        WayStep(
            title=row.title,
            kind=row.step_kind.title,
            when=said_days(row.starts, row.ends),
            hours=float(row.hours),
            why=_why(planned, way, at).text,
        )
        for at, row in enumerate(rows)
    ]
    return ShownWay(
        kind=way.kind.value if way.kind else "",
        key=planned.key(way) if way.kind else "",
        title=rules.WAYS[way.kind] if way.kind else "Как предложено сейчас",
        hours=float(sum(one.hours for one in whole)),
        hours_words=_hours(way.hours - base.hours) if way.kind else "",
        days=said_days(min(one.starts for one in whole), max(one.ends for one in whole)),
        days_words=_days(base.last_day - way.last_day) if way.kind else "",
        away=count(way.away, "поездка", "поездки", "поездок") if way.away else "ехать никуда не нужно",
        closes=[(held.title(code), _about(closes.get(code, 0.0))) for code in lacks],
        stays=[held.title(code) for code in way.stays],
        steps=steps,
    )


def _about(share: float) -> int:
    return max(_ROUND, _ROUND * round(100 * share / _ROUND)) if share > 0 else 0


def _hours(more: float) -> str:
    if not round(more):
        return "столько же"
    return f"на {number(abs(more))} ч {'больше' if more > 0 else 'меньше'}"


def _days(sooner: int) -> str:
    if not sooner:
        return ""
    return f"на {count(abs(sooner), 'день', 'дня', 'дней')} {'раньше' if sooner > 0 else 'позже'}"
