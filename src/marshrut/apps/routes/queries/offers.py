"""Groups that could still be joined, as steps are chosen from them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from marshrut.apps.programmes import queries as programmes
from marshrut.apps.programmes.types import Offer
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["find_offer", "offers_for"]

AHEAD = timedelta(days=400)


def find_offer(viewer: AnyViewer, cohort_id: UUID, *, on: date) -> Offer | None:
    """The group, while it takes applications."""
    return next(
        (one for one in programmes.list_offers(viewer, on=on, until=on + AHEAD) if one.cohort_id == cohort_id), None
    )


def offers_for(viewer: AnyViewer, wanted: set[str], *, on: date, until: date, most: int = 20) -> list[Offer]:
    """Groups ahead that serve any of these competencies, those that serve most of it first; all where none is named."""
    found = [
        one
        for one in programmes.list_offers(viewer, on=on, until=until)
        if one.starts > on and (not wanted or wanted & set(one.effects))
    ]
    found.sort(key=lambda one: (-sum(one.effects.get(code, 0.0) for code in wanted), -one.seats_left, one.starts))
    return found[:most]
