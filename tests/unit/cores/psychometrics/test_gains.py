"""A group's gain in mastery: unbiased, with intervals that hold what they say."""

from __future__ import annotations

import numpy as np
import pytest

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.joint.gains import MasteryGain, mastery_gain
from marshrut.cores.psychometrics.measured import levels, mastery_of
from marshrut.cores.psychometrics.problems import AnswersError
from marshrut.cores.psychometrics.responses import Responses, responses_of

SLOPE, BEFORE, GAIN = 1.2, 0.3, 0.4


def bank_of(size: int) -> Bank:
    d = np.linspace(-1.5, 1.5, size)
    names = tuple(f"i{number}" for number in range(size))
    return Bank(names, ("gpcm",) * size, np.full(size, 2), np.column_stack([np.full(size, SLOPE), d]), ())


def waves(bank: Bank, people: int, rng: np.random.Generator, *, together: float = 0.8) -> list[Responses]:
    turn = np.array([[1.0, 0.0], [together, np.sqrt(1 - together**2)]])
    theta = rng.normal(size=(people, 2)) @ turn.T + BEFORE
    theta[:, 1] += GAIN
    found = []
    for wave in range(2):
        chance = 1 / (1 + np.exp(-(SLOPE * theta[:, [wave]] + bank.rows[:, 1])))
        found.append(responses_of((rng.random(chance.shape) < chance).astype(float), bank.names, scores=bank.scores))
    return found


def truth(at: np.ndarray) -> float:
    nodes = np.linspace(-6, 6, 4001)
    weights = np.exp(-0.5 * nodes**2)
    weights /= weights.sum()
    return float((mastery_of(BEFORE + GAIN + nodes, at) - mastery_of(BEFORE + nodes, at)) @ weights)


def repeated(people: int, size: int, times: int) -> tuple[list[MasteryGain], float]:
    bank, rng = bank_of(size), np.random.default_rng([people, size])
    at = levels(bank, 0.6, 0.85)
    return [mastery_gain(bank, *waves(bank, people, rng), at) for _ in range(times)], truth(at)


@pytest.mark.slow
@pytest.mark.parametrize(("people", "size"), [(40, 5), (60, 8), (150, 6)])
def test_intervals_hold_the_truth_as_often_as_they_say(people: int, size: int) -> None:
    """94–96 %, give or take what 250 repetitions can tell (three errors of 1.4 %); a bias lost in their noise."""
    found, real = repeated(people, size, 250)
    inside = np.mean([one.low <= real <= one.high for one in found])
    assert 0.91 <= inside <= 0.99
    noise = np.std([one.gain for one in found]) / np.sqrt(len(found))
    assert abs(np.mean([one.gain for one in found]) - real) < 2.5 * noise
    spread, said = np.std([one.gain for one in found]), np.mean([one.error for one in found])
    assert said == pytest.approx(spread, rel=0.15)


def test_a_large_group_is_known_well() -> None:
    (one,), real = repeated(3000, 8, 1)
    assert one.people == 3000
    assert one.settled
    assert one.gain == pytest.approx(real, abs=0.02)
    assert one.high - one.low < 0.03
    assert one.after - one.before == pytest.approx(one.gain)


def test_nothing_changed_is_not_called_growth() -> None:
    bank, rng = bank_of(8), np.random.default_rng(4)
    at = levels(bank, 0.6, 0.85)
    entry, _ = waves(bank, 120, rng)
    again = mastery_gain(bank, entry, entry, at)
    assert again.gain == pytest.approx(0.0, abs=1e-6)
    assert again.error == pytest.approx(0.0, abs=1e-3), "the very same answers leave nothing to doubt"


def test_other_people_or_too_few_are_named() -> None:
    bank, rng = bank_of(5), np.random.default_rng(4)
    at = levels(bank, 0.6, 0.85)
    entry, leave = waves(bank, 40, rng)
    with pytest.raises(AnswersError, match="разное число людей"):
        mastery_gain(bank, entry, leave.of_persons(np.arange(30)), at)
    few = np.arange(20)
    with pytest.raises(AnswersError, match="хотя бы 30"):
        mastery_gain(bank, entry.of_persons(few), leave.of_persons(few), at)
