"""Who opens somebody's results: oneself, by an order, by permission; and nobody by place."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.competencies import access
from marshrut.apps.competencies.models import Accompaniment, Appeal, Judgement, Share
from marshrut.apps.competencies.queries import care_in_short, care_list, mine_in_short, portrait
from marshrut.apps.competencies.queries.care import list_shares, shared_with_me
from marshrut.apps.competencies.services import sharing
from marshrut.apps.registry.models import Person
from marshrut.apps.registry.services import identity
from marshrut.cores.kernel import Refused
from marshrut.foundation.privacy.models import CardRead
from marshrut.foundation.scope.types import Right, Role
from support.competencies import record, result
from support.world import build_country, sign_in

TODAY = timezone.localdate()
WEEK = TODAY - timedelta(days=7)
CODE = "formative_assessment"


@pytest.fixture
def people(country: Any, staff: Any) -> dict[str, Any]:
    """A teacher with a low result, a methodist of another school, a colleague of the same one."""
    school, other = country.places["school"], country.places["other_school"]
    made = {
        "teacher": staff.hire("Ёлкина Анна Петровна", school),
        "methodist": staff.hire("Соснин Илья Львович", other, post="методист"),
        "colleague": staff.hire("Берёзов Пётр Ильич", school, post="методист"),
    }
    roles = {"teacher": Role.TEACHER, "methodist": Role.REGIONAL_METHODOLOGIST, "colleague": Role.SCHOOL}
    for name, role in roles.items():
        made[name].account = country.people[role]
        made[name].save()
    record(country.system, result(made["teacher"].pk, CODE, 2, on=WEEK))
    return made


def give(country: Any, people: dict[str, Any], role: Role = Role.CENTRE, **more: Any) -> Accompaniment:
    said: dict[str, Any] = {
        "companion_id": people["methodist"].pk,
        "order_number": "5-к",
        "order_date": TODAY,
        "since": TODAY,
        "until": None,
        "on": TODAY,
        **more,
    }
    person = said.pop("person_id", people["teacher"].pk)
    return sharing.accompany(country.viewer(role), person, **said)


def rule_of(refused: Any) -> str:
    return refused.value.decision.reasons[0].rule


# Opening -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.TEACHER])
def test_no_place_and_no_role_opens_anybody(country: Any, people: dict[str, Any], role: Role) -> None:
    with pytest.raises(Refused) as said:
        portrait(country.viewer(role), people["teacher"].pk, on=TODAY)
    assert rule_of(said) == "COMPETENCIES-01"
    client = sign_in(country.people[role])
    assert client.get(reverse("competencies:person", args=[people["teacher"].pk])).status_code == 404


def test_one_opens_oneself_without_a_journal(country: Any, people: dict[str, Any]) -> None:
    found = portrait(country.viewer(Role.TEACHER), people["teacher"].pk, on=TODAY)
    assert [(one.entry.code, one.words) for one in found.findings] == [(CODE, "похоже, стоит подтянуть")]
    assert found.findings[0].why.reasons[0].rule == "COMPETENCIES-09"
    sign_in(country.people[Role.TEACHER]).get(reverse("competencies:mine"))
    assert not CardRead.objects.of(country.system).exists()


def test_who_accompanies_opens_and_the_person_sees_it(country: Any, people: dict[str, Any]) -> None:
    give(country, people)
    client = sign_in(country.people[Role.REGIONAL_METHODOLOGIST])
    page = client.get(reverse("competencies:person", args=[people["teacher"].pk]))
    assert page.status_code == 200
    assert "вероятный дефицит" in page.content.decode()
    read = CardRead.objects.of(country.system).get()
    assert (read.person_id, read.what) == (country.people[Role.TEACHER].pk, "результаты диагностик")
    seen = sign_in(country.people[Role.TEACHER]).get(reverse("registry:mine")).content.decode()
    assert "результаты диагностик" in seen


def test_care_ends_with_its_last_day(country: Any, people: dict[str, Any]) -> None:
    row = give(country, people)
    sharing.end_accompaniment(country.viewer(Role.CENTRE), row.line_id, last=TODAY, why="перевод", on=TODAY)
    viewer = country.viewer(Role.REGIONAL_METHODOLOGIST)
    assert access.may(viewer, Right.OPEN, people["teacher"].pk, on=TODAY)
    assert not access.may(viewer, Right.OPEN, people["teacher"].pk, on=TODAY + timedelta(days=1))
    with pytest.raises(Refused) as said:
        sharing.end_accompaniment(
            country.viewer(Role.CENTRE), row.line_id, last=TODAY, why="", on=TODAY + timedelta(days=2)
        )
    assert rule_of(said) == "COMPETENCIES-03"


def test_a_condition_and_a_decision_are_one(country: Any, people: dict[str, Any]) -> None:
    give(country, people)
    sharing.share(country.viewer(Role.TEACHER), account_id=country.people[Role.SCHOOL].pk, until=TODAY, on=TODAY)
    record(country.system, *(result(one.pk, CODE, 5, on=WEEK, instrument_key="x") for one in people.values()))
    stranger = build_country("vyaz")
    viewers = [*(country.viewer(role) for role in Role), *(stranger.viewer(role) for role in Role), country.system]
    days = (WEEK, TODAY, TODAY + timedelta(days=1))
    for viewer, right, day in product(viewers, Right, days):
        rows = Judgement.objects.of(viewer).filter(access.visible(viewer, right, on=day))
        listed = set(rows.values_list("person_id", flat=True))
        for person in Person.objects.of(country.system):
            allowed = bool(access.may(viewer, right, person.pk, on=day))
            assert (person.pk in listed) == allowed, f"{viewer} {right} {person} {day}"


def test_another_operator_has_nobody_to_open(people: dict[str, Any]) -> None:
    stranger = build_country("vyaz").viewer(Role.CENTRE)
    assert not access.may(stranger, Right.OPEN, people["teacher"].pk, on=TODAY)


# Care ----------------------------------------------------------------------------------------------------------------


def test_an_accompaniment_of_ones_own_school_is_refused(country: Any, people: dict[str, Any]) -> None:
    with pytest.raises(Refused) as said:
        give(country, people, companion_id=people["colleague"].pk)
    assert rule_of(said) == "COMPETENCIES-02"
    assert "в одной организации" in said.value.decision.text


@pytest.mark.parametrize(
    ("role", "more", "words"),
    [
        (Role.SCHOOL, {}, "закрепляет центр"),
        (Role.MUNICIPAL_METHODOLOGIST, {}, "в пределах вашего места"),
        (Role.CENTRE, {"order_number": "  "}, "номер приказа"),
        (Role.CENTRE, {"until": WEEK}, "раньше первого"),
    ],
)
def test_who_may_not_give_people_away(
    country: Any, people: dict[str, Any], role: Role, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused) as said:
        give(country, people, role, **more)
    assert words in said.value.decision.text
    assert not Accompaniment.objects.of(country.system).known().exists()


def test_nobody_is_given_to_themselves_or_twice(country: Any, people: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="За собой"):
        give(country, people, person_id=people["methodist"].pk)
    give(country, people)
    with pytest.raises(Refused, match="уже закреплён"):
        give(country, people)


def test_the_list_of_care_says_who_waits(country: Any, people: dict[str, Any]) -> None:
    give(country, people)
    methodist = country.viewer(Role.REGIONAL_METHODOLOGIST)
    assert care_in_short(methodist, on=TODAY) == {"people": 1, "appeals": 0}
    disagree(country, people)
    assert care_in_short(methodist, on=TODAY) == {"people": 1, "appeals": 1}
    (row,) = care_list(methodist, on=TODAY)
    assert (row.name, row.waits, row.areas) == ("Ёлкина Анна Петровна", True, [("методика", "подтянуть: 1", "sun")])
    assert care_list(country.viewer(Role.CENTRE), on=TODAY) == []


# Sharing -------------------------------------------------------------------------------------------------------------


def opened(country: Any, *, until: date = TODAY + timedelta(days=3)) -> Share:
    colleague = country.people[Role.SCHOOL].pk
    return sharing.share(country.viewer(Role.TEACHER), account_id=colleague, until=until, on=TODAY)


def test_a_share_opens_and_a_recalled_one_is_closed(country: Any, people: dict[str, Any]) -> None:
    row = opened(country)
    colleague, address = (
        sign_in(country.people[Role.SCHOOL]),
        reverse("competencies:person", args=[people["teacher"].pk]),
    )
    assert colleague.get(address).status_code == 200
    assert [one.name for one in shared_with_me(country.viewer(Role.SCHOOL), on=TODAY)] == ["Ёлкина Анна Петровна"]
    sharing.recall_share(country.viewer(Role.TEACHER), row.pk)
    assert colleague.get(address).status_code == 404
    assert not list(list_shares(country.viewer(Role.TEACHER), people["teacher"].pk, on=TODAY))
    with pytest.raises(Refused) as said:
        sharing.recall_share(country.viewer(Role.TEACHER), row.pk)
    assert rule_of(said) == "COMPETENCIES-05"


def test_a_share_is_over_after_its_day(country: Any, people: dict[str, Any]) -> None:
    opened(country, until=TODAY)
    viewer = country.viewer(Role.SCHOOL)
    assert access.may(viewer, Right.OPEN, people["teacher"].pk, on=TODAY)
    assert not access.may(viewer, Right.OPEN, people["teacher"].pk, on=TODAY + timedelta(days=1))


def test_nobody_recalls_what_another_opened(country: Any, people: dict[str, Any]) -> None:
    row = opened(country)
    with pytest.raises(Refused) as said:
        sharing.recall_share(country.viewer(Role.SCHOOL), row.pk)
    assert rule_of(said) == "COMPETENCIES-05"


@pytest.mark.parametrize(("until", "words"), [(WEEK, "уже прошёл"), (TODAY + timedelta(days=800), "Не дольше года")])
def test_a_share_has_a_day_ahead(country: Any, people: dict[str, Any], until: date, words: str) -> None:
    with pytest.raises(Refused) as said:
        opened(country, until=until)
    assert (rule_of(said), words in said.value.decision.text) == ("COMPETENCIES-04", True)


def test_one_colleague_holds_one_share(country: Any, people: dict[str, Any]) -> None:
    opened(country)
    with pytest.raises(Refused, match="уже открыто"):
        opened(country)
    assert Share.objects.of(country.system).count() == 1


# Disagreeing ---------------------------------------------------------------------------------------------------------


def disagree(country: Any, people: dict[str, Any], *, role: Role = Role.TEACHER, text: str = "Меня отвлекли") -> Appeal:
    return sharing.appeal(country.viewer(role), person_id=people["teacher"].pk, competency=CODE, text=text, on=TODAY)


def test_one_disagrees_and_who_accompanies_answers(country: Any, people: dict[str, Any]) -> None:
    give(country, people)
    row = disagree(country, people)
    with pytest.raises(Refused) as said:
        disagree(country, people)
    assert rule_of(said) == "COMPETENCIES-06"
    sharing.answer_appeal(country.viewer(Role.REGIONAL_METHODOLOGIST), row.pk, words="Пройдём ещё раз", on=TODAY)
    page = sign_in(country.people[Role.TEACHER]).get(reverse("competencies:mine")).content.decode()
    assert "Меня отвлекли" in page
    assert "Пройдём ещё раз" in page
    assert disagree(country, people, text="И всё-таки").state == "asked", "after an answer one may disagree again"


def test_nobody_disagrees_with_somebody_elses_result(country: Any, people: dict[str, Any]) -> None:
    with pytest.raises(Refused) as said:
        disagree(country, people, role=Role.SCHOOL)
    assert rule_of(said) == "COMPETENCIES-06"


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL, Role.CENTRE])
def test_who_does_not_accompany_does_not_answer(country: Any, people: dict[str, Any], role: Role) -> None:
    row = disagree(country, people)
    with pytest.raises(Refused) as said:
        sharing.answer_appeal(country.viewer(role), row.pk, words="нет", on=TODAY)
    assert rule_of(said) == "COMPETENCIES-07"


def test_what_is_held_about_one_is_taken_away_whole(country: Any, people: dict[str, Any]) -> None:
    give(country, people)
    opened(country)
    disagree(country, people)
    taken = sign_in(country.people[Role.TEACHER]).get(reverse("registry:my-json")).json()
    assert taken["Результаты диагностик"][0]["value"].startswith("2 из 10")
    assert taken["Что сказано о компетенциях"][0]["value"] == "похоже, стоит подтянуть"
    assert [row["what"] for row in taken["Кому открыты результаты"]] == ["сопровождает", "открыто вами"]
    assert "Меня отвлекли" in taken["Несогласия с результатами"][0]["value"]


def test_mine_in_short(country: Any, people: dict[str, Any]) -> None:
    assert mine_in_short(country.viewer(Role.TEACHER), on=TODAY) == {"likely": 1}
    assert mine_in_short(country.viewer(Role.CENTRE), on=TODAY) is None


def test_care_and_permission_follow_a_record_that_was_joined_and_come_back(
    country: Any, people: dict[str, Any], staff: Any
) -> None:
    give(country, people)
    twin = staff.hire("Ёлкина Анна Петровна", country.places["school"])
    allowed = country.people[Role.SCHOOL]
    me = country.viewer(Role.TEACHER)
    sharing.share(me, account_id=allowed.pk, until=TODAY + timedelta(days=9), on=TODAY)
    methodist = country.viewer(Role.REGIONAL_METHODOLOGIST)
    merge = identity.merge_people(country.system, twin.pk, people["teacher"].pk, reason="одна", on=TODAY)
    assert access.open_people(methodist, on=TODAY) >= {twin.pk}
    assert access.may(country.viewer(Role.SCHOOL), Right.OPEN, twin.pk, on=TODAY)
    assert [one.person_id for one in care_list(methodist, on=TODAY)] == [twin.pk]
    identity.unmerge_people(country.system, merge.pk, reason="разные", on=TODAY)
    assert [one.person_id for one in care_list(methodist, on=TODAY)] == [people["teacher"].pk]
    assert not access.may(country.viewer(Role.SCHOOL), Right.OPEN, twin.pk, on=TODAY)


def test_two_records_with_the_same_companion_are_joined_without_a_quarrel(
    country: Any, people: dict[str, Any], staff: Any
) -> None:
    twin = staff.hire("Ёлкина Анна Петровна", country.places["school"])
    give(country, people)
    give(country, people, person_id=twin.pk)
    merge = identity.merge_people(country.system, twin.pk, people["teacher"].pk, reason="одна", on=TODAY)
    methodist = country.viewer(Role.REGIONAL_METHODOLOGIST)
    assert [one.person_id for one in care_list(methodist, on=TODAY)] == [twin.pk]
    identity.unmerge_people(country.system, merge.pk, reason="разные", on=TODAY)
    assert {one.person_id for one in care_list(methodist, on=TODAY)} == {twin.pk, people["teacher"].pk}


def test_care_finds_its_way_back_through_a_chain_of_joined_records(
    country: Any, people: dict[str, Any], staff: Any
) -> None:
    give(country, people)
    first, methodist = people["teacher"].pk, country.viewer(Role.REGIONAL_METHODOLOGIST)
    second, third = (staff.hire("Ёлкина Анна Петровна", country.places["school"]).pk for _ in range(2))
    chain = [
        identity.merge_people(country.system, kept, gone, reason="одна", on=TODAY).pk
        for kept, gone in ((second, first), (third, second))
    ]
    assert [one.person_id for one in care_list(methodist, on=TODAY)] == [third]
    identity.unmerge_people(country.system, chain[1], reason="разные", on=TODAY)
    assert [one.person_id for one in care_list(methodist, on=TODAY)] == [second]
    identity.unmerge_people(country.system, chain[0], reason="разные", on=TODAY)
    assert [one.person_id for one in care_list(methodist, on=TODAY)] == [first]
