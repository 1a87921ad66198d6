"""What a list changes: posts and loads from a day on, corrected dates, ends, categories, leaves; absences; undo."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from marshrut.apps.registry import hooks
from marshrut.apps.registry.ledger import recorded_models
from marshrut.apps.registry.models import Absence, Employment, ImportLine, Leave, QualificationCategory, StaffRole
from marshrut.apps.registry.queries import imports as queries
from marshrut.apps.registry.services import imports as services
from marshrut.apps.registry.types import ImportState
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.types import Role
from support.lists import AS_OF, TODAY, applied, check, checked, snils, teacher, undone, verdicts

pytestmark = pytest.mark.django_db
BEFORE = date(2026, 8, 31)
SINCE = date(2020, 9, 1)


def _work(viewer: Any, day: date = AS_OF, known_at: Any = None) -> list[tuple[Any, ...]]:
    rows = Employment.objects.of(viewer).true(day, known_at).order_by("post", "job")
    return list(rows.values_list("post", "job", "load", "subjects"))


def _changes(viewer: Any, row: Any, number: int = 2) -> list[tuple[str, str, str]]:
    line = ImportLine.objects.of(viewer).get(source=row, row=number)
    return [(one["field"], one["before"], one["after"]) for one in line.changes]


def test_another_post_ends_the_old_work_on_the_day_of_the_list(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    staff.hire("Ивин Олег Олегович", school)
    line = {**teacher("Ивин Олег Олегович"), "Должность": "педагог-психолог"}
    row = checked(viewer, [line], node=school)
    assert _changes(viewer, row) == [("Должность", "учитель", "педагог-психолог")]
    applied(viewer, row)
    assert [one[0] for one in _work(viewer)] == ["педагог-психолог"]
    assert [one[0] for one in _work(viewer, BEFORE)] == ["учитель"]


def test_another_load_counts_from_the_day_of_the_list(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    person = staff.hire("Ивин Олег Олегович", school, load=Decimal(1), subjects=["Физика"])
    lines = [teacher("Ивин Олег Олегович", Ставка="0,5", Предметы="Физика, Химия", **{"Работает с": SINCE})]
    row = checked(viewer, lines, node=school)
    assert _changes(viewer, row) == [("Предметы", "Физика", "Физика, Химия"), ("Ставка", "1.00", "0.50")]
    applied(viewer, row)
    assert _work(viewer) == [("учитель", "main", Decimal("0.50"), ["Физика", "Химия"])]
    assert _work(viewer, BEFORE) == [("учитель", "main", Decimal("1.00"), ["Физика"])]
    assert len(set(Employment.objects.of(viewer).filter(person=person).values_list("line_id", flat=True))) == 1
    again = checked(viewer, lines, node=school)
    assert set(verdicts(viewer, again).values()) == {"same"}, "the beginning of the work is that of its first version"


def test_a_corrected_beginning_corrects_the_row(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    staff.hire("Ивин Олег Олегович", school)
    moment = timezone.now()
    row = checked(viewer, [teacher("Ивин Олег Олегович", **{"Работает с": date(2019, 9, 2)})], node=school)
    assert _changes(viewer, row) == [("Работает с", "01.09.2020", "02.09.2019")]
    applied(viewer, row)
    assert _work(viewer, date(2019, 10, 1))
    assert not _work(viewer, date(2019, 10, 1), moment), "as it was known then"


def test_a_last_day_ends_the_work_after_it(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    staff.hire("Ивин Олег Олегович", school)
    applied(viewer, checked(viewer, [teacher("Ивин Олег Олегович", **{"Работает по": BEFORE})], node=school))
    assert _work(viewer, BEFORE)
    assert not _work(viewer)


def test_an_empty_cell_erases_nothing(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    staff.hire("Ивин Олег Олегович", school, load=Decimal(1), subjects=["Физика"], birth=date(1980, 1, 1))
    row = checked(viewer, [teacher("Ивин Олег Олегович", Ставка="", **{"Дата рождения": ""})], node=school)
    assert set(verdicts(viewer, row).values()) == {"same"}


def test_the_higher_category_takes_the_place_of_the_lower(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    line = teacher("Ивин Олег Олегович", Категория="первая", **{"Категория присвоена": date(2021, 3, 1)})
    applied(viewer, checked(viewer, [line], node=school))
    line |= {"Категория": "высшая", "Категория присвоена": date(2026, 3, 1)}
    applied(viewer, checked(viewer, [line], node=school))
    rows = QualificationCategory.objects.of(viewer)
    assert [one.code for one in rows.true(AS_OF)] == ["highest"]
    assert [one.code for one in rows.true(date(2026, 2, 28))] == ["first"]
    line |= {"Категория": "педагог-методист", "Категория присвоена": date(2026, 5, 1)}
    applied(viewer, checked(viewer, [line], node=school))
    assert {one.code for one in rows.true(AS_OF)} == {"highest", "methodist"}


def test_a_leave_is_opened_once_and_ended(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    staff.hire("Ивин Олег Олегович", school)
    line = teacher("Ивин Олег Олегович", Отпуск="по уходу за ребёнком", **{"Отпуск с": date(2026, 3, 1)})
    applied(viewer, checked(viewer, [line], node=school))
    assert set(verdicts(viewer, checked(viewer, [line], node=school)).values()) == {"same"}
    assert Leave.objects.of(viewer).true(AS_OF).get().kind == "parental"
    line["Отпуск по"] = date(2026, 8, 31)
    applied(viewer, checked(viewer, [line], node=school))
    assert not Leave.objects.of(viewer).true(AS_OF).exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"Работает с": "01.09.2020", "Работает по": "01.09.2019"}, "ends"),
        ({"Дата рождения": "01.09.2010", "Работает с": "01.09.2020"}, ""),
        ({"СНИЛС": "112-233-445 00"}, "snils-control"),
    ],
)
def test_bad_lines_are_errors_in_words(country: Any, more: dict[str, str], code: str) -> None:
    """REGISTRY-16: they are left out only when the person says so."""
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    row = checked(viewer, [teacher("Ивин Олег Олегович", **more), teacher("Липина Вера Олеговна")], node=school)
    assert verdicts(viewer, row) == {2: "wrong", 3: "new"}
    line = ImportLine.objects.of(viewer).get(source=row, row=2)
    assert any(code in one["code"] and one["text"] and one["cure"] for one in line.problems), line.problems
    with pytest.raises(Refused) as refused:
        applied(viewer, row)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-16"
    applied(viewer, row, skip_wrong=True)
    assert Employment.objects.of(viewer).known().count() == 1


def test_overlapping_work_is_an_error_of_both_lines(country: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    lines = [
        teacher("Ивин Олег Олегович", **{"Работает с": "01.09.2015", "Работает по": "31.08.2020"}),
        teacher("Ивин Олег Олегович", **{"Работает с": "01.09.2019"}),
    ]
    row = checked(viewer, lines, node=school)
    assert verdicts(viewer, row) == {2: "wrong", 3: "wrong"}


def test_work_that_overlaps_what_is_recorded_is_an_error_and_nothing_breaks(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    person = staff.person("Ивин Олег Олегович")
    staff.work(person, school, since=date(2010, 9, 1), until=date(2014, 9, 1))
    staff.work(person, school, since=SINCE)
    row = checked(viewer, [teacher("Ивин Олег Олегович", **{"Работает с": date(2012, 9, 1)})], node=school)
    assert verdicts(viewer, row) == {2: "wrong"}


def test_whoever_is_absent_from_a_full_list_needs_a_reason(country: Any, staff: Any) -> None:
    """REGISTRY-13, REGISTRY-14, REGISTRY-19."""
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    names = ["Ивин Олег Олегович", "Липина Вера Олеговна", "Дубов Пётр Олегович", "Кедрова Анна Олеговна"]
    for name in names:
        staff.hire(name, school)
    lines = [teacher(names[0])]
    row = checked(viewer, lines, node=school, full=True)
    absent = list(queries.list_absences(viewer, row))
    assert {one.what for one in absent} == {f"{name}, учитель" for name in names[1:]}
    with pytest.raises(Refused) as refused:
        applied(viewer, row)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-13"
    assert "3" in str(refused.value)
    for reason, since in (("closed", None), ("dismissed", date(2026, 9, 2))):
        with pytest.raises(Refused) as refused:
            services.answer_absences(viewer, row.pk, line_ids=None, reason=reason, since=since, on=TODAY)
        assert refused.value.decision.reasons[0].rule == "REGISTRY-19"
    by_name = {one.what.split(",")[0]: one.line_id for one in absent}
    for name, reason, since in (
        (names[1], "dismissed", date(2026, 7, 1)),
        (names[2], "parental", None),
        (names[3], "error", None),
    ):
        services.answer_absences(viewer, row.pk, line_ids=[by_name[name]], reason=reason, since=since, on=TODAY)
    with pytest.raises(Refused) as refused:
        applied(viewer, row)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-14"
    moment = timezone.now()
    applied(viewer, row, sure=True)
    works = Employment.objects.of(viewer)
    assert works.true(AS_OF).count() == 2, "one dismissed, one an error"
    assert works.true(date(2026, 6, 30)).count() == 3
    assert works.true(date(2026, 6, 30), moment).count() == 4
    assert works.known().get(ended_why="dismissed").valid.upper == date(2026, 7, 1)
    assert Leave.objects.of(viewer).true(AS_OF).get().kind == "parental"


def test_an_addition_misses_nobody(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    staff.hire("Ивин Олег Олегович", school)
    staff.hire("Липина Вера Олеговна", school)
    row = checked(viewer, [teacher("Ивин Олег Олегович")], node=school, full=True)
    assert Absence.objects.of(viewer).filter(source=row).count() == 1
    services.narrow_list(viewer, row.pk, on=TODAY)
    check(viewer, row)
    row.refresh_from_db()
    assert row.state == ImportState.CHECKED
    assert not Absence.objects.of(viewer).filter(source=row).exists()
    applied(viewer, row)


def test_the_list_of_one_school_is_not_taken_for_the_regions(country: Any, staff: Any) -> None:
    """REGISTRY-14."""
    viewer = country.viewer(Role.CENTRE)
    school, other = country.places["school"], country.places["other_school"]
    staff.hire("Ивин Олег Олегович", school)
    staff.hire("Липина Вера Олеговна", other)
    row = checked(
        viewer, [teacher("Ивин Олег Олегович", Организация=school.name)], node=country.places["top"], full=True
    )
    services.answer_absences(viewer, row.pk, line_ids=None, reason="forgotten", since=None, on=TODAY)
    with pytest.raises(Refused) as refused:
        applied(viewer, row)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-14"
    assert "одной организации" in str(refused.value)
    assert school.name in str(refused.value)


def test_two_full_lists_of_one_school_on_one_day(country: Any) -> None:
    """REGISTRY-14: the second one sees the first and is asked."""
    school = country.places["school"]
    one, two = country.viewer(Role.SCHOOL), country.viewer(Role.MUNICIPAL_METHODOLOGIST)
    applied(one, checked(one, [teacher("Ивин Олег Олегович")], node=school, full=True))
    row = checked(two, [teacher("Ивин Олег Олегович", Ставка="1")], node=school, full=True)
    with pytest.raises(Refused) as refused:
        applied(two, row)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-14"
    assert one.name in str(refused.value)
    assert applied(two, row, sure=True).state == ImportState.APPLIED


def _answers(viewer: Any, moment: Any = None) -> dict[str, Any]:
    """Everything that the registry answers, on several days."""
    found: dict[str, Any] = {}
    for model in recorded_models():
        names = [
            one.attname
            for one in model._meta.concrete_fields
            if not one.primary_key and one.name not in {"recorded", "closed_by", "opened_by"} and not one.generated
        ]
        rows = model.objects.of(viewer).known(moment).values_list(*names)
        found[model._meta.model_name or ""] = sorted(map(repr, rows))
    return found


def test_after_an_undo_the_registry_answers_as_before(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    for number, name in enumerate(("Ивин Олег Олегович", "Липина Вера Олеговна", "Дубов Пётр Олегович")):
        staff.hire(name, school, snils=snils(number + 7), birth=date(1980, 1, 1 + number), load=Decimal(1))
    before = _answers(viewer)
    lines = [
        teacher("Ивина Олег Олегович", СНИЛС=snils(7), Ставка="0,5", Категория="первая"),
        {**teacher("Липина Вера Олеговна", **{"Дата рождения": date(1980, 1, 2)}), "Должность": "методист"},
        teacher("Новый Илья Ильич", СНИЛС=snils(99)),
    ]
    row = checked(viewer, lines, node=school, full=True)
    services.answer_absences(viewer, row.pk, line_ids=None, reason="dismissed", since=None, on=TODAY)
    applied(viewer, row, sure=True)
    between, during = timezone.now(), _answers(viewer)
    assert during != before
    undone(viewer, row)
    assert _answers(viewer) == before
    assert _answers(viewer, between) == during, "what was known in between is still told"
    again = checked(viewer, lines, node=school, full=True)
    assert verdicts(viewer, again)[4] == "new", "the withdrawn person is nobody's match"


def test_an_undo_that_others_depend_on_is_refused_and_named(country: Any, staff: Any) -> None:
    """REGISTRY-15: after somebody was made a methodologist, or has an access, or changed what the list brought."""
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    row = applied(
        viewer, checked(viewer, [teacher("Ивин Олег Олегович"), teacher("Липина Вера Олеговна")], node=school)
    )
    person = Employment.objects.of(viewer).known().earliest("line_id").person
    later = applied(viewer, checked(viewer, [teacher("Ивин Олег Олегович", Ставка="1")], node=school))
    staff.change = staff.of(country.system).change
    from marshrut.apps.registry.ledger import open_row
    from marshrut.foundation.scope.temporal import period

    open_row(StaffRole, staff.change, person=person, node=school, role="mentor", valid=period(AS_OF))
    person.account = country.people[Role.TEACHER]
    person.save(update_fields=["account"])
    asked: Any = lambda _viewer, people, _places: [f"маршруты: {people.count()}"]  # noqa: E731
    hooks.register_dependents(asked)
    try:
        with pytest.raises(Refused) as refused:
            undone(viewer, row)
    finally:
        hooks._dependents.remove(asked)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-15"
    for words in ("Список «работники»", "роли, данные позже: 1", "доступы людей из списка: 1", "маршруты: 2"):
        assert words in str(refused.value)
    undone(viewer, later)
    assert "Список «работники»" not in " ".join(queries.dependents(viewer, row.pk, on=TODAY))
