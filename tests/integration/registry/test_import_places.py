"""Lists of organisations and of roles; where a line belongs; who may send what; who has sent and who has not."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marshrut.apps.registry.ledger import open_row
from marshrut.apps.registry.models import (
    Employment,
    ImportLine,
    NodeKey,
    OrganisationDetails,
    PersonDetails,
    SchoolStatus,
    StaffRole,
)
from marshrut.apps.registry.queries import export_rows, who_has_sent
from marshrut.apps.registry.queries import imports as queries
from marshrut.apps.registry.reading import FIELDS
from marshrut.apps.registry.services import imports as services
from marshrut.apps.registry.services import successions
from marshrut.apps.registry.types import Completeness, ImportKind, ImportState, KeyScheme
from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts.queries import find_viewer
from marshrut.foundation.files import access as files_access
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.services import add_node
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import NodeKind, Role
from support.lists import AS_OF, TODAY, applied, checked, snils, teacher, undone, verdicts

pytestmark = pytest.mark.django_db
LIST = ImportKind.ORGANISATIONS


def _organisation(country: Any, name: str, **more: str) -> dict[str, str]:
    known = {
        "Наименование": name,
        "Вид организации": "школа",
        "Муниципальное образование": country.places["district"].name,
    }
    return {**known, **more}


def _line(viewer: Any, row: Any, number: int = 2) -> ImportLine:
    return ImportLine.objects.of(viewer).get(source=row, row=number)


def _codes(viewer: Any, row: Any, number: int = 2) -> set[str]:
    return {one["code"] for one in _line(viewer, row, number).problems}


def test_organisations_come_and_go(country: Any) -> None:
    viewer, top = country.viewer(Role.CENTRE), country.places["top"]
    lines = [
        _organisation(country, "Гимназия № 7", ОГРН="1027700132195", **{"Краткое наименование": "Гимназия 7"}),
        _organisation(country, "Филиал в Еловке", **{"Входит в организацию": "Гимназия 7", "Сельская": "да"}),
        _organisation(country, country.places["school"].name, Телефон="8 800", Статусы="ШНОР"),
    ]
    row = checked(viewer, lines, node=top, kind=LIST)
    assert verdicts(viewer, row) == {2: "new", 3: "new", 4: "changed"}, _line(viewer, row).problems
    assert not Node.objects.of(viewer).filter(name="Гимназия № 7").exists(), "a check changes nothing"
    row = applied(viewer, row)
    assert row.state == ImportState.APPLIED
    made, branch = Node.objects.of(viewer).get(name="Гимназия № 7"), Node.objects.of(viewer).get(kind="unit")
    paths = {one.node_id: one.path for one in Placement.objects.of(viewer).true(AS_OF)}
    assert paths[made.pk] == f"{paths[country.places['district'].pk]}.{made.pk.hex}"
    assert paths[branch.pk] == f"{paths[made.pk]}.{branch.pk.hex}"
    assert made.zone == country.places["district"].zone
    assert OrganisationDetails.objects.of(viewer).true(AS_OF).get(node=branch).rural is True
    assert NodeKey.objects.of(viewer).known().get().value == "1027700132195"
    assert SchoolStatus.objects.of(viewer).known().get().year == AS_OF.year
    again = checked(viewer, lines, node=top, kind=LIST)
    assert set(verdicts(viewer, again).values()) == {"same"}
    undone(viewer, row)
    assert not OrganisationDetails.objects.of(viewer).known().exists()
    assert not Placement.objects.of(viewer).true(AS_OF).filter(node=made).exists()
    assert Placement.objects.of(viewer).true(AS_OF).filter(node=country.places["school"]).exists()
    assert verdicts(viewer, checked(viewer, lines, node=top, kind=LIST))[2] == "new", "it may come again"


def test_another_name_is_one_from_the_day_of_the_list_and_goes_back(country: Any, staff: Any) -> None:
    viewer, school = country.viewer(Role.CENTRE), country.places["school"]
    staff.organisation(school)
    line = _organisation(country, "Лицей имени Сосны", ОГРН="1027700132195")
    applied(viewer, checked(viewer, [{**line, "Наименование": school.name}], node=country.places["top"], kind=LIST))
    row = applied(viewer, checked(viewer, [line], node=country.places["top"], kind=LIST))
    assert Node.objects.of(viewer).get(pk=school.pk).name == "Лицей имени Сосны"
    details = OrganisationDetails.objects.of(viewer).filter(node=school)
    assert details.true(date(2026, 8, 31)).get().name == school.name
    undone(viewer, row)
    assert Node.objects.of(viewer).get(pk=school.pk).name == school.name


def test_an_organisation_absent_from_a_full_list_is_closed_with_a_reason(country: Any, staff: Any) -> None:
    viewer, school = country.viewer(Role.CENTRE), country.places["school"]
    staff.organisation(school)
    staff.organisation(country.places["other_school"])
    row = checked(viewer, [_organisation(country, school.name)], node=country.places["top"], kind=LIST, full=True)
    assert [one.node_id for one in queries.list_absences(viewer, row)] == [country.places["other_school"].pk]
    assert {one.code for one in queries.absence_reasons(LIST)} == {"closed", "error", "forgotten"}
    services.answer_absences(viewer, row.pk, line_ids=None, reason="closed", since=None, on=TODAY)
    applied(viewer, row, sure=True)
    assert OrganisationDetails.objects.of(viewer).true(AS_OF).get().node_id == school.pk


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ШКОЛА № 1 (KLEN)", True),
        ("МБОУ СОШ №1 (klen)", True),
        ("Школа №  1 klen", True),
        ("Школа № 9", False),
    ],
)
def test_a_school_is_found_by_what_people_call_it(country: Any, typed: str, found: bool) -> None:
    viewer = country.viewer(Role.MUNICIPAL_METHODOLOGIST)
    row = checked(viewer, [teacher("Ивин Олег Олегович", Организация=typed)], node=country.places["district"])
    line = _line(viewer, row)
    if found:
        assert line.node_id == country.places["school"].pk, line.problems
        return
    assert line.verdict == "wrong"
    problem = line.problems[0]
    assert problem["code"] == "organisation-unknown"
    assert "Школа № 1" in problem["cure"], "the nearest names are offered"


def test_a_school_of_somebody_else_is_an_error(country: Any) -> None:
    viewer = country.viewer(Role.MUNICIPAL_METHODOLOGIST)
    line = teacher("Ивин Олег Олегович", Организация=country.places["other_school"].name)
    row = checked(viewer, [line], node=country.places["district"])
    assert _codes(viewer, row) == {"organisation-outside"}


@pytest.mark.parametrize(
    ("role", "kind", "seat", "fine"),
    [
        (Role.SCHOOL, ImportKind.STAFF, "school", True),
        (Role.SCHOOL, ImportKind.STAFF, "other_school", False),
        (Role.SCHOOL, ImportKind.ORGANISATIONS, "school", False),
        (Role.MUNICIPAL_METHODOLOGIST, ImportKind.ROLES, "district", True),
        (Role.MUNICIPAL_METHODOLOGIST, ImportKind.STAFF, "other_district", False),
        (Role.CENTRE, ImportKind.ORGANISATIONS, "top", True),
        (Role.TEACHER, ImportKind.STAFF, "school", False),
        (Role.GOVERNING_BODY, ImportKind.STAFF, "school", False),
    ],
)
def test_who_sends_what(country: Any, role: Role, kind: ImportKind, seat: str, fine: bool) -> None:
    """REGISTRY-10."""
    asked: dict[str, Any] = {
        "name": "список.csv",
        "kind": kind,
        "node_id": country.places[seat].pk,
        "completeness": Completeness.ADDITION,
        "as_of": AS_OF,
        "on": TODAY,
    }
    source = io.BytesIO("Фамилия;Имя\nИвин;Олег".encode())
    if fine:
        assert services.send_list(country.viewer(role), source, **asked).state == ImportState.CHECKING
        return
    with pytest.raises(Refused) as refused:
        services.send_list(country.viewer(role), source, **asked)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-10"


def test_a_list_is_for_those_who_keep_the_place(country: Any) -> None:
    row = checked(country.viewer(Role.CENTRE), [teacher("Ивин Олег Олегович")], node=country.places["school"])
    for role, sees in ((Role.SCHOOL, True), (Role.MUNICIPAL_METHODOLOGIST, True), (Role.TEACHER, False)):
        viewer = country.viewer(role)
        assert queries.list_imports(viewer, on=TODAY).filter(pk=row.pk).exists() is sees
        assert bool(files_access.may(viewer, row.file, on=TODAY)) is sees


def test_roles_by_order(country: Any, staff: Any) -> None:
    viewer, school = country.viewer(Role.CENTRE), country.places["school"]
    person = staff.hire("Ивин Олег Олегович", school, birth=date(1980, 1, 1))
    line = {"ФИО": "Ивин Олег Олегович", "Дата рождения": "01.01.1980", "Роль": "наставник", "Организация": school.name}
    line |= {"Номер приказа": "15-од", "Дата приказа": "10.08.2026"}
    other = {"ФИО": "Липина Вера Олеговна", "Роль": "муниципальный методист", "Организация": ""}
    row = checked(viewer, [line, other], node=country.places["top"], kind=ImportKind.ROLES)
    assert verdicts(viewer, row) == {2: "new", 3: "new"}, _line(viewer, row).problems
    assert "not-staff" in _codes(viewer, row, 3)
    row = applied(viewer, row)
    held = StaffRole.objects.of(viewer).true(AS_OF).get(person=person)
    assert (held.role, held.node_id, held.order_number) == ("mentor", school.pk, "15-од")
    assert held.valid.lower == date(2026, 8, 10), "from the day of the order"
    line["Номер приказа"] = "15"
    again = checked(viewer, [line], node=country.places["top"], kind=ImportKind.ROLES, full=True)
    assert _line(viewer, again).changes == [{"field": "Номер приказа", "before": "15-од", "after": "15"}]
    services.answer_absences(viewer, again.pk, line_ids=None, reason="role_ended", since=None, on=TODAY)
    applied(viewer, again, sure=True)
    assert StaffRole.objects.of(viewer).true(AS_OF).get().order_number == "15"


def test_who_has_sent_is_asked_with_four_queries(country: Any, staff: Any) -> None:
    school, other = country.places["school"], country.places["other_school"]
    staff.organisation(school)
    staff.organisation(other, kind="kindergarten")
    staff.organisation(country.places["district"], kind="authority")
    viewer = country.viewer(Role.SCHOOL)
    applied(
        viewer,
        checked(viewer, [teacher("Ивин Олег Олегович"), teacher("Липина Вера Олеговна")], node=school, full=True),
    )
    centre = country.viewer(Role.CENTRE)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = who_has_sent(centre, on=TODAY, since=None)
    assert len(asked) <= 4
    assert (found.expected, found.sent) == (2, 1), "an authority is expected to send nothing"
    assert [one.node_id for one in found.missing] == [other.pk]
    last = next(one for one in found.rows if one.sent)
    assert (last.node_id, last.by, last.count, last.full) == (school.pk, viewer.name, 2, True)
    assert last.municipality == country.places["district"].name
    assert who_has_sent(centre, on=TODAY, since=date(2026, 9, 2)).sent == 0
    assert who_has_sent(viewer, on=TODAY).expected == 1, "a school asks about itself"


def test_what_is_given_out_comes_back_without_a_difference(country: Any, staff: Any) -> None:
    viewer, top, school = country.viewer(Role.CENTRE), country.places["top"], country.places["school"]
    for place in ("school", "other_school"):
        staff.organisation(country.places[place])
    second = {**teacher("Ивин Олег Олегович", Организация=school.name, **{"Дата рождения": "01.01.1980"})}
    lines = [
        {**second, "СНИЛС": snils(7), "Предметы": "Физика, Химия", "Ставка": "0,5", "Категория": "высшая",
         "Категория присвоена": "01.03.2024", "Отпуск": "по уходу за ребёнком", "Отпуск с": "01.03.2026",
         "Педагогический стаж с": "01.09.2005", "Работает с": "01.09.2015", "Часов в неделю": "18"},
        {**second, "Должность": "методист", "Вид занятости": "внутреннее совместительство"},
        teacher("Липина Вера Олеговна", Организация=country.places["other_school"].name,
                **{"Код работника": "5", "Табельный номер": "17"}),
    ]  # fmt: skip
    row = checked(viewer, lines, node=top)
    applied(viewer, row)
    role = {"ФИО": "Ивин Олег Олегович", "Дата рождения": "01.01.1980", "Роль": "наставник", "Организация": school.name}
    applied(viewer, checked(viewer, [role], node=top, kind=ImportKind.ROLES))
    for kind in ImportKind:
        titles = {one.code: one.title for one in FIELDS[kind]}
        given = list(export_rows(viewer, kind, on=AS_OF))
        assert given
        assert not any("snils" in one for one in given)
        told = [
            {titles[code]: ", ".join(value) if isinstance(value, tuple) else value for code, value in one.items()}
            for one in given
        ]
        again = checked(viewer, told, node=top, kind=kind, full=True)
        assert again.state == ImportState.CHECKED, again.problems
        found = ImportLine.objects.of(viewer).filter(source=again).values_list("verdict", "changes", "problems")
        assert {one[0] for one in found} == {"same"}, list(found)
        assert not queries.list_absences(viewer, again).exists()
    assert Employment.objects.of(viewer).true(AS_OF).count() == 3
    assert PersonDetails.objects.of(viewer).true(AS_OF).count() == 2
    numbers = [one.get("snils") for one in export_rows(viewer, ImportKind.STAFF, on=AS_OF, with_snils=True)]
    assert snils(7) in numbers


def _moving(country: Any, staff: Any) -> tuple[Any, Any, dict[str, Any]]:
    """A school with a person, a branch that opened later, and the line that puts it into the other district."""
    school = country.places["school"]
    staff.organisation(school, short="Школа 1")
    number = "1027700132195"
    open_row(NodeKey, staff.change, node=school, scheme=KeyScheme.OGRN, value=number, valid=period(date(2020, 9, 1)))
    staff.hire("Рябинина Зоя Ильинична", school)
    branch = add_node(
        country.system, kind=NodeKind.UNIT, name="Филиал", parent_id=school.pk, since=AS_OF + timedelta(days=5)
    )
    line = {
        "Наименование": school.name,
        "Вид организации": "школа",
        "ОГРН": number,
        "Муниципальное образование": country.places["other_district"].name,
    }
    return school, branch, line


def _where(viewer: Any, node: Any, day: date) -> Any:
    return Placement.objects.of(viewer).true(day).get(node=node).path


def test_a_list_moves_an_organisation_to_another_municipality_and_back(country: Any, staff: Any) -> None:
    centre, (school, branch, line) = country.viewer(Role.CENTRE), _moving(country, staff)
    later = AS_OF + timedelta(days=30)
    before = {(node, day): _where(centre, node, day) for node, day in ((school, AS_OF), (branch, later))}
    row = checked(centre, [line], node=country.places["top"], kind=ImportKind.ORGANISATIONS)
    shown = ImportLine.objects.of(centre).get(source=row)
    ours, theirs = country.places["district"], country.places["other_district"]
    assert shown.verdict == "changed"
    assert {"field": "Муниципальное образование", "before": str(ours), "after": str(theirs)} in shown.changes
    assert [one["text"] for one in shown.problems] == [f"Организация переедет из «{ours}» в «{theirs}»."]
    assert _where(centre, school, AS_OF) == before[school, AS_OF], "a preview moves nobody"
    applied(centre, row)
    assert theirs.label in _where(centre, school, AS_OF)
    assert theirs.label in _where(centre, branch, later), "what stands below goes along, also from a later day"
    assert ours.label in _where(centre, school, AS_OF - timedelta(days=1))
    undone(centre, row)
    assert {(node, day): _where(centre, node, day) for node, day in before} == before
    successions.move_place(centre, school.pk, parent_id=theirs.pk, since=date(2026, 3, 1), on=TODAY)
    assert theirs.label in _where(centre, school, later), "the trace of the undoing does not stop a later move"


def test_a_list_that_moved_a_school_which_moved_again_is_not_undone(country: Any, staff: Any) -> None:
    centre, (school, _, line) = country.viewer(Role.CENTRE), _moving(country, staff)
    row = checked(centre, [line], node=country.places["top"], kind=ImportKind.ORGANISATIONS)
    applied(centre, row)
    successions.move_place(centre, school.pk, parent_id=country.places["district"].pk, since=AS_OF, on=TODAY)
    with pytest.raises(Refused) as no:
        undone(centre, row)
    assert "организации, перенесённые ещё раз: 1" in no.value.decision.text


def test_a_municipality_does_not_fetch_a_school_from_its_neighbour(country: Any, staff: Any) -> None:
    _, _, line = _moving(country, staff)
    district = country.places["other_district"]
    account = country.add("Осинина Майя Львовна", Role.MUNICIPAL_METHODOLOGIST, "other_district")
    viewer = find_viewer(account, None)
    row = checked(viewer, [line], node=district, kind=ImportKind.ORGANISATIONS)
    found = ImportLine.objects.of(viewer).get(source=row)
    assert found.verdict == "wrong"
    assert [one["code"] for one in found.problems] == ["moved"]
    assert "перенести её может центр" in found.problems[0]["cure"]


def test_a_school_moved_by_hand_meanwhile_asks_to_look_again(country: Any, staff: Any) -> None:
    centre, (school, _, line) = country.viewer(Role.CENTRE), _moving(country, staff)
    row = checked(centre, [line], node=country.places["top"], kind=ImportKind.ORGANISATIONS)
    theirs = country.places["other_district"]
    successions.move_place(centre, school.pk, parent_id=theirs.pk, since=AS_OF, on=TODAY)
    again = applied(centre, row)
    assert again.state == ImportState.CHECKED
    assert ImportLine.objects.of(centre).get(source=row).verdict == "same"
