"""The workbook to fill in with routes made elsewhere, and what of a sent one is to be mended."""

from __future__ import annotations

import io
from collections.abc import Iterable

from marshrut.apps.registry import workbooks
from marshrut.apps.registry.workbooks.lists import Styles, open_workbook
from marshrut.apps.routes.reading import FIELDS, WANTED_FIRST

__all__ = ["XLSX", "routes_template"]

XLSX = workbooks.MEDIA_TYPE
_ASKED = ("full_name", "snils", "birth_date", "organisation", "organisation_code", "maker", "number", "made_on",
          "approved_on", "year", "state", "ended_on", "diagnostic", "diagnosed_on", "diagnosed_origin")  # fmt: skip


def routes_template(origins: Iterable[str], *, note: str = "") -> io.BytesIO:
    """Headings to fill in, and words that are understood: `origins`, whose diagnostics there are."""
    out = io.BytesIO()
    with open_workbook(out, constant_memory=False) as book:
        styles = Styles(book)
        sheet = book.add_worksheet("Маршруты")
        for place, code in enumerate(_ASKED):
            sheet.write_string(0, place, FIELDS[code][0], styles.required if code in WANTED_FIRST else styles.head)
            sheet.set_column(place, place, 40 if code in {"full_name", "organisation", "maker", "diagnostic"} else 20)
        sheet.freeze_panes(1, 1)
        told = book.add_worksheet("Пояснения")
        told.set_column(0, 0, 90)
        words = [
            note,
            "Жёлтые столбцы заполнить обязательно. Лишние столбцы можно удалить.",
            "Состояние: утверждён, идёт или завершён. У завершённого нужна дата завершения.",
            "Учебный год: 2025/2026. Не заполнен – возьмём по дате составления.",
            "Откуда диагностика – одно из слов:",
            *origins,
        ]
        for row, text in enumerate(filter(None, words)):
            told.write_string(row, 0, text, styles.text)
    out.seek(0)
    return out
