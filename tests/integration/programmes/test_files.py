"""Programmes, enrolments and completions from files: words for each fault, one document once, taken back whole."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from marshrut.apps.programmes import services
from marshrut.apps.programmes.models import (
    Application,
    Completion,
    Enrolment,
    FederalListing,
    LearningFile,
    LearningLine,
    Programme,
)
from marshrut.apps.programmes.queries import files as queries
from marshrut.apps.programmes.services import files
from marshrut.apps.programmes.types import ApplicationState, EnrolmentState, LearningFileKind, LineVerdict
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.programmes_scene import Scene

K, V = LearningFileKind, LineVerdict
PAST = date(2024, 3, 14)
DONE = ["ФИО", "Организация", "Программа", "Кто учит", "Часов", "Дата завершения", "Номер документа"]
HEAD = {K.COMPLETIONS: DONE, K.ENROLMENTS: ["ФИО", "Организация", "Программа", "Дата зачисления", "Приказ"]}
SCHOOL = "Школа № 1 (lipa)"


def send(scene: Scene, kind: K, head: list[str], *rows: list[Any]) -> LearningFile:
    """The centre sends a file; it is checked."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Данные"
    for row in (head, *rows):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    centre = scene.country.viewer(Role.CENTRE)
    place = scene.country.places["top"].pk
    sent = files.send_file(centre, out, name="обучение.xlsx", kind=kind, node_id=place, on=scene.today)
    services.check_file(SystemViewer("tests", sent.tenant_id), sent.pk)
    sent.refresh_from_db()
    return sent


def apply(scene: Scene, row: LearningFile, *, skip: bool = False) -> LearningFile:
    """Recorded, or words of why not."""
    centre = scene.country.viewer(Role.CENTRE)
    files.apply_file(centre, row.pk, skip_wrong=skip, on=scene.today)
    assert services.write_file(SystemViewer("tests", row.tenant_id), row.pk)
    row.refresh_from_db()
    return row


def undo(scene: Scene, row: LearningFile) -> LearningFile:
    """Taken back."""
    centre = scene.country.viewer(Role.CENTRE)
    files.undo_file(centre, row.pk, on=scene.today)
    assert services.take_file_back(SystemViewer("tests", row.tenant_id), row.pk)
    row.refresh_from_db()
    return row


def said(row: LearningFile) -> list[tuple[str, str, str]]:
    """(verdict, column, text) of each line's first problem."""
    lines = LearningLine.objects.of(SystemViewer("tests")).filter(source=row).order_by("row")
    nothing = {"column": "", "text": ""}
    firsts = [(one.verdict, next(iter(one.problems), nothing)) for one in lines]
    return [(verdict, first["column"], first["text"]) for verdict, first in firsts]


def _done(name: str = "Рябинин Пётр Ильич", **more: Any) -> list[Any]:
    told = {
        "title": "Чтение на уроке",
        "who": "Другой институт",
        "hours": 36,
        "on": PAST,
        "number": "77-12",
        "at": SCHOOL,
    }
    told |= more
    return [name, told["at"], told["title"], told["who"], told["hours"], told["on"], told["number"]]


# Programmes ----------------------------------------------------------------------------------------------------------

OFFERED = ["Код", "Программа", "Вид", "Часов", "Форма", "Кто учит", "Что закрывает", "В федеральном реестре с"]


def test_programmes_come_with_effects_and_their_time_in_the_register(scene: Scene, centre: Any) -> None:
    row = send(
        scene, K.PROGRAMMES, OFFERED, ["ПК-8", "Обратная связь", "ПК", 72, "очная", "Центр", "feedback 40", PAST]
    )
    assert said(row) == [(V.NEW, "", "")]
    apply(scene, row)
    made = Programme.objects.of(centre).get(code="ПК-8")
    assert (made.hours, made.kind, made.form) == (72, "upskilling", "in_person")
    assert FederalListing.objects.of(centre).true(scene.today).filter(programme=made).exists()
    undo(scene, row)
    assert not Programme.objects.of(centre).filter(code="ПК-8").exists()


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({3: -36}, "Часов", "больше нуля"),
        ({3: "много"}, "Часов", "не читаются"),
        ({1: ""}, "Программа", "Не заполнено"),
        ({2: "ДПП"}, "Вид", "не понято"),
        ({6: "Пение 40"}, "Что закрывает", "в модели нет"),
        ({6: "feedback 140"}, "Что закрывает", "от 1 до 100"),
    ],
)
def test_a_wrong_cell_is_named_and_says_what_to_do(
    scene: Scene, change: dict[int, Any], column: str, words: str
) -> None:
    cells: list[Any] = ["ПК-8", "Обратная связь", "ПК", 72, "очная", "Центр", "feedback 40", PAST]
    for place, value in change.items():
        cells[place] = value
    row = send(scene, K.PROGRAMMES, OFFERED, cells)
    ((verdict, where, text),) = said(row)
    assert (verdict, where) == (V.FAULTY, column)
    assert words in text
    line = LearningLine.objects.of(SystemViewer("tests")).get(source=row)
    assert (line.sheet, line.row) == ("Данные", 2)
    assert line.problems[0]["cure"]
    with pytest.raises(Refused, match="с ошибками: 1"):
        files.apply_file(scene.country.viewer(Role.CENTRE), row.pk, skip_wrong=False, on=scene.today)


