"""What is typical of a place as a letter: the ground of a request for a programme, ready to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import docx
from docx.shared import Mm, Pt

from marshrut.foundation.ui.formats import day

__all__ = ["RequestLine", "programme_request"]

_HOW = (
    "Как посчитано: у каждого педагога по каждой компетенции взвешены все его результаты диагностик. В таблице доли "
    "тех, о ком можно сказать достаточно уверенно. Если людей меньше {smallest}, доля не показывается, а доли малых "
    "групп даны полосами: так никого нельзя узнать. «О какой доле неизвестно» — это люди, о которых данных пока мало; "
    "дефицитом это не считается."
)
_HEAD = ("Компетенция", "Область", "У какой доли дефицит", "О скольких известно", "О какой доле неизвестно", "На дату")


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One competency in words, as the page shows it."""

    title: str
    area: str
    share: str
    known: str
    unsure: str
    on: date | None


def programme_request(
    lines: Sequence[RequestLine],
    *,
    place: str,
    figures_on: date | None,
    author: str,
    today: date,
    smallest: int,
    caveat: str = "",
) -> BytesIO:
    """The letter with its table, how it was counted, and lines to sign."""
    document = docx.Document()
    section = document.sections[0]
    section.left_margin = section.right_margin = Mm(20)
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    document.core_properties.title = "Запрос на программы повышения квалификации"
    document.core_properties.author = author
    if caveat:
        document.add_paragraph(caveat)
    document.add_heading("Запрос на программы повышения квалификации", level=1)
    stands = f" Сводка на {day(figures_on)}." if figures_on else ""
    document.add_paragraph(f"{place}. Составлено {day(today)}.{stands}")
    document.add_paragraph(
        "По результатам диагностик профессиональных компетенций просим подобрать или разработать программы, которые "
        "отвечают типичным дефицитам педагогов:"
    )
    table = document.add_table(rows=1 + len(lines), cols=len(_HEAD), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, _HEAD, strict=True):
        cell.text = text
        cell.paragraphs[0].runs[0].bold = True
    for row, one in zip(list(table.rows)[1:], lines, strict=True):
        said = (one.title, one.area, one.share, one.known, one.unsure, day(one.on))
        for cell, text in zip(row.cells, said, strict=True):
            cell.text = text
    document.add_paragraph()
    document.add_paragraph(_HOW.format(smallest=smallest))
    document.add_paragraph("Какая программа нужна, для кого и к какому сроку: " + "_" * 40)
    document.add_paragraph("Руководитель  ____________  /____________________/")
    document.add_paragraph(f"Составил(а): {author}")
    out = BytesIO()
    document.save(out)
    out.seek(0)
    return out
