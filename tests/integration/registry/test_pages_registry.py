"""Every page of the registry opens for whom it is meant, empty and filled, with few queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import (
    Condition,
    Leave,
    ManagementTeam,
    OrganisationRole,
    QualificationCategory,
    SchoolStatus,
    StaffRole,
    TeamMember,
)
from marshrut.apps.registry.types import StaffCategory
from marshrut.foundation.privacy.models import CardRead
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import Role
from support.world import LONG_AGO, sign_in

pytestmark = pytest.mark.django_db
LISTERS = (Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.GOVERNING_BODY, Role.ADMINISTRATOR)
BUDGET = 12


@pytest.fixture
def filled(country, staff):
    """A school with people of every kind, and one more school in the other district."""
    school, other = country.places["school"], country.places["other_school"]
    staff.organisation(school, short="Школа 1", rural=True, settlement="Лесное")
    staff.organisation(other)
    anna = staff.hire(
        "Ёлкина Анна Петровна",
        school,
        birth=date(1999, 3, 1),
        snils="11223344595",
        teaching_since=timezone.localdate() - timedelta(days=400),
        subjects=["Математика"],
    )
    staff.work(anna, school, post="методист", job=_second())
    head = staff.hire("Берёзов Пётр Ильич", school, post="директор", staff=StaffCategory.MANAGEMENT)
    staff.hire("Кедрова Ольга", other)
    change, today = staff.change, timezone.localdate()
    open_row(Leave, change, person=anna, node=school, kind="long", valid=period(today, today + timedelta(days=30)))
    open_row(QualificationCategory, change, person=anna, code="first", valid=period(LONG_AGO), awarded_on=LONG_AGO)
    open_row(StaffRole, change, person=anna, node=school, role="mentor", order_number="7", valid=period(LONG_AGO))
    open_row(SchoolStatus, change, node=school, code="low_results", year=today.year, valid=period(LONG_AGO))
    open_row(OrganisationRole, change, node=school, role="internship_site", valid=period(LONG_AGO))
    open_row(Condition, change, node=school, kind="growth_point", valid=period(LONG_AGO))
    team = open_row(ManagementTeam, change, node=school, title="Команда", line_id=new_id(), valid=period(LONG_AGO))
    open_row(TeamMember, change, team_line=team.line_id, node=school, person=head, valid=period(LONG_AGO))
    return {"anna": anna, "head": head, "school": school, "other": other, "staff": staff, "team": team}


def _second():
    from marshrut.apps.registry.types import JobKind

    return JobKind.SECOND


def _pages(filled):
    anna, school = filled["anna"], filled["school"]
    return [
        reverse("registry:staff"),
        reverse("registry:staff") + "?young=yes&staff=teaching&search=елк",
        reverse("registry:person", args=[anna.pk]),
        reverse("registry:organisations"),
        reverse("registry:organisation", args=[school.pk]),
        reverse("registry:registers"),
        reverse("registry:search") + "?q=елк",
    ]


@pytest.mark.parametrize("role", LISTERS)
def test_lists_and_cards_cost_few_queries(country, filled, role):
    client = sign_in(country.people[role])
    for page in _pages(filled):
        assert client.get(page).status_code == 200, page
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        if "search" not in page.partition("?")[0]:
            shown = "\n".join(one["sql"][:150] for one in asked)
            assert len(asked) <= BUDGET, f"{page}: {len(asked)}\n{shown}"


def test_a_list_does_not_ask_more_when_it_grows(country, filled):
    client = sign_in(country.people[Role.SCHOOL])
    counts = []
    for letters in ("абвг", "деж"):
        for letter in letters:
            filled["staff"].hire(f"Липина Вера {letter * 3}", filled["school"])
        client.get(reverse("registry:staff"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("registry:staff"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", LISTERS)
@pytest.mark.parametrize("page", ["staff", "organisations", "registers", "search", "mine"])
def test_an_empty_region_has_designed_pages(country, role, page):
    answer = sign_in(country.people[role]).get(reverse(f"registry:{page}"))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("search=елкина", {"Ёлкина"}),
        ("search=Анна Ёлк", {"Ёлкина"}),
        ("search=лкина", set()),
        ("staff=management", {"Берёзов"}),
        ("post=методист", {"Ёлкина"}),
        ("subject=Математика", {"Ёлкина"}),
        ("category=first", {"Ёлкина"}),
        ("category=none", {"Берёзов"}),
        ("role=mentor", {"Ёлкина"}),
        ("role=expert", set()),
        ("leave=yes", {"Ёлкина"}),
        ("status=low_results", {"Ёлкина", "Берёзов"}),
        ("status=risk", set()),
        ("job=second", {"Ёлкина"}),
        ("access=no", {"Ёлкина", "Берёзов"}),
        ("access=yes", set()),
        ("place_words=школа", {"Ёлкина", "Берёзов"}),
        ("place_words=гимназия", set()),
        ("post=нет такой", {"Ёлкина", "Берёзов"}),
    ],
)
def test_the_list_is_narrowed(country, filled, query, names):
    text = sign_in(country.people[Role.SCHOOL]).get(reverse("registry:staff") + f"?{query}").content.decode()
    found = text[text.index('id="found"') :]
    assert {name for name in ("Ёлкина", "Берёзов", "Кедрова") if name in found} == names


def test_a_former_surname_finds_the_person(country, filled):
    from marshrut.apps.registry.services.people import Named, change_name

    today = timezone.localdate()
    change_name(
        country.viewer(Role.SCHOOL), filled["anna"].pk, Named("Соснина", "Анна", "Петровна"), since=today, on=today
    )
    client = sign_in(country.people[Role.SCHOOL])
    assert "Соснина" in client.get(reverse("registry:staff") + "?search=елкина").content.decode()
    yesterday = (today - timedelta(days=1)).isoformat()
    before = client.get(reverse("registry:staff") + f"?on={yesterday}").content.decode()
    assert "Ёлкина" in before
    assert "Соснина" not in before


def test_the_list_knows_what_was_known(country, filled):
    client = sign_in(country.people[Role.SCHOOL])
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert "Ёлкина" in client.get(reverse("registry:staff") + f"?on={yesterday}").content.decode()
    unknown = client.get(reverse("registry:staff") + f"?known_at={yesterday}").content.decode()
    assert "Ёлкина" not in unknown


def test_the_fragment_brings_the_organisations_that_were_typed(country, filled):
    client = sign_in(country.people[Role.CENTRE])
    answer = client.get(reverse("registry:staff"), {"place_words": "школа 1"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text
    options = text[text.index('id="place-found"') :]
    assert "Школа 1" in options
    assert str(filled["other"].pk) not in options


def test_numbers_of_a_person_are_masked_everywhere(country, filled):
    client = sign_in(country.people[Role.SCHOOL])
    for page in (reverse("registry:person", args=[filled["anna"].pk]), reverse("registry:staff")):
        text = client.get(page).content.decode()
        assert "11223344595" not in text
        assert "112-233" not in text
    assert "***-***-445 95" in client.get(reverse("registry:person", args=[filled["anna"].pk])).content.decode()


def test_an_opened_card_is_journalled_and_the_person_sees_it(country, filled):
    anna = filled["anna"]
    sign_in(country.people[Role.SCHOOL]).get(reverse("registry:person", args=[anna.pk]))
    assert CardRead.objects.of(country.system).filter(person_id=anna.pk).count() == 1
    anna.account = country.people[Role.TEACHER]
    anna.save()
    mine = sign_in(country.people[Role.TEACHER]).get(reverse("registry:mine")).content.decode()
    assert "карточка работника" in mine
    assert "Вы — " in mine
    both = sign_in(country.people[Role.TEACHER]).get(reverse("privacy:mine")).content.decode()
    assert "карточка работника" in both
    assert not CardRead.objects.of(country.system).filter(reader_id=anna.account_id).exists()


def test_another_place_is_not_there(country, filled):
    client = sign_in(country.people[Role.SCHOOL])
    kedrova = filled["staff"].hire("Липин Лев Львович", filled["other"])
    for name in ("person", "person-history"):
        assert client.get(reverse(f"registry:{name}", args=[kedrova.pk])).status_code == 404
    assert client.get(reverse("registry:organisation", args=[filled["other"].pk])).status_code == 404
    assert client.get(reverse("registry:staff") + f"?place={filled['other'].pk}").status_code == 200
    text = client.get(reverse("registry:staff") + f"?place={filled['other'].pk}").content.decode()
    assert "Липин" not in text[text.index('id="found"') :]
    assert client.get(reverse("registry:change", args=[kedrova.pk, "details"])).status_code == 404


def test_who_only_counts_sees_organisations_without_names(country, filled):
    client = sign_in(country.people[Role.REGIONAL_METHODOLOGIST])
    text = client.get(reverse("registry:organisation", args=[filled["school"].pk])).content.decode()
    assert "Берёзов" not in text
    assert client.get(reverse("registry:staff")).status_code == 403
    found = client.get(reverse("registry:search") + "?q=елкина").content.decode()
    assert "Анна Петровна" not in found


def test_an_organisation_is_not_there_before_its_first_day(country, filled):
    client = sign_in(country.people[Role.CENTRE])
    long_ago = (LONG_AGO - timedelta(days=1)).isoformat()
    card = reverse("registry:organisation", args=[filled["school"].pk])
    assert client.get(f"{card}?on={long_ago}").status_code == 404
