"""What tests of learning begin with: a school, its head and teachers, a programme in the register, a scarce cohort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from marshrut.apps.programmes import services
from marshrut.apps.programmes.models import Application, Cohort, Programme
from marshrut.apps.programmes.types import ApplicationState
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer, Viewer
from support.staff import Staff

__all__ = ["Scene", "build", "make_cohort", "make_programme"]


def make_programme(viewer: AnyViewer, *, effects: dict[str, float] | None = None, **more: Any) -> Programme:
    """A programme that takes people."""
    fields = {
        "code": "ПК-1",
        "title": "Формирующее оценивание на уроке",
        "kind": "upskilling",
        "hours": 36,
        "form": "in_person",
        "state": "open",
        "provider_name": "Центр роста",
        **more,
    }
    return services.keep_programme(viewer, None, fields=fields, effects=effects or {"formative_assessment": 0.6})


def make_cohort(viewer: AnyViewer, programme: Programme, *, on: date, **more: Any) -> Cohort:
    """Begins in ten days, lasts five, two seats."""
    starts = more.pop("starts", on + timedelta(days=10))
    fields = {
        "title": programme.title,
        "starts": starts,
        "ends": starts + timedelta(days=4),
        "seats": 2,
        "min_size": 1,
        "hours": programme.hours,
        "form": programme.form,
        "place": "каб. 5",
        **more,
    }
    return services.keep_cohort(viewer, programme.pk, None, fields=fields, on=on)


@dataclass
class Scene:
    """`teacher` signs in and is `person`; `boss` is the head's own record; `others` are colleagues without access."""

    country: Any
    staff: Staff
    teacher: Viewer
    person: Any
    boss: Any
    others: list[Any]
    programme: Programme
    cohort: Cohort
    today: date

    def ask(self, person: Any, *, cohort: Cohort | None = None, viewer: AnyViewer | None = None, **more: Any) -> Any:
        """A press for a seat."""
        told: dict[str, Any] = {"client_key": new_id(), "on": self.today, **more}
        cohort_id = (cohort or self.cohort).pk
        return services.apply(viewer or self.country.system, cohort_id=cohort_id, person_id=person.pk, **told)

    def seat(self, person: Any, **more: Any) -> Application:
        """Asked and agreed."""
        asked = self.ask(person, **more)
        return services.agree(self.country.viewer(Role.SCHOOL), asked.pk, on=self.today)

    def states(self, cohort: Cohort | None = None) -> list[str]:
        """States of a cohort's applications, in the order of the queue."""
        rows = Application.objects.of(self.country.system).filter(cohort=cohort or self.cohort)
        return list(rows.order_by("turn").values_list("state", flat=True))

    def state(self, application_id: UUID) -> ApplicationState:
        """How an application stands."""
        return ApplicationState(Application.objects.of(self.country.system).get(pk=application_id).state)


def build(country: Any) -> Scene:
    """The teacher and the head of the first school are in its list; so are four colleagues."""
    staff, school = Staff.of(country.system), country.places["school"]
    staff.organisation(school)
    staff.organisation(country.places["other_school"])
    teacher, head = country.viewer(Role.TEACHER), country.viewer(Role.SCHOOL)
    person = staff.hire("Ёлкина Анна Петровна", school, birth=date(1985, 3, 2), subjects=["Математика"])
    boss = staff.hire("Берёзов Пётр Ильич", school, post="директор")
    for record, viewer in ((person, teacher), (boss, head)):
        record.account_id = viewer.account_id
        record.save(update_fields=["account"])
    names = ("Рябинин Пётр", "Грушин Олег", "Вишнина Ия", "Сливина Майя")
    others = [staff.hire(f"{name} Ильич", school, subjects=["История"]) for name in names]
    day, centre = today(teacher), country.viewer(Role.CENTRE)
    programme = make_programme(centre)
    services.list_in_register(centre, programme.pk, since=day - timedelta(days=100), until=None, number="ФР-7")
    cohort = make_cohort(centre, programme, on=day)
    return Scene(country, staff, teacher, person, boss, others, programme, cohort, day)
