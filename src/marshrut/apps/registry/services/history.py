"""Years of a region recorded at once: what a demonstration begins with. One change set, a few COPY statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.registry import rules
from marshrut.apps.registry.importing.bulk import copy_rows, days, moments
from marshrut.apps.registry.importing.facts import Away, Category, Details, Key, Place, PlaceKey, Role, Status, Work
from marshrut.apps.registry.importing.plan import Deeds, NewPlace
from marshrut.apps.registry.importing.writing import write_deeds
from marshrut.apps.registry.ledger import ChangeSet, Recorded, open_change
from marshrut.apps.registry.models import (
    Condition,
    ManagementTeam,
    OpeningValue,
    OrganisationRole,
    Person,
    Succession,
    TeamMember,
)
from marshrut.apps.registry.types import JobKind, KeyScheme, StaffCategory
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.models import Tenant
from marshrut.foundation.scope.viewer import SystemViewer, tenant_of

__all__ = ["History", "record_history"]


@dataclass
class History:
    """Facts to be recorded, true on their own days. Ends are half-open: `until` is the first day it is not so."""

    deeds: Deeds = field(default_factory=Deeds)
    successions: list[tuple[UUID, UUID, date, str]] = field(default_factory=list)
    place_roles: list[tuple[UUID, str, str, str, date, date, date | None]] = field(default_factory=list)
    teams: list[tuple[UUID, UUID, str, str, date]] = field(default_factory=list)
    members: list[tuple[UUID, UUID, UUID, str, date]] = field(default_factory=list)
    possessions: list[tuple[UUID, str, Decimal | None, date]] = field(default_factory=list)
    past: list[tuple[UUID, int, str, Decimal, str, date]] = field(default_factory=list)

    def place(
        self, node_id: UUID, parent: tuple[UUID, str], *, kind: str, name: str, short: str, settlement: str,
        rural: bool | None, since: date, until: date | None, numbers: Sequence[tuple[KeyScheme, str]] = (),
    ) -> None:  # fmt: skip
        """An organisation below `parent` (its id and path)."""
        self.deeds.places.append(NewPlace(node_id, *parent, unit=False, name=name, short=short, row=0, since=since))
        self.deeds.open(Place(None, None, since, until, node_id, kind, name, short, settlement, rural, "", "", ""))
        for scheme, value in numbers:
            self.deeds.open(PlaceKey(None, None, since, until, node_id, scheme.value, "", value))

    def status(self, node_id: UUID, code: str, year: int, *, source: str, order: tuple[str, date]) -> None:
        """A status of an organisation in a year."""
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        self.deeds.open(Status(None, None, first, after, node_id, code, year, source, *order))

    def person(
        self, person_id: UUID, names: Sequence[tuple[date | None, date | None, str, str, str]], *, born: date,
        teaching_since: date | None, snils: str = "",
    ) -> None:  # fmt: skip
        """A person under the names they bore, each with its days."""
        self.deeds.people.append(person_id)
        for lower, upper, *name in names:
            family, given, patronymic = name
            self.deeds.open(
                Details(None, None, lower, upper, person_id, family, given, patronymic, born, teaching_since)
            )
        if snils:
            self.deeds.open(Key(None, None, None, None, person_id, KeyScheme.SNILS.value, "", snils))

    def work(
        self, person_id: UUID, node_id: UUID, *, post: str, staff: StaffCategory, job: JobKind, subjects: Sequence[str],
        load: Decimal, hours: Decimal | None, since: date, until: date | None, why: str = "",
    ) -> None:  # fmt: skip
        """An employment."""
        self.deeds.open(
            Work(
                None, None, since, until, person_id, node_id, post, staff.value, job.value, list(subjects), load, hours,
                why,
            )
        )  # fmt: skip

    def category(self, person_id: UUID, code: str, *, awarded: date, until: date | None, order: str) -> None:
        """A qualification category."""
        self.deeds.open(Category(None, None, awarded, until, person_id, code, "", awarded, order))

    def leave(self, person_id: UUID, node_id: UUID, kind: str, *, since: date, until: date | None) -> None:
        """A leave."""
        self.deeds.open(Away(None, None, since, until, person_id, node_id, kind))

    def role(
        self, person_id: UUID, node_id: UUID, role: str, *, direction: str, order: tuple[str, date], until: date | None
    ) -> None:
        """A role of the order, from the day of its paper."""
        self.deeds.open(Role(None, None, order[1], until, person_id, node_id, role, direction, *order))

    def team(
        self, node_id: UUID, title: str, *, order: tuple[str, date], members: Sequence[tuple[UUID, str, date]]
    ) -> None:
        """A management team from the day of its paper, with who belongs to it since when."""
        line = new_id()
        self.teams.append((line, node_id, title, *order))
        self.members += [(line, node_id, person_id, part, since) for person_id, part, since in members]


@transaction.atomic
def record_history(viewer: SystemViewer, history: History, *, title: str) -> ChangeSet:
    """Record it under one change set, mark the tenant a demonstration. Only where nobody is on record."""
    tenant = Tenant.objects.select_for_update().get(pk=tenant_of(viewer))
    decision = rules.may_demonstrate(empty=not Person.objects.of(viewer).exists())
    decision.require()
    tenant.demonstration = True
    tenant.save(update_fields=["demonstration"])
    change, now = open_change(viewer, "demonstration", title=title), timezone.now()
    write_deeds(history.deeds, change, mark="demonstration", at=now)
    _lines(history, change, now)
    copy_rows(
        Succession,
        ("id", "tenant_id", "before_id", "after_id", "since", "whole", "document", "change_id"),
        (
            (new_id(), tenant.pk, before, after, since, True, document, change.pk)
            for before, after, since, document in history.successions
        ),
    )
    audit.record(viewer, "registry.demonstration-made", target=change, decision=decision)
    return change


def _lines(history: History, change: ChangeSet, now: datetime) -> None:
    """What no list of people brings, each kind by one COPY."""
    recorded = moments(now)

    def copy(model: type[Recorded], columns: str, rows: Iterable[tuple[UUID, str, Sequence[Any]]]) -> None:
        known = (change.tenant_id, change.pk)
        names = ("id", "recorded", "tenant_id", "opened_by_id", "line_id", "valid", *columns.split())
        copy_rows(model, names, ((new_id(), recorded, *known, line, valid, *rest) for line, valid, rest in rows))

    copy(
        OrganisationRole,
        "node_id role topic order_number order_date",
        ((new_id(), days(since, until), (*rest, paper)) for *rest, paper, since, until in history.place_roles),
    )
    copy(
        ManagementTeam,
        "node_id title order_number order_date",
        ((team[0], days(team[-1], None), team[1:]) for team in history.teams),
    )
    copy(
        TeamMember,
        "team_line node_id person_id part",
        ((new_id(), days(since, None), rest) for *rest, since in history.members),
    )
    copy(
        Condition,
        "node_id kind title amount note",
        (
            (new_id(), days(since, None), (node_id, kind, "", amount, ""))
            for node_id, kind, amount, since in history.possessions
        ),
    )
    copy(
        OpeningValue,
        "node_id year what value document document_date part",
        ((new_id(), days(date(row[1], 1, 1), date(row[1] + 1, 1, 1)), (*row, "value")) for row in history.past),
    )
