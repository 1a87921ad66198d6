"""Who sees that somebody learns, and who sees what for: the condition and the decision are one."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

from django.urls import reverse

from marshrut.apps.competencies.services import sharing
from marshrut.apps.programmes import access, services
from marshrut.apps.programmes.models import Application
from marshrut.apps.programmes.queries.applications import learning_of
from marshrut.foundation.accounts.queries import find_viewer
from marshrut.foundation.scope.types import Right, Role
from support.programmes_scene import Scene
from support.world import sign_in

CHOSEN = [{"competency": "formative_assessment", "standing": "certain", "since": "2026-10-01"}]


def _companion(scene: Scene) -> Any:
    """The regional methodologist accompanies the teacher by an order."""
    viewer = scene.country.viewer(Role.REGIONAL_METHODOLOGIST)
    record = scene.staff.hire("Соснин Илья Ильич", scene.country.places["other_school"], post="методист")
    record.account_id = viewer.account_id
    record.save(update_fields=["account"])
    order: dict[str, Any] = {"order_number": "3-м", "order_date": scene.today, "until": None, "on": scene.today}
    since = scene.today - timedelta(days=7)
    sharing.accompany(scene.country.system, scene.person.pk, companion_id=record.pk, since=since, **order)
    return viewer


def test_what_is_listed_may_be_seen_and_what_may_be_seen_is_listed(scene: Scene) -> None:
    companion = _companion(scene)
    scene.ask(scene.person)
    scene.ask(scene.others[0])
    stranger = scene.country.add("Осинина Майя", Role.SCHOOL, "other_school")
    viewers = [scene.country.viewer(role) for role in scene.country.people]
    rows = Application.objects.of(scene.country.system)
    days = (scene.today, scene.today - timedelta(days=9000))
    for viewer, right, day in product([*viewers, find_viewer(stranger, None)], Right, days):
        listed = set(rows.filter(access.visible(viewer, right, on=day)).values_list("person_id", flat=True))
        for person in (scene.person, scene.others[0]):
            allowed = bool(access.may(viewer, right, person.pk, on=day))
            assert (person.pk in listed) == allowed, f"{viewer.role} {right} {day}"
    assert access.may(companion, Right.OPEN, scene.person.pk, on=scene.today)


def test_the_head_never_sees_what_it_was_chosen_for(scene: Scene, head: Any, centre: Any) -> None:
    companion = _companion(scene)
    asked = scene.ask(scene.person, viewer=scene.teacher, chosen_for=CHOSEN)
    services.agree(head, asked.pk, on=scene.today)
    order = {"applications": None, "order_number": "1", "enrolled_on": scene.today, "on": scene.today}
    (learner,) = services.enrol(centre, scene.cohort.pk, **order).rows
    services.complete(centre, scene.cohort.pk, numbers={learner.pk: "7"}, completed_on=scene.today, on=scene.today)
    for viewer in (scene.teacher, companion):
        ((_, why),) = learning_of(viewer, scene.person.pk, on=scene.today).completed
        assert why.startswith("Формирующее оценивание (с 01.10.2026)")
    for viewer in (head, centre, scene.country.viewer(Role.MUNICIPAL_METHODOLOGIST)):
        found = learning_of(viewer, scene.person.pk, on=scene.today)
        assert (found.opened, found.completed[0][1]) == (False, "")
    page = sign_in(scene.country.people[Role.SCHOOL]).get(reverse("programmes:person", args=[scene.person.pk]))
    assert page.status_code == 200
    assert "чтобы подтянуть" not in page.content.decode()


def test_a_companion_asks_for_whom_they_accompany_and_the_head_agrees(scene: Scene, head: Any) -> None:
    companion = _companion(scene)
    asked = scene.ask(scene.person, viewer=companion, chosen_for=CHOSEN)
    assert asked.state == "asked"
    assert services.agree(head, asked.pk, on=scene.today).state == "seated"
    assert services.withdraw(companion, asked.pk, why="другая программа", on=scene.today).state == "withdrawn"


def test_somebody_elses_learning_is_read_on_the_record(scene: Scene) -> None:
    from marshrut.foundation.privacy.models import CardRead

    client = sign_in(scene.country.people[Role.SCHOOL])
    client.get(reverse("programmes:person", args=[scene.person.pk]))
    (read,) = CardRead.objects.of(scene.country.system)
    assert (read.what, read.person_id) == ("обучение работника", scene.teacher.account_id)


def test_ones_own_learning_stands_in_ones_own_data(scene: Scene) -> None:
    scene.ask(scene.person, viewer=scene.teacher)
    found = sign_in(scene.country.people[Role.TEACHER]).get(reverse("registry:my-json")).json()
    told = str(found)
    assert "Заявки на обучение" in told
    assert scene.cohort.title in told
