"""Calibration against the reference program on published answers: parameters, likelihoods, scores and their errors."""

from __future__ import annotations

import numpy as np
import pytest

from marshrut.cores.psychometrics.calibration import Settings, calibrate
from marshrut.cores.psychometrics.calibration.marginal import Marginal, Priors
from marshrut.cores.psychometrics.design import design_of
from marshrut.cores.psychometrics.scoring import Population, reliability, score
from support.irt import names_and_numbers
from unit.cores.psychometrics.published import (
    EXACT,
    NARROW,
    SETS,
    STOPPED_SHORT,
    answers,
    calibrated,
    points,
    reference_rows,
    russia,
)


@pytest.mark.parametrize("name", EXACT)
def test_parameters_and_likelihood_are_the_references(name: str) -> None:
    found = calibrated(name)
    away = np.max(np.abs(found.bank.rows - reference_rows(found, SETS[name].reference)))
    assert away <= STOPPED_SHORT.get(name, 1e-4)
    assert abs(found.log_likelihood - SETS[name].log_likelihood) <= 1e-3
    assert found.converged
    assert found.steepness < 1e-7


@pytest.mark.parametrize("name", sorted(STOPPED_SHORT))
def test_where_the_reference_differs_it_lies_lower_and_has_a_slope_left(name: str) -> None:
    found = calibrated(name)
    marginal = Marginal(design_of(answers(SETS[name].data)), found.layout, found.theta, Priors())
    spread = np.stack([found.means, np.log(found.sds)], axis=1)
    theirs = marginal.at(found.layout.pack(reference_rows(found, SETS[name].reference), spread))
    ours = marginal.at(found.layout.pack(found.bank.rows, spread))
    assert theirs.value < ours.value
    assert theirs.steepness > 1e3 * ours.steepness


def test_the_narrow_set_is_met_when_its_spread_is_held_and_bettered_when_it_is_free() -> None:
    found = answers("australia")
    spread = 1.76
    for _ in range(40):  # the reference's equation: variance = mean of θ² on its grid of ±6, cut tails and all
        held = calibrate(found, "pcm", settings=Settings(population=(0.0, spread), tolerance=1e-7, widen=False))
        marginal = Marginal(design_of(found), held.layout, np.linspace(-6, 6, 61), Priors())
        mass = marginal.at(held.layout.pack(held.bank.rows, np.zeros((1, 2)))).sums.mass[0]
        fresh = float(np.sqrt(mass @ np.linspace(-6, 6, 61) ** 2 / mass.sum()))
        if abs(fresh - spread) < 1e-8:
            break
        spread = fresh
    assert np.max(np.abs(held.bank.rows - reference_rows(held, SETS[NARROW].reference))) <= 1e-4
    assert abs(held.log_likelihood - SETS[NARROW].log_likelihood) <= 1e-3
    free = calibrated(NARROW)
    wider = calibrate(found, "pcm", settings=Settings(points=201, reach=12.0))
    assert free.theta[-1] > 6, "the grid was widened by itself"
    assert abs(free.log_likelihood - wider.log_likelihood) < 1e-3
    assert np.max(np.abs(free.bank.rows - wider.bank.rows)) < 1e-4


@pytest.mark.slow
def test_the_largest_set_reaches_the_top_that_the_reference_left_two_units_for() -> None:
    found = calibrate(russia(), "gpcm", settings=Settings(errors=False))
    assert found.log_likelihood >= -75475.76
    finer = calibrate(russia(), "gpcm", settings=Settings(errors=False, points=121))
    assert abs(found.log_likelihood - finer.log_likelihood) < 1e-4, "no grid knows a higher one"
    assert found.bank.categories.max() == 3
    told = reference_rows(found, "timss_rus_math_gpcm")
    assert np.mean(np.abs(found.bank.rows - told)) < 2e-3
    scores = score(found.bank, russia(), Population(found.means, found.sds))
    assert reliability(scores.eap, scores.eap_error) == pytest.approx(0.889, abs=5e-4)


SCORED = ["LSAT6 2PL", "LSAT6 Rasch", "LSAT7 2PL", "SAT12 2PL", "SAT12 Rasch", "Science GRM", "Verbal 2PL", "bfi N"]


@pytest.mark.parametrize("name", [*SCORED, "TIMSS Australia/Taiwan GPCM"])
def test_scores_and_errors_are_the_references(name: str) -> None:
    found, (items, table) = calibrated(name), points(SETS[name].data)
    from marshrut.cores.psychometrics.responses import responses_of

    everybody = responses_of(table, items, scores=found.bank.scores)
    ours = score(found.bank, everybody, Population(found.means, found.sds), theta=np.linspace(-6, 6, 61))
    head, told = names_and_numbers(f"reference/{SETS[name].reference}_scores.csv")
    given = ours.answered > 0
    for column, values in (
        ("EAP", ours.eap), ("EAPse", ours.eap_error), ("MAP", ours.map), ("MAPse", ours.map_error),
    ):  # fmt: skip
        assert np.max(np.abs(values - told[:, head.index(column)])[given]) <= 1e-4, column
    assert np.max(np.abs(ours.wle - told[:, head.index("WLE")])[given]) <= 2e-4
    usual = given & (np.abs(ours.wle) < 4)  # farther out the reference's numerical second derivative is rough
    assert np.max(np.abs(ours.wle_error - told[:, head.index("WLEse")])[usual]) <= 1e-3


def test_errors_of_lsat6_are_the_published_ones() -> None:
    """Thissen and others quote them; Louis gives them to three digits."""
    found = calibrated("LSAT6 2PL")
    assert found.errors[:, 0] == pytest.approx([0.258, 0.187, 0.233, 0.185, 0.210], abs=2e-3)
    assert found.errors[:, 1] == pytest.approx([0.206, 0.090, 0.076, 0.099, 0.135], abs=2e-3)
