"""A teacher takes a test on a phone: the line is lost and comes back, another device goes on, time is the server's."""

from __future__ import annotations

import re

import pytest

PLACE = ("smolensk", "teacher")


@pytest.fixture
def diagnostic(seats, live):
    """A fresh diagnostic for a school, in which the region's teacher works; returns its title."""
    from django.utils import timezone

    from marshrut.apps.diagnostics.models import Campaign
    from support.browser_school import teachers_school
    from support.instruments import TASKS, invite, make_version

    system, school = teachers_school(*PLACE)
    Campaign.objects.of(system).update(state="closed")
    number = Campaign.objects.of(system).count() + 1
    tasks = [(*one[:1], "lesson_design", *one[2:]) for one in TASKS]
    version = make_version(system, school, tasks=tasks, code=f"ПРОБА-{number}")
    invite(system, version, school, on=timezone.localdate(), now=timezone.now())
    yield version
    Campaign.objects.of(system).update(state="closed")  # other stories find a desk where nothing waits


def _begin(page):
    page.get_by_role("link", name=re.compile("Пройти тест")).click()
    page.get_by_role("button", name="Начать").click()
    page.locator("[data-task]").first.wait_for()


def _saved(page, text):
    page.locator("[data-saved]").filter(has_text=text).wait_for()


def test_a_test_on_a_phone_survives_a_lost_line_and_a_change_of_device(open_page, diagnostic, accessible, photo):
    phone = open_page("/", seat=PLACE, phone=True)
    assert "Вас ждёт тест" in phone.get_by_role("heading", level=1).inner_text()
    accessible(phone)
    _begin(phone)
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_label("вариант a").first.check()
    _saved(phone, "Отвечено 1 из 5. Всё сохранено.")
    phone.screenshot(path=".shots/take-1-question.png")

    phone.context.set_offline(True)
    phone.get_by_role("button", name="Дальше").locator("visible=true").click()
    shown = phone.locator("[data-task]").locator("visible=true")
    shown.get_by_label("вариант a").check()
    shown.get_by_label("вариант c").check()
    _saved(phone, "Связи нет: ответы хранятся на этом устройстве")
    phone.screenshot(path=".shots/take-2-no-line.png")
    phone.context.set_offline(False)
    _saved(phone, "Отвечено 2 из 5. Всё сохранено.")

    laptop = open_page("/", seat=PLACE)
    laptop.get_by_role("link", name=re.compile("Продолжить")).click()
    laptop.get_by_role("button", name="Продолжить").click()
    laptop.wait_for_function("document.querySelectorAll('[data-task]:not([hidden])').length === 1")
    assert "Отвечено 2 из 5" in laptop.locator("[data-saved]").inner_text()
    third = laptop.locator("[data-task]").locator("visible=true")
    for letter, place in zip("abcd", "2134", strict=True):
        third.locator(f"[data-letter={letter}]").select_option(place)
    _saved(laptop, "Отвечено 3 из 5. Всё сохранено.")
    laptop.get_by_role("link", name="Задание 1, отвечено").click()
    laptop.locator("#task-1").get_by_label("вариант b").check()
    _saved(laptop, "Всё сохранено")

    phone.get_by_role("link", name="Задание 1, отвечено").click()
    phone.locator("#task-1").get_by_label("вариант d").check()
    phone.get_by_text("На другом устройстве вы ответили иначе: «вариант b»").wait_for()
    accessible(phone)
    phone.screenshot(path=".shots/take-3-two-devices.png")
    phone.get_by_role("button", name="Этот ответ").click()
    _saved(phone, "Всё сохранено")

    phone.get_by_role("link", name="Задание 5").click()
    phone.locator("#task-5").get_by_label("Ваш ответ").fill("критерий")
    phone.get_by_role("button", name="К концу теста").click()
    phone.get_by_text("Без ответа: ").wait_for()
    phone.screenshot(path=".shots/take-4-end.png")
    phone.get_by_role("button", name="Сдать тест").click()
    phone.get_by_role("heading", name="Что вышло").wait_for()
    accessible(phone)
    photo(phone, "take-outcome")


def test_a_test_is_taken_by_keyboard_alone(open_page, diagnostic):
    page = open_page("/", seat=PLACE)
    page.get_by_role("link", name=re.compile("Пройти тест")).press("Enter")
    page.get_by_role("button", name="Начать").press("Enter")
    page.locator("#task-1").wait_for()
    assert page.evaluate("document.activeElement.id") == "task-1"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    _saved(page, "Отвечено 1 из 5. Всё сохранено.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#task-2").locator("visible=true").wait_for()
    assert page.evaluate("document.activeElement.id") == "task-2"


