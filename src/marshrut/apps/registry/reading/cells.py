"""One cell → what it says. Answers are the same for the same cell, so a column reads each value once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from marshrut.apps.registry.reading import names, synonyms
from marshrut.apps.registry.reading.dates import BadDateError, day_of
from marshrut.apps.registry.reading.faults import Fault, fault, warned
from marshrut.apps.registry.reading.terms import Terms
from marshrut.apps.registry.reading.tidy import cyrillic, plain, spaced

__all__ = ["Answer", "Cells", "text_of"]

#: (field codes and values that the cell gives, its faults)
Answer = tuple[dict[str, Any], list[Fault]]
_NUMBER = re.compile(r"[+]?\d+(?:[.,]\d+)?")
_UNITS = re.compile(r"\s*(?:ст(?:авк[аи]?|авок)?|ч(?:ас(?:а|ов)?)?|ед)\.?\s*$", re.IGNORECASE)
_YEARS = re.compile(
    r"(?:(\d{1,2})(?:[.,](\d))?\s*(?:л(?:ет)?|г(?:од(?:а)?)?|полных лет)?\.?)?\s*(?:(\d{1,2})\s*м(?:ес\w*)?\.?)?"
)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]{2,}")
_MAX_YEARS = 70
_LENGTHS = {
    "name": 500, "short": 120, "settlement": 120, "address": 300, "phone": 80, "code": 80, "organisation_code": 80,
    "direction": 200, "order_number": 80,
}  # fmt: skip
_DATE_CURE = "Запишите день числом, например 01.09.2020, или сделайте ячейку датой."


def text_of(cell: Any) -> str:  # noqa: PLR0911 — one answer for each type of cell
    """A cell as a person sees it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y}" if cell.time() == time.min else f"{cell:%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float):
        return f"{cell:.10g}".replace(".", ",")
    return str(cell)


def _years_before(day: date, years: int, months: int) -> date:
    month = day.month - months
    year = day.year - years + (month - 1) // 12
    month = (month - 1) % 12 + 1
    return date(year, month, 1) if day.day > 28 else date(year, month, day.day)  # noqa: PLR2004 — every month has it


