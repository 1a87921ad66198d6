"""What is decided about calibrations: who makes them, when one comes into force, what is enough to make one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from marshrut.apps.diagnostics.rules.life import KEEPERS
from marshrut.apps.diagnostics.types import CalibrationState, ItemDoubt
from marshrut.cores.kernel import Decision, allow, refuse
from marshrut.foundation.scope.types import Role

__all__ = [
    "CALIBRATION_STEPS",
    "ENOUGH_ANSWERS",
    "ENOUGH_FOR_SLOPES",
    "ENOUGH_ITEMS",
    "ENOUGH_PEOPLE",
    "RULERS",
    "advise_model",
    "doubts_of",
    "may_be_scale",
    "may_calibrate",
    "may_count_by",
    "may_move_calibration",
]

#: Who puts a calibration in force: it changes what is said of everybody. Who keeps the bank may calibrate and look.
RULERS = frozenset({Role.CENTRE})
#: Below these numbers an item's place on the scale is a guess; published advice for one-slope models begins at 100–200
#: people, for free slopes at 500 (docs/psychometrics.md).
ENOUGH_PEOPLE, ENOUGH_FOR_SLOPES = 200, 500
ENOUGH_ANSWERS, ENOUGH_ITEMS = 100, 3

CALIBRATION_STEPS: Mapping[CalibrationState, frozenset[CalibrationState]] = MappingProxyType(
    {
        CalibrationState.RUNNING: frozenset(
            {CalibrationState.READY, CalibrationState.FAILED, CalibrationState.DROPPED}
        ),
        CalibrationState.READY: frozenset({CalibrationState.APPLYING, CalibrationState.DROPPED}),
        CalibrationState.APPLYING: frozenset({CalibrationState.IN_FORCE, CalibrationState.READY}),
        CalibrationState.IN_FORCE: frozenset({CalibrationState.RETIRED}),
        CalibrationState.RETIRED: frozenset({CalibrationState.APPLYING}),
        CalibrationState.FAILED: frozenset({CalibrationState.RUNNING, CalibrationState.DROPPED}),
        CalibrationState.DROPPED: frozenset(),
    }
)


def may_calibrate(role: Role, *, running: bool) -> Decision:
    """DIAGNOSTICS-30: who has the bank calibrated; one at a time."""
    inputs: dict[str, Any] = {"role": role.value, "running": running}
    if role not in KEEPERS:
        text = f"Роль «{role.title}» задания не калибрует: это делают центр и региональные методисты."
        return refuse("DIAGNOSTICS-30", text, **inputs)
    if running:
        return refuse("DIAGNOSTICS-30", "Калибровка уже считается. Дождитесь её или остановите.", **inputs)
    return allow("DIAGNOSTICS-30", f"Роль «{role.title}» калибрует задания.", **inputs)


def may_move_calibration(now: CalibrationState, to: CalibrationState) -> Decision:
    """DIAGNOSTICS-31: which state of a calibration follows which."""
    inputs: dict[str, Any] = {"now": now.value, "to": to.value}
    if to in CALIBRATION_STEPS[now]:
        return allow("DIAGNOSTICS-31", f"«{now.title}» → «{to.title}».", **inputs)
    return refuse("DIAGNOSTICS-31", f"Калибровка уже {now.title}: обновите страницу.", **inputs)


def may_count_by(role: Role, *, scales: int, applying: bool) -> Decision:
    """DIAGNOSTICS-32: who has people's results counted by a calibration, or by counted shares again."""
    inputs: dict[str, Any] = {"role": role.value, "scales": scales, "applying": applying}
    if role not in RULERS:
        text = f"Роль «{role.title}» не меняет способ подсчёта: от него зависят выводы обо всех. Это решает центр."
        return refuse("DIAGNOSTICS-32", text, **inputs)
    if applying:
        return refuse("DIAGNOSTICS-32", "Другая калибровка сейчас вводится в действие. Дождитесь конца.", **inputs)
    if scales < 1:
        return refuse("DIAGNOSTICS-32", "В калибровке нет ни одной шкалы: считать по ней нечего.", **inputs)
    return allow("DIAGNOSTICS-32", f"Роль «{role.title}» решает, как считать результаты.", **inputs)


def may_be_scale(*, people: int, items: int) -> Decision:
    """DIAGNOSTICS-33: when the answers to a competency are enough for a scale; else it stays with counted shares."""
    inputs: dict[str, Any] = {"people": people, "items": items}
    if items < ENOUGH_ITEMS:
        text = f"Заданий с достаточным числом ответов: {items}. Для шкалы нужно хотя бы {ENOUGH_ITEMS}."
        return refuse("DIAGNOSTICS-33", text, **inputs)
    if people < ENOUGH_PEOPLE:
        text = f"Отвечали {people} человек. Для шкалы нужно хотя бы {ENOUGH_PEOPLE}."
        return refuse("DIAGNOSTICS-33", text, **inputs)
    return allow("DIAGNOSTICS-33", "Ответов достаточно.", **inputs)


def advise_model(people: int) -> str:
    """Slopes of their own only where so many answered that they are no noise."""
    return "2pl" if people >= ENOUGH_FOR_SLOPES else "rasch"


#: Borders of what is looked at: a weak item (correlation with the rest), one almost all or nobody solve (mean share of
#: points), residuals beyond what is usual, S-X² with its correction and a size of misfit that matters.
_WEAK, _EASY, _HARD, _RESIDUAL, _SURE, _SIZE = 0.15, 0.95, 0.05, (0.7, 1.3), 0.01, 0.06


def doubts_of(
    *,
    difficulty: float,
    item_rest: float,
    infit: float,
    p_adjusted: float | None,
    rmsea: float,
    key_doubted: bool,
    depends: bool,
) -> list[ItemDoubt]:
    """What of an item is to be looked at, the gravest first."""
    strange = (p_adjusted is not None and p_adjusted < _SURE and rmsea > _SIZE) or not (
        _RESIDUAL[0] <= infit <= _RESIDUAL[1]
    )
    said = (
        (key_doubted, ItemDoubt.KEY),
        (item_rest < _WEAK, ItemDoubt.WEAK),
        (strange, ItemDoubt.MISFIT),
        (depends, ItemDoubt.PAIR),
        (difficulty > _EASY, ItemDoubt.EASY),
        (difficulty < _HARD, ItemDoubt.HARD),
    )
    return [doubt for is_so, doubt in said if is_so]
