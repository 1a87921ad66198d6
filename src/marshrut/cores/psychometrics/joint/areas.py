"""Scores by area where each has few items: areas calibrated apart, scored together, so that short ones borrow
strength.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.joint.population import joint_population
from marshrut.cores.psychometrics.joint.posterior import joint_posterior, likelihoods
from marshrut.cores.psychometrics.problems import AnswersError, listed
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["AreaScores", "area_scores"]


@dataclass(frozen=True)
class AreaScores:
    """Areas (K), scores and errors (N, K), correlations of true levels (K, K), reliability of each area's score and
    what it would be from its own items alone.
    """

    areas: tuple[str, ...]
    score: Floats
    error: Floats
    correlation: Floats
    reliability: Floats
    reliability_alone: Floats
    converged: bool


def area_scores(
    banks: Mapping[str, Bank], found: Responses, *, covariance: Floats | None = None, theta: Floats | None = None
) -> AreaScores:
    """Joint scores of everybody in all areas. `banks`: area → its items, calibrated to mean 0 and spread 1.

    `covariance` (K, K) of the areas where it is known from before (people who were not in the calibration); else it is
    estimated from these answers. Raises AnswersError for an item in two areas or in none.
    """
    nodes = np.linspace(-6, 6, 81) if theta is None else theta
    owners = [name for bank in banks.values() for name in bank.names]
    twice = sorted({name for name in owners if owners.count(name) > 1})
    if twice:
        raise AnswersError(f"Задания сразу в двух областях: {listed(twice)}.", "Одно задание — одна область.")
    places = {name: j for j, name in enumerate(found.items)}
    lost = [name for name in found.items if name not in set(owners)]
    if lost:
        raise AnswersError(f"Задания без области: {listed(lost)}.", "Назовите область или уберите столбец.")
    logs = [
        likelihoods(bank, found.only([places[name] for name in bank.names if name in places]), nodes)
        for bank in banks.values()
    ]
    converged = True
    if covariance is None:
        learnt = joint_population(logs, nodes, mean_free=False, weight=found.weight)
        covariance, posterior, converged = learnt.covariance, learnt.posterior, learnt.converged
    else:
        posterior = joint_posterior(logs, nodes, np.zeros(len(logs)), covariance)
    variance = np.diag(covariance)
    spread = np.einsum("nkk->nk", posterior.covariance)
    alone = [
        joint_posterior([one], nodes, np.zeros(1), np.array([[v]])).covariance[:, 0, 0].mean()
        for one, v in zip(logs, variance, strict=True)
    ]
    sd = np.sqrt(variance)
    return AreaScores(
        tuple(banks), posterior.mean, np.sqrt(spread), np.asarray(covariance / np.outer(sd, sd)),
        1 - spread.mean(axis=0) / variance, 1 - np.array(alone) / variance, converged,
    )  # fmt: skip
