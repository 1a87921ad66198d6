"""A teacher is proposed a route and takes it on paper; a school drafts for everybody; the centre makes an order."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

REGION = "smolensk"
TEACHER, SCHOOL, CENTRE = (REGION, "teacher"), (REGION, "school"), (REGION, "centre")


@pytest.fixture
def school(seats, live):
    """A school with a teacher who has low results, and groups of the coming months that serve them."""
    from django.utils import timezone

    from marshrut.apps.competencies.services import sharing
    from marshrut.apps.registry.models import Person
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope import services as scope
    from marshrut.foundation.scope.models import Node, RoleAssignment
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.competencies import record, result
    from support.programmes_scene import make_cohort, make_programme
    from support.staff import Staff

    order = Order.objects.of(SystemViewer("tests")).get(region=REGION)
    system, on, since = SystemViewer("tests", order.tenant_id), timezone.localdate(), date(2020, 9, 1)
    district = Node.objects.of(system).filter(kind=NodeKind.MUNICIPALITY.value).earliest("name")
    made = scope.add_node(
        system, kind=NodeKind.ORGANISATION, name="Рябиновая школа", parent_id=district.pk, since=since
    )
    roles = RoleAssignment.objects.of(system)
    seat = roles.filter(role="school").latest("id").node_id
    roles.filter(role="school").update(node=made)
    staff = Staff.of(system)
    staff.organisation(made)
    account = roles.filter(role="teacher", account__family_name="Ёлкина").latest("id").account
    # somebody new sits there: whoever sat there in an earlier story may have a route of this year already
    Person.objects.of(system).filter(account=account).update(account=None)
    teacher = staff.person("Ёлкина Анна Сергеевна")
    teacher.account = account
    teacher.save(update_fields=["account"])
    staff.work(teacher, made, subjects=["Математика"])
    guide = staff.hire("Соснин Илья Львович", district, post="методист")
    week = on - timedelta(days=9)
    record(
        system,
        result(teacher.pk, "formative_assessment", 2, on=week),
        result(teacher.pk, "feedback", 3, on=week),
        result(teacher.pk, "digital_tools", 9, on=week),
        *(result(staff.hire(f"Рябинин Пётр{n} Ильич", made).pk, "feedback", 2, on=week) for n in range(3)),
    )
    given = {"order_number": "5-м", "order_date": on, "since": on, "until": None, "on": on}
    sharing.accompany(system, teacher.pk, companion_id=guide.pk, **given)
    for number, effects in enumerate(({"formative_assessment": 0.7, "feedback": 0.3}, {"feedback": 0.6})):
        programme = make_programme(system, code=f"Р-{number}-{str(made.pk)[-6:]}", effects=effects, form="distance")
        make_cohort(system, programme, on=on, starts=on + timedelta(days=80 + 30 * number), seats=20)
    yield made
    roles.filter(role="school", node=made).update(node_id=seat)


def test_a_route_is_proposed_and_goes_on_paper(open_page, school, accessible, photo, tmp_path):
    page = open_page("/routes/", seat=TEACHER)
    accessible(page)
    photo(page, "draft-begin")
    page.get_by_role("link", name="Сначала записать пожелания").click()
    accessible(page)
    page.get_by_label("Сколько часов в год готовы учиться").fill("60")
    photo(page, "draft-wishes")
    page.get_by_role("button", name="Записать").click()
    page.get_by_role("button", name="Предложить маршрут").click()
    page.get_by_role("heading", level=1).filter(has_text="Посмотрите шаги").wait_for()
    accessible(page)
    photo(page, "draft-route")
    page.get_by_role("link", name="На бумаге").click()
    page.get_by_role("heading", name="Индивидуальный образовательный маршрут").wait_for()
    accessible(page)
    assert page.get_by_role("heading", name=re.compile("Темп освоения")).is_visible()
    photo(page, "draft-print")
    assert page.pdf(format="A4", path=str(tmp_path / "route.pdf"))[:5] == b"%PDF-"
    with page.expect_download() as got:
        page.get_by_role("link", name="Скачать DOCX").click()
    assert got.value.path().read_bytes()[:2] == b"PK"
    phone = open_page(page.url, seat=TEACHER, phone=True)
    photo(phone, "draft-print-phone")
    wishes = open_page("/routes/wishes/", seat=TEACHER, phone=True)
    accessible(wishes)
    photo(wishes, "draft-wishes-phone")


def test_a_draft_is_compared_with_other_ways_and_one_is_taken(open_page, school, accessible, photo):
    """Hours, days, journeys, what it closes and why each step stands; one press, and the draft is the other way."""
    page = open_page("/routes/", seat=TEACHER)
    page.get_by_role("button", name="Предложить маршрут").click()
    page.get_by_role("heading", name="Можно и по-другому").wait_for()
    page.get_by_role("heading", name="Как предложено сейчас").wait_for()
    accessible(page)
    photo(page, "ways")
    phone = open_page(page.url, seat=TEACHER, phone=True)
    phone.get_by_role("heading", name="Как предложено сейчас").wait_for()
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_text("и почему они").first.click()
    photo(phone, "ways-phone")
    plain = open_page(page.url, seat=TEACHER, javascript=False)
    plain.get_by_role("link", name="Посмотреть другие варианты").click()
    plain.get_by_role("heading", level=1).filter(has_text="Другие варианты маршрута").wait_for()
    assert plain.get_by_role("heading", name="Как предложено сейчас").is_visible()
    apart = open_page(page.url + "ways/", seat=TEACHER, phone=True)
    accessible(apart)
    photo(apart, "ways-page-phone")
    take = page.get_by_role("button", name=re.compile("^Выбрать")).first
    kind = take.inner_text().split(":")[-1].strip()
    take.click()
    page.get_by_text("Вариант выбран").wait_for()
    accessible(page)
    photo(page, "ways-taken")
    page.get_by_text(re.compile("запис")).first.click()
    page.get_by_text(re.compile(f"Выбран другой вариант: {kind}")).wait_for()


def test_a_school_drafts_for_everybody_and_sees_no_result(open_page, school, accessible, photo):
    page = open_page("/routes/drafts/", seat=SCHOOL)
    accessible(page)
    photo(page, "drafts-school")
    assert "Формирующее" not in page.content()
    phone = open_page("/routes/drafts/", seat=SCHOOL, phone=True)
    accessible(phone)
    photo(phone, "drafts-school-phone")
    page.get_by_role("button", name="Составить черновики").click()
    page.get_by_role("heading", level=1).filter(has_text="Черновики маршрутов").wait_for()


def test_the_centre_has_orders_and_a_form(open_page, school, accessible, photo):
    for path, name in (("/routes/orders/", "orders"), ("/routes/template/", "template"), ("/routes/drafts/", "drafts")):
        page = open_page(path, seat=CENTRE)
        accessible(page)
        photo(page, f"draft-{name}")
        phone = open_page(path, seat=CENTRE, phone=True)
        accessible(phone)
        photo(phone, f"draft-{name}-phone")
