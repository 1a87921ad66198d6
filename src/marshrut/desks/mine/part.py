"""A role's part in the order: clauses that name it, measures, registers; and what the person answers for by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from marshrut.apps.regulation import queries
from marshrut.apps.regulation.types import (
    ClauseFilter,
    ClauseItem,
    MeasureItem,
    Reading,
    RegisterItem,
    ResponsiblePerson,
)
from marshrut.cores.regulation import Regulation
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["TYPES", "Part", "part_of"]

#: As many clauses as the desk shows: evidence is counted for no more than these.
MOST = 8
#: Types of subjects and roles of an order that a role of the product works for.
TYPES = MappingProxyType(
    {
        Role.TEACHER: frozenset({"teacher", "young_teacher", "pair"}),
        Role.SCHOOL: frozenset(
            {"school", "head", "deputy_head", "management_team", "school_methodical_service", "methodical_council"}
        ),
        Role.MUNICIPAL_METHODOLOGIST: frozenset(
            {"municipal_methodical_service", "municipal_methodologist", "municipal_authority"}
        ),
        Role.REGIONAL_METHODOLOGIST: frozenset({"methodologist", "methodologist_pool", "tutor", "mentor"}),
        Role.CENTRE: frozenset({"cnppm", "dpo_institute"}),
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """What the order asks of this role, and of this person by name. `reading` None: no order is loaded."""

    reading: Reading | None
    answered: tuple[tuple[ClauseItem, ResponsiblePerson], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    #: How many clauses name the role; `clauses` are the first of them.
    count: int = 0
    clauses: tuple[ClauseItem, ...] = ()
    measures: tuple[MeasureItem, ...] = ()
    registers: tuple[RegisterItem, ...] = ()


def part_of(viewer: Viewer, reading: Reading | None, *, on: date, known_at: datetime | None = None) -> Part:
    """The part of the viewer's role in this reading."""
    if reading is None:
        return Part(None)
    regulation = queries.get_regulation(viewer, reading)
    mine = _parties(regulation, viewer.role)
    named = {one.id for one in regulation.clauses.clauses if mine.keys() & {*one.actors}}
    answered = queries.list_answered(viewer, reading, on=on, known_at=known_at)
    shown = [one.id for one in regulation.clauses.clauses if one.id in named][:MOST]
    codes = frozenset({*shown, *answered})
    narrowed = ClauseFilter(codes=codes)
    found = queries.list_clauses(viewer, reading, on=on, known_at=known_at, narrowed=narrowed).items if codes else ()
    measures = queries.list_measures(viewer, reading, on=on)
    return Part(
        reading,
        tuple((item, answered[item.code]) for item in found if item.code in answered),
        tuple(mine.items()),
        len(named),
        tuple(item for item in found if item.code in shown),
        tuple(one for one in measures if mine.keys() & {*one.measure.responsible, *one.measure.executors}),
        tuple(one for one in queries.list_registers(viewer, reading) if mine.keys() & {*one.register.keepers}),
    )


def _parties(regulation: Regulation, role: Role) -> dict[str, str]:
    wanted = TYPES.get(role, frozenset[str]())
    subjects = {one.id: one.title for one in regulation.structure.subjects if one.type in wanted}
    roles = {one.id: one.name for one in regulation.structure.roles if one.type in wanted}
    return {**subjects, **roles}
