"""What is done about organisations by hand: opened, described anew, closed, joined, moved; past values apart."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.registry.dictionaries import base_dictionaries
from marshrut.apps.registry.jobs import name_of_the_day
from marshrut.apps.registry.ledger import ChangeSet
from marshrut.apps.registry.models import Employment, NodeKey, OpeningValue, OrganisationDetails, Succession
from marshrut.apps.registry.queries.people import StaffFilter, list_staff
from marshrut.apps.registry.queries.place_card import place_card, place_past
from marshrut.apps.registry.queries.places import PlaceFilter, dress_places, get_place, list_places
from marshrut.apps.registry.services import name_places, people, places, records, successions
from marshrut.apps.registry.services.places import Described
from marshrut.apps.registry.types import KeyScheme
from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.jobs import upkeep
from marshrut.foundation.scope.models import Node, Placement
from marshrut.foundation.scope.services import add_node
from marshrut.foundation.scope.types import NodeKind, Role
from support.world import sign_in

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


def test_a_take_over_is_undone_fully_and_once(country, centre, staff):
    before, after = country.places["school"], country.places["other_school"]
    people = [staff.hire(f"Рябинина Зоя {word}", before, birth=date(1980, 1, 1)) for word in ("Первая", "Вторая")]
    staff.work(people[0], after)
    staff_before = set(Employment.objects.of(centre).true(ON).values_list("person_id", "node_id", "post", "valid"))
    row = successions.take_over(centre, before.pk, after.pk, since=JULY, document="постановление № 12", on=ON)
    moment = timezone.now()
    successions.undo_take_over(centre, row.pk, reason="приказ отменён", on=ON)
    assert (
        set(Employment.objects.of(centre).true(ON).values_list("person_id", "node_id", "post", "valid")) == staff_before
    )
    assert _card(centre, before).details is not None
    assert place_past(centre, after)["joined"] == []
    assert place_past(centre, after, known_at=moment)["joined"] == [row], "it was known then"
    entry = Entry.objects.of(centre).get(action="registry.succession-undone")
    assert (entry.reason, entry.rule) == ("приказ отменён", "REGISTRY-36")
    with pytest.raises(Refused) as no:
        successions.undo_take_over(centre, row.pk, reason="", on=ON)
    assert _rule(no) == "REGISTRY-36"
    assert "уже отменено" in no.value.decision.text


def test_a_take_over_on_which_something_hangs_names_it(country, centre, staff):
    before, after = country.places["school"], country.places["other_school"]
    zoya = staff.hire("Рябинина Зоя Ильинична", before)
    row = successions.take_over(centre, before.pk, after.pk, since=JULY, document="№ 12", on=ON)
    records.add_leave(centre, zoya.pk, node_id=after.pk, kind="long", since=ON, until=None, on=ON)
    with pytest.raises(Refused) as no:
        successions.undo_take_over(centre, row.pk, reason="", on=ON)
    assert _rule(no) == "REGISTRY-36"
    assert "отпуска, записанные позже: 1" in no.value.decision.text
    line = Employment.objects.of(centre).true(ON).get(person=zoya)
    people.end_job(centre, line.line_id, last=ON, why="dismissed", on=ON)
    with pytest.raises(Refused) as no:
        successions.undo_take_over(centre, row.pk, reason="", on=ON)
    assert "работа закончена: 1" in no.value.decision.text
    assert _card(centre, before).details is None


def test_whose_take_over_is_not_theirs_to_undo(country, centre, staff):
    row = successions.take_over(
        centre, country.places["school"].pk, country.places["other_school"].pk, since=JULY, document="№ 1", on=ON
    )
    for role in (Role.MUNICIPAL_METHODOLOGIST, Role.SCHOOL):
        with pytest.raises(Refused) as no:
            successions.undo_take_over(country.viewer(role), row.pk, reason="", on=ON)
        assert _rule(no) == "REGISTRY-36"


def test_a_take_over_that_came_with_a_whole_history_is_not_undone_alone(country, centre, staff):
    row = Succession(
        tenant=country.tenant,
        before=country.places["school"],
        after=country.places["other_school"],
        since=JULY,
        document="№ 1",
        change=staff.change,
    )
    row.save(force_insert=True)
    with pytest.raises(Refused) as no:
        successions.undo_take_over(centre, row.pk, reason="", on=ON)
    assert "отдельно не отменяется" in no.value.decision.text
    assert OrganisationDetails.objects.of(centre).known().filter(opened_by=staff.change).exists()


def test_the_button_is_where_the_take_over_stands(country, centre, staff):
    before, after = country.places["school"], country.places["other_school"]
    staff.hire("Рябинина Зоя Ильинична", before)
    client = sign_in(country.people[Role.CENTRE])
    form = {"after": after.pk, "since": JULY.isoformat(), "document": "№ 12", "sure": "on"}
    made = client.post(reverse("registry:change-place", args=[before.pk, "take-over"]), form, follow=True)
    row = Succession.objects.of(centre).get()
    address = reverse("registry:undo-take-over", args=[row.pk])
    assert address in made.content.decode(), "just made: the next page offers the way back"
    past = client.get(reverse("registry:organisation-history", args=[after.pk])).content.decode()
    assert address in past
    done = client.post(address, {"reason": "ошибка"}, follow=True).content.decode()
    assert "Преобразование отменено" in done
    again = client.post(address, {"reason": "ошибка"}, follow=True).content.decode()
    assert "уже отменено" in again


def test_a_name_of_a_day_to_come_waits_for_its_day(country, centre, staff):
    school = country.places["school"]
    places.change_details(centre, school.pk, Described(kind="school", name="Гимназия «Ель»"), since=ON, on=JULY)
    assert Node.objects.of(centre).get(pk=school.pk).name == school.name
    for day, name, changed in (
        (ON - timedelta(days=1), school.name, 0),
        (ON, "Гимназия «Ель»", 1),
        (ON, "Гимназия «Ель»", 0),
        (ON - timedelta(days=1), school.name, 1),
    ):
        assert (
            name_places([school.pk], on=day),
            Node.objects.of(centre).get(pk=school.pk).name,
        ) == (changed, name)


def test_the_clock_and_the_start_name_every_place_as_it_is_called_where_it_stands(country, centre, staff):
    """One moment, two days: in the east it is tomorrow already."""
    school, other = country.places["school"], country.places["other_school"]
    west, east = (timezone.now().astimezone(ZoneInfo(zone)).date() for zone in ("Etc/GMT+12", "Etc/GMT-14"))
    assert west < east
    for node, zone in ((school, "Etc/GMT+12"), (other, "Etc/GMT-14")):
        Node.objects.of(centre).filter(pk=node.pk).update(zone=zone)
        places.change_details(centre, node.pk, Described(kind="school", name="Лицей"), since=east, on=JULY)
    name_of_the_day()
    assert [Node.objects.of(centre).get(pk=one.pk).name for one in (school, other)] == [school.name, "Лицей"]
    assert "marshrut.name_places" in {name for name, _, _ in upkeep.tasks()}


def test_a_closed_place_keeps_its_last_name_and_one_to_come_its_first(country, centre, staff):
    school = country.places["school"]
    places.close_place(centre, school.pk, last=JULY, on=ON)
    new = places.add_place(
        centre, Described(kind="school", name="Новая"), parent_id=country.places["district"].pk, since=ON, on=ON
    )
    assert name_places(on=ON) > 0, "the test's own rows were written past the services"
    assert (name_places(on=JULY), name_places(on=ON + timedelta(days=400))) == (0, 0)
    assert [Node.objects.of(centre).get(pk=one.pk).name for one in (school, new)] == [
        OrganisationDetails.objects.of(centre).known().get(node=school).name,
        "Новая",
    ]


def test_a_list_names_no_place_before_its_day(country, centre, staff):
    """A list of organisations of a day to come, and the part of an organisation in a list of a past day."""
    school = country.places["school"]
    unit = add_node(country.system, kind=NodeKind.UNIT, name="Филиал", parent_id=school.pk, since=date(2020, 9, 1))
    staff.organisation(unit)
    places.change_details(centre, school.pk, Described(kind="school", name="Гимназия", short=""), since=JULY, on=ON)
    for day, above in ((JULY - timedelta(days=1), "school"), (JULY, "Гимназия")):
        row = list_places(centre, on=day, narrowed=PlaceFilter(search="филиал")).get()
        assert dress_places(centre, [row], on=day, words=base_dictionaries())[0].above == above
        assert _card(centre, unit, day).above_name == above
