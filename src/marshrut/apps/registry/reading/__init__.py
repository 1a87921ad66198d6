"""From the bytes of a workbook or a text file to typed lines with problems. Asks no database."""

from marshrut.apps.registry.reading.fields import FIELDS
from marshrut.apps.registry.reading.file import read_file
from marshrut.apps.registry.reading.shapes import Field, FileRead, Line, UnreadableError

__all__ = ["FIELDS", "Field", "FileRead", "Line", "UnreadableError", "read_file"]
