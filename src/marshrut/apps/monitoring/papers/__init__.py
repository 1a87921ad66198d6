"""Papers of monitoring: the analytical note as DOCX, its appendix as XLSX, the region's own form of it."""

from marshrut.apps.monitoring.papers.appendix import appendix
from marshrut.apps.monitoring.papers.data import NoteData, NoteLine, NotePlace, OtherReading
from marshrut.apps.monitoring.papers.document import blank_note, fill_note, warn
from marshrut.apps.monitoring.papers.fields import BLOCKS, FIELDS, BrokenFormError, fields_of, read_form

__all__ = [
    "BLOCKS",
    "FIELDS",
    "BrokenFormError",
    "NoteData",
    "NoteLine",
    "NotePlace",
    "OtherReading",
    "appendix",
    "blank_note",
    "fields_of",
    "fill_note",
    "read_form",
    "warn",
]
