"""A draft as rows: the route of a person with its steps, goals and the first entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import JSONField, Model
from psycopg.types.json import Jsonb

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.routes import rules
from marshrut.apps.routes.models import Goal, Route, RouteEntry, RouteStep
from marshrut.apps.routes.queries.drafting import Gathered
from marshrut.apps.routes.types import (
    ChosenBy,
    Formality,
    Reach,
    ReleaseState,
    RouteOrigin,
    RouteState,
    StepKind,
    StepState,
)
from marshrut.cores.planning import Plan, PlannedStep
from marshrut.cores.planning.places import distance_of
from marshrut.cores.planning.problem import REACHES
from marshrut.foundation.scope.bulk import copy_rows
from marshrut.foundation.scope.viewer import SystemViewer, tenant_of

__all__ = ["GREEDY", "SHARED", "steps_of", "write_rows"]

#: Of the most important deficits so many become goals; the rest stands in the basis.
GOALS = 3
#: Best value an hour first, as drafts for a place and for one person are made.
GREEDY: Mapping[str, str] = MappingProxyType({"method": "greedy"})
#: Seats shared out over the whole region at once.
SHARED = "region plan"


def write_rows(
    system: SystemViewer,
    gathered: Gathered,
    plan: Plan,
    indexes: Sequence[int],
    *,
    account: UUID | None,
    seed: int,
    name: str = "",
    made_with: Mapping[str, str] = GREEDY,
) -> list[Route]:
    """Routes of these people with steps, goals and the first entry; who got a live one meanwhile is left alone.

    `made_with` is kept with each route: the method, and what a method names besides."""
    people: list[Any] = [gathered.problem.people[index].key for index in indexes]
    origins = competencies.origins_of(system, people, on=gathered.on)
    rows = {
        index: _route(system, gathered, plan, index, origins, account=account, seed=seed, made_with=made_with)
        for index in indexes
    }
    Route.objects.of(system).bulk_create(rows.values(), batch_size=100, ignore_conflicts=True)
    written = set(
        Route.objects.of(system).filter(pk__in=[row.pk for row in rows.values()]).values_list("pk", flat=True)
    )
    kept = {index: row for index, row in rows.items() if row.pk in written}
    _copy(RouteStep, (one for index, row in kept.items() for one in steps_of(gathered, plan, index, row)))
    _copy(Goal, (one for index, row in kept.items() for one in _goals(gathered, index, row)))
    _copy(RouteEntry, (_entry(row, name) for row in kept.values()))
    return list(kept.values())


def _copy(model: type[Model], rows: Iterable[Model]) -> None:
    """New rows with COPY: an INSERT of thousands of steps spends its time on parameters."""
    fields = model._meta.concrete_fields
    plain = [(field.attname, isinstance(field, JSONField)) for field in fields]
    columns = [str(field.column) for field in fields]
    copy_rows(
        model,
        columns,
        ([Jsonb(getattr(row, name)) if json else getattr(row, name) for name, json in plain] for row in rows),
    )


def _route(
    system: SystemViewer,
    gathered: Gathered,
    plan: Plan,
    index: int,
    origins: Any,
    *,
    account: UUID | None,
    seed: int,
    made_with: Mapping[str, str],
) -> Route:
    person: Any = gathered.problem.people[index].key
    pieces = origins.get(person, {})
    last = max((one for found in pieces.values() for one in found), default=(None, ""))
    return Route(
        tenant_id=tenant_of(system),
        person_id=person,
        node_id=gathered.nodes[person],
        year=gathered.year,
        origin=RouteOrigin.DRAFTED.value,
        basis=[
            {
                "competency": one.competency,
                "standing": one.standing.value,
                "certainty": round(one.below, 3),
                "last_on": one.last_on.isoformat(),
                "origins": sorted({origin for _, origin in pieces.get(one.competency, ())}),
            }
            for one in gathered.deficits[person]
        ],
        diagnosed_on=last[0],
        diagnosed_origin=last[1][:40],
        unserved=[
            {
                "competency": one.competency,
                "reason": one.reason.value,
                "closed": round(one.closed, 3),
                "words": rules.explain_missing(one.reason, closed=round(100 * one.closed)).text,
            }
            for one in plan.unserved[index]
        ],
        drafted_with={
            **made_with,
            "seed": seed,
            "people": len(gathered.problem.people),
            "hours": gathered.problem.people[index].hours,
            "reach": gathered.problem.people[index].reach,
            "not_formal": gathered.problem.people[index].not_formal,
        },
        made_on=gathered.on,
        made_by=account,
        moved_on=gathered.on,
    )


def steps_of(gathered: Gathered, plan: Plan, index: int, route: Route) -> list[RouteStep]:
    """The planned steps of one person as rows, in their order."""
    return [_step(gathered, index, one, route, at) for at, one in enumerate(plan.steps[index], 1)]


def _step(gathered: Gathered, index: int, one: PlannedStep, route: Route, position: int) -> RouteStep:
    fields = _group(gathered, index, one.offer) if one.offer is not None else _template(gathered, one)
    kind, reach = fields["kind"], fields["reach"]
    asked = bool(rules.must_ask_release(kind, reach))
    share = round(100 * sum(closed for _, closed in one.closes) / max(1, len(one.closes)))
    return RouteStep(
        tenant_id=route.tenant_id,
        route=route,
        position=position,
        starts=date.fromordinal(one.days[0]),
        ends=date.fromordinal(one.days[1]),
        hours=Decimal(str(one.hours)),
        serves=[code for code, _ in one.closes],
        why=_why(gathered, one, share=share, why=fields.pop("because"), shared=_is_shared(route)),
        chosen_by=ChosenBy.DRAFT.value,
        state=StepState.PROPOSED.value,
        release=(ReleaseState.ASKED if asked else ReleaseState.NOT_ASKED).value,
        **{**fields, "kind": kind.value, "reach": reach.value},
    )


def _group(gathered: Gathered, index: int, number: int) -> dict[str, Any]:
    offer = gathered.offers[number]
    far = distance_of(gathered.problem.people[index], gathered.problem.offers[number])
    return {
        "kind": StepKind(offer.kind),
        "formality": Formality.FORMAL.value,
        "title": offer.title[:400],
        "reach": Reach(REACHES[far]),
        "place": offer.place[:300],
        "cohort_id": offer.cohort_id,
        "because": "",
    }


def _template(gathered: Gathered, one: PlannedStep) -> dict[str, Any]:
    made = gathered.templates[one.self_step or 0]
    entry = gathered.framework.competencies.get(one.closes[0][0]) if one.closes else None
    begin = (entry.step if entry else "").rstrip(".")
    return {
        "kind": StepKind(made.kind),
        "formality": made.formality,
        "title": made.title.replace("{step}", begin[:1].lower() + begin[1:])[:400],
        "reach": Reach(made.reach),
        "because": made.why,
    }


def _is_shared(route: Route) -> bool:
    said = route.drafted_with
    return bool(said.get("method") == SHARED and said.get("chosen") != "greedy")


def _why(gathered: Gathered, one: PlannedStep, *, share: int, why: str, shared: bool) -> dict[str, Any]:
    said = rules.explain_step(
        titles=[gathered.framework.title(code) for code, _ in one.closes],
        share=share,
        hours=f"{one.hours:g}",
        others=one.others,
        formal=one.formal,
        why=why,
        shared=shared,
    )
    return {
        "rule": said.reasons[0].rule,
        "words": said.text,
        "closes": {code: round(closed, 3) for code, closed in one.closes},
        "worth": round(one.worth, 5),
        "instead": [str(gathered.offers[other].cohort_id) for other in one.instead],
    }


def _goals(gathered: Gathered, index: int, route: Route) -> list[Goal]:
    first = sorted(gathered.problem.people[index].deficits, key=lambda one: (-one.weight * one.size, one.competency))
    return [
        Goal(tenant_id=route.tenant_id, route=route, competency=one.competency, chosen_by=ChosenBy.DRAFT.value)
        for one in first[:GOALS]
    ]


def _entry(route: Route, name: str) -> RouteEntry:
    return RouteEntry(
        tenant_id=route.tenant_id,
        route=route,
        by=route.made_by,
        name=name[:260],
        what="drafted",
        after=RouteState.DRAFT.value,
        rule="ROUTES-32",
    )
