"""An organisation's card: what it was on a day, whom it has, what came before and after it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    DateField,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Concat

from marshrut.apps.registry.dictionaries import Dictionaries
from marshrut.apps.registry.models import (
    Condition,
    Import,
    ManagementTeam,
    NodeKey,
    OpeningValue,
    OrganisationDetails,
    OrganisationRole,
    PersonDetails,
    SchoolStatus,
    Succession,
    TeamMember,
)
from marshrut.apps.registry.queries.facts import period_words
from marshrut.apps.registry.queries.places import count_staff
from marshrut.apps.registry.types import ImportState, KeyScheme
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["PlaceCard", "PlaceFact", "place_card", "place_past"]


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """One thing recorded of an organisation. `what`: status, role, condition or key."""

    what: str
    line_id: UUID
    since: date | None
    until: date | None
    code: str
    text: str
    number: str
    day: date | None
    note: str
    year: int | None
    amount: Decimal | None
    title: str = ""
    short: str = ""
    infrastructure: bool = False

    @property
    def when(self) -> str:
        """Its days in words."""
        return period_words(self.since, self.until)


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """What the card shows on a day. `details` None: no working organisation that day."""

    node: Node
    details: OrganisationDetails | None
    kind: str
    above: Node | None
    #: What it stands under was called on the day.
    above_name: str
    staff: dict[str, int]
    facts: tuple[PlaceFact, ...]
    teams: tuple[tuple[ManagementTeam, tuple[Any, ...]], ...]

    @property
    def name(self) -> str:
        """The whole name on the day, else the present one."""
        return self.details.name if self.details else self.node.name

    @property
    def years(self) -> list[tuple[int, list[PlaceFact]]]:
        """Statuses by year, the newest first."""
        found: dict[int, list[PlaceFact]] = defaultdict(list)
        for one in self.facts:
            if one.what == "status" and one.year is not None:
                found[one.year].append(one)
        return [(year, found[year]) for year in sorted(found, reverse=True)]

    @property
    def roles(self) -> list[PlaceFact]:
        """Roles of the order that the organisation holds."""
        return [one for one in self.facts if one.what == "role"]

    @property
    def conditions(self) -> list[PlaceFact]:
        """What it has; objects of infrastructure first."""
        found = [one for one in self.facts if one.what == "condition"]
        return sorted(found, key=lambda one: (not one.infrastructure, one.title))

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Its codes."""
        return [(one.note or KeyScheme(one.code).title, one.text) for one in self.facts if one.what == "key"]


def place_card(
    viewer: AnyViewer, placed: Placement, *, on: date, known_at: datetime | None = None, words: Dictionaries
) -> PlaceCard:
    """The card on that day in five queries: description, staff, facts, teams, their members."""
    node = placed.node
    details = OrganisationDetails.objects.of(viewer).true(on, known_at).filter(node=node).first()
    kind = words.organisation_kinds.get(details.kind) if details else None
    return PlaceCard(
        node=node,
        details=details,
        kind=kind.name if kind else (details.kind if details else ""),
        above=placed.parent,
        above_name=_called(viewer, placed.parent, on, known_at),
        staff=count_staff(viewer, [node.pk], on=on, known_at=known_at).get(node.pk, {}),
        facts=tuple(_named(one, words) for one in _facts(viewer, node, on, known_at)),
        teams=_teams(viewer, node, on, known_at),
    )


def _called(viewer: AnyViewer, node: Node | None, on: date, known_at: datetime | None) -> str:
    """Territories keep their names; a part of an organisation stands under one that may have been renamed."""
    if node is None or node.kind not in {NodeKind.ORGANISATION, NodeKind.UNIT}:
        return str(node or "")
    then = OrganisationDetails.objects.of(viewer).true(on, known_at).filter(node=node).first()
    return str(then or node)


def _named(one: PlaceFact, words: Dictionaries) -> PlaceFact:
    if one.what == "status" and one.code in words.school_statuses:
        known = words.school_statuses[one.code]
        return replace(one, title=known.name, short=known.short)
    if one.what == "role" and one.code in words.organisation_roles:
        return replace(one, title=words.organisation_roles[one.code].name)
    if one.what == "condition" and one.code in words.condition_kinds:
        kind = words.condition_kinds[one.code]
        return replace(one, title=kind.name, infrastructure=kind.infrastructure)
    return replace(one, title=one.code, short=one.code)


