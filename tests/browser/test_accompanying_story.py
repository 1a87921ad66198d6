"""Who accompanies whom: the centre gives by a rule and takes it back, sends a file, answers about namesakes, undoes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

REGION = "smolensk"
CENTRE = (REGION, "centre")
#: Each test has a district of its own with other people.
FAMILIES = iter(("Яблокова", "Ягодина", "Ясенева", "Ясницкая"))


@dataclass(frozen=True)
class Place:
    """A district of this story alone: whatever other stories did before it."""

    system: Any
    today: date
    family: str

    @property
    def district(self):
        return f"{self.family}: район"

    @property
    def schools(self):
        return f"{self.family}: школа № 1", f"{self.family}: школа № 2"

    @property
    def teachers(self):
        return [f"{self.family} {name} Ильинична" for name in ("Анна", "Вера", "Зоя")]

    @property
    def methodist(self):
        return f"{self.family} Ольга Львовна"

    @property
    def namesake(self):
        return f"{self.family} Майя Петровна"


@pytest.fixture
def place(seats, live):
    """Two schools, three teachers, two namesakes, a methodist with the role who works in the other school."""
    from django.utils import timezone

    from marshrut.apps.competencies.models import Accompaniment
    from marshrut.apps.registry.ledger import open_row
    from marshrut.apps.registry.models import StaffRole
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope import services as scope
    from marshrut.foundation.scope.queries import top_node
    from marshrut.foundation.scope.temporal import period
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.staff import Staff

    order = Order.objects.of(SystemViewer("tests")).get(region=REGION)
    system, since = SystemViewer("tests", order.tenant_id), date(2020, 9, 1)

    def add(kind, name, parent):
        return scope.add_node(system, kind=kind, name=name, parent_id=parent.pk, since=since)

    made = Place(system, timezone.localdate(), next(FAMILIES))
    district = add(NodeKind.MUNICIPALITY, made.district, top_node(system))
    school, other = (add(NodeKind.ORGANISATION, name, district) for name in made.schools)
    staff = Staff.of(system)
    for one in (school, other):
        staff.organisation(one)
    for name in made.teachers:
        staff.hire(name, school, subjects=["Химия"])
    for post in ("учитель", "педагог-психолог"):
        staff.hire(made.namesake, school, subjects=["Музыка"], post=post)
    helper = staff.hire(made.methodist, other, post="методист", subjects=["Химия"])
    said = {"node": district, "role": "municipal_methodologist", "valid": period(since)}
    open_row(StaffRole, staff.change, person=helper, **said)
    yield made
    Accompaniment.objects.of(system).filter(companion=helper).delete()


def _seen(page, accessible, open_page, name):
    """The page at a desk and on a phone, checked and photographed."""
    accessible(page)
    page.screenshot(path=f".shots/accompanying-{name}.png", full_page=True)
    phone = open_page("/" + page.url.split("#")[0].split("/", 3)[3], seat=CENTRE, phone=True)
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.screenshot(path=f".shots/accompanying-{name}-phone.png", full_page=True)
    phone.close()


def _headline(page):
    return page.get_by_role("heading", level=1).inner_text().replace("\xa0", " ")


def test_many_are_given_by_a_rule_and_taken_back(open_page, place, accessible):
    page = open_page("/competencies/accompaniments/rule/", seat=CENTRE)
    _seen(page, accessible, open_page, "1-rule")
    page.get_by_label("Муниципалитет").select_option(label=place.district)
    page.get_by_label("Номер приказа").fill("17-к")
    page.get_by_role("button", name="Посмотреть, кто за кем").click()
    page.get_by_text(f"{place.methodist}: 3").click()
    assert _headline(page) == "Можно закрепить: 3 человек"
    accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=".shots/accompanying-2-look-phone.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.screenshot(path=".shots/accompanying-2-look.png", full_page=True)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Всё в Excel").first.click()
    sheet = openpyxl.load_workbook(BytesIO(taken.value.path().read_bytes())).active
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert set(place.teachers) < set(cells)
    assert place.namesake in cells
    page.get_by_role("button", name="Закрепить (3)").click()
    page.get_by_text("Закреплено: 3").wait_for()
    _seen(page, accessible, open_page, "3-given")
    page.locator("aside").get_by_role("link").first.click()
    _seen(page, accessible, open_page, "4-batch")
    page.get_by_label("Почему").fill("приказ отменён")
    page.get_by_role("button", name="Прекратить все").click()
    page.get_by_text("Закрепления прекращены.").wait_for()


def _book(place, *rows):
    made = openpyxl.Workbook()
    head = ["ФИО", "Организация", "Сопровождающий", "Организация сопровождающего", "Номер приказа", "Дата приказа"]
    for row in ([*head, "С какого дня"], *rows):
        made.active.append([*row] if row[-1] == "С какого дня" else [*row, "18-к", place.today, _since(place)])
    out = BytesIO()
    made.save(out)
    return {"name": "приказ 18-к.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}


def _since(place):
    return place.today + timedelta(days=1)


def test_a_file_is_sent_answered_recorded_and_undone(open_page, place, accessible):
    from marshrut.apps.competencies.models import Accompaniment, AccompanimentFile
    from marshrut.apps.competencies.services import CARE_FILES
    from marshrut.apps.registry.sent import work

    def behind(page, deed):
        """The worker's part, and the page as it stands then."""
        row = AccompanimentFile.objects.of(place.system).latest("sent_at")
        deed(CARE_FILES, place.system, row.pk)
        page.reload()

    page = open_page("/competencies/accompaniments/files/", seat=CENTRE)
    accessible(page)
    page.get_by_role("link", name="Загрузить файл").click()
    _seen(page, accessible, open_page, "5-send")
    school, other = place.schools
    where = (place.methodist, other)
    people = ((place.teachers[0], school), (place.namesake, school), ("Небывалов Нил", ""))
    book = _book(place, *((*one, *where) for one in people))
    page.get_by_label("Файл .xlsx или .csv").set_input_files(book)
    page.get_by_role("button", name="Проверить").click()
    assert _headline(page) == "Проверяем файл"
    accessible(page)
    behind(page, work.check_file)
    assert _headline(page) == "Ждёт ответа: 1 строка"
    _seen(page, accessible, open_page, "6-asked")
    chosen = page.get_by_label("Кто это").locator("option").filter(has_text="психолог").inner_text()
    page.get_by_label("Кто это").select_option(label=chosen)
    page.get_by_role("button", name="Ответить").click()
    behind(page, work.check_file)
    assert _headline(page) == "Можно закрепить: 2 человек"
    page.get_by_role("link", name="С ошибкой: 1").click()
    page.get_by_text("Такого человека в списках работников нет.").wait_for()
    _seen(page, accessible, open_page, "7-checked")
    page.get_by_role("button", name="Закрепить").click()
    page.get_by_text("Исправьте файл или согласитесь записать без них.").wait_for()
    page.get_by_label("без строк с ошибками").check()
    page.get_by_role("button", name="Закрепить").click()
    behind(page, work.write_file)
    assert _headline(page) == "Закреплено: 2 человека"
    _seen(page, accessible, open_page, "8-recorded")
    given = Accompaniment.objects.of(place.system).true(_since(place)).filter(order_number="18-к")
    assert given.count() == 2
    page.get_by_label("Почему").fill("не тот приказ")
    page.get_by_role("button", name="Отменить целиком").click()
    behind(page, work.take_file_back)
    assert _headline(page) == "Отменено целиком: не тот приказ"
    _seen(page, accessible, open_page, "9-undone")
    assert not given.exists()


