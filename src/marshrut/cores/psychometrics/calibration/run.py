"""Calibration by marginal maximum likelihood: answers and a model in, items with their errors and diagnostics out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration.climb import Climb, climb
from marshrut.cores.psychometrics.calibration.information import Method, information, meat, method_for
from marshrut.cores.psychometrics.calibration.layout import Layout, Values
from marshrut.cores.psychometrics.calibration.marginal import Marginal, Point, Priors
from marshrut.cores.psychometrics.calibration.start import starting_rows
from marshrut.cores.psychometrics.design import CHUNK, design_of
from marshrut.cores.psychometrics.families import Family, Floats, width
from marshrut.cores.psychometrics.problems import AnchorsError, MemoryWouldNotSufficeError, ModelError, listed
from marshrut.cores.psychometrics.responses import Responses, cleaned

__all__ = ["MODELS", "Calibration", "Model", "Settings", "calibrate"]

Model = Literal["rasch", "2pl", "3pl", "pcm", "gpcm", "grm"]
MODELS: tuple[Model, ...] = ("rasch", "2pl", "3pl", "pcm", "gpcm", "grm")
#: 3PL needs so many answers to each item; below nothing tells guessing from easiness (CORES: runs correlate .1 to −.6).
ENOUGH_FOR_GUESSING = 1000
FEWEST_ITEMS = 3
TWO = 2
FEWEST_PERSONS = 10
#: Below so many persons free slopes are noise: a warning, and a prior on slopes is offered.
FEW_FOR_SLOPES = 500
MANY_ITEMS = 250
#: Newton's last steps: how many, when it has arrived, from where it may not jump, when its matrix is of another place.
POLISHINGS, ARRIVED, FAR, STALE = 8, 1e-9, 0.5, 1e-3
#: The grid holds so many standard deviations of every group.
HOLDS = 4.0
WIDEST = 30.0
#: A slope that no item has: the likelihood rises for ever.
ENDLESS = 12.0
#: Bytes for each pair of parameters while errors are made: the information, its inverse, what they are made of.
ERRORS_TAKE = 40.0
#: The gradient that numbers of 32 bits can tell from nothing, in the same units.
ROUGH = 5e-3


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How to calibrate. `points` on ±`reach`; `tolerance` on the gradient in standard errors of complete data.

    `memory` in bytes; `threads` changes time, never a digit; `errors` may be left out. `population`: mean and standard
    deviation of the first group, where they are known or agreed. `widen`: the grid grows until it holds every group.
    """

    points: int = 61
    reach: float = 6.0
    tolerance: float = 1e-5
    most: int = 500
    priors: Priors = field(default_factory=Priors)
    population: tuple[float, float] | None = None
    widen: bool = True
    errors: bool = True
    method: Method | None = None
    memory: float = 4e9
    threads: int = 1


@dataclass(frozen=True)
class Calibration:
    """Items, groups and how sure both are.

    `errors` as `bank.rows` (zero where fixed); `covariance` (P, P) of the free parameters in the order of
    `layout.places` and `layout.group_places`; None where no errors were asked for or none exist (a warning says why).
    """

    model: str
    bank: Bank
    groups: tuple[str, ...]
    means: Floats
    sds: Floats
    errors: Floats | None
    group_errors: Floats | None
    covariance: Floats | None
    layout: Layout
    theta: Floats
    log_likelihood: float
    parameters: int
    persons: int
    answers: int
    evaluations: int
    steepness: float
    converged: bool
    method: str
    warnings: tuple[str, ...]

    @property
    def aic(self) -> float:
        """−2ℓ + 2P."""
        return -2 * self.log_likelihood + 2 * self.parameters

    @property
    def bic(self) -> float:
        """−2ℓ + P log N."""
        return float(-2 * self.log_likelihood + self.parameters * np.log(self.persons))


