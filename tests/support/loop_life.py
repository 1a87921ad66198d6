"""What the whole loop begins with: lists go in, people sit down, a diagnostic is announced, a programme offered.

Everything is pressed in a browser, at the desk of whoever does it.
"""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyotp
from playwright.sync_api import Browser, Page

from support.looking import DESKTOP, SHOTS, Watch, check_accessible
from support.own_installation import Installation

__all__ = [
    "COUNTED",
    "COURSE",
    "DISTRICT",
    "HEAD",
    "METHODIST",
    "REGION",
    "SCHOOL",
    "SLOW",
    "TASKS",
    "TEACHER",
    "Story",
    "accompany",
    "diagnose",
    "first_day",
    "offer",
    "seats_of",
]

REGION, COUNTED = "smolensk", "SMO-IND-06"
DISTRICT, SCHOOL, OTHER = "Вяземский муниципальный округ", "Ивовая школа", "Ольховая школа"
OFFICIAL = f"муниципальное образование «{DISTRICT}» Смоленской области"
TEACHER, METHODIST, HEAD = "Ёлкина Анна Сергеевна", "Соснина Ольга Львовна", "Кедрова Вера Павловна"
COLLEAGUES = ("Рябинин Пётр Ильич", "Грушин Олег Ильич", "Вязова Ия Ильинична", "Сливина Майя Ильинична")
COURSE = "Формирующее оценивание на уроке"
PASSWORD = "семь сосен у реки"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TASKS = 15
SLOW = 90_000
TODAY = date.today()  # noqa: DTZ011 - days of forms lie far enough apart for any time zone


class Story:
    """Who sits where, and the film."""

    def __init__(self, place: Installation, browser: Browser) -> None:
        self.place, self.browser = place, browser
        self.watch = Watch(place.address)
        self.number = 0

    def visitor(self, *, phone: bool = False) -> Page:
        """Somebody who has not signed in yet."""
        size: Any = {"width": 360, "height": 720} if phone else DESKTOP
        context = self.browser.new_context(
            viewport=size,
            color_scheme="light",
            reduced_motion="reduce",
            locale="ru-RU",
            base_url=self.place.address,
            has_touch=phone,
        )
        context.set_default_timeout(20_000)
        self.watch.over(context)
        return context.new_page()

    def shot(self, page: Page, name: str) -> None:
        """The next frame; what is photographed can be read by a machine and fits the width."""
        check_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        self.number += 1
        page.screenshot(path=SHOTS / f"loop-{self.number:02d}-{name}.png")


def _sheet(head: list[str], rows: list[list[str]], name: str) -> Any:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (head, *rows):
        book.active.append(row)
    book.save(out)
    return {"name": name, "mimeType": XLSX, "buffer": out.getvalue()}


def first_day(story: Story) -> Page:
    """Nothing is there: the administrator comes in by the printed slip and sends three lists."""
    admin = story.visitor()
    _activate(admin, story.place.login, story.place.code, factor=True)
    admin.wait_for_url("**/start/")
    story.shot(admin, "start-empty")
    schools = [[SCHOOL, "школа", OFFICIAL], [OTHER, "школа", OFFICIAL]]
    head = ["Наименование", "Вид организации", "Муниципальное образование"]
    _send(admin, "Загрузить организации", _sheet(head, schools, "организации.xlsx"))
    people = [[name, f"0{number}.03.1984", SCHOOL, "учитель"] for number, name in enumerate((TEACHER, *COLLEAGUES), 1)]
    people += [[HEAD, "06.07.1975", SCHOOL, "директор"], [METHODIST, "05.06.1978", OTHER, "методист"]]
    head = ["ФИО", "Дата рождения", "Организация", "Должность"]
    _send(admin, "Загрузить работников", _sheet(head, people, "работники.xlsx"), story)
    head = ["ФИО", "Организация", "Роль", "Номер приказа", "Дата приказа", "Действует с"]
    given = f"{TODAY - timedelta(days=80):%d.%m.%Y}"
    role = [[METHODIST, OTHER, "региональный методист", "1-м", given, given]]
    _send(admin, "Загрузить роли", _sheet(head, role, "роли.xlsx"))
    return admin


