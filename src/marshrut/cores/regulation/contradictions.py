"""Where the order contradicts itself in number or date: what stands where, to be asked once which to print."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from marshrut.cores.regulation.clauses import Document
from marshrut.cores.regulation.words import PRINTED_PLACES

__all__ = ["Choice", "Contradiction", "contradictions", "printed_date", "printed_number"]

_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
#: «22.08.2021», and also «06» 06 20 25: recognition breaks the year in two.
_DIGITS = re.compile(r"[«\"]?(\d{1,2})[»\"]?[.\s]+(\d{1,2})[.\s]+(\d{2})\s?(\d{2})\b")
_WORDS = re.compile(r"[«\"]?(\d{1,2})[»\"]?\s+([а-яё]{3,8})\s+(\d{4})", re.IGNORECASE)
_NUMBER = re.compile(r"№\s*(\S+)")


@dataclass(frozen=True, slots=True)
class Choice:
    """One form of the number or date. `value` is what would be printed, `places` where it stands in the order."""

    value: str
    places: tuple[str, ...]
    written: tuple[str, ...]
    accepted: bool


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The order says several things about its number or date. `accepted` marks the one the data took."""

    what: Literal["number", "date"]
    choices: tuple[Choice, ...]
    note: str | None

    @property
    def question(self) -> str:
        """The question for the administrator."""
        which = "Какой номер" if self.what == "number" else "Какую дату"
        return f"Приказ противоречит сам себе. {which} печатать в документах?"


def printed_date(written: str) -> date | None:
    """The date in the words of the order, if there is one."""
    try:
        if found := _WORDS.search(written):
            name = found[2].lower()
            month = next((index for index, word in enumerate(_MONTHS, 1) if name.startswith(word)), None)
            return date(int(found[3]), month, int(found[1])) if month else None
        if found := _DIGITS.search(written):
            return date(int(found[3] + found[4]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    return None


def printed_number(written: str) -> str | None:
    """The number in the words of the order, if there is one."""
    found = _NUMBER.search(written)
    return found[1] if found else None


def contradictions(document: Document) -> tuple[Contradiction, ...]:
    """Number and date, each only if the order gives more than one."""
    number = _choices(document, document.number, printed_number)
    day = _choices(document, f"{document.date:%d.%m.%Y}", _shown_date)
    found = []
    if len(number) > 1:
        found.append(Contradiction("number", number, document.note))
    if len(day) > 1:
        found.append(Contradiction("date", day, document.note))
    return tuple(found)


def _shown_date(written: str) -> str | None:
    day = printed_date(written)
    return f"{day:%d.%m.%Y}" if day else None


def _choices(document: Document, accepted: str, read: Callable[[str], str | None]) -> tuple[Choice, ...]:
    found: dict[str, list[tuple[str, str]]] = {accepted: []}
    for place in document.as_printed:
        value = read(place.written)
        if value is not None:
            found.setdefault(value, []).append((PRINTED_PLACES[place.where], place.written))
    return tuple(
        Choice(value, tuple(where for where, _ in said), tuple(written for _, written in said), value == accepted)
        for value, said in found.items()
    )
