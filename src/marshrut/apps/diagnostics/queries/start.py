"""How far an empty region is on its way to the first diagnostics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marshrut.apps.diagnostics.models import Result
from marshrut.apps.diagnostics.queries.campaigns import list_campaigns, within
from marshrut.apps.diagnostics.types import CampaignState
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Begun", "find_begun"]


@dataclass(frozen=True, slots=True)
class Begun:
    """Within the viewer's place on a day: diagnostics that were announced, and people who were diagnosed by anybody."""

    announced: int = 0
    people: int = 0


def find_begun(viewer: AnyViewer, *, on: date) -> Begun:
    """Two counts."""
    campaigns = list_campaigns(viewer, on=on).filter(state__in=[CampaignState.ANNOUNCED, CampaignState.CLOSED])
    results = Result.objects.of(viewer).filter(within(viewer, on=on), on__lte=on, withdrawn_at=None)
    return Begun(campaigns.order_by().count(), results.order_by().values("person_id").distinct().count())
