"""Mastery: the probability to be below and above each border, and what may be said of it.

A border is a share of points over a whole domain of items; the expected share rises with θ, so P(share ≥ c) = P(θ ≥
θ_c) where θ_c is the level at which the domain's expected share is c. Who answered little gets no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from marshrut.cores.psychometrics.adaptive.choice import above_cut
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.families import Floats, Ints
from marshrut.cores.psychometrics.problems import ModelError
from marshrut.cores.psychometrics.responses import Responses
from marshrut.cores.psychometrics.scoring.grid import posteriors

__all__ = ["Levels", "Mastery", "MasteryOf", "mastery_of", "share_at", "theta_at_share"]

POINTS = 241


class Mastery(StrEnum):
    """What is said of a person: Russian titles are the app's."""

    DEFICIT = "deficit"
    BORDERLINE = "borderline"
    MASTERED = "mastered"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True)
class Levels:
    """Borders on θ, rising, with the version of the standard setting they come from; certainty of a verdict; least
    answers, and least share of the prior's variance that the answers must have explained.
    """

    cuts: tuple[float, ...]
    version: str
    certainty: float = 0.8
    fewest: int = 5
    explained: float = 0.3

    def __post_init__(self) -> None:
        """Rising borders, a certainty above a half. Raises ModelError."""
        if not self.cuts or any(b <= a for a, b in zip(self.cuts, self.cuts[1:], strict=False)):
            raise ModelError("Границы уровней не идут по возрастанию.", "Проверьте установку границ.")
        if not self.version:
            raise ModelError("Не сказано, из какой установки границы.", "Назовите её версию.")
        if not 0.5 < self.certainty < 1:  # noqa: PLR2004 - a coin is not certain
            raise ModelError("Уверенность не между 0,5 и 1.", "Обычно берут 0,8.")


@dataclass(frozen=True)
class MasteryOf:
    """For each person (N): verdicts, P(θ ≥ cut) (N, cuts), EAP, error, answers; `levels` are kept with them."""

    verdict: tuple[Mastery, ...]
    above: Floats
    score: Floats
    error: Floats
    answered: Ints
    levels: Levels


def mastery_of(bank: Bank, found: Responses, levels: Levels, means: Floats, sds: Floats) -> MasteryOf:
    """Verdicts: deficit where P(below the lowest border) ≥ certainty, mastered where P(at or above the highest) is,
    else borderline; not enough where few items were answered or they told little. Groups as in `found`.
    """
    low, high = float((means - 6 * sds).min()), float((means + 6 * sds).max())
    theta = np.linspace(low, high, POINTS)
    above, score, error, pattern_of = [], [], [], np.zeros(0, dtype=np.int64)
    for _, weights, _, places in posteriors(bank, found, means, sds, theta):
        above.append(np.stack([above_cut(weights, theta, cut) for cut in levels.cuts], axis=1))
        middle = weights @ theta
        score.append(middle)
        error.append(np.sqrt(np.maximum(weights @ theta**2 - middle**2, 0.0)))
        pattern_of = places  # type: ignore[assignment]
    chance = np.concatenate(above)[pattern_of]
    spread = np.concatenate(error)[pattern_of]
    told = 1 - (spread / sds[found.group]) ** 2
    enough = (found.answered >= levels.fewest) & (told >= levels.explained)
    names = np.where(
        ~enough, Mastery.NOT_ENOUGH,
        np.where(1 - chance[:, 0] >= levels.certainty, Mastery.DEFICIT,
                 np.where(chance[:, -1] >= levels.certainty, Mastery.MASTERED, Mastery.BORDERLINE)),
    )  # fmt: skip
    verdict = tuple(Mastery(str(one)) for one in names)
    return MasteryOf(verdict, chance, np.concatenate(score)[pattern_of], spread, found.answered, levels)


def share_at(domain: Bank, theta: Floats) -> Floats:
    """Expected share of the domain's points at θ, (Q)."""
    low, top = (sum(one[place] for one in domain.scores) for place in (0, -1))
    return np.asarray((domain.expected_scores(theta).sum(axis=0) - low) / (top - low))


def theta_at_share(domain: Bank, share: float) -> float:
    """θ where the domain's expected share of points is `share`. Raises ModelError where the domain has no such
    level.
    """
    low, high = -30.0, 30.0
    ends = share_at(domain, np.array([low, high]))
    if not ends[0] < share < ends[1]:
        raise ModelError(
            f"Доли {share:g} на этих заданиях не бывает (от {ends[0]:.2f} до {ends[1]:.2f}).",
            "Выберите другую границу.",
        )
    for _ in range(80):
        middle = 0.5 * (low + high)
        if share_at(domain, np.array([middle]))[0] < share:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
