"""The whole loop in a browser, from an empty region to a figure that moved by one and the note about it.

An installation of its own with its worker: lists go in, a teacher is diagnosed on a phone, gets a route to the deficit,
learns, is watched at work before and after, is diagnosed again; each at their own desk sees their part, nobody more.
Photographs `.shots/loop-*.png` in the order of the story are the films of docs/gallery.md.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page

from support.looking import SHOTS
from support.loop_life import (
    COUNTED,
    COURSE,
    DISTRICT,
    HEAD,
    METHODIST,
    REGION,
    SCHOOL,
    SLOW,
    TASKS,
    TEACHER,
    Story,
    accompany,
    diagnose,
    first_day,
    offer,
    seats_of,
)
from support.own_installation import running

pytestmark = pytest.mark.slow


@pytest.fixture
def story(chromium: Browser) -> Iterator[Story]:
    SHOTS.mkdir(exist_ok=True)
    for old in SHOTS.glob("loop-*.png"):
        old.unlink()
    with running(REGION) as place:
        told = Story(place, chromium)
        yield told
        assert not told.watch.wrongs, "\n".join(told.watch.wrongs)


def test_from_an_empty_region_to_a_figure_that_moved_by_one_and_a_note(story: Story) -> None:
    admin = first_day(story)
    seats = seats_of(story, admin)
    centre, teacher = seats["Центр"], seats["Педагог"]
    diagnose(centre, "ОЦЕНИВАНИЕ-1", "Оценивание на уроке", "входная")
    accompany(centre)
    _take(story, teacher, right=4, name="entry")
    teacher.goto("/competencies/mine/")
    assert "похоже, стоит подтянуть" in _said(teacher)
    story.shot(teacher, "teacher-strengths")

    before = _figure(centre)
    assert before == "0 из 6"
    offer(centre)
    _route(story, seats)
    _learn(story, seats)
    _into_practice(story, seats)

    story.place.days_go_by(60)
    diagnose(centre, "ОЦЕНИВАНИЕ-2", "Оценивание на уроке: что изменилось", "итоговая")
    _take(story, teacher, right=14, name="exit")
    teacher.goto("/competencies/mine/")
    assert "1 вещь подтянута" in re.sub("\xa0", " ", teacher.get_by_role("heading", level=1).inner_text())
    assert "Раньше это стоило подтянуть" in _said(teacher)
    story.shot(teacher, "teacher-grown")

    assert _figure(centre) == "1 из 6"
    story.shot(centre, "centre-figure")
    _open_figure(story, seats["Орган управления"])
    _note(story, centre)


def _said(page: Page) -> str:
    return re.sub("[\xa0\u202f]", " ", page.locator("main").inner_text())


def _take(story: Story, phone: Page, *, right: int, name: str) -> None:
    phone.goto("/")
    phone.get_by_role("link", name=re.compile("Пройти тест")).wait_for()
    story.shot(phone, f"teacher-{name}-waits")
    phone.get_by_role("link", name=re.compile("Пройти тест")).click()
    phone.get_by_role("button", name="Начать").click()
    for number in range(1, TASKS + 1):
        task = phone.locator(f"#task-{number}")
        task.get_by_label("обратная связь по критериям" if number <= right else "отметка в журнале").check()
        phone.locator("[data-saved]").filter(has_text=f"Отвечено {number} из {TASKS}").wait_for()
        if number == right:
            story.shot(phone, f"teacher-{name}-task")
        following = "Дальше" if number < TASKS else "К концу теста"
        phone.get_by_role("button", name=following).locator("visible=true").click()
    phone.get_by_role("button", name="Сдать тест").click()
    phone.get_by_role("heading", name="Что вышло").wait_for()
    assert f"{right} из {TASKS}" in _said(phone)


def _route(story: Story, seats: dict[str, Page]) -> None:
    """The teacher takes what is proposed, the methodist approves by the keyboard, the head lets go without a reason."""
    teacher, methodist, head = seats["Педагог"], seats["Региональный методист"], seats["Школа"]
    teacher.goto("/")
    assert "предложим маршрут" in teacher.get_by_role("heading", level=1).inner_text()
    story.shot(teacher, "teacher-may-begin")
    teacher.get_by_role("link", name="Составить маршрут").click()
    teacher.get_by_role("button", name="Предложить маршрут").click()
    teacher.get_by_text("Черновик готов").wait_for()
    assert COURSE in _said(teacher)
    story.shot(teacher, "teacher-route")
    teacher.get_by_role("button", name="Согласен, отправить методисту").click()
    teacher.get_by_text("Маршрут у методиста").first.wait_for()

    methodist.goto("/routes/queue/")
    assert methodist.get_by_role("heading", level=1).inner_text().replace("\xa0", " ") == "Вас ждёт: 1"
    assert "закрывает примерно 60 % того, что стоит подтянуть" in _said(methodist), "each step says why it is there"
    story.shot(methodist, "methodist-queue")
    methodist.keyboard.press("Enter")
    methodist.get_by_text("Маршрут утверждён.").first.wait_for()
    methodist.goto("/routes/caseload/")
    story.shot(methodist, "methodist-caseload")

    head.goto("/routes/releases/")
    assert "ценивани" not in _said(head), "the head sees days and hours, never what for"
    story.shot(head, "head-releases")
    for button in head.get_by_role("button", name=re.compile("Отпускаю")).all():
        button.click()
        head.get_by_text("Отпускаем").first.wait_for()
    head.goto("/applications/")
    head.get_by_role("button", name="Согласовать").click()
    head.get_by_text("Согласовано.").wait_for()
    teacher.goto("/")
    assert teacher.get_by_role("heading", level=1).inner_text().replace("\xa0", " ") == COURSE
    story.shot(teacher, "teacher-next-step")


def _learn(story: Story, seats: dict[str, Page]) -> None:
    centre, teacher = seats["Центр"], seats["Педагог"]
    centre.goto("/programmes/")
    centre.get_by_role("link", name=COURSE).first.click()
    centre.locator("main a[href*='/cohorts/']").filter(has_not_text="Открыть группу").first.click()
    centre.get_by_role("button", name="Зачислить тех").click()
    centre.get_by_text("Зачислено: 1.").wait_for()
    centre.get_by_label(f"Номер документа: {TEACHER}").fill("26-0001")
    centre.get_by_role("button", name="Записать документы").click()
    centre.get_by_text("Документов записано: 1").wait_for()
    story.shot(centre, "centre-document")
    teacher.goto("/learning/")
    assert "26-0001" in _said(teacher)
    assert "Формирующее оценивание" in _said(teacher)


def _into_practice(story: Story, seats: dict[str, Page]) -> None:
    """Two observers, one from another school, each before and after, on one sheet."""
    teacher = seats["Педагог"]
    teacher.goto("/routes/")
    teacher.get_by_role("link", name=re.compile("Перенести в свои уроки")).first.click()
    step = teacher.url
    for name in (METHODIST, HEAD):
        teacher.goto(step)
        teacher.get_by_role("link", name="Позвать наблюдателя").click()
        teacher.get_by_label("Фамилия").fill(name.split()[0])
        teacher.get_by_role("button", name="Найти").click()
        teacher.get_by_role("button", name=re.compile(f"Позвать.*{name}")).click()
        teacher.wait_for_url(re.compile(re.escape(step.split("?")[0])))
    for role in ("Региональный методист", "Школа"):
        desk = seats[role]
        for moment, mark in (("до", "местами"), ("после", "уверенно")):
            desk.goto("/routes/observing/")
            desk.get_by_role("link", name=re.compile("Лист наблюдения")).first.click()
            desk.get_by_role("radio", name=moment, exact=True).check()
            desk.get_by_label("Класс и тема").fill("7Б, доли")
            for choice in desk.get_by_role("radio", name=mark).all():
                choice.check()
            if (role, moment) == ("Региональный методист", "после"):
                story.shot(desk, "observer-sheet")
            desk.get_by_role("button", name="Записать лист").click()
            desk.get_by_text(re.compile("Всё отправлено")).first.wait_for()
    teacher.goto(step)
    for name in (METHODIST, HEAD):
        for moment in ("до", "после"):
            assert teacher.get_by_role("heading", name=f"Урок {moment}: {name}").count() == 1
    teacher.get_by_role("heading", name="Урок до и после", exact=True).scroll_into_view_if_needed()
    story.shot(teacher, "teacher-practice")


def _figure(centre: Page) -> str:
    """A new snapshot, and how many people the indicator counts in it."""
    centre.goto("/indicators/snapshots/")
    if (first := centre.get_by_role("button", name="Сделать снимок")).count() == 0:
        centre.goto("/indicators/")
        first = centre.get_by_role("button", name="Сделать снимок")
    first.click()
    centre.get_by_role("link", name="Открыть результат").wait_for(timeout=SLOW)
    centre.goto("/indicators/")
    card = centre.locator(f"[id='{COUNTED}']")
    card.scroll_into_view_if_needed()
    found = re.search(r"\d+ из \d+", card.inner_text().replace("\xa0", " "))
    assert found is not None
    return found[0]


def _open_figure(story: Story, desk: Page) -> None:
    """From the region to the fact: who finished which programme; never to the result."""
    desk.goto(f"/indicators/{COUNTED}/")
    desk.get_by_role("link", name=re.compile(DISTRICT)).first.click()
    desk.get_by_role("link", name=SCHOOL).first.click()
    row = desk.locator("#people tbody").inner_text()
    assert TEACHER in row
    assert f"{COURSE}, № 26-0001" in row
    assert "14 из 15" not in desk.content()
    story.shot(desk, "governing-people")


def _note(story: Story, centre: Page) -> None:
    centre.goto("/indicators/note/")
    centre.get_by_role("button", name="Составить справку").click()
    centre.get_by_role("link", name="Открыть результат").wait_for(timeout=SLOW)
    centre.goto("/indicators/note/")
    story.shot(centre, "centre-note")
    with centre.expect_download() as got:
        centre.get_by_role("link", name=re.compile("Справка DOCX")).first.click()
    note = docx.Document(io.BytesIO(Path(got.value.path()).read_bytes()))
    said = "\n".join(cell.text for table in note.tables for row in table.rows for cell in row.cells)
    assert "1 из 6" in said.replace("\xa0", " ")
