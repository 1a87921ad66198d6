"""Lines about people in files from elsewhere: headings, who is meant, days. What every app that reads such files needs.

A staff list is read by `read_file`; here somebody is only named, so that `services.match_people` can say who it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from marshrut.apps.registry.reading.cells import text_of
from marshrut.apps.registry.reading.dates import BadDateError, day_of
from marshrut.apps.registry.reading.names import name_of, snils_of, split_name
from marshrut.apps.registry.types import Problem

__all__ = ["NAMED_FIELDS", "Columns", "NamedLine", "find_head", "headings_of", "read_day", "read_who", "tidy_heading"]

#: Fields that say who is meant: code → headings under which they are known, ours first.
NAMED_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "full_name": ("ФИО", "Фамилия, имя, отчество", "Участник", "Педагог", "ФИО педагога", "ФИО участника",
                      "Слушатель", "ФИО слушателя"),
        "family_name": ("Фамилия",),
        "given_name": ("Имя",),
        "patronymic": ("Отчество",),
        "birth_date": ("Дата рождения",),
        "snils": ("СНИЛС",),
        "organisation": ("Организация", "Образовательная организация", "ОО", "Школа", "Место работы"),
        "organisation_code": ("Код организации", "ОГРН", "ИНН"),
        "municipality": ("Муниципальное образование", "Муниципалитет", "Район"),
    }
)  # fmt: skip
#: Headings are looked for in so many rows.
_LOOK = 15


@dataclass(slots=True)
class NamedLine:
    """One line. `values`: what was read, by field."""

    sheet: str
    row: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        """Something keeps it from being taken."""
        return any(not one["warning"] for one in self.problems)

    def problem(self, code: str, column: str, value: Any, text: str, cure: str, *, warning: bool = False) -> None:
        """A fault with its cell; numbers of people are not repeated."""
        said = "" if column == "СНИЛС" else str(value)[:120]
        found = Problem(code, text, cure, self.sheet, self.row, column, said, warning)
        self.problems.append(found.plain())


def tidy_heading(text: Any) -> str:
    """Headings are compared without case, ё, odd spaces and a full stop at the end."""
    return " ".join(str(text).split()).rstrip(".").strip().casefold().replace("ё", "е")


def headings_of(fields: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Tidied heading → field."""
    return {tidy_heading(name): code for code, names in fields.items() for name in names}


def find_head(
    rows: Iterator[tuple[int, list[Any]]], known: Mapping[str, str], wanted: Collection[str]
) -> list[Any] | None:
    """The row of headings: one of the wanted fields stands in it; None where there is none among the first rows."""
    for looked, (_, cells) in enumerate(rows):
        codes = {known.get(tidy_heading(text_of(cell))) for cell in cells}
        if codes & set(wanted):
            return cells
        if looked >= _LOOK:
            return None
    return None


@dataclass(slots=True)
class Columns:
    """Where each field stands on one sheet."""

    places: dict[str, int]
    since_1904: bool = False

    def __contains__(self, code: str) -> bool:
        return code in self.places

    def cell(self, cells: list[Any], code: str) -> Any:
        """The cell of a field; an empty word where there is none."""
        place = self.places.get(code)
        return cells[place] if place is not None and place < len(cells) else ""

    def text(self, cells: list[Any], code: str) -> str:
        """The same as a person sees it."""
        return text_of(self.cell(cells, code)).strip()


def read_who(line: NamedLine, columns: Columns, cells: list[Any]) -> None:
    """Name and number of who is meant; faults of them stand with the line."""
    if "full_name" in columns and (text := columns.text(cells, "full_name")):
        parts, faults = split_name(text[:240])
        if parts:
            line.values["family_name"], line.values["given_name"], line.values["patronymic"] = parts
        for one in faults:
            line.problem(one.code, "ФИО", text, one.text, one.cure, warning=one.warning)
    for code, title in (("family_name", "Фамилия"), ("given_name", "Имя"), ("patronymic", "Отчество")):
        if code in columns and (text := columns.text(cells, code)):
            value, faults = name_of(text[:80])
            if value:
                line.values[code] = value
            for one in faults:
                line.problem(one.code, title, text, one.text, one.cure, warning=one.warning)
    if "snils" in columns and columns.text(cells, "snils"):
        value, faults = snils_of(columns.cell(cells, "snils"))
        if value:
            line.values["snils"] = value
        for one in faults:
            line.problem(one.code, "СНИЛС", "", one.text, one.cure, warning=one.warning)


def read_day(line: NamedLine, columns: Columns, cells: list[Any], code: str, title: str) -> None:
    """A day, where the cell has one."""
    if not columns.text(cells, code):
        return
    try:
        line.values[code] = day_of(columns.cell(cells, code), since_1904=columns.since_1904)
    except BadDateError as why:
        cure = "Запишите день числом, например 12.05.2026."
        line.problem("bad-date", title, columns.text(cells, code), f"Дата не читается: {why}.", cure)
