"""Programmes, enrolments and completions from a workbook or a text with separators: typed lines with their faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import IO

from marshrut.apps.programmes.types import Attendance, DocumentKind, LearningFileKind, ProgrammeKind
from marshrut.apps.registry.reading.named import (
    NAMED_FIELDS,
    tidy_heading,
)
from marshrut.apps.registry.reading.rows import RowCells, SentRead, end_reading, read_sheet
from marshrut.apps.registry.reading.sheets import open_book

__all__ = ["FIELDS", "WANTED_FIRST", "read_learning"]

_TITLE = ("Программа", "Название программы", "Наименование программы", "Название", "Тема")
_CODE = ("Код программы", "Код", "Номер программы")
_PROVIDER = ("Кто учит", "Организация ДПО", "Где обучался", "Место обучения", "Провайдер", "Кем выдан")

#: Kind of file → fields of a line: code → headings under which they are known, ours first.
FIELDS: Mapping[LearningFileKind, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        LearningFileKind.PROGRAMMES: {
            "title": _TITLE,
            "code": _CODE,
            "kind": ("Вид", "Вид программы", "Вид ДПП"),
            "hours": ("Часов", "Часы", "Количество часов", "Объём", "Объём, ч"),
            "form": ("Форма", "Форма обучения"),
            "document": ("Документ", "Что выдают"),
            "provider": _PROVIDER,
            "network_form": ("Сетевая форма", "Сетевая"),
            "partners": ("Партнёры", "С кем вместе"),
            "cascade": ("Каскад", "Каскадная модель"),
            "cost": ("Стоимость", "Стоимость, руб.", "Цена"),
            "language": ("Язык", "Язык обучения"),
            "about": ("О чём", "Аннотация", "Описание"),
            "listed_since": ("В федеральном реестре с", "Включена в ФР ДПП", "В реестре с"),
            "listed_until": ("В федеральном реестре по", "Исключена из ФР ДПП", "В реестре по"),
            "listed_number": ("Номер в федеральном реестре", "Номер в ФР ДПП", "Номер в реестре"),
            "requires": ("Сначала нужна программа (код)", "Сначала нужна программа", "Нужна программа"),
            "effects": ("Что закрывает", "Компетенции и эффект", "Компетенции"),
        },
        LearningFileKind.ENROLMENTS: {
            **NAMED_FIELDS,
            "title": _TITLE,
            "code": _CODE,
            "starts": ("Начало", "Начало группы", "Первый день"),
            "cohort": ("Группа", "Название группы"),
            "on": ("Дата зачисления", "Зачислен", "Дата приказа"),
            "order_number": ("Приказ", "Номер приказа", "Приказ о зачислении"),
        },
        LearningFileKind.COMPLETIONS: {
            **NAMED_FIELDS,
            "title": _TITLE,
            "code": _CODE,
            "kind": ("Вид", "Вид программы", "Вид обучения"),
            "hours": ("Часов", "Часы", "Количество часов", "Объём"),
            "provider": _PROVIDER,
            "enrolled_on": ("Дата зачисления", "Начало", "Начало обучения", "Дата начала"),
            "on": ("Дата завершения", "Дата выдачи", "Дата документа", "Окончание", "Дата окончания", "Дата"),
            "document": ("Документ", "Вид документа"),
            "number": ("Номер документа", "Номер удостоверения", "Номер", "Серия и номер", "Регистрационный номер"),
            "in_register": ("В федеральном реестре", "ФР ДПП", "Программа в ФР ДПП", "В реестре"),
        },
    }
)
_WANTED = {
    LearningFileKind.PROGRAMMES: {"title"},
    LearningFileKind.ENROLMENTS: {"full_name", "family_name", "snils"},
    LearningFileKind.COMPLETIONS: {"full_name", "family_name", "snils"},
}
#: What a line cannot do without.
WANTED_FIRST: Mapping[LearningFileKind, frozenset[str]] = MappingProxyType(
    {
        LearningFileKind.PROGRAMMES: frozenset({"title", "hours"}),
        LearningFileKind.ENROLMENTS: frozenset({"full_name", "title", "on"}),
        LearningFileKind.COMPLETIONS: frozenset({"full_name", "title", "hours", "on", "number"}),
    }
)
_KINDS = {
    "пк": ProgrammeKind.UPSKILLING,
    "повышение квалификации": ProgrammeKind.UPSKILLING,
    "пп": ProgrammeKind.RETRAINING,
    "переподготовка": ProgrammeKind.RETRAINING,
    "профессиональная переподготовка": ProgrammeKind.RETRAINING,
}
_FORMS = {
    "очная": Attendance.IN_PERSON,
    "очно": Attendance.IN_PERSON,
    "очно-заочная": Attendance.MIXED,
    "смешанная": Attendance.MIXED,
    "заочная": Attendance.DISTANCE,
    "дистанционная": Attendance.DISTANCE,
    "дистанционно": Attendance.DISTANCE,
}
_DOCUMENTS = {
    "удостоверение": DocumentKind.CERTIFICATE,
    "диплом": DocumentKind.DIPLOMA,
    "справка": DocumentKind.STATEMENT,
}
#: How long words of a field may be, where that is not the usual.
LENGTHS = {"title": 400, "code": 60, "provider": 300, "partners": 600, "language": 60, "about": 4000}
LENGTHS |= {"listed_number": 60, "cohort": 300, "order_number": 60, "number": 60}
_EFFECT = re.compile(r"^(.*?)[\s:—-]+(\d{1,3})\s*%?$")
_HOURS = re.compile(r"(-?\d+)(?:[.,]0+)?\s*(?:ч|час\w*)?\.?", re.IGNORECASE)
_MOST_HOURS, _WHOLE, _STEP = 2000, 100, 2000


def read_learning(
    source: IO[bytes],
    kind: LearningFileKind,
    *,
    today: date,
    competencies: Mapping[str, str],
    step: Callable[[int, int], None] | None = None,
) -> SentRead:
    """Read every sheet with known headings; raises UnreadableError for what is no workbook.

    `competencies`: tidied code or title → code, for what a programme closes.
    """
    found, book = SentRead(), open_book(source)
    for sheet in book.sheets:
        read_sheet(
            sheet,
            found,
            today,
            fields=FIELDS[kind],
            wanted=_WANTED[kind],
            take=lambda cells: _READERS[kind](cells, competencies),
            since_1904=book.since_1904,
            step=step,
            lengths=LENGTHS,
        )
    what = "названия программы" if kind is LearningFileKind.PROGRAMMES else "ни имени, ни СНИЛС"
    return end_reading(found, what)


def _hours(row: RowCells) -> None:
    """Academic hours: a whole number above zero."""
    said = row.columns.text(row.cells, "hours")
    match = _HOURS.fullmatch(said)
    if not said:
        row.line.problem("no-hours", "Часов", "", "Не сказано, сколько часов.", "Впишите число часов.")
    elif match is None:
        row.line.problem("hours", "Часов", said, "Часы не читаются как целое число.", "Впишите число, например 36.")
    elif int(match[1]) <= 0:
        row.line.problem("hours", "Часов", said, "Часов должно быть больше нуля.", "Исправьте число.")
    elif int(match[1]) > _MOST_HOURS:
        row.line.problem("hours", "Часов", said, f"Больше {_MOST_HOURS} часов не бывает.", "Исправьте число.")
    else:
        row.line.values["hours"] = int(match[1])


def _programme(row: RowCells, competencies: Mapping[str, str]) -> None:
    row.text("title", "Программа", needed="Впишите название программы.")
    for code, title in (("code", "Код программы"), ("provider", "Кто учит"), ("partners", "Партнёры")):
        row.text(code, title)
    for code, title in (("language", "Язык"), ("about", "О чём"), ("listed_number", "Номер в федеральном реестре")):
        row.text(code, title)
    row.word("kind", "Вид", _KINDS, ProgrammeKind.UPSKILLING)
    row.word("form", "Форма", _FORMS, Attendance.MIXED)
    row.word("document", "Документ", _DOCUMENTS)
    _hours(row)
    row.yes_no("network_form", "Сетевая форма")
    row.yes_no("cascade", "Каскад")
    row.day("listed_since", "В федеральном реестре с")
    row.day("listed_until", "В федеральном реестре по")
    since, until = row.line.values.get("listed_since"), row.line.values.get("listed_until")
    if until and (since is None or until < since):
        text = "Программу исключили из реестра раньше, чем включили."
        row.line.problem("listed", "В федеральном реестре по", f"{until:%d.%m.%Y}", text, "Проверьте обе даты.")
    _cost(row)
    if said := row.columns.text(row.cells, "requires"):
        row.line.values["requires"] = list(filter(None, (one.strip()[:60] for one in said.split(";"))))
    _effects(row, competencies)


def _cost(row: RowCells) -> None:
    said = re.sub(r"[\s\u00a0]|руб\.?|₽", "", row.columns.text(row.cells, "cost")).replace(",", ".")
    if not said:
        return
    try:
        cost = Decimal(said)
    except InvalidOperation:
        row.line.problem("cost", "Стоимость", said, "Стоимость не читается как число.", "Впишите рубли числом.")
        return
    if not 0 <= cost < 10**8:
        row.line.problem("cost", "Стоимость", said, "Стоимость не бывает отрицательной.", "Бесплатно — это 0.")
    else:
        row.line.values["cost"] = str(cost)


def _effects(row: RowCells, competencies: Mapping[str, str]) -> None:
    """«Оценивание 60; Обратная связь 40»: what it closes and by how many per cent."""
    found: dict[str, float] = {}
    for part in filter(None, (one.strip() for one in row.columns.text(row.cells, "effects").split(";"))):
        match = _EFFECT.match(part)
        code = competencies.get(tidy_heading(match[1])) if match else None
        if match is None or not 0 < int(match[2]) <= _WHOLE:
            text = f"«{part[:80]}» не читается: нужна компетенция и процент от 1 до 100."
            row.line.problem("effects", "Что закрывает", part, text, "Напишите, например: «Обратная связь 40».")
        elif code is None:
            text = f"Компетенции «{match[1][:80]}» в модели нет."
            row.line.problem(
                "effects", "Что закрывает", part, text, "Возьмите название со страницы модели компетенций."
            )
        else:
            found[code] = int(match[2]) / _WHOLE
    if found:
        row.line.values["effects"] = found


def _enrolment(row: RowCells, _competencies: Mapping[str, str]) -> None:
    row.who()
    for code, title in (("title", "Программа"), ("code", "Код программы"), ("cohort", "Группа")):
        row.text(code, title)
    row.text("order_number", "Приказ")
    row.day("starts", "Начало")
    row.day("on", "Дата зачисления", needed="Впишите дату приказа о зачислении.", past=True)
    values = row.line.values
    if not values.get("title") and not values.get("code") and not values.get("cohort"):
        text = "Не сказано, на какую программу."
        row.line.problem("no-title", "Программа", "", text, "Впишите название, код программы или группу.")


def _completion(row: RowCells, _competencies: Mapping[str, str]) -> None:
    row.who()
    row.text("title", "Программа", needed="Впишите название программы.")
    row.text("code", "Код программы")
    row.text("provider", "Кто учит")
    row.text("number", "Номер документа", needed="Впишите номер: по нему обучение считается один раз.")
    row.word("kind", "Вид", _KINDS, ProgrammeKind.UPSKILLING)
    row.word("document", "Документ", _DOCUMENTS)
    _hours(row)
    row.yes_no("in_register", "В федеральном реестре")
    row.day("enrolled_on", "Дата зачисления", past=True)
    row.day("on", "Дата завершения", needed="Впишите дату документа.", past=True)
    before, on = row.line.values.get("enrolled_on"), row.line.values.get("on")
    if before and on and on < before:
        text = f"Завершение раньше зачисления ({before:%d.%m.%Y})."
        row.line.problem("before", "Дата завершения", f"{on:%d.%m.%Y}", text, "Проверьте обе даты.")


_READERS: Mapping[LearningFileKind, Callable[[RowCells, Mapping[str, str]], None]] = MappingProxyType(
    {
        LearningFileKind.PROGRAMMES: _programme,
        LearningFileKind.ENROLMENTS: _enrolment,
        LearningFileKind.COMPLETIONS: _completion,
    }
)
