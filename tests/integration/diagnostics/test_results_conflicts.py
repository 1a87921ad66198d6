"""Two results of one day that disagree: whose word counts, what gives way, what comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies.models import Evidence, Judgement
from marshrut.apps.competencies.queries import portrait
from marshrut.apps.competencies.types import Depth
from marshrut.apps.diagnostics.models import Result, ResultsFile, ResultsLine
from marshrut.apps.diagnostics.services import results, results_work, taking
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.diagnostics_scene import Scene
from support.results_files import HEAD, apply, send, told, who
from support.world import sign_in


def test_two_results_of_one_day_that_disagree_wait_for_a_person(scene: Scene, centre: Any) -> None:
    head = [*HEAD, "Процент"]
    apply(scene, send(scene, Depth.PERCENT, head, [*who(scene), 40], competency="lesson_design"))
    same = send(scene, Depth.PERCENT, head, [*who(scene), 40], competency="lesson_design")
    assert same.summary["verdicts"] == {"same": 1}
    other = send(scene, Depth.PERCENT, head, [*who(scene), 90], competency="lesson_design")
    assert other.summary["verdicts"] == {"conflict": 1}
    line = ResultsLine.objects.of(centre).get(source=other)
    results.answer_line(centre, line.pk, answer="take", on=scene.today, now=timezone.now())
    apply(scene, other)
    standing = Result.objects.of(centre).filter(withdrawn_at=None)
    assert [one.outcome["shares"][""] for one in standing] == [[90.0, 100.0]]
    assert [one.earned for one in Evidence.objects.of(centre).filter(withdrawn_at=None)] == [90]


def _percent(scene: Scene, *points: int, name: str = "Рябинин Пётр Ильич", **more: Any) -> ResultsFile:
    """A file with percentages of one person, one per line."""
    lines = [[*who(scene, name), one] for one in points]
    return send(scene, Depth.PERCENT, [*HEAD, "Процент"], *lines, competency="lesson_design", **more)


def _answer(scene: Scene, row: ResultsFile, number: int, said: str) -> None:
    viewer = scene.country.viewer(Role.CENTRE)
    line = ResultsLine.objects.of(viewer).get(source=row, row=number)
    results.answer_line(viewer, line.pk, answer=said, on=scene.today, now=timezone.now())


def _take_back(scene: Scene, row: ResultsFile) -> ResultsFile:
    results.undo_results(scene.country.viewer(Role.CENTRE), row.pk, on=scene.today)
    results_work.take_results_back(SystemViewer("tests", row.tenant_id), row.pk)
    row.refresh_from_db()
    return row


def _standing(scene: Scene) -> tuple[list[float], list[float]]:
    """Percentages of results that stand, and of evidence that stands."""
    viewer = scene.country.viewer(Role.CENTRE)
    rows = Result.objects.of(viewer).filter(withdrawn_at=None)
    said = Evidence.objects.of(viewer).filter(withdrawn_at=None)
    return sorted(one.outcome["shares"][""][0] for one in rows), sorted(one.earned for one in said)


def test_taking_a_file_back_brings_back_what_it_replaced(scene: Scene, centre: Any) -> None:
    first = apply(scene, _percent(scene, 40))
    for _ in range(2):  # and once more: what was brought back once can be replaced and brought back again
        second = _percent(scene, 90)
        _answer(scene, second, 2, "take")
        assert apply(scene, second).state == "applied"
        assert _standing(scene) == ([90], [90])
        with pytest.raises(Refused, match="Сначала отмените «итоги"):
            results.undo_results(centre, first.pk, on=scene.today)
        assert _take_back(scene, second).state == "undone"
        assert _standing(scene) == ([40], [40])
    (finding,) = portrait(SystemViewer("tests", first.tenant_id), scene.others[0].pk, on=scene.today).findings
    undone = "файл с результатами отменён"
    assert sorted((one.earned, one.withdrawn) for one in finding.chain) == [(40, ""), (90, undone), (90, undone)]
    assert _take_back(scene, first).state == "undone"
    assert _standing(scene) == ([], [])


def test_two_files_taken_back_at_once_bring_nothing_of_each_other_back(scene: Scene) -> None:
    first = apply(scene, _percent(scene, 40))
    second = _percent(scene, 90)
    _answer(scene, second, 2, "take")
    apply(scene, second)
    ResultsFile.objects.of(SystemViewer("tests", first.tenant_id)).filter(pk=first.pk).update(state="undone")
    _take_back(scene, second)
    assert _standing(scene) == ([], [])


def _sit(scene: Scene) -> dict[str, Any]:
    """The teacher sits our own test today; the answer says which file speaks of that test."""
    attempt = scene.begin()
    taking.hand_in(scene.teacher, attempt.pk, now=scene.now + timedelta(minutes=5))
    return _of_the_same_test(scene)


def _of_the_same_test(scene: Scene) -> dict[str, Any]:
    return {"name": "Ёлкина Анна Петровна", "diagnostic": scene.paper.title, "held_on": scene.today}


def test_a_result_of_our_own_test_is_never_replaced_by_a_file(scene: Scene, centre: Any) -> None:
    row = _percent(scene, 90, **_sit(scene))
    line = ResultsLine.objects.of(centre).get(source=row)
    assert (line.verdict, line.person_id) == ("conflict", scene.person.pk)
    assert "записано другое: 0 баллов" in line.problems[0]["text"]
    assert "файлом её не заменить" in line.problems[0]["text"]
    page = sign_in(scene.country.people[Role.CENTRE]).get(reverse("diagnostics:results-file", args=[row.pk]))
    words = page.content.decode()
    assert "Верны оба" in words
    assert "Верен этот" not in words
    with pytest.raises(Refused, match="предложенных"):
        _answer(scene, row, 2, "take")
    _answer(scene, row, 2, "both")
    assert apply(scene, row).state == "applied"
    assert Result.objects.of(centre).filter(withdrawn_at=None).count() == 2
    judged = Judgement.objects.of(centre).filter(competency="lesson_design")
    assert {one.sources for one in judged} == {1}


def test_an_answer_given_before_our_own_test_was_taken_is_asked_again(scene: Scene, centre: Any) -> None:
    about = _of_the_same_test(scene)
    apply(scene, _percent(scene, 40, **about))
    row = _percent(scene, 90, **about)
    _answer(scene, row, 2, "take")
    _sit(scene)
    assert apply(scene, row).state == "checked"
    line = ResultsLine.objects.of(centre).get(source=row)
    assert (line.verdict, line.answer) == ("conflict", "")
    assert Result.objects.of(centre).filter(withdrawn_at=None).count() == 2


@pytest.mark.parametrize(("said", "left"), [("keep", [40]), ("take", [50]), ("both", [40, 50])])
def test_of_two_lines_of_one_file_the_right_one_is_recorded(scene: Scene, said: str, left: list[float]) -> None:
    row = _percent(scene, 40, 50)
    _answer(scene, row, 3, said)
    assert apply(scene, row).state == "applied"
    assert _standing(scene) == (left, left)


@pytest.mark.parametrize(("answer", "left"), [("keep", [40]), ("both", [40, 90])])
def test_the_earlier_one_stays_or_both_do(scene: Scene, centre: Any, answer: str, left: list[float]) -> None:
    head = [*HEAD, "Процент"]
    apply(scene, send(scene, Depth.PERCENT, head, [*who(scene), 40], competency="lesson_design"))
    mixed = send(
        scene, Depth.PERCENT, head, [*who(scene), 90], [*who(scene, "Грушин Олег Ильич"), 50],
        competency="lesson_design",
    )  # fmt: skip
    line = ResultsLine.objects.of(centre).get(source=mixed, verdict="conflict")
    results.answer_line(centre, line.pk, answer=answer, on=scene.today, now=timezone.now())
    apply(scene, mixed)
    rows = Result.objects.of(centre).filter(withdrawn_at=None, person=scene.others[0])
    assert sorted(one.outcome["shares"][""][0] for one in rows) == left


def test_two_lines_of_one_file_that_disagree_are_a_conflict_too(scene: Scene) -> None:
    head = [*HEAD, "Процент"]
    row = send(scene, Depth.PERCENT, head, [*who(scene), 40], [*who(scene), 50], [*who(scene), 40])
    assert row.summary["verdicts"] == {"new": 1, "conflict": 1, "same": 1}
    assert any("в строке 2" in one for one in told(row))