def calibrate(
    found: Responses,
    model: Model | Sequence[Model],
    *,
    anchors: Bank | None = None,
    start: Bank | None = None,
    settings: Settings | None = None,
) -> Calibration:
    """Calibrate answers under a model (one for all, or one for each item).

    `anchors` are items of known parameters: held fixed, their answers kept, so the new items land on their scale and
    every group's mean and spread are free. Without them the first group has mean 0, and spread 1 where slopes are free.
    Raises AnswersError, ModelError, AnchorsError, MemoryWouldNotSufficeError.
    """
    chosen = settings or Settings()
    found, _ = cleaned(found)
    models = _models(found, model)
    families, equal = _families(found, models)
    _check(found, models)
    held = _held(found, families, anchors)
    layout = _layout(found, families, equal, held, anchors, start, chosen)
    need = ERRORS_TAKE * float(layout.size) ** 2 + 8.0 * min(CHUNK, found.persons) * layout.size
    if chosen.errors and need > chosen.memory:
        raise MemoryWouldNotSufficeError(
            f"Для стандартных ошибок {layout.size} параметров нужно около {need / 1e9:.1f} ГБ памяти, "
            f"а есть {chosen.memory / 1e9:.1f} ГБ.",
            "Калибруйте без ошибок (--no-errors) или по частям банка с якорями.",
        )
    points = chosen.points if np.max(found.answered) < MANY_ITEMS else 2 * chosen.points - 1
    design = design_of(found, points=points, memory=chosen.memory)
    tolerance = chosen.tolerance
    reach, vector = chosen.reach, layout.vector(layout.start)
    while True:
        theta = np.linspace(-reach, reach, points)
        marginal = Marginal(design, layout, theta, chosen.priors, chosen.threads, single=design.large)
        reached = climb(marginal, vector, tolerance=ROUGH if design.large else tolerance, most=chosen.most)
        if design.large:
            marginal = marginal.in_double()
            reached = climb(marginal, reached.point.vector, tolerance=tolerance, most=chosen.most, before=reached)
        values = layout.values(reached.point.vector)
        need = float(np.max(np.abs(values.mean) + HOLDS * np.exp(values.log_sd)))
        if need <= reach or reach >= WIDEST or not chosen.widen:
            return _finish(found, models, marginal, reached, chosen, tolerance)
        wider = min(1.5 * need, WIDEST)  # a group lies at the edge: the same step on a wider grid, from where we are
        points = int(np.ceil((points - 1) * wider / reach / 2)) * 2 + 1
        reach, vector = wider, reached.point.vector


def _models(found: Responses, model: Model | Sequence[Model]) -> tuple[Model, ...]:
    models: tuple[Model, ...] = (model,) * len(found.items) if isinstance(model, str) else tuple(model)
    wrong = sorted(set(models) - set(MODELS))
    if wrong or len(models) != len(found.items):
        raise ModelError(f"Модель неизвестна: {listed(wrong)}.", f"Назовите одну из: {', '.join(MODELS)}.")
    return models


def _families(found: Responses, models: tuple[Model, ...]) -> tuple[tuple[Family, ...], bool]:
    names: dict[str, Family] = {"grm": "grm", "3pl": "3pl"}
    many = [
        name
        for name, k, m in zip(found.items, found.categories, models, strict=True)
        if k > TWO and m in {"2pl", "3pl"}
    ]
    if many:
        raise ModelError(
            f"У задания больше двух баллов, а модель {models[0]} знает только 0 и 1: {listed(many)}.",
            "Возьмите pcm, gpcm или grm.",
        )
    kinds = tuple(
        "gpcm" if k == 2 and m == "grm" else names.get(m, "gpcm")  # noqa: PLR2004 - with two categories they are one
        for m, k in zip(models, found.categories, strict=True)
    )
    return kinds, all(m in {"rasch", "pcm"} for m in models)


