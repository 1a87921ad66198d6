"""Raters, attributes, forms: published data with the truth in the files, invented people, and bad input."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from marshrut.cores.psychometrics.adaptive import Pool
from marshrut.cores.psychometrics.diagnosis import check_q, diagnose, profiles_of
from marshrut.cores.psychometrics.facets import Ratings, calibrate_facets, ratings_of
from marshrut.cores.psychometrics.facets.model import Likelihood
from marshrut.cores.psychometrics.forms import FormPlan, Stage, assemble, assemble_multistage, routed
from marshrut.cores.psychometrics.problems import (
    AnswersError,
    BankError,
    BlueprintError,
    MemoryWouldNotSufficeError,
    QMatrixError,
)
from marshrut.cores.psychometrics.responses import responses_of
from support.irt import folder, names_and_numbers
from unit.cores.psychometrics.invented import bank_of, dealt, drawn

#: Recovery of known truths and power on drawn answers: seconds each.
pytestmark = pytest.mark.slow

CRITERIA = ("crit2", "crit3", "crit4", "crit6")


def invented_ratings(
    seed: int, texts: int = 400, raters: int = 20, each: int = 2
) -> tuple[Ratings, np.ndarray, np.ndarray]:
    """Ratings on three criteria of 0 … 3, the true levels of texts, the true severities."""
    made = np.random.default_rng(seed)
    theta, severity = made.normal(0, 1.2, texts), made.normal(0, 0.6, raters)
    steps = np.cumsum(np.column_stack([np.zeros(3), np.ones(3), np.zeros(3), -np.ones(3)]), axis=1)
    text = np.repeat(np.arange(texts), each)
    rater = np.concatenate([made.permutation(raters)[:each] for _ in range(texts)])
    z = np.arange(4) * (theta[text] - severity[rater])[:, None, None] + steps[None, :, :]
    p = np.exp(z - z.max(axis=2, keepdims=True))
    p /= p.sum(axis=2, keepdims=True)
    points = (made.random((text.size, 3, 1)) > np.cumsum(p, axis=2)[:, :, :3]).sum(axis=2).astype(float)
    told = ratings_of([f"{n:04}" for n in text], [f"r{n:02}" for n in rater], ["a", "b", "c"], points)
    return told, theta, severity


def test_severity_of_raters_is_found_with_true_errors_and_scores_no_longer_depend_on_it() -> None:
    inside = []
    for seed in range(5):
        ratings, theta, severity = invented_ratings(seed)
        found = calibrate_facets(ratings)
        assert found.converged
        centred = found.severity - found.severity.mean()
        truth = severity - severity.mean()
        inside.append(np.abs(centred - truth) <= 1.96 * found.severity_error)
        assert np.corrcoef(centred, truth)[0, 1] > 0.93
        raw = np.bincount(ratings.text, weights=ratings.category) / np.bincount(ratings.text)
        assert np.corrcoef(found.fair, theta)[0, 1] > np.corrcoef(raw, theta)[0, 1]
        assert found.sd == pytest.approx(1.2, abs=0.2)
        assert found.tau == pytest.approx(severity.std(), abs=0.2)
        assert found.infit == pytest.approx(np.ones(20), abs=0.35)
    assert 0.9 <= np.mean(inside) <= 0.99


def test_the_gradient_of_ratings_is_that_of_their_likelihood() -> None:
    ratings, _, _ = invented_ratings(1, texts=40, raters=5)
    model = Likelihood(ratings, np.linspace(-6, 6, 31), 0.5)
    vector = np.random.default_rng(1).normal(0, 0.3, model.size)
    point = model.at(vector)
    for m in range(model.size):
        shift = np.zeros(model.size)
        shift[m] = 1e-5
        assert point.gradient[m] == pytest.approx(
            (model.at(vector + shift).value - model.at(vector - shift).value) / 2e-5, abs=1e-5
        )


def test_published_essays_and_their_fifty_two_raters() -> None:
    with (folder() / "ratings3_writing.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    points = np.array([[float(row[name]) if row[name] else np.nan for name in CRITERIA] for row in rows])
    found = calibrate_facets(ratings_of([r["idstud"] for r in rows], [r["rater"] for r in rows], CRITERIA, points))
    assert found.converged
    assert (len(found.ratings.texts), len(found.ratings.raters)) == (561, 52)
    assert found.alone == ()
    assert 0.1 < found.tau < 0.5
    assert np.all(found.severity_error < found.tau)
    mean = np.bincount(found.ratings.rater, weights=found.ratings.category) / np.bincount(found.ratings.rater)
    assert np.corrcoef(found.severity, mean)[0, 1] < -0.6, "who is strict gives fewer points"


def test_a_rater_of_three_texts_is_not_called_strict_for_them() -> None:
    ratings, _, _ = invented_ratings(2, texts=200, raters=10)
    text = [ratings.texts[n] for n in (0, 1, 2)]
    few = np.zeros((3, 3))
    rows = {}
    for n in range(ratings.text.size):
        rows.setdefault((ratings.texts[ratings.text[n]], ratings.raters[ratings.rater[n]]), [np.nan] * 3)[
            ratings.criterion[n]
        ] = ratings.category[n]
    names = [*rows, *((one, "few") for one in text)]
    table = np.vstack([np.array(list(rows.values()), dtype=float), few])
    found = calibrate_facets(ratings_of([a for a, _ in names], [b for _, b in names], ["a", "b", "c"], table))
    place = found.ratings.raters.index("few")
    assert found.severity_error[place] > 1.5 * np.median(found.severity_error)
    assert found.severity[place] < 4


def test_ratings_that_say_nothing() -> None:
    points = np.array([[0.0], [1.0], [1.0]])
    for call, words in (
        ((["a", "b", "c"], ["r"] * 3, ["k"], points), "Эксперт один"),
        ((["a", "a", "c"], ["r", "r", "s"], ["k"], points), "дважды у одного эксперта: a / r"),
        ((["a", "b", "c"], ["r", "s", "s"], ["k"], points * 2), "никто не ставил"),
        ((["a", "b", "c"], ["r", "s", "s"], ["k"], points / 2), "не целый"),
        ((["a", "b", "c"], ["r", "s", "s"], ["k"], points * np.nan), "Оценок нет"),
        ((["a", "b"], ["r", "s", "s"], ["k"], points), "не столько"),
    ):
        with pytest.raises(AnswersError, match=words):
            ratings_of(*call)
    with pytest.raises(MemoryWouldNotSufficeError, match="Нужно около"):
        calibrate_facets(invented_ratings(1, texts=40, raters=5)[0], memory=1e3)


def teachers() -> tuple[object, np.ndarray, list[str]]:
    head, table = names_and_numbers("dtmr_teachers_responses.csv")
    with (folder() / "dtmr_teachers_qmatrix.csv").open(encoding="utf-8") as source:
        names, *rows = list(csv.reader(source))
    return responses_of(table, head), np.array([[float(one) for one in row[1:]] for row in rows]), names[1:]


def test_fractions_of_teachers_come_out_as_they_were_made() -> None:
    answers, q, attributes = teachers()
    found = diagnose(answers, q, attributes)
    assert found.converged
    with (folder() / "dtmr_teachers_skill_distribution.csv").open(encoding="utf-8") as source:
        sizes = np.array([float(row["freq"]) for row in csv.DictReader(source)])
    assert found.sizes == pytest.approx(sizes / sizes.sum(), abs=0.006)
    with (folder() / "dtmr_teachers_itempars.csv").open(encoding="utf-8") as source:
        told = {row["item"]: row for row in csv.DictReader(source)}
    away = []
    for name, effects in zip(found.items, found.effects, strict=True):
        for label, (value, error) in effects.items():
            truth = float(told[name]["lam0" if not label else label.replace(":", ".")] or 0) if (
                not label or label.replace(":", ".") in told[name]) else 0.0  # fmt: skip
            away.append((value - truth) / error)
    assert np.mean(np.abs(away) <= 1.96) >= 0.88
    assert abs(np.mean(away)) < 0.4
    people = profiles_of(found, answers)
    assert np.all(people.accuracy > 0.9)
    assert people.classes.sum(axis=1) == pytest.approx(np.ones(5000))
    assert diagnose(answers, q, attributes, model="dina").log_likelihood < found.log_likelihood


def test_slips_and_guesses_of_dina_are_found_and_people_with_missing_answers_classified() -> None:
    made = np.random.default_rng(3)
    q = np.vstack([np.eye(3)] * 4 + [np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]])] * 2)
    profile = (made.random((2000, 3)) < [0.4, 0.5, 0.6]).astype(int)
    able = np.all(profile[:, None, :] >= q[None, :, :], axis=2)
    table = (made.random(able.shape) < np.where(able, 0.85, 0.15)).astype(float)
    names = [f"i{j}" for j in range(q.shape[0])]
    found = diagnose(responses_of(table, names), q, ["x", "y", "z"], model="dina")
    assert found.slip == pytest.approx(np.full(18, 0.15), abs=0.06)
    assert found.guess == pytest.approx(np.full(18, 0.15), abs=0.05)
    assert found.falling == ()
    table[made.random(table.shape) < 0.4] = np.nan
    people = profiles_of(found, responses_of(table, names, scores=[(0.0, 1.0)] * 18))
    right = np.mean(people.likeliest == profile, axis=0)
    assert np.all(right > 0.85)
    assert right == pytest.approx(people.accuracy, abs=0.04), "it knows how often it is right"


def test_a_q_matrix_that_tells_nothing_apart() -> None:
    names, attributes = [f"i{j}" for j in range(4)], ["a", "b", "c"]
    for q, words in (
        ([[1, 1, 0], [1, 1, 0], [0, 0, 1], [1, 1, 1]], "не различает умения: a и b"),
        ([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 0, 0]], "не проверяет ни одно задание: c"),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], "ни одного умения: i3"),
        ([[2, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]], "не только 0 и 1"),
        ([[1, 0, 0]], "не того размера"),
    ):
        with pytest.raises(QMatrixError, match=words):
            check_q(np.array(q), names, attributes)
    answers, q, attributes = teachers()
    with pytest.raises(AnswersError, match="хотя бы 200"):
        diagnose(answers.of_persons(np.arange(100)), q, attributes)


def pool_of(items: int = 120) -> Pool:
    return Pool(bank_of(1, items), tuple("abcd"[j % 4] for j in range(items)), (frozenset({"i0", "i4"}),))


AREAS = {"a": (6, 6), "b": (5, 5), "c": (4, 5), "d": (4, 5)}


def test_parallel_forms_share_anchors_meet_their_plan_and_measure_alike() -> None:
    pool = pool_of()
    plans = [FormPlan(name, 20, AREAS) for name in ("A", "B", "C")]
    made = assemble(pool, plans, anchors=("i9", "i10"))
    for one in plans:
        assert len(made.items[one.name]) == 20
        assert {"i9", "i10"} <= set(made.items[one.name])
        for name, (low, high) in AREAS.items():
            assert low <= made.areas[one.name][name] <= high
        assert not {"i0", "i4"} <= set(made.items[one.name])
        assert made.information[one.name].min() >= made.least - 1e-6
    shared = set(made.items["A"]) & set(made.items["B"])
    assert shared == {"i9", "i10"}
    lowest = [made.information[name].min() for name in "ABC"]
    assert max(lowest) / min(lowest) < 1.1
    random_form = np.random.default_rng(1).permutation(120)[:20]
    assert made.least > 1.2 * pool.bank.take(random_form).information(np.array([-1.0, 0, 1])).sum(axis=0).min()
    assert made.gap < 0.05


def test_modules_of_a_multistage_test_measure_where_they_should() -> None:
    pool = pool_of()
    plan = assemble_multistage(pool, [Stage(8, (0.0,), {}), Stage(8, (-1.0, 0.0, 1.0), {"a": (2, 2)})])
    theta = np.array([-1.0, 0.0, 1.0])
    curves = [
        pool.bank.take([pool.bank.places[n] for n in module]).information(theta).sum(axis=0)
        for module in plan.modules[1]
    ]
    assert curves[0].argmax() == 0
    assert curves[2].argmax() == 2
    assert list(plan.borders[1]) == sorted(plan.borders[1])
    first = pool.bank.take([pool.bank.places[name] for name in plan.modules[0][0]])
    people = np.array([-2.5, 2.5])
    assert list(routed(pool.bank, plan, dealt(first, people, 1), 1)) == [0, 2]
    with pytest.raises(BlueprintError, match="один модуль"):
        assemble_multistage(pool, [Stage(8, (-1.0, 1.0), {})])


def test_plans_that_cannot_be_met_say_which_part() -> None:
    pool = pool_of(40)
    with pytest.raises(BankError, match="а формам нужно 45"):
        assemble(pool, [FormPlan(name, 15) for name in "ABC"])
    with pytest.raises(BlueprintError, match="Область «a»: формам нужно 12 заданий, а есть 10"):
        assemble(pool, [FormPlan(name, 10, {"a": (6, 6)}) for name in "AB"])
    with pytest.raises(BlueprintError, match="области требуют больше"):
        assemble(pool, [FormPlan("A", 5, {"a": (3, 3), "b": (3, 3)})])
    with pytest.raises(BlueprintError, match="область «z»"):
        assemble(pool, [FormPlan("A", 5, {"z": (1, 1)})])
    with pytest.raises(BlueprintError, match="из-за области «a»"):
        assemble(pool, [FormPlan("A", 20, {"a": (0, 2), "b": (0, 5), "c": (0, 5), "d": (0, 5)})])
    twins = Pool(pool.bank, pool.areas, (frozenset(f"i{j}" for j in range(0, 40, 4)),))
    with pytest.raises(BlueprintError, match="нельзя давать вместе"):
        assemble(twins, [FormPlan("A", 35)])
    assert drawn(pool.bank, np.zeros(1), 1).shape == (1, 40)
