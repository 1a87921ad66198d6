"""The tree of places and roles: two dates, moves, tenants that see nothing of each other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from marshrut.cores.kernel import Refused
from marshrut.foundation.audit.models import Entry
from marshrut.foundation.scope import access, queries, services
from marshrut.foundation.scope.manager import UnscopedQueryError
from marshrut.foundation.scope.models import Node, Placement, RoleAssignment
from marshrut.foundation.scope.temporal import period
from marshrut.foundation.scope.types import NodeKind, Right, Role
from marshrut.foundation.scope.viewer import SystemViewer
from support.world import LONG_AGO, Country, build_country

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


@pytest.fixture
def here() -> Country:
    return build_country("here")


def test_a_query_without_a_viewer_raises() -> None:
    with pytest.raises(UnscopedQueryError, match=r"Node\.objects\.of\(viewer\)"):
        Node.objects.count()
    with pytest.raises(UnscopedQueryError):
        Node.objects.all()


def test_two_operators_see_nothing_of_each_other(here: Country) -> None:
    there = build_country("there")
    mine = set(Node.objects.of(here.system).values_list("pk", flat=True))
    theirs = set(Node.objects.of(there.system).values_list("pk", flat=True))
    assert mine
    assert theirs
    assert not mine & theirs
    foreign = there.places["school"].pk
    viewer = here.viewer(Role.GOVERNING_BODY)
    assert not access.inside(viewer, foreign, on=DAY)
    with pytest.raises(Node.DoesNotExist):
        queries.get_node(viewer, foreign)


def test_a_moved_district_takes_its_schools_along_and_the_past_stays(here: Country) -> None:
    school, district, other = (here.places[name] for name in ("school", "district", "other_district"))
    before_move = timezone.now()
    services.move_node(here.system, district.pk, parent_id=other.pk, since=DAY)
    new = queries.get_path(here.system, school.pk, on=DAY)
    old = queries.get_path(here.system, school.pk, on=DAY - timedelta(days=1))
    assert other.label in new.split(".")
    assert other.label not in old.split(".")
    assert new.endswith(f"{other.label}.{district.label}.{school.label}")
    known = queries.get_path(here.system, school.pk, on=DAY, known_at=before_move)
    assert known == old, "what we knew before the move still answers as it did"


def test_a_node_cannot_stand_below_itself(here: Country) -> None:
    with pytest.raises(ValueError, match="below itself"):
        services.move_node(here.system, here.places["district"].pk, parent_id=here.places["school"].pk, since=DAY)


def test_a_node_stands_in_one_place_at_a_time(here: Country) -> None:
    school = here.places["school"]
    with pytest.raises(IntegrityError, match="placement_one_at_a_time"), transaction.atomic():
        Placement.objects.of(here.system).create(
            tenant=here.tenant, node=school, parent=None, path=school.label, valid=period(DAY)
        )


def test_only_the_administrator_adds_places_and_only_inside(here: Country) -> None:
    new = services.add_node(
        here.viewer(Role.ADMINISTRATOR),
        kind=NodeKind.ORGANISATION,
        name="Школа № 3",
        parent_id=here.places["district"].pk,
        since=DAY,
    )
    assert access.inside(here.viewer(Role.MUNICIPAL_METHODOLOGIST), new.pk, on=DAY)
    with pytest.raises(Refused, match="администратор"):
        services.add_node(
            here.viewer(Role.SCHOOL), kind=NodeKind.UNIT, name="Кафедра", parent_id=here.places["school"].pk, since=DAY
        )


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("right", list(Right))
def test_visible_and_may_agree(here: Country, role: Role, right: Right) -> None:
    viewer = here.viewer(role)
    for node in here.places.values():
        listed = Node.objects.of(viewer).filter(access.visible(viewer, right, on=DAY), pk=node.pk).exists()
        assert listed == bool(access.may(viewer, right, node.pk, on=DAY)), (role, right, node)


def test_a_role_that_ended_is_closed_and_still_known(here: Country) -> None:
    account = here.people[Role.CENTRE]
    held = queries.list_assignments(here.system, account.pk, on=DAY)[0]
    services.end_role(here.viewer(Role.ADMINISTRATOR), held.pk, on=DAY, reason="перевод")
    assert queries.list_assignments(here.system, account.pk, on=DAY) == []
    assert len(queries.list_assignments(here.system, account.pk, on=DAY - timedelta(days=1))) == 1
    assert RoleAssignment.objects.of(here.system).filter(account=account).count() == 2, "the corrected version stays"


def test_a_school_gives_no_strong_roles(here: Country) -> None:
    with pytest.raises(Refused, match="даёт администратор"):
        services.give_role(
            here.viewer(Role.SCHOOL),
            here.people[Role.TEACHER].pk,
            role=Role.CENTRE,
            node_id=here.places["school"].pk,
            since=DAY,
        )


def test_every_deed_leaves_an_entry_with_its_rule(here: Country) -> None:
    services.give_role(
        here.viewer(Role.ADMINISTRATOR),
        here.people[Role.TEACHER].pk,
        role=Role.REGIONAL_METHODOLOGIST,
        node_id=here.places["top"].pk,
        since=LONG_AGO,
        order_number="12-р",
    )
    entry = Entry.objects.of(here.system).filter(action="scope.role-given").latest("at")
    assert entry.rule == "SCOPE-02"
    assert entry.actor_id == here.people[Role.ADMINISTRATOR].pk
    assert entry.person_id == here.people[Role.TEACHER].pk


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_personalvalue SET after = 'x'",
        "DELETE FROM privacy_cardread",
        "CREATE TABLE mine (a int)",
        "ALTER TABLE scope_node ADD COLUMN a int",
        "DROP TABLE scope_node",
    ],
)
def test_the_application_cannot_change_the_audit_or_the_schema(here: Country, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


def test_work_without_a_person_states_its_purpose() -> None:
    with pytest.raises(ValueError, match="purpose"):
        SystemViewer(" ")
