"""Files that are no list, or dangerous: refused in words, before anybody unpacks them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pytest

from marshrut.apps.registry.reading import UnreadableError
from marshrut.apps.registry.reading.container import Parts

WORKBOOK = b'<workbook><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
RELATIONS = b'<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'


def zipped(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(sheet: bytes, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    return zipped(
        {"xl/workbook.xml": WORKBOOK, "xl/_rels/workbook.xml.rels": RELATIONS, "xl/worksheets/sheet1.xml": sheet},
        how,
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "пустой"),
        (b"  \r\n \r\n", "пустой"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "старого формата"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "паролем"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Word"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "OpenDocument"),
        (zipped({"word/document.xml": b"<w/>"}), "Word"),
        (zipped({"xl/workbook.bin": b"x"}), "xlsb"),
        (zipped({"photo.jpg": b"x"}), "архив"),
        (zipped({"xl/workbook.xml": WORKBOOK})[:-30], "повреждён"),
        (b"PK\x03\x04garbage", "повреждён"),
        (b"\x00\x01\x02\x03" * 100, "не таблица"),
        (b"<html><table></table></html>", "веб-страница"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(read: Any, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        read(data)


def test_a_zip_bomb_is_refused_by_its_directory(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = workbook(b"<sheetData>" + bytes(40 << 20))
    monkeypatch.setattr(Parts, "chunks", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(UnreadableError, match="раздувается"):
        read(bomb)


def test_a_bomb_of_many_parts_is_refused(read: Any) -> None:
    with pytest.raises(UnreadableError, match="раздувается"):
        read(zipped({"xl/workbook.xml": WORKBOOK, **{f"xl/{one}.xml": b"" for one in range(2000)}}))


def test_a_bomb_that_lies_about_its_size_is_found_while_it_is_inflated(read: Any) -> None:
    """The directory says one size, the stream holds another: `zipfile` would stop in silence, the next reader not."""
    name, said = b"xl/worksheets/sheet1.xml", 10
    data = workbook(b"<sheetData>" + b"<row/>" * 100_000)
    true = struct.pack("<I", len(b"<sheetData>") + 600_000)
    directory = data.rindex(name) - 46
    sizes = slice(directory + 24, directory + 28)
    assert data[sizes] == true
    with pytest.raises(UnreadableError, match="больше, чем сама о себе говорит"):
        read(data[: sizes.start] + struct.pack("<I", said) + data[sizes.stop :])


def test_a_part_that_does_not_unpack_is_words(read: Any) -> None:
    data = bytearray(workbook(b"<sheetData>" + zlib.compress(bytes(range(256)) * 50)))
    start = data.index(b"xl/worksheets/sheet1.xml") + 24
    data[start : start + 40] = b"\xff" * 40
    with pytest.raises(UnreadableError, match="повреждён"):
        read(bytes(data))


def test_a_million_cells_of_garbage_are_refused(read: Any) -> None:
    cell = b'<c r="A1" t="inlineStr"><is><t>x</t></is></c>'
    rows = b"".join(
        b'<row r="%d">' % row + cell.replace(b"A1", b"ALL%d" % row) * 1000 + b"</row>" for row in range(1, 1001)
    )
    with pytest.raises(UnreadableError, match="не список"):
        read(workbook(b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>", zipfile.ZIP_STORED))


def test_a_stray_cell_in_the_far_corner_is_named_before_memory_is_asked_for_it(read: Any) -> None:
    sheet = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(UnreadableError, match="1048576 строк"):
        read(workbook(sheet))


def test_a_tag_without_an_end_does_not_stop_the_reader(read: Any) -> None:
    sheet = b"<worksheet><sheetData>" + b'<c r="A' * 400_000
    with pytest.raises(UnreadableError):
        read(workbook(sheet))


def test_entities_are_not_expanded(read: Any) -> None:
    layers = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    sheet = (
        f'<!DOCTYPE x [<!ENTITY l0 "lol">{layers}]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&l9;'
    )
    sheet += "</t></is></c></row></sheetData></worksheet>"
    try:
        found = read(workbook(sheet.encode()))
    except UnreadableError:
        return
    assert all(len(one) < 100 for one in found.unknown)


def test_headings_that_nobody_knows_are_a_file_without_lines_and_may_be_explained(read: Any, book: Any) -> None:
    rows = [["Колонка А", "Колонка Б", "Колонка В"], ["Иванова", "Мария", "учитель"]]
    found = read(book({"Лист1": rows}))
    assert found.lines == []
    assert found.unknown == ("Колонка А", "Колонка Б", "Колонка В")
    assert found.problems[0].code == "no-list"
    told = {"Колонка А": "family_name", "Колонка Б": "given_name", "Колонка В": "post"}
    again = read(book({"Лист1": rows}), columns=told)
    assert again.lines[0].values["post"] == "учитель"
    remembered = read(book({"Лист1": rows}), remembered={found.signature: told})
    assert remembered.lines[0].values == again.lines[0].values


def test_headings_without_lines_are_said(read: Any, book: Any) -> None:
    found = read(book({"Лист1": [["Фамилия", "Имя", "Должность"]]}))
    assert [one.code for one in found.problems] == ["no-lines"]
    assert found.missing == ("organisation",)


def test_an_empty_workbook_is_refused(read: Any, book: Any) -> None:
    with pytest.raises(UnreadableError, match="ни одной заполненной ячейки"):
        read(book({"Лист1": []}))
