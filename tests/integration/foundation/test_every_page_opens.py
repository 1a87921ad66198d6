"""Every page of the foundation and the plain desks answers each role that may come, with an order loaded or not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from marshrut.foundation.privacy import services as privacy
from marshrut.foundation.scope.types import Role
from support.world import LONG_AGO, build_country, sign_in

pytestmark = pytest.mark.django_db


def test_signed_out_pages_answer(client: object) -> None:
    for name in ("accounts:sign-in", "accounts:activate", "ui:living"):
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_the_front_door_leads_to_a_desk(role: Role) -> None:
    country = build_country("here")
    client = sign_in(country.people[role])
    answer = client.get("/", follow=True)
    assert answer.status_code == 200
    assert "Маршрут" in answer.content.decode()


def test_the_administrators_and_the_schools_pages_answer() -> None:
    country = build_country("here")
    privacy.ensure_purposes(country.system, on=LONG_AGO)
    teacher = country.people[Role.TEACHER]
    pages = [
        reverse("accounts:people"),
        reverse("accounts:add-people"),
        reverse("accounts:close", args=[teacher.pk]),
        reverse("privacy:card", args=[teacher.pk]),
        reverse("privacy:paper", args=[teacher.pk]),
        reverse("privacy:mine"),
        reverse("jobs:jobs"),
        reverse("accounts:choose-role"),
        reverse("accounts:password"),
        reverse("accounts:second-factor-setup"),
    ]
    strong = ["administrator:front", "administrator:doctor", "administrator:audit", "administrator:places"]
    strong += ["administrator:add-place", "privacy:purposes"]
    for role, more in ((Role.SCHOOL, []), (Role.ADMINISTRATOR, [reverse(name) for name in strong])):
        client = sign_in(country.people[role])
        for page in [*pages, *more]:
            assert client.get(page).status_code == 200, (role, page)
