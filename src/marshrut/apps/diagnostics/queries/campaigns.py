"""Campaigns on a page: who is invited, how far each place is, who has not taken part yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from marshrut.apps.diagnostics import access
from marshrut.apps.diagnostics.models import Attempt, Campaign, InstrumentVersion, Participant, Reminder
from marshrut.apps.diagnostics.queries.taking import STANDING
from marshrut.apps.diagnostics.types import AttemptState, CampaignState, InstrumentState
from marshrut.apps.registry.access import nodes_of
from marshrut.apps.registry.queries import names_of
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer

__all__ = [
    "Absent",
    "PlaceProgress",
    "Progress",
    "dress_absent",
    "get_campaign",
    "list_absent",
    "list_campaigns",
    "list_versions",
    "progress_by_place",
    "progress_of",
    "reminded_on",
    "standing_reminders",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is, within the viewer's place."""

    invited: int = 0
    excused: int = 0
    begun: int = 0
    done: int = 0

    @property
    def wanted(self) -> int:
        """Who is to take part."""
        return self.invited - self.excused

    @property
    def missing(self) -> int:
        """Who has not begun."""
        return max(0, self.wanted - self.begun - self.done)


@dataclass(frozen=True, slots=True)
class PlaceProgress:
    """The same of one place."""

    node_id: UUID
    name: str
    progress: Progress
    reminded_at: datetime | None
    #: Children stand below: the place opens into them.
    group: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who has not taken part yet."""

    participant_id: UUID
    person_id: UUID
    name: str
    place: str
    begun: bool
    excused_why: str


def list_campaigns(viewer: AnyViewer, *, on: date) -> QuerySet[Campaign, Any]:
    """Campaigns that the viewer may see, the newest first."""
    rows = Campaign.objects.of(viewer)
    seen = rows.filter(access.visible_campaigns(viewer, on=on)).values("pk")
    return rows.filter(pk__in=seen).select_related("version__instrument", "node", "held_by")


def get_campaign(viewer: AnyViewer, campaign_id: UUID, *, on: date) -> Campaign:
    """A campaign that the viewer may see; raises Campaign.DoesNotExist."""
    campaign: Campaign = list_campaigns(viewer, on=on).get(pk=campaign_id)
    return campaign


def list_versions(viewer: AnyViewer) -> QuerySet[InstrumentVersion, Any]:
    """Versions that may be given to people."""
    rows = InstrumentVersion.objects.of(viewer).filter(state=InstrumentState.IN_USE)
    return rows.select_related("instrument").order_by("instrument__title", "-number")


def within(viewer: AnyViewer, *, on: date, column: str = "node_id") -> Q:
    """Rows of the viewer's places; of none for who may not even count them."""
    if isinstance(viewer, SystemViewer):
        return Q()
    if not ROLE_RIGHTS[viewer.role]:
        return Q(pk__in=[])
    return Q(**{f"{column}__in": nodes_of(viewer, on=on)})


_COUNTS = """
    count(*) AS invited,
    count(*) FILTER (WHERE p.excused_at IS NOT NULL AND a.state IS NULL) AS excused,
    count(*) FILTER (WHERE a.state = 'running') AS begun,
    count(*) FILTER (WHERE a.state IN ('marking', 'done')) AS done
"""
_FROM = """
    FROM diagnostics_participant p
    LEFT JOIN diagnostics_attempt a
      ON a.campaign_id = p.campaign_id AND a.person_id = p.person_id AND a.state IN ('running', 'marking', 'done')
"""


def progress_of(viewer: AnyViewer, campaigns: list[UUID], *, on: date) -> dict[UUID, Progress]:
    """Progress of each campaign within the viewer's place: one statement for a whole page of them."""
    if not campaigns or (isinstance(viewer, Viewer) and not ROLE_RIGHTS[viewer.role]):
        return {}
    under, values = _under(viewer, on)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.campaign_id, {_COUNTS} {_FROM} WHERE p.campaign_id = ANY(%s) {under} GROUP BY 1",
            [campaigns, *values],
        )
        return {row[0]: Progress(*row[1:]) for row in cursor.fetchall()}


def _under(viewer: AnyViewer, on: date) -> tuple[str, list[Any]]:
    """The viewer's own places, as a piece of SQL; who stands at the root asks no tree."""
    if isinstance(viewer, SystemViewer):
        return ("AND p.tenant_id = %s", [viewer.tenant_id]) if viewer.tenant_id else ("", [])
    own = " AND p.tenant_id = %s"
    if "." not in viewer.node_path:
        return own, [viewer.tenant_id]
    tree = (
        " AND p.node_id IN (SELECT node_id FROM scope_placement WHERE tenant_id = %s AND path <@ %s::ltree"
        " AND valid @> %s::date AND upper_inf(recorded))"
    )
    return own + tree, [viewer.tenant_id, viewer.tenant_id, viewer.node_path, on]


