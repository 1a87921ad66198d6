"""Whose records a viewer may see or change, as a query condition and as a decision, side by side."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from marshrut.apps.registry import rules
from marshrut.apps.registry.dictionaries import base_dictionaries
from marshrut.apps.registry.models import Employment, Person, StaffRole
from marshrut.apps.registry.types import ImportKind
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.rules import ROLE_RIGHTS, may_use_right, may_work
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, reaches

__all__ = [
    "at_nodes",
    "may",
    "may_edit_at",
    "may_edit_person",
    "may_edit_place",
    "may_edit_seen",
    "may_give_staff_role",
    "may_list",
    "may_see_to_hire",
    "may_send",
    "nodes_of",
    "people_of",
    "visible",
    "visible_lists",
]


def nodes_of(
    viewer: AnyViewer, *, on: date, known_at: datetime | None = None, path: str | None = None
) -> QuerySet[Placement, Any]:
    """Ids of the places at and below `path` (else the viewer's own place) on that day."""
    rows = Placement.objects.of(viewer).true(on, known_at)
    under = path or (viewer.node_path if isinstance(viewer, Viewer) else None)
    if under:
        rows = rows.filter(path__under=under)
    return rows.values("node_id")


def people_of(
    viewer: AnyViewer,
    *,
    on: date,
    known_at: datetime | None = None,
    path: str | None = None,
    person_id: UUID | None = None,
) -> QuerySet[Any, Any]:
    """Ids of the people who work, or hold a role of the order, at or below a place on that day; of one: this one."""
    here = at_nodes(viewer, on=on, known_at=known_at, path=path)
    if person_id is not None:
        here &= Q(person_id=person_id)
    work = Employment.objects.of(viewer).true(on, known_at).filter(here).values("person_id")
    roles = StaffRole.objects.of(viewer).true(on, known_at).filter(here).values("person_id")
    return work.union(roles)


def at_nodes(viewer: AnyViewer, *, on: date, known_at: datetime | None = None, path: str | None = None) -> Q:
    """Rows (by `node_id`) at and below `path`, else the viewer's own place. Who stands at the root of the tenant sees
    all of its rows: no tree is asked, which at a region's size is half of the work."""
    under = path or (viewer.node_path if isinstance(viewer, Viewer) else None)
    if not under or "." not in under:
        return Q()
    return Q(node_id__in=nodes_of(viewer, on=on, known_at=known_at, path=under))


def visible(
    viewer: AnyViewer,
    right: Right,
    *,
    on: date,
    known_at: datetime | None = None,
    person: str = "pk",
    with_own: bool = True,
) -> Q:
    """Rows whose person (by the column `person`) the viewer may see with this right: oneself, and one's place's.

    `with_own` False: a list of a place's people, in which one does not stand by looking at it.
    """
    if isinstance(viewer, SystemViewer):
        return Q()
    if not with_own:
        held = right in ROLE_RIGHTS[viewer.role]
        return _standing(viewer, on=on, known_at=known_at, person=person) if held else Q(pk__in=[])
    own = Q(**{f"{person}__in": Person.objects.of(viewer).filter(account_id=viewer.account_id).values("pk")})
    if right not in ROLE_RIGHTS[viewer.role]:
        return own
    return own | _standing(viewer, on=on, known_at=known_at, person=person)


def _standing(viewer: Viewer, *, on: date, known_at: datetime | None, person: str) -> Q:
    """Rows whose person stands at or below the viewer's place. For the whole tenant PostgreSQL probes two hashes,
    for a part of it one small union: each is twice as quick as the other where it is used."""
    here = at_nodes(viewer, on=on, known_at=known_at)
    if here:
        return Q(**{f"{person}__in": people_of(viewer, on=on, known_at=known_at)})
    work = Employment.objects.of(viewer).true(on, known_at).values("person_id")
    roles = StaffRole.objects.of(viewer).true(on, known_at).values("person_id")
    return Q(**{f"{person}__in": work}) | Q(**{f"{person}__in": roles})


def may_list(viewer: AnyViewer) -> Q:
    """Nothing at all for a role that may not see who is who; on rows that are narrowed to the viewer's places."""
    allowed = isinstance(viewer, SystemViewer) or Right.LIST in ROLE_RIGHTS[viewer.role]
    return Q() if allowed else Q(pk__in=[])


def may(viewer: AnyViewer, right: Right, person: Person, *, on: date, known_at: datetime | None = None) -> Decision:
    """The same for one person."""
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=reaches(viewer, person.tenant_id))
    own = person.account_id == viewer.account_id
    within = own or _stands_below(viewer, person.pk, on=on, known_at=known_at)
    return may_use_right(viewer.role, right, inside=within, own=own)


def _stands_below(viewer: Viewer, person_id: UUID, *, on: date, known_at: datetime | None) -> bool:
    return people_of(viewer, on=on, known_at=known_at, person_id=person_id).exists()


def may_edit_at(viewer: AnyViewer, node_id: UUID, *, on: date) -> Decision:
    """REGISTRY-01 for a place: whether the viewer keeps the list of its people."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return rules.may_edit_staff(viewer.role, inside=inside)


def may_edit_person(viewer: AnyViewer, person: Person, *, on: date) -> Decision:
    """REGISTRY-01 for a person: whether the viewer keeps the list of a place where they work."""
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=reaches(viewer, person.tenant_id))
    return rules.may_edit_staff(viewer.role, inside=_stands_below(viewer, person.pk, on=on, known_at=None))


def may_edit_seen(viewer: Viewer, person: Person, *, on: date) -> Decision:
    """The same for somebody whom the viewer was let see that very day: who is not oneself stands within the place."""
    if person.account_id == viewer.account_id:
        return may_edit_person(viewer, person, on=on)
    return rules.may_edit_staff(viewer.role, inside=True)


def may_edit_place(viewer: AnyViewer, node_id: UUID, *, on: date) -> Decision:
    """REGISTRY-02 for a place: whether the viewer adds, changes or closes organisations there."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return rules.may_edit_places(viewer.role, inside=inside)


def may_see_to_hire(viewer: AnyViewer, person: Person, *, on: date) -> Decision:
    """REGISTRY-01 for somebody who is to work here: their card stands before the viewer, or their last work was here.

    A school cannot reach by a guessed address for somebody of another one; the centre moves people between schools.
    """
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=reaches(viewer, person.tenant_id))
    nodes = nodes_of(viewer, on=on)
    ever = any(
        model.objects.of(viewer).known().filter(person_id=person.pk, node_id__in=nodes).exists()
        for model in (Employment, StaffRole)
    )
    return rules.may_edit_staff(viewer.role, inside=ever)


def may_give_staff_role(viewer: AnyViewer, role: str, node_id: UUID, *, on: date) -> Decision:
    """REGISTRY-30 for a role at a place."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    words = base_dictionaries().staff_roles[role]
    return rules.may_give_staff_role(viewer.role, inside=inside, givers=words.givers, name=words.name)


def may_send(viewer: AnyViewer, kind: ImportKind, node_id: UUID, *, on: date) -> Decision:
    """REGISTRY-10 for a place: whether the viewer sends its lists of this kind, and handles those that were sent."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return rules.may_send_list(viewer.role, kind, inside=inside)


def visible_lists(viewer: AnyViewer, *, on: date) -> Q:
    """Lists that were sent for places where the viewer sends lists of the same kind."""
    if isinstance(viewer, SystemViewer):
        return Q()
    kinds = [kind.value for kind in ImportKind if rules.may_send_list(viewer.role, kind, inside=True)]
    return Q(kind__in=kinds, node_id__in=nodes_of(viewer, on=on))
