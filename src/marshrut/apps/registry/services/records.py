"""Leaves, categories, roles of the order: given from a day, ended on a day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from marshrut.apps.registry import access
from marshrut.apps.registry.dictionaries import base_dictionaries
from marshrut.apps.registry.ledger import close_row, correct_row, open_change, open_row
from marshrut.apps.registry.models import Employment, Leave, Person, QualificationCategory, StaffRole
from marshrut.apps.registry.services.facts import after, edited_person, locked_line, require_days, require_once
from marshrut.cores.kernel import Decision, refuse
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["add_category", "add_leave", "end_fact", "give_staff_role", "withdraw_fact"]

#: What is ended or withdrawn by its line, by the word of the address.
LINES: dict[str, type[Leave] | type[QualificationCategory] | type[StaffRole]] = {
    "leave": Leave,
    "category": QualificationCategory,
    "role": StaffRole,
}


@transaction.atomic
def add_leave(
    viewer: AnyViewer, person_id: UUID, *, node_id: UUID, kind: str, since: date, until: date | None, on: date
) -> Leave:
    """The person is away from the organisation; their work there goes on."""
    access.may_edit_at(viewer, node_id, on=on).require()
    person, decision = edited_person(viewer, person_id, on=on)
    ended = after(until)
    work = Employment.objects.of(viewer).known().filter(person=person, node_id=node_id, valid__contains=since)
    if not work.exists():
        refuse("REGISTRY-31", "В этот день человек здесь не работает: отпуск не с чего считать.").require()
    same = {"person_id": person.pk, "node_id": node_id}
    require_once(viewer, Leave, since=since, until=ended, what="отпуск", same=same)
    change = open_change(viewer, "leave", title="отпуск")
    row = open_row(Leave, change, **same, kind=kind, valid=period(since, ended))
    audit.record(viewer, "registry.leave-added", target=row, decision=decision, person_id=person.pk)
    return row


@transaction.atomic
def add_category(
    viewer: AnyViewer,
    person_id: UUID,
    *,
    code: str,
    awarded_on: date,
    post: str = "",
    order_number: str = "",
    until: date | None = None,
    on: date,
) -> QualificationCategory:
    """A qualification category from the day it was given. It ends only if somebody writes an end."""
    person, decision = edited_person(viewer, person_id, on=on)
    same = {"person_id": person.pk, "code": code, "post": post}
    ended = after(until)
    name = base_dictionaries().categories.get(code, code)
    require_once(viewer, QualificationCategory, since=awarded_on, until=ended, what=name, same=same)
    change = open_change(viewer, "category", title="квалификационная категория")
    row = open_row(
        QualificationCategory,
        change,
        **same,
        awarded_on=awarded_on,
        order_number=order_number,
        valid=period(awarded_on, ended),
    )
    audit.record(viewer, "registry.category-added", target=row, decision=decision, person_id=person.pk)
    return row


@transaction.atomic
def give_staff_role(
    viewer: AnyViewer,
    person_id: UUID,
    *,
    role: str,
    node_id: UUID,
    since: date,
    until: date | None = None,
    direction: str = "",
    order_number: str = "",
    order_date: date | None = None,
    on: date,
) -> StaffRole:
    """A role of the order, by its number. It is no post, no category and gives no access."""
    rows = Person.objects.of(viewer).select_for_update(no_key=True)
    person: Person = rows.get(pk=person_id, withdrawn_by=None, merged_into=None)
    access.may_see_to_hire(viewer, person, on=on).require()
    decision = access.may_give_staff_role(viewer, role, node_id, on=on)
    decision.require()
    same = {"person_id": person.pk, "node_id": node_id, "role": role, "direction": direction}
    ended = after(until)
    name = base_dictionaries().staff_roles[role].name
    require_once(viewer, StaffRole, since=since, until=ended, what=name, same=same)
    change = open_change(viewer, "role", title=f"роль: {name}")
    row = open_row(
        StaffRole, change, **same, order_number=order_number, order_date=order_date, valid=period(since, ended)
    )
    audit.record(viewer, "registry.role-given", target=row, decision=decision, person_id=person.pk)
    return row


def _edited(viewer: AnyViewer, kind: str, line_id: UUID, *, on: date) -> tuple[Any, Decision]:
    row: Any = locked_line(viewer, LINES[kind], line_id)
    if kind == "role":
        decision = access.may_give_staff_role(viewer, row.role, row.node_id, on=on)
    elif kind == "leave":
        decision = access.may_edit_at(viewer, row.node_id, on=on)
    else:
        decision = access.may_edit_person(viewer, row.person, on=on)
    decision.require()
    return row, decision


@transaction.atomic
def end_fact(viewer: AnyViewer, kind: str, line_id: UUID, *, last: date, on: date) -> None:
    """A leave, a category or a role is true up to and with that day."""
    row, decision = _edited(viewer, kind, line_id, on=on)
    ended = after(last)
    require_days(row.valid.lower, ended)
    change = open_change(viewer, f"end-{kind}", title="запись закончена")
    correct_row(row, change, valid=DateRange(row.valid.lower, ended, "[)"))
    audit.record(viewer, "registry.fact-ended", target=row, decision=decision, person_id=row.person_id)


@transaction.atomic
def withdraw_fact(viewer: AnyViewer, kind: str, line_id: UUID, *, on: date) -> None:
    """It was recorded by mistake: it never was. The record of the mistake stays."""
    row, decision = _edited(viewer, kind, line_id, on=on)
    change = open_change(viewer, "withdraw", title="запись была ошибкой")
    close_row(row, change)
    audit.record(viewer, "registry.fact-withdrawn", target=row, decision=decision, person_id=row.person_id)
