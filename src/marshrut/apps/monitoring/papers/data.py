"""What a note says, in plain values: figures of one snapshot on one day, ready to be put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["NoteData", "NoteLine", "NotePlace", "OtherReading"]

#: No place with fewer in its denominator is named, whatever its figure.
SMALLEST_NAMED = 5


@dataclass(frozen=True, slots=True)
class NotePlace:
    """A municipality's figure of an indicator."""

    name: str
    numerator: float | None
    denominator: float | None
    value: float | None

    @property
    def named(self) -> bool:
        """Whether the note may name it."""
        return self.value is not None and self.denominator is not None and self.denominator >= SMALLEST_NAMED


@dataclass(frozen=True, slots=True)
class OtherReading:
    """What the same records say by another way of counting."""

    words: str
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """One indicator. `unit` is its word on the screen, `kind` the unit's key; `of` whom it counts, for «не хватает»:
    people, places, teams, records. `enough`, `point`, `low`, `high`: the forecast, None where there is none (`why`)."""

    number: int
    id: str
    name: str
    kind: str
    unit: str
    of: str
    clause: str
    value: float | None
    numerator: float | None
    denominator: float | None
    basis: str
    missing: str
    target: float | bool | None
    comparison: str
    target_words: str
    target_past: bool
    met: bool | None
    reading: str
    others: tuple[OtherReading, ...]
    entered_by: str
    entered_why: str
    document: str
    reported: float | None
    lacking: int | None
    point: float | None
    low: float | None
    high: float | None
    enough: bool | None
    why: str
    places: tuple[NotePlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteData:
    """The whole note. Nothing in it depends on when it is made: the moment is that of the snapshot."""

    region: str
    order: str
    title: str
    version: str
    revision: str
    on: date
    moment: datetime
    snapshot: str
    checksum: str
    counts: tuple[tuple[str, int], ...]
    lines: tuple[NoteLine, ...]
    caveat: str
