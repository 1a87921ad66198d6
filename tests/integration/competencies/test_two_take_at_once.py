"""Two take one draft at once, each on a connection of their own: it is written once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from marshrut.apps.competencies.models import Accompaniment, AccompanimentBatch
from marshrut.apps.competencies.queries.giving import ROLES, Wanted
from marshrut.apps.competencies.services import spreading
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import StaffRole
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import Role
from support.staff import Staff
from support.threads import at_once
from support.world import build_country


def test_a_draft_that_two_take_at_once_is_written_once(fresh_database: str) -> None:
    country, today = build_country("yasen"), timezone.localdate()
    staff = Staff.of(country.system)
    school, other = country.places["school"], country.places["other_school"]
    for place in (school, other):
        staff.organisation(place)
    for name in ("Ёлкина", "Берёзова"):
        staff.hire(f"{name} Анна Петровна", school, subjects=["Химия"])
    helper = staff.hire("Соснин Илья Львович", other, post="методист", subjects=["Химия"])
    said: dict[str, Any] = {"node": country.places["top"], "role": "regional_methodologist"}
    open_row(StaffRole, staff.change, person=helper, valid=period(date(2021, 9, 1)), **said)
    centre = country.viewer(Role.CENTRE)
    row = spreading.ask_draft(centre, Wanted(roles=tuple(ROLES), since=today), words="Кого: всех", on=today)
    spreading.make_draft(country.system, row.pk)

    def take() -> Any:
        return spreading.accept_draft(centre, row.pk, order_number="9-к", order_date=today, on=today)

    found = at_once(take, take)
    assert [isinstance(one, Refused) for one in found].count(True) == 1, found
    assert AccompanimentBatch.objects.of(country.system).count() == 1
    assert Accompaniment.objects.of(country.system).true(today).count() == 2
