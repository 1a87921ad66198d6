"""A route in a real browser: the teacher on a phone, the methodist by keys, the head, an observer without a line."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

REGION = "smolensk"
TEACHER, METHODIST, HEAD = (REGION, "teacher"), (REGION, "regional_methodologist"), (REGION, "school")


@pytest.fixture
def life(seats, live):
    """The region's teacher with a route that runs, three more who wait, all accompanied by the regional methodist."""
    from django.utils import timezone

    from marshrut.apps.competencies.models import Accompaniment
    from marshrut.apps.competencies.services import sharing
    from marshrut.apps.registry.models import Employment, Person
    from marshrut.apps.regulation.models import Order
    from marshrut.apps.routes import services
    from marshrut.apps.routes.models import Route
    from marshrut.apps.routes.queries.calendar import current_year
    from marshrut.apps.routes.services import NewStep
    from marshrut.apps.routes.types import Formality, StepKind
    from marshrut.foundation.accounts.queries import find_viewer
    from marshrut.foundation.scope.models import Node, RoleAssignment
    from marshrut.foundation.scope.types import NodeKind
    from marshrut.foundation.scope.viewer import SystemViewer
    from support.competencies import record, result
    from support.staff import Staff

    order = Order.objects.of(SystemViewer("tests")).get(region=REGION)
    system, on = SystemViewer("tests", order.tenant_id), timezone.localdate()
    staff, since = Staff.of(system), date(2020, 9, 1)

    def account(role):
        rows = RoleAssignment.objects.of(system).filter(role=role).select_related("account")
        return next(row for row in rows.order_by("id") if row.account.is_active)

    head = account("school")
    school = head.node if head.node.kind == NodeKind.ORGANISATION.value else None
    if school is None:
        school = Node.objects.of(system).filter(kind=NodeKind.ORGANISATION.value).first()
    if school is None:
        district = Node.objects.of(system).filter(kind=NodeKind.MUNICIPALITY.value).earliest("name")
        from marshrut.foundation.scope import services as scope

        school = scope.add_node(
            system, kind=NodeKind.ORGANISATION, name="Ивовая школа", parent_id=district.pk, since=since
        )

    def known(seat, name, post):
        """Who sits there, at work where this story needs them: an earlier story may have hired them elsewhere."""
        held, place = seat.account, school if post == "учитель" else seat.node
        person = Person.objects.of(system).filter(account=held).first() or staff.person(name)
        person.account = held
        person.save(update_fields=["account"])
        if not Employment.objects.of(system).true(on).filter(person=person, node=place).exists():
            staff.work(person, place, post=post)
        return person

    seat, helper = account("teacher"), account("regional_methodologist")
    teacher, methodist = (
        known(seat, "Ёлкина Анна Сергеевна", "учитель"),
        known(helper, "Соснина Ольга Львовна", "методист"),
    )
    record(system, result(teacher.pk, "formative_assessment", 2, on=on - timedelta(days=9)))
    if not Accompaniment.objects.of(system).known().filter(person=teacher, companion=methodist).exists():
        given = {"order_number": "5-м", "order_date": on, "since": on, "until": None, "on": on}
        sharing.accompany(system, teacher.pk, companion_id=methodist.pk, **given)
    Route.objects.of(system).filter(state__in=["draft", "agreement", "approved", "running", "revised"]).update(
        state="withdrawn"
    )
    year = current_year(system, on=on)

    def step(kind, title, ahead, hours=2, days=0):
        form = Formality.INFORMAL if kind is StepKind.TRANSFER else Formality.NON_FORMAL
        first = on + timedelta(days=ahead)
        serves = ("formative_assessment",)
        last = first + timedelta(days=days)
        return NewStep(
            kind=kind, formality=form, title=title, starts=first, ends=last, hours=Decimal(hours), serves=serves,
            place="Школа № 3",
        )  # fmt: skip

    me, guide = find_viewer(seat.account, None), find_viewer(helper.account, None)
    mine = services.make_route(me, teacher.pk, year=year, on=on)
    first, _ = services.add_step(me, mine.pk, step(StepKind.PAIR, "Урок вдвоём с Ириной Лапиной", 0, days=20), on=on)
    services.add_step(
        me, mine.pk, step(StepKind.LESSON_VISIT, "Урок у Елены Орловой: оценивание по критериям", 7), on=on
    )
    transfer, _ = services.add_step(me, mine.pk, step(StepKind.TRANSFER, "Мой открытый урок", 0, days=60), on=on)
    sent = services.send(me, mine.pk, on=on)
    services.approve(guide, mine.pk, edition=sent.edition, on=on)
    services.call_observer(me, transfer.pk, observer_id=methodist.pk, on=on)
    for number, name in enumerate(("Кленов Яков", "Рябинин Пётр", "Вишнина Ия")):
        person = staff.hire(f"{name} Ильич", school)
        given = {"order_number": f"6-{number}", "order_date": on, "since": on, "until": None, "on": on}
        sharing.accompany(system, person.pk, companion_id=methodist.pk, **given)
        made = services.make_route(system, person.pk, year=year, why="сам попросил", on=on)
        services.add_step(system, made.pk, step(StepKind.PAIR, f"Пара {number + 1}", 3), on=on)
        services.send(system, made.pk, on=on)
    yield {"route": mine, "first": first, "transfer": transfer, "system": system}
    Route.objects.of(system).filter(state__in=["draft", "agreement", "approved", "running", "revised"]).update(
        state="withdrawn"
    )
    Accompaniment.objects.of(system).filter(companion=methodist).delete()


