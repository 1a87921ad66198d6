"""Who was diagnosed: the facts that indicators count, by whichever reading of «прошли диагностику» an order has.

Each person once, however often they came; records that were joined are one person. A fact counts whatever came out;
`at_least` asks for the best of it. The day of the fact decides which year and which place it counts for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.competencies.queries import results_about
from marshrut.apps.diagnostics.models import Result
from marshrut.apps.diagnostics.queries.papers import get_paper
from marshrut.apps.registry.queries import kept_people
from marshrut.foundation.scope.viewer import AnyViewer

__all__ = ["Diagnosed", "Reading", "diagnosed_people", "list_diagnosed"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an order means by «прошли диагностику»; empty: any."""

    #: First day that counts; None: since ever («нарастающим итогом» names its year here).
    since: date | None
    #: Last day that counts.
    until: date
    #: Codes of origins: «в ЦНППМ» is the centre's alone.
    origins: frozenset[str] = frozenset()
    #: Stages: «по итоговой диагностике».
    stages: frozenset[str] = frozenset()
    #: Area of competencies that the diagnostic was about: «диагностика функциональной грамотности».
    area: str = ""
    #: Share of the points that the best result reached: «справились на 70 % и более» is 0.7.
    at_least: float | None = None
    #: Only people who were working at these places that day.
    places: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """One person, by the first fact that counts: what a figure opens to."""

    person_id: UUID
    on: date
    node_id: UUID
    origin: str
    diagnostic: str
    result_id: UUID


def list_diagnosed(viewer: AnyViewer, reading: Reading) -> list[Diagnosed]:
    """Everybody who counts, each once, by the earliest fact that does."""
    rows = _facts(viewer, reading).order_by("on", "pk")
    kept = kept_people(viewer, set(rows.values_list("person_id", flat=True)))
    found: dict[UUID, Diagnosed] = {}
    for row in rows:
        person = kept.get(row.person_id)
        if person is None or person in found or not _reached(viewer, row, reading.at_least):
            continue
        found[person] = Diagnosed(person, row.on, row.node_id, row.origin, row.instrument_name, row.pk)
    return list(found.values())


def diagnosed_people(viewer: AnyViewer, reading: Reading) -> Collection[UUID]:
    """Their ids."""
    return {one.person_id for one in list_diagnosed(viewer, reading)}


def _facts(viewer: AnyViewer, reading: Reading) -> QuerySet[Result, Any]:
    asked = Q(on__lte=reading.until, withdrawn_at=None)
    if reading.since is not None:
        asked &= Q(on__gte=reading.since)
    if reading.origins:
        asked &= Q(origin__in=reading.origins)
    if reading.stages:
        asked &= Q(stage__in=reading.stages)
    if reading.places is not None:
        asked &= Q(node_id__in=reading.places)
    rows = Result.objects.of(viewer).filter(asked)
    if reading.area:
        words = framework(viewer, reading.until)
        codes = [code for code, one in words.competencies.items() if one.area == reading.area]
        rows = rows.filter(pk__in=results_about(viewer, codes))
    return rows


def _reached(viewer: AnyViewer, row: Result, at_least: float | None) -> bool:
    """Whether the share of points is high enough; a level word or a bare fact names no share and reaches none."""
    if at_least is None:
        return True
    share = _share(viewer, row)
    return share is not None and share >= at_least


def _share(viewer: AnyViewer, row: Result) -> float | None:
    if row.scores is not None and row.version_id is not None:
        paper = get_paper(viewer, row.version_id)
        if paper.tailoring is not None:
            return None  # items were chosen to suit the person: a share of their points compares with nobody's
        return sum(one or 0.0 for one in row.scores) / paper.top
    if row.depth == "level":
        return None
    shares = row.outcome.get("shares") or {}
    pairs = [shares[""]] if "" in shares else list(shares.values())
    possible = sum(pair[1] for pair in pairs)
    return sum(pair[0] for pair in pairs) / possible if possible else None