def progress_by_place(viewer: AnyViewer, campaign: Campaign, *, top: UUID, on: date) -> list[PlaceProgress]:
    """Progress of each place right below `top` (a place with nothing below it stands for itself), by name."""
    under, values = _under(viewer, on)
    sql = f"""
        WITH top AS (
            SELECT path FROM scope_placement
            WHERE node_id = %s AND valid @> %s::date AND upper_inf(recorded)
        ), place AS (
            SELECT s.node_id, subltree(s.path, 0, least(nlevel(s.path), nlevel(top.path) + 1)) AS head,
                   nlevel(s.path) > nlevel(top.path) + 1 AS deep
            FROM scope_placement s, top
            WHERE s.path <@ top.path AND s.valid @> %s::date AND upper_inf(s.recorded) AND s.tenant_id = %s
        )
        SELECT n.id, n.name, n.short, bool_or(place.deep), {_COUNTS}
        {_FROM}
        JOIN place ON place.node_id = p.node_id
        JOIN scope_placement h ON h.path = place.head AND h.valid @> %s::date AND upper_inf(h.recorded)
        JOIN scope_node n ON n.id = h.node_id
        WHERE p.campaign_id = %s {under}
        GROUP BY 1, 2, 3 ORDER BY lower(coalesce(nullif(n.short, ''), n.name))
    """  # noqa: S608 - constants of this file
    with connection.cursor() as cursor:
        cursor.execute(sql, [top, on, on, campaign.tenant_id, on, campaign.pk, *values])
        rows = cursor.fetchall()
    last = _last_reminders(viewer, campaign)
    return [
        PlaceProgress(row[0], row[2] or row[1], Progress(*row[4:]), last.get(row[0]), group=bool(row[3]))
        for row in rows
    ]


def _last_reminders(viewer: AnyViewer, campaign: Campaign) -> dict[UUID, datetime]:
    rows = Reminder.objects.of(viewer).filter(campaign=campaign).order_by("node_id", "-at").distinct("node_id")
    return dict(rows.values_list("node_id", "at"))


def list_absent(viewer: Viewer, campaign: Campaign, *, top: UUID, on: date) -> QuerySet[Participant, Any]:
    """Who has not finished, within `top`; nothing for a role that may not see who is who."""
    if Right.LIST not in ROLE_RIGHTS[viewer.role]:
        return Participant.objects.of(viewer).none()
    done = Attempt.objects.of(viewer).filter(campaign=campaign, person=OuterRef("person"))
    rows = Participant.objects.of(viewer).filter(within(viewer, on=on), campaign=campaign)
    below = nodes_of(viewer, on=on)
    path = below.filter(node_id=top).values_list("path", flat=True).first()
    rows = rows.filter(node_id__in=nodes_of(viewer, on=on, path=str(path or "nowhere")))
    rows = rows.annotate(
        begun=Exists(done.filter(state=AttemptState.RUNNING)),
        over=Exists(done.filter(state__in=[one for one in STANDING if one is not AttemptState.RUNNING])),
    )
    return rows.filter(over=False).select_related("node").order_by("node__name", "pk")


def dress_absent(viewer: Viewer, rows: list[Any], *, on: date) -> list[Absent]:
    """A page of them with names."""
    names = names_of(viewer, [row.person_id for row in rows], on=on)
    listed = [
        Absent(row.pk, row.person_id, names.get(row.person_id, "—"), str(row.node), row.begun, row.excused_why)
        for row in rows
    ]
    return sorted(listed, key=lambda one: (one.place, one.name))


def reminded_on(viewer: Viewer, campaign: Campaign, node_id: UUID) -> date | None:
    """The day of the place's last reminder, in the viewer's zone."""
    rows = Reminder.objects.of(viewer).filter(campaign=campaign, node_id=node_id)
    last = rows.aggregate(at=Max("at"))["at"]
    return last.astimezone(ZoneInfo(viewer.zone)).date() if last else None


def standing_reminders(viewer: Viewer, *, on: date) -> list[tuple[Campaign, Progress]]:
    """Campaigns under way in which people of the viewer's place are still missing, the nearest end first: for desks."""
    rows = list_campaigns(viewer, on=on).filter(state=CampaignState.ANNOUNCED, opens_on__lte=on, closes_on__gte=on)
    campaigns = list(rows.order_by("closes_on")[:5])
    progress = progress_of(viewer, [row.pk for row in campaigns], on=on)
    return [(row, progress[row.pk]) for row in campaigns if row.pk in progress]
