"""Which desks exist follows from the region's structure, and so does what the governing body is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from marshrut.cores.regulation.structure import Structure, Subject

__all__ = ["Desk", "DeskKind", "desks_of", "governing_subject"]

DeskKind = Literal["teacher", "school", "methodist", "municipality", "centre", "governing", "administrator"]

_AUTHORITIES = {"regional": "regional_authority", "municipal": "municipal_authority"}
_CENTRES = ("cnppm", "dpo_institute")
_METHODISTS = {"methodologist", "municipal_methodologist", "methodologist_pool", "tutor"}


@dataclass(frozen=True, slots=True)
class Desk:
    """One workplace: its kind, the level it stands at, the subject it serves (None: none in particular), its name."""

    kind: DeskKind
    level: str | None
    subject: str | None
    name: str


def governing_subject(structure: Structure) -> Subject | None:
    """The body that answers for the system: the authority at the top level, else the coordinator that stands there."""
    at_top = [one for one in structure.subjects if one.level == structure.top_level]
    wanted = _AUTHORITIES.get(structure.top_level)
    for one in at_top:
        if one.type == wanted and not one.many:
            return one
    return next((one for one in at_top if one.id == structure.system.coordinator), None)


def desks_of(structure: Structure) -> tuple[Desk, ...]:
    """The desks of a region, from the teacher's upwards.

    A level outside the system has no desks: where the centre is the region's and the order is a district's,
    there is no centre's desk. In a district's order the municipality's desk is its methodical service.
    """
    inside = {level.id for level in structure.levels if level.inside_system}
    desks = [Desk("teacher", "institutional", None, "Педагог")]
    if "institutional" in inside:
        desks.append(Desk("school", "institutional", None, "Образовательная организация"))
    methodists = [role for role in structure.roles if role.type in _METHODISTS and role.level in inside]
    if methodists:
        desks.append(Desk("methodist", methodists[0].level, None, "Методист"))
    service = _first(structure, inside, ("municipal_methodical_service", "municipal_authority"), level="municipal")
    if service is not None:
        desks.append(Desk("municipality", "municipal", service.id, _name(service)))
    centre = _first(structure, inside, _CENTRES)
    if centre is not None:
        desks.append(Desk("centre", centre.level, centre.id, _name(centre)))
    governing = governing_subject(structure)
    name = (governing.official or governing.title) if governing else structure.name
    desks.append(Desk("governing", structure.top_level, governing.id if governing else None, name))
    desks.append(Desk("administrator", None, None, "Администратор"))
    return tuple(desks)


def _first(structure: Structure, inside: set[str], types: tuple[str, ...], level: str | None = None) -> Subject | None:
    for wanted in types:
        for one in structure.subjects:
            if one.type == wanted and one.level in inside and level in {None, one.level}:
                return one
    return None


def _name(subject: Subject) -> str:
    title = subject.title
    return title[:1].upper() + title[1:]
