"""JOBS-01 and JOBS-02: whose work it is, and what can be tried again."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.foundation.jobs import access, rules
from marshrut.foundation.jobs.models import Job
from marshrut.foundation.jobs.types import JobState
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import SystemViewer, Viewer

ME, OTHER = UUID(int=1), UUID(int=2)


@given(st.none() | st.sampled_from(Role), st.booleans(), st.booleans())
def test_ones_own_work_and_all_of_it_for_the_administrator(role: Role | None, own: bool, inside: bool) -> None:
    """JOBS-01"""
    decision = rules.may_handle(role, own=own, inside=inside)
    assert bool(decision) == (inside and (own or role in {None, Role.ADMINISTRATOR}))
    assert decision.reasons[0].rule == "JOBS-01"


def test_the_decision_looks_at_who_began_the_job() -> None:
    viewer = Viewer(ME, ME, "Анна Петровна", Role.SCHOOL, ME, ME, "a")
    assert access.may_handle(viewer, Job(tenant_id=ME, started_by=ME))
    assert not access.may_handle(viewer, Job(tenant_id=ME, started_by=OTHER))
    assert not access.may_handle(viewer, Job(tenant_id=ME, started_by=None)), (
        "the system's own work is the administrator's to see"
    )
    assert access.may_handle(SystemViewer("tests"), Job(tenant_id=ME, started_by=OTHER))


@pytest.mark.parametrize("state", list(JobState))
def test_what_is_over_and_did_not_succeed_is_tried_again(state: JobState) -> None:
    """JOBS-02"""
    decision = rules.may_retry(state)
    assert bool(decision) == (state in {JobState.FAILED, JobState.STOPPED, JobState.STALLED})
    assert decision.reasons[0].rule == "JOBS-02"
    if not decision:
        assert state.title in decision.text


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_percents_stay_percents(done: int, total: int) -> None:
    percent = Job(done=done, total=total).percent
    assert percent is None if total == 0 else 0 <= percent <= 100
