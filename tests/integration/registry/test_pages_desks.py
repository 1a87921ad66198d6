"""Desks of school, municipality and centre: the news first, one next action, every number a door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import CorrectionRequest, Leave, QualificationCategory
from marshrut.apps.registry.queries.today import list_districts
from marshrut.foundation.scope.types import Role
from support.world import LONG_AGO, sign_in

pytestmark = pytest.mark.django_db
DESKS = {
    Role.SCHOOL: "school:front",
    Role.MUNICIPAL_METHODOLOGIST: "municipality:front",
    Role.CENTRE: "centre:front",
}


def _text(answer):
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def _headline(answer):
    text = _text(answer)
    return " ".join(text[text.index("<h1>") + 4 : text.index("</h1>")].split())


@pytest.mark.parametrize("role", DESKS)
def test_an_empty_desk_says_what_to_begin_with(country, role):
    answer = sign_in(country.people[role]).get(reverse(DESKS[role]))
    assert "ачните" in _headline(answer) or "Ещё не" in _headline(answer) or "Вошли" in _headline(answer)


@pytest.mark.parametrize("role", DESKS)
def test_the_front_door_leads_there_once_there_is_somebody(country, staff, role):
    school = country.places["school"]
    staff.organisation(school)
    staff.hire("Ёлкина Анна Петровна", school)
    answer = sign_in(country.people[role]).get("/", follow=True)
    assert answer.redirect_chain[-1][0] == reverse(DESKS[role])


def test_the_school_first_lets_its_people_in(country, staff):
    school = country.places["school"]
    staff.organisation(school)
    anna = staff.hire("Рябинина Анна Петровна", school)
    client = sign_in(country.people[Role.SCHOOL])
    front = client.get(reverse("school:front"))
    assert "1 коллега из 1 пока не может войти" in _headline(front)
    assert reverse("registry:without-access") in front.content.decode()
    CorrectionRequest(tenant_id=anna.tenant_id, person=anna, what="name", text="Ё, а не Е").save(force_insert=True)
    assert "1 коллега просит исправить сведения о себе" in _headline(client.get(reverse("school:front")))


def test_terms_come_up_only_where_somebody_wrote_them(country, staff):
    school, today = country.places["school"], timezone.localdate()
    staff.organisation(school)
    soon = DateRange(LONG_AGO, today + timedelta(days=20), "[)")
    anna = staff.hire("Рябинина Анна Петровна", school)
    staff.hire("Осинин Пётр Ильич", school, until=today + timedelta(days=200))
    vera = staff.hire("Ольхина Вера", school, until=today + timedelta(days=10))
    open_row(QualificationCategory, staff.change, person=anna, code="first", valid=soon)
    open_row(QualificationCategory, staff.change, person=vera, code="highest", valid=DateRange(LONG_AGO, None, "[)"))
    open_row(Leave, staff.change, person=anna, node=school, kind="long", valid=soon)
    text = _text(sign_in(country.people[Role.SCHOOL]).get(reverse("school:front")))
    terms = text[text.index("Подходят сроки") :]
    assert "категория: первая" in terms
    assert "заканчивается длительный отпуск" in terms
    assert "Ольхина" in terms
    assert "Осинин" not in terms
    assert "высшая" not in terms


def test_the_municipality_sees_who_has_not_sent(country, staff):
    staff.organisation(country.places["school"], short="Школа 1")
    staff.organisation(country.places["other_school"], short="Школа чужого района")
    text = _text(sign_in(country.people[Role.MUNICIPAL_METHODOLOGIST]).get(reverse("municipality:front")))
    assert "не прислала 1 организация из 1" in text
    assert "Школа 1" in text
    assert "Школа чужого района" not in text


def test_the_centre_sees_the_region_as_tiles(country, staff):
    for name in ("school", "other_school"):
        staff.organisation(country.places[name])
    anna = staff.hire("Рябинина Анна Петровна", country.places["school"])
    staff.work(anna, country.places["school"], post="методист")
    text = _text(sign_in(country.people[Role.CENTRE]).get(reverse("centre:front")))
    assert "1 человек в списках" in text
    assert "tile-sky" in text
    assert "tile-sun" in text
    districts = {one.name: one for one in list_districts(country.viewer(Role.CENTRE), on=timezone.localdate())}
    counts = sorted((one.organisations, one.people) for one in districts.values())
    assert counts == [(1, 0), (1, 1)]


def test_a_desk_answers_for_another_day(country, staff):
    staff.organisation(country.places["school"])
    staff.hire("Рябинина Анна Петровна", country.places["school"], since=timezone.localdate())
    client = sign_in(country.people[Role.SCHOOL])
    before = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert "всего работников" in _text(client.get(reverse("school:front")))
    assert "всего работников" not in _text(client.get(reverse("school:front") + f"?on={before}"))
