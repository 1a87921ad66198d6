"""An adaptive test: its state is the answers and a seed; an answer counts once; nothing that arrived is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from marshrut.apps.competencies.models import Evidence
from marshrut.apps.diagnostics.models import Answer, Attempt, Calibration, Result
from marshrut.apps.diagnostics.queries import adapting
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.queries.scales import scale_in_force
from marshrut.apps.diagnostics.queries.taking import current_answers
from marshrut.apps.diagnostics.services import bank, campaigns, taking
from marshrut.apps.diagnostics.types import AttemptState, CalibrationState, DiagnosticsError, InstrumentState
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from support.calibrated import ADAPTIVE, POOL, put_in_force
from support.diagnostics_scene import Scene, build
from support.instruments import TASKS, TEXT, make_version
from support.world import sign_in


@pytest.fixture
def scene(country: Any, staff: Any) -> Scene:
    return build(country, staff, tasks=POOL, adaptive=ADAPTIVE)


@pytest.fixture
def calibrated(scene: Scene) -> Scene:
    put_in_force(scene.country.system, [scene.version])
    return scene


def now_asked(scene: Scene, attempt: Attempt) -> Any:
    fresh = Attempt.objects.of(scene.teacher).get(pk=attempt.pk)
    return adapting.state_of(scene.teacher, fresh, scene.paper, current_answers(scene.teacher, attempt.pk))


def say(scene: Scene, attempt: Attempt, item: UUID, value: Any, **more: Any) -> Any:
    moment = more.pop("now", scene.now + timedelta(minutes=1))
    said = {"client_key": new_id(), "base": None, "pressed": moment, "now": moment, **more}
    return taking.save_answer(scene.teacher, attempt.pk, item, value=value, **said)


def take(scene: Scene, attempt: Attempt, value: str | None = "a", most: int = 99) -> list[UUID]:
    """Answer the same to every item until there is none; the items in their order."""
    given: list[UUID] = []
    while len(given) < most and (task := now_asked(scene, attempt).task) is not None:
        given.append(task.id)
        if say(scene, attempt, task.id, value, unsure=value is None).over:
            break
    return given


def test_without_a_calibration_in_force_it_cannot_be_begun_and_that_is_said(scene: Scene) -> None:
    with pytest.raises(Refused) as no:
        scene.begin()
    assert no.value.decision.reasons[0].rule == "DIAGNOSTICS-51"
    assert not Attempt.objects.of(scene.teacher).exists()
    client = sign_in(scene.country.people[Role.TEACHER])
    page = client.get(reverse("diagnostics:before", args=[scene.campaign.pk])).content.decode()
    assert "калибровк" in page
    assert ">Начать<" not in page
    centre = sign_in(scene.country.people[Role.CENTRE])
    told = centre.get(reverse("diagnostics:campaign", args=[scene.campaign.pk])).content.decode()
    assert "Начать этот тест пока нельзя" in told


def test_a_calibration_that_does_not_know_all_items_does_not_open_the_test(scene: Scene, country: Any) -> None:
    other = make_version(country.system, country.places["top"], tasks=POOL[:3], code="ДРУГОЙ")
    put_in_force(country.system, [other])
    with pytest.raises(Refused) as no:
        scene.begin()
    assert no.value.decision.reasons[0].inputs == {"in_force": True, "covered": False}


def test_the_next_item_follows_from_answers_and_seed_alone(calibrated: Scene) -> None:
    attempt = calibrated.begin()
    first, second = now_asked(calibrated, attempt), now_asked(calibrated, attempt)
    assert first.task == second.task
    assert (first.number, first.left) == (1, 10)
    say(calibrated, attempt, first.task.id, "a")
    after = now_asked(calibrated, attempt)
    assert after.task.competency != first.task.competency, "competencies take turns"
    adapting._kept.cache_clear()  # a process that was killed knows nothing
    again = now_asked(calibrated, attempt)
    assert (again.task, again.number, again.left) == (after.task, 2, 9)


def test_it_ends_by_itself_when_enough_is_known_and_writes_what_was_given(calibrated: Scene) -> None:
    attempt = calibrated.begin()
    given = take(calibrated, attempt)
    assert 4 <= len(given) < 10, "all right: both sides are clear before the longest"
    done = Attempt.objects.of(calibrated.teacher).get(pk=attempt.pk)
    assert done.state == AttemptState.DONE
    assert sorted(one for one in done.scores if one is not None) == [1.0] * len(given)
    assert done.scores.count(None) == len(POOL) - len(given)
    result = Result.objects.of(calibrated.teacher).get(attempt=attempt)
    said = Evidence.objects.of(calibrated.teacher).filter(source_id=result.pk)
    counted = {
        code: sum(calibrated.paper.by_id[one].competency == code for one in given)
        for code in calibrated.paper.competencies
    }
    assert {row.competency: (row.earned, row.possible) for row in said} == {code: (n, n) for code, n in counted.items()}


def test_not_to_know_is_an_answer_of_no_points(calibrated: Scene) -> None:
    attempt = calibrated.begin()
    take(calibrated, attempt, None)
    scores = Attempt.objects.of(calibrated.teacher).get(pk=attempt.pk).scores
    assert {one for one in scores if one is not None} == {0.0}


def test_no_answer_at_all_is_asked_for_again(calibrated: Scene) -> None:
    attempt = calibrated.begin()
    with pytest.raises(DiagnosticsError):
        say(calibrated, attempt, now_asked(calibrated, attempt).task.id, None)
    assert not Answer.objects.of(calibrated.teacher).exists()


def test_the_same_press_sent_twice_is_one_answer(calibrated: Scene) -> None:
    attempt, key = calibrated.begin(), new_id()
    item = now_asked(calibrated, attempt).task.id
    first = say(calibrated, attempt, item, "a", client_key=key)
    again = say(calibrated, attempt, item, "a", client_key=key)
    assert (again.seq, again.repeated, again.conflict) == (first.seq, True, False)
    assert Answer.objects.of(calibrated.teacher).count() == 1


def test_of_two_devices_the_quicker_answer_stays_and_the_other_is_kept(calibrated: Scene) -> None:
    attempt = calibrated.begin()
    item = now_asked(calibrated, attempt).task.id
    first = say(calibrated, attempt, item, "b")
    slower = say(calibrated, attempt, item, "a", base=first.seq)
    assert (slower.conflict, slower.seq, slower.current) == (True, first.seq, "b")
    agreed = say(calibrated, attempt, item, "b")
    assert (agreed.conflict, agreed.seq) == (False, first.seq)
    rows = Answer.objects.of(calibrated.teacher).order_by("id").values_list("value", "counts")
    assert list(rows) == [("b", True), ("a", False), ("b", False)]
    assert now_asked(calibrated, attempt).number == 2


def test_an_item_that_is_not_asked_is_not_answered(calibrated: Scene) -> None:
    attempt = calibrated.begin()
    asked = now_asked(calibrated, attempt).task.id
    other = next(task.id for task in calibrated.paper.tasks if task.id != asked)
    with pytest.raises(DiagnosticsError):
        say(calibrated, attempt, other, "a")
    assert not Answer.objects.of(calibrated.teacher).exists()


def test_an_answer_after_the_time_is_kept_and_the_clock_hands_in_what_was_given(calibrated: Scene) -> None:
    attempt = calibrated.begin()
    first = now_asked(calibrated, attempt).task.id
    say(calibrated, attempt, first, "a")
    late = attempt.deadline_at + timedelta(minutes=5)
    refused = say(calibrated, attempt, now_asked(calibrated, attempt).task.id, "a", now=late, pressed=late)
    assert refused.refused is not None
    assert taking.hand_in_late(now=late) == 1
    done = Attempt.objects.of(calibrated.teacher).get(pk=attempt.pk)
    assert (done.state, done.by_clock) == (AttemptState.DONE, True)
    assert [one for one in done.scores if one is not None] == [1.0]
    assert Answer.objects.of(calibrated.teacher).count() == 2


def test_an_attempt_goes_on_by_the_calibration_it_began_with(calibrated: Scene) -> None:
    attempt = calibrated.begin()
    before = now_asked(calibrated, attempt)
    first = Calibration.objects.of(calibrated.teacher).get()
    later = put_in_force(calibrated.country.system, [calibrated.version], seed=9)
    assert Attempt.objects.of(calibrated.teacher).get(pk=attempt.pk).calibration_id == first.pk != later.pk
    assert now_asked(calibrated, attempt) == before
    Calibration.objects.of(calibrated.teacher).update(state=CalibrationState.RETIRED)
    assert take(calibrated, attempt), "and to its end when none is in force any more"


def test_the_course_walked_through_again_is_the_one_that_was_gone(calibrated: Scene) -> None:
    attempt = calibrated.begin()
    given = take(calibrated, attempt, "b")
    scale = scale_in_force(calibrated.teacher)
    assert scale is not None
    shares = adapting.shares_of(calibrated.paper, current_answers(calibrated.teacher, attempt.pk))
    seed = Attempt.objects.of(calibrated.teacher).get(pk=attempt.pk).seed
    steps, end = adapting.course_of(scale, calibrated.paper, shares, seed=seed)
    assert [one.task.id for one in steps] == given
    assert end.task is None
    assert all(one.after.given >= 1 and one.choice.reasons for one in steps)


def test_what_cannot_be_chosen_from_is_not_put_in_use(country: Any, staff: Any, calibrated: Scene) -> None:
    viewer, node = country.system, country.places["top"]
    today, now = calibrated.today, calibrated.now

    def reason(version: Any) -> str:
        with pytest.raises(Refused) as no:
            bank.put_in_use(viewer, version.pk, on=today, now=now)
        return no.value.decision.text

    draft = {"adaptive": ADAPTIVE, "state": InstrumentState.DRAFT}
    assert "Развёрнутый ответ" in reason(make_version(viewer, node, tasks=(TEXT,), code="ТЕКСТ", **draft))
    assert "ничего не говорит" in reason(make_version(viewer, node, tasks=TASKS, code="НОВЫЙ", **draft))
    Calibration.objects.of(viewer).update(state=CalibrationState.RETIRED)
    assert "калибровку" in reason(make_version(viewer, node, tasks=TASKS, code="ИНОЙ", **draft))


def test_it_is_not_given_on_paper(calibrated: Scene) -> None:
    centre = sign_in(calibrated.country.people[Role.CENTRE])
    address = reverse("diagnostics:campaign", args=[calibrated.campaign.pk])
    paper = reverse("diagnostics:paper", args=[calibrated.campaign.pk])
    assert paper not in centre.get(address).content.decode()
    assert "на бумаге его нет" in centre.get(paper, follow=True).content.decode()
    participant = calibrated.campaign.participants.model.objects.of(calibrated.teacher).first()
    with pytest.raises(Refused) as no:
        campaigns.type_in(
            calibrated.country.viewer(Role.CENTRE), participant.pk, answers={}, taken_on=calibrated.today,
            on=calibrated.today, now=calibrated.now,
        )  # fmt: skip
    assert no.value.decision.reasons[0].rule == "DIAGNOSTICS-53"
    assert get_paper(calibrated.teacher, calibrated.version.pk).tailoring is not None
