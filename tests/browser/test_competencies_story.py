"""A teacher reads what is said, disagrees, opens it to a colleague; the methodist answers; places see groups only."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

REGION = "smolensk"
HEADING = "heading"
FACTS = (
    # competency, points of ten, instrument, origin, days ago
    ("mathematics_content", 9, "Предметная диагностика: математика", "fioko", 200),
    ("mathematics_content", 9, "Входная диагностика", "centre", 40),
    ("mathematics_tasks", 7, "Предметная диагностика: математика", "fioko", 200),
    ("formative_assessment", 1, "Входная диагностика", "centre", 40),
    ("formative_assessment", 2, "Методическая диагностика", "era_scope", 300),
    ("differentiation", 3, "Входная диагностика", "centre", 40),
    ("parents", 1, "Входная диагностика", "centre", 40),
    ("parents", 9, "Методическая диагностика", "era_scope", 300),
    ("digital_safety", 4, "Цифровая диагностика", "region", 1500),
)


@pytest.fixture(scope="session")
def invented():
    """What was written into the server's database, which lasts as long as the server."""
    return {}


@pytest.fixture
def people(live, seats, invented):
    """A district with a school of twelve, a teacher with results, and who accompanies her."""
    return invented or invented.update(_write()) or invented


def _write():
    from django.utils import timezone

    from marshrut.apps.competencies import services
    from marshrut.apps.regulation.models import Order
    from marshrut.foundation.scope.services import add_node
    from marshrut.foundation.scope.types import NodeKind, Role
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.competencies import record, result
    from support.staff import Staff

    order, today = Order.objects.of(SystemViewer("tests")).get(region=REGION), timezone.localdate()
    system = SystemViewer("tests", order.tenant_id)

    def place(kind, name, above):
        return add_node(system, kind=kind, name=name, parent_id=above, since=order_day(system, order.node_id))

    district = place(NodeKind.MUNICIPALITY, "Ольховый муниципальный округ", order.node_id)
    school = place(NodeKind.ORGANISATION, "Школа у ольхи", district.pk)
    other = place(NodeKind.ORGANISATION, "Школа за ольхой", district.pk)
    staff = Staff.of(system)
    for node in (school, other):
        staff.organisation(node, short=node.name, since=order_day(system, node.pk))
    anna = staff.hire("Ольхина Анна Сергеевна", school, subjects=["Математика"])
    helper = staff.hire("Ветлина Вера Павловна", other, post="методист")
    colleague = staff.hire("Ракитина Зоя Ильинична", school, subjects=["Математика"])
    subjects = [["Русский язык"], ["История"], ["Математика"]]
    crowd = [
        staff.hire(f"Ивнякова Яна{n}", node, subjects=subjects[n % 3]) for node in (school, other) for n in range(9)
    ]
    rows = [
        result(
            anna.pk,
            code,
            points,
            on=today - timedelta(days=ago),
            instrument_title=title,
            instrument_key=title,
            origin=origin,
        )
        for code, points, title, origin, ago in FACTS
    ]
    rows += [
        result(one.pk, code, (n * 7 + len(code)) % 11, on=today - timedelta(days=90))
        for n, one in enumerate(crowd)
        for code in ("formative_assessment", "differentiation", "lesson_design", "reading_literacy", "parents")
    ]
    record(system, *rows)
    services.refresh_figures(system, on=today, now=timezone.now())
    services.accompany(
        system,
        anna.pk,
        companion_id=helper.pk,
        order_number="17-м",
        order_date=today,
        since=today,
        until=None,
        on=today,
    )
    seats = {
        "teacher": (Role.TEACHER, school, anna),
        "helper": (Role.TEACHER, other, helper),
        "colleague": (Role.TEACHER, school, colleague),
        "school": (Role.SCHOOL, school, None),
    }
    cookies = {name: _seat(system, name, today, *seat) for name, seat in seats.items()}
    return {"cookies": cookies, "anna": anna.pk, "school": school.pk}


def _seat(system: Any, name: str, today: date, role: Any, node: Any, person: Any) -> str:
    from django.utils import timezone

    from marshrut.apps.registry.models import Person, PersonDetails
    from marshrut.foundation.accounts.rules import PastedName
    from marshrut.foundation.accounts.services import add_people
    from support.world import sign_in

    details = PersonDetails.objects.of(system).filter(person=person).first() if person else None
    words = details.full_name.split() if details else ["Дубравина", "Ольга", "Петровна"]
    account = add_people(system, [PastedName(1, *words)], role=role, node_id=node.pk, on=today, namesakes=True)[0]
    account.activated_at = timezone.now()
    account.save(update_fields=["activated_at"])
    if person is not None:
        Person.objects.of(system).filter(pk=person.pk).update(account=account)
    return sign_in(account).cookies["marshrut"].value


def order_day(system: Any, node_id: Any) -> date:
    """The first day on which a place stands in the tree."""
    from marshrut.foundation.scope.models import Placement

    first = Placement.objects.of(system).known().filter(node_id=node_id).earliest("valid").valid.lower
    return max(first or date(2020, 9, 1), date(2020, 9, 1))


@pytest.fixture
def sit(open_page, site, people):
    """`sit("teacher", "/competencies/mine/")`: a page of somebody of the invented district."""

    def open_as(who, path, **options):
        page = open_page(**options)
        page.context.add_cookies([{"name": "marshrut", "value": people["cookies"][who], "url": site.address}])
        page.goto(path)
        return page

    return open_as


