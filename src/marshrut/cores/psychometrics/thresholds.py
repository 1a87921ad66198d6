"""Numbers that decide how much evidence says what. They are data of the product or of a region; here is their form."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MasteryRules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MasteryRules:
    """Thresholds of judging. Days are whole, chances and shares lie in 0..1. Raises ValueError for the impossible."""

    #: How sure a deficit must be to be called certain, and how many independent sources must each point to it.
    certain: float
    sources_for_certain: int
    #: How sure anything must be to be said at all.
    likely: float
    #: Fewer effective items say nothing; a source with fewer than `source_items` is no independent witness.
    enough_items: float
    source_items: float
    #: A result weighs half as much after so many days, in whole steps; after `forget_days` nothing.
    half_life_days: int
    fade_step_days: int
    forget_days: int
    #: The same instrument again within so many days counts with this share.
    retest_days: int
    retest_share: float
    #: What was known before a measurement that came after learning tells of an earlier state: it weighs this share.
    renewed_share: float

    def __post_init__(self) -> None:
        """Chances are chances, days are days, and «certain» is at least as sure as «likely»."""
        if not 0.5 < self.likely <= self.certain < 1:  # noqa: PLR2004 - a coin is not likely
            raise ValueError("0.5 < likely <= certain < 1")
        if not 0 <= self.retest_share <= 1:
            raise ValueError("0 <= retest_share <= 1")
        if not 0 <= self.renewed_share <= 1:
            raise ValueError("0 <= renewed_share <= 1")
        if min(self.half_life_days, self.fade_step_days, self.forget_days, self.sources_for_certain) < 1:
            raise ValueError("days and sources are positive")
        if min(self.enough_items, self.source_items, self.retest_days) < 0:
            raise ValueError("items and days are not negative")
