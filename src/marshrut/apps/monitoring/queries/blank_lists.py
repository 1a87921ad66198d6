"""Lists that go down a column of a blank: municipalities of an indicator, all indicators, lines of a register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from marshrut.apps.monitoring.blanks.writing import CellValue
from marshrut.apps.monitoring.models import BlankTie, Snapshot
from marshrut.apps.monitoring.queries.figures import IndicatorFigure, by_place
from marshrut.apps.monitoring.types import BlankPart, Level, Needs
from marshrut.apps.registry import queries as registry
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Lists"]

Told = tuple[list[CellValue], bool, str]
_PLACES: Mapping[BlankPart, Callable[[Any], CellValue]] = MappingProxyType(
    {
        BlankPart.PLACE_NAME: lambda one: str(one.name),
        BlankPart.PLACE_VALUE: lambda one: _rounded(one.value),
        BlankPart.PLACE_NUMERATOR: lambda one: _rounded(one.numerator),
        BlankPart.PLACE_DENOMINATOR: lambda one: _rounded(one.denominator),
    }
)
_EACH: Mapping[BlankPart, Callable[[IndicatorFigure], CellValue]] = MappingProxyType(
    {
        BlankPart.EACH_NAME: lambda one: one.indicator.name,
        BlankPart.EACH_VALUE: lambda one: _said(one, one.value),
        BlankPart.EACH_TARGET: lambda one: _said(one, one.target),
    }
)
_LINES: Mapping[BlankPart, Callable[[Any], CellValue]] = MappingProxyType(
    {
        BlankPart.LINE_NAME: lambda one: one.name,
        BlankPart.LINE_ROLE: lambda one: one.role,
        BlankPart.LINE_PLACE: lambda one: one.place,
        BlankPart.LINE_ABOVE: lambda one: one.above,
        BlankPart.LINE_ORDER: lambda one: one.order_number,
    }
)


class Lists:
    """Lists of one filling; several columns of one list read it once and stand in one order."""

    def __init__(self, viewer: AnyViewer, snapshot: Snapshot, on: date, figures: Mapping[str, IndicatorFigure]) -> None:
        self.viewer, self.snapshot, self.on, self.figures = viewer, snapshot, on, figures
        self.places: dict[str, list[Any]] = {}
        self.lines: dict[str, list[Any] | None] = {}

    @property
    def registers(self) -> set[str]:
        """Registers whose lines were read."""
        return set(self.lines)

    def values(self, tie: BlankTie) -> Told:
        """The values of a column, whether they are shares of a hundred, and why there are none."""
        part = BlankPart(tie.part)
        if part.needs is Needs.REGISTER:
            return self._register(part, tie.indicator)
        if part.needs is Needs.INDICATOR:
            return self._municipalities(part, tie.indicator)
        return [_EACH[part](one) for one in self.figures.values()], False, "показателей в приказе нет"

    def _municipalities(self, part: BlankPart, code: str) -> Told:
        one = self.figures.get(code)
        if one is None or one.reading is None:
            return [], False, "по муниципалитетам этот показатель не считается"
        if code not in self.places:
            told: dict[str, Any] = {"on": self.on, "level": Level.MUNICIPALITY}
            self.places[code] = by_place(self.viewer, self.snapshot, code, one.reading.id, **told)
        shares = part is BlankPart.PLACE_VALUE and one.indicator.unit == "percent"
        values = [_PLACES[part](row) for row in self.places[code]]
        return values, shares, "по муниципалитетам этот показатель не считается"

    def _register(self, part: BlankPart, code: str) -> Told:
        if code not in self.lines:
            when: dict[str, Any] = {"on": self.on, "known_at": self.snapshot.known_at}
            self.lines[code] = registry.register_lines(self.viewer, code, **when)
        lines = self.lines[code]
        if lines is None:
            return [], False, "такого реестра по записям больше не ведут"
        return [_LINES[part](one) for one in lines], False, "в реестре пока никого"


def _rounded(value: float | None) -> CellValue:
    return None if value is None else round(value, 4)


def _said(one: IndicatorFigure, value: float | bool | None) -> CellValue:
    if isinstance(value, bool) or (one.indicator.unit == "yes_no" and value is not None):
        return "да" if value else "нет"
    return _rounded(value)
