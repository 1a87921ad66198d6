"""Calibrations for who keeps the bank: which are there, how each scale came out, what is to be looked at in an item."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from marshrut.apps.competencies.frameworks import Framework
from marshrut.apps.competencies.types import Standing, expert_word
from marshrut.apps.diagnostics.models import CalibratedItem, Calibration, ItemVersion, Result
from marshrut.apps.diagnostics.queries.scales import AreaScale, scale_of
from marshrut.apps.diagnostics.rules import scales as rules
from marshrut.apps.diagnostics.types import CalibrationState, ItemDoubt
from marshrut.cores.psychometrics import GRID
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.measured import mastery_of
from marshrut.foundation.jobs.queries import in_vain
from marshrut.foundation.scope.viewer import AnyViewer, Viewer

__all__ = [
    "Card",
    "Move",
    "ScaleRow",
    "card_of",
    "count_scored",
    "errors_of",
    "get_calibration",
    "items_of",
    "list_calibrations",
    "moves_of",
    "scales_of",
    "standing",
]

_WHOLE = 100
#: Where a calibration stands when its work was killed, stopped or fell silent.
_RETURNS = {CalibrationState.RUNNING: CalibrationState.FAILED, CalibrationState.APPLYING: CalibrationState.READY}
#: An error above this is drawn as this: at the ends of a scale nothing is known.
WORST = 2.0


def list_calibrations(viewer: AnyViewer) -> QuerySet[Calibration, Any]:
    """All of the region's, the newest first."""
    return Calibration.objects.of(viewer).select_related("job").order_by("-number")


def get_calibration(viewer: Viewer, calibration_id: UUID) -> Calibration:
    """One of them; raises Calibration.DoesNotExist, Refused for who does not keep the bank."""
    rules.may_calibrate(viewer.role, running=False).require()
    row: Calibration = Calibration.objects.of(viewer).select_related("job").get(pk=calibration_id)
    return row


def standing(row: Calibration) -> CalibrationState:
    """Its state as it is: work that ended without an end has left nothing behind."""
    state = CalibrationState(row.state)
    return _RETURNS[state] if state in _RETURNS and in_vain(row.job) else state


def count_scored(viewer: AnyViewer, *, on: date) -> int:
    """How many people's works with points by task there are, for the advice which model they can bear."""
    rows = Result.objects.of(viewer).filter(withdrawn_at=None, on__lte=on).exclude(scores=None)
    return int(rows.order_by().values("person").distinct().count())


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """A scale on the page of its calibration."""

    competency: str
    title: str
    people: int
    items: int
    reliability: int
    instrument: str
    cut: int
    doubted: int
    converged: bool
    warnings: tuple[str, ...]

    @property
    def trusted(self) -> str:
        """What its reliability allows, in words."""
        if self.reliability >= 70:  # noqa: PLR2004 - the usual borders of reliability, of a hundred
            return "о человеке судить можно"
        return "вместе с другими источниками" if self.reliability >= 50 else "только о группе"  # noqa: PLR2004


def scales_of(viewer: AnyViewer, row: Calibration, words: Framework) -> list[ScaleRow]:
    """Scales of a calibration in the order of the framework."""
    items: Counter[str] = Counter()
    doubted: Counter[str] = Counter()
    for code, doubts in CalibratedItem.objects.of(viewer).filter(calibration=row).values_list("competency", "doubts"):
        items[code] += 1
        doubted[code] += bool(doubts)
    return [
        ScaleRow(
            competency=one["competency"],
            title=words.title(one["competency"]),
            people=one["people"],
            items=items[one["competency"]],
            reliability=round(_WHOLE * one["reliability"]),
            instrument=one["instrument"],
            cut=round(_WHOLE * one["cut"]),
            doubted=doubted[one["competency"]],
            converged=one["converged"],
            warnings=tuple(one["warnings"]),
        )
        for one in row.areas
    ]


@dataclass(frozen=True, slots=True)
class Move:
    """How many findings would say something else: before, after, how many, and whether they become better."""

    before: str
    after: str
    count: int
    same: bool


def moves_of(row: Calibration) -> list[Move]:
    """What would change for people, the most frequent change first; those that stay last."""
    found = [
        Move(expert_word(Standing(before)), expert_word(Standing(after)), count, before == after)
        for before, after, count in row.outlook.get("moves", ())
    ]
    return sorted(found, key=lambda one: (one.same, -one.count))


