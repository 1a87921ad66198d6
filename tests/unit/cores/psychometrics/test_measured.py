"""Calibrated items speak on the common scale of mastery as counted shares do, and say more where they tell more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marshrut.cores.psychometrics import GRID, expected_share
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.measured import levels, mastery_of, measured
from marshrut.cores.psychometrics.problems import BankError
from marshrut.cores.psychometrics.responses import Responses, responses_of


def bank_of(rows: list[list[float]], scores: tuple[float, ...] = (0.0, 1.0)) -> Bank:
    size = len(rows)
    return Bank(
        tuple(f"i{n}" for n in range(size)),
        ("gpcm",) * size,
        np.full(size, len(scores), dtype=np.int64),
        np.array(rows),
        (scores,) * size,
    )


def answers(bank: Bank, table: list[list[float]]) -> Responses:
    return responses_of(np.array(table, dtype=float), bank.names, scores=bank.scores)


@pytest.mark.parametrize("right", range(8))
def test_items_alike_say_what_counting_says(right: int) -> None:
    bank = bank_of([[1.0, 0.0]] * 7)
    row = [1.0] * right + [0.0] * (7 - right)
    said = measured(bank, answers(bank, [row]), levels(bank, 0.5, 0.75))
    assert said.items[0] == pytest.approx(7, abs=0.02)
    assert said.share[0] == pytest.approx(right / 7, abs=0.002)
    assert said.mean[0] == pytest.approx((1 + right) / 9, abs=0.001)  # of Beta(1 + r, 1 + n − r)


@given(cut=st.floats(0.2, 0.6), above=st.floats(0.1, 0.3), spread=st.floats(0.3, 2.0))
@settings(max_examples=30, deadline=None)
def test_the_border_of_the_experts_stays_where_they_set_it(cut: float, above: float, spread: float) -> None:
    """At mastery .5 the expected share of points is the cut, at .75 the border of a strong side, whatever the items."""
    bank = bank_of([[spread, d] for d in (-1.5, -0.5, 0.2, 1.1)])
    at = levels(bank, cut, cut + above)
    for mastery, share in ((0.5, cut), (0.75, cut + above)):
        expected = bank.expected_scores(np.interp([mastery], GRID, at)).mean()
        assert expected == pytest.approx(share, abs=2e-3)
    assert np.all(np.diff(at) >= 0)
    inside = np.linspace(*np.interp([0.05, 0.95], GRID, at), 9)
    back = np.interp(mastery_of(inside, at), GRID, at)
    assert np.allclose(back, inside, atol=0.05)


def test_the_map_gives_the_share_that_is_expected_of_a_mastery() -> None:
    bank = bank_of([[0.8, -1.0], [1.4, 0.3], [1.1, 1.2]])
    at = levels(bank, 0.6, 0.85)
    shown = bank.expected_scores(at).mean(axis=0)
    assert np.allclose(shown[2:-2], expected_share(0.6, 0.85)[2:-2], atol=2e-3)


def test_steeper_items_count_for_more_and_narrow_the_spread() -> None:
    flat, steep = bank_of([[0.7, 0.0]] * 6), bank_of([[2.5, 0.0]] * 6)
    row = [[1.0, 1.0, 1.0, 0.0, 0.0, 0.0]]
    one, other = (measured(bank, answers(bank, row), levels(bank, 0.5, 0.75)) for bank in (flat, steep))
    # Mastery is measured in shares of points of these items, so alike items say the same however steep they are …
    assert one.items[0] == pytest.approx(other.items[0], abs=0.05)
    mixed = bank_of([[2.5, 0.0]] * 3 + [[0.4, 0.0]] * 3)
    at = levels(mixed, 0.5, 0.75)
    by_steep = measured(mixed, answers(mixed, [[1.0, 1.0, 1.0, 0.0, 0.0, 0.0]]), at)
    by_flat = measured(mixed, answers(mixed, [[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]]), at)
    assert by_steep.mean[0] > 0.6  # … and beside flat ones the steep ones decide
    assert by_flat.mean[0] < 0.4


def test_hard_items_solved_say_more_than_easy_ones() -> None:
    bank = bank_of([[1.2, 2.0], [1.2, 2.0], [1.2, -2.0], [1.2, -2.0]])
    at = levels(bank, 0.5, 0.75)
    none = float("nan")
    said = measured(bank, answers(bank, [[1, 1, none, none], [none, none, 1, 1]]), at)
    assert said.mean[1] > said.mean[0] + 0.1


def test_partial_credit_lies_between() -> None:
    bank = bank_of([[1.0, 0.5, 0.2]] * 4, (0.0, 0.5, 1.0))
    at = levels(bank, 0.5, 0.75)
    means = measured(bank, answers(bank, [[0.0] * 4, [0.5] * 4, [1.0] * 4]), at).mean
    assert means[0] < means[1] < means[2]


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=4, max_size=4), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_another_right_answer_never_lowers_the_level(row: list[float], place: int) -> None:
    bank = bank_of([[0.6, 1.0], [1.0, 0.2], [1.5, -0.4], [2.0, -1.0]])
    at = levels(bank, 0.55, 0.8)
    better = [*row]
    better[place] = 1.0
    said = measured(bank, answers(bank, [row, better]), at)
    assert said.mean[1] >= said.mean[0] - 1e-12
    assert np.all((said.share >= 0) & (said.share <= 1) & (said.items > 0))


def test_borders_out_of_what_items_can_show_are_named() -> None:
    guessing = Bank(
        ("a", "b"), ("3pl", "3pl"), np.array([2, 2]), np.array([[1.0, 0.0, 0.0], [1.0, 0.5, 0.0]]), ()
    )  # c = 0.5: nobody gets less than half
    with pytest.raises(BankError, match="вне того, что задания могут показать"):
        levels(guessing, 0.4, 0.8)


def test_nobody_without_an_answer_is_given_a_level() -> None:
    bank = bank_of([[1.0, 0.0], [1.0, 0.3], [1.0, -0.3]])
    said = measured(bank, answers(bank, [[float("nan")] * 3, [1.0, 0.0, 1.0]]), levels(bank, 0.5, 0.75))
    assert said.items[0] < 0.01 < said.items[1]
