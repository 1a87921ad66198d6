"""What a file really is, by its content, and a picture without the place and the camera it was taken with."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import IO

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from marshrut.foundation.files.types import ALLOWED, LISTS, Content, FileRefusedError

__all__ = ["clean_name", "content_of", "list_content_of", "without_metadata"]

_WANTED = "Подойдут PDF, фотография (JPEG, PNG), документ Word или таблица Excel."
_WANTED_LIST = "Подойдут таблица Excel (.xlsx) и текст CSV. Файл .xls или .ods откройте и сохраните как .xlsx."
_OFFICE = {"word/": ".docx", "xl/": ".xlsx"}
#: A picture larger than any phone takes is a decompression bomb.
MAX_PIXELS = 100_000_000


def clean_name(name: str) -> str:
    """The file's name without folders and control characters, at most 120 characters."""
    base = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in base if letter.isprintable()).strip()[-120:] or "файл"


def content_of(source: IO[bytes]) -> Content:
    """The type of content by its bytes, whatever the name says. Raises FileRefusedError for everything not taken."""
    source.seek(0)
    head = source.read(4096)
    source.seek(0)
    if not head:
        raise FileRefusedError("Файл пустой. Проверьте его и выберите снова.")
    suffix = _office_suffix(source) if head.startswith(b"PK\x03\x04") else _magic_suffix(head)
    found = next((content for content in ALLOWED.values() if content.suffix == suffix), None)
    if found is None or found.suffix == ".csv":
        raise FileRefusedError(f"По содержимому это не тот файл, что мы принимаем. {_WANTED}")
    return found


def list_content_of(source: IO[bytes]) -> Content:
    """The same for a list: a workbook, or a text of lines. Raises FileRefusedError for everything else."""
    source.seek(0)
    head = source.read(4096)
    source.seek(0)
    if not head.strip(b"\0 \r\n\t"):
        raise FileRefusedError("Файл пустой. Проверьте его и выберите снова.")
    suffix = _office_suffix(source) if head.startswith(b"PK\x03\x04") else ".csv" if _is_text(head) else ""
    found = next((content for content in LISTS.values() if content.suffix == suffix), None)
    if found is None:
        raise FileRefusedError(f"Это не список: по содержимому файл другого вида. {_WANTED_LIST}")
    return found


_FIRST_PRINTABLE = 0x20


def _is_text(head: bytes) -> bool:
    """UTF-8, UTF-16 with a mark, or a one-byte Russian encoding: no control characters but line ends, tabs."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if head.startswith((b"%PDF", b"{\\rtf")):
        return False
    return not any(byte < _FIRST_PRINTABLE and byte not in b"\t\r\n\f" for byte in head)


def _magic_suffix(head: bytes) -> str:
    try:
        suffix = str(puremagic.from_string(head))
    except puremagic.PureError:
        return ""
    return {".jpeg": ".jpg", ".jfif": ".jpg", ".jpe": ".jpg"}.get(suffix, suffix)


def _office_suffix(source: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    finally:
        source.seek(0)
    if "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        return ""
    return next((suffix for start, suffix in _OFFICE.items() if any(n.startswith(start) for n in names)), "")


def without_metadata(source: IO[bytes], content: Content) -> IO[bytes]:
    """The picture turned upright and written anew without EXIF; other contents pass unchanged."""
    if not content.mime.startswith("image/"):
        return source
    try:
        with Image.open(source) as found:
            if found.width * found.height > MAX_PIXELS:
                raise FileRefusedError("Картинка слишком большая. Уменьшите её и выберите снова.")
            picture = ImageOps.exif_transpose(found)
            profile = found.info.get("icc_profile")
            clean = Image.new(picture.mode, picture.size)
            clean.paste(picture)
            if picture.mode == "P":
                clean.putpalette(picture.getpalette() or [])
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise FileRefusedError("Картинка повреждена и не открывается. Выберите другую.") from error
    out = io.BytesIO()
    if content.suffix == ".jpg":
        clean.save(out, "JPEG", quality=88, optimize=True, icc_profile=profile)
    else:
        clean.save(out, "PNG", optimize=True, icc_profile=profile)
    out.seek(0)
    return out
