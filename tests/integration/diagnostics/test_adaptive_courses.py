"""Why an adaptive test asked what it asked: without a name unless results may be opened; promises beside what was."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from marshrut.apps.competencies import services as competencies
from marshrut.apps.diagnostics.models import Attempt, Calibration, InstrumentVersion, Tryout
from marshrut.apps.diagnostics.queries import adapting, courses
from marshrut.apps.diagnostics.queries.taking import current_answers
from marshrut.apps.diagnostics.services import taking, trying
from marshrut.apps.diagnostics.types import CalibrationState
from marshrut.cores.kernel import Refused
from marshrut.foundation.jobs import runner
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.privacy.models import CardRead
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from support.calibrated import ADAPTIVE, POOL, put_in_force
from support.diagnostics_scene import Scene, build
from support.world import sign_in


@pytest.fixture
def scene(country: Any, staff: Any) -> Scene:
    made = build(country, staff, tasks=POOL, adaptive=ADAPTIVE)
    put_in_force(country.system, [made.version])
    return made


def take(scene: Scene, value: str = "a") -> Attempt:
    """The teacher takes the test to its end."""
    attempt = scene.begin()
    over = False
    while not over:
        task = adapting.state_of(scene.teacher, attempt, scene.paper, current_answers(scene.teacher, attempt.pk)).task
        assert task is not None
        said = {"client_key": new_id(), "base": None, "pressed": scene.now, "now": scene.now}
        over = taking.save_answer(scene.teacher, attempt.pk, task.id, value=value, **said).over
    return Attempt.objects.of(scene.teacher).get(pk=attempt.pk)


def page(scene: Scene, role: Role, name: str, *args: Any) -> str:
    response = sign_in(scene.country.people[role]).get(reverse(f"diagnostics:{name}", args=args))
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_course_says_why_each_item_came_and_does_not_say_whose_it_is(scene: Scene) -> None:
    attempt = take(scene)
    code = courses.code_of(attempt.pk)
    for role in (Role.CENTRE, Role.REGIONAL_METHODOLOGIST):
        text = page(scene, role, "course", scene.version.pk, code)
        assert "Ёлкина" not in text
        assert str(attempt.pk) not in text
        assert str(attempt.person_id) not in text
        assert "говорит больше всех" in text
        assert "Уже ясно, по какую сторону границ уровень." in text
        assert "Из чего выбирали" in text
    assert not CardRead.objects.of(scene.teacher).exists()


def test_the_code_of_a_course_is_not_the_attempts_that_other_pages_name(scene: Scene) -> None:
    attempt = take(scene)
    client = sign_in(scene.country.people[Role.CENTRE])
    assert client.get(reverse("diagnostics:course", args=[scene.version.pk, attempt.pk])).status_code == 404
    passed = client.get(reverse("diagnostics:passed", args=[scene.campaign.pk])).content.decode()
    assert courses.code_of(attempt.pk) not in passed


def test_who_may_open_the_persons_results_sees_the_name_and_that_is_journalled(scene: Scene, staff: Any) -> None:
    attempt = take(scene)
    account = scene.country.people[Role.REGIONAL_METHODOLOGIST]
    companion = staff.hire("Дубова Вера Ильинична", scene.country.places["school"])
    companion.account_id = account.pk
    companion.save(update_fields=["account"])
    since = scene.today - timedelta(days=1)
    paper = {"order_number": "7", "order_date": since, "since": since, "until": None, "on": scene.today}
    competencies.accompany(scene.country.system, scene.person.pk, companion_id=companion.pk, **paper)
    text = page(scene, Role.REGIONAL_METHODOLOGIST, "course", scene.version.pk, courses.code_of(attempt.pk))
    assert "Ёлкина" in text
    read = CardRead.objects.of(scene.teacher).get()
    assert (read.reader_id, read.what) == (account.pk, "ход теста, который подстраивается")


def test_fewer_than_five_attempts_make_no_figures(scene: Scene) -> None:
    attempt = take(scene)
    rows = list(courses.list_attempts(scene.country.viewer(Role.CENTRE), scene.version, on=scene.today))
    assert [row.pk for row in rows] == [attempt.pk]
    few = courses.seen_of(scene.teacher, rows, scene.paper)
    assert (few.enough, few.lengths, few.exposure) == (False, (), ())
    text = page(scene, Role.CENTRE, "adapts", scene.version.pk)
    assert "Пока прошли меньше пяти человек" in text
    assert courses.code_of(attempt.pk) not in text
    many = courses.seen_of(scene.teacher, rows * 5, scene.paper)
    given = sum(one is not None for one in attempt.scores or ())
    assert (many.people, many.lengths, many.used) == (5, ((given, 5),), given)
    assert {share for _, share in many.exposure} == {0.0, 1.0}
    assert [(sure, mean) for _, mean, sure in many.areas] == [(1.0, mean) for _, mean, _ in many.areas]


def test_a_trial_is_made_in_a_job_and_stands_on_the_page_and_again_gives_the_same(scene: Scene) -> None:
    client = sign_in(scene.country.people[Role.CENTRE])
    assert client.post(reverse("diagnostics:try-out", args=[scene.version.pk])).status_code == 302
    row = Tryout.objects.of(scene.teacher).get()
    text = client.get(reverse("diagnostics:adapts", args=[scene.version.pk])).content.decode()
    assert 'id="work"' in text
    with pytest.raises(Refused) as no:
        trying.ask_tryout(scene.country.viewer(Role.CENTRE), scene.version.pk, on=scene.today)
    assert no.value.decision.reasons[0].rule == "DIAGNOSTICS-55"
    trying.run_tryout(scene.country.system, row.pk)
    made = Tryout.objects.of(scene.teacher).get()
    assert len(made.report) == 2
    for one in made.report:
        assert 2 <= one["length"] <= 5 < one["items"]
        assert one["whole_right"] >= one["right"] > 0.7
        assert abs(one["bias"]) < 0.05
        assert one["agreement"] > one["right"], "of whom it is sure it is right more often"
        assert sum(one["lengths"]) == made.people
        assert sum(one["exposure"].values()) == pytest.approx(one["length"])
    text = client.get(reverse("diagnostics:adapts", args=[scene.version.pk])).content.decode()
    assert re.search(r"В среднем \d+,\d задания вместо 16", text)
    first = made.report
    Tryout.objects.of(scene.teacher).update(made_at=None, report=[])
    trying.run_tryout(scene.country.system, row.pk)
    assert Tryout.objects.of(scene.teacher).get().report == first


def test_a_trial_whose_work_died_does_not_stand_in_the_way(scene: Scene) -> None:
    centre = scene.country.viewer(Role.CENTRE)
    first = trying.ask_tryout(centre, scene.version.pk, on=scene.today)
    Job.objects.of(scene.teacher).filter(pk=first.job_id).update(state="failed")
    assert courses.running_tryout(centre, scene.version.pk) is None
    second = trying.ask_tryout(centre, scene.version.pk, on=scene.today)
    assert second.pk != first.pk
    assert "прервалась" in Tryout.objects.of(scene.teacher).get(pk=first.pk).trouble


def test_without_a_calibration_in_force_nothing_is_tried(scene: Scene) -> None:
    Calibration.objects.of(scene.teacher).update(state=CalibrationState.RETIRED)
    with pytest.raises(Refused):
        trying.ask_tryout(scene.country.viewer(Role.CENTRE), scene.version.pk, on=scene.today)
    assert "сначала введите в действие калибровку" in page(scene, Role.CENTRE, "adapts", scene.version.pk)


def test_an_instrument_that_asks_everybody_the_same_does_not_adapt(scene: Scene, country: Any) -> None:
    from support.instruments import make_version

    plain = make_version(country.system, country.places["top"], code="ОБЫЧНЫЙ")
    client = sign_in(country.people[Role.CENTRE])
    assert client.get(reverse("diagnostics:adapts", args=[plain.pk])).status_code == 404
    assert isinstance(InstrumentVersion.objects.of(country.system).get(pk=plain.pk).made_at.date(), date)
    assert runner.kind_title("diagnostics.try-out")
