"""What is done about organisations by hand: opened, described anew, closed, joined, moved; past values apart."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.utils import IntegrityError
from django.utils import timezone

from marshrut.apps.registry.dictionaries import base_dictionaries
from marshrut.apps.registry.ledger import ChangeSet
from marshrut.apps.registry.models import Employment, NodeKey, OpeningValue, OrganisationDetails, Succession
from marshrut.apps.registry.queries.people import StaffFilter, list_staff
from marshrut.apps.registry.queries.place_card import place_card, place_past
from marshrut.apps.registry.queries.places import PlaceFilter, get_place, list_places
from marshrut.apps.registry.services import places, successions
from marshrut.apps.registry.services.places import Described
from marshrut.apps.registry.types import KeyScheme
from marshrut.cores.kernel import Refused
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.types import Role

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)
JULY = date(2026, 7, 1)


@pytest.fixture
def centre(country, staff):
    for name in ("school", "other_school"):
        staff.organisation(country.places[name], short=name)
    return country.viewer(Role.CENTRE)


def _rule(refusal):
    return refusal.value.decision.reasons[0].rule


def _card(viewer, node, on=ON):
    return place_card(viewer, get_place(viewer, node.pk, on=on), on=on, words=base_dictionaries())


def test_a_municipality_opens_a_school_in_its_own_district_only(country, centre):
    ours, theirs = country.places["district"], country.places["other_district"]
    viewer = country.viewer(Role.MUNICIPAL_METHODOLOGIST)
    new = Described(kind="school", name="Школа № 9", short="Школа 9")
    node = places.add_place(viewer, new, parent_id=ours.pk, since=JULY, codes={KeyScheme.OGRN: "1026600000001"}, on=ON)
    assert [one.node_id for one in list_places(viewer, on=ON, narrowed=PlaceFilter(search="1026600000001"))] == [
        node.pk
    ]
    assert not list_places(viewer, on=JULY - timedelta(days=1), narrowed=PlaceFilter(search="9")).exists()
    for role, parent in ((Role.MUNICIPAL_METHODOLOGIST, theirs), (Role.SCHOOL, ours)):
        with pytest.raises(Refused) as no:
            places.add_place(country.viewer(role), new, parent_id=parent.pk, since=JULY, on=ON)
        assert _rule(no) == "REGISTRY-02"
    with pytest.raises(Refused) as no:
        places.add_place(centre, new, parent_id=theirs.pk, since=JULY, codes={KeyScheme.OGRN: "1026600000001"}, on=ON)
    assert _rule(no) == "REGISTRY-31"
    assert NodeKey.objects.of(centre).count() == 1


def test_an_organisation_is_called_as_it_was_that_day(country, centre):
    school = country.places["school"]
    said = Described(kind="school", name="Гимназия «Ель»", short="Гимназия", rural=False)
    places.change_details(centre, school.pk, said, since=JULY, on=ON)
    assert [_card(centre, school, on).name for on in (JULY - timedelta(days=1), JULY)] == [
        school.name,
        "Гимназия «Ель»",
    ]
    assert str(Node.objects.of(centre).get(pk=school.pk)) == "Гимназия"
    places.change_details(centre, school.pk, Described(kind="school", name="Гимназия «Ёль»"), since=JULY, on=ON)
    assert OrganisationDetails.objects.of(centre).known().filter(node=school).count() == 2


def test_an_organisation_with_people_is_not_closed(country, centre, staff):
    school = country.places["school"]
    staff.hire("Рябинина Зоя Ильинична", school, until=date(2026, 9, 1))
    places_before = list_places(centre, on=ON).count()
    with pytest.raises(Refused) as no:
        places.close_place(centre, school.pk, last=date(2026, 8, 30), on=ON)
    assert _rule(no) == "REGISTRY-32"
    assert "1" in no.value.decision.text
    places.close_place(centre, school.pk, last=date(2026, 8, 31), on=ON)
    assert list_places(centre, on=ON).count() == places_before - 1
    assert list_places(centre, on=date(2026, 8, 31)).count() == places_before
    assert _card(centre, school).details is None


def test_everybody_goes_over_to_the_successor_in_one_change_set(country, centre, staff):
    before, after = country.places["school"], country.places["other_school"]
    people = [staff.hire(f"Рябинина Зоя {word}", before, birth=date(1980, 1, 1)) for word in ("Первая", "Вторая")]
    staff.work(people[0], after)
    assert successions.moving_people(centre, before.pk, since=JULY) == 2
    changes = ChangeSet.objects.of(centre).count()
    row = successions.take_over(centre, before.pk, after.pk, since=JULY, document="постановление № 12", on=ON)
    assert ChangeSet.objects.of(centre).count() == changes + 1
    moved = list_staff(centre, on=ON, narrowed=StaffFilter(place=after.pk))
    assert {one.person_id for one in moved} == {one.pk for one in people}
    last_day = list_staff(centre, on=JULY - timedelta(days=1), narrowed=StaffFilter(place=before.pk))
    assert last_day.count() == 2
    assert not list_staff(centre, on=ON, narrowed=StaffFilter(place=before.pk)).exists()
    assert Employment.objects.of(centre).true(ON).count() == 2, "who worked there already is not written twice"
    assert _card(centre, before).details is None
    assert place_past(centre, after)["joined"] == [row]


@pytest.mark.parametrize(
    ("role", "pair", "since"),
    [
        (Role.MUNICIPAL_METHODOLOGIST, ("school", "other_school"), JULY),
        (Role.CENTRE, ("school", "school"), JULY),
        (Role.CENTRE, ("school", "other_school"), date(2019, 1, 1)),
    ],
)
def test_who_cannot_take_over_whom(country, centre, role, pair, since):
    one, two = (country.places[name].pk for name in pair)
    with pytest.raises(Refused) as no:
        successions.take_over(country.viewer(role), one, two, since=since, document="№ 1", on=ON)
    assert _rule(no) == "REGISTRY-33"
    assert not Succession.objects.of(centre).exists()


def test_a_moved_school_counts_for_the_new_district_from_that_day(country, centre, staff):
    school, district = country.places["school"], country.places["other_district"]
    staff.hire("Рябинина Зоя Ильинична", school)
    successions.move_place(centre, school.pk, parent_id=district.pk, since=JULY, on=ON)
    by_day = {
        day: list_staff(centre, on=day, narrowed=StaffFilter(municipality=district.pk)).count()
        for day in (JULY - timedelta(days=1), JULY)
    }
    assert list(by_day.values()) == [0, 1]
    for parent in (school, country.places["district"]):
        if parent is school:
            with pytest.raises(Refused) as no:
                successions.move_place(centre, school.pk, parent_id=parent.pk, since=JULY, on=ON)
            assert _rule(no) == "REGISTRY-33"
    assert Placement.objects.of(centre).true(ON).get(node=school).parent_id == district.pk


def test_a_school_describes_its_conditions_and_team_and_no_statuses(country, centre, staff):
    school, viewer = country.places["school"], country.viewer(Role.SCHOOL)
    head = staff.hire("Берёзов Пётр Ильич", school)
    places.add_fact(viewer, school.pk, "condition", since=JULY, kind="growth_point", title="Ель", on=ON)
    team = places.add_fact(viewer, school.pk, "team", since=JULY, title="Команда", on=ON)
    places.add_member(viewer, school.pk, team.line_id, person_id=head.pk, part="методика", since=JULY, on=ON)
    with pytest.raises(Refused) as no:
        places.add_fact(viewer, school.pk, "status", since=JULY, code="risk", year=2026, on=ON)
    assert _rule(no) == "REGISTRY-02"
    card = _card(viewer, school)
    assert [one.title for one in card.conditions] == ["центр «Точка роста»"]
    assert [(one.title, [member.name for member in held]) for one, held in card.teams] == [
        ("Команда", ["Берёзов Пётр Ильич"])
    ]
    places.end_place_fact(viewer, school.pk, "team", team.line_id, last=ON - timedelta(days=1), on=ON)
    assert _card(viewer, school).teams == ()


def test_a_status_stands_once_a_year_and_a_past_value_has_its_document(country, centre):
    school = country.places["school"]
    status = {"code": "risk", "year": 2026, "since": date(2026, 1, 1), "on": ON}
    places.add_fact(centre, school.pk, "status", **status)
    with pytest.raises(Refused) as no:
        places.add_fact(centre, school.pk, "status", **status)
    assert _rule(no) == "REGISTRY-31"
    value = {"year": 2024, "what": "Прошли диагностику", "part": "value", "value": Decimal("12.5"), "document": "отчёт"}
    places.add_fact(centre, school.pk, "value", since=date(2024, 1, 1), **value, on=ON)
    assert place_past(centre, school)["values"][0].document == "отчёт"
    assert OpeningValue.objects.of(centre).get().value == Decimal("12.5")
    with pytest.raises((Refused, IntegrityError)):
        places.add_fact(centre, school.pk, "value", since=date(2024, 1, 1), **value, on=ON)


def test_what_was_recorded_later_is_not_known_before(country, centre):
    school, before = country.places["school"], timezone.now()
    places.change_details(centre, school.pk, Described(kind="school", name="Лицей"), since=JULY, on=ON)
    assert list_places(centre, on=ON, known_at=before, narrowed=PlaceFilter(search="лицей")).count() == 0
    assert list_places(centre, on=ON, narrowed=PlaceFilter(search="лицей")).count() == 1
