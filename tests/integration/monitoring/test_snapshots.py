"""A snapshot holds what was recorded by a moment, gives the same figures for ever, and says when it was touched."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from marshrut.apps.diagnostics.models import Result
from marshrut.apps.monitoring.models import FrozenFact, IndicatorRound, IndicatorValue, Snapshot
from marshrut.apps.monitoring.queries import by_place, diff_snapshots, find_snapshot, list_figures
from marshrut.apps.monitoring.services import (
    count_figures,
    counting,
    enter_value,
    make_snapshot,
    sweep,
    verify_snapshot,
)
from marshrut.apps.monitoring.types import EntryKind, Level, MonitoringError
from marshrut.apps.registry.services import identity
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry as AuditEntry
from marshrut.foundation.scope.types import Role
from support.monitoring_scene import Land, build_land
from support.world import build_country


def value(land: Land, snapshot: Snapshot, on: date, reading: str = "letter") -> tuple[Any, Any]:
    made = count_figures(land.system, snapshot, on=on)
    row = IndicatorValue.objects.of(land.system).get(round=made, level="region", reading=reading)
    return row.numerator, row.denominator


def test_days_asked_for_long_ago_give_way_and_count_the_same_again(land: Land, monkeypatch: Any) -> None:
    monkeypatch.setattr(counting, "KEPT_DAYS", 2)
    land.diagnose(land.people[0], land.today - timedelta(days=9))
    snapshot = make_snapshot(land.system)
    days = [land.today - timedelta(days=number) for number in (9, 8, 7, 0)]
    first = [row.numerator for row in _values(land, count_figures(land.system, snapshot, on=days[0]))]
    for day in days[1:]:
        count_figures(land.system, snapshot, on=day)
    kept = IndicatorRound.objects.of(land.system).filter(snapshot=snapshot).order_by("on")
    assert [one.on for one in kept] == [days[1], days[2], land.today], "the snapshot's own day stays"
    again = count_figures(land.system, snapshot, on=days[0])
    assert [row.numerator for row in _values(land, again)] == first


def _values(land: Land, made: IndicatorRound) -> list[IndicatorValue]:
    return list(IndicatorValue.objects.of(land.system).filter(round=made).order_by("pk"))


def test_a_figure_counts_people_once_and_is_told_by_place(land: Land) -> None:
    first, _, _, other, _ = land.people
    land.diagnose(first, land.today)
    land.diagnose(first, land.today)
    land.diagnose(other, land.today, place="other_school", origin="school")
    snapshot = make_snapshot(land.system)
    assert value(land, snapshot, land.today) == (1, 5)
    assert value(land, snapshot, land.today, "anywhere") == (2, 5)
    (figure,) = list_figures(land.system, snapshot, on=land.today)
    assert (figure.value, figure.target, figure.met) == (20.0, 10, True)
    schools = by_place(land.system, snapshot, figure.indicator.id, "letter", on=land.today, level=Level.ORGANISATION)
    assert {one.name[:9]: (one.numerator, one.denominator) for one in schools} == {
        "Школа № 1": (1, 3),
        "Школа № 2": (0, 2),
    }


def test_what_changes_later_does_not_change_a_figure_of_a_snapshot(land: Land) -> None:
    land.diagnose(land.people[0], land.today)
    before = make_snapshot(land.system)
    land.diagnose(land.people[1], land.today)
    assert value(land, before, land.today) == (1, 5)
    after = make_snapshot(land.system)
    assert value(land, after, land.today) == (2, 5)
    changed = [name for name, *_, same in diff_snapshots(before, after) if not same]
    assert changed == ["facts:diagnosed"]
    assert find_snapshot(land.system, on=land.today) == after


def test_the_same_records_give_the_same_seal(land: Land) -> None:
    land.diagnose(land.people[0], land.today)
    assert make_snapshot(land.system).checksum == make_snapshot(land.system).checksum


def test_what_was_recorded_later_is_not_in_a_snapshot_of_an_earlier_moment(land: Land) -> None:
    moment = timezone.now() - timedelta(hours=1)
    row = land.diagnose(land.people[0], land.today, at=moment + timedelta(seconds=1))
    assert value(land, make_snapshot(land.system), land.today) == (1, 5)
    assert value(land, make_snapshot(land.system, known_at=moment), land.today)[0] == 0
    Result.objects.of(land.system).filter(pk=row.pk).update(withdrawn_at=timezone.now())
    assert value(land, make_snapshot(land.system), land.today)[0] == 0


def test_one_changed_byte_is_found_named_and_its_figures_refused(land: Land) -> None:
    land.diagnose(land.people[0], land.today)
    snapshot = make_snapshot(land.system)
    assert verify_snapshot(land.system, snapshot) == []
    fact = FrozenFact.objects.of(land.system).get(snapshot=snapshot, fact="diagnosed")
    FrozenFact.objects.of(land.system).filter(pk=fact.pk).update(title=f"{fact.title[:-1]}ё")
    (words,) = verify_snapshot(land.system, snapshot)
    assert "diagnosed" in words
    with pytest.raises(Refused) as no:
        count_figures(land.system, snapshot, on=land.today)
    assert no.value.decision.reasons[0].rule == "MONITORING-02"
    assert words in no.value.decision.text
    assert find_snapshot(land.system, on=land.today) is None
    assert AuditEntry.objects.of(land.system).filter(action="monitoring.snapshot-damaged").exists()


def test_a_lost_row_is_found_by_its_number(land: Land) -> None:
    land.diagnose(land.people[0], land.today)
    snapshot = make_snapshot(land.system)
    FrozenFact.objects.of(land.system).filter(snapshot=snapshot).delete()
    assert verify_snapshot(land.system, snapshot) == ["факты «diagnosed»: строк 0, было 1"]


def test_records_that_were_joined_are_one_person(land: Land) -> None:
    one, other = land.people[:2]
    land.diagnose(one, land.today)
    land.diagnose(other, land.today)
    identity.merge_people(land.system, one.pk, other.pk, reason="одно лицо", on=land.today)
    assert value(land, make_snapshot(land.system), land.today) == (1, 4)


def test_the_day_of_the_event_says_which_year_and_which_school_it_counts_for(land: Land) -> None:
    """Moved on the last day of the year: the year and the old school keep the fact."""
    person = land.people[0]
    year = land.today.year - 1
    land.diagnose(person, date(year, 12, 31))
    snapshot = make_snapshot(land.system)
    assert value(land, snapshot, date(year, 12, 31))[0] == 1
    assert value(land, snapshot, land.today)[0] == 0
    count_figures(land.system, snapshot, on=date(year, 12, 31))
    schools = by_place(land.system, snapshot, "KLE-IND-01", "letter", on=date(year, 12, 31), level=Level.ORGANISATION)
    assert [(one.name[:9], one.numerator) for one in schools] == [("Школа № 1", 1), ("Школа № 2", 0)]


def test_a_day_that_the_snapshot_does_not_know_is_refused(land: Land) -> None:
    snapshot = make_snapshot(land.system)
    with pytest.raises(Refused) as no:
        count_figures(land.system, snapshot, on=land.today + timedelta(days=1))
    assert "знает только дни" in no.value.decision.text


def test_a_day_before_the_order_is_counted_from_what_there_is(land: Land) -> None:
    assert value(land, make_snapshot(land.system), date(2019, 5, 1)) == (0, 0)
    (figure,) = list_figures(land.system, make_snapshot(land.system), on=date(2019, 5, 1))
    assert figure.value is None


def test_nobody_to_divide_by_is_no_value(land: Land) -> None:
    (figure,) = list_figures(land.system, _counted(land, date(2019, 5, 1)), on=date(2019, 5, 1))
    assert (figure.value, figure.missing) == (None, "nobody")


def _counted(land: Land, on: date) -> Snapshot:
    snapshot = make_snapshot(land.system)
    count_figures(land.system, snapshot, on=on)
    return snapshot


def test_only_who_answers_for_the_region_makes_one(land: Land) -> None:
    assert make_snapshot(land.country.viewer(Role.CENTRE)).made_by_name
    with pytest.raises(Refused) as no:
        make_snapshot(land.country.viewer(Role.SCHOOL))
    assert no.value.decision.reasons[0].rule == "MONITORING-01"


def test_without_an_order_there_is_nothing_to_count(db: None) -> None:
    with pytest.raises(MonitoringError, match="Приказ не загружен"):
        make_snapshot(build_country("dub").system)


def test_old_snapshots_go_but_the_newest_and_those_that_are_named_stay(land: Land) -> None:
    old, named, newest = (make_snapshot(land.system, kept=kept) for kept in (False, True, False))
    long_ago = timezone.now() - timedelta(days=30)
    Snapshot.objects.of(land.system).update(made_at=long_ago)
    assert sweep(land.system) == 1
    assert set(Snapshot.objects.of(land.system)) == {named, newest}
    assert not FrozenFact.objects.of(land.system).filter(snapshot_id=old.pk).exists()


@pytest.mark.usefixtures("fresh_database")
def test_what_is_written_while_a_snapshot_is_taken_is_wholly_in_it_or_not_at_all() -> None:
    land = build_land()
    land.diagnose(land.people[0], land.today)

    def somebody_writes() -> None:
        land.diagnose(land.people[1], land.today)
        connection.close()

    def step(_done: int, _total: int, words: str) -> None:
        if words == "Управленческие команды":
            with ThreadPoolExecutor(1) as pool:
                pool.submit(somebody_writes).result()

    snapshot = make_snapshot(land.system, step=step)
    assert value(land, snapshot, land.today) == (1, 5)
    assert value(land, make_snapshot(land.system), land.today) == (2, 5)
    connections.close_all()


def test_what_is_published_from_a_snapshot_holds_what_was_entered_by_its_moment(land: Land) -> None:
    """A value reported after the snapshot stands on the page of today, and not in what is made of the snapshot."""
    centre = land.country.viewer(Role.CENTRE)
    told: dict[str, Any] = {"node_id": land.country.places["top"].pk, "indicator": "KLE-IND-01", "on": land.today}

    def report(value: float) -> None:
        more: dict[str, Any] = {"kind": EntryKind.REPORTED, "denominator": None, "document": "Отчёт № 5"}
        enter_value(centre, value=value, **told, **more)

    report(15)
    snapshot = make_snapshot(land.system)
    Snapshot.objects.of(land.system).filter(pk=snapshot.pk).update(known_at=timezone.now())
    snapshot.refresh_from_db()
    report(17)
    (now,) = list_figures(land.system, snapshot, on=land.today)
    (then,) = list_figures(land.system, snapshot, on=land.today, frozen=True)
    assert now.reported is not None
    assert then.reported is not None
    assert (now.reported.value, then.reported.value) == (17, 15)
