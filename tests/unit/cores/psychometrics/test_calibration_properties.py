"""What must hold of any calibration: order, threads and seeds change nothing, what was known is found again."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration import Priors, Settings, calibrate
from marshrut.cores.psychometrics.calibration.information import information
from marshrut.cores.psychometrics.calibration.marginal import Marginal
from marshrut.cores.psychometrics.design import design_of
from marshrut.cores.psychometrics.families import gradients, log_probabilities, response
from marshrut.cores.psychometrics.responses import responses_of, responses_of_records
from marshrut.cores.psychometrics.scoring import (
    Population,
    expected,
    expected_of_table,
    plausible_values,
    score,
)
from unit.cores.psychometrics.invented import bank_of, dealt, drawn

#: Recovery of known truths and power on drawn answers: seconds each.
pytestmark = pytest.mark.slow

ONE, ZERO = np.ones(1), np.zeros(1)
KINDS = [("gpcm", 2), ("gpcm", 4), ("grm", 2), ("grm", 4), ("3pl", 2)]


@pytest.mark.parametrize(("family", "categories"), KINDS)
@given(theta=st.floats(-5, 5), seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_derivatives_are_those_of_the_probabilities(family: str, categories: int, theta: float, seed: int) -> None:
    rows = bank_of(seed, 1, family=family, categories=categories).rows
    log_p, slopes = gradients(family, rows, np.array([theta]))
    assert np.exp(log_p).sum() == pytest.approx(1, abs=1e-12)
    for m in range(rows.shape[1]):
        shift = np.zeros_like(rows)
        shift[0, m] = 1e-6
        up, down = (log_probabilities(family, rows + sign * shift, np.array([theta])) for sign in (1, -1))
        assert slopes[0, :, m] == pytest.approx((up - down)[0] / 2e-6, abs=2e-6)
    seen = response(family, rows, np.array([theta]))
    up, middle, down = (response(family, rows, np.array([theta + h])).p[0] for h in (1e-4, 0, -1e-4))
    assert seen.first[0] == pytest.approx((up - down) / 2e-4, abs=1e-6)
    assert seen.second[0] == pytest.approx((up - 2 * middle + down) / 1e-8, abs=1e-5)


@given(seed=st.integers(0, 1000), model=st.sampled_from(["rasch", "2pl", "grm"]))
@settings(max_examples=8, deadline=None)
def test_order_of_items_and_people_does_not_matter(seed: int, model: str) -> None:
    made = np.random.default_rng(seed)
    table = drawn(bank_of(seed, 8), made.standard_normal(400), seed)
    table[made.random(table.shape) < 0.2] = np.nan
    table = table[~np.isnan(table).all(axis=1)]
    names = [f"i{j}" for j in range(8)]
    groups = [str(g) for g in made.integers(0, 2, table.shape[0])]
    chosen = Settings(tolerance=1e-9)
    first = calibrate(responses_of(table, names, groups=groups), model, settings=chosen)
    people, items = made.permutation(table.shape[0]), made.permutation(8)
    again = calibrate(
        responses_of(table[people][:, items], [names[j] for j in items], groups=[groups[n] for n in people]),
        model,
        settings=chosen,
    )
    assert again.log_likelihood == pytest.approx(first.log_likelihood, abs=1e-8)
    assert again.bank.rows == pytest.approx(first.bank.rows[items], abs=1e-5)
    assert again.errors == pytest.approx(first.errors[items], abs=1e-4)
    assert again.means == pytest.approx(first.means, abs=1e-5)


def test_people_of_different_groups_or_answers_are_never_one_pattern() -> None:
    made = np.random.default_rng(0)
    table = made.integers(0, 3, (3000, 6)).astype(float)
    table[made.random(table.shape) < 0.3] = np.nan
    found = responses_of(table, [f"i{j}" for j in range(6)], groups=[str(g) for g in made.integers(0, 9, 3000)])
    design = design_of(found)
    whole = np.column_stack([found.matrix(), found.group])
    of_patterns = np.column_stack([design.answers.matrix(), design.answers.group])
    assert np.array_equal(of_patterns[design.pattern_of], whole)
    assert design.patterns == len(np.unique(whole, axis=0))
    assert design.weight.sum() == 3000


def test_threads_change_no_digit_and_neither_does_a_second_run() -> None:
    found = dealt(bank_of(3, 30), np.random.default_rng(3).standard_normal(9000), 3)
    one, two, again = (calibrate(found, "2pl", settings=Settings(threads=n)) for n in (1, 2, 1))
    assert np.array_equal(one.bank.rows, two.bank.rows)
    assert np.array_equal(one.errors, two.errors)
    assert np.array_equal(one.bank.rows, again.bank.rows)
    assert one.log_likelihood == two.log_likelihood == again.log_likelihood


@pytest.mark.parametrize(
    ("model", "family", "categories"), [("2pl", "gpcm", 2), ("gpcm", "gpcm", 3), ("grm", "grm", 3)]
)
def test_the_gradient_is_zero_and_louis_is_the_second_derivative(model: str, family: str, categories: int) -> None:
    groups = [str(n % 2) for n in range(600)]
    bank = bank_of(5, 6, family=family, categories=categories)
    found = dealt(bank, np.random.default_rng(5).standard_normal(600), 5, groups=groups)
    result = calibrate(found, model, settings=Settings(tolerance=1e-9))
    marginal = Marginal(design_of(found), result.layout, result.theta, Priors())
    top = result.layout.pack(result.bank.rows, np.stack([result.means, np.log(result.sds)], axis=1))
    point = marginal.at(top)
    assert np.max(np.abs(point.gradient)) < 1e-5
    numeric = np.zeros((top.size, top.size))
    for m in range(top.size):
        shift = np.zeros(top.size)
        shift[m] = 1e-4
        numeric[m] = -(marginal.at(top + shift).gradient - marginal.at(top - shift).gradient) / 2e-4
    assert information(marginal, point, "louis") == pytest.approx(numeric, abs=1e-3)
    assert np.linalg.inv(result.covariance) == pytest.approx(numeric, rel=1e-2, abs=1e-2)


@pytest.mark.parametrize(
    ("model", "family", "categories", "given"),
    [
        ("2pl", "gpcm", 2, 0),
        ("2pl", "gpcm", 2, 12),
        ("gpcm", "gpcm", 3, 0),
        ("grm", "grm", 4, 0),
        ("rasch", "gpcm", 2, 0),
    ],
)
def test_what_was_known_is_found_again_with_true_coverage(model: str, family: str, categories: int, given: int) -> None:
    inside, away = [], []
    for seed in range(25 if model == "rasch" else 12):
        bank = bank_of(seed, 20, family=family, categories=categories)
        if model == "rasch":
            rows = bank.rows.copy()
            rows[:, 0] = 1.0
            bank = Bank(bank.names, bank.families, bank.categories, rows)
        found = dealt(bank, np.random.default_rng(seed + 100).standard_normal(1000), seed, given=given)
        result = calibrate(found, model)
        free = result.errors > 0
        inside.append((np.abs(result.bank.rows - bank.rows) <= 1.96 * result.errors)[free])
        away.append((result.bank.rows - bank.rows)[free])
    assert 0.935 <= np.mean(np.concatenate(inside)) <= 0.965
    assert abs(np.mean(np.concatenate(away))) < 0.02


def test_the_guessing_model_finds_what_it_can_on_many_people() -> None:
    bank = bank_of(1, 25, family="3pl")
    found = dealt(bank, np.random.default_rng(1).standard_normal(5000), 1)
    result = calibrate(found, "3pl")
    assert result.converged
    assert np.corrcoef(result.bank.difficulties()[:, 0], bank.difficulties()[:, 0])[0, 1] > 0.97
    assert np.all((result.bank.guesses > 0.02) & (result.bank.guesses < 0.5))
    assert np.mean(np.abs(result.bank.guesses - bank.guesses)) < 0.06


def test_answers_one_by_one_are_the_table() -> None:
    found = dealt(bank_of(3, 12), np.random.default_rng(3).standard_normal(300), 3, given=7)
    names = [f"p{n:03}" for n in range(300)]
    items = [f"i{j:02}" for j in range(12)]
    records, people = responses_of_records(
        [names[n] for n in found.person], [items[j] for j in found.item], found.points()
    )
    assert people == tuple(names)
    assert np.array_equal(records.matrix(), found.matrix())
    assert calibrate(records, "rasch").log_likelihood == calibrate(found, "rasch").log_likelihood


def test_the_first_form_loads_neither_scipy_nor_this() -> None:
    """The web process judges by the first form: it must not pay for what the terminal and jobs use."""
    asked = (
        "import sys, marshrut.cores.psychometrics;"
        " print([one for one in sys.modules if one.startswith('scipy') or 'calibration' in one])"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_groups_have_their_own_means_and_spreads() -> None:
    made = np.random.default_rng(8)
    theta = np.concatenate([made.normal(0, 1, 2000), made.normal(0.6, 1.3, 2000)])
    found = dealt(bank_of(8, 20), theta, 8, groups=["a"] * 2000 + ["b"] * 2000)
    result = calibrate(found, "2pl")
    assert (result.means[0], result.sds[0]) == (0, 1)
    assert abs(result.means[1] - 0.6) < 3 * result.group_errors[1, 0]
    assert abs(result.sds[1] - 1.3) < 3 * result.group_errors[1, 1]


def test_anchors_are_held_with_their_answers_and_new_items_land_on_their_scale() -> None:
    bank = bank_of(9, 24)
    found = dealt(bank, np.random.default_rng(9).normal(0.7, 1.2, 3000), 9)
    anchors = bank.take(range(12))
    result = calibrate(found, "2pl", anchors=anchors)
    assert np.array_equal(result.bank.rows[:12], anchors.rows)
    assert np.all(result.errors[:12] == 0)
    assert abs(result.means[0] - 0.7) < 3 * result.group_errors[0, 0]
    assert abs(result.sds[0] - 1.2) < 3 * result.group_errors[0, 1]
    away = (result.bank.rows - bank.rows)[12:] / result.errors[12:]
    assert abs(np.mean(away)) < 0.6
    assert np.max(np.abs(away)) < 4


def test_weights_count_a_person_so_many_times() -> None:
    made = np.random.default_rng(4)
    table = drawn(bank_of(4, 6), made.standard_normal(300), 4)
    counts = made.integers(1, 4, 300)
    names = [f"i{j}" for j in range(6)]
    weighted = calibrate(responses_of(table, names, weights=counts.astype(float)), "2pl")
    written_out = calibrate(responses_of(np.repeat(table, counts, axis=0), names), "2pl")
    assert weighted.log_likelihood == pytest.approx(written_out.log_likelihood, abs=1e-7)
    assert weighted.bank.rows == pytest.approx(written_out.bank.rows, abs=1e-5)
    assert np.all(weighted.errors[:, 0] > written_out.errors[:, 0]), "a weight is no second witness"


def test_more_answers_never_widen_the_interval_on_average() -> None:
    bank = bank_of(2, 40)
    theta = np.random.default_rng(2).standard_normal(500)
    table = drawn(bank, theta, 2)
    widths = []
    for count in (5, 10, 20, 40):
        part = bank.take(range(count))
        widths.append(
            expected(part, responses_of(table[:, :count], part.names, scores=part.scores), ZERO, ONE).error.mean()
        )
    assert widths == sorted(widths, reverse=True)


def test_scores_for_many_are_those_for_one() -> None:
    bank = bank_of(6, 12, categories=3)
    found = dealt(bank, np.random.default_rng(6).standard_normal(9000), 6, given=8)
    slow = expected(bank, found, ZERO, ONE)
    for threads in (1, 2):
        fast = expected_of_table(bank, found.matrix(), threads=threads)
        assert np.max(np.abs(fast.value - slow.value)) < 1e-5
        assert np.max(np.abs(fast.error - slow.error)) < 1e-5


def test_intervals_of_scores_hold_the_truth() -> None:
    bank = bank_of(7, 30)
    theta = np.random.default_rng(7).standard_normal(4000)
    found = dealt(bank, theta, 7)
    scores = score(bank, found, Population(ZERO, ONE))
    assert 0.94 <= np.mean(np.abs(scores.eap - theta) <= 1.96 * scores.eap_error) <= 0.96
    assert abs(np.mean(scores.wle - theta)) < 0.02, "WLE is not shrunken"
    draws = plausible_values(bank, found, ZERO, ONE, draws=5, seed=1)
    assert abs(draws.mean() - theta.mean()) < 0.02
    assert abs(draws.std() - theta.std()) < 0.02, "EAP would give less"
    assert np.array_equal(draws, plausible_values(bank, found, ZERO, ONE, draws=5, seed=1))
    assert not np.array_equal(draws, plausible_values(bank, found, ZERO, ONE, draws=5, seed=2))
