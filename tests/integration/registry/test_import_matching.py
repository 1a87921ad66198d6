"""Whom a line means: by number, by name and birth date, by name at one organisation; doubtful ones are asked once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marshrut.apps.registry.models import Employment, IdentityAnswer, ImportLine, Person, PersonDetails, PersonKey
from marshrut.apps.registry.queries.list_page import kinds_of_doubt
from marshrut.apps.registry.services import imports as services
from marshrut.apps.registry.types import Doubt, JobKind, KeyScheme
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.types import Role
from support.lists import AS_OF, TODAY, applied, check, checked, snils, teacher, verdicts
from support.world import sign_in

pytestmark = pytest.mark.django_db
BORN = date(1980, 2, 1)


def _line(viewer: Any, row: Any, number: int = 2) -> ImportLine:
    return ImportLine.objects.of(viewer).get(source=row, row=number)


def _codes(line: ImportLine) -> set[str]:
    return {one["code"] for one in line.problems}


def test_by_snils_whatever_the_spelling(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    person = staff.hire("Семёнова Алёна Петровна", school, snils=snils(112233445), birth=BORN)
    row = checked(viewer, [teacher("СЕМЕНОВА  Алена Петровна", СНИЛС="112-233-445 95")], node=school)
    line = _line(viewer, row)
    assert line.person_id == person.pk, line.problems
    assert line.verdict == "same", line.changes


def test_by_name_and_birth_date_at_another_school_is_a_second_place(country: Any, staff: Any) -> None:
    person = staff.hire("Семёнова Алёна Петровна", country.places["other_school"], birth=BORN)
    school, viewer = country.places["school"], country.viewer(Role.CENTRE)
    row = checked(
        viewer,
        [teacher("Семенова Алена Петровна", **{"Дата рождения": BORN, "Организация": school.name})],
        node=country.places["top"],
    )
    line = _line(viewer, row)
    assert (line.person_id, line.verdict) == (person.pk, "new")
    assert "two-main" in _codes(line), "two schools claim one person: said, not refused"
    applied(viewer, row)
    assert Person.objects.of(viewer).count() == 1
    assert Employment.objects.of(viewer).true(AS_OF).filter(person=person).count() == 2


def test_a_namesake_elsewhere_is_asked_about_and_the_answer_is_remembered(country: Any, staff: Any) -> None:
    """REGISTRY-12, REGISTRY-17, REGISTRY-18."""
    person = staff.hire("Кедрова Вера Олеговна", country.places["other_school"], birth=BORN)
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    lines = [teacher("Кедрова Вера Олеговна")]
    row = checked(viewer, lines, node=school)
    line = _line(viewer, row)
    assert (line.verdict, line.candidates) == ("doubtful", [person.pk])
    with pytest.raises(Refused) as refused:
        applied(viewer, row)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-12"
    with pytest.raises(Refused) as refused:
        services.answer_line(viewer, line.pk, answer=str(country.places["top"].pk), reason="", on=TODAY)
    assert refused.value.decision.reasons[0].rule == "REGISTRY-18"
    services.answer_line(viewer, line.pk, answer="new", reason="другой человек", on=TODAY)
    assert _line(viewer, row).verdict == "new"
    applied(viewer, row)
    assert Person.objects.of(viewer).count() == 2
    assert IdentityAnswer.objects.of(viewer).get().same is False
    again = checked(viewer, [teacher("Кедрова Вера Олеговна", Ставка="0,5")], node=school)
    assert _line(viewer, again).verdict == "changed", "known here by now"


def test_an_answer_of_yesterday_is_used_for_a_new_file(country: Any, staff: Any) -> None:
    person = staff.hire("Кедрова Вера Олеговна", country.places["other_school"], birth=BORN)
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    first = checked(viewer, [teacher("Кедрова Вера Олеговна")], node=school)
    services.answer_line(viewer, _line(viewer, first).pk, answer=str(person.pk), reason="", on=TODAY)
    services.drop_list(viewer, first.pk, reason="другой файл", on=TODAY)
    second = checked(viewer, [teacher("Кедрова Вера Олеговна", Ставка="1")], node=school)
    line = _line(viewer, second)
    assert (line.verdict, line.person_id) == ("new", person.pk)


def test_a_skipped_line_is_left_out(country: Any, staff: Any) -> None:
    staff.hire("Кедрова Вера Олеговна", country.places["other_school"], birth=BORN)
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    row = checked(viewer, [teacher("Кедрова Вера Олеговна"), teacher("Ивин Олег Олегович")], node=school)
    services.answer_line(viewer, _line(viewer, row).pk, answer="skip", reason="", on=TODAY)
    applied(viewer, row)
    assert Employment.objects.of(viewer).true(AS_OF).filter(node=school).count() == 1


def test_another_surname_is_a_change_from_the_day_of_the_list(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    person = staff.hire("Липина Мария Ильинична", school, birth=BORN)
    row = checked(viewer, [teacher("Дубова Мария Ильинична", **{"Дата рождения": BORN})], node=school)
    line = _line(viewer, row)
    assert (line.person_id, line.verdict) == (person.pk, "changed")
    assert line.changes == [{"field": "Фамилия", "before": "Липина", "after": "Дубова"}]
    assert "renamed" in _codes(line)
    applied(viewer, row)
    rows = PersonDetails.objects.of(viewer).filter(person=person)
    assert rows.true(AS_OF).get().family_name == "Дубова"
    assert rows.true(date(2026, 8, 31)).get().family_name == "Липина"


def test_a_number_of_somebody_quite_else_is_asked_about(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    person = staff.hire("Липина Мария Ильинична", school, birth=BORN, snils=snils(112233445))
    line = teacher("Дубов Олег Петрович", СНИЛС=snils(112233445), **{"Дата рождения": date(1970, 1, 1)})
    row = checked(viewer, [line], node=school)
    found = _line(viewer, row)
    assert (found.verdict, found.candidates) == ("doubtful", [person.pk])
    services.answer_line(viewer, found.pk, answer="new", reason="", on=TODAY)
    assert "number-taken" in _codes(_line(viewer, row)), "the number stays with whom it was"
    applied(viewer, row)
    assert PersonKey.objects.of(viewer).known().get().person_id == person.pk


def test_one_person_twice_with_two_numbers_is_an_error_of_both_lines(country: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    lines = [
        teacher("Липина Мария Ильинична", СНИЛС=snils(112233445), **{"Дата рождения": BORN}),
        teacher("Липина Мария Ильинична", СНИЛС=snils(112233446), **{"Дата рождения": BORN}),
        teacher("Ивин Олег Олегович"),
    ]
    row = checked(viewer, lines, node=school)
    assert verdicts(viewer, row) == {2: "wrong", 3: "wrong", 4: "new"}
    assert _codes(_line(viewer, row)) == _codes(_line(viewer, row, 3)) == {"two-snils"}
    assert snils(112233445) not in str(_line(viewer, row).problems), "never in full"


def test_one_number_at_two_people_is_an_error_of_both_lines(country: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    lines = [teacher("Липина Мария Ильинична", СНИЛС=snils(5)), teacher("Ивин Олег Олегович", СНИЛС=snils(5))]
    row = checked(viewer, lines, node=school)
    assert set(verdicts(viewer, row).values()) == {"wrong"}
    assert _codes(_line(viewer, row)) == {"snils-twice"}


def test_the_same_line_twice_counts_once(country: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    row = checked(viewer, [teacher("Липина Мария Ильинична"), teacher("Липина Мария Ильинична")], node=school)
    assert _codes(_line(viewer, row, 3)) == {"twice"}
    applied(viewer, row)
    assert Employment.objects.of(viewer).known().count() == 1


def test_two_posts_are_two_lines_of_one_person(country: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    second = teacher("Липина Мария Ильинична", **{"Вид занятости": "внутреннее совместительство"})
    second["Должность"] = "педагог-психолог"
    row = checked(
        viewer, [teacher("Липина Мария Ильинична", **{"Вид занятости": "основная работа"}), second], node=school
    )
    applied(viewer, row)
    assert Person.objects.of(viewer).count() == 1
    jobs = Employment.objects.of(viewer).known().values_list("post", "job")
    assert set(jobs) == {("учитель", JobKind.MAIN.value), ("педагог-психолог", JobKind.SECOND.value)}


def test_namesakes_born_on_one_day_are_told_apart_by_the_school(country: Any, staff: Any) -> None:
    here = staff.hire("Ивин Олег Олегович", country.places["school"], birth=BORN)
    staff.hire("Ивин Олег Олегович", country.places["other_school"], birth=BORN)
    viewer = country.viewer(Role.SCHOOL)
    lines = [teacher("Ивин Олег Олегович", **{"Дата рождения": BORN})]
    row = checked(viewer, lines, node=country.places["school"])
    assert _line(viewer, row).person_id == here.pk


def test_an_outside_code_finds_the_person_again(country: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    applied(viewer, checked(viewer, [teacher("Ивин Олег Олегович", **{"Код работника": "Т-17"})], node=school))
    line = teacher("Ивин Олег Ольгович", **{"Код работника": "Т-17"})
    row = checked(viewer, [line], node=school)
    assert _line(viewer, row).verdict == "doubtful", "a code with another patronymic is asked about"


def _numbered(name: str, number: str, **more: Any) -> dict[str, Any]:
    return teacher(name, **{"Табельный номер": number}, **more)


def test_a_personnel_number_is_one_organisations_own(country: Any, staff: Any) -> None:
    """Two schools give number 17 to two people: both are recorded, nobody is warned, each is found by their own."""
    school, other, centre = country.places["school"], country.places["other_school"], country.viewer(Role.CENTRE)
    staff.organisation(school)
    staff.organisation(other)
    lines = [
        _numbered("Ивин Олег Олегович", "17", Организация=school.name),
        _numbered("Липина Вера Олеговна", "17", Организация=other.name),
    ]
    row = checked(centre, lines, node=country.places["top"])
    assert not [one for line in ImportLine.objects.of(centre).filter(source=row) for one in line.problems]
    applied(centre, row)
    keys = PersonKey.objects.of(centre).known().filter(scheme=KeyScheme.PERSONNEL, value="17")
    assert {one.system for one in keys} == {school.pk.hex, other.pk.hex}
    viewer = country.viewer(Role.SCHOOL)
    row = checked(viewer, [_numbered("Ивина Олег Олегович", "17")], node=school)
    line = _line(viewer, row)
    assert line.person_id == keys.get(system=school.pk.hex).person_id, "the number with the rest of the name: a surname"
    assert line.verdict == "changed"
    row = checked(viewer, [_numbered("Липина Вера Олеговна", "17")], node=school)
    assert _line(viewer, row).person_id != keys.get(system=school.pk.hex).person_id
    assert [one["code"] for one in _line(viewer, row).problems] in ([], ["number-taken"])


def test_a_personnel_number_is_given_again_after_somebody_has_left(country: Any, staff: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    since = {"Работает с": "01.09.2020"}
    applied(viewer, checked(viewer, [_numbered("Ивин Олег Олегович", "17", **since)], node=school))
    row = checked(viewer, [_numbered("Липина Вера Олеговна", "17")], node=school)
    assert [one["code"] for one in _line(viewer, row).problems] == ["number-taken"], "he still works there"
    gone = _numbered("Ивин Олег Олегович", "17", **since, **{"Работает по": "15.08.2026"})
    applied(viewer, checked(viewer, [gone], node=school))
    row = checked(viewer, [_numbered("Липина Вера Олеговна", "17")], node=school)
    assert (_line(viewer, row).verdict, _line(viewer, row).problems) == ("new", [])
    applied(viewer, row)
    holder = PersonKey.objects.of(viewer).known().get(scheme=KeyScheme.PERSONNEL, value="17", valid__upper_inf=True)
    assert PersonDetails.objects.of(viewer).known().get(person_id=holder.person_id).family_name == "Липина"


def test_two_jobs_may_have_two_personnel_numbers_and_a_wrong_one_is_put_right(country: Any) -> None:
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    second = {**_numbered("Ивин Олег Олегович", "18", **{"Вид занятости": "внутреннее совместительство"})}
    second["Должность"] = "методист"
    applied(viewer, checked(viewer, [_numbered("Ивин Олег Олегович", "17"), second], node=school))
    standing = PersonKey.objects.of(viewer).known().filter(scheme=KeyScheme.PERSONNEL, valid__upper_inf=True)
    assert set(standing.values_list("value", flat=True)) == {"17", "18"}
    applied(viewer, checked(viewer, [_numbered("Липина Вера Олеговна", "7")], node=school))
    applied(viewer, checked(viewer, [_numbered("Липина Вера Олеговна", "77")], node=school))
    assert set(standing.values_list("value", flat=True)) == {"17", "18", "77"}
    again = checked(viewer, [_numbered("Липина Вера Олеговна", "77")], node=school)
    assert _line(viewer, again).verdict == "same"


def _namesakes(country: Any, staff: Any, names: tuple[str, ...]) -> tuple[Any, Any]:
    """A list of the school with full namesakes of people recorded at another one: one kind of doubt."""
    for name in names:
        staff.hire(name, country.places["other_school"])
    staff.organisation(country.places["school"])
    centre = country.viewer(Role.CENTRE)
    lines = [teacher(name, Организация=country.places["school"].name) for name in names]
    return centre, checked(centre, lines, node=country.places["top"])


NAMES = ("Ивин Олег Олегович", "Липина Вера Олеговна", "Рябинина Зоя Ильинична")


def _open(viewer: Any, row: Any) -> list[ImportLine]:
    return list(ImportLine.objects.of(viewer).filter(source=row, verdict="doubtful", answer="").order_by("row"))


@pytest.mark.parametrize(("answer", "same"), [("same", True), ("new", False)])
def test_lines_of_one_kind_are_answered_together_and_one_of_them_apart(
    country: Any, staff: Any, answer: str, same: bool
) -> None:
    centre, row = _namesakes(country, staff, NAMES)
    (kind,) = kinds_of_doubt(centre, row, on=AS_OF)
    assert (kind.doubt, kind.total, kind.one_each) == (Doubt.NAMESAKE, 3, True)
    first, *rest = _open(centre, row)
    assert services.answer_lines(centre, row.pk, line_ids=[one.pk for one in rest], answer=answer, on=TODAY) == 2
    assert [one.pk for one in _open(centre, row)] == [first.pk], "the exception is still asked about"
    found = ImportLine.objects.of(centre).filter(pk__in=[one.pk for one in rest])
    assert {one.verdict for one in found} == {"new"}, "new work of a known person, or of a new one"
    assert {one.person_id is not None and [one.person_id] == one.candidates for one in found} == {same}
    kept = IdentityAnswer.objects.of(centre).filter(withdrawn_at=None)
    assert list(kept.values_list("same", flat=True)) == [same, same]
    services.answer_line(centre, first.pk, answer="new", reason="", on=TODAY)
    applied(centre, row)
    again = checked(
        centre,
        [teacher(name, Организация=country.places["school"].name) for name in NAMES],
        node=country.places["top"],
    )
    assert not _open(centre, again), "asked once"


def test_a_common_answer_is_taken_back_before_the_list_is_applied(country: Any, staff: Any) -> None:
    centre, row = _namesakes(country, staff, NAMES)
    before = [(one.row, one.candidates, one.doubt) for one in _open(centre, row)]
    services.answer_lines(centre, row.pk, line_ids=[one.pk for one in _open(centre, row)], answer="same", on=TODAY)
    check(centre, services.recheck(centre, row.pk, on=TODAY))  # the lines are other rows now
    assert services.withdraw_answers(centre, row.pk, on=TODAY) == 3
    assert [(one.row, one.candidates, one.doubt) for one in _open(centre, row)] == before
    assert not IdentityAnswer.objects.of(centre).filter(withdrawn_at=None).exists()
    with pytest.raises(Refused) as no:
        services.withdraw_answers(centre, row.pk, on=TODAY)
    assert no.value.decision.reasons[0].rule == "REGISTRY-18"


def test_the_same_person_is_no_answer_where_several_fit(country: Any, staff: Any) -> None:
    staff.hire(NAMES[0], country.places["other_school"])
    centre, row = _namesakes(country, staff, NAMES[:1])
    (line,) = _open(centre, row)
    assert (len(line.candidates), line.doubt) == (2, Doubt.SEVERAL)
    with pytest.raises(Refused) as no:
        services.answer_lines(centre, row.pk, line_ids=[line.pk], answer="same", on=TODAY)
    assert no.value.decision.reasons[0].rule == "REGISTRY-18"
    assert services.answer_lines(centre, row.pk, line_ids=[line.pk], answer="new", on=TODAY) == 1


def test_many_lines_are_answered_with_few_queries(country: Any, staff: Any) -> None:
    """What grows with the lines is their own writing, not the comparison."""
    centre, row = _namesakes(country, staff, tuple(f"Ивин Олег О{letter}вич" for letter in "абвгдежзик"))
    lines = [one.pk for one in _open(centre, row)]
    with CaptureQueriesContext(connection) as asked:
        services.answer_lines(centre, row.pk, line_ids=lines, answer="new", on=TODAY)
    assert sum("registry_persondetails" in one["sql"] for one in asked) < 4


def test_answering_together_on_the_page(country: Any, staff: Any) -> None:
    centre, row = _namesakes(country, staff, NAMES)
    client = sign_in(country.people[Role.CENTRE])
    page = client.get(reverse("registry:list", args=[row.pk]) + "?show=doubtful").content.decode()
    assert "Полный тёзка записан в другой организации" in page
    marked = [one.pk for one in _open(centre, row)][:2]
    address = reverse("registry:answer-together", args=[row.pk])
    said = client.post(address, {"line": marked, "answer": "new"}, follow=True).content.decode()
    undo = reverse("registry:withdraw-together", args=[row.pk])
    assert said.count(undo) == 2, "for ten seconds above, and for as long as the list waits"
    assert len(_open(centre, row)) == 1
    assert "снова спрашиваем" in client.post(undo, follow=True).content.decode()
    assert len(_open(centre, row)) == 3
