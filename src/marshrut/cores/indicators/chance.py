"""How far a share of a small place would shift by chance alone, and whether it then differs from a line at all.

`x` of `n` is looked at as `n` draws, each of which comes out with the same unknown share. Wilson's interval (1927)
holds the shares under which `x` would be no surprise:

    centre  (p + z²/2n) / (1 + z²/n)        half  z · √(p(1 − p)/n + z²/4n²) / (1 + z²/n)        p = x/n, z = 1.96

It stays within 0..1, is sensible at 0 of n and n of n, and covers about 95 % for small n too (Newcombe 1998, method 3).

Limits: everybody of the place is counted, so nothing is estimated here. The interval says how the same place could have
come out in another year of the same work, one or two people more or less; it is no error of the count. Draws are taken
as independent: a whole school that goes to one course together shifts by more. Of twenty places one lies outside by
chance alone. A line that contains the place (the region's own share) is pulled to it: large places look nearer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, sqrt

__all__ = ["SMALL", "Apart", "Spread", "apart", "is_share", "wilson"]

_Z = 1.96
#: Below so many the interval of a middling share is wider than a third of the scale.
SMALL = 30


class Apart(StrEnum):
    """How a share lies to a line, chance considered."""

    BELOW = "below"
    SAME = "same"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Spread:
    """Shares 0..1 between which chance alone may move a place; `few`: it counts so few that any order of it is idle."""

    low: float
    high: float
    few: bool


def is_share(part: float | None, whole: float | None) -> bool:
    """Whether two numbers are a part and its whole: counts, nobody counted twice, somebody to divide by."""
    if part is None or whole is None or not (isfinite(part) and isfinite(whole)):
        return False
    return 0 <= part <= whole and whole >= 1


def wilson(part: float, whole: float) -> Spread:
    """The interval of `part` of `whole`. Raises ValueError where these are no part and whole."""
    if not is_share(part, whole):
        raise ValueError(f"no share: {part} of {whole}")
    share, square = part / whole, _Z * _Z
    below = 1 + square / whole
    centre = (share + square / (2 * whole)) / below
    half = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / below
    low = 0.0 if part == 0 else max(0.0, centre - half)
    high = 1.0 if part == whole else min(1.0, centre + half)
    return Spread(low, high, whole < SMALL)


def apart(spread: Spread, line: float) -> Apart:
    """Where a share lies to a line 0..1: a line within the interval is not told apart from it."""
    if spread.high < line:
        return Apart.BELOW
    return Apart.ABOVE if spread.low > line else Apart.SAME
