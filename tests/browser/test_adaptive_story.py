"""A short test on a phone by keyboard: a reload, a lost line, another device; then why it asked what it asked."""

from __future__ import annotations

import re

import pytest

PLACE = ("smolensk", "teacher")


@pytest.fixture
def short_test(seats, live):
    """A fresh short test for the teacher's school; the bank is calibrated. Returns its version."""
    from django.utils import timezone

    from marshrut.apps.diagnostics.models import Calibration, Campaign
    from marshrut.foundation.scope.models import Node
    from marshrut.foundation.scope.types import NodeKind
    from support.browser_school import teachers_school
    from support.calibrated import ADAPTIVE, POOL, put_in_force
    from support.instruments import invite, make_version

    system, school = teachers_school(*PLACE)
    Campaign.objects.of(system).update(state="closed")
    code = f"КОРОТКО-{Campaign.objects.of(system).count() + 1}"
    top = Node.objects.of(system).get(kind=NodeKind.REGION.value)
    version = make_version(system, top, tasks=POOL, code=code, adaptive=ADAPTIVE)
    put_in_force(system, [version])
    invite(system, version, school, on=timezone.localdate(), now=timezone.now())
    yield version
    Campaign.objects.of(system).update(state="closed")  # other stories find a desk where nothing waits
    Calibration.objects.of(system).update(state="retired")


def _begin(page):
    page.get_by_role("link", name=re.compile("Пройти тест")).click()
    page.get_by_role("button", name="Начать").click()
    _asked(page, 1)


def _asked(page, number):
    page.locator("[data-saved]").filter(has_text=re.compile(rf"^Задание {number}[,.]")).wait_for()
    return page.locator(".task-stem").inner_text()


def _finish(page):
    while page.locator("[data-adapt]").count():
        task = page.locator("[data-task]").get_attribute("data-task")
        page.get_by_label("вариант a").check()
        page.get_by_role("button", name="Ответить").click()
        page.wait_for_function(
            "was => document.querySelector('[data-task]')?.dataset.task !== was && document.readyState === 'complete'",
            arg=task,
        )
    page.get_by_role("heading", name="Что вышло").wait_for()


def test_a_short_test_by_keyboard_on_a_phone_goes_on_after_a_reload_and_on_another_device(
    open_page, short_test, accessible, photo
):
    phone = open_page("/", seat=PLACE, phone=True)
    phone.get_by_role("link", name=re.compile("Пройти тест")).press("Enter")
    phone.get_by_text("Ответ потом не меняется").wait_for()
    accessible(phone)
    phone.get_by_role("button", name="Начать").press("Enter")
    first = _asked(phone, 1)
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.screenshot(path=".shots/adapt-1-question.png")
    phone.get_by_role("button", name="Ответить").press("Enter")
    phone.get_by_text("Выберите ответ или нажмите «Не знаю».").wait_for()
    phone.locator("[data-task]").focus()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    phone.keyboard.press("Enter")
    second = _asked(phone, 2)
    assert second != first
    phone.reload()
    assert _asked(phone, 2) == second

    laptop = open_page(phone.url, seat=PLACE)
    assert _asked(laptop, 2) == second
    laptop.get_by_role("button", name="Не знаю").click()
    third = _asked(laptop, 3)
    phone.get_by_label("вариант a").check()
    phone.get_by_role("button", name="Ответить").click()
    phone.get_by_text("На другом устройстве вы уже ответили на это задание").wait_for()
    assert _asked(phone, 3) == third

    _finish(phone)
    phone.get_by_text("Баллов здесь нет").wait_for()
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    photo(phone, "adapt-outcome")


def test_an_answer_without_a_line_is_kept_on_the_phone_and_outlives_a_closed_page(open_page, short_test):
    phone = open_page("/", seat=PLACE, phone=True)
    _begin(phone)
    address = phone.url
    phone.route("**/answer/", lambda route: route.abort("internetdisconnected"))
    phone.get_by_label("вариант b").check()
    phone.get_by_role("button", name="Ответить").click()
    phone.locator("[data-saved]").filter(has_text="Связи нет: ответ хранится на этом устройстве").wait_for()
    phone.goto("/tests/")
    phone.unroute("**/answer/")
    phone.goto(address)
    _asked(phone, 2)


