"""Days as lists write them: a date cell, a serial number of either calendar of Excel, text in several forms."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

__all__ = ["BadDateError", "day_of"]

_MONTHS = {
    word: number
    for number, word in enumerate(
        ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"), 1
    )
}
_POINTS = re.compile(r"(\d{1,2})[./\-,](\d{1,2})[./\-,](\d{4}|\d{2})(?:\s*(?:г|года)?\.?)?(?:\s+0?0:00(?::00)?)?")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_WORDS = re.compile(r"«?\"?(\d{1,2})\"?»?\s+([а-я]{3,8})\.?\s+(\d{4})\s*(?:г|года)?\.?")
_SERIAL = re.compile(r"\d{4,5}(?:\.0+)?")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
#: Serial numbers below are years («1985»), above are nobody's dates (2173).
_YEARS, _LAST_SERIAL = range(1900, 2101), 100_000


class BadDateError(ValueError):
    """Not a day; the text says why."""


def day_of(value: object, *, since_1904: bool = False) -> date:
    """The day that a cell means; raises `BadDateError`."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        raise BadDateError("это не дата")
    if isinstance(value, (int, float)):
        return _of_serial(float(value), since_1904=since_1904)
    return _of_text(str(value), since_1904=since_1904)


def _of_serial(number: float, *, since_1904: bool) -> date:
    if number in _YEARS:
        raise BadDateError("указан только год")
    if not 1 <= number < _LAST_SERIAL:
        raise BadDateError("это число, а не дата")
    return (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(days=int(number))


def _of_text(text: str, *, since_1904: bool) -> date:
    text = text.strip().lower().replace("ё", "е")
    if found := _POINTS.fullmatch(text):
        return _made(_full_year(found[3]), int(found[2]), int(found[1]))
    if found := _ISO.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _WORDS.fullmatch(text):
        month = next((number for word, number in _MONTHS.items() if found[2].startswith(word)), None)
        if month is None:
            raise BadDateError(f"нет месяца «{found[2]}»")
        # «мар» begins with «ма» too: the longer word stands earlier in the year, so the order of the table decides.
        return _made(int(found[3]), month, int(found[1]))
    if _SERIAL.fullmatch(text):
        return _of_serial(float(text), since_1904=since_1904)
    raise BadDateError("это не похоже на дату")


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 — written in full
        return year
    raise BadDateError("год записан двумя цифрами")


def _made(year: int, month: int, day: int) -> date:
    try:
        made = date(year, month, day)
    except ValueError:
        raise BadDateError("такого дня нет в календаре") from None
    if not 1900 <= year <= 2100:  # noqa: PLR2004 — nobody's life
        raise BadDateError("год вне 1900-2100")
    return made
