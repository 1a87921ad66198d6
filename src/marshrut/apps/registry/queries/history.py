"""What changed in our records, when and by whom: told by recorded versions, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, When

from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.ledger import ChangeSet, Recorded
from marshrut.apps.registry.models import (
    Condition,
    Employment,
    Leave,
    ManagementTeam,
    OpeningValue,
    OrganisationDetails,
    OrganisationRole,
    PersonDetails,
    QualificationCategory,
    SchoolStatus,
    StaffRole,
    TeamMember,
)
from marshrut.apps.registry.queries.cards import said_by
from marshrut.apps.registry.types import JobKind
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Change", "name_of", "person_history", "place_history"]

#: A card that was changed more often is read from its newest changes.
MOST = 300


@dataclass(slots=True)
class Change:
    """One change set as it touched this card: what it recorded and what it closed."""

    change: ChangeSet
    source: str
    who: str = ""
    opened: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)


Say = Callable[[Any, Dictionaries], str]


def _days(row: Recorded) -> str:
    lower, upper = row.valid.lower, row.valid.upper
    start = f" с {lower:%d.%m.%Y}" if lower else ""
    return f"{start} до {upper:%d.%m.%Y}" if upper else start


def _named(words: Mapping[str, Any], code: str) -> str:
    return words[code].name if code in words else code


PERSON: dict[type[Recorded], Say] = {
    PersonDetails: lambda row, _words: f"имя и даты: {row.full_name}{_days(row)}",
    Employment: lambda row, _words: f"работа: {row.post}, {row.node}, {JobKind(row.job).title}{_days(row)}",
    Leave: lambda row, words: f"{_named(words.leave_kinds, row.kind)}, {row.node}{_days(row)}",
    QualificationCategory: lambda row, words: f"категория: {words.categories.get(row.code, row.code)}{_days(row)}",
    StaffRole: lambda row, words: f"роль: {_named(words.staff_roles, row.role)}, {row.node}{_days(row)}",
    TeamMember: lambda row, _words: f"управленческая команда, {row.node}{_days(row)}",
}
PLACE: dict[type[Recorded], Say] = {
    OrganisationDetails: lambda row, _words: f"сведения: {row.short or row.name}{_days(row)}",
    SchoolStatus: lambda row, words: f"статус {row.year} года: {_named(words.school_statuses, row.code)}",
    OrganisationRole: lambda row, words: f"роль: {_named(words.organisation_roles, row.role)}{_days(row)}",
    Condition: lambda row, words: f"условие: {_named(words.condition_kinds, row.kind)} {row.title}{_days(row)}",
    ManagementTeam: lambda row, _words: f"команда: {row.title}{_days(row)}",
    OpeningValue: lambda row, _words: f"за {row.year} год: {row.what} — {row.value.normalize():f}, {row.document}",
}


def person_history(viewer: AnyViewer, person_id: UUID, words: Dictionaries) -> list[Change]:
    """Every recorded version of what is known of a person."""
    return _told(viewer, PERSON, words, person_id=person_id)


def name_of(viewer: AnyViewer, person_id: UUID, *, on: date, known_at: datetime | None = None) -> str:
    """The name on the day, as a card says it; the last known one where the day is before all of them."""
    rows = PersonDetails.objects.of(viewer).known(known_at).filter(person_id=person_id)
    row = rows.order_by(Case(When(valid__contains=on, then=0), default=1), "-valid").first()
    return row.full_name if row else "Имя не записано"


def place_history(viewer: AnyViewer, node_id: UUID, words: Dictionaries) -> list[Change]:
    """Every recorded version of what is known of an organisation; people stand on their own cards."""
    return _told(viewer, PLACE, words, node_id=node_id)


def _told(viewer: AnyViewer, kinds: dict[type[Recorded], Say], words: Dictionaries, **of: UUID) -> list[Change]:
    found: dict[UUID, Change] = {}
    for model, say in kinds.items():
        also = ("node",) if any(one.name == "node" for one in model._meta.concrete_fields) else ()
        rows = model.objects.of(viewer).filter(**of).select_related("opened_by__source", "closed_by__source", *also)
        for row in rows.order_by("-recorded")[:MOST]:
            text = say(row, words)
            _of(found, row.opened_by).opened.append(text)
            if row.closed_by is not None:
                _of(found, row.closed_by).closed.append(text)
    _say_who(viewer, found.values())
    return sorted(found.values(), key=lambda one: (one.change.made_at, one.change.pk), reverse=True)


def _of(found: dict[UUID, Change], change: ChangeSet) -> Change:
    return found.setdefault(change.pk, Change(change, said_by(change)))


def _say_who(viewer: AnyViewer, changes: Iterable[Change]) -> None:
    by_actor: dict[UUID, list[Change]] = defaultdict(list)
    for one in changes:
        if one.change.actor_id:
            by_actor[one.change.actor_id].append(one)
        else:
            one.who = "система"
    for account in Account.objects.of(viewer).filter(pk__in=by_actor):
        for one in by_actor[account.pk]:
            one.who = account.full_name
