"""Papers as DOCX and PDF. DOCX: a template with named fields, made here or by the region, filled with plain words.

A field is `{{name}}` anywhere in a paragraph or a table. A row of a table with fields of a step (`{{step.title}}`) is
repeated for every step. What a template does not know is not printed; a field that nobody fills becomes empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from importlib import resources
from io import BytesIO
from typing import IO, Any

import docx
import typst
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

__all__ = ["BrokenTemplateError", "blank_route", "count_fields", "fill", "order_document", "read_template", "sheet"]

_FIELD = re.compile(r"\{\{\s*([a-z_.]+)\s*\}\}")
STEP_COLUMNS = (
    ("step.number", "№"), ("step.title", "Что"), ("step.days", "Когда"), ("step.hours", "Часов"),
    ("step.mix", "Вид образования"), ("step.place", "Где"), ("step.serves", "Что развивает"),
    ("step.done", "Отметка о прохождении"),
)  # fmt: skip


#: How wide columns are on a sheet, to one another.
_WIDE = {"step.number": 0.7, "step.title": 5, "step.days": 3, "step.hours": 1.2, "step.place": 3, "step.serves": 3.5}


class BrokenTemplateError(ValueError):
    """The file is no DOCX that can be read."""


def read_template(source: IO[bytes]) -> Document:
    """Raises BrokenTemplateError."""
    try:
        return docx.Document(source)
    except Exception as error:
        raise BrokenTemplateError(str(error)) from error


def count_fields(document: Document, known: Iterable[str]) -> int:
    """How many named fields that we fill stand in a template."""
    names = {name for paragraph in _paragraphs(document) for name in _FIELD.findall(paragraph.text)}
    return len(names & {*known, *(name for name, _ in STEP_COLUMNS)})


def warn(document: Document, caveat: str) -> None:
    """Words over every sheet: that the people are invented."""
    if caveat:
        document.sections[0].header.paragraphs[0].text = caveat


def fill(document: Document, fields: Mapping[str, str], steps: Sequence[Mapping[str, str]]) -> bytes:
    """The template with everything in its place."""
    for table in document.tables:
        for row in list(table.rows):
            if any(name.startswith("step.") for cell in row.cells for name in _FIELD.findall(cell.text)):
                _repeat(table, row, steps)
    for paragraph in _paragraphs(document):
        _replace(paragraph, fields)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _repeat(table: Table, row: _Row, steps: Sequence[Mapping[str, str]]) -> None:
    last: Any = row._tr  # noqa: SLF001 - python-docx has no way of its own to repeat a row
    for one in steps:
        made = deepcopy(row._tr)  # noqa: SLF001
        last.addnext(made)
        last = made
        for cell in _Row(made, table).cells:
            for paragraph in cell.paragraphs:
                _replace(paragraph, one)
    row._tr.getparent().remove(row._tr)  # noqa: SLF001


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
    for section in document.sections:
        yield from section.header.paragraphs
        yield from section.footer.paragraphs


def _replace(paragraph: Paragraph, fields: Mapping[str, str]) -> None:
    """A field may be cut into runs by an editor: the words go into the first run, which keeps its looks."""
    if "{{" not in paragraph.text:
        return
    said = _FIELD.sub(lambda found: fields.get(found.group(1), ""), paragraph.text)
    runs = paragraph.runs
    for run in runs[1:]:
        run.text = ""
    if runs:
        runs[0].text = said
    else:
        paragraph.add_run(said)


def _page(*, wide: bool = False) -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    return document


def blank_route(
    title: str, sections: Sequence[tuple[str, str]], signatures: Sequence[tuple[str, str]], *, note: str = ""
) -> Document:
    """The product's own form: `sections` are (field, title), the steps where the field is `steps`; lines to sign on."""
    document = _page()
    document.add_heading(title, level=1)
    document.add_paragraph("{{name}}, {{post}}")
    document.add_paragraph("{{place}}")
    document.add_paragraph("Учебный год {{year}}. {{state}}. {{number}}")
    document.add_paragraph("{{companion}}")
    if note:
        document.add_paragraph(note)
    for field, heading in sections:
        document.add_heading(heading, level=2)
        if field == "steps":
            _step_table(document, serves=any(name == "deficits" for name, _ in sections))
        else:
            document.add_paragraph("{{" + field + "}}")
    document.add_paragraph()
    for who, words in signatures:
        document.add_paragraph(f"{words}: ____________________  {{{{{who}_signs}}}}    «____» ____________ 20____ г.")
    return document


def _step_table(document: Document, *, serves: bool) -> None:
    columns = [one for one in STEP_COLUMNS if serves or one[0] != "step.serves"]
    table = document.add_table(rows=2, cols=len(columns), style="Table Grid")
    for cell, (_, heading) in zip(table.rows[0].cells, columns, strict=True):
        cell.text = heading
        cell.paragraphs[0].runs[0].bold = True
    for cell, (name, _) in zip(table.rows[1].cells, columns, strict=True):
        cell.text = "{{" + name + "}}"
    for row in table.rows:
        for cell in row.cells:
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(10)


def order_document(
    title: str,
    *,
    number: str,
    day: str,
    place: str,
    preamble: str,
    points: Sequence[str],
    rows: Sequence[Sequence[str]],
    caveat: str = "",
) -> bytes:
    """An order that approves a batch of routes, with its list."""
    document = _page()
    warn(document, caveat)
    document.add_paragraph(place).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_heading("ПРИКАЗ", level=1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(f"{day}\t\t\t\t\t\t№ {number}")
    document.add_paragraph(title).runs[0].bold = True
    document.add_paragraph(f"{preamble} ПРИКАЗЫВАЮ:")
    for at, point in enumerate(points, 1):
        document.add_paragraph(f"{at}. {point}")
    document.add_paragraph()
    document.add_paragraph("Руководитель  ____________________  /____________________/")
    document.add_page_break()  # type: ignore[no-untyped-call]
    document.add_paragraph(f"Приложение к приказу от {day} № {number}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head = ("№", "Кому", "Должность", "Организация", "Учебный год", "Часов", "Сопровождает")
    table = document.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
    for row, values in zip(table.rows, (head, *rows), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(10)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def sheet(
    title: str,
    heads: Sequence[str],
    parts: Sequence[tuple[str, str, bool]],
    steps: Sequence[Mapping[str, str]],
    signatures: Sequence[tuple[str, str]],
    *,
    note: str = "",
    caveat: str = "",
) -> bytes:
    """The paper as PDF: `parts` are (title, words, whether the table of steps stands there), in their order.

    A column that nobody has words for is left out. Words go in as data: nothing of them is read as a formula.
    """
    kept = [one for one in STEP_COLUMNS if any(step.get(one[0]) for step in steps)]
    said = {
        "title": title,
        "heads": [one for one in heads if one],
        "note": note,
        "caveat": caveat,
        "parts": [{"title": name, "words": words, "steps": held} for name, words, held in parts],
        "columns": [name for _, name in kept],
        "widths": [_WIDE.get(code, 2) for code, _ in kept],
        "steps": [[step.get(code, "") for code, _ in kept] for step in steps],
        "signatures": [{"words": words, "name": name} for words, name in signatures],
    }
    source = resources.files("marshrut.apps.routes").joinpath("paper.typ").read_bytes()
    told = {"said": json.dumps(said, ensure_ascii=False)}
    made = typst.compile(source, sys_inputs=told, ignore_system_fonts=True)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made
