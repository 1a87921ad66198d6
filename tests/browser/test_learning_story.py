"""From a programme to a document: the centre opens a group, a teacher asks on a phone, the head agrees, seats move."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

REGION = "stavropol"
CENTRE, SCHOOL, TEACHER = (REGION, "centre"), (REGION, "school"), (REGION, "teacher")
TODAY = date.today()  # noqa: DTZ011 - the page's own day is the place's; these lie days apart


#: Each test has a school of its own with other people.
FAMILIES = iter(("Липова", "Кленова", "Ольхова", "Рябинова"))


@dataclass(frozen=True)
class Place:
    """The school of a test."""

    system: Any
    name: str
    family: str


@pytest.fixture
def school(seats, live):
    """A school of the region with its people; the region's school account sits there, its teacher works there."""
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
    family = next(FAMILIES)
    place = Place(system, f"Школа «{family}»", family)
    found = scope.add_node(system, kind=kind, name=place.name, parent_id=district.pk, since=since)
    roles = RoleAssignment.objects.of(system)
    seat = roles.filter(role="school").latest("id").node_id
    roles.filter(role="school").update(node=found)
    staff = Staff.of(system)
    staff.organisation(found)
    for name in ("Зоя", "Вера", "Майя", "Нина"):
        staff.hire(f"{family} {name} Ильинична", found, subjects=["История" if name == "Зоя" else "Математика"])
    yield place
    roles.filter(role="school", node=found).update(node_id=seat)


def _teacher_works(place):
    """The region's teacher is in the list of this school."""
    from marshrut.apps.registry.models import Person
    from marshrut.foundation.scope.models import Node, RoleAssignment
    from support.staff import Staff

    staff = Staff.of(place.system)
    roles = RoleAssignment.objects.of(place.system)
    teacher = roles.filter(role="teacher", account__family_name="Ёлкина").latest("id").account
    person = Person.objects.of(place.system).filter(account=teacher).first() or staff.person("Ёлкина Анна Сергеевна")
    person.account = teacher
    person.save(update_fields=["account"])
    staff.work(person, Node.objects.of(place.system).get(name=place.name), subjects=["Математика"])


def _look(open_page, path, seat, accessible, photo, name):
    """The page at a desk and on a phone, checked and photographed."""
    for phone in (False, True):
        page = open_page(path, seat=seat, phone=phone)
        accessible(page)
    photo(page, f"learning-{name}")


