"""From a press to a seat: one taker of the last seat, a fair queue, nothing lost; who agrees, and to what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from marshrut.apps.programmes import services
from marshrut.apps.programmes.models import Application, Cohort
from marshrut.apps.programmes.services import applying
from marshrut.apps.programmes.types import ApplicationState, CohortState
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.programmes_scene import Scene, make_cohort, make_programme

A = ApplicationState


def test_a_teacher_asks_the_head_agrees_and_there_is_a_seat(scene: Scene, head: Any, heard: list[Any]) -> None:
    asked = scene.ask(scene.person, viewer=scene.teacher)
    assert asked.state == A.ASKED
    assert asked.node_id == scene.country.places["school"].pk
    agreed = services.agree(head, asked.pk, on=scene.today)
    assert agreed.state == A.SEATED
    assert agreed.agreed_by == head.account_id
    assert [(one.kind, one.person_id) for one in heard[-1]] == [("seated", scene.person.pk)]
    entries = Entry.objects.of(scene.country.system).filter(target_id=str(asked.pk)).order_by("at")
    assert [one.action for one in entries] == ["programmes.applied", "programmes.agreed", "programmes.seated"]


def test_a_double_press_is_one_application(scene: Scene) -> None:
    key = new_id()
    first = scene.ask(scene.person, viewer=scene.teacher, client_key=key)
    assert scene.ask(scene.person, viewer=scene.teacher, client_key=key).pk == first.pk
    assert len(scene.states()) == 1
    with pytest.raises(Refused, match="уже есть"):
        scene.ask(scene.person, viewer=scene.teacher)


def test_the_last_seat_has_one_taker_and_the_others_stand_in_line(scene: Scene) -> None:
    rows = [scene.seat(one) for one in scene.others]
    assert scene.states() == [A.SEATED, A.SEATED, A.WAITING, A.WAITING]
    assert [row.turn for row in rows] == sorted(row.turn for row in rows)


def test_the_queue_moves_by_itself_in_its_order(scene: Scene, heard: list[Any]) -> None:
    rows = [scene.seat(one) for one in scene.others]
    services.withdraw(scene.country.system, rows[0].pk, why="заболел", on=scene.today)
    assert scene.states() == [A.WITHDRAWN, A.SEATED, A.SEATED, A.WAITING]
    assert [one.kind for one in heard[-1]] == ["left", "seated"]
    assert heard[-1][1].person_id == scene.others[2].pk


def test_who_asked_earlier_is_seated_before_who_was_agreed_earlier(scene: Scene, head: Any, centre: Any) -> None:
    full = [scene.seat(one) for one in scene.others[:2]]
    early, late = scene.ask(scene.others[2]), scene.ask(scene.others[3])
    for row in (late, early):
        services.agree(head, row.pk, on=scene.today)
    services.withdraw(scene.country.system, full[0].pk, why="", on=scene.today)
    assert (scene.state(early.pk), scene.state(late.pk)) == (A.SEATED, A.WAITING)
    more = {"seats": 3, "ends": scene.cohort.ends}
    services.keep_cohort(centre, scene.programme.pk, scene.cohort.pk, fields=more, on=scene.today)
    assert scene.state(late.pk) is A.SEATED


def test_without_a_seat_to_be_seen_nobody_waits_for_the_lock(scene: Scene, head: Any) -> None:
    for one in scene.others[:2]:
        scene.seat(one)
    asked = scene.ask(scene.others[2])
    with connection.execute_wrapper(_no_lock_of_the_cohort):
        assert services.agree(head, asked.pk, on=scene.today).state == A.WAITING
        assert scene.ask(scene.others[3]).state == A.ASKED


def _no_lock_of_the_cohort(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    locked = sql.partition("FOR NO KEY UPDATE")[1] or sql.partition("FOR UPDATE")[1]
    assert not (locked and 'FROM "programmes_cohort"' in sql), sql
    return execute(sql, params, many, context)


def test_a_seat_given_back_between_the_look_and_the_word_is_not_lost(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    rows = [scene.seat(one) for one in scene.others[:2]]
    with django_capture_on_commit_callbacks() as later:
        third = scene.seat(scene.others[2])
    rows_of = Application.objects.of(scene.country.system)
    rows_of.filter(pk=rows[0].pk).update(state=A.WITHDRAWN.value)  # as another server did meanwhile
    assert scene.state(third.pk) is A.WAITING
    for look in later:
        look()
    assert scene.state(third.pk) is A.SEATED


def test_the_clock_gives_what_is_free_and_closes_what_has_begun(scene: Scene, heard: list[Any]) -> None:
    rows = [scene.seat(one) for one in scene.others[:3]]
    system = SystemViewer("tests", scene.country.tenant.pk)
    Application.objects.of(system).filter(pk=rows[0].pk).update(state=A.WITHDRAWN.value)
    assert applying.move_queues(system, on=scene.today) == 1
    asked = scene.ask(scene.person)
    applying.move_queues(system, on=scene.cohort.starts + timedelta(days=1))
    assert scene.state(asked.pk) is A.REFUSED
    assert Cohort.objects.of(system).get(pk=scene.cohort.pk).state == CohortState.RUNNING
    assert [one.kind for one in heard[-1]] == ["refused"]


def test_the_head_who_asks_is_agreed_by_whoever_stands_above(scene: Scene, head: Any) -> None:
    asked = scene.ask(scene.boss, viewer=head)
    assert asked.state == A.ASKED
    with pytest.raises(Refused, match="собственная заявка"):
        services.agree(head, asked.pk, on=scene.today)
    colleague = scene.country.add("Клёнов Лев", Role.SCHOOL, "school")
    from marshrut.foundation.accounts.queries import find_viewer

    with pytest.raises(Refused, match="заявка руководителя"):
        services.agree(find_viewer(colleague, None), asked.pk, on=scene.today)
    above = scene.country.viewer(Role.MUNICIPAL_METHODOLOGIST)
    assert services.agree(above, asked.pk, on=scene.today).state == A.SEATED


def test_two_heads_at_once_agree_once_and_the_second_no_is_refused(scene: Scene, head: Any) -> None:
    asked = scene.ask(scene.person)
    first = services.agree(head, asked.pk, on=scene.today)
    again = services.agree(head, asked.pk, on=scene.today)
    assert (first.agreed_at, again.state) == (again.agreed_at, A.SEATED)
    with pytest.raises(Refused, match="уже решена"):
        services.deny(head, asked.pk, why="передумали", on=scene.today)


def test_a_no_says_why_and_the_person_reads_it(scene: Scene, head: Any, heard: list[Any]) -> None:
    asked = scene.ask(scene.person)
    with pytest.raises(Refused, match="почему"):
        services.deny(head, asked.pk, why=" ", on=scene.today)
    services.deny(head, asked.pk, why="некем заменить", on=scene.today)
    assert scene.state(asked.pk) is A.REFUSED
    assert "некем заменить" in heard[-1][0].words


def test_what_the_head_asks_for_is_agreed_in_the_same_press(scene: Scene, head: Any) -> None:
    assert scene.ask(scene.others[0], viewer=head).state == A.SEATED


def test_a_stranger_asks_for_nobody(scene: Scene) -> None:
    stranger = scene.country.add("Осинина Майя", Role.SCHOOL, "other_school")
    from marshrut.foundation.accounts.queries import find_viewer

    viewer = find_viewer(stranger, None)
    with pytest.raises(Refused, match="подаёт сам человек"):
        scene.ask(scene.person, viewer=viewer)
    asked = scene.ask(scene.person)
    for deed in (
        lambda: services.agree(viewer, asked.pk, on=scene.today),
        lambda: services.deny(viewer, asked.pk, why="нет", on=scene.today),
        lambda: services.withdraw(viewer, asked.pk, why="нет", on=scene.today),
    ):
        with pytest.raises(Application.DoesNotExist):
            deed()


def test_somebody_who_changes_school_is_agreed_by_the_new_one(scene: Scene, head: Any) -> None:
    asked = scene.ask(scene.others[0])
    new = scene.country.places["other_school"]
    from marshrut.apps.registry.models import Employment
    from marshrut.foundation.scope.temporal import period

    work = Employment.objects.of(scene.country.system).get(person=scene.others[0])
    work.valid = period(work.valid.lower, scene.today)
    work.save(update_fields=["valid"])
    scene.staff.work(scene.others[0], new, since=scene.today)
    with pytest.raises(Application.DoesNotExist):
        services.agree(head, asked.pk, on=scene.today)
    account = scene.country.add("Осинина Майя", Role.SCHOOL, "other_school")
    from marshrut.foundation.accounts.queries import find_viewer

    agreed = services.agree(find_viewer(account, None), asked.pk, on=scene.today)
    assert (agreed.state, agreed.node_id) == (A.SEATED, new.pk)


def test_two_groups_on_the_same_days_are_not_for_one_person(scene: Scene, centre: Any) -> None:
    other = make_programme(centre, code="ПК-2", title="Обратная связь")
    near = make_cohort(centre, other, on=scene.today, starts=scene.cohort.ends)
    first = scene.ask(scene.others[0])
    second = scene.ask(scene.others[0], cohort=near)
    head = scene.country.viewer(Role.SCHOOL)
    services.agree(head, first.pk, on=scene.today)
    with pytest.raises(Refused, match="уже есть место"):
        services.agree(head, second.pk, on=scene.today)
    with pytest.raises(Refused, match="уже есть место"):
        scene.ask(scene.others[0], cohort=make_cohort(centre, other, on=scene.today))
    distant = make_cohort(centre, other, on=scene.today, form="distance")
    assert scene.ask(scene.others[0], cohort=distant).state == A.ASKED


def test_nothing_is_asked_of_a_group_that_is_closed(scene: Scene, centre: Any) -> None:
    with pytest.raises(Refused, match="принимали по"):
        scene.ask(scene.person, on=scene.cohort.starts + timedelta(days=1))
    services.cancel(centre, scene.cohort.pk, why="мало заявок", on=scene.today)
    with pytest.raises(Refused, match="отменена"):
        scene.ask(scene.person)


def test_a_cancelled_group_tells_each_of_thirty_once(scene: Scene, centre: Any, heard: list[Any]) -> None:
    big = make_cohort(centre, scene.programme, on=scene.today, seats=25)
    school = scene.country.places["school"]
    people = [scene.staff.hire(f"Листов Яков{number} Ильич", school) for number in range(30)]
    for one in people:
        scene.seat(one, cohort=big)
    services.cancel(centre, big.pk, why="ремонт корпуса", on=scene.today)
    assert scene.states(big) == [A.CANCELLED] * 30
    (told,) = [one for one in heard if one[0].kind == "cancelled"]
    assert {one.person_id for one in told} == {one.pk for one in people}
    assert all("ремонт корпуса" in one.words for one in told)


def test_why_it_was_chosen_goes_with_the_application(scene: Scene) -> None:
    chosen = [{"competency": "formative_assessment", "standing": "deficit"}]
    row = scene.ask(scene.person, viewer=scene.teacher, chosen_for=chosen, step_id=new_id())
    row.refresh_from_db()
    assert row.chosen_for == chosen
    assert row.asked_at <= timezone.now()
