"""Other ways of a draft: shown to who may take one, taken as they were looked at, and nothing decided is touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.django_db

CODE = "formative_assessment"


@pytest.fixture(autouse=True)
def in_autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here depends on the day the tests run: the school year is long and without breaks."""
    from marshrut.apps.regulation import queries as regulation
    from marshrut.apps.routes.queries import calendar, drafting

    base = regulation.base_route_rules()
    whole = replace(base, year=replace(base.year, first="01-01", last="12-31", breaks=()))
    for module in (drafting, calendar):
        monkeypatch.setattr(module, "route_rules", lambda *_, **__: whole)


@pytest.fixture
def drafted(scene: Any) -> Any:
    """A draft with a course of the next year, which ends late and takes many hours."""
    from marshrut.apps.routes.services.drafting import draft_person

    scene.group = scene.cohort(starts=date(scene.today.year + 1, 9, 1), form="distance", seats=5)
    return draft_person(scene.teacher, scene.person.pk, on=scene.today, year=scene.today.year + 1)


def _told(scene: Any, route: Any, viewer: Any = None) -> Any:
    from marshrut.apps.routes import access
    from marshrut.apps.routes.services import tell_ways

    who = viewer or scene.teacher
    return tell_ways(who, route, access.ground_of(who, route.person_id, on=scene.today), on=scene.today)


def _take(scene: Any, route: Any, way: Any, viewer: Any = None, **more: Any) -> Any:
    from marshrut.apps.routes.services import take_way

    looked = {"kind": way.kind, "seen": way.key, "edition": route.edition, "on": scene.today, **more}
    return take_way(viewer or scene.teacher, route.pk, **looked)


def _standing(scene: Any, route: Any) -> list[Any]:
    return [one for one in scene.steps(route) if one.step_state.standing]


def test_the_draft_is_shown_beside_ways_that_differ_in_kind(scene: Any, drafted: Any) -> None:
    told = _told(scene, drafted)
    assert told.why_none is None
    base, *others = told.ways
    assert (base.kind, base.key) == ("", "")
    assert 1 <= len(others) <= 2
    assert base.hours == sum(float(one.hours) for one in _standing(scene, drafted))
    assert [one.title for one in base.steps] == [one.title for one in _standing(scene, drafted)]
    assert all(one.why for way in told.ways for one in way.steps)
    sooner = next(one for one in others if one.kind == "fastest")
    assert sooner.days_words.endswith("раньше")
    assert {title for way in told.ways for title, _ in way.closes} == {"Формирующее оценивание"}


def test_the_methodist_sees_the_same_and_the_head_nothing(scene: Any, drafted: Any) -> None:
    assert _told(scene, drafted, scene.methodist) == _told(scene, drafted)
    assert _told(scene, drafted, scene.head) is None
    assert _told(scene, drafted, scene.centre) is None


def test_one_press_takes_a_way_instead_of_the_proposed_steps(scene: Any, drafted: Any) -> None:
    from marshrut.apps.routes.models import RouteEntry
    from marshrut.foundation.audit.models import Entry

    way = _told(scene, drafted).ways[1]
    made = _take(scene, drafted, way)
    standing = _standing(scene, made)
    assert [one.title for one in standing] == [one.title for one in way.steps]
    assert [one.position for one in standing] == list(range(1, len(standing) + 1))
    assert {one.why["rule"] for one in standing} == {"ROUTES-61"}
    assert all(one.state == "proposed" for one in standing)
    assert made.edition == drafted.edition + 1
    assert made.drafted_with["way"] == way.kind
    entry = RouteEntry.objects.of(scene.country.system).get(route=made, what="way-taken")
    assert (entry.rule, entry.after) == ("ROUTES-60", way.kind)
    assert Entry.objects.of(scene.country.system).filter(action="routes.way-taken").count() == 1
    base = _told(scene, made).ways[0]
    assert [one.title for one in base.steps] == [one.title for one in way.steps], "it is what is proposed now"


def test_taken_twice_or_after_a_change_nothing_is_written(scene: Any, drafted: Any) -> None:
    from marshrut.cores.kernel import Refused

    way = _told(scene, drafted).ways[1]
    before = drafted.edition
    _take(scene, drafted, way)
    with pytest.raises(Refused) as no:
        _take(scene, drafted, way, edition=before)
    assert no.value.decision.reasons[0].rule == "ROUTES-07"


def test_a_way_that_is_another_one_by_now_is_not_taken(scene: Any, drafted: Any) -> None:
    from marshrut.cores.kernel import Refused

    way = _told(scene, drafted).ways[1]
    with pytest.raises(Refused) as no:
        _take(scene, drafted, way, seen="0" * 32)
    assert no.value.decision.reasons[0].rule == "ROUTES-60"
    with pytest.raises(Refused):
        _take(scene, drafted, way, kind="most")
    assert [one.state for one in scene.steps(drafted)] == ["proposed"] * len(scene.steps(drafted))


def test_what_was_accepted_added_or_refused_stays_so(scene: Any, drafted: Any) -> None:
    """The course is refused, a step is accepted, one is the teacher's own: no way touches them or proposes it again."""
    from marshrut.apps.routes.services import accept_step, add_step, refuse_step
    from support.routes_scene import visit

    steps = scene.steps(drafted)
    course = next(one for one in steps if one.cohort_id)
    accepted = next(one for one in steps if not one.cohort_id)
    refuse_step(scene.teacher, course.pk, words="далеко от темы", on=scene.today)
    accept_step(scene.teacher, accepted.pk, on=scene.today)
    late = visit(date(drafted.year, 12, 20))
    own, _ = add_step(scene.teacher, drafted.pk, late, on=scene.today)
    drafted.refresh_from_db()
    told = _told(scene, drafted)
    assert told.kept == 2
    assert all(course.title != one.title for way in told.ways for one in way.steps)
    _take(scene, drafted, told.ways[1])
    after = {one.pk: one for one in scene.steps(drafted)}
    assert [after[one.pk].state for one in (course, accepted, own)] == ["refused", "accepted", "accepted"]
    assert (after[accepted.pk].starts, after[accepted.pk].hours) == (accepted.starts, accepted.hours)


