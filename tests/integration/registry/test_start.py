"""«С чего начать»: the first page of an empty region counts what is there and who has not sent theirs."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from marshrut.apps.diagnostics.queries import Begun
from marshrut.apps.registry.models import Person
from marshrut.apps.registry.queries.start import find_beginning, is_empty
from marshrut.desks.start.views import steps_of
from marshrut.foundation.scope.types import Role
from support.world import sign_in

ON = date(2026, 11, 22)


def test_an_empty_region_begins_with_organisations(country):
    centre = country.viewer(Role.CENTRE)
    assert is_empty(centre, on=ON)
    found = find_beginning(centre, on=ON)
    assert (found.organisations, found.people, found.waiting) == (0, 0, 0)
    assert [step.state for step in steps_of(found, Begun(), holds=True)] == ["now", "next", "next", "next", "next"]


def test_each_step_counts_what_is_there(country, staff):
    school, other = country.places["school"], country.places["other_school"]
    staff.organisation(school)
    staff.organisation(other)
    staff.organisation(country.places["district"], kind="authority")
    anna = staff.hire("Ёлкина Анна Петровна", school)
    staff.work(anna, school, post="методист")
    staff.hire("Берёзов Пётр Ильич", school)
    Person.objects.of(country.system).filter(pk=anna.pk).update(account=country.people[Role.TEACHER])
    found = find_beginning(country.viewer(Role.CENTRE), on=ON)
    assert (found.organisations, found.staffed, found.filled, found.waiting) == (3, 2, 1, 1)
    assert (found.people, found.with_access, found.come_in) == (2, 1, 1)
    steps = steps_of(found, Begun(), holds=True)
    assert [step.state for step in steps[:2]] == ["done", "now"]
    assert "Не прислали: 1 из 2" in steps[1].note
    assert "Без доступа: 1" in steps[3].note
    assert (steps[4].state, steps[4].button) == ("now", "Назначить первую")


def test_the_last_step_counts_who_was_diagnosed_and_leads_to_the_diagnostics(country, staff):
    staff.organisation(country.places["school"])
    staff.hire("Ёлкина Анна Петровна", country.places["school"])
    found = find_beginning(country.viewer(Role.CENTRE), on=ON)
    begun = Begun(announced=2, people=1)
    last = steps_of(found, begun, holds=True)[-1]
    assert (last.state, last.url) == ("done", reverse("diagnostics:campaigns"))
    assert "Назначено: 2. Прошли хотя бы одну: 1 человек." in last.note
    assert steps_of(found, begun, holds=False)[-1].url == "", "who announces nothing has nothing to press"


def test_a_municipality_counts_its_own(country, staff):
    staff.organisation(country.places["other_school"])
    staff.hire("Ёлкина Анна Петровна", country.places["other_school"])
    assert is_empty(country.viewer(Role.MUNICIPAL_METHODOLOGIST), on=ON)
    assert not is_empty(country.viewer(Role.CENTRE), on=ON)


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.ADMINISTRATOR, "/start/"),
        (Role.CENTRE, "/start/"),
        (Role.MUNICIPAL_METHODOLOGIST, "/start/"),
        (Role.SCHOOL, "/school/"),
        (Role.GOVERNING_BODY, "/order/"),
    ],
)
def test_the_front_door_of_an_empty_region_leads_who_fills_it_to_the_first_step(country, role, address):
    answer = sign_in(country.people[role]).get("/")
    assert answer["Location"] == address


def test_once_somebody_is_on_record_the_door_leads_to_the_desk(country, staff):
    staff.hire("Ёлкина Анна Петровна", country.places["school"])
    assert sign_in(country.people[Role.ADMINISTRATOR]).get("/")["Location"] == "/administrator/"
