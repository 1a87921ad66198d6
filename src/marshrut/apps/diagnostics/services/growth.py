"""Two diagnostics are compared behind the page: the group's own two levels, not the difference of two scores."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils import timezone

from marshrut.apps.competencies.frameworks import framework
from marshrut.apps.diagnostics.models import Campaign, GrowthFigure, GrowthRound, Result
from marshrut.apps.diagnostics.queries.calibrating import covered
from marshrut.apps.diagnostics.queries.growth import find_pair, people_of_both, standing_of
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.queries.scales import AreaScale, ScaleSet, scale_in_force, scale_of
from marshrut.apps.diagnostics.rules import growth as rules
from marshrut.apps.diagnostics.services.scaling import map_of, shares_of
from marshrut.apps.diagnostics.types import DiagnosticsError, GrowthState
from marshrut.cores.psychometrics.joint.gains import MasteryGain, mastery_gain
from marshrut.cores.psychometrics.problems import PsychometricsError
from marshrut.cores.psychometrics.responses import Responses
from marshrut.foundation.audit import services as audit
from marshrut.foundation.jobs import services as jobs
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.queries import today
from marshrut.foundation.scope.types import NodeKind
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

__all__ = ["ask_growth", "run_growth"]

Step = Callable[[int, int, str], None]
Both = tuple[Result, Result]


def _quiet(done: int, total: int, words: str = "") -> None:
    """Nobody watches."""


@transaction.atomic
def ask_growth(viewer: Viewer, *, entry: UUID, leave: UUID) -> GrowthRound:
    """Have two diagnostics compared. Raises Refused by DIAGNOSTICS-36, DiagnosticsError for what is no pair."""
    rules.may_ask_growth(viewer.role, calibrated=True, people=rules.ENOUGH_FOR_GROWTH).require()
    rows = Campaign.objects.of(viewer).select_for_update(of=("self",)).filter(pk=leave)
    pair = find_pair(viewer, entry, leave) if rows.first() else None
    if pair is None:
        raise DiagnosticsError("Эти две диагностики не сравнить: у них разные инструменты или нет общих людей.")
    if pair.round is not None and standing_of(pair.round) is GrowthState.RUNNING:
        return pair.round
    scale = scale_in_force(viewer)
    decision = rules.may_ask_growth(viewer.role, calibrated=scale is not None, people=pair.people)
    decision.require()
    assert scale is not None  # noqa: S101 - the rule refused otherwise
    row = GrowthRound(
        tenant_id=viewer.tenant_id,
        entry=pair.entry,
        leave=pair.leave,
        calibration_id=scale.calibration_id,
        state=GrowthState.RUNNING.value,
        asked_by=viewer.account_id,
    )
    row.save(force_insert=True)
    title = f"Рост: {pair.leave.title}"[:180]
    row.job = jobs.start(viewer, "diagnostics.growth", title=title, round_id=str(row.pk))
    row.save(update_fields=["job"])
    audit.record(viewer, "diagnostics.growth-asked", target=row, decision=decision)
    return row


def run_growth(viewer: SystemViewer, round_id: UUID, *, step: Step = _quiet) -> None:
    """The work itself; begun again it begins from the two diagnostics."""
    row = GrowthRound.objects.of(viewer).select_related("entry", "leave").get(pk=round_id)
    if row.state == GrowthState.MADE:
        return
    step(0, 1, "собираем ответы")
    both = list(people_of_both(viewer, row.entry, row.leave).values())
    scale = scale_of(viewer, row.calibration_id)
    places = _places(viewer, both)
    figures: list[GrowthFigure] = []
    areas = sorted(scale.areas)
    for number, code in enumerate(areas):
        step(number, len(areas), f"компетенция {number + 1} из {len(areas)}")
        figures += _of_area(viewer, row, scale.areas[code], scale, both, places)
    with transaction.atomic():
        GrowthFigure.objects.of(viewer).filter(round=row).delete()
        GrowthFigure.objects.of(viewer).bulk_create(figures)
        row.people, row.fingerprint = len(both), _print(both)
        row.state, row.made_at = GrowthState.MADE.value, timezone.now()
        row.save(update_fields=["people", "fingerprint", "state", "made_at"])
        audit.record(viewer, "diagnostics.growth-made", target=row, reason=f"людей: {len(both)}")


def _print(both: Sequence[Both]) -> str:
    said = hashlib.sha256()
    for first, last in both:
        said.update(f"{first.pk}{first.scores}{last.pk}{last.scores}".encode())
    return said.hexdigest()


def _places(viewer: SystemViewer, both: Sequence[Both]) -> dict[UUID, list[UUID]]:
    """Where somebody worked at the entry → the municipality and the region above it."""
    nodes = {first.node_id for first, _ in both}
    days = {first.on for first, _ in both}
    territories = set(
        Node.objects.of(viewer).filter(kind__in=[NodeKind.REGION, NodeKind.MUNICIPALITY]).values_list("pk", flat=True)
    )
    rows = Placement.objects.of(viewer).true(max(days)).filter(node_id__in=nodes) if days else []
    return {
        row.node_id: [one for label in str(row.path).split(".") if (one := UUID(label)) in territories] for row in rows
    }


def _of_area(
    viewer: SystemViewer,
    row: GrowthRound,
    area: AreaScale,
    scale: ScaleSet,
    both: Sequence[Both],
    places: dict[UUID, list[UUID]],
) -> list[GrowthFigure]:
    """Growth in one competency of every territory that has people in both."""
    papers: dict[UUID, Paper] = {}
    for pair in both:
        for one in pair:
            if one.version_id is not None and one.version_id not in papers:
                papers[one.version_id] = get_paper(viewer, one.version_id)
    kept = [pair for pair in both if all(_whole(one, papers, scale, area.competency) for one in pair)]
    if not kept:
        return []
    at = map_of(area, papers[_version(kept[0][1])], area.competency)
    groups: dict[UUID, list[int]] = {}
    parts: dict[UUID, set[UUID]] = {}
    for number, (first, _) in enumerate(kept):
        above = places.get(first.node_id, [])
        for place in above:
            groups.setdefault(place, []).append(number)
        for whole, part in pairwise(above):
            parts.setdefault(whole, set()).add(part)
    counts = {place: len(numbers) for place, numbers in groups.items()}
    inside = {whole: sorted(found) for whole, found in parts.items()}
    smallest = framework(viewer, today(viewer)).smallest_group
    shown = rules.shown_places(counts, inside, smallest=smallest)
    made = []
    entry, leave = (_answers(area, papers, [pair[n] for pair in kept]) for n in (0, 1))
    for place, numbers in groups.items():
        gain = _gain(area, entry, leave, numbers, at) if place in shown and at is not None else None
        made.append(_figure(row, place, area.competency, gain))
    return made


def _version(one: Result) -> UUID:
    if one.version_id is None:
        raise ValueError("a result with points by task has a version")
    return one.version_id


def _whole(one: Result, papers: dict[UUID, Paper], scale: ScaleSet, competency: str) -> bool:
    paper = papers.get(_version(one))
    if paper is None or competency not in paper.competencies:
        return False
    return bool(covered(scale, paper, competency, one.scores or []))


def _answers(area: AreaScale, papers: dict[UUID, Paper], results: Sequence[Result]) -> Responses:
    asked = {task.id for paper in papers.values() for task in paper.tasks if task.competency == area.competency}
    items = sorted(one for one in asked if area.has(one))
    return area.answers(items, (shares_of(papers[_version(one)], one.scores or [], items) for one in results))


def _gain(area: AreaScale, entry: Responses, leave: Responses, numbers: list[int], at: Any) -> MasteryGain | None:
    """None where the answers do not settle it: a figure that still moves is none."""
    chosen = np.array(numbers, dtype=np.int64)
    try:
        found = mastery_gain(area.bank, entry.of_persons(chosen), leave.of_persons(chosen), at)
    except PsychometricsError:
        return None
    return found if found.settled else None


def _figure(row: GrowthRound, place: UUID, competency: str, gain: MasteryGain | None) -> GrowthFigure:
    figure = GrowthFigure(
        tenant_id=row.tenant_id, round=row, node_id=place, competency=competency, shown=gain is not None
    )
    if gain is not None:
        for name in ("people", "before", "after", "gain", "error", "low", "high"):
            setattr(figure, name, getattr(gain, name))
    return figure
