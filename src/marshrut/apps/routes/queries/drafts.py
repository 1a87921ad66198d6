"""What a page of drafts shows: for whom there is no route yet, which work was started, what one wishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.apps.registry import queries as registry
from marshrut.apps.regulation.queries import route_rules
from marshrut.apps.routes import access
from marshrut.apps.routes.models import Wishes
from marshrut.apps.routes.queries.drafting import people_at, without_route
from marshrut.apps.routes.types import Ground
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.models import Node
from marshrut.foundation.scope.queries import get_path, list_under
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["DraftsPage", "WishesPage", "drafts_page", "wishes_page"]

JOB = "routes.drafts"
_LAST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsPage:
    """How many people of a place have no route for the year; how the last drafts went."""

    year: int
    title: str
    people: int
    have: int
    places: tuple[tuple[UUID, str], ...]
    jobs: tuple[Any, ...]
    not_checked: bool

    @property
    def without(self) -> int:
        """People without a live route."""
        return self.people - self.have

    @property
    def going(self) -> Any:
        """Drafts that are being made now."""
        return next((job for job in self.jobs if not JobState(job.state).over), None)


def drafts_page(viewer: Viewer, *, on: date) -> DraftsPage:
    """Of the viewer's own place; places below it may be drafted one by one."""
    rules = route_rules(viewer, on=on)
    year = rules.year_of(on)
    people = people_at(viewer, viewer.node_id, on=on)
    _, have = without_route(viewer, people, year=year)
    path = get_path(viewer, viewer.node_id, on=on)
    below = list_under(viewer, path, on=on, kind=NodeKind.MUNICIPALITY).exclude(pk=viewer.node_id).order_by("name")
    own = Node.objects.of(viewer).get(pk=viewer.node_id)
    jobs = Job.objects.of(viewer).filter(kind=JOB, started_by=viewer.account_id).order_by("-created_at")[:_LAST]
    return DraftsPage(
        year=year,
        title=rules.school_year(year).title,
        people=len(people),
        have=have,
        places=((own.pk, own.name), *((one.pk, one.name) for one in below)),
        jobs=tuple(jobs),
        not_checked=not all(one.checked for one in rules.school_year(year).breaks),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesPage:
    """Whose wishes they are, what was said, what counts where nothing was."""

    person_id: UUID
    name: str
    own: bool
    wishes: Wishes | None
    hours: int
    not_formal: int
    reach: str


def wishes_page(viewer: Viewer, person_id: UUID | None, *, on: date) -> WishesPage:
    """One's own where nobody is named. Raises Wishes.DoesNotExist for somebody who is closed to the viewer."""
    asked = person_id or registry.own_id(viewer)
    person = registry.kept_people(viewer, [asked]).get(asked) if asked else None
    ground = access.ground_of(viewer, person, on=on) if person else None
    if person is None or ground not in {Ground.OWN, Ground.CARE}:
        raise Wishes.DoesNotExist
    rules = route_rules(viewer, on=on)
    return WishesPage(
        person_id=person,
        name=registry.names_of(viewer, [person], on=on).get(person, ""),
        own=ground is Ground.OWN,
        wishes=Wishes.objects.of(viewer).filter(person_id=person).first(),
        hours=rules.whole("hours_a_year"),
        not_formal=round(100 * rules.value("not_formal_share")),
        reach=rules.reach,
    )
