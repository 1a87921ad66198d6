"""A place found by keyboard, a take-over taken back, doubts answered together, a school reminded of its list."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

REGION, HEADING = "smolensk", "heading"
SCHOOLS = 14
NAMES = ("Ивин Олег Олегович", "Липина Вера Олеговна", "Рябинина Зоя Ильинична")


@pytest.fixture(scope="session")
def written():
    """What was written into the server's database, which lasts as long as the server."""
    return {}


@pytest.fixture
def land(live, seats, written):
    """Many schools, one of them with people, and a checked list in which three lines are full namesakes of others."""
    return written.get("land") or written.setdefault("land", _write())


def _write():
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.accounts.models import Account
    from marshrut.foundation.accounts.queries import find_viewer
    from marshrut.foundation.scope.models import Node, RoleAssignment
    from marshrut.foundation.scope.services import add_node
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.lists import checked, teacher
    from support.staff import Staff

    order = Order.objects.of(SystemViewer("tests")).get(region=REGION)
    system = SystemViewer("tests", order.tenant_id)
    district = Node.objects.of(system).filter(kind=NodeKind.MUNICIPALITY.value).earliest("name")
    staff, nodes, since = Staff.of(system), [], date(2026, 9, 1)
    for number in range(1, SCHOOLS + 1):
        name = f"Клёновская школа № {number}"
        node = add_node(system, kind=NodeKind.ORGANISATION, name=name, parent_id=district.pk, since=since)
        staff.organisation(node, short=name, since=since)
        nodes.append(node)
    for name in NAMES:
        staff.hire(name, nodes[0], since=since)
    centre = RoleAssignment.objects.of(system).known().filter(role="centre").first()
    viewer = find_viewer(Account.objects.of(system).get(pk=centre.account_id), None)
    lines = [teacher(name, Организация=nodes[1].name) for name in NAMES]
    row = checked(viewer, lines, node=order.node, as_of=date(2026, 9, 5))
    return SimpleNamespace(school=nodes[0].pk, other=nodes[1].pk, list=row.pk)


def _news(page):
    return page.get_by_role(HEADING, level=1).inner_text().replace("\u00a0", " ")


def test_a_place_among_many_is_found_by_keyboard(open_page, land, accessible, photo):
    page = open_page("/staff/add/", seat=(REGION, "centre"))
    box = page.get_by_role("combobox", name="Организация")
    box.fill("кленовская 1")
    option = page.get_by_role("option", name="Клёновская школа № 1", exact=False)
    option.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    box.press("ArrowDown")
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    accessible(page)
    photo(page, "picker-open")
    wanted = active.get_attribute("data-title")
    box.press("Enter")
    assert box.input_value() == wanted
    assert page.locator("input[type=hidden][name=node]").input_value()
    assert page.locator(".picker-list").is_hidden()
    box.fill("кленовская 7")
    page.get_by_role("option", name="Клёновская школа № 7").wait_for()
    assert not page.locator("input[type=hidden][name=node]").input_value(), "typed anew, not chosen yet"
    box.press("Escape")
    assert page.locator(".picker-list").is_hidden()
    box.fill("кленовская 14")
    page.get_by_role("option", name="Клёновская школа № 14").click()
    assert box.input_value() == "Клёновская школа № 14"


def test_a_place_is_found_without_scripts_by_a_search_step(open_page, land, photo):
    page = open_page("/staff/add/", seat=(REGION, "centre"), javascript=False, phone=True)
    page.get_by_label("Фамилия").fill("Ольхина")
    page.get_by_label("Имя", exact=True).fill("Ия")
    page.get_by_label("Организация").fill("клёновская 1")
    page.get_by_label("Должность").select_option("учитель")
    page.get_by_role("button", name="Внести").click()
    page.get_by_text("Подходит несколько мест").first.wait_for()
    photo(page, "picker-plain")
    page.get_by_label("Клёновская школа № 12").check()
    page.get_by_role("button", name="Внести").click()
    assert "Ольхина Ия" in _news(page)


def test_a_take_over_is_offered_back_and_taken_back(open_page, land, accessible, photo):
    page = open_page(f"/organisations/{land.school}/change/take-over/", seat=(REGION, "centre"))
    page.get_by_role("combobox", name="Преемник").fill("кленовская 3")
    page.get_by_role("option", name="Клёновская школа № 3").first.click()
    page.get_by_label("Документ").fill("постановление № 12")
    page.get_by_role("button", name="Передать").click()
    page.get_by_role("button", name="Передать: 3 человека").click()
    page.get_by_text("Преобразование записано").wait_for()
    page.goto(f"/organisations/{land.school}/history/")
    accessible(page)
    photo(page, "succession")
    page.get_by_role("button", name="Отменить").click()
    page.get_by_label("Почему").fill("приказ отозван")
    photo(page, "succession-undo")
    page.get_by_role("button", name="Отменить преобразование").click()
    page.get_by_text("все снова числятся там, где были").wait_for()
    assert "работают 3 человека" in page.locator("main").inner_text().replace("\u00a0", " ")


def test_doubts_of_one_kind_are_answered_together_and_taken_back(open_page, land, accessible, photo):
    page = open_page(f"/lists/{land.list}/?show=doubtful", seat=(REGION, "centre"))
    assert _news(page) == "Ответьте, кто это: 3 строки"
    page.get_by_text("Ответить на все сразу").click()
    accessible(page)
    photo(page, "doubts-together")
    page.locator("details.together").get_by_label(NAMES[0]).uncheck()
    page.get_by_role("button", name="Отмеченные — другие, новые люди").click()
    page.get_by_text("Запомнили ответ на 2 строки").wait_for()
    assert _news(page) == "Ответьте, кто это: 1 строка"
    photo(page, "doubts-answered")
    page.get_by_role("button", name="Взять назад").click()
    page.get_by_text("снова спрашиваем о 3 строках").or_(page.get_by_text("снова спрашиваем о 2 строках")).wait_for()
    assert _news(page) == "Ответьте, кто это: 3 строки"


def test_schools_are_reminded_of_their_lists(open_page, land, accessible, photo):
    page = open_page("/lists/senders/", seat=(REGION, "centre"))
    accessible(page)
    photo(page, "senders")
    page.get_by_role("button", name="Напомнить: Клёновская школа № 5").click()
    page.get_by_text("Напомнили: 1").wait_for()
    assert page.get_by_role("button", name="Напомнить: Клёновская школа № 5").count() == 0
    page.get_by_label("К какому дню").fill("2027-06-01")
    page.get_by_role("button", name="Напомнить всем").click()
    page.get_by_text("Это видно на их рабочем столе").wait_for()
    photo(page, "senders-reminded")
