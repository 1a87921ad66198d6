"""What many people should strengthen, as a plan for all of them needs it: asked by work without a person behind it, or
by whoever may open each of these people."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Q

from marshrut.apps.competencies import access
from marshrut.apps.competencies.models import Evidence, Judgement
from marshrut.apps.competencies.types import Standing
from marshrut.apps.registry.queries import records_of
from marshrut.foundation.scope.types import Right
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["OpenDeficit", "deficits_of", "origins_of"]

_SOME = 4000
_OPEN = [one.value for one in Standing if one.deficit]


@dataclass(frozen=True, slots=True)
class OpenDeficit:
    """One competency of one person of which it is said, surely or perhaps, that it is worth strengthening."""

    competency: str
    standing: Standing
    below: float
    last_on: date


def deficits_of(viewer: AnyViewer, people: Collection[UUID], *, on: date) -> dict[UUID, list[OpenDeficit]]:
    """person → deficits of the day, the surest first; people of whom none is said, or who are closed, are absent."""
    found: dict[UUID, list[OpenDeficit]] = {}
    for some in _batches(people):
        rows = Judgement.objects.of(viewer).filter(
            access.visible(viewer, Right.OPEN, on=on), person_id__in=some, standing__in=_OPEN, since__lte=on
        )
        for person, competency, standing, below, last_on in (
            rows.filter(Q(until=None) | Q(until__gt=on))
            .order_by("person_id", "-p_below", "competency")
            .values_list("person_id", "competency", "standing", "p_below", "last_on")
        ):
            said = found.setdefault(person, [])
            # Judgements are made anew at any moment: of two that speak for one day the surer one stands.
            if all(one.competency != competency for one in said):
                said.append(OpenDeficit(competency, Standing(standing), below, last_on))
    return found


def origins_of(
    viewer: AnyViewer, people: Collection[UUID], *, on: date
) -> dict[UUID, dict[str, list[tuple[date, str]]]]:
    """person → competency → (last day, origin) of the results behind it, the newest first."""
    found: dict[UUID, dict[str, list[tuple[date, str]]]] = {}
    for some in _batches(people):
        known = records_of(viewer, some)
        rows = Evidence.objects.of(viewer).filter(
            access.visible(viewer, Right.OPEN, on=on), person_id__in=list(known), withdrawn_at=None, on__lte=on
        )
        last = rows.order_by().values_list("person_id", "competency", "origin").annotate(last=Max("on"))
        for person, competency, origin, day in last:
            found.setdefault(known[person], {}).setdefault(competency, []).append((day, origin))
    for by_competency in found.values():
        for pieces in by_competency.values():
            pieces.sort(key=lambda one: (-one[0].toordinal(), one[1]))
    return found


def _batches(people: Collection[UUID]) -> Iterator[Sequence[UUID]]:
    """Few enough for one question."""
    ordered = sorted(people)
    return (ordered[start : start + _SOME] for start in range(0, len(ordered), _SOME))
