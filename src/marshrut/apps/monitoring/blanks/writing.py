"""Values are put into a sheet's bytes: the cell's own bytes change, or a cell is put between its neighbours."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from marshrut.apps.monitoring.blanks.archive import Archive, BrokenBlankError, Element, elements
from marshrut.apps.monitoring.blanks.reading import Book, Sheet, ref_of, split

__all__ = ["add_sheet", "write_cells", "yellow_styles"]

CellValue = float | str | None
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_YELLOW = "FFFFF2A8"
_WHOLE = 1e15
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def write_cells(
    book: Book, sheet: Sheet, values: Mapping[str, CellValue], *, styles: Mapping[str, int] | None = None
) -> None:
    """Write numbers and texts; None leaves a cell empty and only gives it its style. Raises BrokenBlankError with the
    cell and the reason where nothing may be written; then nothing is."""
    for ref in values:
        if trouble := sheet.trouble(ref):
            raise BrokenBlankError(f"В клетку {sheet.name}!{ref} писать нельзя: {trouble}.")
    edits: list[tuple[int, int, int, bytes]] = []
    fresh: dict[int, list[tuple[int, bytes]]] = {}
    for ref, value in values.items():
        row, column = split(ref)
        held = sheet.cells.get((row, column))
        style = (styles or {}).get(ref)
        if held is not None:
            content = _cell(ref, value, held.element, style)
            edits.append((held.element.begin, held.element.end, 0, content))
        else:
            fresh.setdefault(row, []).append((column, _cell(ref, value, _like(sheet), style)))
    edits += _inserted(sheet, fresh)
    content = book.archive[sheet.part]
    for begin, end, _, made in sorted(edits, reverse=True):
        content = content[:begin] + made + content[end:]
    book.archive.changed[sheet.part] = content


def _like(sheet: Sheet) -> Element:
    """Fresh cells carry the prefix of the sheet's own elements."""
    assert sheet.data is not None  # noqa: S101 - a sheet without its data is not read at all
    return Element("c", sheet.data.prefix, {}, 0, None, 0)


def _cell(ref: str, value: CellValue, was: Element, style: int | None) -> bytes:
    """The cell's bytes anew: its place and style stay, what it held goes."""
    kept = {name: said for name, said in was.attributes.items() if name not in {"r", "t"}}
    if style is not None:
        kept["s"] = str(style)
    told = "".join(f" {name}={quoteattr(said)}" for name, said in {"r": ref, **kept}.items())
    p = was.prefix
    if value is None:
        return f"<{p}c{told}/>".encode()
    if isinstance(value, str):
        text = escape(_ILLEGAL.sub("", value))
        return f'<{p}c{told} t="inlineStr"><{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is></{p}c>'.encode()
    number = repr(int(value)) if float(value).is_integer() and abs(value) < _WHOLE else repr(float(value))
    return f"<{p}c{told}><{p}v>{number}</{p}v></{p}c>".encode()


def _inserted(sheet: Sheet, fresh: Mapping[int, list[tuple[int, bytes]]]) -> list[tuple[int, int, int, bytes]]:
    """Cells that the sheet does not have yet, each at its place in its row; rows it does not have, in theirs."""
    data = sheet.data
    assert data is not None  # noqa: S101 - see above
    edits, new_rows = [], []
    for row, cells in fresh.items():
        there = sheet.rows.get(row)
        if there is None:
            made = b"".join(content for _, content in sorted(cells))
            p = data.prefix
            new_rows.append((row, f'<{p}row r="{row}">'.encode() + made + f"</{p}row>".encode()))
            continue
        if there.inner == there.end:  # an empty row, closed in its own tag
            made = b"".join(content for _, content in sorted(cells))
            edits.append((there.end - 2, there.end, 0, b">" + made + f"</{there.prefix}row>".encode()))
            continue
        columns = sorted(column for at, column in sheet.cells if at == row)
        for column, content in cells:
            after = bisect_left(columns, column)
            at = there.close if after == len(columns) else sheet.cells[row, columns[after]].element.begin
            edits.append((at, at, column, content))
    return edits + _new_rows(sheet, data, new_rows)


def _new_rows(sheet: Sheet, data: Element, rows: list[tuple[int, bytes]]) -> list[tuple[int, int, int, bytes]]:
    if rows and data.inner == data.end:
        made = b"".join(content for _, content in sorted(rows))
        return [(data.end - 2, data.end, 0, b">" + made + f"</{data.prefix}sheetData>".encode())]
    known, edits = sorted(sheet.rows), []
    for row, content in rows:
        after = bisect_left(known, row)
        at = data.close if after == len(known) else sheet.rows[known[after]].begin
        edits.append((at, at, row, content))
    return edits


def yellow_styles(archive: Archive, bases: Iterable[int]) -> dict[int, int]:
    """Style → the same style on yellow. Fonts, borders, formats and the lock of the base stay."""
    wanted = sorted(set(bases))
    content = archive["xl/styles.xml"]
    found = elements(content)
    fills = next((one for one in found if one.name == "fills"), None)
    forms = next((one for one in found if one.name == "cellXfs"), None)
    if fills is None or forms is None or forms.inner == forms.end or fills.inner == fills.end:
        raise BrokenBlankError("Оформление книги не читается. Откройте её в Excel, сохраните и отправьте снова.")
    fill_count = sum(one.parent is fills for one in found)
    own = [one for one in found if one.parent is forms]
    made: dict[int, int] = {}
    copies = b""
    for number, base in enumerate(wanted):
        copies += _on_yellow(content, own[base], fill_count)
        made[base] = len(own) + number
    p = fills.prefix
    fill = (
        f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="{_YELLOW}"/><{p}bgColor indexed="64"/>'
        f"</{p}patternFill></{p}fill>"
    ).encode()
    edits = [
        (forms.begin, forms.inner, _counted(content[forms.begin : forms.inner], len(own) + len(wanted))),
        (forms.close, forms.close, copies),
        (fills.begin, fills.inner, _counted(content[fills.begin : fills.inner], fill_count + 1)),
        (fills.close, fills.close, fill),
    ]
    for begin, end, text in sorted(edits, reverse=True):
        content = content[:begin] + text + content[end:]
    archive.changed["xl/styles.xml"] = content
    return made