def test_a_programme_that_says_something_else_waits_for_a_word(scene: Scene, centre: Any) -> None:
    row = send(scene, K.PROGRAMMES, ["Код", "Программа", "Часов"], ["ПК-1", scene.programme.title, 48])
    ((verdict, _, text),) = said(row)
    assert (verdict, "часы" in text) == (V.CONFLICT, True)
    with pytest.raises(Refused, match="нужен ответ"):
        files.apply_file(centre, row.pk, skip_wrong=True, on=scene.today)
    line = LearningLine.objects.of(centre).get(source=row)
    files.answer_line(centre, line.pk, answer="take", on=scene.today)
    apply(scene, row)
    scene.programme.refresh_from_db()
    assert scene.programme.hours == 48
    undo(scene, row)
    scene.programme.refresh_from_db()
    assert scene.programme.hours == 36
    assert dict(scene.programme.effects.model.objects.of(centre).values_list("competency", "effect")) == {
        "formative_assessment": 0.6
    }


def test_programmes_with_groups_are_not_taken_back(scene: Scene, centre: Any) -> None:
    row = apply(scene, send(scene, K.PROGRAMMES, ["Программа", "Часов"], ["Новая", 16]))
    made = Programme.objects.of(centre).get(title="Новая")
    from support.programmes_scene import make_cohort

    make_cohort(centre, made, on=scene.today)
    with pytest.raises(Refused, match="группы: 1"):
        files.undo_file(centre, row.pk, on=scene.today)


# Enrolments ----------------------------------------------------------------------------------------------------------


def test_an_enrolment_finds_its_group_and_its_application(scene: Scene, centre: Any, heard: list[Any]) -> None:
    asked = scene.seat(scene.others[0])
    line = ["Рябинин Пётр Ильич", SCHOOL, scene.programme.title, scene.today, "7-к"]
    row = send(scene, K.ENROLMENTS, HEAD[K.ENROLMENTS], line)
    assert said(row) == [(V.NEW, "", "")]
    apply(scene, row)
    made = Enrolment.objects.of(centre).get(source=row)
    assert (made.application_id, made.order_number, made.in_register) == (asked.pk, "7-к", "yes")
    assert scene.state(asked.pk) is ApplicationState.ENROLLED
    assert heard[-1][0].kind == "enrolled"
    undo(scene, row)
    assert scene.state(asked.pk) is ApplicationState.SEATED
    assert Application.objects.of(centre).count() == 1
    assert not Enrolment.objects.of(centre).filter(withdrawn_at=None).exists()


def test_who_is_not_ours_and_what_is_not_offered_is_said(scene: Scene) -> None:
    rows = [
        ["Небывалов Нил Нилович", SCHOOL, scene.programme.title, scene.today, ""],
        ["Рябинин Пётр Ильич", SCHOOL, "Такой нет", scene.today, ""],
        ["Грушин Олег Ильич", SCHOOL, scene.programme.title, scene.today + timedelta(days=400), ""],
        ["", "", scene.programme.title, scene.today, ""],
    ]
    texts = [text for _, _, text in said(send(scene, K.ENROLMENTS, HEAD[K.ENROLMENTS], *rows))]
    assert ["списках работников нет" in texts[0], "Такой программы" in texts[1]] == [True, True]
    assert ["ещё не наступил" in texts[2], "Не сказано, кто" in texts[3]] == [True, True]


# Completions ---------------------------------------------------------------------------------------------------------


def test_completions_of_past_years_count_once_however_the_number_is_typed(scene: Scene, centre: Any) -> None:
    row = apply(scene, send(scene, K.COMPLETIONS, DONE, _done(), _done(number="77 12")))
    assert row.summary["verdicts"] == {"new": 1, "same": 1}
    made = Completion.objects.of(centre).get()
    assert (made.hours, made.on, made.in_register, made.provider_name) == (36, PAST, "unknown", "Другой институт")
    again = send(scene, K.COMPLETIONS, DONE, _done(who="Др. институт"))
    assert said(again)[0][0] == V.SAME
    with pytest.raises(Refused, match="ни одной новой"):
        files.apply_file(centre, again.pk, skip_wrong=False, on=scene.today)


