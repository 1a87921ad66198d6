"""Two people at once, or one who presses twice: nothing is done twice, and nobody meets a traceback."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import services as accounts
from marshrut.foundation.accounts.models import Account, ActivationCode
from marshrut.foundation.accounts.rules import PastedName
from marshrut.foundation.privacy import services as privacy
from marshrut.foundation.privacy.models import Acknowledgement
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.models import RoleAssignment
from marshrut.foundation.scope.types import Role
from support.threads import at_once
from support.world import LONG_AGO, Country, build_country, sign_in

TODAY = date.today()  # noqa: DTZ011


@pytest.fixture
def here(fresh_database: str) -> Country:
    return build_country("here")


def test_a_list_sent_twice_adds_everybody_once(here: Country) -> None:
    viewer = here.viewer(Role.SCHOOL)
    names = [PastedName(1, "Ромашкина", "Ирина"), PastedName(2, "Васильков", "Степан")]

    def add() -> Any:
        return accounts.add_people(viewer, names, role=Role.TEACHER, node_id=here.places["school"].pk, on=TODAY)

    found = at_once(add, add)
    assert sorted(type(one).__name__ for one in found) == ["Refused", "list"]
    assert Account.objects.of(here.system).filter(family_name="Ромашкина").count() == 1


def test_namesakes_are_added_when_somebody_says_so(here: Country) -> None:
    client = sign_in(here.people[Role.SCHOOL])
    data = {"names": "Ромашкина Ирина", "role": "teacher", "node": str(here.places["school"].pk)}
    assert "листок готов" in client.post(reverse("accounts:add-people"), data).content.decode().replace("\u00a0", " ")
    again = client.post(reverse("accounts:add-people"), data).content.decode()
    assert "Здесь уже есть: Ромашкина Ирина" in again
    client.post(reverse("accounts:add-people"), {**data, "namesakes": "on"})
    assert Account.objects.of(here.system).filter(family_name="Ромашкина").count() == 2


def test_the_same_role_is_given_once(here: Country) -> None:
    viewer, teacher = here.viewer(Role.ADMINISTRATOR), here.people[Role.TEACHER]
    place = here.places["top"].pk

    def give() -> Any:
        return scope.give_role(viewer, teacher.pk, role=Role.CENTRE, node_id=place, since=LONG_AGO)

    found = at_once(give, give, give)
    assert sum(isinstance(one, RoleAssignment) for one in found) == 1
    assert all("уже дана" in str(one) for one in found if isinstance(one, Exception))


def test_two_slips_at_once_leave_one_live_code(here: Country) -> None:
    teacher = here.people[Role.TEACHER]
    viewers = (here.viewer(Role.SCHOOL), here.viewer(Role.ADMINISTRATOR))
    works = [lambda viewer=viewer: accounts.issue_slips(viewer, [teacher.pk], on=TODAY) for viewer in viewers]
    assert all(isinstance(one, list) for one in at_once(*works))
    assert ActivationCode.objects.of(here.system).filter(account=teacher, used_at=None, ended_at=None).count() == 1


def test_a_code_typed_on_two_phones_opens_once(here: Country) -> None:
    from django.utils import timezone

    slip = accounts.issue_slips(here.viewer(Role.SCHOOL), [here.people[Role.TEACHER].pk], on=TODAY)[0]

    def activate(password: str, address: str) -> Any:
        return accounts.activate(slip.login, slip.code, password, address=address, now=timezone.now())

    found = at_once(lambda: activate("зимняя дорога домой", "a"), lambda: activate("летняя дорога домой", "b"))
    assert sorted(type(one) for one in found if isinstance(one, Exception)) == [Refused]
    assert sum(isinstance(one, Account) for one in found) == 1


def test_a_notice_answered_twice_is_recorded_once(here: Country) -> None:
    viewer = here.viewer(Role.TEACHER)
    answers = [lambda: privacy.answer_notice(viewer, agreed={"results"}, on=TODAY)] * 3
    assert at_once(*answers) == [None, None, None]
    rows = Acknowledgement.objects.of(here.system).filter(account_id=viewer.account_id)
    assert rows.count() == rows.values("purpose").distinct().count() == 3


def test_one_person_switches_between_two_roles(here: Country) -> None:
    both = here.people[Role.SCHOOL]
    row = scope.give_role(here.system, both.pk, role=Role.TEACHER, node_id=here.places["school"].pk, since=LONG_AGO)
    client = sign_in(both, role=Role.SCHOOL)
    assert client.get("/people/").status_code == 200
    page = client.get(reverse("accounts:choose-role")).content.decode()
    assert "В какой роли работать сейчас" in page
    assert client.post(reverse("accounts:choose-role"), {"assignment": str(row.pk)})["Location"] == "/"
    assert client.get("/people/").status_code in {302, 403}
    client.get("/notice/")
    foreign = here.people[Role.ADMINISTRATOR]
    stolen = RoleAssignment.objects.of(here.system).get(account=foreign)
    client.post(reverse("accounts:choose-role"), {"assignment": str(stolen.pk)})
    assert client.get("/administrator/").status_code in {302, 403}, "somebody else's role cannot be chosen"
