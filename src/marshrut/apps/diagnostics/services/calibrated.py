"""Answers of one competency become a scale: items with parameters, errors and fit. Arrays in, plain values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from marshrut.apps.diagnostics.queries.scales import step_of
from marshrut.apps.diagnostics.rules import scales as rules
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration import Calibration, Priors, Settings, calibrate
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.fit import classical, local_dependence, residuals, sx2
from marshrut.cores.psychometrics.fit.information import marginal_reliability
from marshrut.cores.psychometrics.fit.residuals import counts_on_grid
from marshrut.cores.psychometrics.problems import AnswersError
from marshrut.cores.psychometrics.responses import Responses, responses_of
from marshrut.cores.psychometrics.scoring import expected

__all__ = ["ItemCard", "Scale", "make_scale", "usable"]

#: A share of points that fewer people got is no step of its own: it counts as the one below.
FEW_AT_STEP = 15
#: Spread of log slopes where few answered: log a ~ N(0, .5²), the usual mild prior.
SLOPES = (0.0, 0.5)
#: People are put together by level into so many groups for the picture of what was really answered.
GROUPS = 6


@dataclass(frozen=True)
class ItemCard:
    """One item of a scale, as its row is kept."""

    name: str
    family: str
    scores: list[float]
    rows: list[float]
    errors: list[float]
    answers: int
    difficulty: float
    item_rest: float
    infit: float
    outfit: float
    sx2: list[float]
    rmsea: float
    curve: list[list[float]]
    depends_on: str


@dataclass(frozen=True)
class Scale:
    """A scale as it came out."""

    competency: str
    people: int
    answers: int
    log_likelihood: float
    parameters: int
    converged: bool
    steepness: float
    reliability: float
    warnings: list[str]
    items: list[ItemCard] = field(repr=False)
    bank: Bank = field(repr=False)

    def told(self) -> dict[str, Any]:
        """What of it is kept with the calibration."""
        left = {"items", "bank"}
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in left}


def usable(shares: Floats) -> tuple[list[int], dict[int, tuple[float, ...]], dict[int, str]]:
    """Of a table (people × items, NaN where not given): items a scale can have, their steps, why not the others."""
    kept: list[int] = []
    steps: dict[int, tuple[float, ...]] = {}
    why: dict[int, str] = {}
    for number in range(shares.shape[1]):
        column = shares[:, number]
        given = column[~np.isnan(column)]
        if given.size < rules.ENOUGH_ANSWERS:
            why[number] = f"ответов {given.size}, нужно {rules.ENOUGH_ANSWERS}"
            continue
        values, counts = np.unique(np.round(given, 4), return_counts=True)
        many = tuple(float(v) for v, c in zip(values, counts, strict=True) if c >= FEW_AT_STEP)
        known = tuple(sorted({float(values[0]), *many}))
        if len(known) > 2 and counts[0] < FEW_AT_STEP:  # noqa: PLR2004 - the lowest is rare: it joins the next one up
            known = known[1:]
        if len(known) < 2:  # noqa: PLR2004 - one step tells nobody apart
            why[number] = "у всех один и тот же балл"
            continue
        kept.append(number)
        steps[number] = known
    return kept, steps, why


def make_scale(
    competency: str, names: Sequence[str], shares: Floats, steps: Sequence[tuple[float, ...]], *, model: str
) -> Scale:
    """Calibrate answers (people × items, shares of points, NaN where not given) whose steps are these.

    Raises PsychometricsError with words for the screen where no scale can be made.
    """
    table = np.array(
        [
            [np.nan if np.isnan(one) else step_of(known, one) for one, known in zip(row, steps, strict=True)]
            for row in shares
        ]
    )
    found = responses_of(table, names, scores=steps)
    models = [_model_of(model, len(one)) for one in steps]
    few = found.persons < rules.ENOUGH_FOR_SLOPES and model != "rasch"
    settings = Settings(priors=Priors(slope=SLOPES) if few else Priors())
    result = calibrate(found, models, settings=settings)  # type: ignore[arg-type]
    levels = expected(result.bank, found, result.means, result.sds, result.theta)
    return Scale(
        competency=competency,
        people=found.persons,
        answers=int(found.item.size),
        log_likelihood=round(result.log_likelihood, 4),
        parameters=result.parameters,
        converged=result.converged,
        steepness=result.steepness,
        reliability=round(marginal_reliability(result.bank, mean=float(result.means[0]), sd=float(result.sds[0])), 4),
        warnings=list(result.warnings),
        items=_cards(result, found, levels.value),
        bank=result.bank,
    )


def _model_of(model: str, steps: int) -> str:
    two = steps == 2  # noqa: PLR2004 - right or wrong
    if model == "rasch":
        return "rasch" if two else "pcm"
    return "2pl" if two else "gpcm"


def _cards(result: Calibration, found: Responses, levels: Floats) -> list[ItemCard]:
    bank, counted = result.bank, classical(found)
    squares = residuals(bank, found, result.means, result.sds, result.theta)
    depends: dict[str, str] = {}
    for pair in local_dependence(bank, found, levels):
        depends.setdefault(pair.first, pair.second)
        depends.setdefault(pair.second, pair.first)
    good = _sx2(result, found)
    curves = _curves(result, found)
    cards = []
    for j, name in enumerate(bank.names):
        wide = int(bank.categories[j])
        errors = [] if result.errors is None else [float(one) for one in result.errors[j, :wide]]
        cards.append(
            ItemCard(
                name=name,
                family=bank.families[j],
                scores=list(bank.scores[j]),
                rows=[float(one) for one in bank.rows[j, :wide]],
                errors=errors if np.all(np.isfinite(errors)) else [],
                answers=int(counted.answers[j]),
                difficulty=round(float(counted.difficulty[j]), 4),
                item_rest=round(float(counted.item_rest[j]), 4),
                infit=round(float(squares.infit[j]), 4),
                outfit=round(float(squares.outfit[j]), 4),
                sx2=good[0][j],
                rmsea=good[1][j],
                curve=curves[j],
                depends_on=depends.get(name, ""),
            )
        )
    return cards


def _sx2(result: Calibration, found: Responses) -> tuple[list[list[float]], list[float]]:
    """S-X² of each item as (value, freedom, p, p adjusted) and its RMSEA; empty where too few answered everything."""
    size = len(found.items)
    free = result.layout.free_rows.sum(axis=1)
    equal = not np.any(result.layout.free_rows[:, 0])
    try:
        said = sx2(result.bank, found, free + int(equal), mean=float(result.means[0]), sd=float(result.sds[0]))
    except AnswersError:
        return [[] for _ in range(size)], [0.0] * size
    columns = (said.value, said.freedom, said.p, said.p_adjusted)
    rows = [[round(float(one[j]), 5) for one in columns] for j in range(size)]
    return [row if said.freedom[j] > 0 and np.all(np.isfinite(row)) else [] for j, row in enumerate(rows)], [
        float(one) if np.isfinite(one) else 0.0 for one in said.rmsea
    ]


def _curves(result: Calibration, found: Responses) -> list[list[list[float]]]:
    """Of each item: (level, people, mean share) of people put together by level, everybody where their answers say."""
    bank, theta = result.bank, result.theta
    counts = counts_on_grid(bank, found, result.means, result.sds, theta)
    made = []
    for j in range(len(bank.names)):
        first = int(bank.first_column[j])
        here = counts[first : first + int(bank.categories[j])]
        mass, points = here.sum(axis=0), np.array(bank.scores[j]) @ here
        edges = np.searchsorted(np.cumsum(mass) / mass.sum(), np.arange(1, GROUPS) / GROUPS)
        parts = np.split(np.arange(theta.size), edges)
        made.append(
            [
                [round(float(mass[p] @ theta[p] / m), 3), round(float(m), 1), round(float(points[p].sum() / m), 4)]
                for p in parts
                if p.size and (m := float(mass[p].sum())) >= 1
            ]
        )
    return made
