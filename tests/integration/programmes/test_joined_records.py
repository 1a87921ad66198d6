"""Two records became one person, or two again: what they asked for, learn and completed goes along and comes back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from marshrut.apps.programmes import services
from marshrut.apps.programmes.models import Application, Completion, Enrolment, PlanLine, StandIn
from marshrut.apps.programmes.queries.applications import learning_of, own_in_short
from marshrut.apps.programmes.queries.seats import seats_left
from marshrut.apps.programmes.services import planning
from marshrut.apps.programmes.types import ApplicationState
from marshrut.apps.registry.services import identity
from support.programmes_scene import Scene

A = ApplicationState


@pytest.fixture
def twin(scene: Scene) -> Any:
    """Another record of the teacher."""
    return scene.staff.hire("Ёлкина Анна Петровна", scene.country.places["school"])


def join(scene: Scene, kept: Any, gone: Any) -> UUID:
    return identity.merge_people(scene.country.system, kept.pk, gone.pk, reason="одна", on=scene.today).pk


def divide(scene: Scene, merge: UUID) -> None:
    identity.unmerge_people(scene.country.system, merge, reason="разные", on=scene.today)


def enrol(scene: Scene, centre: Any) -> list[Enrolment]:
    day = scene.today
    told: dict[str, Any] = {"order_number": "7", "enrolled_on": day, "on": day}
    return services.enrol(centre, scene.cohort.pk, applications=None, **told).rows


def test_an_application_is_found_at_the_record_that_stands_and_goes_back(scene: Scene, twin: Any) -> None:
    asked = scene.seat(scene.person)
    third = scene.staff.hire("Ёлкина Анна Петровна", scene.country.places["school"])
    merges = [join(scene, twin, scene.person), join(scene, third, twin)]
    assert [one.pk for one in own_in_short(scene.teacher).asked] == [asked.pk]
    assert [row.pk for row, _, _ in learning_of(scene.teacher, third.pk, on=scene.today).asked] == [asked.pk]
    divide(scene, merges[1])
    asked.refresh_from_db()
    assert asked.person_id == twin.pk
    divide(scene, merges[0])
    asked.refresh_from_db()
    assert (asked.person_id, asked.person_from) == (scene.person.pk, [])


def test_learning_documents_and_plans_go_along(scene: Scene, twin: Any, centre: Any, head: Any) -> None:
    scene.seat(scene.person)
    system, day = scene.country.system, scene.today
    planning.plan_people(head, year=day.year, people={scene.person.pk: "", twin.pk: ""}, on=day)
    made = enrol(scene, centre)[0]
    ends = scene.cohort.ends
    services.complete(centre, scene.cohort.pk, numbers={made.pk: "ПК 77"}, completed_on=ends, on=ends)
    merge = join(scene, twin, scene.person)
    for model in (Enrolment, Completion):
        assert model.objects.of(system).get().person_id == twin.pk
    planned = PlanLine.objects.of(system).filter(dropped_at=None)
    assert [one.person_id for one in planned] == [twin.pk]
    divide(scene, merge)
    for model in (Enrolment, Completion):
        assert model.objects.of(system).get().person_id == scene.person.pk
    assert {one.person_id for one in planned.all()} == {scene.person.pk, twin.pk}


def test_of_two_applications_to_a_group_one_stands_and_the_seat_is_given_on(
    scene: Scene, twin: Any, heard: list[Any]
) -> None:
    mine, second, waits = scene.seat(scene.person), scene.seat(twin), scene.seat(scene.others[0])
    assert scene.states() == [A.SEATED, A.SEATED, A.WAITING]
    merge = join(scene, scene.person, twin)
    assert scene.states() == [A.SEATED, A.WITHDRAWN, A.SEATED]
    second.refresh_from_db()
    assert (second.ended_why, second.person_id) == ("записи одного человека соединены", scene.person.pk)
    assert [(one.kind, one.person_id) for one in heard[-1]] == [("seated", scene.others[0].pk)]
    divide(scene, merge)
    assert scene.states() == [A.SEATED, A.WAITING, A.SEATED]
    assert [(one.kind, one.person_id) for one in heard[-1]] == [("waiting", twin.pk)]
    services.withdraw(scene.country.system, waits.pk, why="", on=scene.today)
    assert scene.state(second.pk) is A.SEATED
    assert scene.state(mine.pk) is A.SEATED


def test_who_is_further_stands_and_a_seat_nobody_took_is_there_again(scene: Scene, twin: Any) -> None:
    first, seated = scene.ask(scene.person), scene.seat(twin)
    merge = join(scene, scene.person, twin)
    assert (scene.state(first.pk), scene.state(seated.pk)) == (A.WITHDRAWN, A.SEATED)
    divide(scene, merge)
    assert (scene.state(first.pk), scene.state(seated.pk)) == (A.ASKED, A.SEATED)


def test_of_two_enrolments_one_holds_a_seat(scene: Scene, twin: Any, centre: Any) -> None:
    mine, second = scene.seat(scene.person), scene.seat(twin)
    enrol(scene, centre)
    waits = scene.seat(scene.others[0])
    merge = join(scene, scene.person, twin)
    assert [scene.state(one.pk) for one in (mine, second, waits)] == [A.ENROLLED, A.WITHDRAWN, A.SEATED]
    standing = Enrolment.objects.of(scene.country.system).filter(withdrawn_at=None)
    assert [one.person_id for one in standing] == [scene.person.pk]
    divide(scene, merge)  # the seat was given on: who was enrolled second waits for the next, and may be enrolled again
    assert scene.state(second.pk) is A.WAITING
    services.withdraw(scene.country.system, waits.pk, why="", on=scene.today)
    assert scene.state(second.pk) is A.SEATED
    assert [one.person_id for one in enrol(scene, centre)] == [twin.pk]


def test_two_enrolments_come_back_while_the_seat_is_free(scene: Scene, twin: Any, centre: Any) -> None:
    for one in (scene.person, twin):
        scene.seat(one)
    enrol(scene, centre)
    merge = join(scene, scene.person, twin)
    assert seats_left(centre, scene.cohort) == 1
    divide(scene, merge)
    standing = Enrolment.objects.of(scene.country.system).filter(withdrawn_at=None)
    assert {one.person_id for one in standing} == {scene.person.pk, twin.pk}
    assert scene.states() == [A.ENROLLED, A.ENROLLED]


def test_who_stands_in_is_the_person_who_is_kept(scene: Scene, twin: Any, head: Any) -> None:
    day = scene.today
    planning.set_stand_in(
        head, away_id=scene.others[0].pk, colleague_id=scene.person.pk, first=day, last=day, note="", on=day
    )
    merge = join(scene, twin, scene.person)
    assert StandIn.objects.of(scene.country.system).get().colleague_id == twin.pk
    divide(scene, merge)
    assert StandIn.objects.of(scene.country.system).get().colleague_id == scene.person.pk
    assert not Application.objects.of(scene.country.system).exists()
