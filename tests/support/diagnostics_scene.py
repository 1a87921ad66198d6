"""What tests of diagnostics begin with: a school, its teachers, a diagnostic, who takes it and who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from marshrut.apps.diagnostics.models import Attempt, Campaign, InstrumentVersion
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.services import taking
from marshrut.apps.diagnostics.types import SavedAnswer
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import Viewer
from support.instruments import invite, make_version

__all__ = ["RIGHT", "Scene", "build"]

#: Right answers of `instruments.TASKS`, in order.
RIGHT: tuple[Any, ...] = ("a", ["a", "c"], ["b", "a", "c", "d"], "12,5", "Критерий")


@dataclass
class Scene:
    """`teacher` takes the test, `person` is their record; `others` are colleagues without access."""

    country: Any
    staff: Any
    teacher: Viewer
    person: Any
    others: list[Any]
    version: InstrumentVersion
    campaign: Campaign
    today: date
    now: datetime

    @property
    def paper(self) -> Paper:
        """The test."""
        return get_paper(self.teacher, self.version.pk)

    def begin(self, *, at: datetime | None = None) -> Attempt:
        """The teacher begins."""
        return taking.begin(self.teacher, self.campaign.pk, today=self.today, now=at or self.now)

    def say(
        self,
        attempt: Attempt,
        number: int,
        value: Any,
        *,
        base: int | None = None,
        key: UUID | None = None,
        pressed: datetime | None = None,
        now: datetime | None = None,
        viewer: Viewer | None = None,
    ) -> SavedAnswer:
        """An answer to the item of this number (from 1) arrives."""
        moment = now or self.now + timedelta(minutes=1)
        return taking.save_answer(
            viewer or self.teacher,
            attempt.pk,
            self.paper.tasks[number - 1].id,
            value=value,
            client_key=key or new_id(),
            base=base,
            pressed=pressed or moment,
            now=moment,
        )

    def answer_all(self, attempt: Attempt, values: Any = RIGHT) -> None:
        """Answers in order."""
        for number, value in enumerate(values, 1):
            self.say(attempt, number, value)


def build(country: Any, staff: Any, **more: Any) -> Scene:
    """Teachers of the school are invited by the centre."""
    school = country.places["school"]
    staff.organisation(school)
    teacher = country.viewer(Role.TEACHER)
    person = staff.hire("Ёлкина Анна Петровна", school, birth=date(1985, 3, 2), subjects=["Математика"])
    person.account_id = teacher.account_id
    person.save(update_fields=["account"])
    names = ("Рябинин Пётр", "Грушин Олег", "Вишнина Ия", "Сливина Майя")
    others = [staff.hire(f"{name} Ильич", school, subjects=["История"]) for name in names]
    now = timezone.now()
    day = today(teacher)
    version = make_version(country.system, country.places["top"], **more)
    campaign = invite(
        country.viewer(Role.CENTRE), version, country.places["top"], on=day, now=now, held_by=country.places["top"]
    )
    return Scene(country, staff, teacher, person, others, version, campaign, day, now)
