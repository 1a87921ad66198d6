"""Lists as other systems take them: plain rows in the order of their keys, from a key on; and what changed since.

A key of a fact (`line_id`) stays when the fact is corrected. СНИЛС is not given out: it is nobody's key but ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from marshrut.apps.registry import access
from marshrut.apps.registry.ledger import Recorded
from marshrut.apps.registry.models import (
    Employment,
    NodeKey,
    OrganisationDetails,
    PersonDetails,
    PersonKey,
    QualificationCategory,
    SchoolStatus,
)
from marshrut.apps.registry.types import KeyScheme
from marshrut.apps.regulation import queries as regulation
from marshrut.foundation.scope.models import Placement
from marshrut.foundation.scope.types import NodeKind, Right
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = [
    "changes_since",
    "exchange_employments",
    "exchange_organisations",
    "exchange_people",
    "exchange_territories",
]

_TERRITORIES = [NodeKind.REGION.value, NodeKind.MUNICIPALITY.value, NodeKind.SETTLEMENT.value]
Row = dict[str, Any]


def _from(rows: QuerySet[Any], column: str, after: UUID | None, most: int) -> QuerySet[Any]:
    if after is not None:
        rows = rows.filter(**{f"{column}__gt": after})
    return rows.order_by(column)[:most]


def exchange_territories(
    viewer: AnyViewer, *, on: date, known_at: datetime | None = None, after: UUID | None = None, most: int
) -> list[Row]:
    """Territories of the viewer's place, with what they lie in."""
    rows = Placement.objects.of(viewer).true(on, known_at).filter(node__kind__in=_TERRITORIES)
    rows = rows.filter(node_id__in=access.nodes_of(viewer, on=on, known_at=known_at)).select_related("node")
    codes = _oktmo(viewer, on=on, known_at=known_at)
    return [
        {
            "id": row.node_id,
            "kind": row.node.kind,
            "name": row.node.name,
            "parent_id": row.parent_id,
            "oktmo": codes.get(row.node.source_key),
        }
        for row in _from(rows, "node_id", after, most)
    ]


def _oktmo(viewer: AnyViewer, *, on: date, known_at: datetime | None) -> dict[str, str | None]:
    """By the key under which the order's data made the place; None where no source gave a code."""
    reading = regulation.find_reading(viewer, on=on, known_at=known_at)
    listed = regulation.list_territories(viewer, reading) if reading else ()
    return {f"territory:{one.name}"[:120]: one.oktmo for one in listed}


def exchange_organisations(
    viewer: AnyViewer, *, on: date, known_at: datetime | None = None, after: UUID | None = None, most: int
) -> list[Row]:
    """Working organisations of the viewer's place with their numbers and the statuses of the year."""
    rows = OrganisationDetails.objects.of(viewer).true(on, known_at)
    rows = rows.filter(node_id__in=access.nodes_of(viewer, on=on, known_at=known_at))
    found = list(_from(rows, "node_id", after, most))
    ids = [row.node_id for row in found]
    parents = dict(
        Placement.objects.of(viewer).true(on, known_at).filter(node_id__in=ids).values_list("node_id", "parent_id")
    )
    keys: Mapping[UUID, dict[str, str]] = defaultdict(dict)
    for key in NodeKey.objects.of(viewer).true(on, known_at).filter(node_id__in=ids):
        keys[key.node_id][key.system or key.scheme] = key.value
    statuses: Mapping[UUID, list[str]] = defaultdict(list)
    for status in SchoolStatus.objects.of(viewer).known(known_at).filter(node_id__in=ids, year=on.year):
        statuses[status.node_id].append(status.code)
    return [
        {
            "id": row.node_id,
            "kind": row.kind,
            "name": row.name,
            "short": row.short,
            "parent_id": parents.get(row.node_id),
            "settlement": row.settlement,
            "rural": row.rural,
            "codes": keys[row.node_id],
            "statuses": sorted(statuses[row.node_id]),
        }
        for row in found
    ]


