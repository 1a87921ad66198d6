"""«Прошли обучение» as orders read it: where, in the federal register on the day, by diagnosis, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from marshrut.apps.programmes import queries, services
from marshrut.apps.programmes.models import Completion
from marshrut.apps.programmes.queries import ProgrammeReading, Reading, TeamReading
from marshrut.apps.programmes.rules import number_key
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import ManagementTeam, TeamMember
from marshrut.foundation.scope.temporal import period
from support.programmes_scene import Scene, make_programme
from support.staff import LONG_AGO

YEAR = Reading(since=date(2026, 1, 1), until=date(2026, 12, 31))


@pytest.fixture
def recorded(scene: Scene) -> Any:
    """Write that somebody completed something."""
    numbers = iter(range(100))

    def write(person: Any, on: date, **more: Any) -> Completion:
        number = str(next(numbers))
        told: dict[str, Any] = {
            "node": scene.country.places["school"],
            "title": "Курс",
            "kind": "upskilling",
            "hours": 36,
            "in_register": "unknown",
            "document": "certificate",
            "number": number,
            "number_key": number_key(number, "x"),
            **more,
        }
        row = Completion(tenant_id=scene.country.tenant.pk, person=person, on=on, **told)
        row.save(force_insert=True)
        return row

    return write


def _ids(scene: Scene, reading: Reading) -> set[UUID]:
    return set(queries.upskilled_people(scene.country.system, reading))


def test_in_a_year_each_person_counts_once_by_the_first_document(scene: Scene, recorded: Any) -> None:
    one, other = scene.others[:2]
    first = recorded(one, date(2026, 3, 1))
    recorded(one, date(2026, 9, 1))
    recorded(other, date(2025, 9, 1))
    assert _ids(scene, YEAR) == {one.pk}
    (fact,) = queries.list_upskilled(scene.country.system, YEAR)
    assert (fact.completion_id, fact.on) == (first.pk, first.on)
    assert _ids(scene, replace(YEAR, since=None)) == {one.pk, other.pk}


def test_what_was_taken_back_and_a_statement_count_for_nothing(scene: Scene, recorded: Any) -> None:
    row = recorded(scene.others[0], date(2026, 3, 1))
    recorded(scene.others[1], date(2026, 3, 1), document="statement")
    Completion.objects.of(scene.country.system).filter(pk=row.pk).update(withdrawn_at="2026-04-01T00:00Z")
    assert _ids(scene, YEAR) == set()


def test_the_register_is_asked_of_the_day_of_enrolment(scene: Scene, recorded: Any, centre: Any) -> None:
    scene.seat(scene.others[0])
    order = {"applications": None, "order_number": "1", "enrolled_on": scene.today, "on": scene.today}
    (learner,) = services.enrol(centre, scene.cohort.pk, **order).rows
    from marshrut.apps.programmes.models import FederalListing

    listing = FederalListing.objects.of(centre).known().get()
    services.end_listing(centre, listing.pk, last=scene.today)  # struck off while they learn
    later = scene.today + timedelta(days=20)
    services.complete(centre, scene.cohort.pk, numbers={learner.pk: "1"}, completed_on=later, on=later)
    recorded(scene.others[1], later, in_register="no")
    wanted = Reading(since=None, until=later, federal=True)
    assert _ids(scene, wanted) == {scene.others[0].pk}


def test_at_the_centre_or_anywhere_and_which_kind(scene: Scene, recorded: Any) -> None:
    top = scene.country.places["top"]
    here, there, academy = scene.others[:3]
    recorded(here, date(2026, 3, 1), provider=top)
    recorded(there, date(2026, 3, 1), provider_name="Другой институт", kind="retraining", document="diploma")
    recorded(academy, date(2026, 3, 1), provider_name="Академия")
    assert _ids(scene, replace(YEAR, providers=frozenset({top.pk}))) == {here.pk}
    assert _ids(scene, replace(YEAR, provider_names=frozenset({"академия"}))) == {academy.pk}
    assert _ids(scene, replace(YEAR, kinds=frozenset({"upskilling"}))) == {here.pk, academy.pk}
    assert len(_ids(scene, YEAR)) == 3


def test_chosen_by_diagnosis_is_a_written_link_or_an_earlier_diagnosis(scene: Scene, recorded: Any) -> None:
    linked, earlier, neither = scene.others[:3]
    chosen = [{"competency": "feedback", "origin": "centre"}]
    recorded(linked, date(2026, 6, 1), chosen_for=chosen, enrolled_on=date(2026, 5, 1))
    recorded(earlier, date(2026, 6, 1), enrolled_on=date(2026, 5, 1))
    recorded(neither, date(2026, 6, 1), enrolled_on=date(2026, 5, 1))
    assert _ids(scene, replace(YEAR, chosen=True)) == {linked.pk}
    assert _ids(scene, replace(YEAR, chosen_origins=frozenset({"fioko"}))) == set()
    assert _ids(scene, replace(YEAR, chosen_origins=frozenset({"centre"}))) == {linked.pk}
    days = {earlier.pk: date(2026, 4, 1), neither.pk: date(2026, 5, 2)}
    assert _ids(scene, replace(YEAR, diagnosed=days)) == {earlier.pk}


def test_a_programme_about_something_by_a_network_at_these_places(scene: Scene, recorded: Any, centre: Any) -> None:
    network = make_programme(centre, code="ПК-5", title="Управление", network_form=True)
    recorded(scene.others[0], date(2026, 3, 1), programme=network)
    recorded(scene.others[1], date(2026, 3, 1), programme=scene.programme, hours=8)
    assert _ids(scene, replace(YEAR, programmes=frozenset({network.pk}))) == {scene.others[0].pk}
    assert _ids(scene, replace(YEAR, network=True)) == {scene.others[0].pk}
    assert _ids(scene, replace(YEAR, hours=16)) == {scene.others[0].pk}
    assert _ids(scene, replace(YEAR, places=frozenset({scene.country.places["other_school"].pk}))) == set()


def test_a_team_counts_as_far_as_it_is_recorded(scene: Scene, recorded: Any) -> None:
    school, change = scene.country.places["school"], scene.staff.change
    team = open_row(ManagementTeam, change, node=school, title="Команда", valid=period(LONG_AGO))
    for person, part in ((scene.boss, "Руководитель"), (scene.others[0], "Заместитель")):
        seat = {"team_line": team.line_id, "node": school, "person": person, "part": part}
        open_row(TeamMember, change, valid=period(LONG_AGO), **seat)
    recorded(scene.others[0], date(2026, 3, 1))
    told: Any = {"on": scene.today}

    def counts(**asked: Any) -> bool:
        (found,) = queries.list_teams(scene.country.system, YEAR, TeamReading(**asked), **told)
        return found.counts

    assert (counts(), counts(with_part="руководитель"), counts(everybody=True)) == (True, False, False)
    recorded(scene.boss, date(2026, 4, 1))
    assert (counts(least=2, with_part="руководитель"), counts(everybody=True)) == (True, True)


def test_programmes_are_counted_by_the_register_of_a_day(scene: Scene, centre: Any) -> None:
    make_programme(centre, code="ПК-6", title="Вне реестра")
    told = queries.count_programmes(centre, ProgrammeReading(on=scene.today))
    assert {one.title: one.listed for one in told} == {"Вне реестра": False, scene.programme.title: True}
    before = ProgrammeReading(on=scene.today - timedelta(days=200))
    assert not any(one.listed for one in queries.count_programmes(centre, before))
    scene.seat(scene.person)
    order = {"applications": None, "order_number": "1", "enrolled_on": scene.today, "on": scene.today}
    services.enrol(centre, scene.cohort.pk, **order)
    year = ProgrammeReading(on=scene.today, taught=(scene.today, scene.today))
    assert [one.title for one in queries.count_programmes(centre, year)] == [scene.programme.title]