def _on_yellow(content: bytes, base: Element, fill: int) -> bytes:
    kept = {name: said for name, said in base.attributes.items() if name not in {"fillId", "applyFill"}}
    told = "".join(
        f" {name}={quoteattr(said)}" for name, said in (kept | {"fillId": str(fill), "applyFill": "1"}).items()
    )
    if base.inner == base.end:
        return f"<{base.prefix}xf{told}/>".encode()
    return f"<{base.prefix}xf{told}>".encode() + content[base.inner : base.end]


def _counted(tag: bytes, count: int) -> bytes:
    return re.sub(rb'(\bcount=)(["\'])\d+\2', rb"\g<1>\g<2>%d\g<2>" % count, tag, count=1)


def add_sheet(book: Book, title: str, rows: Iterable[tuple[str, ...]]) -> str:
    """A sheet of texts at the end of the book; its name, with a number where the title is taken."""
    archive = book.archive
    name, again = title, 2
    while book.sheet(name) is not None:
        name, again = f"{title} ({again})", again + 1
    number = 1
    while f"xl/worksheets/sheet{number}.xml" in archive.parts:
        number += 1
    part = f"xl/worksheets/sheet{number}.xml"
    archive.changed[part] = _texts(rows)
    key = _related(archive, f"worksheets/sheet{number}.xml")
    _listed(archive, name, key)
    kinds = archive["[Content_Types].xml"]
    root = elements(kinds)[0]
    told = f'<{root.prefix}Override PartName="/{part}" ContentType="{_SHEET_TYPE}"/>'.encode()
    archive.changed["[Content_Types].xml"] = kinds[: root.close] + told + kinds[root.close :]
    return name


def _texts(rows: Iterable[tuple[str, ...]]) -> bytes:
    lines = []
    for at, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{ref_of(at, column)}" t="inlineStr"><is><t xml:space="preserve">{escape(_ILLEGAL.sub("", text))}'
            "</t></is></c>"
            for column, text in enumerate(row, 1)
        )
        lines.append(f'<row r="{at}">{cells}</row>')
    widths = ((1, 2, 18), (3, 4, 70))
    told = "".join(f'<col min="{first}" max="{last}" width="{w}" customWidth="1"/>' for first, last, w in widths)
    columns = f"<cols>{told}</cols>"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<worksheet xmlns="{_MAIN}">{columns}<sheetData>{"".join(lines)}</sheetData></worksheet>'.encode()


def _related(archive: Archive, target: str) -> str:
    """A relation of the workbook to a part; its key."""
    name = "xl/_rels/workbook.xml.rels"
    content = archive[name]
    root, *relations = elements(content)
    keys = {one.attributes.get("Id") for one in relations}
    key = next(f"rIdN{number}" for number in range(1, len(keys) + 2) if f"rIdN{number}" not in keys)
    told = f'<{root.prefix}Relationship Id="{key}" Type="{_TYPES}/worksheet" Target="{target}"/>'.encode()
    archive.changed[name] = content[: root.close] + told + content[root.close :]
    return key


def _listed(archive: Archive, name: str, key: str) -> None:
    """The sheet stands in the book's list; formulas are counted anew when the book is opened."""
    content = archive["xl/workbook.xml"]
    found = elements(content)
    sheets = next(one for one in found if one.name == "sheets")
    numbers = [int(one.attributes.get("sheetId", "0")) for one in found if one.parent is sheets]
    told = (
        f'<{sheets.prefix}sheet xmlns:nf="{_TYPES}" name={quoteattr(name)} sheetId="{max(numbers, default=0) + 1}"'
        f' nf:id="{key}"/>'
    ).encode()
    edits = [(sheets.close, sheets.close, told), *_recounting(found, sheets)]
    for begin, end, text in sorted(edits, reverse=True):
        content = content[:begin] + text + content[end:]
    archive.changed["xl/workbook.xml"] = content


def _recounting(found: list[Element], sheets: Element) -> list[tuple[int, int, bytes]]:
    counting = next((one for one in found if one.name == "calcPr"), None)
    if counting is not None:
        kept = {name: said for name, said in counting.attributes.items() if name != "fullCalcOnLoad"}
        told = "".join(f" {name}={quoteattr(said)}" for name, said in (kept | {"fullCalcOnLoad": "1"}).items())
        return [(counting.begin, counting.end, f"<{counting.prefix}calcPr{told}/>".encode())]
    #: In the order that the format asks for, calcPr follows these.
    before = [one for one in found if one.parent is sheets.parent and one.name in _BEFORE_CALC]
    at = max(one.end for one in before)
    return [(at, at, f'<{sheets.prefix}calcPr fullCalcOnLoad="1"/>'.encode())]


_BEFORE_CALC = frozenset({"sheets", "functionGroups", "externalReferences", "definedNames"})
