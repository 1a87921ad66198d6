"""Drafts of routes: for one person at once, for a place behind the page in batches that stand each for itself.

A job that is stopped or killed leaves whole routes and nothing half: begun again from its stored input it drafts those
who have none yet. People who have a live route for the year are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import JSONField, Model
from psycopg.types.json import Jsonb

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.registry import queries as registry
from marshrut.apps.routes import access, rules
from marshrut.apps.routes.models import Goal, Route, RouteEntry, RouteStep
from marshrut.apps.routes.queries.calendar import current_year
from marshrut.apps.routes.queries.drafting import Gathered, gather, people_at
from marshrut.apps.routes.services.writing import account_of_viewer
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
from marshrut.cores.planning import Plan, PlannedStep, draft
from marshrut.cores.planning.places import distance_of
from marshrut.cores.planning.problem import REACHES
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.bulk import copy_rows
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of

__all__ = [
    "BATCH",
    "JOB",
    "Drafted",
    "ask_drafts",
    "draft_people",
    "draft_person",
    "draft_these",
    "plan_person",
    "tell_draft",
    "write_drafts",
]

JOB = "routes.drafts"
#: People whose routes are written in one transaction.
BATCH = 500
#: Of the most important deficits so many become goals; the rest stands in the basis.
GOALS = 3
_WHOLE, _PLANNED = 1000, 600
Step = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What came of a draft for many: figures that say nothing of anybody's level."""

    made: int
    alone: int
    without_ground: int
    without_steps: int
    steps: int
    hours: float
    seats: int


def _nothing(done: int, total: int, words: str) -> None:
    """Nobody watches."""


@transaction.atomic
def ask_drafts(viewer: Viewer, node_id: UUID, *, on: date, year: int | None = None) -> Job:
    """Begin drafts for everybody of a place. Raises Refused by ROUTES-30, Node.DoesNotExist."""
    node: Node = Node.objects.of(viewer).get(pk=node_id)
    rules.may_draft(viewer.role, inside=scope_access.inside(viewer, node_id, on=on)).require()
    begins = current_year(viewer, on=on) if year is None else year
    return jobs.start(
        viewer,
        JOB,
        title=f"Черновики маршрутов: {node.short or node.name}"[:180],
        node_id=str(node_id),
        year=begins,
        on=on.isoformat(),
        seed=0,
        by=str(viewer.account_id),
    )


def plan_person(
    viewer: AnyViewer, person_id: UUID, *, on: date, year: int | None = None, seed: int = 0
) -> tuple[Gathered, Plan]:
    """The draft of one person before it is written. Raises Route.DoesNotExist for somebody who is closed to the
    viewer, Refused by ROUTES-31 and, where there is nothing to draft from, ROUTES-38."""
    person = registry.kept_people(viewer, [person_id]).get(person_id)
    ground = access.open_ground(viewer, person, on=on) if person else None
    if person is None or ground is None:
        raise Route.DoesNotExist
    rules.may_draft_person(ground).require()
    begins = current_year(viewer, on=on) if year is None else year
    system = SystemViewer("routes.draft", tenant_of(viewer))
    gathered = gather(system, [person], year=begins, on=on, whole=False)
    known = bool(gathered.deficits) or bool(competencies.origins_of(system, [person], on=on))
    plan = draft(gathered.problem, seed=seed)
    facts = {"deficits": len(gathered.deficits), "steps": sum(map(len, plan.steps))}
    rules.explain_no_draft(live=bool(gathered.alone), diagnosed=known, **facts).require()
    return gathered, plan


def draft_person(viewer: AnyViewer, person_id: UUID, *, on: date, year: int | None = None, seed: int = 0) -> Route:
    """The same, written down as a draft with proposed steps."""
    gathered, plan = plan_person(viewer, person_id, on=on, year=year, seed=seed)
    system = SystemViewer("routes.draft", tenant_of(viewer))
    name = viewer.name if isinstance(viewer, Viewer) else ""
    with transaction.atomic():
        account = account_of_viewer(viewer)
        rows = _write(system, gathered, plan, [0], account=account, seed=seed, name=name)
        if not rows:  # a second press, or somebody else at the same moment
            rules.explain_no_draft(live=True, diagnosed=True, deficits=1, steps=1).require()
        audit.record(viewer, "routes.drafted", target=rows[0], person_id=rows[0].person_id)
    return rows[0]