def items_of(viewer: AnyViewer, row: Calibration, competency: str = "") -> list[CalibratedItem]:
    """Items of a calibration, or of one of its scales: what is to be looked at first, then the hard ones."""
    rows = CalibratedItem.objects.of(viewer).filter(calibration=row).select_related("item_version__item")
    if competency:
        rows = rows.filter(competency=competency)
    return sorted(rows, key=lambda one: (not one.doubts, one.competency, one.difficulty))


@dataclass(frozen=True)
class Card:
    """One item with everything the calibration knows of it; `curve` over mastery 0…100, `seen` as it was answered."""

    item: CalibratedItem
    wording: ItemVersion
    title: str
    doubts: tuple[ItemDoubt, ...]
    curve: tuple[tuple[float, float], ...]
    seen: tuple[tuple[float, float, float], ...]
    #: Where half of its points are got, of a hundred of mastery; None outside of the scale.
    half_at: float | None
    numbers: tuple[tuple[str, str, str], ...]


def card_of(viewer: Viewer, row: Calibration, item_id: UUID, words: Framework) -> Card:
    """The card of an item; raises CalibratedItem.DoesNotExist."""
    rows = CalibratedItem.objects.of(viewer).filter(calibration=row).select_related("item_version__item")
    one: CalibratedItem = rows.get(item_version_id=item_id)
    area = scale_of(viewer, row.pk).areas[one.competency]
    place = area.bank.places[str(item_id)]
    inner = area.at[1:-1]
    expected = area.bank.expected_scores(inner)[place]
    curve = tuple((float(_WHOLE * m), float(_WHOLE * v)) for m, v in zip(GRID[1:-1], expected, strict=True))
    at = mastery_of(np.array([point[0] for point in one.curve]), area.at) if one.curve else np.zeros(0)
    seen = tuple(
        (float(_WHOLE * m), float(_WHOLE * share), people) for m, (_, people, share) in zip(at, one.curve, strict=True)
    )
    above = np.flatnonzero(expected >= (one.scores[0] + one.scores[-1]) / 2)
    half = float(_WHOLE * GRID[1:-1][above[0]]) if above.size and above[0] > 0 else None
    return Card(
        item=one,
        wording=one.item_version,
        title=words.title(one.competency),
        doubts=tuple(ItemDoubt(code) for code in one.doubts),
        curve=curve,
        seen=seen,
        half_at=half,
        numbers=tuple(_numbers(one)),
    )


def _numbers(one: CalibratedItem) -> list[tuple[str, str, str]]:
    """(name, value with its error, what it means) of the parameters and of the fit."""
    errors = one.errors or [0.0] * len(one.rows)
    said = [("наклон a", _with(one.rows[0], errors[0]), "насколько круто задание делит людей; от 0,8 хорошо")]
    for number, (value, error) in enumerate(zip(one.rows[1:], errors[1:], strict=True), 1):
        name = "сдвиг d" if len(one.rows) == 2 else f"сдвиг d{number}"  # noqa: PLR2004 - one step
        said.append((name, _with(value, error), "чем больше, тем легче"))
    said.append(("infit", f"{one.infit:.2f}", "около 1: ответы ложатся на кривую; 0,7–1,3 обычны"))
    said.append(("outfit", f"{one.outfit:.2f}", "то же, но чувствительнее к редким неожиданным ответам"))
    if one.sx2:
        value, freedom, p, adjusted = one.sx2
        said.append(
            (
                "S-X²",
                f"{value:.1f} при {freedom:.0f}",
                f"p: {_comma(p)}, с поправкой на число заданий: {_comma(adjusted)}",
            )
        )
    return [(name, value.replace(".", ",").replace("-", "−"), note) for name, value, note in said]


def _comma(p: float) -> str:
    return "меньше 0,001" if p < 0.001 else f"{p:.3f}".replace(".", ",")  # noqa: PLR2004 - what three digits show


def _with(value: float, error: float) -> str:
    return f"{value:.2f}" if not error else f"{value:.2f} ± {error:.2f}"


def errors_of(area: AreaScale) -> tuple[tuple[float, float], ...]:
    """(mastery of a hundred, standard error of θ): where the whole scale measures well, if all were asked. θ is counted
    in spreads of the people who answered."""
    inner: Floats = area.at[1:-1]
    information = area.bank.information(inner).sum(axis=0)
    error = np.minimum(1 / np.sqrt(np.maximum(information, 1e-9)), WORST)
    return tuple((float(_WHOLE * m), float(e)) for m, e in zip(GRID[1:-1], error, strict=True))
