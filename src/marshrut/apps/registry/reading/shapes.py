"""What is read from a file: fields that a column may hold, lines with typed values, the file as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from marshrut.apps.registry.types import Problem, RegistryError

__all__ = ["Field", "FileRead", "Line", "UnreadableError"]


class UnreadableError(RegistryError):
    """The file cannot be read as a list at all; the text says what to do about it."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column may hold.

    `kind` says how a cell is understood (`cells.py`); `required`: a list without such a column is none of this kind.
    The organisation of a line is looked up by who knows the recorded ones: an empty cell there is no problem here.
    """

    code: str
    title: str
    required: bool
    kind: str
    aliases: tuple[str, ...] = ()
    hint: str = ""
    example: str = ""


@dataclass(slots=True)
class Line:
    """One line of a list, with its own row number (as the workbook counts).

    `values`: by field code, only what the line says, typed (date, Decimal, str, tuple[str, …], bool, JobKind). A
    category or a leave that the line says is *not there* («нет») is the empty string. `teaching_since_approximate` is
    True where the experience was given as a number of years. `raw`: the person's own words, by heading.
    """

    sheet: str
    row: int
    values: dict[str, Any]
    raw: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        """Whether the line cannot be applied as it stands."""
        return any(not one.warning for one in self.problems)


@dataclass(frozen=True, slots=True)
class FileRead:
    """A whole file. `columns`: heading → field code; `unknown`: headings that are no field; `missing`: required fields
    that no column was found for; `signature`: the hash of its headings, by which a foreign layout is remembered."""

    lines: list[Line]
    columns: dict[str, str]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    signature: str
    problems: tuple[Problem, ...]
    sheets: tuple[str, ...]
