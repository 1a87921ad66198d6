"""Bad input of calibration and scoring: each a typed error that says what to do, and never a quiet NaN."""

from __future__ import annotations

import numpy as np
import pytest

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration import Settings, calibrate
from marshrut.cores.psychometrics.problems import (
    AnchorsError,
    AnswersError,
    BankError,
    MemoryWouldNotSufficeError,
    ModelError,
)
from marshrut.cores.psychometrics.responses import cleaned, responses_of, responses_of_records
from marshrut.cores.psychometrics.scoring import Population, expected_of_table, score
from unit.cores.psychometrics.invented import bank_of, dealt, drawn

NAN = float("nan")


@pytest.fixture
def table() -> np.ndarray:
    return drawn(bank_of(1, 6), np.random.default_rng(1).standard_normal(200), 1)


def names(count: int = 6) -> list[str]:
    return [f"i{j}" for j in range(count)]


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_an_item_that_all_or_nobody_solved(table: np.ndarray, value: float) -> None:
    table[:, 2] = value
    with pytest.raises(AnswersError, match=r"все или никто.*i2.*--repair"):
        calibrate(responses_of(table, names()), "rasch")
    kept, notes = cleaned(responses_of(table, names()), repair=True)
    assert kept.items == ("i0", "i1", "i3", "i4", "i5")
    assert "i2" in notes[0]
    assert calibrate(kept, "rasch").converged


def test_an_empty_column(table: np.ndarray) -> None:
    table[:, 4] = NAN
    with pytest.raises(AnswersError, match="никто не отвечал: i4"):
        calibrate(responses_of(table, names()), "rasch")


def test_a_category_nobody_chose(table: np.ndarray) -> None:
    table[:, 0] *= 2
    with pytest.raises(AnswersError, match=r"балл, который никто не получил: i0.*Объедините"):
        calibrate(responses_of(table, names()), "pcm")
    kept, _ = cleaned(responses_of(table, names()), repair=True)
    assert kept.scores[0] == (0.0, 2.0), "the neighbours moved together, the points are remembered"


def test_a_person_without_answers(table: np.ndarray) -> None:
    table[7] = NAN
    with pytest.raises(AnswersError, match="без единого ответа: 1"):
        calibrate(responses_of(table, names()), "rasch")
    kept, _ = cleaned(responses_of(table, names()), repair=True)
    assert kept.persons == 199
    scores = score(bank_of(1, 6), responses_of(table, names()), Population(np.zeros(1), np.ones(1)))
    assert scores.answered[7] == 0
    for column in (scores.eap, scores.eap_error, scores.map, scores.wle, scores.wle_error):
        assert np.all(np.isfinite(column))


def test_items_that_repeat(table: np.ndarray) -> None:
    with pytest.raises(AnswersError, match="повторяются: i0"):
        responses_of(table, ["i0", "i0", *names()[2:]])


def test_anchors_that_are_not_in_the_data(table: np.ndarray) -> None:
    with pytest.raises(AnchorsError, match="нет в ответах: x0"):
        calibrate(responses_of(table, names()), "2pl", anchors=bank_of(2, 1, prefix="x"))


def test_anchors_with_other_points(table: np.ndarray) -> None:
    with pytest.raises(AnchorsError, match="Баллы якоря «i0»"):
        calibrate(responses_of(table, names()), "gpcm", anchors=bank_of(2, 1, categories=3))


def test_weights_that_are_negative_or_nothing(table: np.ndarray) -> None:
    for weights, words in ((-1.0, "меньше нуля"), (0.0, "равны нулю"), (NAN, "не у каждого")):
        with pytest.raises(AnswersError, match=words):
            responses_of(table, names(), weights=np.full(200, weights))


def test_the_guessing_model_on_two_hundred_people(table: np.ndarray) -> None:
    with pytest.raises(ModelError, match=r"3PL мало ответов.*2pl или rasch"):
        calibrate(responses_of(table, names()), "3pl")


