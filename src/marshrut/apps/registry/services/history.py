"""Years of a region recorded at once: what a demonstration begins with. One change set, a few COPY statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.apps.registry import rules
from marshrut.apps.registry.importing.bulk import copy_rows, days, moments
from marshrut.apps.registry.importing.facts import Away, Category, Details, Key, Place, PlaceKey, Role, Status, Work
from marshrut.apps.registry.importing.plan import Deeds, NewPlace
from marshrut.apps.registry.importing.writing import write_deeds
from marshrut.apps.registry.ledger import ChangeSet, open_change
from marshrut.apps.registry.models import OrganisationRole, Person, Succession
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
    recorded = moments(now)
    copy_rows(
        OrganisationRole,
        ("id", "line_id", "valid", "recorded", "tenant_id", "opened_by_id", "node_id", "role", "topic", "order_number",
         "order_date"),
        (
            (new_id(), new_id(), days(since, until), recorded, tenant.pk, change.pk, node_id, *named, paper)
            for node_id, *named, paper, since, until in history.place_roles
        ),
    )  # fmt: skip
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
