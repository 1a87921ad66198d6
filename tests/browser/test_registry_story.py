"""A school lets its people in, a teacher asks for a correction, the school answers; district and region look on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

REGION = "smolensk"
HEADING = "heading"
PLACE = "Школа у трёх сосен"


@pytest.fixture(scope="session")
def invented():
    """What was written into the server's database, which lasts as long as the server."""
    return {}


@pytest.fixture
def people(live, seats, invented):
    """A municipality with a school, people at work, and the session cookies of those who sit there."""
    return invented or invented.update(_write()) or invented


def _write():
    from django.utils import timezone

    from marshrut.apps.registry.ledger import open_row
    from marshrut.apps.registry.models import Leave, Person, QualificationCategory, SchoolStatus, StaffRole
    from marshrut.apps.registry.types import StaffCategory
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.accounts.rules import PastedName
    from marshrut.foundation.accounts.services import add_people
    from marshrut.foundation.scope.models import Node
    from marshrut.foundation.scope.services import add_node
    from marshrut.foundation.scope.temporal import period
    from marshrut.foundation.scope.types import NodeKind, Role
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.staff import LONG_AGO, Staff
    from support.world import sign_in

    order, today = Order.objects.of(SystemViewer("tests")).get(region=REGION), timezone.localdate()
    system = SystemViewer("tests", order.tenant_id)
    district = Node.objects.of(system).filter(kind=NodeKind.MUNICIPALITY.value).order_by("name").first()
    district = district or add_node(
        system, kind=NodeKind.MUNICIPALITY, name="Сосновый район", parent_id=order.node_id, since=LONG_AGO
    )
    above = district.pk

    def place(name):
        return add_node(
            system,
            kind=NodeKind.ORGANISATION,
            name=name,
            parent_id=above,
            since=max(LONG_AGO, _since(system, district)),
        )

    school, other = place(PLACE), place("Школа за рекой")
    staff = Staff.of(system)
    staff.organisation(school, short=PLACE, rural=True, settlement="село Сосновое")
    staff.organisation(other, short="Школа за рекой")
    anna = staff.hire(
        "Щукина Анна Сергеевна",
        school,
        birth=date(1998, 3, 1),
        snils="11223344595",
        teaching_since=today - timedelta(days=600),
        subjects=["Математика", "Физика"],
        load=1,
    )
    head = staff.hire("Рябинина Ольга Игоревна", school, post="директор", staff=StaffCategory.MANAGEMENT)
    gone = staff.hire("Осинин Лев Ильич", school, until=today + timedelta(days=20))
    change = staff.change
    open_row(QualificationCategory, change, person=anna, code="first", valid=period(LONG_AGO), awarded_on=LONG_AGO)
    open_row(
        QualificationCategory, change, person=head, code="highest", valid=period(LONG_AGO, today + timedelta(days=40))
    )
    open_row(StaffRole, change, person=anna, node=school, role="mentor", order_number="7-к", valid=period(LONG_AGO))
    open_row(Leave, change, person=gone, node=school, kind="long", valid=period(today, today + timedelta(days=9)))
    open_row(SchoolStatus, change, node=school, code="low_results", year=today.year, valid=period(LONG_AGO))
    cookies = {}
    for role, node, name in (
        (Role.SCHOOL, school, "Кедрова Вера Павловна"),
        (Role.MUNICIPAL_METHODOLOGIST, district, "Липина Нина Львовна"),
        (Role.TEACHER, school, "Щукина Анна Сергеевна"),
    ):
        account = add_people(
            system, [PastedName(1, *name.split())], role=role, node_id=node.pk, on=today, namesakes=True
        )[0]
        account.activated_at = timezone.now()
        account.save(update_fields=["activated_at"])
        cookies[role.value] = sign_in(account).cookies["marshrut"].value
        if role is Role.TEACHER:
            Person.objects.of(system).filter(pk=anna.pk).update(account=account)
    return {"cookies": cookies, "anna": anna.pk, "school": school.pk}


def _since(system, node):
    from marshrut.foundation.scope.models import Placement

    return Placement.objects.of(system).known().filter(node=node).earliest("valid").valid.lower or date(2000, 1, 1)


