"""Drafts: from what diagnostics said to proposed steps, for one person and for a place, resumed and left alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

pytestmark = pytest.mark.django_db

CODE = "formative_assessment"


@pytest.fixture(autouse=True)
def in_autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here depends on the day the tests run: the school year is long and without breaks."""
    from dataclasses import replace

    from marshrut.apps.regulation import queries as regulation
    from marshrut.apps.routes.queries import calendar, drafting

    base = regulation.base_route_rules()
    whole = replace(base, year=replace(base.year, first="01-01", last="12-31", breaks=()))
    # a year that is the calendar's: it may end in a few days, so drafts look at the coming one
    for module in (drafting, calendar):
        monkeypatch.setattr(module, "route_rules", lambda *_, **__: whole)


def _draft(scene: Any, **more: Any) -> Any:
    from marshrut.apps.routes.services.drafting import draft_person

    return draft_person(scene.teacher, scene.person.pk, on=scene.today, **{"year": scene.today.year + 1, **more})


def _group(scene: Any, **more: Any) -> Any:
    return scene.cohort(starts=date(scene.today.year + 1, 3, 2), **more)


def test_a_draft_says_what_each_step_serves_and_why(scene: Any) -> None:
    from marshrut.apps.routes.models import RouteEntry

    cohort = _group(scene, form="distance")
    route = _draft(scene)
    assert (route.state, route.origin) == ("draft", "drafted")
    assert [one["competency"] for one in route.basis] == [CODE]
    assert route.basis[0]["origins"] == ["centre"]
    assert route.diagnosed_on == scene.today - timedelta(days=7)
    assert route.diagnosed_origin == "centre"
    steps = scene.steps(route)
    course = next(one for one in steps if one.cohort_id == cohort.pk)
    assert (course.kind, course.formality, course.reach, course.release) == (
        "course",
        "formal",
        "distance",
        "not_asked",
    )
    assert course.serves == [CODE]
    assert course.why["rule"] == "ROUTES-32"
    assert course.why["closes"] == {CODE: pytest.approx(0.6)}
    assert "Формирующее оценивание" in course.why["words"]
    assert {one.state for one in steps} == {"proposed"}
    assert {one.chosen_by for one in steps} == {"draft"}
    kinds = [one.kind for one in steps]
    assert "transfer" in kinds, "what a course taught is carried into lessons"
    assert kinds[-1] == "diagnostic"
    days = [(one.starts, one.ends) for one in steps]
    assert all(before[1] < after[0] for before, after in pairwise(days)), "steps do not overlap"
    entry = RouteEntry.objects.of(scene.country.system).get(route=route)
    assert (entry.what, entry.name) == ("drafted", scene.teacher.name)


def test_the_same_seed_drafts_the_same(scene: Any) -> None:
    from marshrut.apps.routes import services

    _group(scene)
    first = _draft(scene)
    told = [(one.title, one.starts, one.hours, one.why["words"]) for one in scene.steps(first)]
    services.withdraw(scene.teacher, first.pk, why="другой", on=scene.today)
    again = [(one.title, one.starts, one.hours, one.why["words"]) for one in scene.steps(_draft(scene))]
    assert again == told


def test_pressed_twice_it_is_one_route(scene: Any) -> None:
    from marshrut.apps.routes.models import Route
    from marshrut.cores.kernel import Refused

    _draft(scene)
    with pytest.raises(Refused) as no:
        _draft(scene)
    assert no.value.decision.reasons[0].rule == "ROUTES-38"
    assert Route.objects.of(scene.country.system).count() == 1


def test_only_the_person_and_who_accompanies_them_start_their_draft(scene: Any) -> None:
    from marshrut.apps.routes.models import Route
    from marshrut.apps.routes.services.drafting import draft_person

    for viewer in (scene.head, scene.centre, scene.district):
        with pytest.raises(Route.DoesNotExist):
            draft_person(viewer, scene.person.pk, on=scene.today)
    made = draft_person(scene.methodist, scene.person.pk, on=scene.today, year=scene.today.year + 1)
    assert made.person_id == scene.person.pk


def test_without_diagnostics_there_is_nothing_to_draft_from(scene: Any) -> None:
    from marshrut.apps.routes.services.drafting import draft_person
    from marshrut.cores.kernel import Refused

    with pytest.raises(Refused) as no:
        draft_person(scene.country.system, scene.outsider.pk, on=scene.today, year=scene.today.year + 1)
    assert "по диагностике" in no.value.decision.text


