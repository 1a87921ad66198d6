"""A region's first day in a browser: the administrator, a school, a teacher on a phone; by keyboard, without mail."""

from __future__ import annotations

import re

import pyotp
import pytest
from django.utils import timezone

REGION = "smolensk"
PASSWORD = "семь сосен у реки"
HEADING = "heading"


@pytest.fixture
def first_slip(live, seats):
    """A new administrator's slip, as `marshrut up` prints it."""
    from marshrut.foundation.accounts import services
    from marshrut.foundation.accounts.rules import PastedName
    from marshrut.foundation.scope.models import Tenant
    from marshrut.foundation.scope.queries import top_node
    from marshrut.foundation.scope.types import Role
    from marshrut.foundation.scope.viewer import SystemViewer

    tenant = Tenant.objects.get(slug=REGION)
    system = SystemViewer("tests", tenant.pk)
    today = timezone.localdate()
    person = PastedName(1, "Первая", "Администратор")
    top = top_node(system).pk
    made = services.add_people(
        system, [person], role=Role.ADMINISTRATOR, node_id=top, on=today, namesakes=True
    )  # one for each story
    return services.issue_slips(system, [made[0].pk], on=today)[0]


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def activate(page, login, code):
    page.goto(f"/activate/{login}/")
    page.get_by_label("Код с листка").fill(code)
    page.get_by_label("Новый пароль", exact=True).fill(PASSWORD)
    page.get_by_label("Новый пароль ещё раз").fill(PASSWORD)
    page.get_by_role("button", name="Войти впервые").click()


def slips_on(page):
    """(login, code) of every slip on the page."""
    page.locator(".slip").first.wait_for()
    words = page.locator(".slip").all_inner_texts()
    logins = [re.search(r"Имя для входа:\s*([a-z-]+-\d{4})", text)[1] for text in words]
    codes = [re.search(r"(\d{3} \d{3} \d{3})", text)[1] for text in words]
    return list(zip(logins, codes, strict=True))


def bind_phone(page):
    secret = page.locator("code").first.inner_text().replace(" ", "")
    page.get_by_label("Код из приложения").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Подключить").click()
    page.get_by_role("link", name="Сохранено, продолжить").click()


def looked_at(page, photo, accessible, name):
    accessible(page)
    photo(page, name)
    assert wide(page) <= 0


def test_a_regions_first_day(open_page, first_slip, photo, accessible):
    admin = open_page("/")
    looked_at(admin, photo, accessible, "sign-in")
    admin.goto(f"/activate/{first_slip.login}/")
    looked_at(admin, photo, accessible, "activate")
    activate(admin, first_slip.login, first_slip.code)
    admin.get_by_role(HEADING, name="Защитите вход вторым фактором").wait_for()
    looked_at(admin, photo, accessible, "second-factor")
    bind_phone(admin)
    admin.get_by_role(HEADING, name="Как «Маршрут» обращается с вашими данными").wait_for()
    looked_at(admin, photo, accessible, "notice")
    admin.get_by_role("button", name="Понятно, дальше").click()
    admin.wait_for_url(re.compile(r"/(start|administrator)/$"))  # the first while nobody is on record
    admin.goto("/administrator/")
    looked_at(admin, photo, accessible, "administrator")

    admin.goto("/administrator/places/")
    admin.get_by_role("link", name="Внести организацию").click()
    admin.get_by_label("Полное название").fill("Школа у трёх дорог")
    admin.get_by_label("Вид организации").select_option("school")
    looked_at(admin, photo, accessible, "add-place")
    admin.get_by_role("button", name="Внести", exact=True).click()
    admin.get_by_role(HEADING, name="Школа у трёх дорог").wait_for()
    admin.goto("/people/add/")
    admin.get_by_label("Список").fill("Завучева Мария Петровна")
    admin.get_by_label("Роль").select_option("school")
    admin.get_by_role("combobox", name="Место").fill("трёх дорог")
    admin.get_by_role("option", name="Школа у трёх дорог").first.click()
    admin.get_by_role("button", name="Добавить и открыть листки").click()
    login, code = slips_on(admin)[0]

    deputy = open_page("/")
    activate(deputy, login, code)
    deputy.get_by_role("button", name="Понятно, дальше").click()
    deputy.wait_for_url("**/help/tour/")
    looked_at(deputy, photo, accessible, "tour-school")
    deputy.get_by_role("link", name="Пропустить").click()
    deputy.wait_for_url("**/school/")
    deputy.get_by_role("button", name="Ещё", exact=True).click()
    deputy.get_by_role("link", name="Доступы", exact=True).click()
    deputy.get_by_role("link", name="Добавить людей").first.click()
    looked_at(deputy, photo, accessible, "add-people")
    deputy.get_by_label("Список").fill("Ромашкина Ирина Петровна\nВасильков Степан Ильич")
    deputy.get_by_role("button", name="Добавить и открыть листки").click()
    deputy.get_by_role(HEADING, name=re.compile("2.листка готовы")).wait_for()
    looked_at(deputy, photo, accessible, "slips")
    papers = dict(slips_on(deputy))
    login = next(one for one in papers if one.startswith("romashkina"))

    teacher = open_page("/", phone=True)
    activate(teacher, login, papers[login])
    teacher.get_by_role("button", name="Понятно, дальше").click()
    for number in (1, 2):
        teacher.get_by_text(f"шаг {number} из 3").wait_for()
        teacher.get_by_role("link", name="Дальше").click()
    looked_at(teacher, photo, accessible, "tour-teacher")
    teacher.get_by_role("link", name="Начать работу").click()
    teacher.wait_for_url("**/today/")
    teacher.goto("/help/")
    looked_at(teacher, photo, accessible, "help")
    teacher.get_by_role("link", name="Педагогу", exact=True).click()
    teacher.get_by_role(HEADING, name="Педагогу", level=1).wait_for()
    looked_at(teacher, photo, accessible, "help-teacher")
    teacher.goto("/")
    looked_at(teacher, photo, accessible, "teacher")
    teacher.goto("/me/")
    assert "никто не открывал" in teacher.get_by_role(HEADING, level=1).inner_text()

    deputy.goto("/school/")
    assert "Ещё не вошёл 1" in deputy.get_by_role(HEADING, level=1).inner_text().replace("\u00a0", " ")
    looked_at(deputy, photo, accessible, "school")
    deputy.goto("/people/")
    looked_at(deputy, photo, accessible, "people")
    deputy.get_by_role("link", name="Ромашкина Ирина Петровна").click()
    looked_at(deputy, photo, accessible, "card")
    deputy.get_by_role("button", name="Новый код").click()
    deputy.get_by_role(HEADING, name=re.compile("1.листок готов")).wait_for()

    teacher.reload()
    assert "открывали 1" in teacher.get_by_role(HEADING, level=1).inner_text().replace("\u00a0", " ")
    assert "Мария Петровна" in teacher.locator("main").inner_text()
    looked_at(teacher, photo, accessible, "my-data")


