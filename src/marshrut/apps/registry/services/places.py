"""Organisations by hand: opened, described anew, closed; statuses, conditions, teams, values of past years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from marshrut.apps.registry import access, rules
from marshrut.apps.registry.importing.naming import name_places
from marshrut.apps.registry.ledger import ChangeSet, close_row, correct_row, end_row, open_change, open_row
from marshrut.apps.registry.models import (
    Condition,
    Employment,
    ManagementTeam,
    NodeKey,
    OpeningValue,
    OrganisationDetails,
    OrganisationRole,
    SchoolStatus,
    TeamMember,
)
from marshrut.apps.registry.services.facts import after, edited_place, locked_line, require_days, require_once
from marshrut.apps.registry.types import KeyScheme
from marshrut.foundation.audit import services as audit
from marshrut.foundation.scope import services as scope
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.queries import get_path
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, tenant_of

__all__ = ["Described", "add_fact", "add_member", "add_place", "change_details", "close_place", "end_place_fact"]


@dataclass(frozen=True, slots=True)
class Described:
    """What an organisation is, as a form says it."""

    kind: str
    name: str
    short: str = ""
    settlement: str = ""
    rural: bool | None = None
    address: str = ""
    phone: str = ""
    email: str = ""

    def fields(self) -> dict[str, Any]:
        """Columns of the details."""
        return {slot: getattr(self, slot) for slot in self.__slots__}


@transaction.atomic
def add_place(
    viewer: AnyViewer,
    described: Described,
    *,
    parent_id: UUID,
    since: date,
    codes: Mapping[KeyScheme, str] | None = None,
    on: date,
) -> Node:
    """A new organisation below a place of the viewer's (REGISTRY-02), from that day on, with its codes."""
    _parent, decision = edited_place(viewer, parent_id, on=on)
    for scheme, value in (codes or {}).items():
        _require_new_code(viewer, scheme, value)
    node = scope.add_node(
        SystemViewer("registry.add-place", tenant_of(viewer)),
        kind=NodeKind.ORGANISATION,
        name=described.name,
        short=described.short,
        parent_id=parent_id,
        since=since,
    )
    change = open_change(viewer, "add-place", title="организация внесена вручную")
    open_row(OrganisationDetails, change, node=node, valid=period(since), **described.fields())
    for scheme, value in (codes or {}).items():
        open_row(NodeKey, change, node=node, scheme=scheme.value, value=value, valid=period(since))
    audit.record(viewer, "registry.place-added", target=node, decision=decision)
    return node


def _require_new_code(viewer: AnyViewer, scheme: KeyScheme, value: str) -> None:
    known = NodeKey.objects.of(viewer).known().filter(scheme=scheme.value, value=value)
    what = f"{scheme.title} {value} у другой организации"
    rules.may_record(since=None, until=None, overlaps=known.count(), what=what).require()


def _details_on(viewer: AnyViewer, node: Node, day: date) -> OrganisationDetails:
    rows = OrganisationDetails.objects.of(viewer).select_for_update(of=("self",)).true(day)
    row: OrganisationDetails = rows.get(node=node)
    return row


@transaction.atomic
def change_details(
    viewer: AnyViewer, node_id: UUID, described: Described, *, since: date, on: date
) -> OrganisationDetails:
    """From that day on the organisation is described so. The same day as before: the description is corrected."""
    node, decision = edited_place(viewer, node_id, on=on)
    row = _details_on(viewer, node, since)
    change = open_change(viewer, "change-place", title="сведения об организации")
    if row.valid.lower == since:
        made = correct_row(row, change, **described.fields())
    else:
        end_row(row, change, on=since)
        valid = DateRange(since, row.valid.upper, "[)")
        made = open_row(OrganisationDetails, change, node=node, valid=valid, **described.fields())
    name_places([node.pk], on=on)  # a name of a day to come waits for its day
    audit.record(viewer, "registry.place-changed", target=node, decision=decision)
    return made


@transaction.atomic
def close_place(viewer: AnyViewer, node_id: UUID, *, last: date, on: date) -> None:
    """The organisation works up to and with that day. Refused while people are recorded after it (REGISTRY-32)."""
    node, decision = edited_place(viewer, node_id, on=on)
    ended = after(last)
    row = _details_on(viewer, node, last)
    require_days(row.valid.lower, ended)
    later = Employment.objects.of(viewer).known().filter(node=node, valid__overlap=period(ended))
    path = get_path(viewer, node_id, on=last)
    below = Placement.objects.of(viewer).true(last).filter(path__under=path).exclude(node=node).values("node_id")
    open_below = OrganisationDetails.objects.of(viewer).known().filter(node_id__in=below)
    rules.may_close_place(
        people=later.values("person_id").distinct().count(),
        below=open_below.filter(valid__overlap=period(ended)).count(),
    ).require()
    change = open_change(viewer, "close-place", title="организация закрыта")
    correct_row(row, change, valid=DateRange(row.valid.lower, ended, "[)"))
    end_of_place(viewer, node_id, change, ended)
    audit.record(viewer, "registry.place-closed", target=node, decision=decision)


