"""Classes of stored files, and what each may hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = ["ALLOWED", "LISTS", "Content", "FileClass", "FileRefusedError"]


class FileClass(StrEnum):
    """What a file is for; who may see it and how long it is kept hang on this."""

    PROOF = "proof"
    CONSENT = "consent"
    REPORT = "report"
    LIST = "list"
    MADE_LIST = "made_list"
    EVIDENCE = "evidence"
    PAPER = "paper"
    ENTRY = "entry"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "proof": "подтверждение",
            "consent": "согласие на бумаге",
            "report": "отчёт",
            "list": "список",
            "made_list": "выгрузка",
            "evidence": "чем подтверждён шаг маршрута",
            "paper": "справка или бланк",
            "entry": "подтверждение значения",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Content:
    """A type of content that we take: MIME type, usual ending, Russian word, shown in the browser or downloaded."""

    mime: str
    suffix: str
    title: str
    inline: bool = False


_KNOWN = (
    Content("application/pdf", ".pdf", "PDF"),
    Content("image/jpeg", ".jpg", "фотография JPEG", inline=True),
    Content("image/png", ".png", "картинка PNG", inline=True),
    Content("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", "документ Word"),
    Content("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", "таблица Excel"),
)
_TEXT = Content("text/csv", ".csv", "текст CSV")

#: By MIME type. Old binary Office formats and archives are left out: they can carry anything.
ALLOWED = MappingProxyType({content.mime: content for content in (*_KNOWN, _TEXT)})
#: What a list may come as: a workbook or a text with separators, told by their bytes like everything else.
LISTS = MappingProxyType({content.mime: content for content in (_KNOWN[-1], _TEXT)})


class FileRefusedError(Exception):
    """A file was not taken; the message says why and what to do, in Russian, for the screen."""
