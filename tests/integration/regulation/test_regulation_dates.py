"""What people did about a clause answers for a day, and for what was known at a moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from marshrut.apps.regulation import queries, services
from marshrut.apps.regulation.models import NotExecuted, Proof
from marshrut.apps.regulation.types import ClauseFilter
from marshrut.foundation.scope.types import Role

ON = date(2026, 11, 22)
CODE, OTHER = "TAZ-RM-01", "TAZ-RM-02"


def on_page(place: Any, on: date = ON, known_at: datetime | None = None) -> Any:
    return queries.get_clause(place.system, place.reading, CODE, on=on, known_at=known_at)


def state(place: Any, on: date = ON, known_at: datetime | None = None) -> str:
    """In the clause's page and in the list alike."""
    listed = queries.list_clauses(place.system, place.reading, on=on, known_at=known_at)
    found: str = on_page(place, on, known_at).item.stated.state.value
    assert {one.code: one.stated.state.value for one in listed.items}[CODE] == found
    return found


def test_who_answered_on_a_day_and_as_known_then(district: Any) -> None:
    account = district.account()
    before = timezone.now()
    row = district.appoint(CODE, account)
    between = timezone.now()
    chief = district.viewer(Role.GOVERNING_BODY)
    services.end_responsibility(chief, row.pk, on=date(2026, 10, 1), reason="перевод")

    def names(on: date, known_at: datetime | None = None) -> list[str]:
        return [one.name for one in on_page(district, on, known_at).responsible]

    assert names(ON) == []
    assert names(date(2026, 9, 15)) == [account.full_name]
    assert names(ON, between) == [account.full_name]
    assert names(ON, before) == []
    viewer = district.viewer(Role.TEACHER, account)
    mine = queries.list_answered(viewer, district.reading, on=date(2026, 9, 15))
    assert list(mine) == [CODE]
    assert mine[CODE].order_number == "5-к"
    assert queries.list_answered(viewer, district.reading, on=ON) == {}
    assert list(queries.list_answered(viewer, district.reading, on=ON, known_at=between)) == [CODE]
    assert queries.list_answered(district.viewer(Role.TEACHER), district.reading, on=date(2026, 9, 15)) == {}
    assert queries.list_answered(district.system, district.reading, on=date(2026, 9, 15)) == {}


def test_a_proof_counts_from_its_day_to_the_day_it_is_withdrawn(district: Any) -> None:
    chief = district.viewer(Role.GOVERNING_BODY)
    before = timezone.now()
    proof = services.attach_proof(chief, district.order_id, CODE, title="Протокол", dated=date(2026, 3, 1), on=ON)
    Proof.objects.of(district.system).filter(pk=proof.pk).update(added_at=timezone.now() - timedelta(days=30))
    assert (state(district, date(2026, 2, 28)), state(district, date(2026, 3, 1))) == ("no_records", "evidence")
    between = timezone.now()
    later = timezone.localdate() + timedelta(days=5)
    services.withdraw_proof(chief, proof.pk, on=later, reason="не тот файл")
    assert state(district, later - timedelta(days=1)) == "evidence"
    assert state(district, later) == "no_records"
    assert state(district, later, between) == "evidence"
    assert state(district, later, before - timedelta(days=31)) == "no_records"
    assert on_page(district, later, between).proofs[0].withdrawn_at is None
    assert on_page(district, later).proofs[0].withdrawn_why == "не тот файл"


def test_a_proof_taken_back_at_once_never_was(district: Any) -> None:
    chief, today = district.viewer(Role.GOVERNING_BODY), timezone.localdate()
    proof = services.attach_proof(chief, district.order_id, CODE, title="Протокол", dated=date(2026, 3, 1), on=today)
    services.withdraw_proof(chief, proof.pk, on=today, reason="ошибка")
    assert {state(district, day) for day in (date(2026, 3, 1), today - timedelta(days=1), today)} == {"no_records"}


def test_a_declaration_stands_from_its_day_to_the_day_it_is_revoked(district: Any) -> None:
    account = district.account()
    district.appoint(CODE, account)
    viewer = district.viewer(Role.CENTRE, account)
    before = timezone.now()
    day = date(2026, 9, 10)
    row = services.declare_not_executed(viewer, district.order_id, CODE, reason="нет помещения", on=day)
    between = timezone.now()
    services.revoke_declaration(viewer, row.pk, on=date(2026, 10, 1), reason="нашлось")
    assert state(district, day - timedelta(days=1)) == "no_records"
    assert state(district, day) == "declared"
    assert state(district, ON) == "no_records"
    assert state(district, ON, between) == "declared"
    assert state(district, ON, before) == "no_records"
    assert NotExecuted.objects.of(district.system).count() == 1


def test_the_list_is_narrowed_to_mine_and_to_nobodys(district: Any) -> None:
    account = district.account()
    district.appoint(CODE, account)
    district.appoint(OTHER, district.account())
    viewer = district.viewer(Role.TEACHER, account)

    def codes(answers: str) -> list[str]:
        narrowed = ClauseFilter(answers=answers)
        return [one.code for one in queries.list_clauses(viewer, district.reading, on=ON, narrowed=narrowed).items]

    assert codes("me") == [CODE]
    assert len(codes("nobody")) == len(codes("")) - 2
    assert codes("чужой") == []


def test_the_report_answers_for_what_was_known(district: Any) -> None:
    chief = district.viewer(Role.GOVERNING_BODY)
    before = timezone.now()
    services.attach_proof(chief, district.order_id, CODE, title="Протокол", dated=date(2026, 3, 1), on=ON)
    known = queries.report_data(chief, district.reading, on=ON, made_by="")
    assert known.proofs == {CODE: ("Протокол",)}
    earlier = queries.report_data(chief, district.reading, on=ON, made_by="", known_at=before)
    assert earlier.proofs == {}