def test_a_teacher_marks_the_next_step_on_a_phone(open_page, life, accessible, photo, tmp_path):
    phone = open_page("/", seat=TEACHER, phone=True)
    assert phone.get_by_role("heading", level=1).inner_text().replace("\xa0", " ") == "Урок вдвоём с Ириной Лапиной"
    assert "поможет с тем, что стоит подтянуть" in phone.locator(".hero-why").inner_text()
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.screenshot(path=".shots/route-1-next.png", full_page=True)
    phone.get_by_role("button", name="Состоялось").click()
    phone.get_by_text("Отмечено.").wait_for()
    accessible(phone)
    phone.screenshot(path=".shots/route-2-step.png", full_page=True)
    large = tmp_path / "видео.pdf"
    large.write_bytes(b"%PDF-1.4 " + b"0" * (21 * 1024 * 1024))
    phone.get_by_label("Фото или файл").set_input_files(large)
    phone.get_by_text(re.compile("а принимаем до 20 МБ")).wait_for()
    phone.get_by_label("Что было").fill("Провели вместе, дети оценивали по меркам")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Приложить").click()
    phone.get_by_text(re.compile("файл и слова на месте")).wait_for()
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Приложить").click()
    phone.get_by_text("Чем подтверждено").wait_for()
    phone.goto(phone.url.split("#")[0])
    assert phone.get_by_text("Провели вместе, дети оценивали по меркам").count() == 1
    phone.get_by_role("link", name="Мой маршрут").first.click()
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.screenshot(path=".shots/route-3-mine.png", full_page=True)


def test_a_methodist_approves_three_in_a_row_by_the_keyboard_and_takes_one_back(open_page, life, accessible):
    desk = open_page("/routes/queue/", seat=METHODIST)
    assert desk.get_by_role("heading", level=1).inner_text() == "Вас ждут: 3"
    accessible(desk)
    desk.screenshot(path=".shots/route-4-queue.png", full_page=True)
    desk.keyboard.press("ArrowDown")
    desk.wait_for_url(re.compile("at="))
    assert desk.locator(".waiting a[aria-current]").inner_text() == desk.locator(".waiting a").nth(1).inner_text()
    for left in (2, 1, 0):
        desk.keyboard.press("Enter")
        desk.get_by_role(
            "heading",
            level=1,
            name=f"Вас ждут: {left}" if left > 1 else "Вас ждёт: 1" if left else "Сегодня вас никто не ждёт",
        ).wait_for()
    desk.get_by_text("Маршрут утверждён.").first.wait_for()
    desk.keyboard.press("z")
    desk.get_by_text("Утверждение отменено: всё как было.").wait_for()
    assert desk.get_by_role("heading", level=1).inner_text() == "Вас ждёт: 1"
    desk.goto(desk.url.split("?")[0].replace("queue", "caseload"))
    accessible(desk)
    desk.screenshot(path=".shots/route-5-caseload.png", full_page=True)
    desk.goto(desk.url.replace("caseload", "consultations"))
    accessible(desk)
    desk.screenshot(path=".shots/route-6-consultations.png", full_page=True)


def test_a_head_lets_go_and_sees_no_word_of_results(open_page, life, accessible):
    desk = open_page("/routes/releases/", seat=HEAD)
    accessible(desk)
    desk.screenshot(path=".shots/route-7-releases.png", full_page=True)
    assert "Посещение урока" in desk.content()
    assert "оценивани" not in desk.content()
    desk.get_by_role("button", name=re.compile("Отпускаю")).first.click()
    desk.get_by_text("Отпускаем").first.wait_for()
    desk.goto(desk.url.replace("releases", "places"))
    accessible(desk)
    desk.screenshot(path=".shots/route-8-places.png", full_page=True)


def test_an_observer_writes_a_sheet_without_a_line_and_it_arrives_once(open_page, life, accessible):
    from marshrut.apps.routes.models import Observation

    phone = open_page("/routes/observing/", seat=METHODIST, phone=True)
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.get_by_role("link", name=re.compile("Лист наблюдения")).click()
    phone.get_by_label("Класс и тема").wait_for()
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.reload()  # now the worker has the page
    phone.context.set_offline(True)
    phone.reload()
    phone.get_by_label("Класс и тема").fill("7Б, доли")
    phone.get_by_role("radio", name="уверенно").first.check()
    phone.screenshot(path=".shots/route-9-sheet.png", full_page=True)
    phone.get_by_role("button", name="Записать лист").click()
    phone.get_by_text(re.compile("ждут отправки: 1")).wait_for()
    rows = Observation.objects.of(life["system"]).filter(step=life["transfer"])
    assert rows.count() == 0
    phone.context.set_offline(False)
    phone.reload()
    phone.get_by_text("Всё отправлено.").wait_for()
    assert [(row.lesson, row.marks, row.moment) for row in rows.all()] == [("7Б, доли", {"goal": 2}, "before")]
