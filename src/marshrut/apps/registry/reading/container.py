"""What stands between a stranger's bytes and the readers: is it a workbook, and may it be unpacked.

A workbook is a zip. Its directory says how large everything is unpacked; a liar is found because every part is
inflated here once, with that size as its bound, before anybody else touches it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from marshrut.apps.registry.reading.shapes import UnreadableError

__all__ = ["Parts", "kind_of_file", "size_of"]

#: Bytes: of the file, of all its parts unpacked; unpacked to packed of one part; parts.
MAX_FILE, MAX_UNPACKED, MAX_RATIO, MAX_PARTS = 80 << 20, 400 << 20, 150, 1500
#: A part smaller than this harms nobody however well it is packed.
_SMALL = 8 << 20
_CHUNK = 1 << 20
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_SAVE_AS = "Откройте его в программе, где он сделан, и сохраните как книгу Excel (.xlsx) или CSV."
_KNOWN = {
    b"%PDF": "Это PDF, а не таблица. Попросите исходную таблицу или перенесите данные в шаблон.",
    b"Rar!": "Это архив RAR. Распакуйте его и загрузите таблицу из него.",
    b"7z\xbc\xaf": "Это архив 7z. Распакуйте его и загрузите таблицу из него.",
    b"\x89PNG": "Это картинка, а не таблица. Перенесите данные в шаблон.",
    b"\xff\xd8\xff": "Это фотография, а не таблица. Перенесите данные в шаблон.",
    b"{\\rtf": "Это текстовый документ. Перенесите таблицу из него в шаблон.",
    b"<htm": f"Это веб-страница под видом таблицы. {_SAVE_AS}",
    b"<!DO": f"Это веб-страница под видом таблицы. {_SAVE_AS}",
    b"<?xm": f"Это XML, а не книга Excel. {_SAVE_AS}",
}


def size_of(source: IO[bytes]) -> int:
    """Bytes of the file; it stands at its beginning afterwards."""
    size = source.seek(0, 2)
    source.seek(0)
    return size


def kind_of_file(source: IO[bytes]) -> str:
    """`xlsx` or `text`, by the bytes and not by the name; else words of what to do."""
    size = size_of(source)
    if size == 0:
        raise UnreadableError("Файл пустой: в нём нет ни одного байта. Сохраните таблицу ещё раз и загрузите её.")
    if size > MAX_FILE:
        megabytes = MAX_FILE >> 20
        raise UnreadableError(f"Файл больше {megabytes} МБ. Разделите список на части, например по районам.")
    head = source.read(2048)
    source.seek(0)
    if head.startswith(_ZIP):
        return "xlsx"
    if head.startswith(_OLE):
        raise UnreadableError(_ole_words(source))
    for start, words in _KNOWN.items():
        if head.lstrip().lower().startswith(start.lower()):
            raise UnreadableError(words)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError(f"Это не таблица: файл не читается ни как книга Excel, ни как текст. {_SAVE_AS}")
    return "text"


def _ole_words(source: IO[bytes]) -> str:
    data = source.read(MAX_FILE)
    source.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "Книга защищена паролем. Снимите пароль (Файл → Сведения → Защита книги) и сохраните её ещё раз."
    if "WordDocument".encode("utf-16-le") in data:
        return "Это документ Word. Перенесите таблицу из него в шаблон."
    return "Это книга старого формата (.xls). Откройте её и сохраните как «Книга Excel (.xlsx)»."


class Parts:
    """The parts of a workbook, none of which unpacks to more than its directory says."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        try:
            with zipfile.ZipFile(source) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise UnreadableError(
                "Файл повреждён или загружен не до конца. Откройте его, сохраните ещё раз и загрузите."
            ) from None
        self._infos = {info.filename: info for info in infos}
        self._check_directory(infos)
        self._check_format()

    def _check_directory(self, infos: list[zipfile.ZipInfo]) -> None:
        words = "При распаковке файл раздувается до опасного размера: он не открыт. Загрузите обычную книгу Excel."
        if len(infos) > MAX_PARTS or sum(one.file_size for one in infos) > MAX_UNPACKED:
            raise UnreadableError(words)
        for one in infos:
            if one.flag_bits & 1:
                raise UnreadableError("Архив защищён паролем. Снимите пароль и сохраните книгу ещё раз.")
            if one.file_size > _SMALL and one.file_size > MAX_RATIO * max(one.compress_size, 1):
                raise UnreadableError(words)
            if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise UnreadableError(f"Книга упакована необычным способом. {_SAVE_AS}")

    def _check_format(self) -> None:
        names = self._infos
        if "xl/workbook.xml" in names:
            return
        if "mimetype" in names and b"opendocument.spreadsheet" in self.read("mimetype"):
            raise UnreadableError(f"Это таблица OpenDocument (.ods). {_SAVE_AS}")
        if "xl/workbook.bin" in names:
            raise UnreadableError("Это двоичная книга (.xlsb). Откройте её и сохраните как «Книга Excel (.xlsx)».")
        if any(name.startswith("word/") for name in names):
            raise UnreadableError("Это документ Word. Перенесите таблицу из него в шаблон.")
        raise UnreadableError("Это архив, а не книга Excel. Распакуйте его и загрузите таблицу из него.")

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def names(self) -> list[str]:
        """Every part."""
        return list(self._infos)

    def read(self, name: str) -> bytes:
        """A part as a whole."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part unpacked piece by piece; longer than announced is refused."""
        info = self._infos[name]
        left = info.file_size
        for piece in self._inflated(info):
            left -= len(piece)
            if left < 0:
                raise UnreadableError("Книга больше, чем сама о себе говорит: она не открыта. Сохраните её ещё раз.")
            yield piece

    def _inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """`zipfile` stops at the announced size in silence; other readers do not. So the stream is inflated here."""
        self._source.seek(info.header_offset)
        header = self._source.read(30)
        lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        self._source.seek(info.header_offset + 30 + lengths)
        packed = info.compress_size
        plain = info.compress_type == zipfile.ZIP_STORED
        machine = zlib.decompressobj(-15)
        try:
            while packed > 0:
                piece = self._source.read(min(_CHUNK // 4, packed))
                if not piece:
                    break
                packed -= len(piece)
                where = self._source.tell()
                while piece:
                    yield piece if plain else machine.decompress(piece, _CHUNK)
                    piece = b"" if plain else machine.unconsumed_tail
                self._source.seek(where)
            yield machine.flush()
        except zlib.error:
            raise UnreadableError(
                "Файл повреждён: часть книги не распаковывается. Откройте его, сохраните ещё раз и загрузите."
            ) from None
