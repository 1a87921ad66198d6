"""Doubtful records on one page: joined, taken back, told apart; of two schools that claim a person one gives way."""

from __future__ import annotations

from datetime import date

import pytest

HEADING = "heading"
BORN = date(1980, 5, 5)


@pytest.fixture
def doubts(seats, live):
    """A person known twice, and one whom two schools call theirs."""
    from marshrut.apps.registry.types import JobKind
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope import services as scope
    from marshrut.foundation.scope.models import Node
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.staff import Staff

    order = Order.objects.of(SystemViewer("tests")).get(region="krasnoyarsk")
    system = SystemViewer("tests", order.tenant_id)
    if Node.objects.of(system).filter(name="Ольховая школа").exists():
        return
    district = Node.objects.of(system).filter(kind=NodeKind.MUNICIPALITY.value).earliest("name")
    staff, nodes = Staff.of(system), []
    for name in ("Ольховая школа", "Ивовая школа"):
        since = date(2020, 9, 1)
        node = scope.add_node(system, kind=NodeKind.ORGANISATION, name=name, parent_id=district.pk, since=since)
        staff.organisation(node)
        nodes.append(node)
    staff.hire("Ёлкина Рита Львовна", nodes[0], birth=BORN)
    staff.hire("Елкина Рита Львовна", nodes[1], birth=BORN, job=JobKind.OUTSIDE)
    claimed = staff.hire("Вязова Инна Юрьевна", nodes[0], birth=date(1979, 1, 2))
    staff.work(claimed, nodes[1])


def headline(page):
    return page.get_by_role(HEADING, level=1).inner_text().replace("\u00a0", " ")


def test_questions_about_people_are_answered_and_taken_back(open_page, doubts, photo, accessible):
    page = open_page("/identity/", seat=("krasnoyarsk", "centre"))
    assert headline(page) == ("1 пара записей похожа на одного человека, 1 работника считают своими две организации")
    accessible(page)
    photo(page, "identity")
    page.get_by_role("button", name="Это один человек").click()
    page.get_by_text("Две записи стали одной").wait_for()
    assert headline(page) == "1 работника считают своими две организации"
    page.get_by_role("button", name="Отменить").click()
    page.get_by_text("Записи разъединены").wait_for()
    page.get_by_role("button", name="Это разные люди").click()
    page.get_by_text("Больше не спросим").wait_for()
    page.get_by_role("button", name="Здесь совместитель").first.click()
    page.get_by_role(HEADING, name="Спорных записей нет").wait_for()
    accessible(page)


def test_the_guide_to_the_api_and_keys_read_well(open_page, seats, photo, accessible):
    page = open_page("/me/keys/", seat=("krasnoyarsk", "centre"))
    accessible(page)
    page.get_by_label("Для какой системы").fill("сайт института")
    page.get_by_label("Действует до").fill("2027-01-31")
    page.get_by_role("button", name="Сделать ключ").click()
    page.get_by_text("Скопируйте его сейчас").wait_for()
    photo(page, "keys")
    page.goto("/api/")
    accessible(page)
    photo(page, "api")
    page.goto("/me/keys/")
    page.get_by_role("button", name="Закрыть").first.click()
    page.get_by_text("Ключ закрыт").wait_for()