def test_a_step_that_was_removed_is_not_proposed_again(scene: Any, drafted: Any) -> None:
    from marshrut.apps.routes.services import remove_step

    course = next(one for one in scene.steps(drafted) if one.cohort_id)
    remove_step(scene.teacher, course.pk, on=scene.today)
    drafted.refresh_from_db()
    assert all(course.title != one.title for way in _told(scene, drafted).ways for one in way.steps)


def test_the_way_back_is_offered(scene: Any, drafted: Any) -> None:
    """What a way dropped is no refusal: where more can be closed, that is the first of the ways."""
    before = {one.title for one in _standing(scene, drafted)}
    for kind in ("fewest_hours", "fastest"):
        way = next((one for one in _told(scene, drafted).ways if one.kind == kind), None)
        if way is not None:
            break
    made = _take(scene, drafted, way)
    back = _told(scene, made).ways[1]
    assert back.kind == "most"
    assert {one.title for one in back.steps} == before


def test_what_stays_is_said_on_the_route(scene: Any, drafted: Any) -> None:
    from marshrut.apps.routes.rules import MISSING
    from marshrut.cores.planning import Reason

    assert drafted.unserved == []
    fewer = next(one for one in _told(scene, drafted).ways[1:] if one.hours)
    made = _take(scene, drafted, fewer)
    assert all(row["reason"] in {one.value for one in MISSING} for row in made.unserved)
    assert {row["competency"] for row in made.unserved} == ({CODE} if fewer.stays else set())
    if made.unserved:
        assert made.unserved[0]["reason"] == Reason.LEFT_OUT.value


def test_only_a_draft_has_other_ways(scene: Any, drafted: Any) -> None:
    from marshrut.apps.routes.services import send
    from marshrut.cores.kernel import Refused

    way = _told(scene, drafted).ways[1]
    sent = send(scene.teacher, drafted.pk, on=scene.today)
    assert _told(scene, sent) is None
    with pytest.raises(Refused):
        _take(scene, sent, way)


def test_nobody_else_takes_one(scene: Any, drafted: Any) -> None:
    from marshrut.apps.routes.models import Route

    way = _told(scene, drafted).ways[1]
    for viewer in (scene.head, scene.centre, scene.district):
        with pytest.raises(Route.DoesNotExist):
            _take(scene, drafted, way, viewer)
    assert _take(scene, drafted, way, scene.methodist).drafted_with["way"] == way.kind


def test_where_nothing_is_known_or_everything_decided_one_sentence_says_so(scene: Any, drafted: Any) -> None:
    from marshrut.apps.routes.services import accept_step

    for one in scene.steps(drafted):
        accept_step(scene.teacher, one.pk, on=scene.today)
    drafted.refresh_from_db()
    told = _told(scene, drafted)
    assert told.ways == []
    assert told.why_none.reasons[0].rule == "ROUTES-62"
    assert "уже приняты" in told.why_none.text


def test_a_route_without_diagnostics_says_what_ways_need(scene: Any) -> None:
    from marshrut.apps.competencies.models import Evidence
    from marshrut.apps.competencies.services import withdraw_evidence

    route = scene.route()
    for row in Evidence.objects.of(scene.country.system).filter(person=scene.person):
        given = {"source_type": row.source_type, "source_ids": [row.source_id], "why": "ошибка"}
        withdraw_evidence(scene.country.system, **given)
    told = _told(scene, route)
    assert told.ways == []
    assert "диагностики" in told.why_none.text


def test_the_page_shows_and_takes_it(scene: Any, drafted: Any) -> None:
    from marshrut.foundation.scope.types import Role
    from support.world import sign_in

    client = sign_in(scene.country.people[Role.TEACHER])
    address = f"/routes/{drafted.pk}/ways/"
    assert f'hx-get="{address}"' in client.get(f"/routes/{drafted.pk}/").content.decode()
    card = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Как предложено сейчас" in card
    assert "<html" not in card
    page = client.get(address).content.decode()
    assert "Как предложено сейчас" in page
    assert "Другие варианты маршрута" in page
    assert sign_in(scene.country.people[Role.SCHOOL]).get(address).status_code == 404
    way = _told(scene, drafted).ways[1]
    sent = {"kind": way.kind, "seen": way.key, "edition": drafted.edition}
    answer = client.post(f"/routes/{drafted.pk}/way/", sent, follow=True).content.decode()
    assert "Вариант выбран" in answer
    again = client.post(f"/routes/{drafted.pk}/way/", sent, follow=True).content.decode()
    assert "правило ROUTES-07" in again


def test_the_year_that_is_over_offers_nothing(scene: Any, drafted: Any) -> None:
    """Next year, from its last days: there is no room for another way, and that is a sentence, not an error."""
    from marshrut.apps.routes import access
    from marshrut.apps.routes.services import tell_ways

    late = date(drafted.year, 12, 30) + timedelta(days=20)
    ground = access.ground_of(scene.teacher, drafted.person_id, on=scene.today)
    told = tell_ways(scene.teacher, drafted, ground, on=late)
    assert told.why_none.reasons[0].rule == "ROUTES-62"