def test_from_a_programme_to_a_document(open_page, school, accessible, photo):
    _teacher_works(school)
    centre = open_page("/programmes/", seat=CENTRE)
    accessible(centre)
    centre.get_by_role("link", name="Внести программу").click()
    accessible(centre)
    photo(centre, "learning-programme-form")
    centre.get_by_label("Название", exact=True).fill("Формирующее оценивание на уроке")
    centre.get_by_label("Часов всего").fill("-36")
    centre.get_by_label("Форма обучения").select_option("in_person")
    centre.get_by_label("Кто учит").fill("Центр роста")
    centre.get_by_label("Состояние").select_option("open")
    centre.get_by_label("Что закрывает, 1").select_option("formative_assessment")
    centre.get_by_label("На сколько, %").first.fill("60")
    centre.get_by_role("button", name="Записать").click()
    centre.get_by_text("Часов в программе от 1 до 2000").wait_for()
    accessible(centre)
    centre.get_by_label("Часов всего").fill("36")
    centre.get_by_role("button", name="Записать").click()
    centre.get_by_role("heading", name="Формирующее оценивание на уроке", level=1).wait_for()
    centre.get_by_text("Включена в реестр").click()
    centre.get_by_label("С какого дня").fill(f"{TODAY - timedelta(days=50)}")
    centre.get_by_role("button", name="Записать").click()
    centre.get_by_text("Записано в федеральном реестре").wait_for()
    accessible(centre)
    programme = centre.url.replace(centre.url.split("/programmes/")[0], "")
    centre.get_by_role("link", name="Открыть группу").click()
    accessible(centre)
    photo(centre, "learning-cohort-form")
    starts = TODAY + timedelta(days=3)
    centre.get_by_label("Первый день").fill(f"{starts}")
    centre.get_by_label("Последний день").fill(f"{TODAY}")
    centre.get_by_label("Мест", exact=True).fill("1")
    centre.get_by_role("button", name="Записать").click()
    centre.get_by_text("кончается раньше, чем начинается").wait_for()
    centre.get_by_label("Последний день").fill(f"{starts + timedelta(days=2)}")
    centre.get_by_role("button", name="Записать").click()
    centre.get_by_text("Группа записана").wait_for()
    cohort = centre.url.replace(centre.url.split("/cohorts/")[0], "")

    teacher = open_page("/programmes/", seat=TEACHER, phone=True)
    teacher.get_by_label("Что подтянуть").select_option("formative_assessment")
    teacher.get_by_text("Нашлось").wait_for()
    accessible(teacher)
    photo(teacher, "learning-catalogue-phone")
    teacher.goto(cohort)
    accessible(teacher)
    teacher.get_by_role("button", name="Хочу учиться").click()
    teacher.get_by_role("heading", name="Ваша заявка ждёт согласия").wait_for()
    accessible(teacher)
    photo(teacher, "learning-asked-phone")

    head = open_page("/school/", seat=SCHOOL)
    accessible(head)
    photo(head, "learning-school-desk")
    _look(open_page, "/applications/", SCHOOL, accessible, photo, "queue")
    head.get_by_role("link", name="Разобрать").click()
    head.get_by_role("button", name="Согласовать").click()
    head.get_by_text("Согласовано.").wait_for()
    _second_in_line(school, cohort)
    _look(open_page, cohort, CENTRE, accessible, photo, "cohort-full")
    _look(open_page, cohort, TEACHER, accessible, photo, "cohort-teacher")
    _look(open_page, "/learning/release/", SCHOOL, accessible, photo, "release")
    head.goto("/learning/release/")
    head.get_by_role("link", name="Выбрать").first.click()
    accessible(head)
    photo(head, "learning-stand-in")
    head.get_by_label(f"{school.family} Вера").check()
    head.get_by_role("button", name="Записать замену").click()
    head.get_by_text("Замена записана").wait_for()
    accessible(head)

    centre.goto(cohort)
    centre.get_by_role("button", name="Зачислить тех").click()
    centre.get_by_text("Зачислено: 1.").wait_for()
    centre.get_by_text("Добавить занятие").click()
    centre.get_by_label("День").fill(f"{starts}")
    centre.get_by_role("button", name="Добавить").click()
    centre.get_by_text("Занятие записано").wait_for()
    _look(open_page, cohort, CENTRE, accessible, photo, "cohort-learning")
    centre.get_by_role("link", name="Отметить").click()
    accessible(centre)
    photo(centre, "learning-attend")
    centre.goto(cohort)
    centre.get_by_label("Номер документа: Ёлкина Анна").fill("26-0001")
    centre.get_by_role("button", name="Записать документы").click()
    centre.get_by_text("Документов записано: 1").wait_for()
    _look(open_page, "/learning/", TEACHER, accessible, photo, "mine")
    _look(open_page, programme, TEACHER, accessible, photo, "programme")
    _look(open_page, "/programmes/", CENTRE, accessible, photo, "catalogue")
    form = open_page("/programmes/add/", seat=CENTRE)
    assert form.get_by_label("Сначала нужна программа").get_by_role("option", name=re.compile("Формирующее")).count()
    accessible(form)


def _second_in_line(place, cohort):
    """A colleague asks too and the head agrees: there is no seat left for them."""
    from marshrut.apps.programmes import services
    from marshrut.apps.registry.models import PersonDetails
    from marshrut.foundation.scope.ids import new_id
    from marshrut.foundation.scope.queries import today

    person = PersonDetails.objects.of(place.system).get(family_name=place.family, given_name="Майя").person_id
    cohort_id, on = cohort.strip("/").split("/")[-1], today(place.system)
    asked = services.apply(place.system, cohort_id=cohort_id, person_id=person, client_key=new_id(), on=on)
    assert services.agree(place.system, asked.pk, on=on).state == "waiting"


