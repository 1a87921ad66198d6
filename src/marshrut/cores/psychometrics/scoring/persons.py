"""All scores of persons together, equal patterns looked at once; for people who were not in the calibration too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.design import design_of
from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import ModelError
from marshrut.cores.psychometrics.responses import Responses
from marshrut.cores.psychometrics.scoring.grid import aligned, expected
from marshrut.cores.psychometrics.scoring.peaks import likeliest, weighted

__all__ = ["Population", "Scores", "reliability", "score", "wide_grid"]


@dataclass(frozen=True)
class Population:
    """Means and standard deviations of the groups that persons are of, (G) each."""

    means: Floats
    sds: Floats

    def __post_init__(self) -> None:
        """Spreads are positive. Raises ModelError."""
        if not np.all(np.isfinite(self.means)) or not np.all(self.sds > 0):
            raise ModelError("Среднее или разброс группы не число.", "Проверьте параметры групп.")


def wide_grid(population: Population) -> Floats:
    """A grid of θ that holds six standard deviations of every group, five steps in the smallest one."""
    low = float(np.min(population.means - 6 * population.sds))
    high = float(np.max(population.means + 6 * population.sds))
    return np.linspace(low, high, min(int(np.ceil((high - low) / (0.2 * population.sds.min()))) + 1, 601))


@dataclass(frozen=True)
class Scores:
    """For each person (N): answers given, EAP, MAP, WLE and their standard errors. Where `answered` is 0 only the
    EAP (the group's mean) says anything; WLE of such a person is 0 with error 0 and must not be shown.
    """

    answered: Ints
    eap: Floats
    eap_error: Floats
    map: Floats
    map_error: Floats
    wle: Floats
    wle_error: Floats


def score(bank: Bank, found: Responses, population: Population, *, theta: Floats | None = None) -> Scores:
    """Scores of persons by calibrated items; `population` has one entry for each of `found.groups`.

    Raises BankError for items the bank has not, ModelError for a population of other groups.
    """
    if population.means.size != len(found.groups):
        raise ModelError("Групп у людей не столько, сколько в популяции.", "Назовите группу каждого.")
    part = aligned(bank, found)
    nodes = wide_grid(population) if theta is None else theta
    design = design_of(found, points=nodes.size)
    patterns, back = design.answers, design.pattern_of
    mean = expected(part, patterns, population.means, population.sds, nodes)
    mode = likeliest(part, patterns, population.means, population.sds, mean.value)
    warm = weighted(part, patterns, mean.value)
    silent = patterns.answered == 0
    wle = np.where(silent, 0.0, warm.value)
    wle_error = np.where(silent, 0.0, np.where(np.isfinite(warm.error), warm.error, 0.0))
    return Scores(
        found.answered,
        mean.value[back],
        mean.error[back],
        mode.value[back],
        mode.error[back],
        wle[back],
        wle_error[back],
    )


def reliability(eap: Floats, error: Floats, weight: Floats | None = None) -> float:
    """Empirical reliability of EAP: Var(EAP) / (Var(EAP) + mean error²); 0 where nothing varies."""
    mass = np.ones(eap.size) if weight is None else weight
    middle = np.average(eap, weights=mass)
    between = float(np.average((eap - middle) ** 2, weights=mass))
    within = float(np.average(error**2, weights=mass))
    return between / (between + within) if between + within > 0 else 0.0