@pytest.fixture
def sit(open_page, site, people):
    """`sit("school", "/")`: a page of somebody who sits in the invented district."""

    def open_as(role, path, **options):
        page = open_page(**options)
        page.context.add_cookies([{"name": "marshrut", "value": people["cookies"][role], "url": site.address}])
        page.goto(path)
        return page

    return open_as


def _news(page):
    return page.get_by_role(HEADING, level=1).inner_text().replace("\u00a0", " ")


def test_from_the_list_to_the_answer(sit, open_page, people, accessible, photo):
    school = sit("school", "/school/")
    assert "2 коллеги из 3 пока не могут войти" in _news(school)
    accessible(school)
    photo(school, "school-people")
    school.get_by_role("link", name="Выдать доступы (2)").click()
    accessible(school)
    school.get_by_role("button", name="Выдать доступ отмеченным").click()
    school.get_by_role("button", name="Напечатать листки (2)").click()
    assert "2 листка готовы" in _news(school)

    teacher = sit("teacher", "/my/", phone=True)
    assert "учитель" in _news(teacher)
    accessible(teacher)
    photo(teacher, "my-record")
    teacher.get_by_label("Что неверно").select_option("work")
    teacher.get_by_label("Как должно быть").fill("Физику с сентября не веду")
    teacher.get_by_role("button", name="Попросить исправить").click()
    teacher.get_by_text("Просьба отправлена").wait_for()
    with teacher.expect_download() as waiting:
        teacher.get_by_role("link", name="JSON").click()
    assert waiting.value.suggested_filename.endswith(".json")

    school.goto("/school/")
    assert "1 коллега просит исправить" in _news(school)
    school.get_by_role("link", name="Ответить").click()
    accessible(school)
    photo(school, "requests")
    school.get_by_role("link", name="Открыть карточку и исправить").click()
    assert _news(school) == "Щукина Анна Сергеевна"
    accessible(school)
    photo(school, "person-card")
    school.get_by_role("button", name="Что случилось").click()
    school.get_by_role("link", name="Категория", exact=True).click()
    school.get_by_label("Категория").select_option("highest")
    school.get_by_label("Когда присвоена").fill("2026-01-15")
    accessible(school)
    school.get_by_role("button", name="Записать").click()
    school.get_by_text("Категория записана").wait_for()
    school.goto("/requests/")
    school.get_by_label("исправлено").check()
    school.get_by_role("button", name="Ответить").click()
    school.get_by_role(HEADING, name="Просьб без ответа нет").wait_for()

    teacher.goto("/my/")
    assert "исправлено" in teacher.locator("#ask").inner_text()
    assert "Кедрова" not in teacher.title()
    assert "Вера Павловна" in teacher.locator("aside").inner_text()


def test_the_list_narrows_as_one_types_and_without_scripts(sit, accessible, photo):
    page = sit("municipal_methodologist", "/staff/")
    accessible(page)
    photo(page, "staff-list")
    page.get_by_label("Организация").fill("трёх сосен")
    page.locator("#place-found option").nth(1).wait_for(state="attached")
    assert "Школа за рекой" not in page.locator("#found").inner_text()
    plain = sit("municipal_methodologist", "/staff/?place_words=сосен&search=щук", javascript=False)
    assert "Щукина" in plain.locator("#found").inner_text()
    assert "Рябинина" not in plain.locator("#found").inner_text()


def test_district_and_region_see_who_has_not_sent(sit, open_page, people, accessible, photo):
    district = sit("municipal_methodologist", "/municipality/")
    assert "не прислал" in _news(district)
    accessible(district)
    photo(district, "municipality")
    centre = open_page("/centre/", seat=(REGION, "centre"))
    accessible(centre)
    photo(centre, "centre")
    centre.goto(f"/organisations/{people['school']}/")
    accessible(centre)
    photo(centre, "organisation-card")
    for path, name in (
        ("/organisations/", "organisations"),
        ("/registers/", "registers"),
        ("/search/?q=сосен", "search"),
    ):
        centre.goto(path)
        accessible(centre)
        photo(centre, name)
