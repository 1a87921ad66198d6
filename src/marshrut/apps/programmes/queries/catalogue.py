"""The catalogue on a page: what is offered, by kind, form, register and competency; one programme; one cohort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.programmes import access
from marshrut.apps.programmes.models import (
    Application,
    Cohort,
    Completion,
    Enrolment,
    FederalListing,
    Meeting,
    Presence,
    Programme,
    ProgrammeEffect,
)
from marshrut.apps.programmes.queries.offers import effects_of, requires_of
from marshrut.apps.programmes.queries.seats import Seats, in_register, seats_of
from marshrut.apps.programmes.types import CohortState, ProgrammeState, RegisterAnswer
from marshrut.apps.registry.queries import names_of
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "CatalogueFilter",
    "Listed",
    "ProgrammeCard",
    "attendance_of",
    "cohorts_ahead",
    "dress_programmes",
    "get_cohort",
    "get_programme",
    "learners_of",
    "list_meetings",
    "list_programmes",
    "marks_of",
    "named",
    "queue_of",
    "weak_cohorts",
]


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """What narrows the catalogue; empty: nothing."""

    search: str = ""
    kind: str = ""
    form: str = ""
    register: str = ""
    competency: str = ""
    free: bool = False
    #: Programmes that are prepared or archived too: for who keeps them.
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.search or self.kind or self.form or self.register or self.competency or self.free)


@dataclass(frozen=True, slots=True)
class Listed:
    """A programme in the list: what it closes, how it stands in the register, the next group with its seats."""

    row: Programme
    effects: tuple[tuple[str, int], ...]
    register: RegisterAnswer
    next: Cohort | None
    seats: Seats | None
    ahead: int


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """Everything about one programme that everybody may read."""

    row: Programme
    #: competency, its title, per cent of the deficit, who said so.
    effects: tuple[tuple[str, str, int, str], ...]
    listings: tuple[FederalListing, ...]
    register: RegisterAnswer
    cohorts: tuple[tuple[Cohort, Seats], ...]
    #: Who completed it since ever, as a number.
    completed: int
    #: Programmes that come first, with their titles.
    requires: tuple[tuple[UUID, str], ...] = ()


def _ahead(viewer: AnyViewer, *, on: date) -> QuerySet[Cohort, Any]:
    return Cohort.objects.of(viewer).filter(state=CohortState.OPEN.value, starts__gte=on)


def list_programmes(viewer: AnyViewer, narrowed: CatalogueFilter, *, on: date) -> QuerySet[Programme, Any]:
    """Programmes by title, narrowed."""
    rows = Programme.objects.of(viewer).order_by("title", "pk")
    if not narrowed.everything:
        rows = rows.filter(state=ProgrammeState.OPEN.value)
    for word in narrowed.search.split()[:5]:
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(code__iexact=word)
            | Q(provider_name__icontains=word)
            | Q(about__icontains=word)
        )
    if narrowed.kind:
        rows = rows.filter(kind=narrowed.kind)
    if narrowed.form:
        rows = rows.filter(form=narrowed.form)
    if narrowed.register:
        listed = FederalListing.objects.of(viewer).true(on).filter(programme=OuterRef("pk"))
        rows = rows.filter(Exists(listed) if narrowed.register == "yes" else ~Exists(listed))
    if narrowed.competency:
        effects = ProgrammeEffect.objects.of(viewer).filter(programme=OuterRef("pk"), competency=narrowed.competency)
        rows = rows.filter(Exists(effects))
    if narrowed.free:
        rows = rows.filter(Exists(_ahead(viewer, on=on).filter(programme=OuterRef("pk"))))
    return rows.select_related("provider")


def dress_programmes(viewer: AnyViewer, rows: list[Programme], *, on: date) -> list[Listed]:
    """Rows of a page with what is told of them, in a fixed number of queries."""
    ids = [row.pk for row in rows]
    effects, listed = effects_of(viewer, ids), in_register(viewer, ids, on=on)
    ahead: dict[UUID, list[Cohort]] = {}
    for cohort in _ahead(viewer, on=on).filter(programme_id__in=ids).order_by("starts", "pk"):
        ahead.setdefault(cohort.programme_id, []).append(cohort)
    seats = seats_of(viewer, [cohorts[0] for cohorts in ahead.values()])
    held = framework(viewer, on)
    found = []
    for row in rows:
        cohorts = ahead.get(row.pk, [])
        first = cohorts[0] if cohorts else None
        told = tuple((held.title(code), round(share * 100)) for code, share in effects[row.pk].items())
        found.append(Listed(row, told, listed[row.pk], first, seats[first.pk] if first else None, len(cohorts)))
    return found


def get_programme(viewer: AnyViewer, programme_id: UUID, *, on: date) -> ProgrammeCard:
    """One programme; raises Programme.DoesNotExist."""
    row: Programme = Programme.objects.of(viewer).select_related("provider").get(pk=programme_id)
    held = framework(viewer, on)
    effects = ProgrammeEffect.objects.of(viewer).filter(programme=row).order_by("-effect", "competency")
    cohorts = list(Cohort.objects.of(viewer).filter(programme=row).order_by("-starts", "title"))
    seats = seats_of(viewer, cohorts)
    listings = FederalListing.objects.of(viewer).known().filter(programme=row).order_by("-valid")
    return ProgrammeCard(
        row,
        tuple((one.competency, held.title(one.competency), round(one.effect * 100), one.basis) for one in effects),
        tuple(listings),
        in_register(viewer, [row.pk], on=on)[row.pk],
        tuple((one, seats[one.pk]) for one in cohorts),
        Completion.objects.of(viewer).filter(programme=row, withdrawn_at=None).count(),
        tuple(requires_of(viewer, [row.pk])[row.pk].items()),
    )


def may_come_first(viewer: AnyViewer, programme_id: UUID | None) -> list[tuple[UUID, str]]:
    """Programmes that another one may require: everything that is not put away, by title."""
    rows = Programme.objects.of(viewer).order_by("title").values_list("pk", "title")
    return [one for one in rows if one[0] != programme_id]


def get_cohort(viewer: AnyViewer, cohort_id: UUID) -> Cohort:
    """One cohort with its programme; raises Cohort.DoesNotExist."""
    rows = Cohort.objects.of(viewer).select_related("programme__provider", "node")
    found: Cohort = rows.get(pk=cohort_id)
    return found


def queue_of(viewer: AnyViewer, cohort: Cohort, *, on: date) -> QuerySet[Application, Any]:
    """Who asks for a seat there, in the order of the queue: those whom the viewer may list."""
    rows = Application.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on), cohort=cohort)
    return rows.select_related("node").order_by("turn")


def learners_of(viewer: AnyViewer, cohort: Cohort, *, on: date) -> list[tuple[Enrolment, str]]:
    """Who is enrolled there, by name: those whom the viewer may list."""
    rows = Enrolment.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=on), cohort=cohort)
    rows = rows.filter(withdrawn_at=None).select_related("node", "completion")
    found = named(viewer, list(rows), on=on)
    return sorted(found, key=lambda pair: pair[1])


def named(viewer: AnyViewer, rows: list[Any], *, on: date) -> list[tuple[Any, str]]:
    """Rows about people with their names."""
    names = names_of(viewer, {row.person_id for row in rows}, on=on)
    return [(row, names.get(row.person_id, "")) for row in rows]


def list_meetings(viewer: AnyViewer, cohort: Cohort) -> list[tuple[Meeting, int, int]]:
    """Days on which the cohort meets, with how many came and how many were marked."""
    rows = Meeting.objects.of(viewer).filter(cohort=cohort).order_by("on")
    counted = rows.annotate(came=Count("presences", filter=Q(presences__came=True)), marked=Count("presences"))
    return [(row, row.came, row.marked) for row in counted]


def marks_of(viewer: AnyViewer, meeting: Meeting) -> dict[UUID, bool]:
    """Enrolment → whether they came to this meeting, of those who were marked."""
    rows = Presence.objects.of(viewer).filter(meeting=meeting)
    return dict(rows.values_list("enrolment_id", "came"))


def attendance_of(viewer: AnyViewer, cohort: Cohort) -> dict[UUID, tuple[Decimal, int]]:
    """Enrolment → hours attended, meetings attended."""
    rows = Presence.objects.of(viewer).filter(meeting__cohort=cohort, came=True)
    found: dict[UUID, tuple[Decimal, int]] = {}
    for enrolment, hours in rows.values_list("enrolment_id", F("meeting__hours")):
        before = found.get(enrolment, (Decimal(0), 0))
        found[enrolment] = (before[0] + hours, before[1] + 1)
    return found


def cohorts_ahead(viewer: AnyViewer, *, on: date, until: date) -> list[tuple[Cohort, Seats]]:
    """Cohorts that take people and begin by that day."""
    rows = list(_ahead(viewer, on=on).filter(starts__lte=until).select_related("programme").order_by("starts", "pk"))
    seats = seats_of(viewer, rows)
    return [(row, seats[row.pk]) for row in rows]


def weak_cohorts(viewer: Viewer, *, on: date, until: date) -> list[tuple[Cohort, Seats]]:
    """Cohorts that begin by that day and have fewer people than it takes to open them."""
    return [(row, seats) for row, seats in cohorts_ahead(viewer, on=on, until=until) if seats.held < row.min_size]
