"""An invented region as files in the import templates, as a region would send them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marshrut.apps.registry import workbooks
from marshrut.apps.registry.types import ImportKind
from marshrut.demo.loading import TITLE
from marshrut.demo.shapes import Human, Job, Organisation, Region

if TYPE_CHECKING:
    from marshrut.apps.registry.dictionaries import Dictionaries

__all__ = ["work_row", "write_files"]

_DAY = timedelta(days=1)
Row = Mapping[str, Any]


def write_files(region: Region, folder: Path, words: Dictionaries) -> list[Path]:
    """organisations, staff (who works today), staff-before (work that ended), roles; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    wanted: tuple[tuple[str, ImportKind, Callable[[Region, Dictionaries], Iterable[Row]]], ...] = (
        ("organisations", ImportKind.ORGANISATIONS, _organisations),
        ("staff", ImportKind.STAFF, _staff),
        ("staff-before", ImportKind.STAFF, _staff_before),
        ("roles", ImportKind.ROLES, _roles),
    )
    for name, kind, rows in wanted:
        path = folder / f"{name}.xlsx"
        with path.open("wb") as out:
            workbooks.list_workbook(out, kind, words, rows=rows(region, words), note=TITLE)
        made.append(path)
    return made


def _district(place: Organisation, region: Region) -> str:
    return place.district.name if place.district else region.land.name


def _organisations(region: Region, words: Dictionaries) -> Iterator[Row]:
    year = region.today.year
    for one in region.organisations:
        yield {
            "name": one.name, "short": one.short, "kind": words.organisation_kinds[one.kind].short,
            "municipality": _district(one, region), "settlement": one.settlement, "rural": one.rural, "ogrn": one.ogrn,
            "inn": one.inn, "since": one.since, "until": one.until - _DAY if one.until else None,
            "statuses": tuple(words.school_statuses[code].short for code, of in one.statuses if of == year),
        }  # fmt: skip


def _person(one: Human, place: Organisation, region: Region) -> dict[str, Any]:
    name = one.names[-1]
    snils = f"{one.snils[:3]}-{one.snils[3:6]}-{one.snils[6:9]} {one.snils[9:]}" if one.snils else ""
    return {
        "family_name": name.family, "given_name": name.given, "patronymic": name.patronymic, "birth_date": one.born,
        "snils": snils, "organisation": place.short, "organisation_code": place.ogrn,
        "municipality": _district(place, region),
    }  # fmt: skip


def work_row(one: Human, job: Job, region: Region, words: Dictionaries) -> dict[str, Any]:
    """A line of a staff list, by field."""
    row = _person(one, job.place, region) | {
        "post": job.post, "subjects": job.subjects, "job": job.kind.title, "load": job.load, "hours": job.hours,
        "since": job.since, "teaching_since": one.teaching_since,
    }  # fmt: skip
    if job.until is not None:
        return row | {"until": job.until - _DAY, "ended_why": words.absence_reasons[job.why].name}
    standing = [kept for kept in one.categories if kept.until is None]
    if standing:
        row |= {"category": words.categories[standing[0].code], "category_since": standing[0].awarded}
    if one.leave is not None and one.leave[0] is job.place:
        _, since, until = one.leave
        row |= {"leave": words.leave_kinds["parental"].name, "leave_from": since}
        row["leave_until"] = until - _DAY if until else None
    return row


def _staff(region: Region, words: Dictionaries) -> Iterator[Row]:
    for one in region.people:
        yield from (work_row(one, job, region, words) for job in one.working(region.today))


def _staff_before(region: Region, words: Dictionaries) -> Iterator[Row]:
    for one in region.people:
        ended = (job for job in one.jobs if job.until is not None and job.until <= region.today)
        yield from (work_row(one, job, region, words) for job in ended)


def _roles(region: Region, words: Dictionaries) -> Iterator[Row]:
    for one in region.people:
        for role in one.roles:
            yield _person(one, role.place, region) | {
                "role": words.staff_roles[role.code].name, "direction": role.direction, "order_number": role.order,
                "order_date": role.since, "since": role.since, "until": role.until - _DAY if role.until else None,
            }  # fmt: skip