def test_a_full_group_a_cancelled_one_and_one_too_far_are_said_and_not_taken(scene: Any) -> None:
    from marshrut.apps.programmes import services as programmes

    full = _group(scene, seats=1)
    programmes.apply(
        scene.country.system, cohort_id=full.pk, person_id=scene.outsider.pk, client_key=full.pk, on=scene.today
    )
    route = _draft(scene)
    assert not [one for one in scene.steps(route) if one.cohort_id]
    assert [(one["competency"], one["reason"]) for one in route.unserved] in ([], [(CODE, "no_seats")])


def test_a_programme_that_needs_another_first_is_drafted_for_who_completed_it(scene: Any) -> None:
    from marshrut.apps.programmes import services as programmes
    from marshrut.apps.programmes.models import Completion, Programme
    from support.programmes_scene import make_programme

    group = _group(scene, form="distance")
    basics = make_programme(scene.centre, code="ПК-0", title="Основы оценивания", effects={})
    programmes.keep_programme(scene.centre, group.programme_id, fields={}, requires=[basics.pk])
    route = _draft(scene)
    assert not [one for one in scene.steps(route) if one.cohort_id]
    route.delete()
    Completion(
        tenant_id=basics.tenant_id,
        person_id=scene.person.pk,
        node_id=scene.country.places["school"].pk,
        on=scene.today - timedelta(days=3000),
        programme=Programme.objects.of(scene.centre).get(pk=basics.pk),
        title=basics.title,
        kind="upskilling",
        hours=36,
        in_register="no",
        document="certificate",
        number="1",
        number_key="1",
    ).save(force_insert=True)
    assert [one.cohort_id for one in scene.steps(_draft(scene)) if one.cohort_id] == [group.pk]


def test_seats_that_other_drafts_mean_to_ask_for_are_not_given_twice(scene: Any) -> None:
    from marshrut.apps.routes.services.drafting import draft_person
    from support.competencies import record, result

    cohort = _group(scene, seats=1, form="distance")
    record(scene.country.system, result(scene.outsider.pk, CODE, 1, on=scene.today - timedelta(days=9)))
    first = _draft(scene)
    other = draft_person(scene.country.system, scene.outsider.pk, on=scene.today, year=scene.today.year + 1)
    assert [one.cohort_id for one in scene.steps(first) if one.cohort_id] == [cohort.pk]
    assert not [one for one in scene.steps(other) if one.cohort_id]


def test_wishes_are_kept_to(scene: Any) -> None:
    """Ten hours, only from a distance, and away in March: no course of 36 hours, nothing longer, nothing in March."""
    from marshrut.apps.routes.services.wishes import keep_wishes
    from marshrut.apps.routes.types import Reach

    _group(scene, form="distance")
    year = scene.today.year + 1
    busy = [(date(year, 1, 1), date(year, 3, 31))]
    keep_wishes(
        scene.teacher, scene.person.pk, hours=10, reach=Reach.DISTANCE, not_formal=None, language="", busy=busy,
        on=scene.today,
    )  # fmt: skip
    steps = scene.steps(_draft(scene))
    assert sum(one.hours for one in steps) <= 10
    assert all(one.starts > date(year, 3, 31) for one in steps)


def test_negative_hours_and_turned_days_are_no_wishes(scene: Any) -> None:
    from marshrut.apps.routes.models import Wishes
    from marshrut.apps.routes.services.wishes import keep_wishes
    from marshrut.cores.kernel import Refused

    said: dict[str, Any] = {"reach": None, "not_formal": None, "language": "", "on": scene.today}
    for hours, busy in ((-5, []), (20, [(scene.today, scene.today - timedelta(days=1))])):
        with pytest.raises(Refused) as no:
            keep_wishes(scene.teacher, scene.person.pk, hours=hours, busy=busy, **said)
        assert no.value.decision.reasons[0].rule == "ROUTES-34"
    with pytest.raises(Wishes.DoesNotExist):
        keep_wishes(scene.head, scene.person.pk, hours=20, busy=[], **said)
    assert not Wishes.objects.of(scene.country.system).exists()


def test_somebody_on_leave_all_year_gets_no_steps(scene: Any) -> None:
    from marshrut.apps.registry.ledger import open_row
    from marshrut.apps.registry.models import Leave
    from marshrut.cores.kernel import Refused
    from marshrut.foundation.scope.temporal import period

    open_row(
        Leave,
        scene.staff.change,
        person=scene.person,
        node=scene.country.places["school"],
        kind="parental",
        valid=period(scene.today - timedelta(days=30)),
    )
    with pytest.raises(Refused) as no:
        _draft(scene)
    assert "не подошёл" in no.value.decision.text