def tell_draft(gathered: Gathered, plan: Plan, index: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A draft of one person in words: steps, and what stays without one."""
    route = Route()
    steps = [
        {
            "kind": one.kind,
            "title": one.title,
            "days": f"{one.starts:%d.%m.%Y}–{one.ends:%d.%m.%Y}",
            "hours": float(one.hours),
            "serves": list(one.serves),
            "why": one.why["words"],
            "cohort": str(one.cohort_id) if one.cohort_id else None,
        }
        for one in _steps(gathered, plan, index, route)
    ]
    unserved = [
        {
            "competency": one.competency,
            "title": gathered.framework.title(one.competency),
            "reason": one.reason.value,
            "words": rules.explain_missing(one.reason, closed=round(100 * one.closed)).text,
        }
        for one in plan.unserved[index]
    ]
    return steps, unserved


def draft_people(
    system: SystemViewer,
    node_id: UUID,
    *,
    year: int,
    on: date,
    seed: int = 0,
    step: Step = _nothing,
    account: UUID | None = None,
    write: bool = True,
) -> tuple[Drafted, Gathered, Plan]:
    """Drafts for everybody whose main work is at or below a place; `write` False: only look."""
    step(0, _WHOLE, "собираем, кому что нужно")
    people = people_at(system, node_id, on=on)
    done = draft_these(system, people, year=year, on=on, seed=seed, step=step, account=account, write=write)
    if write:
        node = Node.objects.of(system).get(pk=node_id)
        audit.record(system, "routes.drafts-made", target=node, reason=f"маршрутов: {done[0].made}")
    return done


def draft_these(
    system: SystemViewer,
    people: Collection[UUID],
    *,
    year: int,
    on: date,
    seed: int = 0,
    step: Step = _nothing,
    account: UUID | None = None,
    write: bool = True,
) -> tuple[Drafted, Gathered, Plan]:
    """The same for people who are named."""
    gathered = gather(system, people, year=year, on=on, whole=True, told=lambda words: step(0, _WHOLE, words))
    plan = draft(
        gathered.problem,
        seed=seed,
        tick=lambda done, total: step(_PLANNED * done // max(1, total), _WHOLE, "подбираем шаги"),
    )
    with_steps = [index for index, steps in enumerate(plan.steps) if steps]
    made = len(with_steps)
    if write:
        made = len(write_drafts(system, gathered, plan, with_steps, account=account, seed=seed, step=step))
    return _figures(gathered, plan, made), gathered, plan


def _figures(gathered: Gathered, plan: Plan, made: int) -> Drafted:
    steps = [step for steps in plan.steps for step in steps]
    return Drafted(
        made=made,
        alone=gathered.alone,
        without_ground=gathered.without_ground,
        without_steps=plan.without,
        steps=len(steps),
        hours=sum(step.hours for step in steps),
        seats=sum(step.formal for step in steps),
    )


def write_drafts(
    system: SystemViewer,
    gathered: Gathered,
    plan: Plan,
    indexes: Sequence[int],
    *,
    account: UUID | None,
    seed: int,
    step: Step = _nothing,
) -> list[Route]:
    """Write the drafts of these people batch by batch, each whole; returns what was written."""
    made: list[Route] = []
    for start in range(0, len(indexes), BATCH):
        step(_PLANNED + (_WHOLE - _PLANNED) * start // len(indexes), _WHOLE, f"записываем: {start} из {len(indexes)}")
        with transaction.atomic():
            made += _write(system, gathered, plan, indexes[start : start + BATCH], account=account, seed=seed)
    return made


def _write(
    system: SystemViewer,
    gathered: Gathered,
    plan: Plan,
    indexes: Sequence[int],
    *,
    account: UUID | None,
    seed: int,
    name: str = "",
) -> list[Route]:
    """Routes of these people with steps, goals and the first entry; who got a live one meanwhile is left alone."""
    people: list[Any] = [gathered.problem.people[index].key for index in indexes]
    origins = competencies.origins_of(system, people, on=gathered.on)
    rows = {index: _route(system, gathered, plan, index, origins, account=account, seed=seed) for index in indexes}
    Route.objects.of(system).bulk_create(rows.values(), batch_size=100, ignore_conflicts=True)
    written = set(
        Route.objects.of(system).filter(pk__in=[row.pk for row in rows.values()]).values_list("pk", flat=True)
    )
    kept = {index: row for index, row in rows.items() if row.pk in written}
    _copy(RouteStep, (one for index, row in kept.items() for one in _steps(gathered, plan, index, row)))
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
    system: SystemViewer, gathered: Gathered, plan: Plan, index: int, origins: Any, *, account: UUID | None, seed: int
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
            "method": "greedy",
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


def _steps(gathered: Gathered, plan: Plan, index: int, route: Route) -> list[RouteStep]:
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
        why=_why(gathered, one, share=share, why=fields.pop("because")),
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


def _why(gathered: Gathered, one: PlannedStep, *, share: int, why: str) -> dict[str, Any]:
    said = rules.explain_step(
        titles=[gathered.framework.title(code) for code, _ in one.closes],
        share=share,
        hours=f"{one.hours:g}",
        others=one.others,
        formal=one.formal,
        why=why,
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
