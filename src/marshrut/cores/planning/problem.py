"""What a draft of routes is made from, and what it says. Days are ordinals (`date.toordinal()`), both ends inside.

Value of a plan: sum over people and competencies of weight · size · min(1, Σ effects of the steps that serve it).
An effect is the share of a deficit that a step is expected to close, so no deficit is closed twice.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "REACHES",
    "Days",
    "Deficit",
    "Kept",
    "Offer",
    "Person",
    "Plan",
    "PlannedStep",
    "Problem",
    "ProblemError",
    "Reason",
    "SelfStep",
    "Unserved",
    "Year",
]

Days = tuple[int, int]
#: From the nearest to the furthest: who goes further goes nearer too.
REACHES = ("distance", "settlement", "district", "travel")


class ProblemError(ValueError):
    """The input cannot be planned with: negative hours, an offer that ends before it begins, a share above one."""


class Reason(StrEnum):
    """Why a deficit stays without a step: how far the nearest miss came, from the first hurdle to the last."""

    NOTHING_OFFERED = "nothing_offered"
    LEARNT_ALREADY = "learnt_already"
    LANGUAGE = "language"
    TOO_FAR = "too_far"
    OTHER_DATES = "other_dates"
    BUSY = "busy"
    NEEDS_OTHER_FIRST = "needs_other_first"
    NO_SEATS = "no_seats"
    SMALL_GROUP = "small_group"
    OVERLAPS = "overlaps"
    MIX = "mix"
    HOURS = "hours"
    STEPS = "steps"
    LEFT_OUT = "left_out"  # the person chose a way without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Deficit:
    """What a person should strengthen: how much there is to close (0..1], and how much it matters."""

    competency: str
    size: float
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.size <= 1 or not self.weight > 0:
            raise ProblemError(f"a deficit of {self.competency}: size {self.size}, weight {self.weight}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A step that the person has already: it takes its days and hours, and closes what it closes."""

    days: Days
    hours: float
    formal: bool = False
    programme: Hashable | None = None
    effects: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who wants a route. `near`: the settlement and the district where they work; `languages` besides the usual "".

    `not_formal`: which share of the hours stays outside formal learning. `busy`: days on which nothing may lie.
    """

    key: Hashable
    hours: float
    deficits: tuple[Deficit, ...]
    reach: str = "travel"
    near: tuple[str, str] = ("", "")
    languages: frozenset[str] = frozenset()
    not_formal: float = 0.0
    done: frozenset[Hashable] = frozenset()
    busy: tuple[Days, ...] = ()
    kept: tuple[Kept, ...] = ()

    def __post_init__(self) -> None:
        if self.hours < 0 or not 0 <= self.not_formal <= 1 or self.reach not in REACHES:
            raise ProblemError(f"{self.key}: {self.hours} hours, {self.not_formal} not formal, reach {self.reach}")
        if len({one.competency for one in self.deficits}) != len(self.deficits):
            raise ProblemError(f"{self.key}: a competency is named twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A group with seats. `held`: how many sit in it already; `least`: fewer and it does not open.

    `distance`: nobody has to come. `near`: the settlement and the district where one comes to. `needs`: programmes
    that have to be completed before.
    """

    key: Hashable
    programme: Hashable
    days: Days
    hours: float
    seats: int
    effects: Mapping[str, float]
    least: int = 1
    held: int = 0
    distance: bool = False
    near: tuple[str, str] = ("", "")
    language: str = ""
    needs: frozenset[Hashable] = frozenset()

    def __post_init__(self) -> None:
        if self.days[1] < self.days[0] or self.hours <= 0 or self.seats < 0:
            raise ProblemError(f"{self.key}: days {self.days}, {self.hours} hours, {self.seats} seats")
        if any(not 0 < effect <= 1 for effect in self.effects.values()):
            raise ProblemError(f"{self.key}: an effect is a share above 0 and up to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfStep:
    """A step without seats that can be put where there is room. It serves one deficit, and a route has it once.

    `lessons`: begins and ends on days with lessons, away from exams. `after_learning`: for a competency that a group
    of this route teaches, so many days after it. `measures`: closes nothing, comes last.
    """

    key: Hashable
    hours: float
    length: int
    effect: float
    lessons: bool = False
    after_learning: int | None = None
    measures: bool = False
    competencies: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.hours <= 0 or self.length < 1 or not 0 <= self.effect <= 1:
            raise ProblemError(f"{self.key}: {self.hours} hours, {self.length} days, effect {self.effect}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """Days of planning: from the first day on which a step may begin to the last on which one may end."""

    days: Days
    no_lessons: tuple[Days, ...] = ()
    days_off: tuple[Days, ...] = ()
    exams: tuple[Days, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Everything that a draft needs. `whole`: everybody who might come is here, so a group that stays small closes."""

    people: tuple[Person, ...]
    offers: tuple[Offer, ...]
    year: Year
    self_steps: tuple[SelfStep, ...] = ()
    most_steps: int = 8
    gap: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step of a draft: an offer or a step without seats, its days, and what share of which deficit it closes.

    `worth`: closed deficit per hour when it was chosen. `others`: how many other groups could have been taken then;
    `instead`: the best of those that serve something of the same.
    """

    offer: int | None
    self_step: int | None
    days: Days
    hours: float
    closes: tuple[tuple[str, float], ...]
    worth: float
    others: int = 0
    instead: tuple[int, ...] = ()

    @property
    def formal(self) -> bool:
        """Whether it is a group with seats."""
        return self.offer is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """A deficit of which less than half is closed: how much is, and why not more."""

    competency: str
    closed: float
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Steps of each person in the order of the problem's people, what stays unserved, and the value.

    `taken`: each person's offers in the order in which they were decided; decided so again they close the same.
    """

    steps: tuple[tuple[PlannedStep, ...], ...]
    unserved: tuple[tuple[Unserved, ...], ...]
    value: float
    closed_groups: frozenset[int] = frozenset()
    taken: tuple[tuple[int, ...], ...] = ()

    @property
    def without(self) -> int:
        """How many people have no step at all."""
        return sum(not steps for steps in self.steps)
