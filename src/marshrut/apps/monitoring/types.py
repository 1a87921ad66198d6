"""Words of monitoring: states, levels, what a figure says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

__all__ = [
    "BlankPart",
    "EntryKind",
    "FigureRow",
    "Level",
    "Loop",
    "MonitoringError",
    "Part",
    "SnapshotState",
    "Stage",
    "Standing",
]


class MonitoringError(Exception):
    """A snapshot or a figure cannot be made; the words are for the person who asked."""


class SnapshotState(StrEnum):
    """making → sealed → damaged. A damaged one is named and its figures are refused."""

    MAKING = "making"
    SEALED = "sealed"
    DAMAGED = "damaged"

    @property
    def title(self) -> str:  # type: ignore[override]
        """In the words of the screen."""
        return {"making": "снимается", "sealed": "цел", "damaged": "повреждён"}[self.value]


class Part(StrEnum):
    """What a snapshot consists of."""

    FACTS = "facts"
    STAFF = "staff"
    PLACES = "places"
    TEAMS = "teams"

    @property
    def title(self) -> str:  # type: ignore[override]
        """In the words of the screen."""
        return {"facts": "факты", "staff": "работники", "places": "организации", "teams": "команды"}[self.value]


class Level(StrEnum):
    """Of what a figure is."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    ORGANISATION = "organisation"

    @property
    def title(self) -> str:  # type: ignore[override]
        """In the words of the screen."""
        return {"region": "регион", "municipality": "муниципалитет", "organisation": "организация"}[self.value]


class EntryKind(StrEnum):
    """What a person enters: a value whose facts are not here, a part of a denominator, what was reported."""

    VALUE = "value"
    DENOMINATOR = "denominator"
    REPORTED = "reported"

    @property
    def title(self) -> str:  # type: ignore[override]
        """In the words of the screen."""
        return {"value": "значение", "denominator": "на что делить", "reported": "сдано в отчёте"}[self.value]


class Needs(StrEnum):
    """What a part of a blank must be named with."""

    NOTHING = ""
    INDICATOR = "indicator"
    REGISTER = "register"


class BlankPart(StrEnum):
    """What goes into a cell of a blank: of an indicator, of the document itself, or a list down from the cell."""

    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    TARGET = "target"
    REGION = "region"
    DAY = "day"
    ORDER = "order"
    PLACE_NAME = "place_name"
    PLACE_VALUE = "place_value"
    PLACE_NUMERATOR = "place_numerator"
    PLACE_DENOMINATOR = "place_denominator"
    EACH_NAME = "each_name"
    EACH_VALUE = "each_value"
    EACH_TARGET = "each_target"
    LINE_NAME = "line_name"
    LINE_ROLE = "line_role"
    LINE_PLACE = "line_place"
    LINE_ABOVE = "line_above"
    LINE_ORDER = "line_order"

    @property
    def title(self) -> str:  # type: ignore[override]
        """In the words of the screen."""
        return _BLANK_PARTS[self][0]

    @property
    def needs(self) -> Needs:
        """What must be named with it."""
        return _BLANK_PARTS[self][1]

    @property
    def goes_down(self) -> bool:
        """Whether it is a list, one row a line, from its cell down."""
        return self.value.startswith(("place_", "each_", "line_"))


_BLANK_PARTS = MappingProxyType(
    {
        BlankPart.VALUE: ("значение", Needs.INDICATOR),
        BlankPart.NUMERATOR: ("числитель", Needs.INDICATOR),
        BlankPart.DENOMINATOR: ("знаменатель", Needs.INDICATOR),
        BlankPart.TARGET: ("цель", Needs.INDICATOR),
        BlankPart.REGION: ("регион", Needs.NOTHING),
        BlankPart.DAY: ("день", Needs.NOTHING),
        BlankPart.ORDER: ("приказ", Needs.NOTHING),
        BlankPart.PLACE_NAME: ("муниципалитеты показателя: названия", Needs.INDICATOR),
        BlankPart.PLACE_VALUE: ("муниципалитеты показателя: значения", Needs.INDICATOR),
        BlankPart.PLACE_NUMERATOR: ("муниципалитеты показателя: числители", Needs.INDICATOR),
        BlankPart.PLACE_DENOMINATOR: ("муниципалитеты показателя: знаменатели", Needs.INDICATOR),
        BlankPart.EACH_NAME: ("все показатели: названия", Needs.NOTHING),
        BlankPart.EACH_VALUE: ("все показатели: значения", Needs.NOTHING),
        BlankPart.EACH_TARGET: ("все показатели: цели", Needs.NOTHING),
        BlankPart.LINE_NAME: ("реестр: кто", Needs.REGISTER),
        BlankPart.LINE_ROLE: ("реестр: роль", Needs.REGISTER),
        BlankPart.LINE_PLACE: ("реестр: где", Needs.REGISTER),
        BlankPart.LINE_ABOVE: ("реестр: муниципалитет", Needs.REGISTER),
        BlankPart.LINE_ORDER: ("реестр: номер приказа", Needs.REGISTER),
    }
)


class Standing(StrEnum):
    """How a figure stands to its target on a day. `past`: its time is over, so it is neither met nor missed."""

    BEHIND = "behind"
    MET = "met"
    PAST = "past"
    NO_DATA = "no_data"
    NO_TARGET = "no_target"

    @property
    def title(self) -> str:  # type: ignore[override]
        """In the words of the screen."""
        return {
            "behind": "цель не выполнена",
            "met": "цель выполнена",
            "past": "срок цели истёк",
            "no_data": "нет данных",
            "no_target": "сравнить не с чем",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One figure: of which indicator, by which reading, of which place, and what it came of."""

    indicator: str
    reading: str
    chosen: bool
    level: Level
    place: UUID | None
    on: date
    numerator: float | None
    denominator: float | None
    value: float | None
    missing: str


class Stage(StrEnum):
    """Where somebody stands on the way from a post to an effect; each is a fact of taking part, none is a result."""

    STAFF = "staff"
    DIAGNOSED = "diagnosed"
    ROUTED = "routed"
    LEARNED = "learned"
    TRANSFERRED = "transferred"
    CHECKED = "checked"

    @property
    def title(self) -> str:  # type: ignore[override]
        """In the words of the screen."""
        return {
            "staff": "работают",
            "diagnosed": "прошли диагностику",
            "routed": "с маршрутом",
            "learned": "выучились",
            "transferred": "перенесли в уроки",
            "checked": "проверили эффект",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Loop:
    """People who work, by stages of the last twelve months: how many stand at each, how many of them at the next."""

    reached: dict[Stage, int]
    went_on: dict[Stage, int]