class Cells:
    """How cells of each kind are understood, for one file."""

    def __init__(self, terms: Terms, *, as_of: date, since_1904: bool) -> None:
        self._terms, self._as_of, self._since_1904 = terms, as_of, since_1904
        self._by_kind: dict[str, Callable[[str, Any], Answer]] = {
            "text": self._text, "name": self._name, "full_name": self._full_name, "date": self._date,
            "snils": self._snils, "code": self._code, "post": self._post, "subjects": self._subjects,
            "job": self._job, "load": self._load, "hours": self._hours, "experience": self._experience,
            "category": self._category, "leave": self._leave, "ended_why": self._ending,
            "organisation_kind": self._kind, "role": self._role, "statuses": self._statuses,
            "yes_no": self._yes_no, "ogrn": self._ogrn, "inn": self._inn, "email": self._email,
        }  # fmt: skip

    def reader(self, kind: str, code: str) -> Callable[[Any], Answer]:
        """What reads the cells of a column that holds this field."""
        read = self._by_kind[kind]
        return lambda cell: read(code, cell)

    def _text(self, code: str, cell: Any) -> Answer:
        text, repaired, _ = cyrillic(spaced(text_of(cell)))
        faults = []
        if repaired:
            faults.append(warned("latin-letters", "Латинские буквы внутри русского слова заменены русскими."))
        longest = _LENGTHS.get(code, 500)
        if len(text) > longest:
            faults.append(fault("too-long", f"Длиннее {longest} знаков.", "Сократите."))
        return ({code: text} if text else {}), faults

    def _name(self, code: str, cell: Any) -> Answer:
        text = text_of(cell)
        if len(text) > 80:  # noqa: PLR2004 — as the tables hold
            return {}, [fault("too-long", "Длиннее 80 знаков: это не имя.", "Оставьте в ячейке только имя.")]
        value, faults = names.name_of(text)
        return ({code: value} if value else {}), faults

    def _full_name(self, code: str, cell: Any) -> Answer:
        parts, faults = names.split_name(text_of(cell)[:240])
        if parts is None:
            return {}, faults
        return {code: parts}, faults

    def _date(self, code: str, cell: Any) -> Answer:
        text = plain(cell) if isinstance(cell, str) else "есть"
        if text in {"", "нет", "н в", "по настоящее время", "настоящее время", "бессрочно"}:
            return {}, []
        try:
            return {code: day_of(spaced(cell) if isinstance(cell, str) else cell, since_1904=self._since_1904)}, []
        except BadDateError as why:
            return {}, [fault("bad-date", f"Дата не читается: {why}.", _DATE_CURE)]

    def _snils(self, code: str, cell: Any) -> Answer:
        value, faults = names.snils_of(cell if isinstance(cell, (int, float)) else text_of(cell))
        return ({code: value} if value else {}), faults

    def _code(self, code: str, cell: Any) -> Answer:
        text = spaced(text_of(cell)).lstrip("'")
        if len(text) > _LENGTHS["code"]:
            return {}, [fault("too-long", "Длиннее 80 знаков: это не код.", "Оставьте в ячейке один код.")]
        return ({code: text} if text else {}), []

    def _post(self, code: str, cell: Any) -> Answer:
        post, subjects, faults = self._terms.post(text_of(cell))
        found: dict[str, Any] = {code: post} if post else {}
        if subjects:
            found["post_subjects"] = subjects
        return found, faults

    def _subjects(self, code: str, cell: Any) -> Answer:
        value, faults = self._terms.subject_list(text_of(cell))
        return ({code: value} if value else {}), faults

    def _job(self, code: str, cell: Any) -> Answer:
        value, faults = self._terms.job(text_of(cell))
        return ({code: value} if value else {}), faults

    def _load(self, code: str, cell: Any) -> Answer:
        return self._number(code, cell, Decimal(3), Decimal("0.01"), "Запишите число ставок, например 0,5 или 1.")

    def _hours(self, code: str, cell: Any) -> Answer:
        return self._number(code, cell, Decimal(60), Decimal("0.1"), "Запишите часы в неделю, например 18.")

    def _number(self, code: str, cell: Any, most: Decimal, part: Decimal, cure: str) -> Answer:
        text = _UNITS.sub("", spaced(text_of(cell))).strip()
        if text.lower() in {"", "-", "нет"}:
            return {}, []
        if isinstance(cell, timedelta | date | time) or not _NUMBER.fullmatch(text):
            return {}, [fault("bad-number", "Это не число.", cure)]
        try:
            value = Decimal(text.replace(",", ".")).quantize(part)
        except InvalidOperation:
            return {}, [fault("bad-number", "Число слишком длинное.", cure)]
        if value > most:
            return {}, [fault("number-range", f"Больше {most}: так не бывает.", cure)]
        return {code: value}, []

    def _experience(self, code: str, cell: Any) -> Answer:
        text = spaced(text_of(cell)).lower()
        found = _YEARS.fullmatch(text)
        if found and any(found.groups()):
            years, tenth, months = (int(part or 0) for part in found.groups())
            if years > _MAX_YEARS:
                return {}, [fault("experience-range", "Больше 70 лет стажа.", "Проверьте число лет.")]
            since = _years_before(self._as_of, years, months + round(tenth * 1.2))
            return {code: since, f"{code}_approximate": True}, []
        if text in {"нет", "-", "без стажа"}:
            return {}, []
        value, faults = self._date(code, cell)
        cure = "Запишите дату начала, например 01.09.2006, или число полных лет."
        return value, [fault(one.code, one.text, cure) for one in faults]

    def _category(self, code: str, cell: Any) -> Answer:
        found, faults = self._terms.category(text_of(cell))
        if found is None:
            return {}, faults
        return ({code: found[0], "category_day": found[1]} if found[1] else {code: found[0]}), faults

    def _leave(self, code: str, cell: Any) -> Answer:
        value, faults = self._terms.leave(text_of(cell))
        return ({} if faults else {code: value}), faults

    def _ending(self, code: str, cell: Any) -> Answer:
        value, faults = self._terms.ending(text_of(cell))
        return ({code: value} if value else {}), faults

    def _kind(self, code: str, cell: Any) -> Answer:
        value, faults = self._terms.kind(text_of(cell))
        return ({code: value} if value else {}), faults

    def _role(self, code: str, cell: Any) -> Answer:
        value, faults = self._terms.role(text_of(cell))
        return ({code: value} if value else {}), faults

    def _statuses(self, code: str, cell: Any) -> Answer:
        value, faults = self._terms.status_list(text_of(cell))
        return ({code: value} if value else {}), faults

    def _yes_no(self, code: str, cell: Any) -> Answer:
        way = plain(text_of(cell)) or text_of(cell).strip()
        if way in synonyms.YES or way in synonyms.NO:
            return {code: way in synonyms.YES}, []
        return ({}, [fault("not-yes-no", "Непонятно, да или нет.", "Напишите «да» или «нет».")]) if way else ({}, [])

    def _ogrn(self, code: str, cell: Any) -> Answer:
        digits = re.sub(r"[\s\-]", "", text_of(cell))
        fits = len(digits) == 13 and digits.isdecimal() and int(digits[:12]) % 11 % 10 == int(digits[12])  # noqa: PLR2004
        return self._checked(code, digits, "ОГРН", fits=fits)

    def _inn(self, code: str, cell: Any) -> Answer:
        digits = re.sub(r"[\s\-]", "", text_of(cell))
        weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
        fits = len(digits) in {9, 10} and digits.isdecimal()
        digits = digits.zfill(10) if fits else digits
        fits = fits and sum(int(one) * by for one, by in zip(digits, weights, strict=False)) % 11 % 10 == int(digits[9])
        return self._checked(code, digits, "ИНН", fits=fits)

    def _checked(self, code: str, digits: str, what: str, *, fits: bool) -> Answer:
        if digits in {"", "-", "нет"}:
            return {}, []
        if fits:
            return {code: digits}, []
        cure = f"Сверьте {what} с документом; если проверить нельзя — оставьте пусто."
        return {}, [fault(f"{code}-control", f"{what} не сходится: неверное число цифр или контрольная цифра.", cure)]

    def _email(self, code: str, cell: Any) -> Answer:
        text = spaced(text_of(cell))
        if text in {"", "-", "нет"}:
            return {}, []
        if _EMAIL.fullmatch(text) and len(text) <= 120:  # noqa: PLR2004 — as the tables hold
            return {code: text}, []
        return {}, [warned("bad-email", "Это не адрес почты: не записан.", "Один адрес, с @ и точкой.")]
