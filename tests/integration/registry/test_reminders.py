"""Whoever waits for a staff list reminds the school; the school sees it until its list is applied."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from marshrut.apps.registry.models import Reminder
from marshrut.apps.registry.queries import find_reminder
from marshrut.apps.registry.services.reminders import remind
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope import queries as scope
from marshrut.foundation.scope.types import Role
from support.lists import AS_OF, applied, checked, teacher
from support.world import sign_in

pytestmark = pytest.mark.django_db
ON = AS_OF + timedelta(days=9)


@pytest.fixture
def centre(country: Any, staff: Any) -> Any:
    for name in ("school", "other_school"):
        staff.organisation(country.places[name])
    return country.viewer(Role.CENTRE)


def _rule(refusal: Any) -> str:
    return str(refusal.value.decision.reasons[0].rule)


def test_a_school_is_reminded_once_a_day_until_its_list_is_applied(country: Any, centre: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    due = ON + timedelta(days=5)
    assert find_reminder(viewer, on=ON) is None
    (made,) = remind(centre, node_ids=[school.pk], due=due, on=ON)
    entry = Entry.objects.of(centre).get(action="registry.list-reminded")
    assert (entry.rule, entry.target_id) == ("REGISTRY-37", str(made.pk))
    found = find_reminder(viewer, on=ON)
    assert (found.waits, found.due, found.late) == ("Центр ждёт", due, False)
    assert find_reminder(viewer, on=due + timedelta(days=1)).late
    with pytest.raises(Refused) as no:
        remind(country.viewer(Role.MUNICIPAL_METHODOLOGIST), node_ids=[school.pk], due=None, on=ON)
    assert _rule(no) == "REGISTRY-37"
    assert "Сегодня уже напоминали" in no.value.decision.text
    remind(country.viewer(Role.MUNICIPAL_METHODOLOGIST), node_ids=[school.pk], due=None, on=ON + timedelta(days=1))
    assert find_reminder(viewer, on=ON + timedelta(days=1)).waits == "Муниципалитет ждёт"
    row = checked(viewer, [teacher("Ивин Олег Олегович")], node=school)
    assert find_reminder(viewer, on=ON + timedelta(days=2)) is not None, "a list that nobody applied is no list"
    applied(viewer, row)
    assert find_reminder(viewer, on=ON + timedelta(days=2)) is None
    with pytest.raises(Refused) as no:
        remind(centre, node_ids=[school.pk], due=None, on=ON + timedelta(days=2))
    assert "уже прислан" in no.value.decision.text


def test_all_who_have_not_sent_are_reminded_and_nobody_twice(country: Any, centre: Any) -> None:
    district = country.viewer(Role.MUNICIPAL_METHODOLOGIST)
    assert [one.node_id for one in remind(district, node_ids=None, due=None, on=ON)] == [country.places["school"].pk]
    assert [one.node_id for one in remind(centre, node_ids=None, due=None, on=ON)] == [
        country.places["other_school"].pk
    ]
    assert remind(centre, node_ids=None, due=None, on=ON) == []
    assert Reminder.objects.of(centre).count() == 2


def test_nobody_reminds_a_school_of_another_place_or_with_a_day_gone_by(country: Any, centre: Any) -> None:
    for role in (Role.MUNICIPAL_METHODOLOGIST, Role.SCHOOL):
        with pytest.raises(Refused) as no:
            remind(country.viewer(role), node_ids=[country.places["other_school"].pk], due=None, on=ON)
        assert _rule(no) == "REGISTRY-37"
    with pytest.raises(Refused) as no:
        remind(centre, node_ids=[country.places["school"].pk], due=ON - timedelta(days=1), on=ON)
    assert "Срок уже прошёл" in no.value.decision.text
    assert not Reminder.objects.of(centre).exists()


def test_from_the_page_of_senders_to_the_desk_of_the_school(country: Any, centre: Any) -> None:
    client, school = sign_in(country.people[Role.CENTRE]), country.places["school"]
    page = client.get(reverse("registry:senders")).content.decode()
    assert f"Напомнить: {school.name}" in page
    due = scope.today(centre) + timedelta(days=7)
    form = {"node": school.pk, "due": due.isoformat()}
    done = client.post(reverse("registry:remind"), form, follow=True).content.decode()
    assert "Напомнили: 1" in done.replace("\u00a0", " ")
    assert f"Напомнить: {school.name}" not in done, "not twice a day"
    desk = sign_in(country.people[Role.SCHOOL]).get(reverse("school:front")).content.decode()
    assert "Центр ждёт ваш список работников до" in desk
    again = client.post(reverse("registry:remind"), form, follow=True).content.decode()
    assert "Сегодня уже напоминали" in again
