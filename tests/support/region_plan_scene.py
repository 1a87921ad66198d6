"""A region where sharing out seats together is worth more: some could take either of two groups, others only one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from marshrut.apps.programmes.models import Cohort
from marshrut.apps.routes.models import RegionPlan
from marshrut.apps.routes.services import region_plans
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.runner import run
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import Viewer
from support.competencies import record, result
from support.programmes_scene import make_cohort, make_programme
from support.staff import Staff

__all__ = ["RegionScene", "build"]

NARROW, WIDE = "formative_assessment", "feedback"


@dataclass
class RegionScene:
    """`people`: the first half lacks one thing, the second two. Groups: `scarce` for the one, `other` for the second,
    on the same days. `year` is the one after today's, so that nothing depends on the day of the run."""

    country: Any
    staff: Staff
    scarce: Cohort
    other: Cohort
    year: int
    people: list[Any] = field(default_factory=list)

    @property
    def centre(self) -> Viewer:
        return self.country.viewer(Role.CENTRE)  # type: ignore[no-any-return]

    @property
    def today(self) -> date:
        return today(self.centre)

    def ask(self, *, seconds: int = 2, **more: Any) -> RegionPlan:
        """The centre presses."""
        top = self.country.places["top"].pk
        return region_plans.ask_plan(self.centre, top, seconds=seconds, year=self.year, on=self.today, **more)

    def work(self, plan: RegionPlan) -> RegionPlan:
        """What the worker does with the plan's job."""
        plan.refresh_from_db()
        run(UUID(str(plan.job_id)))
        job = Job.objects.of(self.country.system).get(pk=plan.job_id)
        assert job.state in {"done", "stopped"}, job.error
        plan.refresh_from_db()
        return plan

    def planned(self, **more: Any) -> RegionPlan:
        """A draft that waits."""
        return self.work(self.ask(**more))

    def publish(self, plan: RegionPlan, **more: Any) -> RegionPlan:
        """Press, and what the worker does."""
        return self.work(region_plans.publish(self.centre, plan.pk, on=self.today, **more))


def build(country: Any, *, each: int = 8) -> RegionScene:
    """Two schools of two districts, half of each kind of people in either."""
    staff, system = Staff.of(country.system), country.system
    school, other = country.places["school"], country.places["other_school"]
    for place in (school, other):
        staff.organisation(place)
    people = [
        staff.hire(f"Рябинин Пётр{number} Ильич", school if number % 2 else other, subjects=["Математика"])
        for number in range(2 * each)
    ]
    on = today(system)
    week = on - timedelta(days=7)
    rows = [result(one.pk, NARROW, 2, on=week) for one in people]
    rows += [result(one.pk, WIDE, 2, on=week) for one in people[each:]]
    record(system, *rows)
    starts = date(on.year + 1, 3, 2)
    told: dict[str, Any] = {"on": on, "starts": starts, "form": "distance"}
    scarce = make_programme(system, code="РП-1", effects={NARROW: 0.6}, form="distance")
    wide = make_programme(system, code="РП-2", title="Обратная связь", effects={WIDE: 0.55}, form="distance")
    groups = [make_cohort(system, scarce, seats=each, **told), make_cohort(system, wide, seats=each, **told)]
    return RegionScene(country, staff, groups[0], groups[1], on.year + 1, people)
