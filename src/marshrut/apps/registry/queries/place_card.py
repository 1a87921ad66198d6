"""An organisation's card: what it was on a day, whom it has, what came before and after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

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
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["PlaceCard", "place_card", "place_past"]


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """What the card shows on a day. `details` None: no working organisation that day."""

    node: Node
    details: OrganisationDetails | None
    kind: str
    above: Node | None
    staff: dict[str, int]
    years: tuple[tuple[int, tuple[Any, ...]], ...]
    roles: tuple[Any, ...]
    conditions: tuple[Any, ...]
    teams: tuple[tuple[ManagementTeam, tuple[TeamMember, ...]], ...]
    keys: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """The whole name on the day, else the present one."""
        return self.details.name if self.details else self.node.name


def place_card(
    viewer: AnyViewer, node: Node, *, on: date, known_at: datetime | None = None, words: Dictionaries
) -> PlaceCard:
    """The card on that day: one query a kind of record."""

    def here(model: Any) -> Any:
        return model.objects.of(viewer).true(on, known_at).filter(node=node)

    details = here(OrganisationDetails).first()
    kind = words.organisation_kinds.get(details.kind) if details else None
    placed = Placement.objects.of(viewer).true(on, known_at).filter(node=node).select_related("parent").first()
    roles, conditions = list(here(OrganisationRole)), list(here(Condition))
    for one in roles:
        one.title = words.organisation_roles[one.role].name if one.role in words.organisation_roles else one.role
    for one in conditions:
        known = words.condition_kinds.get(one.kind)
        one.kind_title, one.infrastructure = (known.name, known.infrastructure) if known else (one.kind, False)
    return PlaceCard(
        node=node,
        details=details,
        kind=kind.name if kind else (details.kind if details else ""),
        above=placed.parent if placed else None,
        staff=count_staff(viewer, [node.pk], on=on, known_at=known_at).get(node.pk, {}),
        years=_years(SchoolStatus.objects.of(viewer).known(known_at).filter(node=node), words),
        roles=tuple(roles),
        conditions=tuple(sorted(conditions, key=lambda one: (not one.infrastructure, one.kind_title))),
        teams=_teams(viewer, node, here(ManagementTeam), on, known_at),
        keys=tuple((row.system or KeyScheme(row.scheme).title, row.value) for row in here(NodeKey).order_by("scheme")),
    )


def _years(rows: Iterable[Any], words: Dictionaries) -> tuple[tuple[int, tuple[Any, ...]], ...]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        known = words.school_statuses.get(row.code)
        row.title = known.name if known else row.code
        row.short = known.short if known else row.code
        found[row.year].append(row)
    return tuple((year, tuple(sorted(found[year], key=lambda row: row.code))) for year in sorted(found, reverse=True))


def _teams(
    viewer: AnyViewer, node: Node, teams: Iterable[ManagementTeam], on: date, known_at: datetime | None
) -> tuple[tuple[ManagementTeam, tuple[Any, ...]], ...]:
    members: list[Any] = list(TeamMember.objects.of(viewer).true(on, known_at).filter(node=node))
    named = PersonDetails.objects.of(viewer).true(on, known_at).filter(person_id__in=[one.person_id for one in members])
    names = {row.person_id: row.full_name for row in named}
    by_team: dict[UUID, list[Any]] = defaultdict(list)
    for one in members:
        one.name = names.get(one.person_id, "")
        by_team[one.team_line].append(one)
    return tuple((team, tuple(sorted(by_team[team.line_id], key=lambda one: one.name))) for team in teams)


def place_past(viewer: AnyViewer, node: Node, *, known_at: datetime | None = None) -> dict[str, Any]:
    """What the card says apart: earlier names, predecessors and successors, values of past years, lists that came."""
    former = OrganisationDetails.objects.of(viewer).known(known_at).filter(node=node).order_by("-valid")
    joined = Succession.objects.of(viewer).filter(Q(before=node) | Q(after=node), change__undone_by=None)
    if known_at is not None:
        joined = joined.filter(change__made_at__lte=known_at)
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
        "joined": list(joined.select_related("before", "after")),
        "values": list(values),
        "lists": lists,
    }
