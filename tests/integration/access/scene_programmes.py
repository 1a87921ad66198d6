"""What addresses of learning name: a programme with a listing, groups, applications, a learner, a plan, a stand-in."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from marshrut.apps.programmes import services
from marshrut.apps.programmes.models import LearningLine, PlanLine
from marshrut.apps.programmes.services import planning
from marshrut.apps.programmes.types import LearningFileKind
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from support.programmes_scene import make_cohort, make_programme
from support.staff import Staff
from support.world import Country

__all__ = ["programmes_of"]


def programmes_of(country: Country, person: UUID, mine: UUID, today: date) -> dict[str, Any]:
    """`person` and the teacher (`mine`) ask for a seat; a colleague learns already, another one stands in."""
    slug, system, school = country.tenant.slug, country.system, country.viewer(Role.SCHOOL)
    programme = make_programme(system, code=f"ПК-{slug}", title=f"Оценивание {slug}")
    listing = services.list_in_register(system, programme.pk, since=today - timedelta(days=9), until=None, number="7")
    cohort = make_cohort(system, programme, on=today, title=f"Группа {slug}", seats=3)
    told: dict[str, Any] = {"on": today, "cohort_id": cohort.pk}
    asked = services.apply(system, person_id=person, client_key=new_id(), **told)
    my_own = services.apply(country.viewer(Role.TEACHER), person_id=mine, client_key=new_id(), **told)
    learner = Staff.of(system).hire(f"Грабова Нина {slug.capitalize()}", country.places["school"])
    under_way = make_cohort(system, programme, on=today, starts=today, title=f"Учится {slug}")
    learns = services.apply(school, cohort_id=under_way.pk, person_id=learner.pk, client_key=new_id(), on=today)
    order: dict[str, Any] = {"order_number": "1", "enrolled_on": today, "on": today}
    enrolled = services.enrol(system, under_way.pk, applications=[learns.pk], **order)
    fields = {"hours": Decimal(6), "form": "in_person", "topic": f"Тема {slug}"}
    meeting = services.plan_meeting(system, under_way.pk, on=today, fields=fields)
    planning.plan_people(school, year=today.year + 1, people={person: "срок"}, on=today)
    days: dict[str, Any] = {"first": today, "last": today, "note": "", "on": today}
    stands = planning.set_stand_in(school, away_id=learner.pk, colleague_id=person, **days)
    return {
        "programme": programme.pk,
        "listing": listing.pk,
        "group": cohort.pk,
        "under_way": under_way.pk,
        "asked": asked.pk,
        "my_own": my_own.pk,
        "learner": enrolled.rows[0].pk,
        "meeting": meeting.pk,
        "plan_line": PlanLine.objects.of(system).get().pk,
        "stand_in": stands.pk,
        "running_step": "running",
        **_file(country, slug, today),
    }


def _file(country: Country, slug: str, today: date) -> dict[str, Any]:
    """A file of the centre: one line is nobody of ours."""
    centre, top = country.viewer(Role.CENTRE), country.places["top"].pk
    text = f"ФИО;Программа;Часов;Дата;Номер\nНебывалов Нил;Курс {slug};16;01.02.2024;7".encode()
    kind = LearningFileKind.COMPLETIONS
    row = services.send_file(centre, BytesIO(text), name=f"{slug}.csv", kind=kind, node_id=top, on=today)
    services.check_file(country.system, row.pk)
    line = LearningLine.objects.of(country.system).get(source=row)
    return {"learning_file": row.pk, "learning_line": line.pk}
