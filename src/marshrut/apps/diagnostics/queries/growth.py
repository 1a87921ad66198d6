"""Pairs of diagnostics that can be compared, and what came of comparing them, within the viewer's place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from marshrut.apps.competencies import access as competencies_access
from marshrut.apps.competencies.types import Stage
from marshrut.apps.diagnostics.models import Campaign, GrowthFigure, GrowthRound, Result
from marshrut.apps.diagnostics.types import CampaignState, GrowthState
from marshrut.apps.registry import queries as registry
from marshrut.foundation.jobs.queries import in_vain
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = ["Line", "Pair", "Table", "find_pair", "get_round", "list_pairs", "people_of_both", "standing_of", "table_of"]

_WHOLE = 100
#: Fewer people in both are no pair to speak of.
_SOME = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry diagnostic and the exit one of the same people by the same instrument; the latest comparison of them."""

    entry: Campaign
    leave: Campaign
    people: int
    round: GrowthRound | None


def list_pairs(viewer: AnyViewer) -> list[Pair]:
    """The newest first. Of each exit diagnostic the entry one with which it has most people in common."""
    held = Campaign.objects.of(viewer).exclude(state__in=[CampaignState.DRAFT, CampaignState.CANCELLED])
    rows = list(held.select_related("version__instrument", "node").order_by("opens_on"))
    people = _people(viewer, rows)
    rounds: dict[tuple[UUID, UUID], GrowthRound] = {}
    for one in GrowthRound.objects.of(viewer).select_related("job").order_by("asked_at"):
        rounds[one.entry_id, one.leave_id] = one
    found = []
    for leave in rows:
        if leave.stage != Stage.EXIT:
            continue
        before = [
            (len(people.get(one.pk, set()) & people.get(leave.pk, set())), one)
            for one in rows
            if one.stage == Stage.ENTRY
            and one.opens_on < leave.opens_on
            and one.version.instrument_id == leave.version.instrument_id
        ]
        count, entry = max(before, key=lambda pair: (pair[0], pair[1].opens_on), default=(0, None))
        if entry is not None and count >= _SOME:
            found.append(Pair(entry, leave, count, rounds.get((entry.pk, leave.pk))))
    return sorted(found, key=lambda pair: pair.leave.opens_on, reverse=True)


def _people(viewer: AnyViewer, campaigns: list[Campaign]) -> dict[UUID, set[UUID]]:
    wanted = [one.pk for one in campaigns if one.stage in {Stage.ENTRY, Stage.EXIT}]
    rows = Result.objects.of(viewer).filter(campaign_id__in=wanted, withdrawn_at=None).exclude(scores=None).order_by()
    found: dict[UUID, set[UUID]] = {}
    for campaign, person in rows.values_list("campaign_id", "person_id"):
        found.setdefault(campaign, set()).add(person)
    return found


def find_pair(viewer: AnyViewer, entry: UUID, leave: UUID) -> Pair | None:
    """One of them."""
    return next((one for one in list_pairs(viewer) if (one.entry.pk, one.leave.pk) == (entry, leave)), None)


def get_round(viewer: Viewer, round_id: UUID) -> GrowthRound:
    """A comparison; raises GrowthRound.DoesNotExist."""
    rows = GrowthRound.objects.of(viewer).select_related(
        "entry__version__instrument", "leave", "calibration", "job", "entry__node"
    )
    found: GrowthRound = rows.get(pk=round_id)
    return found


def standing_of(row: GrowthRound) -> GrowthState:
    """Its state as it is: work that ended without an end has left nothing behind."""
    state = GrowthState(row.state)
    return GrowthState.FAILED if state is GrowthState.RUNNING and in_vain(row.job) else state


@dataclass(frozen=True, slots=True)
class Line:
    """A place: people, mean level before and after, the gain with its interval, all of a hundred; None: hidden."""

    node_id: UUID
    name: str
    whole: bool
    people: int | None = None
    before: int = 0
    after: int = 0
    gain: float = 0.0
    low: float = 0.0
    high: float = 0.0

    @property
    def words(self) -> str:
        """What may be said of it."""
        if self.people is None:
            return "людей слишком мало"
        if self.low > 0:
            return "выросли"
        return "стало ниже" if self.high < 0 else "рост пока не доказан"

    @property
    def tone(self) -> str:
        """Its colour; the words repeat it."""
        if self.people is None or self.low <= 0 <= self.high:
            return "plain"
        return "road" if self.low > 0 else "sun"


@dataclass(frozen=True, slots=True)
class Table:
    """One competency of a comparison: the whole first, then its parts by gain."""

    competency: str
    lines: tuple[Line, ...]


def table_of(viewer: Viewer, row: GrowthRound, *, on: date) -> list[Table]:
    """What came out, for the places at and below the viewer's own. Raises Refused (COMPETENCIES-11)."""
    competencies_access.may_see_figures(viewer, viewer.node_id, on=on).require()
    inside = Placement.objects.of(viewer).true(on).filter(path__under=viewer.node_path).values("node_id")
    figures = GrowthFigure.objects.of(viewer).filter(round=row, node_id__in=inside).select_related("node")
    found: dict[str, list[Line]] = {}
    for one in figures:
        found.setdefault(one.competency, []).append(_line(one))
    return [
        Table(code, tuple(sorted(lines, key=lambda line: (not line.whole, line.people is None, -line.gain, line.name))))
        for code, lines in sorted(found.items())
    ]


def _line(one: GrowthFigure) -> Line:
    node: Node = one.node
    whole = node.kind == NodeKind.REGION
    if one.people is None or one.gain is None:
        return Line(node.pk, node.short or node.name, whole)
    numbers = {name: round(_WHOLE * (getattr(one, name) or 0.0), 1) for name in ("gain", "low", "high")}
    before, after = (round(_WHOLE * (value or 0.0)) for value in (one.before, one.after))
    return Line(node.pk, node.short or node.name, whole, one.people, before, after, **numbers)


def people_of_both(viewer: AnyViewer, entry: Campaign, leave: Campaign) -> Mapping[UUID, tuple[Result, Result]]:
    """Person → their standing results of both."""
    rows = Result.objects.of(viewer).filter(withdrawn_at=None).exclude(scores=None)
    before, after = list(rows.filter(campaign=entry).order_by("-on")), list(rows.filter(campaign=leave).order_by("on"))
    kept = registry.kept_people(viewer, {one.person_id for one in (*before, *after)})
    first, last = ({kept.get(one.person_id, one.person_id): one for one in part} for part in (before, after))
    return {person: (one, last[person]) for person, one in sorted(first.items()) if person in last}
