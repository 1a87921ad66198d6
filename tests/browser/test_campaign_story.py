"""The centre brings an instrument and announces a diagnostic; a school reminds and types a paper in."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

REGION = "krasnoyarsk"
CENTRE, SCHOOL, TEACHER = (REGION, "centre"), (REGION, "school"), (REGION, "teacher")


@pytest.fixture
def school(seats, live):
    """A school of the region with its people; the region's school account sits there, its teacher works there."""
    from marshrut.apps.diagnostics.models import Campaign
    from marshrut.apps.registry.models import Person
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope import services as scope
    from marshrut.foundation.scope.models import Node, RoleAssignment
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.staff import Staff

    order = Order.objects.of(SystemViewer("tests")).get(region=REGION)
    system = SystemViewer("tests", order.tenant_id)
    district = Node.objects.of(system).filter(kind=NodeKind.MUNICIPALITY.value).earliest("name")
    kind, since = NodeKind.ORGANISATION, date(2020, 9, 1)
    found = scope.add_node(system, kind=kind, name="Каштановая школа", parent_id=district.pk, since=since)
    roles = RoleAssignment.objects.of(system)
    seat = roles.filter(role="school").latest("id").node_id
    roles.filter(role="school").update(node=found)
    staff = Staff.of(system)
    staff.organisation(found)
    for number in range(6):
        staff.hire(f"Каштанова Нина{number} Ильинична", found, subjects=["История"])
    teacher = roles.filter(role="teacher", account__family_name="Ёлкина").latest("id").account
    person = Person.objects.of(system).filter(account=teacher).first() or staff.person("Ёлкина Анна Сергеевна")
    person.account = teacher
    person.save(update_fields=["account"])
    staff.work(person, found, subjects=["Математика"])
    yield found
    Campaign.objects.of(system).update(state="closed")  # other stories find a desk where nothing waits
    roles.filter(role="school", node=found).update(node_id=seat)


def _filled(template):
    book = openpyxl.load_workbook(BytesIO(template))
    sheet = book["Задания"]
    names = [cell.value for cell in sheet[1]]
    for number in range(1, 7):
        said = {
            "Код задания": f"З-{number}",
            "Вид": "один ответ",
            "Компетенция": "formative_assessment",
            "Задание": f"Вопрос {number}: что помогает ученику больше?",
            "Вариант А": "отметка",
            "Вариант Б": "обратная связь",
            "Ключ": "Б",
        }
        for place, name in enumerate(names, 1):
            sheet.cell(number + 1, place, said.get(name))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_from_a_workbook_to_a_reminder(open_page, school, accessible, photo):
    page = open_page("/campaigns/", seat=CENTRE)
    accessible(page)
    page.get_by_role("link", name="Инструменты").click()
    accessible(page)
    with page.expect_download() as got:
        page.get_by_role("link", name="Шаблон Excel").click()
    template = got.value.path().read_bytes()
    page.get_by_role("link", name="Загрузить инструмент").click()
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Файл .xlsx").set_input_files({"name": "пустой.xlsx", "mimeType": xlsx, "buffer": template})
    page.get_by_role("button", name="Загрузить").click()
    page.get_by_text("Нет ни одного задания").wait_for()
    accessible(page)
    photo(page, "instrument-faults")
    filled = {"name": "тест.xlsx", "mimeType": xlsx, "buffer": _filled(template)}
    page.get_by_label("Файл .xlsx").set_input_files(filled)
    page.get_by_role("button", name="Загрузить").click()
    page.get_by_text("Записано как черновик").wait_for()
    accessible(page)
    photo(page, "instrument")
    page.get_by_role("button", name="Ввести в использование").click()
    page.get_by_text("его можно назначать").wait_for()

    page.goto("/campaigns/add/")
    accessible(page)
    page.get_by_label("Как назвать").fill("Оценивание на уроке")
    page.get_by_label("Зачем").fill("Чтобы курсы были о том, что нужно вам.")
    page.get_by_label("По какой день").fill("2027-12-31")
    page.get_by_label("Предмет").select_option("История")
    page.get_by_role("button", name="Кого это касается").click()
    page.get_by_role("heading", name="Приглашение получат 6 человек").wait_for()
    page.get_by_label("Предмет").select_option("")
    page.get_by_role("button", name="Посчитать заново").click()
    page.get_by_role("heading", name="Приглашение получат 7 человек").wait_for()
    photo(page, "campaign-add")
    page.get_by_role("button", name="Записать").click()
    page.get_by_role("button", name="Объявить").click()
    page.get_by_text("Диагностика объявлена").wait_for()
    assert "Прошли 0 из 7" in page.get_by_role("heading", level=1).inner_text().replace("\u00a0", " ")
    accessible(page)
    photo(page, "campaign-centre")

    deputy = open_page("/school/", seat=SCHOOL)
    deputy.get_by_role("link", name="Оценивание на уроке").click()
    deputy.get_by_role("button", name="Напомнить").first.click()
    deputy.get_by_text("Напомнили: 7").wait_for()
    deputy.get_by_text("сегодня напомнили").wait_for()
    accessible(deputy)
    photo(deputy, "campaign-school")

    first = deputy.get_by_role("row").filter(has_text="Каштанова Нина0")
    first.get_by_text("Ещё").click()
    first.get_by_role("link", name="Внести ответы с бумаги").click()
    accessible(deputy)
    deputy.get_by_label("1. Вопрос 1").fill("Я")
    deputy.get_by_role("button", name="Внести").click()
    deputy.get_by_text("Буквы от А до Б").wait_for()
    accessible(deputy)
    for number in range(1, 7):
        deputy.get_by_label(f"{number}. Вопрос {number}").fill("б")
    deputy.get_by_role("button", name="Внести").click()
    deputy.get_by_text("Ответы внесены").wait_for()
    assert "Прошли 1 из 7" in deputy.get_by_role("heading", level=1).inner_text().replace("\u00a0", " ")

    second = deputy.get_by_role("row").filter(has_text="Каштанова Нина1")
    second.get_by_text("Ещё").click()
    second.get_by_label("Почему не ждать").fill("командировка")
    second.get_by_role("button", name="Не ждать").click()
    deputy.get_by_text("не ждём: командировка").wait_for()
    deputy.get_by_role("link", name="На бумаге").click()
    accessible(deputy)
    photo(deputy, "campaign-paper")
    assert "Ключ" not in deputy.locator("main").inner_text()

    teacher = open_page("/", seat=TEACHER, phone=True)
    teacher.get_by_text("вам напомнили").wait_for()
    accessible(teacher)
    photo(teacher, "teacher-test-waits")
