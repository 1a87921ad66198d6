"""Who may do what about a clause; success and refusal share their set-up; two tenants see nothing of each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from marshrut.apps.regulation import access, queries, services
from marshrut.apps.regulation.access import Deed
from marshrut.apps.regulation.models import Clause, Order, Proof, Responsible
from marshrut.apps.regulation.types import ClauseFilter
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.queries import list_entries
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.scope.manager import UnscopedQueryError
from marshrut.foundation.scope.queries import list_under
from marshrut.foundation.scope.types import Role

ON = date(2026, 11, 22)
CODE = "TAZ-RM-01"


def refused(rule: str, act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.decision.reasons[0].rule == rule
    return caught.value.decision.text


def test_an_appointment_is_dated_and_audited(district: Any) -> None:
    account = district.account()
    row = district.appoint(CODE, account)
    detail = queries.get_clause(district.system, district.reading, CODE, on=ON)
    assert [(one.name, one.order_number) for one in detail.responsible] == [(account.full_name, "5-к")]
    early = queries.get_clause(district.system, district.reading, CODE, on=date(2026, 8, 31))
    assert early.responsible == ()
    entry = list_entries(district.system, action="regulation.responsible-appointed").get()
    assert (entry.target_id, entry.person_id, entry.rule) == (str(row.pk), account.pk, "REGULATION-03")
    assert entry.clause == CODE
    assert "редакция 1" in entry.order_version
    assert "прочтение 1" in entry.revision


def test_who_appoints(district: Any) -> None:
    account = district.account()
    given = {"account_id": account.pk, "order_number": "1", "order_date": ON, "since": ON, "on": ON}
    for role in set(Role) - {Role.GOVERNING_BODY, Role.ADMINISTRATOR}:
        viewer = district.viewer(role)
        refused(
            "REGULATION-03",
            lambda viewer=viewer: services.appoint_responsible(viewer, district.order_id, CODE, **given),
        )
    below = list_under(district.system, district.top.label, on=ON).exclude(pk=district.top.pk).first()
    lower = district.viewer(Role.ADMINISTRATOR, node=below)
    refused("REGULATION-03", lambda: services.appoint_responsible(lower, district.order_id, CODE, **given))
    services.appoint_responsible(district.viewer(Role.ADMINISTRATOR), district.order_id, CODE, **given)
    again = district.viewer(Role.GOVERNING_BODY)
    words = refused("REGULATION-03", lambda: services.appoint_responsible(again, district.order_id, CODE, **given))
    assert "уже отвечает" in words


@pytest.mark.parametrize("change", [{"order_number": " "}, {"until": date(2026, 9, 1)}, {"until": date(2026, 8, 1)}])
def test_a_bad_appointment_is_told(district: Any, change: dict[str, Any]) -> None:
    refused("REGULATION-03", lambda: district.appoint(CODE, district.account(), **change))


def test_an_unknown_clause_cannot_be_answered_for(district: Any) -> None:
    with pytest.raises(Clause.DoesNotExist):
        district.appoint("TAZ-9.9-99", district.account())


def test_responsibility_ends_and_what_was_stays_answerable(district: Any) -> None:
    row = district.appoint(CODE, district.account())
    before = row.recorded.lower
    services.end_responsibility(district.viewer(Role.GOVERNING_BODY), row.pk, on=date(2026, 10, 1), reason="перевод")
    rows = Responsible.objects.of(district.system)
    assert not rows.true(date(2026, 10, 1)).exists()
    assert rows.true(date(2026, 9, 30)).exists()
    assert rows.true(date(2026, 10, 1), known_at=before + timedelta(microseconds=1)).exists()
    wrong = district.appoint("TAZ-RM-02", district.account())
    services.end_responsibility(district.viewer(Role.GOVERNING_BODY), wrong.pk, on=date(2026, 9, 1), reason="ошибка")
    assert not Responsible.objects.of(district.system).true(date(2026, 9, 1)).filter(clause_code="TAZ-RM-02").exists()


def test_only_who_answers_declares_and_only_once(district: Any) -> None:
    account = district.account()
    viewer = district.viewer(Role.SCHOOL, account)

    def declare(reason: str = "нет помещения") -> Any:
        return services.declare_not_executed(viewer, district.order_id, CODE, reason=reason, on=ON)

    refused("REGULATION-05", declare)
    chief = district.viewer(Role.GOVERNING_BODY)
    refused("REGULATION-05", lambda: services.declare_not_executed(chief, district.order_id, CODE, reason="да", on=ON))
    district.appoint(CODE, account)
    refused("REGULATION-05", lambda: declare(" "))
    row = declare()
    refused("REGULATION-05", declare)
    stranger = district.viewer(Role.SCHOOL)
    refused("REGULATION-06", lambda: services.revoke_declaration(stranger, row.pk, on=ON))
    services.revoke_declaration(chief, row.pk, on=ON, reason="помещение найдено")
    services.revoke_declaration(chief, row.pk, on=ON)
    assert list_entries(district.system, action="regulation.declaration-revoked").count() == 1
    declare("снова нет")


def test_a_declaration_outlives_the_responsibility_it_was_made_in(district: Any) -> None:
    account = district.account()
    appointed = district.appoint(CODE, account)
    viewer = district.viewer(Role.CENTRE, account)
    services.declare_not_executed(viewer, district.order_id, CODE, reason="нет помещения", on=date(2026, 9, 10))
    services.end_responsibility(
        district.viewer(Role.GOVERNING_BODY), appointed.pk, on=date(2026, 10, 1), reason="перевод"
    )
    item = queries.get_clause(district.system, district.reading, CODE, on=ON).item
    assert item.stated.state.value == "declared"


def attach(place: Any, viewer: Any, **changes: Any) -> Proof:
    given = {"title": "Протокол", "dated": date(2026, 3, 1), "link": "https://example.org", "on": ON} | changes
    return services.attach_proof(viewer, place.order_id, CODE, **given)


def test_who_attaches_and_withdraws(district: Any) -> None:
    account = district.account()
    viewer = district.viewer(Role.SCHOOL, account)
    refused("REGULATION-04", lambda: attach(district, viewer))
    district.appoint(CODE, account)
    proof = attach(district, viewer)
    stranger = district.viewer(Role.SCHOOL)
    refused("REGULATION-04", lambda: services.withdraw_proof(stranger, proof.pk, on=ON, reason="нет"))
    refused("REGULATION-04", lambda: services.withdraw_proof(viewer, proof.pk, on=ON, reason=" "))
    services.withdraw_proof(viewer, proof.pk, on=ON, reason="не тот файл")
    services.withdraw_proof(viewer, proof.pk, on=ON, reason="ещё раз")
    proof.refresh_from_db()
    assert proof.withdrawn_why == "не тот файл"
    detail = queries.get_clause(district.system, district.reading, CODE, on=ON)
    assert detail.proofs[0].withdrawn_at is not None
    assert detail.item.stated.state.value == "no_records"


@pytest.mark.parametrize(
    "change",
    [{"title": " "}, {"link": "javascript:alert(1)"}, {"dated": ON + timedelta(days=1)}, {"link": "ftp://example.org"}],
)
def test_a_bad_proof_is_told(district: Any, change: dict[str, Any]) -> None:
    refused("REGULATION-04", lambda: attach(district, district.viewer(Role.GOVERNING_BODY), **change))


def kept(place: Any, owner: Any, file_class: str = "proof") -> StoredFile:
    return StoredFile.objects.of(place.system).create(  # type: ignore[no-any-return]
        tenant_id=place.tenant_id,
        sha256="0" * 64,
        size=3,
        name="a.pdf",
        mime="application/pdf",
        file_class=file_class,
        owner_id=owner.account_id,
    )


def test_a_file_is_attached_by_its_owner_and_opened_by_who_may_attach(district: Any) -> None:
    chief = district.viewer(Role.GOVERNING_BODY)
    file = kept(district, chief)
    assert not access.may_open_file(chief, file.pk, on=ON)
    attach(district, chief, link="", file_id=file.pk)
    assert access.may_open_file(district.viewer(Role.ADMINISTRATOR), file.pk, on=ON)
    refused("REGULATION-10", lambda: access.may_open_file(district.viewer(Role.TEACHER), file.pk, on=ON).require())
    for foreign in (kept(district, district.viewer(Role.CENTRE)), kept(district, chief, "consent")):
        with pytest.raises(StoredFile.DoesNotExist):
            attach(district, chief, link="", file_id=foreign.pk)
    refused("REGULATION-04", lambda: attach(district, chief, file_id=file.pk))


def test_the_printed_date_is_asked_once(district: Any) -> None:
    (question,) = queries.print_questions(district.system, district.reading)
    assert (question.what, question.chosen) == ("date", None)
    assert [value for value, _ in question.choices] == ["24.06.2022", "24.07.2022"]
    chief = district.viewer(Role.ADMINISTRATOR)

    def choose(viewer: Any, value: str, what: str = "date") -> Any:
        return services.choose_printed(viewer, district.order_id, what=what, value=value, on=ON)

    refused("REGULATION-08", lambda: choose(chief, "25.06.2022"))
    refused("REGULATION-08", lambda: choose(chief, "785", "number"))
    refused("REGULATION-08", lambda: choose(district.viewer(Role.TEACHER), "24.07.2022"))
    choose(chief, "24.07.2022")
    assert district.reading.order == "приказ от 24.07.2022 № 785"
    assert queries.print_questions(district.system, district.reading)[0].chosen == "24.07.2022"
    choose(chief, "24.06.2022")
    assert district.reading.date == "24.06.2022"


def test_two_tenants_see_nothing_of_each_other(district: Any, other: Any) -> None:
    stranger = other.viewer(Role.ADMINISTRATOR)
    account = district.account()
    row = district.appoint(CODE, account)
    proof = attach(district, district.viewer(Role.GOVERNING_BODY))
    reading = district.reading
    assert {order.region for order in queries.list_orders(stranger, on=ON)} == {"stavropol"}
    assert queries.find_reading(stranger, on=ON, order_id=district.order_id) is None
    assert list(queries.list_revisions(stranger, district.order_id)) == []
    given = {"account_id": account.pk, "order_number": "1", "order_date": ON, "since": ON, "on": ON}
    for act in (
        lambda: queries.get_reading(stranger, district.order_id, on=ON),
        lambda: queries.list_clauses(stranger, reading, on=ON),
        lambda: queries.list_clauses(stranger, reading, on=ON, narrowed=ClauseFilter(search="дефицит")),
        lambda: queries.list_indicators(stranger, reading, on=ON),
        lambda: queries.list_measures(stranger, reading, on=ON),
        lambda: queries.list_registers(stranger, reading),
        lambda: queries.list_subjects(stranger, reading),
        lambda: queries.list_desks(stranger, reading),
        lambda: queries.print_questions(stranger, reading),
        lambda: queries.report_data(stranger, reading, on=ON, made_by=""),
        lambda: queries.get_order(stranger, district.order_id),
        lambda: queries.get_clause(stranger, reading, CODE, on=ON),
        lambda: queries.diff_revisions(stranger, reading.revision_id, reading.revision_id),
        lambda: services.appoint_responsible(stranger, district.order_id, CODE, **given),
        lambda: services.end_responsibility(stranger, row.pk, on=ON, reason="нет"),
        lambda: attach(district, stranger),
        lambda: services.withdraw_proof(stranger, proof.pk, on=ON, reason="нет"),
        lambda: services.declare_not_executed(stranger, district.order_id, CODE, reason="нет", on=ON),
        lambda: services.choose_printed(stranger, district.order_id, what="date", value="24.06.2022", on=ON),
    ):
        with pytest.raises(ObjectDoesNotExist):
            act()
    with pytest.raises(ObjectDoesNotExist):
        other.appoint("STA-1.1-01" if other.regulation.clause("STA-1.1-01") else "STA-RM-01", account)


def test_typed_content_of_another_tenant_is_not_given_out_of_the_cache(district: Any, other: Any) -> None:
    reading = district.reading
    queries.get_regulation(district.system, reading)
    with pytest.raises(ObjectDoesNotExist):
        queries.get_regulation(other.viewer(Role.ADMINISTRATOR), reading)


def test_nobody_asks_without_a_viewer(db: None) -> None:
    for model in (Order, Clause, Proof, Responsible):
        with pytest.raises(UnscopedQueryError):
            model.objects.all()


@pytest.mark.parametrize("answering", [False, True])
def test_the_condition_and_the_decision_are_one(district: Any, *, answering: bool) -> None:
    """Every deed × role × place: the query lists the order exactly when the decision says yes."""
    account = district.account()
    if answering:
        district.appoint(CODE, account)
    below = list_under(district.system, district.top.label, on=ON).exclude(pk=district.top.pk).first()
    order = queries.get_order(district.system, district.order_id)
    seen = set()
    for deed, role, node in product(Deed, Role, (district.top, below)):
        viewer = district.viewer(role, account, node=node)
        listed = Order.objects.of(viewer).filter(access.visible(viewer, deed, on=ON)).exists()
        assert listed == bool(access.may(viewer, deed, order, on=ON)), (deed, role, node)
        seen.add(listed)
    assert seen == {True, False}
