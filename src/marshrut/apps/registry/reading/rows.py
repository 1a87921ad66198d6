"""Rows about people in files from elsewhere, cell by cell: words, days, yes and no, who is meant.

What a kind of file asks of its rows stands with the app that takes it; here is how a cell is read and what is said of a
cell that cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from marshrut.apps.registry.reading.named import (
    Columns,
    NamedLine,
    find_head,
    headings_of,
    read_day,
    read_who,
    tidy_heading,
)
from marshrut.apps.registry.reading.sheets import Sheet
from marshrut.apps.registry.types import Problem

__all__ = ["RowCells", "SentRead", "end_reading", "read_sheet"]

_YES = {"да", "есть", "1", "+", "в реестре", "сетевая", "каскадная"}
_NO = {"нет", "0", "-", "—", "не в реестре"}
_STEP = 2000
_LONGEST = 300


@dataclass
class SentRead:
    """The lines and what is to be said of the file as a whole."""

    lines: list[NamedLine] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)


def end_reading(found: SentRead, what: str) -> SentRead:
    """What is to be said of a file without headings (`what` was not found there) or without lines."""
    if not found.columns:
        text = f"В файле нет столбцов, по которым его можно понять: не найдено {what}."
        found.problems.append(Problem("no-headings", text, "Возьмите шаблон и подпишите столбцы как в нём.").plain())
    elif not found.lines:
        found.problems.append(Problem("no-lines", "Под заголовками нет ни одной строки.", "Заполните файл.").plain())
    return found


def read_sheet(
    sheet: Sheet,
    found: SentRead,
    today: date,
    *,
    fields: Mapping[str, tuple[str, ...]],
    wanted: Collection[str],
    take: Callable[[RowCells], None],
    since_1904: bool,
    step: Callable[[int, int], None] | None,
    lengths: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Lines of one sheet, where its headings are known; `take` reads the cells of each."""
    rows, known = iter(sheet.rows), headings_of(fields)
    head = find_head(rows, known, wanted)
    if head is None:
        return
    places: dict[str, int] = {}
    for place, cell in enumerate(head):
        heading = str(cell).strip()
        code = known.get(tidy_heading(heading))
        if code and code not in places:
            places[code] = place
            found.columns[heading] = code
        elif heading and heading not in found.unknown:
            found.unknown.append(heading)
            text = f"Столбец «{heading}» не понят."
            found.problems.append(
                Problem("unknown-column", text, "Он не загружается.", sheet.name, 0, heading, "", True).plain()
            )
    columns = Columns(places, since_1904)
    for number, cells in rows:
        if not any(cell != "" for cell in cells):
            continue
        line = NamedLine(sheet.name, number)
        take(RowCells(line, columns, cells, today, lengths))
        found.lines.append(line)
        if step and len(found.lines) % _STEP == 0:
            step(len(found.lines), len(found.lines))


@dataclass(slots=True)
class RowCells:
    """One row that is being read."""

    line: NamedLine
    columns: Columns
    cells: list[Any]
    today: date
    #: How long words of a field may be, where that is not the usual.
    lengths: Mapping[str, int] = field(default_factory=dict)

    def text(self, code: str, title: str, *, needed: str = "") -> None:
        """Words; `needed`: what to do where there are none."""
        said = " ".join(self.columns.text(self.cells, code).split())
        longest = self.lengths.get(code, _LONGEST)
        if len(said) > longest:
            self.line.problem("too-long", title, said, f"Длиннее {longest} знаков.", "Сократите.")
        elif said:
            self.line.values[code] = said
        elif needed:
            self.line.problem(f"no-{code}", title, "", f"Не заполнено: {title.lower()}.", needed)

    def word(self, code: str, title: str, words: Mapping[str, Any], default: Any = None) -> None:
        """One of known words."""
        said = tidy_heading(self.columns.text(self.cells, code))
        if not said:
            if default is not None:
                self.line.values[code] = default.value
            return
        if said in words:
            self.line.values[code] = words[said].value
            return
        offered = ", ".join(dict.fromkeys(one.title for one in words.values()))
        self.line.problem(code, title, said, f"«{said[:60]}» не понято.", f"Напишите: {offered}.")

    def yes_no(self, code: str, title: str) -> None:
        """Yes, no, or nothing said."""
        said = tidy_heading(self.columns.text(self.cells, code))
        if said in _YES or said in _NO:
            self.line.values[code] = said in _YES
        elif said:
            self.line.problem(code, title, said, f"«{said[:60]}» не понято.", "Напишите «да» или «нет».")

    def day(self, code: str, title: str, *, needed: str = "", past: bool = False) -> None:
        """A day; `past`: it cannot lie ahead."""
        read_day(self.line, self.columns, self.cells, code, title)
        day = self.line.values.get(code)
        if day is None and needed and not any(one["column"] == title for one in self.line.problems):
            self.line.problem(f"no-{code}", title, "", "Дата не названа.", needed)
        elif day is not None and past and day > self.today:
            self.line.problem(
                "future", title, f"{day:%d.%m.%Y}", "Этот день ещё не наступил.", "Проверьте год и месяц."
            )

    def who(self) -> None:
        """Who is meant."""
        read_who(self.line, self.columns, self.cells)
        read_day(self.line, self.columns, self.cells, "birth_date", "Дата рождения")
        for code in ("organisation", "organisation_code", "municipality"):
            if text := self.columns.text(self.cells, code):
                self.line.values[code] = text[:300]
        values = self.line.values
        named = values.get("family_name") and values.get("given_name")
        if not named and not values.get("snils") and not self.line.wrong:
            self.line.problem("nobody", "ФИО", "", "Не сказано, кто это.", "Впишите имя или СНИЛС.")