def _facts(viewer: AnyViewer, node: Node, on: date, known_at: datetime | None) -> list[PlaceFact]:
    """Statuses of every year; roles, conditions and codes of the day; one query."""
    texts = {"code_": "", "text_": "", "number_": "", "note_": ""}
    others: dict[str, Any] = {
        "day_": DateField(),
        "year_": IntegerField(),
        "amount_": DecimalField(max_digits=14, decimal_places=2),
    }

    def columns(model: Any, what: str, **named: Any) -> QuerySet[Any, Any]:
        rows = model.objects.of(viewer).known(known_at).filter(node=node)
        rows = rows if what == "status" else rows.filter(valid__contains=on)
        text = {key: Cast(F(named[key]) if key in named else Value(""), CharField()) for key in texts}
        rest = {key: Cast(F(named[key]) if key in named else Value(None), kind) for key, kind in others.items()}
        listed: QuerySet[Any, Any] = rows.order_by().values_list(
            Value(what, output_field=CharField()),
            "line_id",
            "valid__startswith",
            "valid__endswith",
            text["code_"],
            text["text_"],
            text["number_"],
            rest["day_"],
            text["note_"],
            rest["year_"],
            rest["amount_"],
        )
        return listed

    ordered = {"number_": "order_number", "day_": "order_date"}
    found = columns(SchoolStatus, "status", code_="code", note_="source", year_="year", **ordered).union(
        columns(OrganisationRole, "role", code_="role", text_="topic", **ordered),
        columns(Condition, "condition", code_="kind", text_="title", note_="note", amount_="amount"),
        columns(NodeKey, "key", code_="scheme", text_="value", note_="system"),
        all=True,
    )
    return sorted((PlaceFact(*row) for row in found), key=lambda one: (one.what, one.code, one.text))


def _teams(
    viewer: AnyViewer, node: Node, on: date, known_at: datetime | None
) -> tuple[tuple[ManagementTeam, tuple[Any, ...]], ...]:
    teams = list(ManagementTeam.objects.of(viewer).true(on, known_at).filter(node=node))
    if not teams:
        return ()
    named = PersonDetails.objects.of(viewer).true(on, known_at).filter(person_id=OuterRef("person_id"))
    whole = Subquery(named.values(said=Concat("family_name", Value(" "), "given_name", Value(" "), "patronymic"))[:1])
    members: Any = TeamMember.objects.of(viewer).true(on, known_at).filter(node=node).annotate(name=whole)
    by_team: dict[UUID, list[Any]] = defaultdict(list)
    for one in members.order_by("name"):
        by_team[one.team_line].append(one)
    return tuple((team, tuple(by_team[team.line_id])) for team in teams)


def place_past(viewer: AnyViewer, node: Node, *, known_at: datetime | None = None) -> dict[str, Any]:
    """What the card says apart: earlier names, predecessors and successors, values of past years, lists that came."""
    former = OrganisationDetails.objects.of(viewer).known(known_at).filter(node=node).order_by("-valid")
    joined = Succession.objects.of(viewer).filter(Q(before=node) | Q(after=node))
    if known_at is None:
        joined = joined.filter(change__undone_by=None)
    else:
        undone_later = Q(change__undone_by=None) | Q(change__undone_by__made_at__gt=known_at)
        joined = joined.filter(undone_later, change__made_at__lte=known_at)
    values = OpeningValue.objects.of(viewer).known(known_at).filter(node=node).order_by("-year", "what", "part")
    sent = Import.objects.of(viewer).filter(node=node).exclude(state=ImportState.DROPPED.value)
    details = list(former)
    for row in details:
        row.when = period_words(row.valid.lower, row.valid.upper)  # type: ignore[attr-defined]
    lists: list[Any] = list(sent[:10])
    for one in lists:
        one.state_title = ImportState(one.state).title
    return {
        "former": details,
        "joined": list(joined.select_related("before", "after", "change")),
        "values": list(values),
        "lists": lists,
    }
