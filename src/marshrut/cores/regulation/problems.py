"""What is wrong with a region's data, said so that a methodist can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

__all__ = ["Problem", "nearest"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it stands, what is wrong and what to do, in Russian.

    `line` counts from 1; None when the whole file or folder is meant. `key` is the way to the value
    (`clauses[ABC-1.2-03].kind`), empty when the file could not be read that far.
    `nearest` is the known word closest to the unknown one.
    """

    file: str
    line: int | None
    key: str
    text: str
    nearest: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        hint = f" (похоже на: {self.nearest})" if self.nearest else ""
        return ": ".join(part for part in (place, self.key, f"{self.text}{hint}") if part)


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that looks most like `word`, or None when none does."""
    if not isinstance(word, str):
        return None
    found = get_close_matches(word, list(known), n=1, cutoff=0.55)
    return found[0] if found else None