def test_a_short_test_is_taken_without_scripts(open_page, short_test):
    page = open_page("/", seat=PLACE, phone=True, javascript=False)
    page.get_by_role("link", name=re.compile("Пройти тест")).click()
    page.get_by_role("button", name="Начать").click()
    page.get_by_role("button", name="Ответить").click()
    page.get_by_text("без ответа тест не пойдёт дальше").wait_for()
    page.get_by_label("вариант a").check()
    page.get_by_role("button", name="Ответить").click()
    page.get_by_text("Задание 2,").wait_for()
    page.get_by_role("button", name="Не знаю").click()
    page.get_by_text("Задание 3,").wait_for()
    page.get_by_text("Закончить раньше").click()
    page.get_by_role("button", name="Сдать как есть").click()
    page.get_by_text("этого мало, чтобы сказать уверенно").first.wait_for()


def test_who_keeps_the_bank_reads_why_it_asked_what_it_asked(open_page, short_test, accessible, photo, live):
    from marshrut.apps.diagnostics.models import Attempt, Tryout
    from marshrut.apps.diagnostics.queries.courses import code_of
    from marshrut.apps.diagnostics.services.trying import run_tryout
    from marshrut.foundation.scope.viewer import SystemViewer

    teacher = open_page("/", seat=PLACE, phone=True)
    _begin(teacher)
    _finish(teacher)
    system = SystemViewer("tests", short_test.tenant_id)
    attempt = Attempt.objects.of(system).get(version=short_test)

    page = open_page(f"/instruments/{short_test.pk}/", seat=("smolensk", "centre"))
    page.get_by_role("link", name="Как подстраивается").click()
    page.get_by_role("button", name="Проверить на выдуманных людях").click()
    page.locator("#work").wait_for()
    run_tryout(system, Tryout.objects.of(system).get(version=short_test).pk)
    page.get_by_role("heading", name=re.compile(r"В среднем \d")).wait_for()
    accessible(page)
    photo(page, "adapts")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.goto(f"/instruments/{short_test.pk}/courses/{code_of(attempt.pk)}/")
    assert "Ёлкина" not in page.locator("main").inner_text()
    page.get_by_text("Очередь этой компетенции").first.wait_for()
    page.get_by_text("Из чего выбирали").first.click()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    photo(page, "adapt-course")


def test_an_answer_pressed_in_time_goes_when_the_time_is_over_and_the_page_is_opened_again(open_page, short_test, live):
    from datetime import timedelta

    from django.utils import timezone

    from marshrut.apps.diagnostics.models import Answer, Attempt
    from marshrut.foundation.scope.viewer import SystemViewer

    system = SystemViewer("tests", short_test.tenant_id)
    phone = open_page("/", seat=PLACE, phone=True)
    _begin(phone)
    address = phone.url
    phone.route("**/answer/", lambda route: route.abort("internetdisconnected"))
    phone.get_by_label("вариант a").check()
    phone.get_by_role("button", name="Ответить").click()
    phone.locator("[data-saved]").filter(has_text="Связи нет").wait_for()
    phone.goto("/tests/")
    phone.unroute("**/answer/")
    over = timezone.now() + timedelta(seconds=1)
    Attempt.objects.of(system).filter(version=short_test).update(deadline_at=over)
    phone.wait_for_timeout(1500)
    with phone.expect_response("**/answer/"):
        phone.goto(address)
    phone.get_by_role("heading", name="Время вышло").wait_for()
    kept = Answer.objects.of(system).get(attempt__version=short_test)
    assert (kept.value, kept.counts) == ("a", True)
    phone.get_by_role("button", name="Посмотреть, что вышло").click()
    phone.get_by_text("этого мало, чтобы сказать уверенно").first.wait_for()
