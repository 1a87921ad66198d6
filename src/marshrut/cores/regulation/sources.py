"""SOURCES.md of the facts: what stands behind a code like S3 or P12. Headings name the file, table rows the sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Source", "read_sources"]

_HEADING = re.compile(r"^## (?:base/)?(?P<file>[\w./]+?)/?\s*$")
_CODE = re.compile(r"[A-Z]\d{1,2}[a-z]?$")
#: The columns beyond the code and where it was read, by the head of the table.
_COLUMNS = {"дата / редакция": "dated", "лицензия": "licence", "что взято": "taken"}


@dataclass(frozen=True, slots=True)
class Source:
    """One source: its code, where it was read, of what date, under which licence, what was taken."""

    code: str
    where: str
    dated: str = ""
    licence: str = ""
    taken: str = ""


def read_sources(text: str) -> Mapping[str, tuple[Source, ...]]:
    """Sources by file name (`positions.yaml`; `territories` for all regions' territories). Other text is passed by."""
    found: dict[str, list[Source]] = {}
    here: list[Source] = []
    columns: list[str] = []
    for line in text.splitlines():
        if heading := _HEADING.match(line):
            here = found.setdefault(heading["file"], [])
            columns = []
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not columns:
                columns = cells
            elif _CODE.match(cells[0]):
                more = {_COLUMNS[name]: cell for name, cell in zip(columns, cells, strict=False) if name in _COLUMNS}
                here.append(Source(cells[0], cells[1], **more))
    return {file: tuple(rows) for file, rows in found.items()}