def _check(found: Responses, models: tuple[Model, ...]) -> None:
    if len(found.items) < FEWEST_ITEMS:
        raise ModelError(
            f"В шкале заданий: {len(found.items)}. По двум заданиям шкалу не построить.",
            "Нужно не меньше трёх заданий.",
        )
    if found.persons < FEWEST_PERSONS:
        raise ModelError(f"Людей только {found.persons}.", f"Нужно хотя бы {FEWEST_PERSONS}, а лучше сотни.")
    if "3pl" in models:
        counts = np.bincount(found.item, minlength=len(found.items))
        few = [n for n, c, m in zip(found.items, counts, models, strict=True) if m == "3pl" and c < ENOUGH_FOR_GUESSING]
        if few:
            raise ModelError(
                f"Для 3PL мало ответов (нужно {ENOUGH_FOR_GUESSING} на задание): {listed(few)}. "
                "На малой выборке угадывание не отличить от лёгкости, и результат меняется от запуска к запуску.",
                "Возьмите 2pl или rasch.",
            )


def _held(found: Responses, families: tuple[Family, ...], anchors: Bank | None) -> dict[int, int]:
    """Place of an item in the answers → its place among the anchors."""
    if anchors is None:
        return {}
    places = {name: number for number, name in enumerate(found.items)}
    lost = [name for name in anchors.names if name not in places]
    if lost:
        raise AnchorsError(
            f"Якорных заданий нет в ответах: {listed(lost)}.", "Ответы на якоря нужны: без них оценки смещены."
        )
    held = {places[name]: number for number, name in enumerate(anchors.names)}
    for j, number in held.items():
        if anchors.scores[number] != found.scores[j]:
            raise AnchorsError(
                f"Баллы якоря «{found.items[j]}» в ответах не те, что в его параметрах.",
                "Проверьте, то ли это задание.",
            )
        if anchors.families[number] != families[j] and anchors.families[number] != "gpcm" and families[j] == "grm":
            raise AnchorsError(f"Модель якоря «{found.items[j]}» другая.", "Калибруйте той же моделью.")
    return held


def _layout(
    found: Responses,
    families: tuple[Family, ...],
    equal: bool,
    held: Mapping[int, int],
    anchors: Bank | None,
    start: Bank | None,
    chosen: Settings,
) -> Layout:
    kinds = list(families)
    alpha, beta = chosen.priors.guess
    rows = starting_rows(found, families, equal_slopes=equal, guess=(alpha - 1) / (alpha + beta - 2))
    if start is not None:
        places = start.places
        for j, name in enumerate(found.items):
            if name in places and start.families[places[name]] == kinds[j]:
                wide = width(kinds[j], int(found.categories[j]))
                rows[j, :wide] = start.rows[places[name], :wide]
    for j, number in held.items():
        assert anchors is not None  # noqa: S101 - `held` is empty without anchors
        kinds[j] = anchors.families[number]
        wide = width(kinds[j], int(found.categories[j]))
        if wide > rows.shape[1]:
            rows = np.pad(rows, [(0, 0), (0, wide - rows.shape[1])])
        rows[j] = 0.0
        rows[j, :wide] = anchors.rows[number, :wide]
    wides = np.array([width(f, int(k)) for f, k in zip(kinds, found.categories, strict=True)])
    free = np.arange(rows.shape[1])[None, :] < wides[:, None]
    if equal:
        free[:, 0] = False
    free[list(held)] = False
    groups = np.ones((len(found.groups), 2), dtype=bool)
    if not held:
        groups[0] = (False, equal)
    mean, log_sd = np.zeros(len(found.groups)), np.zeros(len(found.groups))
    if chosen.population:
        groups[0] = False
        mean[:], log_sd[:] = chosen.population[0], np.log(chosen.population[1])
    return Layout(tuple(kinds), found.categories, free, groups, Values(rows, mean, log_sd))


