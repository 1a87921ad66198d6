"""What tests of routes begin with: a teacher with a low result, who accompanies them, their head, a scarce group."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marshrut.apps.competencies.services import sharing
from marshrut.apps.programmes.models import Cohort
from marshrut.apps.routes import services
from marshrut.apps.routes.models import Route, RouteStep
from marshrut.apps.routes.queries.calendar import current_year
from marshrut.apps.routes.services import NewStep
from marshrut.apps.routes.types import Formality, Reach, StepKind
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import Viewer
from support.competencies import record, result
from support.programmes_scene import make_cohort, make_programme
from support.staff import Staff

__all__ = ["CODE", "Scene", "build", "pair", "visit"]

CODE = "formative_assessment"


def visit(start: date, **more: Any) -> NewStep:
    """A lesson at a colleague's, in another school: the head is asked."""
    said: dict[str, Any] = {
        "kind": StepKind.LESSON_VISIT,
        "formality": Formality.NON_FORMAL,
        "title": "Урок у Веры Липиной",
        "starts": start,
        "ends": start,
        "hours": Decimal(2),
        "serves": (CODE,),
        **more,
    }
    return NewStep(**said)


def pair(start: date, **more: Any) -> NewStep:
    """Work with a colleague of the same school: nobody is asked."""
    said: dict[str, Any] = {
        "kind": StepKind.PAIR,
        "formality": Formality.NON_FORMAL,
        "title": "Урок вдвоём",
        "starts": start,
        "ends": start + timedelta(days=20),
        "hours": Decimal(8),
        "reach": Reach.SETTLEMENT,
        **more,
    }
    return NewStep(**said)


@dataclass
class Scene:
    """`teacher` is `person`; `methodist` accompanies them (`companion`); `outsider` works in another school."""

    country: Any
    staff: Staff
    person: Any
    companion: Any
    outsider: Any
    people: dict[str, Any] = field(default_factory=dict)

    @property
    def teacher(self) -> Viewer:
        return self.country.viewer(Role.TEACHER)  # type: ignore[no-any-return]

    @property
    def methodist(self) -> Viewer:
        return self.country.viewer(Role.REGIONAL_METHODOLOGIST)  # type: ignore[no-any-return]

    @property
    def head(self) -> Viewer:
        return self.country.viewer(Role.SCHOOL)  # type: ignore[no-any-return]

    @property
    def district(self) -> Viewer:
        return self.country.viewer(Role.MUNICIPAL_METHODOLOGIST)  # type: ignore[no-any-return]

    @property
    def centre(self) -> Viewer:
        return self.country.viewer(Role.CENTRE)  # type: ignore[no-any-return]

    @property
    def today(self) -> date:
        return today(self.teacher)

    def cohort(self, **more: Any) -> Cohort:
        """A group of a programme that serves what the teacher's route is about."""
        programme = make_programme(self.centre, code=more.pop("code", "ПК-1"), effects={CODE: 0.6})
        return make_cohort(self.centre, programme, on=self.today, **more)

    def route(self, *steps: NewStep, state: str = "draft") -> Route:
        """The teacher's route with these steps, in that state."""
        on = self.today
        made = services.make_route(self.teacher, self.person.pk, year=current_year(self.teacher, on=on), on=on)
        for one in steps or (pair(on),):
            services.add_step(self.teacher, made.pk, one, on=on)
        if state in {"agreement", "approved", "running"}:
            made = services.send(self.teacher, made.pk, on=on)
        if state in {"approved", "running"}:
            made = services.approve(self.methodist, made.pk, edition=made.edition, on=on)
        if state == "running":
            services.night(self.country.system, on=on)
        made.refresh_from_db()
        return made

    def steps(self, route: Route) -> list[RouteStep]:
        """All of them, in order."""
        return list(RouteStep.objects.of(self.country.system).filter(route=route).order_by("position", "changed_at"))

    def accompany(self, person: Any, companion: Any, **more: Any) -> Any:
        """By an order of the centre, from that day on."""
        said: dict[str, Any] = {
            "order_number": "5-м",
            "order_date": self.today,
            "since": self.today,
            "until": None,
            "on": self.today,
            **more,
        }
        return sharing.accompany(self.country.system, person.pk, companion_id=companion.pk, **said)


def build(country: Any, staff: Staff) -> Scene:
    """The teacher of the first district's school, a methodist who works in the other district."""
    school, other = country.places["school"], country.places["other_school"]
    for place in (school, other):
        staff.organisation(place)
    person = staff.hire("Ёлкина Анна Петровна", school, subjects=["Математика"])
    companion = staff.hire("Соснин Илья Львович", other, post="методист")
    outsider = staff.hire("Липина Вера Олеговна", other)
    for one, role in ((person, Role.TEACHER), (companion, Role.REGIONAL_METHODOLOGIST)):
        one.account = country.people[role]
        one.save(update_fields=["account"])
    scene = Scene(country, staff, person, companion, outsider)
    week = scene.today - timedelta(days=7)
    record(country.system, result(person.pk, CODE, 2, on=week))
    scene.accompany(person, companion)
    return scene
