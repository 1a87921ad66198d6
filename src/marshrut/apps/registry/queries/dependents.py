"""What would be lost if an applied list were taken back: later changes, accesses, roles, records of apps above."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from marshrut.apps.registry.hooks import dependents_above
from marshrut.apps.registry.ledger import ChangeSet, later_changes, recorded_models
from marshrut.apps.registry.models import Employment, Import, Leave, Merge, Person, StaffRole, Succession, TeamMember
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.scope.models import Node, Placement, RoleAssignment
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["dependents_of", "dependents_of_succession", "moves_of"]

#: What a later row is called, by its model.
_WORDS = {
    "employment": "места работы, записанные позже",
    "leave": "отпуска, записанные позже",
    "qualificationcategory": "категории, записанные позже",
    "staffrole": "роли, данные позже",
    "teammember": "участие в командах",
    "personkey": "номера, записанные позже",
    "persondetails": "имена, записанные позже",
    "organisationdetails": "сведения об организациях, записанные позже",
}


def dependents_of(viewer: AnyViewer, row: Import) -> list[str]:
    """In words, with counts; nothing: the list can be taken back."""
    change = row.change
    if change is None:
        told = row.summary.get("demonstration")
        return ["весь выдуманный регион: демонстрационный список отдельно не отменяется"] if told else []
    people = Person.objects.of(viewer).filter(opened_by=change, withdrawn_by=None).values("pk")
    places = Node.objects.of(viewer).filter(source_key__startswith=f"import:{row.pk}:").values("pk")
    return [
        *_later(viewer, change),
        *_moved_again(viewer, row),
        *_rows(viewer, change, people, places),
        *_counted("доступы людей из списка", Person.objects.of(viewer).filter(pk__in=people, account__isnull=False)),
        *_counted("объединения записей", _merges(viewer, people)),
        *_counted("доступы в новых организациях", Account.objects.of(viewer).filter(node_id__in=places)),
        *_counted("роли в новых организациях", RoleAssignment.objects.of(viewer).known().filter(node_id__in=places)),
        *_counted(
            "места ниже новых организаций",
            Placement.objects.of(viewer).known().filter(parent_id__in=places).exclude(node_id__in=places),
        ),
        *dependents_above(viewer, people, places),
    ]


def dependents_of_succession(viewer: AnyViewer, row: Succession) -> list[str]:
    """What was recorded since the take-over and would hang in the air without it: over its own rows, and about the
    people who came with it where they would no longer work."""
    change = row.change
    came = Employment.objects.of(viewer).known().filter(opened_by=change, node_id=row.after_id)
    others = Employment.objects.of(viewer).known().filter(node_id=row.after_id).exclude(opened_by=change)
    people = came.exclude(person_id__in=others.values("person_id")).values("person_id")
    answers = _later(viewer, change)
    for model in (Leave, StaffRole, TeamMember):
        since = model.objects.of(viewer).known().filter(node_id=row.after_id, person_id__in=people)
        rows = since.exclude(opened_by=change).filter(opened_by__made_at__gt=change.made_at)
        answers += _counted(_WORDS[str(model._meta.model_name)], rows)
    return answers


@dataclass(frozen=True, slots=True)
class Moved:
    """An organisation that an applied list moved."""

    node_id: UUID
    before_id: UUID
    parent_id: UUID
    since: date


def moves_of(row: Import) -> list[Moved]:
    """What this list moved when it was applied."""
    return [
        Moved(
            UUID(one["node"]), UUID(one["path"].split(".")[-2]), UUID(one["parent"]), date.fromisoformat(one["since"])
        )
        for one in row.summary.get("moves", ())
    ]


def _moved_again(viewer: AnyViewer, row: Import) -> list[str]:
    moves = moves_of(row)
    there = {
        (one.node_id, one.parent_id)
        for since in {one.since for one in moves}
        for one in Placement.objects.of(viewer).true(since).filter(node_id__in=[one.node_id for one in moves])
    }
    count = sum((one.node_id, one.parent_id) not in there for one in moves)
    return [f"организации, перенесённые ещё раз: {count}"] if count else []


def _counted(words: str, rows: QuerySet[Any]) -> list[str]:
    count = rows.count()
    return [f"{words}: {count}"] if count else []


def _merges(viewer: AnyViewer, people: QuerySet[Any, Any]) -> QuerySet[Merge]:
    return Merge.objects.of(viewer).filter(Q(kept__in=people) | Q(gone__in=people), undone_by=None)


def _later(viewer: AnyViewer, change: ChangeSet) -> list[str]:
    """Changes that closed what the list had opened."""
    found = list(later_changes(viewer, change).order_by("made_at"))
    lists = [f"{one.title} ({one.made_at:%d.%m.%Y})" for one in found if one.what == "import"]
    rest = Counter(one.title or one.what for one in found if one.what != "import")
    return [*lists, *(f"{title}: {count}" for title, count in rest.most_common())]


def _rows(viewer: AnyViewer, change: ChangeSet, people: QuerySet[Any, Any], places: QuerySet[Any, Any]) -> list[str]:
    """Facts that others have recorded about the people and places that the list brought."""
    answers: list[str] = []
    later: set[UUID] = set(later_changes(viewer, change).values_list("pk", flat=True))
    for model in recorded_models():
        names = {one.name for one in model._meta.get_fields()}
        about = Q()
        if "person" in names:
            about |= Q(person_id__in=people)
        if "node" in names:
            about |= Q(node_id__in=places)
        rows = model.objects.of(viewer).known().filter(about).exclude(opened_by=change).exclude(opened_by_id__in=later)
        count = rows.count()
        if count:
            words = _WORDS.get(str(model._meta.model_name), "другие сведения, записанные позже")
            answers.append(f"{words}: {count}")
    return answers
