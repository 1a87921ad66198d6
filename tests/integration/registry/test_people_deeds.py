"""What is done about people by hand: the rule is asked, nothing is overwritten, refusals say what to do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from marshrut.apps.registry.models import Employment, Leave, Person, PersonDetails, PersonKey, StaffRole, TeamMember
from marshrut.apps.registry.queries.people import StaffFilter, count_young, list_staff
from marshrut.apps.registry.services import accounts, people, records, requests
from marshrut.apps.registry.services.people import Named, Work
from marshrut.apps.registry.types import JobKind
from marshrut.cores.kernel import Refused
from marshrut.cores.regulation import YoungTeachers
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.accounts.services import issue_slips
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.privacy import services as privacy
from marshrut.foundation.privacy.models import Purpose
from marshrut.foundation.scope.types import Role

pytestmark = pytest.mark.django_db
SNILS = "11223344595"
ON = date(2026, 11, 22)


@pytest.fixture
def school(country, staff):
    for name in ("school", "other_school"):
        staff.organisation(country.places[name])
    return country.viewer(Role.SCHOOL)


def _work(country, seat="school", **changed):
    said = {"node_id": country.places[seat].pk, "post": "учитель", "job": JobKind.MAIN, "since": date(2026, 9, 1)}
    return Work(**{**said, **changed})


def _add(viewer, country, name="Рябинина Зоя Ильинична", *, snils="", **work):
    family, given, patronymic = name.split()
    return people.add_person(viewer, Named(family, given, patronymic, snils=snils), _work(country, **work), on=ON)


def _rule(refusal):
    return refusal.value.decision.reasons[0].rule


def test_somebody_new_is_recorded_with_work_and_the_audit_knows(country, school):
    person = _add(school, country, snils=SNILS)
    job = Employment.objects.of(school).get(person=person)
    assert (job.post, job.staff, job.valid.lower) == ("учитель", "teaching", date(2026, 9, 1))
    assert [one.person_id for one in list_staff(school, on=ON)] == [person.pk]
    entry = Entry.objects.of(school).get(action="registry.person-added")
    assert (entry.rule, entry.person_id) == ("REGISTRY-01", person.pk)
    assert SNILS not in str(entry.__dict__)


def test_a_school_writes_nothing_at_another_one(country, school):
    with pytest.raises(Refused) as no:
        _add(school, country, seat="other_school")
    assert _rule(no) == "REGISTRY-01"
    assert not Person.objects.of(school).exists()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.REGIONAL_METHODOLOGIST, Role.GOVERNING_BODY])
def test_who_keeps_no_list_records_nobody(country, school, role):
    with pytest.raises(Refused) as no:
        _add(country.viewer(role), country)
    assert _rule(no) == "REGISTRY-01"


def test_a_known_snils_with_the_same_name_is_the_same_person_who_comes_here(country, school):
    there = _add(country.viewer(Role.CENTRE), country, snils=SNILS, seat="other_school", job=JobKind.MAIN)
    here = _add(school, country, "рябинина зоя ильинична".title(), snils=SNILS, job=JobKind.OUTSIDE)
    assert here.pk == there.pk
    assert Employment.objects.of(school).filter(person=there).count() == 2


def test_a_known_snils_under_another_name_is_refused(country, school):
    _add(school, country, snils=SNILS)
    with pytest.raises(Refused) as no:
        _add(school, country, "Осинин Лев Львович", snils=SNILS)
    assert _rule(no) == "REGISTRY-31"
    assert "другое имя" in no.value.decision.text


def test_a_namesake_is_added_only_when_said_so(country, school):
    _add(school, country)
    with pytest.raises(Refused) as no:
        _add(school, country)
    assert _rule(no) == "REGISTRY-31"
    people.add_person(school, Named("Рябинина", "Зоя", "Ильинична"), _work(country), on=ON, namesake=True)
    assert Person.objects.of(school).count() == 2


def test_the_same_post_stands_once_for_the_same_days(country, school):
    person = _add(school, country)
    with pytest.raises(Refused) as no:
        people.hire(school, person.pk, _work(country, since=date(2026, 10, 1)), on=ON)
    assert _rule(no) == "REGISTRY-31"
    people.hire(school, person.pk, _work(country, post="методист", job=JobKind.SECOND), on=ON)
    with pytest.raises(Refused) as no:
        people.hire(school, person.pk, _work(country, post="тьютор", until=date(2026, 8, 1)), on=ON)
    assert "раньше" in no.value.decision.text


def test_a_school_does_not_take_a_person_of_another_one_by_a_guessed_key(country, school):
    there = _add(country.viewer(Role.CENTRE), country, seat="other_school")
    with pytest.raises(Refused) as no:
        people.hire(school, there.pk, _work(country), on=ON)
    assert _rule(no) == "REGISTRY-01"
    assert people.hire(country.viewer(Role.CENTRE), there.pk, _work(country, job=JobKind.OUTSIDE), on=ON)


def test_work_ends_with_its_leave_and_its_seat_and_stays_in_the_past(country, school, staff):
    person = _add(school, country)
    job = Employment.objects.of(school).get(person=person)
    here = {"node_id": country.places["school"].pk, "on": ON}
    records.add_leave(school, person.pk, kind="long", since=date(2026, 10, 1), until=None, **here)
    before = timezone.now()
    people.end_job(school, job.line_id, last=date(2026, 10, 31), why="dismissed", on=ON)
    standing = Employment.objects.of(school).known().get(person=person)
    assert (standing.valid.upper, standing.ended_why) == (date(2026, 11, 1), "dismissed")
    assert standing.line_id == job.line_id
    assert Leave.objects.of(school).known().get(person=person).valid.upper == date(2026, 11, 1)
    assert not list_staff(school, on=date(2026, 11, 1)).exists()
    assert list_staff(school, on=date(2026, 10, 31)).exists()
    assert list_staff(school, on=date(2026, 11, 1), known_at=before).exists()
    assert not TeamMember.objects.of(school).exists()


def test_work_that_never_was_is_withdrawn_and_still_answerable(country, school):
    person = _add(school, country)
    job, before = Employment.objects.of(school).get(person=person), timezone.now()
    people.withdraw_job(school, job.line_id, on=ON)
    assert not list_staff(school, on=ON).exists()
    assert list_staff(school, on=ON, known_at=before).exists()


def test_a_corrected_record_keeps_its_line(country, school):
    person = _add(school, country)
    job = Employment.objects.of(school).get(person=person)
    made = people.correct_job(school, job.line_id, _work(country, post="методист"), on=ON)
    assert (made.line_id, made.post) == (job.line_id, "методист")
    with pytest.raises(Refused) as no:
        people.correct_job(school, job.line_id, _work(country, seat="other_school"), on=ON)
    assert _rule(no) == "REGISTRY-01"


def test_a_changed_surname_is_a_new_period_and_corrected_details_are_not(country, school):
    person = _add(school, country)
    people.change_name(school, person.pk, Named("Осинина", "Зоя", "Ильинична"), since=date(2026, 11, 1), on=ON)
    names = {day: list_staff(school, on=day).get().family_name for day in (date(2026, 10, 31), date(2026, 11, 1))}
    assert list(names.values()) == ["Рябинина", "Осинина"]
    found = list_staff(school, on=ON, narrowed=StaffFilter(search="рябин"))
    assert found.get().family_name == "Осинина"
    born = date(1990, 5, 5)
    people.correct_details(school, person.pk, Named("Осинина", "Зоя", "", birth_date=born, snils=SNILS), on=ON)
    assert PersonDetails.objects.of(school).true(ON).get(person=person).birth_date == born
    assert PersonKey.objects.of(school).known().get(person=person).value == SNILS


@pytest.mark.parametrize(
    ("role", "staff_role", "given"),
    [
        (Role.MUNICIPAL_METHODOLOGIST, "municipal_methodologist", True),
        (Role.MUNICIPAL_METHODOLOGIST, "regional_methodologist", False),
        (Role.SCHOOL, "mentor", True),
        (Role.SCHOOL, "municipal_methodologist", False),
        (Role.CENTRE, "regional_methodologist", True),
    ],
)
def test_who_enters_which_role_of_the_order(country, school, role, staff_role, given):
    person = _add(school, country)
    said = {"role": staff_role, "node_id": country.places["school"].pk, "since": date(2026, 9, 1), "on": ON}
    if given:
        records.give_staff_role(country.viewer(role), person.pk, order_number="7", **said)
        assert StaffRole.objects.of(school).get().role == staff_role
        with pytest.raises(Refused) as no:
            records.give_staff_role(country.viewer(role), person.pk, **said)
        assert _rule(no) == "REGISTRY-31"
    else:
        with pytest.raises(Refused) as no:
            records.give_staff_role(country.viewer(role), person.pk, **said)
        assert _rule(no) == "REGISTRY-30"


def test_a_category_has_no_end_that_nobody_wrote(country, school):
    person = _add(school, country)
    row = records.add_category(school, person.pk, code="first", awarded_on=date(2010, 1, 1), on=ON)
    assert row.valid.upper is None
    records.end_fact(school, "category", row.line_id, last=date(2026, 1, 31), on=ON)
    assert not list_staff(school, on=ON, narrowed=StaffFilter(category="first")).exists()
    records.withdraw_fact(school, "category", row.line_id, on=ON)
    assert not list_staff(school, on=date(2015, 1, 1), narrowed=StaffFilter(category="first")).exists()


def test_no_leave_from_a_work_that_is_not_there(country, school):
    person = _add(school, country)
    with pytest.raises(Refused) as no:
        records.add_leave(
            school,
            person.pk,
            node_id=country.places["school"].pk,
            kind="long",
            since=date(2026, 8, 1),
            until=None,
            on=ON,
        )
    assert _rule(no) == "REGISTRY-31"


READING = YoungTeachers(under_age=35, inclusive=False, years=3, experience="teaching", source=("АБВ-1",))


@pytest.mark.parametrize(
    ("born", "since", "answer"),
    [
        (date(1991, 11, 23), date(2023, 11, 23), "young"),
        (date(1991, 11, 22), date(2023, 11, 23), "old"),
        (date(1991, 11, 23), date(2023, 11, 22), "old"),
        (None, date(2024, 9, 1), "unknown"),
        (date(1999, 1, 1), None, "unknown"),
    ],
)
def test_the_list_and_the_card_agree_on_who_is_young(country, school, staff, born, since, answer):
    """REGISTRY-03 as a condition and as a decision: the same edges."""
    from marshrut.apps.registry import rules

    staff.hire("Рябинина Зоя Ильинична", country.places["school"], birth=born, teaching_since=since)
    found = count_young(school, on=ON, reading=READING)
    assert found == {"young": int(answer == "young"), "unknown": int(answer == "unknown"), "teachers": 1}
    decision = rules.is_young(READING, birth_date=born, since=since, on=ON)
    assert bool(decision) is (answer == "young")
    listed = list_staff(school, on=ON, narrowed=StaffFilter(young="yes"), reading=READING)
    assert listed.exists() is (answer == "young")


def test_access_for_all_and_for_each_only_once(country, school):
    first, second = _add(school, country), _add(school, country, "Осинин Лев Львович")
    made = accounts.give_access(school, [first.pk, second.pk], on=ON)
    assert {one.family_name for one in made} == {"Рябинина", "Осинин"}
    assert accounts.give_access(school, [first.pk, second.pk], on=ON) == []
    first.refresh_from_db()
    assert first.account in made
    assert len(issue_slips(school, [one.pk for one in made], on=ON)) == 2
    with pytest.raises(Refused):
        accounts.give_access(country.viewer(Role.CENTRE), [_add(school, country, "Липин Лев Львович").pk], on=ON)


def test_an_access_is_joined_by_explicit_choice_and_parted_again(country, school):
    person, other = _add(school, country), _add(school, country, "Осинин Лев Львович")
    teacher = country.people[Role.TEACHER]
    accounts.link_account(school, person.pk, teacher.pk, on=ON)
    for who, account in ((other, teacher), (person, country.add("Ольхин Лев", Role.TEACHER, "school"))):
        with pytest.raises(Refused) as no:
            accounts.link_account(school, who.pk, account.pk, on=ON)
        assert _rule(no) == "REGISTRY-34"
    accounts.unlink_account(school, person.pk, on=ON)
    person.refresh_from_db()
    assert person.account is None
    strangers = country.add("Чужой Лев", Role.TEACHER, "other_school")
    with pytest.raises(Refused) as no:
        accounts.link_account(school, person.pk, strangers.pk, on=ON)
    assert _rule(no) == "ACCOUNTS-05"


def test_a_request_is_answered_once_and_a_no_has_a_reason(country, school):
    person = _add(school, country)
    accounts.link_account(school, person.pk, country.people[Role.TEACHER].pk, on=ON)
    row = requests.ask_correction(country.viewer(Role.TEACHER), what="name", text="Ё, а не Е")
    for role, rule in ((Role.GOVERNING_BODY, "REGISTRY-01"), (Role.SCHOOL, "REGISTRY-35")):
        with pytest.raises(Refused) as no:
            requests.answer_request(country.viewer(role), row.pk, granted=False, words=" ", on=ON)
        assert _rule(no) == rule
    requests.answer_request(school, row.pk, granted=True, words="", on=ON)
    with pytest.raises(Refused) as no:
        requests.answer_request(school, row.pk, granted=False, words="нет", on=ON)
    assert _rule(no) == "REGISTRY-35"


def test_who_recalls_consent_stays_in_the_staff_list_and_nothing_else(country, school):
    """The list stands on the employer's duty: the denominator keeps the person; the consent's own use ends."""
    from marshrut.apps.registry.queries.today import count_people
    from marshrut.foundation.privacy.queries import has_consent

    privacy.ensure_purposes(country.system, on=ON)
    person = _add(school, country)
    teacher = country.people[Role.TEACHER]
    accounts.link_account(school, person.pk, teacher.pk, on=ON)
    me = country.viewer(Role.TEACHER)
    privacy.answer_notice(me, agreed={"results"}, on=ON)
    consent = Purpose.objects.of(me).get(code="results", replaced_at=None)
    assert has_consent(me, teacher.pk, "results")
    before = count_people(school, on=ON)
    privacy.recall(me, teacher.pk, consent.pk, on=ON)
    assert not has_consent(me, teacher.pk, "results")
    assert count_people(school, on=ON) == before
    assert list_staff(school, on=ON).get().person_id == person.pk
    assert Account.objects.of(school).get(pk=teacher.pk).is_active


def test_a_day_ahead_is_a_day_ahead(country, school):
    person = _add(school, country, since=ON + timedelta(days=30))
    assert not list_staff(school, on=ON).exists()
    assert list_staff(school, on=ON + timedelta(days=30)).get().person_id == person.pk
