"""Two records became one person, or two again: routes and what hangs on a person go along and come back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from marshrut.apps.programmes.models import Application
from marshrut.apps.registry.services import identity
from marshrut.apps.routes import queries, services
from marshrut.apps.routes.models import CalendarKey, Consultation, ObserverCall, Route, RouteEntry, Wishes
from marshrut.apps.routes.queries.calendar import current_year
from marshrut.apps.routes.services import calendars
from marshrut.apps.routes.types import RouteState, StepKind
from marshrut.foundation.scope.ids import new_id
from support.routes_scene import Scene, pair


@pytest.fixture
def twin(scene: Scene) -> Any:
    """Another record of the teacher."""
    return scene.staff.hire("Ёлкина Анна Петровна", scene.country.places["school"])


def join(scene: Scene, kept: Any, gone: Any) -> UUID:
    return identity.merge_people(scene.country.system, kept.pk, gone.pk, reason="одна", on=scene.today).pk


def divide(scene: Scene, merge: UUID) -> None:
    identity.unmerge_people(scene.country.system, merge, reason="разные", on=scene.today)


def made_by_companion(scene: Scene, person: Any) -> Route:
    """A draft of that record for the same school year."""
    scene.accompany(person, scene.companion)
    year = current_year(scene.methodist, on=scene.today)
    return services.make_route(scene.methodist, person.pk, year=year, why="первый год", on=scene.today)


def test_a_route_is_found_at_the_record_that_stands_and_goes_back(scene: Scene, twin: Any) -> None:
    route = scene.route(state="running")
    merge = join(scene, twin, scene.person)
    found = queries.find_own(scene.teacher, on=scene.today)
    assert found is not None
    assert (found.pk, found.person_id) == (route.pk, twin.pk)
    assert queries.get_page(scene.methodist, route.pk, on=scene.today).cares
    assert [one.person_id for one in queries.caseload(scene.methodist, on=scene.today).people] == [twin.pk]
    services.add_step(scene.teacher, route.pk, pair(scene.today, title="Ещё один"), on=scene.today)
    divide(scene, merge)
    found = queries.find_own(scene.teacher, on=scene.today)
    assert found is not None
    assert (found.pk, found.person_id) == (route.pk, scene.person.pk)
    assert len(scene.steps(found)) == 2


def test_what_hangs_on_a_person_goes_along(scene: Scene, twin: Any) -> None:
    on, system = scene.today, scene.country.system
    step = pair(on, kind=StepKind.TRANSFER, ends=on)
    call = services.call_observer(
        scene.methodist, scene.steps(scene.route(step, state="running"))[0].pk, observer_id=scene.companion.pk, on=on
    )
    wished: Any = {"hours": 60, "reach": None, "not_formal": None, "language": "", "busy": []}
    services.keep_wishes(scene.teacher, scene.person.pk, **wished, on=on)
    services.log_consultation(scene.methodist, scene.person.pk, minutes=30, client_key=new_id(), on=on, today=on)
    calendars.open_calendar(scene.teacher)
    other = scene.staff.hire("Соснин Илья Львович", scene.country.places["other_school"], post="методист")

    def stand() -> tuple[Any, ...]:
        talk, asked = Consultation.objects.of(system).get(), ObserverCall.objects.of(system).get(pk=call.pk)
        mine = (Wishes.objects.of(system).get().person_id, CalendarKey.objects.of(system).get().person_id)
        return *mine, talk.person_id, talk.companion_id, asked.observer_id

    was = stand()
    merges = [join(scene, twin, scene.person), join(scene, other, scene.companion)]
    assert stand() == (twin.pk, twin.pk, twin.pk, other.pk, other.pk)
    assert [one.id for one in queries.my_calls(scene.methodist, on=on)] == [call.pk]
    assert Route.objects.of(system).get().companion_id == other.pk
    for merge in merges:
        divide(scene, merge)
    assert stand() == was


def test_a_chain_of_joined_records_is_undone_step_by_step(scene: Scene, twin: Any) -> None:
    route = scene.route()
    third = scene.staff.hire("Ёлкина Анна Петровна", scene.country.places["school"])
    first, second = join(scene, twin, scene.person), join(scene, third, twin)
    held = Route.objects.of(scene.country.system)
    assert held.get(pk=route.pk).person_id == third.pk
    divide(scene, second)
    assert held.get(pk=route.pk).person_id == twin.pk
    divide(scene, first)
    assert held.get(pk=route.pk).person_id == scene.person.pk


@pytest.mark.parametrize("own_is_kept", [True, False], ids=["own-kept", "own-gone"])
def test_of_two_routes_of_a_year_the_further_stands_and_the_other_comes_back(
    scene: Scene, twin: Any, *, own_is_kept: bool
) -> None:
    route, draft = scene.route(state="approved"), made_by_companion(scene, twin)
    kept, gone = (scene.person, twin) if own_is_kept else (twin, scene.person)
    merge = join(scene, kept, gone)
    for row in (route, draft):
        row.refresh_from_db()
    assert (route.state, draft.state) == ("approved", "withdrawn")
    assert {route.person_id, draft.person_id} == {kept.pk}
    assert draft.ended_why == "записи одного человека соединены"
    divide(scene, merge)
    for row in (route, draft):
        row.refresh_from_db()
    assert (route.state, draft.state, draft.ended_on) == ("approved", "draft", None)
    assert (route.person_id, draft.person_id) == (scene.person.pk, twin.pk)
    entries = RouteEntry.objects.of(scene.country.system).filter(route=draft).order_by("at")
    assert [(one.what, one.rule) for one in entries][-2:] == [("put-aside", "ROUTES-46"), ("lives-again", "ROUTES-47")]


def test_a_route_put_aside_stays_so_where_another_took_its_year(scene: Scene, twin: Any) -> None:
    draft = scene.route()
    earlier = made_by_companion(scene, twin)
    Route.objects.of(scene.country.system).filter(pk=earlier.pk).update(made_on=scene.today - timedelta(days=9))
    merge = join(scene, twin, scene.person)
    draft.refresh_from_db()
    assert draft.state == RouteState.WITHDRAWN.value
    Route.objects.of(scene.country.system).filter(pk=earlier.pk).update(person_id=scene.person.pk)
    divide(scene, merge)
    draft.refresh_from_db()
    assert (draft.state, draft.aside_with) == (RouteState.WITHDRAWN.value, None)


def test_a_seat_that_a_step_asked_for_stays_with_the_person(scene: Scene, twin: Any) -> None:
    cohort = scene.cohort()
    route = scene.route(services.NewStep(cohort_id=cohort.pk), state="approved")
    join(scene, twin, scene.person)
    asked = Application.objects.of(scene.country.system).get()
    assert (asked.person_id, asked.pk) == (twin.pk, scene.steps(route)[0].application_id)
    services.release_step(scene.head, scene.steps(route)[0].pk, agrees=True, on=scene.today)
    asked.refresh_from_db()
    assert asked.state == "seated"
