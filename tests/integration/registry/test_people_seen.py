"""Whom a viewer may see, as a condition and as a decision: the same for every role, place, date and person."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marshrut.apps.registry import access
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import Person, StaffRole
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import Right, Role

pytestmark = pytest.mark.django_db
SEATS = ("school", "other_school", "district", "top")
DAYS = (date(2021, 1, 1), date(2024, 6, 1), date(2026, 11, 22))


@pytest.fixture
def people(country, staff):
    """Everybody's kind: at work, gone, to come, with a role alone, at two places, with an access, nowhere."""
    first, second = country.places["school"], country.places["other_school"]
    anna = staff.hire("Рябинина Анна", first)
    staff.hire("Осинин Лев", second, until=date(2024, 1, 1))
    staff.hire("Липин Лев", first, since=date(2025, 1, 1))
    both = staff.hire("Ольхин Лев", first, until=date(2024, 1, 1))
    staff.work(both, second, since=date(2024, 1, 1))
    alone = staff.person("Вязов Лев")
    open_row(
        StaffRole, staff.change, person=alone, node=country.places["district"], role="mentor", valid=period(DAYS[1])
    )
    mine = staff.hire("Ёлкина Анна", second)
    mine.account = country.people[Role.TEACHER]
    mine.save()
    staff.person("Клёнов Лев")
    assert anna
    return list(Person.objects.of(country.system))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(role=st.sampled_from(list(Role)), right=st.sampled_from(list(Right)), day=st.sampled_from(DAYS))
def test_the_condition_and_the_decision_agree(country, people, role, right, day):
    viewer = country.viewer(role)
    seen = set(
        Person.objects.of(viewer).filter(access.visible(viewer, right, on=day)).values_list("pk", flat=True).distinct()
    )
    allowed = {one.pk for one in people if access.may(viewer, right, one, on=day)}
    assert seen == allowed


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(role=st.sampled_from(list(Role)), day=st.sampled_from(DAYS))
def test_a_list_is_what_may_be_seen_less_oneself_elsewhere(country, people, role, day):
    viewer = country.viewer(role)
    rows = Person.objects.of(viewer).filter(access.visible(viewer, Right.LIST, on=day, with_own=False))
    listed = set(rows.values_list("pk", flat=True))
    allowed = {one.pk for one in people if access.may(viewer, Right.LIST, one, on=day)}
    own = {one.pk for one in people if one.account_id == viewer.account_id}
    assert listed - own == allowed - own
    assert listed <= allowed
