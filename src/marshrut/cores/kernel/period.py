"""Half-open periods of days: from the first day to the day after the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Period"]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` (included) to `end` (excluded). None: without a bound on that side.

    Raises ValueError for a period without a single day.
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError(f"a period needs at least one day: {self.start} … {self.end}")

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        starts_before_end = self.start is None or other.end is None or self.start < other.end
        ends_after_start = self.end is None or other.start is None or other.start < self.end
        return starts_before_end and ends_after_start
