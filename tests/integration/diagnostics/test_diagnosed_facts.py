"""«Прошли диагностику» as the orders read it: in a year or since ever, at the centre or anywhere, each person once."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from marshrut.apps.competencies.services import record_evidence
from marshrut.apps.competencies.types import Depth, NewEvidence
from marshrut.apps.diagnostics.models import Result
from marshrut.apps.diagnostics.queries import Reading, diagnosed_people, list_diagnosed
from marshrut.apps.diagnostics.services.scoring import SOURCE
from support.diagnostics_scene import Scene

YEAR = Reading(since=date(2026, 1, 1), until=date(2026, 12, 31))


@pytest.fixture
def recorded(scene: Scene) -> Any:
    """Write that somebody was diagnosed; with a competency, also what came out."""

    def write(person: Any, on: date, *, origin: str = "centre", share: float | None = None, about: str = "") -> Result:
        row = Result(
            tenant_id=scene.country.tenant.pk,
            person=person,
            on=on,
            node=scene.country.places["school"],
            origin=origin,
            depth="fact" if share is None else "percent",
            stage="entry",
            instrument_name="Проба",
            outcome={} if share is None else {"shares": {"": [100 * share, 100.0]}},
        )
        row.save(force_insert=True)
        if about and share is not None:
            said = NewEvidence(
                person_id=person.pk, competency=about, on=on, earned=100 * share, possible=100, origin=origin,
                depth=Depth.PERCENT, source_type=SOURCE, source_id=row.pk, instrument_key="Проба",
            )  # fmt: skip
            record_evidence(scene.country.system, [said], now=timezone.now())
        return row

    return write


def _ids(scene: Scene, reading: Reading) -> set[UUID]:
    return set(diagnosed_people(scene.country.system, reading))


def test_in_a_year_each_person_counts_once_however_often_they_came(scene: Scene, recorded: Any) -> None:
    one, other = scene.others[:2]
    first = recorded(one, date(2026, 3, 1))
    recorded(one, date(2026, 9, 1))
    recorded(other, date(2025, 9, 1))
    assert _ids(scene, YEAR) == {one.pk}
    (fact,) = list_diagnosed(scene.country.system, YEAR)
    assert (fact.result_id, fact.on) == (first.pk, date(2026, 3, 1))


def test_cumulative_counts_since_its_first_year_and_not_before(scene: Scene, recorded: Any) -> None:
    one, other, third = scene.others[:3]
    recorded(one, date(2021, 2, 1))
    recorded(other, date(2024, 2, 1))
    recorded(third, date(2020, 12, 31))
    assert _ids(scene, Reading(since=date(2021, 1, 1), until=date(2026, 12, 31))) == {one.pk, other.pk}
    assert _ids(scene, Reading(since=None, until=date(2026, 12, 31))) == {one.pk, other.pk, third.pk}


def test_at_the_centre_or_anywhere_are_two_readings(scene: Scene, recorded: Any) -> None:
    one, other = scene.others[:2]
    recorded(one, date(2026, 3, 1), origin="centre")
    recorded(other, date(2026, 3, 1), origin="era_scope")
    at_the_centre = Reading(since=YEAR.since, until=YEAR.until, origins=frozenset({"centre"}))
    assert _ids(scene, at_the_centre) == {one.pk}
    assert _ids(scene, YEAR) == {one.pk, other.pk}


def test_functional_literacy_counts_by_what_was_asked_and_by_the_best_result(scene: Scene, recorded: Any) -> None:
    one, other, third = scene.others[:3]
    recorded(one, date(2026, 2, 1), share=0.5, about="reading_literacy")
    recorded(one, date(2026, 8, 1), share=0.7, about="math_literacy")
    recorded(other, date(2026, 2, 1), share=0.69, about="reading_literacy")
    recorded(third, date(2026, 2, 1), share=0.9, about="lesson_design")
    took_part = Reading(since=YEAR.since, until=YEAR.until, area="literacy")
    assert _ids(scene, took_part) == {one.pk, other.pk}
    assert _ids(scene, Reading(since=YEAR.since, until=YEAR.until, area="literacy", at_least=0.7)) == {one.pk}


def test_a_bare_fact_counts_as_taking_part_and_reaches_no_threshold(scene: Scene, recorded: Any) -> None:
    recorded(scene.others[0], date(2026, 2, 1))
    assert len(_ids(scene, YEAR)) == 1
    assert not _ids(scene, Reading(since=YEAR.since, until=YEAR.until, at_least=0.0))


def test_what_was_withdrawn_and_who_worked_elsewhere_do_not_count(scene: Scene, recorded: Any) -> None:
    row = recorded(scene.others[0], date(2026, 2, 1))
    places = scene.country.places
    assert _ids(scene, Reading(since=None, until=YEAR.until, places=frozenset({places["school"].pk})))
    assert not _ids(scene, Reading(since=None, until=YEAR.until, places=frozenset({places["other_school"].pk})))
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    assert not _ids(scene, YEAR)


def test_joined_records_are_one_person(scene: Scene, recorded: Any) -> None:
    one, other = scene.others[:2]
    recorded(one, date(2026, 2, 1))
    recorded(other, date(2026, 3, 1))
    other.merged_into = one
    other.save(update_fields=["merged_into"])
    assert _ids(scene, YEAR) == {one.pk}