def test_a_scale_of_two_items(table: np.ndarray) -> None:
    with pytest.raises(ModelError, match="не меньше трёх"):
        calibrate(responses_of(table[:, :2], names(2)), "2pl")


def test_a_handful_of_people(table: np.ndarray) -> None:
    with pytest.raises(ModelError, match="Людей только 9"):
        calibrate(responses_of(table[[0, 1, 2, 3, 4, 5, 6, 7, 40]] * 0 + np.eye(9, 6), names()), "rasch")


def test_a_group_of_one(table: np.ndarray) -> None:
    with pytest.raises(AnswersError, match="один человек: b"):
        responses_of(table, names(), groups=["a"] * 199 + ["b"])


def test_points_for_a_model_of_right_and_wrong(table: np.ndarray) -> None:
    table[:5, 0] = 2
    with pytest.raises(ModelError, match=r"больше двух баллов.*pcm, gpcm или grm"):
        calibrate(responses_of(table, names()), "2pl")


def test_a_column_that_is_no_item(table: np.ndarray) -> None:
    table[:, 1] = np.arange(200)
    with pytest.raises(AnswersError, match="200 разных баллов"):
        responses_of(table, names())


def test_memory_that_would_not_suffice_is_said_before_it_starts(table: np.ndarray) -> None:
    with pytest.raises(MemoryWouldNotSufficeError, match="Нужно около"):
        calibrate(responses_of(table, names()), "rasch", settings=Settings(memory=1e3, errors=False))


def test_errors_of_too_many_parameters_are_refused_before_they_start() -> None:
    found = dealt(bank_of(1, 60), np.random.default_rng(1).standard_normal(200), 1)
    with pytest.raises(MemoryWouldNotSufficeError, match=r"120 параметров.*--no-errors"):
        calibrate(found, "2pl", settings=Settings(memory=7e5))
    assert calibrate(found, "2pl", settings=Settings(memory=1e6, errors=False)).errors is None


def test_records_that_are_none() -> None:
    for told, words in (
        ((["a"], ["i"], [NAN]), "балл не число"),
        ((["a", "a"], ["i", "i"], [1, 0]), "Два ответа одного человека на задание: a, i"),
        (([], [], []), "Ответов нет"),
    ):
        with pytest.raises(AnswersError, match=words):
            responses_of_records(*told)


def test_scores_by_items_the_bank_does_not_have(table: np.ndarray) -> None:
    with pytest.raises(BankError, match="нет в банке: i5"):
        score(bank_of(1, 5), responses_of(table, names()), Population(np.zeros(1), np.ones(1)))
    with pytest.raises(AnswersError, match="категория"):
        expected_of_table(bank_of(1, 6), np.full((1, 6), 2, dtype=np.int8))


def test_a_bank_that_is_none() -> None:
    bank = bank_of(1, 3, family="grm", categories=3)
    for rows, words in ((np.full((3, 3), NAN), "не числа"), (bank.rows * [1, -1, -1], "не убывают")):
        with pytest.raises(BankError, match=words):
            Bank(bank.names, bank.families, bank.categories, rows)
    with pytest.raises(BankError, match="повторяются"):
        Bank(("a", "a", "b"), bank.families, bank.categories, bank.rows)
    with pytest.raises(BankError, match="Наклон равен нулю"):
        Bank(("a",), ("gpcm",), np.array([2]), np.zeros((1, 2))).difficulties()


def test_slopes_that_rise_for_ever_are_said_and_no_number_is_lost() -> None:
    found = dealt(bank_of(5, 5), np.random.default_rng(5).standard_normal(300), 5)
    copied = found.matrix().astype(float)
    copied[:, 1] = copied[:, 0]
    result = calibrate(responses_of(copied, names(5)), "2pl")
    assert any("Наклон растёт без предела" in one for one in result.warnings)
    assert np.all(np.isfinite(result.bank.rows))
