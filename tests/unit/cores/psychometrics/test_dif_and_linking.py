"""DIF and linking: published figures, power and false alarms where the truth is known."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.calibration import calibrate
from marshrut.cores.psychometrics.calibration.report import covariance_of
from marshrut.cores.psychometrics.dif import confirm, logistic, mantel_haenszel
from marshrut.cores.psychometrics.linking import drifted, link, shared_items
from marshrut.cores.psychometrics.problems import AnchorsError, AnswersError
from marshrut.cores.psychometrics.responses import Responses, joined, responses_of
from support.irt import folder, names_and_numbers, reference
from unit.cores.psychometrics.invented import bank_of, dealt, drawn

#: Recovery of known truths and power on drawn answers: seconds each.
pytestmark = pytest.mark.slow


def by_gender() -> Responses:
    head, table = names_and_numbers("verbal_aggression.csv")
    return responses_of(
        table[:, :24], head[:24], groups=["m" if one else "f" for one in table[:, head.index("Gender")]]
    )


def test_mantel_haenszel_is_the_published_one() -> None:
    found = mantel_haenszel(by_gender(), reference="f", purify=False)
    told = reference("verbal_MH_dif_gender.csv")
    for key, values in (("MH_chi2", found.chi2), ("alphaMH", found.alpha), ("deltaMH", found.delta)):
        assert values == pytest.approx([told[one][key] for one in found.items], abs=1e-4), key
    assert set(found.flagged) == {"S2WantShout", "S4WantShout", "S2DoCurse", "S2DoScold", "S3DoCurse", "S3DoScold"}


def test_the_direction_turns_with_the_reference() -> None:
    one, other = (mantel_haenszel(by_gender(), reference=name, purify=False) for name in "fm")
    assert one.delta == pytest.approx(-other.delta)
    assert one.ets == other.ets


def with_dif(seed: int, *, categories: int = 2, shift: float = 0.6) -> Responses:
    """Item 0 is harder for the focal group, whose level is lower too."""
    bank = bank_of(seed, 20, categories=categories)
    rows = bank.rows.copy()
    rows[0, 1:] -= shift * rows[0, 0] * np.arange(1, categories)
    harder = Bank(bank.names, bank.families, bank.categories, rows)
    made = np.random.default_rng(seed)
    table = np.vstack(
        [drawn(bank, made.standard_normal(1000), seed), drawn(harder, made.normal(-0.5, 1, 1000), seed + 1)]
    )
    return responses_of(table, bank.names, groups=["a"] * 1000 + ["b"] * 1000)


@pytest.mark.parametrize("categories", [2, 3])
def test_an_item_that_is_harder_for_one_group_is_found_and_others_are_left_alone(categories: int) -> None:
    found, false = [], []
    for seed in range(4):
        answers = with_dif(seed, categories=categories)
        scan, shape = mantel_haenszel(answers), logistic(answers)
        assert scan.delta[0] < 0
        assert shape.effect[0] < 0
        found.append((scan.p[0] < 0.05, shape.p[0] < 0.05, scan.ets[0] in {"B", "C"}))
        false.append(np.concatenate([scan.p[1:], shape.p[1:]]) < 0.05)
    assert np.mean(found) == 1
    assert np.mean(false) <= 0.09


def test_the_two_group_model_confirms_what_is_there_and_not_what_is_not() -> None:
    answers = with_dif(2)
    proof = confirm(answers, "2pl", ["i0", "i5"])
    assert proof.p_adjusted[0] < 0.001
    assert proof.p_adjusted[1] > 0.05
    assert proof.share_difference[0] == pytest.approx(-0.12, abs=0.05)
    assert list(proof.freedom) == [2, 2]


def test_groups_that_cannot_be_compared() -> None:
    answers = with_dif(1)
    three = responses_of(answers.matrix().astype(float), answers.items, groups=["a", "b", "c"] * 666 + ["a", "b"])
    with pytest.raises(AnswersError, match="Групп 3"):
        mantel_haenszel(three)
    with pytest.raises(AnswersError, match="Группы «z» нет"):
        logistic(answers, reference="z")
    few = responses_of(answers.matrix().astype(float), answers.items, groups=["a"] * 1990 + ["b"] * 10)
    with pytest.raises(AnswersError, match="меньше 20 человек"):
        mantel_haenszel(few)
    with pytest.raises(AnswersError, match="меньше трёх"):
        confirm(answers, "2pl", answers.items[:18])


def forms() -> dict[int, Bank]:
    """The five published forms and their coefficients."""
    with (folder() / "equate_forms_2pl_coef.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    out = {}
    for form in range(1, 6):
        part = [row for row in rows if int(row["form"]) == form]
        numbers = np.array([[float(row["slope"]), float(row["intercept"])] for row in part])
        out[form] = Bank(tuple(r["item"] for r in part), ("gpcm",) * len(part), np.full(len(part), 2), numbers)
    return out


METHODS = {
    "mean-mean": "mean-mean", "mean-sigma": "mean-sigma", "Haebara": "haebara", "Stocking-Lord": "stocking-lord",
}  # fmt: skip


def test_constants_of_all_neighbouring_forms_are_the_references() -> None:
    known = forms()
    with (folder() / "reference" / "equating_direct_AB.csv").open(encoding="utf-8") as source:
        rows = [row for row in csv.DictReader(source) if row["method"] in METHODS]
    assert len(rows) == 20
    for row in rows:
        found = link(known[int(row["from_form"])], known[int(row["to_form"])], METHODS[row["method"]])
        assert (found.a, found.b) == pytest.approx((float(row["A"]), float(row["B"])), abs=2e-5), row


def test_constants_and_errors_from_the_answers_are_the_published_ones() -> None:
    """equateIRT's tutorial: A 1.21061 (.0290), B −.14242 (.0281) by mean-mean."""
    made = []
    for form in (1, 2):
        head, table = names_and_numbers(f"equate_form{form}_responses.csv")
        made.append(calibrate(responses_of(table, head), "2pl"))
    names = shared_items(made[0].bank, made[1].bank)
    covariances = (covariance_of(made[0], names), covariance_of(made[1], names))
    found = link(made[0].bank, made[1].bank, "mean-mean", covariances=covariances)
    assert (found.a, found.b) == pytest.approx((1.21061, -0.14242), abs=2e-4)
    assert (found.a_error, found.b_error) == pytest.approx((0.0290, 0.0281), abs=1e-4)
    curve = link(made[0].bank, made[1].bank, "stocking-lord", covariances=covariances)
    assert curve.a_error < found.a_error


