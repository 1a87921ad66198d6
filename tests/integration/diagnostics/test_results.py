"""Results from files in five depths: whose they are, what is wrong with them, recorded whole, taken back whole."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies.models import Evidence, Judgement
from marshrut.apps.competencies.types import Depth
from marshrut.apps.diagnostics import hooks
from marshrut.apps.diagnostics.models import ParticipantCode, PersonAnswer, Result, ResultsFile, ResultsLine
from marshrut.apps.diagnostics.services import results, results_work
from marshrut.apps.diagnostics.types import DiagnosticsError
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.diagnostics_scene import Scene
from support.results_files import DAY, FIOKO, HEAD, apply, book, check, send, told, who
from support.world import sign_in

SNILS = "11223344595"


def test_a_bare_fact_is_a_result_and_never_a_deficit(scene: Scene, centre: Any) -> None:
    row = apply(scene, send(scene, Depth.FACT, HEAD, who(scene)))
    (result,) = Result.objects.of(centre).filter(source=row)
    assert (result.on, result.origin, result.depth) == (DAY, "fioko", "fact")
    assert result.node_id == scene.country.places["school"].pk
    assert not Evidence.objects.of(centre).exists()


@pytest.mark.parametrize(("word", "earned"), [("базовый", 0.625), ("Ниже базового", 0.25), ("ВЫСОКИЙ уровень", 0.95)])
def test_a_level_word_is_the_middle_of_its_stretch(scene: Scene, centre: Any, word: str, earned: float) -> None:
    row = send(scene, Depth.LEVEL, [*HEAD, "Уровень"], [*who(scene), word], competency="lesson_design")
    apply(scene, row)
    said = Evidence.objects.of(centre).get()
    assert (said.competency, said.earned, said.possible, said.depth) == ("lesson_design", earned, 1, "level")


@pytest.mark.parametrize(("cell", "earned", "possible"), [(64, 64, 100), ("64 %", 64, 100), ("12 из 20", 12, 20)])
def test_a_percentage_in_the_forms_that_people_write(
    scene: Scene, centre: Any, cell: Any, earned: float, possible: float
) -> None:
    row = send(scene, Depth.PERCENT, [*HEAD, "Процент"], [*who(scene), cell], competency="lesson_design")
    apply(scene, row)
    said = Evidence.objects.of(centre).get()
    assert (said.earned, said.possible) == (earned, possible)


def test_a_percentage_of_the_whole_speaks_of_no_competency_unless_one_is_named(scene: Scene, centre: Any) -> None:
    apply(scene, send(scene, Depth.PERCENT, [*HEAD, "Процент"], [*who(scene), 64]))
    assert Result.objects.of(centre).get().outcome == {"shares": {"": [64.0, 100.0]}}
    assert not Evidence.objects.of(centre).exists()


def test_a_diagnostic_is_one_source_however_its_name_is_typed(scene: Scene, centre: Any) -> None:
    long = "Оценка предметных и методических компетенций учителей " * 5
    for days, name in enumerate((long, long.upper(), f" {long} ")):
        held = {"held_on": DAY + timedelta(days=days), "diagnostic": name, "competency": "lesson_design"}
        apply(scene, send(scene, Depth.PERCENT, [*HEAD, "Процент"], [*who(scene), 64], **held))
    assert len({one.instrument_key for one in Evidence.objects.of(centre)}) == 1
    assert {one.sources for one in Judgement.objects.of(centre)} == {1}


def test_scores_by_competency(scene: Scene, centre: Any) -> None:
    head = [*HEAD, "Проектирование урока", "formative_assessment"]
    apply(scene, send(scene, Depth.AREAS, head, [*who(scene), "7 из 10", "40%"]))
    said = {one.competency: (one.earned, one.possible) for one in Evidence.objects.of(centre)}
    assert said == {"lesson_design": (7, 10), "formative_assessment": (40, 100)}


@pytest.mark.parametrize(
    ("cells", "values"),
    [("points", [1, 2, 0, 1, None]), ("answers", ["А", "А, В", "АБВГ", "12,5", ""])],
)
def test_scores_or_answers_by_item(scene: Scene, centre: Any, cells: str, values: list[Any]) -> None:
    head = [*HEAD, *(str(place) for place in range(1, 6))]
    row = send(scene, Depth.ITEMS, head, [*who(scene), *values], version_id=scene.version.pk, cells=cells)
    apply(scene, row)
    result = Result.objects.of(centre).get(source=row)
    assert result.scores == [1, 2, 0, 1, None]
    said = {one.competency: (one.earned, one.possible) for one in Evidence.objects.of(centre)}
    assert said == {"formative_assessment": (2, 2), "lesson_design": (1, 2)}


@pytest.mark.parametrize(
    ("depth", "column", "cell", "word"),
    [
        (Depth.PERCENT, "Процент", 140, "больше 100"),
        (Depth.PERCENT, "Процент", -3, "Отрицательный"),
        (Depth.PERCENT, "Процент", "много", "не читается"),
        (Depth.PERCENT, "Процент", "", "Не сказано, что вышло"),
        (Depth.LEVEL, "Уровень", "отличник", "не известен"),
        (Depth.AREAS, "Проектирование урока", "12 из 10", "больше максимума"),
        (Depth.FACT, "Дата", date(2030, 1, 1), "ещё не наступил"),
        (Depth.FACT, "Дата", "вчера", "не читается"),
    ],
)
def test_what_cannot_be_is_named_and_not_recorded(
    scene: Scene, centre: Any, depth: Depth, column: str, cell: Any, word: str
) -> None:
    row = send(scene, depth, [*HEAD, column], [*who(scene), cell], competency="lesson_design")
    assert any(word in one for one in told(row)), told(row)
    assert row.summary["verdicts"] == {"wrong": 1}
    with pytest.raises(Refused):
        results.apply_results(centre, row.pk, skip_wrong=True, on=scene.today)
    assert not Result.objects.of(centre).exists()


def test_a_score_above_the_maximum_and_an_answer_that_is_none(scene: Scene) -> None:
    head = [*HEAD, "1", "2"]
    for cells, value in (("points", 5), ("answers", "Я"), ("answers", "АБ")):
        row = send(scene, Depth.ITEMS, head, [*who(scene), value, ""], version_id=scene.version.pk, cells=cells)
        assert row.summary["verdicts"] == {"wrong": 1}


def test_an_unknown_item_and_an_unknown_version_are_refused(scene: Scene) -> None:
    row = send(scene, Depth.ITEMS, [*HEAD, "1", "З-99"], [*who(scene), 1, 1], version_id=scene.version.pk)
    assert row.state == "unreadable"
    assert any("такого задания" in one["text"] for one in row.problems)
    with pytest.raises(DiagnosticsError, match="выберите инструмент"):
        send(scene, Depth.ITEMS, HEAD, who(scene), version_id=scene.campaign.pk)


def test_an_unknown_person_is_named_and_the_rest_can_go(scene: Scene, centre: Any) -> None:
    row = send(scene, Depth.FACT, HEAD, who(scene), who(scene, "Небывалов Нил Нилович"))
    assert row.summary["verdicts"] == {"new": 1, "wrong": 1}
    with pytest.raises(Refused, match="Строк с ошибками: 1"):
        results.apply_results(centre, row.pk, skip_wrong=False, on=scene.today)
    apply(scene, row, skip_wrong=True)
    assert Result.objects.of(centre).count() == 1


def test_people_are_known_by_snils_whatever_the_name_says(scene: Scene, centre: Any) -> None:
    person = scene.staff.hire("Яблонева Инга Львовна", scene.country.places["school"], snils=SNILS)
    row = apply(scene, send(scene, Depth.FACT, ["СНИЛС"], ["112-233-445 95"]))
    assert Result.objects.of(centre).get(source=row).person_id == person.pk
    line = ResultsLine.objects.of(centre).get(source=row)
    assert SNILS not in str(line.values)
    assert "112-233" not in str(line.values)


def test_a_doubtful_name_is_asked_once_and_remembered(scene: Scene, centre: Any) -> None:
    other = scene.staff.hire("Рябинин Пётр Ильич", scene.country.places["school"], birth=date(1990, 1, 1))
    scene.staff.organisation(scene.country.places["other_school"])
    scene.staff.hire("Рябинин Пётр Ильич", scene.country.places["other_school"], birth=date(1985, 1, 1))
    row = send(scene, Depth.FACT, ["ФИО"], ["Рябинин Пётр Ильич"])
    assert row.summary["verdicts"] == {"doubtful": 1}
    line = ResultsLine.objects.of(centre).get(source=row)
    assert other.pk in line.candidates
    with pytest.raises(Refused, match="Сначала ответьте"):
        results.apply_results(centre, row.pk, skip_wrong=False, on=scene.today)
    with pytest.raises(Refused, match="предложенных"):
        results.answer_line(centre, line.pk, answer=str(scene.person.pk), on=scene.today, now=timezone.now())
    results.answer_line(centre, line.pk, answer=str(other.pk), on=scene.today, now=timezone.now())
    apply(scene, row)
    assert Result.objects.of(centre).get().person_id == other.pk
    assert PersonAnswer.objects.of(centre).count() == 1
    again = send(scene, Depth.FACT, ["ФИО"], ["Рябинин Пётр Ильич"], held_on=DAY + timedelta(days=1))
    assert again.summary["verdicts"] == {"new": 1}


def _keys(scene: Scene, *rows: list[Any], scheme: str = FIOKO) -> Any:
    viewer, top = scene.country.viewer(Role.CENTRE), scene.country.places["top"].pk
    head = ["Код участника", *HEAD, "Диагностика"]
    return results.send_keys(viewer, book(head, *rows), name="ключи.xlsx", scheme=scheme, node_id=top, on=scene.today)


def test_codes_lead_to_people_through_a_key_file_kept_apart(scene: Scene, centre: Any) -> None:
    row = send(scene, Depth.FACT, ["Код участника"], ["А-17"])
    assert any("Нет файла ключей" in one for one in told(row))
    kept, problems, count = _keys(scene, ["А-17", *who(scene), FIOKO])
    assert (problems, count) == ([], 1)
    assert kept is not None
    results.recheck(centre, row.pk, on=scene.today)
    apply(scene, check(row))
    assert Result.objects.of(centre).get().person_id == scene.others[0].pk


def test_a_key_file_of_another_test_is_refused_with_both_names(scene: Scene, centre: Any) -> None:
    with pytest.raises(Refused, match="Предметная 2025"):
        _keys(scene, ["А-17", *who(scene), "Предметная 2025"])
    assert not ParticipantCode.objects.of(centre).exists()


def test_a_code_that_matches_two_people_is_refused(scene: Scene, centre: Any) -> None:
    kept, problems, _ = _keys(scene, ["А-17", *who(scene), ""], ["А-17", *who(scene, "Грушин Олег Ильич"), ""])
    assert kept is None
    assert "у двух разных людей" in problems[0]["text"]
    _keys(scene, ["А-17", *who(scene), ""])
    kept, problems, _ = _keys(scene, ["А-17", *who(scene, "Грушин Олег Ильич"), ""])
    assert kept is None
    assert "уже записан за другим" in problems[0]["text"]
    assert ParticipantCode.objects.of(centre).count() == 1


def test_a_file_is_taken_back_whole_unless_something_stands_on_it(scene: Scene, centre: Any, monkeypatch: Any) -> None:
    head = [*HEAD, "Процент"]
    row = apply(scene, send(scene, Depth.PERCENT, head, [*who(scene), 40], competency="lesson_design"))
    monkeypatch.setattr(hooks, "_dependents", [lambda _viewer, _results: ["маршруты: 1"]])
    with pytest.raises(Refused, match="маршруты: 1"):
        results.undo_results(centre, row.pk, on=scene.today)
    monkeypatch.setattr(hooks, "_dependents", [])
    results.undo_results(centre, row.pk, on=scene.today)
    results_work.take_results_back(SystemViewer("tests", row.tenant_id), row.pk)
    row.refresh_from_db()
    assert row.state == "undone"
    assert not Result.objects.of(centre).filter(withdrawn_at=None).exists()
    assert not Evidence.objects.of(centre).filter(withdrawn_at=None).exists()


def test_a_failure_in_the_middle_of_recording_leaves_nothing(scene: Scene, centre: Any, monkeypatch: Any) -> None:
    head = [*HEAD, "Процент"]
    row = send(scene, Depth.PERCENT, head, [*who(scene), 40], competency="lesson_design")
    results.apply_results(centre, row.pk, skip_wrong=False, on=scene.today)

    def dead(*_args: Any, **_more: Any) -> int:
        raise RuntimeError("killed")

    monkeypatch.setattr(results_work, "record_evidence", dead)
    with pytest.raises(RuntimeError):
        results_work.write_results(SystemViewer("tests", row.tenant_id), row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    assert not Result.objects.of(centre).exists()


def test_what_changed_since_the_check_is_shown_and_not_recorded(scene: Scene, centre: Any) -> None:
    head = [*HEAD, "Процент"]
    first = send(scene, Depth.PERCENT, head, [*who(scene), 40], competency="lesson_design")
    second = send(scene, Depth.PERCENT, head, [*who(scene), 90], competency="lesson_design")
    apply(scene, first)
    results.apply_results(centre, second.pk, skip_wrong=False, on=scene.today)
    assert results_work.write_results(SystemViewer("tests", second.tenant_id), second.pk) is False
    second.refresh_from_db()
    assert (second.state, second.summary["verdicts"]) == ("checked", {"conflict": 1})
    assert Result.objects.of(centre).count() == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0old", b"\x00" * 100])
def test_what_is_no_list_is_said_in_words(scene: Scene, centre: Any, content: bytes) -> None:
    client = sign_in(scene.country.people[Role.CENTRE])
    sent = BytesIO(content)
    sent.name = "итоги.xlsx"
    form = {"file": sent, "depth": "fact", "diagnostic": FIOKO, "origin": "fioko", "stage": "entry", "cells": "points"}
    answer = client.post(reverse("diagnostics:send-results"), form)
    assert answer.status_code == 422
    assert not ResultsFile.objects.of(centre).exists()


def test_a_file_without_known_headings_says_what_to_do(scene: Scene) -> None:
    row = send(scene, Depth.FACT, ["Кличка", "Порода"], ["Жучка", "дворняга"])
    assert row.state == "unreadable"
    assert "Возьмите шаблон" in row.problems[0]["cure"]


def test_pages_of_a_file_from_sent_to_applied(scene: Scene, centre: Any) -> None:
    client = sign_in(scene.country.people[Role.CENTRE])
    for depth in Depth:
        address = f"{reverse('diagnostics:results-template')}?depth={depth.value}&version={scene.version.pk}"
        template = b"".join(client.get(address).streaming_content)
        assert openpyxl.load_workbook(BytesIO(template)).sheetnames == ["Результаты", "Справочник"]
    sent = book([*HEAD, "Процент"], [*who(scene), 140], [*who(scene, "Грушин Олег Ильич"), 50])
    sent.name = "итоги.xlsx"
    form = {
        "file": sent, "depth": "percent", "diagnostic": FIOKO, "origin": "fioko", "stage": "entry",
        "cells": "points", "held_on": "2026-05-12", "competency": "lesson_design",
    }  # fmt: skip
    answer = client.post(reverse("diagnostics:send-results"), form)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    row = check(ResultsFile.objects.of(centre).get())
    page = client.get(reverse("diagnostics:results-file", args=[row.pk])).content.decode()
    assert "больше 100" in page
    errors = b"".join(client.get(reverse("diagnostics:results-errors", args=[row.pk])).streaming_content)
    assert "140" in str([cell.value for line in openpyxl.load_workbook(BytesIO(errors)).active for cell in line])  # type: ignore[union-attr]
    client.post(reverse("diagnostics:apply-results", args=[row.pk]))
    assert ResultsFile.objects.of(centre).get().state == "checked"
    client.post(reverse("diagnostics:apply-results", args=[row.pk]), {"skip_wrong": "1"})
    results_work.write_results(SystemViewer("tests", row.tenant_id), row.pk)
    assert "Записано: 1" in client.get(reverse("diagnostics:results-file", args=[row.pk])).content.decode().replace(
        "\u00a0", " "
    )
