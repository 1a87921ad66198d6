"""Leaves, categories, roles, seats in teams and keys of people, in one query whatever there are of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, CharField, DateField, F, Func, OuterRef, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.models import (
    Leave,
    OrganisationDetails,
    PersonKey,
    QualificationCategory,
    StaffRole,
    TeamMember,
)
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["LISTED", "Fact", "among", "facts_of", "period_words", "place_name"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing recorded of a person. `what`: leave, category, role, member or key."""

    what: str
    person_id: UUID
    line_id: UUID
    since: date | None
    until: date | None
    code: str
    text: str
    node_id: UUID | None
    place: str
    number: str
    day: date | None
    opened_by: UUID

    def now(self, on: date) -> bool:
        """Whether it is true that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def title(self, words: Dictionaries) -> str:
        """In words of the screen."""
        found: Any = None
        if self.what == "category":
            return words.categories.get(self.code, self.code)
        if self.what == "role":
            found = words.staff_roles.get(self.code)
        elif self.what == "leave":
            found = words.leave_kinds.get(self.code)
        return found.name if found else self.code or "управленческая команда"

    @property
    def when(self) -> str:
        """Its days in words."""
        return period_words(self.since, self.until)


def period_words(since: date | None, until: date | None) -> str:
    """`с 01.09.2024 по 31.08.2026`; `until` is the day after the last."""
    start = f"с {since:%d.%m.%Y}" if since else ""
    end = f"по {until - timedelta(days=1):%d.%m.%Y}" if until else ""
    return " ".join(filter(None, (start, end))) or "без дат"


def place_name(viewer: AnyViewer, *, on: date, known_at: datetime | None = None, node: str = "node_id") -> Any:
    """What the organisation was called on that day, else what it is called now; an expression."""
    rows = OrganisationDetails.objects.of(viewer).true(on, known_at).filter(node_id=OuterRef(node))
    then = Subquery(rows.values(called=Coalesce(NullIf("short", Value("")), "name"))[:1])
    base = node.removesuffix("_id")
    return Coalesce(then, NullIf(f"{base}__short", Value("")), f"{base}__name", output_field=CharField())


def among(column: str, ids: Collection[UUID]) -> Any:
    """The column is one of these ids: one parameter, where `IN` has a thousand that every part of a union repeats."""
    listed = Value(list(ids), output_field=ArrayField(UUIDField()))
    asked = {"template": "(%(expressions)s))", "arg_joiner": " = ANY(", "output_field": BooleanField()}
    return Func(F(column), listed, **asked)


#: What a list shows of a person besides work; numbers that others know people by are not read for it.
LISTED = frozenset({"leave", "category", "role"})


def facts_of(
    viewer: AnyViewer,
    person_ids: Collection[UUID],
    *,
    on: date | None = None,
    known_at: datetime | None = None,
    names_on: date,
    kinds: Collection[str] = (*LISTED, "member", "key"),
) -> list[Fact]:
    """Facts of these people: those true on a day, or all that are recorded. Places by their names on `names_on`."""

    def columns(model: Any, what: str, **named: Any) -> QuerySet[Any, Any]:
        rows = model.objects.of(viewer).known(known_at).filter(among("person_id", person_ids))
        rows = rows.filter(valid__contains=on) if on is not None else rows
        placed = "node" in {one.name for one in model._meta.concrete_fields}
        place = place_name(viewer, on=names_on, known_at=known_at) if placed else Value("")
        at = F("node_id") if placed else Cast(Value(None), UUIDField())
        nothing = {"code_": "", "text_": "", "number_": ""}
        texts = {
            key: Cast(F(named[key]) if key in named else Value(empty), CharField()) for key, empty in nothing.items()
        }
        day = F(named["day_"]) if "day_" in named else Cast(Value(None), DateField())
        listed: QuerySet[Any, Any] = rows.order_by().values_list(
            Value(what, output_field=CharField()),
            "person_id",
            "line_id",
            "valid__startswith",
            "valid__endswith",
            texts["code_"],
            texts["text_"],
            at,
            Cast(place, CharField()),
            texts["number_"],
            day,
            "opened_by_id",
        )
        return listed

    ordered = {"number_": "order_number"}
    told: dict[str, tuple[Any, dict[str, str]]] = {
        "leave": (Leave, {"code_": "kind"}),
        "category": (QualificationCategory, {"code_": "code", "text_": "post", "day_": "awarded_on", **ordered}),
        "role": (StaffRole, {"code_": "role", "text_": "direction", "day_": "order_date", **ordered}),
        "member": (TeamMember, {"text_": "part"}),
        "key": (PersonKey, {"code_": "scheme", "text_": "value", "number_": "system"}),
    }
    parts = [columns(model, what, **named) for what, (model, named) in told.items() if what in kinds]
    found = [Fact(*row) for row in parts[0].union(*parts[1:], all=True)]
    return sorted(found, key=lambda one: (one.what, one.since or date.min, str(one.line_id)), reverse=True)
