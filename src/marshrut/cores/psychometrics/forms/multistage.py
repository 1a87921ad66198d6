"""Multistage tests: modules of several stages put together at once, and the way from one module to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.adaptive.rules import Pool
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.forms.assemble import Assembled, FormPlan, assemble
from marshrut.cores.psychometrics.problems import BlueprintError
from marshrut.cores.psychometrics.responses import Responses
from marshrut.cores.psychometrics.scoring.grid import expected

__all__ = ["Multistage", "Stage", "assemble_multistage", "routed"]


@dataclass(frozen=True)
class Stage:
    """A stage: items in each of its modules, the level each module is for, rising; numbers by area as in FormPlan."""

    length: int
    levels: tuple[float, ...]
    areas: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Multistage:
    """Modules by stage, from easy to hard, and the borders on θ between neighbours: where two modules inform alike."""

    modules: tuple[tuple[tuple[str, ...], ...], ...]
    borders: tuple[tuple[float, ...], ...]
    made: Assembled


def assemble_multistage(pool: Pool, stages: Sequence[Stage], *, seconds: float = 20.0) -> Multistage:
    """All modules of all stages without a common item, each measuring best near its level. Raises as `assemble`."""
    if not stages or len(stages[0].levels) != 1:
        raise BlueprintError("Первый этап — один модуль на всех.", "Дайте первому этапу один уровень.")
    if any(list(stage.levels) != sorted(set(stage.levels)) for stage in stages):
        raise BlueprintError("Уровни модулей этапа не идут по возрастанию.", "Назовите их от лёгкого к трудному.")
    plans = [
        FormPlan(f"{s + 1}.{m + 1}", stage.length, stage.areas, (level - 0.5, level + 0.5))
        for s, stage in enumerate(stages)
        for m, level in enumerate(stage.levels)
    ]
    made = assemble(pool, plans, seconds=seconds)
    modules = tuple(
        tuple(made.items[f"{s + 1}.{m + 1}"] for m in range(len(stage.levels))) for s, stage in enumerate(stages)
    )
    borders = tuple(
        tuple(
            _border(pool.bank, modules[s][m], modules[s][m + 1], stage.levels[m], stage.levels[m + 1])
            for m in range(len(stage.levels) - 1)
        )
        for s, stage in enumerate(stages)
    )
    return Multistage(modules, borders, made)


def _border(bank: Bank, easy: Sequence[str], hard: Sequence[str], low: float, high: float) -> float:
    theta = np.linspace(low, high, 201)
    one, other = (
        bank.take([bank.places[name] for name in names]).information(theta).sum(axis=0) for names in (easy, hard)
    )
    over = np.flatnonzero(other >= one)
    return float(theta[over[0]]) if over.size else high


def routed(bank: Bank, plan: Multistage, found: Responses, stage: int, *, mean: float = 0.0, sd: float = 1.0) -> Floats:
    """Number of the module of `stage` (from 1, the first stage is 0) for each person by the answers so far."""
    scores = expected(bank, found, np.full(len(found.groups), mean), np.full(len(found.groups), sd))
    return np.asarray(np.searchsorted(np.array(plan.borders[stage]), scores.value).astype(float))
