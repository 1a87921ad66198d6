"""Whose routes a viewer may see and open: conditions and decisions, side by side.

OPEN (what a step serves, why, evidence, observations): the person, who accompanies them, whom they allowed.
LIST (that there is a route, its state, days and hours): these and, by place on the day, who may list people there.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q

from marshrut.apps.competencies import access as competencies
from marshrut.apps.competencies.types import OpenGround
from marshrut.apps.registry import access as registry_access
from marshrut.apps.registry import queries as registry
from marshrut.apps.routes import rules
from marshrut.apps.routes.models import Route, RouteStep
from marshrut.apps.routes.rules import files as file_rules
from marshrut.apps.routes.rules.region_plans import PLANNERS
from marshrut.apps.routes.types import Ground
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.models import RoleAssignment
from marshrut.foundation.scope.rules import ROLE_RIGHTS, may_work
from marshrut.foundation.scope.types import Right, Role
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, reaches

__all__ = [
    "drafts",
    "ground_of",
    "heads_among",
    "lists",
    "may",
    "may_release",
    "may_send_file",
    "open_ground",
    "plans",
    "visible",
]

NOBODY = Q(pk__in=[])
_GROUNDS = {OpenGround.OWN: Ground.OWN, OpenGround.CARE: Ground.CARE, OpenGround.SHARE: Ground.SHARE}
#: Who stands above a school and lets its head go.
ABOVE = frozenset({Role.MUNICIPAL_METHODOLOGIST, Role.CENTRE, Role.GOVERNING_BODY})


def visible(viewer: AnyViewer, right: Right, *, on: date, person: str = "person") -> Q:
    """Rows (routes; by `person`, what hangs on one) that the viewer may see with this right on that day."""
    if isinstance(viewer, SystemViewer):
        return Q()
    if right is Right.COUNT:
        return NOBODY
    opened = competencies.visible(viewer, Right.OPEN, on=on, person=person)
    if right is Right.OPEN:
        return opened
    return opened | registry_access.visible(viewer, Right.LIST, on=on, person=f"{person}_id")


def may(viewer: AnyViewer, right: Right, route: Route, *, on: date) -> Decision:
    """The same for one route."""
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=reaches(viewer, route.tenant_id))
    role = viewer.role.value
    if right is Right.COUNT or not reaches(viewer, route.tenant_id):
        return rules.may_list(opened=False, inside=False, lists=False, role=role)
    ground = ground_of(viewer, route.person_id, on=on)
    if right is Right.OPEN:
        return rules.may_open(ground, role=role)
    inside = ground is None and registry.works_within(viewer, route.person_id, on=on)
    return rules.may_list(opened=ground is not None, inside=inside, lists=lists(viewer), role=role)


def lists(viewer: AnyViewer) -> bool:
    """Whether the viewer's role sees at all who takes part."""
    return isinstance(viewer, SystemViewer) or Right.LIST in ROLE_RIGHTS[viewer.role]


def open_ground(viewer: AnyViewer, person_id: UUID, *, on: date) -> Ground | None:
    """On which ground the viewer opens this person's results; work without a person is a ground of its own."""
    return Ground.SYSTEM if isinstance(viewer, SystemViewer) else ground_of(viewer, person_id, on=on)


def ground_of(viewer: Viewer, person_id: UUID, *, on: date) -> Ground | None:
    """The same for somebody who is signed in."""
    found = competencies.ground_of(viewer, person_id, on=on)
    return _GROUNDS[found] if found else None


def drafts(viewer: Viewer) -> bool:
    """Whether the viewer's role has routes drafted for a place."""
    return viewer.role in rules.DRAFTERS


def plans(viewer: Viewer) -> bool:
    """Whether the viewer's role plans a region together."""
    return viewer.role in PLANNERS


def heads_among(viewer: AnyViewer, people: Collection[UUID], *, on: date) -> set[UUID]:
    """Those of these people who lead the place themselves: who lets go of them stands above."""
    accounts = registry.accounts_by(viewer, people)
    held = RoleAssignment.objects.of(viewer).true(on).filter(account_id__in=accounts.values(), role=Role.SCHOOL.value)
    leading = set(held.values_list("account_id", flat=True))
    return {person for person, account in accounts.items() if account in leading}


def may_release(viewer: AnyViewer, step: RouteStep, *, on: date) -> Decision:
    """ROUTES-11 for a step."""
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=reaches(viewer, step.tenant_id))
    person = step.route.person_id
    inside = registry.works_within(viewer, person, on=on)
    own = registry.own_id(viewer) == person
    return rules.may_release(
        head=inside and not own and viewer.role is Role.SCHOOL,
        above=inside and viewer.role in ABOVE,
        own=own,
        person_is_head=bool(heads_among(viewer, [person], on=on)),
        release=step.release_state,
    )


def may_send_file(viewer: AnyViewer, node_id: UUID, *, on: date) -> Decision:
    """ROUTES-40 for a place."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return file_rules.may_send_file(viewer.role, inside=inside)
