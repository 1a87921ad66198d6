"""«Нарастающим итогом» from years before the records: added, told apart, and not added where they contradict."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from marshrut.apps.monitoring.queries import list_figures
from marshrut.apps.monitoring.services import count_figures, make_snapshot
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import OpeningValue
from marshrut.foundation.scope.temporal import period
from support.invented_region import BY_PLACES, COUNTING
from support.monitoring_scene import Land, build_land

CUMULATIVE = BY_PLACES.replace("cumulative: false", "cumulative: true").replace(
    "breakdown:", "opening_year: 2020\n  breakdown:"
)
SINCE_OPENING = COUNTING.replace("fact: diagnosed,", "fact: diagnosed, during: opening,")


@pytest.fixture
def old(db: None) -> Land:
    """A region whose indicator counts since 2020."""
    return build_land(indicators=CUMULATIVE, counting=SINCE_OPENING)


def _document(land: Land, year: int, value: int) -> None:
    open_row(
        OpeningValue,
        land.staff.change,
        node=land.country.places["top"],
        year=year,
        what="KLE-IND-01",
        part="numerator",
        value=value,
        document="Отчёт за год, № 7",
        valid=period(None),
    )


def _figure(land: Land) -> Any:
    snapshot = make_snapshot(land.system)
    count_figures(land.system, snapshot, on=land.today)
    (one,) = list_figures(land.system, snapshot, on=land.today)
    return one


def test_past_years_enter_the_figure_and_stand_apart(old: Land) -> None:
    year = old.today.year
    _document(old, year - 1, 2)
    old.diagnose(old.people[0], date(year - 1, 5, 1))  # one of the two whom the document counts
    old.diagnose(old.people[1], date(year, 1, 1))
    one = _figure(old)
    assert (one.opened.said, one.opened.before, one.opened.after) == (2, 1, 1)
    assert (one.numerator, one.denominator, one.value) == (3, 5, 60.0)


def test_without_a_document_records_alone_stand(old: Land) -> None:
    old.diagnose(old.people[0], date(old.today.year - 1, 5, 1))
    one = _figure(old)
    assert one.opened is None
    assert one.numerator == 1


def test_the_last_document_counts(old: Land) -> None:
    _document(old, old.today.year - 2, 1)
    _document(old, old.today.year - 1, 2)
    assert _figure(old).numerator == 2


def test_a_document_that_contradicts_the_records_is_named_and_not_added(old: Land) -> None:
    """By the end of that year the records know two people, the document one: somebody has to look."""
    year = old.today.year
    _document(old, year - 1, 1)
    for person in old.people[:2]:
        old.diagnose(person, date(year - 1, 5, 1))
    one = _figure(old)
    assert one.opened.contradicts
    assert (one.numerator, one.value) == (2, 40.0)


def test_what_counts_by_the_year_takes_nothing_from_the_past(db: None) -> None:
    land = build_land()
    _document(land, land.today.year - 1, 3)
    assert _figure(land).numerator == 0