def test_a_number_that_is_somebody_elses_is_refused(scene: Scene) -> None:
    apply(scene, send(scene, K.COMPLETIONS, DONE, _done()))
    row = send(scene, K.COMPLETIONS, DONE, _done("Грушин Олег Ильич"), _done("Вишнина Ия Ильич", number="5"))
    assert said(row)[0] == (V.FAULTY, "Номер документа", "Документ № 77-12 уже записан за другим человеком.")
    twice = send(
        scene, K.COMPLETIONS, DONE, _done("Грушин Олег Ильич", number="9"), _done("Сливина Майя Ильич", number="9")
    )
    assert "уже стоит в строке 2" in said(twice)[1][2]
    assert apply(scene, row, skip=True).summary["recorded"] == 1


def test_a_completion_before_its_enrolment_is_refused(scene: Scene) -> None:
    head = [*DONE, "Дата зачисления"]
    row = send(scene, K.COMPLETIONS, head, [*_done(), PAST + timedelta(days=3)])
    assert "раньше зачисления" in said(row)[0][2]


def test_what_disagrees_is_replaced_on_purpose_and_stands_again_after_the_undo(scene: Scene, centre: Any) -> None:
    first = apply(scene, send(scene, K.COMPLETIONS, DONE, _done()))
    row = send(scene, K.COMPLETIONS, DONE, _done(hours=72))
    assert said(row)[0][0] == V.CONFLICT
    line = LearningLine.objects.of(centre).get(source=row)
    files.answer_line(centre, line.pk, answer="take", on=scene.today)
    apply(scene, row)
    standing = Completion.objects.of(centre).filter(withdrawn_at=None)
    assert [one.hours for one in standing] == [72]
    undo(scene, row)
    assert [(one.hours, one.source_id) for one in standing.all()] == [(36, first.pk)]


def test_a_completion_of_ours_ends_the_learning_and_the_undo_opens_it_again(
    scene: Scene, centre: Any, heard: list[Any]
) -> None:
    scene.seat(scene.others[0])
    order = {"applications": None, "order_number": "1", "enrolled_on": scene.today, "on": scene.today}
    (learner,) = services.enrol(centre, scene.cohort.pk, **order).rows
    line = _done(title=scene.programme.title, who="Центр роста", on=scene.today)
    row = apply(scene, send(scene, K.COMPLETIONS, DONE, line))
    learner.refresh_from_db()
    assert learner.state == EnrolmentState.COMPLETED
    assert (heard[-1][0].kind, heard[-1][0].cohort_id) == ("completed", scene.cohort.pk)
    assert Completion.objects.of(centre).get().in_register == "yes"
    undo(scene, row)
    learner.refresh_from_db()
    assert learner.state == EnrolmentState.LEARNING


def test_namesakes_are_asked_about_and_the_answer_is_kept(scene: Scene, centre: Any) -> None:
    twin = scene.staff.hire("Рябинин Пётр Ильич", scene.country.places["other_school"])
    row = send(scene, K.COMPLETIONS, DONE, _done(at=""))
    assert said(row)[0][0] == V.DOUBTFUL
    line = LearningLine.objects.of(centre).get(source=row)
    assert set(line.candidates) == {twin.pk, scene.others[0].pk}
    with pytest.raises(Refused, match="предложенных"):
        files.answer_line(centre, line.pk, answer=str(scene.person.pk), on=scene.today)
    files.answer_line(centre, line.pk, answer=str(twin.pk), on=scene.today)
    assert queries.count_waiting(centre, row).doubts == 0
    apply(scene, row)
    assert Completion.objects.of(centre).get().person_id == twin.pk


def test_what_changed_since_the_check_is_looked_at_again(scene: Scene, centre: Any) -> None:
    row = send(scene, K.COMPLETIONS, DONE, _done())
    apply(scene, send(scene, K.COMPLETIONS, DONE, _done()))
    files.apply_file(centre, row.pk, skip_wrong=False, on=scene.today)
    assert not services.write_file(SystemViewer("tests", row.tenant_id), row.pk)
    row.refresh_from_db()
    assert row.state == "checked"
    assert "записанное изменилось" in row.problems[-1]["text"]
    assert Completion.objects.of(centre).count() == 1


def test_what_is_no_table_is_said_in_words(scene: Scene) -> None:
    row = send(scene, K.COMPLETIONS, ["Погода"], ["ясно"])
    assert row.state == "failed"
    assert "не найдено ни имени" in row.problems[-1]["text"]


def test_a_school_sends_no_such_file(scene: Scene, head: Any) -> None:
    told = {"kind": K.COMPLETIONS, "node_id": scene.country.places["school"].pk, "on": scene.today}
    with pytest.raises(Refused, match="делает центр"):
        files.send_file(head, BytesIO(b"x"), name="x.csv", **told)