def test_people_are_spread_over_methodists_as_a_draft_and_taken_whole(open_page, place, accessible):
    """A map of loads before and after, the proof in plain words; one press takes it, one takes it back."""
    from marshrut.apps.competencies.models import Accompaniment, AccompanimentDraft
    from marshrut.apps.competencies.services.spreading import make_draft

    page = open_page("/competencies/accompaniments/", seat=CENTRE)
    page.get_by_role("link", name="Распределить по методистам").click()
    _seen(page, accessible, open_page, "10-spread")
    page.get_by_label("Муниципалитет").select_option(label=place.district)
    page.get_by_role("button", name="Распределить по методистам").click()
    page.get_by_role("heading", level=1).filter(has_text="Распределение по методистам").wait_for()
    row = AccompanimentDraft.objects.of(place.system).latest("made_at")
    make_draft(place.system, row.pk)
    page.goto(page.url.split("/jobs/")[0] + f"/competencies/accompaniments/spread/{row.pk}/")
    assert _headline(page) == "Получат методиста: 3 человека"
    page.get_by_role("heading", name="Нагрузка методистов").wait_for()
    page.get_by_text("Дешевле не бывает").wait_for()
    page.get_by_text(f"{place.methodist}: 3 человека").click()
    assert page.get_by_text(place.teachers[0]).is_visible()
    _seen(page, accessible, open_page, "11-draft")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Всё в Excel").click()
    sheet = openpyxl.load_workbook(BytesIO(taken.value.path().read_bytes())).active
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert set(place.teachers) < set(cells)
    page.get_by_label("Номер приказа").fill("19-к")
    page.get_by_role("button", name="Записать всё (3)").click()
    page.get_by_text("Закреплено: 3. ").wait_for()
    _seen(page, accessible, open_page, "12-taken")
    given = Accompaniment.objects.of(place.system).true(place.today).filter(order_number="19-к")
    assert given.count() == 3
    page.get_by_label("Почему").fill("не тот приказ")
    page.get_by_role("button", name="Отменить целиком").click()
    page.get_by_text("Отменено целиком").wait_for()
    _seen(page, accessible, open_page, "13-undone")
    assert not given.exists()
