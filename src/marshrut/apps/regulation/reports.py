"""The report of execution as DOCX and XLSX. Neutral words; order, version, revision and day on the first page."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import docx
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt

from marshrut.apps.regulation.types import ClauseItem, ClauseState, ReportData

__all__ = ["execution_docx", "execution_xlsx", "file_name"]

_HEAD = ("Пункт", "Вид", "Что требуется", "Исполнители", "Состояние", "Ответственный", "Подтверждения")
_WIDTHS = (14, 16, 70, 28, 32, 36, 50)
_NOTE = (
    "«Нет записей в системе» означает только то, что в системе нет записей: пункт может исполняться вне её. "
    "«Не исполняется» стоит лишь там, где это заявил ответственный за пункт, с его причиной."
)
_PAST = "Цель, срок которой прошёл, не считается ни достигнутой, ни недостигнутой на сегодня."


def file_name(data: ReportData, extension: str) -> str:
    """A plain Latin name: region, day, revision."""
    return f"execution-{data.reading.region}-{data.on.isoformat()}-{data.reading.checksum[:8]}.{extension}"


def _about(data: ReportData) -> Sequence[tuple[str, str]]:
    reading = data.reading
    return (
        ("Приказ", f"{reading.order}. {reading.title}"),
        ("Издал", reading.issuer),
        ("Редакция", reading.version),
        ("Прочтение", f"{reading.revision}, контрольная сумма {reading.checksum[:12]}"),
        (
            "Состояние на",
            f"{data.on:%d.%m.%Y}" + (f", как было известно {data.known_at:%d.%m.%Y}" if data.known_at else ""),
        ),
        ("Составил", data.made_by),
    )


def _evidence(data: ReportData, item: ClauseItem) -> str:
    said = list(data.evidence.get(item.code, ()))
    if attached := data.proofs.get(item.code, ()):
        said.append(f"приложено документов: {len(attached)} ({', '.join(f'«{title}»' for title in attached)})")
    return "; ".join(said)


def _state(item: ClauseItem) -> str:
    if item.stated.state is ClauseState.DECLARED_NOT_EXECUTED:
        return f"{item.stated.state.title}. {item.stated.text}"
    return item.stated.state.title


def _responsible(data: ReportData, item: ClauseItem) -> str:
    people = data.responsible.get(item.code, ())
    said = []
    for one in people:
        day = f" от {one.order_date:%d.%m.%Y}" if one.order_date else ""
        said.append(f"{one.name} (приказ № {one.order_number}{day})")
    return "; ".join(said)


def _rows(data: ReportData) -> list[tuple[str, ...]]:
    return [
        (
            item.code,
            item.kind_title,
            item.text,
            ", ".join(item.actors) or item.actor_written,
            _state(item),
            _responsible(data, item),
            _evidence(data, item),
        )
        for item in data.clauses
    ]


def execution_docx(data: ReportData) -> bytes:
    """The report as a document: what it stands on, counts, clauses, targets, measures."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    document.styles["Normal"].font.size = Pt(10)
    document.core_properties.title = f"Отчёт об исполнении: {data.reading.region_name}"
    document.core_properties.author = data.made_by
    document.add_heading(f"Отчёт об исполнении положения. {data.reading.region_name}", level=1)
    for name, value in _about(data):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(value)
    document.add_heading("Состояние пунктов", level=2)
    _table(document, ("Состояние", "Пунктов"), [(state.title, str(count)) for state, count in data.counts.items()])
    document.add_paragraph(_NOTE)
    document.add_heading("Пункты", level=2)
    _table(document, _HEAD, _rows(data))
    document.add_heading("Показатели", level=2)
    _table(document, _INDICATORS, _indicators(data))
    document.add_paragraph(_PAST)
    if data.measures:
        document.add_heading("Дорожная карта", level=2)
        _table(document, _MEASURES, _measures(data))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: docx.document.Document, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Cells are taken once a row: python-docx walks the whole table for each `table.cell`."""
    table = document.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
    for row, values in zip(table.rows, (head, *rows), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


_INDICATORS = ("Показатель", "Что измеряется", "Цель", "Единица", "Срок цели")


def _indicators(data: ReportData) -> list[tuple[str, ...]]:
    return [
        (one.indicator.id, one.indicator.name, _target(one.state.target), one.unit, one.state.text)
        for one in data.indicators
    ]


def _target(target: object) -> str:
    value = getattr(target, "value", None)
    if value is None:
        return getattr(target, "written", None) or "—"
    if isinstance(value, bool):
        return "да"
    return f"{value:g}".replace(".", ",")


_MEASURES = ("Мера", "№", "Что делается", "Ответственные", "Срок в приказе", "Срок на дату отчёта")


def _measures(data: ReportData) -> list[tuple[str, ...]]:
    return [
        (
            one.measure.id,
            one.measure.number,
            one.measure.name,
            ", ".join(one.responsible),
            one.measure.due_written,
            one.due.text,
        )
        for one in data.measures
    ]


def execution_xlsx(data: ReportData) -> bytes:
    """The report as a workbook. Texts are written as texts: nothing a person typed becomes a formula."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Сводка")
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 1, 100)
        lines: list[tuple[str, str | int]] = [*_about(data), ("", ""), ("Состояние", "Пунктов")]
        lines += [(state.title, count) for state, count in data.counts.items()]
        lines += [("", ""), ("Пояснение", _NOTE), ("", _PAST)]
        for row, (name, value) in enumerate(lines):
            sheet.write_string(row, 0, name, bold)
            sheet.write(row, 1, value, wrap)
        for title, head, rows, widths in (
            ("Пункты", _HEAD, _rows(data), _WIDTHS),
            ("Показатели", _INDICATORS, _indicators(data), (14, 80, 12, 14, 50)),
            ("Дорожная карта", _MEASURES, _measures(data), (14, 8, 80, 40, 40, 50)),
        ):
            page = book.add_worksheet(title)
            page.freeze_panes(1, 1)
            for column, width in enumerate(widths):
                page.set_column(column, column, width)
                page.write_string(0, column, head[column], bold)
            for row, values in enumerate(rows, start=1):
                for column, value in enumerate(values):
                    page.write_string(row, column, value, wrap)
            page.autofilter(0, 0, len(rows), len(head) - 1)
    return out.getvalue()
