"""PROGRAMMES-26, -27: two places of one person in a group; what comes back when the records are divided."""

from __future__ import annotations

import pytest

from marshrut.apps.programmes.rules import Claim, may_come_back, stands_first
from marshrut.apps.programmes.types import ApplicationState, CohortState, EnrolmentState

A, E = ApplicationState, EnrolmentState


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Claim(application=A.SEATED, turn=9), Claim(application=A.WAITING, turn=1)),
        (Claim(application=A.SEATED, turn=1), Claim(application=A.SEATED, turn=9)),
        (Claim(enrolment=E.LEARNING), Claim(application=A.SEATED, turn=1)),
        (Claim(enrolment=E.COMPLETED, turn=9), Claim(enrolment=E.LEARNING, turn=1)),
    ],
    ids=["further", "earlier", "learns", "completed"],
)
def test_one_place_stands(one: Claim, other: Claim) -> None:
    assert stands_first(one, other)
    no = stands_first(other, one)
    assert not no
    assert no.reasons[0].rule == "PROGRAMMES-26"


@pytest.mark.parametrize(
    ("cohort", "held", "free", "comes"),
    [
        (CohortState.OPEN, True, 1, True),
        (CohortState.OPEN, True, 0, False),
        (CohortState.OPEN, False, 0, True),
        (CohortState.RUNNING, True, 0, True),
        (CohortState.RUNNING, False, 1, False),
        (CohortState.CANCELLED, True, 1, False),
    ],
)
def test_what_gave_way_comes_back(cohort: CohortState, *, held: bool, free: int, comes: bool) -> None:
    found = may_come_back(cohort=cohort, held_seat=held, free=free)
    assert bool(found) is comes
    assert found.reasons[0].rule == "PROGRAMMES-27"
