"""Judging mastery: computed by hand, against scipy, by invariants, by recovery of what was known."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from marshrut.cores.psychometrics import (
    METHOD,
    Batch,
    Doubt,
    Judged,
    MasteryRules,
    Piece,
    Standing,
    batch_of,
    expected_share,
    judge,
    timeline,
    timelines,
    weights,
)

DAY = date(2026, 3, 1)
RULES = MasteryRules(
    certain=0.9,
    sources_for_certain=2,
    likely=0.75,
    enough_items=5,
    source_items=2,
    half_life_days=730,
    fade_step_days=183,
    forget_days=1830,
    retest_days=90,
    retest_share=0.5,
    renewed_share=0.25,
)


def piece(right: float, items: float = 10, *, on: date = DAY, **more: Any) -> Piece:
    return Piece(on=on, share=right / items, items=items, **{"source": "one", **more})


def one(*pieces: Piece, on: date = DAY, rules: MasteryRules = RULES) -> Judged:
    return judge(batch_of([pieces], on), rules)


# By hand -------------------------------------------------------------------------------------------------------------


def test_one_right_answer_of_one_by_hand() -> None:
    """The posterior of θ is Beta(2, 1), its density 2θ: P(θ<½) = ¼, P(θ≥¾) = 7/16, mean ⅔."""
    said = one(piece(1, 1))
    assert said.p_below[0] == pytest.approx(0.25, abs=1e-9)
    assert said.p_strong[0] == pytest.approx(7 / 16, abs=1e-9)
    assert said.mean[0] == pytest.approx(2 / 3, abs=1e-9)
    assert said.low[0] == pytest.approx(math.sqrt(0.1), abs=1e-4)
    assert said.high[0] == pytest.approx(math.sqrt(0.9), abs=1e-4)
    assert said.method == METHOD


def test_a_source_with_a_higher_cut_by_hand() -> None:
    """One wrong answer, cut 0.7: the density is 1 − 1.4θ below the cut; above it 0.3·(1 − …) by pieces."""
    p = expected_share(0.7, 0.85)
    assert p[100] == pytest.approx(0.7)
    assert p[150] == pytest.approx(0.85)
    below = 0.5 * (1 + 0.3) / 2
    middle, above = 0.25 * (0.3 + 0.15) / 2, 0.25 * 0.15 / 2
    said = one(piece(0, 1, cut=0.7, strong=0.85))
    assert said.p_below[0] == pytest.approx(below / (below + middle + above), abs=1e-9)


def test_weights_by_hand() -> None:
    old = DAY - timedelta(days=366)  # two whole steps
    batch = batch_of([[piece(5, on=old, trust=0.8), piece(5, source="two"), piece(5, source="two")]], DAY)
    weight, whole = weights(batch, RULES)
    assert weight.tolist() == pytest.approx([0.8 * 0.5 ** (366 / 730), 0.75, 0.75])
    assert whole.tolist() == pytest.approx([0.8, 0.75, 0.75])


def test_the_same_instrument_again_too_soon_counts_half() -> None:
    later = DAY + timedelta(days=30)
    weight, _ = weights(batch_of([[piece(5), piece(5, on=later)]], later), RULES)
    assert weight.tolist() == pytest.approx([1.0, 0.5])
    far = DAY + timedelta(days=91)
    weight, _ = weights(batch_of([[piece(5), piece(5, on=far)]], far), RULES)
    assert weight.tolist() == pytest.approx([1.0, 1.0])


# Against scipy -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("right", "items"), [(0, 5), (3, 10), (10, 10), (7, 8), (31, 60), (6.4, 8)])
def test_one_plain_source_is_exactly_beta_binomial(right: float, items: float) -> None:
    said = one(piece(right, items))
    exact = stats.beta(1 + right, 1 + items - right)
    assert said.p_below[0] == pytest.approx(exact.cdf(0.5), abs=1e-5)
    assert said.p_strong[0] == pytest.approx(exact.sf(0.75), abs=1e-5)
    assert said.mean[0] == pytest.approx(exact.mean(), abs=1e-5)
    assert said.low[0] == pytest.approx(exact.ppf(0.1), abs=2e-3)
    assert said.high[0] == pytest.approx(exact.ppf(0.9), abs=2e-3)


# Words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pieces", "standing", "doubt"),
    [
        ([piece(1)], Standing.LIKELY, Doubt.NONE),
        ([piece(1), piece(1, on=DAY - timedelta(days=200))], Standing.LIKELY, Doubt.NONE),
        ([piece(1), piece(2, source="two")], Standing.CERTAIN, Doubt.NONE),
        ([piece(1, 20), piece(2, 3, source="two")], Standing.LIKELY, Doubt.NONE),
        ([piece(10)], Standing.STRONG, Doubt.NONE),
        ([piece(7)], Standing.SOUND, Doubt.NONE),
        ([piece(5)], Standing.UNKNOWN, Doubt.NEAR_CUT),
        ([piece(2, 4)], Standing.UNKNOWN, Doubt.FEW),
        ([piece(1), piece(9, source="two")], Standing.UNKNOWN, Doubt.CONTRADICTORY),
        ([piece(1, on=DAY - timedelta(days=1500))], Standing.UNKNOWN, Doubt.OLD),
        ([], Standing.UNKNOWN, Doubt.FEW),
    ],
    ids=["one", "one-twice", "two", "second-does-not-point", "strong", "sound", "near", "few", "split", "old", "none"],
)
def test_what_is_said(pieces: list[Piece], standing: Standing, doubt: Doubt) -> None:
    said = one(*pieces)
    assert (said.standing_of(0), said.doubt_of(0)) == (standing, doubt)


BEFORE = DAY - timedelta(days=60)


def test_a_measurement_after_learning_tells_of_today() -> None:
    """What stood before it is of somebody who had not learnt yet: it weighs little and contradicts nobody."""
    entry, exit_one = piece(4, 15, on=BEFORE), piece(14, 15, source="two")
    plain, after = one(entry, exit_one), one(entry, replace(exit_one, renews=True))
    assert (bool(plain.split[0]), int(plain.sources[0])) == (True, 2)
    assert (bool(after.split[0]), int(after.sources[0])) == (False, 1)
    assert after.standing_of(0) is Standing.SOUND
    assert after.mean[0] > plain.mean[0] + 0.1
    before = timeline([entry, replace(exit_one, renews=True)], RULES)[0]
    assert (before.since, before.standing) == (BEFORE, Standing.LIKELY)


def test_after_a_short_measurement_what_stood_before_still_counts_a_little() -> None:
    alone, beside = one(piece(3, 4)), one(piece(4, 15, on=BEFORE), replace(piece(3, 4, source="two"), renews=True))
    assert alone.doubt_of(0) is Doubt.FEW
    assert beside.mean[0] < alone.mean[0]


def test_of_one_day_the_measurement_after_learning_renews_nothing_of_that_day() -> None:
    same = one(piece(4, 15), replace(piece(14, 15, source="two"), renews=True))
    plain = one(piece(4, 15), piece(14, 15, source="two"))
    assert same.mean[0] == plain.mean[0]


def test_a_second_source_that_points_up_leaves_a_deficit_likely_at_most() -> None:
    said = one(piece(0, 40), piece(4, 6, source="two"))
    assert said.p_below[0] > RULES.certain
    assert said.standing_of(0) is Standing.LIKELY


@pytest.mark.parametrize(
    "wrong", [{"share": 1.4}, {"share": float("nan")}, {"trust": 2.0}, {"items": -1.0}, {"cut": 0.9, "strong": 0.8}]
)
def test_what_cannot_be_is_an_error_and_never_a_quiet_number(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"\d|negative"):
        batch_of([[replace(piece(5), **wrong)]], DAY)


@pytest.mark.parametrize(
    "wrong",
    [{"likely": 0.5}, {"certain": 0.7}, {"fade_step_days": 0}, {"retest_share": 1.5}, {"renewed_share": -0.1}],
)
def test_impossible_thresholds_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"<|positive"):
        replace(RULES, **wrong)


# Invariants ----------------------------------------------------------------------------------------------------------

_days = st.integers(0, 2500).map(lambda back: DAY - timedelta(days=back))
_borders = st.sampled_from([(0.5, 0.75), (0.7, 0.85), (0.4, 0.9)])
_pieces = st.lists(
    st.builds(
        lambda items, part, on, borders, trust, source: Piece(
            on=on, share=part, items=items, cut=borders[0], strong=borders[1], trust=trust, source=source
        ),
        st.integers(1, 30),
        st.floats(0, 1),
        _days,
        _borders,
        st.floats(0, 1),
        st.sampled_from("abc"),
    ),
    max_size=5,
)


@given(_pieces, st.floats(0, 1), st.data())
@settings(max_examples=60, deadline=None)
def test_more_right_answers_never_lower_anybody(pieces: list[Piece], better: float, data: Any) -> None:
    if not pieces:
        return
    at = data.draw(st.integers(0, len(pieces) - 1))
    raised = [*pieces]
    raised[at] = replace(pieces[at], share=max(pieces[at].share, better))
    before, after = one(*pieces), one(*raised)
    assert after.p_below[0] <= before.p_below[0] + 1e-9
    assert after.mean[0] >= before.mean[0] - 1e-9


@given(_pieces, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_results_does_not_matter(pieces: list[Piece], chance: Any) -> None:
    mixed = [*pieces]
    chance.shuffle(mixed)
    for name in ("p_below", "p_strong", "mean", "low", "high", "items"):
        assert getattr(one(*mixed), name)[0] == pytest.approx(getattr(one(*pieces), name)[0], abs=1e-9)


@given(_pieces, _borders)
@settings(max_examples=60, deadline=None)
def test_a_result_that_nobody_trusts_is_as_if_it_was_not(pieces: list[Piece], borders: tuple[float, float]) -> None:
    nothing = piece(3, trust=0.0, source="nobody", cut=borders[0], strong=borders[1])
    with_it, without = one(*pieces, nothing), one(*pieces)
    assert with_it.standing_of(0) is without.standing_of(0)
    assert with_it.p_below[0] == pytest.approx(without.p_below[0], abs=1e-9)
    assert with_it.sources[0] == without.sources[0]


@given(st.integers(0, 10), st.integers(0, 3000))
@settings(max_examples=60, deadline=None)
def test_fading_moves_towards_not_knowing(right: int, later: int) -> None:
    now, then = one(piece(right)), one(piece(right), on=DAY + timedelta(days=later))
    assert abs(then.p_below[0] - 0.5) <= abs(now.p_below[0] - 0.5) + 1e-9
    assert then.items[0] <= now.items[0]


@given(st.lists(_pieces, max_size=6))
@settings(max_examples=40, deadline=None)
def test_many_at_once_are_judged_as_one_by_one(cells: list[list[Piece]]) -> None:
    together = judge(batch_of(cells, DAY), RULES)
    for number, pieces in enumerate(cells):
        alone = one(*pieces)
        assert together.standing_of(number) is alone.standing_of(0)
        assert together.p_below[number] == pytest.approx(alone.p_below[0], abs=1e-9)


@given(st.lists(_pieces, min_size=1, max_size=4), st.integers(-2600, 2600))
@settings(max_examples=40, deadline=None)
def test_a_timeline_says_on_any_day_what_judging_that_day_says(cells: list[list[Piece]], ahead: int) -> None:
    day = DAY + timedelta(days=ahead)
    for pieces, stretches in zip(cells, timelines(cells, RULES), strict=True):
        there = [row for row in stretches if row.since <= day and (row.until is None or day < row.until)]
        seen = [piece for piece in pieces if piece.on <= day]
        if not seen:
            assert not there
            continue
        exact = one(*pieces, on=day)
        assert [row.standing for row in there] == [exact.standing_of(0)]
        assert [row.doubt for row in there] == [exact.doubt_of(0)]


def test_a_timeline_has_no_gaps_and_ends_in_not_knowing() -> None:
    stretches = timeline([piece(1), piece(9, on=DAY + timedelta(days=500), source="two")], RULES)
    assert stretches[0].since == DAY
    assert all(before.until == after.since for before, after in pairwise(stretches))
    assert stretches[-1].until is None
    assert (stretches[-1].standing, stretches[-1].doubt) == (Standing.UNKNOWN, Doubt.OLD)
    assert len(timeline([piece(1)], RULES, until=DAY)) == 1


# Recovery ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_is_said_holds_for_people_whose_mastery_is_known() -> None:
    """20,000 people of known mastery answer two tests of eight items. Of those called «likely» at least three of four
    are below the cut; of those called certain nine of ten; intervals hold 80 %."""
    rng = np.random.default_rng(7)
    people, items = 20_000, 8
    theta = rng.random(people)
    share = rng.binomial(items, np.repeat(theta, 2)) / items
    cell = np.repeat(np.arange(people), 2)
    ordinal = np.full(2 * people, DAY.toordinal())
    said = judge(
        Batch(
            cells=people,
            cell=cell,
            day=ordinal,
            share=share,
            items=np.full(2 * people, float(items)),
            cut=np.full(2 * people, 0.5),
            strong=np.full(2 * people, 0.75),
            trust=np.ones(2 * people),
            source=np.arange(2 * people),
            asked=np.full(people, DAY.toordinal()),
            renews=np.zeros(2 * people, dtype=bool),
        ),
        RULES,
    )
    words = np.array([said.standing_of(number).value for number in range(people)])
    assert (theta[words == "certain"] < 0.5).mean() > 0.93
    assert (theta[words == "likely"] < 0.5).mean() > 0.75
    assert (theta[words == "strong"] >= 0.75).mean() > 0.75
    assert (theta[words == "sound"] >= 0.5).mean() > 0.75
    inside = (theta >= said.low) & (theta <= said.high)
    assert inside.mean() == pytest.approx(0.8, abs=0.02)
