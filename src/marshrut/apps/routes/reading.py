"""Routes made elsewhere from a workbook or a text with separators: typed lines with their faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import IO

from marshrut.apps.registry.reading.named import NAMED_FIELDS, tidy_heading
from marshrut.apps.registry.reading.rows import RowCells, SentRead, end_reading, read_sheet
from marshrut.apps.registry.reading.sheets import open_book
from marshrut.apps.routes.types import RouteState

__all__ = ["FIELDS", "WANTED_FIRST", "Origins", "read_routes"]

#: Code → headings under which a field is known, ours first.
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **NAMED_FIELDS,
        "maker": ("Кем составлен", "Кто составил", "Составитель", "Организация-составитель"),
        "number": ("Номер", "Номер маршрута", "Номер ИОМ", "№ ИОМ"),
        "made_on": ("Дата составления", "Составлен", "Дата разработки"),
        "approved_on": ("Дата утверждения", "Утверждён", "Дата согласования"),
        "year": ("Учебный год", "Год"),
        "state": ("Состояние", "Статус", "Статус ИОМ"),
        "ended_on": ("Дата завершения", "Завершён"),
        "diagnostic": ("По какой диагностике", "Диагностика", "Название диагностики"),
        "diagnosed_on": ("Дата диагностики", "Когда диагностика"),
        "diagnosed_origin": ("Откуда диагностика", "Чья диагностика", "Кто проводил диагностику"),
    }
)
#: What a line cannot do without.
WANTED_FIRST = frozenset({"full_name", "maker", "number", "made_on", "state"})
_WANTED = frozenset({"full_name", "family_name", "snils"})
_STATES: Mapping[str, RouteState] = MappingProxyType(
    {
        "утвержден": RouteState.APPROVED,
        "идет": RouteState.RUNNING,
        "реализуется": RouteState.RUNNING,
        "завершен": RouteState.COMPLETED,
    }
)
_YEAR = re.compile(r"(20\d\d)(?:\s*[/–—-]\s*(20)?(\d\d))?(?:\s*(?:уч\.?\s*)?г(?:од)?\.?)?", re.IGNORECASE)
_CENTURY = 100


@dataclass(frozen=True, slots=True)
class Origins:
    """Whose results there are, by word and by code; which school year a day belongs to."""

    codes: Mapping[str, str]
    titles: tuple[str, ...]
    year_of: Callable[[date], int]


def read_routes(
    source: IO[bytes], *, today: date, origins: Origins, step: Callable[[int, int], None] | None = None
) -> SentRead:
    """Read every sheet with known headings; raises UnreadableError for what is no workbook."""
    found, book = SentRead(), open_book(source)
    for sheet in book.sheets:
        read_sheet(
            sheet,
            found,
            today,
            fields=FIELDS,
            wanted=_WANTED,
            take=lambda cells: _route(cells, origins),
            since_1904=book.since_1904,
            step=step,
            lengths={"number": 60},
        )
    return end_reading(found, "ни имени, ни СНИЛС")


def _route(row: RowCells, origins: Origins) -> None:
    row.who()
    row.text("maker", "Кем составлен", needed="Впишите, какая организация составила маршрут.")
    row.text("number", "Номер", needed="Впишите номер: по нему маршрут считается один раз.")
    row.day("made_on", "Дата составления", needed="Впишите день, когда маршрут составлен.", past=True)
    row.day("approved_on", "Дата утверждения", past=True)
    row.day("ended_on", "Дата завершения", past=True)
    row.word("state", "Состояние", _STATES)
    if "state" not in row.line.values and not any(one["column"] == "Состояние" for one in row.line.problems):
        text = "Не заполнено: состояние."
        row.line.problem("no-state", "Состояние", "", text, "Напишите: утверждён, идёт или завершён.")
    _days(row)
    _year(row, origins)
    _diagnostic(row, origins)


def _days(row: RowCells) -> None:
    values, say = row.line.values, row.line.problem
    made, approved, ended = values.get("made_on"), values.get("approved_on"), values.get("ended_on")
    state = values.get("state")
    if made and approved and approved < made:
        text = f"Утверждён раньше, чем составлен ({made:%d.%m.%Y})."
        say("approved-before", "Дата утверждения", f"{approved:%d.%m.%Y}", text, "Проверьте обе даты.")
    first = approved or made
    if first and ended and ended < first:
        text = f"Завершён раньше, чем утверждён ({first:%d.%m.%Y})."
        say("ended-before", "Дата завершения", f"{ended:%d.%m.%Y}", text, "Проверьте даты.")
    if state and not approved and not row.columns.text(row.cells, "approved_on"):
        text = "Не сказано, когда маршрут утверждён."
        say("no-approved_on", "Дата утверждения", "", text, "Впишите дату: без неё маршрут не посчитается.")
    over = state == RouteState.COMPLETED
    if over and not ended and not row.columns.text(row.cells, "ended_on"):
        say("no-ended_on", "Дата завершения", "", "Маршрут завершён, а когда – не сказано.", "Впишите дату завершения.")
    if state and ended and not over:
        text = "Дата завершения есть, а состояние другое."
        say("not-ended", "Состояние", RouteState(state).title, text, "Напишите «завершён» или уберите дату.")


def _year(row: RowCells, origins: Origins) -> None:
    said = row.columns.text(row.cells, "year")
    made = row.line.values.get("made_on")
    if not said:
        if made:
            row.line.values["year"] = origins.year_of(made)
        return
    match = _YEAR.fullmatch(said)
    year = int(match[1]) if match else 0
    if match is None or (match[3] and int(match[3]) != (year + 1) % _CENTURY):
        row.line.problem("year", "Учебный год", said, "Учебный год не читается.", "Напишите, например: 2025/2026.")
    elif made and year not in {origins.year_of(made), origins.year_of(made) + 1}:
        text = f"Составлен {made:%d.%m.%Y}, а учебный год другой."
        row.line.problem("year", "Учебный год", said, text, "Проверьте год и дату составления.")
    else:
        row.line.values["year"] = year


def _diagnostic(row: RowCells, origins: Origins) -> None:
    row.text("diagnostic", "По какой диагностике")
    row.day("diagnosed_on", "Дата диагностики", past=True)
    values, say = row.line.values, row.line.problem
    word = row.columns.text(row.cells, "diagnosed_origin")
    code = origins.codes.get(tidy_heading(word)) if word else None
    offered = f"Напишите одно из: {', '.join(origins.titles)}."
    if code:
        values["diagnosed_origin"] = code
    elif word:
        say("origin", "Откуда диагностика", word, f"«{word[:60]}» не понято.", offered)
    on, made = values.get("diagnosed_on"), values.get("made_on")
    if on and made and on > made:
        text = f"Диагностика позже, чем составлен маршрут ({made:%d.%m.%Y})."
        say("diagnosed-after", "Дата диагностики", f"{on:%d.%m.%Y}", text, "Проверьте обе даты.")
    told = bool(word or values.get("diagnostic"))
    if told and not on and not row.columns.text(row.cells, "diagnosed_on"):
        say("no-diagnosed_on", "Дата диагностики", "", "Диагностика названа, а день – нет.", "Впишите день.")
    if on and not word:
        say("no-origin", "Откуда диагностика", "", "Не сказано, чья это диагностика.", offered)
    if not told and not on:
        text = "Диагностика не названа: маршрут запишется как составленный без неё."
        say("no-diagnostic", "По какой диагностике", "", text, "Если она была, впишите её.", warning=True)
