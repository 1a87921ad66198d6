"""Enrolled by an order, marked, left, completed: what is frozen, what is refused, what counts once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marshrut.apps.programmes import queries, services
from marshrut.apps.programmes.models import Cohort, Completion, Enrolment, FederalListing, Presence
from marshrut.apps.programmes.types import (
    ApplicationState,
    CohortState,
    EnrolmentState,
    ProgrammesError,
    RegisterAnswer,
)
from marshrut.apps.registry.models import Employment
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.temporal import period
from support.programmes_scene import Scene, make_cohort, make_programme


def _enrol(scene: Scene, centre: Any, *people: Any, **more: Any) -> Any:
    for one in people:
        scene.seat(one)
    told: dict[str, Any] = {"applications": None, "order_number": "12-к", "enrolled_on": scene.today, **more}
    return services.enrol(centre, scene.cohort.pk, on=scene.today, **told)


def test_an_order_enrols_who_has_a_seat_and_freezes_the_register(scene: Scene, centre: Any, heard: list[Any]) -> None:
    done = _enrol(scene, centre, *scene.others[:3])
    assert [row.person_id for row in done.rows] == [one.pk for one in scene.others[:2]]
    assert {row.in_register for row in done.rows} == {RegisterAnswer.YES}
    assert scene.states() == [ApplicationState.ENROLLED, ApplicationState.ENROLLED, ApplicationState.WAITING]
    assert [one.kind for one in heard[-1]] == ["enrolled", "enrolled"]


def test_struck_off_between_the_application_and_the_enrolment_counts_as_no(scene: Scene, centre: Any) -> None:
    scene.seat(scene.person)
    listing = FederalListing.objects.of(centre).known().get()
    services.end_listing(centre, listing.pk, last=scene.today - timedelta(days=2))
    before = _enrol(scene, centre, enrolled_on=scene.today - timedelta(days=3))
    assert [row.in_register for row in before.rows] == [RegisterAnswer.YES]  # the day of the order is what counts
    scene.seat(scene.others[0])
    after = services.enrol(
        centre, scene.cohort.pk, applications=None, order_number="2", enrolled_on=scene.today, on=scene.today
    )
    assert [row.in_register for row in after.rows] == [RegisterAnswer.NO]


def test_enrolled_elsewhere_on_the_same_days_is_left_out_with_the_reason(scene: Scene, centre: Any) -> None:
    scene.seat(scene.others[0])
    other = make_programme(centre, code="ПК-2", title="Обратная связь")
    near = make_cohort(centre, other, on=scene.today)
    Enrolment(
        tenant_id=near.tenant_id,
        cohort=near,
        person=scene.others[0],
        node=scene.country.places["school"],
        on=scene.today,
        in_register="no",
    ).save(force_insert=True)
    done = _enrol(scene, centre, scene.others[1])
    assert [row.person_id for row in done.rows] == [scene.others[1].pk]
    ((name, words),) = done.left_out
    assert name.startswith("Рябинин")
    assert "уже учится: «Обратная связь»" in words


def test_who_changed_school_in_the_middle_is_enrolled_where_they_work_now(scene: Scene, centre: Any) -> None:
    scene.seat(scene.others[0])
    scene.seat(scene.others[1])
    for one in scene.others[:2]:
        work = Employment.objects.of(centre).get(person=one)
        work.valid = period(work.valid.lower, scene.today)
        work.save(update_fields=["valid"])
    new = scene.country.places["other_school"]
    scene.staff.work(scene.others[0], new, since=scene.today)
    done = _enrol(scene, centre)
    assert [(row.person_id, row.node_id) for row in done.rows] == [(scene.others[0].pk, new.pk)]
    assert "больше нет в списках" in done.left_out[0][1]


def test_a_completion_has_a_number_that_counts_once(scene: Scene, centre: Any, heard: list[Any]) -> None:
    first, second = _enrol(scene, centre, *scene.others[:2]).rows
    same = {first.pk: "72-001", second.pk: "72 001"}
    with pytest.raises(Refused, match="уже записан"):
        services.complete(centre, scene.cohort.pk, numbers=same, completed_on=scene.today, on=scene.today)
    assert not Completion.objects.of(centre).exists()
    made = services.complete(
        centre, scene.cohort.pk, numbers={first.pk: "72-001", second.pk: ""}, completed_on=scene.today, on=scene.today
    )
    assert [(one.person_id, one.hours, one.in_register) for one in made] == [(first.person_id, 36, "yes")]
    with pytest.raises(Refused, match="Рябинин"):
        services.complete(
            centre, scene.cohort.pk, numbers={second.pk: "72-001"}, completed_on=scene.today, on=scene.today
        )
    assert heard[-1][0].completion_id == made[0].pk
    (known,) = queries.completions_of(centre, [first.person_id], since=None)
    assert (known.cohort_id, known.in_register) == (scene.cohort.pk, RegisterAnswer.YES)


def test_a_completion_before_the_enrolment_is_refused_twice(scene: Scene, centre: Any) -> None:
    (row,) = _enrol(scene, centre, scene.person).rows
    before = scene.today - timedelta(days=1)
    with pytest.raises(Refused, match="раньше зачисления"):
        services.complete(centre, scene.cohort.pk, numbers={row.pk: "1"}, completed_on=before, on=scene.today)
    (made,) = services.complete(
        centre, scene.cohort.pk, numbers={row.pk: "1"}, completed_on=scene.today, on=scene.today
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Completion.objects.of(centre).filter(pk=made.pk).update(on=before)


def test_a_seat_that_somebody_leaves_goes_to_the_first_who_waits(scene: Scene, centre: Any) -> None:
    rows = _enrol(scene, centre, *scene.others[:3]).rows
    services.leave(centre, rows[0].pk, why="болезнь", left_on=scene.today, on=scene.today)
    assert scene.states() == [ApplicationState.WITHDRAWN, ApplicationState.ENROLLED, ApplicationState.SEATED]
    with pytest.raises(Refused, match="уже закончено"):
        services.leave(centre, rows[0].pk, why="болезнь", left_on=scene.today, on=scene.today)


def test_a_cancelled_group_ends_the_learning_of_its_people(scene: Scene, centre: Any, heard: list[Any]) -> None:
    (row,) = _enrol(scene, centre, scene.person).rows
    services.cancel(centre, scene.cohort.pk, why="карантин", on=scene.today)
    row.refresh_from_db()
    assert (row.state, row.left_why) == (EnrolmentState.LEFT, "карантин")
    assert scene.states() == [ApplicationState.CANCELLED]
    assert [one.person_id for one in heard[-1]] == [scene.person.pk]  # told once, not as applicant and learner


def test_attendance_is_marked_again_as_said_last(scene: Scene, centre: Any) -> None:
    (row,) = _enrol(scene, centre, scene.person).rows
    day = scene.cohort.starts
    meeting = services.plan_meeting(
        centre, scene.cohort.pk, on=day, fields={"hours": Decimal(6), "form": "in_person", "topic": "Критерии"}
    )
    with pytest.raises(Refused, match="впереди"):
        services.mark(centre, meeting.pk, came={row.pk: True}, on=scene.today)
    for came in (True, False):
        services.mark(centre, meeting.pk, came={row.pk: came}, on=day)
    assert [one.came for one in Presence.objects.of(centre).all()] == [False]
    with pytest.raises(ProgrammesError, match="вне дат"):
        services.plan_meeting(
            centre, scene.cohort.pk, on=scene.today, fields={"hours": Decimal(6), "form": "in_person", "topic": ""}
        )


def test_a_group_is_finished_when_nobody_learns_any_more(scene: Scene, centre: Any) -> None:
    (row,) = _enrol(scene, centre, scene.person).rows
    services.move_cohort(centre, scene.cohort.pk, to=CohortState.RUNNING, on=scene.today)
    with pytest.raises(Refused, match="Ещё учатся: 1"):
        services.move_cohort(centre, scene.cohort.pk, to=CohortState.FINISHED, on=scene.today)
    services.complete(centre, scene.cohort.pk, numbers={row.pk: "9"}, completed_on=scene.today, on=scene.today)
    assert services.move_cohort(centre, scene.cohort.pk, to=CohortState.FINISHED, on=scene.today).state == "finished"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hours": -4}, "больше нуля"),
        ({"seats": 0}, "хотя бы одно"),
        ({"starts": None}, "Нет дат"),
        ({"ends": None}, "Нет дат"),
    ],
)
def test_a_group_that_cannot_be_is_not_written(scene: Scene, centre: Any, change: dict[str, Any], words: str) -> None:
    fields = {"starts": scene.today, "ends": scene.today, "seats": 5, "min_size": 1, "hours": 8, "title": "Группа"}
    with pytest.raises(Refused, match=words):
        services.keep_cohort(
            centre, scene.programme.pk, None, fields={**fields, "form": "mixed", **change}, on=scene.today
        )
    with pytest.raises(Refused, match="раньше, чем начинается"):
        make_cohort(centre, scene.programme, on=scene.today, ends=scene.today)
    assert Cohort.objects.of(centre).count() == 1


def test_negative_hours_of_a_programme_are_refused(centre: Any) -> None:
    with pytest.raises(Refused, match="Часов"):
        make_programme(centre, code="ПК-9", hours=-36)


def test_offers_say_seats_effects_and_the_register(scene: Scene, centre: Any) -> None:
    scene.seat(scene.person)
    make_cohort(centre, scene.programme, on=scene.today, part="internship", hours=9)
    course, internship = sorted(
        queries.list_offers(scene.teacher, on=scene.today, until=scene.today + timedelta(days=60)),
        key=lambda one: one.kind,
    )
    assert (course.seats_left, course.in_register) == (1, RegisterAnswer.YES)
    assert dict(course.effects) == {"formative_assessment": 0.6}
    assert internship.effects["formative_assessment"] == pytest.approx(0.15)
    assert not queries.list_offers(scene.teacher, on=scene.today, until=scene.today)