@pytest.mark.parametrize("family", ["gpcm", "grm", "3pl"])
def test_a_scale_that_was_moved_is_moved_back(family: str) -> None:
    bank = bank_of(3, 12, family=family, categories=2 if family == "3pl" else 3)
    moved = bank.rescaled(1.3, -0.4)
    theta = np.linspace(-3, 3, 7)
    assert moved.expected_scores(1.3 * theta - 0.4) == pytest.approx(bank.expected_scores(theta))
    for method in ("mean-mean", "mean-sigma", "haebara", "stocking-lord"):
        found = link(bank, moved, method)
        assert (found.a, found.b) == pytest.approx((1.3, -0.4), abs=1e-6)


def test_drifted_anchors_are_found_and_others_are_kept() -> None:
    hits, false = [], []
    for seed in range(20):
        made = np.random.default_rng(seed)
        bank = bank_of(seed, 20)
        noisy = [bank.rows + made.normal(0, 0.05, bank.rows.shape) for _ in range(2)]
        noisy[1][3, 1] -= 0.5 * noisy[1][3, 0]
        x, y = (Bank(bank.names, bank.families, bank.categories, rows) for rows in noisy)
        found = drifted(x, y.rescaled(1.1, 0.2))
        hits.append("i3" in found.dropped)
        false.append(len(set(found.dropped) - {"i3"}) / 19)
    assert np.mean(hits) >= 0.9
    assert np.mean(false) <= 0.05


def test_concurrent_and_fixed_anchor_calibration_bring_forms_to_one_scale() -> None:
    bank = bank_of(9, 30)
    made = np.random.default_rng(9)
    first = dealt(bank.take(range(20)), made.standard_normal(2500), 9)
    second = dealt(bank.take(range(10, 30)), made.normal(0.5, 1.2, 2500), 10)
    both = joined({"1": first, "2": second})
    assert both.persons == 5000
    assert both.items == bank.names
    together = calibrate(both, "2pl")
    assert together.means[1] == pytest.approx(0.5, abs=0.12)
    assert together.sds[1] == pytest.approx(1.2, abs=0.12)
    alone = calibrate(first, "2pl")
    held = calibrate(second, "2pl", anchors=alone.bank.take(range(10, 20)))
    assert held.means[0] == pytest.approx(together.means[1], abs=0.08)
    away = held.bank.difficulties()[10:, 0] - together.bank.difficulties()[20:, 0]
    assert np.max(np.abs(away)) < 0.25


def test_forms_that_share_too_little_or_changed_an_item() -> None:
    with pytest.raises(AnchorsError, match="Общих заданий: 0"):
        shared_items(bank_of(1, 5), bank_of(1, 5, prefix="x"))
    with pytest.raises(AnchorsError, match="разными баллами: i0"):
        shared_items(bank_of(1, 5), bank_of(1, 5, categories=3))
    with pytest.raises(AnchorsError, match="с разными баллами"):
        joined({
            "1": dealt(bank_of(1, 5), np.zeros(50), 1), "2": dealt(bank_of(1, 5, categories=3), np.zeros(50), 1),
        })  # fmt: skip
