"""Growth from entry to exit on one scale, of a person and of a group, with intervals that hold.

Entry and exit are two levels with a joint normal distribution, estimated from the answers of both waves. The group's
mean gain is the difference of the two means: nothing is shrunken, which the difference of two EAP would be (7 % on 25
items). A person's gain is the posterior of exit − entry: it borrows from the group and says how little two short tests
tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats
from marshrut.cores.psychometrics.joint.population import joint_population
from marshrut.cores.psychometrics.joint.posterior import likelihoods
from marshrut.cores.psychometrics.problems import AnswersError
from marshrut.cores.psychometrics.responses import Responses

__all__ = ["GroupGrowth", "PersonGrowth", "growth"]

Z95 = 1.959963984540054


@dataclass(frozen=True)
class GroupGrowth:
    """Mean gain with its error and 95 % interval; in spreads of the entry; spread of true gains; correlation of
    waves.
    """

    people: int
    gain: float
    error: float
    low: float
    high: float
    in_spreads: float
    gain_spread: float
    correlation: float
    means: tuple[float, float]
    sds: tuple[float, float]


@dataclass(frozen=True)
class PersonGrowth:
    """For each person (N): gain, its error, probability that it is above 0."""

    gain: Floats
    error: Floats
    probability: Floats


def growth(
    bank: Bank, entry: Responses, leave: Responses, *, theta: Floats | None = None
) -> tuple[GroupGrowth, PersonGrowth]:
    """Growth of the same people, in the same order, whose entry and exit answers are on the bank's scale.

    Waves share anchors through the bank; a person may miss a wave. Raises AnswersError: other people, fewer than 30.
    """
    from scipy.special import ndtr

    if entry.persons != leave.persons:
        raise AnswersError("На входе и на выходе разное число людей.", "Поставьте в обе таблицы одних и тех же.")
    nodes = np.linspace(-6, 6, 81) if theta is None else theta
    logs = [likelihoods(bank, one, nodes) for one in (entry, leave)]
    found = joint_population(logs, nodes, weight=entry.weight)
    turn = np.array([-1.0, 1.0])
    gain = float(turn @ found.mean)
    error = float(np.sqrt(turn @ found.mean_covariance @ turn))
    spread = float(turn @ found.covariance @ turn)
    sds = np.sqrt(np.diag(found.covariance))
    own = found.posterior.mean @ turn
    own_error = np.sqrt(np.einsum("k,nkl,l->n", turn, found.posterior.covariance, turn))
    group = GroupGrowth(
        entry.persons, gain, error, gain - Z95 * error, gain + Z95 * error, gain / float(sds[0]),
        float(np.sqrt(spread)), float(found.correlation[0, 1]),
        (float(found.mean[0]), float(found.mean[1])), (float(sds[0]), float(sds[1])),
    )  # fmt: skip
    return group, PersonGrowth(own, own_error, np.asarray(ndtr(own / own_error)))
