"""Scales that calibrations made: the items of each competency with their parameters, ready to score or to choose by.

A calibration never changes once it is made, so each is read once a process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

import numpy as np

from marshrut.apps.diagnostics.models import CalibratedItem, Calibration
from marshrut.apps.diagnostics.queries.papers import Paper
from marshrut.apps.diagnostics.types import CalibrationState
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.measured import levels
from marshrut.cores.psychometrics.problems import PsychometricsError
from marshrut.cores.psychometrics.responses import Responses, responses_of
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer

__all__ = ["AreaScale", "ScaleSet", "area_scale", "scale_in_force", "scale_of", "step_of"]

#: Points that differ by less are the same points.
_SAME = 1e-6


@dataclass(frozen=True)
class AreaScale:
    """The scale of one competency. Items are named by `str(id)` of their wording; points are shares of a task's."""

    competency: str
    bank: Bank
    #: The borders of mastery as shares of points, and θ at each point of the grid of mastery, of the instrument whose
    #: cut the scale bears.
    cut: float
    strong: float
    at: Floats = field(repr=False)

    @property
    def cuts(self) -> tuple[float, float]:
        """θ of both borders."""
        half, strong = (len(self.at) - 1) // 2, (len(self.at) - 1) * 3 // 4
        return float(self.at[half]), float(self.at[strong])

    def has(self, item: UUID) -> bool:
        """Whether this wording is calibrated."""
        return str(item) in self.bank.places

    def points_of(self, item: UUID, share: float) -> float:
        """A share of points as the nearest one the scale knows of the task, never above it."""
        return step_of(self.bank.scores[self.bank.places[str(item)]], share)

    def answers(self, items: Sequence[UUID], rows: Iterable[Sequence[float | None]]) -> Responses:
        """Shares of points (people × items, None where not given) as answers to these items of the scale."""
        scores = [self.bank.scores[self.bank.places[str(item)]] for item in items]
        table = [
            [np.nan if one is None else step_of(known, one) for known, one in zip(scores, row, strict=True)]
            for row in rows
        ]
        return responses_of(np.array(table, dtype=float), [str(item) for item in items], scores=scores)

    def map_of(self, items: Sequence[UUID], cut: float, strong: float) -> Floats:
        """θ at each point of mastery for an instrument made of these items with borders of its own."""
        chosen = [self.bank.places[str(item)] for item in items]
        return levels(self.bank.take(chosen), cut, strong)


@dataclass(frozen=True)
class ScaleSet:
    """All scales of one calibration."""

    calibration_id: UUID
    number: int
    model: str
    areas: Mapping[str, AreaScale]

    def covers(self, paper: Paper) -> bool:
        """Whether every task of a version is calibrated."""
        return all(task.competency in self.areas and self.areas[task.competency].has(task.id) for task in paper.tasks)


def step_of(known: Sequence[float], share: float) -> float:
    """The highest known share of points that is not above `share`; the lowest where all are."""
    below = [one for one in known if one <= share + _SAME]
    return below[-1] if below else known[0]


def scale_in_force(viewer: AnyViewer) -> ScaleSet | None:
    """By which answers are scored today; None: by counted shares alone."""
    rows = Calibration.objects.of(viewer).filter(state=CalibrationState.IN_FORCE)
    found = rows.values_list("pk", flat=True).first()
    return None if found is None else _kept(found)


def scale_of(viewer: AnyViewer, calibration_id: UUID, *, fresh: bool = False) -> ScaleSet:
    """The scales of one calibration, whether in force or not; raises Calibration.DoesNotExist, also for one unmade.

    `fresh`: it is being written in this transaction, so that nothing of it may be kept yet.
    """
    made = Calibration.objects.of(viewer).filter(pk=calibration_id).exclude(made_at=None)
    if not made.exists():
        raise Calibration.DoesNotExist
    return _read(calibration_id) if fresh else _kept(calibration_id)


@lru_cache(maxsize=16)
def _kept(calibration_id: UUID) -> ScaleSet:
    return _read(calibration_id)


def _read(calibration_id: UUID) -> ScaleSet:
    system = SystemViewer("diagnostics.scale")  # whether it is the viewer's tenant was asked before
    row = Calibration.objects.of(system).get(pk=calibration_id)
    items: dict[str, list[CalibratedItem]] = {}
    for one in CalibratedItem.objects.of(system).filter(calibration=row).order_by("competency", "item_version_id"):
        items.setdefault(one.competency, []).append(one)
    areas = {}
    for told in row.areas:
        code = told["competency"]
        scale = area_scale(code, items.get(code, []), told["cut"], told["strong"], told["bearers"])
        if scale is not None:
            areas[code] = scale
    return ScaleSet(row.pk, row.number, row.model, MappingProxyType(areas))


def area_scale(
    code: str, items: Sequence[CalibratedItem], cut: float, strong: float, bearers: Sequence[str]
) -> AreaScale | None:
    """Rows as a scale; `bearers`: ids of the wordings of the instrument whose cut it bears. None where nothing fits."""
    if not items:
        return None
    widest = max(len(one.rows) for one in items)
    bank = Bank(
        tuple(str(one.item_version_id) for one in items),
        tuple(one.family for one in items),  # type: ignore[misc]
        np.array([len(one.scores) for one in items], dtype=np.int64),
        np.array([[*one.rows, *[0.0] * (widest - len(one.rows))] for one in items]),
        tuple(tuple(one.scores) for one in items),
    )
    chosen = [bank.places[name] for name in bearers if name in bank.places]
    try:
        at = levels(bank.take(chosen), cut, strong)
    except PsychometricsError:
        return None
    return AreaScale(code, bank, cut, strong, at)
