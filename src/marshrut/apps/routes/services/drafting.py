"""Drafts of routes: for one person at once, for a place behind the page in batches that stand each for itself.

A job that is stopped or killed leaves whole routes and nothing half: begun again from its stored input it drafts those
who have none yet. People who have a live route for the year are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from marshrut.apps.competencies import queries as competencies
from marshrut.apps.registry import queries as registry
from marshrut.apps.routes import access, rules
from marshrut.apps.routes.models import Route
from marshrut.apps.routes.queries.calendar import current_year
from marshrut.apps.routes.queries.drafting import Gathered, gather, people_at
from marshrut.apps.routes.services.drafted import steps_of, write_rows
from marshrut.apps.routes.services.writing import account_of_viewer
from marshrut.cores.planning import Plan, draft
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.scope import access as scope_access
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
        rows = write_rows(system, gathered, plan, [0], account=account, seed=seed, name=name)
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
        for one in steps_of(gathered, plan, index, route)
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
            made += write_rows(system, gathered, plan, indexes[start : start + BATCH], account=account, seed=seed)
    return made
