"""The archive behind a workbook, opened with suspicion: no macros, no cipher, nothing that swells, no entities."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

__all__ = ["Archive", "BrokenBlankError", "Element", "elements", "open_archive"]

_MOST_BYTES, _MOST_PARTS = 60 << 20, 2000
_STAMP = (1980, 1, 1, 0, 0, 0)


class BrokenBlankError(ValueError):
    """The file cannot be used as a blank; the words are for the person who sent it."""


@dataclass
class Archive:
    """Parts by name, in their order, with what changed."""

    source: bytes
    parts: dict[str, bytes]
    changed: dict[str, bytes] = field(default_factory=dict)

    def __getitem__(self, name: str) -> bytes:
        found = self.changed.get(name, self.parts.get(name))
        if found is None:
            raise BrokenBlankError(f"В книге нет части {name}: файл повреждён.")
        return found

    def saved(self) -> bytes:
        """The archive again; parts that did not change keep their bytes, their order and their dates."""
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.source)) as there, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as here:
            for one in there.infolist():
                here.writestr(one, self[one.filename], one.compress_type)
            for name, content in self.changed.items():
                if name not in self.parts:
                    here.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def open_archive(source: bytes) -> Archive:
    """Raises BrokenBlankError, in words, for everything that is no plain workbook."""
    if source.startswith(b"\xd0\xcf\x11\xe0"):
        raise BrokenBlankError("Книга закрыта паролем или сохранена в старом виде. Сохраните её как .xlsx без пароля.")
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as there:
            entries = there.infolist()
            if len(entries) > _MOST_PARTS or sum(one.file_size for one in entries) > _MOST_BYTES:
                raise BrokenBlankError("Книга слишком большая для бланка.")
            if len({one.filename for one in entries}) != len(entries):
                raise BrokenBlankError("Книга повреждена: одна и та же часть стоит в ней дважды.")
            parts = {one.filename: there.read(one) for one in entries}
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        if isinstance(error, BrokenBlankError):
            raise
        raise BrokenBlankError("Файл повреждён или это не книга Excel (.xlsx).") from error
    kinds = parts.get("[Content_Types].xml", b"")
    if any("vbaProject" in name for name in parts) or b"macroEnabled" in kinds:
        raise BrokenBlankError("В книге есть макросы. Сохраните её без них, как .xlsx, и отправьте снова.")
    if "xl/workbook.xml" not in parts or not kinds:
        raise BrokenBlankError("Это не книга Excel (.xlsx).")
    return Archive(source, parts)


@dataclass
class Element:
    """An element with where it stands: `begin`–`end` bytes of all of it, `inner` where its contents begin; an empty
    `<c/>` has `inner == end`. `name` is without its prefix, `prefix` has its colon."""

    name: str
    prefix: str
    attributes: Mapping[str, str]
    depth: int
    parent: Element | None
    begin: int
    inner: int = 0
    close: int = 0
    end: int = 0
    text: str = ""


def elements(content: bytes, wanted: Callable[[str], bool] = lambda _name: True) -> list[Element]:
    """Elements of a part in their order, with their bytes. Raises BrokenBlankError."""
    if not content.lstrip(b"\xef\xbb\xbf").startswith(b"<") or content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise BrokenBlankError("Часть книги записана непривычно. Откройте её в Excel, сохраните и отправьте снова.")
    parser = expat.ParserCreate()
    found: list[Element] = []
    stack: list[Element] = []
    parser.buffer_text = True

    def begun(name: str, attributes: dict[str, str]) -> None:
        settle()
        prefix, _, local = name.rpartition(":")
        made = Element(
            local,
            f"{prefix}:" if prefix else "",
            attributes,
            len(stack),
            stack[-1] if stack else None,
            parser.CurrentByteIndex,
        )
        stack.append(made)
        fresh.append(made)
        if wanted(local):
            found.append(made)

    fresh: list[Element] = []

    def settle() -> None:
        """The element that was opened last has its tag behind it now."""
        if fresh:
            one = fresh.pop()
            one.inner = content.index(b">", _past_quotes(content, one.begin)) + 1

    def ended(_name: str) -> None:
        settle()
        one = stack.pop()
        at = parser.CurrentByteIndex
        one.close = at
        whole = content[one.inner - 2 : one.inner] == b"/>"
        one.end = one.inner if whole else content.index(b">", at) + 1

    def said(text: str) -> None:
        settle()
        if stack:
            stack[-1].text += text

    def refuse(*_what: Any) -> None:
        raise BrokenBlankError("В книге объявлены посторонние данные. Такой файл не принимаем.")

    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = said, refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise BrokenBlankError("Книга повреждена: часть её не читается.") from error
    return found


def _past_quotes(content: bytes, begin: int) -> int:
    """Where a tag's attributes are over: «>» may stand inside their quotes."""
    at, quote = begin, 0
    while True:
        letter = content[at]
        if quote:
            quote = 0 if letter == quote else quote
        elif letter in b"\"'":
            quote = letter
        elif letter == ord(">"):
            return at
        at += 1