def test_the_way_in_by_keyboard_alone(open_page, first_slip):
    page = open_page(f"/activate/{first_slip.login}/")
    page.get_by_label("Код с листка").focus()
    page.keyboard.type(first_slip.code)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role(HEADING, name="Защитите вход вторым фактором").wait_for()


def test_signing_in_works_without_javascript(open_page, first_slip):
    page = open_page(javascript=False)
    activate(page, first_slip.login, first_slip.code)
    page.get_by_role(HEADING, name="Защитите вход вторым фактором").wait_for()


def test_a_wrong_code_says_what_to_do_and_keeps_the_name(open_page, first_slip):
    page = open_page()
    activate(page, first_slip.login, "000 000 000")
    assert "Проверьте по листку" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Имя для входа").input_value() == first_slip.login


@pytest.mark.parametrize("path", ["", "doctor/", "audit/", "places/"])
def test_the_administrators_pages(open_page, photo, accessible, path):
    page = open_page(f"/administrator/{path}", seat=(REGION, "administrator"))
    looked_at(page, photo, accessible, f"administrator-{path.strip('/') or 'front'}")


@pytest.mark.parametrize("path", ["purposes/", "jobs/", "me/role/", "me/password/"])
def test_pages_of_the_foundation(open_page, photo, accessible, path):
    page = open_page(f"/{path}", seat=(REGION, "administrator"), phone=True)
    looked_at(page, photo, accessible, path.strip("/").replace("/", "-"))


#: No story hires anybody there.
EMPTY = "kuzbass"


@pytest.mark.parametrize(("role", "said"), [("teacher", "ничего не ждут"), ("regional_methodologist", "полож")])
def test_first_pages_where_nothing_waits(open_page, photo, accessible, role, said):
    page = open_page("/", seat=(EMPTY if role == "teacher" else REGION, role), phone=role == "teacher")
    assert said in page.get_by_role(HEADING, level=1).inner_text().lower()
    looked_at(page, photo, accessible, f"mine-{role}")


def test_a_districts_order_has_no_centres_desk(seats):
    assert ("tazovsky", "centre") not in seats
    assert ("tazovsky", "governing_body") in seats
    assert (REGION, "centre") in seats


def test_the_administrator_is_asked_what_to_print_where_the_order_contradicts_itself(open_page, accessible):
    page = open_page("/administrator/", seat=("tazovsky", "administrator"))
    card = page.locator("section", has=page.get_by_role(HEADING, name="Ждёт вашего решения"))
    assert "24.06.2022" in card.inner_text()
    accessible(page)
    card.get_by_role("link", name="Выбрать на странице положения").click()
    page.get_by_role("button", name="24.06.2022").click()
    page.goto("/administrator/")
    assert page.get_by_role(HEADING, name="Ждёт вашего решения").count() == 0
