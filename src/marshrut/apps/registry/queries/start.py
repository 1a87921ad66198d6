"""How far a region has come from empty: what the page «С чего начать» counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from marshrut.apps.registry import access
from marshrut.apps.registry.dictionaries import base_dictionaries
from marshrut.apps.registry.models import Employment, OrganisationDetails, Person, StaffRole
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["Beginning", "anybody_recorded", "find_beginning", "is_empty"]


@dataclass(frozen=True, slots=True)
class Beginning:
    """Counts of the viewer's place on a day."""

    organisations: int
    #: Of these, organisations that a list of staff is expected of.
    staffed: int
    #: Of these, organisations where somebody works.
    filled: int
    people: int
    #: Of the people, who has an access, and who has come in.
    with_access: int
    come_in: int
    #: Roles of the order that people hold.
    roles: int

    @property
    def empty(self) -> bool:
        """Nobody is on record yet."""
        return self.people == 0

    @property
    def waiting(self) -> int:
        """Organisations whose list is still expected."""
        return self.staffed - self.filled


def anybody_recorded() -> bool:
    """Whether anybody is on record in any tenant of this installation."""
    return Person.objects.of(SystemViewer("registry.first-start")).exists()


def is_empty(viewer: AnyViewer, *, on: date) -> bool:
    """Whether nobody is on record yet at the viewer's place."""
    nodes = access.nodes_of(viewer, on=on)
    return not Employment.objects.of(viewer).true(on).filter(node_id__in=nodes).exists()


def find_beginning(viewer: AnyViewer, *, on: date) -> Beginning:
    """Three queries, whatever the size of the region."""
    nodes = access.nodes_of(viewer, on=on)
    kinds = [kind.code for kind in base_dictionaries().organisation_kinds.values() if kind.staffed]
    works = Employment.objects.of(viewer).true(on).filter(node_id=OuterRef("node_id"))
    expected = Q(kind__in=kinds)
    places = (
        OrganisationDetails.objects.of(viewer)
        .true(on)
        .filter(node_id__in=nodes)
        .aggregate(
            organisations=Count("pk"),
            staffed=Count("pk", filter=expected),
            filled=Count("pk", filter=expected & Q(Exists(works))),
        )
    )
    work = Employment.objects.of(viewer).true(on).filter(node_id__in=nodes).values("person_id")
    people = (
        Person.objects.of(viewer)
        .filter(pk__in=work, merged_into=None)
        .aggregate(
            people=Count("pk"),
            with_access=Count("pk", filter=Q(account__is_active=True)),
            come_in=Count("pk", filter=Q(account__is_active=True, account__activated_at__isnull=False)),
        )
    )
    roles = StaffRole.objects.of(viewer).true(on).filter(node_id__in=nodes).count()
    return Beginning(**places, **people, roles=roles)