def _send(admin: Page, what: str, file: Any, story: Story | None = None) -> None:
    admin.goto("/start/")
    admin.get_by_role("link", name=what).click()
    admin.get_by_label("Файл", exact=True).set_input_files(file)
    if (whole := admin.get_by_role("radio", name=re.compile("Полный"))).count():
        whole.first.check()
    admin.get_by_role("button", name="Проверить файл").click()
    apply = admin.get_by_role("button", name="Применить список")
    apply.wait_for(timeout=SLOW)
    if story:
        story.shot(admin, "list-checked")
    apply.click()
    if (sure := admin.get_by_label("Всё верно")).count():
        sure.check()
        apply.click()
    admin.get_by_role("heading", name=re.compile("Список применён")).wait_for(timeout=SLOW)


def _activate(page: Page, login: str, code: str, *, factor: bool) -> None:
    page.goto(f"/activate/{login}/")
    page.get_by_label("Код с листка").fill(code)
    page.get_by_label("Новый пароль", exact=True).fill(PASSWORD)
    page.get_by_label("Новый пароль ещё раз").fill(PASSWORD)
    page.get_by_role("button", name="Войти впервые").click()
    if factor:
        secret = page.locator("code").first.inner_text().replace(" ", "")
        page.get_by_label("Код из приложения").fill(pyotp.TOTP(secret).now())
        page.get_by_role("button", name="Подключить").click()
        page.get_by_role("link", name="Сохранено, продолжить").click()
    page.get_by_role("button", name="Понятно, дальше").click()
    page.wait_for_url(re.compile("/(start|help/tour)/"))


def _slip(page: Page) -> tuple[str, str]:
    words = page.locator(".slip").first.inner_text()
    login, code = re.search(r"Имя для входа:\s*([a-z-]+-\d{4})", words), re.search(r"(\d{3} \d{3} \d{3})", words)
    assert login is not None
    assert code is not None
    return login[1], code[1]


def seats_of(story: Story, admin: Page) -> dict[str, Page]:
    """Desks by the name of their role; those who are in the lists are joined to their own record."""
    slips = {}
    for name, role, place in (
        ("Липина Нина Львовна", "Центр", ""),
        ("Дубов Лев Ильич", "Орган управления", ""),
        (METHODIST, "Региональный методист", ""),
        (HEAD, "Школа", SCHOOL),
    ):
        admin.goto("/people/add/")
        admin.get_by_label("Список").fill(name)
        admin.get_by_label("Роль").select_option(label=role)
        if place:
            admin.get_by_role("combobox", name="Место").fill(place)
            admin.get_by_role("option", name=place).first.click()
        admin.get_by_role("button", name="Добавить и открыть листки").click()
        slips[role] = _slip(admin)
    for _ in (HEAD, METHODIST):
        admin.goto("/staff/access/")
        admin.get_by_role("button", name=re.compile("Да, его вход")).first.click()
        admin.get_by_text("Вход и запись теперь об одном человеке").wait_for()
    admin.goto("/staff/access/")
    for box in admin.locator("main input[name=person]").all():
        box.uncheck()
    admin.get_by_label(re.compile(TEACHER)).check()
    admin.get_by_role("button", name="Выдать доступ отмеченным").click()
    admin.get_by_role("button", name=re.compile("Напечатать листки")).click()
    slips["Педагог"] = _slip(admin)
    story.shot(admin, "slips")
    seats = {}
    for role, (login, code) in slips.items():
        page = seats[role] = story.visitor(phone=role == "Педагог")
        _activate(page, login, code, factor=role in {"Центр", "Орган управления"})
        page.wait_for_load_state()
    return seats