def test_what_was_pressed_without_a_line_outlives_a_closed_page(open_page, diagnostic):
    page = open_page("/", seat=PLACE, phone=True)
    _begin(page)
    address = page.url.split("#")[0]
    page.route("**/answer/", lambda route: route.abort("internetdisconnected"))
    page.get_by_label("вариант c").first.check()
    _saved(page, "Связи нет")
    page.unroute("**/answer/")
    page.goto("/tests/")
    page.goto(address)
    page.locator("[data-saved]").filter(has_text="Всё сохранено").wait_for()
    assert page.locator("#task-1").get_by_label("вариант c").is_checked()
    page.reload()
    page.locator("[data-task]").locator("visible=true").wait_for()
    page.get_by_role("link", name="Задание 1, отвечено").click()
    assert page.locator("#task-1").get_by_label("вариант c").is_checked()


def test_an_answer_kept_on_a_closed_phone_does_not_overrule_a_later_one(open_page, diagnostic):
    phone = open_page("/", seat=PLACE, phone=True)
    _begin(phone)
    address = phone.url.split("#")[0]
    phone.route("**/answer/", lambda route: route.abort("internetdisconnected"))
    phone.get_by_label("вариант c").first.check()
    _saved(phone, "Связи нет")
    phone.goto("/tests/")
    laptop = open_page(address, seat=PLACE)
    laptop.locator("#task-1").get_by_label("вариант a").check()
    _saved(laptop, "Отвечено 1 из 5. Всё сохранено.")
    phone.unroute("**/answer/")
    phone.goto(address)
    phone.get_by_text("На другом устройстве вы ответили иначе: «вариант a»").wait_for()
    phone.get_by_role("button", name="Тот ответ", exact=True).click()
    phone.reload()
    phone.locator("[data-task]").locator("visible=true").wait_for()
    assert phone.locator("#task-1").get_by_label("вариант a").is_checked()


def test_a_line_that_comes_back_while_an_answer_is_on_its_way_loses_none(open_page, diagnostic):
    page = open_page("/", seat=PLACE, phone=True)
    _begin(page)
    held = []

    def hold(route):
        """Two are held, the third is lost on its way, the line is whole from then on."""
        held.append(route)
        if len(held) == 3:
            route.abort("internetdisconnected")
        elif len(held) > 3:
            route.continue_()

    page.route("**/answer/", hold)
    page.locator("#task-1").get_by_label("вариант a").check()
    page.get_by_role("link", name="Задание 2").click()
    page.locator("#task-2").get_by_label("вариант c").check()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert len(held) == 2, "the first answer is sent again"
    for route in held[:2]:
        route.continue_()
    _saved(page, "Отвечено 2 из 5. Всё сохранено.")
    page.reload()
    page.locator("[data-task]").locator("visible=true").wait_for()
    assert page.locator("#task-1").get_by_label("вариант a").is_checked()
    assert page.locator("#task-2").get_by_label("вариант c").is_checked()


def test_an_answer_changed_before_the_word_came_back_is_nobody_elses(open_page, diagnostic):
    page = open_page("/", seat=PLACE, phone=True)
    _begin(page)

    def deaf(route):
        route.fetch()  # it arrived; the phone never hears of it
        route.abort("internetdisconnected")

    page.route("**/answer/", deaf)
    page.locator("#task-1").get_by_label("вариант a").check()
    _saved(page, "Связи нет")
    page.unroute("**/answer/")
    page.locator("#task-1").get_by_label("вариант b").check()
    _saved(page, "Отвечено 1 из 5. Всё сохранено.")
    assert page.get_by_text("На другом устройстве").count() == 0
    page.reload()
    page.locator("[data-task]").locator("visible=true").wait_for()
    assert page.locator("#task-1").get_by_label("вариант b").is_checked()


def test_a_test_is_taken_without_javascript(open_page, diagnostic):
    page = open_page("/", seat=PLACE, javascript=False)
    page.get_by_role("link", name=re.compile("Пройти тест")).click()
    page.get_by_role("button", name="Начать").click()
    page.locator("#task-1").get_by_label("вариант a").check()
    page.locator("#task-1").get_by_role("button", name="Сохранить и дальше").click()
    page.locator("#task-4").get_by_label("Число").fill("12,5")
    page.locator("#task-4").get_by_role("button", name="Сохранить и дальше").click()
    assert "Отвечено 2 из 5" in page.locator("[data-saved]").inner_text()
    page.get_by_role("button", name="Сдать тест").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Что вышло"


def test_a_village_line_brings_the_test_and_takes_the_answers(open_page, diagnostic, weigh):
    page = open_page("/", seat=PLACE, phone=True)
    page.get_by_role("link", name=re.compile("Пройти тест")).click()
    with weigh(page) as scale:
        page.get_by_role("button", name="Начать").click()
        page.locator("[data-task]").first.wait_for()
    assert scale.total < 40_000, "64 kbit/s bring 8 kB a second"
