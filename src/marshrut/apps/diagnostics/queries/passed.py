"""Who took part in a campaign, by name: that they did, when and how. What came out is no part of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marshrut.apps.diagnostics.models import Attempt, Campaign
from marshrut.apps.diagnostics.queries.campaigns import within
from marshrut.apps.diagnostics.types import AttemptState, Mode
from marshrut.apps.registry.access import nodes_of
from marshrut.apps.registry.queries import names_of
from marshrut.foundation.scope.rules import ROLE_RIGHTS
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import Viewer

__all__ = ["Passed", "dress_passed", "get_attempt", "list_passed"]

#: Who handed a test in: also where a text still waits for its marks, and where it was set aside afterwards.
OVER = (AttemptState.MARKING, AttemptState.DONE, AttemptState.ANNULLED)


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody who took part."""

    attempt_id: UUID
    person_id: UUID
    name: str
    place: str
    at: datetime | None
    state: AttemptState
    on_paper: bool
    annulled_why: str

    @property
    def counts(self) -> bool:
        """Whether it stands as taking part."""
        return self.state is not AttemptState.ANNULLED


def list_passed(viewer: Viewer, campaign: Campaign, *, top: UUID, on: date) -> QuerySet[Attempt, Any]:
    """Attempts handed in within `top`, the latest first; nothing for a role that may not see who is who."""
    rows = Attempt.objects.of(viewer).filter(within(viewer, on=on), campaign=campaign, state__in=OVER)
    if Right.LIST not in ROLE_RIGHTS[viewer.role]:
        return rows.none()
    path = nodes_of(viewer, on=on).filter(node_id=top).values_list("path", flat=True).first()
    rows = rows.filter(node_id__in=nodes_of(viewer, on=on, path=str(path or "nowhere")))
    return rows.select_related("node").order_by("-handed_in_at", "pk")


def dress_passed(viewer: Viewer, rows: list[Any], *, on: date) -> list[Passed]:
    """A page of them with names."""
    names = names_of(viewer, [row.person_id for row in rows], on=on)
    return [
        Passed(
            row.pk,
            row.person_id,
            names.get(row.person_id, "—"),
            str(row.node),
            row.handed_in_at,
            AttemptState(row.state),
            row.mode == Mode.PAPER,
            row.annulled_why,
        )
        for row in rows
    ]


def get_attempt(viewer: Viewer, attempt_id: UUID, *, on: date) -> Attempt:
    """An attempt of the viewer's places, for who may list people; raises Attempt.DoesNotExist for any other."""
    if Right.LIST not in ROLE_RIGHTS[viewer.role]:
        raise Attempt.DoesNotExist
    rows = Attempt.objects.of(viewer).filter(within(viewer, on=on), campaign__isnull=False)
    attempt: Attempt = rows.select_related("campaign", "node", "person").get(pk=attempt_id)
    return attempt
