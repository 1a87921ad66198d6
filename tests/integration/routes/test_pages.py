"""Pages of routes over HTTP: what each of them says to whom, and what a press does."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marshrut.apps.routes import services
from marshrut.apps.routes.models import Observation, ObserverCall, Route, RouteStep
from marshrut.apps.routes.queries.care import caseload, queue
from marshrut.apps.routes.types import StepKind
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from support.routes_scene import CODE, pair, visit
from support.world import sign_in


@pytest.fixture
def clients(scene: Any) -> dict[str, Client]:
    people = scene.country.people
    roles = {
        "teacher": Role.TEACHER,
        "methodist": Role.REGIONAL_METHODOLOGIST,
        "head": Role.SCHOOL,
        "centre": Role.CENTRE,
    }
    return {name: sign_in(people[role]) for name, role in roles.items()}


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def press(client: Client, name: str, *args: Any, **data: Any) -> str:
    answer = client.post(reverse(name, args=args), data, follow=True)
    assert answer.status_code in {200, 422}, (name, answer.status_code)
    return answer.content.decode()


def test_what_a_step_serves_is_read_by_who_may_open_and_by_no_head(scene: Any, clients: dict[str, Client]) -> None:
    from marshrut.apps.competencies.frameworks import framework

    title = framework(scene.teacher, scene.today).title(CODE)
    route = scene.route(visit(scene.today + timedelta(days=3), title="Разбор оценивания у Липиной"), state="agreement")
    for who in ("teacher", "methodist"):
        shown = page(clients[who], "routes:route", route.pk)
        assert title in shown, who
    for who in ("head", "centre"):
        shown = page(clients[who], "routes:route", route.pk)
        assert title not in shown, who
        assert "Разбор оценивания" not in shown, who
        assert "Посещение урока" in shown, who
        step = scene.steps(route)[0]
        assert clients[who].get(reverse("routes:step", args=[step.pk])).status_code == 404
    shown = page(clients["head"], "routes:releases")
    assert "Посещение урока" in shown
    assert title not in shown
    assert "Разбор оценивания" not in shown


def test_a_teacher_makes_adds_and_sends_without_a_script(scene: Any, clients: dict[str, Client]) -> None:
    mine = clients["teacher"]
    press(mine, "routes:mine", words="")
    route = Route.objects.of(scene.country.system).get()
    fields = {"kind": "pair", "title": "Урок вдвоём", "starts": scene.today, "ends": scene.today, "hours": "4"}
    assert "Урок вдвоём" in press(mine, "routes:add-step", route.pk, **fields)
    refused = press(mine, "routes:add-step", route.pk, **{**fields, "hours": "-4"})
    assert "нужно больше нуля" in refused
    assert "ROUTES-15" in refused
    assert "Маршрут у методиста" in press(
        mine, "routes:do", route.pk, "send", edition=Route.objects.of(scene.country.system).get().edition
    )


def test_a_queue_is_answered_one_press_each_and_taken_back(scene: Any, clients: dict[str, Client]) -> None:
    """Twenty routes wait; each press approves one and shows the next; the last is undone."""
    system, on = scene.country.system, scene.today
    for number in range(20):
        person = scene.staff.hire(f"Кленов{number:02d} Яков", scene.country.places["school"])
        scene.accompany(person, scene.companion)
        made = services.make_route(system, person.pk, year=2026, why="набор", on=on)
        services.add_step(system, made.pk, pair(on), on=on)
        services.send(system, made.pk, on=on)
    waiting = queue(scene.methodist, on=on)
    assert len(waiting) == 20
    client, address = clients["methodist"], reverse("routes:queue")
    for _ in waiting:
        shown = client.get(address, {"place": 0})
        now = shown.context["now"]
        edition = shown.context["page"].route.edition
        data = {"edition": edition, "next": f"{address}?place=0"}
        answer = client.post(reverse("routes:do", args=[now.route_id, "approve"]), data)
        assert answer.status_code == 302
    assert queue(scene.methodist, on=on) == []
    assert Route.objects.of(system).filter(state="approved").count() == 20
    press(client, "routes:do", waiting[0].route_id, "undo")
    assert [one.route_id for one in queue(scene.methodist, on=on)] == [waiting[0].route_id]


def test_what_was_edited_meanwhile_is_told_in_words_on_the_next_page(scene: Any, clients: dict[str, Client]) -> None:
    route = scene.route(state="agreement")
    seen = route.edition
    services.add_goal(scene.teacher, route.pk, text="Хочу вести кружок", on=scene.today)
    shown = press(clients["methodist"], "routes:do", route.pk, "approve", edition=seen)
    assert "Пока вы смотрели, маршрут изменили" in shown
    assert "ROUTES-07" in shown
    route.refresh_from_db()
    assert route.state == "agreement"


def test_everybody_who_waits_stands_in_the_queue_with_what_for(scene: Any) -> None:
    on = scene.today
    route = scene.route(pair(on, ends=on), state="running")
    done = scene.steps(route)[0]
    far, _ = services.add_step(scene.methodist, route.pk, visit(on + timedelta(days=5)), on=on)
    services.claim(scene.teacher, done.pk, on=on)
    services.refuse_step(scene.teacher, far.pk, words="далеко ехать", on=on)
    services.add_step(scene.teacher, route.pk, pair(on + timedelta(days=30), title="Своё"), on=on)
    assert [one.what for one in queue(scene.methodist, on=on)] == ["claimed", "refused", "proposed"]
    assert queue(scene.district, on=on) == []
    services.confirm(scene.methodist, done.pk, on=on)
    new, _ = services.swap_step(scene.methodist, far.pk, visit(on + timedelta(days=9), title="Ближе"), why="", on=on)
    services.accept_step(scene.teacher, new.pk, on=on)
    own = RouteStep.objects.of(scene.country.system).get(title="Своё")
    services.accept_step(scene.methodist, own.pk, on=on)
    assert queue(scene.methodist, on=on) == []
    later = on + timedelta(days=40)
    assert [one.what for one in queue(scene.methodist, on=later)] == ["still"]


def test_the_caseload_says_who_moves_and_who_does_not(scene: Any, clients: dict[str, Client]) -> None:
    fresh = scene.staff.hire("Ольхина Ия", scene.country.places["school"])
    scene.accompany(fresh, scene.companion)
    route = scene.route(pair(scene.today, ends=scene.today + timedelta(days=90)), state="running")
    found = {one.name: one.state for one in caseload(scene.methodist, on=scene.today).people}
    assert found == {"Ёлкина Анна Петровна": "маршрут идёт", "Ольхина Ия": "маршрута ещё нет"}
    still = {one.name: one.state for one in caseload(scene.methodist, on=route.moved_on + timedelta(days=31)).people}
    assert still["Ёлкина Анна Петровна"] == "без движения"
    shown = page(clients["methodist"], "routes:caseload")
    assert "Вы сопровождаете 2" in shown
    assert "таблицей" in shown
    assert "За вами никто не закреплён" in page(clients["head"], "routes:caseload")


def test_the_head_lets_go_with_one_press(scene: Any, clients: dict[str, Client]) -> None:
    route = scene.route(visit(scene.today + timedelta(days=3)), state="agreement")
    step = scene.steps(route)[0]
    assert "Ждёт вашего ответа: 1" in page(clients["head"], "routes:releases")
    assert "Никто не ждёт" in press(clients["head"], "routes:step-do", step.pk, "release")
    step.refresh_from_db()
    assert step.release == "agreed"


def test_a_place_sees_how_many_stand_where(scene: Any, clients: dict[str, Client]) -> None:
    scene.route(state="approved")
    for who in ("head", "centre"):
        assert "Утверждены и идут 1 из 1 маршрута" in page(clients[who], "routes:states")
    assert clients["methodist"].get(reverse("routes:states")).status_code == 403


def test_the_share_of_routes_with_a_choice_of_ones_own_is_told(scene: Any, clients: dict[str, Client]) -> None:
    """A step that the person added, and that still stands, makes a route one of their own choice."""
    from marshrut.apps.routes.models import RouteStep

    route = scene.route(state="approved")
    steps = RouteStep.objects.of(scene.country.system).filter(route=route)
    steps.update(chosen_by="companion")
    assert "Со своим выбором педагога: 0 из 1 (0" in page(clients["centre"], "routes:states")
    steps.update(chosen_by="person")
    assert "Со своим выбором педагога: 1 из 1 (100" in page(clients["centre"], "routes:states")
    steps.update(state="removed")
    assert "Со своим выбором педагога: 0 из 1" in page(clients["centre"], "routes:states")


def test_a_region_is_read_place_by_place_down_to_a_school(scene: Any, clients: dict[str, Client]) -> None:
    scene.route(state="approved")
    places, centre = scene.country.places, clients["centre"]
    top = page(centre, "routes:states")
    assert f"?in={places['district'].pk}" in top
    assert "Ёлкина" not in top
    district = centre.get(reverse("routes:states"), {"in": str(places["district"].pk)}).content.decode()
    assert f"?in={places['school'].pk}" in district
    school = centre.get(reverse("routes:states"), {"in": str(places["school"].pk)}).content.decode()
    assert "Ёлкина" in school
    assert "Ёлкина" in page(clients["head"], "routes:states"), "a school sees its own people at once"
    elsewhere = clients["head"].get(reverse("routes:states"), {"in": str(places["other_school"].pk)}).content.decode()
    assert "Ёлкина" in elsewhere, "another place is not opened: one's own is shown"


def test_a_consultation_is_two_presses_and_stands_once(scene: Any, clients: dict[str, Client]) -> None:
    from marshrut.apps.routes.models import Consultation

    key = new_id()
    data = {
        "client_key": key,
        "person": scene.person.pk,
        "minutes": "45",
        "on": scene.today.isoformat(),
        "topic": "lesson",
    }
    for _ in range(2):
        assert "45 мин" in press(clients["methodist"], "routes:consultations", **data)
    row = Consultation.objects.of(scene.country.system).get()
    assert (row.minutes, row.topic) == (45, "lesson")
    assert clients["head"].post(reverse("routes:withdraw-consultation", args=[row.pk])).status_code == 404
    press(clients["methodist"], "routes:withdraw-consultation", row.pk)
    assert "45 мин" not in page(clients["methodist"], "routes:consultations")


def test_an_upload_of_sixty_megabytes_is_refused_before_it_is_read(scene: Any, clients: dict[str, Client]) -> None:
    route = scene.route(state="running")
    step = scene.steps(route)[0]
    answer = clients["teacher"].post(
        reverse("routes:evidence", args=[step.pk]),
        b"",
        content_type="multipart/form-data; boundary=x",
        headers={"Content-Length": str(60 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert "МБ" in answer.content.decode()
    step.refresh_from_db()
    assert step.state == "accepted"


def test_a_calendar_tells_days_and_kinds_and_nothing_of_results(scene: Any, clients: dict[str, Client]) -> None:
    scene.route(
        visit(scene.today + timedelta(days=3), title="Разбор оценивания", place="Школа № 3; каб. 5, крыло"),
        state="approved",
    )
    shown = page(clients["teacher"], "routes:calendar")
    assert ".ics" not in shown
    address = clients["teacher"].post(reverse("routes:calendar")).context["address"]
    path = address.partition("testserver")[2]
    feed = Client().get(path)
    assert feed["Content-Type"] == "text/calendar; charset=utf-8"
    text = feed.content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    plain = text.replace("\r\n ", "")
    assert "SUMMARY:Посещение урока\r\n" in plain
    assert "LOCATION:Школа № 3\\; каб. 5\\, крыло\r\n" in plain
    assert f"DTSTART;VALUE=DATE:{scene.today + timedelta(days=3):%Y%m%d}" in plain
    assert "оценивани" not in plain
    assert scene.person.pk.hex not in plain
    again = clients["teacher"].post(reverse("routes:calendar")).context["address"]
    assert Client().get(path).status_code == 404
    assert Client().get(again.partition("testserver")[2]).status_code == 200
    press(clients["teacher"], "routes:close-calendar")
    assert Client().get(again.partition("testserver")[2]).status_code == 404
    from marshrut.apps.routes.models import CalendarKey

    assert not any(
        path.split("/")[-1].removesuffix(".ics") in row.key_hash for row in CalendarKey.objects.of(scene.country.system)
    )


@pytest.fixture
def transfer(scene: Any) -> RouteStep:
    route = scene.route(pair(scene.today, kind=StepKind.TRANSFER, title="Показать на уроке"), state="running")
    step: RouteStep = scene.steps(route)[0]
    return step


def call(scene: Any, step: RouteStep, account: Role, name: str, place: str) -> ObserverCall:
    observer = scene.staff.hire(name, scene.country.places[place])
    observer.account = scene.country.people[account]
    observer.save()
    return services.call_observer(scene.teacher, step.pk, observer_id=observer.pk, on=scene.today)


def sheet(scene: Any, **more: Any) -> dict[str, Any]:
    now = timezone.now().timestamp() * 1000
    said = {"key": str(new_id()), "at": now, "moment": "before", "on": scene.today.isoformat(), "marks": {"goal": 1}}
    return {**said, **more}


def test_a_sheet_from_the_outbox_is_taken_once(scene: Any, transfer: RouteStep) -> None:
    asked = call(scene, transfer, Role.GOVERNING_BODY, "Дубов Олег", "other_school")
    client = sign_in(scene.country.people[Role.GOVERNING_BODY])
    address, said = reverse("routes:observe", args=[asked.pk]), sheet(scene, note="Видно цель")
    for _ in range(2):
        answer = client.post(address, json.dumps(said), content_type="application/json")
        assert (answer.status_code, answer.json()) == (200, {"kept": said["key"]})
    rows = Observation.objects.of(scene.country.system).filter(step=transfer)
    assert [(row.note, row.form, row.marks) for row in rows] == [("Видно цель", "lesson:1", {"goal": 1})]


def test_what_was_written_later_stands_however_the_line_mixed_it_up(scene: Any, transfer: RouteStep) -> None:
    asked = call(scene, transfer, Role.GOVERNING_BODY, "Дубов Олег", "other_school")
    client = sign_in(scene.country.people[Role.GOVERNING_BODY])
    address, now = reverse("routes:observe", args=[asked.pk]), timezone.now().timestamp() * 1000
    late, early = sheet(scene, note="вторая", at=now), sheet(scene, note="первая", at=now - 60_000)
    for said in (late, early):
        assert client.post(address, json.dumps(said), content_type="application/json").status_code == 200
    rows = Observation.objects.of(scene.country.system).filter(step=transfer)
    assert {row.note: row.replaced_at is None for row in rows} == {"вторая": True, "первая": False}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"marks": {}}, 422),
        ({"marks": {"goal": 9}}, 422),
        ({"marks": {"nothing": 1}}, 422),
        ({"moment": "never"}, 400),
        ({"on": "вчера"}, 400),
    ],
)
def test_a_sheet_that_says_nothing_is_refused_in_words(scene: Any, transfer: RouteStep, more: Any, status: int) -> None:
    asked = call(scene, transfer, Role.GOVERNING_BODY, "Дубов Олег", "other_school")
    client = sign_in(scene.country.people[Role.GOVERNING_BODY])
    address = reverse("routes:observe", args=[asked.pk])
    answer = client.post(address, json.dumps(sheet(scene, **more)), content_type="application/json")
    assert answer.status_code == status
    assert answer.json()["refused"]


def test_a_conflict_of_interest_is_one_press_and_nobody_else_observes(scene: Any, transfer: RouteStep) -> None:
    asked = call(scene, transfer, Role.GOVERNING_BODY, "Дубов Олег", "other_school")
    client = sign_in(scene.country.people[Role.GOVERNING_BODY])
    address = reverse("routes:observe", args=[asked.pk])
    stranger = sign_in(scene.country.people[Role.CENTRE])
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, json.dumps(sheet(scene)), content_type="application/json").status_code == 404
    press(client, "routes:decline-call", asked.pk)
    assert client.post(address, json.dumps(sheet(scene)), content_type="application/json").status_code == 422
    asked.refresh_from_db()
    assert asked.declined_at is not None


def test_two_observers_one_of_them_from_outside(scene: Any, transfer: RouteStep) -> None:
    from marshrut.cores.kernel import Refused

    call(scene, transfer, Role.GOVERNING_BODY, "Дубов Олег", "school")
    inside = scene.staff.hire("Ивина Нина", scene.country.places["school"])
    for wrong in (scene.person, inside):
        with pytest.raises(Refused) as no:
            services.call_observer(scene.teacher, transfer.pk, observer_id=wrong.pk, on=scene.today)
        assert no.value.decision.reasons[0].rule == "ROUTES-25"
    services.call_observer(scene.teacher, transfer.pk, observer_id=scene.companion.pk, on=scene.today)
    with pytest.raises(Refused):
        services.call_observer(scene.teacher, transfer.pk, observer_id=scene.outsider.pk, on=scene.today)


def test_before_and_after_stand_side_by_side(scene: Any, transfer: RouteStep, clients: dict[str, Client]) -> None:
    asked = call(scene, transfer, Role.GOVERNING_BODY, "Дубов Олег", "other_school")
    client = sign_in(scene.country.people[Role.GOVERNING_BODY])
    address = reverse("routes:observe", args=[asked.pk])
    for moment, mark in (("before", 1), ("after", 3)):
        said = sheet(scene, moment=moment, marks={"goal": mark})
        assert client.post(address, json.dumps(said), content_type="application/json").status_code == 200
    press(
        clients["teacher"], "routes:reflect", transfer.pk, moment="after", text="Стало спокойнее", client_key=new_id()
    )
    shown = page(clients["methodist"], "routes:step", transfer.pk)
    assert "Ученики знают, чему учатся: 1,0 → 3,0" in shown
    assert "Стало спокойнее" in shown
    assert clients["head"].get(reverse("routes:step", args=[transfer.pk])).status_code == 404
