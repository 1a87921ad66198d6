"""Whose learning a viewer may see or touch: conditions and decisions, side by side.

LIST (that somebody asked, learns, completed): oneself, one's place, who may open the person's results. OPEN
(`chosen_for`: for which deficits): the person, who accompanies them, whom they allowed. The catalogue is everybody's.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from marshrut.apps.competencies import access as competencies
from marshrut.apps.competencies.types import OpenGround
from marshrut.apps.programmes import rules
from marshrut.apps.programmes.types import ApplyGround, LearningFileKind
from marshrut.apps.registry import access as registry
from marshrut.apps.registry.queries import account_of, own_id, works_within
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.queries import list_assignments
from marshrut.foundation.scope.rules import may_use_right, may_work
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = [
    "applying_ground",
    "leads",
    "may",
    "may_agree",
    "may_keep",
    "may_plan",
    "may_send_file",
    "visible",
]


def visible(viewer: AnyViewer, right: Right, *, on: date, person: str = "person") -> Q:
    """Rows whose person (by the foreign key `person`) the viewer may see with this right on that day."""
    if isinstance(viewer, SystemViewer):
        return Q()
    if right is Right.COUNT:
        return Q(pk__in=[])
    opened = competencies.visible(viewer, Right.OPEN, on=on, person=person)
    return opened if right is Right.OPEN else opened | registry.visible(viewer, right, on=on, person=person)


def may(viewer: AnyViewer, right: Right, person_id: UUID, *, on: date) -> Decision:
    """The same for one person. Figures have their own door: COUNT names nobody."""
    opened = competencies.may(viewer, Right.OPEN, person_id, on=on)
    if right is Right.OPEN or isinstance(viewer, SystemViewer):
        return opened
    if right is Right.COUNT:
        return may_use_right(viewer.role, right, inside=False, own=False)
    if opened:
        return opened
    inside = works_within(viewer, person_id, on=on)
    return may_use_right(viewer.role, right, inside=inside, own=own_id(viewer) == person_id)


def may_keep(viewer: AnyViewer) -> Decision:
    """PROGRAMMES-01 for the viewer."""
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=viewer.tenant_id is not None)
    return rules.may_keep(viewer.role)


def applying_ground(viewer: AnyViewer, person_id: UUID, node_id: UUID | None, *, on: date) -> ApplyGround | None:
    """Why the viewer may ask for this person, who works at that place; None: they may not."""
    if isinstance(viewer, SystemViewer):
        return ApplyGround.SYSTEM
    if own_id(viewer) == person_id:
        return ApplyGround.OWN
    if viewer.role is Role.SCHOOL and node_id is not None and scope_access.inside(viewer, node_id, on=on):
        return ApplyGround.HEAD
    cared = competencies.ground_of(viewer, person_id, on=on) is OpenGround.CARE
    return ApplyGround.CARE if cared else None


def leads(viewer: AnyViewer, person_id: UUID, node_id: UUID, *, on: date) -> bool:
    """Whether this person is the head of that place for us: who holds its desk."""
    account = account_of(viewer, person_id)
    held = list_assignments(viewer, account, on=on) if account else []
    return any(one.role == Role.SCHOOL and one.node_id == node_id for one in held)


def may_agree(viewer: AnyViewer, person_id: UUID, node_id: UUID, *, on: date) -> Decision:
    """PROGRAMMES-06 for somebody who works at that place."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return rules.may_agree(
        viewer.role,
        inside=inside,
        own=own_id(viewer) == person_id,
        leads=leads(viewer, person_id, node_id, on=on),
        above=viewer.node_id != node_id,
    )


def may_plan(viewer: AnyViewer, node_id: UUID, *, on: date) -> Decision:
    """PROGRAMMES-13 for a place."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return rules.may_plan(viewer.role, inside=inside)


def may_send_file(viewer: AnyViewer, kind: LearningFileKind, node_id: UUID, *, on: date) -> Decision:
    """PROGRAMMES-20 for a place."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return rules.may_send_file(viewer.role, kind, inside=inside)
