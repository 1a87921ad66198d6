"""Which schools of an invented region sent their list of the school year: most in time, some late, some not yet."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from typing import TYPE_CHECKING, Any

from marshrut.apps.registry.reading import FIELDS
from marshrut.apps.registry.services import SentList
from marshrut.apps.registry.types import ImportKind, StaffCategory
from marshrut.demo.files import work_row
from marshrut.demo.shapes import Human, Job, Organisation, Region

if TYPE_CHECKING:
    from marshrut.apps.registry.dictionaries import Dictionaries

__all__ = ["sent_lists"]

#: Of all: in time, and late; the rest has sent nothing that counts.
_IN_TIME, _LATE = 0.66, 0.16
#: Of the rest so many have sent a file with faults that waits for a decision.
_FAULTY = 3
_TITLES = {one.code: one.title for one in FIELDS[ImportKind.STAFF]}
_COLUMNS = (
    *("family_name", "given_name", "patronymic", "birth_date", "snils", "organisation", "post", "subjects", "job"),
    *("load", "since", "category"),
)


def sent_lists(region: Region, words: Dictionaries, *, seed: int) -> Iterator[SentList]:
    """The same region and seed give the same lists."""
    rng = Random(f"{region.land.slug}:{seed}:senders")  # noqa: S311 - invented people need no secrets
    first = _first_of_september(region.today)
    at: dict[Any, list[tuple[Human, Job]]] = defaultdict(list)
    for one in region.people:
        for job in one.working(region.today):
            at[job.place.id].append((one, job))
    staffed = [one for one in region.organisations if _expected(one, region.today, words) and at[one.id]]
    rng.shuffle(staffed)
    in_time, late = (round(len(staffed) * share) for share in (_IN_TIME, _LATE))
    room = max(1, (region.today - first).days - 1)
    for number, place in enumerate(staffed[: in_time + late + _FAULTY]):
        waits = number >= in_time + late
        after = rng.randint(1, 9) if number < in_time else rng.randint(15, 55)
        day = first + timedelta(days=min(after, room))
        if waits:
            day = region.today - timedelta(days=rng.randint(1, min(5, room)))
        rows = [work_row(one, job, region, words) for one, job in at[place.id] if job.since <= day]
        if not rows:
            continue
        if waits:
            rows = _with_faults(rows, rng)
        sent_at = datetime.combine(day, time(rng.randint(6, 12), rng.randint(0, 59)), tzinfo=UTC)
        as_of = day if waits else first
        yield SentList(place.id, as_of, sent_at, _head(at[place.id]), _csv(rows), len(rows), waits)


def _first_of_september(today: date) -> date:
    this = date(today.year, 9, 1)
    return this if today >= this + timedelta(days=14) else date(today.year - 1, 9, 1)


def _expected(place: Organisation, today: date, words: Dictionaries) -> bool:
    return place.open_on(today) and words.organisation_kinds[place.kind].staffed


def _head(people: list[tuple[Human, Job]]) -> str:
    """Who leads the organisation sends its list."""
    one = next((human for human, job in people if job.staff is StaffCategory.MANAGEMENT), people[0][0])
    name = one.names[-1]
    return " ".join(part for part in (name.family, name.given, name.patronymic) if part)


def _with_faults(rows: list[dict[str, Any]], rng: Random) -> list[dict[str, Any]]:
    """What real files are full of: a number mistyped, a post that nobody knows, a date that never was."""
    spoiled = [dict(row) for row in rows]
    for row, (field, value) in zip(
        rng.sample(spoiled, min(3, len(spoiled))),
        (("snils", "123-456-789 00"), ("post", "учитель начальных кла"), ("birth_date", "31.02.1980")),
        strict=False,
    ):
        row[field] = value
    return spoiled


def _csv(rows: list[dict[str, Any]]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(_TITLES[one] for one in _COLUMNS)
    writer.writerows([_cell(row.get(one)) for one in _COLUMNS] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, tuple | list):
        return ", ".join(value)
    return str(value or "")