def end_of_place(viewer: AnyViewer, node_id: UUID, change: ChangeSet, ended: date | None) -> None:
    """Roles, conditions and teams end with the organisation."""
    for model in (OrganisationRole, Condition, ManagementTeam, TeamMember):
        rows = model.objects.of(viewer).known().filter(node_id=node_id, valid__overlap=period(ended))
        for row in rows.select_for_update(of=("self",)):
            end_row(row, change, on=ended or date.max)


#: What is added to an organisation by a form: model, what makes it the same fact, words of the change.
FACTS: dict[str, tuple[Any, tuple[str, ...], str]] = {
    "status": (SchoolStatus, ("code", "year"), "статус на год"),
    "condition": (Condition, (), "условие или ресурс"),
    "team": (ManagementTeam, (), "управленческая команда"),
    "role": (OrganisationRole, ("role", "topic"), "роль организации"),
    "value": (OpeningValue, ("year", "what", "part"), "сведение за прошлый год"),
}


@transaction.atomic
def add_fact(
    viewer: AnyViewer,
    node_id: UUID,
    fact: str,
    *,
    since: date | None,
    until: date | None = None,
    on: date,
    **said: Any,
) -> Any:
    """A status for a year, a condition, a team, a role, a value of a past year with its document."""
    model, same, words = FACTS[fact]
    node, decision = may_add(viewer, node_id, fact, on=on)
    ended = after(until)
    if same:
        whole = fact in {"status", "value"}  # stand for their year, whatever days they carry
        same_as = {"node_id": node_id, **{key: said[key] for key in same}}
        days = (None, None) if whole else (since, ended)
        require_once(viewer, model, since=days[0], until=days[1], what=words, same=same_as)
    require_days(since, ended)
    change = open_change(viewer, f"place-{fact}", title=words)
    row = open_row(model, change, node=node, valid=period(since, ended), **said)
    audit.record(viewer, "registry.place-fact-added", target=row, decision=decision, reason=words)
    return row


def may_add(viewer: AnyViewer, node_id: UUID, kind: str, *, on: date) -> tuple[Node, Any]:
    """A school describes its own conditions and team; statuses, roles and past values are its founder's to say."""
    if kind in {"condition", "team"}:
        decision = access.may_edit_at(viewer, node_id, on=on)
        decision.require()
        return Node.objects.of(viewer).select_for_update(no_key=True).get(pk=node_id), decision
    return edited_place(viewer, node_id, on=on)


@transaction.atomic
def add_member(
    viewer: AnyViewer, node_id: UUID, team_line: UUID, *, person_id: UUID, part: str, since: date, on: date
) -> TeamMember:
    """Somebody who works at the organisation belongs to its management team from that day."""
    node, decision = may_add(viewer, node_id, "team", on=on)
    team = locked_line(viewer, ManagementTeam, team_line, node_id=node_id)
    Employment.objects.of(viewer).true(since).filter(node_id=node_id, person_id=person_id)[:1].get()
    same = {"team_line": team_line, "person_id": person_id}
    upper = team.valid.upper
    require_once(viewer, TeamMember, since=since, until=upper, what="член команды", same=same)
    change = open_change(viewer, "team-member", title="состав управленческой команды")
    row = open_row(TeamMember, change, node=node, part=part, valid=period(since, upper), **same)
    audit.record(viewer, "registry.member-added", target=row, decision=decision, person_id=person_id)
    return row


LINES: dict[str, Any] = {**{kind: row[0] for kind, row in FACTS.items()}, "member": TeamMember}


@transaction.atomic
def end_place_fact(viewer: AnyViewer, node_id: UUID, kind: str, line_id: UUID, *, last: date | None, on: date) -> None:
    """True up to and with that day; without a day it was an error and never was. The record stays either way."""
    _node, decision = may_add(viewer, node_id, "team" if kind == "member" else kind, on=on)
    row = locked_line(viewer, LINES[kind], line_id, node_id=node_id)
    change = open_change(viewer, "end-place-fact", title="запись об организации закончена")
    rows = [row]
    if kind == "team":
        rows += TeamMember.objects.of(viewer).known().filter(team_line=line_id).select_for_update(of=("self",))
    for one in rows:
        if last is None:
            close_row(one, change)
        else:
            require_days(row.valid.lower, after(last))
            end_row(one, change, on=after(last) or date.max)
    audit.record(viewer, "registry.place-fact-ended", target=row, decision=decision)
