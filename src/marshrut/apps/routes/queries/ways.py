"""Other ways of a draft: what could stand in the route instead of the proposed steps, and what each way takes.

Steps that the person accepted, added or took already stay in every way; a group that was refused or removed is not
proposed again. Asked by work without a person (`SystemViewer`): the page shows it to who may open the results alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from marshrut.apps.routes.models import Route, RouteEntry, RouteStep
from marshrut.apps.routes.queries.drafting import Gathered, gather
from marshrut.apps.routes.types import ChosenBy, Formality, Reach, StepState
from marshrut.cores import planning
from marshrut.foundation.scope.viewer import SystemViewer

__all__ = ["Planned", "plan_ways"]

_AWAY = frozenset({Reach.DISTRICT.value, Reach.TRAVEL.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The standing draft and its other ways, with the rows that would leave (`open`) and those that stay."""

    gathered: Gathered
    ways: list[planning.Way]
    open: list[RouteStep]
    kept: list[RouteStep]

    def key(self, way: planning.Way) -> str:
        """The same for the same groups and steps on the same days: what was looked at is what is written."""
        told = "|".join(f"{self._name(one)}.{one.days[0]}.{one.days[1]}" for one in way.steps)
        return sha256(told.encode()).hexdigest()[:32]

    def _name(self, one: planning.PlannedStep) -> str:
        if one.offer is not None:
            return str(self.gathered.offers[one.offer].cohort_id)
        return self.gathered.templates[one.self_step or 0].code

    def find(self, kind: str, key: str) -> planning.Way | None:
        """The way that was looked at; None where it is another one now."""
        return next((one for one in self.ways[1:] if one.kind == kind and self.key(one) == key), None)


def plan_ways(system: SystemViewer, route: Route, *, on: date) -> Planned | None:
    """None where there is nothing known that a way could close."""
    gathered = gather(system, [route.person_id], year=route.year, on=on, whole=False, spare=route.pk)
    if not gathered.problem.people or not gathered.problem.people[0].deficits:
        return None
    unsaid = RouteEntry.objects.of(system).filter(step=OuterRef("pk"), what="step-removed")
    rows = RouteStep.objects.of(system).filter(route=route).annotate(unwanted=Exists(unsaid))
    steps: list[Any] = list(rows.order_by("position", "starts"))
    standing = [one for one in steps if one.step_state.standing]
    free = [one for one in standing if _open(one)]
    kept = [one for one in standing if not _open(one)]
    gone = {one.cohort_id for one in steps if one.step_state is StepState.REFUSED or one.unwanted} - {None}
    gathered = _without(gathered, gone, kept)
    offers = {one.cohort_id: at for at, one in enumerate(gathered.offers)}
    away = sum(one.cohort_id is not None and one.reach in _AWAY for one in free)
    stood = [_stood(one, gathered, offers) for one in free]
    return Planned(gathered=gathered, ways=planning.ways(gathered.problem, stood, away=away), open=free, kept=kept)


def _open(row: RouteStep) -> bool:
    """Proposed by a draft, not answered, no seat asked for: it may make room for another one."""
    return (
        row.step_state is StepState.PROPOSED
        and row.chosen_by == ChosenBy.DRAFT.value
        and row.application_id is None
        and row.instead_of_id is None
    )


def _without(gathered: Gathered, gone: set[Any], kept: Sequence[RouteStep]) -> Gathered:
    """The same problem: without programmes that were refused, with what the person keeps, each kind of step once."""
    refused = {one.programme_id for one in gathered.offers if one.cohort_id in gone}
    stays = [at for at, one in enumerate(gathered.offers) if one.programme_id not in refused]
    held = {(one.kind, float(one.hours)) for one in kept if one.cohort_id is None}
    free = [at for at, one in enumerate(gathered.templates) if (one.kind, one.hours) not in held]
    by_cohort = {one.cohort_id: one for one in gathered.offers}
    problem = gathered.problem
    person = replace(
        problem.people[0], kept=tuple(_kept(one, by_cohort) for one in kept if one.step_state is not StepState.MISSED)
    )
    return replace(
        gathered,
        offers=tuple(gathered.offers[at] for at in stays),
        templates=tuple(gathered.templates[at] for at in free),
        problem=replace(
            problem,
            people=(person,),
            offers=tuple(problem.offers[at] for at in stays),
            self_steps=tuple(problem.self_steps[at] for at in free),
        ),
    )


def _closes(row: RouteStep) -> dict[str, float]:
    said = row.why.get("closes", {}) if isinstance(row.why, dict) else {}
    return {code: float(share) for code, share in said.items()}


def _kept(row: RouteStep, by_cohort: dict[UUID, Any]) -> planning.Kept:
    offer = by_cohort.get(row.cohort_id) if row.cohort_id else None
    return planning.Kept(
        days=(row.starts.toordinal(), row.ends.toordinal()),
        hours=float(row.hours),
        formal=row.formality == Formality.FORMAL.value,
        programme=offer.programme_id if offer else None,
        effects={code: float(share) for code, share in offer.effects.items()} if offer else _closes(row),
    )


def _stood(row: RouteStep, gathered: Gathered, offers: dict[UUID, int]) -> planning.PlannedStep:
    alike = (at for at, one in enumerate(gathered.templates) if (one.kind, one.hours) == (row.kind, float(row.hours)))
    return planning.PlannedStep(
        offer=offers.get(row.cohort_id) if row.cohort_id else None,
        self_step=None if row.cohort_id else next(alike, None),
        days=(row.starts.toordinal(), row.ends.toordinal()),
        hours=float(row.hours),
        closes=tuple(_closes(row).items()),
        worth=0.0,
    )
