"""Who may open a person's results, and who sees figures of a place: a query condition and a decision, side by side.

Right OPEN: the person, who accompanies them on the day, whom they allowed. Nobody by place alone.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from marshrut.apps.competencies import rules
from marshrut.apps.competencies.models import Accompaniment, Share
from marshrut.apps.competencies.types import OpenGround
from marshrut.apps.registry import queries as registry
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.rules import ROLE_RIGHTS, may_work
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = ["counts_places", "ground_of", "in_care", "may", "may_see_figures", "open_people", "visible"]

NOBODY = Q(pk__in=[])


def visible(viewer: AnyViewer, right: Right, *, on: date, person: str = "person") -> Q:
    """Rows whose person (by the foreign key `person`) the viewer may see with this right on that day.

    Rows about levels answer to OPEN alone: COUNT and LIST give nothing here, figures have their own door.
    """
    if isinstance(viewer, SystemViewer):
        return Q()
    if right is not Right.OPEN:
        return NOBODY
    own = registry.own_id(viewer)
    cared = Accompaniment.objects.of(viewer).true(on).filter(person=OuterRef(f"{person}_id"), companion=own)
    shared = Share.objects.of(viewer).filter(
        person=OuterRef(f"{person}_id"), account_id=viewer.account_id, until__gte=on, recalled_at=None
    )
    found = Q(Exists(shared))
    return found if own is None else found | Q(**{f"{person}_id": own}) | Q(Exists(cared))


def in_care(viewer: AnyViewer, *, on: date) -> Q:
    """Accompaniments in which the viewer accompanies somebody on that day; of a record that went into another, none."""
    if isinstance(viewer, SystemViewer):
        return Q(valid__contains=on, person__merged_into=None)
    own = registry.own_id(viewer)
    return NOBODY if own is None else Q(companion=own, valid__contains=on, person__merged_into=None)


def ground_of(viewer: Viewer, person_id: UUID, *, on: date) -> OpenGround | None:
    """Why the viewer may open this person's results; None: they may not."""
    own = registry.own_id(viewer)
    if own is not None and own == person_id:
        return OpenGround.OWN
    if own is not None and Accompaniment.objects.of(viewer).true(on).filter(person=person_id, companion=own).exists():
        return OpenGround.CARE
    shared = Share.objects.of(viewer).filter(person=person_id, account_id=viewer.account_id)
    return OpenGround.SHARE if shared.filter(until__gte=on, recalled_at=None).exists() else None


def may(viewer: AnyViewer, right: Right, person_id: UUID, *, on: date) -> Decision:
    """The same for one person. A record that was joined to another is asked by the one that stands."""
    kept = registry.kept_people(viewer, [person_id]).get(person_id)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=kept is not None)
    if right is not Right.OPEN or kept is None:
        return rules.may_open(None, role=viewer.role.value)
    return rules.may_open(ground_of(viewer, kept, on=on), role=viewer.role.value)


def open_people(viewer: Viewer, *, on: date) -> set[UUID]:
    """Everybody whose results the viewer may open that day, oneself among them."""
    own = registry.own_id(viewer)
    found: set[UUID] = set() if own is None else {own}
    if own is not None:
        found |= set(
            Accompaniment.objects.of(viewer).true(on).filter(companion=own).values_list("person_id", flat=True)
        )
    shared = Share.objects.of(viewer).filter(account_id=viewer.account_id, until__gte=on, recalled_at=None)
    return found | set(shared.values_list("person_id", flat=True))


def may_see_figures(viewer: AnyViewer, node_id: UUID, *, on: date) -> Decision:
    """COMPETENCIES-11 for a place."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return rules.may_see_figures(viewer.role, inside=inside)


def counts_places(viewer: Viewer) -> bool:
    """Whether the viewer's role sees figures of places at all."""
    return Right.COUNT in ROLE_RIGHTS[viewer.role]


def may_send_file(viewer: AnyViewer, node_id: UUID, *, on: date) -> Decision:
    """COMPETENCIES-17 for a place."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return rules.may_send_file(viewer.role, inside=inside)
