"""Results from a workbook or a text with separators: who, when, where, and what came out, in one of five depths."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import IO, Any

from marshrut.apps.competencies.types import Depth
from marshrut.apps.diagnostics.scoring import number_of, tidy_short
from marshrut.apps.registry.reading.cells import text_of
from marshrut.apps.registry.reading.named import (
    NAMED_FIELDS,
    Columns,
    NamedLine,
    find_head,
    headings_of,
    read_day,
    read_who,
)
from marshrut.apps.registry.reading.sheets import Sheet, open_book
from marshrut.apps.registry.types import Problem

__all__ = ["FIELDS", "ItemColumn", "Layout", "ResultLine", "ResultsRead", "read_results"]

#: Fields of a line: code → headings under which they are known, ours first.
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **NAMED_FIELDS,
        "code": ("Код участника", "ID участника", "Логин участника", "Шифр"),
        "on": ("Дата", "Дата прохождения", "Дата диагностики", "Дата тестирования"),
        "held_by": ("Где проведена", "Место проведения", "Кем проведена", "Где"),
        "level": ("Уровень", "Общий уровень", "Результат"),
        "percent": ("Процент", "Процент выполнения", "Результат, %", "%", "Общий процент"),
        "points": ("Балл", "Баллы", "Сумма баллов", "Набрано баллов"),
        "most": ("Максимум", "Максимальный балл", "Из"),
        "diagnostic": ("Диагностика", "Название диагностики"),
    }
)
_BY_HEADING = headings_of(FIELDS)
#: Who is meant stands in the row of headings.
_WHO = frozenset({"full_name", "family_name", "snils", "code"})
_OF = re.compile(r"\s*([\d.,]+)\s*(?:из|/)\s*([\d.,]+)\s*")
_WHOLE = 100.0
_STEP = 2000


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """How the cells of an item's column become points: `score` answers points, or None for what is no answer."""

    place: int
    top: float
    score: Callable[[str], float | None]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the file is said to be. `competencies`: tidied code or name → code; `items`: tidied code → its column."""

    depth: Depth
    competencies: Mapping[str, str] = field(default_factory=dict)
    levels: Callable[[str], tuple[float, float] | None] = lambda _word: None
    items: Mapping[str, ItemColumn] = field(default_factory=dict)
    #: Cells of items hold answers, not points.
    answers: bool = False
    held_on: date | None = None


@dataclass(slots=True)
class ResultLine(NamedLine):
    """One line. `values`: who, when and where; `shares`: competency ('' — the whole) → (earned, possible)."""

    shares: dict[str, tuple[float, float]] = field(default_factory=dict)
    scores: list[float | None] | None = None


@dataclass
class ResultsRead:
    """The lines and what is to be said of the file as a whole."""

    lines: list[ResultLine] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)


def read_results(
    source: IO[bytes], layout: Layout, *, today: date, step: Callable[[int, int], None] | None = None
) -> ResultsRead:
    """Read every sheet with known headings; raises UnreadableError for what is no workbook."""
    found = ResultsRead()
    book = open_book(source)
    for sheet in book.sheets:
        _read_sheet(sheet, layout, found, today=today, since_1904=book.since_1904, step=step)
    if not found.columns:
        text = "В файле нет столбцов с результатами: не найдены ни имя, ни СНИЛС, ни код участника."
        found.problems.append(Problem("no-headings", text, "Возьмите шаблон и подпишите столбцы как в нём.").plain())
    elif not found.lines:
        found.problems.append(Problem("no-lines", "Под заголовками нет ни одной строки.", "Заполните файл.").plain())
    return found


def _read_sheet(
    sheet: Sheet,
    layout: Layout,
    found: ResultsRead,
    *,
    today: date,
    since_1904: bool,
    step: Callable[[int, int], None] | None,
) -> None:
    rows = iter(sheet.rows)
    head = find_head(rows, _BY_HEADING, _WHO)
    if head is None:
        return
    headings = {place: text_of(cell).strip() for place, cell in enumerate(head) if text_of(cell).strip()}
    reader = _Reader(sheet.name, layout, headings, found, today=today, since_1904=since_1904)
    for number, cells in rows:
        if not any(cell != "" for cell in cells):
            continue
        found.lines.append(reader.line(number, cells))
        if step and len(found.lines) % _STEP == 0:
            step(len(found.lines), len(found.lines))


class _Reader:
    """Columns of one sheet, understood once."""

    def __init__(
        self,
        sheet: str,
        layout: Layout,
        headings: Mapping[int, str],
        found: ResultsRead,
        *,
        today: date,
        since_1904: bool,
    ) -> None:
        self.sheet, self.layout, self.today = sheet, layout, today
        self.headings = headings
        #: Points repeat: one object for each value, not for each cell.
        self.same: dict[float, float] = {}
        self.fields: dict[str, int] = {}
        self.columns = Columns(self.fields, since_1904)
        self.shares: list[tuple[int, str]] = []
        self.items: list[tuple[int, ItemColumn]] = []
        self.width = max((one.place for one in layout.items.values()), default=-1) + 1
        for place, heading in headings.items():
            self._understand(place, heading, found)
        missing = [code for code in layout.items if code not in {tidy_short(one) for one in headings.values()}]
        if layout.items and len(missing) == len(layout.items):
            text = "Ни один столбец не назван кодом задания этой версии."
            found.problems.append(Problem("no-items", text, "Возьмите шаблон этого инструмента.", sheet).plain())

    def _understand(self, place: int, heading: str, found: ResultsRead) -> None:
        tidy = tidy_short(heading)
        code = _BY_HEADING.get(tidy)
        if tidy in self.layout.items:
            self.items.append((place, self.layout.items[tidy]))
            found.columns[heading] = "item"
        elif code and code not in self.fields:
            self.fields[code] = place
            found.columns[heading] = code
        elif self.layout.depth in {Depth.LEVEL, Depth.PERCENT, Depth.AREAS} and tidy in self.layout.competencies:
            self.shares.append((place, self.layout.competencies[tidy]))
            found.columns[heading] = self.layout.competencies[tidy]
        elif heading not in found.unknown:
            found.unknown.append(heading)
            items = self.layout.depth is Depth.ITEMS
            text = f"Столбец «{heading}» не понят{': такого задания в этой версии нет' if items else ''}."
            problem = Problem("unknown-column", text, "Он не загружается.", self.sheet, 0, heading, "", not items)
            found.problems.append(problem.plain())

    def line(self, number: int, cells: list[Any]) -> ResultLine:
        """One row."""
        line = ResultLine(self.sheet, number)
        self._who(line, cells)
        self._when(line, cells)
        for code in ("organisation", "organisation_code", "municipality", "code", "held_by", "diagnostic"):
            if text := self._text(cells, code):
                line.values[code] = text[:300]
        if self.layout.depth is Depth.ITEMS:
            self._scores(line, cells)
        elif self.layout.depth is not Depth.FACT:
            self._outcome(line, cells)
        return line

    def _text(self, cells: list[Any], code: str) -> str:
        return self.columns.text(cells, code)

    def _who(self, line: ResultLine, cells: list[Any]) -> None:
        read_who(line, self.columns, cells)
        named = line.values.get("family_name") and line.values.get("given_name")
        if not named and not line.values.get("snils") and not self._text(cells, "code") and not line.wrong:
            line.problem("nobody", "ФИО", "", "Не сказано, чей это результат.", "Впишите имя, СНИЛС или код участника.")

    def _when(self, line: ResultLine, cells: list[Any]) -> None:
        for code, title in (("birth_date", "Дата рождения"), ("on", "Дата")):
            read_day(line, self.columns, cells, code, title)
        on = line.values.setdefault("on", self.layout.held_on)
        if on is None and not line.wrong:
            line.problem("no-date", "Дата", "", "Не сказано, когда.", "Впишите дату или укажите её для всего файла.")
        elif on is not None and on > self.today:
            line.problem("future", "Дата", f"{on:%d.%m.%Y}", "Этот день ещё не наступил.", "Проверьте год и месяц.")

    def _outcome(self, line: ResultLine, cells: list[Any]) -> None:
        level, percent = self._text(cells, "level"), self._text(cells, "percent")
        points, most = self._text(cells, "points"), self._text(cells, "most")
        if self.layout.depth is Depth.LEVEL and level:
            self._share(line, "", "Уровень", level)
        elif self.layout.depth is not Depth.LEVEL and percent:
            self._share(line, "", "Процент", percent)
        elif self.layout.depth is not Depth.LEVEL and points:
            self._share(line, "", "Балл", f"{points} из {most}" if most else points, alone=bool(most))
        for place, code in self.shares:
            text = text_of(cells[place]).strip() if place < len(cells) else ""
            if text:
                self._share(line, code, self.headings[place], text)
        if not line.shares and not line.wrong:
            cure = "Заполните столбец результата или загрузите файл как «только факт»."
            line.problem("no-outcome", "Результат", "", "Не сказано, что вышло.", cure)

    def _share(self, line: ResultLine, code: str, column: str, text: str, *, alone: bool = True) -> None:
        """What a cell says, as earned of possible; a level word is the middle of its stretch of one."""
        if self.layout.depth is Depth.LEVEL:
            stretch = self.layout.levels(text)
            if stretch is None:
                cure = "Напишите: ниже базового, базовый, повышенный, высокий."
                line.problem("level", column, text, f"Уровень «{text[:60]}» не известен.", cure)
            else:
                line.shares[code] = ((stretch[0] + stretch[1]) / 2, 1.0)
                line.values.setdefault("levels", {})[code] = text[:60]
            return
        both = _OF.fullmatch(text)
        if both:
            earned, possible = number_of(both[1]), number_of(both[2])
        else:
            earned, possible = number_of(text.rstrip("% ")), number_of("100") if alone else None
        if earned is None or possible is None or possible <= 0:
            cure = "Напишите процент (например 64) или «12 из 20»."
            line.problem("number", column, text, "Результат не читается как число.", cure)
        elif earned < 0 or earned > possible:
            what = "Процент больше 100" if not both else "Балл больше максимума"
            what = "Отрицательный результат" if earned < 0 else what
            line.problem("too-much", column, text, f"{what}: так не бывает.", "Проверьте число и максимум.")
        else:
            line.shares[code] = (float(earned), float(possible))

    def _scores(self, line: ResultLine, cells: list[Any]) -> None:
        scores: list[float | None] = [None] * self.width
        size = len(cells)
        for place, item in self.items:
            cell = cells[place] if place < size else ""
            if cell == "":
                continue
            if not self.layout.answers and type(cell) is float and 0 <= cell <= item.top:
                scores[item.place] = self.same.setdefault(cell, cell)
                continue
            text = text_of(cell).strip()
            points = item.score(text) if text else None
            if points is None and text:
                words = "Балл не число или больше максимума" if not self.layout.answers else "Ответ не читается"
                cure = f"Для этого задания — от 0 до {item.top:g}." if not self.layout.answers else "Буквы вариантов."
                line.problem("score", self.headings[place], text, f"{words}.", cure)
            scores[item.place] = points
        if not line.wrong and all(one is None for one in scores):
            line.problem("no-outcome", "Задания", "", "Нет ни одного ответа.", "Заполните столбцы заданий.")
        line.scores = scores