def test_a_school_plans_from_terms_that_come_up(open_page, school, accessible, photo):
    _completed(school)
    _look(open_page, "/learning/terms/", SCHOOL, accessible, photo, "terms")
    head = open_page("/learning/terms/", seat=SCHOOL)
    head.get_by_role("button", name=re.compile(f"В план.*{school.family} Нина")).click()
    head.get_by_text("добавлено: 1").wait_for()
    head.get_by_label(f"Квартал: {school.family} Нина").select_option("2")
    head.get_by_label(f"О чём: {school.family} Нина").fill("Читательская грамотность")
    head.get_by_role("button", name=re.compile(f"Записать.*{school.family} Нина")).click()
    head.get_by_text("Записано.").wait_for()
    accessible(head)
    photo(head, "learning-plan")
    assert head.get_by_label(f"О чём: {school.family} Нина").input_value() == "Читательская грамотность"
    with head.expect_download() as got:
        head.get_by_role("link", name="Excel").click()
    assert got.value.suggested_filename.endswith(".xlsx")
    year = head.url.split("year=")[1]
    phone = open_page(f"/learning/plan/?year={year}", seat=SCHOOL, phone=True)
    accessible(phone)
    photo(phone, "learning-plan-phone")


def _completed(place):
    """One course long ago, from a file of past years."""
    from io import BytesIO

    from marshrut.apps.programmes import services
    from marshrut.apps.programmes.types import LearningFileKind
    from marshrut.foundation.scope.queries import today, top_node

    text = "ФИО;Организация;Программа;Кто учит;Часов;Дата;Номер\n"
    text += f"{place.family} Нина Ильинична;{place.name};Чтение;Институт;36;14.03.2022;22-7\n"
    system = place.system
    on = today(system)
    told = {"kind": LearningFileKind.COMPLETIONS, "node_id": top_node(system).pk, "on": on}
    row = services.send_file(system, BytesIO(text.encode()), name="годы.csv", **told)
    services.check_file(system, row.pk)
    services.apply_file(system, row.pk, skip_wrong=False, on=on)
    assert services.write_file(system, row.pk)


def test_documents_of_past_years_come_from_a_file(open_page, school, accessible, photo):
    from marshrut.apps.programmes import services
    from marshrut.apps.programmes.models import LearningFile

    centre = open_page("/learning/files/", seat=CENTRE)
    accessible(centre)
    centre.get_by_role("link", name="Загрузить файл").click()
    accessible(centre)
    photo(centre, "learning-file-send")
    text = "ФИО;Организация;Программа;Часов;Дата;Номер\n"
    text += f"{school.family} Зоя Ильинична;{school.name};Чтение;36;14.03.2024;30-1\n"
    text += f"Небывалов Нил Нилович;{school.name};Чтение;-8;14.03.2024;30-2\n"
    sent = {"name": "документы.csv", "mimeType": "text/csv", "buffer": text.encode()}
    centre.get_by_label("Что в файле").select_option("completions")
    centre.get_by_label("Файл .xlsx").set_input_files(sent)
    centre.get_by_role("button", name="Проверить").click()
    centre.get_by_role("heading", name="Проверяем файл").wait_for()
    row = LearningFile.objects.of(school.system).latest("sent_at")
    services.check_file(school.system, row.pk)
    centre.goto(f"/learning/files/{row.pk}/")
    centre.get_by_text("больше нуля").wait_for()
    _look(open_page, f"/learning/files/{row.pk}/", CENTRE, accessible, photo, "file")
    centre.get_by_label("без строк с ошибками").check()
    centre.get_by_role("button", name="Записать").click()
    services.write_file(school.system, row.pk)
    centre.goto(f"/learning/files/{row.pk}/")
    centre.get_by_role("heading", name="Записано: 1 строка").wait_for()
    _look(open_page, "/learning/files/", CENTRE, accessible, photo, "files")