def diagnose(centre: Page, code: str, title: str, stage: str) -> None:
    """An instrument of its own for each of the two: nobody answers what they remember."""
    centre.goto("/campaigns/")
    centre.get_by_role("link", name="Инструменты").click()
    with centre.expect_download() as got:
        centre.get_by_role("link", name="Шаблон Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(got.value.path()).read_bytes()))
    for row in book["Инструмент"].iter_rows():
        row[1].value = {"Код": code, "Название": title}.get(row[0].value, row[1].value)
    sheet = book["Задания"]
    names = [cell.value for cell in sheet[1]]
    for number in range(1, TASKS + 1):
        task = {
            "Код задания": f"{code}-{number}",
            "Вид": "один ответ",
            "Компетенция": "formative_assessment",
            "Задание": f"{number}. Что поможет ученику понять, чему он научился?",
            "Вариант А": "отметка в журнале",
            "Вариант Б": "обратная связь по критериям",
            "Вариант В": "место в списке класса",
            "Ключ": "Б",
        }
        for place, name in enumerate(names, 1):
            sheet.cell(number + 1, place, task.get(name))
    out = io.BytesIO()
    book.save(out)
    centre.get_by_role("link", name="Загрузить инструмент").click()
    centre.get_by_label("Файл .xlsx").set_input_files({"name": "тест.xlsx", "mimeType": XLSX, "buffer": out.getvalue()})
    centre.get_by_role("button", name="Загрузить").click()
    centre.get_by_text("Записано как черновик").wait_for()
    centre.get_by_role("button", name="Ввести в использование").click()
    centre.get_by_text("его можно назначать").wait_for()
    centre.goto("/campaigns/add/")
    centre.get_by_label("Как назвать").fill(title)
    centre.get_by_label("Зачем").fill("Чтобы учиться тому, что нужно вам.")
    centre.get_by_label("Инструмент").select_option(label=f"{title}, версия 1, 30 мин")
    centre.get_by_label("Этап").select_option(label=stage)
    centre.get_by_label("По какой день").fill(f"{TODAY + timedelta(days=9)}")
    centre.get_by_label("Где", exact=True).select_option(label=DISTRICT)
    centre.get_by_label("Должность").select_option(label="учитель")
    centre.get_by_role("button", name="Кого это касается").click()
    centre.get_by_role("heading", name="Приглашение получат 5 человек").wait_for()
    centre.get_by_role("button", name="Записать").click()
    centre.get_by_role("button", name="Объявить").click()
    centre.get_by_text("Диагностика объявлена").wait_for()


def accompany(centre: Page) -> None:
    centre.goto("/competencies/accompaniments/give/")
    centre.get_by_label("Кого: фамилия").fill(TEACHER.split(maxsplit=1)[0])
    centre.get_by_label("За кем: фамилия").fill(METHODIST.split(maxsplit=1)[0])
    centre.get_by_role("button", name="Найти").click()
    centre.get_by_label("Номер приказа").fill("18-м")
    centre.get_by_role("button", name="Закрепить").click()
    centre.get_by_text("Человек видит это на своей странице").wait_for()


def offer(centre: Page) -> None:
    """A programme of the federal register with five seats that serves the deficit."""
    centre.goto("/programmes/add/")
    centre.get_by_label("Название", exact=True).fill(COURSE)
    centre.get_by_label("Часов всего").fill("36")
    centre.get_by_label("Форма обучения").select_option("distance")
    centre.get_by_label("Кто учит").fill("Центр роста")
    centre.get_by_label("Состояние").select_option("open")
    centre.get_by_label("Что закрывает, 1").select_option("formative_assessment")
    centre.get_by_label("На сколько, %").first.fill("60")
    centre.get_by_role("button", name="Записать").click()
    centre.get_by_role("heading", name=COURSE, level=1).wait_for()
    centre.get_by_text("Включена в реестр").click()
    centre.get_by_label("С какого дня").fill(f"{TODAY - timedelta(days=50)}")
    centre.get_by_role("button", name="Записать").click()
    centre.get_by_text("Записано в федеральном реестре").wait_for()
    centre.get_by_role("link", name="Открыть группу").click()
    centre.get_by_label("Первый день").fill(f"{TODAY + timedelta(days=18)}")
    centre.get_by_label("Последний день").fill(f"{TODAY + timedelta(days=26)}")
    centre.get_by_label("Мест", exact=True).fill("5")
    centre.get_by_role("button", name="Записать").click()
    centre.get_by_text("Группа записана").wait_for()