def _finish(
    found: Responses,
    models: tuple[Model, ...],
    marginal: Marginal,
    reached: Climb,
    chosen: Settings,
    tolerance: float,
) -> Calibration:
    layout, point = marginal.layout, reached.point
    method = chosen.method or method_for(marginal)
    covariance, warnings = None, _warnings(found, models)
    steepness, used = reached.steepness, reached.evaluations
    if chosen.errors or method == "louis":
        near = Marginal(
            marginal.design, layout, marginal.theta, chosen.priors, chosen.threads,
            single=marginal.design.large and method == "cross-product",
        )  # fmt: skip
        matrix = information(near, point, method)
        if method == "louis" and np.isfinite(steepness):
            point, matrix, used = _polish(marginal, point, matrix, used)
            steepness = point.steepness
        covariance = _covariance(marginal, point, matrix, found) if chosen.errors else None
        if chosen.errors and covariance is None:
            warnings.append("Стандартных ошибок нет: данные не различают все параметры. Возьмите модель проще.")
    endless = [found.items[j] for j in np.flatnonzero(np.abs(layout.values(point.vector).rows[:, 0]) > ENDLESS)]
    if endless:
        warnings.append(f"Наклон растёт без предела: {listed(endless)}. Данных мало: возьмите rasch или pcm.")
    converged = steepness <= tolerance
    if not converged:
        warnings.append(
            f"Не сошлось за {used} шагов: градиент {steepness:.1e}. Возьмите модель проще или больше данных."
        )
    values = layout.values(point.vector)
    bank = Bank(found.items, layout.families, layout.categories, values.rows, found.scores)
    errors = group_errors = None
    if covariance is not None:
        padded = np.append(np.sqrt(np.diag(covariance)), 0.0)
        errors, group_errors = padded[layout.places], padded[layout.group_places]
        group_errors[:, 1] *= np.exp(values.log_sd)
    return Calibration(
        "+".join(dict.fromkeys(models)), bank, found.groups, values.mean, np.exp(values.log_sd), errors, group_errors,
        covariance, layout, marginal.theta, point.log_likelihood, layout.size, found.persons, found.item.size, used,
        steepness, converged, method if chosen.errors else "", tuple(warnings),
    )  # fmt: skip


def _polish(marginal: Marginal, point: Point, matrix: Floats, used: int) -> tuple[Point, Floats, int]:
    """Newton's last steps with the observed information: where EM creeps, they arrive."""
    for _ in range(POLISHINGS):
        try:
            step = np.linalg.solve(matrix, point.gradient)
        except np.linalg.LinAlgError:
            break
        moved = float(np.max(np.abs(step), initial=0.0))
        if not ARRIVED <= moved < FAR or step @ point.gradient < 0:  # arrived, or not near the top of a hill
            break
        fresh = marginal.at(point.vector + step)
        used += 1
        if fresh is None or fresh.steepness >= point.steepness:
            break
        point = fresh
        if moved > STALE:
            matrix = information(marginal, point, "louis")
    return point, matrix, used


def _covariance(marginal: Marginal, point: Point, matrix: Floats, found: Responses) -> Floats | None:
    """Inverse information; with survey weights the sandwich, for a weight is no second witness."""
    try:
        np.linalg.cholesky(matrix)
        inverse = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return None
    if np.all(found.weight == 1):
        return inverse
    design = marginal.design
    squares = np.bincount(design.pattern_of, weights=found.weight**2, minlength=design.patterns).astype(float)
    inner = meat(marginal, marginal.layout.values(point.vector), squares)
    out: Floats = inverse @ inner @ inverse
    return out


def _warnings(found: Responses, models: tuple[Model, ...]) -> list[str]:
    out = []
    counts = np.bincount(found.item, minlength=len(found.items))
    if not set(models) <= {"rasch", "pcm"} and counts.min() < FEW_FOR_SLOPES:
        out.append(f"На некоторые задания меньше {FEW_FOR_SLOPES} ответов: наклоны неточны, разумнее rasch или pcm.")
    if found.persons and len(found.groups) > 1:
        few = [found.groups[g] for g in np.flatnonzero(np.bincount(found.group) < 30)]  # noqa: PLR2004
        if few:
            out.append(f"В группе меньше 30 человек: {listed(few)}. Её среднее и разброс неточны.")
    return out
