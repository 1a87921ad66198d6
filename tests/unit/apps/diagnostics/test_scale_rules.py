"""What is decided about calibrations, each with a yes and a no."""

from __future__ import annotations

from itertools import product

from marshrut.apps.diagnostics.rules import scales as rules
from marshrut.apps.diagnostics.types import CalibrationState, ItemDoubt
from marshrut.foundation.scope.types import Role

SOUND = {
    "difficulty": 0.6,
    "item_rest": 0.4,
    "infit": 1.0,
    "p_adjusted": 0.5,
    "rmsea": 0.02,
    "key_doubted": False,
    "depends": False,
}


def test_who_keeps_the_bank_calibrates_one_at_a_time() -> None:
    """DIAGNOSTICS-30."""
    for role in Role:
        decision = rules.may_calibrate(role, running=False)
        assert bool(decision) == (role in {Role.CENTRE, Role.REGIONAL_METHODOLOGIST})
        assert decision.reasons[0].rule == "DIAGNOSTICS-30"
    assert not rules.may_calibrate(Role.CENTRE, running=True)


def test_a_calibration_moves_by_its_table() -> None:
    """DIAGNOSTICS-31: every pair of states; what was set aside stays so."""
    for now, to in product(CalibrationState, CalibrationState):
        assert bool(rules.may_move_calibration(now, to)) == (to in rules.CALIBRATION_STEPS[now])
    assert not rules.CALIBRATION_STEPS[CalibrationState.DROPPED]
    refused = rules.may_move_calibration(CalibrationState.IN_FORCE, CalibrationState.DROPPED)
    assert refused.reasons[0].rule == "DIAGNOSTICS-31"


def test_the_centre_alone_changes_how_everybody_is_counted() -> None:
    """DIAGNOSTICS-32."""
    for role in Role:
        decision = rules.may_count_by(role, scales=3, applying=False)
        assert bool(decision) == (role is Role.CENTRE)
        assert decision.reasons[0].rule == "DIAGNOSTICS-32"
    assert not rules.may_count_by(Role.CENTRE, scales=0, applying=False)
    assert not rules.may_count_by(Role.CENTRE, scales=3, applying=True)


def test_few_answers_make_no_scale() -> None:
    """DIAGNOSTICS-33: the numbers are said."""
    assert rules.may_be_scale(people=rules.ENOUGH_PEOPLE, items=rules.ENOUGH_ITEMS)
    few = rules.may_be_scale(people=rules.ENOUGH_PEOPLE - 1, items=9)
    assert not few
    assert str(rules.ENOUGH_PEOPLE) in few.text
    assert few.reasons[0].rule == "DIAGNOSTICS-33"
    assert not rules.may_be_scale(people=9000, items=rules.ENOUGH_ITEMS - 1)


def test_slopes_of_their_own_are_advised_to_many() -> None:
    assert rules.advise_model(rules.ENOUGH_FOR_SLOPES) == "2pl"
    assert rules.advise_model(rules.ENOUGH_FOR_SLOPES - 1) == "rasch"


def test_what_of_an_item_is_to_be_looked_at() -> None:
    """Each doubt by its own number, the gravest first; a sound item has none."""
    assert rules.doubts_of(**SOUND) == []  # type: ignore[arg-type]
    for change, doubt in (
        ({"key_doubted": True}, ItemDoubt.KEY),
        ({"item_rest": 0.05}, ItemDoubt.WEAK),
        ({"p_adjusted": 0.001, "rmsea": 0.1}, ItemDoubt.MISFIT),
        ({"infit": 1.4}, ItemDoubt.MISFIT),
        ({"depends": True}, ItemDoubt.PAIR),
        ({"difficulty": 0.97}, ItemDoubt.EASY),
        ({"difficulty": 0.02}, ItemDoubt.HARD),
    ):
        assert rules.doubts_of(**{**SOUND, **change}) == [doubt]  # type: ignore[arg-type]
    # many people find every small misfit: only one that matters is named
    assert rules.doubts_of(**{**SOUND, "p_adjusted": 0.0001, "rmsea": 0.03}) == []  # type: ignore[arg-type]
    assert rules.doubts_of(**{**SOUND, "p_adjusted": None}) == []  # type: ignore[arg-type]
