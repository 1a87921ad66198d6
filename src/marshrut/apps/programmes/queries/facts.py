"""Who was upskilled: the facts that indicators count, by whichever reading of «прошли обучение» an order has.

Each person once, however many documents they have; records that were joined are one person. How the programme stood in
the federal register is what was frozen on the day of enrolment. The day of the document decides year and place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from marshrut.apps.programmes.models import Completion, Enrolment, FederalListing, Programme
from marshrut.apps.programmes.types import DocumentKind, RegisterAnswer
from marshrut.apps.registry.queries import kept_people, team_seats
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "Counted",
    "ProgrammeReading",
    "Reading",
    "TeamReading",
    "TrainedTeam",
    "Upskilled",
    "count_programmes",
    "list_teams",
    "list_upskilled",
    "upskilled_people",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an order means by «прошли обучение»; empty: any."""

    #: First day that counts; None: since ever («нарастающим итогом» names its year here).
    since: date | None
    #: Last day that counts.
    until: date
    #: Kinds: ПК only, or ПП too; empty: both.
    kinds: frozenset[str] = frozenset()
    #: Organisations of ours that taught it: «в Центре»; empty: anywhere.
    providers: frozenset[UUID] = frozenset()
    #: The same by name, for those that are no organisation of ours («Академия …»), small letters.
    provider_names: frozenset[str] = frozenset()
    #: The programme stood in the federal register on the day of enrolment.
    federal: bool = False
    #: It was chosen for a deficit, and that is written down.
    chosen: bool = False
    #: The deficit was known from results of these origins: «подобранную по диагностике в Центре».
    chosen_origins: frozenset[str] = frozenset()
    #: The other reading of «по диагностике»: the first day each person was diagnosed lies before the enrolment.
    diagnosed: Mapping[UUID, date] | None = None
    #: Programmes about something («по вопросам управления», «по супервизии»).
    programmes: frozenset[UUID] | None = None
    #: Taught by a network of organisations.
    network: bool = False
    #: Least hours that count.
    hours: int = 0
    #: Only people who were working at these places that day.
    places: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Upskilled:
    """One person, by the first document that counts: what a figure opens to."""

    person_id: UUID
    on: date
    node_id: UUID
    title: str
    provider: str
    in_register: RegisterAnswer
    completion_id: UUID


@dataclass(frozen=True, slots=True)
class TeamReading:
    """When a management team counts as trained: at least so many of its members, and somebody with this part."""

    least: int = 1
    #: How the part of a member begins («руководитель»), small letters; empty: whoever.
    with_part: str = ""
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class TrainedTeam:
    """A team as far as it is recorded, with who of it was upskilled."""

    team: UUID
    node_id: UUID
    members: int
    upskilled: frozenset[UUID]
    counts: bool


@dataclass(frozen=True, slots=True)
class ProgrammeReading:
    """Which programmes are counted, and on which day the federal register is asked."""

    on: date
    #: Only programmes that somebody was enrolled in between these days («реализуемые в отчётном году»).
    taught: tuple[date, date] | None = None
    providers: frozenset[UUID] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Counted:
    """A programme of the figure, and whether it stands in the federal register."""

    programme_id: UUID
    title: str
    listed: bool


def list_upskilled(viewer: AnyViewer, reading: Reading) -> list[Upskilled]:
    """Everybody who counts, each once, by the earliest document that does."""
    rows = _facts(viewer, reading).select_related("provider").order_by("on", "pk")
    kept = kept_people(viewer, set(rows.values_list("person_id", flat=True)))
    found: dict[UUID, Upskilled] = {}
    for row in rows:
        person = kept.get(row.person_id)
        if person is None or person in found or not _fits(row, person, reading):
            continue
        answer = RegisterAnswer(row.in_register)
        named = str(row.provider or row.provider_name)
        found[person] = Upskilled(person, row.on, row.node_id, row.title, named, answer, row.pk)
    return list(found.values())


def upskilled_people(viewer: AnyViewer, reading: Reading) -> Collection[UUID]:
    """Their ids."""
    return {one.person_id for one in list_upskilled(viewer, reading)}


def _facts(viewer: AnyViewer, reading: Reading) -> QuerySet[Completion, Any]:
    asked = Q(on__lte=reading.until, withdrawn_at=None, hours__gte=reading.hours)
    asked &= ~Q(document=DocumentKind.STATEMENT.value)  # an internship with a statement is no course
    if reading.since is not None:
        asked &= Q(on__gte=reading.since)
    if reading.kinds:
        asked &= Q(kind__in=reading.kinds)
    if reading.federal:
        asked &= Q(in_register=RegisterAnswer.YES.value)
    if reading.programmes is not None:
        asked &= Q(programme_id__in=reading.programmes)
    if reading.network:
        asked &= Q(programme__network_form=True)
    if reading.places is not None:
        asked &= Q(node_id__in=reading.places)
    if reading.chosen or reading.chosen_origins:
        asked &= ~Q(chosen_for=[])
    return Completion.objects.of(viewer).filter(asked)


def _fits(row: Completion, person: UUID, reading: Reading) -> bool:
    if reading.providers or reading.provider_names:
        named = str(row.provider or row.provider_name).casefold().strip()
        if row.provider_id not in reading.providers and named not in reading.provider_names:
            return False
    if reading.chosen_origins and not any(_origin(one) in reading.chosen_origins for one in row.chosen_for):
        return False
    if reading.diagnosed is not None:
        first = reading.diagnosed.get(person)
        return first is not None and first <= (row.enrolled_on or row.on)
    return True


def _origin(one: Any) -> str:
    return str(one.get("origin", "")) if isinstance(one, dict) else ""


def list_teams(viewer: AnyViewer, reading: Reading, team: TeamReading, *, on: date) -> list[TrainedTeam]:
    """Management teams that stand that day, with who of them was upskilled; a team nobody recorded is not there."""
    trained = set(upskilled_people(viewer, reading))
    seats = team_seats(viewer, on=on)
    kept = kept_people(viewer, {one.person_id for one in seats})
    members: dict[tuple[UUID, UUID], dict[UUID, str]] = {}
    for one in seats:
        person = kept.get(one.person_id, one.person_id)
        members.setdefault((one.team, one.node_id), {})[person] = one.part.casefold()
    found = []
    for (line, node), parts in members.items():
        done = frozenset(parts.keys() & trained)
        led = not team.with_part or any(parts[person].startswith(team.with_part) for person in done)
        enough = len(done) == len(parts) if team.everybody else len(done) >= team.least
        found.append(TrainedTeam(line, node, len(parts), done, bool(enough and led)))
    return found


def count_programmes(viewer: AnyViewer, reading: ProgrammeReading) -> list[Counted]:
    """Programmes of the figure, each with how it stands in the federal register on the day."""
    rows = Programme.objects.of(viewer)
    if reading.providers:
        rows = rows.filter(provider_id__in=reading.providers)
    if reading.kinds:
        rows = rows.filter(kind__in=reading.kinds)
    if reading.taught is not None:
        first, last = reading.taught
        enrolled = Enrolment.objects.of(viewer).filter(
            cohort__programme=OuterRef("pk"), on__gte=first, on__lte=last, withdrawn_at=None
        )
        rows = rows.filter(Exists(enrolled))
    listed = FederalListing.objects.of(viewer).true(reading.on).filter(programme=OuterRef("pk"))
    told = rows.annotate(listed=Exists(listed)).order_by("title", "pk")
    return [Counted(*one) for one in told.values_list("pk", "title", "listed")]
