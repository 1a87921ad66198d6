"""The order's indicators in an invented region: values that its people entered, and a snapshot with all figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from uuid import UUID

from marshrut.apps.monitoring import services
from marshrut.apps.monitoring.types import EntryKind
from marshrut.apps.regulation import queries as regulation
from marshrut.cores.regulation import Indicator, Regulation
from marshrut.demo.shapes import Region
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.accounts.queries import find_viewer
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["count_and_enter"]

#: One of so many of those that are entered, the second of them, has no value, so that pages also show what is missing.
_EMPTY, _WHICH = 5, 2
_DOCUMENT = "Демонстрационные данные: выдуманная справка от {day:%d.%m.%Y} № {number}"
#: What was reported lies beside what is counted, by so much.
_APART = 1.5
_SHARE = (35, 80)
_FEW = (2, 30)
_OF = 400


def count_and_enter(viewer: SystemViewer, region: Region, accounts: Mapping[str, UUID], *, seed: int) -> None:
    """Entries of the centre, then a snapshot of everything with its figures. The same seed gives the same values."""
    reading = regulation.find_reading(viewer, on=region.today)
    if reading is None or region.land.node is None:
        return
    held = regulation.get_regulation(viewer, reading)
    who = _somebody(viewer, accounts) or viewer
    rng = Random(f"{region.land.slug}:{seed}:figures")  # noqa: S311 - invented people need no secrets
    snapshot = services.make_snapshot(viewer, words="Демонстрационные данные")
    services.count_figures(viewer, snapshot, on=snapshot.day)
    now = max(date(region.today.year, 1, 1), region.today - timedelta(days=20))
    for one, kind, value, whole, day in _values(held, rng, now):
        services.enter_value(
            who, node_id=region.land.node[0], indicator=one.id, kind=kind, on=day, value=value, denominator=whole,
            document=_DOCUMENT.format(day=day, number=rng.randint(10, 990)),
        )  # fmt: skip


def _somebody(viewer: SystemViewer, accounts: Mapping[str, UUID]) -> AnyViewer | None:
    """The centre's person, else the governing body's: whoever the region's structure has."""
    for role in (Role.CENTRE, Role.GOVERNING_BODY):
        if role.value in accounts:
            return find_viewer(Account.objects.of(viewer).get(pk=accounts[role.value]), None)
    return None


_Said = tuple[Indicator, EntryKind, float, float | None, date]


def _values(held: Regulation, rng: Random, now: date) -> Iterator[_Said]:
    """Values of the years of the targets and of now where nothing is counted, every denominator that the order asks
    for, one figure as it was reported."""
    entered, reported = 0, False
    for said in held.counting.counting if held.counting else ():
        one = held.indicator(said.indicator)
        if one is None:
            continue
        chosen = next((reading for reading in said.readings if reading.chosen), None)
        if chosen is None:
            entered += 1
            if entered % _EMPTY != _WHICH:
                yield from _through_years(one, rng, now)
        elif chosen.denominator is not None and chosen.denominator.given:
            yield one, EntryKind.DENOMINATOR, float(_OF), None, now
        elif not reported and one.unit == "percent":
            reported = True
            yield one, EntryKind.REPORTED, rng.randint(*_SHARE) + _APART, None, now


def _years(one: Indicator, now: date) -> list[int]:
    """Years of the order's targets that are over; a target without a year asks of the last one."""
    told = {year for target in one.targets for year in (target.year, target.from_year, target.to_year) if year}
    told |= {target.by.year for target in one.targets if target.by}
    return sorted(year for year in told or {now.year - 1} if year < now.year)


def _through_years(one: Indicator, rng: Random, now: date) -> Iterator[_Said]:
    """What was said for the end of each year, growing, and for now."""
    days = [date(year, 12, 31) for year in _years(one, now)]
    share, few, whole = rng.randint(*_SHARE), rng.randint(*_FEW), float(rng.randint(40, 90))
    for day in [*days, now]:
        if one.unit == "yes_no":
            yield one, EntryKind.VALUE, 1.0, None, day
        elif one.unit == "percent":
            yield one, EntryKind.VALUE, round(whole * min(share, 100) / 100), whole, day
        else:
            yield one, EntryKind.VALUE, float(few), None, day
        share, few = share + rng.randint(2, 9), few + rng.randint(1, 5)
