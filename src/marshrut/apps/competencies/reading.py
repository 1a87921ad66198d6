"""Who accompanies whom, from a workbook or a text with separators: typed lines with their faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import IO, Any

from marshrut.apps.registry.reading.cells import text_of
from marshrut.apps.registry.reading.named import NAMED_FIELDS, Columns, NamedLine, headings_of, read_who, tidy_heading
from marshrut.apps.registry.reading.rows import RowCells, SentRead, end_reading, read_sheet
from marshrut.apps.registry.reading.sheets import Sheet, open_book

__all__ = ["COMPANION", "FIELDS", "WANTED_FIRST", "read_accompaniments"]

#: Code → headings under which a field is known, ours first.
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **NAMED_FIELDS,
        "full_name": (*NAMED_FIELDS["full_name"], "Кто", "Кого закрепляют", "Кого сопровождают"),
        "companion": ("Сопровождающий", "ФИО сопровождающего", "За кем закреплён", "Методист", "ФИО методиста"),
        "companion_snils": ("СНИЛС сопровождающего", "СНИЛС методиста"),
        "companion_organisation": ("Организация сопровождающего", "Организация методиста",
                                   "Место работы сопровождающего"),
        "order_number": ("Номер приказа", "Приказ", "№ приказа"),
        "order_date": ("Дата приказа",),
        "since": ("С какого дня", "Дата начала", "Начало", "С"),
        "until": ("По какой день", "Дата окончания", "Окончание", "По"),
    }
)  # fmt: skip
#: What a line cannot do without.
WANTED_FIRST = frozenset({"full_name", "companion", "order_number", "order_date", "since"})
#: What a line says of the companion: the field of a person → ours.
COMPANION: Mapping[str, str] = MappingProxyType(
    {
        "full_name": "companion",
        "snils": "companion_snils",
        "organisation": "companion_organisation",
    }
)
_TITLES = {"ФИО": "Сопровождающий", "СНИЛС": "СНИЛС сопровождающего", "Организация": "Организация сопровождающего"}
_WANTED = frozenset({"full_name", "family_name", "snils"})
_LENGTHS = {"order_number": 60}
#: Headings of two storeys: under such a one the lower words are of the companion, of the order, of the days.
_OVER = (
    (re.compile(r"^(сопровожда(?!ют|ем)|методист|за кем|наставник)"), "сопровождающего"),
    (re.compile(r"^приказ"), "приказа"),
)
_LOOK = 15


def read_accompaniments(source: IO[bytes], *, today: date, step: Callable[[int, int], None] | None = None) -> SentRead:
    """Read every sheet with known headings; raises UnreadableError for what is no workbook."""
    found, book = SentRead(), open_book(source)
    for sheet in book.sheets:
        read_sheet(
            replace(sheet, rows=_one_storey(sheet)),
            found,
            today,
            fields=FIELDS,
            wanted=_WANTED,
            take=_line,
            since_1904=book.since_1904,
            step=step,
            lengths=_LENGTHS,
        )
    return end_reading(found, "ни имени, ни СНИЛС")


def _one_storey(sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
    """The rows with a heading of two storeys made one: «Сопровождающий» over «ФИО» is the companion's name."""
    known, above, rows = headings_of(FIELDS), list[Any](), iter(sheet.rows)

    def heads(cells: list[Any]) -> bool:
        return any(known.get(tidy_heading(text_of(cell))) in _WANTED for cell in cells)

    for looked, (number, cells) in enumerate(rows):
        if looked < _LOOK and heads(cells):
            below = next(rows, None)
            if below and heads(below[1]):
                yield below[0], _joined(cells, below[1])
            else:
                yield number, _joined(above, cells)
                yield from [below] if below else []
            yield from rows
            return
        above = cells
        yield number, cells


def _joined(above: list[Any], below: list[Any]) -> list[Any]:
    said, joined = "", list[Any]()
    for place in range(max(len(above), len(below))):
        upper = text_of(above[place]).strip() if place < len(above) else ""
        lower = text_of(below[place]).strip() if place < len(below) else ""
        said = upper or said
        of = next((whose for look, whose in _OVER if look.match(tidy_heading(said))), "")
        joined.append(f"{lower} {of}" if lower and of and of not in tidy_heading(lower) else lower or upper)
    return joined if any(cell not in below for cell in joined) else below


def _line(row: RowCells) -> None:
    row.who()
    _companion(row)
    row.text("order_number", "Номер приказа", needed="Впишите номер: без основания чужие результаты не открываются.")
    row.day("order_date", "Дата приказа", needed="Впишите день приказа.", past=True)
    row.day("since", "С какого дня", needed="Впишите первый день.")
    row.day("until", "По какой день")
    since, until = row.line.values.get("since"), row.line.values.get("until")
    if since and until and until < since:
        text = f"Последний день раньше первого ({since:%d.%m.%Y})."
        row.line.problem("until-before", "По какой день", f"{until:%d.%m.%Y}", text, "Проверьте обе даты.")


def _companion(row: RowCells) -> None:
    """The second person of a line is read by the same eyes, from columns of their own."""
    places = {code: row.columns.places[ours] for code, ours in COMPANION.items() if ours in row.columns}
    told = NamedLine(row.line.sheet, row.line.row)
    columns = Columns(places, row.columns.since_1904)
    read_who(told, columns, row.cells)
    if text := columns.text(row.cells, "organisation"):
        told.values["organisation"] = text[:300]
    for one in told.problems:
        row.line.problems.append({**one, "column": _TITLES.get(one["column"], one["column"])})
    row.line.values |= {f"companion_{name}": value for name, value in told.values.items()}
    named = told.values.get("family_name") and told.values.get("given_name")
    if not named and not told.values.get("snils") and not told.wrong:
        cure = "Впишите фамилию, имя и отчество или СНИЛС сопровождающего."
        row.line.problem("no-companion", "Сопровождающий", "", "Не сказано, кто сопровождает.", cure)
