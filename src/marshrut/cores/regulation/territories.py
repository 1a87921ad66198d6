"""territories.yaml, the optional sixth file: which territories lie in the region, each value with its source.

null means: not found in the sources that were read. Such values are listed by `needs_check` («требует сверки»).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from marshrut.cores.regulation.readers import (
    Path,
    Sheet,
    key,
    list_of,
    matching,
    null_or,
    one_of,
    record,
    text,
    texts,
    whole,
)
from marshrut.cores.regulation.structure import slug

__all__ = ["PLACES", "Territories", "Territory", "empty_values", "read_territories"]

#: `top` is the whole region itself (in a district's order), a settlement lies inside it.
PLACES = {
    "top": "вся территория системы",
    "municipality": "муниципальное образование",
    "settlement": "населённый пункт",
}

_code = matching(r"\d{8}|\d{11}", "нужен код ОКТМО из 8 или 11 цифр в кавычках")
_digit = matching(r"\d", "нужна одна контрольная цифра в кавычках")
_offset = matching(r"UTC[+-]\d{1,2}(:\d{2})?", "нужно смещение вида UTC+7")


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """One territory; beside a value stands the basis on which it was taken."""

    name: str = key(text)
    place: str = key(one_of(PLACES))
    kind: str | None = key(null_or(text))
    kind_basis: str | None = key(null_or(text))
    oktmo: str | None = key(null_or(_code))
    oktmo_basis: str | None = key(null_or(text))
    oktmo_2019: tuple[str, ...] = key(list_of(_code))
    oktmo_2019_name: tuple[str, ...] = key(texts)
    oktmo_2019_kc: tuple[str, ...] = key(list_of(_digit, repeats=True))
    admin_centre: str | None = key(null_or(text))
    admin_centre_basis: str | None = key(null_or(text))
    settlements_seen: tuple[str, ...] = key(texts)
    population: int | None = key(null_or(whole))
    population_year: int | None = key(null_or(whole))
    population_scope: str | None = key(null_or(text))
    centre_city_population: int | None = key(null_or(whole))
    centre_city_population_source: str | None = key(null_or(text))
    utc_offset: str | None = key(null_or(_offset))
    timezone_basis: str | None = key(null_or(text))
    sources: tuple[str, ...] = key(texts)
    note: str | None = key(null_or(text))


#: What only accompanies a value: its emptiness is not a gap.
_BESIDE = ("note", "_basis", "_source", "_scope", "_year")


def empty_values(one: Territory) -> tuple[str, ...]:
    """Names of the values that no source gave («требует сверки»), as `facts.needs_check` finds them in the file."""
    return tuple(
        each.name for each in fields(one) if getattr(one, each.name) is None and not each.name.endswith(_BESIDE)
    )


def _check_territory(sheet: Sheet, path: Path, one: Territory) -> None:
    if len(one.oktmo_2019) != len(one.oktmo_2019_name):
        words = f"кодов {len(one.oktmo_2019)}, а наименований {len(one.oktmo_2019_name)}: они идут парами"
        sheet.report((*path, "oktmo_2019"), words)
    for value, basis in (("oktmo", "oktmo_basis"), ("kind", "kind_basis"), ("utc_offset", "timezone_basis")):
        if getattr(one, value) is not None and getattr(one, basis) is None:
            sheet.report((*path, basis), f"у значения «{value}» нет источника: впишите его в {basis}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Territories:
    """The whole of territories.yaml."""

    region: str = key(slug)
    notes: tuple[str, ...] = key(texts)
    territories: tuple[Territory, ...] = key(list_of(record(Territory, _check_territory), 1))


def _check_all(sheet: Sheet, path: Path, made: Territories) -> None:
    seen: set[str] = set()
    codes: set[str] = set()
    for index, one in enumerate(made.territories):
        if one.name in seen:
            sheet.report((*path, "territories", index, "name"), f"«{one.name}» уже есть: уберите повтор")
        if one.oktmo in codes:
            sheet.report((*path, "territories", index, "oktmo"), f"код {one.oktmo} уже есть у другой территории")
        seen.add(one.name)
        codes |= {one.oktmo} if one.oktmo else set()
    if sum(one.place == "top" for one in made.territories) > 1:
        sheet.report((*path, "territories"), "вершина (place: top) бывает только одна")


read_territories = record(Territories, _check_all)
