"""Item analysis: the known wrong key, published S-X², figures by hand, and what must hold under the model."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration import calibrate
from marshrut.cores.psychometrics.fit import (
    SX2,
    adjusted,
    classical,
    information_curves,
    local_dependence,
    options,
    residuals,
    sx2,
)
from marshrut.cores.psychometrics.fit.information import marginal_reliability
from marshrut.cores.psychometrics.fit.sx2 import _joined_between, _joined_within
from marshrut.cores.psychometrics.problems import AnswersError
from marshrut.cores.psychometrics.responses import responses_of
from marshrut.cores.psychometrics.scoring import expected
from support.irt import folder, names_and_numbers, reference
from unit.cores.psychometrics.invented import bank_of, dealt
from unit.cores.psychometrics.published import EXACT, NARROW, SETS, STOPPED_SHORT, answers, calibrated, reference_rows

#: Recovery of known truths and power on drawn answers: seconds each.
pytestmark = pytest.mark.slow

ZERO, ONE = np.zeros(1), np.ones(1)
#: The spread that solves the reference's equation of this set on its grid; the test of its calibration finds it.
SPREAD_OF_THE_NARROW = 1.7516
#: Where the reference stopped short, its parameters are some units of the fourth digit away, and so is the statistic.
OF_OUR_OWN = [name for name in EXACT if name not in STOPPED_SHORT]


def published_sx2(name: str, *, with_their_parameters: bool) -> tuple[SX2, np.ndarray, np.ndarray, np.ndarray]:
    """Ours, and statistic, freedom and p of the reference."""
    found, one = calibrated(name), SETS[name]
    bank = replace(found.bank, rows=reference_rows(found, one.reference)) if with_their_parameters else found.bank
    free = found.layout.free_rows.sum(axis=1) + int(not found.layout.free_rows[:, 0].any())
    spread = SPREAD_OF_THE_NARROW if name == NARROW else float(found.sds[0])
    ours = sx2(bank, answers(one.data), free, sd=spread, theta=np.linspace(-6, 6, 61))
    told = reference(f"{one.reference}_SX2.csv")
    value, freedom, p = (np.array([told[one][key] for one in ours.items]) for key in ("S_X2", "df.S_X2", "p.S_X2"))
    return ours, value, freedom, p


@pytest.mark.parametrize("name", SETS)
def test_sx2_is_the_references_for_every_item_of_every_set(name: str) -> None:
    ours, value, freedom, _ = published_sx2(name, with_their_parameters=True)
    assert np.max(np.abs(ours.value - value)) <= 2e-3
    assert np.array_equal(ours.freedom, freedom)


@pytest.mark.parametrize("name", EXACT)
def test_from_answers_to_sx2_the_verdict_is_the_references(name: str) -> None:
    ours, value, freedom, p = published_sx2(name, with_their_parameters=False)
    assert np.max(np.abs(ours.value - value)) <= (1e-2 if name in OF_OUR_OWN else 1.2e-2)
    assert np.array_equal(ours.freedom, freedom)
    assert np.array_equal(ours.p_adjusted < 0.05, adjusted(p) < 0.05)


def test_a_thin_category_joins_the_poorer_neighbour_and_a_thin_score_the_one_with_fewer_people() -> None:
    within, awaited = _joined_within(np.array([9.0, 1, 4, 2]), np.array([8.0, 0.5, 4, 3]), 1.0)
    assert (within.tolist(), awaited.tolist()) == ([9, 5, 2, 0], [8, 4.5, 3, 0])
    within, awaited = _joined_within(np.array([1.0, 0, 0]), np.array([0.4, 0.3, 0.3]), 1.0)
    assert (within.tolist(), awaited.tolist()) == ([1, 0, 0], pytest.approx([0.4, 0.6, 0])), "two stay"
    few, thin, many = np.array([5.0, 5]), np.array([3.0, 0]), np.array([9.0, 9])
    rows = [(few, few), (thin, np.array([2.5, 0.5])), (many, many)]
    assert [o.tolist() for o, _ in _joined_between(rows, 1.0)] == [[8, 5], [9, 9]]
    assert [o.tolist() for o, _ in _joined_between(rows[::-1], 1.0)] == [[9, 9], [8, 5]]
    ends = [(thin, np.array([2.5, 0.5])), (many, many), (thin, np.array([0.5, 2.5]))]
    assert [o.tolist() for o, _ in _joined_between(ends, 1.0)] == [[15, 9]]


def test_sx2_keeps_its_level_and_finds_a_wrong_model() -> None:
    verdicts = []
    for seed in range(8):
        found = dealt(bank_of(seed, 20), np.random.default_rng(seed).standard_normal(1500), seed)
        result = calibrate(found, "2pl")
        verdicts.append(sx2(result.bank, found, np.full(20, 2)).p < 0.05)
    assert 0.02 <= np.mean(verdicts) <= 0.09
    bank = bank_of(1, 20)
    steep = np.column_stack([np.linspace(0.3, 2.5, 20), bank.rows[:, 1]])
    bank = Bank(bank.names, bank.families, bank.categories, steep)
    found = dealt(bank, np.random.default_rng(1).standard_normal(3000), 1)
    result = calibrate(found, "rasch")
    assert (sx2(result.bank, found, np.full(20, 2), sd=float(result.sds[0])).p_adjusted < 0.05).sum() >= 8
    squares = residuals(result.bank, found, result.means, result.sds)
    assert squares.outfit[0] > 1.1, "a flat item is noisy"
    assert squares.outfit[-1] < 0.9, "a steep one too orderly"


def test_sx2_needs_people_who_answered_everything() -> None:
    found = dealt(bank_of(1, 10), np.random.default_rng(1).standard_normal(300), 1, given=6)
    with pytest.raises(AnswersError, match="одной тетради"):
        sx2(bank_of(1, 10), found, np.full(10, 2))


def test_benjamini_and_hochberg_by_hand() -> None:
    assert adjusted(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_the_known_wrong_key_is_found_and_no_other() -> None:
    head, table = names_and_numbers("sat12_raw.csv")
    with (folder() / "sat12_key.csv").open(encoding="utf-8") as source:
        keys = [row["key"] for row in csv.DictReader(source)]
    cards = options([["" if one == 8 else f"{one:g}" for one in row] for row in table], head, keys)
    assert [(card.item, card.key, card.better) for card in cards if card.better] == [("Item.32", "5", "3")]


def test_classical_figures_by_hand() -> None:
    table = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float)
    found = classical(responses_of(table, ["a", "b", "c"]))
    assert found.difficulty == pytest.approx([0.75, 0.5, 0.25])
    assert found.item_rest == pytest.approx([np.corrcoef(table[:, 0], table[:, 1:].mean(axis=1))[0, 1],
                                             np.corrcoef(table[:, 1], table[:, [0, 2]].mean(axis=1))[0, 1],
                                             np.corrcoef(table[:, 2], table[:, :2].mean(axis=1))[0, 1]])  # fmt: skip
    variances, total = table.var(axis=0, ddof=1).sum(), table.sum(axis=1).var(ddof=1)
    assert found.alpha == pytest.approx(3 / 2 * (1 - variances / total))


def test_infit_and_outfit_are_one_under_the_model() -> None:
    bank = bank_of(3, 15, categories=3)
    found = dealt(bank, np.random.default_rng(3).standard_normal(6000), 3)
    squares = residuals(bank, found, ZERO, ONE)
    assert squares.infit == pytest.approx(np.ones(15), abs=0.05)
    assert squares.outfit == pytest.approx(np.ones(15), abs=0.08)


def test_answers_that_copy_each_other_stand_out() -> None:
    bank = bank_of(4, 12)
    found = dealt(bank, np.random.default_rng(4).standard_normal(2000), 4)
    table = found.matrix().astype(float)
    copied = np.random.default_rng(5).random(2000) < 0.5
    table[copied, 3] = table[copied, 7]
    result = calibrate(responses_of(table, bank.names), "2pl")
    again = responses_of(table, bank.names)
    pairs = local_dependence(result.bank, again, expected(result.bank, again, result.means, result.sds).value)
    assert [(one.first, one.second) for one in pairs] == [("i3", "i7")]
    clean = calibrate(found, "2pl")
    assert local_dependence(clean.bank, found, expected(clean.bank, found, clean.means, clean.sds).value) == ()


def test_information_is_what_errors_and_reliability_are_made_of() -> None:
    bank = bank_of(6, 30)
    curves = information_curves(bank)
    assert curves.items.sum(axis=0) == pytest.approx(curves.whole)
    assert curves.error == pytest.approx(1 / np.sqrt(curves.whole))
    assert np.all(np.diff(curves.expected_share) > 0)
    theta = np.random.default_rng(6).standard_normal(5000)
    scores = expected(bank, dealt(bank, theta, 6), ZERO, ONE)
    assert marginal_reliability(bank) == pytest.approx(np.corrcoef(scores.value, theta)[0, 1] ** 2, abs=0.02)
