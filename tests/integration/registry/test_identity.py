"""Who is the same person: pairs are found and asked once, records join and divide, of two claims one gives way."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.apps.registry.models import Employment, Person, PersonDetails, PersonKey
from marshrut.apps.registry.queries import identity as queries
from marshrut.apps.registry.services import identity as services
from marshrut.apps.registry.types import JobKind
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope.types import Role

ON = date(2026, 11, 22)
BORN = date(1980, 5, 5)
SNILS = "11223344595"


def _waiting(viewer):
    """What the page asks about: pairs and claims, read as it reads them."""
    return queries.read_doubts(viewer, queries.find_pairs(viewer, on=ON), queries.find_claims(viewer, on=ON), on=ON)


@pytest.fixture
def twins(country, staff):
    """One Anna known to two schools of two districts, once without СНИЛС."""
    school, other = country.places["school"], country.places["other_school"]
    one = staff.hire("Ёлкина Анна Петровна", school, birth=BORN, snils=SNILS)
    two = staff.hire("Елкина Анна Петровна", other, birth=BORN, job=JobKind.OUTSIDE, teaching_since=date(2004, 9, 1))
    return one, two


def _standing(country, model):
    """Facts that stand, without the keys of their rows."""
    hidden = {"id", "recorded", "closed_by_id"}
    rows = model.objects.of(country.system).known()
    return sorted(
        str({key: value for key, value in row.__dict__.items() if key not in hidden and not key.startswith("_")})
        for row in rows
    )


def test_a_pair_is_found_across_the_region_and_the_reason_is_said(country, twins):
    centre = country.viewer(Role.CENTRE)
    (pair,) = _waiting(centre)[0]
    assert {pair.left.person, pair.right.person} == set(twins)
    assert pair.grade == "likely"
    assert "дата рождения" in pair.likeness.text
    assert queries.count_pairs(centre, on=ON) == 1


def test_a_school_sees_that_there_is_a_pair_and_not_the_other_schools_list(country, twins):
    school = country.viewer(Role.SCHOOL)
    (pair,) = _waiting(school)[0]
    assert {pair.left.inside, pair.right.inside} == {True, False}
    with pytest.raises(Refused) as no:
        services.merge_people(school, twins[0].pk, twins[1].pk, reason="", on=ON)
    assert no.value.decision.reasons[0].rule == "REGISTRY-21"


def test_different_numbers_are_no_pair(country, staff, twins):
    staff.hire("Ёлкина Анна Петровна", country.places["school"], birth=BORN, snils="08765430300", post="методист")
    pairs = _waiting(country.viewer(Role.CENTRE))[0]
    assert all({one.facts.snils for one in (pair.left, pair.right)} != {SNILS, "08765430300"} for pair in pairs)


def test_a_changed_surname_is_asked_about_inside_one_school_only(country, staff):
    school = country.places["school"]
    staff.hire("Соснина Вера Ильинична", school, birth=BORN)
    staff.hire("Дубова Вера Ильинична", school, birth=BORN, post="методист")
    staff.hire("Кедрова Вера Ильинична", country.places["other_school"], birth=BORN)
    (pair,) = _waiting(country.viewer(Role.CENTRE))[0]
    assert "фамилия" in pair.likeness.text


def test_an_answer_is_remembered(country, twins):
    centre = country.viewer(Role.CENTRE)
    first = services.answer_pair(centre, twins[0].pk, twins[1].pk, reason="тёзки", on=ON)
    assert _waiting(centre)[0] == []
    assert services.answer_pair(centre, twins[1].pk, twins[0].pk, reason="ещё раз", on=ON) == first


def test_joined_records_are_one_person_and_nothing_is_lost(country, twins):
    centre, (kept, gone) = country.viewer(Role.CENTRE), twins
    merge = services.merge_people(centre, kept.pk, gone.pk, reason="одна и та же", on=ON)
    jobs = Employment.objects.of(centre).true(ON).filter(person=kept)
    assert {job.node_id for job in jobs} == {country.places["school"].pk, country.places["other_school"].pk}
    assert not Employment.objects.of(centre).true(ON).filter(person=gone).exists()
    assert Person.objects.of(centre).get(pk=gone.pk).merged_into_id == kept.pk
    details = PersonDetails.objects.of(centre).true(ON).get(person=kept)
    assert (details.family_name, details.teaching_since) == ("Ёлкина", date(2004, 9, 1))
    assert _waiting(centre)[0] == []
    assert list(queries.list_merges(centre, on=ON)) == [merge]
    assert Entry.objects.of(centre).get(action="registry.merged").rule == "REGISTRY-21"


def test_records_divided_again_are_what_they_were(country, twins):
    centre, (kept, gone) = country.viewer(Role.CENTRE), twins
    models = (Employment, PersonDetails, PersonKey)
    before = [_standing(country, model) for model in models]
    account = country.people[Role.TEACHER]
    Person.objects.of(country.system).filter(pk=gone.pk).update(account=account)
    merge = services.merge_people(centre, kept.pk, gone.pk, reason="", on=ON)
    assert Person.objects.of(centre).get(account=account).pk == kept.pk
    services.unmerge_people(centre, merge.pk, reason="поспешили", on=ON)
    assert [_standing(country, model) for model in models] == before
    assert Person.objects.of(centre).get(account=account).pk == gone.pk
    assert Person.objects.of(centre).get(pk=gone.pk).merged_into is None
    assert queries.count_pairs(centre, on=ON) == 1


def test_records_are_not_divided_over_what_was_written_since(country, twins):
    centre, (kept, gone) = country.viewer(Role.CENTRE), twins
    merge = services.merge_people(centre, kept.pk, gone.pk, reason="", on=ON)
    moved = Employment.objects.of(centre).true(ON).get(person=kept, job=JobKind.OUTSIDE)
    services.settle_claim(centre, moved.pk, ended=True, since=date(2026, 10, 1), on=ON)
    with pytest.raises(Refused) as no:
        services.unmerge_people(centre, merge.pk, reason="", on=ON)
    assert no.value.decision.reasons[0].rule == "REGISTRY-22"


def test_what_both_records_say_is_said_once_for_both_periods(country, staff):
    school = country.places["school"]
    one = staff.hire("Липина Ольга Юрьевна", school, birth=BORN, since=date(2022, 9, 1))
    two = staff.hire("Липина Ольга Юрьевна", school, birth=BORN, since=date(2021, 9, 1), until=date(2023, 1, 1))
    services.merge_people(country.system, one.pk, two.pk, reason="", on=ON)
    (job,) = Employment.objects.of(country.system).known().filter(person=one)
    assert (job.valid.lower, job.valid.upper) == (date(2021, 9, 1), None)


def test_two_accounts_are_not_joined(country, twins):
    for person, role in zip(twins, (Role.TEACHER, Role.SCHOOL), strict=True):
        Person.objects.of(country.system).filter(pk=person.pk).update(account=country.people[role])
    with pytest.raises(Refused, match="вход в систему"):
        services.merge_people(country.viewer(Role.CENTRE), twins[0].pk, twins[1].pk, reason="", on=ON)


def test_a_person_of_another_operator_is_nobody(country, twins):
    from support.world import build_country

    stranger = build_country("lipa").viewer(Role.CENTRE)
    with pytest.raises(Person.DoesNotExist):
        services.merge_people(stranger, twins[0].pk, twins[1].pk, reason="", on=ON)


def test_two_schools_claim_one_person_and_one_gives_way(country, staff):
    """REGISTRY-23."""
    person = staff.hire("Ивина Нина Львовна", country.places["school"], birth=BORN)
    staff.work(person, country.places["other_school"])
    school = country.viewer(Role.SCHOOL)
    (claim,) = _waiting(school)[1]
    assert queries.count_claims(school, on=ON) == 1
    ours = next(job for job in claim.jobs if job.node_id == country.places["school"].pk)
    theirs = next(job for job in claim.jobs if job is not ours)
    with pytest.raises(Refused):
        services.settle_claim(school, theirs.pk, ended=True, since=ON, on=ON)
    services.settle_claim(school, ours.pk, ended=False, since=date(2026, 9, 1), on=ON)
    assert _waiting(school)[1] == []
    jobs = Employment.objects.of(school).known().filter(person=person, node=country.places["school"])
    assert sorted((job.job, job.valid.lower) for job in jobs) == [
        ("main", date(2020, 9, 1)),
        ("outside", date(2026, 9, 1)),
    ]
