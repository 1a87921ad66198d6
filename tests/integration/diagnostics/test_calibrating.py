"""The bank is calibrated from recorded answers; nothing is said of people by it before somebody decides so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from marshrut.apps.competencies.models import Evidence, Judgement, Scaled
from marshrut.apps.competencies.services import withdraw_evidence
from marshrut.apps.diagnostics.models import CalibratedItem, Calibration, Result
from marshrut.apps.diagnostics.queries.calibrating import answers_by_area
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.diagnostics.queries.scales import scale_in_force
from marshrut.apps.diagnostics.services import calibrating, scaling, taking
from marshrut.apps.diagnostics.services.scoring import SOURCE
from marshrut.apps.diagnostics.types import DiagnosticsError
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState, StoppedError
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.answered_bank import COMPETENCY, EASINESS, AnsweredBank, answer, build_bank
from support.instruments import invite

SYSTEM = "tests.calibrating"


@pytest.fixture
def bank(scene: Any) -> AnsweredBank:
    return build_bank(scene.country, scene.staff, on=scene.today)


@pytest.fixture
def worker(scene: Any) -> SystemViewer:
    return SystemViewer(SYSTEM, scene.teacher.tenant_id)


def ask(scene: Any, model: str = "rasch") -> Calibration:
    return calibrating.ask_calibration(scene.country.viewer(Role.CENTRE), model=model, until=scene.today)


def made(scene: Any, worker: SystemViewer, model: str = "rasch") -> Calibration:
    row = ask(scene, model)
    calibrating.run_calibration(worker, row.pk)
    row.refresh_from_db()
    return row


def in_force(scene: Any, worker: SystemViewer) -> Calibration:
    row = made(scene, worker)
    calibrating.ask_to_count_by(scene.country.viewer(Role.CENTRE), row.pk)
    calibrating.apply_calibration(worker, row.pk, now=timezone.now())
    row.refresh_from_db()
    return row


def test_items_come_out_where_they_really_are(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    row = made(scene, worker)
    assert (row.state, row.people, row.answers) == ("ready", 300, 1800)
    (area,) = row.areas
    assert area["competency"] == COMPETENCY
    assert area["converged"]
    assert area["bearers"] == [str(one.id) for one in get_paper(worker, bank.version.pk).tasks]
    items = {one.item_version_id: one for one in CalibratedItem.objects.of(worker).filter(calibration=row)}
    found = [items[task.id] for task in get_paper(worker, bank.version.pk).tasks]
    for one, easiness in zip(found, EASINESS, strict=True):
        assert one.rows[1] == pytest.approx(easiness, abs=4 * one.errors[1])
        assert one.rows[0] == pytest.approx(1.2, abs=0.35)
        assert 0.8 < one.infit < 1.2
        assert len(one.sx2) == 4
        assert one.curve[0][2] < one.curve[-1][2], "who can more gets more"
    assert Entry.objects.of(worker).filter(action="diagnostics.calibration-made").exists()


def test_until_somebody_decides_nothing_is_said_of_people_by_it(
    scene: Any, bank: AnsweredBank, worker: SystemViewer
) -> None:
    before = list(Judgement.objects.of(worker).order_by("pk").values_list("person_id", "standing", "mean"))
    row = made(scene, worker)
    assert not Scaled.objects.of(worker).exists()
    assert scale_in_force(worker) is None
    assert list(Judgement.objects.of(worker).order_by("pk").values_list("person_id", "standing", "mean")) == before
    # what would change is counted beforehand, and never for fewer than five
    assert row.outlook["pairs"] == 300
    assert all(count >= 5 for _, _, count in row.outlook["moves"])


def test_what_was_foretold_is_what_happens(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    row = in_force(scene, worker)
    assert row.state == "in_force"
    assert Scaled.objects.of(worker).filter(calibration=row.pk).count() == 300
    today_ = Judgement.objects.of(worker).filter(since__lte=scene.today).exclude(until__lte=scene.today)
    said = dict[str, int]()
    for word in today_.filter(competency=COMPETENCY).values_list("standing", flat=True):
        said[word] = said.get(word, 0) + 1
    foretold = dict[str, int]()
    for _, after, count in row.outlook["moves"]:
        foretold[after] = foretold.get(after, 0) + count
    assert said == foretold


def test_the_points_that_were_counted_stay(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    fields = ("pk", "earned", "possible", "cut", "strong")
    before = list(Evidence.objects.of(worker).order_by("pk").values_list(*fields))
    in_force(scene, worker)
    assert list(Evidence.objects.of(worker).order_by("pk").values_list(*fields)) == before


def test_levels_follow_what_people_can(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    in_force(scene, worker)
    mean = dict(Scaled.objects.of(worker).values_list("evidence__person_id", "mean"))
    levels = np.array([mean[one.pk] for one in bank.people])
    assert np.corrcoef(levels, bank.levels)[0, 1] > 0.7
    spread = Scaled.objects.of(worker).values_list("spread", flat=True)
    assert all(0.02 < one < 0.3 for one in spread)


def test_a_result_that_comes_later_is_scored_as_it_comes(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    row = in_force(scene, worker)
    rng = np.random.default_rng(3)
    newcomer = scene.others[0]
    answer(scene.country, bank.version, [newcomer], [2.0], on=scene.today, rng=rng)
    result = Result.objects.of(worker).get(person=newcomer, version=bank.version)
    assert scaling.scale_results(worker, [result.pk]) == 1
    scaled = Scaled.objects.of(worker).get(evidence__source_id=result.pk)
    assert scaled.calibration == row.pk


def test_handing_in_a_test_scores_it_by_the_scale(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    """Through the same door as a teacher; a test whose tasks are not calibrated stays with counted shares."""
    row = in_force(scene, worker)
    for version, scaled in ((bank.version, True), (scene.version, False)):
        campaign = invite(
            scene.country.viewer(Role.CENTRE), version, scene.country.places["top"], on=scene.today, now=scene.now
        )
        attempt = taking.begin(scene.teacher, campaign.pk, today=scene.today, now=scene.now)
        for task in get_paper(scene.teacher, version.pk).tasks:
            taking.save_answer(
                scene.teacher, attempt.pk, task.id, value=None, client_key=new_id(), base=None,
                pressed=scene.now, now=scene.now,
            )  # fmt: skip
        taking.hand_in(scene.teacher, attempt.pk, now=scene.now + timedelta(minutes=5))
        said = Scaled.objects.of(worker).filter(evidence__source_id=Result.objects.of(worker).get(attempt=attempt).pk)
        assert list(said.values_list("calibration", flat=True)) == ([row.pk] if scaled else [])


def test_of_a_person_an_item_counts_once(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    """The same test after learning says how well items are remembered; other items of another month are a new row."""
    rng = np.random.default_rng(9)
    answer(scene.country, bank.version, bank.people[:50], np.zeros(50), on=scene.today, rng=rng)
    found, print_before = answers_by_area(worker, until=scene.today)
    assert len(found[COMPETENCY].rows) == 300
    _, again = answers_by_area(worker, until=scene.today)
    assert print_before == again


def test_too_few_answers_are_said_and_no_scale_is_made(scene: Any, worker: SystemViewer) -> None:
    build_bank(scene.country, scene.staff, people=120, on=scene.today)
    row = made(scene, worker)
    assert (row.state, row.areas) == ("ready", [])
    assert any("Отвечали 120 человек" in one["why"] for one in row.skipped)
    with pytest.raises(Refused) as no:
        calibrating.ask_to_count_by(scene.country.viewer(Role.CENTRE), row.pk)
    assert no.value.decision.reasons[0].rule == "DIAGNOSTICS-32"


def test_an_item_that_everybody_solves_is_left_out(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    rows = Result.objects.of(worker).filter(version=bank.version)
    for one in rows:
        one.scores = [1.0, *one.scores[1:]]
        one.save(update_fields=["scores"])
    row = made(scene, worker)
    assert CalibratedItem.objects.of(worker).filter(calibration=row).count() == 5
    assert any(one["why"] == "у всех один и тот же балл" for one in row.skipped)
    # results with that task among those given stay with counted shares: half a scale would be another test
    values = dict(scaling.values_of(worker, calibrating.scale_of(worker, row.pk), calibrating.scored_results(worker)))
    assert values == {}


def test_going_back_to_counted_shares_leaves_nothing(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    before = sorted(Judgement.objects.of(worker).values_list("person_id", "since", "standing", "mean"))
    row = in_force(scene, worker)
    calibrating.count_by_shares(scene.country.viewer(Role.CENTRE), row.pk, now=timezone.now())
    calibrating.forget_scale(worker)
    assert not Scaled.objects.of(worker).exists()
    assert sorted(Judgement.objects.of(worker).values_list("person_id", "since", "standing", "mean")) == before


def test_a_second_calibration_takes_the_place_of_the_first(
    scene: Any, bank: AnsweredBank, worker: SystemViewer
) -> None:
    first = in_force(scene, worker)
    second = in_force(scene, worker)
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("retired", "in_force", first.number + 1)
    assert set(Scaled.objects.of(worker).values_list("calibration", flat=True)) == {second.pk}
    assert first.fingerprint == second.fingerprint, "the same answers"
    assert [one["log_likelihood"] for one in first.areas] == [one["log_likelihood"] for one in second.areas]


def test_work_that_falls_in_the_middle_changes_nothing(
    scene: Any, bank: AnsweredBank, worker: SystemViewer, monkeypatch: Any
) -> None:
    row = made(scene, worker)
    calibrating.ask_to_count_by(scene.country.viewer(Role.CENTRE), row.pk)
    before = list(Judgement.objects.of(worker).order_by("pk").values_list("pk", flat=True))

    def stop(done: int, total: int, words: str = "") -> None:
        if words == "выводы по компетенциям":
            raise StoppedError

    with pytest.raises(StoppedError):
        calibrating.apply_calibration(worker, row.pk, now=timezone.now(), step=stop)
    row.refresh_from_db()
    assert row.state == "ready"
    assert not Scaled.objects.of(worker).exists()
    assert list(Judgement.objects.of(worker).order_by("pk").values_list("pk", flat=True)) == before
    # and a stop while it is being made sets it aside, whole
    other = ask(scene)
    with pytest.raises(StoppedError):
        calibrating.run_calibration(worker, other.pk, step=lambda *_: (_ for _ in ()).throw(StoppedError()))
    other.refresh_from_db()
    assert other.state == "dropped"
    assert not CalibratedItem.objects.of(worker).filter(calibration=other).exists()


def test_a_withdrawn_result_takes_its_score_out_of_every_judgement(
    scene: Any, bank: AnsweredBank, worker: SystemViewer
) -> None:
    in_force(scene, worker)
    result = Result.objects.of(worker).filter(person=bank.people[0]).get()
    withdraw_evidence(worker, source_type=SOURCE, source_ids=[result.pk], why="ошибка в файле")
    assert not Judgement.objects.of(worker).filter(person=bank.people[0]).exists()


def test_two_who_ask_at_once_start_one(scene: Any, bank: AnsweredBank) -> None:
    ask(scene)
    with pytest.raises(Refused) as no:
        ask(scene)
    assert no.value.decision.reasons[0].rule == "DIAGNOSTICS-30"
    with pytest.raises(DiagnosticsError):
        calibrating.ask_calibration(scene.country.viewer(Role.CENTRE), model="4pl", until=scene.today)


def test_a_methodist_calibrates_and_the_centre_decides(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    methodist = scene.country.viewer(Role.REGIONAL_METHODOLOGIST)
    row = calibrating.ask_calibration(methodist, model="2pl", until=scene.today)
    calibrating.run_calibration(worker, row.pk)
    with pytest.raises(Refused) as no:
        calibrating.ask_to_count_by(methodist, row.pk)
    assert no.value.decision.reasons[0].rule == "DIAGNOSTICS-32"
    with pytest.raises(Refused):
        calibrating.drop(scene.country.viewer(Role.SCHOOL), row.pk)
    assert calibrating.drop(methodist, row.pk).state == "dropped"


def test_a_lost_worker_leaves_no_calibration_that_nobody_can_move(
    scene: Any, bank: AnsweredBank, worker: SystemViewer
) -> None:
    centre = scene.country.viewer(Role.CENTRE)
    row = made(scene, worker)
    asked = calibrating.ask_to_count_by(centre, row.pk)
    with pytest.raises(Refused):
        calibrating.ask_to_count_by(centre, row.pk)  # its work is under way
    Job.objects.of(worker).filter(pk=asked.job_id).update(state=JobState.STALLED)
    again = calibrating.ask_to_count_by(centre, row.pk)
    assert again.job_id != asked.job_id
    calibrating.apply_calibration(worker, row.pk, now=timezone.now())
    row.refresh_from_db()
    assert row.state == "in_force"


def test_lost_work_holds_no_door_and_work_under_way_does(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    first = ask(scene)
    with pytest.raises(Refused):
        ask(scene)
    Job.objects.of(worker).filter(pk=first.job_id).update(state=JobState.STALLED)
    assert ask(scene).number == first.number + 1


def test_set_aside_while_it_is_made_it_stays_set_aside(scene: Any, bank: AnsweredBank, worker: SystemViewer) -> None:
    row = ask(scene)

    def at_the_end(done: int, total: int, words: str = "") -> None:
        if done == total - 1:
            Calibration.objects.of(worker).filter(pk=row.pk).update(state="dropped")

    with pytest.raises(StoppedError):
        calibrating.run_calibration(worker, row.pk, step=at_the_end)
    row.refresh_from_db()
    assert row.state != "ready"
    assert not CalibratedItem.objects.of(worker).filter(calibration=row).exists()
