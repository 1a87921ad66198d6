"""A list on its way: sent, checked, applied as one change set, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.apps.registry.models import Employment, ImportLine, Person, PersonDetails
from marshrut.apps.registry.types import ImportState
from marshrut.foundation.scope.types import Role
from support.lists import AS_OF, applied, checked, snils, teacher, undone, verdicts

pytestmark = pytest.mark.django_db


def test_a_staff_list_goes_in_and_out_again(country: Any) -> None:
    school = country.places["school"]
    viewer = country.viewer(Role.SCHOOL)
    lines = [
        teacher("Кедрова Ольга Ивановна", СНИЛС=snils(112233445), Предметы="Физика", Ставка="1"),
        teacher("Соснин Илья Петрович", **{"Дата рождения": "01.02.1980", "Работает с": "01.09.2015"}),
    ]
    row = checked(viewer, lines, node=school)
    assert row.state == ImportState.CHECKED, row.problems
    assert row.summary["verdicts"]["new"] == 2, list(ImportLine.objects.of(viewer).values_list("problems", flat=True))
    row = applied(viewer, row)
    assert row.state == ImportState.APPLIED
    works = Employment.objects.of(viewer).true(AS_OF)
    assert {(one.node_id, one.post, one.staff) for one in works} == {(school.pk, "учитель", "teaching")}
    names = {one.full_name for one in PersonDetails.objects.of(viewer).true(AS_OF)}
    assert names == {"Кедрова Ольга Ивановна", "Соснин Илья Петрович"}
    again = checked(viewer, lines, node=school)
    assert set(verdicts(viewer, again).values()) == {"same"}, list(
        ImportLine.objects.of(viewer).filter(source=again).values_list("changes", flat=True)
    )
    row = undone(viewer, row)
    assert row.state == ImportState.UNDONE
    assert not Employment.objects.of(viewer).true(AS_OF).exists()
    assert Person.objects.of(viewer).filter(withdrawn_by=row.undo).count() == 2