def exchange_people(
    viewer: AnyViewer, *, on: date, known_at: datetime | None = None, after: UUID | None = None, most: int
) -> list[Row]:
    """People of the viewer's place with dates, categories and their codes in other systems."""
    seen = access.visible(viewer, Right.LIST, on=on, known_at=known_at, person="person_id")
    rows = PersonDetails.objects.of(viewer).true(on, known_at).filter(seen, person__merged_into=None)
    found = list(_from(rows, "person_id", after, most))
    ids = [row.person_id for row in found]
    codes: Mapping[UUID, dict[str, str]] = defaultdict(dict)
    for key in PersonKey.objects.of(viewer).true(on, known_at).filter(person_id__in=ids, scheme=KeyScheme.OUTSIDE):
        codes[key.person_id][key.system] = key.value
    categories: Mapping[UUID, list[Row]] = defaultdict(list)
    for one in QualificationCategory.objects.of(viewer).true(on, known_at).filter(person_id__in=ids).order_by("code"):
        categories[one.person_id].append({"code": one.code, "awarded_on": one.awarded_on, "until": one.valid.upper})
    return [
        {
            "id": row.person_id,
            "family_name": row.family_name,
            "given_name": row.given_name,
            "patronymic": row.patronymic,
            "birth_date": row.birth_date,
            "teaching_since": row.teaching_since,
            "categories": categories[row.person_id],
            "codes": codes[row.person_id],
        }
        for row in found
    ]


def exchange_employments(
    viewer: AnyViewer, *, on: date, known_at: datetime | None = None, after: UUID | None = None, most: int
) -> list[Row]:
    """Work at the organisations of the viewer's place."""
    rows = Employment.objects.of(viewer).true(on, known_at)
    rows = rows.filter(_listed(viewer, on=on, known_at=known_at))
    return [_employment(row) for row in _from(rows, "line_id", after, most)]


def _listed(viewer: AnyViewer, *, on: date, known_at: datetime | None) -> Q:
    """Work at places of the viewer whose people it may list; one's own work always."""
    seen = access.visible(viewer, Right.LIST, on=on, known_at=known_at, person="person_id")
    return seen & Q(node_id__in=access.nodes_of(viewer, on=on, known_at=known_at))


def _employment(row: Employment) -> Row:
    return {
        "id": row.line_id,
        "person_id": row.person_id,
        "organisation_id": row.node_id,
        "post": row.post,
        "staff": row.staff,
        "job": row.job,
        "subjects": list(row.subjects),
        "load": row.load,
        "since": row.valid.lower,
        "until": row.valid.upper,
    }


def changes_since(viewer: AnyViewer, *, since: datetime, on: date, most: int) -> list[Row]:
    """What was recorded or taken back after that moment, oldest first: organisations of the viewer's place, work there,
    and the people who work there. Ask again with the last `at`; a row that comes twice says the same twice."""
    nodes = access.nodes_of(viewer, on=on)
    seen = access.visible(viewer, Right.LIST, on=on, person="person_id")
    kinds: list[tuple[str, QuerySet[Any], str]] = [
        ("organisation", OrganisationDetails.objects.of(viewer).filter(node_id__in=nodes), "node_id"),
        ("person", PersonDetails.objects.of(viewer).filter(seen), "person_id"),
        ("employment", Employment.objects.of(viewer).filter(node_id__in=nodes).filter(seen), "line_id"),
    ]
    found = [change for kind, rows, key in kinds for change in _moments(kind, rows, key, since, most)]
    return sorted(found, key=lambda row: (row["at"], row["kind"], str(row["id"]), row["what"]))[:most]


def _moments(kind: str, rows: QuerySet[Any], key: str, since: datetime, most: int) -> Iterable[Row]:
    for word, end in (("recorded", "startswith"), ("closed", "endswith")):
        later = rows.filter(**{f"recorded__{end}__gt": since}).order_by(f"recorded__{end}", "pk")
        for row in later[:most]:
            at = row.recorded.lower if word == "recorded" else row.recorded.upper
            yield {"kind": kind, "id": getattr(row, key), "what": word, "at": at, "valid": _days(row)}


def _days(row: Recorded) -> Row:
    return {"since": row.valid.lower, "until": row.valid.upper}
