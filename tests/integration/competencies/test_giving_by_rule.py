"""Many people are given by a rule: looked at, written whole, once; and ended whole."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies.models import Accompaniment, AccompanimentBatch
from marshrut.apps.competencies.queries.giving import ROLES, Wanted, propose
from marshrut.apps.competencies.services import giving, sharing
from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import StaffRole
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import Role
from support.world import sign_in

TODAY = timezone.localdate()
BEFORE = date(2021, 9, 1)


@pytest.fixture
def people(country: Any, staff: Any) -> dict[str, Any]:
    """Four teachers of a school and a methodist with the role, who works elsewhere in the same municipality."""
    school, other = country.places["school"], country.places["other_school"]
    made = {
        name: staff.hire(f"{name} Анна Петровна", school, subjects=["Химия"])
        for name in ("Ёлкина", "Берёзова", "Ветлина", "Липина")
    }
    made["methodist"] = staff.hire("Соснин Илья Львович", other, post="методист", subjects=["Химия"])
    open_row(
        StaffRole,
        staff.change,
        person=made["methodist"],
        node=country.places["district"],
        role="municipal_methodologist",
        valid=period(BEFORE),
    )
    return made


def wanted(**more: Any) -> Wanted:
    said: dict[str, Any] = {"roles": tuple(ROLES), "since": TODAY, **more}
    return Wanted(**said)


def give(viewer: Any, rule: Wanted, seen: str) -> AccompanimentBatch:
    order: dict[str, Any] = {"order_number": "8-к", "order_date": TODAY}
    return giving.give_by_rule(viewer, rule, seen=seen, words="Кого: всех", on=TODAY, **order)


def standing(country: Any) -> Any:
    return Accompaniment.objects.of(country.system).true(TODAY)


def rule_of(refused: Any) -> str:
    return refused.value.decision.reasons[0].rule


def test_looking_writes_nothing_and_says_who_is_left_as_they_are(country: Any, people: dict[str, Any]) -> None:
    order: dict[str, Any] = {"order_number": "1", "order_date": TODAY, "since": TODAY, "until": None, "on": TODAY}
    sharing.accompany(country.system, people["Липина"].pk, companion_id=people["methodist"].pk, **order)
    found = propose(country.viewer(Role.CENTRE), wanted(), on=TODAY)
    given = {person for person, _ in found.pairs}
    assert given == {people[name].pk for name in ("Ёлкина", "Берёзова", "Ветлина")}
    assert found.taken == 1
    assert standing(country).count() == 1


def test_one_press_gives_all_and_a_second_gives_nobody(country: Any, people: dict[str, Any]) -> None:
    viewer = country.viewer(Role.CENTRE)
    seen = propose(viewer, wanted(), on=TODAY).key
    batch = give(viewer, wanted(), seen)
    assert batch.count == standing(country).filter(batch=batch).count() == 4
    told = Entry.objects.of(country.system).filter(action="competencies.accompaniment-given")
    assert set(told.values_list("person_id", flat=True)) == {
        people[name].pk for name in ("Ёлкина", "Берёзова", "Ветлина", "Липина")
    }
    with pytest.raises(Refused) as said:
        give(viewer, wanted(), seen)
    assert rule_of(said) == "COMPETENCIES-15"
    assert standing(country).count() == 4


def test_what_was_not_looked_at_is_not_written(country: Any, staff: Any, people: dict[str, Any]) -> None:
    viewer = country.viewer(Role.CENTRE)
    seen = propose(viewer, wanted(), on=TODAY).key
    staff.hire("Рябинина Зоя Ильинична", country.places["school"], subjects=["Химия"])
    with pytest.raises(Refused) as said:
        give(viewer, wanted(), seen)
    assert "списки изменились" in str(said.value)
    assert not standing(country).exists()


def test_a_municipality_gives_its_own_people_alone(country: Any, staff: Any, people: dict[str, Any]) -> None:
    far = country.places["other_district"]
    open_row(
        StaffRole,
        staff.change,
        person=staff.hire("Кедров Пётр Ильич", country.places["other_school"], post="методист"),
        node=far,
        role="municipal_methodologist",
        valid=period(BEFORE),
    )
    found = propose(country.viewer(Role.MUNICIPAL_METHODOLOGIST), wanted(), on=TODAY)
    assert {companion for _, companion in found.pairs} <= {people["methodist"].pk}
    with pytest.raises(Refused):
        give(country.viewer(Role.SCHOOL), wanted(), found.key)


def test_a_batch_ends_whole_and_what_ended_before_stays(country: Any, people: dict[str, Any]) -> None:
    viewer = country.viewer(Role.CENTRE)
    rule = wanted(since=TODAY - timedelta(days=9))
    batch = give(viewer, rule, propose(viewer, rule, on=TODAY).key)
    one = standing(country).get(person=people["Ёлкина"])
    last = TODAY - timedelta(days=3)
    sharing.end_accompaniment(country.system, one.line_id, last=last, why="ушла", on=TODAY)
    giving.end_batch(viewer, batch.pk, last=TODAY, why="приказ отменён", on=TODAY)
    rows = Accompaniment.objects.of(country.system).known().filter(batch=batch)
    assert {row.person_id: row.valid.upper for row in rows} == {
        people[name].pk: (last if name == "Ёлкина" else TODAY) + timedelta(days=1)
        for name in ("Ёлкина", "Берёзова", "Ветлина", "Липина")
    }
    with pytest.raises(Refused) as said:
        giving.end_batch(viewer, batch.pk, last=TODAY, why="ещё раз", on=TODAY)
    assert rule_of(said) == "COMPETENCIES-16"


def test_what_had_not_begun_is_as_if_it_never_was(country: Any, people: dict[str, Any]) -> None:
    viewer, rule = country.viewer(Role.CENTRE), wanted(since=TODAY + timedelta(days=5))
    batch = give(viewer, rule, propose(viewer, rule, on=TODAY).key)
    giving.end_batch(viewer, batch.pk, last=TODAY, why="ошибка", on=TODAY)
    assert not Accompaniment.objects.of(country.system).known().filter(batch=batch).exists()


def test_the_page_shows_first_and_writes_on_the_second_press(country: Any, people: dict[str, Any]) -> None:
    client, address = sign_in(country.people[Role.CENTRE]), reverse("competencies:by-rule")
    day = TODAY.isoformat()
    sent = {"roles": list(ROLES), "by_subject": "on", "order_number": "9-к", "order_date": day, "since": day}
    looked = client.post(address, {**sent, "deed": "look"})
    assert looked.status_code == 200
    assert "Ёлкина Анна Петровна" in looked.content.decode()
    assert not standing(country).exists()
    seen = looked.context["found"].key
    assert client.post(address, {**sent, "deed": "give", "seen": seen}).status_code == 302
    assert standing(country).count() == 4
    again = client.post(address, {**sent, "deed": "give", "seen": seen})
    assert again.status_code == 422
    early = (TODAY - timedelta(days=1)).isoformat()
    assert client.post(address, {**sent, "until": early, "deed": "look"}).status_code == 422
    page = client.get(reverse("competencies:accompaniments")).content.decode()
    assert "Сразу многих" in page
    assert "за кем: муниципальные методисты" in page.casefold()


def test_the_page_names_some_and_the_workbook_names_all(country: Any, staff: Any, people: dict[str, Any]) -> None:
    import openpyxl

    from marshrut.apps.competencies.views.many import NAMES

    for number in range(NAMES):
        staff.hire(f"Рябинина Зоя{'я' * number} Ильинична", country.places["school"], subjects=["Химия"])
    staff.hire("Кедров Пётр Ильич", country.places["other_school"], subjects=["Музыка"])
    client, address, day = sign_in(country.people[Role.CENTRE]), reverse("competencies:by-rule"), TODAY.isoformat()
    sent = {"roles": list(ROLES), "by_subject": "on", "order_number": "9-к", "order_date": day, "since": day}
    page = client.post(address, {**sent, "deed": "look"}).content.decode()
    assert "и ещё 4" in page
    assert page.count("Рябинина") == NAMES - 4
    sheet = openpyxl.load_workbook(BytesIO(b"".join(client.post(address, {**sent, "deed": "book"})))).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0]]
    assert sum(row[4] == "Соснин Илья Львович" for row in rows) == NAMES + 4
    [left] = [row for row in rows if str(row[0]).startswith("Кедров")]
    assert left[1:4] == (country.places["other_school"].name, "учитель", "Музыка")
    assert "сопровождающих нет" in left[5]
    assert not standing(country).exists()
