"""The workbook to fill in with who accompanies whom."""

from __future__ import annotations

from io import BytesIO

from marshrut.apps.competencies.reading import FIELDS, WANTED_FIRST
from marshrut.apps.registry.workbooks.lists import Styles, open_workbook

__all__ = ["accompaniments_template"]

_ASKED = ("full_name", "snils", "organisation", "companion", "companion_snils", "companion_organisation",
          "order_number", "order_date", "since", "until")  # fmt: skip
_WIDE = {"full_name", "organisation", "companion", "companion_organisation"}


def accompaniments_template(*, most: int | None, note: str = "") -> BytesIO:
    """Headings to fill in, and what is understood."""
    out = BytesIO()
    with open_workbook(out, constant_memory=False) as book:
        styles = Styles(book)
        sheet = book.add_worksheet("Кто за кем")
        for place, code in enumerate(_ASKED):
            sheet.write_string(0, place, FIELDS[code][0], styles.required if code in WANTED_FIRST else styles.head)
            sheet.set_column(place, place, 40 if code in _WIDE else 22)
        sheet.freeze_panes(1, 1)
        told = book.add_worksheet("Пояснения")
        told.set_column(0, 0, 90)
        words = [
            note,
            "Одна строка – один человек и тот, кто его сопровождает. Жёлтые столбцы заполнить обязательно.",
            "СНИЛС можно не писать: найдём по имени и организации, о тёзках спросим.",
            "Сопровождающий – муниципальный или региональный методист, не из той же организации.",
            f"За одним сопровождающим не больше {most}." if most else "",
            "Последний день не заполнен – закрепление идёт, пока его не прекратят.",
        ]
        for row, text in enumerate(filter(None, words)):
            told.write_string(row, 0, text, styles.text)
    out.seek(0)
    return out
