"""Whose campaigns, attempts and instruments a viewer may see or touch: conditions and decisions, side by side."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from marshrut.apps.diagnostics import rules
from marshrut.apps.diagnostics.models import Attempt, Campaign
from marshrut.apps.registry.access import nodes_of
from marshrut.apps.registry.queries import colleagues, jobs_by, own_id
from marshrut.cores.kernel import Decision
from marshrut.foundation.scope import access as scope_access
from marshrut.foundation.scope.rules import ROLE_RIGHTS, may_work
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, reaches

__all__ = [
    "handled_files",
    "marks",
    "may_annul",
    "may_hold",
    "may_keep_bank",
    "may_mark",
    "may_see_campaign",
    "may_send_results",
    "own_workplaces",
    "visible_campaigns",
]


def visible_campaigns(viewer: AnyViewer, *, on: date) -> Q:
    """Campaigns held at or below the viewer's place, and those to which people of it are invited."""
    if isinstance(viewer, SystemViewer):
        return Q()
    if Right.LIST not in ROLE_RIGHTS[viewer.role] and Right.COUNT not in ROLE_RIGHTS[viewer.role]:
        return Q(pk__in=[])
    places = nodes_of(viewer, on=on)
    return Q(node_id__in=places) | Q(participants__node_id__in=places)


def may_see_campaign(viewer: AnyViewer, campaign: Campaign, *, on: date) -> bool:
    """The same for one campaign."""
    return bool(Campaign.objects.of(viewer).filter(visible_campaigns(viewer, on=on), pk=campaign.pk).exists())


def may_hold(viewer: AnyViewer, node_id: UUID, *, on: date) -> Decision:
    """DIAGNOSTICS-03 for a place."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return rules.may_hold_campaign(viewer.role, inside=inside)


def may_keep_bank(viewer: AnyViewer, node_id: UUID | None, *, on: date) -> Decision:
    """DIAGNOSTICS-01 for an instrument's keeper; None: for a new one at the viewer's own place."""
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=True)
    inside = node_id is None or scope_access.inside(viewer, node_id, on=on)
    return rules.may_keep_bank(viewer.role, inside=inside)


def handled_files(viewer: Viewer, *, on: date) -> Q:
    """Files with results of the viewer's places, for who brings results; nothing for others."""
    if not rules.may_send_results(viewer.role, inside=True):
        return Q(pk__in=[])
    return Q(node_id__in=nodes_of(viewer, on=on))


def may_send_results(viewer: AnyViewer, node_id: UUID, *, on: date) -> Decision:
    """DIAGNOSTICS-20 for a place."""
    inside = scope_access.inside(viewer, node_id, on=on)
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=inside)
    return rules.may_send_results(viewer.role, inside=inside)


def marks(viewer: Viewer) -> bool:
    """Whether the viewer's role marks texts at all."""
    return bool(rules.may_mark(viewer.role, own=False, colleague=False))


def own_workplaces(viewer: Viewer, *, on: date) -> list[UUID]:
    """Places where the viewer works: texts of colleagues are somebody else's to mark."""
    me = own_id(viewer)
    return [one.node_id for one in jobs_by(viewer, [me], on=on).get(me, [])] if me else []


def may_mark(viewer: Viewer, attempt: Attempt, *, on: date) -> Decision:
    """DIAGNOSTICS-10 for an attempt; outside the viewer's place there is nothing to mark."""
    if not scope_access.inside(viewer, attempt.node_id, on=on):
        raise Attempt.DoesNotExist
    own = attempt.person.account_id == viewer.account_id
    return rules.may_mark(viewer.role, own=own, colleague=colleagues(viewer, attempt.node_id, on=on))


def may_annul(viewer: AnyViewer, attempt: Attempt, *, reason: str, on: date) -> Decision:
    """DIAGNOSTICS-09 for an attempt."""
    if isinstance(viewer, SystemViewer):
        return may_work(viewer.purpose, inside=reaches(viewer, attempt.tenant_id))
    return rules.may_annul(viewer.role, inside=scope_access.inside(viewer, attempt.node_id, on=on), reason=reason)
