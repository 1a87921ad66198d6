"""Whom a saved selection of the staff means, and who is whose colleague: asked by apps above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from marshrut.apps.registry import access
from marshrut.apps.registry.dictionaries import dictionaries
from marshrut.apps.registry.models import Employment, Leave
from marshrut.apps.registry.queries.people import StaffFilter, list_staff
from marshrut.apps.registry.types import JobKind
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["Selected", "colleagues", "select_people"]


@dataclass(frozen=True, slots=True)
class Selected:
    """Somebody whom a selection means, where they work for it, and why they may be let be."""

    person_id: UUID
    node_id: UUID
    #: A code of leaves; empty: at work.
    leave: str = ""


def colleagues(viewer: Viewer, node_id: UUID, *, on: date) -> bool:
    """Whether the viewer works at that place on that day."""
    rows = Employment.objects.of(viewer).true(on).filter(node_id=node_id)
    return bool(rows.filter(person__account_id=viewer.account_id).exists())


def select_people(viewer: AnyViewer, chosen: Mapping[str, Any], *, node_id: UUID, on: date) -> list[Selected]:
    """People at and below a place on that day, narrowed as the staff list is; each once, at their main work there.

    `chosen`: fields of `StaffFilter` by name; unknown ones are left out, so a selection that was saved stays readable.
    """
    fields = {key: value for key, value in chosen.items() if key in StaffFilter.__slots__ and value}
    for key in ("municipality", "place"):
        if key in fields:
            fields[key] = UUID(str(fields[key]))
    fields.setdefault("place", node_id)
    narrowed = StaffFilter(**fields)
    reading = dictionaries(viewer, on=on).young_teachers
    people = list_staff(viewer, on=on, narrowed=narrowed, reading=reading).order_by().values("person_id")
    under = access.nodes_of(viewer, on=on)
    top = under.filter(node_id=narrowed.place or node_id).values_list("path", flat=True).first()
    work = Employment.objects.of(viewer).true(on).filter(person_id__in=people)
    work = work.filter(node_id__in=access.nodes_of(viewer, on=on, path=str(top or "nowhere")))
    for column in ("post", "staff", "job"):
        if value := getattr(narrowed, column):
            work = work.filter(**{column: value})
    if narrowed.subject:
        work = work.filter(subjects__contains=[narrowed.subject])
    away = dict(Leave.objects.of(viewer).true(on).filter(person_id__in=people).values_list("person_id", "kind"))
    found: dict[UUID, Selected] = {}
    rows = work.order_by(F("load").desc(nulls_last=True), "pk").values_list("person_id", "node_id", "job")
    for person_id, node, _job in sorted(rows, key=lambda row: row[2] != JobKind.MAIN):
        found.setdefault(person_id, Selected(person_id, node, away.get(person_id, "")))
    return list(found.values())
