"""Results from elsewhere: a file is sent, a twin is asked about, two results of a day disagree; recorded and undone."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

REGION = "krasnoyarsk"
CENTRE = (REGION, "centre")
PLACE = "Рябиновая школа"
NAME = "Внешняя оценка 2026"


def book(*rows):
    made = openpyxl.Workbook()
    for row in (["ФИО", "Организация", "Процент"], *rows):
        made.active.append(row)
    out = BytesIO()
    made.save(out)
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "итоги.xlsx", "mimeType": mime, "buffer": out.getvalue()}


@pytest.fixture
def school(seats, live):
    """A school with a teacher, and two of one name."""
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope import services as scope
    from marshrut.foundation.scope.models import Node
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.staff import Staff

    system = SystemViewer("tests", Order.objects.of(SystemViewer("tests")).get(region=REGION).tenant_id)
    if (known := Node.objects.of(system).filter(name=PLACE).first()) is not None:
        return known
    district = Node.objects.of(system).filter(kind=NodeKind.MUNICIPALITY.value).earliest("name")
    since = date(2020, 9, 1)
    node = scope.add_node(system, kind=NodeKind.ORGANISATION, name=PLACE, parent_id=district.pk, since=since)
    staff = Staff.of(system)
    staff.organisation(node)
    staff.hire("Рябинин Пётр Ильич", node)
    staff.hire("Калинин Олег Львович", node, birth=date(1980, 5, 1))
    staff.hire("Калинин Олег Львович", node, birth=date(1990, 6, 2))
    return node


def work_off():
    """What the worker would do now."""
    from marshrut.foundation.jobs.models import Job
    from marshrut.foundation.jobs.runner import run
    from marshrut.foundation.scope.viewer import SystemViewer

    for job in Job.objects.of(SystemViewer("tests")).filter(state="waiting").order_by("created_at"):
        run(job.pk)


def headline(page):
    return page.get_by_role("heading", level=1).inner_text().replace("\u00a0", " ")


def send(page, *rows):
    page.goto("/results/send/?depth=percent")
    page.get_by_label("Название диагностики").fill(NAME)
    page.locator("[name=held_on]").fill("2026-05-12")
    page.locator("[name=file]").set_input_files(book(*rows))
    page.get_by_role("button", name="Проверить").click()
    page.get_by_role("heading", name="Проверяем файл").wait_for()
    settle(page)


def settle(page):
    """The work ends; the page notices by itself."""
    work_off()
    page.locator("#work").wait_for(state="detached")


def test_results_go_in_and_come_out_again(open_page, school, photo, accessible):
    page = open_page("/results/", seat=CENTRE)
    page.set_default_timeout(9000)
    accessible(page)
    send(
        page,
        ["Рябинин Пётр Ильич", PLACE, 64],
        ["Калинин Олег Львович", PLACE, 40],
        ["Ивина Яна Ильинична", PLACE, 140],
    )
    assert headline(page) == "Ждут ответа: 1 строка"
    accessible(page)
    photo(page, "results-doubtful")
    page.get_by_label("Кто это").select_option(index=0)
    page.get_by_role("button", name="Ответить").click()
    page.get_by_role("link", name="С ошибкой").click()
    page.get_by_text("Процент больше 100").wait_for()
    page.get_by_label("без строк с ошибками").check()
    page.get_by_role("button", name="Записать").click()
    settle(page)
    assert headline(page) == "Записано: 2 результата"
    first = page.url

    send(page, ["Рябинин Пётр Ильич", PLACE, 30])
    page.get_by_role("button", name="Верен этот").click()
    photo(page, "results-conflict")
    accessible(page)
    page.get_by_role("button", name="Записать").click()
    settle(page)
    assert headline(page) == "Записано: 1 результат"
    second = page.url

    page.goto(first)
    page.get_by_role("button", name="Отменить").click()
    page.get_by_text("Сначала отмените").wait_for()
    page.goto(second)
    page.set_viewport_size({"width": 360, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    accessible(page)
    page.get_by_role("button", name="Отменить").click()
    settle(page)
    assert headline(page) == "Отменено"
    page.goto(first)
    page.get_by_role("button", name="Отменить").click()
    settle(page)
    assert headline(page) == "Отменено"
