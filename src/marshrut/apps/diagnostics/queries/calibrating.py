"""What calibrations are made from: the answers of the bank, competency by competency, each person once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from marshrut.apps.diagnostics.models import InstrumentVersion, Result
from marshrut.apps.diagnostics.queries.papers import Paper, get_paper
from marshrut.apps.diagnostics.queries.scales import ScaleSet
from marshrut.apps.diagnostics.types import InstrumentState
from marshrut.apps.registry import queries as registry
from marshrut.cores.psychometrics.families import Floats
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["AreaAnswers", "Bearer", "Taken", "answers_by_area", "bearer_of", "covered", "scored_results"]

_AT_ONCE = 5000
#: Within so many days somebody is the same in what an item asks.
ONE_STATE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Taken:
    """A standing result with points by task."""

    result_id: UUID
    person_id: UUID
    on: date
    version_id: UUID
    scores: Sequence[float | None]
    #: By which calibration its tasks were chosen, where a test chose them.
    chosen_by: UUID | None = None


def scored_results(
    viewer: AnyViewer, *, until: date | None = None, only: Sequence[UUID] = (), chosen: bool = False
) -> Iterator[Taken]:
    """Standing results with points by task, the oldest first; `chosen`: of tests that chose their tasks alone."""
    rows = Result.objects.of(viewer).filter(withdrawn_at=None).exclude(scores=None).exclude(version=None)
    if until is not None:
        rows = rows.filter(on__lte=until)
    if only:
        rows = rows.filter(pk__in=list(only))
    if chosen:
        rows = rows.exclude(attempt__calibration=None)
    fields = ("pk", "person_id", "on", "version_id", "scores", "attempt__calibration_id")
    asked = rows.order_by("on", "recorded_at", "pk").values_list(*fields).iterator(chunk_size=_AT_ONCE)
    for pk, person, on, version, scores, chosen_by in asked:
        yield Taken(pk, person, on, version, scores or [], chosen_by)


@dataclass
class AreaAnswers:
    """Answers of one competency as rows of people's states: item → share of points."""

    competency: str
    rows: list[dict[UUID, float]] = field(default_factory=list)
    #: Person → items met so far, the day from which the row at hand counts, its place.
    _met: dict[UUID, set[UUID]] = field(default_factory=dict)
    _open: dict[UUID, tuple[date, int]] = field(default_factory=dict)

    def take(self, person: UUID, on: date, given: Mapping[UUID, float]) -> dict[UUID, float]:
        """What of a result counts: items the person never met. Within `ONE_STATE` of the first it is the same state;
        later it is a row of its own, for somebody may have learnt meanwhile."""
        met = self._met.setdefault(person, set())
        fresh = {item: share for item, share in given.items() if item not in met}
        if not fresh:
            return fresh
        met |= fresh.keys()
        since, place = self._open.get(person, (date.min, -1))
        if place < 0 or on - since > ONE_STATE:
            self._open[person] = (on, len(self.rows))
            self.rows.append(dict(fresh))
        else:
            self.rows[place] |= fresh
        return fresh

    def table(self) -> tuple[list[UUID], Floats]:
        """Items in the order of their ids and the table (states × items), NaN where not given."""
        items = sorted({item for row in self.rows for item in row})
        place = {item: number for number, item in enumerate(items)}
        out = np.full((len(self.rows), len(items)), np.nan)
        for number, row in enumerate(self.rows):
            for item, share in row.items():
                out[number, place[item]] = share
        return items, out


def answers_by_area(viewer: SystemViewer, *, until: date) -> tuple[dict[str, AreaAnswers], str]:
    """Competency → answers, and a print (SHA-256) of them all. An item met again says how well it is remembered, so
    of each person only the first answer to it counts."""
    papers: dict[UUID, Paper] = {}
    found: dict[str, AreaAnswers] = {}
    taken = list(scored_results(viewer, until=until))
    kept = registry.kept_people(viewer, {one.person_id for one in taken})
    said = hashlib.sha256()
    for one in taken:
        paper = papers.get(one.version_id) or papers.setdefault(one.version_id, get_paper(viewer, one.version_id))
        person = kept.get(one.person_id, one.person_id)
        for competency, numbers in paper.competencies.items():
            area = found.setdefault(competency, AreaAnswers(competency))
            fresh = area.take(person, one.on, _given(paper, numbers, one.scores))
            if fresh:
                said.update(f"{competency}{person.hex}{sorted((k.hex, v) for k, v in fresh.items())}".encode())
    return found, said.hexdigest()


def _given(paper: Paper, numbers: Sequence[int], scores: Sequence[float | None]) -> dict[UUID, float]:
    return {
        paper.tasks[n].id: round(value / paper.tasks[n].top, 4)
        for n in numbers
        if n < len(scores) and (value := scores[n]) is not None
    }


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose border a scale bears: the version and its wordings of the competency."""

    version_id: UUID
    title: str
    cut: float
    strong: float
    items: tuple[UUID, ...]


def bearer_of(viewer: AnyViewer, competency: str, items: Sequence[UUID]) -> Bearer | None:
    """The instrument with most of these items in this competency: in use before others, the newest of equals."""
    known = set(items)
    best: tuple[tuple[Any, ...], Bearer] | None = None
    # one that chooses its tasks is a test of other tests' tasks: its border is theirs
    rows = InstrumentVersion.objects.of(viewer).filter(adaptive={}).exclude(state=InstrumentState.DRAFT)
    rows = rows.select_related("instrument")
    for version in rows.filter(slots__item_version_id__in=items).distinct():
        paper = get_paper(viewer, version.pk)
        mine = tuple(one.id for one in paper.tasks if one.competency == competency and one.id in known)
        cut = paper.cut_of(competency)
        rank = (version.state == InstrumentState.IN_USE, len(mine), version.used_since or version.made_at)
        if mine and (best is None or rank > best[0]):
            best = (rank, Bearer(version.pk, paper.title, cut.cut, cut.strong, mine))
    return best[1] if best else None


def covered(scale: ScaleSet, paper: Paper, competency: str, scores: Sequence[float | None]) -> list[int]:
    """Places of the given tasks of a competency where all of them are on the scale; else none."""
    area = scale.areas.get(competency)
    given = [n for n in paper.competencies[competency] if n < len(scores) and scores[n] is not None]
    return given if area is not None and given and all(area.has(paper.tasks[n].id) for n in given) else []
