"""Workbooks of diagnostics: participation by place and by person (never an outcome), an instrument to fill in."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import FileResponse

from marshrut.apps.competencies.frameworks import Framework
from marshrut.apps.competencies.types import Depth
from marshrut.apps.diagnostics.reading.instruments import ABOUT, COLUMNS, CUTS, FACTS, TASKS
from marshrut.apps.diagnostics.types import ItemKind
from marshrut.apps.registry import workbooks
from marshrut.apps.registry.workbooks.lists import Styles, open_workbook
from marshrut.foundation.scope.viewer import Viewer
from marshrut.foundation.ui.formats import day

__all__ = ["XLSX", "campaign_book", "instrument_template", "results_template"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def campaign_book(
    viewer: Viewer,
    campaign: Any,
    places: Iterable[Any],
    absent: Iterable[Any],
    passed: Iterable[Any],
    *,
    today: date,
) -> FileResponse:
    """Places with their counts, then who has not finished, then who took part."""
    out = io.BytesIO()
    rows = [
        ("место", one.name, one.progress.wanted, one.progress.done, one.progress.begun, one.progress.missing, "")
        for one in places
    ]
    rows += [
        (
            "человек",
            one.name,
            "",
            "",
            "да" if one.begun else "",
            "" if one.begun else "да",
            one.excused_why or one.place,
        )
        for one in absent
    ]
    rows += [("человек", one.name, "", day(one.at) if one.at else "да", "", "", one.place) for one in passed]
    workbooks.sheet_out(
        out,
        title="Диагностика",
        header_lines=[campaign.title, f"{viewer.place_name}, на {day(today)}", *filter(None, (viewer.caveat,))],
        columns=[
            workbooks.Column(one)
            for one in ("Строка", "Название или имя", "Приглашено", "Прошли", "Начали", "Не начинали", "Пояснение")
        ],
        rows=rows,
    )
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"diagnostika-{today:%Y-%m-%d}.xlsx", content_type=XLSX)


#: An example of each fact and of a task, in the order of the sheets.
_EXAMPLE = {
    "code": "ОЦЕНИВАНИЕ-1",
    "title": "Оценивание на уроке",
    "introduction": "Пятнадцать заданий о том, как оценивание помогает учиться.",
    "minutes": "30",
    "feedback": "сразу после теста",
    "cut": "60",
    "strong": "85",
    "cuts_basis": "экспертная оценка, протокол № 1",
    "longest": "",
    "shortest": "",
    "certainty": "",
    "among": "",
}
_MANY = 500


def instrument_template(words: Framework, *, note: str = "") -> io.BytesIO:
    """The workbook to fill in: the instrument, its tasks, cuts of single competencies, the framework to choose from."""
    out = io.BytesIO()
    with open_workbook(out, constant_memory=False) as book:
        styles = Styles(book)
        about = book.add_worksheet(ABOUT)
        about.set_column(0, 0, 52, styles.head)
        about.set_column(1, 1, 60, styles.text)
        for row, (code, name) in enumerate(FACTS.items()):
            about.write_string(row, 0, name, styles.required if code in {"code", "title"} else styles.head)
            about.write_string(row, 1, _EXAMPLE[code], styles.text)
        if note:
            about.write_string(len(FACTS) + 1, 0, note, styles.note)
        tasks = book.add_worksheet(TASKS)
        for place, (code, name) in enumerate(COLUMNS.items()):
            tasks.write_string(
                0, place, name, styles.required if code in {"code", "kind", "competency", "stem"} else styles.head
            )
            tasks.set_column(place, place, 60 if code == "stem" else 22, styles.text)
        tasks.freeze_panes(1, 1)
        names = list(words.competencies)
        kinds = [one.title for one in ItemKind]
        tasks.data_validation(1, 1, _MANY, 1, {"validate": "list", "source": kinds})
        tasks.data_validation(1, 2, _MANY, 2, {"validate": "list", "source": f"=Справочник!$A$2:$A${len(names) + 1}"})
        cuts = book.add_worksheet(CUTS)
        for place, name in enumerate((COLUMNS["competency"], FACTS["cut"], FACTS["strong"])):
            cuts.write_string(0, place, name, styles.head)
            cuts.set_column(place, place, 26)
        listed = book.add_worksheet("Справочник")
        for place, name in enumerate(("Код", "Компетенция", "Область")):
            listed.write_string(0, place, name, styles.head)
        for row, (code, one) in enumerate(words.competencies.items(), 1):
            for place, text in enumerate((code, one.title, words.areas[one.area].name)):
                listed.write_string(row, place, text, styles.text)
        listed.set_column(0, 0, 26)
        listed.set_column(1, 1, 70)
        listed.set_column(2, 2, 30)
    out.seek(0)
    return out


#: Columns of the form to fill in, by depth; further ones are competencies or items.
_RESULT_COLUMNS: Mapping[Depth, tuple[str, ...]] = {Depth.LEVEL: ("Уровень",), Depth.PERCENT: ("Процент",)}
_WHO = ("Код участника", "ФИО", "Дата рождения", "СНИЛС", "Организация", "Дата", "Где проведена")
#: So many competencies stand in the form of scores by competency: the rest are on the sheet beside.
_AREAS = 8


def results_template(words: Framework, depth: Depth, items: Iterable[str] = (), *, note: str = "") -> io.BytesIO:
    """The workbook to fill in for results of this depth; `items`: codes of the instrument's items."""
    out = io.BytesIO()
    names = [one.title for one in words.competencies.values()]
    more = list(items) if depth is Depth.ITEMS else names[:_AREAS] if depth is Depth.AREAS else []
    with open_workbook(out, constant_memory=False) as book:
        styles = Styles(book)
        sheet = book.add_worksheet("Результаты")
        for place, name in enumerate((*_WHO, *_RESULT_COLUMNS.get(depth, ()), *more)):
            sheet.write_string(0, place, name, styles.required if name in {"ФИО", "Дата"} else styles.head)
            sheet.set_column(place, place, 32 if name == "ФИО" else 18, styles.day if name.startswith("Дата") else None)
        sheet.freeze_panes(1, 2)
        listed = book.add_worksheet("Справочник")
        for row, text in enumerate((note, "Уровни:", *(one.name for one in words.levels), "Компетенции:", *names)):
            listed.write_string(row, 0, text, styles.text)
        listed.set_column(0, 0, 80)
    out.seek(0)
    return out
