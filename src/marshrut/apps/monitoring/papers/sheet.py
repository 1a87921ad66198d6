"""The hand that writes into a document: paragraphs, tables, pictures before an anchor, whatever styles a form has."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from marshrut.apps.monitoring.papers.pictures import WIDTH_MM

__all__ = ["Picture", "Writer", "page_number", "typeface"]

Picture = tuple[bytes, str]
Cell = str | Picture
_LINE, _HEAD = "B9B6AC", "ECEAE3"
_SMALL = Pt(9)


def typeface(style: Any, name: str, size: float, *, bold: bool | None = None) -> None:
    """A typeface for every script: a style that names one for Latin alone prints Russian in another."""
    style.font.name, style.font.size = name, Pt(size)
    if bold is not None:
        style.font.bold = bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), name)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)


def page_number(paragraph: Paragraph) -> None:
    """The number of the page as the reading program counts it."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)  # noqa: SLF001 - python-docx has no fields


class Writer:
    """Writes before a paragraph of a document, in its order."""

    def __init__(self, document: Document, anchor: Paragraph) -> None:
        self.document, self.anchor = document, anchor

    def line(self, text: str, *, style: str = "", bold: bool = False, small: bool = False, keep: bool = False) -> None:
        """A paragraph; a style that the form does not have is left out."""
        named = style if style and style in self.document.styles else None
        made = self.anchor.insert_paragraph_before("", named)
        run = made.add_run(text)
        run.bold = bold or None
        if small:
            run.font.size = _SMALL
            made.paragraph_format.space_after = Pt(3)
        made.paragraph_format.keep_with_next = keep or None

    def lines(self, texts: Sequence[str], *, style: str = "") -> None:
        """One below another."""
        for one in texts:
            self.line(one, style=style)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float]) -> None:
        """A table with thin lines; its heading stands on every page, a row is never cut. Without `head`: no lines."""
        made = self.document.add_table(rows=len(rows) + bool(head), cols=len(widths))
        self.anchor._p.addprevious(made._tbl)  # noqa: SLF001 - python-docx only adds tables at the end
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _lines(made, whole=bool(head))
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Mm(width)
        for at, (row, values) in enumerate(zip(made.rows, [*([head] if head else []), *rows], strict=True)):
            _row_rules(row, heading=bool(head) and at == 0)
            for cell, value, width in zip(row.cells, values, widths, strict=True):
                cell.width = Mm(width)
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER if not head else None
                _fill(cell, value, heading=bool(head) and at == 0, width=width)


def _fill(cell: _Cell, value: Cell, *, heading: bool, width: float) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(1)
    paragraph.paragraph_format.line_spacing = 1.0
    if isinstance(value, tuple):
        shape = paragraph.add_run().add_picture(BytesIO(value[0]), width=Mm(min(width - 4, WIDTH_MM)))
        shape._inline.docPr.set("descr", value[1])  # noqa: SLF001 - python-docx has no way to say what a picture shows
        return
    run = paragraph.add_run(value)
    run.font.size = _SMALL
    if heading:
        run.bold = True
        shade = OxmlElement("w:shd")
        for name, said in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", _HEAD)):
            shade.set(qn(name), said)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - no shading in python-docx


def _row_rules(row: Any, *, heading: bool) -> None:
    rules = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no rules of rows
    whole = OxmlElement("w:cantSplit")
    rules.append(whole)
    if heading:
        rules.append(OxmlElement("w:tblHeader"))


def _lines(table: Table, *, whole: bool) -> None:
    borders = OxmlElement("w:tblBorders")
    sides = ("top", "left", "bottom", "right", "insideH", "insideV") if whole else ("insideH",)
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", _LINE)):
            line.set(qn(name), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)  # noqa: SLF001 - lines of its own, so that a form needs no style for tables
