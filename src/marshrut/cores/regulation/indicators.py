"""indicators.yaml: what is measured, with targets and the readings of open questions."""

# ruff: noqa: RUF009 — key() and option() make dataclass fields, nothing is shared

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marshrut.cores.regulation.problems import nearest
from marshrut.cores.regulation.readers import (
    BAD,
    Path,
    Sheet,
    a_year,
    amount,
    boolean,
    day,
    ident,
    key,
    list_of,
    null_or,
    number,
    one_of,
    option,
    record,
    text,
    true,
    whole,
)
from marshrut.cores.regulation.spans import check_last_day
from marshrut.cores.regulation.structure import slug
from marshrut.cores.regulation.words import (
    BREAKDOWNS,
    COMPARISONS,
    EVENTS,
    INDICATOR_KINDS,
    INDICATOR_UNITS,
    PERIODS,
    POPULATIONS,
    PRECISIONS,
    PREVIOUS,
    TRENDS,
    UNITS_OF_TIME,
)
from marshrut.cores.regulation.yamltext import Node

__all__ = [
    "Ambiguity",
    "Indicator",
    "Indicators",
    "Monitoring",
    "OtherNumber",
    "Target",
    "Threshold",
    "read_indicators",
]

_WHEN = {
    "year": ("year",),
    "from_year": ("from_year", "carry_forward"),
    "by": ("by", "precision"),
    "every": ("every",),
    "undated": ("undated",),
}
_WHAT = {"value": ("value",), "lost": ("lost",), "trend": ("trend", "against")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One *when* (year, from_year, by, every, undated) and one *what* (value, lost, trend)."""

    year: int | None = option(a_year)
    from_year: int | None = option(a_year)
    to_year: int | None = option(a_year)
    carry_forward: bool | None = option(true)
    by: date | None = option(day)
    precision: str | None = option(one_of(PRECISIONS))
    every: str | None = option(one_of(UNITS_OF_TIME))
    undated: bool | None = option(true)
    value: bool | int | float | None = option(amount)
    lost: bool | None = option(true)
    trend: str | None = option(one_of(TRENDS))
    against: str | None = option(one_of(PREVIOUS))
    comparison: str | None = option(one_of(COMPARISONS))
    written: str | None = option(text)


def _when(keys: set[str]) -> list[str]:
    found = [word for word in _WHEN if word in keys]
    return ["every"] if "every" in found and set(found) <= {"every", "from_year"} else found


def _read_target(sheet: Sheet, path: Path, node: Node) -> object:
    """The form is settled by which *when* and which *what* stand there; then only their keys may."""
    if not isinstance(node.value, dict):
        return sheet.report(path, "нужна таблица ключей: когда и сколько")
    keys = set(node.value)
    when, what = _when(keys), [word for word in _WHAT if word in keys]
    sheet.lines[path] = node.line
    if len(when) != 1:
        words = "у цели нет года или срока" if not when else f"у цели несколько сроков ({', '.join(when)})"
        unknown = next(iter(sorted(keys - {f for form in _WHEN.values() for f in form} - {"written"})), None)
        return sheet.report(path, f"{words}: нужен ровно один из ключей {', '.join(_WHEN)}", nearest(unknown, _WHEN))
    if len(what) != 1:
        words = "у цели нет значения" if not what else f"у цели несколько значений ({', '.join(what)})"
        return sheet.report(path, f"{words}: нужен ровно один из ключей {', '.join(_WHAT)}")
    allowed = {*_WHEN[when[0]], *_WHAT[what[0]], "comparison", "written"}
    if when == ["every"]:
        allowed |= {"from_year", "to_year"}
    good = True
    for word in (*_WHEN[when[0]], *_WHAT[what[0]]):
        if word not in keys:
            good = False
            sheet.report((*path, word), f"нет обязательного ключа «{word}»: впишите его")
    for word in keys - allowed:
        good = False
        sheet.lines[(*path, word)] = node.value[word][0]
        sheet.report((*path, word), f"ключ «{word}» здесь не нужен или неизвестен", nearest(word, allowed - keys))
    return _RECORD(sheet, path, node) if good else BAD


def _check_target(sheet: Sheet, path: Path, target: Target) -> None:
    if target.by is not None and target.precision is not None:
        check_last_day(sheet, (*path, "by"), target.by, target.precision)
    if target.from_year and target.to_year and target.from_year > target.to_year:
        sheet.report((*path, "from_year"), f"начало {target.from_year} позже конца {target.to_year}")


_RECORD = record(Target, _check_target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """Where the order leaves the counting open: the reading chosen and the other one."""

    question: str = key(text)
    chosen: str | None = key(null_or(text))
    alternative: str | None = key(null_or(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A bound inside the definition («не ниже 70 %»)."""

    comparison: str = key(one_of(COMPARISONS))
    value: int | float = key(number)
    unit: str = key(one_of(INDICATOR_UNITS))


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherNumber:
    """The number under which another place of the order names the same indicator."""

    where: str = key(text)
    number: int | None = key(null_or(whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """How often the order asks for monitoring."""

    at_least: int = key(whole)
    per: str = key(one_of({"year"}))
    source: tuple[str, ...] = key(list_of(text, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is counted, for whom, when, and against which targets."""

    id: str = key(text)
    kind: str = key(one_of(INDICATOR_KINDS))
    name: str = key(text)
    unit: str = key(one_of(INDICATOR_UNITS))
    numerator: str = key(text)
    denominator: str | None = key(null_or(text))
    cumulative: bool = key(boolean)
    period: str = key(one_of(PERIODS))
    population: str = key(one_of(POPULATIONS))
    event: str = key(one_of(EVENTS))
    comparison: str = key(one_of(COMPARISONS))
    targets: tuple[Target, ...] = key(list_of(_read_target))
    breakdown: tuple[str, ...] = key(list_of(one_of(BREAKDOWNS), 1))
    source: tuple[str, ...] = key(list_of(text, 1))
    ambiguities: tuple[Ambiguity, ...] = key(list_of(record(Ambiguity)))
    direction: int | None = option(whole)
    population_detail: str | None = option(text)
    table_row: int | None = option(whole)
    part_of: str | None = option(text)
    denominator_written: str | None = option(text)
    opening_year: int | None = option(a_year)
    threshold: Threshold | None = option(record(Threshold))
    other_number: OtherNumber | None = option(record(OtherNumber))
    data_owner: str | None = option(ident)
    note: str | None = option(text)


def _check_indicator(sheet: Sheet, path: Path, one: Indicator) -> None:
    if one.kind == "effectiveness" and one.id not in one.source:
        sheet.report((*path, "source"), f"показатель приказа должен называть свой пункт: добавьте {one.id}")
    if one.population == "other" and one.population_detail is None:
        sheet.report((*path, "population"), "population: other требует ключа population_detail: скажите словами, кто")
    for index, target in enumerate(one.targets):
        place = (*path, "targets", index)
        if target.value is not None and isinstance(target.value, bool) != (one.unit == "yes_no"):
            sheet.report((*place, "value"), f"значение {target.value} не подходит к единице «{one.unit}»")
        if target.trend is not None and target.trend != one.comparison:
            sheet.report((*place, "trend"), "направление цели и comparison показателя расходятся")
        if target.comparison == one.comparison:
            sheet.report((*place, "comparison"), "comparison цели повторяет показатель: уберите ключ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicators:
    """The whole of indicators.yaml."""

    region: str = key(slug)
    where: str = key(text)
    header: str | None = key(null_or(text))
    monitoring: Monitoring | None = key(null_or(record(Monitoring)))
    indicators: tuple[Indicator, ...] = key(list_of(record(Indicator, _check_indicator), 1))
    note: str | None = key(null_or(text))


read_indicators = record(Indicators)
