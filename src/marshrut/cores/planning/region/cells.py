"""What stands in a cell: a number, a day, a name. What cannot be read is a fault with table, row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf, isfinite

__all__ = ["MOST_FAULTS", "Fault", "Sheet", "TablesError", "day", "number", "whole"]

#: After so many faults reading stops: who mends them reads on from there.
MOST_FAULTS = 20
_FAR = 10_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where: the table, its line (1 is the heading, 0 the table itself), the column."""

    table: str
    row: int
    column: str
    words: str

    def __str__(self) -> str:
        place = f"{self.table}.csv"
        if self.row:
            place += f", строка {self.row}"
        if self.column:
            place += f", столбец {self.column}"
        return f"{place}: {self.words}"


class TablesError(ValueError):
    """The tables do not describe a region. `faults` name the places, the first ones."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(one) for one in faults))
        self.faults = tuple(faults)


@dataclass(slots=True)
class Sheet:
    """A table being read: its name, its heading, and the faults found in all tables so far."""

    table: str
    columns: Mapping[str, int]
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def of(cls, table: str, heading: Iterable[str], needed: Sequence[str], faults: list[Fault]) -> Sheet:
        """From a heading: names in any order, further columns are left alone."""
        names = [one.strip().lstrip("\ufeff").strip().lower() for one in heading]
        made = cls(table, {name: at for at, name in reversed(list(enumerate(names)))}, faults)
        for name in needed:
            if name not in made.columns:
                made.fault(1, name, f"такого столбца нет; есть: {', '.join(filter(None, names)) or 'ничего'}")
        return made

    def fault(self, row: int, column: str, words: str) -> None:
        """One more; after too many, stop."""
        self.faults.append(Fault(self.table, row, column, words))
        if len(self.faults) >= MOST_FAULTS:
            raise TablesError(self.faults)

    def text(self, cells: Sequence[str], column: str) -> str:
        """A cell without blanks around it; "" where there is none."""
        at = self.columns.get(column, _FAR)
        return cells[at].strip() if at < len(cells) else ""

    def name(self, row: int, cells: Sequence[str], column: str) -> str:
        """A cell that has to be filled."""
        found = self.text(cells, column)
        if not found:
            self.fault(row, column, "пустая ячейка, а здесь нужно имя")
        return found

    def known(self, row: int, cells: Sequence[str], column: str, names: Mapping[str, int], where: str) -> int:
        """The number behind a name of another table; -1 with a fault where it is not known."""
        found = self.name(row, cells, column)
        if found and found not in names:
            self.fault(row, column, f"«{found}» нет в таблице {where}")
        return names.get(found, -1)

    def number(self, row: int, cells: Sequence[str], column: str, empty: float) -> float:
        """A number from 0 up; `empty` for an empty cell."""
        return self._read(row, cells, column, empty, number)

    def whole(self, row: int, cells: Sequence[str], column: str, empty: float) -> float:
        """A whole number from 0 up."""
        return self._read(row, cells, column, empty, whole)

    def day(self, row: int, cells: Sequence[str], column: str, empty: int) -> int:
        """A day as an ordinal."""
        return int(self._read(row, cells, column, empty, day))

    def _read(self, row: int, cells: Sequence[str], column: str, empty: float, how: Callable[[str], float]) -> float:
        text = self.text(cells, column)
        if not text:
            return empty
        try:
            return how(text)
        except ValueError as no:
            self.fault(row, column, str(no))
            return empty if isfinite(empty) else 0.0


def number(text: str) -> float:
    """A number from 0 up, with a point or a comma.

    Raises:
        ValueError: none, in words.
    """
    try:
        found = float(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
    except ValueError:
        raise ValueError(f"«{text}» — не число") from None
    if found != found or found in {inf, -inf}:  # noqa: PLR0124 - not a number is the only one unlike itself
        raise ValueError(f"«{text}» — не число; если предела нет, оставьте ячейку пустой")
    if found < 0:
        raise ValueError(f"отрицательное число «{text}», а здесь может быть ноль или больше")
    return found


def whole(text: str) -> float:
    """A whole number from 0 up.

    Raises:
        ValueError: none, in words.
    """
    found = number(text)
    if found != int(found):
        raise ValueError(f"«{text}» — не целое число")
    return found


def day(text: str) -> float:
    """A day as an ordinal: 2027-03-15, 15.03.2027, or the number of a day.

    Raises:
        ValueError: none, in words.
    """
    try:
        if text.isdigit() and len(text) < 8:  # noqa: PLR2004 - eight digits are a date written together
            return int(text)
        if text.count(".") == 2:  # noqa: PLR2004 - day, month, year
            text = "-".join(reversed([one.zfill(2) for one in text.split(".")]))
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise ValueError(f"«{text}» — не дата; пишите так: 2027-03-15") from None
