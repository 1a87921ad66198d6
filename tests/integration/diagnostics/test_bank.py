"""The bank: an instrument comes in whole or not at all, its faults are named by cell, what was given never changes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.diagnostics.models import Attempt, Campaign, Instrument, InstrumentVersion, ItemVersion, Result
from marshrut.apps.diagnostics.queries import bank as queries
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.reading.instruments import COLUMNS, read_instrument
from marshrut.apps.diagnostics.services import bank as services
from marshrut.apps.diagnostics.services import scoring, taking
from marshrut.apps.diagnostics.types import AttemptState
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.types import Role
from support.diagnostics_scene import build
from support.instruments import TASKS, TEXT
from support.world import sign_in

SINGLE = {
    "Код задания": "З-1",
    "Вид": "один ответ",
    "Компетенция": "formative_assessment",
    "Задание": "Что делает оценку формирующей?",
    "Вариант А": "отметка",
    "Вариант Б": "обратная связь",
    "Ключ": "Б",
    "Баллов": 1,
    "Почему так": "Она помогает учиться дальше.",
}
OTHERS = (
    {**SINGLE, "Код задания": "З-2", "Вид": "несколько ответов", "Ключ": "А, Б", "Баллов": 2, "Частичный балл": "да"},
    {**SINGLE, "Код задания": "З-3", "Вид": "расставить по порядку", "Ключ": "Б А", "Компетенция": "lesson_design"},
    {**SINGLE, "Код задания": "З-4", "Вид": "число", "Ключ": "12,5", "Допуск": "0,1", "Единица": "%"},
    {**SINGLE, "Код задания": "З-5", "Вид": "короткий ответ", "Ключ": "критерий; критерии"},
    {
        **SINGLE,
        "Код задания": "З-6",
        "Вид": "развёрнутый ответ",
        "Ключ": "",
        "Критерии": "цель = 1; ход = 1",
        "Баллов": 2,
    },
)


def workbook(*tasks: dict[str, Any], facts: dict[str, Any] | None = None, cuts: Any = ()) -> BytesIO:
    """As a person fills the template in."""
    book = openpyxl.Workbook()
    about = book.active
    assert about is not None
    about.title = "Инструмент"
    said = {"Код": "ОЦЕНКА", "Название": "Оценивание", "Минут": 20, "Порог, %": 60, "Сильная сторона с, %": 85}
    for name, value in {**said, **(facts or {})}.items():
        about.append([name, value])
    sheet = book.create_sheet("Задания")
    columns = list(COLUMNS.values())
    sheet.append(columns)
    for task in tasks:
        sheet.append([task.get(one, "") for one in columns])
    if cuts:
        third = book.create_sheet("Пороги")
        third.append(["Компетенция", "Порог, %", "Сильная сторона с, %"])
        for row in cuts:
            third.append(row)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


@pytest.fixture
def centre(country: Any) -> Any:
    return country.viewer(Role.CENTRE)


def _load(country: Any, viewer: Any, *tasks: dict[str, Any], **more: Any) -> InstrumentVersion:
    names = queries.names_of_competencies(viewer, on=today(viewer))
    spec, problems = read_instrument(workbook(*tasks, **more), names=names)
    assert spec is not None, problems
    return services.record_instrument(viewer, spec, node=country.places["top"], on=today(viewer))


def test_a_workbook_becomes_a_draft_and_then_an_instrument_in_use(country: Any, centre: Any) -> None:
    version = _load(country, centre, SINGLE, *OTHERS, cuts=[["lesson_design", 50, 80]])
    paper = get_paper(centre, version.pk)
    assert [task.kind.value for task in paper.tasks] == [
        *("single", "multiple", "ordering", "numeric", "short", "text"),
    ]
    assert (paper.minutes, paper.cut_of("lesson_design").cut, paper.cut_of("formative_assessment").cut) == (
        20,
        0.5,
        0.6,
    )
    assert paper.tasks[0].key == {"right": "b"}
    assert paper.tasks[2].key == {"order": ["b", "a"]}
    used = services.put_in_use(centre, version.pk, on=today(centre), now=timezone.now())
    assert used.state == "in_use"


def test_a_second_workbook_with_the_same_code_is_a_new_version_and_unchanged_tasks_keep_theirs(
    country: Any, centre: Any
) -> None:
    first = _load(country, centre, SINGLE, OTHERS[0])
    services.put_in_use(centre, first.pk, on=today(centre), now=timezone.now())
    second = _load(country, centre, SINGLE, {**OTHERS[0], "Ключ": "А"})
    assert (second.number, Instrument.objects.of(centre).count()) == (2, 1)
    old, new = get_paper(centre, first.pk), get_paper(centre, second.pk)
    assert old.tasks[0].id == new.tasks[0].id
    assert old.tasks[1].id != new.tasks[1].id
    assert old.tasks[1].key == {"right": ["a", "b"], "partial": True}
    services.put_in_use(centre, second.pk, on=today(centre), now=timezone.now())
    first.refresh_from_db()
    assert first.state == "retired"


def test_a_draft_loaded_again_takes_the_place_of_the_draft(country: Any, centre: Any) -> None:
    _load(country, centre, SINGLE)
    again = _load(country, centre, SINGLE, OTHERS[0])
    assert list(InstrumentVersion.objects.of(centre).values_list("pk", flat=True)) == [again.pk]


@pytest.mark.parametrize(
    ("change", "column", "word"),
    [
        ({"Ключ": ""}, "Ключ", "Нет ключа"),
        ({"Ключ": "Г"}, "Ключ", "не стоит среди"),
        ({"Компетенция": ""}, "Компетенция", "какую компетенцию"),
        ({"Компетенция": "телепатия"}, "Компетенция", "нет"),
        ({"Вид": "загадка"}, "Вид", "непонятен"),
        ({"Задание": ""}, "Задание", "Нет текста"),
        ({"Баллов": "-1"}, "Баллов", "больше нуля"),
        ({"Код задания": ""}, "Код задания", "нет кода"),
    ],
)
def test_a_fault_is_named_by_its_cell_and_nothing_is_recorded(
    centre: Any, country: Any, change: dict[str, Any], column: str, word: str
) -> None:
    names = queries.names_of_competencies(centre, on=today(centre))
    spec, problems = read_instrument(workbook(SINGLE, {**OTHERS[0], **change} if change != {"Ключ": "Г"} else
                                              {**SINGLE, "Код задания": "З-2", **change}), names=names)  # fmt: skip
    assert spec is None
    (problem,) = problems
    assert (problem.sheet, problem.row, problem.column) == ("Задания", 3, column)
    assert word in problem.text
    assert problem.cure
    client = sign_in(country.people[Role.CENTRE])
    sent = workbook(SINGLE, {**SINGLE, **change, **({"Код задания": "З-2"} if "Код задания" not in change else {})})
    sent.name = "инструмент.xlsx"
    page = client.post(reverse("diagnostics:add-instrument"), {"file": sent})
    assert page.status_code == 422
    assert not InstrumentVersion.objects.of(centre).exists()


def test_a_code_that_stands_twice_is_named(centre: Any) -> None:
    _, problems = read_instrument(
        workbook(SINGLE, SINGLE), names=queries.names_of_competencies(centre, on=today(centre))
    )
    assert "уже стоит в строке 2" in problems[0].text


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"Код": ""}, "Не заполнено: Код"),
        ({"Минут": "долго"}, "от 1 до 600"),
        ({"Порог, %": 90, "Сильная сторона с, %": 80}, "выше порога"),
        ({"Когда показать результат": "никогда"}, "Непонятно"),
    ],
)
def test_facts_of_the_instrument_are_checked(centre: Any, facts: dict[str, Any], word: str) -> None:
    names = queries.names_of_competencies(centre, on=today(centre))
    spec, problems = read_instrument(workbook(SINGLE, facts=facts), names=names)
    assert spec is None
    assert any(word in one.text for one in problems), problems


def test_what_is_no_workbook_is_said_in_words(country: Any) -> None:
    client = sign_in(country.people[Role.CENTRE])
    for content in (b"", b"PK\x03\x04 no", b"\xd0\xcf\x11\xe0"):
        sent = BytesIO(content)
        sent.name = "инструмент.xlsx"
        page = client.post(reverse("diagnostics:add-instrument"), {"file": sent})
        assert page.status_code == 422
        assert "Traceback" not in page.content.decode()
    assert client.post(reverse("diagnostics:add-instrument")).status_code == 422


def test_our_own_template_is_read_back_when_its_tasks_are_filled_in(country: Any, centre: Any) -> None:
    client = sign_in(country.people[Role.CENTRE])
    template = b"".join(client.get(reverse("diagnostics:instrument-template")).streaming_content)
    book = openpyxl.load_workbook(BytesIO(template))
    sheet = book["Задания"]
    for place, name in enumerate(COLUMNS.values(), 1):
        sheet.cell(2, place, SINGLE.get(name))
    out = BytesIO()
    book.save(out)
    out.seek(0)
    spec, problems = read_instrument(out, names=queries.names_of_competencies(centre, on=today(centre)))
    assert not problems
    assert spec is not None
    assert spec.minutes == 30


def test_what_was_given_is_frozen(country: Any, centre: Any) -> None:
    version = _load(country, centre, SINGLE)
    services.put_in_use(centre, version.pk, on=today(centre), now=timezone.now())
    for deed in (services.put_in_use, services.drop_draft):
        more = {"now": timezone.now()} if deed is services.put_in_use else {}
        with pytest.raises(Refused, match="новую версию"):
            deed(centre, version.pk, on=today(centre), **more)  # type: ignore[operator]
    assert ItemVersion.objects.of(centre).count() == 1


def test_keys_are_shown_to_who_keeps_the_bank_alone(country: Any, centre: Any) -> None:
    version = _load(country, centre, SINGLE)
    address = reverse("diagnostics:instrument", args=[version.pk])
    assert "ключ: обратная связь" in sign_in(country.people[Role.CENTRE]).get(address).content.decode()
    for role in (Role.TEACHER, Role.SCHOOL, Role.MUNICIPAL_METHODOLOGIST, Role.GOVERNING_BODY, Role.ADMINISTRATOR):
        assert sign_in(country.people[role]).get(address).status_code == 403


def test_a_text_waits_for_an_expert_who_is_no_colleague_and_then_the_test_is_done(country: Any, staff: Any) -> None:
    scene = build(country, staff, tasks=(*TASKS[:1], TEXT))
    attempt = scene.begin()
    scene.say(attempt, 1, "a")
    scene.say(attempt, 2, "Урок начну с цели.")
    done = taking.hand_in(scene.teacher, attempt.pk, now=timezone.now())
    assert (done.state, done.scores) == (AttemptState.MARKING, None)
    assert not Result.objects.of(scene.teacher).exists()

    expert = country.people[Role.REGIONAL_METHODOLOGIST]
    client = sign_in(expert)
    page = client.get(reverse("diagnostics:mark", args=[attempt.pk])).content.decode()
    assert "Урок начну с цели." in page
    assert "Ёлкина" not in page
    item = scene.paper.tasks[1].id
    wrong = client.post(reverse("diagnostics:mark", args=[attempt.pk]), {"item": str(item), "points-к1": "3"})
    assert wrong.status_code == 302
    assert Attempt.objects.of(scene.teacher).get().state == AttemptState.MARKING
    client.post(
        reverse("diagnostics:mark", args=[attempt.pk]), {"item": str(item), "points-к1": "1.5", "note": "Хорошо"}
    )
    attempt.refresh_from_db()
    assert (attempt.state, attempt.scores) == (AttemptState.DONE, [1, 1.5])
    assert Result.objects.of(scene.teacher).count() == 1


def test_nobody_marks_a_colleague_or_oneself(country: Any, staff: Any) -> None:
    scene = build(country, staff, tasks=(TEXT,))
    attempt = scene.begin()
    scene.say(attempt, 1, "Текст")
    taking.hand_in(scene.teacher, attempt.pk, now=timezone.now())
    expert = country.people[Role.REGIONAL_METHODOLOGIST]
    person = staff.hire("Кедрова Ольга Ильинична", country.places["school"], post="методист")
    person.account = expert
    person.save(update_fields=["account"])
    viewer = country.viewer(Role.REGIONAL_METHODOLOGIST)
    assert not queries.list_texts(viewer, on=scene.today).exists()
    with pytest.raises(Refused, match="коллеги из вашей школы"):
        scoring.mark_text(viewer, attempt.pk, scene.paper.tasks[0].id, points={"к1": 1}, note="", now=timezone.now())


def test_an_empty_text_needs_no_expert(country: Any, staff: Any) -> None:
    scene = build(country, staff, tasks=(*TASKS[:1], TEXT))
    attempt = scene.begin()
    scene.say(attempt, 1, "a")
    assert taking.hand_in(scene.teacher, attempt.pk, now=timezone.now()).scores == [1, 0]


def test_a_campaign_goes_on_with_the_version_it_began_with(country: Any, staff: Any) -> None:
    scene = build(country, staff)
    services.retire(country.viewer(Role.CENTRE), scene.version.pk, on=scene.today)
    assert scene.begin().version_id == scene.version.pk
    assert Campaign.objects.of(scene.teacher).get().version_id == scene.version.pk