def test_a_teacher_who_changed_school_has_the_route_where_they_work_now(scene: Any) -> None:
    from marshrut.apps.registry.models import Employment
    from marshrut.foundation.scope.temporal import period

    row = Employment.objects.of(scene.country.system).get(person=scene.person)
    row.supersede(valid=period(row.valid.lower, scene.today))
    scene.staff.work(scene.person, scene.country.places["other_school"], since=scene.today)
    assert _draft(scene).node_id == scene.country.places["other_school"].pk


def _people(scene: Any, count: int, node: str = "school") -> list[Any]:
    from support.competencies import record, result

    week = scene.today - timedelta(days=7)
    people = [scene.staff.hire(f"Рябинин Пётр{index} Ильич", scene.country.places[node]) for index in range(count)]
    record(scene.country.system, *(result(one.pk, CODE, 2, on=week) for one in people))
    return people


def test_a_place_is_drafted_whole_and_who_has_a_route_is_left_alone(scene: Any) -> None:
    from marshrut.apps.routes.models import Route
    from marshrut.apps.routes.services.drafting import draft_people

    _people(scene, 5)
    mine = _draft(scene)
    year = scene.today.year + 1
    told: list[tuple[int, int, str]] = []
    figures, gathered, plan = draft_people(
        scene.country.system, scene.country.places["district"].pk, year=year, on=scene.today,
        step=lambda *said: told.append(said),
    )  # fmt: skip
    assert (figures.made, figures.alone) == (5, 1)
    from marshrut.cores.planning import violations

    assert violations(gathered.problem, plan) == []
    assert Route.objects.of(scene.country.system).filter(year=year).count() == 6
    mine.refresh_from_db()
    assert mine.edition == 1
    shares = [done / total for done, total, _ in told]
    assert shares == sorted(shares)
    again, _, _ = draft_people(scene.country.system, scene.country.places["district"].pk, year=year, on=scene.today)
    assert (again.made, again.alone) == (0, 6)


def test_a_killed_job_leaves_whole_routes_and_goes_on_where_it_was(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from marshrut.apps.routes.models import Route, RouteStep
    from marshrut.apps.routes.services import drafting

    _people(scene, 6)
    monkeypatch.setattr(drafting, "BATCH", 2)
    year, node = scene.today.year + 1, scene.country.places["school"].pk

    class KilledError(Exception):
        pass

    def kill(done: int, total: int, words: str) -> None:
        if words.startswith("записываем: 4"):
            raise KilledError

    with pytest.raises(KilledError):
        drafting.draft_people(scene.country.system, node, year=year, on=scene.today, step=kill)
    system = scene.country.system
    made = Route.objects.of(system).filter(year=year).order_by("pk")
    assert made.count() == 4
    assert all(RouteStep.objects.of(system).filter(route=one).exists() for one in made.all())
    figures, _, _ = drafting.draft_people(system, node, year=year, on=scene.today)
    assert (figures.made, figures.alone) == (3, 4)
    assert made.count() == made.values("person_id").distinct().count() == 7


def test_looking_writes_nothing(scene: Any) -> None:
    from marshrut.apps.routes.models import Route
    from marshrut.apps.routes.services.drafting import draft_people

    figures, _, _ = draft_people(
        scene.country.system, scene.country.places["top"].pk, year=scene.today.year + 1, on=scene.today, write=False
    )
    assert figures.made == 1
    assert not Route.objects.of(scene.country.system).exists()


def test_who_may_begin_drafts_of_a_place(scene: Any, django_capture_on_commit_callbacks: Any) -> None:
    from marshrut.apps.routes.services.drafting import ask_drafts
    from marshrut.cores.kernel import Refused
    from marshrut.foundation.jobs.models import Job

    places = scene.country.places
    for viewer, node, ok in (
        (scene.head, "school", True),
        (scene.head, "other_school", False),
        (scene.district, "district", True),
        (scene.district, "top", False),
        (scene.centre, "top", True),
        (scene.methodist, "top", False),
        (scene.teacher, "school", False),
    ):
        if ok:
            job = ask_drafts(viewer, places[node].pk, on=scene.today)
            assert Job.objects.of(scene.country.system).get(pk=job.pk).arguments["node_id"] == str(places[node].pk)
        else:
            with pytest.raises(Refused) as no:
                ask_drafts(viewer, places[node].pk, on=scene.today)
            assert no.value.decision.reasons[0].rule == "ROUTES-30"
