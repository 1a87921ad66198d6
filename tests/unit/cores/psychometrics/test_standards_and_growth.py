"""Borders, verdicts, growth and areas: by hand, against exact sums on a grid, and on people whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from marshrut.cores.psychometrics.families import log_probabilities
from marshrut.cores.psychometrics.joint import (
    area_scores,
    growth,
    joint_population,
    joint_posterior,
    likelihoods,
)
from marshrut.cores.psychometrics.problems import AnswersError, ModelError
from marshrut.cores.psychometrics.responses import responses_of
from marshrut.cores.psychometrics.standards import (
    Levels,
    Mastery,
    angoff,
    bookmark,
    mastery_of,
    ordered_booklet,
    share_at,
    theta_at_share,
)
from unit.cores.psychometrics.invented import bank_of, dealt, drawn

#: Recovery of known truths and power on drawn answers: seconds each.
pytestmark = pytest.mark.slow

ZERO, ONE = np.zeros(1), np.ones(1)
GRID = np.linspace(-6, 6, 81)


def test_a_share_of_points_has_one_level_and_back() -> None:
    domain = bank_of(1, 30, categories=3)
    for share in (0.3, 0.5, 0.8):
        assert share_at(domain, np.array([theta_at_share(domain, share)]))[0] == pytest.approx(share)
    with pytest.raises(ModelError, match="не бывает"):
        theta_at_share(bank_of(1, 5, family="3pl"), 0.01)


def test_verdicts_are_as_sure_as_they_say() -> None:
    domain = bank_of(2, 40)
    cut = theta_at_share(domain, 0.5)
    levels = Levels(cuts=(cut - 0.5, cut + 0.5), version="2026-1")
    theta = np.random.default_rng(2).standard_normal(4000)
    found = mastery_of(domain, dealt(domain, theta, 2, given=20), levels, ZERO, ONE)
    verdict = np.array(found.verdict)
    assert np.mean(theta[verdict == Mastery.DEFICIT] < cut - 0.5) >= 0.9, "each is at least .8 sure, most are surer"
    assert np.mean(theta[verdict == Mastery.MASTERED] >= cut + 0.5) >= 0.9
    sure = np.abs(found.above[:, 0] - 0.9) < 0.02
    assert np.mean(theta[sure] >= cut - 0.5) == pytest.approx(0.9, abs=0.06), (
        "a chance of .9 comes true nine times in ten"
    )
    assert found.levels.version == "2026-1"
    assert {*found.verdict} >= {Mastery.DEFICIT, Mastery.BORDERLINE, Mastery.MASTERED}


def test_who_answered_little_gets_no_verdict() -> None:
    domain = bank_of(3, 20)
    table = np.full((3, 20), np.nan)
    table[1, :3] = 1
    table[2, :] = 1
    found = mastery_of(domain, responses_of(table, domain.names, scores=domain.scores), Levels((0.0,), "1"), ZERO, ONE)
    assert found.verdict == (Mastery.NOT_ENOUGH, Mastery.NOT_ENOUGH, Mastery.MASTERED)
    assert found.above[0, 0] == pytest.approx(0.5)


def test_levels_that_are_none() -> None:
    for told, words in (
        ({"cuts": (1.0, 0.0), "version": "1"}, "по возрастанию"),
        ({"cuts": (0.0,), "version": ""}, "из какой установки"),
        ({"cuts": (0.0,), "version": "1", "certainty": 0.4}, "Уверенность"),
    ):
        with pytest.raises(ModelError, match=words):
            Levels(**told)


def test_angoff_carries_the_judges_mean_to_the_scale_with_its_error() -> None:
    domain = bank_of(4, 25)
    truth = 0.4
    shares = domain.expected_scores(np.array([truth]))[:, 0]
    made = np.random.default_rng(4)
    ratings = np.clip(shares + made.normal(0, 0.05, (10, 1)) + made.normal(0, 0.08, (10, 25)), 0, 1)
    found = angoff(domain, ratings, version="2026-1")
    assert found.cut.theta == pytest.approx(truth, abs=3 * found.cut.error)
    assert found.cut.share_error == pytest.approx(found.judge_share.std(ddof=1) / np.sqrt(10))
    assert found.cut.share == pytest.approx(share_at(domain, np.array([found.cut.theta]))[0])
    assert np.all(found.consistency > 0.6)
    assert found.variance[1] > found.variance[0], "items differ more than judges"
    ratings[3] = 0.99
    assert angoff(domain, ratings, version="1").outlying == (3,)
    for wrong, words in ((ratings[:2], "Экспертов 2"), (ratings * 100, "не доля"), (ratings[:, :5], "не столько")):
        with pytest.raises(AnswersError, match=words):
            angoff(domain, wrong, version="1")


def test_bookmark_reads_the_border_between_two_pages() -> None:
    domain = bank_of(5, 12, categories=3)
    pages = ordered_booklet(domain)
    assert len(pages) == 24
    assert [one.theta for one in pages] == sorted(one.theta for one in pages)
    page = pages[7]
    j = domain.places[page.item]
    p = np.exp(log_probabilities("gpcm", domain.rows[j], np.array(page.theta)))
    assert p[int(page.points) :].sum() == pytest.approx(2 / 3)
    found = bookmark(domain, np.array([8, 9, 9, 10, 9]), version="1")
    assert found.cut.theta == pytest.approx((pages[7].theta + pages[8].theta) / 2)
    assert found.cut.error > 0
    with pytest.raises(AnswersError, match="24 страниц"):
        bookmark(domain, np.array([1, 2, 40]), version="1")


def test_sites_give_the_moments_of_the_exact_posterior() -> None:
    bank = bank_of(6, 16)
    z = np.random.default_rng(6).multivariate_normal([0, 0.3], [[1, 0.6], [0.6, 1.2]], 40)
    logs = [likelihoods(bank.take(range(8)), dealt(bank.take(range(8)), z[:, 0], 6), GRID),
            likelihoods(bank.take(range(8, 16)), dealt(bank.take(range(8, 16)), z[:, 1], 7), GRID)]  # fmt: skip
    mean, covariance = np.array([0.0, 0.3]), np.array([[1.0, 0.6], [0.6, 1.2]])
    ours = joint_posterior(logs, GRID, mean, covariance)
    away = np.stack(np.meshgrid(GRID, GRID, indexing="ij"), axis=-1) - mean
    prior = -0.5 * np.einsum("abk,kl,abl->ab", away, np.linalg.inv(covariance), away)
    whole = np.exp(logs[0][:, :, None] + logs[1][:, None, :] + prior)
    whole /= whole.sum(axis=(1, 2), keepdims=True)
    exact = np.stack([np.einsum("nab,a->n", whole, GRID), np.einsum("nab,b->n", whole, GRID)], axis=1)
    both = np.einsum("nab,a,b->n", whole, GRID, GRID) - exact[:, 0] * exact[:, 1]
    assert ours.settled
    assert ours.mean == pytest.approx(exact, abs=0.02)
    assert ours.covariance[:, 0, 1] == pytest.approx(both, abs=0.02)


def test_the_mean_gain_of_a_group_is_unbiased_and_its_interval_holds() -> None:
    bank = bank_of(7, 50)
    gains, inside, own = [], [], []
    for seed in range(30):
        z = np.random.default_rng(seed).multivariate_normal([0, 0.3], [[1, 0.7], [0.7, 1]], 300)
        entry, leave = bank.take(range(25)), bank.take(range(25, 50))
        group, people = growth(bank, dealt(entry, z[:, 0], seed), dealt(leave, z[:, 1], seed + 999))
        truth = (z[:, 1] - z[:, 0]).mean()
        gains.append(group.gain - truth)
        inside.append(group.low <= 0.3 <= group.high)
        own.append(np.abs(people.gain - (z[:, 1] - z[:, 0])) <= 1.96 * people.error)
    assert abs(np.mean(gains)) <= 0.01
    assert np.mean(inside) >= 0.9
    assert 0.94 <= np.mean(own) <= 0.96


def test_growth_of_people_who_missed_a_wave_and_of_too_few() -> None:
    bank = bank_of(8, 20)
    z = np.random.default_rng(8).multivariate_normal([0, 0.4], [[1, 0.8], [0.8, 1]], 400)
    table = drawn(bank, z[:, 1], 9)
    table[:100] = np.nan
    entry = dealt(bank, z[:, 0], 8)
    group, people = growth(bank, entry, responses_of(table, bank.names, scores=bank.scores))
    assert group.gain == pytest.approx(0.4, abs=3 * group.error)
    assert people.error[:100].mean() > people.error[100:].mean()
    assert np.all(np.isfinite(people.probability))
    with pytest.raises(AnswersError, match="хотя бы 30"):
        growth(bank, entry.of_persons(np.arange(20)), entry.of_persons(np.arange(20)))
    with pytest.raises(AnswersError, match="разное число"):
        growth(bank, entry, entry.of_persons(np.arange(20)))


def test_short_areas_borrow_strength_and_their_correlations_are_found() -> None:
    covariance = 0.8 * np.ones((4, 4)) + 0.2 * np.eye(4)
    z = np.random.default_rng(9).multivariate_normal(np.zeros(4), covariance, 1200)
    banks = {f"a{k}": bank_of(k, 8, prefix=f"a{k}_") for k in range(4)}
    table = np.hstack([drawn(bank, z[:, k], k) for k, bank in enumerate(banks.values())])
    names = [name for bank in banks.values() for name in bank.names]
    answers = responses_of(table, names)
    found = area_scores(banks, answers)
    assert found.converged
    assert found.correlation[np.triu_indices(4, 1)] == pytest.approx(np.full(6, 0.8), abs=0.07)
    assert np.all(found.reliability > found.reliability_alone + 0.08)
    truth = [np.corrcoef(found.score[:, k], z[:, k])[0, 1] ** 2 for k in range(4)]
    assert truth == pytest.approx(found.reliability, abs=0.05)
    assert 0.94 <= np.mean(np.abs(found.score - z) <= 1.96 * found.error) <= 0.96
    again = area_scores(banks, answers, covariance=covariance)
    assert again.score == pytest.approx(found.score, abs=0.2)
    with pytest.raises(AnswersError, match="сразу в двух"):
        area_scores({"x": banks["a0"], "y": banks["a0"]}, answers)
    with pytest.raises(AnswersError, match="без области"):
        area_scores({"x": banks["a0"]}, answers)


def test_two_published_waves_grow() -> None:
    from marshrut.cores.psychometrics.calibration import calibrate
    from support.irt import names_and_numbers

    head, table = names_and_numbers("growth_two_waves_long.csv")
    waves = []
    for wave in ("T1", "T2"):
        columns = [j for j, name in enumerate(head) if name.endswith(wave)]
        waves.append(responses_of(table[:, columns], [head[j].removesuffix(wave) for j in columns]))
    from marshrut.cores.psychometrics.responses import cleaned, joined

    both, _ = cleaned(joined({"1": waves[0], "2": waves[1]}), repair=True)  # some missed a wave
    bank = calibrate(both, "rasch").bank
    group, _ = growth(bank, *waves)
    assert group.gain > 3 * group.error
    assert 0 < group.correlation < 1


def test_the_population_is_that_of_people_and_not_of_their_scores() -> None:
    bank = bank_of(10, 10)
    z = np.random.default_rng(10).normal(0.5, 1.3, 1500)
    found = joint_population([likelihoods(bank, dealt(bank, z, 10), GRID)], GRID)
    assert found.mean[0] == pytest.approx(0.5, abs=0.12)
    assert np.sqrt(found.covariance[0, 0]) == pytest.approx(1.3, abs=0.12)
    assert found.posterior.mean.std() < 1.2, "scores spread less than people"