def _news(page):
    return page.get_by_role(HEADING, level=1).inner_text().replace("\u00a0", " ")


def test_a_teacher_reads_disagrees_opens_and_closes(sit, people, accessible, photo):
    teacher = sit("teacher", "/competencies/mine/", phone=True)
    assert _news(teacher) == "1 сильная сторона, 2 вещи стоит подтянуть"
    accessible(teacher)
    photo(teacher, "competencies-mine")
    assert "дефицит" not in teacher.locator("main").inner_text().lower()
    card = teacher.locator("#c-formative_assessment")
    card.locator("summary", has_text="почему так").click()
    chain = card.inner_text()
    assert "Методическая диагностика" in chain
    assert "Эра-Скоп" in chain
    assert "50 из 100" in chain
    accessible(teacher)
    card.get_by_role("link", name="Не согласиться").click()
    accessible(teacher)
    teacher.get_by_label("С чем вы не согласны").fill("Интернет пропадал, успела не всё")
    teacher.get_by_role("button", name="Отправить").click()
    teacher.get_by_text("Ответ появится рядом с результатом").wait_for()

    helper = sit("helper", "/competencies/care/")
    assert _news(helper) == "1 человек ждёт вашего ответа"
    accessible(helper)
    photo(helper, "competencies-care")
    helper.get_by_role("link", name="Кто не согласен").click()
    accessible(helper)
    helper.get_by_role("link", name="Открыть результаты").click()
    accessible(helper)
    photo(helper, "competencies-person")
    helper.go_back()
    helper.get_by_label("Ответ").fill("Пройдём ещё раз в спокойный день")
    helper.get_by_role("button", name="Ответить").click()
    helper.get_by_role(HEADING, name="Никто не ждёт ответа").wait_for()

    teacher.goto("/competencies/mine/")
    assert "Пройдём ещё раз" in teacher.locator("#c-formative_assessment").inner_text()
    teacher.goto("/my/")
    assert "Вера Павловна — результаты диагностик" in teacher.locator("aside").inner_text()
    teacher.goto("/competencies/mine/share/")
    teacher.get_by_label("Фамилия").fill("Ракит")
    teacher.get_by_role("button", name="Найти").click()
    teacher.get_by_label("Ракитина Зоя Ильинична").check()
    accessible(teacher)
    teacher.get_by_role("button", name="Открыть").click()
    colleague = sit("colleague", f"/competencies/people/{people['anna']}/")
    assert "Ольхина" in colleague.title()
    teacher.locator("aside").get_by_role("button", name="Закрыть").click()
    teacher.get_by_text("больше этот человек ваших результатов не видит").wait_for()
    colleague.reload()
    assert "Ольхина" not in colleague.title()


def test_a_school_sees_groups_and_nobody(sit, people, accessible, photo):
    head = sit("school", "/competencies/groups/")
    assert _news(head) == "Кому что стоит подтянуть"
    accessible(head)
    photo(head, "competencies-school")
    head.get_by_role("link", name="По предметам").click()
    accessible(head)
    photo(head, "competencies-subjects")
    assert "можно узнать человека" in head.locator("main").inner_html()
    head.goto(f"/competencies/people/{people['anna']}/")
    assert "Ольхина" not in head.locator("body").inner_text()
    with head.expect_download() as waiting:
        head.goto("/competencies/typical/")
        head.get_by_role("link", name="Скачать Excel").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")


def test_the_region_sees_places_and_gives_people(sit, open_page, people, accessible, photo):
    centre = open_page("/competencies/groups/?area=", seat=(REGION, "centre"))
    accessible(centre)
    photo(centre, "competencies-region")
    centre.get_by_role("link", name="Что встречается чаще").click()
    accessible(centre)
    photo(centre, "competencies-typical")
    centre.goto("/competencies/accompaniments/")
    assert "не больше 250" in centre.locator("main").inner_text()
    accessible(centre)
    photo(centre, "competencies-accompaniments")
    centre.get_by_role("link", name="Закрепить").click()
    centre.get_by_label("Кого: фамилия").fill("Ракитина")
    centre.get_by_label("За кем: фамилия").fill("Ветлина")
    centre.get_by_role("button", name="Найти").click()
    centre.get_by_label("Номер приказа").fill("18-м")
    accessible(centre)
    centre.get_by_role("button", name="Закрепить").click()
    centre.get_by_text("Человек видит это на своей странице").wait_for()
    centre.get_by_role("link", name=re.compile("Прекратить.*Ракитина")).click()
    centre.get_by_label("Почему").fill("ошибка")
    accessible(centre)
    centre.get_by_role("button", name="Прекратить").click()
    centre.get_by_text("больше не открыты").wait_for()


def test_the_framework_is_read_by_everybody(open_page, accessible, photo):
    page = open_page("/competencies/", seat=("kuzbass", "teacher"))
    assert "KEM-IND-03" in page.locator("#numbers").inner_text()
    assert "код требует сверки" in page.locator("main").inner_text()
    accessible(page)
    photo(page, "competencies-model")
    page.get_by_role("link", name="Профили должностей").first.click()
    accessible(page)
    photo(page, "competencies-profiles")
