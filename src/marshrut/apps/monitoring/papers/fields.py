"""Named fields of a note's form, and which of them stand in a document.

A field is `{{name}}`. Fields of words may stand anywhere; a block (tables, pictures) is alone in its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import IO

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph

__all__ = ["BLOCKS", "FIELD", "FIELDS", "BrokenFormError", "fields_of", "paragraphs", "read_form"]

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
#: Name → what stands there.
FIELDS = MappingProxyType(
    {
        "region": "регион",
        "day": "на какой день",
        "order": "приказ",
        "version": "редакция приказа",
        "revision": "прочтение приказа",
        "moment": "когда сделан снимок",
        "checksum": "контрольная сумма снимка",
        "headline": "главное одним предложением",
    }
)
BLOCKS = MappingProxyType(
    {
        "basis": "основание",
        "method": "как посчитано",
        "table": "таблица показателей",
        "charts": "значения и цели на картинках",
        "places": "муниципалитеты",
        "conclusions": "выводы",
        "gaps": "чего не хватает в данных",
        "bars": "муниципалитеты на картинках",
        "readings": "прочтения",
    }
)


class BrokenFormError(ValueError):
    """The file is no DOCX that can be read."""


def read_form(source: IO[bytes]) -> Document:
    """Raises BrokenFormError."""
    try:
        return docx.Document(source)
    except Exception as error:
        raise BrokenFormError(str(error)) from error


def fields_of(document: Document) -> tuple[list[str], list[str]]:
    """Fields that we fill, and fields that nobody knows, as they stand there."""
    names = dict.fromkeys(name for one in paragraphs(document) for name in FIELD.findall(one.text))
    known = {*FIELDS, *BLOCKS}
    return [one for one in names if one in known], [one for one in names if one not in known]


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph where a field may stand."""
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
    for section in document.sections:
        yield from section.header.paragraphs
        yield from section.footer.paragraphs
