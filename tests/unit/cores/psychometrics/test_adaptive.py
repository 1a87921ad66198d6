"""Adaptive testing: what is asked of it and what a simulation shows, item by item and for thousands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marshrut.cores.psychometrics.adaptive import (
    Pool,
    Rules,
    check_pool,
    eligibility_for,
    next_item,
    report,
    simulate,
    standpoint,
)
from marshrut.cores.psychometrics.adaptive.choice import tables
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.problems import AnswersError, BankError, BlueprintError, ModelError
from marshrut.cores.psychometrics.responses import responses_of
from marshrut.cores.psychometrics.scoring import expected
from support.irt import folder
from unit.cores.psychometrics.invented import bank_of

#: Recovery of known truths and power on drawn answers: seconds each.
pytestmark = pytest.mark.slow

PLAN = {"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}


def pool_of(items: int = 120, **more: object) -> Pool:
    bank = bank_of(1, items, **more)
    return Pool(bank, tuple("abcd"[j % 4] for j in range(items)))


PEOPLE = np.random.default_rng(0).standard_normal(2000)


@given(answers=st.lists(st.integers(0, 1), max_size=12), seed=st.integers(0, 2**40))
@settings(max_examples=25, deadline=None)
def test_a_restart_from_answers_and_seed_gives_the_same_next_item(answers: list[int], seed: int) -> None:
    pool, rules = pool_of(), Rules(longest=20, blueprint=PLAN, among=5)
    told: list[tuple[str, float]] = []
    for one in answers:
        choice = next_item(pool, rules, told, seed=seed)
        assert choice == next_item(pool, rules, list(told), seed=seed, known=tables(pool, rules))
        assert choice.item not in {name for name, _ in told}
        told.append((choice.item, float(one)))


def test_a_person_in_a_simulation_goes_the_way_of_the_live_test() -> None:
    pool, rules = pool_of(), Rules(longest=15, blueprint=PLAN, first=("i7",), cuts=(0.0,))
    found = simulate(pool, rules, PEOPLE[:20], seed=3)
    known = tables(pool, rules)
    for n in range(20):
        names = [pool.bank.names[j] for j in found.items[n, : found.length[n]]]
        for points in (0.0, 1.0):  # what was answered is not told: one of the two leads on to the next item
            assert next_item(pool, rules, [(names[0], points)], seed=1, known=known).area
        assert names[0] == "i7"
        ways = [[]]
        for step, name in enumerate(names):
            ways = [way for way in ways if next_item(pool, rules, way, seed=1, known=known).item == name]
            assert ways, f"step {step}"
            ways = [[*way, (name, points)] for way in ways for points in (0.0, 1.0)]
        ends = [standpoint(pool, rules, way, known).theta for way in ways]
        assert min(abs(one - found.theta[n]) for one in ends) < 1e-4


def test_where_a_person_stands_is_the_score_of_the_answers() -> None:
    pool, rules = pool_of(), Rules(longest=20, mean=0.3, sd=1.2, cuts=(0.0,))
    told = [("i3", 1.0), ("i9", 0.0), ("i50", 1.0)]
    stand = standpoint(pool, rules, told)
    part = pool.bank.take([3, 9, 50])
    score = expected(
        part, responses_of(np.array([[1.0, 0, 1]]), part.names, scores=part.scores), np.array([0.3]), np.array([1.2])
    )
    assert (stand.theta, stand.error) == pytest.approx((score.value[0], score.error[0]), abs=2e-3)
    assert 0 < stand.above[0] < 1


def test_every_choice_says_why() -> None:
    pool, rules = pool_of(), Rules(longest=20, blueprint=PLAN, first=("i1",), among=3)
    first = next_item(pool, rules, [], seed=1)
    assert (first.item, first.reasons) == ("i1", ("С этого задания начинают все.",))
    second = next_item(pool, rules, [("i1", 1.0)], seed=1)
    assert second.area == "a"
    assert second.reasons[0] == "Область «a»: по плану 40 %, дано 0 из 1."
    assert "из 3 самых точных" in second.reasons[1]
    assert second.item in {name for name, _ in second.rivals}


def test_after_wrong_answers_the_level_never_rises() -> None:
    """Also where the whole bank is too hard: the likelihood alone would run away."""
    bank = bank_of(1, 40)
    pool = Pool(bank.rescaled(1.0, 4.0))
    told: list[tuple[str, float]] = []
    before = 0.0
    for _ in range(10):
        told.append((next_item(pool, Rules(longest=20), told, seed=1).item, 0.0))
        stand = standpoint(pool, Rules(longest=20), told)
        assert stand.theta < before
        before = stand.theta


def test_enemies_never_meet_and_first_items_come_first() -> None:
    pool = pool_of()
    pool = Pool(pool.bank, pool.areas, (frozenset({"i0", "i4", "i8"}), frozenset({"i8", "i12"})))
    found = simulate(pool, Rules(longest=40, blueprint=PLAN, first=("i5", "i6")), PEOPLE[:300], seed=1)
    assert np.all(found.items[:, 0] == 5)
    assert np.all(found.items[:, 1] == 6)
    for group in ([0, 4, 8], [8, 12]):
        assert np.isin(found.items, group).sum(axis=1).max() <= 1
    assert all(len(set(row)) == 40 for row in found.items.tolist())


def test_blueprint_cap_bias_and_coverage_are_as_asked() -> None:
    pool = pool_of(300)
    found = report(simulate(pool, Rules(longest=25, blueprint=PLAN), PEOPLE, seed=1, cap=0.25))
    assert found.most_off <= 1.0
    assert found.achieved == pytest.approx(PLAN, abs=0.03)
    assert found.most_exposed <= 0.25 + 1e-9
    assert found.forced == 0
    assert abs(found.bias) < 0.02
    assert 0.93 <= found.coverage <= 0.97
    free = report(simulate(pool, Rules(longest=25), PEOPLE, seed=1))
    assert found.rmse <= 1.2 * free.rmse
    assert found.overlap < free.overlap
    assert found.length == found.longest == 25


def test_it_stops_by_error_by_certainty_and_by_length() -> None:
    pool = pool_of(300)
    by_error = simulate(pool, Rules(longest=60, shortest=5, stop_error=0.4), PEOPLE[:500], seed=1)
    early = by_error.length < 60
    assert early.mean() > 0.8
    assert np.all(by_error.error[early] <= 0.4)
    sides = Rules(longest=25, shortest=5, cuts=(-0.5,), certainty=0.9)
    found = report(simulate(pool, sides, PEOPLE, seed=1))
    assert found.length < 17
    assert found.decided > 0.8
    assert found.agreement > 0.93
    stand = standpoint(pool, replace(sides, shortest=1), [(f"i{j}", 1.0) for j in range(20)])
    assert stand.stop == "certainty"
    assert standpoint(pool, Rules(longest=3), [(f"i{j}", 1.0) for j in range(3)]).stop == "length"
    assert next_item(pool, Rules(longest=3), [(f"i{j}", 1.0) for j in range(3)], seed=1).item is None


def test_the_same_seed_gives_the_same_tests_and_another_seed_others() -> None:
    pool, rules = pool_of(), Rules(longest=12, among=5)
    one, two, other = (simulate(pool, rules, PEOPLE[:200], seed=seed, cap=0.5) for seed in (1, 1, 2))
    assert np.array_equal(one.items, two.items)
    assert not np.array_equal(one.items, other.items)


def test_shares_of_eligibility_hold_exposure_without_knowing_of_others() -> None:
    pool = pool_of(150)
    rules = eligibility_for(pool, Rules(longest=15), cap=0.3, seed=1, people=1000, rounds=10)
    found = report(simulate(pool, rules, PEOPLE, seed=9))
    assert found.most_exposed < 0.36
    assert report(simulate(pool, Rules(longest=15), PEOPLE, seed=9)).most_exposed == 1.0
    assert next_item(pool, rules, [], seed=5) == next_item(pool, rules, [], seed=5)
    starts = {next_item(pool, rules, [], seed=seed, known=tables(pool, rules)).item for seed in range(30)}
    assert len(starts) > 1


def test_items_of_several_points_and_guessing_serve_too() -> None:
    for family, categories in (("grm", 4), ("gpcm", 3), ("3pl", 2)):
        found = report(
            simulate(pool_of(100, family=family, categories=categories), Rules(longest=15), PEOPLE[:600], seed=1)
        )
        assert 0.92 <= found.coverage <= 0.98


def test_a_real_bank_with_content_groups_meets_its_blueprint() -> None:
    lines = (folder() / "catr_tcals_bank.txt").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split() for line in lines]
    numbers = np.array([[float(one) for one in row[:3]] for row in rows])
    c = np.clip(numbers[:, 2], 0.01, 0.99)
    table = np.column_stack([numbers[:, 0], -numbers[:, 0] * numbers[:, 1], np.log(c / (1 - c))])
    bank = Bank(tuple(f"t{j}" for j in range(len(rows))), ("3pl",) * len(rows), np.full(len(rows), 2), table)
    pool = Pool(bank, tuple(row[4] for row in rows))
    plan = {"Audio1": 0.1, "Audio2": 0.2, "Written1": 0.2, "Written2": 0.2, "Written3": 0.3}
    found = report(simulate(pool, Rules(longest=12, blueprint=plan), PEOPLE, seed=1, cap=0.6))
    assert found.most_off <= 1.0
    assert found.achieved == pytest.approx(plan, abs=0.05)


def test_what_cannot_be_met_is_said_with_the_part_that_is_to_blame() -> None:
    pool = pool_of(40)
    with pytest.raises(BankError, match="В банке 40 заданий, а в тесте до 50"):
        check_pool(pool, Rules(longest=50))
    with pytest.raises(BankError, match="хватит на 10 на человека"):
        check_pool(pool, Rules(longest=12), cap=0.25)
    with pytest.raises(BlueprintError, match=r"Область «a»: план требует до 18 .* из 10 возможных"):
        check_pool(pool, Rules(longest=20, blueprint={"a": 0.9, "b": 0.1}))
    with pytest.raises(BlueprintError, match=r"Область «a».*при доле показа 0.5 из 10 возможных хватит на 5"):
        check_pool(pool, Rules(longest=14, blueprint={"a": 0.5, "b": 0.5}), cap=0.5)
    with pytest.raises(BlueprintError, match="нет заданий области: z"):
        check_pool(pool, Rules(longest=5, blueprint={"z": 1.0}))
    enemies = Pool(pool.bank, pool.areas, (frozenset(f"i{j}" for j in range(0, 40, 4)),))
    with pytest.raises(BlueprintError, match="из 1 возможных"):
        check_pool(enemies, Rules(longest=4, blueprint={"a": 0.5, "b": 0.5}))
    with pytest.raises(BankError, match="Первых заданий нет"):
        check_pool(pool, Rules(longest=5, first=("x",)))


@pytest.mark.parametrize(
    ("told", "error", "words"),
    [
        ({"longest": 3, "shortest": 4}, ModelError, "Наименьшая длина"),
        ({"longest": 3, "sd": 0.0}, ModelError, "невозможны"),
        ({"longest": 3, "stop_error": -1.0}, ModelError, "остановки"),
        ({"longest": 3, "blueprint": {"a": 0.5}}, BlueprintError, "в сумме 1"),
        ({"longest": 3, "blueprint": {"a": 1.5, "b": -0.5}}, BlueprintError, "не больше нуля"),
        ({"longest": 3, "eligibility": {"i1": 2.0}}, ModelError, "Доля показа"),
    ],
)
def test_rules_that_make_no_sense(told: dict, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Rules(**told)


def test_answers_of_another_bank() -> None:
    for answers, words in (
        ([("x", 1.0)], "нет в банке"),
        ([("i1", 5.0)], "не бывает балла 5"),
        ([("i1", 1.0), ("i1", 0.0)], "два ответа"),
    ):
        with pytest.raises(AnswersError, match=words):
            standpoint(pool_of(), Rules(longest=5), answers)
    with pytest.raises(BankError, match="нельзя давать вместе"):
        Pool(bank_of(1, 4), enemies=(frozenset({"i0", "zz"}),))
