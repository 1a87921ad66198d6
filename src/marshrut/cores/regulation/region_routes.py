"""routes.yaml of a region: what its order says of routes, over the base; each value of its own names its clause."""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from marshrut.cores.regulation.readers import Path, Sheet, ident, key, list_of, number, one_of, option, record, text
from marshrut.cores.regulation.routes import (
    NUMBERS,
    Break,
    ObservationForm,
    Topic,
    check_form,
    month_day,
    once,
    within,
)
from marshrut.cores.regulation.structure import slug

__all__ = [
    "RegionForm",
    "RegionNumber",
    "RegionPrint",
    "RegionSection",
    "RegionTopic",
    "RegionYear",
    "Routes",
    "check_routes",
    "read_routes",
]

_source = list_of(text, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionYear:
    """The school year as the order sets it: a day of its own, breaks of its own."""

    first: str | None = option(month_day)
    last: str | None = option(month_day)
    breaks: tuple[Break, ...] = option(list_of(record(Break)), default=())
    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionNumber:
    """A number of a route that the order sets."""

    name: str = key(one_of(NUMBERS))
    value: float = key(number)
    why: str = key(text)
    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionForm(ObservationForm):
    """A form of observation that the order adds or words otherwise."""

    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionTopic(Topic):
    """A topic that the order names."""

    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionSection:
    """What the order says a route contains: a section of the base, perhaps under its own title, or one more."""

    code: str = key(ident)
    title: str | None = option(text)
    what: str | None = option(text)
    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionPrint:
    """Words of printed papers that the order gives."""

    title: str | None = option(text)
    order_title: str | None = option(text)
    order_preamble: str | None = option(text)
    source: tuple[str, ...] = key(_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The whole of a region's routes.yaml; without it the base stands."""

    region: str = key(slug)
    year: RegionYear | None = option(record(RegionYear))
    numbers: tuple[RegionNumber, ...] = option(list_of(record(RegionNumber, within)), default=())
    observation_forms: tuple[RegionForm, ...] = option(list_of(record(RegionForm)), default=())
    consultation_topics: tuple[RegionTopic, ...] = option(list_of(record(RegionTopic)), default=())
    sections: tuple[RegionSection, ...] = option(list_of(record(RegionSection)), default=())
    printed: RegionPrint | None = option(record(RegionPrint))


read_routes = record(Routes)


def check_routes(made: Routes, sheet: Sheet, *, known: Collection[str]) -> None:
    """Links of a region's routes.yaml: every value of its own names a clause or an indicator; each code stands once."""
    for name in ("numbers", "observation_forms", "consultation_topics", "sections"):
        held = getattr(made, name)
        for index, one in enumerate(held):
            _check_source(sheet, (name, index, "source"), one.source, known)
        once(sheet, (name,), [getattr(one, "code", "") or getattr(one, "name", "") for one in held])
    for name in ("year", "printed"):
        held = getattr(made, name)
        if held is not None:
            _check_source(sheet, (name, "source"), held.source, known)
    if made.year is not None:
        once(sheet, ("year", "breaks"), [one.code for one in made.year.breaks])
    for index, form in enumerate(made.observation_forms):
        check_form(sheet, ("observation_forms", index), form)


def _check_source(sheet: Sheet, path: Path, source: tuple[str, ...], known: Collection[str]) -> None:
    for index, code in enumerate(source):
        if code not in known:
            sheet.report((*path, index), f"нет пункта или показателя {code}")
