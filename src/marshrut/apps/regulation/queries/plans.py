"""Indicators, roadmap, registers, structure and desks."""

from __future__ import annotations

from datetime import date

from marshrut.apps.regulation.queries.readings import get_regulation
from marshrut.apps.regulation.types import IndicatorItem, MeasureItem, Reading, RegisterItem
from marshrut.cores.regulation import (
    Desk,
    Indicator,
    Measure,
    Regulation,
    Subject,
    Territory,
    desks_of,
    due_state,
    target_state,
)
from marshrut.cores.regulation.words import INDICATOR_UNITS, REGISTER_KINDS
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "indicator_item",
    "list_desks",
    "list_indicators",
    "list_measures",
    "list_registers",
    "list_subjects",
    "measure_item",
]


def list_indicators(viewer: AnyViewer, reading: Reading, *, on: date) -> tuple[IndicatorItem, ...]:
    """Indicators in the order of the data, each with the state of its target on the day."""
    regulation = get_regulation(viewer, reading)
    return tuple(indicator_item(regulation, one, on) for one in regulation.indicators.indicators)


def indicator_item(regulation: Regulation, one: Indicator, on: date) -> IndicatorItem:
    """One indicator with the state of its target."""
    direction = next((each.name for each in regulation.roadmap.directions if each.id == one.direction), "")
    return IndicatorItem(one, target_state(one, on), INDICATOR_UNITS[one.unit], direction)


def list_measures(viewer: AnyViewer, reading: Reading, *, on: date, section: str = "") -> tuple[MeasureItem, ...]:
    """Measures of the roadmap with their terms in words on the day."""
    regulation = get_regulation(viewer, reading)
    return tuple(
        measure_item(regulation, one, on) for one in regulation.roadmap.measures if section in {"", one.section}
    )


def measure_item(regulation: Regulation, one: Measure, on: date) -> MeasureItem:
    """One measure with its term in words."""
    section = next((each.name for each in regulation.roadmap.sections if each.id == one.section), "")
    return MeasureItem(
        measure=one,
        due=due_state(one.due, on, period=regulation.roadmap.period, title=regulation.party_title),
        section=section,
        responsible=tuple(map(regulation.party_title, one.responsible)),
        executors=tuple(map(regulation.party_title, one.executors)),
    )


def list_registers(viewer: AnyViewer, reading: Reading) -> tuple[RegisterItem, ...]:
    """Registers, plans and documents that the order asks to keep."""
    regulation = get_regulation(viewer, reading)
    return tuple(
        RegisterItem(
            register=one,
            kind=REGISTER_KINDS[one.kind],
            keepers=tuple(map(regulation.party_title, one.keepers)),
            suppliers=tuple(map(regulation.party_title, one.suppliers)),
        )
        for one in regulation.registers.registers
    )


def list_subjects(viewer: AnyViewer, reading: Reading) -> dict[str, tuple[Subject, ...]]:
    """Subjects by level, from the federal one down; for the picture and the list of the structure."""
    structure = get_regulation(viewer, reading).structure
    return {level.id: tuple(one for one in structure.subjects if one.level == level.id) for level in structure.levels}


def list_territories(viewer: AnyViewer, reading: Reading) -> tuple[Territory, ...]:
    """Territories of the region with their sources; empty where the region's folder names none."""
    territories = get_regulation(viewer, reading).territories
    return territories.territories if territories else ()


def list_desks(viewer: AnyViewer, reading: Reading) -> tuple[Desk, ...]:
    """The desks that the region's structure gives."""
    return desks_of(get_regulation(viewer, reading).structure)
